"""Operation in short periods, with little available, without cost as objective; and unclear input."""

from __future__ import annotations

from typing import Any

import pytest

from factories import HOURS, demand, make_scenario, market, per_hour, result, solve
from synergy.errors import ScenarioError
from synergy.scenario import Scenario


def heated(loads: list[float], backup: float = 50.0, **boiler: Any) -> Scenario:
    """A boiler that makes heat from gas at 30, beside dearer heat."""
    own = {"kind": "converter", "reference": "heat", "inputs": {"gas": 1.0}, "outputs": {"heat": 1.0}}
    parts = {name: boiler.pop(name) for name in ("objective", "time") if name in boiler}
    assets = {
        "load": demand({"profile": "load"}, carrier="heat"),
        "boiler": {**own, **boiler},
        "gas": market(30.0, carrier="gas"),
        "backup": market(backup, carrier="heat", impacts={"scope2": 0.2}),
    }
    return make_scenario(assets, steps=len(loads), profiles={"load": loads}, **parts)


@pytest.mark.parametrize(("units", "optimum"), [(2, 150.0 / 2), (3, (90.0 + 3.0) / 2)])
def test_rests_longer_than_a_period_count_the_starts_of_periods_before(units: int, optimum: float) -> None:
    # Periods of two hours, 3 MW in the first and none in the second: a unit of 3 MW starts every 2 h, runs
    # for 1 h and rests for 5 h. By turns that takes three units; with two all heat is bought.
    fields = {"unit_size": 3.0, "minimum_load": 1.0, "minimum_down_time": 5.0, "start_cost": 1.0}
    plan = solve(heated([3.0, 0.0], capacity_existing=3.0 * units, **fields))
    assert per_hour(plan) == pytest.approx(optimum)


def test_runs_longer_than_a_period_count_the_starts_of_periods_before() -> None:
    # 6 MW for an hour, 3 MW for the next: a unit starts every 2 h and runs for 3 h, so that it and the one of
    # the round before make up 6 MW, and all is met at 30. Units that run for 4 h would be two all the time.
    fields = {"unit_size": 3.0, "minimum_load": 1.0, "capacity_existing": 9.0}
    assert per_hour(solve(heated([6.0, 3.0], minimum_up_time=3.0, **fields))) == pytest.approx(135.0)
    longer = heated([6.0, 3.0], minimum_up_time=4.0, **fields)
    assert result(solve(longer), "boiler", "on") == [1.0, 1.0]


def test_each_unit_keeps_to_what_is_available() -> None:
    # Two units of 5 MW of which 0.6 is available: both at a load of 0.6, where a MW takes 1.6 of gas. One at
    # full load (5 of gas) and one at a load of 0.2 (1.1) would be cheaper.
    points = [{"load": 0.2, "inputs": {"gas": 1.1}}, {"load": 0.6, "inputs": {"gas": 1.6}}]
    fields = {"unit_size": 5.0, "capacity_existing": 10.0, "availability": 0.6, "part_load": points}
    plan = solve(heated([6.0], backup=200.0, **fields))
    assert per_hour(plan) == pytest.approx(6.0 * 1.6 * 30.0)


@pytest.mark.parametrize(
    "fields",
    [
        {"capacity_existing": 10.0},
        {"capacity_existing": 10.0, "unit_size": 5.0},
        {"capacity_max": 10.0},
        {"capacity_max": 10.0, "commitment": "relaxed"},
        {"capacity_existing": 10.0, "unit_size": 5.0, "ramp_up": 0.4},
        {"capacity_max": 10.0, "minimum_up_time": 2.0, "minimum_down_time": 3.0},
    ],
)
def test_starts_are_charged_as_stated_where_cost_is_not_optimised(fields: dict[str, Any]) -> None:
    load = [5.0, 0.0, 6.0, 0.0, 2.0, 7.0]
    given = heated(load, objective="emissions", minimum_load=0.3, start_cost=5.0, **fields)
    plan = solve(given)  # raises if the audit fails
    started = sum(result(plan, "boiler", "starting"))
    charged = float(plan.costs.loc[plan.costs["category"] == "starts", "cost"].sum())
    assert charged == pytest.approx(5.0 * started * HOURS / 6.0)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"minimum_load": 0.5, "availability": 0.3}, "never above 0.3, and its smallest load is 0.5"),
        ({"minimum_load": 0.5, "minimum_up_time": 4.0}, "4 h, and a period has 2 h"),
    ],
)
def test_what_can_hardly_be_meant_is_warned_of(fields: dict[str, Any], said: str) -> None:
    given = heated([3.0, 2.0], capacity_existing=5.0, **fields)
    assert any(said in str(one) for one in given.warnings)


@pytest.mark.parametrize(
    ("points", "said"),
    [
        ({"load": 0.5}, "is no list. Fix: write a list"),
        ([{"load": 0.5, "efficiency": 0.9}], "'efficiency'. Fix: use one of: inputs, load, outputs"),
        ([{"lod": 0.5}], "unknown field 'lod'; did you mean 'load'?"),
        ([{"load": 40.0}], "Fix: write 0.4 or 40 %"),
    ],
)
def test_points_of_part_load_are_told_what_they_may_say(points: Any, said: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        heated([3.0], capacity_existing=5.0, part_load=points)
    assert said in str(caught.value)
