"""Cable: carries power between two sites."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from synergy.assets.transport import Transport
from synergy.record import quantity

if TYPE_CHECKING:
    from synergy.formulation.asset_formulation import AssetFormulation
    from synergy.plan.asset_audit import AssetAudit


class Cable(Transport):
    r"""A private wire: both ways unless said otherwise, with losses over its length and in its two stations.

    .. math::

        q^{end}_t = \kappa f_t - g_t, \qquad q^{start}_t = \kappa g_t - f_t, \qquad
        \kappa = (1 - \lambda)^L (1 - \lambda_s), \qquad f_t + g_t \le K

    With losses, a binary opens one direction in each step, as for a pipeline.

    ====================  ==========================================================  ======
    symbol                field or variable                                           unit
    ====================  ==========================================================  ======
    :math:`f, g`          ``forward``, ``backward``: entering at its start, its end   MW
    :math:`K`             ``capacity`` in service                                     MW
    :math:`\lambda`       ``loss_per_km``                                             1/km
    :math:`\lambda_s`     ``station_loss``                                            1
    :math:`L`             length of the corridor times its terrain factor             km
    ====================  ==========================================================  ======

    Examples
    --------
    >>> Cable(id="wire", corridor="a-b", capacity_existing=40.0, loss_per_km=0.001, station_loss=0.01).kept(
    ...     10.0
    ... ) < 0.99
    True
    """

    carrier: str = Field(default="power", description="what flows")
    two_way: bool = Field(default=True, description="whether it may flow both ways")
    station_loss: float = quantity("", "share lost in the stations at its ends", default=0.0, ge=0, le=0.5)

    def kept(self, length: float) -> float:
        """Return the share of the flow that arrives."""
        return super().kept(length) * (1.0 - self.station_loss)

    def formulate(self, f: AssetFormulation) -> None:
        """State flows."""
        self.formulate_flow(f)

    def audit(self, a: AssetAudit) -> None:
        """Recompute flows."""
        self.audit_flow(a, (1.0 - self.station_loss) * (1.0 - self.loss_per_km) ** a.length)
