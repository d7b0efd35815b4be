"""Small scenarios for limits of shared connections; found by `kind_examples.examples_of`."""

from __future__ import annotations

from typing import Any

import factories
from kind_examples import LOAD, two_steps
from synergy.scenario import Scenario

BATTERY = {
    "kind": "storage",
    "carrier": "power",
    "capacity_existing": 4.0,
    "c_rate": 1.0,
    "charge_efficiency": 0.9,
}
BOILER = {
    "kind": "converter",
    "reference": "heat",
    "inputs": {"power": 1.0},
    "outputs": {"heat": 1.0},
    "capacity_existing": 6.0,
}


def connected(**limit: Any) -> Scenario:
    """Return a works with a load, an electric boiler, a battery and a market behind one connection."""
    assets = {
        "load": LOAD,
        "boiler": BOILER,
        "heat-load": factories.demand(5.0, carrier="heat", unserved_price=200.0),
        "battery": BATTERY,
        "grid": factories.market({"profile": "price"}, sell_price={"profile": "price", "scale": 0.8}),
        "wind": {"kind": "generator", "carrier": "power", "capacity_existing": 9.0, "opex_variable": 1.0},
    }
    fields = {"site": "here", "carrier": "power", "assets": list(assets)[:1], **limit}
    return two_steps(assets, policies={"connection": {"kind": "connection_limit", **fields}})


def connection_limit() -> list[Scenario]:
    several = {"assets": ["boiler", "battery", "grid"]}
    return [
        connected(limit=7.0, **several),
        connected(limit={"profile": "load"}, direction="given", assets=["battery", "grid", "wind"]),
        connected(limit=2.0, direction="taken", asset_kinds=["converter", "storage"], assets=[]),
        connected(limit=8.0, direction="together", **several),
        connected(limit=3.0, direction="net", **several),
    ]
