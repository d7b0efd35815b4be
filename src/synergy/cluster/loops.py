"""Energy from nothing: rings of conversions that give more than they take."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import networkx as nx

from synergy.errors import Fault

if TYPE_CHECKING:
    from synergy.cluster.cluster import Cluster

TINY_GAIN = 1e-9


def gain_loops(cluster: Cluster) -> Iterator[Fault]:
    """Yield a fault for a ring of one-input conversions whose gains multiply to more than one.

    Conversions are edges between (site, carrier) nodes with weight -log(gain): a ring that gains is a
    negative cycle. Assets that need a second input are left out: the second input limits them.
    """
    graph: nx.DiGraph[Any] = nx.DiGraph()
    for key, asset in cluster.assets.items():
        ports = cluster.ports[key]
        gains = getattr(asset, "gains", None)
        if gains is not None:
            for source, target, gain in gains(cluster.ends(asset), cluster.length_of(asset)):
                _keep_best(graph, source, target, gain, key)
        elif asset.place == "corridor":
            for start in ports:
                for end in ports:
                    if start.takes and end.gives and start.site != end.site and start.carrier == end.carrier:
                        _keep_best(graph, (start.site, start.carrier), (end.site, end.carrier), 1.0, key)
    graph.add_edges_from(("source", node, {"weight": 0.0, "asset": ""}) for node in list(graph))
    if "source" not in graph:
        return
    try:
        ring = nx.find_negative_cycle(graph, "source")
    except nx.NetworkXError:
        return
    steps = list(pairwise(ring))
    gain = math.exp(-sum(graph.edges[step]["weight"] for step in steps))
    names = list(dict.fromkeys(graph.edges[step]["asset"] for step in steps))
    site, carrier = ring[0]
    quantity = cluster.carriers[carrier].unit
    yield Fault(
        f"assets.{names[0]}",
        f"{' and '.join(repr(name) for name in names)} turn 1 {quantity} {carrier} "
        f"at '{site}' into {gain:.4g} {quantity}",
        "something from nothing: the model would earn without end",
        "check the ratios",
    )


def _keep_best(graph: nx.DiGraph[Any], source: Any, target: Any, gain: float, key: str) -> None:
    if gain <= 0:
        return
    weight = -math.log(gain) + TINY_GAIN
    if not graph.has_edge(source, target) or graph.edges[source, target]["weight"] > weight:
        graph.add_edge(source, target, weight=weight, asset=key)
