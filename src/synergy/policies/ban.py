"""Ban: what may not be built, or only so much of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from synergy.cluster.selection import Selection, capacity_faults
from synergy.errors import Fault
from synergy.formulation.affine import total
from synergy.record import quantity

if TYPE_CHECKING:
    from synergy.cluster.cluster import Cluster
    from synergy.formulation.policy_formulation import PolicyFormulation
    from synergy.plan.policy_audit import PolicyAudit


class Ban(Selection):
    r"""Forbids to build: one asset, or all of a kind, a tag or an owner together.

    .. math:: \sum_a x_a \le \overline{x}

    =====================  =========================================  ==========
    symbol                 field or variable                          unit
    =====================  =========================================  ==========
    :math:`x_a`            new ``size`` of an asset                   MW or t/h
    :math:`\overline x`    ``capacity`` that may be built after all   MW or t/h
    =====================  =========================================  ==========

    What stands already stays and may run. The size of a store is its content, in MWh or t: give a plain
    number.

    Examples
    --------
    >>> Ban(id="no-new-gas-boilers", tags=["gas-boiler"]).capacity
    0.0
    """

    capacity: float = quantity("{flow}", "most that may be built after all", default=0.0, ge=0)

    @property
    def demands(self) -> bool:
        """Whether there may be no plan for it."""
        return True

    def check(self, cluster: Cluster) -> Iterable[Fault]:
        """Yield faults of names, and of capacities that can not be added."""
        yield from super().check(cluster)
        yield from capacity_faults(self, cluster, added=self.capacity > 0)

    def formulate(self, f: PolicyFormulation) -> None:
        """State the most that may be built."""
        new = total([f.newly_built(asset) for asset in self.chosen(f.cluster)], (f.frame.year,))
        if new.terms:
            f.constraint("ban", new <= self.capacity)

    def audit(self, a: PolicyAudit) -> None:
        """Add up what is built."""
        new = sum(float(a.newly_built(asset).sum()) for asset in self.chosen(a.cluster))
        a.at_most("ban", new, self.capacity, least=1.0)
