"""Every packaged example, pathways included, with the tight formulation and the loose one: time and root gap.

Tight is what synergy does: sizes cut to what can be of use. Loose takes them as the author wrote them
(``build(tight=False)``). Each solve runs in a process of its own, is told a time limit, and is killed if it
does not keep it by the wall clock; what was killed counts with that time, so its ratio is a bound.
"""

from __future__ import annotations

import argparse
import statistics
from collections.abc import Iterator, Sequence
from pathlib import Path

import synergy
from benchmarks.isolated import ChildError, call
from benchmarks.tables import RESULTS, seconds, table, write_csv, write_page

QUICK = ("two-plants", "hydrogen-valley")
GAP = 1e-4
GRACE = 60.0
"""Seconds beyond both limits for stating the model and ending."""
Record = dict[str, object]


def run(arguments: Sequence[str]) -> None:
    """Measure, and write ``formulations.csv`` and ``formulations.md``."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks formulations", description=__doc__)
    parser.add_argument("--rounds", type=int, default=1, help="seeds")
    parser.add_argument("--seconds", type=float, default=300.0, help="wall clock limit of a solve")
    parser.add_argument("--gap", type=float, default=GAP)
    parser.add_argument("--cases", nargs="*", default=None, choices=synergy.examples.names())
    parser.add_argument("--quick", action="store_true", help="small examples")
    parser.add_argument("--out", type=Path, default=RESULTS)
    chosen = parser.parse_args(arguments)
    names = chosen.cases or (QUICK if chosen.quick else synergy.examples.names())
    records = [
        record for name in names for record in _measured(name, chosen.rounds, chosen.seconds, chosen.gap)
    ]
    write_csv(chosen.out, "formulations", records)
    text = (
        "Tight: sizes cut to what can be of use. Loose: as written. The root gap is the distance of the "
        "linear relaxation from the best plan known. Ratios are loose over tight, medians over seeds; where "
        f"the loose one met the limit of {chosen.seconds:.0f} s, at least that. Gap {chosen.gap:g}."
    )
    parts = [text, table(HEAD, [_row(records, name) for name in names])]
    write_page(chosen.out, "formulations", "Tight and loose formulations of all examples", parts)


def _measured(name: str, rounds: int, limit: float, gap: float) -> Iterator[Record]:
    """Yield what is found of an example, tight and loose in turns."""
    for seed in range(rounds):
        for tight in (True, False) if seed % 2 == 0 else (False, True):
            record: Record = {"case": name, "tight": tight, "seed": seed}
            try:
                found = call(
                    "benchmarks.formulating:solve_example",
                    seconds=2 * limit + GRACE,
                    name=name,
                    tight=tight,
                    seed=seed,
                    limit=limit,
                    gap=gap,
                )
            except ChildError as error:
                found = {"status": str(error).splitlines()[0], "seconds": limit, "processor": limit}
            print(f"{record} {found['status']} {found['seconds']:.2f} s", flush=True)
            yield record | found


HEAD = [
    "example",
    "integers",
    "seconds tight",
    "loose",
    "ratio",
    "root gap tight",
    "loose",
    "ratio",
    "nodes tight",
    "loose",
    "status tight",
    "loose",
]


def _row(records: Sequence[Record], name: str) -> list[object]:
    """Return the row of an example."""
    tight, loose = (
        [one for one in records if one["case"] == name and one["tight"] is which] for which in (True, False)
    )
    known = [_number(one, "objective") for one in (*tight, *loose)]
    best = min((value for value in known if value is not None), default=None)
    taken = [statistics.median(_number(one, "seconds") or 0.0 for one in own) for own in (tight, loose)]
    gaps = [_root_gap(own, best) for own in (tight, loose)]
    nodes = [statistics.median(_number(one, "nodes") or 0.0 for one in own) for own in (tight, loose)]
    states = [", ".join(dict.fromkeys(str(one["status"]) for one in own)) for own in (tight, loose)]
    ended = states[0] == "optimal"
    at_least = "" if states[1] == "optimal" else ">= "
    shown = ["" if gap is None else f"{100 * gap:.3f} %" for gap in gaps]
    both = gaps[0] is not None and gaps[1] is not None and gaps[0] > GAP
    return [
        name,
        tight[0].get("integers", ""),
        *map(seconds, taken),
        f"{at_least}{taken[1] / taken[0]:.2f}" if ended and taken[0] else "",
        *shown,
        f"{(gaps[1] or 0.0) / (gaps[0] or 1.0):.2f}" if both else "",
        *(f"{count:.0f}" for count in nodes),
        *states,
    ]


def _root_gap(own: Sequence[Record], best: float | None) -> float | None:
    """Return how far the relaxation is from the best plan, as a share of it."""
    relaxed = next((value for one in own if (value := _number(one, "relaxation")) is not None), None)
    return None if relaxed is None or not best else (best - relaxed) / abs(best)


def _number(record: Record, field: str) -> float | None:
    value = record.get(field)
    return float(value) if isinstance(value, int | float) else None
