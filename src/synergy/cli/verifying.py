"""Checking plans made on few periods against the full year, from the command line."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from synergy.cli.asking import read
from synergy.cli.finding import find_plan
from synergy.cli.telling import tell
from synergy.errors import Fault, ScenarioError
from synergy.io.folder import SCENARIO_FILE
from synergy.io.json_text import json_text
from synergy.pathway.pathway import Pathway
from synergy.scenario import Scenario
from synergy.solver.options import SolveOptions

if TYPE_CHECKING:
    from synergy.pathway.plan import PathwayPlan
    from synergy.plan.full_year import FullYearCheck
    from synergy.plan.plan import Plan


def plan_in(source: Path, options: SolveOptions, max_input_mb: float, as_json: bool) -> Plan | PathwayPlan:
    """Return the plan that a results folder holds, or that of a scenario folder, which is solved."""
    from synergy.io.results import PLAN_FILE
    from synergy.reading import load

    if (source / PLAN_FILE).exists() and not (source / SCENARIO_FILE).exists():
        return load(source / PLAN_FILE, "plan")
    scenario, _ = read(source, max_input_mb)
    return find_plan(source, scenario, options, as_json)


def checks_of(
    plan: Plan | PathwayPlan, full: Scenario | Pathway, year: int | None, options: SolveOptions
) -> dict[int, FullYearCheck]:
    """Return the check of a plan, or of each year of a pathway's, by year."""
    from synergy.pathway.plan import PathwayPlan
    from synergy.plan.full_year import verify_full_year

    if isinstance(plan, PathwayPlan) and isinstance(full, Pathway):
        known = [one for one in plan.plans if one in full.scenarios]
        wanted = known if year is None else [one for one in known if one == year]
        if not wanted or (year is None and len(known) < len(plan.plans)):
            found = "plan and full year differ in years" if year is None else f"{year} is no year of both"
            raise ScenarioError([Fault("--year", found, fix=f"name one of {', '.join(map(str, known))}")])
        return {one: verify_full_year(plan[one], full.scenarios[one], options) for one in wanted}
    if isinstance(plan, PathwayPlan) or isinstance(full, Pathway):
        found = "one of plan and full year is a pathway, the other is not"
        raise ScenarioError([Fault("pathway", found, fix="name the full year that was aggregated")])
    if year is not None:
        raise ScenarioError([Fault("--year", "names a year, but this is no pathway", fix="leave it out")])
    return {plan.scenario.time.year: verify_full_year(plan, full, options)}


def profile_lines(check: FullYearCheck, full: Scenario | Pathway) -> list[str]:
    """Return a line for each profile, saying how far the periods' is from the full year's."""
    from synergy.aggregation.between import errors_between

    base = full.base if isinstance(full, Pathway) else full
    errors = errors_between(check.plan.scenario, base)
    if not errors:
        return ["Aggregation error of profiles: not known, as no sequence says what stands for what"]
    lines = ["Aggregation error of profiles (root mean square; peak of the periods less that of the year)"]
    wide = max(len(error.profile) for error in errors)
    lines += [f"  {one.profile:<{wide}}  {one.rmse:12.4g}  {one.peak_error:+12.4g}" for one in errors]
    return lines


def write_checks(checks: Mapping[int, FullYearCheck], out: Path) -> None:
    """Write what was found, and the operation over the full year, to a folder; of a pathway one a year."""
    from synergy.io.atomic_write import write_text
    from synergy.io.results import write_results

    for year, check in checks.items():
        place = out / str(year) if len(checks) > 1 else out
        write_results(check.dispatch, place)
        write_text(place / "check.txt", check.summary() + "\n")
        write_text(place / "check.json", json_text(check.to_data()))
        table = check.shortage_by_step.to_csv(index=False, lineterminator="\n")
        write_text(place / "shortage.csv", table)
    tell(f"written to {out}")


def verdict(checks: Mapping[int, FullYearCheck]) -> dict[str, Any]:
    """Return what machines want to know."""
    short = any(len(check.shortage_by_hub) for check in checks.values())
    years = {str(year): check.to_data() for year, check in checks.items()}
    return {"status": "shortage" if short else "ok", "years": years}
