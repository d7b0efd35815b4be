"""What tight formulations gain: root gap and solve time, cut to what can flow against taken as written.

Largest sizes are taken as the scenario's author wrote them, and ten and a hundred times as large where that
changes nothing about the plan: a careless user's bounds. Each is solved with synergy's cuts from the data and
without (``build(tight=False)``), one after the other, with several seeds of the solver.
"""

from __future__ import annotations

import argparse
import statistics
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.isolated import ChildError, call
from benchmarks.tables import RESULTS, seconds, table, write_csv, write_page

CASES = (
    "two-plants",
    "hydrogen-valley",
    "hynet",
    *(f"network-{sites}-{seed}" for sites in (8, 10, 12) for seed in (1, 2, 3)),
)
QUICK = ("two-plants", "network-8-1")
FACTORS = (1.0, 10.0, 100.0)
GAP = 1e-4
SLOW = 60.0
"""What takes longer than this many seconds is solved with one seed."""


def run(arguments: Sequence[str]) -> None:
    """Measure, and write ``tightness.csv`` and ``tightness.md``."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks tightness", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="seeds")
    parser.add_argument("--seconds", type=float, default=900.0, help="time limit of a solve")
    parser.add_argument("--cases", nargs="*", default=None)
    parser.add_argument("--quick", action="store_true", help="small cases, one seed")
    parser.add_argument("--out", type=Path, default=RESULTS)
    chosen = parser.parse_args(arguments)
    cases = chosen.cases or (QUICK if chosen.quick else CASES)
    records = []
    for case in cases:
        records += list(_measured(case, 1 if chosen.quick else chosen.rounds, chosen.seconds))
    write_csv(chosen.out, "tightness", records)
    write_page(chosen.out, "tightness", "What tight formulations gain", _parts(records, chosen.seconds))


def _measured(case: str, rounds: int, limit: float) -> Iterator[dict[str, object]]:
    known = call(
        "benchmarks.tightening:largest_that_bind", seconds=2 * limit + 120, name=case, limit=limit, gap=GAP
    )
    for seed in range(rounds):
        slowest = 0.0
        for factor in FACTORS:
            for tight in (True, False) if seed % 2 == 0 else (False, True):
                record: dict[str, object] = {"case": case, "factor": factor, "cut": tight, "seed": seed}
                try:
                    found = call(
                        "benchmarks.tightening:solve_variant",
                        seconds=4 * limit + 300,
                        name=case,
                        factor=factor,
                        tight=tight,
                        binding=known["binding"],
                        seed=seed,
                        limit=limit,
                        gap=GAP,
                    )
                except ChildError as error:
                    print(error, flush=True)
                    found = {"status": str(error).splitlines()[0], "seconds": limit}
                slowest = max(slowest, found["seconds"])
                print(f"{record} {found['status']} {found['seconds']:.2f} s", flush=True)
                yield record | found
        if slowest > SLOW:
            return


def _parts(records: Sequence[dict[str, object]], limit: float) -> list[str]:
    parts = [
        "Largest sizes as written, or a careless user's: ten and a hundred times as large wherever "
        "that does not change the question. Cut: synergy cuts them to what can flow at all, from the "
        "data around each asset. The root gap is the distance of the linear relaxation from the best "
        "plan known of the same sizes. Hidden is the cost that almost-whole binaries kept out of the "
        "solver's objective, found by fixing them and solving again; seconds and nodes are medians "
        f"over seeds; limit {limit:.0f} s, gap {GAP:g}."
    ]
    head = [
        "case",
        "sizes",
        "cut",
        "binaries",
        "root gap",
        "seconds",
        "processor",
        "nodes",
        "status",
        "distance",
        "hidden",
    ]
    rows = []
    for key in dict.fromkeys((str(r["case"]), float(str(r["factor"])), bool(r["cut"])) for r in records):
        rows.append(_row(records, *key))
    return [*parts, table(head, rows, left=3), "## Pairs", _pairs(records)]


def _row(records: Sequence[dict[str, object]], case: str, factor: float, cut: bool) -> list[object]:
    own = [r for r in records if (r["case"], r["factor"], r["cut"]) == (case, factor, cut)]
    best = _best(records, case, factor)
    first = own[0]
    relaxed, objective = first.get("relaxation"), first.get("objective")
    hidden = [float(str(r["hidden"])) for r in own if r.get("hidden") is not None]
    return [
        case,
        f"x {factor:.0f}",
        "yes" if cut else "no",
        first.get("integers", ""),
        "" if relaxed is None or best is None else f"{100 * (best - float(str(relaxed))) / abs(best):.2f} %",
        *(
            seconds(statistics.median(float(str(r.get(field, 0))) for r in own))
            for field in ("seconds", "processor")
        ),
        f"{statistics.median(float(str(r.get('nodes') or 0)) for r in own):.0f}",
        ", ".join(dict.fromkeys(str(r["status"]) for r in own)),
        "" if objective is None or best is None else f"{(float(str(objective)) - best) / abs(best):.1e}",
        f"{max(hidden):.1e}" if hidden else "",
    ]


def _best(records: Sequence[dict[str, object]], case: str, factor: float) -> float | None:
    found = [r.get("objective") for r in records if (r["case"], r["factor"]) == (case, factor)]
    return min((float(str(objective)) for objective in found if objective is not None), default=None)


def _pairs(records: Sequence[dict[str, object]]) -> str:
    """Return the ratios of processor times, uncut over cut, of runs that followed one another."""
    rows = []
    for factor in FACTORS:
        times = {
            (r["case"], r["seed"], r["cut"]): float(str(r.get("processor", r["seconds"])))
            for r in records
            if r["factor"] == factor
        }
        ratios = [times[case, seed, False] / times[case, seed, True] for case, seed, cut in times if cut]
        if ratios:
            faster = sum(ratio > 1 for ratio in ratios)
            words = [f"{min(ratios):.2f}", f"{statistics.median(ratios):.2f}", f"{max(ratios):.2f}"]
            rows.append([f"x {factor:.0f}", f"{len(ratios)}", *words, f"{faster}"])
    return table(["sizes", "pairs", "least", "median ratio uncut/cut", "most", "cut is faster"], rows)
