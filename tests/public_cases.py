"""Public problems with known optima, read from their own files and told as clusters.

Each problem's cost becomes money a year: the annuity is 1 (no interest, one year of life), and time is a
single step that lasts all year. Costs per unit of flow are divided by its 8,760 hours.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from synergy.scenario import Scenario

HOURS = 8760.0
BUILD_COSTS_ONCE = {"lifetime": 1.0}


@dataclass(frozen=True)
class Case:
    """A problem told as a cluster, and the published optimum."""

    scenario: Scenario
    optimum: float


def _scenario(name: str, sites: list[str], corridors: dict[str, Any], assets: dict[str, Any]) -> Scenario:
    return Scenario.from_data(
        {
            "name": name,
            "discount_rate": 0.0,
            "carriers": {"goods": {"unit": "t"}},
            "sites": {site: {} for site in sites},
            "corridors": corridors,
            "assets": assets,
        }
    )


def _demand(site: str, demand: float) -> dict[str, Any]:
    return {"kind": "demand", "site": site, "carrier": "goods", "demand": demand}


def warehouses(path: Path, optimum: float) -> Case:
    """OR-Library capacitated warehouse location; a customer may be served from several warehouses.

    Warehouse: a market with a connection to be built. Customer: a demand. Serving: a pipeline that is there
    already, with what serving all of the demand costs spread over the demand.
    """
    numbers = iter(float(word) for word in path.read_text(encoding="ascii").split())
    count, customers = int(next(numbers)), int(next(numbers))
    assets: dict[str, Any] = {}
    for warehouse in range(count):
        capacity, fixed = next(numbers), next(numbers)
        assets[f"warehouse-{warehouse}"] = {
            "kind": "market",
            "site": f"w{warehouse}",
            "carrier": "goods",
            "buy_price": 0.0,
            "capacity_max": capacity,
            "capex_fixed": fixed,
            **BUILD_COSTS_ONCE,
        }
    corridors: dict[str, Any] = {}
    for customer in range(customers):
        demand = next(numbers)
        assets[f"customer-{customer}"] = {
            "kind": "demand",
            "site": f"c{customer}",
            "carrier": "goods",
            "demand": demand,
        }
        for warehouse in range(count):
            cost = next(numbers)
            route = f"w{warehouse}-c{customer}"
            corridors[route] = {"from": f"w{warehouse}", "to": f"c{customer}", "length": 1.0}
            assets[f"route-{route}"] = {
                "kind": "pipeline",
                "corridor": route,
                "carrier": "goods",
                "capacity_existing": demand,
                "lifetime": 2.0,
                "opex_variable": cost / demand / HOURS,
            }
    sites = [f"w{number}" for number in range(count)] + [f"c{number}" for number in range(customers)]
    return Case(_scenario(path.stem, sites, corridors, assets), optimum)


def fixed_charge_network(path: Path) -> Case:
    """FCNetLib: nodes with supply or demand, arcs with a fixed and a variable cost."""
    data = json.loads(path.read_text(encoding="utf-8"))
    nodes = list(dict.fromkeys(end.lower() for arc in data["arcs"] for end in (arc["from"], arc["to"])))
    assets: dict[str, Any] = {}
    for node, demand in data["demand"].items():
        site = node.lower()
        if demand > 0:
            assets[f"demand-{site}"] = _demand(site, demand)
        elif demand < 0:
            assets[f"supply-{site}"] = {
                "kind": "generator",
                "site": site,
                "carrier": "goods",
                "capacity_existing": -demand,
                "must_run": True,
            }
    corridors: dict[str, Any] = {}
    for number, arc in enumerate(data["arcs"]):
        key = f"arc-{number}"
        corridors[key] = {"from": arc["from"].lower(), "to": arc["to"].lower(), "length": 1.0}
        assets[key] = {
            "kind": "pipeline",
            "corridor": key,
            "carrier": "goods",
            "capacity_max": data["U"],
            "capex_fixed": arc["fixed"],
            "opex_variable": arc["variable"] / HOURS,
            **BUILD_COSTS_ONCE,
        }
    return Case(_scenario(data["name"], nodes, corridors, assets), data["optimum"])


def steiner_tree(path: Path) -> Case:
    """SteinLib: the cheapest tree over the terminals, as pipes that bring one unit from the first to each."""
    edges: list[tuple[str, str, float]] = []
    terminals: list[str] = []
    optimum = 0.0
    for line in path.read_text(encoding="ascii").splitlines():
        match line.split():
            case ["Optimal", value]:
                optimum = float(value)
            case ["E", start, end, cost]:
                edges.append((f"n{start}", f"n{end}", float(cost)))
            case ["T", node]:
                terminals.append(f"n{node}")
    root, *others = terminals
    assets: dict[str, Any] = {"root": {"kind": "market", "site": root, "carrier": "goods", "buy_price": 0.0}}
    for terminal in others:
        assets[f"terminal-{terminal}"] = _demand(terminal, 1.0)
    corridors: dict[str, Any] = {}
    for start, end, cost in edges:
        key = f"{start}-{end}"
        corridors[key] = {"from": start, "to": end, "length": 1.0}
        assets[f"pipe-{key}"] = {
            "kind": "pipeline",
            "corridor": key,
            "carrier": "goods",
            "two_way": True,
            "capacity_max": float(len(others)),
            "capex_fixed": cost,
            **BUILD_COSTS_ONCE,
        }
    sites = list(dict.fromkeys(end for edge in edges for end in edge[:2]))
    return Case(_scenario(path.stem, sites, corridors, assets), optimum)
