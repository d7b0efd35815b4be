r"""Who uses what of a network: proportional flow tracing on a plan's yearly flows.

What arrives at a site is mixed, and whatever leaves it, by pipes or to users, is that mix. For *takers* the
share of user :math:`u` in what passes site :math:`n` is traced against the flow, for *givers* with it:

.. math::

    x_{u n} \Big(\sum_v d_{v n} + \sum_{e: n \to m} f_e\Big) = d_{u n} + \sum_{e: n \to m} f_e \, x_{u m}, \\
    y_{u n} \Big(\sum_v s_{v n} + \sum_{e: m \to n} f'_e\Big) = s_{u n} + \sum_{e: m \to n} f'_e \, y_{u m}

In the same way the share :math:`z_n` of what passes a site that has come, or will go, through one of the
assets in question tells how much of a user's own amount uses them at all.

==========================  ===========================================================  ==========
symbol                      meaning                                                      unit
==========================  ===========================================================  ==========
:math:`d, s`                what a user takes from, or gives to, the network             MWh/a, t/a
:math:`f, f'`               what enters a corridor, what arrives from it                 MWh/a, t/a
==========================  ===========================================================  ==========

Both directions of a corridor that runs both ways count. An asset that both gives and takes counts by its
yearly net; assets in question at a site, such as a shared store, pass on the mix of their site.

J. Bialek, "Tracing the flow of electricity", IEE Proceedings - Generation, Transmission and Distribution 143
(1996) 313-320.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from synergy.cluster.cluster import COMMON
from synergy.finance.cost_flows import LEAST_FLOW
from synergy.time.series import FloatArray

if TYPE_CHECKING:
    from synergy.plan.plan import Plan

Payers = Literal["takers", "givers"]


@dataclass(frozen=True, eq=False)
class NetworkUse:
    """How owners use some assets.

    Parameters
    ----------
    users : DataFrame
        By owner: ``amount`` that goes through any of them, MWh or t a year; ``capacity``, its own largest
        flow, and ``peak``, its flow in the step in which all together is largest, MW or t/h; ``distance``,
        the mean way that its amount goes through them, km.
    through : DataFrame
        What each owner moves through each asset, MWh or t a year; rows by asset, columns by owner.
    """

    users: pd.DataFrame
    through: pd.DataFrame


@dataclass(frozen=True)
class _Edge:
    """One direction of a corridor's asset: yearly amounts that enter at a site and arrive at another."""

    asset: str
    start: int
    end: int
    enters: float
    arrives: float

    def backward(self) -> _Edge:
        return _Edge(self.asset, self.end, self.start, self.arrives, self.enters)


@dataclass(frozen=True, eq=False)
class _Network:
    """A carrier's network as seen by takers; for givers with everything turned round.

    ``meters`` are (asset, site) of those who pay, ``metered`` their amounts; ``supply`` is all that comes
    into a site from assets there, ``chosen`` what of it comes from assets in question, by (asset, site).
    """

    sites: tuple[str, ...]
    edges: tuple[_Edge, ...]
    meters: tuple[tuple[str, str], ...]
    metered: FloatArray
    supply: FloatArray
    chosen: Mapping[tuple[str, str], float]


def network_use(plan: Plan, assets: frozenset[str], carrier: str, payers: Payers) -> NetworkUse:
    """Return how owners use some assets of a carrier's network.

    Parameters
    ----------
    plan : Plan
    assets : frozenset of str
        Those in question, in corridors or at sites.
    carrier : str
        What they move, make or take.
    payers : {"takers", "givers"}
        Whether users are those who take the carrier from the network, or those who give it.
    """
    cluster = plan.scenario.cluster
    network = _network(plan, assets, carrier, payers)
    owner_of = [cluster.owner_of(cluster.assets[name]) or COMMON for name, _ in network.meters]
    names = list(dict.fromkeys(owner_of))
    at = {site: number for number, site in enumerate(network.sites)}
    amounts = np.zeros((len(at), len(names)))
    passed = _passed(network, assets, at)
    flows = np.zeros((len(plan.flows), len(names)))
    sign = -1.0 if payers == "takers" else 1.0
    for (name, site), owner, amount in zip(network.meters, owner_of, network.metered, strict=True):
        column = names.index(owner)
        amounts[at[site], column] += amount
        flow = np.maximum(sign * plan.flows[name, site, carrier].to_numpy(dtype=float), 0.0)
        flows[:, column] += passed[at[site]] * flow
    through = _through(network, assets, _traced(network, amounts), at, names)
    users = pd.DataFrame(
        {
            "amount": passed @ amounts,
            "capacity": flows.max(axis=0, initial=0.0),
            "peak": flows[int(np.argmax(flows.sum(axis=1)))],
        },
        index=pd.Index(names, name="user"),
    )
    used = users["amount"] > LEAST_FLOW
    lengths = np.array([cluster.length_of(cluster.assets[name]) for name in through.index])
    kilometres = pd.Series(lengths @ through.to_numpy(), index=through.columns)
    users["distance"] = kilometres / users["amount"].where(used)
    return NetworkUse(users[used], through.loc[:, used.to_numpy()])


def _network(plan: Plan, assets: frozenset[str], carrier: str, payers: Payers) -> _Network:
    """Read a carrier's network from the plan's yearly flows."""
    cluster, yearly = plan.scenario.cluster, plan.yearly_flows()
    own = yearly[yearly.index.get_level_values("carrier") == carrier].droplevel("carrier")
    given, taken = (dict(own[side].astype(float)) for side in ("given", "taken"))
    corridors = dict.fromkeys(
        name
        for name, _ in given
        if cluster.assets[name].place == "corridor" and cluster.assets[name].reference_carrier == carrier
    )
    sites = tuple(dict.fromkeys(site for _, site in given))
    at = {site: number for number, site in enumerate(sites)}
    edges = []
    for name in corridors:
        first, second = cluster.ends(cluster.assets[name])
        for start, end in ((first, second), (second, first)):
            enters, arrives = taken.get((name, start), 0.0), given.get((name, end), 0.0)
            if enters > LEAST_FLOW:
                edges.append(_Edge(name, at[start], at[end], enters, arrives))
    if payers == "givers":
        given, taken = taken, given
        edges = [edge.backward() for edge in edges]
    net = {key: taken[key] - given[key] for key in given if key[0] not in corridors}
    meters = tuple(key for key, amount in net.items() if key[0] not in assets and amount > LEAST_FLOW)
    chosen = {key: given[key] for key in net if key[0] in assets}
    supply = np.zeros(len(sites))
    for key, amount in net.items():
        supply[at[key[1]]] += chosen.get(key, max(-amount, 0.0))
    if payers == "givers":
        for (site, what), surplus in plan.surplus.items():
            if what == carrier and site in at:
                supply[at[site]] += float(surplus @ plan.hours)
    return _Network(sites, tuple(edges), meters, np.array([net[key] for key in meters]), supply, chosen)


def _passed(network: _Network, assets: frozenset[str], at: Mapping[str, int]) -> FloatArray:
    """Return the share of what passes each site that has come through the assets in question."""
    matrix, right = np.zeros((len(at), len(at))), np.zeros(len(at))
    through = network.supply.copy()
    for edge in network.edges:
        through[edge.end] += edge.arrives
        if edge.asset in assets:
            right[edge.end] += edge.arrives
        else:
            matrix[edge.end, edge.start] -= edge.arrives
    for (_, site), amount in network.chosen.items():
        right[at[site]] += amount
    return _mixed(matrix, through, right)


def _traced(network: _Network, amounts: FloatArray) -> FloatArray:
    """Return each user's share in what passes each site, shape (sites, users)."""
    matrix = np.zeros((len(amounts), len(amounts)))
    through = amounts.sum(axis=1)
    for edge in network.edges:
        through[edge.start] += edge.enters
        matrix[edge.start, edge.end] -= edge.enters
    return _mixed(matrix, through, amounts)


def _mixed(matrix: FloatArray, through: FloatArray, right: FloatArray) -> FloatArray:
    """Solve for the mix at each site; where nothing passes there is none."""
    matrix[np.diag_indices_from(matrix)] += np.where(through > LEAST_FLOW, through, 1.0)
    return np.asarray(np.linalg.lstsq(matrix, right, rcond=None)[0], dtype=np.float64)


def _through(
    network: _Network, assets: frozenset[str], shares: FloatArray, at: Mapping[str, int], names: list[str]
) -> pd.DataFrame:
    """Return what each user moves through each asset in question."""
    found = {name: np.zeros(len(names)) for name in sorted(assets)}
    for edge in network.edges:
        if edge.asset in assets:
            found[edge.asset] += edge.arrives * shares[edge.end]
    for (name, site), amount in network.chosen.items():
        found[name] += amount * shares[at[site]]
    return pd.DataFrame.from_dict(found, orient="index", columns=names)
