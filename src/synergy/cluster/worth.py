"""Which carriers may be worth less than nothing, so that wasting them would pay."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from synergy.cluster.cluster import Cluster


def possibly_worthless(cluster: Cluster, negative_prices: frozenset[str]) -> frozenset[str]:
    """Return the carriers whose marginal value may be negative somewhere.

    A carrier whose surplus is free never is: nobody pays to get rid of it. Any other may be once something
    pushes it in: a negative price, a plant that must run, a by-product, a conversion fed with something
    itself worthless. The set grows until nothing changes; too large a set costs binaries, never correctness.

    Parameters
    ----------
    cluster : Cluster
        What is described.
    negative_prices : frozenset of str
        Carriers that some market sells at a negative price in some step.
    """
    candidates = {carrier.id for carrier in cluster.carriers.values() if carrier.surplus != "free"}
    worthless = frozenset(negative_prices & candidates)
    while True:
        grown = worthless | {
            carrier
            for carrier in candidates - worthless
            if any(asset.pushes(carrier, worthless) for asset in cluster.assets.values())
        }
        if grown == worthless:
            return worthless
        worthless = grown
