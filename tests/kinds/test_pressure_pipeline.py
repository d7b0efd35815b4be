"""Pressure pipelines: optima worked out by hand, in EUR per average hour, and relations that must hold."""

from __future__ import annotations

from typing import Any

import pytest

import synergy
from factories import HOURS, capacity, demand, make_scenario, market, per_hour, result, solve
from synergy.errors import ScenarioError
from synergy.fluids import FLUIDS, Line
from synergy.pathway.pathway import Pathway
from synergy.plan.plan import Plan
from synergy.scenario import Scenario
from transport_examples import PIPES, hydrogen_line

HYDROGEN = FLUIDS["hydrogen"]
BOOSTER_ENERGY = 0.0061589
"""MWh/MWh from 40 to 60 bar, one stage: Z = 1.02667, R T / M = 1270.85 kJ/kg, 3.439 * (1.5 ** 0.29078 - 1) =
0.43037: 561.5 kJ/kg, over 0.8 * 0.95: 738.8 kJ/kg or 0.20523 MWh/t, over 33.322 MWh/t."""
DN80, DN80_BOOSTED, DN100 = 22.231, 31.915, 39.997
"""MW over 60 km from 60 to 40 bar."""


def line(**fields: Any) -> dict[str, Any]:
    return hydrogen_line(**{"supply_pressure": None, "diameters": PIPES[:2], **fields})


def scenario(load: float, length: float = 60.0, **fields: Any) -> Scenario:
    """Hydrogen at 60 here, a load there, power at 50 and a backup at 200."""
    assets = {
        "load": demand(load, carrier="hydrogen", site="there"),
        "supply": market(60.0, carrier="hydrogen"),
        "backup": market(200.0, carrier="hydrogen", site="there"),
        "grid": market(50.0),
        "line": line(**fields),
    }
    return make_scenario(assets, length=length)


def chosen(plan: Plan) -> list[str]:
    asset = plan.scenario.cluster.assets["line"]
    names = [option.name for option in asset.size_options(plan.scenario.cluster.length_of(asset))]
    return [n for number, n in enumerate(names, 1) if result(plan, "line", f"built_{number}")[0] > 0.5]


def test_capacities_are_those_of_the_pressure_drop() -> None:
    asset = scenario(20.0, boosters_max=1).cluster.assets["line"]
    pressures = Line(HYDROGEN, 60.0, 60.0, 60.0, 40.0)
    flows = {option.name: option.maximum for option in asset.size_options(60.0)}
    assert flows["DN80"] == pytest.approx(pressures.flow(80.0) * HYDROGEN.energy_content)
    assert flows["DN80"] == pytest.approx(DN80, abs=1e-3)
    assert flows["DN80 + 1"] == pytest.approx(DN80_BOOSTED, abs=1e-3)
    assert flows["DN100"] == pytest.approx(DN100, abs=1e-3)


@pytest.mark.parametrize(
    ("load", "booster", "way", "optimum"),
    [
        (20.0, 20.0, "DN80", 1260.0),  # 20 * 60, and 60 km at 1
        (30.0, 20.0, "DN80 + 1", 1880.0 + 30.0 * BOOSTER_ENERGY * 50.0),  # 30 * 60 + 60 + 20, and power
        (30.0, 30.0, "DN100", 1896.0),  # 30 * 60 + 60 * 1.6 = 1896, with a booster 1899.2
    ],
)
def test_diameter_or_booster(load: float, booster: float, way: str, optimum: float) -> None:
    plan = solve(scenario(load, boosters_max=1, capex_booster=booster * HOURS))
    assert per_hour(plan) == pytest.approx(optimum, abs=1e-3)
    assert chosen(plan) == [way]


def test_hard_ground_costs_more_and_carries_the_same() -> None:
    hard = make_scenario(
        {
            "load": demand(20.0, carrier="hydrogen", site="there"),
            "supply": market(60.0, carrier="hydrogen"),
            "grid": market(50.0),
            "line": line(),
        },
        length=60.0,
        corridor={"cost_factor": 2.0},
    )
    plan = solve(hard)
    assert per_hour(plan) == pytest.approx(1320.0, abs=1e-3)  # 20 * 60, and 60 km at 2 * 1
    assert capacity(plan, "line") == pytest.approx(DN80, abs=1e-3)


def test_energy_may_decide() -> None:
    # As above a booster saves 96 - 80 = 16 an hour and takes 30 * 0.0061589 = 0.185 MW: worth it up to 86.6.
    for price, way in ((80.0, "DN80 + 1"), (90.0, "DN100")):
        assets = {
            "load": demand(30.0, carrier="hydrogen", site="there"),
            "supply": market(60.0, carrier="hydrogen"),
            "grid": market(price),
            "line": line(boosters_max=1, capex_booster=20.0 * HOURS),
        }
        assert chosen(solve(make_scenario(assets, length=60.0))) == [way]


def test_drives_cost_what_they_are_rated_at() -> None:
    # One pipe: 60, and drives from 30 to 60 bar for all of its 22.231 MW: 0.3639 MWh/t / 33.322 = 0.010919
    # each, 0.24274 MW at 100: 24.274. Of 10 MW only the energy: 0.10919 MW at 50: 5.4595. 600 for the
    # hydrogen.
    plan = solve(scenario(10.0, diameters=PIPES[:1], supply_pressure=30.0, capex_drive=100.0 * HOURS))
    assert per_hour(plan) == pytest.approx(600.0 + 60.0 + 24.274 + 5.4595, abs=2e-3)


def test_a_line_may_drive_its_compressors_with_what_it_carries() -> None:
    # 10 MW take 0.10919 MW more of hydrogen at 60 (see above): 606.5514, and 60 for the pipe.
    plan = solve(scenario(10.0, diameters=PIPES[:1], supply_pressure=30.0, compression_carrier="hydrogen"))
    assert per_hour(plan) == pytest.approx(666.5514, abs=2e-3)


def test_what_stands_has_its_own_boosters() -> None:
    # 25 of 30 MW stand, past two boosters: 50 * 25 * 2 * 0.0061589 = 15.397; 5 MW come from the backup
    # (1000), for a new pipe would cost 3000.
    dear = [{**PIPES[0], "capex_per_km": 50.0 * HOURS}]
    plan = solve(scenario(30.0, capacity_existing=25.0, boosters_existing=2, diameters=dear))
    assert per_hour(plan) == pytest.approx(25 * 60.0 + 15.397 + 1000.0, abs=2e-3)
    assert result(plan, "line", "flow_2") == pytest.approx([25.0])


def reuse(new: float, gas_there: float) -> Plan:
    """Return a plan with 50 MW of hydrogen and 20 MW of gas, where a line of 200 mm carries gas so far."""
    pipe = {
        "name": "new",
        "inner_diameter": 200.0,
        "pressure_class": 70.0,
        "capex_per_km": new / 60.0 * HOURS,
    }
    old = {**pipe, "name": "old", "pressure_class": 60.0, "capex_per_km": 1.0 * HOURS}
    pressures = {"inlet_pressure": 60.0, "outlet_pressure": 40.0}
    stands = Line(FLUIDS["natural-gas"], 60.0, 60.0, 60.0, 40.0).flow(200.0)
    gas = stands * FLUIDS["natural-gas"].energy_content
    hydrogen = Line(HYDROGEN, 60.0, 60.0, 60.0, 40.0).flow(200.0) * HYDROGEN.energy_content
    assets = {
        "load": demand(50.0, carrier="hydrogen", site="there"),
        "gas-load": demand(20.0, carrier="gas", site="there"),
        "supply": market(60.0, carrier="hydrogen"),
        "gas-supply": market(30.0, carrier="gas"),
        "gas-there": market(30.0 + gas_there, carrier="gas", site="there"),
        "grid": market(50.0),
        "line": line(diameters=[pipe]),
        "gas-line": {
            **line(diameters=[]),
            **pressures,
            "carrier": "gas",
            "fluid": "natural-gas",
            "capacity_existing": gas,
            "lifetime": 60.0,
        },
        "reuse": line(diameters=[old], retrofit_of="gas-line", retrofit_ratio=gas / hydrogen),
    }
    return solve(make_scenario(assets, length=60.0))


@pytest.mark.parametrize(("gas_there", "extra", "reused"), [(10.0, 260.0, True), (15.0, 300.0, False)])
def test_a_gas_line_is_reused_where_that_is_cheaper_and_is_then_used_up(
    gas_there: float, extra: float, reused: bool
) -> None:
    # A new pipe costs 300; reuse 60, and then the gas comes from elsewhere: 20 * 10 = 200, or 20 * 15 = 300.
    plan = reuse(300.0, gas_there)
    assert per_hour(plan) == pytest.approx(50 * 60.0 + 20 * 30.0 + extra)
    assert (capacity(plan, "reuse") > 1.0) is reused
    left = capacity(plan, "gas-line")
    assert left == pytest.approx(0.0, abs=1e-6) if reused else left > 20.0


@pytest.mark.parametrize("load", [5.0, 18.0, 33.0, 70.0])
def test_more_to_choose_from_never_costs_more(load: float) -> None:
    booster = {"capex_booster": 15.0 * HOURS, "capex_drive": 50.0 * HOURS, "supply_pressure": 30.0}
    costs = [
        per_hour(solve(scenario(load, diameters=PIPES[:number], boosters_max=boosters, **booster)))
        for number, boosters in ((1, 0), (2, 0), (3, 0), (2, 1), (2, 2))
    ]
    one, two, weak, one_booster, two_boosters = costs
    assert one >= two - 1e-6
    assert weak == pytest.approx(two)
    assert two >= one_booster - 1e-6 >= two_boosters - 2e-6


def test_a_longer_pipe_never_carries_more() -> None:
    asset = scenario(10.0, boosters_max=2).cluster.assets["line"]
    most = [max(option.maximum for option in asset.size_options(length)) for length in (0, 1, 10, 50, 200)]
    assert most == sorted(most, reverse=True)


def test_limits_of_the_user_hold() -> None:
    # At most 15 MW may pass a pipe of 22 MW: 15 * 60 + 60, and 5 MW from the backup: 1000.
    assert per_hour(solve(scenario(20.0, capacity_max=15.0))) == pytest.approx(1960.0)
    # Nothing below 30 MW is worth building, so DN100: 20 * 60 + 96.
    assert per_hour(solve(scenario(20.0, capacity_min=30.0, capacity_max=90.0))) == pytest.approx(1296.0)


@pytest.mark.parametrize("foresight", ["perfect", "myopic"])
def test_what_is_built_keeps_its_boosters_in_later_years(foresight: str) -> None:
    # 30 MW in 2030 take DN80 with a booster; in 2040 the same line serves 20 MW past the same booster.
    life = {"lifetime": 20.0}
    assets = {
        "load": demand(30.0, carrier="hydrogen", site="there"),
        "supply": market(60.0, carrier="hydrogen"),
        "grid": market(50.0),
        "line": line(
            boosters_max=1,
            capex_booster=20 * 20.0 * HOURS,
            diameters=[{**pipe, "capex_per_km": 20 * pipe["capex_per_km"]} for pipe in PIPES[:2]],
            **life,
        ),
    }
    described = Pathway.of(
        make_scenario(assets, length=60.0),
        years=(2030, 2040),
        end=2050,
        discount_rate=0.0,
        changes={2040: {"assets.load.demand": 20.0}},
        foresight=foresight,
    )
    plan = synergy.solve(described, gap=0.0, in_process=True, prices=False)
    costs = [float(part.cost) / HOURS for part in plan.plans.values()]
    power = BOOSTER_ENERGY * 50.0
    assert costs == pytest.approx([1880.0 + 30.0 * power, 1280.0 + 20.0 * power], abs=1e-3)
    assert plan.report.passed


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"inlet_pressure": 75.0}, "none bears the inlet pressure of 75 bar; the strongest bears 70 bar"),
        ({"outlet_pressure": 60.0}, "60 bar is not below the inlet pressure of 60 bar"),
        ({"fluid": "hydrogn"}, "did you mean 'hydrogen'"),
        ({"fluid": "co2-dense", "outlet_pressure": 20.0}, "below the 80 bar that keep co2-dense as it is"),
        ({"fluid": "co2-gas"}, "60 bar is above the 35 bar"),
        ({"counted_in": "t"}, "'hydrogen' is in MWh, hydrogen in t"),
        ({"fluid": "water", "counted_in": "MWh"}, "water has no heating value"),
        ({"diameters": []}, "empty, and nothing lies there already"),
        ({"capacity_min": 1000.0, "capacity_max": 2000.0}, "no way to build it carries 1000"),
        ({"unit_size": 2.0, "capacity_max": 20.0}, "unit_size has no effect"),
    ],
)
def test_faults_are_told(fields: dict[str, Any], told: str) -> None:
    with pytest.raises(ScenarioError) as failure:
        scenario(20.0, **fields)
    assert told in str(failure.value)


def test_a_reuse_that_takes_more_than_stands_is_told() -> None:
    assets = {
        "load": demand(5.0, carrier="hydrogen", site="there"),
        "supply": market(60.0, carrier="hydrogen"),
        "grid": market(50.0),
        "old": line(diameters=[], capacity_existing=10.0),
        "reuse": line(diameters=PIPES[:1], retrofit_of="old"),
    }
    with pytest.raises(ScenarioError, match=r"give 0\.44982"):
        make_scenario(assets, length=60.0)
