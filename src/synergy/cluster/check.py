"""Faults that only show when the parts of a cluster are seen together."""

from __future__ import annotations

import statistics
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from synergy.cluster.loops import gain_loops
from synergy.cluster.place import Site, great_circle_km
from synergy.cluster.reach import unreachable
from synergy.cluster.retrofit import retrofit_faults
from synergy.errors import Fault, did_you_mean

if TYPE_CHECKING:
    from synergy.cluster.cluster import Cluster

FAR_AWAY_KM = 3000.0


def cluster_faults(cluster: Cluster) -> list[Fault]:
    """Return every fault of a cluster; broken references come first and alone."""
    faults = [*_references(cluster)]
    if faults:
        return faults
    faults += _places(cluster)
    faults += retrofit_faults(cluster)
    for key, asset in cluster.assets.items():
        faults += (
            replace(fault, place=f"assets.{key}.{fault.place}".rstrip(".")) for fault in asset.check(cluster)
        )
    if not faults:
        faults += [*gain_loops(cluster), *unreachable(cluster)]
    return faults


def may_follow(fault: Fault, refused: Collection[tuple[str, ...]]) -> bool:
    """Return whether a fault may only be there because records, given as (section, id), were refused.

    Such a fault is not told: its reader could not mend it.
    """
    if not refused:
        return False
    if fault.found.startswith("no such "):
        what, _, name = fault.found.removeprefix("no such ").partition(": '")
        same = [rest for section, *rest in refused if section.startswith(what[:7])]
        return any(not rest or name.startswith(f"{rest[0]}'") for rest in same)
    return fault.place in {section for section, *_ in refused} or fault.why.startswith(
        ("the demand can not", "surplus of")
    )


def unknown(place: str, what: str, name: str, known: Iterable[str]) -> Fault:
    """Return the fault of a name that stands for nothing."""
    choices = list(known)
    blank = " (trailing blank)" if name != name.strip() else ""
    some = ", ".join(choices[:8]) + (", ..." if len(choices) > 8 else "")
    fix = f"use one of {some}" if choices else f"describe {what}s first"
    return Fault(place, f"no such {what}: '{name}'{did_you_mean(name, choices)}{blank}", fix=fix)


def _references(cluster: Cluster) -> Iterator[Fault]:
    if not cluster.sites:
        yield Fault("sites", "the cluster has no site", fix="describe at least one site")
    for site in cluster.sites.values():
        if site.owner is not None and site.owner not in cluster.owners:
            yield unknown(f"sites.{site.id}.owner", "owner", site.owner, cluster.owners)
    for corridor in cluster.corridors.values():
        for word, end in zip(("from", "to"), corridor.ends, strict=True):
            if end not in cluster.sites:
                yield unknown(f"corridors.{corridor.id}.{word}", "site", end, cluster.sites)
        if corridor.owner is not None and corridor.owner not in cluster.owners:
            yield unknown(f"corridors.{corridor.id}.owner", "owner", corridor.owner, cluster.owners)
        if corridor.cluster and corridor.cluster not in cluster.cluster_names:
            names = list(filter(None, cluster.cluster_names))
            place = f"corridors.{corridor.id}.cluster"
            told = unknown(place, "cluster", corridor.cluster, names)
            yield told if names else replace(told, fix=f"write cluster: {corridor.cluster} at its sites too")
    for carrier in cluster.carriers.values():
        if carrier.surplus == "vented" and carrier.impact not in cluster.impacts:
            yield unknown(f"carriers.{carrier.id}.impact", "impact", carrier.impact, cluster.impacts)
    for key, asset in cluster.assets.items():
        places = cluster.sites if asset.place == "site" else cluster.corridors
        if asset.location not in places:
            yield unknown(f"assets.{key}.{asset.place}", asset.place, asset.location, places)
            continue
        if asset.owner is not None and asset.owner not in cluster.owners:
            yield unknown(f"assets.{key}.owner", "owner", asset.owner, cluster.owners)
        ends = (asset.location,) if asset.place == "site" else cluster.corridors[asset.location].ends
        for carrier_id in dict.fromkeys(port.carrier for port in asset.ports(ends)):
            if carrier_id not in cluster.carriers:
                yield unknown(f"assets.{key}", "carrier", carrier_id, cluster.carriers)
        for impact in getattr(asset, "impacts", None) or {}:
            if impact not in cluster.impacts:
                yield unknown(f"assets.{key}.impacts", "impact", impact, cluster.impacts)


def _places(cluster: Cluster) -> Iterator[Fault]:
    for corridor in cluster.corridors.values():
        if corridor.length is None:
            bare = [end for end in corridor.ends if cluster.sites[end].coordinates is None]
            if bare:
                yield Fault(
                    f"corridors.{corridor.id}.length",
                    f"missing, and {' and '.join(bare)} have no coordinates to find it from",
                    fix="give a length, or latitude and longitude of both sites",
                )
            elif not great_circle_km(
                *(cluster.sites[end].coordinates or (0.0, 0.0) for end in corridor.ends)
            ):
                yield Fault(
                    f"corridors.{corridor.id}.length",
                    "its two sites have the same coordinates, so its length would be 0",
                    fix="give a length, or make one site of the two",
                )
    yield from _misplaced(cluster)


def _misplaced(cluster: Cluster) -> Iterator[Fault]:
    located = [site for site in cluster.sites.values() if site.coordinates is not None]
    if len(located) < 3:
        return
    middle = (
        statistics.median(site.latitude or 0.0 for site in located),
        statistics.median(site.longitude or 0.0 for site in located),
    )
    for site in located:
        distance = great_circle_km(site.coordinates or middle, middle)
        if distance > FAR_AWAY_KM:
            yield _far(site, distance, middle)


def _far(site: Site, distance: float, middle: tuple[float, float]) -> Fault:
    swapped = (site.longitude or 0.0, site.latitude or 0.0)
    near = abs(swapped[0]) <= 90 and great_circle_km(swapped, middle) < distance / 3
    found = f"latitude {site.latitude:g}, longitude {site.longitude:g} lies "
    found += f"{distance:,.0f} km from the other sites"
    fix = (
        f"swapped? Write latitude: {site.longitude:g}, longitude: {site.latitude:g}"
        if near
        else "check latitude and longitude"
    )
    return Fault(f"sites.{site.id}", found, fix=fix)
