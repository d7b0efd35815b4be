"""What every kind of asset is: data, the hubs it touches, its mathematics, and how to audit it."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self

from pydantic import Field, field_validator, model_validator

from synergy.cluster.activity import Activity, Surroundings
from synergy.cluster.kinds import Registry
from synergy.cluster.whole_units import are_whole, in_whole_units, least_units, most_units
from synergy.economics import construction_factor, power_law_pieces
from synergy.errors import Fault
from synergy.record import Factor, Record, check_identifier, described, quantity
from synergy.time.series import FloatArray, Series

if TYPE_CHECKING:
    from synergy.cluster.carrier import Carrier
    from synergy.cluster.cluster import Cluster
    from synergy.formulation.asset_formulation import AssetFormulation
    from synergy.plan.asset_audit import AssetAudit
    from synergy.time.axis import TimeAxis

ASSET_KINDS: Registry[Asset] = Registry("asset", "synergy.assets")
NEW_SIZE = re.compile(r"size(_\d+)?")
"""Names of the results that hold what is newly built of an asset's capacity, by ways to build."""


SeriesReader = Callable[[Series], FloatArray]
"""Turns a series into its values, shape (periods, steps)."""


@dataclass(frozen=True)
class Port:
    """A hub that an asset may put a carrier into, take it from, or both."""

    site: str
    carrier: str
    gives: bool
    takes: bool


class Asset(Record):
    """Base of all kinds: one kind is one file with its parameters, its mathematics and its audit."""

    kind: ClassVar[str]
    place: ClassVar[Literal["site", "corridor"]] = "site"
    """Whether the asset stands at a site or lies in a corridor."""
    can_fail: ClassVar[bool] = True
    """Whether it can be out of service: everything that does something, as against what is needed."""

    brings_duty: ClassVar[bool] = False
    """Whether it has something to serve whatever its size, so that a second one is never without effect."""

    id: str = Field(description="name, unique in the cluster")
    name: str = Field(default="", description="full name, for people")
    owner: str | None = Field(
        default=None, description="who pays for it; default: the owner of its site or corridor"
    )
    technology: str | None = Field(
        default=None, description="entry of the technology catalogue that supplies what is not given"
    )
    technology_at: dict[str, Factor] = described(
        "", "conditions for which the catalogue's figures are taken, e.g. {co2_share: 14 %}", default={}
    )
    opens: int | None = quantity(
        "", "first investment year of a pathway in which it can be there", default=None, ge=1900, le=2200
    )
    closes: int | None = quantity(
        "", "investment year of a pathway from which on it is gone", default=None, ge=1900, le=2200
    )

    permitted: bool = Field(
        default=True, description="whether it has its permit: without one it is neither built nor run"
    )
    tags: tuple[str, ...] = Field(
        default=(), description="words by which policies mean it, e.g. [renewable, fossil]"
    )

    _check_id = field_validator("id")(check_identifier)

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        if cls.__name__.startswith("_") or "formulate" not in cls.__dict__:
            return
        cls.kind = re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()
        ASSET_KINDS.enter(cls.kind, cls)

    @property
    @abstractmethod
    def location(self) -> str:
        """Id of the site or corridor."""

    @property
    @abstractmethod
    def reference_carrier(self) -> str:
        """Carrier to whose flow capacity and costs refer."""

    @abstractmethod
    def ports(self, ends: tuple[str, ...]) -> tuple[Port, ...]:
        """Return the hubs that the asset touches, given its site, or the two ends of its corridor."""

    @abstractmethod
    def formulate(self, f: AssetFormulation) -> None:
        """State the asset's variables, constraints and ledger entries."""

    @abstractmethod
    def audit(self, a: AssetAudit) -> None:
        """Recompute limits, flows, costs and impacts from the input and the named results, in plain NumPy."""

    def pushes(self, carrier: str, worthless: frozenset[str]) -> bool:
        """Return whether the asset may put in the carrier although nobody pays for it.

        ``worthless`` are carriers already known to be possibly worth less than nothing. Where a carrier
        may be, wasting it may pay, and assets that lose something must be kept from running in circles.
        """
        return False

    def activities(self, around: Surroundings) -> tuple[Activity, ...] | None:
        """Return what the asset can do and in which proportions, or None if that can not be said.

        Sizes are cut to what is of use by it; of an asset that says nothing everything is possible.
        """
        return None

    def among(self, carriers: Mapping[str, Carrier]) -> Self:
        """Return the asset with what it has to know of its carriers; asked when a cluster takes it in."""
        return self

    def as_it_stands(self) -> Self | None:
        """Return the asset with nothing left to build, or None if nothing of it is there then."""
        return self

    def check(self, cluster: Cluster) -> Iterable[Fault]:
        """Yield faults that only the asset's kind can see; ``place`` is relative to the asset."""
        return ()

    def check_values(self, cluster: Cluster, values: SeriesReader) -> Iterable[Fault]:
        """Yield faults that show in the values of series; ``place`` is relative to the asset."""
        return ()

    def check_time(self, time: TimeAxis) -> Iterable[Fault]:
        """Yield faults that show on the time axis; ``place`` is relative to the asset."""
        return ()

    def pays_below_zero(self, values: SeriesReader) -> bool:
        """Return whether the asset trades its carrier at a negative price in some step."""
        return False

    def to_data(self) -> dict[str, Any]:
        """Return kind and all fields that differ from their defaults."""
        return {"kind": self.kind, **super().to_data()}


SMALLEST_SCALED = 0.01
"""Share of the reference capacity down to which an economy of scale is followed."""


@dataclass(frozen=True)
class SizeOption:
    """One way to build an asset: sizes from ``minimum`` to ``maximum`` at ``fixed + slope * size``.

    Costs are overnight, in money and money per unit of capacity. With a ``module``, sizes are whole
    multiples of it.
    """

    name: str
    minimum: float
    maximum: float
    fixed: float
    slope: float
    module: float = 0.0


class Investment(Asset):
    r"""Fields and costs of everything that may exist already or be built.

    Yearly cost of what is built: :math:`(a + \phi) (F b + s x)`, with the annuity factor :math:`a` at the
    owner's WACC over the lifetime, the share :math:`\phi` for fixed operation, fixed cost :math:`F`,
    binary :math:`b`, slope :math:`s` and size :math:`x`.

    With an economy of scale the investment is :math:`F + C_0 (x / x_0)^n` instead: ``capex_reference`` is
    what ``capacity_reference`` costs, and ``scale_exponent`` how cost grows with size. It is followed by the
    fewest pieces of fixed and slope cost that are within 5 % of it
    (`synergy.economics.power_law_pieces`) from ``capacity_min``, or else from a hundredth of
    ``capacity_reference``, up to ``capacity_max``. Still smaller sizes cost no less than the first piece's
    fixed charge. At most one piece is built, each with its own binary.

    With a ``unit_size`` :math:`u` capacity comes in whole units, :math:`x = u n` with :math:`n` integer: what
    stands already, what is built, closed or converted. Fixed cost is that of building at all, whatever the
    number of units.

    All these are overnight costs. With a ``construction_time`` capital is spent evenly over the years before
    service and bears interest at the owner's WACC until then, which is capital as well
    (`synergy.economics.construction_factor`); ``opex_fixed_share`` refers to the overnight cost.
    """

    used_by: ClassVar[str] = ""
    """Result, over time, that uses the capacity, where that is not the flow of the reference carrier."""

    capacity_existing: float = quantity("{flow}", "capacity that stands already", default=0.0, ge=0)
    age: float = quantity(
        "a", "age of what stands already; retired at the end of its lifetime", default=0.0, ge=0, le=1000
    )
    capacity_min: float = quantity("{flow}", "smallest size worth building", default=0.0, ge=0)
    capacity_max: float = quantity(
        "{flow}", "largest size that may be built; 0: nothing may be built", default=0.0, ge=0
    )
    unit_size: float = quantity(
        "{flow}", "capacity comes in whole units of this size; 0: in any size", default=0.0, ge=0
    )
    capex_fixed: float = quantity(
        "EUR", "investment that does not depend on the size", default=0.0, ge=0, le=1e12
    )
    capex_specific: float = quantity(
        "EUR/{flow}", "investment per unit of capacity", default=0.0, ge=0, le=1e12
    )
    capex_reference: float = quantity(
        "EUR", "investment in capacity_reference, where cost is a power of size", default=0.0, ge=0, le=1e12
    )
    capacity_reference: float | None = quantity(
        "{flow}", "capacity that costs capex_reference", default=None, gt=0
    )
    scale_exponent: float | None = quantity(
        "",
        "power of size with which cost grows: 0.35 to 0.5 for pipes, 1 without economies of scale",
        default=None,
        ge=0,
        le=1,
    )
    opex_fixed: float = quantity("EUR/{flow}/a", "yearly operation per unit of capacity", default=0.0, ge=0)
    opex_fixed_share: float = quantity(
        "1/a", "yearly operation as a share of the investment", default=0.0, ge=0, le=1
    )
    opex_variable: float = quantity(
        "EUR/{quantity}", "operation per unit of reference flow", default=0.0, ge=0
    )
    lifetime: float = quantity("a", "technical and economic life", default=25.0, gt=0, le=200)
    lead_time: float = quantity(
        "a",
        "time from the decision to service, in a pathway that says when decisions begin",
        default=0.0,
        ge=0,
        le=50,
    )
    construction_time: float = quantity(
        "a", "time before service over which capital is spent evenly, at interest", default=0.0, ge=0, le=30
    )
    retirable: bool = Field(
        default=False, description="whether what stands may be closed early, which saves its fixed operation"
    )
    retrofit_of: str | None = Field(
        default=None, description="asset whose standing capacity is used up by what is built here"
    )
    retrofit_ratio: float = quantity(
        "", "capacity of the other asset used up per unit of this one", default=1.0, gt=0, le=1e6
    )

    @model_validator(mode="after")
    def _sizes_in_order(self) -> Investment:
        if self.capacity_min > self.capacity_max:
            raise ValueError(
                f"capacity_min {self.capacity_min:g} > capacity_max {self.capacity_max:g}. "
                "Fix: give a capacity_max at least as large"
            )
        return self

    @model_validator(mode="after")
    def _sizes_in_whole_units(self) -> Investment:
        unit = self.unit_size
        if not unit:
            return self
        if not are_whole(self.capacity_existing, unit):
            near = max(most_units(self.capacity_existing, unit), 1) * unit
            raise ValueError(
                f"capacity_existing {self.capacity_existing:g} is no whole number of units of {unit:g}. "
                f"Fix: give a multiple of unit_size, e.g. {near:g}"
            )
        if self.capacity_max > 0 and not most_units(self.capacity_max, unit):
            raise ValueError(
                f"capacity_max {self.capacity_max:g} is less than a unit of {unit:g}. "
                "Fix: give a capacity_max of at least unit_size"
            )
        if least_units(self.capacity_min, unit) > most_units(self.capacity_max, unit):
            raise ValueError(
                f"no whole number of units of {unit:g} lies between capacity_min {self.capacity_min:g} and "
                f"capacity_max {self.capacity_max:g}. Fix: give limits that are multiples of unit_size"
            )
        return self

    @model_validator(mode="after")
    def _whole_power_law(self) -> Investment:
        costs = self.scaled_costs()
        parts = {"capacity_reference": self.capacity_reference, "scale_exponent": self.scale_exponent}
        missing = [name for name, value in parts.items() if value is None]
        if any(costs.values()):
            word = next(name for name, cost in costs.items() if cost)
            if missing:
                raise ValueError(
                    f"{word} without {' and '.join(missing)} says nothing of other sizes. "
                    f"Fix: give {' and '.join(missing)}"
                )
            if self.capex_reference and self.capex_specific:
                raise ValueError(
                    "capex_reference and capex_specific describe the same cost twice. Fix: give one of them"
                )
        elif len(missing) < 2:
            given = " and ".join(name for name in parts if name not in missing)
            raise ValueError(
                f"{given} without {' or '.join(costs)} has no effect. Fix: give {' or '.join(costs)}"
            )
        return self

    def scaled_costs(self) -> dict[str, float]:
        """Return the costs of the reference capacity, by field."""
        return {"capex_reference": self.capex_reference}

    @property
    def buildable(self) -> bool:
        """Whether a build decision exists."""
        return self.capacity_max > 0

    @property
    def stood(self) -> float:
        """Capacity that stood already, still in service or not."""
        return self.capacity_existing

    @property
    def standing(self) -> float:
        """Existing capacity still in service."""
        return self.stood if self.age < self.lifetime else 0.0

    def construction_factor(self, wacc: float) -> float:
        """Return capital at the start of service over overnight cost."""
        return construction_factor(wacc, self.construction_time)

    def as_it_stands(self) -> Self | None:
        """Return it with the capacity that stands and no other, or None if none stands."""
        if self.standing <= 0:
            return None
        return self.model_copy(update={"capacity_min": 0.0, "capacity_max": 0.0})

    def size_options(self, length: float) -> tuple[SizeOption, ...]:
        """Return the ways to build it; ``length`` is what is paid for, in km of easy ground, 0 at a site."""
        if not self.buildable:
            return ()
        return self._priced(self.capex_fixed, self.capex_specific, self.capex_reference)

    def options_on(self, length: float, cost_factor: float) -> tuple[SizeOption, ...]:
        """Return the ways to build it over a length in km, each of which costs so many km of easy ground.

        A kind whose sizes, and not only costs, depend on the length tells both apart.
        """
        return self.size_options(length * cost_factor)

    def _priced(self, fixed: float, slope: float, reference: float) -> tuple[SizeOption, ...]:
        """Return the ways to build it at fixed and slope cost, and the cost of the reference capacity."""
        unit, exponent = self.capacity_reference, self.scale_exponent
        if not reference or unit is None or exponent is None:
            whole = SizeOption("", self.capacity_min, self.capacity_max, fixed, slope)
            return in_whole_units([whole], self.unit_size)
        smallest = self.capacity_min or min(SMALLEST_SCALED * unit, self.capacity_max)
        pieces = power_law_pieces(exponent, smallest / unit, self.capacity_max / unit)
        least = [self.capacity_min, *(piece.minimum * unit for piece in pieces[1:])]
        most = [*least[1:], self.capacity_max]
        scaled = [
            SizeOption(
                f"{low:g} to {high:g}",
                low,
                high,
                fixed + reference * piece.fixed,
                slope + reference * piece.slope / unit,
            )
            for low, high, piece in zip(least, most, pieces, strict=True)
        ]
        return in_whole_units(scaled, self.unit_size)

    def size_unit(self, name: str, carrier: Carrier) -> str:
        """Return the unit of one of its sizes, given the reference carrier."""
        return carrier.flow_unit

    def carries(self, name: str, length: float) -> float:
        """Return the flow of the reference carrier that a unit of one of its sizes can carry, at its best.

        Parameters
        ----------
        name : str
            Of the size, such as ``"capacity"``.
        length : float
            Of the corridor in km.

        Returns
        -------
        float
            1 where the size is a flow itself; 0 where it is a content, which is filled.
        """
        return 1.0

    def largest_capacity(self) -> float:
        """Return the most that can be in service."""
        built = max((option.maximum for option in self.size_options(0.0)), default=0.0)
        return self.standing + built

    def largest_sizes(self) -> dict[str, float]:
        """Return, by the field that says what stands already, the most that can be in service."""
        return {"capacity_existing": self.largest_capacity()}


class SiteAsset(Asset):
    """An asset that stands at a site."""

    site: str = Field(description="site where it stands")

    @property
    def location(self) -> str:
        """Id of the site."""
        return self.site


class CorridorAsset(Asset):
    """An asset that lies in a corridor."""

    place: ClassVar[Literal["site", "corridor"]] = "corridor"
    corridor: str = Field(description="corridor in which it lies")

    @property
    def location(self) -> str:
        """Id of the corridor."""
        return self.corridor
