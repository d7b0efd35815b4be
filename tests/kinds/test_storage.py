"""Storage: optima worked out by hand, in EUR per average hour."""

from __future__ import annotations

from typing import Any

import pytest

from factories import HOURS, capacity, demand, emitted, make_scenario, market, per_hour, result, solve
from synergy.errors import ScenarioError
from synergy.plan.plan import Plan
from synergy.scenario import Scenario


def store(**fields: Any) -> dict[str, Any]:
    return {"kind": "storage", "carrier": "power", **fields}


def priced(prices: list[float], load: float, **fields: Any) -> Scenario:
    """Power at a price that changes from step to step, a constant load, and a store."""
    assets = {
        "load": demand(load),
        "grid": market({"profile": "price"}, buy_max=50.0),
        "store": store(**fields),
    }
    return make_scenario(assets, steps=len(prices), profiles={"price": prices})


def test_losses_of_charging_and_discharging() -> None:
    # Giving 5 MW in step 2 takes 5 / 0.9 from the store and 5 / (0.9 * 0.8) = 6.944 of charging: (5 + 6.944)
    # * 20 / 2 = 119.44.
    plan = solve(
        priced(
            [20.0, 100.0],
            5.0,
            capacity_existing=20.0,
            power_existing=10.0,
            charge_efficiency=0.8,
            discharge_efficiency=0.9,
        )
    )
    assert per_hour(plan) == pytest.approx((5.0 + 5.0 / 0.72) * 10.0)
    assert result(plan, "store", "charge") == pytest.approx([5.0 / 0.72, 0.0])
    assert result(plan, "store", "level") == pytest.approx([5.0 / 0.9, 0.0])


def test_standing_loss_over_steps_of_any_length() -> None:
    # A tenth is lost each hour; what goes in during a step is whole at its end. Steps of 1 h and 2 h: 10 MWh
    # for step 2 left 10 / 0.9**2 = 12.346 MWh in step 1. Cost of power, 20 in step 1: (5 + 12.346) * 1 h of 3
    # h.
    scenario = priced([20.0, 100.0], 5.0, capacity_existing=50.0, power_existing=50.0, standing_loss=0.1)
    plan = solve(scenario.with_({"time.hours": [1.0, 2.0], "time.weights": {"year": HOURS / 3}}))
    assert per_hour(plan) == pytest.approx((5.0 + 10.0 / 0.81) * 20.0 / 3.0)
    assert result(plan, "store", "discharge") == pytest.approx([0.0, 5.0])


def test_what_is_given_was_put_in_before() -> None:
    # Nothing can be charged, so a full day's store gives nothing: 5 MW unserved at 100.
    plan = solve(
        make_scenario(
            {"load": demand(5.0, unserved_price=100.0), "store": store(capacity_existing=99.0, c_rate=1.0)}
        )
    )
    assert per_hour(plan) == pytest.approx(500.0)


def test_level_goes_round_within_a_period() -> None:
    # Cheap first or cheap last in the period makes no difference: all 10 MWh are bought at 20 (mean 100).
    for prices in ([20.0, 100.0], [100.0, 20.0]):
        plan = solve(priced(prices, 5.0, capacity_existing=20.0, c_rate=1.0))
        assert per_hour(plan) == pytest.approx(100.0)


def test_nothing_is_carried_from_period_to_period() -> None:
    # A cheap and a dear period, each half the year: (5 * 20 + 5 * 100) / 2 = 300, store or not.
    assets = {
        "load": demand(5.0),
        "grid": market({"profile": "price"}),
        "store": store(capacity_existing=99.0, c_rate=1.0),
    }
    weights = {"calm": HOURS / 2, "tense": HOURS / 2}
    plan = solve(make_scenario(assets, weights=weights, profiles={"price": [[20.0], [100.0]]}))
    assert per_hour(plan) == pytest.approx(300.0)


def in_order(order: dict[str, Any], capacity: float, **fields: Any) -> Scenario:
    """A cheap and a dear quarter of the year, each twice, at 20 and 100; a load of 5 MW and a store."""
    assets = {
        "load": demand(5.0),
        "grid": market({"profile": "price"}),
        "store": store(capacity_existing=capacity, power_existing=50.0, **fields),
    }
    time = {"steps": 1, "hours": HOURS / 4, "weights": {"cheap": 2, "dear": 2}, **order}
    return make_scenario(assets, time=time, profiles={"price": [[20.0], [100.0]]})


def test_periods_in_a_sequence_hand_on_what_is_stored() -> None:
    # A quarter of 5 MW is 10,950 MWh. Two cheap quarters in a row fill a store of that size together, each at
    # 2.5 MW: (7.5 * 20 + 2.5 * 100) / 2 = 200. In turns each can store 5 MW: 10 * 20 / 2 = 100. In a store of
    # twice the size the order does not matter: 100.
    quarter, in_a_row = 5.0 * HOURS / 4, {"sequence": [{"cheap": 2}, {"dear": 2}]}
    in_turns = {"sequence": ["cheap", "dear", "cheap", "dear"]}
    assert per_hour(solve(in_order(in_a_row, quarter))) == pytest.approx(200.0)
    assert per_hour(solve(in_order(in_turns, quarter))) == pytest.approx(100.0)
    plan = solve(in_order(in_a_row, 2 * quarter))
    assert per_hour(plan) == pytest.approx(100.0)
    levels = plan.levels_over_year()["store"].to_numpy()
    assert levels - levels.min() == pytest.approx([quarter, 2 * quarter, quarter, 0.0])
    assert result(plan, "store", "level") == pytest.approx([levels[:2].mean(), levels[2:].mean()])


def test_standing_loss_between_periods_of_a_sequence() -> None:
    # After a quarter 0.8 of the content is left. c MW put aside in each cheap quarter, d MW taken in each
    # dear one: c, 0.8 c + c = 1.8 c, 1.44 c - d, 1.152 c - 1.8 d = 0, in quarters of a year. All of d = 5
    # takes c = 7.8125: (5 + 7.8125) * 20 / 2 = 128.125, cheaper than any less.
    order = {"sequence": [{"cheap": 2}, {"dear": 2}]}
    plan = solve(in_order(order, 99e3, standing_loss=1.0 - 0.8 ** (4.0 / HOURS)))
    assert per_hour(plan) == pytest.approx((5.0 + 7.8125) * 10.0)


def test_chained_periods_hand_on_what_is_stored() -> None:
    # A cheap and a dear half of the year: all 10 MW are bought in the cheap one, 10 * 20 / 2 = 100. Periods
    # by themselves store nothing for each other: 300.
    for order, optimum in (({"chained": True}, 100.0), ({}, 300.0)):
        time = {"steps": 1, "hours": HOURS / 2, "weights": {"cheap": 1, "dear": 1}, **order}
        plan = solve(in_order(time, 5.0 * HOURS / 2))
        assert per_hour(plan) == pytest.approx(optimum)


def test_a_period_of_a_sequence_may_begin_by_drawing() -> None:
    # Each period is dear first and cheap then; the content goes down before it goes up again, so the level
    # inside is negative, and the store of 5 MW * 1095 h is full at each start.
    assets = {
        "load": demand(5.0),
        "grid": market({"profile": "price"}),
        "store": store(capacity_existing=5.0 * HOURS / 8, power_existing=50.0),
    }
    time = {"steps": 2, "hours": HOURS / 8, "weights": {"a": 2, "b": 2}, "sequence": [{"a": 2}, {"b": 2}]}
    plan = solve(make_scenario(assets, time=time, profiles={"price": [[100.0, 20.0]] * 2}))
    assert per_hour(plan) == pytest.approx(100.0)
    assert result(plan, "store", "level_inside") == pytest.approx([-5.0 * HOURS / 8, 0.0] * 2)
    assert result(plan, "store", "level_start") == pytest.approx([5.0 * HOURS / 8] * 4)


def test_without_an_order_there_is_no_level_through_the_year() -> None:
    with pytest.raises(ScenarioError, match="nothing tells in which order the periods occur"):
        solve(in_order({}, 10.0)).levels_over_year()


def test_content_is_built_for_its_power() -> None:
    # 5 MW at a c-rate of 0.25 need 20 MWh at 1 each: 20 + 10 * 20 / 2 = 120, less than (100 + 500) / 2 = 300
    # without.
    plan = solve(priced([20.0, 100.0], 5.0, capacity_max=99.0, c_rate=0.25, capex_specific=HOURS))
    assert per_hour(plan) == pytest.approx(120.0)
    assert capacity(plan, "store") == pytest.approx(20.0)


def test_power_is_built_by_itself() -> None:
    # 5 MWh at 1 and, beside 1 MW that stands for 3 of fixed operation, 4 MW at 2 + 3: 5 + 3 + 20 + 100 = 128.
    plan = solve(
        priced(
            [20.0, 100.0],
            5.0,
            capacity_max=99.0,
            capex_specific=HOURS,
            power_existing=1.0,
            power_max=9.0,
            capex_power=2.0 * HOURS,
            opex_fixed_power=3.0 * HOURS,
        )
    )
    assert per_hour(plan) == pytest.approx(128.0)
    assert (capacity(plan, "store"), result(plan, "store", "power")) == (
        pytest.approx(5.0),
        pytest.approx([5.0]),
    )


@pytest.mark.parametrize(("fixed", "optimum"), [(150.0, 280.0), (180.0, 300.0)])
def test_smallest_store_and_fixed_cost(fixed: float, optimum: float) -> None:
    # The smallest store of 30 MWh costs fixed + 30 and saves 200 of 300: built at 150 (280), not at 180
    # (310).
    plan = solve(
        priced(
            [20.0, 100.0],
            5.0,
            capacity_min=30.0,
            capacity_max=40.0,
            c_rate=1.0,
            capex_fixed=fixed * HOURS,
            capex_specific=HOURS,
        )
    )
    assert per_hour(plan) == pytest.approx(optimum)


def test_operation_is_charged_on_what_is_given() -> None:
    # 5 MW given in step 2 cost 4 each: (200 + 20) / 2 = 110.
    plan = solve(priced([20.0, 100.0], 5.0, capacity_existing=20.0, c_rate=1.0, opex_variable=4.0))
    assert per_hour(plan) == pytest.approx(110.0)


def test_what_is_past_its_life_is_retired() -> None:
    # Content and power are gone with age: (100 + 500) / 2 = 300.
    plan = solve(priced([20.0, 100.0], 5.0, capacity_existing=20.0, power_existing=10.0, age=1.0))
    assert per_hour(plan) == pytest.approx(300.0)


def lossy(prices: list[float], **fields: Any) -> Scenario:
    return priced(prices, 4.0, capacity_existing=50.0, power_existing=10.0, charge_efficiency=0.5, **fields)


def has_direction(plan: Plan) -> bool:
    return "charging" in plan.results["store"]


def test_never_charges_and_discharges_at_once_where_wasting_pays() -> None:
    # Power at -50, a load of 4 MW: one takes 4 + c in one step and 4 - c / 2 in the other, with c / 2 <= 4:
    # -50 * (8 + 4) / 2 = -300. Burning 10 MW of charging against 5 MW of discharging in both steps would earn
    # 450.
    plan = solve(lossy([-50.0, -50.0]))
    assert per_hour(plan) == pytest.approx(-300.0)
    assert has_direction(plan)
    careless = solve(lossy([-50.0, -50.0], exclusive=False), audit=False)
    assert per_hour(careless) == pytest.approx(-450.0)


def test_never_at_once_where_a_credit_makes_wasting_pay() -> None:
    # At 10 less 0.6 t/MWh * 100 power is worth -50 as above, though its price is not below zero.
    scenario = lossy([10.0, 10.0]).with_(
        {
            "assets.grid.impacts": {"removal": -0.6},
            "policies.price": {"kind": "carbon_price", "prices": {"removal": 100.0}},
        }
    )
    plan = solve(scenario)
    assert per_hour(plan) == pytest.approx(-300.0)
    assert has_direction(plan)


def test_what_leaks_of_co2_is_released() -> None:
    # 6 t/h of CO2 in step 1, none in step 2, and a sink of 4 t/h. A fifth is lost on the way in: what is
    # charged, c, gives 0.8 c in step 2. With 2 t/h charged 0.4 t/h leak on half of the time: 0.2 t/h of scope
    # 1, and nothing is vented.
    source = {"kind": "generator", "carrier": "co2", "capacity_existing": 6.0, "must_run": True}
    assets = {
        "source": {**source, "availability": {"profile": "up"}},
        "tank": store(carrier="co2", capacity_existing=9.0, c_rate=1.0, charge_efficiency=0.8),
        "sink": {"kind": "disposal", "carrier": "co2", "capacity_existing": 4.0, "tariff": 30.0},
    }
    price = {"kind": "carbon_price", "prices": {"scope1": 100.0}}
    plan = solve(make_scenario(assets, steps=2, profiles={"up": [1.0, 0.0]}, policies={"price": price}))
    assert emitted(plan, "scope1") == pytest.approx(0.2)
    assert per_hour(plan) == pytest.approx((4.0 + 1.6) * 30.0 / 2.0 + 20.0)


def test_a_leaking_tank_is_no_store() -> None:
    # All of 10 t/h could vanish in a tank that loses everything in an hour: it is in the air, and costs 100 a
    # tonne.
    source = {"kind": "generator", "carrier": "co2", "capacity_existing": 10.0, "must_run": True}
    tank = store(carrier="co2", capacity_existing=100.0, c_rate=1.0, standing_loss=1.0)
    price = {"kind": "carbon_price", "prices": {"scope1": 100.0}}
    plan = solve(make_scenario({"source": source, "tank": tank}, policies={"price": price}))
    assert per_hour(plan) == pytest.approx(1000.0)
    assert emitted(plan, "scope1") == pytest.approx(10.0)


def test_no_binary_where_wasting_never_pays() -> None:
    # At positive prices the losses alone keep it from going in circles: at 20 and 100, (4 + 8) * 20 / 2 =
    # 120.
    plan = solve(lossy([20.0, 100.0]))
    assert per_hour(plan) == pytest.approx(120.0)
    assert not has_direction(plan)
    assert has_direction(solve(lossy([20.0, 100.0], exclusive=True)))
    # Without losses there is nothing to waste, whatever the price.
    lossless = solve(priced([-50.0, -20.0], 4.0, capacity_existing=50.0, power_existing=10.0))
    assert not has_direction(lossless)
