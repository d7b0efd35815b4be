"""Candidate corridors from the sites' coordinates."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations
from typing import Any, Literal

import networkx as nx

from synergy.cluster.place import Corridor, Site, great_circle_km
from synergy.errors import Fault, ScenarioError

CandidateMethod = Literal["minimum-spanning-tree", "gabriel", "nearest", "all"]


def candidate_corridors(
    sites: Iterable[Site],
    method: CandidateMethod = "gabriel",
    *,
    neighbours: int = 3,
    terrain_factor: float = 1.2,
    distance_max: float | None = None,
) -> tuple[Corridor, ...]:
    """Return corridors that a planner would look at first, from the coordinates of sites.

    Parameters
    ----------
    sites : iterable of Site
        All need latitude and longitude.
    method : {"minimum-spanning-tree", "gabriel", "nearest", "all"}
        The shortest tree that joins all; every pair whose circle on the line between holds no third site
        (Gabriel and Sokal 1969), which holds the tree and the useful short cuts; each site with its nearest
        ``neighbours``; or every pair.
    neighbours : int
        For ``"nearest"``: how many.
    terrain_factor : float
        Real length over length as the crow flies, at least 1.
    distance_max : float, optional
        Longest distance in km as the crow flies; longer ones are left out.

    Returns
    -------
    tuple of Corridor
        Named ``<site>-<site>``, with ``length`` in km as the crow flies.

    Raises
    ------
    ScenarioError
        If a site has no coordinates, or the method is unknown.

    References
    ----------
    K. R. Gabriel and R. R. Sokal, "A new statistical approach to geographic variation analysis",
    Systematic Zoology 18 (1969).

    Examples
    --------
    >>> line = [
    ...     Site(id=name, latitude=53.0, longitude=west)
    ...     for name, west in (("a", -3.0), ("b", -2.9), ("c", -2.7))
    ... ]
    >>> [corridor.id for corridor in candidate_corridors(line, "minimum-spanning-tree")]
    ['a-b', 'b-c']
    """
    places = list(sites)
    bare = [site.id for site in places if site.coordinates is None]
    if bare:
        raise ScenarioError(
            [Fault(f"sites.{site}", "has no coordinates", fix="give latitude and longitude") for site in bare]
        )
    graph: nx.Graph[Any] = nx.Graph()
    graph.add_nodes_from(site.id for site in places)
    for first, second in combinations(places, 2):
        distance = great_circle_km(first.coordinates or (0, 0), second.coordinates or (0, 0))
        graph.add_edge(first.id, second.id, length=max(distance, 1e-3))
    chosen = _choose(graph, method, neighbours)
    return tuple(
        Corridor.model_validate(
            {
                "id": f"{start}-{end}",
                "from": start,
                "to": end,
                "length": length,
                "terrain_factor": terrain_factor,
            }
        )
        for start, end, length in chosen
        if distance_max is None or length <= distance_max
    )


def _choose(graph: nx.Graph[Any], method: str, neighbours: int) -> list[tuple[str, str, float]]:
    lengths: dict[tuple[str, str], float] = {(a, b): graph.edges[a, b]["length"] for a, b in graph.edges}
    if method == "minimum-spanning-tree":
        tree = nx.minimum_spanning_tree(graph, weight="length")
        kept = {frozenset(edge) for edge in tree.edges}
    elif method == "gabriel":
        kept = {
            frozenset(edge)
            for edge, length in lengths.items()
            if all(
                graph.edges[edge[0], other]["length"] ** 2 + graph.edges[other, edge[1]]["length"] ** 2
                >= length**2
                for other in graph
                if other not in edge
            )
        }
    elif method == "nearest":
        kept = set()
        for site in graph:
            near = sorted(graph[site], key=lambda other, site=site: graph.edges[site, other]["length"])  # type: ignore[misc]
            kept |= {frozenset((site, other)) for other in near[:neighbours]}
    elif method == "all":
        kept = {frozenset(edge) for edge in lengths}
    else:
        known = "minimum-spanning-tree, gabriel, nearest or all"
        raise ScenarioError([Fault("method", f"'{method}' is unknown", fix=f"use {known}")])
    return [
        (start, end, length) for (start, end), length in lengths.items() if frozenset((start, end)) in kept
    ]
