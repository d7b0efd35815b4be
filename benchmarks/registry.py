"""What it costs to state, assemble and load a model: (model, size) x phase x route.

Each measurement runs in a fresh process. In every round all routes follow one another, beginning with
another one each time; ratios are taken within a round and their medians reported, so that a machine
that is busy now and then distorts them little.
"""

from __future__ import annotations

import argparse
import math
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.isolated import call
from benchmarks.measure import PHASES
from benchmarks.tables import RESULTS, seconds, table, write_csv, write_page

YARDSTICK = "numpy_arrays"
OURS = "synergy_arrays"
ROUTES = {
    "numpy_arrays": "bare NumPy arrays",
    "numpy_triplets": "NumPy triplets, SciPy",
    "synergy_arrays": "synergy, whole arrays",
    "synergy_scenario": "synergy, build(scenario)",
    "linopy_dense": "linopy",
    "linopy_sparse": "linopy, sparse",
    "pyomo_rules": "Pyomo rules, appsi_highs",
}
MOST_ENTRIES = {"pyomo_rules": 4_000_000}
"""Most entries that a route is given."""
ONCE = {"pyomo_rules": 500_000}
"""From this size on a route runs in the first round only."""
MOST_ASSETS = 3000
"""Most assets of a scenario: a cluster has tens or hundreds."""


@dataclass(frozen=True)
class Case:
    """A ring of some size."""

    family: str
    sites: int
    periods: int
    steps: int

    @property
    def entries(self) -> int:
        """Entries of the matrix, but for the few of the pipes."""
        return 20 * self.sites * self.periods * self.steps

    def routes(self) -> list[str]:
        """Return the routes that this size is for."""
        chosen = [route for route in ROUTES if self.entries <= MOST_ENTRIES.get(route, math.inf)]
        return [route for route in chosen if route != "synergy_scenario" or 5 * self.sites <= MOST_ASSETS]


CASES = (
    Case("hours", 2, 1, 24),
    Case("hours", 4, 5, 24),
    Case("hours", 10, 21, 24),
    Case("hours", 12, 26, 168),
    Case("hours", 20, 365, 24),
    Case("hours", 57, 365, 24),
    Case("sites", 20, 1, 24),
    Case("sites", 200, 1, 24),
    Case("sites", 2000, 1, 24),
    Case("sites", 20000, 1, 24),
)
QUICK = 1_500_000


def run(arguments: Sequence[str]) -> None:
    """Measure, and write ``registry.csv`` and ``registry.md``."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks registry", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--most", type=float, default=math.inf, help="most entries of a model")
    parser.add_argument("--least", type=float, default=0, help="least entries of a model")
    parser.add_argument("--quick", action="store_true", help="one round, no large models")
    parser.add_argument("--routes", nargs="*", choices=ROUTES, help="only these, and the yardstick")
    parser.add_argument("--out", type=Path, default=RESULTS)
    chosen = parser.parse_args(arguments)
    most = min(chosen.most, QUICK) if chosen.quick else chosen.most
    records = []
    for case in CASES:
        if chosen.least <= case.entries <= most:
            names = [r for r in case.routes() if not chosen.routes or r in {*chosen.routes, YARDSTICK}]
            records += list(_measured(case, names, 1 if chosen.quick else chosen.rounds))
    write_csv(chosen.out, "registry", records)
    write_page(chosen.out, "registry", "Stating, assembling and loading", _parts(records))


def _measured(case: Case, routes: Sequence[str], rounds: int) -> Iterator[dict[str, object]]:
    fingerprints: dict[str, list[float]] = {}
    for number in range(rounds):
        turn = number % len(routes)
        for route in [*routes[turn:], *routes[:turn]]:
            if number and case.entries >= ONCE.get(route, math.inf):
                continue
            found = call(
                "benchmarks.measure:measure",
                route=route,
                sites=case.sites,
                periods=case.periods,
                hours=case.steps,
            )
            fingerprints[route] = [found["columns"], found["rows"], found["entries"], *found["fingerprint"]]
            _same(fingerprints, case)
            wall = found["wall"]
            total = sum(wall[phase] for phase in PHASES[1:])
            busy = sum(found["busy"][phase] for phase in PHASES[1:])
            print(
                f"{case.family} {found['entries']:>9} {route:<17} round {number + 1}: {total:.3f} s",
                flush=True,
            )
            yield {
                "family": case.family,
                "sites": case.sites,
                "hours": case.periods * case.steps,
                "columns": found["columns"],
                "rows": found["rows"],
                "entries": found["entries"],
                "route": route,
                "round": number + 1,
                **{phase: f"{wall[phase]:.6f}" for phase in PHASES},
                "total": f"{total:.6f}",
                "processor": f"{busy:.6f}",
                "base_mb": f"{found['base_mb']:.1f}",
                "peak_mb": f"{found['peak_mb']:.1f}",
            }


def _same(fingerprints: dict[str, list[float]], case: Case) -> None:
    """Refuse to compare routes that did not state the same model."""
    first = next(iter(fingerprints.values()))
    for route, numbers in fingerprints.items():
        if not all(math.isclose(a, b, rel_tol=1e-9) for a, b in zip(first, numbers, strict=True)):
            raise RuntimeError(
                f"{route} states another model than the rest at {case}: {numbers} against {first}"
            )


def _parts(records: Sequence[dict[str, object]]) -> list[str]:
    parts = [
        "Wall-clock seconds, medians of rounds; ratios are medians of ratios within a round. *State* "
        "writes the formulas, *assemble* makes the matrix, *load* puts it into HiGHS; linopy and "
        "Pyomo assemble while they load. Memory is the peak of the process, with what the libraries "
        "take by themselves in brackets. Describing and checking the scenario comes before stating "
        "and is not in the total; its time stands in the CSV file (`prepare`)."
    ]
    for family, text in (
        ("hours", "A few sites over more and more hours"),
        ("sites", "More and more sites over one day"),
    ):
        own = [record for record in records if record["family"] == family]
        if own:
            parts += [f"## {text}", _table(own)]
    return parts


def _table(records: Sequence[dict[str, object]]) -> str:
    head = [
        "entries",
        "columns",
        "route",
        "state",
        "assemble",
        "load",
        "total",
        "x NumPy",
        "x synergy",
        "peak MB",
    ]
    rows = []
    for entries in dict.fromkeys(record["entries"] for record in records):
        same_size = [record for record in records if record["entries"] == entries]
        for route in dict.fromkeys(record["route"] for record in same_size):
            own = [record for record in same_size if record["route"] == route]

            def middle(field: str, own: list[dict[str, object]] = own) -> float:
                return statistics.median(float(str(record[field])) for record in own)

            rows.append(
                [
                    f"{entries:,}",
                    f"{same_size[0]['columns']:,}",
                    ROUTES[str(route)],
                    *(seconds(middle(field)) for field in (*PHASES[1:], "total")),
                    _ratio(same_size, str(route), YARDSTICK),
                    _ratio(same_size, str(route), OURS),
                    f"{middle('peak_mb'):.0f} ({middle('base_mb'):.0f})",
                ]
            )
    return table(head, rows, left=3)


def _ratio(records: Sequence[dict[str, object]], route: str, other: str) -> str:
    """Return the median of ratios within a round."""
    totals = {(record["route"], record["round"]): float(str(record["total"])) for record in records}
    ratios = [
        total / totals[other, number]
        for (name, number), total in totals.items()
        if name == route and (other, number) in totals
    ]
    return seconds(statistics.median(ratios)) if ratios else ""
