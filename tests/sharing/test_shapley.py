"""The Shapley value: bounds of costs become bounds of payments, and estimates say how far they may be off."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

import numpy as np
import pytest

from synergy.errors import ScenarioError
from synergy.sharing.game import Game
from synergy.sharing.oracle import Coalition, CostInterval, Objection, Separation
from synergy.sharing.rules.shapley import Sampling, half_widths, shapley

SIZES = dict(zip("abcdefgh", [1.0, 2.0, 3.0, 5.0, 8.0, 13.0, 21.0, 34.0], strict=True))


def cost(members: Coalition) -> float:
    return 10.0 * float(np.sqrt(sum(SIZES[member] for member in members)))


def test_bounds_of_costs() -> None:
    # x_a = c_a / 2 + (C(ab) - c_b) / 2, C(ab) = 8 the plan's: c_a in [4, 5], c_b in [6, 6] give 3 to 3.5.
    costs = {"a": CostInterval(4.0, 5.0), "b": CostInterval(6.0, 6.0), "ab": CostInterval(7.0, 8.0)}
    found = Game.from_function("ab", lambda members: costs["".join(sorted(members))]).share("shapley")
    assert dict(found.amounts) == {"a": 3.5, "b": 4.5}
    assert dict(found.widths) == {"a": 0.5, "b": 0.5}


@pytest.mark.parametrize("seed", range(5))
def test_bounds_hold_the_value_of_costs_between_them(seed: int) -> None:
    rng = np.random.default_rng(seed)
    loose = {
        frozenset(members): rng.random(2) for size in range(1, 5) for members in combinations("abcde", size)
    }
    loose[frozenset("abcde")] = np.zeros(2)
    bounded = Game.from_function(
        "abcde",
        lambda members: CostInterval(cost(members) - loose[members][0], cost(members) + loose[members][1]),
    ).share("shapley")
    exact = Game.from_function("abcde", cost).share("shapley")
    for player in "abcde":
        assert abs(bounded.amounts[player] - exact.amounts[player]) <= bounded.widths[player]


def test_estimate_and_its_bounds() -> None:
    exact = Game.from_function(SIZES, cost).share("shapley", exact=True)
    game = Game.from_function(SIZES, cost)
    found = shapley(game, sampling=Sampling(budget=150, tolerance=0.0, seed=3))
    assert found.total == pytest.approx(game.total.upper, rel=1e-14)
    assert 150 <= len(game.seen) < 180
    for player in SIZES:
        assert abs(found.amounts[player] - exact.amounts[player]) <= found.widths[player]
    assert "seed 3" in found.notes[0]


class Apart:
    """Two groups that share nothing with each other, whatever they share inside."""

    players = tuple("abcdef")
    components = (frozenset("ace"), frozenset("bdf"))

    def costs(self, coalitions: Iterable[Coalition]) -> list[CostInterval]:
        asked = list(coalitions)
        # Nobody asks for a coalition across the two.
        assert all(any(members <= group for group in self.components) for members in asked)
        return [CostInterval(cost(members), cost(members)) for members in asked]

    def objection(self, asked: Separation) -> Objection | None:
        raise AssertionError("the Shapley value asks for none")


def test_independent_groups_are_shared_one_by_one() -> None:
    found = Game(Apart()).share("shapley")
    for group in ("ace", "bdf"):
        expected = Game.from_function(group, cost).share("shapley")
        assert {player: found.amounts[player] for player in group} == pytest.approx(dict(expected.amounts))
    assert found.counts.costs == 14


def test_the_same_seed_gives_the_same_estimate() -> None:
    first, again, other = (
        shapley(Game.from_function(SIZES, cost), sampling=Sampling(budget=60, seed=seed)).amounts
        for seed in (1, 1, 2)
    )
    assert first == again
    assert first != other


def test_players_who_act_in_twos_come_out_exactly() -> None:
    # C(S) = size alone less 1 for each pair inside: everybody saves half of each of its four pairs.
    game = Game.from_function(
        "abcde", lambda members: 5.0 * len(members) - len(members) * (len(members) - 1) / 2
    )
    found = shapley(game, sampling=Sampling(budget=10, tolerance=0.01))
    assert list(found.amounts.values()) == pytest.approx([3.0] * 5, abs=1e-12)
    assert max(found.widths.values()) < 1e-12


def test_it_stops_when_it_is_close_enough() -> None:
    game = Game.from_function(SIZES, cost)
    found = shapley(game, sampling=Sampling(budget=255, tolerance=10.0, least_pairs=12))
    assert found.notes[0].startswith("estimated from 12 orders")


def test_half_widths_without_skewness_are_those_of_student() -> None:
    # Mean 0, s = sqrt(4 / 3), k = 4: 3.182446 * 1.154701 / 2.
    rows = np.array([[-1.0], [1.0], [-1.0], [1.0]])
    assert half_widths(rows, 0.95) == pytest.approx([1.837386], abs=1e-5)


def test_rare_events_make_intervals_wider() -> None:
    rows = np.zeros((100, 2))
    rows[:5, 0] = 1.0
    rows[:, 1] = 0.05 + rows[:, 0].std() * np.tile([1.0, -1.0], 50)
    rare, even = half_widths(rows, 0.95)
    assert rare > 1.5 * even


def test_who_can_not_do_it_alone_is_named() -> None:
    game = Game.from_function("ab", lambda members: float("inf") if members == {"b"} else 3.0)
    with pytest.raises(ScenarioError, match=r"costs\.b: no plan of its own"):
        game.share("shapley")
    with pytest.raises(ScenarioError, match=r"costs\.b: no plan of its own"):
        game.share("equal_savings")


def test_all_faults_of_a_sampling_at_once() -> None:
    with pytest.raises(ScenarioError) as raised:
        Sampling(budget=0, tolerance=-1.0, confidence=1.0, least_pairs=1)
    assert len(raised.value.faults) == 4
