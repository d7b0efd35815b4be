"""One word for solving: a scenario gives a plan, a pathway a plan for each of its years."""

from __future__ import annotations

from typing import Any, overload

from synergy.cluster.cluster import Cluster
from synergy.formulation.model import Model
from synergy.pathway.pathway import Pathway
from synergy.pathway.plan import PathwayPlan
from synergy.pathway.solve import solve_pathway
from synergy.plan.plan import Plan
from synergy.plan.solve import solve as solve_scenario
from synergy.scenario import Scenario
from synergy.solver.options import SolveOptions


@overload
def solve(what: Pathway, options: SolveOptions | None = None, **further: Any) -> PathwayPlan: ...
@overload
def solve(what: Scenario | Cluster | Model, options: SolveOptions | None = None, **further: Any) -> Plan: ...


def solve(
    what: Scenario | Cluster | Model | Pathway, options: SolveOptions | None = None, **further: Any
) -> Plan | PathwayPlan:
    """Return the best plan, audited.

    Parameters
    ----------
    what : Scenario, Cluster, Model or Pathway
        What is to be solved; a model that was built before is solved as it is.
    options : SolveOptions, optional
        Gap, limits, method.
    **further
        What `synergy.plan.solve.solve` takes: ``extra`` (a callable that adds ordinary Pyomo constraints),
        ``start`` (a plan to begin from), ``prices``, ``audit``, ``on_event``, ``in_process``, single options
        such as ``gap=0.01, time_limit=180``, and HiGHS options by their own names.

    Returns
    -------
    Plan or PathwayPlan

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
    if isinstance(what, Pathway):
        return solve_pathway(what, options, **further)
    return solve_scenario(what, options, **further)
