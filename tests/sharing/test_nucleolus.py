"""The nucleolus: a certificate on random games, and relations that must hold."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import pytest
from scipy.optimize import linprog

from public_games import random_costs, table
from synergy.errors import ScenarioError
from synergy.sharing.game import Game
from synergy.sharing.oracle import FloatArray, members_of_all
from synergy.sharing.rows import VARIANTS, Variant

PLAYERS = tuple("abcdef")


def weighed_excess(
    costs: FloatArray, payments: FloatArray, variant: Variant
) -> tuple[FloatArray, FloatArray]:
    """Return members and weighed excess of all coalitions but nobody and everybody."""
    members = members_of_all(len(payments))[1:-1].astype(float)
    inside = costs[1:-1]
    weights = {"absolute": 1.0, "per_capita": members.sum(axis=1), "relative": inside}[variant]
    return members, (members @ payments - inside) / weights


def certified(costs: FloatArray, payments: FloatArray, variant: Variant) -> bool:
    """Kohlberg 1971: at every level, the coalitions with at least that excess are balanced.

    Balanced: some weights of at least 1 give each player the same sum.
    """
    members, excess = weighed_excess(costs, payments, variant)
    for level in np.unique(np.round(excess, 7)):
        tight = members[excess >= level - 1e-6]
        rows = np.hstack([tight.T, -np.ones((len(payments), 1))])
        bounds = [(1.0, None)] * len(tight) + [(None, None)]
        balanced = linprog(
            np.zeros(rows.shape[1]), A_eq=rows, b_eq=np.zeros(len(payments)), bounds=bounds, method="highs"
        )
        if balanced.status != 0:
            return False
    return True


def paid(game: Game, amounts: Mapping[str, float]) -> FloatArray:
    return np.array([amounts[player] for player in game.players])


@pytest.mark.parametrize("seed", range(6))
def test_certificate(seed: int) -> None:
    rng = np.random.default_rng(seed)
    players = PLAYERS[: 4 + seed % 3]
    costs = random_costs(rng, len(players), whole=seed % 2 == 0) + 5.0
    costs[0] = 0.0
    game = Game.from_table(table(players, costs))
    for variant in VARIANTS:
        payments = paid(game, game.prenucleolus(variant).amounts)
        assert payments.sum() == pytest.approx(costs[-1])
        assert certified(costs, payments, variant)
        moved = payments + np.eye(len(players))[0] - np.eye(len(players))[1]
        assert not certified(costs, moved, variant)


def test_tight_at_one_optimum_is_not_tight_at_all() -> None:
    # The least core is a line. At its corner (4, 3, 9) coalitions are tight that are not tight elsewhere on
    # it; settling them would stop there. The nucleolus is (11/2, 3, 15/2).
    profits = {"1": 3, "2": 2, "12": 6, "3": 5, "13": 12, "23": 7, "123": 16}
    game = Game.from_table(profits, kind="profit")
    found = game.nucleolus()
    assert dict(found.amounts) == pytest.approx({"1": 5.5, "2": 3.0, "3": 7.5}, abs=1e-9)
    assert found.kind == "profit"


@pytest.mark.parametrize("seed", range(6))
def test_in_the_core_where_there_is_one(seed: int) -> None:
    costs = random_costs(np.random.default_rng(seed), 5, whole=False)
    costs[-1] *= 0.8
    game = Game.from_table(table(PLAYERS[:5], costs))
    assert game.least_core().core_exists
    stability = game.stability(game.nucleolus().amounts)
    assert stability.stable
    assert stability.gain == pytest.approx(game.least_core().epsilon.lower, abs=1e-9)
    assert dict(game.nucleolus().amounts) == pytest.approx(dict(game.prenucleolus().amounts), abs=1e-9)


def test_covariance() -> None:
    # Twice the costs and what each pays by itself on top: twice the amounts and that on top.
    costs = random_costs(np.random.default_rng(3), 5, whole=False)
    own = np.array([3.0, -2.0, 0.0, 40.0, 7.0])
    moved = 2.0 * costs + members_of_all(5) @ own
    first, second = (Game.from_table(table(PLAYERS[:5], of)) for of in (costs, moved))
    expected = 2.0 * paid(first, first.nucleolus().amounts) + own
    assert paid(second, second.nucleolus().amounts) == pytest.approx(expected, abs=1e-8)


def test_the_unit_of_money_does_not_matter() -> None:
    costs = random_costs(np.random.default_rng(4), 5, whole=True)
    euro, billions = (Game.from_table(table(PLAYERS[:5], costs * unit)) for unit in (1.0, 1e-9))
    for variant in VARIANTS:
        expected = 1e-9 * paid(euro, euro.nucleolus(variant).amounts)
        assert paid(billions, billions.nucleolus(variant).amounts) == pytest.approx(expected, rel=1e-9)


def test_order_of_players_does_not_matter() -> None:
    costs = table(PLAYERS[:5], random_costs(np.random.default_rng(5), 5, whole=False))
    backwards = {tuple(reversed(members)): cost for members, cost in reversed(costs.items())}
    first, second = Game.from_table(costs), Game.from_table(backwards)
    assert first.players != second.players
    assert dict(first.nucleolus().amounts) == pytest.approx(dict(second.nucleolus().amounts), abs=1e-9)


def test_two_players_share_the_saving_equally() -> None:
    game = Game.from_table({"a": 4.0, "b": 3.0, "ab": 5.0})
    assert dict(game.nucleolus().amounts) == pytest.approx({"a": 3.0, "b": 2.0})


def test_who_brings_nothing_pays_their_own() -> None:
    costs = random_costs(np.random.default_rng(6), 4, whole=False)
    costs[-1] *= 0.8
    with_dummy = np.concatenate([costs, costs + 5.0])
    game = Game.from_table(table(PLAYERS[:5], with_dummy))
    assert game.nucleolus().amounts["e"] == pytest.approx(5.0, abs=1e-8)


def test_nobody_pays_more_than_alone() -> None:
    # b and c would object most: {b, c} costs 2 where all cost 10. The prenucleolus charges a more than alone,
    # equal excess of {b, c}, {a}: x_a - 6 = x_b + x_c - 2 = 10 - x_a - 2 gives 7.
    game = Game.from_table({"a": 6.0, "b": 6.0, "c": 6.0, "ab": 12.0, "ac": 12.0, "bc": 2.0, "abc": 10.0})
    assert dict(game.prenucleolus().amounts) == pytest.approx({"a": 7.0, "b": 1.5, "c": 1.5})
    assert dict(game.nucleolus().amounts) == pytest.approx({"a": 6.0, "b": 2.0, "c": 2.0})


def test_no_nucleolus_where_all_together_cost_more_than_apart() -> None:
    game = Game.from_table({"a": 1.0, "b": 1.0, "ab": 3.0})
    with pytest.raises(ScenarioError, match="everybody together costs 1 more than all alone"):
        game.nucleolus()
    assert dict(game.prenucleolus().amounts) == pytest.approx({"a": 1.5, "b": 1.5})


def test_a_coalition_without_a_plan_does_not_object() -> None:
    # b can not do alone, so nothing limits what it pays, nor how little a pays: this is told.
    alone = Game.from_table({"a": 4.0, "b": math.inf, "ab": 5.0}).nucleolus()
    assert alone.total == pytest.approx(5.0)
    assert "no coalition with a plan limits some of the amounts" in alone.notes[0]
    # With c all is limited. Excess of {b, c}: 9 - x_a - 6, of {a, b}: 9 - x_c - 6, of {a, c}: x_a + x_c - 7;
    # they sum to -1, so the level is -1/3 and x_a = x_c = 10/3.
    costs = {"a": 4.0, "b": math.inf, "c": 4.0, "ab": 6.0, "ac": 7.0, "bc": 6.0, "abc": 9.0}
    found = Game.from_table(costs).nucleolus()
    assert dict(found.amounts) == pytest.approx({"a": 10 / 3, "b": 7 / 3, "c": 10 / 3})


def test_one_player_pays_all() -> None:
    game = Game.from_table({"a": 4.0})
    assert dict(game.nucleolus().amounts) == {"a": 4.0}
    assert game.stability({"a": 4.0}).coalition is None


def test_relative_to_costs_needs_costs() -> None:
    game = Game.from_table({"a": 4.0, "b": -1.0, "ab": 2.0})
    with pytest.raises(ScenarioError, match="relative to a cost needs costs above 0"):
        game.nucleolus("relative")


def test_unknown_variant() -> None:
    with pytest.raises(ScenarioError, match=r"'fair'.*absolute, per_capita, relative"):
        Game.from_table({"a": 4.0, "b": 1.0, "ab": 2.0}).nucleolus("fair")  # type: ignore[arg-type]
