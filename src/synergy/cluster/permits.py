"""Permits: what is left out of a cluster because it may not be built or run.

What has no permit is not there: it is not built, what stands of it does not run, costs nothing and can not be
converted, so that its retrofits are left out as well. ``assets.X.permitted`` as a case of a study tells what
its permit is worth.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from synergy.cluster.asset import Asset, Investment
from synergy.errors import Fault

if TYPE_CHECKING:
    from synergy.cluster.cluster import Cluster, Hub


def without_permit(assets: Mapping[str, Asset]) -> dict[str, Asset]:
    """Return the assets that are left out: those without a permit, and retrofits of those."""
    left_out = {key for key, asset in assets.items() if not asset.permitted}
    while True:
        more = {
            key
            for key, asset in assets.items()
            if isinstance(asset, Investment) and asset.retrofit_of in left_out
        }
        if more <= left_out:
            return {key: asset for key, asset in assets.items() if key in left_out}
        left_out |= more


def missing_permits(cluster: Cluster) -> Iterator[Fault]:
    """Yield a warning for each asset that is left out."""
    for key, asset in cluster.withheld.items():
        found, fix = "has no permit", "write permitted: true to see what it would be worth"
        if asset.permitted and isinstance(asset, Investment):
            found = f"is a retrofit of '{asset.retrofit_of}', which has no permit"
            fix = f"write permitted: true for '{asset.retrofit_of}'"
        yield Fault(f"assets.{key}", found, "it is left out", fix, warning=True)


def would_give(cluster: Cluster, hub: Hub) -> list[str]:
    """Return the ids of the assets that would give into a hub if they had their permit."""
    site, carrier = hub
    return [
        key
        for key, asset in cluster.withheld.items()
        if asset.location in (cluster.sites if asset.place == "site" else cluster.corridors)
        and any(
            (port.site, port.carrier) == (site, carrier) and port.gives
            for port in asset.ports(cluster.ends(asset))
        )
    ]
