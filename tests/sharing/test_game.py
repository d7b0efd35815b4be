"""Costs are asked once; wrong input is told; independent components decompose."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
import pytest

from public_games import random_costs, table
from synergy.errors import ScenarioError
from synergy.sharing.game import Game
from synergy.sharing.oracle import Coalition, CostInterval, Objection, Separation, TableOracle, sums_of_all


class Sum:
    """Two tables side by side: members of one share nothing with the other's."""

    def __init__(self, tables: tuple[TableOracle, TableOracle], told: bool) -> None:
        self.tables = tables
        self.players = tuple(player for part in tables for player in part.players)
        self.asked: list[Coalition] = []
        costs = np.add.outer(tables[1].table, tables[0].table).ravel()
        self.whole = TableOracle(self.players, costs)
        if told:
            self.components = tuple(frozenset(part.players) for part in tables)

    def costs(self, coalitions: Iterable[Coalition]) -> list[CostInterval]:
        asked = list(coalitions)
        self.asked += asked
        return self.whole.costs(asked)

    def objection(self, asked: Separation) -> Objection | None:
        return self.whole.objection(asked)


def drawn(seed: int, together: float = 1.0) -> tuple[TableOracle, TableOracle]:
    rng = np.random.default_rng(seed)
    first, second = random_costs(rng, 3, whole=True), random_costs(rng, 4, whole=True)
    first[-1] *= together
    return TableOracle(tuple("abc"), first), TableOracle(tuple("defg"), second)


def test_costs_are_asked_once() -> None:
    asked = []

    def cost(coalition: Coalition) -> float:
        asked.append(coalition)
        return 3.0 + len(coalition)

    game = Game.from_function("abc", cost)
    assert [found.upper for found in game.costs(["ab", "a", "ab", ""])] == [5.0, 4.0, 5.0, 0.0]
    assert game.cost({"a"}).upper == 4.0
    assert game.counts.costs == len(asked) == 2
    assert game.seen == {frozenset("ab"): CostInterval(5.0, 5.0), frozenset("a"): CostInterval(4.0, 4.0)}
    game.nucleolus()
    assert len(asked) == 7
    assert game.counts.separations >= 1


def test_what_an_objection_teaches_is_remembered() -> None:
    game = Game.from_table(table(tuple("abc"), random_costs(np.random.default_rng(0), 3, whole=False)))
    found = game.objection(Separation(np.array([9.0, 9.0, 0.0])))
    assert found is not None
    assert game.seen[found.coalition] == found.cost
    assert game.counts.costs == 0


def test_value_of_synergy_has_bounds() -> None:
    # Alone 4 and 3 to 3.5, together 5 to 5.25.
    costs = {"a": (4.0, 4.0), "b": (3.0, 3.5), "ab": (5.0, 5.25)}
    game = Game.from_function("ab", lambda members: CostInterval(*costs["".join(sorted(members))]))
    found = game.value_of_synergy()
    assert (found.lower, found.upper) == (1.75, 2.5)


def test_profits_are_costs_below_nothing() -> None:
    told = {"a": (1.0, 2.0), "b": (0.0, 0.0), "ab": (4.0, 5.0)}
    game = Game.from_function(
        "ab", lambda members: CostInterval(*told["".join(sorted(members))]), kind="profit"
    )
    # What is shared is the profit of the plan that is known, the lower bound of the best: 4.
    assert game.total == CostInterval(-5.0, -4.0)
    assert game.nucleolus().total == pytest.approx(4.0)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"a": 1.0, "ab": 2.0}, "costs.b: missing"),
        ({"a": 1.0, "b": 1.0, ("a", "b"): 2.0, ("b", "a"): 3.0}, "costs.a,b: given twice"),
    ],
)
def test_faults_of_a_table(values: dict[tuple[str, ...], float], said: str) -> None:
    with pytest.raises(ScenarioError, match=said):
        Game.from_table(values)


def test_faults_of_a_game() -> None:
    with pytest.raises(ScenarioError, match="kind: 'loss'"):
        Game.from_table({"a": 1.0}, kind="loss")  # type: ignore[arg-type]
    with pytest.raises(ScenarioError, match="players: a, a"):
        Game.from_function("aa", lambda members: 1.0)
    with pytest.raises(ScenarioError, match="no number for a"):
        Game.from_function("ab", lambda members: math.nan).cost("a")
    with pytest.raises(ScenarioError, match="no plan for everybody"):
        Game.from_function("ab", lambda members: math.inf).nucleolus()
    with pytest.raises(ScenarioError, match="'z' is no player"):
        Game.from_table({"a": 1.0}).cost("z")
    with pytest.raises(ScenarioError, match="nobody"):
        Game.from_table({"a": 1.0}).within("")
    with pytest.raises(ScenarioError, match="a function alone with 17 players"):
        Game.from_function("abcdefghijklmnopq", lambda members: 1.0).nucleolus()
    oracle = Sum(drawn(0), told=False)
    oracle.components = (frozenset("abc"), frozenset("cdefg"))
    with pytest.raises(ScenarioError, match="not a partition"):
        Game(oracle)


@pytest.mark.parametrize("seed", [3, 6, 7])  # in 7 both components have empty cores
@pytest.mark.parametrize("together", [1.0, 0.7])
def test_components_decompose(seed: int, together: float) -> None:
    told, plain = (Game(Sum(drawn(seed, together), told=told)) for told in (True, False))
    assert dict(told.prenucleolus().amounts) == pytest.approx(dict(plain.prenucleolus().amounts), abs=1e-8)
    first, second = told.least_core(), plain.least_core()
    assert first.epsilon.lower == pytest.approx(second.epsilon.lower, abs=1e-8)
    gain = told.stability(first.allocation.amounts).gain
    assert gain == pytest.approx(first.epsilon.upper, abs=1e-8)
    grants = [game.cost_of_stability().grant.lower for game in (told, plain)]
    assert grants[0] == pytest.approx(grants[1], abs=1e-8)
    for variant in ("per_capita", "relative"):
        expected = plain.prenucleolus(variant).amounts
        assert dict(told.prenucleolus(variant).amounts) == pytest.approx(dict(expected), abs=1e-8)
    if plain.value_of_synergy().lower > 0:
        assert dict(told.nucleolus().amounts) == pytest.approx(dict(plain.nucleolus().amounts), abs=1e-8)


def test_no_coalition_across_components_is_asked_for() -> None:
    oracle = Sum(drawn(1), told=True)
    game = Game(oracle)
    found = game.prenucleolus()
    assert all(part <= frozenset("abc") or part <= frozenset("defg") for part in oracle.asked)
    assert found.notes == ("each of 2 independent components pays its own cost",)
    assert game.cost("ad").upper == game.cost("a").upper + game.cost("d").upper
    assert found.counts.programs > 0


def test_within_some_players() -> None:
    game = Game.from_function("abc", lambda coalition: 3.0 + len(coalition))
    among = game.within("ab")
    assert dict(among.nucleolus().amounts) == pytest.approx({"a": 2.5, "b": 2.5})
    assert among.stability({"a": 5.0, "b": 0.0}).coalition == frozenset("a")


def test_sums_of_all_coalitions() -> None:
    # Nobody, a, b, a and b, c, ...
    assert list(sums_of_all(np.array([1.0, 10.0, 100.0]))) == [0, 1, 10, 11, 100, 101, 110, 111]
