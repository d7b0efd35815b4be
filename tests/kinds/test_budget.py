"""Budget: optima worked out by hand, in EUR per average hour."""

from __future__ import annotations

from typing import Any

import pytest

from factories import HOURS, capacity, demand, make_scenario, market, per_hour, solve
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
