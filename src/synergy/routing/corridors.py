"""Corridors of a cluster, and candidates for more, routed over a raster of costs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np

from synergy.cluster.candidates import CandidateMethod, candidate_corridors
from synergy.cluster.check import unknown
from synergy.cluster.cluster import Cluster
from synergy.cluster.place import Corridor, Site
from synergy.errors import Fault, ScenarioError
from synergy.routing.cost_raster import CostRaster
from synergy.routing.least_cost import Cell, least_cost_paths
from synergy.routing.lines import Point
from synergy.routing.routes import Described, Route, Routes
from synergy.scenario import Scenario

MOST_DETOUR = 10.0
"""Largest terrain factor that a corridor may have."""


def routed(
    described: Described,
    raster: CostRaster,
    corridors: Sequence[str] | None = None,
    candidates: CandidateMethod | None = None,
    *,
    neighbours: int = 3,
) -> Routes[Described]:
    """Return the cheapest route of each corridor over a raster of costs.

    Parameters
    ----------
    described : Scenario or Cluster
    raster : CostRaster
        What a km costs in each cell, with existing rights of way where there are any (`CostRaster.along`).
    corridors : sequence of str, optional
        Ids of those to route; all if not given.
    candidates : {"minimum-spanning-tree", "gabriel", "nearest", "all"}, optional
        Also route between sites that no corridor joins yet, chosen as by `candidate_corridors`; sites without
        coordinates take no part.
    neighbours : int
        For ``"nearest"``: how many.

    Returns
    -------
    Routes
        With a ``table``, what is ``shared``, and ``apply()``, which returns the scenario with these routes.

    Raises
    ------
    ScenarioError
        With every fault found: no such corridor, a site without coordinates, outside the raster or where
        nothing may be laid, two sites between which there is no way; or scikit-image is not installed.

    Notes
    -----
    A route runs from cell to cell in eight directions, so that on open ground it is up to 8 % longer than a
    straight line.
    """
    cluster = described.cluster if isinstance(described, Scenario) else described
    missing = [key for key in corridors or () if key not in cluster.corridors]
    if missing:
        raise ScenarioError(unknown("corridors", "corridor", key, cluster.corridors) for key in missing)
    wanted = (
        list(cluster.corridors.values()) if corridors is None else [cluster.corridors[k] for k in corridors]
    )
    if candidates is not None:
        wanted += _new_corridors(cluster, candidates, neighbours)
    if not wanted:
        raise ScenarioError(
            [Fault("corridors", "there is none to route", fix="describe some, or ask for candidates")]
        )
    cells, faults = _cells(wanted, cluster.sites, raster)
    located = [one for one in wanted if all(end in cells for end in one.ends)]
    paths = _paths(located, cells, raster)
    found = {}
    for corridor in located:
        start, end = corridor.ends
        if corridor.id not in paths:
            told = f"no way over the raster from {start} to {end}"
            fix = "open a crossing in the raster, or leave the corridor out"
            faults.append(Fault(f"corridors.{corridor.id}", told, "closed cells lie between", fix))
            continue
        ends = _point(cluster.sites[start]), _point(cluster.sites[end])
        route = Route.along(corridor, paths[corridor.id], ends, raster)
        faults += _far_off(route)
        found[corridor.id] = route
    if faults:
        raise ScenarioError(faults)
    return Routes(described, found, raster)


def _new_corridors(cluster: Cluster, method: CandidateMethod, neighbours: int) -> Iterator[Corridor]:
    """Yield candidates between sites that nothing joins, under ids that are free."""
    joined = {frozenset(corridor.ends) for corridor in cluster.corridors.values()}
    placed = [site for site in cluster.sites.values() if site.coordinates is not None]
    for candidate in candidate_corridors(placed, method, neighbours=neighbours, terrain_factor=1.0):
        if frozenset(candidate.ends) not in joined:
            free = candidate.id if candidate.id not in cluster.corridors else f"{candidate.id}-new"
            yield candidate.model_copy(update={"id": free})


def _cells(
    wanted: Iterable[Corridor], sites: Mapping[str, Site], raster: CostRaster
) -> tuple[dict[str, Cell], list[Fault]]:
    """Return the cell of each site that the corridors join, and what is wrong with the others."""
    cells: dict[str, Cell] = {}
    faults = []
    for key in dict.fromkeys(end for corridor in wanted for end in corridor.ends):
        point = sites[key].coordinates
        if point is None:
            fix = "give latitude and longitude, or name the corridors to route"
            faults.append(Fault(f"sites.{key}", "has no coordinates", "its corridors can not be routed", fix))
            continue
        cell = raster.cell_of(point)
        if cell is None:
            found = f"latitude {point[0]:g}, longitude {point[1]:g} is outside the raster"
            faults.append(Fault(f"sites.{key}", found, fix="check its coordinates, or give a larger raster"))
        elif np.isinf(raster.values[cell]):
            found = (
                f"stands where nothing may be laid (row {cell[0] + 1}, column {cell[1] + 1} of the raster)"
            )
            faults.append(Fault(f"sites.{key}", found, fix="give that cell a cost, or check the coordinates"))
        else:
            cells[key] = cell
    return cells, faults


def _paths(
    corridors: Iterable[Corridor], cells: Mapping[str, Cell], raster: CostRaster
) -> dict[str, tuple[Cell, ...]]:
    """Return the path of each corridor that has one; there and back are the same."""
    goals: dict[Cell, dict[str, Cell]] = {}
    turned = set()
    for corridor in corridors:
        first, last = (cells[end] for end in corridor.ends)
        if first > last:
            turned.add(corridor.id)
            first, last = last, first
        goals.setdefault(first, {})[corridor.id] = last
    paths = {}
    for start, ends in goals.items():
        found = least_cost_paths(raster, start, set(ends.values()))
        for key, end in ends.items():
            if end in found:
                paths[key] = found[end][::-1] if key in turned else found[end]
    return paths


def _far_off(route: Route) -> Iterator[Fault]:
    place = f"corridors.{route.corridor.id}"
    if route.straight_km <= 0:
        start, end = route.corridor.ends
        yield Fault(
            place, f"{start} and {end} stand at one point", "a route needs a length", "move one of them"
        )
    elif route.terrain_factor > MOST_DETOUR:
        found = f"its way round is {route.terrain_factor:.0f} times as long as the crow flies"
        yield Fault(place, found, fix="open a crossing in the raster, or leave the corridor out")


def _point(site: Site) -> Point:
    return site.coordinates or (0.0, 0.0)
