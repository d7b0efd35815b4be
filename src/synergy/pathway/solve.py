"""From a pathway to an audited plan: with perfect, limited or no foresight, by the same model."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from synergy.cluster.vintage import Vintage, is_something
from synergy.errors import AuditError, InfeasibleError
from synergy.formulation.model import Model
from synergy.pathway.audit import audited
from synergy.pathway.model import PathwayModel, state_pathway
from synergy.pathway.pathway import Pathway
from synergy.pathway.plan import PathwayPlan
from synergy.plan.plan import Plan, StageRecord
from synergy.plan.run import Run, chosen_options, provenance_of
from synergy.plan.start import start_values
from synergy.plan.tables import make_tables
from synergy.solver.options import SolveOptions
from synergy.solver.solution import Listener
from synergy.time.series import FloatArray

OF_A_LOOK = ("years", "time", "method", "rows", "columns", "build_seconds", "solve_seconds", "notes")
"""What the provenance keeps of each decision."""


def solve_pathway(
    pathway: Pathway,
    options: SolveOptions | None = None,
    *,
    extra: Callable[[Model], None] | None = None,
    start: PathwayPlan | None = None,
    prices: bool = True,
    audit: bool = True,
    on_event: Listener | None = None,
    in_process: bool = False,
    **option_values: Any,
) -> PathwayPlan:
    """Return the best plan of a pathway, audited.

    With limited foresight the years are decided one after the other: each decision sees its own year and the
    next ones in sight, and keeps what earlier ones built. A budget of emissions is then shared out by the
    years that are left.

    Parameters
    ----------
    pathway : Pathway
    options, extra, prices, audit, on_event, in_process, **option_values
        As for a scenario (see `synergy.solve`).
    start : PathwayPlan, optional
        A plan from which the search starts, of the years that it knows.

    Raises
    ------
    ScenarioError, InfeasibleError, UnboundedError, SolverError, AuditError
        As for a scenario.

    Examples
    --------
    >>> import synergy
    >>> base = synergy.examples.load("two-plants")
    >>> pathway = synergy.Pathway.of(base, years=(2030, 2040), discount_rate=0.05)
    >>> plan = solve_pathway(pathway, in_process=True)
    >>> plan.status, plan.report.passed, list(plan.plans)
    ('optimal', True, [2030, 2040])
    """
    chosen = chosen_options(options, option_values)
    seen = pathway.terms.seen
    years = pathway.years
    plans: dict[int, Plan] = {}
    history: tuple[Vintage[float], ...] = ()
    looks: list[_Look] = []
    while len(plans) < len(years):
        first = len(plans)
        window = years[first : first + seen]
        look = _Look(pathway, window, history, _share_of_budget(pathway, plans, window))
        look.solve(chosen, extra, start, prices, on_event, in_process)
        looks.append(look)
        kept = window if first + seen >= len(years) else window[:1]
        for year in kept:
            plans[year] = look.plan_of(year)
            history = look.history_after(year)
    plan = PathwayPlan(
        pathway=pathway,
        plans=plans,
        stages=tuple(record for look in looks for record in look.records),
        seen=seen,
        provenance=_provenance(pathway, looks),
        log="".join(look.log for look in looks),
    )
    if not audit:
        return plan
    plan = audited(plan)
    if not plan.report.passed:
        raise AuditError(str(plan.report))
    return plan


def _provenance(pathway: Pathway, looks: Sequence[_Look]) -> dict[str, Any]:
    """Return the provenance of all decisions together: the largest model, the sum of times, and each look."""
    each = [look.provenance for look in looks]
    timings: dict[str, float] = {}
    for one in each:
        for name, seconds in one["timings"].items():
            timings[name] = timings.get(name, 0.0) + seconds
    return {
        **each[-1],
        "years": list(pathway.years),
        "years_seen": pathway.terms.seen,
        "method": ", ".join(dict.fromkeys(one["method"] for one in each)),
        **{name: max(one[name] for one in each) for name in ("rows", "columns")},
        **{name: sum(one[name] for one in each) for name in ("build_seconds", "solve_seconds")},
        "timings": timings,
        "notes": list(dict.fromkeys(note for one in each for note in one["notes"])),
        "looks": [{name: one[name] for name in OF_A_LOOK} for one in each],
    }


def _share_of_budget(pathway: Pathway, plans: Mapping[int, Plan], window: tuple[int, ...]) -> float | None:
    """Return what is left of the emission budget for the years in sight, in proportion to their length."""
    budget = pathway.terms.emission_budget
    if budget is None:
        return None
    spans = dict(zip(pathway.years, pathway.durations, strict=True))
    spent = sum(float(spans[year]) * plan.emissions for year, plan in plans.items())
    left = sum(float(span) for year, span in spans.items() if year not in plans)
    return (budget - spent) * sum(float(spans[year]) for year in window) / left


@dataclass
class _Look:
    """One decision: the years that it sees, and what it finds."""

    pathway: Pathway
    window: tuple[int, ...]
    history: tuple[Vintage[float], ...]
    budget: float | None

    def solve(
        self,
        options: SolveOptions,
        extra: Callable[[Model], None] | None,
        start: PathwayPlan | None,
        prices: bool,
        on_event: Listener | None,
        in_process: bool,
    ) -> None:
        """State the years in sight and solve them."""
        began = time.perf_counter()
        self.model = state_pathway(self.pathway, self.window, self.history, budget=self.budget, extra=extra)
        built = time.perf_counter() - began
        run = Run(self.model, options, prices, on_event, in_process)
        try:
            self.records, self.values, self.duals, last = run.stages(_start(self.model, start))
        except InfeasibleError as error:
            if self.window == self.pathway.years:
                raise
            seen = f"With what was built before {self.window[0]}, {error}"
            raise InfeasibleError(seen, error.faults) from None
        self.model.load(self.values)
        self.log, self.own_objective = run.log, run.own_objective
        self.provenance = {
            **provenance_of(self.model, last, options, built),
            "foresight": self.pathway.terms.foresight,
            "years": list(self.window),
        }
        self.spans = self.model.row_spans()

    def plan_of(self, year: int) -> Plan:
        """Return the plan of one year."""
        part = self.model.years[year]
        weight = float(self.pathway.weights[self.pathway.years.index(year)])
        duals = None if self.duals is None else self.duals / weight
        tables = make_tables(part, self.values, duals, self.spans)
        plan = Plan(
            scenario=part.scenario,
            stages=(),
            own_objective=self.own_objective,
            provenance=self.provenance,
            history=self.history_before(year),
            **vars(tables),
        )
        return replace(plan, stages=_stages_of_year(plan, self.records))

    def history_before(self, year: int) -> tuple[Vintage[float], ...]:
        """Return what was built and closed before a year."""
        found = list(self.history)
        for earlier, part in self.model.years.items():
            if earlier < year:
                found += _numbers(part, self.values)
        return tuple(found)

    def history_after(self, year: int) -> tuple[Vintage[float], ...]:
        """Return what was built and closed up to a year, that year included."""
        return (*self.history_before(year), *_numbers(self.model.years[year], self.values))


def _numbers(part: Model, values: FloatArray) -> list[Vintage[float]]:
    own = values[: part.frame.layout.columns]
    found = [
        one.counted_as(float(np.sum(one.size.value(own))), float(np.sum(one.capital.value(own))))
        for one in part.vintages
    ]
    return [one for one in found if is_something(one)]


def _stages_of_year(plan: Plan, records: list[StageRecord]) -> tuple[StageRecord, ...]:
    """Return how the stages went as one year sees them: with its own costs and emissions."""
    measures = {"cost": plan.cost, "emissions": plan.emissions}
    stages = plan.scenario.objective.stages[: len(records)]
    return tuple(
        replace(record, objective=sum(weight * measures[m] for m, weight in stage), bound=None, gap=None)
        for record, stage in zip(records, stages, strict=True)
    )


def _start(model: PathwayModel, start: PathwayPlan | None) -> FloatArray | None:
    if start is None:
        return None
    values = np.full(model.frame.layout.columns, np.nan)
    for year, part in model.years.items():
        if year in start.plans:
            own = start_values(part, start.plans[year])
            values = np.where(np.isnan(own), values, own)
    return values
