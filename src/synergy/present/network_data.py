"""The tables behind the picture of the network: what lies in corridors, and what stands at sites."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from synergy.cluster.asset import Investment
from synergy.cluster.carrier import BUILT_IN_IMPACTS, NET_EMISSIONS
from synergy.cluster.cluster import COMMON
from synergy.plan.plan import Plan
from synergy.present.choice import chosen
from synergy.present.places import places_of

BUILT, EXISTING, NOT_BUILT = "built", "existing", "not built"
"""States of an asset: something new is built, what stands already serves, or neither."""

LINK_COLUMNS = (
    "asset",
    "name",
    "kind",
    "carrier",
    "corridor",
    "start",
    "end",
    "length",
    "owner",
    "state",
    "existing",
    "size",
    "capacity",
    "capacity_unit",
    "capital",
    "forward",
    "backward",
    "flow",
    "flow_unit",
    "utilisation",
)


def network_links(plan: Plan, carriers: str | Iterable[str] | None = None) -> pd.DataFrame:
    """Return a row for each asset in a corridor.

    Parameters
    ----------
    plan : Plan
    carriers : str or iterable of str, optional
        Only what moves these.

    Returns
    -------
    DataFrame
        ``length`` in km; ``capacity`` in ``capacity_unit``; ``forward`` (from ``start``), ``backward`` and
        ``flow`` (both), as they enter, in ``flow_unit`` a year; ``capital`` in money; ``utilisation``, flow
        over what the capacity could carry.

    Raises
    ------
    ScenarioError
        If there is no such carrier.
    """
    cluster = plan.scenario.cluster
    wanted = chosen("carrier", carriers, cluster.carriers)
    taken = plan.yearly_flows()["taken"]
    sizes = plan.investments[plan.investments["quantity"] == "capacity"].set_index("asset")
    hours = float(plan.hours.sum())
    rows = []
    for key, asset in cluster.assets.items():
        carrier = asset.reference_carrier
        if asset.place != "corridor" or carrier not in wanted:
            continue
        start, end = cluster.ends(asset)
        forward = float(taken.get((key, start, carrier), 0.0))
        backward = float(taken.get((key, end, carrier), 0.0))
        known = key in sizes.index and isinstance(asset, Investment)
        length = cluster.length_of(asset)
        each = asset.carries("capacity", length) if isinstance(asset, Investment) else 1.0
        capacity = float(sizes.at[key, "capacity"]) * each if known else float("nan")
        built = known and bool(sizes.at[key, "built"])
        rows.append(
            (
                key,
                asset.name or key,
                asset.kind,
                carrier,
                asset.location,
                start,
                end,
                length,
                cluster.owner_of(asset) or COMMON,
                BUILT if built else NOT_BUILT if capacity == 0 else EXISTING,
                float(sizes.at[key, "existing"]) * each if known else float("nan"),
                float(sizes.at[key, "size"]) * each if known else float("nan"),
                capacity,
                cluster.carriers[carrier].flow_unit,
                float(sizes.at[key, "capital"]) if known else 0.0,
                forward,
                backward,
                forward + backward,
                cluster.carriers[carrier].unit,
                (forward + backward) / (capacity * hours) if capacity > 0 else float("nan"),
            )
        )
    return pd.DataFrame(rows, columns=list(LINK_COLUMNS))


def network_sites(plan: Plan) -> pd.DataFrame:
    """Return a row for each site: where it stands, whose it is, and what is emitted there.

    Returns
    -------
    DataFrame
        Index ``site``; ``name``, ``owner``, ``east`` and ``north`` (km, or units of the drawing); in t CO2e
        a year ``scope1``, ``scope2``, ``biogenic``, ``removal``, and ``net``: scope 1 and 2 less removals.
    """
    cluster = plan.scenario.cluster
    points = places_of(cluster).points
    sites = pd.DataFrame(
        {
            "name": [site.name or key for key, site in cluster.sites.items()],
            "owner": [site.owner or COMMON for site in cluster.sites.values()],
            "east": [points[key][0] for key in cluster.sites],
            "north": [points[key][1] for key in cluster.sites],
        },
        index=pd.Index(list(cluster.sites), name="site"),
    )
    amounts = plan.emissions_table.pivot_table(
        index="site", columns="impact", values="amount", aggfunc="sum", fill_value=0.0
    ).reindex(index=sites.index, columns=[impact.id for impact in BUILT_IN_IMPACTS], fill_value=0.0)
    sites = sites.join(amounts)
    sites["net"] = sites[list(NET_EMISSIONS)].sum(axis=1)
    return sites
