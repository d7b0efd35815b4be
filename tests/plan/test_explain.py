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


def in_outage(out: str, assets: dict[str, Any], **policies: Any) -> list[str]:
    """Return the reasons where the year is ten hours of it with something out of service."""
    time = {"steps": 1, "weights": {"year": HOURS}, "outages": {"storm": {"assets": [out], "hours": 10.0}}}
    return [str(fault) for fault in why_infeasible(make_scenario(assets, time=time, policies=policies))]


def test_an_outage_that_no_plan_gets_through() -> None:
    # The second boiler gives 3 MW of the 5 MW; nothing else is asked too much, so the cap is not blamed.
    cap = {"kind": "emission_cap", "limit": 2.0 * HOURS}
    (reason,) = in_outage("boiler", works(spare={**BOILER, "capacity_existing": 3.0}), cap=cap)
    assert reason.startswith(
        "time.outages.storm: no plan gets through outage storm: assets.load: "
        "up to 2 MW can not be met (period year (storm), step 1; 10 h a year)"
    )


def test_an_outage_that_only_a_policy_keeps_from_being_got_through() -> None:
    # The spare boiler would do, but it may take no more than 4 MW of gas.
    narrow = {"kind": "connection_limit", "site": "here", "carrier": "gas", "assets": ["spare"], "limit": 4.0}
    (reason,) = in_outage("boiler", works(spare=BOILER), narrow=narrow)
    assert reason.startswith("time.outages.storm: no plan gets through outage storm beside policy 'narrow'")


def test_outages_that_only_together_have_no_plan() -> None:
    # Each outage by itself costs one spare boiler of 5 MW in the other place; the budget pays for one.
    spare = {**BOILER, "capacity_existing": 0.0, "capacity_max": 5.0, "capex_specific": 1000.0}
    assets = {
        "gas": market(30.0, carrier="gas"), "boiler": {**BOILER, "capacity_existing": 5.0},
        "load": demand(5.0, carrier="heat"), "one": spare, "two": spare,
    }  # fmt: skip
    outages = {
        "first": {"assets": ["boiler", "one"], "hours": 10.0},
        "second": {"assets": ["boiler", "two"], "hours": 10.0},
    }
    time = {"steps": 1, "weights": {"year": HOURS}, "outages": outages}
    policies = {"budget": {"kind": "budget", "limit": 6000.0}}
    (reason,) = [str(fault) for fault in why_infeasible(make_scenario(assets, time=time, policies=policies))]
    assert reason.startswith("time.outages: no plan gets through first and second")


def test_streams_count_as_demands() -> None:
    # A dryer of 11700 MW, meant as kW, beside 10 MW of steam; of the 5 MW of vapour the river cools 2 MW.
    plant = {
        "kind": "heat_recovery", "takes": ["steam"], "gives": ["water"], "minimum_approach": 12.0,
        "streams": [
            {"supply_temperature": 20.0, "target_temperature": 60.0, "load": 11700.0},
            {"supply_temperature": 30.0, "target_temperature": 30.0, "load": 5.0, "side": "hot"},
        ],
    }  # fmt: skip
    assets = {
        "boiler": market(30.0, carrier="steam", buy_max=10.0),
        "river": {"kind": "disposal", "carrier": "water", "capacity_existing": 2.0},
        "mill": plant,
    }
    carriers = {"steam": {"temperature": 160.0}, "water": {"temperature": 10.0}}
    missing, left = (str(fault) for fault in why_infeasible(make_scenario(assets, carriers=carriers)))
    when = "(period year, step 1; 8,760 h a year)"
    assert missing.startswith(
        f"assets.mill: up to 11,690 MW of steam that it needs are missing at here {when}"
    )
    assert left.startswith(
        f"assets.mill: up to 3 MW of water that it gives have nowhere to go at here {when}"
    )
    assert "check the figures of what it has to serve" in missing
