"""Solves one matrix with one solver, to be run in a process of its own."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path

import highspy
import numpy as np

from benchmarks.cases import scenario_named
from benchmarks.clock import Clock
from benchmarks.routes.matrices import load_matrix
from synergy.formulation.build import build
from synergy.formulation.matrix import Matrix
from synergy.solver.highs import solve_matrix
from synergy.solver.options import SolveOptions

FIELDS = tuple(field.name for field in fields(Matrix) if field.name not in {"columns", "rows"})


@dataclass(frozen=True)
class Outcome:
    """What a solver said, and how long it took."""

    status: str
    seconds: float = 0.0
    processor: float = 0.0
    objective: float | None = None
    bound: float | None = None
    nodes: int | None = None
    version: str = ""


def store_case(name: str, path: str) -> dict[str, object]:
    """Write the matrix of a scenario to a file, the same for all solvers, and return its size."""
    matrix = build(scenario_named(name)).matrix()
    arrays = {field: getattr(matrix, field) for field in FIELDS}
    np.savez(path, **arrays)
    rows, columns = matrix.shape
    return {"rows": rows, "columns": columns, "integers": int(matrix.integer.sum())}


def solve_case(
    path: str, relaxed: bool, solver: str, method: str, limit: float, gap: float
) -> dict[str, object]:
    """Return the outcome of a solver on a stored matrix, or on its linear relaxation."""
    with np.load(path, allow_pickle=False) as file:
        arrays = {field: file[field] for field in FIELDS}
    matrix = Matrix(**{**arrays, "offset": float(arrays["offset"])})
    if relaxed:
        matrix = relaxation(matrix)
    return asdict(SOLVERS[solver](matrix, method, limit, gap))


def relaxation(matrix: Matrix) -> Matrix:
    """Return the matrix without whole numbers."""
    return replace(matrix, integer=np.zeros_like(matrix.integer))


def _highs(matrix: Matrix, method: str, seconds: float, gap: float) -> Outcome:
    method, _, crossover = method.partition(" ")
    further = {"run_crossover": "off"} if crossover else {}
    options = SolveOptions(method=method, gap=gap, time_limit=seconds, solver_options=further)  # type: ignore[arg-type]
    clock = Clock()
    found = solve_matrix(matrix, options, want_duals=False, in_process=True)
    taken = (clock.seconds, clock.processor)
    nodes = found.nodes if matrix.integer.any() else None
    return Outcome(found.status, *taken, found.objective, found.bound, nodes, found.versions["highs"])


def _scip(matrix: Matrix, method: str, seconds: float, gap: float) -> Outcome:
    try:
        import pyscipopt
    except ImportError:
        return Outcome("not installed")
    with tempfile.TemporaryDirectory() as folder:
        path = _write(matrix, Path(folder))
        model = pyscipopt.Model()
        model.hideOutput()
        model.readProblem(str(path))
    model.setParam("limits/time", seconds)
    model.setParam("limits/gap", gap)
    clock = Clock()
    model.optimize()
    taken = (clock.seconds, clock.processor)
    status = "time_limit" if model.getStatus() == "timelimit" else str(model.getStatus())
    if status == "gaplimit":
        status = "optimal"
    objective = model.getObjVal() + matrix.offset if model.getNSols() else None
    version = ".".join(map(str, (model.getMajorVersion(), model.getMinorVersion(), model.getTechVersion())))
    return Outcome(
        status, *taken, objective, model.getDualbound() + matrix.offset, int(model.getNNodes()), version
    )


def _cbc(matrix: Matrix, method: str, seconds: float, gap: float) -> Outcome:
    program = shutil.which("cbc")
    if program is None:
        return Outcome("not installed")
    with tempfile.TemporaryDirectory() as folder:
        path, answer = _write(matrix, Path(folder)), Path(folder) / "answer.txt"
        limits = ["-timeMode", "elapsed", "-seconds", f"{seconds:g}", "-ratioGap", f"{gap:g}"]
        clock = Clock()
        done = subprocess.run(
            [program, str(path), *limits, "-solve", "-solution", str(answer)],
            capture_output=True,
            text=True,
            check=False,
            timeout=2 * seconds + 60,
        )
        taken = (clock.seconds, clock.processor)
        words = answer.read_text(encoding="utf-8").splitlines()[0] if answer.exists() else "no answer"
    version = re.search(r"Version: (\S+)", done.stdout)
    bound = re.search(r"Lower bound:\s+(\S+)", done.stdout)
    found = re.search(r"objective value\s+(\S+)", words)
    status = "optimal" if words.startswith("Optimal") else "time_limit" if "time" in words else words
    known = found is not None and "no integer solution" not in words
    return Outcome(
        status,
        *taken,
        float(found[1]) + matrix.offset if found and known else None,
        float(bound[1]) + matrix.offset if bound else None,
        version=version[1] if version else "",
    )


def _glpk(matrix: Matrix, method: str, seconds: float, gap: float) -> Outcome:
    program = shutil.which("glpsol")
    if program is None:
        return Outcome("not installed")
    with tempfile.TemporaryDirectory() as folder:
        path, answer = _write(matrix, Path(folder)), Path(folder) / "answer.txt"
        limits = ["--tmlim", f"{max(1, round(seconds))}", "--mipgap", f"{gap:g}"]
        clock = Clock()
        done = subprocess.run(
            [program, "--freemps", str(path), *limits, "--write", str(answer)],
            capture_output=True,
            text=True,
            check=False,
            timeout=2 * seconds + 60,
        )
        taken = (clock.seconds, clock.processor)
        lines = answer.read_text(encoding="utf-8").splitlines() if answer.exists() else []
    summary = next((line.split() for line in lines if line.startswith("s ")), None)
    version = re.search(r"GLPSOL.*? (\d\S+)", done.stdout)
    stopped = "TIME LIMIT" in done.stdout
    if summary is None:
        return Outcome("time_limit" if stopped else "no answer", *taken)
    good = summary[4] == "o" if summary[1] == "mip" else summary[4:6] == ["f", "f"]
    feasible = good or (summary[1] == "mip" and summary[4] == "f")
    return Outcome(
        "time_limit" if stopped else "optimal" if good else "no answer",
        *taken,
        float(summary[-1]) + matrix.offset if feasible else None,
        version=version[1].rstrip(",") if version else "",
    )


def _write(matrix: Matrix, folder: Path) -> Path:
    """Write an MPS file, without the objective's constant: readers do not agree on its sign."""
    path = folder / "model.mps"
    highs = load_matrix(matrix)
    if highs.writeModel(str(path)) == highspy.HighsStatus.kError:
        raise RuntimeError("HiGHS cannot write the model")
    return path


SOLVERS: dict[str, Callable[[Matrix, str, float, float], Outcome]] = {
    "HiGHS": _highs,
    "SCIP": _scip,
    "CBC": _cbc,
    "GLPK": _glpk,
}
