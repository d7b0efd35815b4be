"""A pathway on representative periods: seasonal storage in each year, and each year checked in full."""

from __future__ import annotations

import pytest

import synergy
from factories import HOURS, demand
from synergy.time.axis import TimeAxis
from year_scenarios import year_profiles, year_scenario

FAST = {"gap": 0.0, "in_process": True}


def test_each_year_of_a_pathway_is_checked_over_its_full_year() -> None:
    load = demand({"profile": "load", "scale": 10.0}, unserved_price=400.0)
    full = year_scenario(TimeAxis.chain(24, 2, hours=182.5), year_profiles(24, 2), load=load)
    full = full.with_({"assets.store.capacity_max": 30_000.0, "assets.store.capex_specific": 0.001 * HOURS})
    found = synergy.aggregate(full, periods=6)
    changes = {2040: {"assets.plant.opex_variable": 120.0}}
    pathway = synergy.Pathway.of(found.scenario, years=(2030, 2040), discount_rate=0.05, changes=changes)
    plan = synergy.solve(pathway, **FAST)
    assert plan.report.passed
    for year in (2030, 2040):
        check = plan.plans[year].verify_full_year(found, **FAST)
        assert check.dispatch.report.passed
        assert check.dispatch.scenario.time.year == year
        assert check.cost == pytest.approx(plan.plans[year].cost, rel=0.2)
        assert (
            check.dispatch.scenario.cluster.assets["plant"]
            == plan.plans[year].scenario.cluster.assets["plant"]
        )
