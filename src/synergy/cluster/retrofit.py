"""Retrofits: assets that are built from what stands of another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from synergy.cluster.asset import Asset, Investment
from synergy.errors import Fault, did_you_mean

if TYPE_CHECKING:
    from synergy.cluster.cluster import Cluster


def retrofits_first(assets: Mapping[str, Asset]) -> list[str]:
    """Return the ids of assets so that each retrofit comes before the asset that it converts.

    Parameters
    ----------
    assets : mapping of str to Asset
        Without circles of retrofits, which `retrofit_faults` finds.
    """
    depth = {key: len(list(_originals(assets, key))) for key in assets}
    return sorted(assets, key=lambda key: -depth[key])


def retrofit_faults(cluster: Cluster) -> Iterator[Fault]:
    """Yield a fault for each retrofit of nothing, of itself, or in a circle."""
    for key, asset in cluster.assets.items():
        if not isinstance(asset, Investment) or asset.retrofit_of is None:
            continue
        place, other = f"assets.{key}.retrofit_of", asset.retrofit_of
        if not isinstance(cluster.assets.get(other), Investment):
            what = "has no capacity" if other in cluster.assets else "is no asset"
            hint = did_you_mean(other, [k for k, a in cluster.assets.items() if isinstance(a, Investment)])
            yield Fault(place, f"'{other}' {what}{hint}", fix="name an asset that stands already")
        elif key in _originals(cluster.assets, key):
            yield Fault(place, "leads back to itself", "nothing could be built first", "break the circle")


def _originals(assets: Mapping[str, Asset], key: str) -> Iterator[str]:
    """Yield what an asset converts, what that converts in turn, and so on; stops in a circle."""
    seen: set[str] = set()
    asset = assets.get(key)
    while isinstance(asset, Investment) and asset.retrofit_of is not None and asset.retrofit_of not in seen:
        seen.add(asset.retrofit_of)
        yield asset.retrofit_of
        asset = assets.get(asset.retrofit_of)
