"""Pipeline: carries any carrier between two sites, with losses, compression and a cost curve."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pydantic import Field

from synergy.assets.transport import Transport
from synergy.cluster.activity import Activity, Surroundings
from synergy.cluster.asset import Port
from synergy.record import quantity

if TYPE_CHECKING:
    from synergy.formulation.asset_formulation import AssetFormulation
    from synergy.plan.asset_audit import AssetAudit


class Pipeline(Transport):
    r"""A pipe for gas, hydrogen, CO2, water: one way, or both ways but one way at a time where it loses.

    .. math::

        q^{end}_t = \kappa f_t - g_t, \qquad q^{start}_t = \kappa g_t - f_t, \qquad \kappa = (1 -
        \lambda)^L, \qquad f_t + g_t \le K

        q^{power}_t = -(\gamma_0 + \gamma L) \cdot (f_t \text{ at its start},\; g_t \text{ at its end})

    With losses and both ways allowed, a binary opens one direction in each step:
    :math:`f_t \le \overline K z_t`,
    :math:`g_t \le \overline K (1 - z_t)`. Sizes are chosen from one fixed and slope cost, from segments of a
    concave curve, or from standard diameters, of which at most one is built.

    =========================  ==========================================================  ================
    symbol                     field or variable                                           unit
    =========================  ==========================================================  ================
    :math:`f, g`               ``forward``, ``backward``: entering at its start, its end   MW or t/h
    :math:`z`                  ``forward_open`` (variable)                                   1
    :math:`K, \overline K`     ``capacity`` in service, its largest value                  MW or t/h
    :math:`\lambda`            ``loss_per_km``                                             1/km
    :math:`L`                  length of the corridor times its terrain factor             km
    :math:`\gamma_0, \gamma`   ``compression``, ``compression_per_km``                     MWh/t, MWh/t/km
    =========================  ==========================================================  ================

    Investment: ``capex_fixed + capex_specific * size`` for terminals and compressors, plus, per km,
    ``capex_fixed_per_km + capex_specific_per_km * size``, or that of the chosen segment or diameter, or
    ``capex_reference_per_km * (size / capacity_reference) ** scale_exponent``, followed within 5 % by pieces.
    What is lost of a carrier that is vented, such as CO2, counts as released.

    Examples
    --------
    >>> pipe = Pipeline(
    ...     id="trunk", corridor="ince-landfall", carrier="co2", capacity_max=600.0, capex_fixed_per_km=4e5
    ... )
    >>> pipe.size_options(50.0)[0].fixed
    20000000.0
    """

    compression_carrier: str = Field(default="power", description="what drives compression")
    compression: float = quantity(
        "MWh/{quantity}", "energy to compress a unit that enters", default=0.0, ge=0, le=1e3
    )
    compression_per_km: float = quantity(
        "MWh/{quantity}/km", "energy to move a unit over a km", default=0.0, ge=0, le=1e3
    )

    @property
    def compresses(self) -> bool:
        """Whether moving something takes energy."""
        return self.compression > 0 or self.compression_per_km > 0

    def ports(self, ends: tuple[str, ...]) -> tuple[Port, ...]:
        """Return the hubs at its two ends, and those that drive compression."""
        flow = super().ports(ends)
        if not self.compresses:
            return flow
        driven = ends if self.two_way else ends[:1]
        return (*flow, *(Port(site, self.compression_carrier, gives=False, takes=True) for site in driven))

    def activities(self, around: Surroundings) -> tuple[Activity, ...]:
        """Return its flows with the energy that drives compression where they enter."""
        flows = super().activities(around)
        if not self.compresses:
            return flows
        effort = self.compression + self.compression_per_km * around.length
        driven = []
        for site, way in zip(around.ends, flows, strict=False):
            hub = (site, self.compression_carrier)
            driven.append(replace(way, flows={**way.flows, hub: way.flows.get(hub, 0.0) - effort}))
        return tuple(driven)

    def formulate(self, f: AssetFormulation) -> None:
        """State flows and the energy that compression takes where they enter."""
        circling_pays = self.compresses and f.wasting_pays(self.compression_carrier)
        flows = self.formulate_flow(f, circling_pays)
        if self.compresses:
            effort = self.compression + self.compression_per_km * f.length
            for site, flow in zip(f.ends, flows if self.two_way else flows[:1], strict=False):
                f.inject(flow * -effort, self.compression_carrier, site)

    def audit(self, a: AssetAudit) -> None:
        """Recompute flows and compression."""
        forward, backward, _ = self.audit_flow(a, (1.0 - self.loss_per_km) ** a.length)
        if self.compresses:
            per_unit = self.compression + a.length * self.compression_per_km
            start, end = a.ends
            a.inject(-per_unit * forward, self.compression_carrier, start)
            if self.two_way:
                a.inject(-per_unit * backward, self.compression_carrier, end)
