"""Budget: optima worked out by hand, in EUR per average hour."""

from __future__ import annotations

from typing import Any

import pytest

from factories import HOURS, capacity, demand, make_scenario, market, per_hour, solve
from synergy.errors import ScenarioError
from synergy.plan.explain import why_infeasible
from synergy.scenario import Scenario


def funded(life: float = 1.0, **budgets: Any) -> Scenario:
    """Two plants of up to 10 MW that replace power at 50: 100 + 10 a MW, and 20 a MW; budgets in EUR/h."""
    plant = {"kind": "generator", "carrier": "power", "capacity_max": 10.0, "lifetime": life}
    assets = {
        "load": demand(20.0),
        "grid": market(50.0),
        "large": {**plant, "capex_fixed": 100.0 * HOURS, "capex_specific": 10.0 * HOURS, "owner": "one"},
        "small": {**plant, "capex_specific": 20.0 * HOURS, "owner": "two"},
    }
    policies = {
        name: {"kind": "budget", **budget, "limit": budget["limit"] * HOURS}
        for name, budget in budgets.items()
    }
    return make_scenario(assets, policies=policies, owners={"one": {}, "two": {}})


@pytest.mark.parametrize(
    ("limit", "optimum"),
    [
        (400.0, 400.0),  # both in full: 100 + 100 + 200
        (300.0, 550.0),  # the large plant in full for 200; 5 MW of the small one; 5 MW bought for 250
        (200.0, 700.0),  # either in full: 200 and 10 MW bought for 500
        (150.0, 775.0),  # 7.5 MW of the small one (150) beat 5 MW of the large one: 12.5 MW bought
        (0.0, 1000.0),
    ],
)
def test_everybody(limit: float, optimum: float) -> None:
    assert per_hour(solve(funded(all={"limit": limit}))) == pytest.approx(optimum)


def test_one_owner() -> None:
    # Owner one may not spend: only the small plant, 200 + 500. Owner two is free.
    plan = solve(funded(one={"limit": 0.0, "owner": "one"}))
    assert per_hour(plan) == pytest.approx(700.0)
    assert (capacity(plan, "large"), capacity(plan, "small")) == pytest.approx((0.0, 10.0))


def test_capital_counts_when_spent_not_year_by_year() -> None:
    # Over two years at no interest a yearly cost is half the capital; the budget of 200 still buys one plant:
    # 100 and 500 bought.
    assert per_hour(solve(funded(2.0, all={"limit": 200.0}))) == pytest.approx(600.0)


def test_what_stands_needs_no_capital() -> None:
    # 4 MW that stand serve for nothing: 6 MW bought at 50.
    plant = {
        "kind": "generator",
        "carrier": "power",
        "capacity_existing": 4.0,
        "capex_specific": 10.0 * HOURS,
    }
    scenario = make_scenario(
        {"load": demand(10.0), "grid": market(50.0), "plant": plant},
        policies={"none": {"kind": "budget", "limit": 0.0}},
    )
    assert per_hour(solve(scenario)) == pytest.approx(300.0)


@pytest.mark.parametrize(
    ("budget", "optimum"),
    [
        ({"minimum": 100.0, "assets": ["small"]}, 400.0),  # both are built in full anyway
        ({"minimum": 150.0, "assets": ["small"], "limit": 150.0}, 475.0),  # 200 + 150 and 2.5 MW bought
        ({"limit": 0.0, "asset_kinds": ["generator"]}, 1000.0),
        ({"minimum": 200.0, "owner": "two"}, 400.0),
    ],
)
def test_at_least_and_in_some_assets(budget: dict[str, Any], optimum: float) -> None:
    scenario = funded(all={"limit": 1e4})
    money = {name: value * HOURS for name, value in budget.items() if isinstance(value, float)}
    rule = {"kind": "budget", **budget, **money}
    assert per_hour(solve(scenario.with_({"policies.rule": rule}))) == pytest.approx(optimum)


def test_what_must_be_spent_is_spent_where_it_does_not_pay() -> None:
    # At 5 the plants do not pay; 60 a h must go into the small one: 3 MW of it, 17 MW bought.
    scenario = funded(all={"limit": 1e4}).with_({"assets.grid.buy_price": 5.0})
    rule = {"kind": "budget", "minimum": 60.0 * HOURS, "owner": "two"}
    assert per_hour(solve(scenario.with_({"policies.rule": rule}))) == pytest.approx(60.0 + 85.0)


@pytest.mark.parametrize(
    ("budget", "told"),
    [
        ({}, "neither limit nor minimum is given"),
        ({"limit": 1.0, "minimum": 2.0}, "minimum 2 > limit 1"),
        ({"limit": 1.0, "owner": "three"}, "no such owner"),
    ],
)
def test_what_can_not_be_meant_is_refused(budget: dict[str, Any], told: str) -> None:
    with pytest.raises(ScenarioError, match=told):
        funded(all={"limit": 1e4}).with_({"policies.rule": {"kind": "budget", **budget}})


def test_what_must_be_spent_and_can_not_is_named() -> None:
    rule = {"kind": "budget", "minimum": 1e4 * HOURS, "limit": 1e5 * HOURS}
    (reason,) = why_infeasible(funded(all={"limit": 1e4}).with_({"policies.rule": rule}))
    assert str(reason).startswith("policies.rule: no plan meets this budget, even by itself.")
