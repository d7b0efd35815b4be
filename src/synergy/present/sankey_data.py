"""What flows from where to where in a year, as links between nodes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

import pandas as pd

from synergy.cluster.asset import Asset
from synergy.plan.plan import Plan
from synergy.present.choice import chosen

LOST = "lost on the way"
"""Node for what does not arrive."""
TOO_SMALL = 1e-6
"""Links below this share of the largest in their unit are rounding errors of a solver."""

Detail = Literal["site", "cluster"]
DETAILS: tuple[Detail, ...] = ("site", "cluster")


class _Link(NamedTuple):
    source: str
    target: str
    carrier: str
    amount: float
    asset: str
    role: Literal["gives", "takes", "moves", "loses", "releases"]


def sankey_links(
    plan: Plan,
    carriers: str | Iterable[str] | None = None,
    sites: str | Iterable[str] | None = None,
    detail: Detail = "site",
) -> pd.DataFrame:
    """Return yearly flows as links between hubs and assets.

    Parameters
    ----------
    plan : Plan
    carriers, sites : str or iterable of str, optional
        Only what concerns these.
    detail : {"site", "cluster"}
        Whether each hub and asset is a node of its own, or carriers and technologies are added up over all
        sites; of what flows between sites only the losses are seen then.

    Returns
    -------
    DataFrame
        ``source``, ``target``, ``carrier``, ``amount`` a year, ``unit``, ``asset`` (or technology). Hubs are
        called as `hub_node` says; what enters a hub leaves it. What both gives and takes a carrier, such as
        a store or a market, is two nodes. Energy and mass stand in separate rows.

    Raises
    ------
    ScenarioError
        If there is no such carrier, site or detail.
    """
    cluster = plan.scenario.cluster
    (detail,) = chosen("detail", detail, DETAILS)  # type: ignore[assignment]
    wanted = chosen("carrier", carriers, cluster.carriers)
    places = frozenset(chosen("site", sites, cluster.sites))
    found = [*_of_assets(plan, wanted, places, detail), *_of_surplus(plan, wanted, places, detail)]
    links = pd.DataFrame(found, columns=list(_Link._fields))
    links = links[links["source"] != links["target"]]
    keys = [name for name in _Link._fields if name != "amount"]
    links = links.groupby(keys, sort=False, as_index=False)["amount"].sum()
    links["unit"] = [cluster.carriers[carrier].unit for carrier in links["carrier"]]
    largest = links.groupby("unit")["amount"].transform("max")
    links = links[links["amount"] > TOO_SMALL * largest].reset_index(drop=True)
    _part_givers_from_takers(links)
    return links[["source", "target", "carrier", "amount", "unit", "asset"]]


def hub_node(site: str, carrier: str, detail: Detail = "site") -> str:
    """Return how the node of a hub is called.

    Examples
    --------
    >>> hub_node("mill", "steam"), hub_node("mill", "steam", "cluster")
    ('steam at mill', 'steam')
    """
    return f"{carrier} at {site}" if detail == "site" else carrier


def asset_node(asset: Asset, detail: Detail = "site") -> str:
    """Return how the node of an asset is called: by itself, or by what it has in common with others."""
    if detail == "site":
        return asset.id
    return asset.technology or f"{asset.kind.replace('_', ' ')} ({asset.reference_carrier})"


def _of_assets(
    plan: Plan, wanted: tuple[str, ...], places: frozenset[str], detail: Detail
) -> Iterator[_Link]:
    cluster = plan.scenario.cluster
    flows = plan.yearly_flows()
    for key, asset in cluster.assets.items():
        if key not in flows.index.get_level_values("asset"):
            continue
        own, name = flows.loc[key], asset_node(asset, detail)
        moves = asset.place == "corridor"
        if moves and asset.reference_carrier in wanted and places & set(cluster.ends(asset)):
            yield from _moved(asset, cluster.ends(asset), own, detail)
        for (site, carrier), row in own.iterrows():
            if carrier not in wanted or site not in places:
                continue
            if moves and carrier == asset.reference_carrier:
                continue
            hub = hub_node(site, carrier, detail)
            yield _Link(name, hub, carrier, float(row["given"]), name, "gives")
            yield _Link(hub, name, carrier, float(row["taken"]), name, "takes")


def _moved(asset: Asset, ends: tuple[str, ...], own: pd.DataFrame, detail: Detail) -> Iterator[_Link]:
    """Yield what goes from hub to hub, and what is lost between them."""
    carrier, name = asset.reference_carrier, asset_node(asset, detail)
    for start, end in (ends, ends[::-1]):
        taken, given = float(own.at[(start, carrier), "taken"]), float(own.at[(end, carrier), "given"])
        source = hub_node(start, carrier, detail)
        yield _Link(source, hub_node(end, carrier, detail), carrier, given, name, "moves")
        yield _Link(source, LOST, carrier, taken - given, name, "loses")


def _of_surplus(
    plan: Plan, wanted: tuple[str, ...], places: frozenset[str], detail: Detail
) -> Iterator[_Link]:
    yearly = plan.surplus.mul(plan.hours, axis=0).sum()
    for (site, carrier), amount in yearly.items():
        if carrier in wanted and site in places:
            hub = hub_node(site, carrier, detail)
            yield _Link(hub, f"{carrier} released", carrier, float(amount), "", "releases")


def _part_givers_from_takers(links: pd.DataFrame) -> None:
    """Call what gives a carrier and takes it too by two names, so that nothing flows in a circle."""
    gives = set(links.loc[links["role"] == "gives", ["source", "carrier"]].itertuples(index=False, name=None))
    takes = set(links.loc[links["role"] == "takes", ["target", "carrier"]].itertuples(index=False, name=None))
    for node, carrier in gives & takes:
        same = links["carrier"] == carrier
        links.loc[same & (links["role"] == "gives") & (links["source"] == node), "source"] = f"{node} (gives)"
        links.loc[same & (links["role"] == "takes") & (links["target"] == node), "target"] = f"{node} (takes)"
