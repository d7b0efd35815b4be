"""Pressure pipeline: diameters and booster stations, with flow and energy from the pressures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, ClassVar, Literal, Self

from pydantic import Field, model_validator

from synergy.cluster.activity import Activity, Surroundings
from synergy.cluster.asset import CorridorAsset, Investment, Port, SizeOption
from synergy.errors import Fault, did_you_mean
from synergy.fluids import FLUIDS, Fluid, Line, Way, ways_of
from synergy.formulation.affine import Affine, total
from synergy.record import Record, quantity
from synergy.time.series import FloatArray

if TYPE_CHECKING:
    from synergy.cluster.cluster import Cluster, Hub
    from synergy.formulation.asset_formulation import AssetFormulation
    from synergy.plan.asset_audit import AssetAudit

SLIGHTLY_MORE = 1e-9
"""Relative amount by which rounding may lift what a reuse takes above what stands."""


class Pipe(Record):
    """A standard pipe."""

    name: str = Field(description="e.g. DN300")
    inner_diameter: float = quantity("mm", "inner diameter", gt=0, le=5000)
    pressure_class: float = quantity("bar", "largest operating pressure, absolute", gt=0, le=1000)
    capex_per_km: float = quantity("EUR/km", "investment per length", ge=0, le=1e12)


class PressurePipeline(CorridorAsset, Investment):
    r"""A pipe for one way, whose largest flow and energy follow from pressures, diameter and boosters.

    A way :math:`k` to build is a diameter with a number :math:`n_k` of booster stations, which cut the length
    :math:`L` into :math:`n_k + 1` equal sections, each from the inlet to the outlet pressure. Its capacity is
    what that pressure drop drives through a section (`synergy.fluids.largest_flow`), and its energy that of
    the compressor at the start and of the boosters (`synergy.fluids.energy_to_raise`):

    .. math::

        \overline{f}_k = \dot m(D_k, L / (n_k + 1), p_1, p_2), \qquad
        e_n = e(p_0 \to p_1) + n \, e(p_2 \to p_1)

    .. math::

        F_k = F + s \overline{f}_k + c_k L + n_k \beta + \delta \, e_{n_k} \overline{f}_k, \qquad
        \sum_k b_k \le 1

    Flow is split by the number of boosters it passes; of equal energy within a number, this is the convex
    hull of the ways. What stood already, :math:`E`, has :math:`n_E` boosters:

    .. math::

        f_{n t} \le \sum_{k: n_k = n} \overline{f}_k b_k + E \, [n = n_E], \qquad
        q^{end}_t = \sum_n f_{n t} = -q^{start}_t, \qquad q^{power}_t = - \sum_n e_n f_{n t}

    Boosters take their energy at the start. Ways that another one beats in flow, capital and energy are left
    out, and pipes whose pressure class is below the inlet pressure are not offered.

    ============================  =====================================================  =================
    symbol                        field or variable                                      unit
    ============================  =====================================================  =================
    :math:`f_n`                   ``flow_0``, ``flow_1``, ...: passing n boosters         MW or t/h
    :math:`b_k`                   ``built_1``, ``built_2``, ...                          1
    :math:`\overline{f}_k`        capacity of a way, at most ``capacity_max``             MW or t/h
    :math:`p_0, p_1, p_2`         ``supply_pressure``, ``inlet_pressure``,               bar
                                  ``outlet_pressure``
    :math:`D, c`                  ``diameters``: inner diameter and cost per length      mm, EUR/km
    :math:`n_k`                   boosters, at most ``boosters_max``                     1
    :math:`\beta`                 ``capex_booster``                                      EUR
    :math:`\delta`                ``capex_drive``                                        EUR/MW
    :math:`F, s`                  ``capex_fixed``, ``capex_specific``                    EUR, EUR/MW
    :math:`E, n_E`                ``capacity_existing``, ``boosters_existing``           MW or t/h, 1
    :math:`L`                     length of the corridor times its terrain factor        km
    ============================  =====================================================  =================

    Examples
    --------
    >>> pipe = PressurePipeline(
    ...     id="trunk",
    ...     corridor="coast",
    ...     carrier="hydrogen",
    ...     fluid="hydrogen",
    ...     supply_pressure=30.0,
    ...     inlet_pressure=70.0,
    ...     outlet_pressure=40.0,
    ...     diameters=[{"name": "DN500", "inner_diameter": 500, "pressure_class": 80, "capex_per_km": 9e5}],
    ... )
    >>> [(way.name, round(way.maximum)) for way in pipe.size_options(100.0)]  # MW
    [('DN500', 2664)]
    """

    nested_records: ClassVar[Mapping[str, type[Record]]] = {"diameters": Pipe}

    carrier: str = Field(description="what flows")
    fluid: str = Field(
        description="its properties: hydrogen, natural-gas, co2-gas, co2-dense, water, ... (synergy.fluids)"
    )
    counted_in: Literal["MWh", "t"] | None = Field(
        default=None,
        description="unit of the carrier; default: MWh (lower heating value) of fuels, t of all else",
    )
    diameters: tuple[Pipe, ...] = Field(default=(), description="standard pipes to choose from")
    supply_pressure: float | None = quantity(
        "bar",
        "pressure at which it arrives at the start, absolute; default: the inlet pressure",
        default=None,
        gt=0,
        le=1000,
    )
    inlet_pressure: float = quantity("bar", "pressure at the start of each section, absolute", gt=0, le=1000)
    outlet_pressure: float = quantity("bar", "pressure at the end of each section, absolute", gt=0, le=1000)
    boosters_max: int = quantity("", "most booster stations", default=0, ge=0, le=20)
    boosters_existing: int = quantity("", "booster stations of what stands", default=0, ge=0, le=20)
    capex_booster: float = quantity(
        "EUR", "investment in a booster station without its drive", default=0.0, ge=0, le=1e12
    )
    capex_drive: float = quantity(
        "EUR/MW", "investment in drives, at the start and in boosters", default=0.0, ge=0
    )
    compression_carrier: str = Field(default="power", description="what drives compression")
    roughness: float = quantity("mm", "roughness of the inner wall", default=0.02, ge=0, le=5)
    temperature: float = quantity("degC", "temperature of gas in the pipe", default=10.0, ge=-50, le=200)
    velocity_max: float | None = quantity(
        "m/s", "largest velocity; default: the usual one of the fluid", default=None, gt=0, le=200
    )

    @model_validator(mode="after")
    def _known_fluid(self) -> PressurePipeline:
        if self.fluid not in FLUIDS:
            hint = did_you_mean(self.fluid, list(FLUIDS))
            raise ValueError(f"no properties of '{self.fluid}'{hint}. Fix: use one of {', '.join(FLUIDS)}")
        if self.counted_in == "MWh" and not FLUIDS[self.fluid].heating_value:
            raise ValueError(f"{self.fluid} has no heating value. Fix: count it in t")
        for name in ("capex_reference", "unit_size"):
            if getattr(self, name):
                raise ValueError(
                    f"{name} has no effect: each diameter has its own size and cost. Fix: leave it out"
                )
        return self

    @property
    def reference_carrier(self) -> str:
        """What flows."""
        return self.carrier

    @property
    def buildable(self) -> bool:
        """Whether a build decision exists."""
        return bool(self.diameters)

    @property
    def properties(self) -> Fluid:
        """What the fluid is like."""
        return FLUIDS[self.fluid]

    @property
    def unit(self) -> Literal["MWh", "t"]:
        """Unit in which the flow is counted."""
        return self.counted_in or ("MWh" if self.properties.heating_value else "t")

    def line(self, length: float) -> Line:
        """Return the pressures along a length in km."""
        return Line(
            self.properties,
            length,
            self.supply_pressure or self.inlet_pressure,
            self.inlet_pressure,
            self.outlet_pressure,
            self.roughness,
            self.temperature,
            self.velocity_max,
        )

    def energy(self, boosters: int) -> float:
        """Return the MWh that a unit of flow takes with some booster stations."""
        line = self.line(0.0)
        per_tonne = line.energy_at_inlet + boosters * line.energy_at_booster
        return per_tonne / self.properties.per_tonne(self.unit)

    def ways(self, length: float, cost_factor: float = 1.0) -> tuple[Way, ...]:
        """Return the ways to build it over a length in km, flows in t/h and energy in MWh/t.

        A km costs ``cost_factor`` times that of easy ground.
        """
        per_tonne = self.properties.per_tonne(self.unit)
        most = self.capacity_max / per_tonne if self.capacity_max else float("inf")
        strong = [pipe for pipe in self.diameters if pipe.pressure_class >= self.inlet_pressure]
        found = ways_of(
            self.line(length),
            [(pipe.name, pipe.inner_diameter, pipe.capex_per_km * length * cost_factor) for pipe in strong],
            self.boosters_max,
            self.capex_booster,
            self.capex_drive,
            most,
            flow_costs=self.opex_fixed + self.capex_specific > 0 or self.retrofit_of is not None,
        )
        return tuple(way for way in found if way.flow * per_tonne >= self.capacity_min)

    def size_options(self, length: float) -> tuple[SizeOption, ...]:
        """Return the ways to build it over a length in km of easy ground."""
        return self.options_on(length, 1.0)

    def options_on(self, length: float, cost_factor: float) -> tuple[SizeOption, ...]:
        """Return the ways to build it: flows follow from the length, costs also from the ground."""
        per_tonne = self.properties.per_tonne(self.unit)
        options = []
        for way in self.ways(length, cost_factor):
            capacity = way.flow * per_tonne
            cost = self.capex_fixed + self.capex_specific * capacity + way.capital
            options.append(SizeOption(way.name, capacity, capacity, cost, 0.0))
        return tuple(options)

    def as_it_stands(self) -> Self | None:
        """Return it with the capacity that stands and no pipes to choose from, or None if none stands."""
        standing = super().as_it_stands()
        return None if standing is None else standing.model_copy(update={"diameters": ()})

    def check(self, cluster: Cluster) -> Iterable[Fault]:
        """Yield faults of units and pressures, of pipes that can not bear them, and of reuse."""
        unit = cluster.carriers[self.carrier].unit
        if unit != self.unit:
            fix = f"write counted_in: {unit}" if unit == "t" or self.properties.heating_value else "unit: t"
            yield Fault("carrier", f"'{self.carrier}' is in {unit}, {self.fluid} in {self.unit}", fix=fix)
        faults = list(self._pressure_faults())
        yield from faults
        if not self.diameters and not self.capacity_existing:
            yield Fault("diameters", "empty, and nothing lies there already", fix="give pipes to choose from")
        if faults or unit != self.unit or not self.diameters:
            return
        options = self.size_options(cluster.length_of(self))
        if not options:
            yield Fault(
                "capacity_min",
                f"no way to build it carries {self.capacity_min:g}",
                fix="give larger diameters or more boosters, or ask for less",
            )
        yield from self._reuse_faults(cluster, options)

    def _pressure_faults(self) -> Iterator[Fault]:
        fluid, inlet, outlet = self.properties, self.inlet_pressure, self.outlet_pressure
        if inlet <= outlet:
            yield Fault(
                "outlet_pressure",
                f"{outlet:g} bar is not below the inlet pressure of {inlet:g} bar",
                "nothing would flow",
                "give a lower one",
            )
        if outlet < fluid.pressure_min:
            yield Fault(
                "outlet_pressure",
                f"{outlet:g} bar is below the {fluid.pressure_min:g} bar that keep {fluid.name} as it is",
                fix=f"give at least {fluid.pressure_min:g} bar",
            )
        if inlet > fluid.pressure_max:
            yield Fault(
                "inlet_pressure",
                f"{inlet:g} bar is above the {fluid.pressure_max:g} bar up to which {fluid.name} is known",
                fix=f"give at most {fluid.pressure_max:g} bar, or another fluid",
            )
        strongest = max((pipe.pressure_class for pipe in self.diameters), default=inlet)
        if strongest < inlet:
            yield Fault(
                "diameters",
                f"none bears the inlet pressure of {inlet:g} bar; the strongest bears {strongest:g} bar",
                "no pipe could be built",
                f"lower inlet_pressure to {strongest:g} bar, or offer stronger pipes",
            )

    def _reuse_faults(self, cluster: Cluster, options: tuple[SizeOption, ...]) -> Iterator[Fault]:
        original = cluster.assets.get(self.retrofit_of or "")
        if not isinstance(original, Investment) or not original.capacity_existing or not options:
            return
        largest = max(option.maximum for option in options)
        used, stands = largest * self.retrofit_ratio, original.capacity_existing
        if used > stands * (1 + SLIGHTLY_MORE):
            yield Fault(
                "retrofit_ratio",
                f"{largest:g} of this use up {used:g} of '{original.id}', of which {stands:g} stand",
                "it could never be built",
                f"give {stands / largest:.6g}, so that it uses up all of it",
            )

    def ports(self, ends: tuple[str, ...]) -> tuple[Port, ...]:
        """Return the hubs at its two ends, and the one that drives compression."""
        start, end = ends
        flow = (
            Port(start, self.carrier, gives=False, takes=True),
            Port(end, self.carrier, gives=True, takes=False),
        )
        if self.compression_carrier == self.carrier or not any(map(self.energy, self.numbers)):
            return flow
        return (*flow, Port(start, self.compression_carrier, gives=False, takes=True))

    def activities(self, around: Surroundings) -> tuple[Activity, ...]:
        """Return the flow with the least energy it may take, and the energy that it may take beyond."""
        start, end = ((site, self.carrier) for site in around.ends)
        power = (around.ends[0], self.compression_carrier)
        options = self.size_options(around.length)
        most = self.standing + max((option.maximum for option in options), default=0.0)
        energies = [self.energy(number) for number in self.numbers]
        flows = {start: -1.0, end: 1.0}
        if min(energies) > 0:
            flows[power] = flows.get(power, 0.0) - min(energies)
        flow = Activity(flows, most, "flow")
        more = max(energies) - min(energies)
        return (flow, Activity({power: -1.0}, more * most)) if more else (flow,)

    def gains(self, ends: tuple[str, ...], length: float) -> Iterator[tuple[Hub, Hub, float]]:
        """Yield that all of what is put in arrives."""
        yield (ends[0], self.carrier), (ends[1], self.carrier), 1.0

    @property
    def numbers(self) -> tuple[int, ...]:
        """Numbers of boosters that flow may pass, rising."""
        built = range(self.boosters_max + 1) if self.diameters else range(0)
        return tuple(sorted({*built, self.boosters_existing}))

    def formulate(self, f: AssetFormulation) -> None:
        """State the flow by number of boosters, within what is built with it, and its energy."""
        sizing = f.capacity(self)
        ways = self.ways(f.length, f.cost_factor)
        names = ["size"] if len(ways) == 1 else [f"size_{number + 1}" for number in range(len(ways))]
        useful = f.context.limits.get((f.asset.id, "flow"), float("inf")) if f.tight else float("inf")
        unit, years = f.flow_unit(self.carrier), (f.frame.year,)
        flows, rest = [], sizing.in_service
        serving: dict[int, Affine] = {}
        for number in self.numbers:
            new = [
                (f.results[name].expression, way)
                for name, way in zip(names, ways, strict=True)
                if way.boosters == number
            ]
            f.remember(f"boosters {number}", total([size for size, _ in new], years), self)
            inherited = f.inherited(f"boosters {number}")
            rest = rest - total([size for size, _ in new], years) - inherited
            per_tonne = self.properties.per_tonne(self.unit)
            cut = [size * min(useful / (way.flow * per_tonne), 1.0) for size, way in new]
            serving[number] = total([*cut, inherited], years)
        serving[self.boosters_existing] = serving[self.boosters_existing] + rest
        for number, capacity in serving.items():
            most = min(sizing.largest, useful)
            flow = f.variable(f"flow_{number}", upper=most, unit=unit)
            f.constraint(f"flow_{number}_within_capacity", flow <= capacity)
            flows.append(flow)
            if self.energy(number):
                f.inject(flow * -self.energy(number), self.compression_carrier)
        flow = total(flows, f.frame.time)
        f.inject(-flow, self.carrier, f.ends[0])
        f.inject(flow, self.carrier, f.ends[1])
        f.charge("variable operation", f.yearly(flow) * self.opex_variable)

    def audit(self, a: AssetAudit) -> None:
        """Recompute what is built with each number of boosters, flow, energy and operation."""
        capacity = a.capacity(self)
        ways = self.ways(a.length, a.cost_factor)
        built = {number: a.inherited(f"boosters {number}") for number in self.numbers}
        for place, way in enumerate(ways):
            new = a.result(f"size_{place + 1}" if len(ways) > 1 else "size")
            built[way.boosters] = built[way.boosters] + new
        for number in built:
            new = built[number] - a.inherited(f"boosters {number}")
            a.remember(f"boosters {number}", new, self)
        older: FloatArray = capacity - sum(built.values())
        start, end = a.ends
        for number, size in built.items():
            flow = a.result(f"flow_{number}")
            serves = size + older if number == self.boosters_existing else size
            a.at_most("flow at least zero", 0.0, flow)
            a.at_most(f"flow past {number} boosters within capacity", flow, a.over_time(serves))
            a.inject(-flow, self.carrier, start)
            a.inject(flow, self.carrier, end)
            line = self.line(a.length)
            energy = line.energy_at_inlet + number * line.energy_at_booster
            a.inject(-flow * energy / self.properties.per_tonne(self.unit), self.compression_carrier, start)
            a.charge("variable operation", a.yearly(flow) * self.opex_variable)
