"""Mandate: capacity that must be there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Self

from synergy.cluster.asset import Investment
from synergy.cluster.selection import Selection, capacity_faults
from synergy.errors import Fault, few
from synergy.formulation.affine import total
from synergy.record import quantity

if TYPE_CHECKING:
    from synergy.cluster.cluster import Cluster
    from synergy.formulation.policy_formulation import PolicyFormulation
    from synergy.plan.policy_audit import PolicyAudit


class Mandate(Selection):
    r"""Asks for capacity in service: of one asset, or of all of a kind, a tag or an owner together.

    .. math:: \sum_a K_a \ge \underline{K}

    =====================  =========================================  ==========
    symbol                 field or variable                          unit
    =====================  =========================================  ==========
    :math:`K_a`            ``capacity`` in service of an asset        MW or t/h
    :math:`\underline K`   ``capacity`` of the mandate                MW or t/h
    =====================  =========================================  ==========

    What stands already counts. The capacity of a store is its content, in MWh or t: give a plain number.
    That an asset must be built is a mandate of its smallest size. Nothing says that it must be used.
    Where a part of the cluster is looked at by itself, the mandate holds in full as long as something that
    it means may be built there.

    Examples
    --------
    >>> Mandate(id="renewables", tags=["renewable"], capacity="150 MW").capacity
    150.0
    """

    capacity: float = quantity("{flow}", "least capacity in service", gt=0)

    @property
    def demands(self) -> bool:
        """Whether there may be no plan for it."""
        return True

    def check(self, cluster: Cluster) -> Iterable[Fault]:
        """Yield faults of names, and of capacities that can not be added."""
        yield from super().check(cluster)
        yield from capacity_faults(self, cluster)

    def beyond_reach(self, cluster: Cluster) -> Iterable[Fault]:
        """Yield a fault where all that it means, built as large as may be, is not enough."""
        meant = [asset for asset in self.chosen(cluster) if isinstance(asset, Investment)]
        most = sum(asset.largest_capacity() for asset in meant)
        if meant and self.capacity > most * (1 + 1e-9):
            names = [asset.id for asset in meant]
            found = f"{self.capacity:g} is more than the {most:g} that {few(names)} can have together"
            fix = "ask for less, or give a larger capacity_max"
            yield Fault("capacity", found, "there would be no plan", fix)

    def within(self, cluster: Cluster) -> Self | None:
        """Return it, or None where nothing that it means is left to be built."""
        part = super().within(cluster)
        if part is None:
            return None
        left = (isinstance(asset, Investment) and asset.buildable for asset in part.chosen(cluster))
        return part if any(left) else None

    def forces(self, cluster: Cluster) -> frozenset[str]:
        """Return the assets that it means."""
        return frozenset(asset.id for asset in self.chosen(cluster))

    def formulate(self, f: PolicyFormulation) -> None:
        """State the least capacity."""
        capacity = total([f.in_service(asset) for asset in self.chosen(f.cluster)], (f.frame.year,))
        f.constraint("mandate", capacity >= self.capacity)

    def audit(self, a: PolicyAudit) -> None:
        """Add up the capacities."""
        capacity = sum(float(a.in_service(asset).sum()) for asset in self.chosen(a.cluster))
        a.at_most("mandate", self.capacity, capacity, least=1.0)
