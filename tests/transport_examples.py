"""Examples of pressure pipelines and of freight."""

from __future__ import annotations

from typing import Any

import factories
from factories import HOURS
from kind_examples import GRID, LOAD, two_steps
from synergy.scenario import Scenario

PIPES = [
    {"name": "DN80", "inner_diameter": 80.0, "pressure_class": 70.0, "capex_per_km": 1.0 * HOURS},
    {"name": "DN100", "inner_diameter": 100.0, "pressure_class": 70.0, "capex_per_km": 1.6 * HOURS},
    {"name": "weak", "inner_diameter": 300.0, "pressure_class": 16.0, "capex_per_km": 0.1 * HOURS},
]


def hydrogen_line(**fields: Any) -> dict[str, Any]:
    """A line from 30 to 60 bar, down to 40 bar."""
    return {
        "kind": "pressure_pipeline",
        "carrier": "hydrogen",
        "fluid": "hydrogen",
        "supply_pressure": 30.0,
        "inlet_pressure": 60.0,
        "outlet_pressure": 40.0,
        "diameters": PIPES,
        **fields,
    }


def pressure_pipeline() -> list[Scenario]:
    around = {
        "load": {**LOAD, "carrier": "hydrogen", "site": "there", "demand": {"profile": "load", "scale": 4.0}},
        "supply": factories.market(60.0, carrier="hydrogen", buy_max=40.0),
        "grid": GRID,
    }
    line = hydrogen_line(
        boosters_max=1, capex_booster=20.0 * HOURS, capex_drive=10.0 * HOURS, opex_variable=0.5
    )
    standing = hydrogen_line(
        capacity_existing=10.0,
        boosters_existing=2,
        diameters=PIPES[:2],
        capex_fixed=5.0 * HOURS,
        capex_specific=0.1 * HOURS,
        opex_fixed=0.1 * HOURS,
        capacity_max=30.0,
    )
    dense = {
        "kind": "pressure_pipeline",
        "carrier": "co2",
        "fluid": "co2-dense",
        "supply_pressure": 1.5,
        "inlet_pressure": 110.0,
        "outlet_pressure": 85.0,
        "diameters": [{**pipe, "pressure_class": 120.0} for pipe in PIPES[:2]],
    }
    source = {"kind": "generator", "carrier": "co2", "capacity_existing": 10.0, "must_run": True}
    store = {"kind": "disposal", "carrier": "co2", "capacity_existing": 20.0, "site": "there"}
    return [
        two_steps({**around, "line": line}, length=60.0),
        two_steps({**around, "line": standing}, length=60.0),
        two_steps(
            {"source": source, "store": store, "line": dense, "grid": GRID},
            length=30.0,
            objective={"cost": 1.0, "emissions": 100.0},
        ),
    ]


def ship(**fields: Any) -> dict[str, Any]:
    """Ten tonnes or MWh in a round trip of 2 * 30 / 20 + 1 + 1 = 5 h."""
    return {
        "kind": "freight",
        "carrier": "hydrogen",
        "payload": 10.0,
        "speed": 20.0,
        "loading_time": 1.0,
        "unloading_time": 1.0,
        "vehicles_max": 8,
        "capex_vehicle": 5.0 * HOURS,
        **fields,
    }


def freight() -> list[Scenario]:
    around = {
        "load": {**LOAD, "carrier": "hydrogen", "site": "there"},
        "supply": factories.market(60.0, carrier="hydrogen", buy_max=40.0),
        "grid": GRID,
    }
    berth = {"berths_existing": 1, "berths_max": 3, "capex_berth": 2.0 * HOURS, "opex_berth": 0.1 * HOURS}
    tanks = {"storage_existing": 4.0, "capex_storage": 0.2 * HOURS, "opex_storage": 0.01 * HOURS}
    whole = ship(
        terminals=[{**berth, **tanks}],
        opex_fixed=0.5 * HOURS,
        cost_per_km=0.2,
        fuel_carrier="power",
        fuel=0.01,
        impacts={"scope1": 0.001},
        boil_off=0.05,
        availability={"profile": "up"},
        opex_variable=0.5,
    )
    growing = ship(
        vehicles_existing=1,
        retirable=True,
        opex_fixed=0.5 * HOURS,
        capex_fixed=3.0 * HOURS,
        terminals=[{"berths_max": 2, "capex_berth": HOURS}, {"berths_existing": 1, **tanks}],
    )
    own_fuel = ship(fuel_carrier="hydrogen", fuel=0.02, unit_size=0.0, vehicles_max=9)
    trucks = {"grid": GRID, "load": around["load"], "supply": around["supply"]}
    return [
        two_steps({**around, "ship": whole}, length=30.0, objective={"cost": 1.0, "emissions": 100.0}),
        two_steps({**around, "ship": growing}, length=30.0),
        two_steps({**trucks, "own": own_fuel}, length=30.0),
    ]
