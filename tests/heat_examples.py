"""Small scenarios of heat with temperatures, by kind of asset (see kind_examples.py)."""

from __future__ import annotations

from typing import Any

import factories
from factories import HOURS
from kind_examples import PRICED, two_steps
from synergy.scenario import Scenario

CARRIERS: dict[str, Any] = {
    "steam": {"temperature": 160.0},
    "hot-water": {"temperature": 70.0, "return_temperature": 40.0},
    "cooling": {"temperature": 30.0, "return_temperature": 20.0, "surplus": "free"},
}
"""What heats and what is heated."""


def stream(supply: float, target: float, **fields: Any) -> dict[str, Any]:
    """Return the data of a stream."""
    return {"supply_temperature": supply, "target_temperature": target, **fields}


def heat_recovery() -> list[Scenario]:
    boiler = factories.market(30.0, carrier="steam")
    plant = {
        "kind": "heat_recovery",
        "streams": [
            stream(150.0, 50.0, heat_capacity_flow=0.05),
            stream(60.0, 120.0, heat_capacity_flow=0.1, running={"profile": "up"}),
        ],
        "takes": ["steam"],
        "gives": ["cooling"],
    }
    sized = {
        "recovery": "sized",
        "capacity_max": 20.0,
        "capex_fixed": 3.0 * HOURS,
        "capex_specific": HOURS,
        "opex_variable": 1.0,
    }
    latent = [
        stream(100.0, 100.0, load=3.0, side="hot", approach=2.0, running={"profile": "up"}),
        stream(130.0, 130.0, load=2.0, side="cold"),
        stream(20.0, 60.0, load=4.0),
        stream(90.0, 45.0, load=2.0, name="condensate"),
    ]
    both_ways = {
        **plant,
        "streams": latent,
        "takes": ["steam", "hot-water"],
        "gives": ["hot-water", "cooling"],
        "approaches": {"steam": 2.0, "cooling": 1.0},
        "minimum_approach": 8.0,
    }
    network = factories.market(12.0, sell_price=8.0, carrier="hot-water", buy_max=3.0, sell_max=3.0)
    standing = {**plant, "recovery": "sized", "capacity_existing": 2.0}
    return [
        two_steps({"plant": {**plant, **sized}, "boiler": boiler}, carriers=CARRIERS, objective=PRICED),
        two_steps({"plant": both_ways, "boiler": boiler, "network": network}, carriers=CARRIERS),
        two_steps({"plant": standing, "boiler": boiler}, carriers=CARRIERS),
    ]
