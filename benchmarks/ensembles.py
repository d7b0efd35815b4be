"""Many cases: one after the other, in local processes, on a Dask cluster; and from scratch or from a plan.

Cases are an example with other prices, no two alike. In every round all ways follow one another, beginning
with another one each time; ratios are taken within a round. Processes are up before they are timed: a study
pays for that once. What a case takes is split into its parts, to see what solving without stating anew could
gain.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path
from typing import Any

import synergy
from benchmarks.cases import scenario_named
from benchmarks.clock import Clock
from benchmarks.tables import RESULTS, seconds, table, write_csv, write_page
from synergy.formulation.build import build
from synergy.scenario import Scenario
from synergy.solver.options import SolveOptions
from synergy.study.case import Case
from synergy.study.local_pool import Job, LocalPool, Patience
from synergy.study.packet import case_of, key_of, packet_of
from synergy.study.pools import Pool

EXAMPLE = "hydrogen-valley"
WARM_EXAMPLES = ("hydrogen-valley", "network-8-1", "network-10-1")
WAYS = {"serial": "one process", "local": "2 local processes", "dask": "Dask cluster, 2 workers"}
PARTS = {
    "read": "read the packet",
    "build": "state",
    "matrix": "assemble",
    "solve": "solve, tables, audit",
    "save": "save",
}
OPTIONS = SolveOptions(threads=1)


def run(arguments: Sequence[str]) -> None:
    """Measure, and write ``ensembles.csv`` and ``ensembles.md``."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks ensembles", description=__doc__)
    parser.add_argument("--cases", type=int, default=24)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--quick", action="store_true", help="one round of 8 cases")
    parser.add_argument("--out", type=Path, default=RESULTS)
    chosen = parser.parse_args(arguments)
    number, rounds = (8, 1) if chosen.quick else (chosen.cases, chosen.rounds)
    records = list(_ways(number, rounds))
    warm = [_warm(name, number) for name in WARM_EXAMPLES[: 1 if chosen.quick else None]]
    write_csv(chosen.out, "ensembles", [*records, *warm])
    write_page(chosen.out, "ensembles", "Many cases", _parts(records, warm, _split(number), number))


def varied(base: Scenario, number: int) -> list[Scenario]:
    """Return scenarios that differ in what is paid for the first thing bought: 80 % to 120 %."""
    markets = [(key, asset) for key, asset in base.cluster.assets.items() if asset.kind == "market"]
    key, market = markets[0]
    price = market.buy_price
    factors = [0.8 + 0.4 * place / max(number - 1, 1) for place in range(number)]
    if isinstance(price, float):
        return [base.with_({f"assets.{key}.buy_price": price * factor}) for factor in factors]
    known = {"profile": price.profile}
    return [
        base.with_({f"assets.{key}.buy_price": {**known, "scale": price.scale * factor}})
        for factor in factors
    ]


def _ways(number: int, rounds: int) -> Iterator[dict[str, object]]:
    cases = [Case(str(place), one, {}, OPTIONS) for place, one in enumerate(varied(_base(), number))]
    jobs = {key_of(packet): Job(packet) for packet in map(packet_of, cases)}
    with ExitStack() as stack:
        pools = _pools(stack)
        # Every way is warm before it is timed: its processes are up and have solved.
        for pool in pools.values():
            list(pool.answers(dict(list(jobs.items())[:4])))
        found: dict[str, dict[str, bytes]] = {}
        names = list(WAYS)
        for turn in range(rounds):
            for way in [*names[turn % 3 :], *names[: turn % 3]]:
                clock = Clock()
                news = list(pools[way].answers(jobs))
                took = clock.seconds
                found[way] = {one.key: one.answer.plan for one in news if one.answer is not None}
                if found[way] != next(iter(found.values())):
                    raise RuntimeError(f"{way} finds other results")
                print(f"{way} round {turn + 1}: {took:.2f} s", flush=True)
                yield {"way": way, "round": turn + 1, "cases": number, "seconds": took}


def _pools(stack: ExitStack) -> dict[str, Pool]:
    from distributed import LocalCluster

    from synergy.study.dask_pool import dask_pool

    patience = Patience()
    options: dict[str, Any] = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": None}
    cluster = stack.enter_context(LocalCluster(host="127.0.0.1", **options))
    return {
        "serial": stack.enter_context(LocalPool(1, patience)),
        "local": stack.enter_context(LocalPool(2, patience)),
        "dask": stack.enter_context(dask_pool(cluster.scheduler_address, patience)),
    }


def _base() -> Scenario:
    return scenario_named(EXAMPLE)


def _split(number: int) -> dict[str, float]:
    """Return what the parts of a case take, as medians over cases."""
    times = [_in_parts(packet_of(Case("", one, {}, OPTIONS))) for one in varied(_base(), number)]
    return {part: statistics.median(one[part] for one in times) for part in PARTS}


def _in_parts(packet: bytes) -> dict[str, float]:
    clock, reached = Clock(), []
    case, _ = case_of(packet)
    reached.append(clock.seconds)
    model = build(case.scenario)
    reached.append(clock.seconds)
    model.matrix()
    reached.append(clock.seconds)
    plan = synergy.solve(model, case.options, in_process=True)
    reached.append(clock.seconds)
    with tempfile.TemporaryDirectory() as folder:
        plan.save(Path(folder) / "plan.nc")
    reached.append(clock.seconds)
    return dict(zip(PARTS, (after - before for before, after in pairwise([0.0, *reached])), strict=True))


def _warm(name: str, number: int) -> dict[str, object]:
    """Return how long solving takes from scratch and from the plan of the base case."""
    base = scenario_named(name)
    start = synergy.solve(base, OPTIONS, in_process=True, prices=False)
    ratios, cold_seconds = [], []
    for turn, one in enumerate(varied(base, min(number, 12))):
        took = {}
        for kind in ("cold", "warm") if turn % 2 else ("warm", "cold"):
            further = {"start": start} if kind == "warm" else {}
            plan = synergy.solve(one, OPTIONS, in_process=True, prices=False, **further)
            took[kind] = float(plan.provenance["solve_seconds"])
        ratios.append(took["warm"] / took["cold"])
        cold_seconds.append(took["cold"])
    found = {
        "example": name,
        "cold": statistics.median(cold_seconds),
        "warm / cold": statistics.median(ratios),
    }
    print(found, flush=True)
    return found


def _parts(
    records: Sequence[dict[str, Any]], warm: Sequence[dict[str, Any]], split: dict[str, float], number: int
) -> list[str]:
    rows = []
    for way, title in WAYS.items():
        own = {record["round"]: record["seconds"] for record in records if record["way"] == way}
        serial = {record["round"]: record["seconds"] for record in records if record["way"] == "serial"}
        gain = statistics.median(serial[turn] / took for turn, took in own.items())
        middle = statistics.median(own.values())
        rows.append([title, seconds(middle), seconds(middle / number), f"{gain:.2f}"])
    whole = sum(split.values())
    return [
        f"{number} cases of {EXAMPLE}, one thread each; all ways give the same plans, byte for byte.",
        table(["way", "all [s]", "a case [s]", "x serial"], rows),
        "Where the time of a case goes:",
        table(
            ["part", "[s]", "share"],
            [[PARTS[part], seconds(took), f"{100 * took / whole:.1f} %"] for part, took in split.items()],
        ),
        "Solving from scratch, and from the plan of the base case (medians; prices differ by up to 20 %):",
        table(
            ["example", "from scratch [s]", "from a plan / from scratch"],
            [[one["example"], seconds(one["cold"]), f"{one['warm / cold']:.2f}"] for one in warm],
        ),
    ]
