"""Parts of a cluster: what some owners, or some of the named clusters, could be by themselves."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from synergy.cluster.check import unknown
from synergy.cluster.place import SHARED
from synergy.errors import Fault, ScenarioError, did_you_mean

if TYPE_CHECKING:
    from synergy.cluster.cluster import Cluster


def restrict(cluster: Cluster, owners: frozenset[str]) -> Cluster:
    """Return the cluster with only the assets of some owners, and those that nobody in particular owns."""
    strangers = sorted(owners - set(cluster.owners))
    if strangers:
        raise ScenarioError(
            [
                Fault("owners", f"'{name}' is no owner{did_you_mean(name, cluster.owners)}")
                for name in strangers
            ]
        )
    assets = [asset for asset in cluster.assets.values() if cluster.owner_of(asset) in owners | {None}]
    used = {asset.location for asset in assets if asset.place == "corridor"}
    corridors = [
        corridor
        for corridor in cluster.corridors.values()
        if corridor.id in used or corridor.owner in owners | {None}
    ]
    needed = {asset.location for asset in assets if asset.place == "site"} | {
        end for corridor in corridors for end in corridor.ends
    }
    sites = [site for site in cluster.sites.values() if site.id in needed or site.owner in owners]
    return type(cluster)(
        carriers=cluster.carriers.values(),
        sites=sites,
        assets=assets,
        corridors=corridors,
        owners=cluster.owners.values(),
        impacts=cluster.further_impacts.values(),
        discount_rate=cluster.discount_rate,
    )


def restrict_to_clusters(cluster: Cluster, clusters: Iterable[str]) -> Cluster:
    """Return the cluster with only the sites of some named clusters, and what counts to them."""
    chosen = frozenset(clusters)
    known = cluster.cluster_names
    strangers = sorted(chosen - set(known))
    if strangers:
        raise ScenarioError([unknown("clusters", "cluster", name, known) for name in strangers])
    sites = {key: site for key, site in cluster.sites.items() if site.cluster in chosen}
    corridors = {
        key: corridor
        for key, corridor in cluster.corridors.items()
        if set(corridor.ends) <= sites.keys() and cluster.cluster_of_corridor(key) in chosen | {SHARED}
    }
    assets = [
        asset
        for asset in cluster.assets.values()
        if asset.location in (sites if asset.place == "site" else corridors)
    ]
    return type(cluster)(
        carriers=cluster.carriers.values(),
        sites=sites.values(),
        assets=assets,
        corridors=corridors.values(),
        owners=cluster.owners.values(),
        impacts=cluster.further_impacts.values(),
        discount_rate=cluster.discount_rate,
    )
