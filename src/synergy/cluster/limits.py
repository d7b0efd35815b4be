"""How much can flow through a corridor at all, from the sources and sinks that it can join."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import networkx as nx

if TYPE_CHECKING:
    from synergy.cluster.cluster import Cluster, Hub


def transport_limits(cluster: Cluster, peaks: Mapping[str, float]) -> dict[str, float]:
    """Return for each corridor asset the most that can enter it at once.

    No more can flow than all sources that reach its beginning can give together, and, where the carrier's
    surplus is forbidden and nothing is lost on the way, no more than all sinks behind it can take. Both
    are upper bounds from data alone; a size above them is never of use.

    Parameters
    ----------
    cluster : Cluster
    peaks : mapping of str to float
        The largest value of each profile.
    """
    graphs: dict[str, nx.DiGraph[Any]] = {}
    links: list[tuple[str, str, str, str]] = []
    for key, asset in cluster.assets.items():
        if asset.place != "corridor":
            continue
        carrier = asset.reference_carrier
        graph = graphs.setdefault(carrier, nx.DiGraph())
        for start in cluster.ports[key]:
            for end in cluster.ports[key]:
                if (
                    start.carrier == end.carrier == carrier
                    and start.site != end.site
                    and start.takes
                    and end.gives
                ):
                    graph.add_edge(start.site, end.site)
                    links.append((key, carrier, start.site, end.site))
    given, taken = _at_hubs(cluster, peaks)
    limits: dict[str, float] = {}
    for key, carrier, begin, finish in links:
        graph = graphs[carrier]
        sources = sum(given.get((site, carrier), 0.0) for site in {begin, *nx.ancestors(graph, begin)})
        sinks = math.inf
        if cluster.carriers[carrier].surplus == "forbidden" and cluster.assets[key].keeps_all:
            behind = {finish, *nx.descendants(graph, finish)}
            whole = all(
                cluster.assets[other].keeps_all
                for other, c, site, _ in links
                if c == carrier and site in behind
            )
            if whole:
                sinks = sum(taken.get((site, carrier), 0.0) for site in behind)
        limits[key] = max(limits.get(key, 0.0), min(sources, sinks))
    return limits


def _at_hubs(cluster: Cluster, peaks: Mapping[str, float]) -> tuple[dict[Hub, float], dict[Hub, float]]:
    given: dict[Hub, float] = {}
    taken: dict[Hub, float] = {}
    for key, asset in cluster.assets.items():
        if asset.place == "corridor":
            continue
        for port in cluster.ports[key]:
            hub = (port.site, port.carrier)
            if port.gives or not port.takes:  # a store does neither by itself, but returns what was put in
                most = asset.source_limit(port.carrier, peaks)
                given[hub] = given.get(hub, 0.0) + (math.inf if most is None else most)
            if port.takes or not port.gives:
                most = asset.sink_limit(port.carrier, peaks)
                taken[hub] = taken.get(hub, 0.0) + (math.inf if most is None else most)
    return given, taken
