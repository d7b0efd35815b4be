"""How long the independent audit takes, as a share of the solve."""

from __future__ import annotations

import argparse
import statistics
from collections.abc import Sequence
from pathlib import Path

import synergy
from benchmarks.cases import scenario_names
from benchmarks.isolated import call
from benchmarks.tables import RESULTS, seconds, table, write_csv, write_page


def measure(name: str, gap: float) -> dict[str, object]:
    """Return times of building, solving and auditing an example; to be run in a process of its own."""
    plan = synergy.solve(synergy.examples.load(name), gap=gap)
    return {
        "gap": gap,
        "build": plan.provenance["build_seconds"],
        "solve": plan.provenance["solve_seconds"],
        "audit": plan.report.seconds,
        "checks": plan.report.checks,
        "passed": plan.report.passed,
    }


def run(arguments: Sequence[str]) -> None:
    """Measure, and write ``audit_share.csv`` and ``audit_share.md``."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks audit", description=__doc__)
    parser.add_argument("--gap", type=float, default=0.01)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--examples", nargs="*", default=None)
    parser.add_argument("--quick", action="store_true", help="small examples only")
    parser.add_argument("--out", type=Path, default=RESULTS)
    chosen = parser.parse_args(arguments)
    examples = chosen.examples or [n for n in scenario_names() if n != "hynet" or not chosen.quick]
    records: list[dict[str, object]] = []
    for name in examples:
        for number in range(1 if chosen.quick else chosen.rounds):
            found = call("benchmarks.audit_share:measure", name=name, gap=chosen.gap)
            print(name, found, flush=True)
            records.append({"example": name, "round": number + 1, **found})
    rows = [_row(name, [record for record in records if record["example"] == name]) for name in examples]
    head = ["example", "build [s]", "solve [s]", "audit [s]", "audit / solve", "checks", "passed"]
    write_csv(chosen.out, "audit_share", records)
    text = f"Plans within a gap of {chosen.gap:g}, solved as `synergy solve` does."
    write_page(chosen.out, "audit_share", "The audit's share of the time", [text, table(head, rows)])


def _row(name: str, records: Sequence[dict[str, object]]) -> list[object]:
    build, solve, audit = (
        statistics.median(float(str(record[part])) for record in records)
        for part in ("build", "solve", "audit")
    )
    share = f"{100 * audit / solve:.2f} %"
    passed = "yes" if all(record["passed"] for record in records) else "no"
    return [name, seconds(build), seconds(solve), seconds(audit), share, records[0]["checks"], passed]
