"""Whether every demand can be reached, and all that must flow has an outlet, before solving."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from synergy.cluster.permits import would_give
from synergy.cluster.quality import other_class
from synergy.errors import Fault, few

if TYPE_CHECKING:
    from synergy.cluster.asset import Asset, Port
    from synergy.cluster.cluster import Cluster, Hub


def supplied_hubs(cluster: Cluster) -> frozenset[Hub]:
    """Return the hubs into which something can be put, following conversions and corridors from the sources.

    An asset that takes several carriers at a place gives only where all of them are supplied; what lies
    between two places gives at one where the other is supplied.
    """
    supplied: set[Hub] = set()
    waiting = list(cluster.assets)
    while True:
        still: list[str] = []
        for key in waiting:
            gives = _gives(cluster.assets[key], cluster.ports[key], supplied)
            supplied |= gives
            if len(gives) < len({(port.site, port.carrier) for port in cluster.ports[key] if port.gives}):
                still.append(key)
        if len(still) == len(waiting) and not _grew(cluster, still, supplied):
            return frozenset(supplied)
        waiting = still


def _grew(cluster: Cluster, keys: list[str], supplied: set[Hub]) -> bool:
    return any(_gives(cluster.assets[key], cluster.ports[key], supplied) - supplied for key in keys)


def _gives(asset: Asset, ports: tuple[Port, ...], supplied: set[Hub]) -> set[Hub]:
    gives = {(port.site, port.carrier) for port in ports if port.gives}
    takes = {(port.site, port.carrier) for port in ports if port.takes and not port.gives}
    if asset.place == "corridor":
        ends = {port.site for port in ports}
        return {
            (site, carrier)
            for site, carrier in gives
            if all(
                _fed(port, site, ends, supplied)
                for port in ports
                if port.carrier == carrier and port.site != site
            )
        } & _with_inputs(gives, takes, supplied)
    return gives if takes <= supplied or getattr(asset, "gives_by_itself", False) else set()


def _fed(port: Port, site: str, ends: set[str], supplied: set[Hub]) -> bool:
    return (port.site, port.carrier) in supplied if port.takes else True


def _with_inputs(gives: set[Hub], takes: set[Hub], supplied: set[Hub]) -> set[Hub]:
    carriers = {carrier for _, carrier in gives}
    others = {hub for hub in takes if hub[1] not in carriers}
    return gives if others <= supplied else set()


def unreachable(cluster: Cluster) -> Iterator[Fault]:
    """Yield a fault for each asset that must take something which nothing can bring."""
    supplied = supplied_hubs(cluster)
    for key, asset in cluster.assets.items():
        if not getattr(asset, "must_be_met", False):
            continue
        for port in cluster.ports[key]:
            hub = (port.site, port.carrier)
            if port.takes and hub not in supplied:
                yield _unmet(cluster, key, hub, supplied)
    yield from _without_outlet(cluster)


def _unmet(cluster: Cluster, key: str, hub: Hub, supplied: frozenset[Hub]) -> Fault:
    """Return the fault of a demand at a hub that nothing supplies, with what is nearest to a supply."""
    site, carrier = hub
    place, why = f"assets.{key}", "the demand can not be met"
    there, waiting = other_class(cluster, hub, supplied), would_give(cluster, hub)
    if waiting:
        found = f"site '{site}' needs {carrier}, and {few(waiting)}, which would supply it, has no permit"
        return Fault(place, found, why, f"write permitted: true for {few(waiting)}, or set unserved_price")
    if there is not None:
        return Fault(
            place, f"site '{site}' needs {carrier}; {there[0]}", why, f"{there[1]}, or set unserved_price"
        )
    return Fault(
        place,
        f"site '{site}' needs {carrier}, and nothing there, or joined to it, can supply {carrier}",
        why,
        "add a market, a plant or a corridor that brings it, or set unserved_price",
    )


def unsupplied(cluster: Cluster) -> Iterator[Fault]:
    """Yield a warning for each asset at a site that takes what nothing there could ever give."""
    supplied = supplied_hubs(cluster)
    given = {
        (port.site, port.carrier)
        for ports in cluster.ports.values()
        for port in ports
        if port.gives and not port.takes
    }
    for key, asset in cluster.assets.items():
        if asset.place != "site" or getattr(asset, "must_be_met", False):
            continue
        for port in cluster.ports[key]:
            hub = (port.site, port.carrier)
            if port.takes and not port.gives and hub not in supplied | given:
                there = other_class(cluster, hub, supplied)
                why = "it must do without" if asset.brings_duty else "it can never run"
                if there is not None:
                    found = f"takes {port.carrier} at site '{port.site}'; {there[0]}"
                    yield Fault(f"assets.{key}", found, why, there[1], warning=True)
                    continue
                yield Fault(
                    f"assets.{key}",
                    f"takes {port.carrier} at site '{port.site}', where nothing supplies it",
                    why,
                    f"add what gives {port.carrier} there: a market, a plant, a corridor",
                    warning=True,
                )


def _without_outlet(cluster: Cluster) -> Iterator[Fault]:
    taken = {(port.site, port.carrier) for key in cluster.assets for port in cluster.ports[key] if port.takes}
    for key, asset in cluster.assets.items():
        if not getattr(asset, "must_run", False):
            continue
        for port in cluster.ports[key]:
            stuck = (
                cluster.carriers[port.carrier].surplus == "forbidden"
                and (port.site, port.carrier) not in taken
            )
            if port.gives and stuck:
                yield Fault(
                    f"assets.{key}",
                    f"must put {port.carrier} in at site '{port.site}', where nothing takes it",
                    f"surplus of {port.carrier} is forbidden",
                    f"let carriers.{port.carrier}.surplus be free or vented, or add what takes it",
                )
