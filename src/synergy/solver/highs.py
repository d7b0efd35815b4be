"""From a matrix to a solution with HiGHS, in a process of its own."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from synergy.errors import SolverError
from synergy.formulation.matrix import Matrix
from synergy.solver import worker
from synergy.solver.check import LARGEST_VIOLATION, check_matrix, check_point, impossible_row
from synergy.solver.child import Ending, run_child
from synergy.solver.interrupt import count_interrupts
from synergy.solver.option_table import highs_options
from synergy.solver.options import SMALL_MODEL_ROWS, SolveOptions, choose_method, highs_settings
from synergy.solver.solution import Event, Listener, Solution
from synergy.solver.versions import highs_commit, highs_version, hipo_status, refuse_banned_highs
from synergy.time.series import FloatArray

LOG_CHARACTERS = 400_000
# The prices of a plan found at the time limit may still take this share of the limit, between these bounds.
PRICE_SHARE, PRICE_LEAST, PRICE_MOST = 0.2, 1.0, 60.0
SAME_OBJECTIVE = 1e-6
# What has crashed before in HiGHS, left out in a second try.
SECOND_LOOK_LEAST, SECOND_LOOK_TIMES = 1.0, 10.0
"""Seconds that a second look may take, and how many times as long as the first solve."""
SECOND_LOOK_GAIN = 1e-7
"""Relative difference below which the first answer stays."""
CAUTIOUS = {"presolve": "off", "mip_heuristic_run_feasibility_jump": False}


def solve_matrix(
    matrix: Matrix,
    options: SolveOptions | None = None,
    *,
    start: FloatArray | None = None,
    want_duals: bool = True,
    on_event: Listener | None = None,
    in_process: bool = False,
) -> Solution:
    """Solve a model with HiGHS.

    The solver runs in a process of its own under a wall-clock watchdog. Ctrl-C stops it and keeps its best
    point (status ``"interrupted"``); a second one kills it, and the last point it had written is returned.
    If native code crashes, the model is tried once more without presolve. A small mixed-integer model is
    always solved with and without, and the better point counts.

    Parameters
    ----------
    matrix : Matrix
        The model.
    options : SolveOptions, optional
        Limits and method.
    start : array of float, shape (columns,), optional
        Where to start from; NaN where unknown.
    want_duals : bool
        Whether a mixed-integer model is solved once more with its integers fixed, for prices and as a test
        of the plan. Left out after Ctrl-C.
    on_event : callable, optional
        Called with each `Event`; returning True stops the solver like Ctrl-C.
    in_process : bool
        Solve inside this process: faster for thousands of tiny models, but without watchdog and without
        protection from crashes.

    Returns
    -------
    Solution
        It has values only if optimal, or stopped by a limit or a user with a feasible point at hand.

    Raises
    ------
    ScenarioError
        If a number in the model cannot be handled, by the name of its column or row.
    SolverError
        If HiGHS is a banned release, refuses the model, dies, or gives an answer that does not hold.
    """
    chosen = SolveOptions() if options is None else options
    refuse_banned_highs()
    check_matrix(matrix)
    impossible = impossible_row(matrix)
    if impossible is not None:
        return Solution(
            "infeasible", options=chosen, notes=(f"{impossible} has no variables and cannot hold",)
        )
    case = _Case(matrix, chosen, start, want_duals, on_event, time.perf_counter())
    solve = _solve_here if in_process else _solve_in_children
    first = solve(case)
    return _second_look(case, first, solve) if _deserves_another_look(case, first) else first


def _solve_in_children(case: _Case) -> Solution:
    """Solve in a child process; if native code crashes, once more without presolve."""
    ending, solution = _solve_in_child(case)
    if solution is not None:
        return solution
    note = f"the solver's process {ending.reason}; solved again with presolve off"
    if not ending.crashed or case.options.presolve == "off":
        raise SolverError(_obituary(ending, case.seconds()))
    ending, solution = _solve_in_child(case, CAUTIOUS, (note,))
    if solution is None:
        raise SolverError(_obituary(ending, case.seconds()) + ", and again with presolve off")
    return solution


def _deserves_another_look(case: _Case, found: Solution) -> bool:
    """Return whether the model is mixed-integer and so small that a second solve costs nothing."""
    small = case.matrix.shape[0] <= SMALL_MODEL_ROWS and bool(case.matrix.integer.any())
    return small and case.options.presolve != "off" and found.status in {"optimal", "infeasible"}


def _second_look(case: _Case, first: Solution, solve: Callable[[_Case], Solution]) -> Solution:
    """Return the better of a solution and of one found without presolve, where wrong optima come from.

    Both points are checked against the matrix, so the better one is right to prefer (docs/adr/0009).
    """
    limit = max(SECOND_LOOK_LEAST, SECOND_LOOK_TIMES * first.seconds)
    left = case.left()
    options = replace(case.options, presolve="off", time_limit=limit if left is None else min(limit, left))
    again = replace(case, options=options, on_event=None, began=time.perf_counter())
    try:
        second = solve(again)
    except SolverError:  # the first one was checked and stands
        return first
    second = replace(second, seconds=case.seconds(), options=case.options)
    if second.status != "optimal" or second.objective is None:
        return first
    if first.objective is None:
        return replace(second, notes=(*second.notes, "called infeasible with presolve, solved without"))
    gained = first.objective - second.objective
    if gained <= SECOND_LOOK_GAIN * max(1.0, abs(second.objective)):
        return first
    return replace(second, notes=(*second.notes, f"better by {gained:g} without presolve"))


@dataclass(frozen=True)
class _Case:
    """One call of `solve_matrix`."""

    matrix: Matrix
    options: SolveOptions
    start: FloatArray | None
    want_duals: bool
    on_event: Listener | None
    began: float

    def seconds(self) -> float:
        return time.perf_counter() - self.began

    def left(self) -> float | None:
        limit = self.options.time_limit
        return None if limit is None else max(limit - self.seconds(), 0.01)

    def job(self, changes: Mapping[str, Any], in_process: bool) -> dict[str, Any]:
        rows = self.matrix.shape[0]
        settings = highs_settings(self.options, rows, bool(self.matrix.integer.any()))
        return {
            "settings": settings | dict(changes),
            "offset": float(self.matrix.offset),
            "seconds": self.left(),
            "begun": time.time(),
            "price_seconds": _price_seconds(self.options.time_limit),
            "want_duals": self.want_duals,
            "reset_threads": in_process,
        }

    def hear(self, event: Mapping[str, Any]) -> bool:
        """Pass on an event of the worker; return whether the listener wants to stop."""
        if self.on_event is None:
            return False
        news = {name: value for name, value in event.items() if name != "allowance"}
        return self.on_event(Event(**{**news, "seconds": self.seconds()})) is True


def _price_seconds(time_limit: float | None) -> float:
    if time_limit is None:
        return PRICE_MOST
    return min(max(PRICE_SHARE * time_limit, PRICE_LEAST), PRICE_MOST)


def _arrays(matrix: Matrix, start: FloatArray | None) -> tuple[dict[str, Any], int]:
    """Return what goes to the worker, and how many entries are too small for HiGHS to see.

    HiGHS would drop them by itself with no more than a warning; left out here, every entry that is sent
    must arrive.
    """
    arrays: dict[str, Any] = {
        "cost": np.ascontiguousarray(matrix.cost, np.float64),
        "column_lower": np.ascontiguousarray(matrix.column_lower, np.float64),
        "column_upper": np.ascontiguousarray(matrix.column_upper, np.float64),
        "integer": np.ascontiguousarray(matrix.integer, np.bool_),
        "row_lower": np.ascontiguousarray(matrix.row_lower, np.float64),
        "row_upper": np.ascontiguousarray(matrix.row_upper, np.float64),
        "starts": np.ascontiguousarray(matrix.starts, np.int32),
        "indices": np.ascontiguousarray(matrix.indices, np.int32),
        "values": np.ascontiguousarray(matrix.values, np.float64),
    }
    seen = np.abs(arrays["values"]) > float(highs_options()["small_matrix_value"].default)
    dropped = int(len(seen) - np.count_nonzero(seen))
    if dropped:
        before = np.concatenate(([0], np.cumsum(seen)))
        arrays["starts"] = before[arrays["starts"]].astype(np.int32)
        arrays["indices"], arrays["values"] = arrays["indices"][seen], arrays["values"][seen]
    if start is not None:
        known = np.flatnonzero(np.isfinite(start))
        values = np.clip(start[known], arrays["column_lower"][known], arrays["column_upper"][known])
        arrays["start_indices"] = known.astype(np.int32)
        arrays["start_values"] = np.where(arrays["integer"][known], np.round(values), values)
    return arrays, dropped


def _solve_here(case: _Case) -> Solution:
    arrays, dropped = _arrays(case.matrix, case.start)
    job = case.job({}, in_process=True)
    with tempfile.TemporaryDirectory(prefix="synergy-") as name, count_interrupts() as presses:
        folder = Path(name)
        try:
            result, found = worker.solve(arrays, job, folder, case.hear, lambda: presses.count > 0)
        except worker.WorkerError as error:
            raise SolverError(str(error)) from None
        return _solution(case, result, found, _log(folder), dropped)


def _solve_in_child(
    case: _Case, changes: Mapping[str, Any] | None = None, notes: tuple[str, ...] = ()
) -> tuple[Ending, Solution | None]:
    """Run one child; the solution is None where it ended without leaving anything that can be used."""
    arrays, dropped = _arrays(case.matrix, case.start)
    with tempfile.TemporaryDirectory(prefix="synergy-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        worker.write_arrays(folder / "model.npz", arrays)
        del arrays
        job = case.job(changes or {}, in_process=False)
        worker.write_json(folder / "job.json", job)
        ending = run_child(folder, job["seconds"], case.hear)
        result, found = _answer(folder, ending, case)
        if result is None:
            return ending, None
        result["notes"] = [*notes, *result["notes"]]
        return ending, _solution(case, result, found, _log(folder), dropped)


def _answer(folder: Path, ending: Ending, case: _Case) -> tuple[dict[str, Any] | None, dict[str, Any]]:
    """Return what the child left: its result, or after being stopped the best point it had written."""
    path = folder / "result.json"
    if path.exists():
        result = json.loads(path.read_text(encoding="utf-8"))
        if "error" in result:
            raise SolverError(result["error"])
        if ending.code != 0:
            result["notes"].append(f"the last step is missing: the solver's process {ending.reason}")
        return result, worker.read_arrays(folder / "result.npz")
    if not (ending.killed or ending.interrupted):
        if ending.code == 1:
            lines = (folder / "stderr.txt").read_text(encoding="utf-8", errors="replace").strip().splitlines()
            raise SolverError(f"the solver's process failed: {lines[-1] if lines else 'no reason given'}")
        return None, {}
    result = _empty_result("interrupted" if ending.interrupted else "time_limit")
    why = "was killed because it did not stop" if ending.killed else f"{ending.reason} when asked to stop"
    result["notes"] = [f"the solver's process {why}"]
    found: dict[str, Any] = {}
    if (folder / "incumbent.npz").exists():
        best = worker.read_arrays(folder / "incumbent.npz")
        found["values"] = best["values"]
        result["objective"] = float(best["objective"])
        result["bound"] = float(best["bound"])
        result["notes"][0] += "; this is the best point it had written"
    return result, found


def _empty_result(status: str) -> dict[str, Any]:
    return {
        "status": status,
        "objective": None,
        "bound": None,
        "rounded_objective": None,
        "nodes": 0,
        "iterations": 0,
        "method": "",
        "timings": {},
        "notes": [],
    }


def _solution(
    case: _Case, result: Mapping[str, Any], found: Mapping[str, Any], log: str, dropped: int
) -> Solution:
    """Turn the worker's plain answer into a Solution, believing none of it that can be recomputed."""
    values = found.get("values")
    objective, violation = None, 0.0
    if values is not None:
        objective, violation = _verify(case.matrix, values, result["objective"])
    bound = result["bound"]
    if objective is not None and bound is not None and result["status"] == "optimal":
        bound = min(bound, objective)
    seconds = case.seconds()
    timings = dict(result["timings"])
    timings["overhead"] = max(seconds - sum(timings.values()), 0.0)
    rows = case.matrix.shape[0]
    return Solution(
        status=result["status"],
        values=values,
        objective=objective,
        bound=bound,
        gap=_gap(objective, bound),
        row_duals=found.get("row_duals"),
        reduced_costs=found.get("reduced_costs"),
        rounded_objective=result["rounded_objective"],
        nodes=result["nodes"],
        iterations=result["iterations"],
        seconds=seconds,
        timings=timings,
        method=result["method"] or choose_method(case.options, rows),
        versions={"highs": highs_version(), "commit": highs_commit(), "extras": hipo_status()},
        violation=violation,
        dropped=dropped,
        notes=tuple(result["notes"]),
        log=log,
        options=case.options,
    )


def _verify(matrix: Matrix, values: FloatArray, reported: float | None) -> tuple[float, float]:
    """Return objective and violation as the matrix has them, or refuse a point that is no answer."""
    if len(values) != matrix.shape[1] or not np.isfinite(values).all():
        raise SolverError("HiGHS returned a point that is not made of finite numbers")
    objective = float(matrix.cost @ values + matrix.offset)
    if reported is not None and not abs(objective - reported) <= SAME_OBJECTIVE * max(1.0, abs(objective)):
        raise SolverError(f"HiGHS reports a cost of {reported!r}, but its point costs {objective!r}")
    broken = check_point(matrix, values)
    if broken.relative > LARGEST_VIOLATION:
        raise SolverError(f"HiGHS returned a point that misses {broken.place} by {broken.size:g}")
    return objective, broken.size


def _gap(objective: float | None, bound: float | None) -> float | None:
    if objective is None or bound is None or not np.isfinite(bound):
        return None
    if objective == bound:
        return 0.0
    return abs(objective - bound) / abs(objective) if objective else float("inf")


def _log(folder: Path) -> str:
    path = folder / "highs.log"
    if not path.exists():
        return ""
    return path.read_text(encoding="utf-8", errors="replace")[-LOG_CHARACTERS:]


def _obituary(ending: Ending, seconds: float) -> str:
    text = f"the solver's process {ending.reason} after {seconds:.1f} s"
    if -ending.code == 9:
        text += "; an operating system short of memory does that"
    return text
