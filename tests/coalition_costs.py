"""The model with a binary for each owner, held against the scenario restricted to each group of owners."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np
import pytest

from factories import HOURS, demand, market
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


def two_alike(load: float, price: float) -> dict[str, Any]:
    """Return assets of two owners at two sites: each has a load, a grid and a plant of 60 a MW."""
    plant = {"kind": "generator", "carrier": "power", "capacity_max": 20.0, "capex_specific": 60.0 * HOURS}
    each = {"load": demand(load), "grid": market(price), "plant": plant}
    return {
        f"{owner}-{name}": {**fields, "owner": owner, "site": site}
        for owner, site in (("one", "here"), ("two", "there"))
        for name, fields in each.items()
    }
