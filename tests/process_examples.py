"""Small scenarios for heat pumps, heat engines and choices of route; found by `kind_examples.examples_of`.

A function here holds examples because its name is that of a kind; the first one of each is its golden LP.
"""

from __future__ import annotations

from typing import Any

import factories
from factories import HOURS, make_scenario
from kind_examples import BUILT, GRID, LOAD, must_run
from synergy.scenario import Scenario

LEVELS: dict[str, Any] = {
    "steam": {"temperature": 150.0, "surplus": "free"},
    "hot-water": {"temperature": 80.0, "return_temperature": 50.0},
    "waste-heat": {"temperature": 40.0, "return_temperature": 25.0, "surplus": "free"},
}
"""Carriers of heat with temperatures."""


def two_hours(assets: dict[str, Any], **parts: Any) -> Scenario:
    """Return a scenario of two steps with the profiles that the examples use, and heat at three levels."""
    profiles = {"load": [8.0, 3.0], "price": [40.0, 90.0], "up": [1.0, 0.4], "air": [-5.0, 12.0]}
    carriers = {**LEVELS, **parts.pop("carriers", {})}
    return make_scenario(assets, steps=2, profiles=profiles, carriers=carriers, **parts)


def heat_pump() -> list[Scenario]:
    pump = {
        "kind": "heat_pump",
        "sink": "hot-water",
        "drive": "power",
        "source": "waste-heat",
        "source_approach": 4.0,
        "sink_approach": 3.0,
        "availability": {"profile": "up"},
        "opex_variable": 2.0,
        **BUILT,
    }
    from_air = {
        "kind": "heat_pump",
        "sink": "hot-water",
        "drive": "power",
        "source_temperature": {"profile": "air"},
        "sink_temperature": 60.0,
        "efficiency": 0.4,
        "smallest_lift": 50.0,
        "capacity_existing": 9.0,
    }
    points = [{"source": 10.0, "sink": 90.0, "cop": 2.2}, {"source": 40.0, "sink": 70.0, "cop": 4.8}]
    listed = {**pump, "cop_points": points, "capex_fixed": 0.0, "availability": 1.0}
    known = {name: value for name, value in from_air.items() if name != "efficiency"}
    known["cop"] = {"profile": "load", "scale": 0.5}
    load = {**LOAD, "carrier": "hot-water"}
    common = {"load": load, "plant": must_run("waste-heat"), "grid": GRID}
    return [
        two_hours({**common, "pump": pump}),
        two_hours({"load": load, "pump": from_air, "grid": GRID}),
        two_hours({**common, "pump": listed}, discount_rate=0.07),
        two_hours({"load": load, "pump": known, "grid": GRID}),
    ]


def heat_engine() -> list[Scenario]:
    turbine = {
        "kind": "heat_engine",
        "source": "steam",
        "power": "power",
        "sink": "hot-water",
        "efficiency": 0.8,
        "source_approach": 5.0,
        "sink_approach": 2.0,
        "availability": {"profile": "up"},
        "opex_variable": 2.0,
        **BUILT,
    }
    cycle = {
        "kind": "heat_engine",
        "source": "steam",
        "power": "power",
        "sink_temperature": {"profile": "air"},
        "capacity_existing": 2.0,
    }
    rated = {**cycle, "sink_temperature": {"profile": "load", "scale": 30.0}, "power_per_heat": 0.1}
    boiler = factories.market(20.0, carrier="steam")
    hot = {**LOAD, "carrier": "hot-water"}
    return [
        two_hours({"load": hot, "use": LOAD, "turbine": turbine, "boiler": boiler, "grid": GRID}),
        two_hours({"use": LOAD, "cycle": cycle, "boiler": must_run("steam"), "grid": GRID}),
        two_hours({"use": LOAD, "cycle": rated, "boiler": must_run("steam"), "grid": GRID}),
    ]


def routes(**policies: Any) -> Scenario:
    """Return two ways to make heat, of which one stands already, and a grid that is dear."""
    old = {"kind": "converter", "reference": "heat", "inputs": {"gas": 1.25}, "outputs": {"heat": 1.0}}
    new = {"kind": "converter", "reference": "heat", "inputs": {"hydrogen": 1.1}, "outputs": {"heat": 1.0}}
    assets = {
        "load": {**LOAD, "carrier": "heat"},
        "gas": factories.market(30.0, carrier="gas", buy_max=5.0),
        "green": factories.market(20.0, carrier="hydrogen", buy_max=5.0),
        "old": {**old, "capacity_existing": 6.0, "retirable": True, "opex_fixed": HOURS, "tags": ["route"]},
        "new": {**new, **BUILT, "capex_fixed": 0.0, "capacity_min": 1.0, "tags": ["route"]},
    }
    return make_scenario(
        assets, steps=2, profiles={"load": [8.0, 3.0], "price": [40.0, 90.0]}, policies=policies
    )


def choice() -> list[Scenario]:
    return [
        routes(route={"kind": "choice", "tags": ["route"]}),
        routes(route={"kind": "choice", "assets": ["old", "new"], "number": 2, "exactly": True}),
    ]
