"""Freight: trucks, trains and ships that carry cargoes between two terminals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, ClassVar, Self

import numpy as np
from pydantic import Field, model_validator

from synergy.cluster.activity import Activity, Surroundings
from synergy.cluster.asset import CorridorAsset, Investment, Port, SizeOption
from synergy.errors import Fault
from synergy.formulation.affine import Affine
from synergy.record import Factor, Record, described, quantity
from synergy.time.series import FloatArray, Series

if TYPE_CHECKING:
    from synergy.cluster.carrier import Carrier
    from synergy.cluster.cluster import Cluster, Hub
    from synergy.formulation.asset_formulation import AssetFormulation
    from synergy.plan.asset_audit import AssetAudit

NO_SUCH_SIZE = (
    "capacity_existing",
    "capacity_min",
    "capacity_max",
    "capex_specific",
    "capex_reference",
)
"""Fields of investments that would say of a flow what freight says of vehicles."""


class Terminal(Record):
    """Berths or loading bays, and tanks, at one end."""

    berths_existing: int = quantity("", "berths that stand already", default=0, ge=0, le=1000)
    berths_max: int = quantity(
        "",
        "most berths that may be built; with none that stand either, berths are no matter",
        default=0,
        ge=0,
    )
    capex_berth: float = quantity("EUR", "investment per berth", default=0.0, ge=0, le=1e12)
    opex_berth: float = quantity("EUR/a", "yearly operation per berth", default=0.0, ge=0)
    storage_existing: float = quantity("{quantity}", "tanks that stand already", default=0.0, ge=0)
    capex_storage: float = quantity("EUR/{quantity}", "investment per tank volume", default=0.0, ge=0)
    opex_storage: float = quantity("EUR/{quantity}/a", "yearly operation per tank volume", default=0.0, ge=0)


class Freight(CorridorAsset, Investment):
    r"""Whole vehicles or vessels that go to and fro: full one way, empty the other.

    Cargo flows at a rate: departures are spread over each step, and what fits into tanks of a few cargoes is
    no matter of hours. With length :math:`L`, speed :math:`v` and times :math:`\tau` at both ends, a vehicle
    carries a cargo :math:`P` in each round trip:

    .. math::

        T = 2 L / v + \tau_a + \tau_b, \qquad
        f_t \le \alpha_t \frac{P}{T} N, \qquad
        q^{start}_t = -f_t, \qquad q^{end}_t = (1 - \beta)^{(L / v + \tau_a + \tau_b) / 24} f_t

    Loading and unloading occupy berths, and tanks hold some cargoes wherever anything is carried in the year:

    .. math::

        \frac{\tau_i}{P} f_t \le u B_i, \qquad S_i \ge n P z, \qquad f_t \le \overline{f} z,
        \qquad N, B_i \in \mathbb{Z}, \; z \in \{0, 1\}

    .. math::

        q^{fuel}_t = - \frac{2 L}{P} \varphi f_t, \qquad
        C = \sum_t w_t f_t \left( v_o + r + r_L L + \frac{2 L}{P} c \right), \qquad
        E_i = \frac{2 L}{P} \epsilon_i \sum_t w_t f_t

    Who hires pays a tariff and has no fleet: :math:`f_t \le` ``flow_max`` then takes the place of :math:`N`.

    =========================  ==================================================  =====================
    symbol                     field or variable                                   unit
    =========================  ==================================================  =====================
    :math:`f`                  ``flow``: loaded at its start                       MW or t/h
    :math:`N`                  ``capacity``: vehicles in service, in whole         1
                               units unless ``unit_size`` is 0
    :math:`B_a, B_b`           ``berths_start``, ``berths_end``                    1
    :math:`S_a, S_b`           ``storage_start``, ``storage_end``                  MWh or t
    :math:`z`                  ``open`` (variable)                                 1
    :math:`P, v, L`            ``payload``, ``speed``, length of the corridor      MWh or t, km/h, km
    :math:`\tau_a, \tau_b`     ``loading_time``, ``unloading_time``                h
    :math:`\alpha`             ``availability``                                    1
    :math:`u, n`               ``berth_utilisation``, ``buffer_cargoes``           1
    :math:`\beta`              ``boil_off``                                        1/d
    :math:`\varphi, c`         ``fuel``, ``cost_per_km``                           MWh/km, EUR/km
    :math:`\epsilon_i`         ``impacts``                                         t/km, ...
    :math:`v_o, r, r_L`        ``opex_variable``, ``tariff``, ``tariff_per_km``    EUR/t, EUR/t, EUR/t/km
    =========================  ==================================================  =====================

    Examples
    --------
    >>> ship = Freight(
    ...     id="ship",
    ...     corridor="north-sea",
    ...     carrier="co2",
    ...     payload=7500.0,
    ...     speed=26.0,
    ...     loading_time=12.0,
    ...     unloading_time=12.0,
    ...     vehicles_max=4,
    ...     capex_vehicle=5e7,
    ... )
    >>> round(ship.round_trip(1000.0), 1), round(ship.per_vehicle(1000.0), 1)  # h, t/h
    (100.9, 74.3)
    """

    nested_records: ClassVar[Mapping[str, type[Record]]] = {"terminals": Terminal}
    series_ranges: ClassVar[Mapping[str, tuple[float, float]]] = {"availability": (0.0, 1.0)}
    used_by: ClassVar[str] = "flow"

    carrier: str = Field(description="what is carried")
    payload: float = quantity("{quantity}", "cargo of a vehicle", gt=0)
    speed: float = quantity("km/h", "average speed", gt=0, le=1000)
    loading_time: float = quantity("h", "time at the start of a trip", default=0.0, ge=0, le=1000)
    unloading_time: float = quantity("h", "time at its end", default=0.0, ge=0, le=1000)
    availability: Series = described("", "share of time that vehicles are available", default=1.0)
    vehicles_existing: int = quantity("", "vehicles that are there already", default=0, ge=0, le=100000)
    vehicles_max: int = quantity("", "most vehicles that may be bought", default=0, ge=0, le=100000)
    unit_size: float = quantity(
        "", "1: whole vehicles; 0: any number, for a quick look", default=1.0, ge=0, le=1
    )
    capex_vehicle: float = quantity("EUR", "investment per vehicle", default=0.0, ge=0, le=1e12)
    opex_fixed: float = quantity("EUR/a", "crew and upkeep per vehicle", default=0.0, ge=0)
    cost_per_km: float = quantity("EUR/km", "cost of a vehicle per distance, both ways", default=0.0, ge=0)
    fuel_carrier: str | None = Field(default=None, description="what drives it, taken at the start")
    fuel: float = quantity("MWh/km", "fuel per distance, both ways", default=0.0, ge=0, le=1e3)
    impacts: dict[str, Factor] = described("{impact}/km", "impacts of a vehicle per distance", default={})
    boil_off: float = quantity("1/d", "share of the cargo that is lost in a day", default=0.0, ge=0, le=0.5)
    terminals: tuple[Terminal, ...] = Field(
        default=(), description="both ends alike, or start and end; none: no berths and no tanks"
    )
    berth_utilisation: float = quantity(
        "", "share of time that a berth can be occupied", default=0.7, gt=0, le=1
    )
    buffer_cargoes: float = quantity("", "cargoes that tanks at each end hold", default=1.0, ge=0, le=100)
    tariff: float = quantity("EUR/{quantity}", "price of hired transport", default=0.0, ge=0)
    tariff_per_km: float = quantity(
        "EUR/{quantity}/km", "price of hired transport per distance", default=0.0, ge=0
    )
    flow_max: float = quantity("{flow}", "most that hired transport carries", default=0.0, ge=0)

    @model_validator(mode="after")
    def _counted_in_vehicles(self) -> Freight:
        for name in NO_SUCH_SIZE:
            if getattr(self, name):
                raise ValueError(
                    f"{name} has no effect: freight is counted in vehicles. Fix: use vehicles_existing, "
                    "vehicles_max, capex_vehicle, capex_fixed"
                )
        if len(self.terminals) > 2:
            raise ValueError(f"{len(self.terminals)} terminals for two ends. Fix: give one for both, or two")
        if self.unit_size not in (0.0, 1.0):
            raise ValueError(f"unit_size {self.unit_size:g} is neither 1 nor 0. Fix: write 1 or 0")
        return self

    @property
    def reference_carrier(self) -> str:
        """What is carried."""
        return self.carrier

    @property
    def hired(self) -> bool:
        """Whether somebody else's vehicles carry it at a tariff."""
        return self.flow_max > 0

    @property
    def buildable(self) -> bool:
        """Whether vehicles may be bought."""
        return self.vehicles_max > 0

    @property
    def stood(self) -> float:
        """Vehicles that were there already; pathways count those of other years in capacity_existing."""
        return self.vehicles_existing + self.capacity_existing

    def size_options(self, length: float) -> tuple[SizeOption, ...]:
        """Return the one way to have a fleet, in vehicles."""
        if not self.buildable:
            return ()
        return (SizeOption("", 0.0, self.vehicles_max, self.capex_fixed, self.capex_vehicle, self.unit_size),)

    def size_unit(self, name: str, carrier: Carrier) -> str:
        """Return the unit of one of its sizes."""
        return carrier.unit if name.startswith("storage") else ""

    def carries(self, name: str, length: float) -> float:
        """Return what a vehicle that is always available carries."""
        return self.per_vehicle(length)

    def as_it_stands(self) -> Self | None:
        """Return it with the vehicles, berths and tanks that are there, or None without vehicles.

        A fleet that would first need berths or tanks lies idle.
        """
        if (self.standing <= 0 and not self.hired) or (self.hired and self._lacks_terminals):
            return None
        kept = tuple(one.model_copy(update={"berths_max": 0}) for one in self.terminals)
        left = {"vehicles_max": 0, "capex_fixed": 0.0, "terminals": kept}
        return self.model_copy(update={**left, "availability": 0.0} if self._lacks_terminals else left)

    @property
    def _lacks_terminals(self) -> bool:
        """Whether nothing can be carried before berths, or tanks that cost something, are built."""
        there = self.age < self.lifetime
        needed = self.buffer_cargoes * self.payload
        return any(
            (hours > 0 and one.berths_max > 0 and not (there and one.berths_existing))
            or (one.capex_storage > 0 and needed > one.storage_existing * there)
            for _, one, hours in self.ends_with_terminals
        )

    def round_trip(self, length: float) -> float:
        """Return the hours of a round trip over a length in km."""
        return 2.0 * length / self.speed + self.loading_time + self.unloading_time

    def per_vehicle(self, length: float) -> float:
        """Return what a vehicle that is always available carries, in MW or t/h."""
        return self.payload / self.round_trip(length)

    def kept(self, length: float) -> float:
        """Return the share of the cargo that arrives."""
        hours = length / self.speed + self.loading_time + self.unloading_time
        return float((1.0 - self.boil_off) ** (hours / 24.0))

    def distance(self, length: float) -> float:
        """Return the km that vehicles go for a unit of cargo, both ways."""
        return 2.0 * length / self.payload

    @property
    def ends_with_terminals(self) -> tuple[tuple[str, Terminal, float], ...]:
        """Each end that has a terminal: its name, the terminal, and the hours that a cargo takes there."""
        if not self.terminals:
            return ()
        start, end = self.terminals[0], self.terminals[-1]
        return (("start", start, self.loading_time), ("end", end, self.unloading_time))

    def check(self, cluster: Cluster) -> Iterable[Fault]:
        """Yield faults of fleets that can not be, and of fuel."""
        length = cluster.length_of(self)
        if self.hired and (self.vehicles_max or self.vehicles_existing):
            yield Fault(
                "flow_max", "vehicles are given as well", "who hires has no fleet", "describe two assets"
            )
        if not (self.hired or self.vehicles_max or self.vehicles_existing):
            hires = self.tariff or self.tariff_per_km
            fix = (
                "give flow_max" if hires else "give vehicles_max, vehicles_existing, or flow_max and a tariff"
            )
            yield Fault("flow_max" if hires else "vehicles_max", "missing", "nothing could be carried", fix)
        if bool(self.fuel) != bool(self.fuel_carrier):
            missing = "fuel" if self.fuel_carrier else "fuel_carrier"
            yield Fault(missing, "missing", "the other one is given", f"give {missing}, or neither")
        if self.round_trip(length) <= 0:
            yield Fault("loading_time", "a round trip takes no time", fix="give loading_time or a length")
        if self.capex_fixed and not self.buildable:
            yield Fault("capex_fixed", "nothing can be bought", fix="give vehicles_max, or leave it out")

    def ports(self, ends: tuple[str, ...]) -> tuple[Port, ...]:
        """Return the hubs at its two ends, and that of its fuel."""
        start, end = ends
        if self.fuel_carrier == self.carrier or not self.fuel_carrier:
            fuel: tuple[Port, ...] = ()
        else:
            fuel = (Port(start, self.fuel_carrier, gives=False, takes=True),)
        return (
            Port(start, self.carrier, gives=False, takes=True),
            Port(end, self.carrier, gives=True, takes=False),
            *fuel,
        )

    def activities(self, around: Surroundings) -> tuple[Activity, ...]:
        """Return the flow with its fuel."""
        (start, end), length = around.ends, around.length
        flows = {(start, self.carrier): -1.0, (end, self.carrier): self.kept(length)}
        if self.fuel_carrier:
            hub = (start, self.fuel_carrier)
            flows[hub] = flows.get(hub, 0.0) - self.fuel * self.distance(length)
        if self.hired:
            return (Activity(flows, self.flow_max),)
        each = self.per_vehicle(length) * around.values(self.availability)
        return (Activity(flows, each * self.largest_capacity(), "capacity", each),)

    def gains(self, ends: tuple[str, ...], length: float) -> Iterator[tuple[Hub, Hub, float]]:
        """Yield what one unit put in at the start becomes at the end."""
        yield (ends[0], self.carrier), (ends[1], self.carrier), self.kept(length)

    def formulate(self, f: AssetFormulation) -> None:
        """State fleet, flow, berths and tanks, and what trips take and cost."""
        fleet = f.capacity(self)
        each = self.per_vehicle(f.length)
        most = self.flow_max if self.hired else fleet.largest * each
        available = f.upper(self.availability, 1.0)
        upper = np.full_like(available, most) if self.hired else available * most
        flow = f.variable("flow", upper=upper, unit=f.flow_unit(self.carrier))
        if fleet.decided:
            f.constraint("within_fleet", flow <= fleet.in_service * f.series(self.availability) * each)
        for end, terminal, hours in self.ends_with_terminals:
            self._state_berths(f, flow, end, terminal, hours)
        if self.terminals and self.buffer_cargoes > 0:
            self._state_tanks(f, flow, most)
        kept = self.kept(f.length)
        start, end = f.ends
        f.inject(-flow, self.carrier, start)
        f.inject(flow * kept, self.carrier, end)
        if kept < 1:
            f.lose(self.carrier, flow * (1.0 - kept))
        self._charge(f, flow)

    def _state_berths(
        self, f: AssetFormulation, flow: Affine, end: str, terminal: Terminal, hours: float
    ) -> None:
        if not (terminal.berths_existing or terminal.berths_max) or not hours:
            return
        standing = float(terminal.berths_existing) if self.age < self.lifetime else 0.0
        options = berth_options(terminal)
        berths = f.size(f"berths_{end}", standing, options, terminal.opex_berth, self)
        open_hours = berths.in_service * self.berth_utilisation
        f.constraint(f"berths_{end}_free", flow * (hours / self.payload) <= open_hours)

    def _state_tanks(self, f: AssetFormulation, flow: Affine, most: float) -> None:
        needed = self.buffer_cargoes * self.payload
        in_use = f.variable("open", (f.frame.year,), upper=1.0, integer=True)
        f.constraint("only_if_open", flow <= in_use * most)
        for end, terminal, _ in self.ends_with_terminals:
            standing = terminal.storage_existing if self.age < self.lifetime else 0.0
            options = (SizeOption("", 0.0, needed, 0.0, terminal.capex_storage),)
            tanks = f.size(f"storage_{end}", standing, options, terminal.opex_storage, self)
            f.constraint(f"storage_{end}_enough", tanks.in_service >= in_use * needed)

    def _charge(self, f: AssetFormulation, flow: Affine) -> None:
        distance = self.distance(f.length)
        yearly = f.yearly(flow)
        f.report("trips", yearly * (1.0 / self.payload), "")
        if self.fuel_carrier:
            f.inject(flow * -(self.fuel * distance), self.fuel_carrier)
        paid = self.opex_variable + distance * self.cost_per_km
        f.charge("variable operation", yearly * paid)
        f.charge("purchase", yearly * (self.tariff + self.tariff_per_km * f.length))
        for impact, factor in self.impacts.items():
            f.emit(impact, yearly * (factor * distance))

    def audit(self, a: AssetAudit) -> None:
        """Recompute fleet, berths, tanks, flow, and what trips take and cost."""
        fleet = a.capacity(self)
        flow = a.result("flow")
        hours = 2.0 * a.length / self.speed + self.loading_time + self.unloading_time
        a.at_most("flow at least zero", 0.0, flow)
        if self.hired:
            a.at_most("flow within what is hired", flow, self.flow_max)
        else:
            carried = a.over_time(fleet) * a.series(self.availability) * self.payload / hours
            a.at_most("flow within the fleet's trips", flow, carried)
        self._audit_terminals(a, flow)
        under_way = hours - a.length / self.speed
        arrives = flow * (1.0 - self.boil_off) ** (under_way / 24.0)
        a.inject(-flow, self.carrier, a.ends[0])
        a.inject(arrives, self.carrier, a.ends[1])
        a.lose(self.carrier, flow - arrives)
        trips = a.yearly(flow) / self.payload
        a.equal("trips", a.result("trips"), trips)
        driven = 2.0 * a.length * trips
        if self.fuel_carrier:
            a.inject(-flow / self.payload * 2.0 * a.length * self.fuel, self.fuel_carrier)
        a.charge("variable operation", a.yearly(flow) * self.opex_variable + driven * self.cost_per_km)
        a.charge("purchase", a.yearly(flow) * (self.tariff + a.length * self.tariff_per_km))
        for impact, factor in self.impacts.items():
            a.emit(impact, driven * factor)

    def _audit_terminals(self, a: AssetAudit, flow: FloatArray) -> None:
        there = 1.0 if self.age < self.lifetime else 0.0
        needed = self.buffer_cargoes * self.payload
        in_use = float(np.max(flow)) > a.tolerance
        for end, terminal, hours in self.ends_with_terminals:
            if (terminal.berths_existing or terminal.berths_max) and hours:
                standing = there * terminal.berths_existing
                berths = a.size(f"berths_{end}", standing, berth_options(terminal), terminal.opex_berth, self)
                occupied = flow / self.payload * hours
                a.at_most("berths occupied", occupied, a.over_time(berths) * self.berth_utilisation)
            if needed > 0:
                options = (SizeOption("", 0.0, needed, 0.0, terminal.capex_storage),)
                standing = there * terminal.storage_existing
                tanks = a.size(f"storage_{end}", standing, options, terminal.opex_storage, self)
                a.at_most("tanks hold the cargoes", needed * in_use, tanks)


def berth_options(terminal: Terminal) -> tuple[SizeOption, ...]:
    """Return the one way to build berths, if any may be built."""
    if not terminal.berths_max:
        return ()
    return (SizeOption("", 0.0, float(terminal.berths_max), 0.0, terminal.capex_berth, 1.0),)
