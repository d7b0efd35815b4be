"""Finding the plan that a command asks for, with live progress, and saying why there is none."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from synergy.errors import Fault, InfeasibleError, SynergyError
from synergy.io.folder import located
from synergy.pathway.pathway import Pathway
from synergy.scenario import Scenario
from synergy.solver.options import SolveOptions

if TYPE_CHECKING:
    from synergy.pathway.plan import PathwayPlan
    from synergy.plan.plan import Plan

EXPLAIN_SECONDS = 30.0


def find_plan(
    source: Path, scenario: Scenario | Pathway, options: SolveOptions, as_json: bool
) -> Plan | PathwayPlan:
    """Return the plan with its audit, whatever the audit says; progress goes to standard error."""
    from synergy.pathway.audit import audited
    from synergy.pathway.solve import solve_pathway
    from synergy.plan.audit import audit
    from synergy.plan.solve import solve as solve_scenario
    from synergy.present.progress import SolveProgress

    console = Console(stderr=True, quiet=as_json and not sys.stderr.isatty())
    try:
        if isinstance(scenario, Pathway):
            base = scenario.base
            with SolveProgress(console, base.objective, base.currency, per="") as progress:
                return audited(solve_pathway(scenario, options, audit=False, on_event=progress))
        with SolveProgress(console, scenario.objective, scenario.currency) as progress:
            plan = solve_scenario(scenario, options, audit=False, on_event=progress)
    except InfeasibleError as error:
        raise InfeasibleError(str(error), _reasons(source, scenario, options)) from None
    return replace(plan, report=audit(plan))


def _reasons(source: Path, scenario: Scenario | Pathway, options: SolveOptions) -> tuple[Fault, ...]:
    """Return what keeps a scenario, or a year of a pathway, from having a plan, if that is soon said."""
    from synergy.plan.explain import why_infeasible

    seconds = min(options.time_limit or EXPLAIN_SECONDS, EXPLAIN_SECONDS)
    plain = SolveOptions(gap=0.01, time_limit=seconds, threads=options.threads)
    years = scenario.scenarios.values() if isinstance(scenario, Pathway) else (scenario,)
    try:
        found = next((faults for one in years if (faults := why_infeasible(one, plain))), ())
        return located(source, found)
    except SynergyError:  # the answer stands without its reasons
        return ()
