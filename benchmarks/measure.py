"""One measurement of one route, to be run in a process of its own.

What is imported late, and what libraries set up once, is paid for by a tiny model beforehand; short
models are repeated and their median taken.
"""

from __future__ import annotations

import gc
import importlib
import resource
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

import highspy
import numpy as np

from benchmarks.ring import make_ring

PHASES = ("prepare", "state", "assemble", "load")
SHORT_SECONDS = 0.5
MOST_REPEATS = 15
COMPARED_ENTRIES = 200_000
TINY = (2, 1, 24)


def measure(route: str, sites: int, periods: int, hours: int) -> dict[str, Any]:
    """Return times, memory and fingerprint of one route at one size."""
    module = importlib.import_module(f"benchmarks.routes.{route}")
    steps: list[Callable[[Any], Any]] = [
        getattr(module, "prepare", _unchanged),
        module.state,
        module.assemble,
        module.load,
    ]
    _run(steps, make_ring(*TINY))
    ring = make_ring(sites, periods, hours)
    gc.collect()
    base = _peak_megabytes()
    wall, busy, highs = _run(steps, ring)
    walls, busies = [wall], [busy]
    while sum(sum(each) for each in walls) < SHORT_SECONDS and len(walls) < MOST_REPEATS:
        del highs
        wall, busy, highs = _run(steps, ring)
        walls.append(wall)
        busies.append(busy)
    peak = _peak_megabytes()
    return {
        "wall": dict(zip(PHASES, map(statistics.median, zip(*walls, strict=True)), strict=True)),
        "busy": dict(zip(PHASES, map(statistics.median, zip(*busies, strict=True)), strict=True)),
        "base_mb": base,
        "peak_mb": peak,
        "columns": highs.getNumCol(),
        "rows": highs.getNumRow(),
        "entries": highs.getNumNz(),
        "fingerprint": _fingerprint(highs) if highs.getNumNz() <= COMPARED_ENTRIES else [],
    }


def _unchanged(value: Any) -> Any:
    return value


def _run(steps: list[Callable[[Any], Any]], value: Any) -> tuple[list[float], list[float], highspy.Highs]:
    """Return wall-clock and processor seconds of each phase; what earlier phases made stays alive."""
    wall, busy, kept = [], [], [value]
    for step in steps:
        began, used = time.perf_counter(), time.process_time()
        kept.append(step(kept[-1]))
        wall.append(time.perf_counter() - began)
        busy.append(time.process_time() - used)
    return wall, busy, kept[-1]


def _peak_megabytes() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024.0 if sys.platform != "darwin" else 1024.0**2)


def _fingerprint(highs: highspy.Highs) -> list[float]:
    """Return numbers that agree where two routes stated the same model, in whichever order."""
    lp = highs.getLp()
    cost, upper = np.array(lp.col_cost_), np.array(lp.col_upper_)
    values = np.array(lp.a_matrix_.value_)
    bounds = np.concatenate([np.array(lp.row_lower_), np.array(lp.row_upper_)])
    bounds = bounds[np.isfinite(bounds)]
    integers = sum(kind == highspy.HighsVarType.kInteger for kind in lp.integrality_)
    parts = [cost.sum(), (cost**2).sum(), upper.sum(), values.sum(), (values**2).sum(), (values**3).sum()]
    return [
        *map(float, parts),
        float(bounds.sum()),
        float((bounds**2).sum()),
        float(cost @ upper),
        float(integers),
    ]
