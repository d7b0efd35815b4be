"""Accounts: one owner's side of a plan, or the whole of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from synergy.cluster.carrier import NET_EMISSIONS
from synergy.finance.cost_groups import CARBON, GROUPS, SUPPORTED, cost_groups
from synergy.finance.outlays import Outlay, dated, outlays
from synergy.time.series import FloatArray

if TYPE_CHECKING:
    from synergy.plan.plan import Plan


@dataclass(frozen=True, eq=False)
class Account:
    """What somebody pays, builds and emits.

    Parameters
    ----------
    groups : mapping of str to float
        Yearly cost by group of `cost_groups`, in money a year.
    outlays : tuple of Outlay
        What is newly built.
    emissions : float
        Net emissions, t CO2e a year.
    """

    groups: Mapping[str, float]
    outlays: tuple[Outlay, ...]
    emissions: float

    @property
    def cost(self) -> float:
        """All costs, money a year."""
        return sum(self.groups.values())

    @property
    def resources(self) -> float:
        """All costs but what policies charge and pay, money a year."""
        return self.cost - self.groups[CARBON] - self.groups[SUPPORTED]

    @property
    def net_investment(self) -> float:
        """What has to be raised, money."""
        return sum(each.net for each in self.outlays)

    def spent(self, horizon: int) -> FloatArray:
        """Return all costs by year from 0, with outlays as they fall due instead of annuities, in money."""
        yearly = self.cost - sum(each.annuity for each in self.outlays)
        flows = np.full(horizon + 1, yearly)
        flows[0] = 0.0
        for each in self.outlays:
            flows += dated(each.net, each.lifetime, each.wacc, horizon)
        return flows


NOTHING = Account(dict.fromkeys(GROUPS, 0.0), (), 0.0)


def accounts(plan: Plan) -> dict[str, Account]:
    """Return each owner's account, by owner; what nobody owns stands under ``(common)``."""
    groups, made = cost_groups(plan), outlays(plan)
    table = plan.emissions_table
    emitted = table[table["impact"].isin(NET_EMISSIONS)].groupby("owner")["amount"].sum()
    names = dict.fromkeys([*groups.index, *(each.owner for each in made), *emitted.index])
    return {
        str(name): Account(
            groups.loc[name].to_dict() if name in groups.index else NOTHING.groups,
            tuple(each for each in made if each.owner == name),
            float(emitted.get(name, 0.0)),
        )
        for name in names
    }


def together(parts: Iterable[Account]) -> Account:
    """Return the sum of accounts."""
    all_parts = list(parts)
    return Account(
        {group: sum(part.groups[group] for part in all_parts) for group in GROUPS},
        tuple(each for part in all_parts for each in part.outlays),
        sum(part.emissions for part in all_parts),
    )
