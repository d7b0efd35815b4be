"""The program that runs HiGHS, alone in a process of its own.

It is started as a plain script (``python -P worker.py FOLDER``) and imports nothing of synergy, so that it
starts fast, needs no ``if __name__ == "__main__"`` in a user's script, and takes nobody down when native
code crashes. `solve` is the same code called inside the parent, for tests with thousands of tiny models.

The folder holds ``job.json`` and ``model.npz``; the answer is ``result.json`` and ``result.npz``, and
``incumbent.npz`` while it runs. Every file is written beside its name and then renamed: whoever reads it
finds it whole. Events go to standard output, one JSON object a line; a line ``stop`` on standard input, or
its end, asks to stop.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import highspy
import numpy as np
from highspy import HighsStatus

Arrays = Mapping[str, Any]
Result = dict[str, Any]
Report = Callable[[dict[str, Any]], object]

LINEAR_NEWS_SECONDS = 0.5
CONTINUOUS = 0
ROW_WISE, MINIMISE = 2, 1
SAME_OBJECTIVE = 1e-6
CONFIRM_SECONDS = 20.0

STATUS = {
    "kOptimal": "optimal",
    "kModelEmpty": "optimal",
    "kTimeLimit": "time_limit",
    "kIterationLimit": "limit",
    "kSolutionLimit": "limit",
    "kObjectiveBound": "limit",
    "kObjectiveTarget": "limit",
    "kInterrupt": "interrupted",
    "kInfeasible": "infeasible",
    "kUnbounded": "unbounded",
    "kUnboundedOrInfeasible": "unbounded_or_infeasible",
}
WITH_POINT = frozenset({"optimal", "time_limit", "limit", "interrupted"})


class WorkerError(Exception):
    """HiGHS refused something or answered what cannot be used; the text says what."""


class Progress:
    """Turns HiGHS' callbacks into events, keeps each better point on disk, and passes on the wish to stop.

    No exception may leave a callback, since it would have to pass through HiGHS: the first one is kept, the
    solver is asked to stop, and `check` raises it afterwards.
    """

    def __init__(self, report: Report, stop: Callable[[], bool], folder: Path) -> None:
        self._report = report
        self._stop = stop
        self._folder = folder
        self._started = self._said = time.perf_counter()
        self._line = ""
        self._failure: BaseException | None = None
        self._enough = False

    @property
    def seconds(self) -> float:
        """Time since the solve began."""
        return time.perf_counter() - self._started

    @property
    def stopping(self) -> bool:
        """Whether somebody wants the solver to stop."""
        return self._enough or self._stop()

    def attach(self, highs: highspy.Highs, mixed: bool) -> None:
        """Listen to everything a solve may say."""
        highs.cbSimplexInterrupt.subscribe(self._between_iterations)
        highs.cbIpmInterrupt.subscribe(self._between_iterations)
        if mixed:
            highs.cbMipInterrupt.subscribe(self._between_nodes)
            highs.cbMipLogging.subscribe(self._mixed_integer_news)
            highs.cbMipImprovingSolution.subscribe(self._better_point)
        else:
            highs.cbLogging.subscribe(self._log_line)

    def check(self) -> None:
        """Raise what went wrong in a callback."""
        if self._failure is not None:
            raise self._failure

    def tell(self, kind: str, **figures: object) -> None:
        """Report one event; a true answer asks the solver to stop."""
        try:
            if self._report({"kind": kind, "seconds": self.seconds, **figures}) is True:
                self._enough = True
        except BaseException as failure:  # kept and raised again by `check`
            self._failure = self._failure or failure
            self._enough = True

    def _between_nodes(self, event: Any) -> None:
        if self.stopping:
            event.interrupt()

    def _between_iterations(self, event: Any) -> None:
        if self.stopping:
            event.interrupt()
        now = time.perf_counter()
        if now - self._said >= LINEAR_NEWS_SECONDS:
            self._said = now
            iterations = max(event.data_out.simplex_iteration_count, event.data_out.ipm_iteration_count)
            self.tell("progress", iterations=iterations if iterations > 0 else None, message=self._line)

    def _mixed_integer_news(self, event: Any) -> None:
        self._said = time.perf_counter()
        self.tell("progress", **_figures(event.data_out))

    def _better_point(self, event: Any) -> None:
        objective = float(event.data_out.objective_function_value)
        try:
            arrays = {
                "values": np.array(event.data_out.mip_solution, dtype=np.float64),
                "objective": objective,
            }
            bound = float(event.data_out.mip_dual_bound)
            write_arrays(self._folder / "incumbent.npz", {**arrays, "bound": bound})
        except OSError:
            # A full disk costs the safety copy, not the solve.
            self._line = "the best point could not be written to disk"
        self.tell("incumbent", **_figures(event.data_out) | {"objective": objective})

    def _log_line(self, event: Any) -> None:
        if line := event.message.strip():
            self._line = line


def _figures(data: Any) -> dict[str, float | int | None]:
    def finite(value: float) -> float | None:
        return float(value) if np.isfinite(value) else None

    return {
        "objective": finite(data.mip_primal_bound),
        "bound": finite(data.mip_dual_bound),
        "gap": finite(data.mip_gap),
        "nodes": int(data.mip_node_count),
    }


def write_arrays(path: Path, arrays: Arrays) -> None:
    """Write arrays to a file that is either whole or not there."""
    beside = path.with_name(path.name + ".part")
    with beside.open("wb") as file:
        np.savez(file, **arrays)
    beside.replace(path)


def write_json(path: Path, value: object) -> None:
    """Write JSON to a file that is either whole or not there."""
    beside = path.with_name(path.name + ".part")
    beside.write_text(json.dumps(value), encoding="utf-8")
    beside.replace(path)


def read_arrays(path: Path) -> dict[str, Any]:
    """Read arrays; nothing but numbers is accepted."""
    with np.load(path, allow_pickle=False) as file:
        return {name: file[name] for name in file.files}


def set_options(highs: highspy.Highs, settings: Mapping[str, Any]) -> None:
    """Set options, each of which must be accepted."""
    for name, value in settings.items():
        if highs.setOptionValue(name, value) != HighsStatus.kOk:
            raise WorkerError(f"HiGHS refuses the option {name} = {value!r}")


def load_model(highs: highspy.Highs, model: Arrays, offset: float) -> None:
    """Pass the whole model in one call and make sure that all of it has arrived."""
    columns, rows, entries = len(model["cost"]), len(model["row_lower"]), len(model["values"])
    integer = model["integer"].astype(np.int32)
    whole = np.flatnonzero(integer)
    status = highs.passModel(
        columns,
        rows,
        entries,
        ROW_WISE,
        MINIMISE,
        offset,
        model["cost"],
        model["column_lower"],
        model["column_upper"],
        model["row_lower"],
        model["row_upper"],
        model["starts"].astype(np.int32, copy=False),
        model["indices"].astype(np.int32, copy=False),
        model["values"],
        integer,
    )
    if status != HighsStatus.kOk:
        raise WorkerError(f"HiGHS did not take the model as it is ({status.name})")
    sent = (columns, rows, entries, len(whole))
    arrived = (highs.getNumCol(), highs.getNumRow(), highs.getNumNz(), count_integers(highs, whole))
    if sent != arrived:
        words = "columns, rows, entries, integers"
        raise WorkerError(f"HiGHS holds {arrived} of {sent} {words}: part of the model was lost")


def count_integers(highs: highspy.Highs, columns: Any) -> int:
    """Return how many of these columns HiGHS takes as integer; asking for all would copy the model."""
    integer = highspy.HighsVarType.kInteger
    kind = highs.getColIntegrality  # type: ignore[attr-defined]
    return sum(kind(column)[1] == integer for column in columns.tolist())


def pass_start(highs: highspy.Highs, model: Arrays) -> list[str]:
    """Give HiGHS the known part of a plan to start from; a refused start costs time, not the solve."""
    indices = model.get("start_indices")
    if indices is None or not len(indices):
        return []
    status = highs.setSolution(len(indices), indices.astype(np.int32, copy=False), model["start_values"])
    return [] if status == HighsStatus.kOk else [f"the start was not taken ({status.name})"]


def solve(
    model: Arrays,
    job: Mapping[str, Any],
    folder: Path,
    report: Report,
    stop: Callable[[], bool],
    keep: Callable[[Result, Arrays], None] | None = None,
) -> tuple[Result, dict[str, Any]]:
    """Solve one model.

    Parameters
    ----------
    model : mapping of arrays
        The matrix, and ``start_indices`` and ``start_values`` where a start is given.
    job : mapping
        ``settings`` (HiGHS options), ``offset``, ``seconds`` (limit or None), ``price_seconds`` (least for
        the prices), ``want_duals``, ``begun`` (time stamp) and ``reset_threads`` (where this process may have
        solved before).
    folder : path
        Where the log and the best point so far go.
    report : callable
        Takes each event; answers True to stop.
    stop : callable
        Says whether somebody wants to stop.
    keep : callable, optional
        Takes a result that is final but for the prices.

    Returns
    -------
    tuple
        The result as plain data, and as far as there are: ``values``, ``row_duals``, ``reduced_costs``.
    """
    if job["reset_threads"]:
        # HiGHS fixes the number of threads once per process; without this the second solve would fail.
        highspy.Highs.resetGlobalScheduler(True)
    run = Run(model, job, folder, Progress(report, stop, folder))
    result, arrays = run.first()
    mixed = bool(model["integer"].any())
    if mixed and keep is not None:
        keep(result, arrays)
    if mixed and result["status"] == "infeasible" and job["settings"]["presolve"] == "on":
        result, arrays = run.confirm_infeasible(result)
    if mixed and "values" in arrays and job["want_duals"] and not run.progress.stopping:
        run.price(result, arrays)
    run.progress.check()
    result["timings"] = run.timings
    result["notes"] = run.notes
    return result, arrays


class Run:
    """One model on its way through HiGHS: as it is, and where needed again with other costs or bounds.

    Each time the model is loaded afresh: HiGHS' clocks and limits run on between solves of one object.
    """

    def __init__(self, model: Arrays, job: Mapping[str, Any], folder: Path, progress: Progress) -> None:
        self.model = model
        self.job = job
        self.folder = folder
        self.progress = progress
        self.notes: list[str] = []
        self.timings = {"load": 0.0, "solve": 0.0}

    def first(self) -> tuple[Result, dict[str, Any]]:
        """Solve the model as it is."""
        highs = self._loaded(self.model)
        self.notes += pass_start(highs, self.model)
        size = {"columns": highs.getNumCol(), "rows": highs.getNumRow(), "entries": highs.getNumNz()}
        self.progress.tell("loaded", message=", ".join(f"{count} {name}" for name, count in size.items()))
        return self._answer(highs, self._left())

    def confirm_infeasible(self, result: Result) -> tuple[Result, dict[str, Any]]:
        """Ask again without presolve, which has called tight models infeasible that are not (HiGHS #3296)."""
        left = self._left()
        seconds = CONFIRM_SECONDS if left is None else max(min(left, CONFIRM_SECONDS), 1.0)
        self.progress.tell("confirming", allowance=seconds)
        second, arrays = self._answer(self._loaded(self.model, changes={"presolve": "off"}), seconds)
        if second["status"] == "infeasible":
            return result, {}
        if "values" in arrays:
            self.notes.append("infeasible with presolve, but not without: solved without")
            return second, arrays
        self.notes.append(f"found infeasible; without presolve that was not confirmed ({second['status']})")
        return result, {}

    def _answer(self, highs: highspy.Highs, seconds: float | None) -> tuple[Result, dict[str, Any]]:
        """Run HiGHS, settle what is ambiguous, and read what it found."""
        mixed = bool(self.model["integer"].any())
        status = self._execute(highs, seconds, "solve", mixed)
        if status.startswith("failed"):
            raise WorkerError(f"HiGHS {status} and gave no answer that can be used")
        info = highs.getInfo()
        method = highs.getOptionValue("mip_lp_solver" if mixed else "solver")[1]
        counts = (info.simplex_iteration_count, info.ipm_iteration_count)
        result: Result = {
            "status": status,
            "objective": None,
            "bound": None,
            "rounded_objective": None,
            "nodes": max(int(info.mip_node_count), 0),
            "iterations": sum(max(int(count), 0) for count in counts),
            "method": f"branch and cut, {method}" if mixed else method,
            "timings": self.timings,
            "notes": self.notes,
        }
        arrays: dict[str, Any] = {}
        if status == "unbounded_or_infeasible" or (status == "unbounded" and mixed):
            highs.clear()
            result["status"] = self._unbounded_or_infeasible()
        elif status in WITH_POINT:
            _read_point(highs, mixed, result, arrays)
        highs.clear()
        return result, arrays

    def price(self, result: Result, arrays: dict[str, Any]) -> None:
        """Fix the integers at whole numbers and solve what remains: prices, and a test of the plan itself.

        Where the optimum is no worse, its point replaces the one found: the same plan with integers exactly
        whole. Where it is worse or infeasible, the plan lived on integers that are only almost whole, and
        ``rounded_objective`` says so.
        """
        model, values = self.model, arrays["values"]
        integer = model["integer"]
        whole = np.clip(np.round(values), model["column_lower"], model["column_upper"])
        fixed = {
            "integer": np.zeros_like(integer),
            "column_lower": np.where(integer, whole, model["column_lower"]),
            "column_upper": np.where(integer, whole, model["column_upper"]),
        }
        seconds = self._left()
        if seconds is not None:
            seconds = max(seconds, self.job["price_seconds"])
        figures = {"objective": result["objective"], "bound": result["bound"]}
        self.progress.tell("pricing", allowance=seconds, **figures)
        highs = self._loaded({**model, **fixed}, "prices")
        verdict = self._execute(highs, seconds, "prices", mixed=False)
        if verdict == "infeasible":
            result["rounded_objective"] = float("inf")
        if verdict != "optimal":
            self.notes.append(f"no prices: with integers fixed at whole numbers the model ended as {verdict}")
            return
        objective = float(highs.getInfo().objective_function_value)
        _read_duals(highs, arrays)
        result["rounded_objective"] = objective
        if objective - result["objective"] <= SAME_OBJECTIVE * max(1.0, abs(objective)):
            arrays["values"] = np.asarray(highs.getSolution().col_value, dtype=np.float64)
            result["objective"] = objective

    def _left(self) -> float | None:
        limit = self.job["seconds"]
        return None if limit is None else float(max(limit - self.progress.seconds, 0.01))

    def _loaded(
        self, model: Arrays, part: str = "load", changes: Mapping[str, Any] | None = None
    ) -> highspy.Highs:
        """Return HiGHS holding a model and listened to."""
        begun = time.perf_counter()
        highs = highspy.Highs()  # type: ignore[no-untyped-call]
        set_options(highs, {"log_to_console": False, "log_file": str(self.folder / "highs.log")})
        set_options(highs, {**self.job["settings"], **(changes or {})})
        load_model(highs, model, self.job["offset"])
        self.progress.attach(highs, mixed=bool(model["integer"].any()))
        self._clock(part, begun)
        return highs

    def _execute(self, highs: highspy.Highs, seconds: float | None, part: str, mixed: bool) -> str:
        """Run HiGHS and return how it ended; where an interior point method fails, the simplex follows."""
        begun = time.perf_counter()
        set_options(highs, {"time_limit": float("inf") if seconds is None else seconds})
        ended = _ending(highs)
        method = highs.getOptionValue("solver")[1]
        if ended.startswith("failed") and not mixed and method != "simplex":
            self.notes.append(f"{method} {ended}; solved by simplex instead")
            set_options(highs, {"solver": "simplex"})
            highs.clearSolver()
            ended = _ending(highs)
        self._clock(part, begun)
        return ended

    def _clock(self, part: str, begun: float) -> None:
        self.timings[part] = self.timings.get(part, 0.0) + time.perf_counter() - begun

    def _unbounded_or_infeasible(self) -> str:
        """Tell the two apart: without costs nothing is unbounded, so a feasible point means that it was."""
        highs = self._loaded({**self.model, "cost": np.zeros_like(self.model["cost"])})
        mixed = bool(self.model["integer"].any())
        verdict = self._execute(highs, self._left(), "solve", mixed)
        if verdict in {"optimal", "infeasible"}:
            return "unbounded" if verdict == "optimal" else "infeasible"
        if verdict in WITH_POINT:
            return verdict
        raise WorkerError(f"HiGHS cannot tell whether the model is unbounded or infeasible ({verdict})")


def _ending(highs: highspy.Highs) -> str:
    """Run HiGHS once and return how it ended, in synergy's words."""
    status = highs.run()
    ended = highs.getModelStatus().name
    if status == HighsStatus.kError or ended not in STATUS:
        return f"failed ({status.name}, {ended})"
    return STATUS[ended]


def _read_point(highs: highspy.Highs, mixed: bool, result: Result, arrays: dict[str, Any]) -> None:
    """Read what HiGHS found, if it is a feasible point."""
    info = highs.getInfo()
    if mixed and np.isfinite(info.mip_dual_bound):
        result["bound"] = float(info.mip_dual_bound)
    if not highs.getNumCol():
        # HiGHS calls this an empty model and forgets the offset; the parent works the cost out.
        arrays["values"] = np.zeros(0)
        return
    if info.primal_solution_status != highspy.kSolutionStatusFeasible:
        if result["status"] == "optimal":
            raise WorkerError("HiGHS says optimal, but its point is not feasible")
        return
    arrays["values"] = np.asarray(highs.getSolution().col_value, dtype=np.float64)
    result["objective"] = float(info.objective_function_value)
    if not mixed and result["status"] == "optimal":
        _read_duals(highs, arrays)
        result["bound"] = result["objective"]


def _read_duals(highs: highspy.Highs, arrays: dict[str, Any]) -> None:
    solution = highs.getSolution()
    if solution.dual_valid:
        arrays["row_duals"] = np.asarray(solution.row_dual, dtype=np.float64)
        arrays["reduced_costs"] = np.asarray(solution.col_dual, dtype=np.float64)


def _listen(stop: threading.Event) -> None:
    """Wait for a line or the end of standard input; both mean stop. At the end the parent is gone."""
    ended = os.read(0, 64) == b""
    stop.set()
    if ended:
        time.sleep(10.0)
        os._exit(1)


def main(folder: Path) -> int:
    """Run the job in a folder and return the exit code."""
    # Ctrl-C reaches the whole process group; the parent decides and says stop.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Whatever native code prints goes to standard error; events keep standard output for themselves.
    events = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    stop = threading.Event()
    threading.Thread(target=_listen, args=(stop,), daemon=True).start()

    def report(event: dict[str, Any]) -> None:
        try:
            events.write(json.dumps({**event, "pid": os.getpid()}) + "\n")
            events.flush()
        except OSError:
            stop.set()

    def keep(result: Result, arrays: Arrays) -> None:
        write_arrays(folder / "result.npz", arrays)
        write_json(folder / "result.json", result)

    try:
        job = json.loads((folder / "job.json").read_text(encoding="utf-8"))
        model = read_arrays(folder / "model.npz")
        if job["seconds"] is not None:
            # The limit is for the wall clock, and starting Python has taken its share.
            job["seconds"] -= max(time.time() - job["begun"], 0.0)
        result, arrays = solve(model, job, folder, report, stop.is_set, keep)
        keep(result, arrays)
    except WorkerError as error:
        write_json(folder / "result.json", {"error": str(error)})
        return 1
    except MemoryError:
        write_json(folder / "result.json", {"error": "the solver ran out of memory"})
        return 1
    except Exception:
        traceback.print_exc()
        return 1
    return 0


if __name__ == "__main__":
    code = main(Path(sys.argv[1]))
    sys.stderr.flush()
    # HiGHS' threads have been seen to hang while a process ends normally; everything is on disk by now.
    os._exit(code)
