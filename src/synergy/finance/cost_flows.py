"""What of a plan's cost goes where: each asset's yearly cost, and what it gives and takes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import pandas as pd

from synergy.errors import Fault, ScenarioError, did_you_mean
from synergy.surplus import surplus_name

if TYPE_CHECKING:
    from synergy.plan.plan import Plan

Hub = tuple[str, str]
"""Site and carrier."""
Split = Literal["amount", "value"] | Mapping[str, float]
SALE, SOLD = "sale", "sales of "
LEAST_FLOW = 1e-6
"""Yearly flows, in MWh or t, below which nothing flows."""


@dataclass(eq=False)
class CostNode:
    """One asset, or the selling side of a market.

    Parameters
    ----------
    cost : float
        Money a year; negative where it earns.
    gives, takes : dict of (site, carrier) to float
        MWh or t a year.
    """

    cost: float = 0.0
    gives: dict[Hub, float] = field(default_factory=dict)
    takes: dict[Hub, float] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class CostFlows:
    """A plan as flows that carry cost.

    Parameters
    ----------
    nodes : mapping of str to CostNode
        By asset; the selling side of a market stands under ``"sales of ..."``.
    hub_costs : mapping of (site, carrier) to float
        What hubs themselves cost, such as carbon that is vented; money a year.
    surplus : mapping of (site, carrier) to float
        What nobody takes; MWh or t a year.
    wastes : frozenset of str
        Carriers that are released as an impact and that nobody demands.
    """

    nodes: dict[str, CostNode]
    hub_costs: Mapping[Hub, float]
    surplus: Mapping[Hub, float]
    wastes: frozenset[str]

    def used(self, hub: Hub) -> float:
        """Return what is used of a product at a hub, or what is given of a waste; MWh or t a year."""
        given = sum(node.gives.get(hub, 0.0) for node in self.nodes.values())
        return given if hub[1] in self.wastes else given - self.surplus.get(hub, 0.0)

    def charged(self, node: CostNode) -> Iterable[tuple[Hub, float]]:
        """Yield what a node pays for beside its own cost: products that it takes, wastes that it gives."""
        yield from ((hub, amount) for hub, amount in node.takes.items() if hub[1] not in self.wastes)
        yield from ((hub, amount) for hub, amount in node.gives.items() if hub[1] in self.wastes)

    def carried_by(self, node: CostNode) -> dict[Hub, float]:
        """Return what carries its cost on: the products that it gives, or else the wastes that it takes."""
        products = {hub: amount for hub, amount in node.gives.items() if hub[1] not in self.wastes}
        return products or {hub: amount for hub, amount in node.takes.items() if hub[1] in self.wastes}


def cost_flows(plan: Plan) -> CostFlows:
    """Return how a plan's yearly costs and amounts flow."""
    cluster = plan.scenario.cluster
    hub_of = {surplus_name(*hub): hub for hub in cluster.hubs}
    nodes: dict[str, CostNode] = {}
    hub_costs: dict[Hub, float] = {}
    for name, category, cost in zip(
        plan.costs["asset"], plan.costs["category"], plan.costs["cost"].astype(float), strict=True
    ):
        if name in hub_of:
            hub_costs[hub_of[name]] = hub_costs.get(hub_of[name], 0.0) + cost
        else:
            key = f"{SOLD}{name}" if category == SALE else name
            nodes.setdefault(key, CostNode()).cost += cost
    yearly = plan.yearly_flows()
    for (name, site, carrier), given, taken in zip(
        yearly.index, yearly["given"], yearly["taken"], strict=True
    ):
        node = nodes.setdefault(name, CostNode())
        if given > LEAST_FLOW:
            node.gives[site, carrier] = float(given)
        if taken > LEAST_FLOW:
            nodes.get(f"{SOLD}{name}", node).takes[site, carrier] = float(taken)
    surplus = {hub: float(values @ plan.hours) for hub, values in plan.surplus.items()}
    return CostFlows(nodes, hub_costs, surplus, wastes(plan))


def wastes(plan: Plan) -> frozenset[str]:
    """Return the carriers that are released as an impact and that nobody demands."""
    cluster = plan.scenario.cluster
    demanded = {asset.reference_carrier for asset in cluster.assets.values() if asset.kind == "demand"}
    released = {carrier.id for carrier in cluster.carriers.values() if carrier.released_as is not None}
    return frozenset(released - demanded)


def product_shares(plan: Plan, flows: CostFlows, split: Split) -> dict[str, dict[Hub, float]]:
    """Return by which shares each node's cost is carried on; empty where it is final.

    Raises
    ------
    ScenarioError
        If products of an asset can not be compared, or weights or prices are missing.
    """
    carriers = plan.scenario.cluster.carriers
    faults: dict[str, Fault] = {}
    if not isinstance(split, str):
        for name in split:
            if name not in carriers:
                found = f"'{name}' is no carrier{did_you_mean(name, carriers)}"
                faults[name] = Fault(f"split.{name}", found)
    shares = {}
    for name, node in flows.nodes.items():
        amounts = {
            hub: amount for hub, amount in flows.carried_by(node).items() if flows.used(hub) > LEAST_FLOW
        }
        kinds = {carrier for _, carrier in amounts}
        weights = amounts
        if len(kinds) > 1 and kinds.isdisjoint(flows.wastes):
            weights, fault = _weights(plan, name, amounts, split)
            if fault is not None:
                faults[name] = fault
        total = sum(weights.values())
        shares[name] = {hub: weight / total for hub, weight in weights.items()} if total > 0 else {}
    if faults:
        raise ScenarioError(faults.values())
    return shares


def _weights(
    plan: Plan, name: str, amounts: Mapping[Hub, float], split: Split
) -> tuple[dict[Hub, float], Fault | None]:
    """Return by what the cost of co-products is shared, and what speaks against it."""
    carriers = plan.scenario.cluster.carriers
    place = f"assets.{name}"
    listed = " and ".join(dict.fromkeys(carrier for _, carrier in amounts))
    if not isinstance(split, str):
        absent = sorted({carrier for _, carrier in amounts} - set(split))
        fault = (
            Fault("split", f"no weight of {absent[0]}, which {name} gives", fix="give one")
            if absent
            else None
        )
        return {hub: amount * split.get(hub[1], 0.0) for hub, amount in amounts.items()}, fault
    if split == "value":
        worth = {hub: _worth(plan, name, hub) for hub in amounts}
        if sum(worth.values()) > 0:
            return worth, None
        why = "cost is to be shared by value"
        return worth, Fault(place, f"no prices of {listed}", why, "solve with prices=True, or give weights")
    if len({carriers[carrier].unit for _, carrier in amounts}) == 1:
        return dict(amounts), None
    found = f"gives {listed} in different units"
    fix = 'use split="value", or weights such as split={"hydrogen": 1.0, ...}'
    return dict(amounts), Fault(place, found, "its cost can not be shared by amount", fix)


def _worth(plan: Plan, name: str, hub: Hub) -> float:
    """Return what an asset gives to a hub at the plan's prices, in money a year; nothing below zero."""
    if hub not in plan.prices.columns:
        return 0.0
    given: pd.Series[float] = plan.flows[(name, *hub)].clip(lower=0.0) * plan.hours
    return max(0.0, float(given @ plan.prices[hub].fillna(0.0)))
