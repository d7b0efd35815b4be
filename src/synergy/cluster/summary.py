"""A cluster at a glance, as text and as HTML."""

from __future__ import annotations

from collections import Counter
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from synergy.cluster.cluster import Cluster


def facts(cluster: Cluster) -> list[tuple[str, str]]:
    """Return what there is, as (name, text) pairs."""
    kinds = Counter(asset.kind for asset in cluster.assets.values())
    buildable = sum(bool(getattr(asset, "buildable", False)) for asset in cluster.assets.values())
    kilometres = sum(cluster.length(corridor) for corridor in cluster.corridors)
    return [
        ("sites", f"{len(cluster.sites)}: {_some(cluster.sites)}"),
        ("corridors", f"{len(cluster.corridors)}, {kilometres:,.0f} km"),
        ("carriers", ", ".join(f"{carrier.id} [{carrier.unit}]" for carrier in cluster.carriers.values())),
        ("owners", f"{len(cluster.owners)}: {_some(cluster.owners)}" if cluster.owners else "none named"),
        (
            "assets",
            f"{len(cluster.assets)} ({', '.join(f'{n} {kind}' for kind, n in sorted(kinds.items()))})",
        ),
        ("to decide", f"{buildable} assets may be built"),
        ("hubs", f"{len(cluster.hubs)} balances of a carrier at a site"),
    ]


def cluster_text(cluster: Cluster) -> str:
    """Return a text of a few lines."""
    return "\n".join(["Cluster", *(f"  {name:<10} {text}" for name, text in facts(cluster))])


def cluster_html(cluster: Cluster) -> str:
    """Return a small HTML table, with a sketch of the sites where coordinates are known."""
    rows = "".join(
        f"<tr><th style='text-align:left'>{escape(name)}</th><td style='text-align:left'>{escape(text)}</td></tr>"
        for name, text in facts(cluster)
    )
    return f"<div><strong>Cluster</strong>{_sketch(cluster)}<table>{rows}</table></div>"


def _some(names: object, most: int = 6) -> str:
    words = list(names)  # type: ignore[call-overload]
    return ", ".join(words[:most]) + (", ..." if len(words) > most else "")


def _sketch(cluster: Cluster, width: float = 320.0, height: float = 180.0, margin: float = 12.0) -> str:
    places = {site.id: site.coordinates for site in cluster.sites.values() if site.coordinates is not None}
    if len(places) < 2:
        return ""
    north, south = max(p[0] for p in places.values()), min(p[0] for p in places.values())
    east, west = max(p[1] for p in places.values()), min(p[1] for p in places.values())
    scale_x = (width - 2 * margin) / ((east - west) or 1)
    scale_y = (height - 2 * margin) / ((north - south) or 1)
    at = {
        key: (margin + (p[1] - west) * scale_x, margin + (north - p[0]) * scale_y)
        for key, p in places.items()
    }
    lines = "".join(
        f"<line x1='{at[a][0]:.1f}' y1='{at[a][1]:.1f}' x2='{at[b][0]:.1f}' y2='{at[b][1]:.1f}' stroke='#9aa5b1'/>"
        for a, b in (corridor.ends for corridor in cluster.corridors.values())
        if a in at and b in at
    )
    dots = "".join(
        f"<circle cx='{x:.1f}' cy='{y:.1f}' r='4' fill='#2b6cb0'><title>{escape(key)}</title></circle>"
        for key, (x, y) in at.items()
    )
    return f"<svg width='{width:.0f}' height='{height:.0f}' role='img' aria-label='sketch of the cluster'>{lines}{dots}</svg>"
