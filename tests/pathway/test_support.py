"""Support in a pathway: what was given or lent pays as long as what it was for serves."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

import synergy
from factories import HOURS, demand, make_scenario, market
from synergy.pathway.audit import audited
from synergy.pathway.pathway import Pathway
from synergy.pathway.plan import PathwayPlan


def solved(policy: dict[str, Any] | None = None, wacc: float = 0.0, **terms: Any) -> PathwayPlan:
    """4 MW, then 10 MW from 2040, at 50 from the grid or at 60 from a plant that lives 20 years."""
    plant = {
        "kind": "generator", "carrier": "power", "capacity_max": 20.0, "lifetime": 20.0,
        "capex_specific": 20 * 60.0 * HOURS, "owner": "one",
    }  # fmt: skip
    assets = {"load": demand(4.0), "grid": market(50.0), "plant": plant}
    policies = {} if policy is None else {"support": policy}
    base = make_scenario(assets, policies=policies, owners={"one": {"wacc": wacc}})
    changes = {2040: {"assets.load.demand": 10.0, **terms.pop("later", {})}}
    pathway = Pathway.of(base, years=(2030, 2040), end=2050, discount_rate=0.0, changes=changes, **terms)
    return synergy.solve(pathway, gap=0.0, in_process=True, prices=False)


def per_hour(plan: PathwayPlan) -> list[float]:
    return [float(part.cost) / HOURS for part in plan.plans.values()]


def support(plan: PathwayPlan) -> list[float]:
    parts = (part.costs_by("category")["cost"] for part in plan.plans.values())
    return [float(costs.get("support", 0.0)) / HOURS for costs in parts]


GRANT = {"kind": "grant", "assets": ["plant"], "share": 0.25}


@pytest.mark.parametrize("foresight", ["perfect", "myopic"])
def test_a_grant_pays_as_long_as_what_it_was_for_serves(foresight: str) -> None:
    # A MW at 45 instead of 50: 4 MW in 2030 and 6 more in 2040, of 60 an hour each 15 granted.
    plan = solved(GRANT, foresight=foresight)
    assert per_hour(plan) == pytest.approx([180.0, 450.0])
    assert support(plan) == pytest.approx([-60.0, -150.0])
    assert plan.report.passed


def test_a_grant_that_ends_still_pays_for_what_was_built_under_it() -> None:
    # No grant in 2040: nothing more is built, 6 MW are bought; the first 4 MW keep theirs.
    plan = solved(GRANT, later={"policies.support": None}, foresight="myopic")
    assert per_hour(plan) == pytest.approx([180.0, 180.0 + 300.0])
    assert support(plan) == pytest.approx([-60.0, -60.0])


@pytest.mark.parametrize("foresight", ["perfect", "myopic"])
@pytest.mark.parametrize(
    ("granted", "costs", "paid"),
    [
        (6.0, [180.0, 180.0 + 90.0 + 200.0], [-60.0, -90.0]),  # 4 MW in 2030 and 2 more; 4 are bought
        (2.0, [190.0, 90.0 + 400.0], [-30.0, -30.0]),  # nothing is left for 2040
        (50.0, [180.0, 450.0], [-60.0, -150.0]),
    ],
)
def test_a_programme_ceiling_holds_over_all_years(
    foresight: str, granted: float, costs: list[float], paid: list[float]
) -> None:
    # As above, but the programme has money for so many MW, 300 EUR a MW and hour over 20 years.
    limit = granted * 20 * 15.0 * HOURS
    plan = solved({**GRANT, "programme_ceiling": limit}, foresight=foresight)
    assert per_hour(plan) == pytest.approx(costs)
    assert support(plan) == pytest.approx(paid)
    assert plan.report.passed


def test_more_than_the_programme_has_is_found_out() -> None:
    plan = solved({**GRANT, "programme_ceiling": 10 * 300.0 * HOURS})
    less = {"policies.support.programme_ceiling": 6 * 300.0 * HOURS}
    parts = {year: replace(part, scenario=part.scenario.with_(less)) for year, part in plan.plans.items()}
    report = audited(replace(plan, plans=parts)).report
    assert [one.what for one in report.findings] == ["programme ceiling"]
    alone = solved({**GRANT, "programme_ceiling": 6 * 300.0 * HOURS}, foresight="myopic")
    assert alone.net_present_cost >= plan.net_present_cost


def test_a_loan_does_so_too() -> None:
    # At 3 % a MW costs 80.66 an hour, lent in full without interest 60: it pays in 2040, against 65 from the
    # grid, and not in 2030, against 50.
    loan = {"kind": "loan", "assets": ["plant"], "share": 1.0, "interest": 0.0}
    plan = solved(loan, wacc=0.03, later={"assets.grid.buy_price": 65.0}, foresight="myopic")
    assert per_hour(plan) == pytest.approx([200.0, 600.0])
    assert support(plan) == pytest.approx([0.0, 10 * (60.0 - 1200.0 * 0.067215708)])
    both = solved(loan, wacc=0.03, foresight="myopic")
    assert per_hour(both) == pytest.approx([200.0, 500.0])


def test_a_history_without_its_grant_is_found_out() -> None:
    plan = solved(GRANT)
    later = plan.plans[2040]
    forgetful = [one for one in later.history if not one.quantity.startswith("gift of ")]
    parts = {**plan.plans, 2040: replace(later, history=tuple(forgetful))}
    assert not audited(replace(plan, plans=parts)).report.passed
