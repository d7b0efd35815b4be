"""What everything that lies in a corridor shares: losses over a length, and cost per length."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, ClassVar, Self

from pydantic import Field, model_validator

from synergy.cluster.activity import Activity, Surroundings
from synergy.cluster.asset import CorridorAsset, Investment, Port, SizeOption
from synergy.errors import Fault
from synergy.formulation.affine import Affine
from synergy.record import Record, quantity
from synergy.time.series import FloatArray

if TYPE_CHECKING:
    from synergy.cluster.cluster import Cluster, Hub
    from synergy.formulation.asset_formulation import AssetFormulation
    from synergy.plan.asset_audit import AssetAudit


class Segment(Record):
    """A piece of a cost curve: a range of sizes at fixed and slope cost per km."""

    capacity_min: float = quantity("{flow}", "smallest size", default=0.0, ge=0)
    capacity_max: float = quantity("{flow}", "largest size", gt=0)
    capex_fixed_per_km: float = quantity("EUR/km", "investment per length", default=0.0, ge=0, le=1e12)
    capex_specific_per_km: float = quantity(
        "EUR/{flow}/km", "investment per capacity and length", default=0.0, ge=0
    )

    @model_validator(mode="after")
    def _sizes_in_order(self) -> Segment:
        if self.capacity_min > self.capacity_max:
            raise ValueError(
                f"capacity_min {self.capacity_min:g} > capacity_max {self.capacity_max:g}. "
                "Fix: put the smaller first"
            )
        return self


class Diameter(Record):
    """A standard size."""

    name: str = Field(description="e.g. DN300")
    capacity: float = quantity("{flow}", "most that it carries", gt=0)
    capex_per_km: float = quantity("EUR/km", "investment per length", ge=0, le=1e12)


class Transport(CorridorAsset, Investment):
    """Base of pipelines, cables and heat pipes."""

    nested_records: ClassVar[Mapping[str, type[Record]]] = {"segments": Segment, "diameters": Diameter}

    carrier: str = Field(description="what flows")
    two_way: bool = Field(default=False, description="whether it may flow both ways")
    loss_per_km: float = quantity(
        "1/km", "share of the flow that is lost over a km", default=0.0, ge=0, le=0.5
    )
    capex_fixed_per_km: float = quantity("EUR/km", "investment per length", default=0.0, ge=0, le=1e12)
    capex_specific_per_km: float = quantity(
        "EUR/{flow}/km", "investment per capacity and length", default=0.0, ge=0
    )
    capex_reference_per_km: float = quantity(
        "EUR/km",
        "investment in capacity_reference per length, where cost is a power of size",
        default=0.0,
        ge=0,
        le=1e12,
    )
    segments: tuple[Segment, ...] = Field(
        default=(), description="pieces of a cost curve, instead of one fixed and slope cost"
    )
    diameters: tuple[Diameter, ...] = Field(
        default=(), description="standard sizes to choose from, instead of any size"
    )

    @model_validator(mode="after")
    def _one_cost_curve(self) -> Transport:
        given = [name for name in ("segments", "diameters") if getattr(self, name)]
        if self.capex_fixed_per_km or self.capex_specific_per_km:
            given.append("capex_fixed_per_km, capex_specific_per_km")
        if self.capex_reference_per_km:
            given.append("capex_reference_per_km")
        elif self.capex_reference and given[:1] in (["segments"], ["diameters"]):
            given.append("capex_reference")
        if len(given) > 1:
            raise ValueError(f"{' and '.join(given)} describe the same cost twice. Fix: give one of them")
        if self.unit_size and given[:1] in (["segments"], ["diameters"]):
            raise ValueError(
                f"unit_size and {given[0]} both say which sizes there are. Fix: give one of them"
            )
        return self

    def scaled_costs(self) -> dict[str, float]:
        """Return the costs of the reference capacity, by field."""
        return {**super().scaled_costs(), "capex_reference_per_km": self.capex_reference_per_km}

    @property
    def reference_carrier(self) -> str:
        """What flows."""
        return self.carrier

    @property
    def buildable(self) -> bool:
        """Whether a build decision exists."""
        return self.capacity_max > 0 or bool(self.segments) or bool(self.diameters)

    def size_options(self, length: float) -> tuple[SizeOption, ...]:
        """Return the ways to build it over a length in km of easy ground, on which costs per length hold."""
        most = self.capacity_max or float("inf")
        fixed, slope = self.capex_fixed, self.capex_specific
        if self.diameters:
            return tuple(
                SizeOption(
                    d.name, d.capacity, d.capacity, fixed + slope * d.capacity + d.capex_per_km * length, 0.0
                )
                for d in self.diameters
                if d.capacity <= most
            )
        if self.segments:
            return tuple(
                SizeOption(
                    f"{s.capacity_min:g} to {min(s.capacity_max, most):g}",
                    max(s.capacity_min, self.capacity_min),
                    min(s.capacity_max, most),
                    fixed + s.capex_fixed_per_km * length,
                    slope + s.capex_specific_per_km * length,
                )
                for s in self.segments
                if max(s.capacity_min, self.capacity_min) <= min(s.capacity_max, most)
            )
        if not self.capacity_max:
            return ()
        fixed += self.capex_fixed_per_km * length
        slope += self.capex_specific_per_km * length
        return self._priced(fixed, slope, self.capex_reference + self.capex_reference_per_km * length)

    def as_it_stands(self) -> Self | None:
        """Return it with the capacity that stands and no sizes to choose from, or None if none stands."""
        standing = super().as_it_stands()
        return None if standing is None else standing.model_copy(update={"segments": (), "diameters": ()})

    def check(self, cluster: Cluster) -> Iterable[Fault]:
        """Yield a fault where nothing of it exists and nothing can be built."""
        if not self.buildable and not self.capacity_existing:
            yield Fault(
                "capacity_max",
                "missing, and nothing lies there already",
                "nothing could ever flow",
                "give capacity_max, or capacity_existing",
            )

    def ports(self, ends: tuple[str, ...]) -> tuple[Port, ...]:
        """Return the hubs at its two ends."""
        start, end = ends
        return (
            Port(start, self.carrier, gives=self.two_way, takes=True),
            Port(end, self.carrier, gives=True, takes=self.two_way),
        )

    def kept(self, length: float) -> float:
        """Return the share of the flow that arrives."""
        return float((1.0 - self.loss_per_km) ** length)

    def activities(self, around: Surroundings) -> tuple[Activity, ...]:
        """Return the flow from its start, and that from its end where it flows both ways."""
        hubs = [(site, self.carrier) for site in around.ends]
        ways = [hubs, hubs[::-1]] if self.two_way else [hubs]
        kept, most = self.kept(around.length), self.largest_capacity()
        return tuple(Activity({a: -1.0, b: kept}, most, "capacity", alone=self.two_way) for a, b in ways)

    def gains(self, ends: tuple[str, ...], length: float) -> Iterator[tuple[Hub, Hub, float]]:
        """Yield what one unit put in at one end becomes at the other."""
        start, end = (ends[0], self.carrier), (ends[1], self.carrier)
        yield start, end, self.kept(length)
        if self.two_way:
            yield end, start, self.kept(length)

    def formulate_flow(
        self, f: AssetFormulation, circling_pays: bool = False
    ) -> tuple[Affine, Affine, Affine]:
        """State flows that enter at each end, and return (forward, backward, capacity).

        Both ways but one way at a time where it loses: a binary opens one direction; otherwise opposite
        flows share the capacity, and only their difference means anything.
        """
        sizing = f.capacity(self)
        unit = f.flow_unit(self.carrier)
        kept = self.kept(f.length)
        forward = f.variable("forward", upper=sizing.largest, unit=unit)
        backward = Affine(f.frame.time, f.zeros)
        if self.two_way:
            backward = f.variable("backward", upper=sizing.largest, unit=unit)
            if kept < 1 or circling_pays:
                opened = f.variable("forward_open", upper=1.0, integer=True)
                f.constraint("forward_only_if_open", forward <= opened * sizing.largest)
                f.constraint("backward_only_if_closed", backward <= (1.0 - opened) * sizing.largest)
        if sizing.decided or self.two_way:
            f.constraint("within_capacity", forward + backward <= sizing.in_service)
        start, end = f.ends
        f.inject(backward * kept - forward, self.carrier, start)
        f.inject(forward * kept - backward, self.carrier, end)
        if kept < 1:
            f.lose(self.carrier, (forward + backward) * (1.0 - kept))
        f.charge("variable operation", f.yearly(forward + backward) * self.opex_variable)
        return forward, backward, sizing.in_service

    def audit_flow(self, a: AssetAudit, arrives: float) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Recompute limits, flows and operation, and return (forward, backward, capacity).

        Parameters
        ----------
        a : AssetAudit
        arrives : float
            Share of the flow that arrives, as the kind's own audit computes it.
        """
        capacity = a.over_time(a.capacity(self))
        forward = a.result("forward")
        backward = a.result("backward") if self.two_way else a.zeros
        a.at_most("forward at least zero", 0.0, forward)
        a.at_most("backward at least zero", 0.0, backward)
        a.at_most("flow within capacity", forward + backward, capacity)
        if arrives < 1:
            a.at_most("one way at a time", a.smaller(forward, backward), a.tolerance)
        start, end = a.ends
        a.inject(-forward + arrives * backward, self.carrier, start)
        a.inject(arrives * forward - backward, self.carrier, end)
        a.lose(self.carrier, (forward - arrives * forward) + (backward - arrives * backward))
        a.charge("variable operation", a.yearly(forward + backward) * self.opex_variable)
        return forward, backward, capacity
