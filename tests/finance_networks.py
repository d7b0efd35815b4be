"""Small networks whose flows leave no choice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from factories import make_scenario, solve
from synergy.plan.plan import Plan

PROFILES = {"first": [0.5, 0.5], "second": [0.6, 0.6]}


def pipe(corridor: str, carrier: str, cost: float, owner: str = "network", **fields: Any) -> dict[str, Any]:
    """A pipe that costs so much a year: no interest, a year of life."""
    given = {"kind": "pipeline", "corridor": corridor, "carrier": carrier, "owner": owner}
    return {**given, "capacity_max": 1000.0, "capex_fixed": cost, "lifetime": 1.0, **fields}


def co2_line(profiles: Mapping[str, Sequence[float]] = PROFILES) -> Plan:
    """A kiln's 10 t/h go 10 km to a smelter's 30 t/h, and all of it 20 km to a store that takes 5 EUR/t.

    Pipes cost 100,000 and 400,000 a year.
    """
    assets = {
        "kiln": {"kind": "generator", "site": "kiln", "carrier": "co2", "must_run": True,
                 "capacity_existing": 20.0, "availability": {"profile": "first"}},
        "smelter": {"kind": "generator", "site": "smelter", "carrier": "co2", "must_run": True,
                    "capacity_existing": 50.0, "availability": {"profile": "second"}},
        "spur": pipe("spur", "co2", 1e5),
        "trunk": pipe("trunk", "co2", 4e5),
        "store": {"kind": "disposal", "site": "store", "carrier": "co2", "capacity_existing": 1000.0,
                  "tariff": 5.0, "owner": "state", "lifetime": 10.0},
    }  # fmt: skip
    corridors = {
        "spur": {"from": "kiln", "to": "smelter", "length": 10.0},
        "trunk": {"from": "smelter", "to": "store", "length": 20.0},
    }
    return solve(
        make_scenario(
            assets,
            steps=2,
            profiles=dict(profiles),
            sites={"kiln": {"owner": "cement"}, "smelter": {"owner": "metal"}, "store": {}},
            owners={"cement": {}, "metal": {}, "network": {}, "state": {}},
            corridors=corridors,
            policies={"tax": {"kind": "carbon_price", "prices": {"scope1": 1000.0}}},
        )
    )


def star(**more: Any) -> Plan:
    """Hydrogen of two makers, 30 and 10 MW, meets at a hub and goes to two users, 25 and 15 MW."""
    ends = {"east": 30.0, "west": 10.0, "north": 25.0, "south": 15.0}
    assets: dict[str, Any] = {}
    for name, size in ends.items():
        makes = name in ("east", "west")
        corridor = f"{name}-hub" if makes else f"hub-{name}"
        assets[name] = (
            {"kind": "generator", "site": name, "carrier": "hydrogen", "must_run": True,
             "capacity_existing": size}
            if makes
            else {"kind": "demand", "site": name, "carrier": "hydrogen", "demand": size}
        )  # fmt: skip
        assets[f"pipe-{name}"] = pipe(corridor, "hydrogen", 1e5)
    assets |= more
    return solve(
        make_scenario(
            assets,
            sites={**{name: {"owner": f"{name}-works"} for name in ends}, "hub": {}},
            owners={**{f"{name}-works": {} for name in ends}, "network": {}},
            corridors={
                (f"{name}-hub" if name in ("east", "west") else f"hub-{name}"): {
                    "from": name if name in ("east", "west") else "hub",
                    "to": "hub" if name in ("east", "west") else name,
                    "length": 5.0,
                }
                for name in ends
            },
        )
    )
