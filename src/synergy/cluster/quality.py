"""Quality classes: carriers of one substance, of which the better ones serve where the worse are asked for.

A class promises at least some of this and at most some of that (`Carrier.lacks_for`). What goes from a better
class to a worse one, such as steam let down to a lower pressure, is a converter with ratio 1; what cleans up
is a converter that takes power, heat, some of the stream or money as well.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from synergy.errors import Fault, few

if TYPE_CHECKING:
    from synergy.cluster.asset import Asset
    from synergy.cluster.cluster import Cluster, Hub

NOTHING_LOST = 1.0 - 1e-9
"""What gives less than this of what it takes pays with the stream itself."""
COSTS = ("capex", "opex", "tariff")
"""How fields that hold costs begin."""


def clean_ups_for_nothing(cluster: Cluster) -> Iterator[Fault]:
    """Yield a warning for each asset that makes a better class out of a worse one and nothing else."""
    for key, asset in cluster.assets.items():
        gains = getattr(asset, "gains", None)
        if gains is None or asset.place != "site" or _costs_something(asset):
            continue
        for (_, source), (_, target), gain in gains(cluster.ends(asset), cluster.length_of(asset)):
            taken, given = cluster.carriers[source], cluster.carriers[target]
            if not taken.substance or taken.substance != given.substance or gain < NOTHING_LOST:
                continue
            lacks = taken.lacks_for(given)
            if lacks:
                yield Fault(
                    f"assets.{key}",
                    f"makes {target} of {source}, which has {few(lacks)}, and takes nothing for it",
                    "a clean-up for nothing",
                    "give the power, heat or cost that it takes",
                    warning=True,
                )


def _costs_something(asset: Asset) -> bool:
    names = (name for name in type(asset).model_fields if name.startswith(COSTS))
    return any(value != 0 for name in names if (value := getattr(asset, name)) is not None)


def other_class(cluster: Cluster, hub: Hub, supplied: Collection[Hub]) -> tuple[str, str] | None:
    """Return what is there of a substance where another class of it is asked for, and what that needs.

    Parameters
    ----------
    cluster : Cluster
    hub : (site, carrier)
        Where a class is asked for that nothing supplies.
    supplied : collection of (site, carrier)
        Where something can be supplied.

    Returns
    -------
    (found, fix) or None
        In words; None if no class of the substance is there.
    """
    site, wanted = hub
    asked = cluster.carriers[wanted]
    classes = [
        carrier
        for carrier in cluster.carriers.values()
        if asked.substance and carrier.substance == asked.substance and (site, carrier.id) in supplied
    ]
    if not classes:
        return None
    nearest = min(classes, key=lambda carrier: len(carrier.lacks_for(asked)))
    lacks = nearest.lacks_for(asked)
    if lacks:
        found = f"of {asked.substance} only {nearest.id} is there, which has {few(lacks)}"
        return found, f"add a clean-up: a converter that takes {nearest.id} and gives {wanted}"
    found = f"{nearest.id} is there and is as good, but nothing turns it into {wanted}"
    return found, f"add a converter that takes 1 of {nearest.id} and gives 1 of {wanted}"
