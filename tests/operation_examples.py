"""Converters that are on or off, in units, at part load: the first one is the golden LP."""

from __future__ import annotations

from typing import Any

import factories
from factories import HOURS, make_scenario
from synergy.scenario import Scenario

GAS = factories.market(30.0, carrier="gas")
BACKUP = factories.market(90.0, carrier="heat")
LOADS = [6.0, 2.0, 9.0]
BOILER: dict[str, Any] = {
    "kind": "converter",
    "reference": "heat",
    "inputs": {"gas": 1.1},
    "outputs": {"heat": 1.0},
    "minimum_load": 0.4,
    "opex_variable": 1.0,
}
NEW = {"capacity_max": 12.0, "capex_fixed": 3.0 * HOURS, "capex_specific": 4.0 * HOURS}
CONVEX = [{"load": 0.4, "inputs": {"gas": 1.4}}, {"load": 0.7, "inputs": {"gas": 1.12}}]
CONCAVE = [{"load": 0.4, "inputs": {"gas": 1.2}}, {"load": 0.7, "inputs": {"gas": 1.3}}]
"""At 0.7 it takes 0.91, more than the 0.79 on the way from 0.48 to 1.1."""


def heated(boiler: dict[str, Any], loads: list[float] | None = None, **parts: Any) -> Scenario:
    """Return a scenario of a heat demand that a boiler, or dearer heat, meets."""
    assets = {
        "load": factories.demand({"profile": "load"}, carrier="heat"),
        "boiler": {**BOILER, **boiler},
        "gas": GAS,
        "backup": BACKUP,
    }
    loads = loads or LOADS
    return make_scenario(assets, steps=len(loads), profiles={"load": loads}, **parts)


def converter_committed() -> list[Scenario]:
    timed = {
        "minimum_up_time": 2.0,
        "minimum_down_time": 2.0,
        "start_cost": 5.0,
        "ramp_up": 0.3,
        "ramp_down": 0.5,
    }
    half = {"part_load": [{"load": 0.4, "inputs": {"gas": 1.4}}]}
    units = {"unit_size": 2.0, "capacity_existing": 4.0}
    quarters = {"year": 2030, "steps": 4, "hours": 2190.0, "weights": {"year": 1}}
    year = [6.0, 2.0, 9.0, 4.0]
    return [
        heated({**NEW, **timed, **half}),
        heated({**NEW, **timed, **units, "part_load": CONCAVE}),
        heated({**NEW, "part_load": CONCAVE}),
        heated({"capacity_existing": 9.0, **timed, "part_load": CONCAVE}),
        heated({**NEW, "part_load": CONVEX, "start_cost": 5.0}),
        heated({**NEW, **timed, "part_load": CONVEX, "commitment": "relaxed"}),
        heated({**NEW, "planned_outage": 3000.0}, year, time=quarters),
        heated({**NEW, **units, "planned_outage": 2190.0}, year, time=quarters),
        heated(
            {"capacity_existing": 9.0, "minimum_load": 0.0, "planned_outage": 2190.0}, year, time=quarters
        ),
        heated({**NEW, "minimum_load": 0.0, "ramp_up": 0.3, "ramp_down": 0.4}),
    ]
