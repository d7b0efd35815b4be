"""The model with a binary for each owner, held against the scenario restricted to each group of owners."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from synergy.errors import ScenarioError
from synergy.formulation.build import build
from synergy.formulation.matrix import Matrix
from synergy.scenario import Scenario
from synergy.solver.highs import solve_matrix
from synergy.solver.options import SolveOptions

EXACT = SolveOptions(gap=0.0)


def compared_coalitions(scenario: Scenario) -> int:
    """Check that every group of owners costs what its own scenario costs; return how many were compared."""
    owners = list(scenario.cluster.owners)
    whole = scenario.restrict(owners)
    model = build(whole, players=owners)
    assert model.membership is not None
    matrix, columns, compared = model.matrix(), model.membership.columns, 0
    for size in range(len(owners) + 1):
        for members in combinations(owners, size):
            lower, upper = matrix.column_lower.copy(), matrix.column_upper.copy()
            lower[columns] = upper[columns] = [owner in members for owner in owners]
            try:
                part = whole.restrict(members)
            except ScenarioError:  # nothing is left
                continue
            found = optimum(replace(matrix, column_lower=lower, column_upper=upper))
            assert found == pytest.approx(optimum(build(part).matrix()), rel=1e-6, abs=1e-6), members
            compared += 1
    return compared


def optimum(matrix: Matrix) -> float:
    """Return the optimum of a matrix, infinite where it has none."""
    solution = solve_matrix(matrix, EXACT, want_duals=False, in_process=True)
    return np.inf if solution.objective is None else solution.objective
