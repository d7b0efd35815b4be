"""Construction takes time: interest during construction, by hand, in EUR per average hour."""

from __future__ import annotations

import math
from typing import Any

import pytest

import synergy
from factories import HOURS, demand, make_scenario, market, per_hour, solve
from synergy.economics import annuity_factor, construction_factor
from synergy.errors import ScenarioError
from synergy.pathway.pathway import Pathway
from synergy.pathway.plan import PathwayPlan
from synergy.scenario import Scenario


def supplied(**plant: Any) -> Scenario:
    """10 MW at 100 from the grid or from a plant of 300 EUR/h over 10 years at 8 %."""
    fields = {"kind": "generator", "carrier": "power", "capacity_max": 10.0, "lifetime": 10.0, "owner": "one"}
    assets = {
        "load": demand(10.0),
        "grid": market(100.0),
        "plant": {**fields, "capex_specific": 300.0 * HOURS, **plant},
    }
    return make_scenario(assets, owners={"one": {"wacc": 0.08}})


def pathway(foresight: str = "perfect", plant: dict[str, Any] | None = None, **terms: Any) -> PathwayPlan:
    base = supplied(**{"construction_time": 3.0, **(plant or {})})
    years = Pathway.of(base, years=(2030, 2035), end=2040, discount_rate=0.0, foresight=foresight, **terms)
    return synergy.solve(years, gap=0.0, in_process=True, prices=False)


def test_interest_during_construction_is_capital() -> None:
    # Spent evenly over 3 years at 8 %: (1.08^3 - 1) / (3 ln 1.08) = 1.12486 of the overnight cost.
    factor = (1.08**3 - 1) / (3 * math.log(1.08))
    assert construction_factor(0.08, 3.0) == pytest.approx(factor)
    plan = solve(supplied(construction_time=3.0))
    assert per_hour(plan) == pytest.approx(3000.0 * factor * annuity_factor(0.08, 10.0))
    assert plan.investments["capital"].sum() == pytest.approx(3000.0 * HOURS * factor)


def test_fixed_operation_is_a_share_of_the_overnight_cost() -> None:
    with_share, without = (solve(supplied(construction_time=3.0, opex_fixed_share=x)).cost for x in (0.02, 0))
    assert (with_share - without) / HOURS == pytest.approx(0.02 * 3000.0)


def test_no_time_and_no_interest_cost_nothing() -> None:
    plain = solve(supplied()).cost
    assert solve(supplied(construction_time=0.0)).cost == pytest.approx(plain)
    free = {"owners.one.wacc": 0.0}
    assert solve(supplied(construction_time=9.0).with_(free)).cost == pytest.approx(
        solve(supplied().with_(free)).cost
    )
    costs = [solve(supplied(construction_time=years)).cost for years in (0.0, 1.0, 5.0, 20.0)]
    assert costs == sorted(costs)


@pytest.mark.parametrize("foresight", ["perfect", "myopic"])
@pytest.mark.parametrize(
    ("today", "plant", "early"),
    [
        (2026, {}, True),
        (2028, {}, False),  # two years are less than the three of construction
        (2026, {"lead_time": 5.0}, False),  # nor is all of the lead time over
        (2025, {"lead_time": 5.0}, True),
    ],
)
def test_nothing_serves_before_it_is_built(
    foresight: str, today: int, plant: dict[str, Any], early: bool
) -> None:
    plan = pathway(foresight, plant, today=today)
    served = 3000.0 * construction_factor(0.08, 3.0) * annuity_factor(0.08, 10.0)
    assert plan.report.passed
    assert [part.cost / HOURS for part in plan.plans.values()] == pytest.approx(
        [served if early else 1000.0, served]
    )


def test_faults_are_told() -> None:
    with pytest.raises(ScenarioError, match="at least 0"):
        supplied(construction_time=-1.0)
    with pytest.raises(ValueError, match="not defined"):
        construction_factor(0.05, -1.0)
