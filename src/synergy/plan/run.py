"""One run of the solver: the stages of an objective, and where they came from."""

from __future__ import annotations

import platform
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import numpy as np

from synergy.errors import InfeasibleError, SolverError, StoppedError, UnboundedError
from synergy.formulation.array_objective import ArrayObjective
from synergy.formulation.ledger import MONEY_SCALE
from synergy.formulation.matrix import Matrix
from synergy.formulation.model import Model
from synergy.plan.plan import STAGE_SLACK, StageRecord
from synergy.solver.highs import solve_matrix
from synergy.solver.needless import without_needless
from synergy.solver.options import SolveOptions
from synergy.solver.other import solve_other
from synergy.solver.solution import Listener, Solution
from synergy.solver.solvers import DIRECT
from synergy.time.series import FloatArray
from synergy.version import __version__


def chosen_options(options: SolveOptions | None, values: dict[str, Any]) -> SolveOptions:
    """Return options with single ones replaced by keywords."""
    if not values:
        return options or SolveOptions()
    if options is None:
        return SolveOptions.from_mapping(values)
    return SolveOptions.from_mapping({**vars(options), **values})


class Run:
    """Solves the stages of an objective one after the other.

    Parameters
    ----------
    model : Model
    options : SolveOptions
    prices : bool
        Whether duals are wanted.
    on_event : callable, optional
        Told of progress.
    in_process : bool
        Solve without a child process.
    """

    def __init__(
        self, model: Model, options: SolveOptions, prices: bool, on_event: Listener | None, in_process: bool
    ) -> None:
        self.model = model
        self.options = options
        self.prices = prices
        self.on_event = on_event
        self.in_process = in_process
        self.log = ""
        self.own_objective = model.has_own_objective

    def stages(
        self, start: FloatArray | None
    ) -> tuple[list[StageRecord], FloatArray, FloatArray | None, Solution]:
        """Return how each stage went, the values of all columns, duals of all rows, and the last answer."""
        stages = (
            self.model.scenario.objective.stages[:1]
            if self.own_objective
            else self.model.scenario.objective.stages
        )
        records: list[StageRecord] = []
        kept: list[tuple[int, float]] = []
        values, duals = start, None
        for number, stage in enumerate(stages):
            solution = self._solve(number, kept, values)
            if solution.values is None or solution.objective is None:
                raise _no_plan(solution)
            records.append(_record(solution, 1.0 if self.own_objective else MONEY_SCALE))
            self.log += solution.log
            values = solution.values
            if (
                solution.row_duals is not None
                and duals is None
                and not self.own_objective
                and any(name == "cost" and w > 0 for name, w in stage)
            ):
                weight = dict(stage)["cost"]
                duals = solution.row_duals / weight
            kept.append((number, solution.objective))
            if solution.status == "interrupted":
                break
        if values is None:
            raise SolverError("nothing was solved")
        return records, values, duals, solution

    def _solve(self, number: int, kept: list[tuple[int, float]], start: FloatArray | None) -> Solution:
        matrix = _with_kept(self.model, self.model.matrix(number), kept)
        if self.options.solver != DIRECT:
            return solve_other(matrix, self.options)
        solution = solve_matrix(
            matrix,
            self.options,
            start=start,
            want_duals=self.prices,
            on_event=self.on_event,
            in_process=self.in_process,
        )
        return _without_needless(matrix, solution)


def _without_needless(matrix: Matrix, solution: Solution) -> Solution:
    """Return the solution without what is paid for and serves nothing, as a gap may leave it."""
    if solution.values is None or solution.objective is None:
        return solution
    values = without_needless(matrix, solution.values)
    if values is solution.values:
        return solution
    objective = float(matrix.cost @ values + matrix.offset)
    bound = solution.bound
    gap = None if bound is None else abs(objective - bound) / max(abs(objective), 1e-9)
    return replace(solution, values=values, objective=objective, gap=gap)


def _with_kept(model: Model, matrix: Matrix, kept: list[tuple[int, float]]) -> Matrix:
    """Return the matrix with a row that holds each earlier stage at what it reached."""
    for number, reached in kept:
        cost, offset = ArrayObjective.coefficients_of(model.stages[number], model.frame.layout.columns)
        present = np.flatnonzero(cost)
        upper = reached + STAGE_SLACK * max(1.0, abs(reached)) - offset
        name = f"stage {number + 1} of the objective"
        matrix = matrix.with_row(present, cost[present], -np.inf, upper, name)
    return matrix


def _record(solution: Solution, scale: float) -> StageRecord:
    objective = solution.objective or 0.0
    return StageRecord(
        solution.status,
        objective / scale,
        None if solution.bound is None else solution.bound / scale,
        solution.gap,
        solution.seconds,
        solution.nodes,
        solution.iterations,
        solution.method,
    )


def _no_plan(solution: Solution) -> Exception:
    if solution.status == "infeasible":
        return InfeasibleError(
            "no plan meets all requirements at once. "
            "Look first at emission caps, budgets, demands without unserved_price and your own constraints."
        )
    if solution.status == "unbounded":
        return UnboundedError(
            "the model earns without end. "
            "Look for a market without limit that sells what can be made for less, or pays for it."
        )
    return StoppedError(solution.status)


def provenance_of(model: Model, solution: Solution, options: SolveOptions, built: float) -> dict[str, Any]:
    """Return versions, options, sizes and times of a run."""
    matrix_rows = sum(constraint.length for _, constraint in model.row_spans().values())
    return {
        "synergy": __version__,
        "python": platform.python_version(),
        "platform": platform.platform(),
        "versions": dict(solution.versions),
        "time": datetime.now(UTC).isoformat(timespec="seconds"),
        "options": {**vars(options), "solver_options": dict(options.solver_options)},
        "method": solution.method,
        "rows": matrix_rows,
        "columns": model.frame.layout.columns,
        "build_seconds": built,
        "solve_seconds": solution.seconds,
        "timings": dict(solution.timings),
        "notes": list(solution.notes),
    }
