"""The audit of a pathway: every year by itself, and what must hold between the years."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from synergy.cluster.vintage import Vintage, is_something
from synergy.plan.audit import account, audit
from synergy.plan.findings import AuditReport, Findings

if TYPE_CHECKING:
    from synergy.pathway.plan import PathwayPlan

PASSED_ON = ("until", "size", "capital", "annuity", "fixed_share")
"""What later years know of a vintage."""


def audited(plan: PathwayPlan) -> PathwayPlan:
    """Return the plan of a pathway, and of each of its years, with the report of its audit.

    Every year is audited as a plan of its own. Then each year's history must be exactly what the years before
    it say that they built, with the capital, life and annuity that follow from that year's data; the
    objective must follow from the years' costs and emissions; a budget of emissions must be kept.

    Parameters
    ----------
    plan : PathwayPlan

    Returns
    -------
    PathwayPlan
    """
    began = time.perf_counter()
    findings = Findings()
    plans = {year: replace(part, report=audit(part)) for year, part in plan.plans.items()}
    for year, part in plans.items():
        report = part.report
        findings.checks += report.checks
        findings.largest = max(findings.largest, report.largest)
        findings.found += [replace(one, subject=f"{one.subject} in {year}") for one in report.findings]
    _histories(plan, findings)
    _objective(plan, findings)
    budget = plan.pathway.terms.emission_budget
    if budget is not None:
        findings.compare("emissions", "within the budget", np.array([plan.emissions - budget]), abs(budget))
    seconds = time.perf_counter() - began
    report = AuditReport(findings.checks, tuple(findings.found), findings.largest, seconds)
    return replace(plan, plans=plans, report=report)


def _histories(plan: PathwayPlan, findings: Findings) -> None:
    """Compare what each year says that it inherits with what earlier years built, as recomputed."""
    expected: dict[tuple[str, str, int], Vintage[float]] = {}
    for year, part in plan.plans.items():
        said = {(one.asset, one.quantity, one.year): one for one in part.history}
        for key in {*said, *expected}:
            _same(f"{key[0]} in {year}", f"{key[1]} of {key[2]}", said.get(key), expected.get(key), findings)
        book = account(part.scenario, part.results, Findings(), part.history)
        expected |= {(one.asset, one.quantity, one.year): one for one in book.vintages if is_something(one)}


def _same(
    subject: str, what: str, one: Vintage[float] | None, other: Vintage[float] | None, findings: Findings
) -> None:
    if one is None or other is None:
        findings.compare(subject, f"{what} is known to both years", np.array([np.inf]), 1.0)
        return
    for name in PASSED_ON:
        given, due = float(getattr(one, name)), float(getattr(other, name))
        findings.compare(subject, f"{name} of {what}", np.array([abs(given - due)]), abs(due))
    beyond = np.array([one.ceiling - other.ceiling])
    findings.compare(subject, f"ceiling of {what} within the data's", beyond, other.ceiling)


def _objective(plan: PathwayPlan, findings: Findings) -> None:
    if not plan.looks_ahead or any(part.own_objective for part in plan.plans.values()):
        return
    weights, spans = plan.pathway.weights, plan.pathway.durations
    for record, stage in zip(plan.stages, plan.pathway.base.objective.stages, strict=True):
        alone = all(measure == "emissions" for measure, _ in stage)
        expected = 0.0
        for number, part in enumerate(plan.plans.values()):
            measures = {"cost": part.cost, "emissions": part.emissions}
            own = sum(weight * measures[measure] for measure, weight in stage)
            expected += own * float(spans[number] if alone else weights[number])
        last = record is plan.stages[-1]
        excess = abs(record.objective - expected) if last else expected - record.objective - record.room
        findings.compare("objective", "follows from the years", np.array([excess]), abs(expected))
