"""Carbon price: a price on any impact, scope by scope."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Self

from pydantic import Field

from synergy.cluster.carrier import BIOGENIC, REMOVAL, SCOPE1
from synergy.cluster.check import unknown
from synergy.cluster.policy import Policy
from synergy.errors import Fault
from synergy.record import Factor, described

if TYPE_CHECKING:
    from synergy.cluster.cluster import Cluster
    from synergy.formulation.policy_formulation import PolicyFormulation
    from synergy.plan.policy_audit import PolicyAudit
    from synergy.scenario import Scenario

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

    ``owner`` and ``site`` say whose or where impacts are priced, e.g. a levy on one company, or a scheme
    that covers one country's sites.

    Examples
    --------
    >>> CarbonPrice(id="ets", prices={"scope1": 90.0, "removal": 90.0}).prices["scope1"]
    90.0
    """

    prices: dict[str, Factor] = described("EUR/{impact}", "price of each impact")
    owner: str | None = Field(
        default=None, description="owner whose impacts are priced; default: everybody's"
    )
    site: str | None = Field(default=None, description="site whose impacts are priced; default: everywhere")

    @property
    def payments(self) -> frozenset[str]:
        """Categories under which it charges."""
        return frozenset(CATEGORIES.get(impact, impact) for impact in self.prices)

    def check(self, cluster: Cluster) -> Iterable[Fault]:
        """Yield a fault for each name that is not described."""
        for impact in self.prices:
            if impact not in cluster.impacts:
                yield unknown("prices", "impact", impact, cluster.impacts)
        if self.owner is not None and self.owner not in cluster.owners:
            yield unknown("owner", "owner", self.owner, cluster.owners)
        if self.site is not None and self.site not in cluster.sites:
            yield unknown("site", "site", self.site, cluster.sites)

    def check_in(self, scenario: Scenario) -> Iterable[Fault]:
        """Yield a warning where letting go what was captured would earn the difference of two prices."""
        carriers = scenario.cluster.carriers.values()
        if not {BIOGENIC, SCOPE1} <= {carrier.released_as for carrier in carriers}:
            return
        removal, release = (
            sum(policy.price_of(impact) or 0.0 for policy in scenario.policies)
            for impact in (REMOVAL, SCOPE1)
        )
        if self.prices.get(REMOVAL, 0.0) > 0 and removal > release:
            yield Fault(
                "prices.removal",
                f"all prices together pay {removal:g} for a t captured and charge {release:g} for a t let go",
                "biogenic CO2 that is captured and let go would earn the difference",
                "price scope1 as high, or describe a removal_certificate, which pays for what stays stored",
                warning=True,
            )

    def within(self, cluster: Cluster) -> Self | None:
        """Return it unless its site is not there."""
        return None if self.site is not None and self.site not in cluster.sites else self

    def pushes(self, cluster: Cluster) -> frozenset[str]:
        """Return the carriers that assets may give for the sake of an impact that earns."""
        found: set[str] = set()
        if self.prices.get(REMOVAL, 0.0) > 0:  # captured CO2 may be made for the credit alone
            found |= {carrier.id for carrier in cluster.carriers.values() if carrier.released_as == SCOPE1}
        for key, asset in cluster.assets.items():
            factors: dict[str, float] = getattr(asset, "impacts", None) or {}
            if any(self.prices.get(impact, 0.0) * factor < 0 for impact, factor in factors.items()):
                found |= {port.carrier for port in cluster.ports[key] if port.gives}
        return frozenset(found)

    def price_of(self, impact: str) -> float | None:
        """Return the price of an impact."""
        return self.prices.get(impact)

    def formulate(self, f: PolicyFormulation) -> None:
        """Charge every entry of a priced impact to its owner."""
        for impact, price in self.prices.items():
            for entry in f.impacts([impact], self.site, self.owner):
                f.charge(entry, CATEGORIES.get(impact, impact), entry.amount * price)

    def audit(self, a: PolicyAudit) -> None:
        """Recompute the charges from the audited impacts."""
        for impact, price in self.prices.items():
            for entry in a.impacts([impact], self.site, self.owner):
                a.charge(entry, CATEGORIES.get(impact, impact), entry.amount * price)
