"""Why there is no plan: the least possible is worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest

from factories import HOURS, demand, make_scenario, market
from synergy.plan.explain import why_infeasible

BOILER: dict[str, Any] = {
    "kind": "converter",
    "reference": "heat",
    "inputs": {"gas": 1.0},
    "outputs": {"heat": 1.0, "flue-gas": 0.2},
    "capacity_existing": 10.0,
}


def reasons(assets: dict[str, Any], **policies: Any) -> list[str]:
    return [str(fault) for fault in why_infeasible(make_scenario(assets, policies=policies))]


def works(**more: Any) -> dict[str, Any]:
    """Return 5 MW of heat from gas: 1 t/h of CO2."""
    return {"gas": market(30.0, carrier="gas"), "boiler": BOILER, "load": demand(5.0, carrier="heat"), **more}


def test_a_cap_below_the_unavoidable() -> None:
    (reason,) = reasons(works(), cap={"kind": "emission_cap", "limit": 100.0})
    assert reason == (
        f"policies.cap.limit: 100 can not be met; the least possible is {HOURS:,.0f}."
        " Fix: raise it, or allow what would lower it."
    )


def test_a_cap_counts_what_no_decision_changes() -> None:
    kiln = {"kind": "generator", "carrier": "flue-gas", "must_run": True, "capacity_existing": 2.0}
    (reason,) = reasons(works(kiln=kiln), cap={"kind": "emission_cap", "limit": 100.0})
    assert f"the least possible is {3 * HOURS:,.0f}." in reason


def test_a_budget_too_small() -> None:
    pump = {
        "kind": "converter", "reference": "heat", "inputs": {"power": 0.5}, "outputs": {"heat": 1.0},
        "capacity_max": 10.0, "capex_specific": 1000.0,
    }  # fmt: skip
    assets = {"grid": market(60.0), "pump": pump, "load": demand(5.0, carrier="heat")}
    (reason,) = reasons(assets, budget={"kind": "budget", "limit": 3000.0})
    assert "policies.budget.limit: 3,000 can not be met; the least possible is 5,000." in reason


def test_limits_that_clash_only_with_each_other() -> None:
    pump = {
        "kind": "converter", "reference": "heat", "inputs": {"power": 0.5}, "outputs": {"heat": 1.0},
        "capacity_max": 10.0, "capex_specific": 1000.0,
    }  # fmt: skip
    policies = {
        "cap": {"kind": "emission_cap", "limit": 0.0},
        "budget": {"kind": "budget", "limit": 0.0},
    }
    (reason,) = reasons(works(grid=market(60.0), pump=pump), **policies)
    assert "'cap' and 'budget' can not be met together" in reason


def test_a_demand_beyond_all_capacity() -> None:
    (reason,) = reasons(works(more=demand(7.0, carrier="heat")))
    assert "up to 2 MW can not be met" in reason
    assert "8,760 h a year" in reason


@pytest.mark.parametrize("policies", [{}, {"cap": {"kind": "emission_cap", "limit": 1e6}}])
def test_nothing_is_made_up_where_a_plan_exists(policies: Any) -> None:
    assert reasons(works(), **policies) == []
