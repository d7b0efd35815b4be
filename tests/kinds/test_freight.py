"""Freight: optima worked out by hand, in EUR per average hour, and relations that must hold."""

from __future__ import annotations

from typing import Any

import pytest

import synergy
from factories import HOURS, capacity, demand, emitted, make_scenario, market, per_hour, result, solve
from synergy.errors import ScenarioError
from synergy.pathway.pathway import Pathway
from synergy.plan.overview import built_and_used
from synergy.scenario import Scenario
from transport_examples import ship


def scenario(load: Any = 7.0, backup: float = 200.0, **fields: Any) -> Scenario:
    """Hydrogen at 60 here, a load there, power at 50 and a backup there.

    A ship of 10 MWh takes 2 * 30 / 20 + 1 + 1 = 5 h for a round trip: it carries 2 MW, for 5 EUR/h.
    """
    assets = {
        "load": demand(load, carrier="hydrogen", site="there"),
        "supply": market(60.0, carrier="hydrogen"),
        "backup": market(backup, carrier="hydrogen", site="there"),
        "grid": market(50.0),
        "ship": ship(**fields),
    }
    return make_scenario(assets, length=30.0)


def test_vehicles_are_whole() -> None:
    # 7 MW take 3.5 ships, so 4 at 5 each: 420 + 20.
    plan = solve(scenario())
    assert per_hour(plan) == pytest.approx(440.0)
    assert capacity(plan, "ship") == pytest.approx(4.0)
    assert result(plan, "ship", "trips")[0] == pytest.approx(0.7 * HOURS)


def test_any_number_of_vehicles_for_a_quick_look() -> None:
    # 3.5 ships: 420 + 17.5.
    assert per_hour(solve(scenario(unit_size=0.0))) == pytest.approx(437.5)


def test_a_ship_more_or_the_backup() -> None:
    # The fourth ship would carry 1 MW for 5 and save 5.5 with a backup at 65.5, but not with one at 64.
    assert per_hour(solve(scenario(backup=65.5))) == pytest.approx(440.0)
    assert per_hour(solve(scenario(backup=64.0))) == pytest.approx(360.0 + 15.0 + 64.0)


def test_a_fleet_that_is_there_sails_for_its_crew() -> None:
    # 3 ships stand and carry 6 MW; a fourth costs 5; each has a crew for 1: 420 + 5 + 4.
    assert per_hour(solve(scenario(vehicles_existing=3, opex_fixed=HOURS))) == pytest.approx(429.0)
    # Without work for them they are closed where that saves their crew.
    idle = scenario(load=1.0, vehicles_existing=3, opex_fixed=HOURS, retirable=True, vehicles_max=0)
    plan = solve(idle)
    assert per_hour(plan) == pytest.approx(61.0)
    assert capacity(plan, "ship") == pytest.approx(1.0)


def test_trips_cost_and_burn_by_distance() -> None:
    # 7 MW are 0.7 trips an hour of 60 km: 42 km at 0.5 cost 21, burn 42 * 0.02 = 0.84 MW at 50, 42, and emit
    # 0.42 t.
    plan = solve(scenario(cost_per_km=0.5, fuel_carrier="power", fuel=0.02, impacts={"scope1": 0.01}))
    assert per_hour(plan) == pytest.approx(440.0 + 21.0 + 42.0)
    assert emitted(plan, "scope1") == pytest.approx(0.42)


def test_a_vehicle_may_burn_what_it_carries() -> None:
    # 42 km at 0.02 MWh: 0.84 MW of hydrogen more at 60: 50.4.
    plan = solve(scenario(fuel_carrier="hydrogen", fuel=0.02))
    assert per_hour(plan) == pytest.approx(490.4)


def test_what_boils_off_must_be_loaded() -> None:
    # A cargo is 30 / 20 + 2 = 3.5 h under way: (1 - 0.1) ** (3.5 / 24) = 0.98475 arrives, 7.10839 MW are
    # loaded.
    plan = solve(scenario(boil_off=0.1))
    assert per_hour(plan) == pytest.approx(7.10839 * 60.0 + 20.0, abs=1e-3)


def test_berths_are_occupied_by_loading() -> None:
    # 0.7 trips an hour of 1 h each at 0.3 of the time are 2.33 berths at each end: 3 at the start, where none
    # stands, and 2 more at the end, 2 each: 440 + 6 + 4.
    berth = {"berths_max": 4, "capex_berth": 2.0 * HOURS}
    ends = [berth, {**berth, "berths_existing": 1}]
    plan = solve(scenario(terminals=ends, berth_utilisation=0.3, buffer_cargoes=0.0))
    assert per_hour(plan) == pytest.approx(450.0)
    assert result(plan, "ship", "berths_start") == pytest.approx([3.0])
    # With one berth there and none to build, 0.3 trips an hour: 3 MW, 2 ships; 4 MW from the backup.
    few = scenario(terminals=[{"berths_existing": 1}], berth_utilisation=0.3, buffer_cargoes=0.0)
    assert per_hour(solve(few)) == pytest.approx(180.0 + 10.0 + 800.0)


def test_tanks_hold_cargoes_where_anything_is_carried() -> None:
    # 1.5 cargoes of 10 at each end, of which 5 stand: 2 * 10 * 0.3 = 6.
    tanks = {"terminals": [{"storage_existing": 5.0, "capex_storage": 0.3 * HOURS}], "buffer_cargoes": 1.5}
    assert per_hour(solve(scenario(**tanks))) == pytest.approx(446.0)
    # With a backup at 63 ships save 21 - 20 - 6 = -5: nothing is built.
    plan = solve(scenario(backup=63.0, **tanks))
    assert per_hour(plan) == pytest.approx(441.0)
    assert result(plan, "ship", "storage_start") == pytest.approx([5.0])


def test_weather_keeps_ships_in_port() -> None:
    # In the second step a ship carries 1 MW: 4 ships carry 4 of 7; 7 ships carry all. 3 more cost 15, and
    # save 3 * 140 half of the time.
    data = {
        "load": demand(7.0, carrier="hydrogen", site="there"),
        "supply": market(60.0, carrier="hydrogen"),
        "backup": market(200.0, carrier="hydrogen", site="there"),
        "ship": ship(availability={"profile": "up"}),
    }
    plan = solve(make_scenario(data, steps=2, length=30.0, profiles={"up": [1.0, 0.5]}))
    assert per_hour(plan) == pytest.approx(420.0 + 35.0)


def test_hired_transport_has_a_tariff_and_no_fleet() -> None:
    # 5 of 7 MW at 60 + 3 + 30 * 0.1, the rest from the backup at 70.
    hired = {"vehicles_max": 0, "capex_vehicle": 0.0, "flow_max": 5.0, "tariff": 3.0, "tariff_per_km": 0.1}
    plan = solve(scenario(backup=70.0, **hired))
    assert per_hour(plan) == pytest.approx(5 * 66.0 + 2 * 70.0)
    assert plan.report.passed
    # A berth limits it as well: 0.7 trips an hour at most, of 1 h each at 0.3.
    short = {"terminals": [{"berths_existing": 1}], "berth_utilisation": 0.3}
    assert per_hour(solve(scenario(backup=70.0, **hired, **short))) == pytest.approx(3 * 66.0 + 4 * 70.0)


@pytest.mark.parametrize("payload", [0.1, 0.5, 2.0])
def test_small_cargoes_come_close_to_a_rate(payload: float) -> None:
    # The same cost per MW carried: the fleet is at most one vehicle too large.
    price = 5.0 * HOURS * payload / 10.0
    fleet = {"payload": payload, "capex_vehicle": price, "vehicles_max": 1000}
    rate, whole = (per_hour(solve(scenario(7.03, unit_size=unit, **fleet))) for unit in (0.0, 1.0))
    assert rate == pytest.approx(7.03 * 62.5)
    assert rate - 1e-6 <= whole <= rate + price / HOURS


@pytest.mark.parametrize("load", [0.5, 3.3, 8.0, 19.0])
def test_relaxing_never_costs_more(load: float) -> None:
    berth = {"berths_existing": 1, "berths_max": 2, "capex_berth": 3.0 * HOURS}
    strict: dict[str, Any] = {
        "boil_off": 0.05,
        "capex_fixed": 10.0 * HOURS,
        "terminals": [{**berth, "capex_storage": HOURS}],
        "cost_per_km": 0.1,
    }
    looser = [
        {"boil_off": 0.0},
        {"terminals": []},
        {"unit_size": 0.0},
        {"vehicles_max": 12},
        {"buffer_cargoes": 0.5},
        {"berth_utilisation": 0.9},
        {"speed": 30.0},
        {"loading_time": 0.5},
    ]
    cost = per_hour(solve(scenario(load, **strict)))
    for change in looser:
        assert per_hour(solve(scenario(load, **{**strict, **change}))) <= cost + 1e-6


@pytest.mark.parametrize(("length", "by_ship"), [(60.0, False), (66.0, False), (69.0, True), (90.0, True)])
def test_pipe_or_ship_breaks_even_at_a_distance(length: float, by_ship: bool) -> None:
    # 8 MW. The pipe costs 2 an hour per km. Terminals cost 100 and a vehicle 5; it carries 10 in L / 10 + 2
    # h, so 0.8 (L / 10 + 2) of them cost 0.4 L + 8. So 2 L = 108 + 0.4 L at L = 67.5 km.
    pipe = {
        "kind": "pressure_pipeline",
        "carrier": "hydrogen",
        "fluid": "hydrogen",
        "inlet_pressure": 60.0,
        "outlet_pressure": 40.0,
        "diameters": [
            {"name": "DN100", "inner_diameter": 100, "pressure_class": 60, "capex_per_km": 2.0 * HOURS}
        ],
    }
    assets = {
        "load": demand(8.0, carrier="hydrogen", site="there"),
        "supply": market(60.0, carrier="hydrogen"),
        "pipe": pipe,
        "ship": ship(unit_size=0.0, capex_fixed=100.0 * HOURS, vehicles_max=50),
    }
    plan = solve(make_scenario(assets, length=length))
    least = min(2.0 * length, 108.0 + 0.4 * length)
    assert per_hour(plan) == pytest.approx(480.0 + least)
    assert (capacity(plan, "ship") > 0) is by_ship


@pytest.mark.parametrize("foresight", ["perfect", "myopic"])
def test_a_fleet_grows_over_the_years(foresight: str) -> None:
    # 4 MW take 2 ships in 2030, 7 MW 2 more in 2040; tanks for a cargo at each end, 0.5 each, are built once.
    life = 20.0
    assets = {
        "load": demand(4.0, carrier="hydrogen", site="there"),
        "supply": market(60.0, carrier="hydrogen"),
        "ship": ship(
            lifetime=life,
            capex_vehicle=5.0 * life * HOURS,
            terminals=[{"capex_storage": 0.05 * life * HOURS, "berths_existing": 9}],
        ),
    }
    base = make_scenario(assets, length=30.0)
    terms: dict[str, Any] = {"years": (2030, 2040), "end": 2050, "discount_rate": 0.0, "foresight": foresight}
    described = Pathway.of(base, changes={2040: {"assets.load.demand": 7.0}}, **terms)
    plan = synergy.solve(described, gap=0.0, in_process=True, prices=False)
    costs = [float(part.cost) / HOURS for part in plan.plans.values()]
    assert costs == pytest.approx([240.0 + 10.0 + 1.0, 420.0 + 20.0 + 1.0])
    assert plan.report.passed


def test_a_fleet_that_stands_is_sold_off_at_the_end_of_its_life() -> None:
    # One ship of 5 years stands in 2030 and carries 2 MW for nothing; in 2040 it is past its 10 years: 4 MW
    # take 2 new ones then, 1 before.
    life = 10.0
    assets = {
        "load": demand(4.0, carrier="hydrogen", site="there"),
        "supply": market(60.0, carrier="hydrogen"),
        "ship": ship(vehicles_existing=1, age=5.0, lifetime=life, capex_vehicle=5.0 * life * HOURS),
    }
    terms: dict[str, Any] = {"years": (2030, 2040), "end": 2050, "discount_rate": 0.0}
    plan = synergy.solve(
        Pathway.of(make_scenario(assets, length=30.0, time=time_in(2030)), **terms),
        gap=0.0,
        in_process=True,
        prices=False,
    )
    assert [capacity(part, "ship") for part in plan.plans.values()] == pytest.approx([2.0, 2.0])
    assert [float(part.cost) / HOURS for part in plan.plans.values()] == pytest.approx([245.0, 250.0])


def time_in(year: int) -> dict[str, Any]:
    return {"year": year, "steps": 1, "weights": {"year": HOURS}}


def test_use_is_told_of_trips() -> None:
    # 7 MW of the 8 that 4 ships carry.
    plan = solve(scenario())
    table = built_and_used(plan).set_index("asset")
    assert table.loc["ship", "use"] == pytest.approx(7.0 / 8.0)
    assert "88 %" in plan.summary()
    assert "fillings" not in plan.summary()


TANKS = {"storage_existing": 10.0, "capex_storage": 1.0}


@pytest.mark.parametrize(
    ("terminal", "carried"),
    [
        ({"berths_existing": 1, "berths_max": 4}, 2.0),
        ({"berths_max": 4}, 0.0),
        (TANKS, 2.0),
        ({**TANKS, "storage_existing": 9.0}, 0.0),
        ({}, 2.0),
    ],
)
def test_what_stands_runs_where_berths_and_tanks_stand_as_well(
    terminal: dict[str, Any], carried: float
) -> None:
    whole = scenario(vehicles_existing=1, capex_fixed=1.0, terminals=[terminal])
    plan, today = solve(whole), solve(whole.as_it_stands())
    assert result(today, "ship", "flow") == pytest.approx([carried])
    assert plan.cost <= today.cost + 1e-6


def test_growth_of_a_fleet_is_that_of_what_stands() -> None:
    # 2 ships stand: half more is 1. 3 ships carry 6 MW, 1 comes from the backup: 360 + 200 + 5.
    rate = {"kind": "build_rate", "assets": ["ship"], "growth": 0.5}
    whole = Scenario.from_data({**scenario(vehicles_existing=2).to_data(), "policies": {"yards": rate}}, {})
    assert per_hour(solve(whole)) == pytest.approx(565.0)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"vehicles_max": 0}, "nothing could be carried"),
        ({"vehicles_max": 0, "tariff": 3.0}, "give flow_max"),
        ({"flow_max": 3.0}, "who hires has no fleet"),
        ({"fuel": 0.1}, "give fuel_carrier, or neither"),
        ({"fuel_carrier": "power"}, "give fuel, or neither"),
        ({"capacity_max": 5.0}, "freight is counted in vehicles"),
        ({"terminals": [{}, {}, {}]}, "3 terminals for two ends"),
        ({"unit_size": 0.5}, "neither 1 nor 0"),
        ({"vehicles_max": 0, "vehicles_existing": 2, "capex_fixed": 5.0}, "nothing can be bought"),
    ],
)
def test_faults_are_told(fields: dict[str, Any], told: str) -> None:
    with pytest.raises(ScenarioError) as failure:
        scenario(**fields)
    assert told in str(failure.value)
