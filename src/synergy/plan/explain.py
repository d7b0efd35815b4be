"""Why a scenario has no plan: which limit asks too much, by how much, or which demand can not be met."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from synergy.cluster.asset import Asset
from synergy.cluster.policy import Policy
from synergy.errors import Fault
from synergy.formulation.build import build
from synergy.formulation.matrix import Matrix
from synergy.objective import Objective
from synergy.plan.solve import solve
from synergy.scenario import Scenario
from synergy.solver.highs import solve_matrix
from synergy.solver.options import SolveOptions

LIMIT = "limit"
"""Name of the field, and of the row in the model, by which a policy limits something; in thousands there."""

UNSERVED_PRICE = 1e5
"""Dear enough that a demand is left unserved only where it must be, in money per MWh or t."""


def why_infeasible(scenario: Scenario, options: SolveOptions | None = None) -> tuple[Fault, ...]:
    """Return what keeps a scenario from having a plan, as far as it can be named.

    Policies that ask for something are lifted first. If a plan exists then, each is looked at by itself: the
    least possible of what it limits is found, or that it can not be met at all; if none exists, what must be
    left unserved is found.

    Parameters
    ----------
    scenario : Scenario
        A scenario that was found infeasible.
    options : SolveOptions, optional
        Limits of each of the solves that this takes.

    Returns
    -------
    tuple of Fault
        Empty if nothing could be named.
    """
    chosen = options or SolveOptions()
    limits = [policy for policy in scenario.policies if policy.demands or hasattr(policy, LIMIT)]
    others = tuple(policy for policy in scenario.policies if policy not in limits)
    lifted = replace(scenario, policies=others)
    if not _has_plan(lifted, chosen):
        return tuple(_shortages(lifted, chosen))
    found = [
        fault
        for policy in limits
        if (fault := _too_low(replace(scenario, policies=(*others, policy)), policy, chosen)) is not None
    ]
    if found or len(limits) < 2:
        return tuple(found)
    names = " and ".join(f"'{policy.id}'" for policy in limits)
    why = "each of them can be met by itself"
    return (Fault("policies", f"{names} can not be met together", why, "ease one of them"),)


def _has_plan(scenario: Scenario, options: SolveOptions) -> bool:
    matrix = build(scenario).matrix()
    anything = replace(matrix, cost=np.zeros_like(matrix.cost), offset=0.0)
    return solve_matrix(anything, options, want_duals=False).values is not None


def _too_low(scenario: Scenario, policy: Policy, options: SolveOptions) -> Fault | None:
    """Return a fault if a policy limits something below what is possible, or asks for what can not be."""
    matrix = build(scenario).matrix()
    own = f"policies[{policy.id}]."
    rows = {span.name: span.start for span in matrix.rows if span.name.startswith(own)}
    row = rows.pop(own + LIMIT, None)
    fault = None if row is None else _least(matrix, row, policy, options)
    if fault is not None or not rows or _has_plan(scenario, options):
        return fault
    fix = "ask for less, or allow what would meet it"
    return Fault(f"policies.{policy.id}", f"no plan meets this {policy.kind}, even by itself", fix=fix)


def _least(matrix: Matrix, row: int, policy: Policy, options: SolveOptions) -> Fault | None:
    """Return a fault if a policy's limit, on a row, lies below the least possible of what it limits."""
    entries = slice(matrix.starts[row], matrix.starts[row + 1])
    cost = np.zeros_like(matrix.cost)
    cost[matrix.indices[entries]] = matrix.values[entries]
    upper = matrix.row_upper.copy()
    limit = float(getattr(policy, LIMIT))
    # What does not depend on any decision stands on the right of the row, taken from the limit.
    constant = limit * 1e-3 - upper[row]
    upper[row] = np.inf
    solution = solve_matrix(
        replace(matrix, cost=cost, offset=float(constant), row_upper=upper), options, want_duals=False
    )
    if solution.bound is None or solution.bound * 1e3 <= limit:
        return None
    least = solution.bound * 1e3
    found = f"{limit:,.6g} can not be met; the least possible is {least:,.6g}"
    return Fault(f"policies.{policy.id}.{LIMIT}", found, fix="raise it, or allow what would lower it")


def _shortages(scenario: Scenario, options: SolveOptions) -> Iterator[Fault]:
    """Yield a fault for each demand that can not be met in full."""
    bound = [key for key, asset in scenario.cluster.assets.items() if getattr(asset, "must_be_met", False)]
    if not bound:
        return
    may_lack = {key: _share_that_may_lack(scenario.cluster.assets[key]) for key in bound}
    changes = {f"assets.{key}.unserved_price": UNSERVED_PRICE for key in bound}
    changes |= {f"assets.{key}.unserved_max": 1.0 for key, share in may_lack.items() if share > 0.0}
    elastic = scenario.with_(changes)
    elastic = replace(elastic, objective=Objective())
    if not _has_plan(elastic, options):
        return
    plan = solve(elastic, options, prices=False, audit=False)
    for key in bound:
        unserved = plan.results[key]["unserved"][0]
        served = plan.results[key]["served"][0]
        unserved = np.maximum(unserved - may_lack[key] * (served + unserved), 0.0)
        if unserved.max() <= 1e-6 * max(1.0, served.max()):
            continue
        period, step = np.unravel_index(int(unserved.argmax()), unserved.shape)
        unit = plan.result_units[key]["unserved"]
        when = f"period {scenario.time.periods[int(period)]}, step {int(step) + 1}"
        hours = float((unserved > 1e-6).astype(float).ravel() @ scenario.time.hours_in_year.ravel())
        found = f"up to {unserved.max():,.4g} {unit} can not be met ({when}; {hours:,.0f} h a year)"
        yield Fault(f"assets.{key}", found, fix="allow larger capacities or imports, or set unserved_price")


def _share_that_may_lack(asset: Asset) -> float:
    """Return the share of a demand that may be left unserved anyway."""
    priced = getattr(asset, "unserved_price", None) is not None
    return float(getattr(asset, "unserved_max", 1.0)) if priced else 0.0
