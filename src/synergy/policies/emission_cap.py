"""Emission cap: a yearly limit on impacts of the cluster, an owner or a site."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Self

from pydantic import Field

from synergy.cluster.carrier import NET_EMISSIONS
from synergy.cluster.check import unknown
from synergy.cluster.policy import Policy
from synergy.errors import Fault
from synergy.formulation.affine import total
from synergy.record import quantity

if TYPE_CHECKING:
    from synergy.cluster.cluster import Cluster
    from synergy.formulation.policy_formulation import PolicyFormulation
    from synergy.plan.policy_audit import PolicyAudit


class EmissionCap(Policy):
    r"""Limits the sum of some impacts over the year.

    .. math:: \sum_{i \in I} E_i \le \overline{E}

    ====================  ================================================  ======
    symbol                field                                             unit
    ====================  ================================================  ======
    :math:`I`             ``impacts``; default scope 1, scope 2, removal
    :math:`\overline E`   ``limit``                                         t/a
    ====================  ================================================  ======

    Examples
    --------
    >>> EmissionCap(id="cap", limit=2e6).impacts
    ('scope1', 'scope2', 'removal')
    """

    limit: float = quantity("{impact}/a", "most that may be emitted in a year", ge=-1e9)
    impacts: tuple[str, ...] = Field(default=NET_EMISSIONS, min_length=1, description="impacts that count")
    owner: str | None = Field(default=None, description="owner whose impacts count; default: everybody's")
    site: str | None = Field(default=None, description="site whose impacts count; default: everywhere")

    def check(self, cluster: Cluster) -> Iterable[Fault]:
        """Yield a fault for each name that is not described."""
        for impact in self.impacts:
            if impact not in cluster.impacts:
                yield unknown("impacts", "impact", impact, cluster.impacts)
        if self.owner is not None and self.owner not in cluster.owners:
            yield unknown("owner", "owner", self.owner, cluster.owners)
        if self.site is not None and self.site not in cluster.sites:
            yield unknown("site", "site", self.site, cluster.sites)
        units = {cluster.impacts[impact].unit for impact in self.impacts if impact in cluster.impacts}
        if len(units) > 1:
            yield Fault(
                "impacts",
                f"are counted in {' and '.join(sorted(units))}",
                "they can not be added",
                "cap them one by one",
            )

    @property
    def demands(self) -> bool:
        """Whether there may be no plan for it."""
        return True

    def within(self, cluster: Cluster) -> Self | None:
        """Return it unless its site is not there."""
        return None if self.site is not None and self.site not in cluster.sites else self

    def formulate(self, f: PolicyFormulation) -> None:
        """State the limit, in thousands."""
        amounts = [entry.amount * 1e-3 for entry in f.impacts(self.impacts, self.site, self.owner)]
        if amounts or self.limit < 0:  # where nothing counts, a limit below zero can not be met
            f.constraint("limit", total(amounts, (f.frame.year,)) <= self.limit * 1e-3)

    def audit(self, a: PolicyAudit) -> None:
        """Recompute the sum from the audited impacts."""
        amount = sum(entry.amount for entry in a.impacts(self.impacts, self.site, self.owner))
        a.at_most("limit", amount, self.limit)
