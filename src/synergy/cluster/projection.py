"""Coordinates on a plane, in km, so that drawings and layouts keep distances."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING

from synergy.cluster.place import EARTH_RADIUS_KM

if TYPE_CHECKING:
    from synergy.cluster.cluster import Cluster

Point = tuple[float, float]
"""East and north, in km."""


def projected(cluster: Cluster) -> dict[str, Point]:
    """Return east and north in km of each site whose coordinates are known.

    A km is as long eastward as northward at the middle latitude (equirectangular projection), which is
    true enough for a cluster.

    Examples
    --------
    >>> from synergy.cluster.cluster import Cluster
    >>> from synergy.cluster.place import Site
    >>> sites = [Site(id="a", latitude=60.0, longitude=0.0), Site(id="b", latitude=60.0, longitude=1.0)]
    >>> east, north = projected(Cluster(carriers=[], sites=sites, assets=[]))["b"]
    >>> round(east, 1), round(north, 1)
    (55.6, 0.0)
    """
    known = _known(cluster)
    points = on_the_plane(cluster, known.values())
    return dict(zip(known, points, strict=True))


def on_the_plane(cluster: Cluster, places: Iterable[tuple[float, float]]) -> list[Point]:
    """Return east and north in km of each (latitude, longitude), on the plane of the cluster's sites.

    Without any site whose coordinates are known there is no such plane, and nothing is returned.
    """
    known = _known(cluster)
    if not known:
        return []
    middle = sum(latitude for latitude, _ in known.values()) / len(known)
    first = next(iter(known.values()))[1]
    per_degree = math.radians(1.0) * EARTH_RADIUS_KM

    def eastward(longitude: float) -> float:
        """Return degrees east of the first site, the short way round the earth."""
        return (longitude - first + 180.0) % 360.0 - 180.0

    return [
        (
            eastward(longitude) * per_degree * math.cos(math.radians(middle)),
            (latitude - middle) * per_degree,
        )
        for latitude, longitude in places
    ]


def _known(cluster: Cluster) -> dict[str, tuple[float, float]]:
    return {key: site.coordinates for key, site in cluster.sites.items() if site.coordinates is not None}
