"""How few coalitions the nucleolus needs: owners on shared facilities, by row generation.

Owners and facilities lie at random in a square; each owner is served by a facility that owners open together,
or serves itself. The costs of coalitions and the searches for the one that objects most are small
mixed-integer programs, solved by HiGHS on one thread.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.tables import RESULTS, seconds, table, write_csv, write_page
from synergy.sharing.game import Game
from synergy.sharing.membership import shared_facilities

SIZES = (8, 12, 16, 20, 30, 40, 50)
SEEDS = (1, 2, 3)
FACILITIES = 8


def run(arguments: Sequence[str]) -> None:
    """Measure, and write ``nucleolus.csv`` and ``nucleolus.md``."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks nucleolus", description=__doc__)
    parser.add_argument("--owners", type=int, nargs="*", default=None)
    parser.add_argument("--quick", action="store_true", help="up to 16 owners, one draw")
    parser.add_argument("--out", type=Path, default=RESULTS)
    chosen = parser.parse_args(arguments)
    sizes = chosen.owners or (SIZES[:3] if chosen.quick else SIZES)
    records = [_measured(owners, seed) for owners in sizes for seed in (SEEDS[:1] if chosen.quick else SEEDS)]
    write_csv(chosen.out, "nucleolus", records)
    head = ["owners", "draw", "coalitions", "known at the end", "separations", "programs", "seconds", "core"]
    rows = [[record[name] for name in head] for record in records]
    said = (
        "The nucleolus of owners on shared facilities. Of all coalitions, so many costs are known at the end:"
        " asked for one by one, or learnt from separations, the searches for the coalition that objects most."
    )
    write_page(chosen.out, "nucleolus", "How few coalitions the nucleolus needs", [said, table(head, rows)])


def game(owners: int, seed: int) -> Game:
    """Draw owners on shared facilities."""
    rng = np.random.default_rng(seed)
    places, sites = rng.random((owners, 2)), rng.random((FACILITIES, 2))
    size = rng.integers(1, 6, owners)
    distance = np.hypot(*(places[:, None] - sites[None]).transpose(2, 0, 1))
    program = shared_facilities(
        tuple(f"owner {number}" for number in range(owners)),
        np.round(rng.uniform(60, 140, FACILITIES)),
        np.round(100 * size[:, None] * distance),
        np.round(size * rng.uniform(35, 70, owners)),
    )
    return Game(program)


def _measured(owners: int, seed: int) -> dict[str, object]:
    drawn = game(owners, seed)
    start = time.perf_counter()
    found = drawn.nucleolus()
    took = time.perf_counter() - start
    stable = drawn.stability(found.amounts).stable
    record: dict[str, object] = {
        "owners": owners,
        "draw": seed,
        "coalitions": 2**owners - 2,
        "known at the end": len(drawn.seen),
        "separations": found.counts.separations,
        "programs": found.counts.programs,
        "seconds": seconds(took),
        "core": {True: "yes", False: "empty", None: "open"}[stable],
    }
    print(record, flush=True)
    return record
