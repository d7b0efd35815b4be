"""Carbon price: a price on any impact, scope by scope."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from synergy.cluster.check import unknown
from synergy.cluster.policy import Policy
from synergy.errors import Fault
from synergy.record import Factor, described

if TYPE_CHECKING:
    from synergy.cluster.cluster import Cluster
    from synergy.formulation.policy_formulation import PolicyFormulation
    from synergy.plan.policy_audit import PolicyAudit

CATEGORIES = {"scope1": "carbon", "scope2": "carbon", "removal": "carbon", "biogenic": "carbon"}


class CarbonPrice(Policy):
    r"""Charges whoever causes an impact; removals, which count negative, earn.

    .. math:: C = \sum_i \pi_i E_i

    ===========  ==================================  ==============
    symbol       field                               unit
    ===========  ==================================  ==============
    :math:`\pi`  ``prices``                          EUR/t, EUR/m3
    :math:`E`    yearly amount of the impact         t/a, m3/a
    ===========  ==================================  ==============

    Examples
    --------
    >>> CarbonPrice(id="ets", prices={"scope1": 90.0, "removal": 90.0}).prices["scope1"]
    90.0
    """

    prices: dict[str, Factor] = described("EUR/{impact}", "price of each impact")

    @property
    def payments(self) -> frozenset[str]:
        """Categories under which it charges."""
        return frozenset(CATEGORIES.get(impact, impact) for impact in self.prices)

    def check(self, cluster: Cluster) -> Iterable[Fault]:
        """Yield a fault for each impact that is not described."""
        for impact in self.prices:
            if impact not in cluster.impacts:
                yield unknown("prices", "impact", impact, cluster.impacts)

    def formulate(self, f: PolicyFormulation) -> None:
        """Charge every entry of a priced impact to its owner."""
        for impact, price in self.prices.items():
            for entry in f.impacts([impact]):
                f.charge(entry, CATEGORIES.get(impact, impact), entry.amount * price)

    def audit(self, a: PolicyAudit) -> None:
        """Recompute the charges from the audited impacts."""
        for impact, price in self.prices.items():
            for entry in a.impacts([impact]):
                a.charge(entry, CATEGORIES.get(impact, impact), entry.amount * price)
