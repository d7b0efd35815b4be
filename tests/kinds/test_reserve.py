"""Reserves: optima worked out by hand, in EUR per average hour."""

from __future__ import annotations

from typing import Any

import pytest

from coalition_costs import compared_coalitions
from factories import HOURS, capacity, demand, make_scenario, market, per_hour, solve
from synergy.errors import InfeasibleError, ScenarioError
from synergy.scenario import Scenario

PLANT = {"kind": "generator", "carrier": "power", "capacity_max": 20.0}
RULE = {"kind": "reserve", "carrier": "power", "asset_kinds": ["generator"]}


def supplied(load: Any = 10.0, rule: dict[str, Any] | None = RULE, **parts: Any) -> Scenario:
    """A load met by plants at 60 and 70 a MW; a third one costs 90 a MW and 5 MW of it stand."""
    assets = {
        "load": demand(load),
        "a": {**PLANT, "capex_specific": 60.0 * HOURS},
        "b": {**PLANT, "capex_specific": 70.0 * HOURS},
        "c": {**PLANT, "capex_specific": 90.0 * HOURS, "capacity_existing": 5.0, **parts.pop("third", {})},
    }
    return make_scenario(assets, policies={} if rule is None else {"spare": rule}, **parts)


def test_the_peak_is_covered_without_the_largest_unit() -> None:
    # Without a rule 5 MW of a. With it: a + b, a + 5, b + 5 >= 10, so 5 MW each of a and b: 300 + 350.
    assert per_hour(solve(supplied(rule=None))) == pytest.approx(300.0)
    plan = solve(supplied())
    assert per_hour(plan) == pytest.approx(650.0)
    assert [capacity(plan, key) for key in "abc"] == pytest.approx([5.0, 5.0, 5.0])


def test_margin_load_and_credit() -> None:
    # 12 MW from any two: 6 MW each, of which 5 of the third stand: 6 * 130 + 90.
    assert per_hour(solve(supplied(rule={**RULE, "margin": 0.2}))) == pytest.approx(6 * 130.0 + 90.0)
    assert per_hour(solve(supplied(rule={**RULE, "load": 12.0}))) == pytest.approx(6 * 130.0 + 90.0)
    # A plain margin: 12 MW in all, 7 of them new at 60.
    plain = {**RULE, "load": 12.0, "without_largest": False}
    assert per_hour(solve(supplied(rule=plain))) == pytest.approx(7 * 60.0)
    # c counts half: a + b + 2.5 less the largest; a = b = 7.5.
    half = {**RULE, "credit": {"c": 0.5}}
    assert per_hour(solve(supplied(rule=half))) == pytest.approx(7.5 * 130.0)


def test_the_peak_is_that_of_all_demand_together() -> None:
    # Two loads of 8 and 3, then 3 and 7: the peak is 11, not 15.
    profiles = {"one": [8.0, 3.0], "two": [3.0, 7.0]}
    assets = {
        "one": demand({"profile": "one"}),
        "two": demand({"profile": "two"}),
        "a": {**PLANT, "capex_specific": 60.0 * HOURS},
    }
    rule = {**RULE, "without_largest": False, "margin": 1.0}
    scenario = make_scenario(assets, steps=2, profiles=profiles, policies={"spare": rule})
    assert per_hour(solve(scenario.with_({"assets.a.capacity_max": 30.0}))) == pytest.approx(22 * 60.0)


def test_n_minus_1_is_never_cheaper_and_a_larger_margin_neither() -> None:
    costs = [solve(supplied(rule={**RULE, "margin": margin})).cost for margin in (0.0, 0.1, 0.5)]
    assert [solve(supplied(rule=None)).cost, *costs] == sorted([solve(supplied(rule=None)).cost, *costs])


def test_shared_backup_of_owners_and_what_coalitions_cost() -> None:
    owned = {
        "third": {"owner": "two"},
        "owners": {"one": {}, "two": {}},
        "sites": {"here": {"owner": "one"}, "there": {}},
    }
    scenario = supplied(**owned)
    assert compared_coalitions(scenario) >= 2


def test_more_than_can_be_is_no_plan() -> None:
    with pytest.raises(InfeasibleError):
        solve(supplied(rule={**RULE, "load": 60.0}))
    rule = supplied(rule={**RULE, "load": 60.0}).policies[0]
    assert "more than the 40" in str(next(iter(rule.beyond_reach(supplied().cluster))))


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ({**RULE, "carrier": "powr"}, "no such carrier: 'powr'"),
        ({**RULE, "site": "nowhere"}, "no such site"),
        ({**RULE, "credit": {"d": 1.0}}, "no such asset: 'd'"),
        ({**RULE, "assets": ["load"]}, "'load' has no capacity that gives power"),
        ({**RULE, "carrier": "heat"}, "gives heat"),
        ({**RULE, "asset_kinds": ["converter"]}, "is one of heat, not power"),
        ({**RULE, "credit": {"load": 1.0}}, "'load' is none of the units"),
        ({**RULE, "margin": -0.1}, "at least 0"),
        ({**RULE, "margin": 10.0}, "write 0.1 or 10 %"),
    ],
)
def test_faults_are_told(rule: dict[str, Any], said: str) -> None:
    chp = {
        "kind": "converter", "reference": "heat", "inputs": {"gas": 2.0},
        "outputs": {"heat": 1.0, "power": 0.5}, "capacity_max": 5.0,
    }  # fmt: skip
    assets = {"load": demand(1.0), "a": PLANT, "grid": market(5.0)}
    if said.startswith("is one"):
        assets["chp"] = chp
    with pytest.raises(ScenarioError, match=said):
        make_scenario(assets, policies={"spare": rule})
