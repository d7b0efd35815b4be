"""From a scenario to an audited plan."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from synergy.cluster.cluster import Cluster
from synergy.errors import AuditError
from synergy.formulation.build import build
from synergy.formulation.model import Model
from synergy.plan.audit import audit as audit_plan
from synergy.plan.plan import Plan
from synergy.plan.run import Run, chosen_options, provenance_of
from synergy.plan.start import start_values
from synergy.plan.tables import make_tables
from synergy.scenario import Scenario
from synergy.solver.options import SolveOptions
from synergy.solver.solution import Listener


def solve(
    scenario: Scenario | Cluster | Model,
    options: SolveOptions | None = None,
    *,
    extra: Callable[[Model], None] | None = None,
    start: Plan | None = None,
    prices: bool = True,
    audit: bool = True,
    on_event: Listener | None = None,
    in_process: bool = False,
    **option_values: Any,
) -> Plan:
    """Return the best plan for a scenario, audited.

    Parameters
    ----------
    scenario : Scenario, Cluster or Model
        A model that was built before is solved as it is.
    options : SolveOptions, optional
        Gap, limits, method; single ones may also be given as keywords, e.g. ``gap=0.01, time_limit=180``.
    extra : callable, optional
        Adds ordinary Pyomo constraints to the model before it is solved.
    start : Plan, optional
        A plan, of this scenario or one like it, from which the search starts.
    prices : bool
        Whether hourly prices per hub are wanted; they take one more linear programme.
    audit : bool
        Whether the plan is recomputed from its input; a plan that fails raises.
    on_event : callable, optional
        Told of progress; returning True stops the search, which keeps its best plan.
    in_process : bool
        Solve without a child process: for thousands of tiny models.
    **option_values
        Fields of `SolveOptions`, or HiGHS options by their own names.

    Returns
    -------
    Plan

    Raises
    ------
    ScenarioError
        If an option or a number can not be handled.
    InfeasibleError, UnboundedError
        If there is no plan, or no best one.
    SolverError
        If the solver failed, or a limit was met before any plan was found.
    AuditError
        If the plan does not hold when recomputed.

    Examples
    --------
    >>> import synergy
    >>> plan = synergy.solve(synergy.examples.load("two-plants"))
    >>> plan.status, plan.report.passed
    ('optimal', True)
    """
    began = time.perf_counter()
    chosen = chosen_options(options, option_values)
    model = scenario if isinstance(scenario, Model) else build(scenario, extra)
    built = time.perf_counter() - began
    first = None if start is None else start_values(model, start)
    run = Run(model, chosen, prices, on_event, in_process)
    records, values, duals, last = run.stages(first)
    model.load(values)
    tables = make_tables(model, values, duals)
    provenance = provenance_of(model, last, chosen, built)
    plan = Plan(
        scenario=model.scenario,
        stages=tuple(records),
        own_objective=run.own_objective,
        provenance=provenance,
        log=run.log,
        history=model.history,
        **vars(tables),
    )
    if not audit:
        return plan
    report = audit_plan(plan)
    plan = replace(plan, report=report)
    if not report.passed:
        raise AuditError(str(report))
    return plan
