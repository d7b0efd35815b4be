"""Games whose costs are optima of a mixed-integer program: few coalitions are looked at."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from scipy import sparse

from public_games import PublicGame, public_games
from synergy.sharing.game import Game
from synergy.sharing.membership import MembershipProgram, shared_facilities
from synergy.sharing.oracle import FloatArray, Separation
from synergy.sharing.rows import VARIANTS


def facilities(players: int, count: int, seed: int) -> MembershipProgram:
    """Players and facilities at random in a square; serving costs distance times size."""
    rng = np.random.default_rng(seed)
    places, sites = rng.random((players, 2)), rng.random((count, 2))
    size = rng.integers(1, 6, players)
    distance = np.hypot(*(places[:, None] - sites[None]).transpose(2, 0, 1))
    return shared_facilities(
        tuple(f"p{number}" for number in range(players)),
        np.round(rng.uniform(60, 140, count)),
        np.round(100 * size[:, None] * distance),
        np.round(size * rng.uniform(35, 70, players)),
    )


def airport(costs: FloatArray) -> MembershipProgram:
    """The runway is as long as the largest member needs; a segment is built if a member needs it."""
    ends = np.unique(costs)
    needs = costs[:, None] >= ends[None, :]
    player, segment = np.nonzero(needs)
    count = len(player)
    at = (np.ones(count), (np.arange(count), segment))
    of = (-np.ones(count), (np.arange(count), player))
    return MembershipProgram(
        players=tuple(str(number + 1) for number in range(len(costs))),
        cost=np.diff(ends, prepend=0.0),
        rows=sparse.csr_array(at, shape=(count, len(ends))),
        membership=sparse.csr_array(of, shape=(count, len(costs))),
        row_lower=np.zeros(count),
        row_upper=np.full(count, np.inf),
        lower=np.zeros(len(ends)),
        upper=np.ones(len(ends)),
        whole=np.ones(len(ends), dtype=bool),
    )


@pytest.fixture
def hub(validation: Path) -> PublicGame:
    return public_games(validation)["milp_ufl_n6"]


def by_programme(known: PublicGame) -> Game:
    data = {name: np.array(costs, dtype=float) for name, costs in known.programme.items() if name != "model"}
    return Game(
        shared_facilities(known.players, data["open_cost"], data["serve_cost"], data["own_option_cost"])
    )


def test_the_programme_costs_what_the_table_says(hub: PublicGame) -> None:
    costs = by_programme(hub).costs(hub.values)
    assert [cost.upper for cost in costs] == pytest.approx(list(hub.values.values()), abs=1e-6)


def test_end_to_end(hub: PublicGame) -> None:
    game = by_programme(hub)
    expected = hub.amounts("nucleolus")
    assert dict(game.nucleolus().amounts) == pytest.approx(expected, abs=1e-6)
    assert len(game.seen) < 40
    assert dict(game.prenucleolus("per_capita").amounts) == pytest.approx(
        hub.amounts("per_capita_prenucleolus"), abs=1e-6
    )
    assert game.least_core().epsilon.upper == pytest.approx(
        float(Fraction(hub.known["epsilon_least_core"])), abs=1e-6
    )


def test_the_same_as_with_all_coalitions() -> None:
    program = facilities(7, 4, seed=7)
    few = Game(program)
    every = Game.from_function(program.players, lambda members: program.costs([members])[0].upper)
    for variant in VARIANTS:
        expected = every.nucleolus(variant).amounts
        assert dict(few.nucleolus(variant).amounts) == pytest.approx(dict(expected), abs=1e-6)


def test_fourteen_players_on_shared_facilities() -> None:
    game = Game(facilities(14, 6, seed=3))
    found = game.nucleolus()
    assert found.total == pytest.approx(game.total.upper)
    assert len(game.seen) < 150  # of 16,383
    assert game.stability(found.amounts).stable is game.least_core().core_exists


def test_forty_players_share_a_runway(validation: Path) -> None:
    data = json.loads((validation / "games.json").read_text(encoding="utf-8"))["games"]
    known = next(game for game in data if game["id"] == "airport_n40_large")
    game = Game(airport(np.array(known["costs"], dtype=float)))
    expected = [float(Fraction(amount)) for amount in known["computed"]["nucleolus"]]
    assert list(game.nucleolus().amounts.values()) == pytest.approx(expected, abs=1e-6)
    assert len(game.seen) < 200


def test_runways_of_different_length() -> None:
    # Littlechild 1974: min(8/2, 11/3, 13/4, 18/4) = 13/4 for the first three, then the rest.
    found = Game(airport(np.array([8.0, 11.0, 13.0, 18.0]))).nucleolus()
    assert list(found.amounts.values()) == pytest.approx([3.25, 3.25, 3.25, 8.25], abs=1e-9)


def test_separation_keeps_to_what_is_asked() -> None:
    program = airport(np.array([8.0, 11.0, 13.0, 18.0]))
    prices = np.array([5.0, 5.0, 5.0, 3.0])
    best = program.objection(Separation(prices))  # the first three pay 15 for 13
    assert best is not None
    assert (best.coalition, best.value, best.bound) == (frozenset("123"), 2.0, pytest.approx(2.0))
    with_last = program.objection(Separation(prices, members=frozenset("4"), outsiders=frozenset("1")))
    assert with_last is not None
    assert (with_last.coalition, with_last.value) == (frozenset("234"), pytest.approx(-5.0))
    # Outside the span of {1, 2, 3} and {4} best is what splits the three: two of them, 10 for 11.
    span = np.array([[1, -1, 0, 0], [0, 1, -1, 0]])
    split = program.objection(Separation(prices, outside_span=span))
    assert split is not None
    assert (split.coalition, split.value) == (frozenset("12"), pytest.approx(-1.0))
    none = Separation(prices, members=frozenset("1"), outsiders=frozenset("1"))
    assert program.objection(none) is None


def test_a_coalition_without_a_plan_costs_without_end() -> None:
    program = airport(np.array([8.0, 11.0]))
    short = replace(program, upper=np.array([1.0, 0.0]))
    assert [cost.upper for cost in short.costs([frozenset("1"), frozenset("2")])] == [8.0, np.inf]
