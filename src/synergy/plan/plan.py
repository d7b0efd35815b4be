"""The plan: what to build, how to run it, what it costs and emits, as labelled tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from synergy.cluster.carrier import NET_EMISSIONS
from synergy.cluster.vintage import Vintage
from synergy.plan.compare import Comparison, compare
from synergy.plan.findings import AuditReport
from synergy.plan.indicators import Grouping, indicators
from synergy.plan.summary import plan_html, plan_summary, plan_text
from synergy.scenario import Scenario
from synergy.time.series import FloatArray

if TYPE_CHECKING:
    from synergy.aggregation.aggregation import Aggregation
    from synergy.plan.full_year import FullYearCheck
    from synergy.present.plots import PlanPlots
    from synergy.solver.options import SolveOptions


NOT_AUDITED = AuditReport(0, (), 0.0)
STAGE_SLACK = 1e-6
"""Relative room that a later stage of the objective leaves to the earlier ones."""


@dataclass(frozen=True)
class StageRecord:
    """How one stage of the objective was solved.

    Parameters
    ----------
    status : str
        ``"optimal"``, ``"time_limit"``, ``"limit"`` or ``"interrupted"``.
    objective, bound : float
        What was reached, and what no plan can beat; in money a year, or t CO2e a year where only emissions
        count.
    gap : float
        Relative distance between the two.
    seconds : float
    nodes, iterations : int
    method : str
        Method used for linear programmes.
    """

    status: str
    objective: float
    bound: float | None
    gap: float | None
    seconds: float
    nodes: int = 0
    iterations: int = 0
    method: str = ""

    @property
    def room(self) -> float:
        """How far later stages may stay behind what was reached, in its own unit."""
        return STAGE_SLACK * max(1e3, abs(self.objective))  # the model counts in thousands


@dataclass(frozen=True, eq=False)
class Plan:
    """Labelled tables, the scenario that they answer, how they were found, and their audit.

    Parameters
    ----------
    scenario : Scenario
        The input.
    investments : DataFrame
        A row for each size of each asset that stands or could be built: ``existing``, ``built``, ``size``
        (new), ``capacity`` (in service), ``unit``, ``capital`` (money), with ``asset``, ``kind``,
        ``place``, ``owner``, ``quantity``.
    flows : DataFrame
        What each asset puts into each hub (negative: takes), in MW or t/h; rows (year, period, step), columns
        (asset, site, carrier).
    levels : DataFrame
        Content of each store at the end of each step, in MWh or t; rows as ``flows``, a column for each
        store. Where a period occurs several times in a sequence, the mean over these; see `levels_over_year`.
    surplus : DataFrame
        What nobody takes, in MW or t/h; columns (site, carrier).
    prices : DataFrame
        What one more unit at a hub costs in each step, in money per MWh or t; columns (site, carrier).
        Empty where cost is no part of the objective, or prices were not asked for.
    costs : DataFrame
        ``asset``, ``owner``, ``category``, ``year``, ``cost`` in money a year; adds up to `cost`.
    emissions_table : DataFrame
        ``asset``, ``owner``, ``site``, ``impact``, ``year``, ``amount``, ``unit``.
    results : mapping of str to mapping of str to array
        Named results of every asset, hub surplus and policy; over time of shape (years, periods, steps).
    result_units : mapping
        Unit of each named result.
    stages : tuple of StageRecord
        How each stage of the objective was solved.
    own_objective : bool
        Whether the user replaced the objective.
    provenance : mapping
        Versions, options, times.
    log : str
        The solver's log.
    report : AuditReport
        The audit.
    history : tuple of Vintage
        What earlier years of a pathway built and closed; empty for a year that stands alone.
    """

    scenario: Scenario
    investments: pd.DataFrame
    flows: pd.DataFrame
    levels: pd.DataFrame
    surplus: pd.DataFrame
    prices: pd.DataFrame
    costs: pd.DataFrame
    emissions_table: pd.DataFrame
    results: Mapping[str, Mapping[str, FloatArray]]
    result_units: Mapping[str, Mapping[str, str]]
    stages: tuple[StageRecord, ...]
    own_objective: bool = False
    provenance: Mapping[str, Any] = field(default_factory=dict)
    log: str = ""
    report: AuditReport = NOT_AUDITED
    history: tuple[Vintage[float], ...] = ()

    @property
    def status(self) -> str:
        """``"optimal"``, or what stopped the search first."""
        return next((stage.status for stage in self.stages if stage.status != "optimal"), "optimal")

    @property
    def objective(self) -> float:
        """What the first stage reached, in money a year (t CO2e a year where only emissions count)."""
        return self.stages[0].objective

    @property
    def bound(self) -> float | None:
        """What no plan can beat in the first stage."""
        return self.stages[0].bound

    @property
    def gap(self) -> float | None:
        """Relative distance between objective and bound of the first stage."""
        return self.stages[0].gap

    @property
    def cost(self) -> float:
        """Cost of the whole cluster, in money a year."""
        return float(self.costs["cost"].sum())

    @property
    def emissions(self) -> float:
        """Net emissions: scope 1 and scope 2 less removals, in t CO2e a year."""
        table = self.emissions_table
        return float(table.loc[table["impact"].isin(NET_EMISSIONS), "amount"].sum())

    @property
    def hours(self) -> pd.Series[float]:
        """Hours of the year that each row of `flows` stands for."""
        values = self.scenario.time.hours_in_year.reshape(-1)
        return pd.Series(values, index=self.flows.index, name="hours")

    def costs_by(self, *keys: str) -> pd.DataFrame:
        """Return costs in money a year, summed by ``"asset"``, ``"owner"`` or ``"category"``."""
        return self.costs.groupby(list(keys), sort=False)[["cost"]].sum()

    def emissions_by(self, *keys: str) -> pd.DataFrame:
        """Return impacts a year, summed by ``"asset"``, ``"owner"``, ``"site"`` or ``"impact"``."""
        return self.emissions_table.groupby(list(keys), sort=False)[["amount"]].sum()

    def yearly_flows(self) -> pd.DataFrame:
        """Return what each asset puts into each hub in a year: ``given`` and ``taken`` in MWh or t."""
        weights = self.hours.to_numpy()
        given = (self.flows.clip(lower=0).to_numpy().T * weights).sum(axis=1)
        taken = (-self.flows.clip(upper=0).to_numpy().T * weights).sum(axis=1)
        units = [self.scenario.cluster.carriers[carrier].unit for _, _, carrier in self.flows.columns]
        return pd.DataFrame({"given": given, "taken": taken, "unit": units}, index=self.flows.columns)

    def levels_over_year(self) -> pd.DataFrame:
        """Return the content of each store through the year, in order, in MWh or t.

        Returns
        -------
        DataFrame
            Rows (place, period, step), a column for each store; places count the periods as they occur.

        Raises
        ------
        ScenarioError
            If nothing tells in which order the periods occur.
        """
        from synergy.plan.year_levels import levels_over_year

        return levels_over_year(self)

    @property
    def built(self) -> pd.DataFrame:
        """The rows of `investments` where something new is built."""
        return self.investments[self.investments["built"].astype(bool)]

    @property
    def plot(self) -> PlanPlots:
        """Plots: ``.network()``, ``.sankey()``, ``.dispatch()``; each is a plotly figure."""
        from synergy.present.plots import PlanPlots

        return PlanPlots(self)

    def summary(self) -> str:
        """Return the plan in words and figures, for reading."""
        return plan_summary(self)

    def against(self, baseline: Plan) -> Comparison:
        """Return how the plan differs from another in cost and emissions, and the cost per tonne avoided.

        Parameters
        ----------
        baseline : Plan
            E.g. of ``plan.scenario.as_it_stands()``.

        Raises
        ------
        ScenarioError
            If the two count in different money.
        """
        return compare(self, baseline)

    def after_tax(self, rate: float, depreciation_years: float) -> pd.DataFrame:
        """Return yearly cost by owner before and after tax (see `synergy.plan.after_tax.after_tax`).

        Parameters
        ----------
        rate : float
            Tax on profits, e.g. 0.25.
        depreciation_years : float
            Years over which what is built is written off in equal parts.

        Raises
        ------
        ScenarioError
            If the rate or the years can not be meant.
        """
        from synergy.plan.after_tax import after_tax

        return after_tax(self, rate, depreciation_years)

    def indicators(self, by: Grouping | None = None, against: Plan | None = None) -> pd.DataFrame:
        """Return cost, emissions, captured and stored CO2, investment and energy, with their units.

        Parameters
        ----------
        by : {"cluster", "owner", "site"}, optional
            A column for each of these, beside that of the whole.
        against : Plan, optional
            A baseline, for what is avoided and the cost per tonne.

        Returns
        -------
        DataFrame
            Rows by name of the indicator; `synergy.plan.indicators` says how each is counted.

        Raises
        ------
        ScenarioError
            If ``by`` is none of these, or the baseline counts in other money.
        """
        return indicators(self, by, against)

    def verify_full_year(
        self, full: Scenario | Aggregation, options: SolveOptions | None = None, **option_values: Any
    ) -> FullYearCheck:
        """Fix the design and run it through every step of a full year: true cost, shortage, error.

        Parameters
        ----------
        full : Scenario or Aggregation
            The full year, or what `synergy.aggregate` returned.
        options, **option_values
            As for `synergy.plan.full_year.verify_full_year`, which says more.
        """
        from synergy.plan.full_year import verify_full_year

        return verify_full_year(self, full, options, **option_values)

    def save(self, path: str | Path) -> None:
        """Write everything to one netCDF file, which `synergy.load` reads again; missing folders are made."""
        from synergy.plan.store import save_plan

        save_plan(self, Path(path))

    def __repr__(self) -> str:
        return plan_text(self)

    def _repr_html_(self) -> str:
        return plan_html(self)
