"""Who would walk away, the least core and its bracket, the grant that makes everybody stay."""

from __future__ import annotations

import math

import numpy as np
import pytest

from public_games import random_costs, table
from synergy.errors import ScenarioError
from synergy.sharing.core import over_core
from synergy.sharing.game import Game
from synergy.sharing.oracle import Coalition, CostInterval, FloatArray

PLAYERS = tuple("abcde")
TREE = {"a": 12.0, "b": 20.0, "c": 20.0, "ab": 26.0, "ac": 26.0, "bc": 20.0, "abc": 26.0}
"""A pipe of 12 for a alone, and one of 20 that b and c can share; 6 less for the first stretch together."""


def test_who_would_walk_away_from_a_postage_stamp() -> None:
    # 26 / 3 each: b and c pay 52/3 of 20, a pays 26/3 of 12; nobody objects. By 1 : 1 : 11, c pays 22 of 20.
    game = Game.from_table(TREE)
    equal = game.stability(dict.fromkeys("abc", 26 / 3))
    assert equal.stable
    assert equal.gain == pytest.approx(52 / 3 - 20)
    assert equal.coalition == frozenset("bc")
    heavy = game.stability({"a": 2.0, "b": 2.0, "c": 22.0})
    assert heavy.stable is False
    assert heavy.coalition == frozenset("bc")
    assert heavy.gain == pytest.approx(4.0)
    assert game.stability({"a": 1.0, "b": 1.0, "c": 20.0}).missing == pytest.approx(4.0)


def test_amounts_are_of_the_players() -> None:
    game = Game.from_table(TREE)
    with pytest.raises(ScenarioError) as missing:
        game.stability({"a": 1.0})
    assert [fault.place for fault in missing.value.faults] == ["amounts.b", "amounts.c"]
    with pytest.raises(ScenarioError, match="'z' is no player"):
        game.stability({"a": 1.0, "b": 1.0, "c": 1.0, "z": 1.0})


def test_profits_are_told_as_what_players_get() -> None:
    # Glove market: one left, two right; the left one takes all, and a right one who gets 0.1 is envied.
    gloves = {"l": 0.0, "r": 0.0, "s": 0.0, "lr": 1.0, "ls": 1.0, "rs": 0.0, "lrs": 1.0}
    game = Game.from_table(gloves, kind="profit")
    found = game.least_core()
    assert found.core_exists
    assert dict(found.allocation.amounts) == pytest.approx({"l": 1.0, "r": 0.0, "s": 0.0}, abs=1e-9)
    objecting = game.stability({"l": 0.9, "r": 0.1, "s": 0.0})
    assert objecting.coalition == frozenset("ls")
    assert objecting.gain == pytest.approx(0.1)


def test_grant_that_makes_everybody_stay() -> None:
    # Three customers, any two served for 1, all for 2: at most 1/2 each can be collected, 1/2 is missing.
    cover = {"a": 1.0, "b": 1.0, "c": 1.0, "ab": 1.0, "ac": 1.0, "bc": 1.0, "abc": 2.0}
    game = Game.from_table(cover)
    found = game.cost_of_stability()
    assert found.grant.lower == pytest.approx(0.5, abs=1e-9)
    assert found.grant.upper == pytest.approx(0.5, abs=1e-9)
    assert dict(found.allocation.amounts) == pytest.approx(dict.fromkeys("abc", 0.5))
    assert game.least_core().core_exists is False
    assert game.least_core().epsilon.lower == pytest.approx(1 / 3)


def test_no_grant_where_the_core_is_not_empty() -> None:
    game = Game.from_table(TREE)
    found = game.cost_of_stability()
    assert (found.grant.lower, found.grant.upper) == (0.0, 0.0)
    assert game.stability(found.allocation.amounts).stable
    assert found.allocation.total == pytest.approx(26.0)


@pytest.mark.parametrize("seed", range(4))
def test_a_grant_is_as_large_as_the_program_over_all_coalitions_says(seed: int) -> None:
    from scipy.optimize import linprog

    costs = random_costs(np.random.default_rng(seed), 5, whole=False)
    costs[-1] *= 1.1
    game = Game.from_table(table(PLAYERS, costs))
    members = np.array([[number >> at & 1 for at in range(5)] for number in range(1, 31)])
    most = linprog(-np.ones(5), members, costs[1:-1], bounds=(None, None))
    assert game.cost_of_stability().grant.lower == pytest.approx(max(costs[-1] + most.fun, 0.0), abs=1e-8)


def uncertain(costs: FloatArray, gap: float, seed: int) -> Game:
    """Bounds of random width around costs."""
    rng = np.random.default_rng(seed)
    below, above = gap * rng.random(len(costs)), gap * rng.random(len(costs))

    def bounds(coalition: Coalition) -> CostInterval:
        number = sum(1 << PLAYERS.index(player) for player in coalition)
        up = above[number] if len(coalition) < 5 else 0.0
        return CostInterval(costs[number] - below[number], costs[number] + up)

    return Game.from_function(PLAYERS, bounds)


@pytest.mark.parametrize("seed", range(6))
def test_the_bracket_holds_the_level_of_exact_costs(seed: int) -> None:
    costs = random_costs(np.random.default_rng(seed), 5, whole=False)
    exact = Game.from_table(table(PLAYERS, costs))
    game = uncertain(costs, 0.5, seed)
    for variant in ("absolute", "per_capita", "relative"):
        level = exact.least_core(variant).epsilon.lower
        bracket = game.least_core(variant).epsilon
        assert bracket.lower - 1e-9 <= level <= bracket.upper + 1e-9
        assert bracket.width <= 1.0
    grant = game.cost_of_stability().grant
    assert grant.lower - 1e-9 <= exact.cost_of_stability().grant.lower <= grant.upper + 1e-9


def test_the_nucleolus_says_how_finely_it_is_resolved() -> None:
    costs = random_costs(np.random.default_rng(1), 5, whole=False)
    exact = Game.from_table(table(PLAYERS, costs)).prenucleolus()
    for gap in (1e-2, 1e-4, 1e-6):
        found = uncertain(costs, gap, 1).prenucleolus()
        assert dict(found.amounts) == pytest.approx(dict(exact.amounts), abs=3 * gap)
        assert found.notes[0].startswith("resolved to ")


def test_bounds_that_leave_the_core_open() -> None:
    # Alone 3 each; together 6: the core is {(3, 3)}. If a may cost only 2, nobody knows.
    costs = {frozenset("a"): CostInterval(2.0, 3.0)}
    game = Game.from_function(
        "ab", lambda members: costs.get(members, CostInterval(*2 * [3.0 * len(members)]))
    )
    assert game.least_core().core_exists is None
    assert game.stability({"a": 3.0, "b": 3.0}).stable is None


def test_the_gap_of_a_solver_does_not_empty_the_core() -> None:
    # Alone 3 each. The plan known for both costs a little more than 6, the best one perhaps less: nobody
    # leaves for what a solver's gap leaves open, but for 0.05 they would. The grant is for the plan known.
    for gap, stays in ((1e-5, True), (0.1, False)):
        costs = {1: CostInterval(3.0, 3.0), 2: CostInterval(6.0 - gap, 6.0 + gap)}
        game = Game.from_function("ab", lambda members, told=costs: told[len(members)])
        assert game.least_core().epsilon.lower == pytest.approx(gap / 2)
        assert game.least_core().core_exists is stays
        assert game.stability({"a": 3.0 + gap / 2, "b": 3.0 + gap / 2}).stable is stays
        grant = game.cost_of_stability().grant
        assert (grant.lower, grant.upper) == (0.0, pytest.approx(gap))


def test_the_best_of_the_core_by_any_measure() -> None:
    # As little as can be for a: {b, c} pay at most 20 of 26, so a pays 6.
    from scipy.optimize import linprog

    game = Game.from_table(TREE)

    def least_for_a(rows: FloatArray, most: FloatArray) -> FloatArray:
        everybody = np.ones((1, 3))
        found = linprog([1.0, 0.0, 0.0], rows, most, everybody, [26.0], bounds=(None, None))
        return np.asarray(found.x)

    payments, bound = over_core(game, least_for_a)
    assert payments[0] == pytest.approx(6.0)
    assert bound == pytest.approx(0.0, abs=1e-9)


def test_who_can_not_do_alone_does_not_walk_away() -> None:
    game = Game.from_table({"a": math.inf, "b": math.inf, "ab": 5.0})
    assert game.stability({"a": 5.0, "b": 0.0}).coalition is None
    assert game.least_core().core_exists
    assert game.cost_of_stability().grant.upper == 0.0
