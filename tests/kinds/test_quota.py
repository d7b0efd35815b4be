"""Quotas and matching: optima worked out by hand, in EUR per average hour."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from factories import demand, make_scenario, market, per_hour, solve
from synergy.errors import ScenarioError
from synergy.policies.intervals import numbers
from synergy.scenario import Scenario
from synergy.time.axis import TimeAxis

GREEN = {
    "kind": "generator", "carrier": "hydrogen", "capacity_existing": 20.0, "opex_variable": 100.0,
    "availability": {"profile": "up"}, "tags": ["green"],
}  # fmt: skip
LOAD = {"carrier": "hydrogen", "unserved_price": 300.0}


def fuelled(up: list[float], **quota: Any) -> Scenario:
    """10 MW of hydrogen at 50, or green at 100 where it is available; 300 where there is none."""
    assets = {
        "load": demand(10.0, **LOAD),
        "grey": market(50.0, carrier="hydrogen"),
        "green": GREEN,
    }
    policies = (
        {"quota": {"kind": "quota", "carrier": "hydrogen", "tags": ["green"], **quota}} if quota else {}
    )
    return make_scenario(assets, steps=len(up), profiles={"up": up}, policies=policies)


@pytest.mark.parametrize(
    ("quota", "optimum"),
    [
        ({}, 500.0),
        ({"share": 0.4}, 700.0),  # 8 MW of 20 in the first step: (8 * 100 + 12 * 50) / 2
        ({"share": 0.5}, 750.0),  # all 10 in the first step
        # 10 green let 6.67 grey in, 3.33 are unserved: (1000 + 333.3 + 1000) / 2
        ({"share": 0.6}, 3500.0 / 3),
        ({"share": 0.4, "every": "period"}, 700.0),
        ({"share": 0.4, "every": "step"}, 1850.0),  # (4 * 100 + 6 * 50 + 10 * 300) / 2
        ({"share": 0.4, "every": "hour"}, 1850.0),
    ],
)
def test_a_share_in_each_stretch_of_time(quota: dict[str, Any], optimum: float) -> None:
    assert per_hour(solve(fuelled([1.0, 0.0], **quota))) == pytest.approx(optimum)


@pytest.mark.parametrize(("periods", "hours"), [(1, 24.0), (365, 24.0), (73, 24.0), (365, 12.0), (5, 4.0)])
@pytest.mark.parametrize(("every", "january"), [("month", True), ("year", False)])
def test_months_of_a_full_year(periods: int, hours: float, every: str, january: bool) -> None:
    # Green in January only. By months 0.5 of 10 MW are green in January, and nothing may be supplied in the
    # others; by the year, 438 h of 10 MW in January are 5 % of all.
    steps = round(8760 / hours) // periods
    up = (np.arange(periods * steps) * hours < 744.0).astype(float)
    weights = {f"p{number}": 1.0 for number in range(periods)}
    scenario = make_scenario(
        {"load": demand(10.0, **LOAD), "grey": market(50.0, carrier="hydrogen"), "green": GREEN},
        profiles={"up": up.reshape(periods, steps).tolist()},
        time={"steps": steps, "hours": hours, "weights": weights},
        policies={
            "quota": {
                "kind": "quota",
                "carrier": "hydrogen",
                "tags": ["green"],
                "share": 0.05,
                "every": every,
            }
        },
    )
    plan = solve(scenario)
    if january:
        assert plan.cost == pytest.approx(744 * (0.5 * 100 + 9.5 * 50) + 8016 * 3000.0)
    else:
        assert plan.cost == pytest.approx(8760 * 500.0 + 438 * 10 * 50.0)


def test_months_are_refused_where_they_are_not_known() -> None:
    with pytest.raises(ScenarioError, match="months are not known"):
        fuelled([1.0, 0.0], share=0.4, every="month")
    weekly = {"steps": 73, "hours": 120.0, "weights": {"year": 1.0}}
    scenario = fuelled([1.0] * 73, share=0.4)
    with pytest.raises(ScenarioError, match="a step lies in two of them"):
        scenario.with_({"time": weekly, "policies.quota.every": "month"})


def test_hours_need_steps_that_divide_them() -> None:
    scenario, time = fuelled([1.0, 0.0], share=0.4), {"steps": 2, "hours": 2.0, "weights": {"year": 2190.0}}
    with pytest.raises(ScenarioError, match="hours can not be told apart: steps are 2 to 2 h long"):
        scenario.with_({"time": time, "policies.quota.every": "hour"})


@pytest.mark.parametrize(
    ("quota", "told"),
    [
        ({"tags": []}, "means no asset"),
        ({"carrier": "hydrogne"}, "did you mean 'hydrogen'"),
        ({"share": 0.0}, "must be above 0"),
        ({"assets": ["load"]}, "'load' supplies no hydrogen"),
        ({"every": "week"}, "'week' is not accepted"),
    ],
)
def test_what_can_not_be_meant_is_refused(quota: dict[str, Any], told: str) -> None:
    with pytest.raises(ScenarioError, match=told):
        fuelled([1.0], **{"share": 0.4, **quota})


def test_supply_of_who_also_buys_can_not_be_told() -> None:
    with pytest.raises(ScenarioError, match="'grey' both gives and takes hydrogen"):
        fuelled([1.0], share=0.4).with_({"assets.grey.sell_price": 5.0})
    with pytest.raises(ScenarioError, match="what is made and wasted would count"):
        fuelled([1.0], share=0.4).with_({"carriers.hydrogen.surplus": "free"})


def electrolysis(up: list[float], tank: bool = False, hours: float = 1.0, **matching: Any) -> Scenario:
    """10 MW of hydrogen from power: wind at 40 where it blows, the grid at 20; power is sold at 5."""
    assets = {
        "load": demand(10.0, **LOAD),
        "electrolyser": {
            "kind": "converter", "reference": "hydrogen", "inputs": {"power": 1.0},
            "outputs": {"hydrogen": 1.0}, "capacity_existing": 40.0,
        },
        "wind": {**GREEN, "carrier": "power", "capacity_existing": 50.0, "opex_variable": 40.0},
        "grid": market(20.0, sell_price=5.0),
    }  # fmt: skip
    if tank:
        assets["tank"] = {"kind": "storage", "carrier": "hydrogen", "capacity_existing": 90.0, "c_rate": 1.0}
    fields = {"carrier": "power", "assets": ["electrolyser"], "suppliers": ["wind"], **matching}
    policies = {"match": {"kind": "matching", **fields}} if matching else {}
    time = {"steps": len(up), "hours": hours, "weights": {"year": 8760.0 / len(up) / hours}}
    return make_scenario(assets, profiles={"up": up}, policies=policies, time=time)


@pytest.mark.parametrize(
    ("up", "options", "optimum"),
    [
        ([1.0, 0.0], {}, 200.0),
        # 20 MW of wind in the first step, 10 of them sold; grid power in the second
        ([1.0, 0.0], {"every": "year"}, 475.0),
        ([1.0, 0.0], {"every": "period"}, 475.0),
        ([1.0, 0.0], {"every": "year", "share": 0.5}, 300.0),  # 10 MW of wind in the first step
        ([1.0, 0.0], {"every": "hour"}, 1700.0),  # (10 * 40 + 10 * 300) / 2
        ([1.0, 0.0], {"every": "hour", "tank": True}, 400.0),  # 20 MW of wind, all used at once and stored
        ([1.0, 0.0], {"every": "hour", "suppliers": [], "supplier_tags": ["green"]}, 1700.0),
        ([1.0, 1.0, 0.0, 0.0], {"every": "hour", "hours": 0.25}, 475.0),  # an hour is four steps
        ([1.0, 1.0, 0.0, 0.0], {"every": "step", "hours": 0.25}, 1700.0),
    ],
)
def test_power_is_matched_in_each_stretch_of_time(
    up: list[float], options: dict[str, Any], optimum: float
) -> None:
    assert per_hour(solve(electrolysis(up, **options))) == pytest.approx(optimum)


@pytest.mark.parametrize(
    ("matching", "told"),
    [
        ({"suppliers": []}, "means no supplier"),
        ({"assets": []}, "means no consumer"),
        ({"suppliers": ["grid"]}, "'grid' does not just give power"),
        ({"assets": ["load"]}, "'load' does not just take power"),
        ({"suppliers": ["wnid"]}, "did you mean 'wind'"),
    ],
)
def test_a_match_that_can_not_be_meant_is_refused(matching: dict[str, Any], told: str) -> None:
    with pytest.raises(ScenarioError, match=told):
        electrolysis([1.0], **{"every": "hour", **matching})


def test_the_same_supply_does_not_count_twice() -> None:
    scenario = electrolysis([1.0, 0.0], every="hour")
    second = {"kind": "matching", "carrier": "power", "assets": ["electrolyser"], "supplier_tags": ["green"]}
    with pytest.raises(ScenarioError, match="wind already counts for 'match'"):
        scenario.with_({"policies.second": second})


def test_a_leap_year_has_its_day() -> None:
    hourly = TimeAxis(steps=8784, weights={"year": 1.0})
    days = np.bincount(numbers("month", hourly).reshape(-1)) / 24
    assert days.tolist() == [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
