"""Which assets a policy means: named ones, all of a kind, with a tag, or of an owner."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Self

from pydantic import Field

from synergy.cluster.asset import Asset, Investment
from synergy.cluster.check import unknown
from synergy.cluster.policy import Policy
from synergy.errors import Fault, did_you_mean

if TYPE_CHECKING:
    from synergy.cluster.cluster import Cluster


class Selection(Policy):
    """Base of policies that mean some assets: those to which everything that is given applies.

    Examples
    --------
    >>> from synergy.policies.ban import Ban
    >>> Ban(id="no-more-gas", tags=["fossil"]).tags
    ('fossil',)
    """

    assets: tuple[str, ...] = Field(default=(), description="assets that it means, by id; default: any")
    asset_kinds: tuple[str, ...] = Field(default=(), description="kinds of asset that it means; default: any")
    tags: tuple[str, ...] = Field(default=(), description="it means assets with one of these tags")
    owner: str | None = Field(default=None, description="owner whose assets it means; default: anybody's")

    @property
    def selects(self) -> bool:
        """Whether anything is given that assets are chosen by."""
        return bool(self.assets or self.asset_kinds or self.tags or self.owner)

    def chosen(self, cluster: Cluster) -> tuple[Asset, ...]:
        """Return the assets that it means."""
        return tuple(asset for asset in cluster.assets.values() if self._means(asset, cluster))

    def _means(self, asset: Asset, cluster: Cluster) -> bool:
        return (
            (not self.assets or asset.id in self.assets)
            and (not self.asset_kinds or asset.kind in self.asset_kinds)
            and (not self.tags or not set(self.tags).isdisjoint(asset.tags))
            and self.owner in {None, cluster.owner_of(asset)}
        )

    def check(self, cluster: Cluster) -> Iterable[Fault]:
        """Yield a fault for each name that is not described, and a warning if nothing is meant."""
        yield from unknown_assets("assets", self.assets, cluster)
        if self.owner is not None and self.owner not in cluster.owners:
            yield unknown("owner", "owner", self.owner, cluster.owners)
            return
        yield from unused_tags("tags", self.tags, cluster)
        kinds = {asset.kind for asset in cluster.assets.values()}
        for kind in self.asset_kinds:
            if kind not in kinds:
                found = f"no asset is of the kind '{kind}'{did_you_mean(kind, sorted(kinds))}"
                yield Fault("asset_kinds", found, fix=f"use one of {', '.join(sorted(kinds))}", warning=True)

    def within(self, cluster: Cluster) -> Self | None:
        """Return it with the assets that are there, or None if it meant some and none of them is."""
        kept = tuple(name for name in self.assets if name in cluster.assets)
        part = self.model_copy(update={"assets": kept})
        if (self.assets and not kept) or (self.selects and not part.chosen(cluster)):
            return None
        return part


def unknown_assets(place: str, names: Iterable[str], cluster: Cluster) -> Iterable[Fault]:
    """Yield a fault for each name that is no asset's."""
    for name in names:
        if name not in cluster.assets and name not in cluster.withheld:
            yield unknown(place, "asset", name, cluster.assets)


def unused_tags(place: str, tags: Iterable[str], cluster: Cluster) -> Iterable[Fault]:
    """Yield a warning for each tag that no asset has."""
    known = sorted({tag for asset in cluster.assets.values() for tag in asset.tags})
    for tag in tags:
        if tag not in known:
            found = f"no asset has the tag '{tag}'{did_you_mean(tag, known)}"
            fix = f"use one of {', '.join(known)}" if known else "give assets tags"
            yield Fault(place, found, "it means nothing", fix, warning=True)


def gives_only(asset: Asset, carrier: str, cluster: Cluster) -> bool:
    """Return whether an asset at a site gives a carrier and never takes it: its flow is its output."""
    ports = [port for port in cluster.ports[asset.id] if port.carrier == carrier]
    return asset.place == "site" and bool(ports) and all(port.gives and not port.takes for port in ports)


def takes_only(asset: Asset, carrier: str, cluster: Cluster) -> bool:
    """Return whether an asset at a site takes a carrier and never gives it: its flow is its use."""
    ports = [port for port in cluster.ports[asset.id] if port.carrier == carrier]
    return asset.place == "site" and bool(ports) and all(port.takes and not port.gives for port in ports)


def capacity_faults(policy: Selection, cluster: Cluster, added: bool = True) -> Iterable[Fault]:
    """Yield faults where a policy means nothing, things without capacity, or capacities of several units."""
    if not policy.selects:
        yield Fault("", "means no asset", fix="give assets, asset_kinds, tags or owner")
        return
    units: dict[str, str] = {}
    for asset in policy.chosen(cluster):
        if isinstance(asset, Investment):
            unit = asset.size_unit("capacity", cluster.carriers[asset.reference_carrier])
            units.setdefault(unit, asset.id)
        elif asset.id in policy.assets:
            yield Fault("assets", f"'{asset.id}' has no capacity", fix="name what can be built")
    if added and len(units) > 1:
        found = " and ".join(f"'{name}' in {unit}" for unit, name in units.items())
        yield Fault(
            "capacity", f"is counted of {found}", "they can not be added", "write one policy for each"
        )


def nothing_counts(place: str, what: str) -> Fault:
    """Return the warning that of the assets meant none is of the sort that counts."""
    return Fault(
        place, f"none of the assets that it means {what}", "it does nothing", "mean others", warning=True
    )
