"""What a reader of a plan looks for first: what is built, who is joined to whom, what comes and goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from synergy.cluster.asset import Investment

if TYPE_CHECKING:
    from synergy.plan.plan import Plan


def built_and_used(plan: Plan) -> pd.DataFrame:
    """Return what is newly built, the dearest first, and how much it is used.

    Returns
    -------
    DataFrame
        Rows of `Plan.built` with ``use``: yearly reference flow over what the capacity in service could
        carry all year (of a fleet: in trips without a break), or, of a store, how often its content is filled
        in a year; ``use_unit`` tells which.
    """
    cluster, yearly = plan.scenario.cluster, plan.yearly_flows()
    hours = float(plan.hours.sum())
    investments = {key: one for key, one in cluster.assets.items() if isinstance(one, Investment)}
    use, units = [], []
    for row in plan.built.itertuples():
        asset = investments[row.asset]
        reference = asset.reference_carrier
        own = yearly.xs(row.asset, level="asset") if row.asset in yearly.index else yearly.iloc[:0]
        own = own[own.index.get_level_values("carrier") == reference]
        flow = float(max(own["given"].sum(), own["taken"].sum()))
        if asset.used_by:
            flow = float((plan.results[row.asset][asset.used_by].reshape(-1) * plan.hours.to_numpy()).sum())
        each = asset.carries(row.quantity, cluster.length_of(asset))
        most = row.capacity * (each * hours if each else 1.0)
        use.append(flow / most if most > 0 else float("nan"))
        units.append("" if each else "fillings/a")
    return plan.built.assign(use=use, use_unit=units).sort_values("capital", ascending=False, kind="stable")


def exchanged(plan: Plan) -> pd.DataFrame:
    """Return what each site gives to others through corridors in a year, or gets from them (negative).

    Returns
    -------
    DataFrame
        Index (carrier, site), column ``amount`` in MWh or t; through traffic cancels out.
    """
    cluster, yearly = plan.scenario.cluster, plan.yearly_flows()
    between = [
        cluster.assets[asset].place == "corridor" and cluster.assets[asset].reference_carrier == carrier
        for asset, _, carrier in yearly.index
    ]
    part = yearly[np.array(between, dtype=bool)]
    amounts = (part["taken"] - part["given"]).groupby(level=["carrier", "site"], sort=False).sum()
    return amounts.to_frame("amount")


def come_and_gone(plan: Plan) -> pd.DataFrame:
    """Return what comes into the cluster and leaves it in a year, by carrier and kind of asset.

    Assets that touch a single hub count, so neither converters nor what lies in corridors; surplus leaves.

    Returns
    -------
    DataFrame
        Index (carrier, kind), columns ``given`` and ``taken`` in MWh or t.
    """
    cluster, yearly = plan.scenario.cluster, plan.yearly_flows()
    kinds = [
        cluster.assets[asset].kind if len(cluster.ports[asset]) == 1 else "" for asset, _, _ in yearly.index
    ]
    table = yearly.assign(kind=kinds, carrier=yearly.index.get_level_values("carrier")).reset_index(drop=True)
    surplus = plan.surplus.mul(plan.hours, axis=0).sum().groupby(level="carrier", sort=False).sum()
    rest = pd.DataFrame({"given": 0.0, "taken": surplus, "kind": "surplus", "carrier": surplus.index})
    table = pd.concat([table[table["kind"] != ""], rest])
    return table.groupby(["carrier", "kind"], sort=False)[["given", "taken"]].sum()
