"""Our matrix through HiGHS against SCIP, model by model: statuses and optima must be the same.

500 models in `make test`, 5,000 in `make nightly`; SYNERGY_RANDOM_MODELS sets another number. Optima are
compared, never plans: ties are meant to occur.
"""

from __future__ import annotations

import itertools
import os
from dataclasses import replace

import numpy as np
import pytest

from random_clusters import random_cluster
from scip import solve_with_scip
from synergy.cluster.asset import ASSET_KINDS
from synergy.cluster.policy import POLICY_KINDS
from synergy.formulation.build import build
from synergy.formulation.matrix import Matrix
from synergy.formulation.model import Model
from synergy.solver.highs import solve_matrix
from synergy.solver.options import SolveOptions
from synergy.solver.pyomo_solver import solve_pyomo
from synergy.solver.solution import Solution

ALWAYS, NIGHTLY = 500, 5000
MODELS = int(os.environ.get("SYNERGY_RANDOM_MODELS") or NIGHTLY)
AT_ONCE = 20
THROUGH_PYOMO = 50
TOLERANCE = 1e-6
EXACT = 1e-9
NO_GAP = SolveOptions(gap=0.0)
NO_PRESOLVE = SolveOptions(gap=0.0, presolve="off")
MOST_ENUMERATED = 4
DRAWN_ELSEWHERE = {
    "pressure_pipeline",
    "freight",
    "heat_pump",
    "heat_engine",
    "heat_recovery",
    "connection_limit",
    "choice",
    "reserve",
    "build_rate",
    "learning",
}
"""Kinds with random tests of their own: kinds/test_random_transport.py, test_heat_pump.py, test_choice.py,
test_heat_against_scip.py, test_random_demands.py, test_security_against_scip.py."""


def chunks(count: int, at_once: int = AT_ONCE, always: int = ALWAYS) -> list[object]:
    """Return the first seed of each chunk; those beyond what `make test` looks at are slow."""
    slow = pytest.mark.slow
    return [pytest.param(first, marks=slow if first >= always else ()) for first in range(0, count, at_once)]


def difference(ours: Solution, status: str, objective: float | None, matrix: Matrix) -> str | None:
    """Return in words how an answer differs from ours, or None if it is the same.

    Solvers hold bounds to 1e-7. Where a demand is smaller than that, our point may miss one by what is
    measured as its violation; what that is worth at most is no disagreement.
    """
    if ours.status == "optimal" and status == "infeasible" and ours.violation <= EXACT:
        return None  # a point that holds refutes it
    if ours.status != status:
        return f"HiGHS says {ours.status}, the other {status}"
    if ours.objective is None or objective is None:
        return None
    room = TOLERANCE * max(1.0, abs(objective)) + ours.violation * float(np.abs(matrix.cost).sum())
    if abs(ours.objective - objective) <= room:
        return None
    return f"HiGHS finds {ours.objective!r}, the other {objective!r}"


def solved(model: Model) -> Solution:
    return solve_matrix(model.matrix(), NO_GAP, in_process=True)


@pytest.mark.parametrize("first", chunks(MODELS))
def test_highs_and_scip_agree(first: int) -> None:
    wrong = {}
    for seed in range(first, min(first + AT_ONCE, MODELS)):
        case = random_cluster(seed)
        model = build(case.scenario)
        matrix = model.matrix()
        ours, other = solved(model), solve_with_scip(matrix)
        words = difference(ours, other.status, other.objective, matrix)
        if words is None and case.feasible and ours.status != "optimal":
            words = f"is feasible for sure, and found {ours.status}"
        if words is not None:
            wrong[seed] = words
    assert not wrong


@pytest.mark.parametrize("first", range(0, THROUGH_PYOMO, 10))
def test_pyomos_own_way_to_scip_agrees(first: int) -> None:
    wrong = {}
    for seed in range(first, first + 10):
        model = build(random_cluster(seed).scenario)
        ours = solved(model)
        other = solve_pyomo(model.pyomo, "scip_direct", NO_GAP)
        words = difference(ours, other.status, other.objective, model.matrix())
        if words is not None:
            wrong[seed] = words
    assert not wrong


def enumerated(matrix: Matrix) -> float:
    """Return the optimum found by trying every combination of the integers, without branch and bound."""
    whole = np.flatnonzero(matrix.integer)
    choices = [range(int(matrix.column_lower[j]), int(matrix.column_upper[j]) + 1) for j in whole]
    least = np.inf
    for values in itertools.product(*choices):
        lower, upper = matrix.column_lower.copy(), matrix.column_upper.copy()
        lower[whole] = upper[whole] = values
        fixed = replace(matrix, column_lower=lower, column_upper=upper, integer=np.zeros_like(matrix.integer))
        found = solve_matrix(fixed, in_process=True).objective
        least = min(least, np.inf if found is None else found)
    return float(least)


@pytest.mark.parametrize("first", chunks(MODELS, 100, 100))
def test_enumeration_agrees(first: int) -> None:
    wrong = {}
    for seed in range(first, first + 100):
        matrix = build(random_cluster(seed).scenario).matrix()
        if not 0 < matrix.integer.sum() <= MOST_ENUMERATED:
            continue
        ours, least = solve_matrix(matrix, NO_GAP, in_process=True), enumerated(matrix)
        status, optimum = ("optimal", least) if least < np.inf else ("infeasible", None)
        words = difference(ours, status, optimum, matrix)
        if words is not None:
            wrong[seed] = words
    assert not wrong


@pytest.mark.parametrize("first", chunks(MODELS, 100, 100))
def test_presolve_does_not_matter(first: int) -> None:
    wrong = {}
    for seed in range(first, first + 100, 3):
        matrix = build(random_cluster(seed).scenario).matrix()
        ours, plain = (solve_matrix(matrix, options, in_process=True) for options in (NO_GAP, NO_PRESOLVE))
        words = difference(ours, plain.status, plain.objective, matrix)
        if words is not None:
            wrong[seed] = words
    assert not wrong


def test_most_random_clusters_are_feasible_and_have_decisions() -> None:
    """A generator that drifts into trivial or infeasible models would test nothing."""
    cases = [random_cluster(seed) for seed in range(ALWAYS)]
    assert sum(case.feasible for case in cases) > 0.8 * len(cases)
    kinds = {asset["kind"] for case in cases for asset in case.data["assets"].values()}
    assert kinds == set(ASSET_KINDS.kinds) - DRAWN_ELSEWHERE
    policies = {policy["kind"] for case in cases for policy in case.data["policies"].values()}
    assert policies == set(POLICY_KINDS.kinds) - DRAWN_ELSEWHERE


def test_what_presolve_gets_wrong_is_found_by_the_second_look() -> None:
    """With presolve HiGHS 1.15.1 calls a plan optimal that is 0.15 % too dear, with a gap of zero."""
    matrix = build(random_cluster(1737).scenario).matrix()
    found = solve_matrix(matrix, NO_GAP, want_duals=False, in_process=True)
    careful = solve_matrix(matrix, NO_PRESOLVE, want_duals=False, in_process=True)
    assert found.objective == pytest.approx(careful.objective, rel=TOLERANCE)
    assert any("without presolve" in note for note in found.notes)
