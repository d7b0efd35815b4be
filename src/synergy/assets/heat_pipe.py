"""Heat pipe: carries steam or hot water between two sites and cools on the way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from synergy.assets.transport import Transport
from synergy.cluster.activity import Activity, Surroundings
from synergy.errors import Fault
from synergy.record import quantity

if TYPE_CHECKING:
    from synergy.cluster.cluster import Cluster
    from synergy.formulation.asset_formulation import AssetFormulation
    from synergy.plan.asset_audit import AssetAudit


class HeatPipe(Transport):
    r"""A steam or hot-water main: loses a share of what flows, and a share of its capacity all the time.

    .. math::

        q^{start}_t = -f_t, \qquad q^{end}_t = \kappa f_t - \sigma L K \ge 0, \qquad \kappa = (1 -
        \lambda)^L, \qquad f_t \le K

    ================  ===============================================  ======
    symbol            field or variable                                unit
    ================  ===============================================  ======
    :math:`f`         ``forward``: heat entering at its start          MW
    :math:`K`         ``capacity`` in service                          MW
    :math:`\lambda`   ``loss_per_km``                                  1/km
    :math:`\sigma`    ``standing_loss_per_km``                         1/km
    :math:`L`         length of the corridor times its terrain factor  km
    ================  ===============================================  ======

    Losses through the wall hardly depend on the flow, so the standing loss is the physical one; the share
    of the flow is what planning handbooks quote. Heat flows one way.

    Examples
    --------
    >>> HeatPipe(id="main", corridor="a-b", carrier="steam", capacity_max=30.0, loss_per_km=0.5).kept(2.0)
    0.25
    """

    standing_loss_per_km: float = quantity(
        "1/km", "share of capacity lost over a km, always", default=0.0, ge=0, le=0.5
    )

    def activities(self, around: Surroundings) -> tuple[Activity, ...]:
        """Return the flow, and the standing loss; a main that is too large may pay where waste does."""
        standing = self.standing_loss_per_km * around.length
        (flow,) = super().activities(around)
        if standing == 0:
            return (flow,)
        lost = Activity({(around.ends[1], self.carrier): -1.0}, standing * self.largest_capacity())
        return (replace(flow, size="") if self.carrier in around.worthless else flow, lost)

    def check(self, cluster: Cluster) -> Iterable[Fault]:
        """Yield faults of both ways, and of losing everything."""
        yield from super().check(cluster)
        if self.two_way:
            yield Fault("two_way", "true", "a heat main has a hot and a cold end", "describe two heat pipes")
        if self.standing_loss_per_km * cluster.length_of(self) >= 1:
            yield Fault(
                "standing_loss_per_km",
                f"loses all over {cluster.length_of(self):.3g} km",
                fix="check loss and length",
            )

    def formulate(self, f: AssetFormulation) -> None:
        """State the flow, and the standing loss taken from what arrives."""
        forward, _, capacity = self.formulate_flow(f)
        standing = self.standing_loss_per_km * f.length
        if standing > 0:
            f.constraint("arrives_warm", forward * self.kept(f.length) >= capacity * standing)
            f.inject(f.over_time(capacity * -standing), self.carrier, f.ends[1])
            f.lose(self.carrier, capacity * standing)

    def audit(self, a: AssetAudit) -> None:
        """Recompute flow and standing loss."""
        forward, _, capacity = self.audit_flow(a, (1.0 - self.loss_per_km) ** a.length)
        lost = capacity * self.standing_loss_per_km * a.length
        a.at_most(
            "what arrives covers the standing loss", lost, forward * (1.0 - self.loss_per_km) ** a.length
        )
        a.inject(-lost, self.carrier, a.ends[1])
        a.lose(self.carrier, lost)
