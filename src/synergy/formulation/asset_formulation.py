"""What an asset's mathematics is written with: data as arrays, variables, constraints, ledger entries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from synergy.cluster.asset import Asset, Investment, SizeOption
from synergy.cluster.cluster import COMMON
from synergy.cluster.vintage import RETIRED, Vintage, ever, living
from synergy.cluster.whole_units import most_units
from synergy.economics import annuity_factor
from synergy.formulation.affine import Affine, total
from synergy.formulation.axes import Axes, count, sizes, spread
from synergy.formulation.block import ModelFrame
from synergy.formulation.investment import Sizing, Standing, Terms, size
from synergy.formulation.ledger import MONEY_SCALE, CapitalEntry, Charge, ImpactEntry, Injection, Ledger
from synergy.formulation.member_block import MemberBlock
from synergy.formulation.membership import Membership
from synergy.time.series import FloatArray, Series, series_values

if TYPE_CHECKING:
    from synergy.scenario import Scenario


@dataclass(frozen=True)
class ModelContext:
    """What every asset's formulation may ask of the scenario.

    Parameters
    ----------
    scenario : Scenario
    worthless : frozenset of str
        Carriers that may be worth less than nothing, so that wasting them would pay.
    limits : mapping of (asset, name of the size) to float
        The most that can be of use of each size, from the data around the asset.
    tight : bool
        Whether sizes are cut to these limits.
    history : tuple of Vintage
        What earlier years of a pathway built and closed.
    stated : list of Vintage
        What this year builds and closes; every asset enters its own.
    conversions : dict
        For each asset the retrofits that use up its standing capacity, and what of them is built this year.
    membership : Membership, optional
        Who may take part or not; without it everybody does.
    """

    scenario: Scenario
    worthless: frozenset[str]
    limits: Mapping[tuple[str, str], float]
    tight: bool
    history: tuple[Vintage[Affine], ...] = ()
    stated: list[Vintage[Affine]] = field(default_factory=list)
    conversions: dict[str, list[tuple[Investment, Affine]]] = field(default_factory=dict)
    membership: Membership | None = None

    def member(self, owner: str | None) -> Affine | None:
        """Return the binary of an owner's player, or None for what is there in any case."""
        known = self.membership
        return None if known is None else known.of(known.player_of(owner))

    @cached_property
    def hours_in_year(self) -> FloatArray:
        """Hours of the year that each step stands for, shape (periods, steps)."""
        return self.scenario.time.hours_in_year


class AssetFormulation(MemberBlock):
    """Where one asset states its mathematics.

    Parameters
    ----------
    frame : ModelFrame
        The model's axes and columns.
    block : pyomo block
        ``model.assets[asset.id]``.
    asset : Asset
    context : ModelContext
    ledger : Ledger
    """

    def __init__(
        self, frame: ModelFrame, block: Any, asset: Asset, context: ModelContext, ledger: Ledger
    ) -> None:
        self.cluster = context.scenario.cluster
        super().__init__(frame, block, context.member(self.cluster.owner_of(asset)))
        self.asset = asset
        self.context = context
        self.ledger = ledger
        self.ends = self.cluster.ends(asset)
        self.length = self.cluster.length_of(asset)
        self.cost_factor = self.cluster.cost_factor_of(asset)
        self.owner = self.cluster.owner_of(asset) or COMMON
        self._in_service = ~context.scenario.time.out_of_service(asset.id)

    def variable(
        self,
        name: str,
        axes: Axes | None = None,
        *,
        lower: float | FloatArray = 0.0,
        upper: float | FloatArray = np.inf,
        integer: bool = False,
        unit: str = "",
        doc: str = "",
    ) -> Affine:
        """Add a variable; over time it is zero in the periods in which the asset is out of service."""
        over = self.frame.time if axes is None else axes
        if not self._in_service.all() and self.frame.period in over:
            here = np.broadcast_to(spread(self._in_service, (self.frame.period,), over), sizes(over))
            lower, upper = np.where(here, lower, 0.0), np.where(here, upper, 0.0)
        return super().variable(name, axes, lower=lower, upper=upper, integer=integer, unit=unit, doc=doc)

    def while_in_service(self, rate: Affine) -> Affine:
        """Return something per hour as it is while the asset is in service, and zero in outages."""
        if self._in_service.all():
            return rate
        return self.over_time(rate) * Affine.data(self._in_service.astype(np.float64), (self.frame.period,))

    @property
    def year(self) -> int:
        """The investment year that is formulated."""
        return self.context.scenario.time.year

    @property
    def tight(self) -> bool:
        """Whether sizes are cut to what can be of use."""
        return self.context.tight

    @property
    def steps(self) -> Axes:
        """The axes (period, step)."""
        return (self.frame.period, self.frame.step)

    @property
    def hours(self) -> Affine:
        """Length of each step in hours, over period and step."""
        return Affine.data(self.context.scenario.time.step_hours, self.steps)

    def series(self, series: Series) -> Affine:
        """Return a field that holds a number or a profile, over period and step; a number stays a number."""
        if isinstance(series, int | float):
            return Affine.of(float(series))
        scenario = self.context.scenario
        return Affine.data(series_values(series, scenario.profiles, scenario.time.shape), self.steps)

    @property
    def zeros(self) -> FloatArray:
        """Zeros over year, period and step."""
        return np.zeros(sizes(self.frame.time))

    def over_time(self, expression: Affine) -> Affine:
        """Return the expression over all three axes of time, whichever it varies over."""
        return Affine(self.frame.time, self.zeros) + expression

    def upper(self, series: Series, most: float) -> FloatArray:
        """Return the smaller of a series and a number, over year, period and step."""
        values = self.over_time(self.series(series)).constant
        return np.asarray(np.minimum(values, most), dtype=np.float64)

    def flow_unit(self, carrier: str) -> str:
        """Return MW or t/h."""
        return self.cluster.carriers[carrier].flow_unit

    def yearly(self, rate: Affine) -> Affine:
        """Return the sum over the year of something per hour: rate times hours times weights."""
        weights = Affine.data(self.context.hours_in_year, self.steps)
        return (rate * weights).sum("period", "step")

    def previous(self, level: Affine) -> Affine:
        """Return the level one step earlier.

        Before the first step of a period comes its last; where periods are chained, the last of the period
        before it, and before the first of the year the last of the year.
        """
        if not self.context.scenario.time.chained:
            return level.shift("step", 1)
        positions = np.arange(count(self.steps)).reshape(sizes(self.steps))
        return level.gather(("period", "step"), np.roll(positions, 1), self.steps)

    def wasting_pays(self, carrier: str) -> bool:
        """Return whether losing some of the carrier could be worth something."""
        return carrier in self.context.worthless

    def capacity(self, spec: Investment) -> Sizing:
        """State the decision to build the asset and charge for it."""
        existing = self._fixed(spec.standing) - self._leaving(spec)
        options = spec.options_on(self.length, self.cost_factor)
        standing = Standing(existing, spec.standing, module=spec.unit_size)
        sizing = self._size("capacity", standing, options, spec.opex_fixed, spec)
        if spec.retrofit_of is not None:
            self.context.conversions.setdefault(spec.retrofit_of, []).append((spec, sizing.new))
        return sizing

    def size(
        self, name: str, standing: float, options: tuple[SizeOption, ...], opex_fixed: float, spec: Investment
    ) -> Sizing:
        """State the decision on a further size of an asset that has several."""
        return self._size(name, Standing(self._fixed(standing), standing), options, opex_fixed, spec)

    def remember(self, part: str, new: Affine, spec: Investment) -> None:
        """Note how much of what is built is of some kind, for what later years have of it: `inherited`."""
        none = Affine.of(0.0)
        until = self.year + spec.lifetime
        self.context.stated.append(Vintage(self.asset.id, part, self.year, until, new, none, 0.0, 0.0, 0.0))

    def inherited(self, part: str) -> Affine:
        """Return how much of some kind earlier years of a pathway built that still serves."""
        vintages = living(self.context.history, self.asset.id, part, self.year)
        return total([vintage.size for vintage in vintages], (self.frame.year,))

    def _fixed(self, amount: float) -> Affine:
        return Affine((self.frame.year,), np.full((1,), amount))

    def _size(
        self,
        name: str,
        standing: Standing,
        options: tuple[SizeOption, ...],
        opex_fixed: float,
        spec: Investment,
    ) -> Sizing:
        wacc = self.cluster.wacc_of(self.asset)
        factor = spec.construction_factor(wacc)
        terms = Terms(annuity_factor(wacc, spec.lifetime), spec.opex_fixed_share / factor, opex_fixed)
        if factor != 1.0:
            options = tuple(
                replace(option, fixed=option.fixed * factor, slope=option.slope * factor)
                for option in options
            )
        unit = spec.size_unit(name, self.cluster.carriers[spec.reference_carrier])
        limit = self.context.limits.get((self.asset.id, name), np.inf)
        vintages = living(self.context.history, self.asset.id, name, self.year)
        sizing = size(self, name, replace(standing, vintages=vintages), options, terms, unit, limit)
        self._enter(name, spec, sizing, terms)
        return sizing

    def _enter(self, name: str, spec: Investment, sizing: Sizing, terms: Terms) -> None:
        """Note what this year builds, for the years after it."""
        until = self.year + spec.lifetime
        paid = (terms.annuity, terms.fixed_share)
        vintage = Vintage(
            self.asset.id, name, self.year, until, sizing.new, sizing.capital, *paid, sizing.ceiling
        )
        self.context.stated.append(vintage)

    def _leaving(self, spec: Investment) -> Affine:
        """State what of the existing capacity is closed early or used up by retrofits, and return it."""
        years = (self.frame.year,)
        converted = self.context.conversions.get(self.asset.id, ())
        if spec.standing <= 0:  # what stood has reached the end of its life: nothing is left to convert
            for other, new in converted:
                self.constraint(f"nothing_left_for_{other.id}", new <= 0.0)
            return Affine.of(0.0)
        parts = [new * other.retrofit_ratio for other, new in converted]
        for other, _ in converted:
            earlier = ever(self.context.history, other.id, "capacity")
            parts += [vintage.size * other.retrofit_ratio for vintage in earlier]
        parts += [vintage.size for vintage in ever(self.context.history, self.asset.id, RETIRED)]
        if spec.retirable:
            unit = spec.size_unit("capacity", self.cluster.carriers[spec.reference_carrier])
            closed = self._closed(spec, unit)
            parts.append(closed)
            none = Affine.of(0.0)
            until = self.year + spec.lifetime
            self.context.stated.append(
                Vintage(self.asset.id, RETIRED, self.year, until, closed, none, 0.0, 0.0, 0.0)
            )
        leaving = total(parts, years)
        if len(parts) > spec.retirable:
            self.constraint("leaving_within_existing", leaving <= spec.standing)
            if spec.unit_size and converted:
                most = most_units(spec.standing, spec.unit_size)
                whole = self.variable("units_leaving", years, upper=float(most), integer=True)
                self.constraint("leaving_in_whole_units", leaving == whole * spec.unit_size)
        return leaving

    def _closed(self, spec: Investment, unit: str) -> Affine:
        """State what of the existing capacity is closed early: any of it, or whole units."""
        years = (self.frame.year,)
        if not spec.unit_size:
            return self.variable(RETIRED, years, upper=spec.standing, unit=unit)
        most = most_units(spec.standing, spec.unit_size)
        closed = self.variable("units_retired", years, upper=float(most), integer=True) * spec.unit_size
        self.report(RETIRED, closed, unit)
        return closed

    def inject(self, flow: Affine, carrier: str, site: str | None = None) -> None:
        """Put a flow into a hub; a negative flow takes it out.

        Parameters
        ----------
        flow : Affine
            MW or t/h, over time.
        carrier : str
        site : str, optional
            The asset's own site if not given.
        """
        put = self.with_member(flow)
        self.ledger.injections.append(Injection(self.asset.id, site or self.ends[0], carrier, put))

    def charge(self, category: str, yearly: Affine) -> None:
        """Charge the asset's owner, in money a year; negative where something is earned."""
        if yearly.terms or np.any(yearly.constant):
            amount = self.with_member(yearly) * MONEY_SCALE
            self.ledger.charges.append(Charge(self.asset.id, self.owner, category, amount))

    def emit(self, impact: str, yearly: Affine, carrier: str | None = None) -> None:
        """Count an impact, in its unit a year; ``carrier`` says what is let go, where that is the impact."""
        if yearly.terms or np.any(yearly.constant):
            amount = self.with_member(yearly)
            entry = ImpactEntry(self.asset.id, self.owner, self.ends[0], impact, amount, carrier)
            self.ledger.impacts.append(entry)

    def lose(self, carrier: str, flow: Affine) -> None:
        """Count a flow that leaks: where a carrier's release is an impact, its leak is one too."""
        spec = self.cluster.carriers[carrier]
        if spec.released_as is not None:
            self.emit(spec.released_as, self.yearly(flow) * spec.emission_factor, carrier)

    def spend(self, capital: Affine) -> None:
        """Note the capital that building takes, in money."""
        if capital.terms or np.any(capital.constant):
            amount = self.with_member(capital) * MONEY_SCALE
            self.ledger.capital.append(CapitalEntry(self.asset.id, self.owner, amount))
