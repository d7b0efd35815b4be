"""Disposal: a place that takes a carrier for good, such as a CO2 store or a ship that leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import Field

from synergy.cluster.activity import Activity, Surroundings
from synergy.cluster.asset import Investment, Port, SiteAsset
from synergy.record import quantity
from synergy.time.series import FloatArray

if TYPE_CHECKING:
    from synergy.formulation.asset_formulation import AssetFormulation
    from synergy.plan.asset_audit import AssetAudit


class Disposal(SiteAsset, Investment):
    r"""Takes a carrier within its capacity, against a tariff.

    .. math::

        q_t = -x_t, \qquad 0 \le x_t \le K, \qquad \sum_t w_t x_t \le D, \qquad C = (\tau + v) \sum_t w_t x_t

    ============  ==============================  ==============
    symbol        field or variable               unit
    ============  ==============================  ==============
    :math:`q`     flow put into the hub           MW or t/h
    :math:`x`     ``flow`` taken (variable)       MW or t/h
    :math:`K`     ``capacity`` in service         MW or t/h
    :math:`D`     ``disposal_max_yearly``         MWh/a or t/a
    :math:`\tau`  ``tariff``                      EUR/MWh, EUR/t
    :math:`v`     ``opex_variable``               EUR/MWh, EUR/t
    :math:`w`     hours of the year a step holds  h/a
    ============  ==============================  ==============

    A charge for being connected at all is its ``capex_fixed``; what is injected is out of the cluster's
    account.

    Examples
    --------
    >>> Disposal(id="field", site="landfall", carrier="co2", capacity_existing=513.0, tariff=20.0).standing
    513.0
    """

    carrier: str = Field(description="what it takes")
    tariff: float = quantity("EUR/{quantity}", "price of taking it", default=0.0)
    disposal_max_yearly: float | None = quantity(
        "{quantity}/a", "most that it takes in a year", default=None, ge=0, le=1e12
    )

    @property
    def reference_carrier(self) -> str:
        """The carrier that it takes."""
        return self.carrier

    def ports(self, ends: tuple[str, ...]) -> tuple[Port, ...]:
        """Return the one hub that it relieves."""
        return (Port(ends[0], self.carrier, gives=False, takes=True),)

    def activities(self, around: Surroundings) -> tuple[Activity, ...]:
        """Return that it takes."""
        most: float | FloatArray = self.largest_capacity()
        if self.disposal_max_yearly is not None:
            most = np.minimum(most, self.disposal_max_yearly / around.hours_in_year)
        return (Activity({(around.ends[0], self.carrier): -1.0}, most, "capacity"),)

    def formulate(self, f: AssetFormulation) -> None:
        """State what it takes, within capacity and yearly limit."""
        sizing = f.capacity(self)
        flow = f.variable("flow", upper=sizing.largest, unit=f.flow_unit(self.carrier))
        if sizing.decided:
            f.constraint("within_capacity", flow <= sizing.in_service)
        if self.disposal_max_yearly is not None:
            f.constraint("within_year", f.yearly(flow) * 1e-3 <= self.disposal_max_yearly * 1e-3)
        f.inject(-flow, self.carrier)
        f.charge("tariff", f.yearly(flow) * self.tariff)
        f.charge("variable operation", f.yearly(flow) * self.opex_variable)

    def audit(self, a: AssetAudit) -> None:
        """Recompute what it takes."""
        flow = a.result("flow")
        a.at_most("flow at least zero", 0.0, flow)
        a.at_most("flow within capacity", flow, a.over_time(a.capacity(self)))
        if self.disposal_max_yearly is not None:
            a.at_most("yearly limit", a.yearly(flow), self.disposal_max_yearly)
        a.inject(-flow, self.carrier)
        a.charge("tariff", a.yearly(flow) * self.tariff)
        a.charge("variable operation", a.yearly(flow) * self.opex_variable)
