"""Economies of scale: a power law followed by few pieces, against discrete diameters and a straight line.

Pipes of random networks cost 123 kEUR/km * MW ** 0.486. They are stated as twelve standard diameters, as the
pieces that synergy makes of ``scale_exponent``, and as one fixed and slope cost. The forms are solved one
after the other, with several seeds of the solver; every plan is priced once more by the law itself.
"""

from __future__ import annotations

import argparse
import statistics
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.isolated import ChildError, call
from benchmarks.tables import RESULTS, seconds, table, write_csv, write_page

CASES = tuple(f"network-{sites}-{seed}" for sites in (5, 6, 7) for seed in (1, 2, 3))
QUICK = ("network-4-1", "network-5-1")
FORMS = {
    "diameters": "12 diameters",
    "pieces": "pieces",
    "pieces as written": "pieces, not cut",
    "line": "one line",
}
GAP = 1e-4


def run(arguments: Sequence[str]) -> None:
    """Measure, and write ``scale.csv`` and ``scale.md``."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks scale", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="seeds")
    parser.add_argument("--seconds", type=float, default=300.0, help="time limit of a solve")
    parser.add_argument("--cases", nargs="*", default=None)
    parser.add_argument("--quick", action="store_true", help="small cases, one seed")
    parser.add_argument("--out", type=Path, default=RESULTS)
    chosen = parser.parse_args(arguments)
    cases = chosen.cases or (QUICK if chosen.quick else CASES)
    records: list[dict[str, object]] = []
    for case in cases:
        records += list(_measured(case, 1 if chosen.quick else chosen.rounds, chosen.seconds))
    write_csv(chosen.out, "scale", records)
    write_page(chosen.out, "scale", "Economies of scale", _parts(records, chosen.seconds))


def _measured(case: str, rounds: int, limit: float) -> Iterator[dict[str, object]]:
    for seed in range(rounds):
        forms = list(FORMS)
        turn = seed % len(forms)
        for form in [*forms[turn:], *forms[:turn]]:
            record: dict[str, object] = {"case": case, "form": form, "seed": seed}
            try:
                found = call(
                    "benchmarks.scaling:solve_form",
                    seconds=4 * limit + 300,
                    name=case,
                    form=form.partition(" ")[0],
                    tight=form != "pieces as written",
                    seed=seed,
                    limit=limit,
                    gap=GAP,
                )
            except ChildError as error:
                print(error, flush=True)
                found = {"status": str(error).splitlines()[0], "seconds": limit, "processor": limit}
            print(f"{record} {found['status']} {found['seconds']:.2f} s", flush=True)
            yield record | found


def _parts(records: Sequence[dict[str, object]], limit: float) -> list[str]:
    text = (
        "Pipes that cost a power of their capacity, stated in four ways: as twelve standard diameters, as "
        "pieces within 5 % of the law, as the same pieces with largest sizes not cut to what can flow, and "
        "as one fixed and slope cost. The root gap is the distance of the linear relaxation from the form's "
        "own best plan; beside the diameters is the form's optimum against theirs; by the law is what the "
        "plan costs with every pipe at the law's price, against the least of all forms; alike is the share "
        "of built pipes that the diameters' plan has too. Seconds and nodes are medians over seeds; limit "
        f"{limit:.0f} s, gap {GAP:g}."
    )
    head = [
        "case",
        "form",
        "binaries",
        "root gap",
        "seconds",
        "processor",
        "nodes",
        "status",
        "beside diameters",
        "by the law",
        "alike",
    ]
    cases = dict.fromkeys(str(record["case"]) for record in records)
    rows = [_row(records, case, form) for case in cases for form in FORMS]
    return [text, table(head, rows, left=2), "## Pairs", _pairs(records)]


def _row(records: Sequence[dict[str, object]], case: str, form: str) -> list[object]:
    own = [r for r in records if (r["case"], r["form"]) == (case, form)]
    best, relaxed = _least(own, "objective"), _least(own, "relaxation")
    other = [r for r in records if (r["case"], r["form"]) == (case, "diameters")]
    theirs = _least(other, "objective")
    exact = _least(own, "exact")
    least = _least([r for r in records if r["case"] == case], "exact")
    return [
        case,
        FORMS[form],
        own[0].get("integers", ""),
        "" if best is None or relaxed is None else f"{100 * (best - relaxed) / abs(best):.2f} %",
        *(
            seconds(statistics.median(float(str(r.get(field, 0))) for r in own))
            for field in ("seconds", "processor")
        ),
        f"{statistics.median(float(str(r.get('nodes') or 0)) for r in own):.0f}",
        ", ".join(dict.fromkeys(str(r["status"]) for r in own)),
        "" if best is None or theirs is None else f"{100 * (best / theirs - 1):+.2f} %",
        "" if exact is None or least is None else f"{100 * (exact / least - 1):+.2f} %",
        _alike(own[0], other[0]),
    ]


def _least(records: Sequence[dict[str, object]], field: str) -> float | None:
    found = [float(str(record[field])) for record in records if record.get(field) is not None]
    return min(found, default=None)


def _alike(one: dict[str, object], other: dict[str, object]) -> str:
    """Return the share of pipes that two plans have in common among all that one of them has."""
    first, second = (set(r["built"]) if isinstance(r.get("built"), list) else set() for r in (one, other))
    return f"{100 * len(first & second) / len(first | second):.0f} %" if first | second else ""


def _pairs(records: Sequence[dict[str, object]]) -> str:
    """Return the ratios of processor times, of each form over that of the diameters, within a round."""
    times = {
        (r["case"], r["seed"], r["form"]): float(str(r.get("processor") or r["seconds"])) for r in records
    }
    rows = []
    for form in FORMS:
        ratios = [
            times[case, seed, form] / times[case, seed, "diameters"]
            for case, seed, other in times
            if other == form
        ]
        if form != "diameters" and ratios:
            faster = sum(ratio < 1 for ratio in ratios)
            words = [f"{min(ratios):.2f}", f"{statistics.median(ratios):.2f}", f"{max(ratios):.2f}"]
            rows.append([FORMS[form], f"{len(ratios)}", *words, f"{faster}"])
    return table(["form", "pairs", "least", "median ratio form/diameters", "most", "form is faster"], rows)
