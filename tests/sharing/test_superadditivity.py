"""Where it is cheaper apart than together, pairs are named and nothing is clipped."""

from __future__ import annotations

import numpy as np
import pytest

from public_games import random_costs, table
from synergy.errors import ScenarioError
from synergy.sharing.game import Game
from synergy.sharing.oracle import CostInterval

COORDINATION = {"a": 0.0, "b": 0.0, "c": 0.0, "ab": 4.0, "ac": 4.0, "bc": 4.0, "abc": 3.0}
"""Profits: any two gain 4, all three only 3."""


def test_a_cost_of_coordination() -> None:
    game = Game.from_table(COORDINATION, kind="profit")
    found = game.explain_superadditivity()
    assert found.holds is False
    assert found.every
    assert len(found.pairs) == 3
    assert all(pair.more.lower == pytest.approx(1.0) for pair in found.pairs)
    assert found.saved == pytest.approx(1.0)
    assert sorted(map(len, found.groups)) == [1, 2]
    assert "cost 1 more together than apart (3 such pairs)" in found.notes[0]
    assert "Aumann and Dreze" in found.notes[1]
    pair = max(found.groups, key=len)
    assert list(game.within(pair).nucleolus().amounts.values()) == pytest.approx([2.0, 2.0])
    # The split of what there is stays what it is: each gets 1, though any two could have 4.
    assert list(game.nucleolus().amounts.values()) == pytest.approx([1.0, 1.0, 1.0])


def test_cheaper_together() -> None:
    found = Game.from_table({"a": 4.0, "b": 3.0, "ab": 5.0}).explain_superadditivity()
    assert found.holds
    assert found.groups == (frozenset("ab"),)
    assert (found.pairs, found.saved, found.cost) == ((), 0.0, 5.0)
    assert found.notes == ("no coalitions seen are cheaper apart than together",)


def test_seen_coalitions_alone_prove_nothing() -> None:
    game = Game.from_function("abc", lambda coalition: 3.0 + len(coalition))
    game.costs(["a", "b", "ab"])
    assert game.explain_superadditivity().holds is None
    assert game.explain_superadditivity(every=True).holds is True
    assert len(game.seen) == 7


def test_what_may_be_rounding_of_a_solver_is_no_proof() -> None:
    # Together 7 to 7.5, apart 3 + 4 to 4.5: the plans are equal at best.
    costs = {"a": (3.0, 3.0), "b": (4.0, 4.25), "ab": (7.0, 7.5)}
    game = Game.from_function("ab", lambda members: CostInterval(*costs["".join(sorted(members))]))
    found = game.explain_superadditivity(every=True)
    assert found.holds is None
    assert found.within_bounds == 1
    assert "within" not in found.notes[0]
    assert found.saved == pytest.approx(0.25)  # yet plans apart are known that cost less


def test_groups_are_the_cheapest_of_all_partitions() -> None:
    costs = random_costs(np.random.default_rng(2), 5, whole=False) + 3.0
    costs[0] = 0.0
    costs[-1] += 30.0
    best = costs.copy()
    for number in range(1, 32):
        part = (number - 1) & number
        while part:
            best[number] = min(best[number], best[part] + best[number ^ part])
            part = (part - 1) & number
    found = Game.from_table(table(tuple("abcde"), costs)).explain_superadditivity()
    assert found.cost == pytest.approx(best[-1])
    assert frozenset().union(*found.groups) == frozenset("abcde")


def test_too_many_to_ask_for_all() -> None:
    game = Game.from_function("abcdefghijklmnopq", lambda members: 1.0)
    with pytest.raises(ScenarioError, match="all coalitions of 17 players"):
        game.explain_superadditivity(every=True)
