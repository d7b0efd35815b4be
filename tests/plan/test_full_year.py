"""The design of a plan, run through the full year."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

import synergy
from factories import HOURS, demand, make_scenario, market, solve
from synergy.aggregation.aggregation import Aggregation
from synergy.errors import InfeasibleError, ScenarioError
from synergy.plan.full_year import FullYearCheck
from synergy.plan.plan import Plan
from synergy.scenario import Scenario
from synergy.time.axis import TimeAxis
from year_scenarios import generator, year_profiles, year_scenario

FAST = {"gap": 0.0, "in_process": True}
QUARTERS = TimeAxis.chain(4, 2, hours=1095.0)


def quarters(loads: list[list[float]], **assets: Any) -> Scenario:
    """Return four quarters of two steps: a load, a plant that may be built for 10 EUR/h, and fuel at 50."""
    plant = {**generator(None, 10.0), "opex_variable": 50.0}
    parts = {"load": demand({"profile": "load"}), "plant": plant, **assets}
    return make_scenario(parts, time=QUARTERS.to_data(), profiles={"load": loads})


def checked(full: Scenario, periods: int, **arguments: Any) -> tuple[Aggregation, Plan, FullYearCheck]:
    found = synergy.aggregate(full, periods=periods, **arguments)
    plan = solve(found.scenario)
    return found, plan, plan.verify_full_year(found, **FAST)


def test_a_design_that_holds_costs_what_the_plan_said() -> None:
    # All quarters alike: 4 MW on average at 50, and 6 MW at 10 each: 260 EUR/h, in one period or in four.
    _, plan, check = checked(quarters([[6.0, 2.0]] * 4), 1, extremes=())
    assert plan.cost == pytest.approx(260.0 * HOURS)
    assert check.cost == pytest.approx(260.0 * HOURS)
    assert check.cost_error == pytest.approx(0.0, abs=1e-9)
    assert check.holds()
    assert check.shortage.empty or check.shortage.to_numpy().max() == 0.0
    assert "shortage       none" in repr(check)
    assert check.dispatch.report.passed


def test_shortage_is_told_by_hub_and_step() -> None:
    # Three quarters need 6 and 2 MW, the last one 9 and 3; its peak is not kept. One period stands for all,
    # with its mean raised from 4 to 4.5 MW: 6.75 and 2.25. 6.75 MW are built; 2.25 MW for 1,095 h are short.
    full = quarters([[6.0, 2.0], [6.0, 2.0], [6.0, 2.0], [9.0, 3.0]])
    _, plan, check = checked(full, 1, extremes=())
    assert plan.cost == pytest.approx((67.5 + 4.5 * 50.0) * HOURS)
    row = check.shortage_by_hub.loc["here", "power"]
    assert (row["amount"], row["hours"], row["most"]) == pytest.approx((2.25 * 1095.0, 1095.0, 2.25))
    assert check.shortage["here", "power"].to_numpy() == pytest.approx([0.0] * 6 + [2.25, 0.0])
    assert check.shortage_cost == pytest.approx(2.25 * 1095.0 * 10_000.0)
    served = 4.5 * HOURS - 2.25 * 1095.0
    assert check.cost == pytest.approx(67.5 * HOURS + 50.0 * served)
    assert check.estimated_cost > check.cost
    assert not check.holds(tolerance=1.0)
    assert check.worst(3) == ("p4",)
    assert "power at here" in repr(check)
    assert "Shortage" in check._repr_html_()


def test_adding_the_worst_period_mends_it() -> None:
    full = quarters([[6.0, 2.0], [6.0, 2.0], [6.0, 2.0], [9.0, 3.0]])
    check = checked(full, 1, extremes=())[2].refine(**FAST)
    assert check.holds(tolerance=1e-9)
    assert check.refined
    assert check.outcome == "all demand is met, and the cost is within 1 % of what was said, after 1 round"
    assert check.plan.scenario.time.periods == ("p1", "p4")
    assert check.cost == pytest.approx(solve(full).cost)
    assert [(one.periods, one.shortage > 0) for one in (*check.history, check.round)] == [
        (1, True),
        (2, False),
    ]


def test_refining_says_that_it_missed_its_tolerance_and_why() -> None:
    full = quarters([[6.0, 2.0], [6.0, 2.0], [6.0, 2.0], [9.0, 3.0]])
    first = checked(full, 1, extremes=())[2]
    assert (first.refined, first.outcome) == (None, "")
    none = first.refine(0, **FAST)
    assert none.refined is False
    assert none.outcome.startswith("missed the tolerance of 1 % after 0 rounds (cost error +")
    assert none.outcome.endswith(", demand is not met): the rounds are used up")
    assert "missed the tolerance" in repr(none)
    held = first.refine(**FAST)
    assert held.refine(tolerance=-1.0, **FAST).outcome.endswith("no period is dearer than its like")


def test_steps_with_shortage_are_told_the_largest_first() -> None:
    # As above, and the third quarter needs 8 MW: means 4.75, so 7.125 are built; short 0.875 and 1.875 MW.
    full = quarters([[6.0, 2.0], [6.0, 2.0], [8.0, 2.0], [9.0, 3.0]])
    check = checked(full, 1, extremes=())[2]
    table = check.shortage_by_step
    assert table[["site", "carrier", "period", "step"]].to_numpy().tolist() == [
        ["here", "power", "p4", 1],
        ["here", "power", "p3", 1],
    ]
    assert table["amount"].to_numpy() == pytest.approx(
        [9.0 - check.plan.built["size"].iloc[0], 8.0 - check.plan.built["size"].iloc[0]]
    )
    assert table["unit"].tolist() == ["MW", "MW"]
    assert "Most is not met in" in check.summary()
    assert check.to_data()["shortage"][0]["hours"] == pytest.approx(2 * 1095.0)


@pytest.mark.parametrize(
    ("time", "told"),
    [
        ({"steps": 2, "hours": 1095.0, "weights": {"p1": 4}}, "one period of 2,190 h that occurs 4 times"),
        ({"steps": 2, "hours": 1095.0, "weights": {"a": 1, "b": 3}}, "2 periods that stand for others"),
        ({"steps": 2, "hours": 2190.0, "weights": {"a": 1, "b": 1}}, "2 periods in no order"),
        (
            {"steps": 1, "hours": 8760.0, "weights": {"year": 1}},
            "steps of 8,760 h, longer than the plan's 1,095 h",
        ),
    ],
)
def test_what_is_no_full_year_is_refused(time: dict[str, Any], told: str) -> None:
    full = quarters([[6.0, 2.0]] * 4)
    plan = solve(synergy.aggregate(full, periods=1, extremes=()).scenario)
    axis = TimeAxis(**time)
    other = replace(
        full,
        time=axis,
        profiles={
            "load": full.profiles["load"].reshape(-1)[: axis.shape[0] * axis.shape[1]].reshape(axis.shape)
        },
    )
    with pytest.raises(ScenarioError, match=told) as caught:
        plan.verify_full_year(other)
    assert len(caught.value.faults) == 1
    assert caught.value.faults[0].fix


def test_fixed_costs_and_discrete_sizes_stay_exactly_what_they_were() -> None:
    sizes = [
        {"name": "small", "capacity": 4.0, "capex_per_km": 20.0 * HOURS},
        {"name": "large", "capacity": 9.0, "capex_per_km": 30.0 * HOURS},
    ]
    assets = {
        "plant": {
            **generator(None, 10.0),
            "capacity_min": 2.0,
            "capex_fixed": 5.0 * HOURS,
            "carrier": "hydrogen",
        },
        "pipe": {"kind": "pipeline", "carrier": "hydrogen", "diameters": sizes},
        "load": demand({"profile": "load"}, carrier="hydrogen", site="there"),
    }
    full = quarters([[6.0, 2.0], [7.0, 2.0], [6.0, 1.0], [6.0, 2.0]], **assets)
    _, plan, check = checked(full, 2)
    for key in assets:
        for name, values in plan.results[key].items():
            if values.shape == (1,):
                assert check.dispatch.results[key][name] == pytest.approx(values, abs=1e-9)
    assert check.dispatch.costs_by("category").loc["investment", "cost"] == pytest.approx(
        (70.0 + 5.0 + 30.0) * HOURS
    )
    assert check.cost == pytest.approx(solve(full).cost)


def test_a_mixed_system_is_refined_until_it_holds() -> None:
    full = year_scenario(TimeAxis.chain(73, 4, hours=30.0), year_profiles(73, 4, seed=4))
    _, _, check = checked(full, 4)
    best = synergy.solve(full, prices=False, **FAST)
    assert check.cost + check.shortage_cost >= best.cost * (1 - 1e-6)
    refined = check.refine(6, worst=3, tolerance=0.03, **FAST)
    assert refined.cost + refined.shortage_cost >= best.cost * (1 - 1e-6)
    assert refined.shortage_cost <= check.shortage_cost
    assert refined.period_costs.sum() == pytest.approx(refined.step_costs.sum())
    assert list(refined.period_costs.index) == list(full.time.periods)


def test_operating_costs_by_step_add_up_to_what_is_no_investment() -> None:
    full = year_scenario(TimeAxis.chain(12, 4, hours=182.5), year_profiles(12, 4))
    _, _, check = checked(full, 5)
    costs = check.dispatch.costs_by("category")["cost"]
    assert check.step_costs.sum() == pytest.approx(costs.drop("investment").sum())


def test_a_full_year_of_another_cluster_is_refused() -> None:
    full = quarters([[6.0, 2.0]] * 4)
    plan = solve(synergy.aggregate(full, periods=1, extremes=()).scenario)
    dearer = full.with_({"assets.plant.opex_variable": 60.0})
    with pytest.raises(ScenarioError, match="the full year and the plan differ in assets"):
        plan.verify_full_year(dearer)


def test_without_the_aggregation_the_worst_periods_are_not_known() -> None:
    full = quarters([[6.0, 2.0]] * 4)
    check = solve(synergy.aggregate(full, periods=1, extremes=()).scenario).verify_full_year(full, **FAST)
    assert check.cost == pytest.approx(260.0 * HOURS)
    with pytest.raises(ScenarioError, match="nothing tells which periods stand for which"):
        check.add_worst()


def test_shortage_needs_a_price() -> None:
    full = quarters([[6.0, 2.0]] * 4).with_({"objective": "emissions"})
    found = synergy.aggregate(full, periods=1, extremes=())
    with pytest.raises(ScenarioError, match="does not count cost first"):
        solve(found.scenario).verify_full_year(found)


def test_what_can_not_be_run_even_with_shortage_is_told() -> None:
    # What must run in the third quarter has nowhere to go: no unserved demand helps.
    kiln = {**generator("up", 0.0), "capacity_max": 0.0, "capacity_existing": 4.0, "must_run": True}
    full = make_scenario(
        {"load": demand({"profile": "load"}), "grid": market(50.0), "kiln": kiln},
        time=QUARTERS.to_data(),
        profiles={"load": [[6.0, 6.0], [6.0, 6.0], [1.0, 1.0], [6.0, 6.0]], "up": [[1.0, 1.0]] * 4},
    )
    time = TimeAxis(steps=2, hours=1095.0, weights={"p1": 4})
    few = replace(full, time=time, profiles={n: values[:1] for n, values in full.profiles.items()})
    with pytest.raises(InfeasibleError, match="the design can not be run over the full year"):
        solve(few).verify_full_year(full, **FAST)
