"""The links of one carrier as a graph: which sources come before each of them, and which sinks behind."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import networkx as nx
import numpy as np

from synergy.time.series import FloatArray


@dataclass(frozen=True)
class Link:
    """A way from one site to another, of one asset and in one direction.

    Parameters
    ----------
    move : int
        Number of the activity.
    asset, carrier, start, end : str
    taken, given : float
        What a unit of the activity takes at the start and puts in at the end.
    others : frozenset of str
        Further carriers that it moves, such as the power that drives its compressor.
    """

    move: int
    asset: str
    carrier: str
    start: str
    end: str
    taken: float
    given: float
    others: frozenset[str]

    @property
    def kept(self) -> float:
        """Share of what enters that leaves."""
        return self.given / self.taken


@dataclass(frozen=True, eq=False)
class Network:
    """All links of a carrier.

    Parameters
    ----------
    sites : tuple of str
    links : tuple of Link
    before, behind : arrays of float, shape (links, sites)
        1 where a site reaches the beginning of the link, or is reached from its end, without passing its
        other end.
    kept_behind : array of float, shape (links,)
        No more than what is kept on any simple path behind the link.
    """

    sites: tuple[str, ...]
    links: tuple[Link, ...]
    before: FloatArray
    behind: FloatArray
    kept_behind: FloatArray

    @staticmethod
    def sum_over(chosen: FloatArray, amounts: FloatArray) -> FloatArray:
        """Return the sum of amounts over the chosen sites; amounts may be infinite."""
        infinite = np.isinf(amounts)
        finite = chosen @ np.where(infinite, 0.0, amounts)
        return np.asarray(np.where(chosen @ infinite.astype(np.float64) > 0, np.inf, finite))


def networks(links: Iterable[Link], worthless: frozenset[str]) -> dict[str, Network]:
    """Return the network of each carrier in which running in circles never pays.

    Parameters
    ----------
    links : iterable of Link
    worthless : frozenset of str
        Carriers that may be worth less than nothing: losing them on the way may pay.
    """
    by_carrier: dict[str, list[Link]] = {}
    for link in links:
        by_carrier.setdefault(link.carrier, []).append(link)
    return {
        carrier: _network(own) for carrier, own in by_carrier.items() if not _circling_may_pay(own, worthless)
    }


def _circling_may_pay(links: list[Link], worthless: frozenset[str]) -> bool:
    """Return whether a ring of assets could burn something worthless; one asset flows one way at a time."""
    burns = any((link.carrier in worthless and link.kept < 1) or link.others & worthless for link in links)
    if not burns:
        return False
    pairs = {(link.asset, *sorted((link.start, link.end))) for link in links}
    joined: nx.MultiGraph[Any] = nx.MultiGraph()
    joined.add_edges_from((start, end, asset) for asset, start, end in pairs)
    return not nx.is_forest(joined)


def _network(links: list[Link]) -> Network:
    sites = tuple(dict.fromkeys(site for link in links for site in (link.start, link.end)))
    place = {site: number for number, site in enumerate(sites)}
    graph: nx.DiGraph[Any] = nx.DiGraph()
    for link in links:
        before = graph.get_edge_data(link.start, link.end, {"kept": 1.0})["kept"]
        graph.add_edge(link.start, link.end, kept=min(link.kept, before))
    reaching, reached = np.zeros((len(links), len(sites))), np.zeros((len(links), len(sites)))
    kept_behind = np.ones(len(links))
    turned = graph.reverse(copy=False)
    lossless = all(link.kept == 1 for link in links)
    for number, link in enumerate(links):
        ahead = _reached(graph, link.end, link.start)
        for row, found in ((reaching, _reached(turned, link.start, link.end)), (reached, ahead)):
            row[number, [place[site] for site in found]] = 1.0
        if not lossless:
            kept_behind[number] = _least_kept(graph, ahead)
    return Network(sites, tuple(links), reaching, reached, kept_behind)


def _reached(graph: nx.DiGraph[Any], start: str, without: str) -> set[str]:
    """Return the sites that can be reached from one without passing another."""
    found, waiting = {start}, [start]
    while waiting:
        for site in graph[waiting.pop()]:
            if site != without and site not in found:
                found.add(site)
                waiting.append(site)
    return found


def _least_kept(graph: nx.DiGraph[Any], sites: set[str]) -> float:
    """Return no more than what is kept on any simple path among some sites."""
    kept = _edges_among(graph, sites)
    if not kept:
        return 1.0
    return max(math.prod(kept.values()), min(kept.values()) ** (len(sites) - 1))


def _edges_among(graph: nx.DiGraph[Any], sites: set[str]) -> Mapping[tuple[str, str], float]:
    """Return what is kept between each pair of sites, in the worse direction."""
    kept: dict[tuple[str, str], float] = {}
    for start in sites:
        for end in graph[start]:
            if end in sites:
                pair = (min(start, end), max(start, end))
                kept[pair] = min(kept.get(pair, 1.0), graph.edges[start, end]["kept"])
    return kept
