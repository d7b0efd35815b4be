"""Where sites stand on a drawing: at their coordinates in km, or where a layout of the graph puts them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

import networkx as nx

from synergy.cluster.cluster import Cluster
from synergy.cluster.projection import Point, on_the_plane, projected

DRAWN_EXTENT = 10.0
"""Extent, in units of the drawing, of a cluster without coordinates."""


@dataclass(frozen=True)
class Places:
    """Points of all sites.

    Parameters
    ----------
    points : mapping of str to (float, float)
        East and north of each site.
    in_km : bool
        Whether distances are km; otherwise they mean nothing.
    routes : mapping of str to tuple of (float, float)
        East and north of the points between the ends of corridors whose routes are known.
    """

    points: Mapping[str, Point]
    in_km: bool
    routes: Mapping[str, tuple[Point, ...]] = field(default_factory=dict)

    @property
    def drawn(self) -> tuple[Point, ...]:
        """All points that a drawing must hold."""
        return (*self.points.values(), *(point for route in self.routes.values() for point in route))

    @property
    def extent(self) -> tuple[float, float]:
        """Largest distance from west to east, and from south to north, of all that is drawn."""
        east, north = zip(*self.drawn, strict=True)
        return max(east) - min(east), max(north) - min(north)


def places_of(cluster: Cluster) -> Places:
    """Return where to draw each site.

    Coordinates are projected so that a km is as long eastward as northward. Sites without are put near
    those with which corridors join them.
    """
    known = projected(cluster)
    missing = [site for site in cluster.sites if site not in known]
    if not missing:
        return Places(known, in_km=True, routes=_routes(cluster))
    graph = _joined(cluster)
    if len(known) < 2:
        drawn = nx.kamada_kawai_layout(graph, scale=DRAWN_EXTENT / 2)
    else:
        drawn = nx.spring_layout(graph, pos=known, fixed=list(known), seed=0)
    return Places({site: (float(drawn[site][0]), float(drawn[site][1])) for site in cluster.sites}, False)


def _routes(cluster: Cluster) -> Mapping[str, tuple[Point, ...]]:
    """Return the points of each route without its ends, which are the sites."""
    return {
        key: tuple(on_the_plane(cluster, corridor.route[1:-1]))
        for key, corridor in cluster.corridors.items()
        if corridor.route
    }


def _joined(cluster: Cluster) -> nx.Graph[str]:
    """Return sites and corridors as a simple graph, its separate parts joined so that they stay together."""
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(cluster.sites)
    graph.add_edges_from(corridor.ends for corridor in cluster.corridors.values())
    parts = [min(part) for part in nx.connected_components(graph)]
    graph.add_edges_from(pairwise(sorted(parts)))
    return graph
