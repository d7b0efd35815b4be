"""Small scenarios for every registered kind of asset and of policy: the first one of each is its golden LP.

Nothing lists kinds: a function holds examples because its name is that of a kind, here or in another file
`*_examples.py` beside this one, and a kind without one fails `tests/kinds/test_conformance.py`. The first
scenario shows the kind's mathematics in two steps; the others show what that one leaves out.
"""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import factories
import operation_examples
from factories import HOURS, make_scenario
from synergy.scenario import Scenario

PRICED = {"cost": 1.0, "emissions": 100.0}
"""An objective in which impacts can be seen."""
LOAD = factories.demand({"profile": "load"}, unserved_price=500.0)
GRID = factories.market({"profile": "price"}, impacts={"scope2": 0.2})
BUILT = {
    "capacity_max": 20.0,
    "capex_fixed": 30.0 * HOURS,
    "capex_specific": 4.0 * HOURS,
    "opex_fixed": 0.5 * HOURS,
}
"""What may be built at a fixed and slope cost."""


def examples_of(kind: str) -> list[Scenario]:
    """Return the examples of a kind; none where nobody wrote any."""
    names = sorted(path.stem for path in Path(__file__).parent.glob("*_examples.py"))
    modules = [importlib.import_module(name) for name in names]
    found = next((vars(module)[kind] for module in modules if callable(vars(module).get(kind))), None)
    return [] if found is None else found()


def two_steps(assets: dict[str, Any], **parts: Any) -> Scenario:
    """Return a scenario of two steps with the profiles that the examples use."""
    profiles = {"load": [8.0, 3.0], "price": [40.0, 90.0], "paid": [-30.0, 60.0], "up": [1.0, 0.4]}
    return make_scenario(assets, steps=2, profiles=profiles, **parts)


def must_run(carrier: str, capacity: float = 10.0) -> dict[str, Any]:
    return {"kind": "generator", "carrier": carrier, "capacity_existing": capacity, "must_run": True}


def demand() -> list[Scenario]:
    all_of_it = make_scenario({"load": factories.demand(6.0), "grid": factories.market(50.0)})
    shed = {**LOAD, "unserved_max": 0.25}
    moved = {"shift_window": 1.0, "shift_share": 0.5, "shift_cost": 2.0, "served_min": 1.0, "served_max": 9.0}
    flexible = {"flexible": "period", "served_min": 2.0, "served_max": {"profile": "load", "scale": 1.5}}
    yearly = {"flexible": "year", "served_max": 7.0}
    return [
        two_steps({"load": LOAD, "grid": factories.market(50.0, buy_max=6.0)}),
        all_of_it,
        two_steps({"load": shed, "grid": factories.market(50.0, buy_max=6.0)}),
        two_steps({"load": {**LOAD, **moved}, "grid": GRID}),
        two_steps({"load": {**factories.demand({"profile": "load"}), **moved}, "grid": GRID}),
        two_steps({"load": {**LOAD, **flexible, "unserved_max": 0.5}, "grid": GRID}),
        two_steps({"load": {**factories.demand({"profile": "load"}), **yearly}, "grid": GRID}),
    ]


def market() -> list[Scenario]:
    trade = factories.market(
        {"profile": "price"},
        sell_price={"profile": "price", "scale": 0.8},
        buy_max=7.0,
        sell_max={"profile": "load"},
        buy_max_yearly=4.0 * HOURS,
        sell_max_yearly=3.0 * HOURS,
        impacts={"scope2": 0.2},
        opex_variable=1.0,
        capacity_existing=1.0,
        **BUILT,
    )
    plant = {"kind": "generator", "carrier": "power", "capacity_existing": 5.0, "opex_variable": 70.0}
    buyer = {"load": LOAD, "grid": GRID}
    seller = {"plant": plant, "exit": factories.market(sell_price=80.0)}
    return [
        two_steps({"load": LOAD, "trade": trade, "plant": plant}, objective=PRICED),
        two_steps(buyer),
        two_steps(seller),
    ]


def generator() -> list[Scenario]:
    wind = {
        "kind": "generator",
        "carrier": "power",
        "availability": {"profile": "up"},
        "opex_variable": 2.0,
        "impacts": {"scope1": 0.01},
        "capacity_min": 3.0,
        **BUILT,
    }
    forced = {**wind, "must_run": True, "capacity_existing": 2.0}
    return [
        two_steps({"load": LOAD, "wind": wind, "kiln": must_run("flue-gas"), "grid": GRID}, objective=PRICED),
        two_steps({"load": LOAD, "forced": forced, "grid": GRID, "exit": factories.market(sell_price=-5.0)}),
    ]


def converter() -> list[Scenario]:
    boiler = {
        "kind": "converter",
        "reference": "heat",
        "inputs": {"gas": 1.25},
        "outputs": {"heat": 1.0},
        "impacts": {"scope1": 0.25},
        "minimum_load": 0.3,
        "availability": {"profile": "up"},
        "opex_variable": 2.0,
        **BUILT,
    }
    heat_load = {**LOAD, "carrier": "heat"}
    gas = factories.market(30.0, carrier="gas")
    standing = {**boiler, "capacity_max": 0.0, "capacity_existing": 9.0}
    free = {**boiler, "minimum_load": 0.0, "opex_fixed_share": 0.02, "lifetime": 20.0}
    capture = {
        "kind": "converter",
        "reference": "co2",
        "inputs": {"biogenic-flue-gas": 1.0, "power": 0.2},
        "outputs": {"co2": 0.9, "biogenic-flue-gas": 0.1},
        "capacity_existing": 8.0,
    }
    capture = {**capture, "reference": "biogenic-flue-gas"}
    store = {"kind": "disposal", "carrier": "co2", "capacity_existing": 20.0, "tariff": 30.0}
    return [
        two_steps({"load": heat_load, "boiler": boiler, "gas": gas}, objective=PRICED),
        two_steps({"load": heat_load, "boiler": standing, "gas": gas}),
        two_steps({"load": heat_load, "boiler": free, "gas": gas}, discount_rate=0.07),
        two_steps(
            {"kiln": must_run("biogenic-flue-gas"), "capture": capture, "store": store, "grid": GRID},
            objective=PRICED,
        ),
        *operation_examples.converter_committed(),
    ]


BATTERY = {
    "kind": "storage",
    "carrier": "power",
    "charge_efficiency": 0.8,
    "discharge_efficiency": 0.9,
    "standing_loss": 0.01,
    "opex_variable": 1.0,
    "capacity_existing": 2.0,
    "power_existing": 1.0,
    "power_max": 6.0,
    "capex_power": 2.0 * HOURS,
    "opex_fixed_power": 0.25 * HOURS,
    **BUILT,
}


def in_order(**order: Any) -> Scenario:
    """Return a tank over two periods of two long steps that make up the year in some order."""
    tank = {**BATTERY, "capacity_existing": 2000.0, "capacity_max": 9000.0, "standing_loss": 1e-4}
    tank |= {"capex_fixed": 30.0 * HOURS, "capex_specific": 0.004 * HOURS, "opex_fixed": 0.0}
    profiles = {"load": [[8.0, 3.0], [5.0, 1.0]], "price": [[40.0, 90.0], [20.0, 30.0]]}
    time = {"year": 2030, "steps": 2, **order}
    return make_scenario({"load": LOAD, "tank": tank, "grid": GRID}, time=time, profiles=profiles)


def storage_chained() -> list[Scenario]:
    hours = [[1460.0, 2920.0], [2190.0, 2190.0]]
    return [in_order(hours=hours, weights={"winter": 1, "summer": 1}, chained=True)]


def storage_in_sequence() -> list[Scenario]:
    weights = {"winter": 2, "summer": 3}
    sequence = ["winter", {"summer": 3}, "winter"]
    return [in_order(hours=876.0, weights=weights, sequence=sequence)]


def storage() -> list[Scenario]:
    tank = {
        "kind": "storage",
        "carrier": "power",
        "capacity_max": 40.0,
        "capex_specific": HOURS,
        "c_rate": 0.25,
    }
    paid = factories.market({"profile": "paid"}, buy_max=12.0)
    uneven = {"year": 2030, "steps": 2, "hours": [1.0, 2.0], "weights": {"year": HOURS / 3}}
    return [
        two_steps({"load": LOAD, "battery": BATTERY, "grid": paid}, time=uneven),
        two_steps({"load": LOAD, "tank": tank, "grid": GRID}),
        two_steps(
            {"load": LOAD, "tank": {**tank, "capacity_max": 0.0, "capacity_existing": 9.0}, "grid": GRID}
        ),
        *storage_chained(),
        *storage_in_sequence(),
    ]


def pipeline() -> list[Scenario]:
    segments = [
        {
            "capacity_max": 5.0,
            "capex_fixed_per_km": 10.0 * HOURS,
            "capex_specific_per_km": 4.0 * HOURS,
        },
        {
            "capacity_min": 5.0,
            "capacity_max": 20.0,
            "capex_fixed_per_km": 20.0 * HOURS,
            "capex_specific_per_km": 2.0 * HOURS,
        },
    ]
    pipe = {
        "kind": "pipeline",
        "carrier": "hydrogen",
        "two_way": True,
        "loss_per_km": 0.1,
        "compression": 0.02,
        "compression_per_km": 0.01,
        "opex_variable": 1.0,
        "capex_fixed": 3.0 * HOURS,
        "capex_specific": HOURS,
        "segments": segments,
    }
    one_way = {
        "kind": "pipeline",
        "carrier": "hydrogen",
        "capacity_min": 4.0,
        "capex_fixed_per_km": HOURS,
        **BUILT,
    }
    diameters = [
        {"name": "DN100", "capacity": 4.0, "capex_per_km": 10.0 * HOURS},
        {"name": "DN200", "capacity": 9.0, "capex_per_km": 15.0 * HOURS},
    ]
    stepwise = {"kind": "pipeline", "carrier": "hydrogen", "capacity_existing": 1.0, "diameters": diameters}
    scaled = {
        "kind": "pipeline",
        "carrier": "hydrogen",
        "capacity_max": 20.0,
        "capacity_reference": 10.0,
        "capex_reference": 5.0 * HOURS,
        "capex_reference_per_km": 20.0 * HOURS,
        "scale_exponent": 0.4,
    }
    around = {
        "load": {**LOAD, "carrier": "hydrogen", "site": "there"},
        "supply": factories.market(60.0, carrier="hydrogen", buy_max=12.0),
    }
    driven = {"grid": GRID, "grid-there": factories.market(70.0, site="there")}
    return [
        two_steps({**around, "pipe": pipe, **driven}, length=2.0),
        two_steps({**around, "pipe": one_way}),
        two_steps({**around, "pipe": scaled}, length=2.0),
        two_steps({**around, "pipe": stepwise}),
    ]


def cable() -> list[Scenario]:
    wire = {"kind": "cable", "capacity_existing": 2.0, "loss_per_km": 0.01, "station_loss": 0.02, **BUILT}
    load = {**LOAD, "site": "there"}
    plain = {"kind": "cable", "capacity_existing": 6.0, "two_way": False}
    wind = {**must_run("power", 2.0), "must_run": False, "site": "there"}
    return [
        two_steps({"load": load, "wire": {**wire, "capex_fixed_per_km": HOURS}, "grid": GRID, "wind": wind}),
        two_steps({"load": load, "wire": plain, "grid": GRID}),
        two_steps({"load": load, "wire": {**plain, "two_way": True}, "grid": GRID}),
    ]


def heat_pipe() -> list[Scenario]:
    steam_main = {
        "kind": "heat_pipe",
        "carrier": "heat",
        "loss_per_km": 0.01,
        "standing_loss_per_km": 0.02,
        "capex_specific_per_km": HOURS,
        **BUILT,
    }
    around = {
        "load": {**LOAD, "carrier": "heat", "site": "there"},
        "heat": factories.market(20.0, carrier="heat"),
    }
    standing = {**steam_main, "capacity_existing": 9.0, "capacity_max": 0.0, "standing_loss_per_km": 0.0}
    warm = {"heat": {"temperature": 90.0, "return_temperature": 50.0}}
    sizes = [("DN150", 160.0, 0.9, 2.0), ("DN250", 260.0, 0.6, 3.0)]
    water = {
        "kind": "heat_pipe",
        "carrier": "heat",
        "capacity_existing": 2.0,
        "heat_loss_coefficient": 1.5,
        "velocity_max": 2.0,
        "pumping_per_km": 0.001,
        "diameters": [
            {"name": name, "inner_diameter": inner, "heat_loss": loss, "capex_per_km": cost * HOURS}
            for name, inner, loss, cost in sizes
        ],
    }
    return [
        two_steps({**around, "main": steam_main}, length=2.0),
        two_steps({**around, "main": standing}),
        two_steps({**around, "main": water, "grid": GRID}, length=2.0, carriers=warm),
    ]


def disposal() -> list[Scenario]:
    store = {
        "kind": "disposal",
        "carrier": "co2",
        "tariff": 30.0,
        "opex_variable": 2.0,
        "disposal_max_yearly": 6.0 * HOURS,
        **BUILT,
    }
    standing = {"kind": "disposal", "carrier": "co2", "tariff": 30.0, "capacity_existing": 7.0}
    source = must_run("co2")
    return [
        two_steps({"source": source, "store": store}, objective=PRICED),
        two_steps({"source": source, "store": standing}, objective=PRICED),
    ]
