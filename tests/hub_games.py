"""Public games given by data of a mixed-integer programme, told as clusters with an owner for each player.

As in `public_cases`, cost becomes money a year: no interest, one year of life, one step that lasts all year.
Facilities and the ways to them belong to nobody in particular, so that every coalition may use them.
"""

from __future__ import annotations

from typing import Any

from public_cases import BUILD_COSTS_ONCE, HOURS
from synergy.scenario import Scenario

Data = dict[str, Any]


def shared_hubs(open_cost: list[float], serve_cost: list[list[float]], own_cost: list[float]) -> Scenario:
    """Return the cluster in which each player is served by a hub, or by itself."""
    players = [f"P{number}" for number in range(1, len(serve_cost) + 1)]
    sites: Data = {player: {"owner": player} for player in players}
    assets: Data = {}
    corridors: Data = {}
    for player, own in zip(players, own_cost, strict=True):
        assets[f"need-{player}"] = {"kind": "demand", "site": player, "carrier": "goods", "demand": 1.0}
        price = own / HOURS
        assets[f"own-{player}"] = {"kind": "market", "site": player, "carrier": "goods", "buy_price": price}
    for hub, cost in enumerate(open_cost):
        sites[f"hub-{hub}"] = {}
        assets[f"open-{hub}"] = _facility(f"hub-{hub}", cost, len(players))
        for player, costs in zip(players, serve_cost, strict=True):
            key = f"way-{hub}-{player}"
            corridors[key] = {"from": f"hub-{hub}", "to": player, "length": 1.0}
            assets[key] = _way(key, costs[hub])
    return _scenario(players, sites, corridors, assets)


def set_cover(facilities: list[list[int]], cost: float) -> Scenario:
    """Return the cluster in which each facility serves some of the players, and nobody can do without."""
    players = [str(number + 1) for number in range(1 + max(max(served) for served in facilities))]
    sites: Data = {player: {"owner": player} for player in players}
    assets: Data = {
        f"need-{player}": {"kind": "demand", "site": player, "carrier": "goods", "demand": 1.0}
        for player in players
    }
    corridors: Data = {}
    for hub, served in enumerate(facilities):
        sites[f"hub-{hub}"] = {}
        assets[f"open-{hub}"] = _facility(f"hub-{hub}", cost, len(served))
        for number in served:
            key = f"way-{hub}-{players[number]}"
            corridors[key] = {"from": f"hub-{hub}", "to": players[number], "length": 1.0}
            assets[key] = _way(key, 0.0)
    return _scenario(players, sites, corridors, assets)


def _facility(site: str, cost: float, largest: int) -> Data:
    return {
        "kind": "generator",
        "site": site,
        "carrier": "goods",
        "capacity_max": float(largest),
        "capex_fixed": float(cost),
        **BUILD_COSTS_ONCE,
    }


def _way(corridor: str, cost: float) -> Data:
    return {
        "kind": "pipeline",
        "corridor": corridor,
        "carrier": "goods",
        "capacity_existing": 1.0,
        "opex_variable": cost / HOURS,
    }


def _scenario(players: list[str], sites: Data, corridors: Data, assets: Data) -> Scenario:
    return Scenario.from_data(
        {
            "name": "hubs",
            "discount_rate": 0.0,
            "carriers": {"goods": {"unit": "t"}},
            "owners": {player: {} for player in players},
            "sites": sites,
            "corridors": corridors,
            "assets": assets,
        }
    )
