r"""What a carrier costs at each place of a plan: hydrogen, heat, power, and getting rid of CO2.

Cost follows what flows. A *product* passes it on to whoever takes it: at each hub all that comes in is mixed,
so everybody takes it at the same unit cost :math:`c_h`. A *waste* (a carrier that is released as an impact,
such as flue gas or CO2, and that nobody demands) passes cost back to whoever gives it: there :math:`c_h` is
what it costs to get rid of a unit, by venting at the carbon price, or by capture, transport and storage. All
that asset :math:`a` costs in a year,

.. math::

    T_a = C_a + \sum_{h \in \text{products}} c_h \, q^{in}_{a h}
        + \sum_{h \in \text{wastes}} c_h \, q^{out}_{a h},

is shared among the products it gives, or, if it gives none, among the wastes that it takes, by shares
:math:`s_{a h}`. At each hub

.. math:: c_h \, U_h = C_h + \sum_a s_{a h} T_a,

with :math:`U_h` what is used of a product (given less surplus), or what is given of a waste, and :math:`C_h`
what the hub itself costs, such as carbon that is vented. These are as many linear equations as hubs. Cost
that no product or waste carries on, that of demands and of sources of mere waste, is final, and adds up to
the plan's.

==============  =============================================================================  ==============
symbol          meaning                                                                        unit
==============  =============================================================================  ==============
:math:`c`       unit cost                                                                      EUR/MWh, EUR/t
:math:`C`       annuities, operation, purchases, carbon and support of a year                  EUR/a
:math:`q`       yearly flows from and to hubs                                                  MWh/a, t/a
:math:`s`       shares of co-products: by amount (energy, or tonnes), by value, or by weight   1
==============  =============================================================================  ==============

Annuities stand for capital, so payments and amounts are those at the end of each year, as in
`synergy.economics.constant_levelised_cost`. With ``sales="credit"`` what a market pays lowers the cost of
what others use at the same hub; with ``sales="use"`` sales are a use like any other, and their margin is
final.

The equations are those of average cost accounting in thermoeconomics: M. A. Lozano, A. Valero, "Theory of the
exergetic cost", Energy 18 (1993) 939-960, with amounts, values or weights instead of exergy; wastes are
charged to what gives them as in C. Torres, A. Valero, V. Rangel, A. Zaleta, "On the cost formation process of
the residues", Energy 33 (2008) 144-152.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np
import pandas as pd

from synergy.errors import Fault, ScenarioError
from synergy.finance.cost_flows import LEAST_FLOW, SOLD, CostFlows, Hub, Split, cost_flows, product_shares

if TYPE_CHECKING:
    from synergy.plan.plan import Plan

Sales = Literal["credit", "use"]
LEAST_COST = 1e-12
"""Final costs below this share of all are rounding."""
MISFIT = 1e-6
"""Largest error of the equations, relative to all costs."""


@dataclass(frozen=True, eq=False)
class LevelisedCosts:
    """Unit cost of carriers.

    Parameters
    ----------
    hubs : DataFrame
        By carrier and site: ``role`` (``"product"`` or ``"waste"``), ``cost`` in ``cost_unit``, and
        ``amount`` used (of a waste: given) in ``amount_unit``.
    carriers : DataFrame
        By carrier: ``cost``, the mean at the last users (of a waste: at the sources), in ``cost_unit``;
        ``amount`` there; ``transport``, what it costs to move a unit, and ``moved``, what leaves corridors
        for good. Transport is the cost of the corridors' assets and of the energy that drives them; the value
        of what is lost on the way is not in it.
    final : Series
        What is final, by asset or policy, in money a year; adds up to the plan's cost.
    """

    hubs: pd.DataFrame
    carriers: pd.DataFrame
    final: pd.Series[float]


def levelised_costs(plan: Plan, split: Split = "amount", sales: Sales = "credit") -> LevelisedCosts:
    """Return what each carrier costs at each hub of a plan.

    Parameters
    ----------
    plan : Plan
    split : {"amount", "value"} or mapping of str to float
        How the cost of an asset is shared among its products: by amount, where all are energy or all tonnes;
        by what they are worth at the plan's prices; or by weight per MWh or t, by carrier. Wastes beside
        products carry nothing.
    sales : {"credit", "use"}
        Whether what is sold lowers the cost of what is used at the same hub, or is a use itself. Where
        nothing else is used it always is one.

    Returns
    -------
    LevelisedCosts

    Raises
    ------
    ScenarioError
        If products of an asset can not be compared, weights or prices are missing, or cost runs in circles.

    Examples
    --------
    >>> import synergy
    >>> from synergy.finance import levelised_costs
    >>> plan = synergy.solve(synergy.examples.load("hydrogen-valley"))
    >>> round(float(levelised_costs(plan).carriers.loc["hydrogen", "cost"]), 1)
    105.6
    """
    flows = cost_flows(plan)
    _check(split, sales)
    shares = product_shares(plan, flows, split)
    used = {hub: flows.used(hub) for hub in plan.scenario.cluster.hubs}
    credit = _credited(flows, used) if sales == "credit" else {}
    unit_costs = _unit_costs(plan, flows, shares, used, credit)
    return LevelisedCosts(
        _hub_table(plan, flows, unit_costs, used),
        _carrier_table(plan, flows, unit_costs),
        _final(flows, shares, unit_costs),
    )


def _check(split: Split, sales: str) -> None:
    faults = []
    if isinstance(split, str) and split not in ("amount", "value"):
        faults.append(Fault("split", f"'{split}'", fix="use amount, value, or weights by carrier"))
    if sales not in get_args(Sales):
        faults.append(Fault("sales", f"'{sales}'", fix="use credit or use"))
    if faults:
        raise ScenarioError(faults)


def _credited(flows: CostFlows, used: dict[Hub, float]) -> dict[Hub, float]:
    """Take sales out of what is used, and return what they earn at each hub; negative, money a year."""
    sold: dict[Hub, float] = {}
    earned: dict[Hub, float] = {}
    for name, node in flows.nodes.items():
        for hub, amount in node.takes.items() if name.startswith(SOLD) else ():
            if hub[1] not in flows.wastes:
                sold[hub] = sold.get(hub, 0.0) + amount
                earned[hub] = earned.get(hub, 0.0) + node.cost
    credit = {hub: cost for hub, cost in earned.items() if used[hub] - sold[hub] > LEAST_FLOW}
    for name, node in flows.nodes.items():
        if name.startswith(SOLD) and not node.takes.keys().isdisjoint(credit):
            node.cost, node.takes = 0.0, {}
    for hub in credit:
        used[hub] -= sold[hub]
    return credit


def _unit_costs(
    plan: Plan,
    flows: CostFlows,
    shares: Mapping[str, Mapping[Hub, float]],
    used: Mapping[Hub, float],
    credit: Mapping[Hub, float],
) -> dict[Hub, float]:
    """Solve the equations of the hubs; the cost of what nobody uses is zero."""
    hubs = list(used)
    at = {hub: number for number, hub in enumerate(hubs)}
    matrix = np.diag([amount if amount > LEAST_FLOW else 1.0 for amount in used.values()])
    right = np.array([flows.hub_costs.get(hub, 0.0) + credit.get(hub, 0.0) for hub in hubs])
    right[[used[hub] <= LEAST_FLOW for hub in hubs]] = 0.0
    for name, node in flows.nodes.items():
        for hub, share in shares[name].items():
            right[at[hub]] += share * node.cost
            for other, amount in flows.charged(node):
                matrix[at[hub], at[other]] -= share * amount
    found = np.linalg.lstsq(matrix, right, rcond=None)[0]
    misfit = np.abs(matrix @ found - right).max(initial=0.0)
    if not misfit <= MISFIT * max(1.0, float(plan.costs["cost"].abs().sum())):
        why = "something is made of itself alone, so its cost has no end"
        raise ScenarioError([Fault("plan", "costs run in circles", why, "look for flows that go round")])
    return {hub: float(found[at[hub]]) for hub in hubs}


def _final(
    flows: CostFlows, shares: Mapping[str, Mapping[Hub, float]], unit_costs: Mapping[Hub, float]
) -> pd.Series[float]:
    ends = {
        name: node.cost + sum(unit_costs[hub] * amount for hub, amount in flows.charged(node))
        for name, node in flows.nodes.items()
        if not shares[name]
    }
    for hub, cost in flows.hub_costs.items():
        if flows.used(hub) <= LEAST_FLOW:
            ends[f"{hub[1]} at {hub[0]}"] = cost
    found = pd.Series(ends, dtype=float, name="cost").rename_axis("asset")
    return found[found.abs() > LEAST_COST * found.abs().sum()]


def _hub_table(
    plan: Plan, flows: CostFlows, unit_costs: Mapping[Hub, float], used: Mapping[Hub, float]
) -> pd.DataFrame:
    carriers, money = plan.scenario.cluster.carriers, plan.scenario.currency
    rows = [
        {
            "carrier": carrier,
            "site": site,
            "role": "waste" if carrier in flows.wastes else "product",
            "cost": cost,
            "cost_unit": f"{money}/{carriers[carrier].unit}",
            "amount": used[site, carrier],
            "amount_unit": f"{carriers[carrier].unit}/a",
        }
        for (site, carrier), cost in unit_costs.items()
        if used[site, carrier] > LEAST_FLOW
    ]
    names = ["carrier", "site", "role", "cost", "cost_unit", "amount", "amount_unit"]
    return pd.DataFrame(rows, columns=names).set_index(["carrier", "site"])


def _carrier_table(plan: Plan, flows: CostFlows, unit_costs: Mapping[Hub, float]) -> pd.DataFrame:
    cluster, money = plan.scenario.cluster, plan.scenario.currency
    rows = []
    for name, carrier in cluster.carriers.items():
        ends = _ends(flows, name)
        amount = sum(part for _, part in ends)
        moving, moved = _moving(plan, flows, name, unit_costs)
        if amount > LEAST_FLOW:
            rows.append(
                {
                    "carrier": name,
                    "role": "waste" if name in flows.wastes else "product",
                    "cost": sum(unit_costs[hub] * part for hub, part in ends) / amount,
                    "transport": moving / moved if moved > LEAST_FLOW else np.nan,
                    "cost_unit": f"{money}/{carrier.unit}",
                    "amount": amount,
                    "moved": moved,
                    "amount_unit": f"{carrier.unit}/a",
                }
            )
    names = ["carrier", "role", "cost", "transport", "cost_unit", "amount", "moved", "amount_unit"]
    return pd.DataFrame(rows, columns=names).set_index("carrier")


def _ends(flows: CostFlows, carrier: str) -> list[tuple[Hub, float]]:
    """Return where a product is last used, or a waste comes from: by assets that do not pass it on."""
    found = []
    for node in flows.nodes.values():
        near, far = (node.gives, node.takes) if carrier in flows.wastes else (node.takes, node.gives)
        if not any(hub[1] == carrier for hub in far):
            found += [(hub, amount) for hub, amount in near.items() if hub[1] == carrier]
    return found


def _moving(
    plan: Plan, flows: CostFlows, carrier: str, unit_costs: Mapping[Hub, float]
) -> tuple[float, float]:
    """Return what the corridors of a carrier cost in a year, with what drives them, and what they move."""
    cost, net = 0.0, dict.fromkeys(plan.scenario.cluster.sites, 0.0)
    for name, asset in plan.scenario.cluster.assets.items():
        node = flows.nodes.get(name)
        if node is None or asset.place != "corridor" or asset.reference_carrier != carrier:
            continue
        cost += node.cost
        cost += sum(unit_costs[hub] * amount for hub, amount in flows.charged(node) if hub[1] != carrier)
        for sign, side in ((1.0, node.gives), (-1.0, node.takes)):
            for (site, moved), amount in side.items():
                net[site] += sign * amount if moved == carrier else 0.0
    return cost, sum(max(amount, 0.0) for amount in net.values())
