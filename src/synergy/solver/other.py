"""A matrix solved by any solver that Pyomo reaches: slower than HiGHS directly, and a second opinion."""

from __future__ import annotations

import math
import time

import numpy as np
import pyomo.environ as pyo
from pyomo.core.expr.numeric_expr import LinearExpression

from synergy.errors import SolverError
from synergy.formulation.matrix import Matrix
from synergy.solver.check import LARGEST_VIOLATION, check_matrix, check_point, impossible_row
from synergy.solver.options import SolveOptions
from synergy.solver.pyomo_solver import solve_pyomo
from synergy.solver.solution import Solution
from synergy.solver.solvers import KNOWN_SOLVERS
from synergy.solver.versions import package_version


def solve_other(matrix: Matrix, options: SolveOptions) -> Solution:
    """Solve a matrix with the solver that the options name, through Pyomo.

    Parameters
    ----------
    matrix : Matrix
        The model.
    options : SolveOptions
        ``solver`` and its limits.

    Returns
    -------
    Solution
        Without duals.

    Raises
    ------
    ScenarioError
        If a number in the model cannot be handled, by the name of its column or row.
    SolverError
        If the solver is not installed, fails, or returns a point that does not hold.
    """
    began = time.perf_counter()
    check_matrix(matrix)
    impossible = impossible_row(matrix)
    if impossible is not None:
        return Solution(
            "infeasible", options=options, notes=(f"{impossible} has no variables and cannot hold",)
        )
    model = to_pyomo(matrix)
    built = time.perf_counter() - began
    found = solve_pyomo(model, options.solver, options)
    values, objective, violation = None, None, 0.0
    if found.objective is not None:
        values = np.array([pyo.value(model.x[column], exception=False) for column in model.x], np.float64)
        # A solver need not name columns that stand nowhere.
        values = np.where(np.isnan(values), _nearest_to_zero(matrix), values)
        broken = check_point(matrix, values)
        if broken.relative > LARGEST_VIOLATION:
            raise SolverError(
                f"{options.solver} returned a point that misses {broken.place} by {broken.size:g}"
            )
        objective, violation = float(matrix.cost @ values + matrix.offset), broken.size
    package = KNOWN_SOLVERS[options.solver].package
    return Solution(
        status=found.status,
        values=values,
        objective=objective,
        bound=found.bound,
        gap=found.gap,
        seconds=time.perf_counter() - began,
        timings={"build": built, "solve": found.seconds},
        method=f"{options.solver} through Pyomo",
        versions={options.solver: (package_version(package) if package else None) or "unknown"},
        violation=violation,
        options=options,
    )


def to_pyomo(matrix: Matrix) -> pyo.ConcreteModel:
    """Return a matrix as an ordinary Pyomo model with variables ``x``."""
    rows, columns = matrix.shape
    model = pyo.ConcreteModel()
    model.x = pyo.Var(range(columns))
    for column in range(columns):
        low, high = float(matrix.column_lower[column]), float(matrix.column_upper[column])
        model.x[column].domain = pyo.Integers if matrix.integer[column] else pyo.Reals
        model.x[column].setlb(None if low == -math.inf else low)
        model.x[column].setub(None if high == math.inf else high)
    model.rows = pyo.ConstraintList()
    variables = [model.x[column] for column in range(columns)]
    for row in range(rows):
        entries = slice(int(matrix.starts[row]), int(matrix.starts[row + 1]))
        low, high = float(matrix.row_lower[row]), float(matrix.row_upper[row])
        body = LinearExpression(
            constant=0.0,
            linear_coefs=matrix.values[entries].tolist(),
            linear_vars=[variables[column] for column in matrix.indices[entries]],
        )
        if entries.start == entries.stop:  # Pyomo refuses a constraint without variables; zero meets this one
            continue
        if low == high:
            model.rows.add(body == low)
        elif low > -math.inf or high < math.inf:
            model.rows.add((None if low == -math.inf else low, body, None if high == math.inf else high))
    model.cost = pyo.Objective(
        expr=LinearExpression(
            constant=float(matrix.offset), linear_coefs=matrix.cost.tolist(), linear_vars=variables
        )
    )
    return model


def _nearest_to_zero(matrix: Matrix) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.clip(np.zeros(matrix.shape[1]), matrix.column_lower, matrix.column_upper)
