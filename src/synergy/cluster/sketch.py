"""A small drawing of a cluster for notebooks: sites and corridors, in plain SVG."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING

from synergy.cluster.projection import Point, projected

if TYPE_CHECKING:
    from synergy.cluster.cluster import Cluster

LARGEST, MARGIN = 300.0, 12.0
USED, UNUSED, DOT = "#0072B2", "#A0A4A8", "#3A3F45"


def sketch(cluster: Cluster, used: Mapping[str, float] | None = None) -> str:
    """Return an SVG of sites and corridors in true proportions, or nothing without two known places.

    Parameters
    ----------
    cluster : Cluster
    used : mapping of str to float, optional
        Corridors that are in use, and how thick they are drawn, 0 to 1; others are dotted then.
    """
    places = projected(cluster)
    if len(places) < 2:
        return ""
    east, north = zip(*places.values(), strict=True)
    span = max(max(east) - min(east), max(north) - min(north)) or 1.0
    scale = LARGEST / span
    width, height = ((max(axis) - min(axis)) * scale + 2 * MARGIN for axis in (east, north))

    def at(site: str) -> Point:
        x, y = places[site]
        return MARGIN + (x - min(east)) * scale, MARGIN + (max(north) - y) * scale

    lines = "".join(
        _line(at(corridor.from_site), at(corridor.to_site), None if used is None else used.get(key, 0.0))
        for key, corridor in cluster.corridors.items()
        if corridor.from_site in places and corridor.to_site in places
    )
    dots = "".join(_dot(at(site), _named(cluster, site)) for site in places)
    return (
        f"<svg width='{width:.0f}' height='{height:.0f}' role='img' aria-label='sketch of the cluster'>"
        f"{lines}{dots}</svg>"
    )


def _line(start: Point, end: Point, used: float | None) -> str:
    ends = f"x1='{start[0]:.1f}' y1='{start[1]:.1f}' x2='{end[0]:.1f}' y2='{end[1]:.1f}'"
    if used:
        return f"<line {ends} stroke='{USED}' stroke-width='{1.5 + 4 * used:.1f}'/>"
    dots = "" if used is None else " stroke-dasharray='2 3'"
    return f"<line {ends} stroke='{UNUSED}' stroke-width='1.3'{dots}/>"


def _dot(place: Point, name: str) -> str:
    x, y = place
    return f"<circle cx='{x:.1f}' cy='{y:.1f}' r='3.5' fill='{DOT}'><title>{escape(name)}</title></circle>"


def _named(cluster: Cluster, site: str) -> str:
    name = cluster.sites[site].name
    return f"{name} ({site})" if name else site
