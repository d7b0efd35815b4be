"""The part of a cluster that a group of owners could be by themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from synergy.errors import Fault, ScenarioError, did_you_mean

if TYPE_CHECKING:
    from synergy.cluster.cluster import Cluster


def restrict(cluster: Cluster, owners: frozenset[str]) -> Cluster:
    """Return the cluster with only the assets of some owners, and those that nobody in particular owns."""
    unknown = sorted(owners - set(cluster.owners))
    if unknown:
        raise ScenarioError(
            [Fault("owners", f"'{name}' is no owner{did_you_mean(name, cluster.owners)}") for name in unknown]
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
