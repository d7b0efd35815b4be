"""Build rates: optima worked out by hand, in EUR per average hour."""

from __future__ import annotations

from typing import Any

import pytest

import synergy
from coalition_costs import compared_coalitions, two_alike
from factories import HOURS, capacity, demand, make_scenario, market, per_hour, solve
from synergy.errors import ScenarioError
from synergy.pathway.pathway import Pathway
from synergy.pathway.plan import PathwayPlan
from synergy.scenario import Scenario

RATE = {"kind": "build_rate", "assets": ["plant"]}


def supplied(rule: dict[str, Any] | None, life: float = 1.0, **plant: Any) -> Scenario:
    """20 MW at 100 from the grid or at 60 from a plant."""
    fields = {"kind": "generator", "carrier": "power", "capacity_max": 40.0, "lifetime": life}
    assets = {
        "load": demand(20.0),
        "grid": market(100.0),
        "plant": {**fields, "capex_specific": life * 60.0 * HOURS, **plant},
    }
    return make_scenario(assets, policies={} if rule is None else {"slow": rule})


def pathway(rule: dict[str, Any] | None, foresight: str = "perfect", **terms: Any) -> PathwayPlan:
    base = supplied(rule, life=20.0)
    years = Pathway.of(base, years=(2030, 2040), end=2050, discount_rate=0.0, foresight=foresight, **terms)
    return synergy.solve(years, gap=0.0, in_process=True, prices=False)


def test_a_limit_and_growth_in_a_single_year() -> None:
    # 3 MW a year for 2 years: 6 * 60 + 14 * 100.
    assert per_hour(solve(supplied({**RATE, "limit": 3.0, "years": 2.0}))) == pytest.approx(360.0 + 1400.0)
    # 4 MW stand; they may grow by half a year for 2 years, 4 * 1.25, and 1 MW a year: 7 MW more.
    grows = {**RATE, "growth": 0.5, "seed": 1.0, "years": 2.0}
    plan = solve(supplied(grows, capacity_existing=4.0))
    assert capacity(plan, "plant") == pytest.approx(11.0)
    assert per_hour(plan) == pytest.approx(7 * 60.0 + 9 * 100.0)
    assert capacity(solve(supplied({**grows, "limit": 2.0})), "plant") == pytest.approx(2.0)


@pytest.mark.parametrize("foresight", ["perfect", "myopic"])
def test_a_pathway_counts_the_years_between(foresight: str) -> None:
    # 0.8 MW a year: in 2030, 5 years after today, 4 MW; in 2040, 8 more. 240 + 1600, 720 + 800.
    plan = pathway({**RATE, "limit": 0.8}, foresight, today=2025)
    assert plan.report.passed
    assert [part.cost / HOURS for part in plan.plans.values()] == pytest.approx([1840.0, 1520.0])


@pytest.mark.parametrize("foresight", ["perfect", "myopic"])
def test_what_was_built_is_what_grows(foresight: str) -> None:
    # From a seed of 0.5 MW a year over 4 years 2 MW; by 2040 as much again, and ten years of the seed: 2 + 5.
    growth = 2.0**0.1 - 1.0
    plan = pathway({**RATE, "growth": growth, "seed": 0.5, "years": 4.0}, foresight)
    sizes = [float(part.results["plant"]["size"][0]) for part in plan.plans.values()]
    assert sizes == pytest.approx([2.0, 2.0 + 5.0])
    assert plan.report.passed


def test_a_looser_rate_never_costs_more() -> None:
    costs = [pathway({**RATE, "limit": limit}, today=2020).net_present_cost for limit in (0.0, 0.5, 1.0, 5.0)]
    assert costs == sorted(costs, reverse=True)
    assert costs[-1] == pytest.approx(pathway(None).net_present_cost)


def test_a_part_of_the_cluster_has_the_limit_for_itself() -> None:
    own = two_alike(20.0, 100.0)
    rule = {"kind": "build_rate", "asset_kinds": ["generator"], "limit": 5.0}
    assert (
        compared_coalitions(make_scenario(own, owners={"one": {}, "two": {}}, policies={"slow": rule})) >= 3
    )


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (RATE, "neither limit nor growth"),
        ({**RATE, "limit": 1.0, "seed": 1.0}, "seed without growth"),
        ({**RATE, "limit": -1.0}, "at least 0"),
        ({**RATE, "limit": 1.0, "years": 0.0}, "above 0"),
        ({**RATE, "assets": ["load"], "limit": 1.0}, "'load' has no capacity"),
        ({"kind": "build_rate", "limit": 1.0}, "means no asset"),
    ],
)
def test_faults_are_told(rule: dict[str, Any], said: str) -> None:
    with pytest.raises(ScenarioError, match=said):
        supplied(rule)
