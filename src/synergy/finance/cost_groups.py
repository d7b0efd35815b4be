"""Costs of a plan in the groups in which accountants look at them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

import pandas as pd

from synergy.cluster.vintage import LEARNING, SUPPORT
from synergy.policies.carbon_price import CarbonPrice
from synergy.policies.free_allocation import FreeAllocation

if TYPE_CHECKING:
    from synergy.plan.plan import Plan

CARBON, SUPPORTED, OTHER = "carbon", "support", "other"
GROUPS = ("annuity", "operation", "purchases and sales", "tariffs", CARBON, SUPPORTED, OTHER)
"""Groups of cost; together they are all of it."""
_GROUP_OF: Mapping[str, str] = MappingProxyType(
    {
        "investment": "annuity",
        LEARNING: "annuity",
        "fixed operation": "operation",
        "variable operation": "operation",
        "starts": "operation",
        "shift": "operation",
        "purchase": "purchases and sales",
        "sale": "purchases and sales",
        "tariff": "tariffs",
        SUPPORT: SUPPORTED,
    }
)


def cost_groups(plan: Plan) -> pd.DataFrame:
    """Return yearly cost of each owner in each group.

    ``carbon`` is what impacts cost less free allowances, ``support`` what other policies pay (negative) or
    take, ``tariffs`` what disposals charge; what users' own kinds charge under other names is ``other``.

    Parameters
    ----------
    plan : Plan

    Returns
    -------
    DataFrame
        Rows by owner, a column for each group, in money a year.
    """
    group_of = dict(_GROUP_OF)
    for policy in plan.scenario.policies:
        group = CARBON if isinstance(policy, CarbonPrice | FreeAllocation) else SUPPORTED
        group_of |= dict.fromkeys(policy.payments, group)
    costs = plan.costs.assign(group=[group_of.get(name, OTHER) for name in plan.costs["category"]])
    table: pd.DataFrame = costs.pivot_table(
        index="owner", columns="group", values="cost", aggfunc="sum", fill_value=0.0, sort=False
    )
    return table.reindex(columns=list(GROUPS), fill_value=0.0).astype(float)
