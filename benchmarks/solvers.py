"""Solve time and optimum of the packaged examples, and of their linear relaxations, by method and solver."""

from __future__ import annotations

import argparse
import statistics
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.cases import scenario_names
from benchmarks.isolated import ChildError, call
from benchmarks.tables import RESULTS, seconds, table, write_csv, write_page

RELAXED = (
    ("HiGHS", "simplex"),
    ("HiGHS", "ipx"),
    ("HiGHS", "hipo"),
    ("HiGHS", "hipo without crossover"),
    ("SCIP", ""),
    ("CBC", ""),
    ("GLPK", ""),
)
MIXED = (("HiGHS", "simplex"), ("HiGHS", "ipx"), ("HiGHS", "hipo"), ("SCIP", ""), ("CBC", ""), ("GLPK", ""))
GAP = 1e-4
SLOW = 20.0
"""What takes longer than this many seconds is measured once."""


def run(arguments: Sequence[str]) -> None:
    """Measure, and write ``solvers.csv`` and ``solvers.md``."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks solvers", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=600.0, help="time limit of a solve")
    parser.add_argument("--examples", nargs="*", default=scenario_names())
    parser.add_argument("--quick", action="store_true", help="one round, short limit")
    parser.add_argument("--out", type=Path, default=RESULTS)
    chosen = parser.parse_args(arguments)
    rounds, limit = (1, min(chosen.seconds, 20.0)) if chosen.quick else (chosen.rounds, chosen.seconds)
    records = []
    for example in chosen.examples:
        with tempfile.TemporaryDirectory() as folder:
            path = str(Path(folder) / "matrix.npz")
            size = call("benchmarks.solving:store_case", name=example, path=path)
            for relaxed, ways in ((True, RELAXED), (False, MIXED)):
                case = {"example": example, "model": "relaxation" if relaxed else "mixed integer", **size}
                records += list(_measured(case, path, ways, rounds, limit))
    write_csv(chosen.out, "solvers", records)
    write_page(chosen.out, "solvers", "Examples by method and solver", _parts(records, limit))


def _measured(
    case: dict[str, object], path: str, ways: Sequence[tuple[str, str]], rounds: int, limit: float
) -> Iterator[dict[str, object]]:
    slow: set[tuple[str, str]] = set()
    for number in range(rounds):
        for solver, method in ways:
            if (solver, method) in slow:
                continue
            record = case | {"solver": solver, "method": method, "round": number + 1}
            try:
                found = call(
                    "benchmarks.solving:solve_case",
                    seconds=2 * limit + 120,
                    path=path,
                    relaxed=case["model"] == "relaxation",
                    solver=solver,
                    method=method,
                    limit=limit,
                    gap=GAP,
                )
            except ChildError as error:
                print(error, flush=True)
                found = {"status": str(error).splitlines()[0], "seconds": limit}
            words = " ".join(str(record[field]) for field in ("example", "model", "solver", "method"))
            print(f"{words}: {found['status']} {found['seconds']:.3f} s", flush=True)
            if found["seconds"] > SLOW or found["status"] != "optimal":
                slow.add((solver, method))
            yield record | found


def _parts(records: Sequence[dict[str, object]], limit: float) -> list[str]:
    parts = [
        f"Wall-clock and processor seconds, medians of rounds; what takes over {SLOW:.0f} s was run once; "
        f"limit {limit:.0f} s, relative gap {GAP:g}. Objective in thousands of EUR a year. HiGHS runs "
        "as synergy runs it; the others read the same matrix from an MPS file, reading counted for "
        "CBC and GLPK. In a mixed-integer model the method is that of the linear programmes inside. "
        "The distance is that of the objective from the best one found."
    ]
    for example in dict.fromkeys(str(record["example"]) for record in records):
        own = [record for record in records if record["example"] == example]
        for model in dict.fromkeys(str(record["model"]) for record in own):
            same = [record for record in own if record["model"] == model]
            shape = f"{same[0]['rows']:,} rows, {same[0]['columns']:,} columns"
            if model != "relaxation":
                shape += f", {same[0]['integers']} binaries"
            parts += [f"## {example}, {model} ({shape})", _table(same)]
    return parts


def _table(records: Sequence[dict[str, object]]) -> str:
    known = [_number(record.get("objective")) for record in records]
    best = min((objective for objective in known if objective is not None), default=0.0)
    rows = []
    for solver, method in dict.fromkeys((str(r["solver"]), str(r["method"])) for r in records):
        own = [record for record in records if (record["solver"], record["method"]) == (solver, method)]
        last = own[-1]
        objective, bound = _number(last.get("objective")), _number(last.get("bound"))
        taken = [
            seconds(statistics.median(float(str(record.get(field, 0))) for record in own))
            for field in ("seconds", "processor")
        ]
        nodes = last.get("nodes")
        rows.append(
            [
                f"{solver} {last.get('version', '')}".strip(),
                method,
                last["status"],
                *(["", ""] if last["status"] == "not installed" else taken),
                "" if objective is None else f"{objective:.6f}",
                "" if objective is None else f"{(objective - best) / max(abs(best), 1e-9):.1e}",
                "" if objective is None or bound is None else f"{relative_gap(objective, bound):.1e}",
                "" if nodes is None else nodes,
            ]
        )
    head = ["solver", "method", "status", "seconds", "processor", "objective", "distance", "gap", "nodes"]
    return table(head, rows, left=3)


def _number(value: object) -> float | None:
    return None if value is None or value == "" else float(str(value))


def relative_gap(objective: float, bound: float) -> float:
    """Return how far a bound is from an objective."""
    return abs(objective - bound) / max(abs(objective), 1e-9)
