"""The independent solver: SCIP, given our matrix without anything of Pyomo or HiGHS in between."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from pyscipopt import Model, quicksum

from synergy.formulation.matrix import Matrix

FEASIBILITY = 1e-8  # at 1e-9, where SCIP's own zero lies, it has missed an optimum by 2e-6


@dataclass(frozen=True)
class ScipAnswer:
    """Status (``"optimal"``, ``"infeasible"``, ``"unbounded"``) and the optimum, if there is one."""

    status: str
    objective: float | None


def solve_with_scip(matrix: Matrix, *, presolve: bool = True) -> ScipAnswer:
    """Return SCIP's optimum of a matrix, without a gap."""
    model = _model(matrix)
    model.setParam("limits/gap", 0.0)
    model.setParam("limits/absgap", 0.0)
    model.setParam("numerics/feastol", FEASIBILITY)
    model.setParam("numerics/dualfeastol", FEASIBILITY)
    if not presolve:
        model.setParam("presolving/maxrounds", 0)
    model.optimize()
    status = model.getStatus()
    return ScipAnswer(status, model.getObjVal() if status == "optimal" else None)


def _model(matrix: Matrix) -> Model:
    model = Model()
    model.hideOutput()
    columns = [
        model.addVar(
            vtype="I" if whole else "C",
            lb=None if low == -np.inf else low,
            ub=None if high == np.inf else high,
            obj=cost,
        )
        for cost, low, high, whole in zip(
            matrix.cost.tolist(),
            matrix.column_lower.tolist(),
            matrix.column_upper.tolist(),
            matrix.integer.tolist(),
            strict=True,
        )
    ]
    model.addObjoffset(matrix.offset)
    for row, (low, high) in enumerate(zip(matrix.row_lower.tolist(), matrix.row_upper.tolist(), strict=True)):
        entries = slice(matrix.starts[row], matrix.starts[row + 1])
        terms = zip(matrix.values[entries].tolist(), matrix.indices[entries].tolist(), strict=True)
        body = quicksum(weight * columns[column] for weight, column in terms)
        if entries.start == entries.stop:
            if not low <= 0.0 <= high:
                model.addCons(columns[0] - columns[0] >= 1.0)
        elif low == high:
            model.addCons(body == low)
        else:
            if low > -np.inf:
                model.addCons(body >= low)
            if high < np.inf:
                model.addCons(body <= high)
    return model
