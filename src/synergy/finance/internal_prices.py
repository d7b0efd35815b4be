r"""Internal transfer prices: what owners would pay each other for what they hand over.

The price of a carrier at a hub, :math:`\pi_{ht}`, is what one unit more of it would cost there: the dual
of the hub's balance, with integers fixed at the plan's. An owner pays it for what its assets take and gets it
for what they give,

.. math:: T_o = -\sum_{a \in A_o} \sum_h \sum_t w_t \, \pi_{ht} \, q_{aht} + \sum_{h \in H_o} \sum_t w_t \,
          \pi_{ht} \, u_{ht}

with surplus counted to the owner of the site, who is charged for what is let go there. So transfers of all
owners add up to nothing. They clear what running costs; what building costs is left to be shared (Owen 1975).

===============  ===========================================  ==============
symbol           in the plan                                  unit
===============  ===========================================  ==============
:math:`\pi`      ``plan.prices``                              EUR/MWh, EUR/t
:math:`q`        ``plan.flows``, what an asset puts in        MW or t/h
:math:`u`        ``plan.surplus``                             MW or t/h
:math:`w`        ``plan.hours``                               h/a
===============  ===========================================  ==============

References
----------
G. Owen, "On the core of linear production games", Mathematical Programming 9 (1975).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from synergy.cluster.check import unknown
from synergy.cluster.cluster import COMMON
from synergy.errors import Fault, ScenarioError

if TYPE_CHECKING:
    import pandas as pd

    from synergy.plan.plan import Plan


def internal_transfers(plan: Plan, carriers: Iterable[str] | None = None) -> dict[str, float]:
    """Return what each owner pays for what it takes, less what it gets, at internal prices, money a year.

    Parameters
    ----------
    plan : Plan
        Solved with prices.
    carriers : iterable of str, optional
        What is paid for; the rest is shared in another way, such as by a tariff. All if not given.

    Raises
    ------
    ScenarioError
        If the plan has no prices, or a carrier is unknown.

    Examples
    --------
    >>> import synergy
    >>> plan = synergy.solve(synergy.examples.load("two-plants"))
    >>> paid = internal_transfers(plan)
    >>> paid["acid"] < 0 < paid["paper"], abs(sum(paid.values())) < 1.0
    (True, True)
    """
    cluster = plan.scenario.cluster
    faults = [
        unknown("carriers", "carrier", c, cluster.carriers)
        for c in carriers or ()
        if c not in cluster.carriers
    ]
    if plan.prices.empty:
        faults.append(Fault("prices", "the plan has none", fix="solve with prices=True"))
    if faults:
        raise ScenarioError(faults)
    wanted = frozenset(cluster.carriers if carriers is None else carriers)
    prices, flows, surplus = (_of(table, wanted) for table in (plan.prices, plan.flows, plan.surplus))
    hours = plan.hours.to_numpy()[:, None]
    paid = dict.fromkeys(cluster.owners, 0.0)
    worth = flows.to_numpy() * prices[list(flows.columns.droplevel("asset"))].to_numpy()
    names = flows.columns.get_level_values("asset")
    for asset, amount in zip(names, (worth * hours).sum(axis=0), strict=True):
        owner = cluster.owner_of(cluster.assets[asset]) or COMMON
        paid[owner] = paid.get(owner, 0.0) - float(amount)
    left = surplus.to_numpy() * prices[list(surplus.columns)].to_numpy()
    sites = surplus.columns.get_level_values("site")
    for site, amount in zip(sites, (left * hours).sum(axis=0), strict=True):
        owner = cluster.sites[site].owner or COMMON
        paid[owner] = paid.get(owner, 0.0) + float(amount)
    return paid


def _of(table: pd.DataFrame, carriers: frozenset[str]) -> pd.DataFrame:
    return table.loc[:, table.columns.get_level_values("carrier").isin(carriers)]
