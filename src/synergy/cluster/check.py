"""Faults that only show when the parts of a cluster are seen together."""

from __future__ import annotations

import statistics
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from synergy.cluster.doubts import Doubts
from synergy.cluster.loops import gain_loops
from synergy.cluster.place import Site, great_circle_km
from synergy.cluster.reach import unreachable
from synergy.cluster.retrofit import retrofit_faults
from synergy.errors import Fault, did_you_mean, few, nearest_first

if TYPE_CHECKING:
    from synergy.cluster.cluster import Cluster

FAR_AWAY_KM = 3000.0


@dataclass(frozen=True)
class Examined:
    """What was found in a cluster.

    Parameters
    ----------
    faults : tuple of Fault
        Everything that is wrong; what may only follow from something else that is wrong is left out.
    sound : Cluster
        The part in which nothing is wrong, on which further checks can run.
    doubts : Doubts
        What is wrong, so that further checks tell nothing that may only follow from it.
    """

    faults: tuple[Fault, ...]
    sound: Cluster
    doubts: Doubts


def examined(cluster: Cluster, doubts: Doubts | None = None) -> Examined:
    """Look for every fault of a cluster; ``doubts`` says what is known to be wrong with its records."""
    doubts = doubts or Doubts()
    references = [fault for fault in _references(cluster) if not doubts.explain(fault)]
    sound = _with_sound_references(cluster)
    doubts = doubts.with_places(_left_out(cluster, sound))
    bare = [fault for fault in _bare_corridors(sound) if not _site_in_doubt(fault, sound, doubts)]
    unmeasured = [fault.place.split(".")[1] for fault in _bare_corridors(sound)]
    shorter = part_of(sound, corridors=[key for key in sound.corridors if key not in unmeasured])
    doubts = doubts.with_places(_left_out(sound, shorter))
    of_assets = list(_of_assets(shorter, doubts))
    of_retrofits = [fault for fault in retrofit_faults(cluster) if not doubts.explain(fault)]
    doubts = doubts.with_faults([*of_assets, *of_retrofits])
    firm = part_of(shorter, assets=shorter.assets.keys() - doubts.of("assets"))
    faults = [*references, *bare, *_misplaced(sound), *of_retrofits, *of_assets, *gain_loops(firm)]
    if not any(doubts.of(section) for section in ("assets", "corridors", "carriers")):
        faults += unreachable(firm)
    return Examined(tuple(faults), firm, doubts.with_faults(faults))


def part_of(
    cluster: Cluster, *, assets: Collection[str] | None = None, corridors: Collection[str] | None = None
) -> Cluster:
    """Return a cluster, unchecked, with some of its assets, or of its corridors and what lies there."""
    corridors = cluster.corridors.keys() if corridors is None else corridors
    return cluster.unchecked(
        carriers=cluster.carriers.values(),
        sites=cluster.sites.values(),
        assets=[
            asset
            for key, asset in cluster.assets.items()
            if (assets is None or key in assets) and (asset.place == "site" or asset.location in corridors)
        ]
        + list(cluster.withheld.values()),
        corridors=[corridor for key, corridor in cluster.corridors.items() if key in corridors],
        owners=cluster.owners.values(),
        impacts=cluster.further_impacts.values(),
        discount_rate=cluster.discount_rate,
    )


def _of_assets(cluster: Cluster, doubts: Doubts) -> Iterator[Fault]:
    carriers = doubts.of("carriers")
    for key, asset in cluster.assets.items():
        if carriers.isdisjoint(port.carrier for port in cluster.ports[key]):
            for fault in asset.check(cluster):
                told = replace(fault, place=f"assets.{key}.{fault.place}".rstrip("."))
                if not doubts.explain_in(told, f"assets.{key}"):
                    yield told


def _with_sound_references(cluster: Cluster) -> Cluster:
    """Return the cluster without names that stand for nothing, and without what can not be there without."""
    broken = {fault.place for fault in _references(cluster)}
    bare: dict[str, Any] = {}
    for section in ("carriers", "sites", "corridors", "assets"):
        bare[section] = [
            record.model_copy(
                update={
                    field: None if field == "owner" else "" if field == "cluster" else {}
                    for field in ("owner", "cluster", "impacts")
                    if f"{section}.{key}.{field}" in broken
                }
            )
            for key, record in getattr(cluster, section).items()
            if broken.isdisjoint(
                f"{section}.{key}{rest}" for rest in ("", ".site", ".corridor", ".from", ".to")
            )
        ]
    kept = {section: {record.id for record in records} for section, records in bare.items()}
    bare["assets"] = [
        asset for asset in bare["assets"] if asset.place == "site" or asset.location in kept["corridors"]
    ] + list(cluster.withheld.values())
    return cluster.unchecked(
        **bare,
        owners=cluster.owners.values(),
        impacts=cluster.further_impacts.values(),
        discount_rate=cluster.discount_rate,
    )


def _left_out(cluster: Cluster, part: Cluster) -> list[str]:
    return [
        f"{section}.{key}"
        for section in ("corridors", "assets")
        for key in getattr(cluster, section)
        if key not in getattr(part, section)
    ]


def _site_in_doubt(fault: Fault, cluster: Cluster, doubts: Doubts) -> bool:
    ends = cluster.corridors[fault.place.split(".")[1]].ends
    return not doubts.of("sites").isdisjoint(ends) or doubts.explain_in(fault, fault.place.rpartition(".")[0])


def unknown(place: str, what: str, name: str, known: Iterable[str]) -> Fault:
    """Return the fault of a name that stands for nothing."""
    choices = list(known)
    blank = " (trailing blank)" if name != name.strip() else ""
    fix = f"use one of {few(nearest_first(name, choices))}" if choices else f"describe {what}s first"
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
        if asset.owner is not None and asset.owner not in cluster.owners:
            yield unknown(f"assets.{key}.owner", "owner", asset.owner, cluster.owners)
        ends: tuple[str, ...] = (asset.location,)
        if asset.place == "corridor":
            corridor_there = cluster.corridors.get(asset.location)
            ends = ("", "") if corridor_there is None else corridor_there.ends
        for carrier_id in dict.fromkeys(port.carrier for port in asset.ports(ends)):
            if carrier_id not in cluster.carriers:
                yield unknown(f"assets.{key}", "carrier", carrier_id, cluster.carriers)
        for impact in getattr(asset, "impacts", None) or {}:
            if impact not in cluster.impacts:
                yield unknown(f"assets.{key}.impacts", "impact", impact, cluster.impacts)


def _bare_corridors(cluster: Cluster) -> Iterator[Fault]:
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
