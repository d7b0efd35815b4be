"""What a pathway's plan says beside its optimum: indicators, comparison, cost by owner, provenance."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import synergy
from factories import HOURS, demand, make_scenario, market
from synergy.errors import ScenarioError
from synergy.io.results import write_results
from synergy.pathway.indicators import ALL_YEARS
from synergy.pathway.pathway import Pathway
from synergy.pathway.plan import PathwayPlan


def pathway(**terms: Any) -> Pathway:
    """4 MW, then 10 MW from 2040, from a grid at 50 and 0.5 t/MWh, or from a plant at 40 an hour."""
    plant = {
        "kind": "generator", "carrier": "power", "capacity_max": 20.0, "lifetime": 20.0,
        "capex_specific": 20 * 40.0 * HOURS, "owner": "one",
    }  # fmt: skip
    grid = {**market(50.0), "owner": "two", "impacts": {"scope2": 0.5}}
    base = make_scenario(
        {"load": demand(4.0), "grid": grid, "plant": plant},
        owners={"one": {"wacc": 0.0}, "two": {}},
        policies={"carbon": {"kind": "carbon_price", "prices": {"scope2": 10.0}}},
    )
    fields = {"years": (2030, 2040), "end": 2055, "discount_rate": 0.05, **terms}
    return Pathway.of(base, **{"changes": {2040: {"assets.load.demand": 10.0}}, **fields})


def solve(described: Pathway) -> PathwayPlan:
    return synergy.solve(described, gap=0.0, in_process=True, prices=False)


@pytest.fixture(scope="module")
def plan() -> PathwayPlan:
    return solve(pathway())


@pytest.fixture(scope="module")
def today() -> PathwayPlan:
    described = pathway()
    return solve(Pathway(described.base.as_it_stands(), described.terms))


def test_indicators_of_all_years_follow_from_those_of_each(plan: PathwayPlan, today: PathwayPlan) -> None:
    # 4 and 6 MW are built: 160 and 400 EUR/h. Bought, it would be 4 and 10 MW at 50 + 5 of carbon.
    table = plan.indicators("owner", against=today)
    weights, spans = plan.pathway.weights, plan.pathway.durations
    assert table.loc[(2040, "cost"), "one"] == pytest.approx(400.0 * HOURS)
    whole = table.xs(ALL_YEARS)["(whole)"]
    assert whole["cost"] == pytest.approx(plan.net_present_cost)
    assert whole["cost"] == pytest.approx((160.0 * weights[0] + 400.0 * weights[1]) * HOURS)
    assert whole["investment"] == pytest.approx(20 * 400.0 * HOURS)
    assert whole["avoided"] == pytest.approx(0.5 * (4.0 * spans[0] + 10.0 * spans[1]) * HOURS)
    # Each MWh made saves 10 without carbon payments, and 0.5 t: -20 EUR/t in both years, so over all.
    assert whole["cost per tonne avoided"] == pytest.approx(-20.0)
    assert table.xs(ALL_YEARS)["unit"]["cost"] == "EUR"
    assert table.xs(ALL_YEARS)["unit"]["avoided"] == "t"
    rows = table.xs("cost", level="indicator")
    assert rows[["one", "two"]].sum(axis=1).to_numpy() == pytest.approx(rows["(whole)"].to_numpy())


def test_two_pathways_are_compared_year_by_year_and_together(plan: PathwayPlan, today: PathwayPlan) -> None:
    comparison = plan.against(today)
    assert comparison.cost_difference == pytest.approx(plan.net_present_cost - today.net_present_cost)
    assert comparison.avoided == pytest.approx(today.emissions - plan.emissions)
    assert comparison.cost_per_tonne_avoided == pytest.approx(-20.0)
    assert comparison[2030].cost_per_tonne_avoided == pytest.approx(-20.0)
    assert comparison.resource_cost_difference == pytest.approx(
        plan.indicators(against=today).loc[(ALL_YEARS, "cost of avoiding"), "(whole)"]
    )
    by_owner = comparison.costs_by_owner
    assert by_owner["difference"].sum() == pytest.approx(comparison.cost_difference)
    assert by_owner.loc["one", "plan"] == pytest.approx(plan.net_present_cost)
    assert list(comparison.years.index) == [2030, 2040]
    text = repr(comparison)
    assert "-20.0 EUR per t CO2e avoided, both discounted" in text
    assert "Present cost by owner" in text
    assert "<table" in comparison._repr_html_()
    nothing = plan.against(plan)
    assert nothing.cost_per_tonne_avoided is None
    assert "nothing is avoided" in repr(nothing)


def test_pathways_of_other_years_or_rates_are_not_compared(plan: PathwayPlan) -> None:
    other = solve(pathway(years=(2030, 2045), discount_rate=0.02))
    with pytest.raises(ScenarioError) as caught:
        plan.against(other)
    assert [fault.place for fault in caught.value.faults] == ["pathway.years", "pathway.discount_rate"]
    with pytest.raises(ScenarioError, match="the plan's years are 2030, 2040 to 2055"):
        plan.indicators(against=other)


def test_summary_and_files_tell_cost_by_owner(plan: PathwayPlan, tmp_path: Path) -> None:
    assert "Cost by owner [MEUR/a]" in plan.summary()
    assert plan.costs_by("owner").loc["one", "cost"] == pytest.approx(plan.net_present_cost)
    write_results(plan, tmp_path)
    summary = json.loads((tmp_path / "summary.json").read_text())
    assert summary["costs_by_owner"]["one"] == pytest.approx(plan.net_present_cost)
    assert summary["indicators"]["cost"]["(whole)"] == pytest.approx(plan.net_present_cost)
    table = pd.read_csv(tmp_path / "indicators.csv")
    assert set(table["year"]) == {2030, 2040}


def test_support_of_an_earlier_year_is_no_resource() -> None:
    # Of 40 a MW and hour 10 are granted in 2030; the grant ends before 2040, what it paid for goes on.
    grant = {"kind": "grant", "assets": ["plant"], "share": 0.25}
    base = pathway().base.with_({"policies.help": grant})
    changes = {2040: {"assets.load.demand": 10.0, "policies.help": None}}
    plan = solve(Pathway.of(base, years=(2030, 2040), end=2055, discount_rate=0.05, changes=changes))
    whole = plan.indicators().xs(2040)["(whole)"]
    assert whole["cost"] == pytest.approx((400.0 - 40.0) * HOURS)
    assert whole["cost without payments"] == pytest.approx(400.0 * HOURS)


@pytest.mark.parametrize("foresight", ["perfect", "myopic"])
def test_provenance_tells_foresight_and_every_look(foresight: str) -> None:
    plan = solve(pathway(foresight=foresight))
    found = plan.provenance
    looks = found["looks"]
    assert (found["foresight"], found["years"]) == (foresight, [2030, 2040])
    assert [look["years"] for look in looks] == (
        [[2030, 2040]] if foresight == "perfect" else [[2030], [2040]]
    )
    assert found["years_seen"] == len(looks[0]["years"])
    for name in ("rows", "columns"):
        assert found[name] == max(look[name] for look in looks)
    for name in ("build_seconds", "solve_seconds"):
        assert found[name] == pytest.approx(sum(look[name] for look in looks))
    assert plan[2040].provenance["years"] == looks[-1]["years"]
    assert plan[2030].provenance["foresight"] == foresight
