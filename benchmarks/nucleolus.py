"""How few coalitions the nucleolus needs: owners on shared facilities, and on a network of pipes.

Facilities: owners and facilities lie at random in a square; each owner is served by a facility that owners
open together, or serves itself. Network: owners send what they capture to one store through pipes laid in
modules, each with a cost and a capacity, or pay for what they emit. The costs of coalitions and the searches
for the one that objects most are mixed-integer programs, solved by HiGHS.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy import sparse

from benchmarks.tables import RESULTS, seconds, table, write_csv, write_page
from synergy.sharing.game import Game
from synergy.sharing.membership import MembershipProgram, shared_facilities

SIZES = (8, 12, 16, 20, 30, 40, 50)
SEEDS = (1, 2, 3)
FACILITIES = 8
NETWORK_SIZES = (8, 12)
MODULE = 40.0
"""Tonnes that a module of a pipe carries."""
PENALTY = 9.0
"""Cost of a tonne that is not sent."""


def run(arguments: Sequence[str]) -> None:
    """Measure, and write ``nucleolus.csv`` and ``nucleolus.md``."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks nucleolus", description=__doc__)
    parser.add_argument("--owners", type=int, nargs="*", default=None, help="on shared facilities")
    parser.add_argument("--network", type=int, nargs="*", default=None, help="owners on a pipe network")
    parser.add_argument("--quick", action="store_true", help="few owners, one draw")
    parser.add_argument("--out", type=Path, default=RESULTS)
    chosen = parser.parse_args(arguments)
    asked = chosen.owners is not None or chosen.network is not None
    facilities = (chosen.owners or ()) if asked else SIZES[:3] if chosen.quick else SIZES
    network = (chosen.network or ()) if asked else NETWORK_SIZES[:1] if chosen.quick else NETWORK_SIZES
    seeds = SEEDS[:1] if chosen.quick else SEEDS
    records = [_measured("facilities", owners, seed) for owners in facilities for seed in seeds]
    records += [_measured("network", owners, seed) for owners in network for seed in seeds[:1]]
    write_csv(chosen.out, "nucleolus", records)
    head = [
        "game",
        "owners",
        "draw",
        "coalitions",
        "known at the end",
        "separations",
        "programs",
        "seconds",
        "core",
    ]
    rows = [[record[name] for name in head] for record in records]
    said = (
        "The nucleolus of owners on shared facilities, and on a network of modular pipes. Of all coalitions,"
        " so many costs are known at the end: asked for one by one, or learnt from separations, the searches"
        " for the coalition that objects most."
    )
    write_page(chosen.out, "nucleolus", "How few coalitions the nucleolus needs", [said, table(head, rows)])


def facilities_game(owners: int, seed: int) -> Game:
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


def network_game(owners: int, seed: int) -> Game:
    """Draw owners on a network of modular pipes.

    Columns: modules of each pipe, then for each owner its share through each pipe and what it keeps.
    """
    rng = np.random.default_rng(seed)
    places = rng.random((owners + 1, 2))  # the last is the store
    tonnes = rng.integers(2, 9, owners).astype(float)
    apart = np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1))
    near = {(a, int(b)) for a in range(owners) for b in np.argsort(apart[a])[1:4]} | {(0, owners)}
    pipes = sorted({(a, b) for a, b in near | {(b, a) for a, b in near} if a != owners})
    length = np.array([apart[a, b] for a, b in pipes])
    leaves, enters = (np.zeros((owners, len(pipes))) for _ in range(2))
    for number, (a, b) in enumerate(pipes):
        leaves[a, number] = 1.0
        if b != owners:
            enters[b, number] = 1.0
    each = len(pipes) + 1
    shares = owners * each
    balance, sent = np.zeros((owners * owners, shares)), np.zeros((owners * owners, owners))
    built, carried = [], []
    for owner in range(owners):
        at = slice(owner * each, owner * each + len(pipes))
        balance[owner * owners : (owner + 1) * owners, at] = leaves - enters
        balance[owner * owners + owner, owner * each + len(pipes)] = 1.0
        sent[owner * owners + owner, owner] = -1.0
        own = np.zeros((len(pipes), shares))
        own[:, at] = np.eye(len(pipes))
        built.append(own)
        carried.append(tonnes[owner] * own)
    modules = np.eye(len(pipes))
    use, load = np.vstack(built), sum(carried, np.zeros((len(pipes), shares)))
    rows = np.block(
        [
            [np.zeros((len(balance), len(pipes))), balance],
            [-np.tile(modules, (owners, 1)), use],
            [-MODULE * modules, load],
        ]
    )
    limits = len(use) + len(load)
    keep = np.tile(np.append(np.zeros(len(pipes)), 1.0), owners) * np.repeat(tonnes * PENALTY, each)
    program = MembershipProgram(
        players=tuple(f"owner {number}" for number in range(owners)),
        cost=np.concatenate([100.0 * length, keep]),
        rows=sparse.csr_array(rows),
        membership=sparse.csr_array(np.vstack([sent, np.zeros((limits, owners))])),
        row_lower=np.concatenate([np.zeros(len(balance)), np.full(limits, -np.inf)]),
        row_upper=np.zeros(len(balance) + limits),
        lower=np.zeros(len(pipes) + shares),
        upper=np.concatenate([np.full(len(pipes), np.ceil(tonnes.sum() / MODULE)), np.ones(shares)]),
        whole=np.arange(len(pipes) + shares) < len(pipes),
    )
    return Game(program)


def _measured(kind: str, owners: int, seed: int) -> dict[str, object]:
    drawn = facilities_game(owners, seed) if kind == "facilities" else network_game(owners, seed)
    start = time.perf_counter()
    found = drawn.nucleolus()
    took = time.perf_counter() - start
    stable = drawn.stability(found.amounts).stable
    record: dict[str, object] = {
        "game": kind,
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
