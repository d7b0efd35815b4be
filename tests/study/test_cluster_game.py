"""Owners as players: the model with a binary for each is every coalition's own model."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import synergy
from hub_games import set_cover, shared_hubs
from random_clusters import random_cluster
from synergy.errors import ScenarioError
from synergy.formulation.build import build
from synergy.formulation.matrix import Matrix
from synergy.formulation.membership import players_of
from synergy.objective import Objective
from synergy.scenario import Scenario
from synergy.sharing.game import Game
from synergy.sharing.oracle import Separation
from synergy.solver.highs import solve_matrix
from synergy.solver.options import SolveOptions
from synergy.study.cluster_game import ClusterOracle

K = 1000.0
"""Public games count in small whole numbers; a cluster's model is in thousands."""
Telling = Callable[[str], tuple[dict[str, Any], Scenario]]
EXACT = SolveOptions(gap=0.0)


@pytest.fixture
def told(validation: Path) -> Callable[[str], tuple[dict[str, Any], Scenario]]:
    """Return what tells a public game: as published, and as a cluster."""
    games = json.loads((validation / "games.json").read_text(encoding="utf-8"))["games"]
    return lambda name: _told(next(game for game in games if game["id"] == name))


def _told(game: dict[str, Any]) -> tuple[dict[str, Any], Scenario]:
    data = game["milp"]
    if "open_cost" in data:
        serve = [[K * cost for cost in row] for row in data["serve_cost"]]
        own = [K * cost for cost in data["own_option_cost"]]
        return game, shared_hubs([K * cost for cost in data["open_cost"]], serve, own)
    return game, set_cover(data["facilities"], K * data["cost"])


@pytest.mark.parametrize("name", ["milp_ufl_n6", "set_cover_empty_core"])
def test_a_public_game_costs_what_is_published(name: str, told: Telling) -> None:
    game, scenario = told(name)
    oracle = ClusterOracle(scenario)
    for members, cost in game["characteristic_function"].items():
        (found,) = oracle.costs([frozenset(members.split(","))])
        assert found.upper == pytest.approx(K * float(Fraction(cost)), abs=1e-6 * K)
        assert found.lower == pytest.approx(found.upper, abs=1e-6 * K)


@pytest.mark.parametrize("name", ["milp_ufl_n6", "set_cover_empty_core"])
def test_the_nucleolus_of_a_public_game_needs_few_of_its_coalitions(name: str, told: Telling) -> None:
    published, scenario = told(name)
    game = Game.from_cluster(scenario)
    found = game.nucleolus().amounts
    wanted = [K * float(Fraction(value)) for value in published["computed"]["nucleolus"]]
    assert [found[player] for player in game.players] == pytest.approx(wanted, abs=1e-6 * K)
    epsilon = game.least_core().epsilon
    least = K * float(Fraction(published["computed"]["epsilon_least_core"]))
    assert (epsilon.lower, epsilon.upper) == pytest.approx((least, least), abs=1e-6 * K)
    grant = game.cost_of_stability().grant.upper
    assert grant == pytest.approx(K * 0.5 if name == "set_cover_empty_core" else 0.0, abs=1e-6 * K)
    if name == "milp_ufl_n6":
        assert game.counts.costs < 2**6 - 1


def _equal_to_restricted(seed: int) -> int:
    """Compare every coalition of a random cluster with its own scenario; return how many there were."""
    try:
        scenario = replace(random_cluster(seed).scenario, objective=Objective())
        owners = list(scenario.cluster.owners)
        whole = scenario.restrict(owners)
        model = build(whole, players=owners)
    except ScenarioError:  # a policy binds several, or a market is without limit where others are
        return 0
    matrix, columns, compared = model.matrix(), model.membership.columns, 0
    for size in range(len(owners) + 1):
        for members in combinations(owners, size):
            lower, upper = matrix.column_lower.copy(), matrix.column_upper.copy()
            lower[columns] = upper[columns] = [owner in members for owner in owners]
            try:
                part = whole.restrict(members)
            except ScenarioError:  # nothing is left, or a demand can not be reached
                continue
            alone = _optimum(build(part).matrix())
            found = _optimum(replace(matrix, column_lower=lower, column_upper=upper))
            assert found == pytest.approx(alone, rel=1e-6, abs=1e-6), members
            compared += 1
    return compared


def _optimum(matrix: Matrix) -> float:
    solution = solve_matrix(matrix, EXACT, want_duals=False, in_process=True)
    return np.inf if solution.objective is None else solution.objective


@pytest.mark.parametrize("first", range(0, 40, 10))
def test_every_coalition_costs_what_its_own_scenario_costs(first: int) -> None:
    assert sum(_equal_to_restricted(seed) for seed in range(first, first + 10)) > 10


@pytest.mark.slow
@pytest.mark.parametrize("first", range(100, 600, 25))
def test_every_coalition_costs_what_its_own_scenario_costs_in_many_clusters(first: int) -> None:
    assert sum(_equal_to_restricted(seed) for seed in range(first, first + 25)) > 25


def test_an_objection_is_the_worst_of_all_coalitions(told: Telling) -> None:
    game, scenario = told("milp_ufl_n6")
    oracle = ClusterOracle(scenario)
    costs = {
        frozenset(k.split(",")): K * float(Fraction(v)) for k, v in game["characteristic_function"].items()
    }
    draw = np.random.default_rng(1)
    for _ in range(5):
        prices = draw.uniform(20.0, 160.0, 6) * K
        paid = dict(zip(oracle.players, prices, strict=True))
        excess = {s: sum(paid[p] for p in s) - c for s, c in costs.items() if len(s) < 6}
        found = oracle.objection(Separation(prices))
        assert found.value == pytest.approx(max(excess.values()), abs=1e-3)
        assert found.bound == pytest.approx(found.value, abs=1e-3)
        assert excess[found.coalition] == pytest.approx(found.value, abs=1e-3)
        inside = oracle.objection(Separation(prices, members=frozenset({"P1"}), outsiders=frozenset({"P2"})))
        allowed = [e for s, e in excess.items() if "P1" in s and "P2" not in s]
        assert inside.value == pytest.approx(max(allowed), abs=1e-3)
        basis = np.array([[1, -1, 0, 0, 0, 0], [0, 0, 2, -1, -1, 0]])
        outside = oracle.objection(Separation(prices, outside_span=basis))
        rows = [np.array([player in s for player in oracle.players], dtype=int) for s in excess]
        allowed = [e for row, e in zip(rows, excess.values(), strict=True) if (basis @ row).any()]
        assert outside.value == pytest.approx(max(allowed), abs=1e-3)


def test_no_coalition_is_left(told: Telling) -> None:
    _, scenario = told("set_cover_empty_core")
    everybody = frozenset({"1", "2", "3"})
    assert ClusterOracle(scenario).objection(Separation(np.zeros(3), members=everybody)) is None


def test_a_member_that_can_not_do_alone_costs_without_end(told: Telling) -> None:
    _, scenario = told("set_cover_empty_core")
    oracle = ClusterOracle(scenario.with_({"assets.open-0.owner": "2", "assets.open-2.owner": "3"}))
    (alone, others) = oracle.costs([frozenset({"1"}), frozenset({"2", "3"})])
    assert alone.lower == alone.upper == np.inf
    assert others.upper == pytest.approx(K)


def test_flows_within_what_is_built_need_no_rows_of_their_own() -> None:
    scenario = synergy.examples.load("hynet")
    model = build(scenario, players=["EET", "Viridor"])
    names = [span.name for span in model.matrix().rows if "only_if_member" in span.name]
    assert not any("stanlow-capture" in name and "activity" in name for name in names)
    assert any("stanlow-boilers" in name and "activity" in name for name in names)


def test_independent_parts_are_found(told: Telling) -> None:
    _, scenario = told("milp_ufl_n6")
    cut = {f"assets.way-{hub}-{player}": None for hub in range(4) for player in ("P1", "P6")}
    oracle = ClusterOracle(scenario.with_(cut))
    assert oracle.components == (frozenset({"P1"}), frozenset({"P2", "P3", "P4", "P5"}), frozenset({"P6"}))
    (together,) = oracle.costs([frozenset(oracle.players)])
    assert together.upper == pytest.approx(sum(cost.upper for cost in oracle.costs(oracle.components)))


def test_a_policy_that_binds_several_is_refused_by_name(told: Telling) -> None:
    _, scenario = told("milp_ufl_n6")
    plants = {f"assets.own-P{number}.impacts": {"scope1": 0.2} for number in (1, 2)}
    capped = scenario.with_({**plants, "policies.cap": {"kind": "emission_cap", "limit": 100.0}})
    with pytest.raises(ScenarioError, match=r"policies\.cap: binds P1, P2 together"):
        ClusterOracle(capped)
    own = {"kind": "emission_cap", "limit": 100.0, "owner": "P1"}
    oracle = ClusterOracle(scenario.with_({**plants, "policies.cap": own}))
    alone, other = oracle.costs([frozenset({"P1"}), frozenset({"P2"})])
    assert alone.upper > 118 * K  # 100 of 1752 t may be emitted: most comes from a hub, 64 + 117 at least
    assert other.upper == pytest.approx(120 * K)


def test_what_nobody_plays_for_must_cost_nothing(told: Telling) -> None:
    _, scenario = told("milp_ufl_n6")
    with pytest.raises(ScenarioError, match=r"what belongs to no player costs .* a year by itself"):
        ClusterOracle(scenario, players=["P1", "P2"]).costs([frozenset({"P1"})])


def test_a_market_without_limit_among_others_is_refused_by_name(told: Telling) -> None:
    _, scenario = told("milp_ufl_n6")
    loose = {"kind": "market", "site": "hub-0", "carrier": "goods", "buy_price": 1.0, "owner": "P1"}
    sink = {"kind": "market", "site": "hub-0", "carrier": "goods", "sell_price": 0.5, "owner": "P2"}
    with pytest.raises(ScenarioError, match=r"assets.loose: may move any amount of goods at hub-0"):
        ClusterOracle(scenario.with_({"assets.loose": loose, "assets.sink": sink}))
    wasted = scenario.with_({"assets.loose": loose, "carriers.goods.surplus": "free"})
    assert ClusterOracle(wasted).costs([frozenset({"P2"})])[0].upper == pytest.approx(120 * K)
    limited = scenario.with_({"assets.loose": loose})  # no more than six players can use is bought
    oracle = ClusterOracle(limited)
    cost, other = oracle.costs([frozenset({"P1"}), frozenset({"P2"})])
    assert cost.upper == pytest.approx(64 * K + 8760.0)  # bought at the hub, no need to open it
    assert other.upper == pytest.approx(120 * K)


def test_players_are_named_once_and_known() -> None:
    with pytest.raises(ScenarioError) as error:
        players_of(["a", "b"], {"one": ["a"], "two": ["a", "x"], "three": []})
    assert len(error.value.faults) == 3
    with pytest.raises(ScenarioError, match="nobody"):
        players_of(["a"], [])


def test_cost_is_what_is_shared() -> None:
    scenario = synergy.examples.load("two-plants").with_({"objective": "emissions"})
    with pytest.raises(ScenarioError, match="objective: 'emissions' is minimised"):
        ClusterOracle(scenario)
    with pytest.raises(ScenarioError, match="players: 'owners'"):
        ClusterOracle(scenario.with_({"objective": "cost"}), players="owners")


def test_a_coalition_can_be_looked_at_as_a_plan(told: Telling) -> None:
    _, scenario = told("milp_ufl_n6")
    oracle = ClusterOracle(scenario, players={"pair": ["P1", "P2"], "P3": ["P3"], "rest": ["P4", "P5", "P6"]})
    plan = synergy.solve(oracle.scenario_of(frozenset({"pair"})), gap=0.0, in_process=True)
    assert plan.report.passed
    assert plan.cost == pytest.approx(oracle.costs([frozenset({"pair"})])[0].upper)


def test_the_order_of_owners_decides_nothing(told: Telling) -> None:
    _, scenario = told("milp_ufl_n6")
    forward = Game.from_cluster(scenario).nucleolus().amounts
    backward = Game.from_cluster(scenario, players=[f"P{number}" for number in range(6, 0, -1)])
    assert backward.nucleolus().amounts == pytest.approx(dict(forward), abs=1e-6 * K)


def test_who_brings_nothing_gets_nothing(told: Telling) -> None:
    _, scenario = told("set_cover_empty_core")
    alone = {"kind": "demand", "site": "far", "carrier": "goods", "demand": 1.0}
    own = {"kind": "market", "site": "far", "carrier": "goods", "buy_price": 2 * K / 8760.0}
    stranger = scenario.with_(
        {"owners.far": {}, "sites.far": {"owner": "far"}, "assets.far-need": alone, "assets.far-own": own}
    )
    for rule in ("nucleolus", "shapley"):
        amounts = Game.from_cluster(stranger).share(rule).amounts
        assert amounts["far"] == pytest.approx(2 * K, abs=1e-6 * K)
        assert [amounts[player] for player in "123"] == pytest.approx([2 * K / 3] * 3, abs=1e-6 * K)


def test_together_is_never_dearer_than_apart(told: Telling) -> None:
    _, scenario = told("milp_ufl_n6")
    game = Game.from_cluster(scenario)
    for one, other in (({"P1"}, {"P2", "P3"}), ({"P1", "P4"}, {"P5"}), ({"P2", "P6"}, {"P1", "P3"})):
        apart = game.cost(frozenset(one)).upper + game.cost(frozenset(other)).upper
        assert game.cost(frozenset(one | other)).upper <= apart + 1e-6 * K


def test_one_player_has_nobody_to_leave(told: Telling) -> None:
    _, scenario = told("set_cover_empty_core")
    game = Game.from_cluster(scenario, players={"all": ["1", "2", "3"]})
    assert game.nucleolus().amounts == pytest.approx({"all": 2 * K})


def test_a_pathway_is_refused(told: Telling) -> None:
    with pytest.raises(ScenarioError, match="a single year"):
        Game.from_cluster(synergy.examples.load("hynet-pathway"))


def test_what_is_no_scenario_and_no_number_is_said() -> None:
    with pytest.raises(ScenarioError, match="'two-plants' is no scenario"):
        Game.from_cluster("two-plants")
    with pytest.raises(ScenarioError, match=r"costs\.b: '2 MEUR' is not a number"):
        Game.from_table({("a",): 1.0, ("b",): "2 MEUR", ("a", "b"): 1.0})
    with pytest.raises(ScenarioError, match="costs: of nobody"):
        Game.from_table({})
    with pytest.raises(ScenarioError, match=r"cases\[0\]: a str"):
        synergy.run_cases(["one"], 0)
