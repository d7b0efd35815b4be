"""A plan made on representative periods, run through every hour of the full year."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from synergy.aggregation.aggregate import with_kept
from synergy.aggregation.aggregation import Aggregation
from synergy.aggregation.year import check_full_year
from synergy.errors import Fault, InfeasibleError, ScenarioError
from synergy.formulation.build import build
from synergy.formulation.model import Model
from synergy.plan.fixed_design import fixed_design, operating_costs
from synergy.plan.full_year_text import (
    check_data,
    check_html,
    check_summary,
    check_text,
    outcome_text,
)
from synergy.plan.solve import solve
from synergy.scenario import Scenario
from synergy.solver.options import SolveOptions
from synergy.time.series import FloatArray

if TYPE_CHECKING:
    from synergy.plan.plan import Plan

SHORTAGE_PRICE = 10_000.0
"""What a unit of demand that is not met costs in the check, in money per MWh or t: more than any remedy."""
NO_SHORTAGE = 1e-6
"""Flows below this, in MW or t/h, are nothing."""


@dataclass(frozen=True)
class CheckRound:
    """What one round of refining found: money and MWh or t, a year."""

    periods: int
    estimated_cost: float
    cost: float
    shortage: float


@dataclass(frozen=True, eq=False)
class FullYearCheck:
    """What the design of a plan costs, and where it falls short, over every step of the full year.

    Parameters
    ----------
    plan : Plan
        The plan whose design was checked.
    dispatch : Plan
        Its operation over the full year; ``dispatch.scenario`` prices what is not met.
    aggregation : Aggregation or None
        How the plan's periods stand for the year, where that is known.
    short : tuple of str
        Demands that had to be met in the plan, and for this check may be left unserved at `shortage_price`.
    shortage_price : float
        In money per MWh or t.
    step_costs : array, shape (periods, steps) of the full year
        Operating cost of each step, shortage included, in money a year.
    history : tuple of CheckRound
        Earlier rounds of `refine`.
    refined : bool or None
        Whether `refine` reached its tolerance; None for a check that was not refined.
    outcome : str
        How `refine` ended, in words; empty for a check that was not refined.
    """

    plan: Plan
    dispatch: Plan
    aggregation: Aggregation | None
    short: tuple[str, ...]
    shortage_price: float
    step_costs: FloatArray
    history: tuple[CheckRound, ...] = ()
    refined: bool | None = None
    outcome: str = ""

    @property
    def estimated_cost(self) -> float:
        """What the plan said that it costs, in money a year."""
        return self.plan.cost

    @property
    def cost(self) -> float:
        """What it costs over the full year, investment included and shortage left out, in money a year."""
        return self.dispatch.cost - self.shortage_cost

    @property
    def cost_error(self) -> float:
        """Estimated cost less the true one, over the true one."""
        return (self.estimated_cost - self.cost) / max(abs(self.cost), 1e-9)

    @property
    def shortage_cost(self) -> float:
        """What is charged in the check for demand that is not met, in money a year."""
        costs = self.dispatch.costs
        ours = costs["asset"].isin(self.short) & (costs["category"] == "unserved")
        return float(costs.loc[ours, "cost"].sum())

    @property
    def shortage(self) -> pd.DataFrame:
        """Demand that is not met, in MW or t/h: rows (year, period, step), a column for each hub."""
        cluster = self.dispatch.scenario.cluster
        sums: dict[tuple[str, str], FloatArray] = {}
        for key in self.short:
            asset = cluster.assets[key]
            hub = (cluster.ends(asset)[0], asset.reference_carrier)
            unserved = self.dispatch.results[key]["unserved"].reshape(-1)
            sums[hub] = sums.get(hub, 0.0) + np.where(unserved > NO_SHORTAGE, unserved, 0.0)
        names = ["site", "carrier"]
        columns = (
            pd.MultiIndex.from_tuples(sums, names=names)
            if sums
            else pd.MultiIndex.from_arrays([[], []], names=names)
        )
        data = np.column_stack(list(sums.values())) if sums else np.empty((len(self.dispatch.hours), 0))
        return pd.DataFrame(data, index=self.dispatch.flows.index, columns=columns)

    @property
    def shortage_by_hub(self) -> pd.DataFrame:
        """Where demand is not met: ``amount`` in MWh or t a year, ``hours`` of the year, ``most`` at once."""
        table, hours = self.shortage, self.dispatch.hours
        carriers = self.dispatch.scenario.cluster.carriers
        found = pd.DataFrame(
            {
                "amount": table.mul(hours, axis=0).sum(),
                "hours": (table > 0).mul(hours, axis=0).sum(),
                "most": table.max(),
                "unit": [carriers[carrier].unit for _, carrier in table.columns],
            },
            index=table.columns,
        )
        return found[found["amount"] > 0]

    @property
    def shortage_by_step(self) -> pd.DataFrame:
        """The steps in which demand is not met, the largest amount first.

        Columns ``site``, ``carrier``, ``year``, ``period``, ``step``, ``amount`` (MW or t/h), ``unit`` of it.
        """
        table = self.shortage
        places = np.argwhere(table.to_numpy() > 0)
        carriers = self.dispatch.scenario.cluster.carriers
        rows = [
            (*table.columns[column], *table.index[row], float(table.iat[row, column]))
            for row, column in places
        ]
        found = pd.DataFrame(rows, columns=["site", "carrier", "year", "period", "step", "amount"])
        found["unit"] = [carriers[carrier].flow_unit for carrier in found["carrier"]]
        return found.sort_values("amount", ascending=False, kind="stable", ignore_index=True)

    @property
    def period_costs(self) -> pd.Series[float]:
        """Operating cost of each period of the full year, shortage included, in money a year."""
        labels = self.dispatch.scenario.time.periods if self.aggregation is None else self.aggregation.labels
        sums = self.step_costs.reshape(len(labels), -1).sum(axis=1)
        return pd.Series(sums, index=pd.Index(labels, name="period"), name="cost")

    def holds(self, tolerance: float = 0.01) -> bool:
        """Return whether all demand is met, at a cost within a relative tolerance of what the plan said."""
        return self.shortage_by_hub.empty and abs(self.cost_error) <= tolerance

    def worst(self, count: int = 1) -> tuple[str, ...]:
        """Return the periods that cost most beyond the mean of those that the same period stands for.

        Raises
        ------
        ScenarioError
            If the check does not know the aggregation.
        """
        costs = self.period_costs
        beyond = costs - costs.groupby(np.array(self._known_aggregation().sequence)).transform("mean")
        dear = beyond[beyond > 1e-9 * max(1.0, float(costs.abs().max()))]
        return tuple(map(str, dear.sort_values(ascending=False, kind="stable").index[:count]))

    def add_worst(self, count: int = 1) -> Aggregation:
        """Return the aggregation with the worst periods added, standing for themselves alone.

        Raises
        ------
        ScenarioError
            If the check does not know the aggregation.
        """
        return with_kept(self._known_aggregation(), self.worst(count))

    def refine(
        self,
        rounds: int = 5,
        *,
        worst: int = 1,
        tolerance: float = 0.01,
        options: SolveOptions | None = None,
        **option_values: Any,
    ) -> FullYearCheck:
        """Add the worst periods, solve and check again, until the check holds.

        Parameters
        ----------
        rounds : int
            Most rounds.
        worst : int
            Periods added in each.
        tolerance : float
            Relative error of cost that is accepted (see `holds`).
        options, **option_values
            As for `synergy.solve`, used for the plans and for the checks.

        Returns
        -------
        FullYearCheck
            Of the last plan, which is its ``plan``; earlier rounds are in its ``history``. Its ``refined``
            says whether the tolerance was reached, its ``outcome`` says so in words.
        """
        if self.plan.scenario.time.outages:
            found, fix = "would be lost in other periods", "refine first, then say what goes out of service"
            raise ScenarioError([Fault("time.outages", found, fix=fix)])
        check, why = self, "the rounds are used up"
        for _ in range(rounds):
            if check.holds(tolerance):
                break
            if not check.worst(worst):
                why = "no period is dearer than its like"
                break
            aggregation = check.add_worst(worst)
            model = build(_at_times_of(aggregation.scenario, self.plan.scenario), history=self.plan.history)
            plan = solve(model, options, start=check.plan, prices=False, **option_values)
            price = self.shortage_price
            new = verify_full_year(plan, aggregation, options, shortage_price=price, **option_values)
            check = replace(new, history=(*check.history, check.round))
        reached = check.holds(tolerance)
        return replace(check, refined=reached, outcome=outcome_text(check, tolerance, "" if reached else why))

    @property
    def round(self) -> CheckRound:
        """The check in four figures."""
        amount = float(self.shortage_by_hub["amount"].sum())
        return CheckRound(len(self.plan.scenario.time.periods), self.estimated_cost, self.cost, amount)

    def _known_aggregation(self) -> Aggregation:
        if self.aggregation is None:
            fix = "hand over what synergy.aggregate returned: plan.verify_full_year(aggregation)"
            raise ScenarioError([Fault("", "nothing tells which periods stand for which", fix=fix)])
        return self.aggregation

    def summary(self) -> str:
        """Return the check in words and figures, with the steps in which most is not met."""
        return check_summary(self)

    def to_data(self) -> dict[str, Any]:
        """Return the figures of the check as plain data."""
        return check_data(self)

    def __repr__(self) -> str:
        return check_text(self)

    def _repr_html_(self) -> str:
        return check_html(self)


def verify_full_year(
    plan: Plan,
    full: Scenario | Aggregation,
    options: SolveOptions | None = None,
    *,
    shortage_price: float = SHORTAGE_PRICE,
    extra: Callable[[Model], None] | None = None,
    **option_values: Any,
) -> FullYearCheck:
    """Fix the design of a plan and run it through every step of the full year.

    Sizes and what is built stay as they are; operation is decided anew, with sight of the whole year. Every
    demand that must be met may, for this run only, be left unserved at a very high price, so that a design
    that falls short is told where and when.

    Parameters
    ----------
    plan : Plan
        Made on representative periods.
    full : Scenario or Aggregation
        The full year, or what `synergy.aggregate` returned: the plan's own scenario then gets the times and
        profiles of the full year, so that it may have been changed since, or be a year of a pathway.
    options : SolveOptions, optional
        As for `synergy.solve`; single ones may be given as keywords.
    shortage_price : float
        In money per MWh or t.
    extra : callable, optional
        What the plan was solved with, if it had constraints of its own.

    Raises
    ------
    ScenarioError
        If the full year is none, has longer steps than the plan, is of another cluster, or cost is no part of
        the objective's first stage.
    InfeasibleError
        If the design can not be run even so.
    """
    if isinstance(full, Aggregation):
        aggregation, scenario = full, _at_times_of(full.full, plan.scenario)
    else:
        aggregation, scenario = None, full
    _check_time(plan, scenario)
    _check_same(plan, scenario)
    assets = scenario.cluster.assets
    short = tuple(
        key
        for key, asset in assets.items()
        if getattr(asset, "must_be_met", False) and getattr(asset, "unserved_price", None) is None
    )
    priced = scenario.with_({f"assets.{key}.unserved_price": shortage_price for key in short})
    model = fixed_design(priced, plan, extra)
    try:
        dispatch = solve(model, options, prices=False, **option_values)
    except InfeasibleError as error:
        text = "the design can not be run over the full year, even where demand is left unserved. "
        raise InfeasibleError(
            text + "Look for what must run or be taken, and for caps.", error.faults
        ) from None
    return FullYearCheck(plan, dispatch, aggregation, short, shortage_price, operating_costs(model))


def _at_times_of(other: Scenario, scenario: Scenario) -> Scenario:
    """Return a scenario on the time axis and with the profiles of another."""
    time = other.time.model_copy(update={"year": scenario.time.year})
    return replace(scenario, time=time, profiles=other.profiles)


def _check_time(plan: Plan, full: Scenario) -> None:
    """Refuse what is no full year, and steps that see less than the plan did."""
    check_full_year(full.time)
    coarse, fine = float(full.time.step_hours.max()), float(plan.scenario.time.step_hours.max())
    if coarse > fine * (1 + 1e-9):
        found = f"has steps of {coarse:,.6g} h, longer than the plan's {fine:,.6g} h"
        fix = f"verify against a full year of steps of {fine:,.6g} h or less"
        raise ScenarioError([Fault("time", found, "the check would see less than the plan did", fix)])


def _check_same(plan: Plan, full: Scenario) -> None:
    """Refuse a full year that differs from the plan's scenario in more than time and profiles."""
    told = {"time", "name", "description"}
    mine, other = ({k: v for k, v in one.to_data().items() if k not in told} for one in (plan.scenario, full))
    different = [key for key in {**mine, **other} if mine.get(key) != other.get(key)]
    faults = []
    if different:
        found = f"the full year and the plan differ in {', '.join(different)}"
        faults.append(Fault("", found, fix="verify against the full year that was aggregated"))
    if all(measure != "cost" or weight <= 0 for measure, weight in plan.scenario.objective.stages[0]):
        found = f"{plan.scenario.objective} does not count cost first, so shortage has no price"
        faults.append(
            Fault("objective", found, fix="verify a plan with cost in its objective, e.g. a weighted sum")
        )
    if faults:
        raise ScenarioError(faults)
