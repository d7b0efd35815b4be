"""What an asset's audit is written with: named results as arrays, and a book to enter what follows.

Nothing here knows the model: an asset's audit sees its own data and the numbers that the plan reports, and
recomputes limits, flows, costs and impacts with NumPy.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from synergy.cluster.asset import NEW_SIZE, Asset, Investment, SizeOption
from synergy.cluster.cluster import COMMON
from synergy.cluster.vintage import RETIRED, Vintage, ever, living
from synergy.economics import annuity_factor, construction_factor
from synergy.plan.findings import TOLERANCE, Findings
from synergy.time.series import FloatArray, Series, series_values

if TYPE_CHECKING:
    from synergy.scenario import Scenario

Numbers = npt.ArrayLike


@dataclass(frozen=True)
class AuditedImpact:
    """A recomputed entry of an impact, by year; ``carrier`` is what is let go, where that is the impact."""

    asset: str
    owner: str
    site: str
    impact: str
    amount: FloatArray
    carrier: str | None = None


@dataclass(frozen=True)
class AuditedFunding:
    """Recomputed capital of an asset that somebody else gives or lends, and what a unit is worth a year."""

    policy: str
    asset: str
    owner: str
    amount: FloatArray
    worth: float
    gift: bool
    category: str


@dataclass
class AuditBook:
    """Everything recomputed: flows by hub and asset, costs, impacts, capital, vintages, funding."""

    flows: dict[tuple[str, str], FloatArray] = field(default_factory=dict)
    magnitudes: dict[tuple[str, str], float] = field(default_factory=lambda: defaultdict(float))
    costs: dict[tuple[str, str, str], FloatArray] = field(default_factory=dict)
    impacts: list[AuditedImpact] = field(default_factory=list)
    given: dict[tuple[str, str, str], FloatArray] = field(default_factory=dict)
    """What each asset puts in at each site of each carrier."""
    capital: dict[tuple[str, str], FloatArray] = field(default_factory=dict)
    """What is spent on building, by asset and owner."""
    vintages: list[Vintage[float]] = field(default_factory=list)
    funding: list[AuditedFunding] = field(default_factory=list)


class AssetAudit:
    """Where one asset recomputes itself.

    Parameters
    ----------
    scenario : Scenario
        The input.
    asset : Asset
    results : mapping of str to mapping of str to array
        Named results of all assets: over time of shape (years, periods, steps), by year of shape (years,).
    book : AuditBook
        Takes what the results imply.
    findings : Findings
        Takes what does not hold.
    worthless : frozenset of str
        Carriers whose waste might pay.
    history : sequence of Vintage
        What earlier years of a pathway built and closed.
    """

    tolerance = TOLERANCE * 100
    """Flows below this are as good as zero."""

    def __init__(
        self,
        scenario: Scenario,
        asset: Asset,
        results: Mapping[str, Mapping[str, FloatArray]],
        book: AuditBook,
        findings: Findings,
        worthless: frozenset[str],
        history: Sequence[Vintage[float]] = (),
    ) -> None:
        self.scenario = scenario
        self.cluster = scenario.cluster
        self.asset = asset
        self.ends = self.cluster.ends(asset)
        self.length = self.cluster.length_of(asset)
        self.cost_factor = self.cluster.cost_factor_of(asset)
        self.owner = self.cluster.owner_of(asset) or COMMON
        self.history = history
        self._all_results = results
        self._results = results.get(asset.id, {})
        self._book = book
        self._findings = findings
        self._worthless = worthless
        self._shape = (1, *scenario.time.shape)
        self._in_service = ~scenario.time.out_of_service(asset.id)

    @property
    def zeros(self) -> FloatArray:
        """Zeros over year, period and step."""
        return np.zeros(self._shape)

    @property
    def step_hours(self) -> FloatArray:
        """Length of each step in hours, shape (periods, steps)."""
        return self.scenario.time.step_hours

    def result(self, name: str) -> FloatArray:
        """Return a named result; one that is missing is a finding and comes back as zeros."""
        if name not in self._results:
            self._findings.compare(self.asset.id, f"result '{name}' is reported", np.array([np.inf]), 1.0)
            return self.zeros
        return self._results[name]

    def series(self, series: Series) -> FloatArray:
        """Return a field that holds a number or a profile, shape (periods, steps)."""
        return series_values(series, self.scenario.profiles, self.scenario.time.shape)

    def over_time(self, by_year: FloatArray) -> FloatArray:
        """Return numbers by year, spread over period and step."""
        return self.zeros + (by_year[:, None, None] if by_year.ndim == 1 else by_year)

    def while_in_service(self, rate: FloatArray) -> FloatArray:
        """Return something over time as it is while the asset is in service, and zero in outages."""
        return rate if self._in_service.all() else rate * self._in_service[:, None]

    def yearly(self, rate: Numbers) -> FloatArray:
        """Return the sum over the year of something per hour, by year."""
        return np.asarray(
            (np.asarray(rate) * self.scenario.time.hours_in_year).sum(axis=(-2, -1)), dtype=np.float64
        )

    def smaller(self, first: FloatArray, second: FloatArray) -> FloatArray:
        """Return the smaller of two arrays, point by point."""
        return np.minimum(first, second)

    def wasting_pays(self, carrier: str) -> bool:
        """Return whether losing some of the carrier could be worth something."""
        return carrier in self._worthless

    def at_most(self, what: str, left: Numbers, right: Numbers) -> None:
        """Check that one is at most the other."""
        low, high = np.asarray(left, dtype=np.float64), np.asarray(right, dtype=np.float64)
        excess = np.asarray(low - high)
        self._findings.compare(self.asset.id, what, excess, _scale(low, high))

    def equal(self, what: str, left: Numbers, right: Numbers) -> None:
        """Check that two are equal."""
        one, other = np.asarray(left, dtype=np.float64), np.asarray(right, dtype=np.float64)
        self._findings.compare(self.asset.id, what, np.abs(one - other), _scale(one, other))

    def inject(self, flow: Numbers, carrier: str, site: str | None = None) -> None:
        """Enter a flow into a hub; negative where it is taken."""
        hub = (site or self.ends[0], carrier)
        array = self.zeros + np.asarray(flow)
        if not self._in_service.all():
            self.at_most("moves nothing while out of service", np.abs(array[:, ~self._in_service]), 0.0)
        self._book.flows[hub] = self._book.flows.get(hub, 0.0) + array
        key = (self.asset.id, *hub)
        self._book.given[key] = self._book.given[key] + array if key in self._book.given else array
        self._book.magnitudes[hub] = max(self._book.magnitudes[hub], float(np.abs(array).max()))

    def charge(self, category: str, yearly: Numbers) -> None:
        """Enter a cost, in money a year."""
        key = (self.asset.id, self.owner, category)
        self._book.costs[key] = self._book.costs.get(key, np.zeros(1)) + np.asarray(yearly, dtype=np.float64)

    def emit(self, impact: str, yearly: Numbers, carrier: str | None = None) -> None:
        """Enter an impact, in its unit a year; ``carrier`` says what is let go, where that is the impact."""
        amount = np.zeros(1) + np.asarray(yearly, dtype=np.float64)
        entry = AuditedImpact(self.asset.id, self.owner, self.ends[0], impact, amount, carrier)
        self._book.impacts.append(entry)

    def lose(self, carrier: str, flow: Numbers) -> None:
        """Enter a flow that leaks, as an impact where the carrier's release is one."""
        released_as = self.cluster.carriers[carrier].released_as
        if released_as is not None:
            factor = self.cluster.carriers[carrier].emission_factor
            self.emit(released_as, self.yearly(flow) * factor, carrier)

    def capacity(self, spec: Investment) -> FloatArray:
        """Check and charge what is built, and return the capacity in service by year."""
        existing = spec.standing - self._leaving(spec)
        options = spec.options_on(self.length, self.cost_factor)
        return self._size("capacity", existing, options, spec.opex_fixed, spec)

    def size(
        self, name: str, standing: float, options: tuple[SizeOption, ...], opex_fixed: float, spec: Investment
    ) -> FloatArray:
        """Check and charge a further size of an asset, and return what is in service by year."""
        return self._size(name, np.full(1, standing), options, opex_fixed, spec)

    def remember(self, part: str, new: FloatArray, spec: Investment) -> None:
        """Note how much of what is built is of some kind, for what later years have of it: `inherited`."""
        year = self.scenario.time.year
        size, until = float(new.sum()), year + spec.lifetime
        self._book.vintages.append(Vintage(self.asset.id, part, year, until, size, 0.0, 0.0, 0.0, 0.0))

    def inherited(self, part: str) -> FloatArray:
        """Return how much of some kind earlier years of a pathway built that still serves, by year."""
        older = living(self.history, self.asset.id, part, self.scenario.time.year)
        return np.full(1, sum(vintage.size for vintage in older))

    def _size(
        self,
        name: str,
        existing: FloatArray,
        options: tuple[SizeOption, ...],
        opex_fixed: float,
        spec: Investment,
    ) -> FloatArray:
        prefix = "" if name == "capacity" else f"{name}_"
        new, capital, ways = np.zeros(1), np.zeros(1), np.zeros(1)
        wacc = self.cluster.wacc_of(self.asset)
        for number, option in enumerate(options):
            suffix = f"_{number + 1}" if len(options) > 1 else ""
            size = self.result(f"{prefix}size{suffix}")
            self.at_most(f"{name} at least zero", 0.0, size)
            self.at_most(f"{name} within the largest size", size, option.maximum)
            if option.module:
                self._whole_units(f"{prefix}units{suffix}", size, option.module)
            built = self._results.get(f"{prefix}built{suffix}", (size > 0).astype(np.float64))
            self.equal("built or not, nothing between", built, np.round(built))
            self.at_most(f"{name} only if built", size, np.round(built) * option.maximum)
            self.at_most(f"{name} at least the smallest size", np.round(built) * option.minimum, size)
            new, ways = new + size, ways + np.round(built)
            capital = capital + np.round(built) * option.fixed + option.slope * size
        if options:
            self.at_most("built in one way at most", ways, 1.0)
        older = living(self.history, self.asset.id, name, self.scenario.time.year)
        inherited = sum(vintage.size for vintage in older)
        ceiling = max([*(way.maximum for way in options), *(one.ceiling for one in older)], default=0.0)
        if older:
            self.equal(f"{name} inherited from earlier years", self.result(f"{prefix}inherited"), inherited)
            if options:
                self.at_most(f"{name} of all years within the largest size", inherited + new, ceiling)
        in_service = new + existing + inherited
        overnight, capital = capital, capital * construction_factor(wacc, spec.construction_time)
        self.equal(f"{name} is what stands plus what is built", self.result(name), in_service)
        annuity = annuity_factor(wacc, spec.lifetime)
        paid_off = sum(vintage.annuity * vintage.capital for vintage in older)
        self.charge("investment", annuity * capital + paid_off)
        share = spec.opex_fixed_share * overnight + sum(one.fixed_share * one.capital for one in older)
        self.charge("fixed operation", share + opex_fixed * in_service)
        key = (self.asset.id, self.owner)
        self._book.capital[key] = self._book.capital.get(key, np.zeros(1)) + capital
        self._enter(name, spec, float(new.sum()), float(capital.sum()), annuity, ceiling)
        return np.asarray(in_service, dtype=np.float64)

    def _whole_units(self, name: str, size: FloatArray, unit: float) -> None:
        """Check that a size is the whole number of units that is reported."""
        units = self.result(name)
        self.equal(f"{name} are whole", units, np.round(units))
        self.equal(f"size is that of its {name}", size, np.round(units) * unit)

    def _enter(
        self, name: str, spec: Investment, new: float, capital: float, annuity: float, ceiling: float
    ) -> None:
        """Note what this year built or closed, for the years after it."""
        year = self.scenario.time.year
        factor = construction_factor(self.cluster.wacc_of(self.asset), spec.construction_time)
        share = 0.0 if name == RETIRED else spec.opex_fixed_share / factor
        self._book.vintages.append(
            Vintage(self.asset.id, name, year, year + spec.lifetime, new, capital, annuity, share, ceiling)
        )

    def _leaving(self, spec: Investment) -> FloatArray:
        """Check and return what of the existing capacity is closed early or used up by retrofits."""
        closed = self.result(RETIRED) if spec.retirable and spec.standing > 0 else np.zeros(1)
        self.at_most("closed at least zero", 0.0, closed)
        if spec.unit_size and spec.retirable and spec.standing > 0:
            self._whole_units("units_retired", closed, spec.unit_size)
        self._enter(RETIRED, spec, float(closed.sum()), 0.0, 0.0, 0.0)
        leaving = closed + sum(one.size for one in ever(self.history, self.asset.id, RETIRED))
        converted = False
        for key, other in self.cluster.assets.items():
            if not isinstance(other, Investment) or other.retrofit_of != self.asset.id:
                continue
            new = sum(
                (value for name, value in self._all_results.get(key, {}).items() if NEW_SIZE.fullmatch(name)),
                np.zeros(1),
            )
            if spec.standing <= 0:
                self.at_most(f"nothing is left for {key}", new, 0.0)
            else:
                converted = True
                older = sum(one.size for one in ever(self.history, key, "capacity"))
                leaving = leaving + other.retrofit_ratio * (new + older)
        if spec.standing <= 0:
            return np.zeros(1)
        self.at_most("closed and converted within what exists", leaving, spec.standing)
        if spec.unit_size and converted:
            self._whole_units("units_leaving", np.asarray(leaving), spec.unit_size)
        return np.asarray(leaving, dtype=np.float64)


def _scale(first: FloatArray, second: FloatArray) -> float:
    finite = [np.abs(array[np.isfinite(array)]) for array in (np.atleast_1d(first), np.atleast_1d(second))]
    return float(max((values.max() for values in finite if values.size), default=1.0))
