"""Small scenarios for the policies on spare capacity and growth; found by `kind_examples.examples_of`."""

from __future__ import annotations

from typing import Any

from factories import HOURS
from kind_examples import GRID, LOAD, two_steps
from synergy.scenario import Scenario


def plants(**policies: Any) -> Scenario:
    """Return a load met by three plants of two owners, or by the grid."""
    plant = {"kind": "generator", "carrier": "power", "capacity_max": 8.0, "owner": "one", "tags": ["plant"]}
    engine = {
        "kind": "converter",
        "reference": "heat",
        "inputs": {"gas": 2.0},
        "outputs": {"heat": 1.0, "power": 0.5},
        "capacity_max": 10.0,
        "capex_specific": 5.0 * HOURS,
        "tags": ["engine"],
    }
    assets = {
        "load": LOAD,
        "grid": GRID,
        "first": {**plant, "capex_specific": 40.0 * HOURS, "capacity_existing": 2.0},
        "second": {**plant, "capex_specific": 45.0 * HOURS, "capacity_existing": 1.0},
        "engine": {**engine, "owner": "other"},
        "gas": {"kind": "market", "carrier": "gas", "buy_price": 20.0},
        "cooler": {"kind": "market", "carrier": "heat", "sell_price": 1.0, "sell_max": 20.0},
    }
    return two_steps(assets, policies=policies, owners={"one": {}, "other": {}})


def reserve() -> list[Scenario]:
    units = ["first", "second", "engine"]
    peak = {"kind": "reserve", "carrier": "power", "assets": units, "margin": 0.1, "credit": {"engine": 0.5}}
    plain = {**peak, "site": "here", "load": 9.0, "without_largest": False}
    return [plants(spare=peak), plants(spare=plain)]


def build_rate() -> list[Scenario]:
    slow = {"kind": "build_rate", "tags": ["plant"], "limit": 2.0, "growth": 0.5, "seed": 1.0, "years": 2.0}
    return [plants(slow=slow)]


def learning() -> list[Scenario]:
    cheap = {"kind": "learning", "tags": ["plant"], "learning_rate": 0.2, "experience": 10.0, "error": 0.2}
    part = {**cheap, "cost": 30.0 * HOURS, "others": 4.0, "error": 0.1}
    return [plants(cheap={**cheap, "cost": 40.0 * HOURS}), plants(part=part)]
