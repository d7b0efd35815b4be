"""Corridors with the routes found for them: what they are long, what they cost, and where they meet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Generic, TypeVar, cast

import numpy as np
import pandas as pd

from synergy.cluster.cluster import Cluster
from synergy.cluster.place import EARTH_RADIUS_KM, Corridor
from synergy.routing.cost_raster import CostRaster
from synergy.routing.least_cost import Cell
from synergy.routing.lines import Point
from synergy.scenario import Scenario
from synergy.time.series import FloatArray

Described = TypeVar("Described", bound=Scenario | Cluster)
TABLE_COLUMNS = (
    "corridor",
    "from",
    "to",
    "straight_km",
    "routed_km",
    "weighted_km",
    "terrain_factor",
    "cost_factor",
    "cells",
)
SHARED_COLUMNS = ("corridor", "other", "shared_km")


@dataclass(frozen=True, eq=False)
class Route:
    """The cheapest way found for a corridor.

    Parameters
    ----------
    corridor : Corridor
        As it was.
    cells : tuple of (int, int)
        Rows and columns of the raster, from the first site to the second.
    points : tuple of (float, float)
        (latitude, longitude) of the first site, of the cells between, and of the second site.
    steps_km : array of shape (points - 1,)
        Length of each step along great circles.
    weighted_steps_km : array of shape (points - 1,)
        The same times the mean cost of both cells.
    straight_km : float
        As the crow flies.
    """

    corridor: Corridor
    cells: tuple[Cell, ...]
    points: tuple[Point, ...]
    steps_km: FloatArray
    weighted_steps_km: FloatArray
    straight_km: float

    @classmethod
    def along(
        cls, corridor: Corridor, cells: tuple[Cell, ...], ends: tuple[Point, Point], raster: CostRaster
    ) -> Route:
        """Return the route through cells, whose ends are the sites themselves."""
        points = (ends[0], *(raster.centre_of(cell) for cell in cells[1:-1]), ends[1])
        costs = raster.values[tuple(np.array(cells if len(cells) > 1 else cells * 2).T)]
        steps = _great_circles(np.array(points))
        weighted = steps * (costs[:-1] + costs[1:]) / 2
        return cls(corridor, cells, points, steps, weighted, float(_great_circles(np.array(ends))[0]))

    @property
    def routed_km(self) -> float:
        """Length of the route in km, of which losses go by."""
        return float(self.steps_km.sum())

    @property
    def weighted_km(self) -> float:
        """Km of easy ground that would cost as much."""
        return float(self.weighted_steps_km.sum())

    @property
    def terrain_factor(self) -> float:
        """Length of the route over that as the crow flies; at least 1."""
        return max(self.routed_km / self.straight_km, 1.0)

    @property
    def cost_factor(self) -> float:
        """Cost of a km of the route over that of easy ground."""
        return self.weighted_km / self.routed_km

    @property
    def corners(self) -> tuple[Point, ...]:
        """The points of the route without those that lie straight between their neighbours."""
        turns = np.any(np.diff(np.array(self.cells), n=2, axis=0) != 0, axis=1)
        inner = [point for point, turn in zip(self.points[1:-1], turns, strict=False) if turn]
        return (self.points[0], *inner, self.points[-1])

    def applied(self) -> Corridor:
        """Return the corridor with the length, factors and route that were found."""
        found = {
            "length": round(self.straight_km, 6),
            "terrain_factor": round(self.terrain_factor, 6),
            "cost_factor": round(self.cost_factor, 6),
            "route": tuple((round(latitude, 6), round(longitude, 6)) for latitude, longitude in self.corners),
        }
        return Corridor.model_validate({**self.corridor.to_data(), **found})


@dataclass(frozen=True, eq=False)
class Routes(Generic[Described]):
    """Routes of corridors over a raster.

    Parameters
    ----------
    described : Scenario or Cluster
        As it was.
    found : mapping of str to Route
        By corridor.
    raster : CostRaster
    """

    described: Described
    found: Mapping[str, Route]
    raster: CostRaster

    @property
    def table(self) -> pd.DataFrame:
        """A row for each corridor.

        ``straight_km`` is the length as the crow flies, ``routed_km`` that of the route, ``weighted_km`` the
        km of easy ground that would cost as much; ``terrain_factor`` is routed over straight, ``cost_factor``
        weighted over routed; ``cells`` counts those that the route passes.
        """
        rows = [
            (
                key,
                *route.corridor.ends,
                route.straight_km,
                route.routed_km,
                route.weighted_km,
                route.terrain_factor,
                route.cost_factor,
                len(route.cells),
            )
            for key, route in self.found.items()
        ]
        return pd.DataFrame(rows, columns=list(TABLE_COLUMNS))

    @property
    def shared(self) -> pd.DataFrame:
        """Pairs of corridors that run side by side, with the km that they share, longest first."""
        steps = {key: _steps(route) for key, route in self.found.items()}
        rows = [
            (one, other, sum(steps[one][step] for step in common))
            for one, other in combinations(steps, 2)
            if (common := steps[one].keys() & steps[other].keys())
        ]
        table = pd.DataFrame(rows, columns=list(SHARED_COLUMNS))
        return table.sort_values("shared_km", ascending=False, kind="stable", ignore_index=True)

    def apply(self) -> Described:
        """Return the scenario, or the cluster, whose corridors follow the routes; candidates come on top.

        ``length`` becomes the distance as the crow flies, ``terrain_factor`` what the route is longer, and
        ``cost_factor`` what a km of it costs over a km of easy ground.
        """
        described: Scenario | Cluster = self.described
        cluster = described.cluster if isinstance(described, Scenario) else described
        corridors = {**cluster.corridors, **{key: route.applied() for key, route in self.found.items()}}
        routed = Cluster(
            carriers=cluster.carriers.values(),
            sites=cluster.sites.values(),
            assets=[*cluster.assets.values(), *cluster.withheld.values()],
            corridors=corridors.values(),
            owners=cluster.owners.values(),
            impacts=cluster.further_impacts.values(),
            discount_rate=cluster.discount_rate,
        )
        changed = replace(described, cluster=routed) if isinstance(described, Scenario) else routed
        return cast("Described", changed)

    def __repr__(self) -> str:
        text = str(self.table.to_string(index=False, float_format="{:.2f}".format))
        shared = self.shared
        if shared.empty:
            return text
        told = shared.to_string(index=False, float_format="{:.2f}".format)
        return f"{text}\n\nSide by side:\n{told}"


def _steps(route: Route) -> dict[frozenset[Cell], float]:
    """Return the length of each step by the two cells that it joins, whichever way."""
    pairs = zip(route.cells[:-1], route.cells[1:], strict=True)
    return {frozenset(pair): float(length) for pair, length in zip(pairs, route.steps_km, strict=False)}


def _great_circles(points: FloatArray) -> FloatArray:
    """Return the distance in km from each (latitude, longitude) to the next, by the haversine formula."""
    latitude, longitude = np.radians(points).T
    half = (
        np.sin(np.diff(latitude) / 2) ** 2
        + np.cos(latitude[:-1]) * np.cos(latitude[1:]) * np.sin(np.diff(longitude) / 2) ** 2
    )
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(half)), dtype=np.float64)
