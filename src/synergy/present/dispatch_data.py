"""How a hub is balanced, step by step."""

from __future__ import annotations

import pandas as pd

from synergy.errors import Fault, ScenarioError
from synergy.plan.plan import Plan
from synergy.present.choice import chosen

SURPLUS = "(surplus)"
"""Column of what nobody takes, in brackets, so that no asset can be called the same."""
QUIET = 1e-6
"""Flows that never exceed this share of the largest are left out."""


def dispatch_table(plan: Plan, site: str, carrier: str) -> pd.DataFrame:
    """Return what each asset gives to a hub, or takes (negative), in each step.

    Parameters
    ----------
    plan : Plan
    site, carrier : str

    Returns
    -------
    DataFrame
        Rows (year, period, step); a column for each asset that does something, and ``"(surplus)"``, which
        counts as taken where there is one; each row adds up to zero. In MW or t/h.

    Raises
    ------
    ScenarioError
        If there is no such site or carrier, or the carrier is not used at the site.
    """
    cluster = plan.scenario.cluster
    chosen("site", site, cluster.sites)
    chosen("carrier", carrier, cluster.carriers)
    here = [of for at, of in cluster.hubs if at == site]
    if carrier not in here:
        used = f"use one of {', '.join(here)}" if here else "name another site"
        raise ScenarioError([Fault("carrier", f"'{carrier}' is not used at site '{site}'", fix=used)])
    at_hub = (plan.flows.columns.get_level_values("site") == site) & (
        plan.flows.columns.get_level_values("carrier") == carrier
    )
    table = plan.flows.loc[:, at_hub].droplevel(["site", "carrier"], axis=1)
    if (site, carrier) in plan.surplus.columns:
        table = table.assign(**{SURPLUS: -plan.surplus[site, carrier]})
    largest = table.abs().max()
    table = table.loc[:, largest > QUIET * max(float(largest.max()), QUIET)]
    table.columns.name = "asset"
    return table
