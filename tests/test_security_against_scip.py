"""Outages, reserves, build rates and learning in random clusters: HiGHS against SCIP, optimum by optimum."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from factories import HOURS, make_scenario
from scip import solve_with_scip
from synergy.formulation.build import build
from synergy.scenario import Scenario
from synergy.solver.highs import solve_matrix
from synergy.solver.options import SolveOptions

ALWAYS, NIGHTLY = 15, 200
SEEDS = [pytest.param(n, marks=pytest.mark.slow if n >= ALWAYS else ()) for n in range(NIGHTLY)]


def drawn(seed: int) -> Scenario:
    """Return a load, a grid and some plants, with outages and policies, all drawn at random."""
    random = np.random.default_rng(seed)
    steps, number = int(random.integers(1, 4)), int(random.integers(2, 5))
    weights = {"winter": HOURS / steps / 2, "summer": HOURS / steps / 2}
    load = np.round(random.uniform(2.0, 10.0, (2, steps)), 2).tolist()
    cost = float(random.integers(20, 80)) * HOURS
    assets: dict[str, Any] = {
        "load": {
            "kind": "demand",
            "carrier": "power",
            "demand": {"profile": "load"},
            "unserved_price": 900.0,
        },
        "grid": {"kind": "market", "carrier": "power", "buy_price": float(random.integers(30, 90))},
    }
    for n in range(number):
        assets[f"plant-{n}"] = {
            "kind": "generator",
            "carrier": "power",
            "capacity_max": float(random.integers(3, 12)),
            "capex_fixed": float(random.integers(0, 2)) * 20.0 * HOURS,
            "capex_specific": cost,
            "opex_variable": float(random.integers(0, 20)),
            "construction_time": float(random.integers(0, 3)),
        }
    out = random.choice(["grid", *(f"plant-{n}" for n in range(number))], 2, replace=False)
    periods = [["winter"], ["summer"], []]
    outages = {
        f"case-{n}": {"assets": [str(key)], "hours": float(random.integers(10, 900)), "periods": periods[n]}
        for n, key in enumerate(out)
    }
    policies: dict[str, Any] = {}
    if random.random() < 0.7:
        rate = {"learning_rate": 0.2, "experience": float(random.integers(1, 9)), "error": 0.1}
        policies["learn"] = {"kind": "learning", "asset_kinds": ["generator"], **rate}
    if random.random() < 0.5:
        policies["spare"] = {"kind": "reserve", "carrier": "power", "asset_kinds": ["generator"], "load": 2.0}
    if random.random() < 0.5:
        policies["slow"] = {"kind": "build_rate", "asset_kinds": ["generator"], "limit": 9.0, "years": 2.0}
    scenario = make_scenario(assets, steps=steps, weights=weights, profiles={"load": load}, policies=policies)
    return scenario.with_({"discount_rate": 0.05, "time.outages": outages})


@pytest.mark.parametrize("seed", SEEDS)
def test_both_find_the_same_optimum(seed: int) -> None:
    matrix = build(drawn(seed)).matrix()
    ours = solve_matrix(matrix, SolveOptions(gap=0.0), want_duals=False, in_process=True)
    other = solve_with_scip(matrix)
    assert ours.status == other.status
    if other.objective is not None:
        assert ours.objective == pytest.approx(other.objective, rel=1e-6)
