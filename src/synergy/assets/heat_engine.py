"""Heat engine: power from heat that falls from one temperature to a lower one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from pydantic import Field

from synergy.assets.heat_machine import ROUNDING, HeatMachine, constant_or_array, in_celsius
from synergy.cluster.activity import Activity, Surroundings
from synergy.cluster.asset import Port, SeriesReader
from synergy.cluster.carrier import Carrier
from synergy.errors import Fault
from synergy.formulation.affine import Affine
from synergy.record import quantity
from synergy.time.series import FloatArray

if TYPE_CHECKING:
    from synergy.cluster.cluster import Cluster
    from synergy.formulation.asset_formulation import AssetFormulation
    from synergy.plan.asset_audit import AssetAudit

LEAST_EFFICIENCY = 1e-3
"""Below this share of heat turned into power an engine stands still."""


class HeatEngine(HeatMachine):
    r"""Takes heat at a high temperature, gives power, and leaves the rest at a lower temperature.

    .. math::

        q^{power}_t = x_t, \qquad q^{source}_t = - \frac{x_t}{\mu_t}, \qquad
        q^{sink}_t = x_t \left( \frac{1}{\mu_t} - 1 \right), \qquad 0 \le x_t \le \alpha_t K, \qquad
        C = v \sum_t w_t x_t

    The efficiency :math:`\mu` follows from temperatures in Kelvin, mean ones where heat cools or warms over a
    range (`synergy.assets.heat_machine`), and so may vary from step to step; where it is below 0.1 %, or
    the source no warmer than the sink, the engine stands still:

    .. math::

        \mu_t = \eta \left( 1 - \frac{T^c_t}{T^h_t} \right), \qquad
        T^h_t = \bar T^{source}_t - \delta^{source}, \qquad T^c_t = \bar T^{sink}_t + \delta^{sink}

    ================================  ======================================================  ==========
    symbol                            field or variable                                       unit
    ================================  ======================================================  ==========
    :math:`x`                         ``generated``: what is given of ``power``               MW
    :math:`K`                         ``capacity`` in service, in power                       MW
    :math:`\alpha`                    ``availability``                                        1
    :math:`\mu`                       ``power_per_heat``, or as above                         1
    :math:`\eta`                      ``efficiency``: second-law efficiency                   1
    :math:`\bar T`                    temperatures of the carriers, or                        degC, as K
                                      ``source_temperature``, ``sink_temperature``
    :math:`\delta`                    ``source_approach``, ``sink_approach``                  K
    :math:`v`                         ``opex_variable``, per unit of power                    EUR/MWh
    :math:`w`                         hours of the year a step holds                          h/a
    ================================  ======================================================  ==========

    With a ``sink`` it is a back-pressure turbine, whose heat is used further; without one it rejects heat to
    air or water at ``sink_temperature``, as a condensing turbine or an organic Rankine cycle does. Second-law
    efficiencies are about 0.4 to 0.5 for organic Rankine cycles and 0.7 to 0.85 for steam turbines.

    Examples
    --------
    >>> cycle = HeatEngine(id="orc", site="kiln", source="hot-gas", power="power", sink_temperature=15.0)
    >>> [port.carrier for port in cycle.ports(("kiln",))]
    ['power', 'hot-gas']
    """

    source: str = Field(description="carrier of heat that it takes")
    power: str = Field(description="carrier of power that it gives; capacity and costs refer to it")
    sink: str | None = Field(
        default=None, description="carrier of heat that it leaves; none: air or water around"
    )
    power_per_heat: float | None = quantity(
        "", "power per unit of heat taken, where it is known", default=None, gt=LEAST_EFFICIENCY, le=1
    )

    @classmethod
    def reference_carrier_in(cls, data: Mapping[str, Any]) -> str | None:
        """Return the carrier of power named in raw data."""
        power = data.get("power")
        return power if isinstance(power, str) else None

    @property
    def reference_carrier(self) -> str:
        """The carrier of power that it gives."""
        return self.power

    def ports(self, ends: tuple[str, ...]) -> tuple[Port, ...]:
        """Return the hubs of power, source and sink."""
        rest = () if self.sink is None else (Port(ends[0], self.sink, gives=True, takes=False),)
        return (
            Port(ends[0], self.power, gives=True, takes=False),
            Port(ends[0], self.source, gives=False, takes=True),
            *rest,
        )

    def pushes(self, carrier: str, worthless: frozenset[str]) -> bool:
        """Return whether it may give what nobody pays for: heat beside power, or to be rid of its source."""
        if carrier == self.sink:
            return True
        return carrier == self.power and (self.sink is not None or self.source in worthless)

    def performance(self, carriers: Mapping[str, Carrier], values: SeriesReader) -> FloatArray:
        """Return power per unit of heat taken, shape (periods, steps); 0 where it stands still."""
        hot = self.kelvin("source", carriers, values) - self.source_approach
        cold = self.kelvin("sink", carriers, values) + self.sink_approach
        share = self.efficiency * (1.0 - cold / hot)
        if self.power_per_heat is not None:
            share = np.where(hot > cold, self.power_per_heat, 0.0)
        return np.where(share >= LEAST_EFFICIENCY, share, 0.0)

    def check(self, cluster: Cluster) -> Iterable[Fault]:
        """Yield faults of carriers, and of temperatures that are not known."""
        yield from self.energy_faults(cluster, (self.source, self.power, self.sink))
        yield from self.temperature_faults(cluster)

    def check_values(self, cluster: Cluster, values: SeriesReader) -> Iterable[Fault]:
        """Yield faults of an engine that never runs, and of one that does better than Carnot's."""
        yield from self.conflicts(cluster, values)
        share = self.performance(cluster.carriers, values)
        hot, cold = (self.kelvin(side, cluster.carriers, values) for side in ("source", "sink"))
        if not np.any(share):
            found = f"source at {in_celsius(hot)}, sink at {in_celsius(cold)}"
            if self.source_approach or self.sink_approach:
                found += f", with approaches of {self.source_approach:g} and {self.sink_approach:g} K"
            why = "heat gives power only on its way to a lower temperature"
            yield Fault("sink", found, why, "give a warmer source, or a colder sink")
        excess = share - (1.0 - cold / hot)
        if np.any(excess[share > 0] > ROUNDING):
            worst = np.unravel_index(int(np.argmax(np.where(share > 0, excess, -np.inf))), share.shape)
            carnot = 1.0 - cold[worst] / hot[worst]
            found = f"{share[worst]:.3g} where Carnot's efficiency is {carnot:.3g}"
            why = f"between {in_celsius(hot[worst])} and {in_celsius(cold[worst])} nothing does better"
            yield Fault("power_per_heat", found, why, "check efficiency and temperatures")

    def _taken(self, carriers: Mapping[str, Carrier], values: SeriesReader) -> tuple[FloatArray, FloatArray]:
        """Return heat taken per unit of power, and where it can run at all."""
        share = self.performance(carriers, values)
        runs = share > 0
        return 1.0 / np.where(runs, share, 1.0), runs.astype(np.float64)

    def activities(self, around: Surroundings) -> tuple[Activity, ...]:
        """Return its one activity, whose proportions vary with the temperatures."""
        (site,) = around.ends
        taken, runs = self._taken(around.carriers, around.values)
        flows = {(site, self.power): 1.0, (site, self.source): constant_or_array(-taken)}
        if self.sink is not None:
            flows[site, self.sink] = constant_or_array(taken - 1.0)
        allowed = around.values(self.availability) * runs
        return (Activity(flows, self.largest_capacity() * allowed, "capacity", allowed),)

    def formulate(self, f: AssetFormulation) -> None:
        """State the power given, the heat taken and the rest."""
        sizing = f.capacity(self)
        taken, runs = self._taken(f.cluster.carriers, f.context.scenario.values_of)
        upper = f.upper(self.availability, 1.0) * sizing.largest * runs
        generated = f.variable("generated", upper=upper, unit=f.flow_unit(self.power))
        if sizing.decided:
            f.constraint("within_capacity", generated <= sizing.in_service * f.series(self.availability))
        f.inject(generated, self.power)
        f.inject(generated * Affine.data(-taken, f.steps), self.source)
        if self.sink is not None:
            f.inject(generated * Affine.data(taken - 1.0, f.steps), self.sink)
        f.charge("variable operation", f.yearly(generated) * self.opex_variable)

    def audit(self, a: AssetAudit) -> None:
        """Recompute limits, flows and costs, and hold them against the second law."""
        capacity = a.over_time(a.capacity(self))
        generated = a.result("generated")
        carriers, values = a.cluster.carriers, a.scenario.values_of
        share = self.performance(carriers, values)
        a.at_most("power at least zero", 0.0, generated)
        a.at_most("power within capacity", generated, capacity * a.series(self.availability))
        a.at_most("stands still where heat would go uphill", generated * (share == 0), 0.0)
        taken = np.divide(generated, share, out=a.zeros, where=share > 0)
        hot, cold = (self.kelvin(side, carriers, values) for side in ("source", "sink"))
        a.at_most("entropy does not fall", taken / hot, (taken - generated) / cold)
        a.inject(generated, self.power)
        a.inject(-taken, self.source)
        if self.sink is not None:
            a.inject(taken - generated, self.sink)
        a.charge("variable operation", a.yearly(generated) * self.opex_variable)
