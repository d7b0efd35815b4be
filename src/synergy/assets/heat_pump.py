"""Heat pump: lifts heat from a source to a sink; its COP follows from the temperatures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from pydantic import Field, field_validator, model_validator

from synergy.assets.heat_machine import ROUNDING, HeatMachine, constant_or_array, in_celsius
from synergy.cluster.activity import Activity, Surroundings
from synergy.cluster.asset import Port, SeriesReader
from synergy.cluster.carrier import ABSOLUTE_ZERO, Carrier
from synergy.errors import Fault
from synergy.formulation.affine import Affine
from synergy.record import Record, described, quantity
from synergy.time.series import FloatArray, Series

if TYPE_CHECKING:
    from synergy.cluster.cluster import Cluster
    from synergy.formulation.asset_formulation import AssetFormulation
    from synergy.plan.asset_audit import AssetAudit

LARGEST_COP = 50.0
LIKELY_COP = 15.0
"""Up to here a number above one is a COP; beyond, it is rather a share in percent."""


class CopPoint(Record):
    """A line of a catalogue: the COP at two temperatures."""

    source: float = quantity("degC", "temperature of the source", gt=ABSOLUTE_ZERO, le=3000)
    sink: float = quantity("degC", "temperature of the sink", gt=ABSOLUTE_ZERO, le=3000)
    cop: float = quantity("", "heat given per unit of drive", gt=1, le=LARGEST_COP)

    @property
    def lift(self) -> float:
        """From source to sink, in K."""
        return self.sink - self.source

    @model_validator(mode="after")
    def _lifts(self) -> CopPoint:
        if self.sink <= self.source:
            raise ValueError(
                f"sink {self.sink:g} is no warmer than source {self.source:g}. Fix: put the warmer as sink"
            )
        return self


class HeatPump(HeatMachine):
    r"""Takes heat at a low temperature and a drive, gives heat at a higher one.

    .. math::

        q^{sink}_t = x_t, \qquad q^{drive}_t = - \frac{x_t}{\epsilon_t}, \qquad
        q^{source}_t = - x_t \left( 1 - \frac{1}{\epsilon_t} \right), \qquad 0 \le x_t \le \alpha_t K, \qquad
        C = v \sum_t w_t x_t

    The COP :math:`\epsilon` follows from temperatures in Kelvin, mean ones where heat cools or warms over a
    range (`synergy.assets.heat_machine`), and so may vary from step to step:

    .. math::

        \epsilon_t = \eta \frac{T^h_t}{\max(T^h_t - T^c_t, \Delta)}, \qquad
        T^h_t = \bar T^{sink}_t + \delta^{sink}, \qquad T^c_t = \bar T^{source}_t - \delta^{source}

    or it is ``cop``, or lies on the straight lines between ``cop_points``, as a function of the lift from
    the source's temperature to the sink's, both before they cool; below the smallest lift of the catalogue
    it stays what it is there, and above the largest there is none. It is never more than Carnot's.

    ================================  ======================================================  ==========
    symbol                            field or variable                                       unit
    ================================  ======================================================  ==========
    :math:`x`                         ``heat``: what is given to the ``sink``                 MW
    :math:`K`                         ``capacity`` in service, in heat given                  MW
    :math:`\alpha`                    ``availability``                                        1
    :math:`\epsilon`                  ``cop``, or from ``cop_points``, or as above            1
    :math:`\eta`                      ``efficiency``: second-law efficiency                   1
    :math:`\bar T`                    temperatures of the carriers, or                        degC, as K
                                      ``source_temperature``, ``sink_temperature``
    :math:`\delta`                    ``source_approach``, ``sink_approach``                  K
    :math:`\Delta`                    ``smallest_lift``                                       K
    :math:`v`                         ``opex_variable``, per unit of heat given               EUR/MWh
    :math:`w`                         hours of the year a step holds                          h/a
    ================================  ======================================================  ==========

    Without a ``source`` it takes heat from the ground, the air or a river. Mechanical vapour recompression
    is a heat pump whose source is a carrier of vapour at its condensing temperature, with an ``efficiency``
    of about 0.7 and no approach; one that raises steam has steam as its sink; one driven by steam or gas has
    that as its ``drive``, all of which ends up in the heat.

    Examples
    --------
    >>> pump = HeatPump(id="pump", site="dairy", sink="hot-water", drive="power", source_temperature=10.0)
    >>> [port.carrier for port in pump.ports(("dairy",))]
    ['hot-water', 'power']
    """

    series_ranges: ClassVar[Mapping[str, tuple[float, float]]] = {
        **HeatMachine.series_ranges,
        "cop": (1.0, LARGEST_COP),
    }
    nested_records: ClassVar[Mapping[str, type[Record]]] = {"cop_points": CopPoint}

    sink: str = Field(description="carrier of heat that it gives; capacity and costs refer to it")
    drive: str = Field(description="what drives it: power, or steam or gas")
    source: str | None = Field(
        default=None, description="carrier of heat that it takes; none: ground, air or water around"
    )
    cop: Series | None = described("", "heat given per unit of drive, where it is known", default=None)
    cop_points: tuple[CopPoint, ...] = Field(
        default=(), description="COP of a catalogue by temperatures, interpolated in the lift"
    )
    smallest_lift: float = quantity("K", "lift that counts at least", default=10.0, gt=0, le=200)

    @model_validator(mode="after")
    def _one_cop(self) -> HeatPump:
        if self.cop is not None and self.cop_points:
            raise ValueError("cop and cop_points say the same twice. Fix: give one of them")
        known = "cop" if self.cop is not None else "cop_points" if self.cop_points else None
        if known and "efficiency" in self.model_fields_set:
            raise ValueError(
                f"{known} and efficiency say the same twice. "
                f"Fix: give {known} where the COP is known, efficiency where it follows from temperatures"
            )
        return self

    @field_validator("efficiency", mode="before")
    @classmethod
    def _no_cop(cls, value: Any) -> Any:
        if isinstance(value, int | float) and 1.0 < value <= LIKELY_COP:
            raise ValueError(
                f"{value:g} looks like a COP. Fix: write cop: {value:g}; "
                "efficiency is a share of Carnot's, such as 0.5"
            )
        return value

    @classmethod
    def reference_carrier_in(cls, data: Mapping[str, Any]) -> str | None:
        """Return the sink named in raw data."""
        sink = data.get("sink")
        return sink if isinstance(sink, str) else None

    @property
    def reference_carrier(self) -> str:
        """The carrier of heat that it gives."""
        return self.sink

    def ports(self, ends: tuple[str, ...]) -> tuple[Port, ...]:
        """Return the hubs of sink, drive and source."""
        taken = [self.drive, *([] if self.source is None else [self.source])]
        return (
            Port(ends[0], self.sink, gives=True, takes=False),
            *(Port(ends[0], carrier, gives=False, takes=True) for carrier in taken),
        )

    def pushes(self, carrier: str, worthless: frozenset[str]) -> bool:
        """Return whether it may give heat that nobody pays for: to get rid of what it takes."""
        return carrier == self.sink and not worthless.isdisjoint({self.drive, self.source})

    def performance(self, carriers: Mapping[str, Carrier], values: SeriesReader) -> FloatArray:
        """Return the COP, shape (periods, steps)."""
        if self.cop is not None:
            return values(self.cop)
        if self.cop_points:
            points = sorted(self.cop_points, key=lambda point: point.lift)
            lifts, cops = [point.lift for point in points], [point.cop for point in points]
            return np.asarray(np.interp(self._lift(carriers, values), lifts, cops))
        warm = self.kelvin("sink", carriers, values) + self.sink_approach
        cold = self.kelvin("source", carriers, values) - self.source_approach
        return np.asarray(self.efficiency * warm / np.maximum(warm - cold, self.smallest_lift))

    def _lift(self, carriers: Mapping[str, Carrier], values: SeriesReader) -> FloatArray:
        """Return the lift that a catalogue means, in K."""
        return self.hot_end("sink", carriers, values) - self.hot_end("source", carriers, values)

    def check(self, cluster: Cluster) -> Iterable[Fault]:
        """Yield faults of carriers, and of temperatures that are not known."""
        yield from self.energy_faults(cluster, (self.sink, self.drive, self.source))
        if self.cop is None:
            yield from self.temperature_faults(cluster)

    def check_values(self, cluster: Cluster, values: SeriesReader) -> Iterable[Fault]:
        """Yield faults of a COP that can not be, and of a sink that is no warmer than the source."""
        yield from self.conflicts(cluster, values)
        cop = self.performance(cluster.carriers, values)
        if all(self.knows(side, cluster.carriers) for side in ("source", "sink")):
            warm, cold = (self.kelvin(side, cluster.carriers, values) for side in ("sink", "source"))
            if np.all(warm <= cold):
                found = f"sink at {in_celsius(warm)}, source at {in_celsius(cold)}"
                fix = "swap source and sink, or let heat flow by itself: a converter with ratio 1"
                yield Fault("sink", found, "a heat pump lifts heat to a higher temperature", fix)
                return
            yield from self._beyond_carnot(cop, warm, cold)
            if self.cop_points:
                yield from self._beyond_catalogue(cluster, values)
        if np.any(cop < 1.0):
            found = f"a COP of {float(cop.min()):.3g}"
            why = "it would give less heat than the drive it takes"
            fix = "check temperatures and efficiency; what just heats is a converter"
            yield Fault("efficiency", found, why, fix)

    def _beyond_carnot(self, cop: FloatArray, warm: FloatArray, cold: FloatArray) -> Iterable[Fault]:
        excess = cop * (warm - cold) - warm
        if np.any(excess > ROUNDING * warm):
            place = np.unravel_index(int(np.argmax(excess / warm)), cop.shape)
            carnot = warm[place] / (warm[place] - cold[place])
            found = f"a COP of {cop[place]:.3g} where Carnot's is {carnot:.3g}"
            why = f"between {in_celsius(cold[place])} and {in_celsius(warm[place])} nothing does better"
            yield Fault("cop_points" if self.cop_points else "cop", found, why, "check COP and temperatures")

    def _beyond_catalogue(self, cluster: Cluster, values: SeriesReader) -> Iterable[Fault]:
        largest = max(point.lift for point in self.cop_points)
        lift = float(self._lift(cluster.carriers, values).max())
        if lift > largest * (1.0 + ROUNDING):
            found = f"the lift is {lift:.3g} K, the largest of the catalogue {largest:.3g} K"
            fix = "add points up to that lift, or leave cop_points out and give efficiency"
            yield Fault("cop_points", found, "what it does there is not said", fix)

    def activities(self, around: Surroundings) -> tuple[Activity, ...]:
        """Return its one activity, whose proportions vary with the COP."""
        (site,) = around.ends
        drive = 1.0 / self.performance(around.carriers, around.values)
        flows = {(site, self.sink): 1.0, (site, self.drive): constant_or_array(-drive)}
        if self.source is not None:
            flows[site, self.source] = constant_or_array(drive - 1.0)
        available = around.values(self.availability)
        return (Activity(flows, self.largest_capacity() * available, "capacity", available),)

    def formulate(self, f: AssetFormulation) -> None:
        """State the heat given, and what it takes of drive and source."""
        sizing = f.capacity(self)
        upper = f.upper(self.availability, 1.0) * sizing.largest
        heat = f.variable("heat", upper=upper, unit=f.flow_unit(self.sink))
        if sizing.decided:
            f.constraint("within_capacity", heat <= sizing.in_service * f.series(self.availability))
        drive = 1.0 / self.performance(f.cluster.carriers, f.context.scenario.values_of)
        f.inject(heat, self.sink)
        f.inject(heat * Affine.data(-drive, f.steps), self.drive)
        if self.source is not None:
            f.inject(heat * Affine.data(drive - 1.0, f.steps), self.source)
        f.charge("variable operation", f.yearly(heat) * self.opex_variable)

    def audit(self, a: AssetAudit) -> None:
        """Recompute limits, flows and costs, and hold them against the second law."""
        capacity = a.over_time(a.capacity(self))
        heat = a.result("heat")
        a.at_most("heat at least zero", 0.0, heat)
        a.at_most("heat within capacity", heat, capacity * a.series(self.availability))
        carriers, values = a.cluster.carriers, a.scenario.values_of
        drive = heat / self.performance(carriers, values)
        taken = heat - drive
        a.at_most("heat of the source at least zero", 0.0, taken)
        if self.knows("source", carriers) and self.knows("sink", carriers):
            warm, cold = (self.kelvin(side, carriers, values) for side in ("sink", "source"))
            a.at_most("entropy does not fall", taken / cold, heat / warm)
        a.inject(heat, self.sink)
        a.inject(-drive, self.drive)
        if self.source is not None:
            a.inject(-taken, self.source)
        a.charge("variable operation", a.yearly(heat) * self.opex_variable)
