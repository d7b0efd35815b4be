"""Converter: any number of carriers in, any number out, in fixed ratios."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import numpy as np
from pydantic import Field

from synergy.assets.energy_balance import doubtful_energy, impossible_gain
from synergy.assets.load_curve import LoadCurve, LoadPoint, load_faults
from synergy.assets.running_audit import audit_flows, audit_running
from synergy.cluster.activity import Activity, Surroundings
from synergy.cluster.asset import Investment, Port, SeriesReader, SiteAsset
from synergy.cluster.carrier import BIOGENIC, REMOVAL, SCOPE1
from synergy.errors import Fault, did_you_mean
from synergy.formulation.affine import Affine
from synergy.formulation.commitment import Running, RunningRules, state_running
from synergy.formulation.part_load import is_concave, is_straight, state_part_load
from synergy.record import Factor, Ratio, Record, described, quantity
from synergy.time.series import Series

if TYPE_CHECKING:
    from synergy.cluster.cluster import Cluster, Hub
    from synergy.formulation.asset_formulation import AssetFormulation
    from synergy.plan.asset_audit import AssetAudit
    from synergy.time.axis import TimeAxis

MOST_WEIGHT = 1.5
"""Where a period of the year in order counts more, it stands for several: 52 weeks count 1.003 each."""
STARTING = ("minimum_up_time", "minimum_down_time", "start_cost")
"""Fields that only mean something where it may be off."""
REMOVAL_FLOW = "\N{MINUS SIGN}removal"
"""Name of the removal among flows; no carrier can have it."""


class Converter(SiteAsset, Investment):
    r"""A boiler, an electrolyser, a CHP plant, a capture unit, a heat pump: one activity, fixed ratios.

    .. math::

        q_{c t} = (\rho^{out}_c - \rho^{in}_c) x_t, \qquad 0 \le x_t \le \alpha_t K

    With a minimum load :math:`m` it is on or off, and :math:`k_t` is the capacity that runs: all of it or
    none, or whole units with a ``unit_size``. ``minimum_up_time``, ``minimum_down_time``, ``start_cost``,
    ``ramp_up``, ``ramp_down`` and ``planned_outage`` say more of how it runs
    (`synergy.formulation.commitment`); with ``commitment: relaxed`` any part of the capacity may run:

    .. math::

        m k_t \le x_t \le \alpha_t k_t, \qquad k_t \in \{0, K\} \text{ or } k_t = u \, o_t

    With ``part_load`` the ratios are those at full load, and others hold at loads :math:`l_i` below it.
    Between points flows are straight lines, and the smallest load is the minimum load
    (`synergy.formulation.part_load`):

    .. math:: q_{c t} = k_t \, g_c(x_t / k_t), \qquad g_c(l_i) = l_i (\rho^{out}_{c i} - \rho^{in}_{c i})

    Costs and impacts, and the removal credited where biogenic CO2 is moved into a carrier of fossil CO2:

    .. math::

        C = v \sum_t w_t x_t + s \sum_t \frac{w_t}{h_t} z_t, \qquad E_i = \sum_t w_t \epsilon_i x_t, \qquad
        E_{\text{removal}} = - r \sum_t w_t x_t, \quad
        r = \max(0, \min(\beta^{in} - \beta^{out}, \phi^{out} - \phi^{in}))

    =========================  ==================================================  ===================
    symbol                     field or variable                                   unit
    =========================  ==================================================  ===================
    :math:`x`                  ``activity``: flow of the ``reference`` carrier     MW or t/h
    :math:`\rho`               ``inputs``, ``outputs``                             MWh/MWh, t/MWh, ...
    :math:`\alpha`             ``availability``                                    1
    :math:`K, \overline K`     ``capacity`` in service, its largest value          MW or t/h
    :math:`m`                  ``minimum_load``                                    1
    :math:`o, k`               ``on``, ``running`` (variables)                     1, MW or t/h
    :math:`u`                  ``unit_size``                                       MW or t/h
    :math:`s, z`               ``start_cost``, ``started`` (variable)              EUR/MW, MW or t/h
    :math:`l, g`               ``part_load``: loads, flows per unit that runs      1, MWh/MWh, ...
    :math:`v`                  ``opex_variable``                                   EUR/MWh, EUR/t
    :math:`\epsilon_i`         ``impacts``                                         t/MWh, ...
    :math:`\beta, \phi`        t CO2 per unit of activity in carriers whose        t/MWh, t/t
                               release counts as biogenic, as scope 1
    :math:`w, h`               hours of the year a step holds, its length          h/a, h
    =========================  ==================================================  ===================

    Examples
    --------
    >>> boiler = Converter(
    ...     id="boiler",
    ...     site="mill",
    ...     reference="steam",
    ...     inputs={"natural-gas": 1 / 0.93},
    ...     outputs={"steam": 1.0},
    ...     capacity_existing=50.0,
    ... )
    >>> [port.carrier for port in boiler.ports(("mill",))]
    ['natural-gas', 'steam']
    """

    series_ranges: ClassVar[Mapping[str, tuple[float, float]]] = {"availability": (0.0, 1.0)}
    nested_records: ClassVar[Mapping[str, type[Record]]] = {"part_load": LoadPoint}

    reference: str = Field(description="carrier to whose flow capacity and costs refer; its ratio is 1")
    inputs: dict[str, Ratio] = described("{key}/{quantity}", "taken per unit of reference", default={})
    outputs: dict[str, Ratio] = described("{key}/{quantity}", "given per unit of reference", default={})
    minimum_load: float = quantity(
        "", "smallest load while running, as a share of capacity", default=0.0, ge=0, le=1
    )
    part_load: tuple[LoadPoint, ...] = Field(
        default=(), description="ratios at loads below the rated one; the smallest is the minimum load"
    )
    minimum_up_time: float = quantity("h", "time for which it runs once started", default=0.0, ge=0, le=744)
    minimum_down_time: float = quantity(
        "h", "time for which it rests once stopped", default=0.0, ge=0, le=744
    )
    start_cost: float = quantity("EUR/{flow}", "cost of a start per unit of capacity", default=0.0, ge=0)
    ramp_up: float | None = quantity(
        "1/h", "most that the load rises in an hour, as a share of what runs", default=None, gt=0
    )
    ramp_down: float | None = quantity(
        "1/h", "most that the load falls in an hour, as a share of what runs", default=None, gt=0
    )
    planned_outage: float = quantity(
        "h", "length of one outage a year; when is part of the plan", default=0.0, ge=0, le=8760
    )
    commitment: Literal["whole", "relaxed"] = Field(
        default="whole", description="whether on, off and units that run are whole, or any part of them"
    )
    availability: Series = described("", "share of capacity that is available", default=1.0)
    impacts: dict[str, Factor] = described("{impact}/{quantity}", "impacts per unit of reference", default={})

    @classmethod
    def reference_carrier_in(cls, data: Mapping[str, Any]) -> str | None:
        """Return the reference carrier named in raw data."""
        reference = data.get("reference")
        return reference if isinstance(reference, str) else None

    @property
    def reference_carrier(self) -> str:
        """The carrier to whose flow capacity refers."""
        return self.reference

    @property
    def curve(self) -> LoadCurve:
        """Ratios at all loads that are known."""
        return LoadCurve.of(self.inputs, self.outputs, self.part_load)

    @property
    def least_load(self) -> float:
        """Smallest load while running, as a share of capacity."""
        return min((point.load for point in self.part_load), default=self.minimum_load)

    @property
    def ramps(self) -> bool:
        """Whether a ramp is limited."""
        return self.ramp_up is not None or self.ramp_down is not None

    @property
    def starts(self) -> bool:
        """Whether anything depends on when it starts."""
        return self.least_load > 0 and (self.ramps or any(getattr(self, name) for name in STARTING))

    def check(self, cluster: Cluster) -> Iterable[Fault]:
        """Yield faults of ratios that can not be right."""
        if not self.inputs or not self.outputs:
            yield Fault(
                "inputs" if not self.inputs else "outputs",
                "empty",
                "a converter turns something into something",
                "give what it takes and what it gives; a source without input is a generator",
            )
            return
        given = self.inputs.get(self.reference, self.outputs.get(self.reference))
        if given is None:
            named = [*self.inputs, *self.outputs]
            yield Fault(
                "reference",
                f"'{self.reference}' is neither taken nor given{did_you_mean(self.reference, named)}",
                fix=f"use one of {', '.join(named)}",
            )
        elif 1.0 not in (self.inputs.get(self.reference), self.outputs.get(self.reference)):
            yield Fault(
                "reference",
                f"the ratio of '{self.reference}' is {given:g}",
                "ratios are per unit of reference",
                f"divide all ratios by {given:g}",
            )
        yield from load_faults(self.part_load, self.inputs, self.outputs, self.reference, self.minimum_load)
        idle = [name for name in STARTING if getattr(self, name)]
        if idle and self.least_load == 0:
            why = "without a minimum load it is never off"
            yield Fault(idle[0], "has no effect", why, "give minimum_load or part_load, or leave it out")
        yield from impossible_gain(self.curve, cluster.carriers)

    def check_values(self, cluster: Cluster, values: SeriesReader) -> Iterable[Fault]:
        """Yield warnings of a smallest load never reached, and of energy that comes out of nothing."""
        yield from doubtful_energy(self.curve, cluster.carriers)
        most = float(values(self.availability).max())
        if 0.0 < most < self.least_load:
            found = f"never above {most:g}, and its smallest load is {self.least_load:g}"
            fix = "raise it, or lower the smallest load"
            yield Fault("availability", found, "it can never run", fix, warning=True)

    def check_time(self, time: TimeAxis) -> Iterable[Fault]:
        """Yield a fault where an outage has no place in the year, and warn of times longer than a period."""
        whole_year = time.is_chronological and time.period_weights.max() < MOST_WEIGHT
        shortest = float(time.period_hours.min())
        for name in ("minimum_up_time", "minimum_down_time"):
            hours = getattr(self, name)
            if hours >= shortest and not whole_year:
                found = f"{hours:g} h, and a period has {shortest:g} h and goes round by itself"
                why = "it runs through all of the period or rests through it"
                yield Fault(name, found, why, "chain the periods, or give fewer hours", warning=True)
        if self.planned_outage and not whole_year:
            yield Fault(
                "planned_outage",
                f"{self.planned_outage:g} h of a year whose steps do not follow each other",
                "one stretch of the year has no place in periods that stand for several",
                "chain the periods of the whole year, or give an availability profile",
            )

    def ports(self, ends: tuple[str, ...]) -> tuple[Port, ...]:
        """Return the hubs of all carriers at its site."""
        carriers = dict.fromkeys([*self.inputs, *self.outputs])
        return tuple(Port(ends[0], c, gives=c in self.outputs, takes=c in self.inputs) for c in carriers)

    def pushes(self, carrier: str, worthless: frozenset[str]) -> bool:
        """Return whether it may give a carrier that nobody pays for, as a by-product or for a credit."""
        if carrier not in self.outputs:
            return False
        others = set(self.outputs) - {carrier}
        credited = any(factor < 0 for factor in self.impacts.values())
        bound = self.least_load > 0 or self.ramps
        return bool(others) or credited or bound or bool(worthless & set(self.inputs))

    def activities(self, around: Surroundings) -> tuple[Activity, ...] | None:
        """Return its one activity, or None where a carrier is taken at some loads and given at others.

        More capacity than is ever used at once may still help to change the load faster, and more units, or
        any part of a capacity, to rest, to be out or to run at a better load.
        """
        curve = self.curve
        if curve.turns:
            return None
        nets = {(around.ends[0], carrier): curve.net(carrier) for carrier in curve.carriers}
        flows = {hub: float(net[np.abs(net).argmax()]) for hub, net in nets.items()}
        least = {hub: float(net[np.abs(net).argmin()]) for hub, net in nets.items()} if self.part_load else {}
        available = around.values(self.availability)
        several = self.unit_size > 0 or self.commitment == "relaxed"
        timed = self.minimum_up_time or self.minimum_down_time or self.planned_outage or self.part_load
        size = "" if self.ramps or (several and timed) else "capacity"
        per_size = np.minimum(available, curve.loads[0])
        return (Activity(flows, self.largest_capacity() * available, size, per_size, least=least),)

    def gains(self, ends: tuple[str, ...], length: float) -> Iterator[tuple[Hub, Hub, float]]:
        """Yield what one unit of its only input becomes at its best load; several limit one another."""
        if len(self.inputs) == 1:
            (source,) = self.inputs
            curve = self.curve
            for target in self.outputs:
                if target != source:
                    best = max(
                        o[target] / i[source] for i, o in zip(curve.inputs, curve.outputs, strict=True)
                    )
                    yield (ends[0], source), (ends[0], target), best

    def removal(self, cluster: Cluster, net_ratios: Mapping[str, float]) -> float:
        """Return the t of biogenic CO2 that a unit of activity moves into carriers of fossil CO2."""

        def moved(impact: str) -> float:
            return sum(
                ratio * cluster.carriers[carrier].emission_factor
                for carrier, ratio in net_ratios.items()
                if cluster.carriers[carrier].released_as == impact
            )

        return max(0.0, min(-moved(BIOGENIC), moved(SCOPE1)))

    def formulate(self, f: AssetFormulation) -> None:
        """State the activity, its limits, and what it takes, gives, costs and emits."""
        sizing = f.capacity(self)
        unit = f.flow_unit(self.reference)
        available = f.upper(self.availability, 1.0)
        activity = f.variable("activity", upper=available * sizing.largest, unit=unit)
        running = state_running(f, sizing, activity, self.availability, self._rules, unit)
        removed = self._flows(f, activity, running, unit)
        yearly = f.yearly(activity)
        f.charge("variable operation", yearly * self.opex_variable)
        for impact, factor in self.impacts.items():
            f.emit(impact, yearly * factor)
        f.emit(REMOVAL, f.yearly(removed) * -1.0)

    @property
    def _rules(self) -> RunningRules:
        return RunningRules(
            minimum_load=self.least_load,
            minimum_up_time=self.minimum_up_time,
            minimum_down_time=self.minimum_down_time,
            start_cost=self.start_cost,
            ramp_up=np.inf if self.ramp_up is None else self.ramp_up,
            ramp_down=np.inf if self.ramp_down is None else self.ramp_down,
            planned_outage=self.planned_outage,
            relaxed=self.commitment == "relaxed",
        )

    def _flows(self, f: AssetFormulation, activity: Affine, running: Running | None, unit: str) -> Affine:
        """State what it takes and gives, and return what it removes."""
        curve = self.curve
        removals = np.array([self.removal(f.cluster, ratios) for ratios in curve.net_ratios])
        if running is None or not self.part_load:
            for carrier in curve.carriers:
                f.inject(activity * float(curve.net(carrier)[-1]), carrier)
            return activity * float(removals[-1])
        loads = np.array(curve.loads)
        flows = {carrier: loads * curve.net(carrier) for carrier in curve.carriers}
        tempting = not is_straight(loads, loads * removals) or any(
            not (is_straight if f.wasting_pays(carrier) else is_concave)(loads, values)
            for carrier, values in flows.items()
        )
        stated = {**flows, REMOVAL_FLOW: loads * removals}
        found = state_part_load(f, running, activity, self.availability, loads, stated, tempting, unit)
        for carrier in flows:
            f.inject(found[carrier], carrier)
        return found[REMOVAL_FLOW]

    def audit(self, a: AssetAudit) -> None:
        """Recompute limits, flows, costs and impacts of the activity."""
        capacity = a.over_time(a.capacity(self))
        activity = a.result("activity")
        a.at_most("activity at least zero", 0.0, activity)
        running = audit_running(a, self, capacity, activity)
        audit_flows(a, self, running, activity)
        a.charge("variable operation", a.yearly(activity) * self.opex_variable)
        for impact, factor in self.impacts.items():
            a.emit(impact, a.yearly(activity) * factor)
