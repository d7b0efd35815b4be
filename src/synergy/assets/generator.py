"""Generator: a source that needs no input, such as wind, sun, or a process that gives off CO2."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from synergy.cluster.activity import Activity, Surroundings
from synergy.cluster.asset import Investment, Port, SiteAsset
from synergy.record import Factor, described
from synergy.time.series import Series

if TYPE_CHECKING:
    from synergy.formulation.asset_formulation import AssetFormulation
    from synergy.plan.asset_audit import AssetAudit


class Generator(SiteAsset, Investment):
    r"""A source limited by its capacity and by what is available in each step.

    .. math::

        0 \le q_t \le \alpha_t K, \qquad q_t = \alpha_t K \;\text{ if it must run}, \qquad
        C = v \sum_t w_t q_t, \qquad E_i = \sum_t w_t \epsilon_i q_t

    ==================  ==============================  ==============
    symbol              field or variable               unit
    ==================  ==============================  ==============
    :math:`q`           ``flow`` put into the hub       MW or t/h
    :math:`\alpha`      ``availability``                1
    :math:`K`           ``capacity`` in service         MW or t/h
    :math:`v`           ``opex_variable``               EUR/MWh, EUR/t
    :math:`\epsilon_i`  ``impacts``                     t/MWh, ...
    :math:`w`           hours of the year a step holds  h/a
    ==================  ==============================  ==============

    Process CO2 of a kiln or a furnace is a generator of flue gas that must run.

    Examples
    --------
    >>> Generator(
    ...     id="kiln", site="cement", carrier="flue-gas", capacity_existing=60.0, must_run=True
    ... ).buildable
    False
    """

    series_ranges: ClassVar[Mapping[str, tuple[float, float]]] = {"availability": (0.0, 1.0)}

    carrier: str = Field(description="what it gives")
    availability: Series = described("", "share of capacity that is available", default=1.0)
    must_run: bool = Field(default=False, description="whether all that is available must be taken")
    impacts: dict[str, Factor] = described("{impact}/{quantity}", "impacts of what it gives", default={})

    @property
    def reference_carrier(self) -> str:
        """The carrier that it gives."""
        return self.carrier

    def ports(self, ends: tuple[str, ...]) -> tuple[Port, ...]:
        """Return the one hub that is fed."""
        return (Port(ends[0], self.carrier, gives=True, takes=False),)

    def pushes(self, carrier: str, worthless: frozenset[str]) -> bool:
        """Return whether it gives although nobody may pay: it must, or an impact is credited."""
        return carrier == self.carrier and (
            self.must_run or any(factor < 0 for factor in self.impacts.values())
        )

    def activities(self, around: Surroundings) -> tuple[Activity, ...]:
        """Return its one activity."""
        available = around.values(self.availability)
        flows = {(around.ends[0], self.carrier): 1.0}
        return (Activity(flows, self.largest_capacity() * available, "capacity", available),)

    def formulate(self, f: AssetFormulation) -> None:
        """State what it gives, within what is available."""
        sizing = f.capacity(self)
        available = f.over_time(sizing.in_service * f.series(self.availability))
        unit = f.flow_unit(self.carrier)
        if self.must_run:
            flow = f.while_in_service(available)
            f.report("flow", flow, unit)
        else:
            flow = f.variable("flow", upper=f.upper(self.availability, 1.0) * sizing.largest, unit=unit)
            if sizing.decided:
                f.constraint("within_available", flow <= available)
        f.inject(flow, self.carrier)
        f.charge("variable operation", f.yearly(flow) * self.opex_variable)
        for impact, factor in self.impacts.items():
            f.emit(impact, f.yearly(flow) * factor)

    def audit(self, a: AssetAudit) -> None:
        """Recompute what it gives."""
        available = a.over_time(a.capacity(self)) * a.series(self.availability)
        flow = a.result("flow")
        a.at_most("flow at least zero", 0.0, flow)
        a.at_most("flow within what is available", flow, available)
        if self.must_run:
            a.equal("all that is available runs", flow, a.while_in_service(available))
        a.inject(flow, self.carrier)
        a.charge("variable operation", a.yearly(flow) * self.opex_variable)
        for impact, factor in self.impacts.items():
            a.emit(impact, a.yearly(flow) * factor)
