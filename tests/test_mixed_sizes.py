"""Heat, fuels and their transport in one cluster: sizes cut and whole have one optimum, which is SCIP's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from factories import HOURS, demand, make_scenario, market
from heat_cases import random_streams
from scip import solve_with_scip
from synergy.formulation.build import build
from synergy.formulation.matrix import Matrix
from synergy.plan.audit import audit
from synergy.plan.solve import solve
from synergy.scenario import Scenario
from synergy.solver.highs import solve_matrix
from synergy.solver.options import SolveOptions

ALWAYS, NIGHTLY = 10, 160
EXACT = SolveOptions(gap=0.0)
Data = dict[str, Any]
Number = Callable[[float, float], float]

CARRIERS: Data = {
    "steam": {"temperature": 400.0},
    "hot-water": {"temperature": 90.0, "return_temperature": 50.0},
    "water": {"temperature": 5.0, "return_temperature": 0.0, "surplus": "free"},
}
CORRIDORS: Data = {
    "line": {"from": "here", "to": "there", "length": 4.0},
    "back": {"from": "there", "to": "here", "length": 4.0},
}


def sized(draw: np.random.Generator, most: float) -> Data:
    """Return the terms of a size: any, in units, with a smallest one, or what stands already."""
    terms: Data = {
        "capacity_max": most,
        "capex_fixed": float(draw.integers(0, 30)) * HOURS,
        "capex_specific": float(draw.uniform(0, 8)) * HOURS,
    }
    way = draw.integers(5)
    if way == 0:
        terms["capacity_min"] = float(draw.uniform(1, most / 2))
    elif way == 1:
        terms["unit_size"] = float(draw.integers(1, 6))
    elif way == 2:
        terms["capacity_existing"] = float(draw.integers(1, 8))
    return terms


def plants(draw: np.random.Generator, number: Number) -> Data:
    """Return what turns one carrier into another."""
    plants: Data = {
        "boiler": {
            "kind": "converter",
            "reference": "steam",
            "inputs": {"gas": number(1.05, 1.25)},
            "outputs": {"steam": 1.0},
        },
        "let-down": {
            "kind": "converter",
            "reference": "hot-water",
            "inputs": {"steam": 1.0},
            "outputs": {"hot-water": 1.0},
        },
        "electrolyser": {
            "kind": "converter",
            "reference": "power",
            "inputs": {"power": 1.0},
            "outputs": {"hydrogen": 0.6, "hot-water": number(0.05, 0.25)},
        },
        "pump": {
            "kind": "heat_pump",
            "sink": "steam" if draw.integers(2) else "hot-water",
            "drive": "power",
            "source_temperature": 20.0,
        },
        "engine": {"kind": "heat_engine", "source": "steam", "power": "power", "sink": "hot-water"},
    }
    if plants["pump"]["sink"] == "steam":
        plants["pump"] |= {"source": "hot-water", "source_temperature": None}
    return {name: {**plant, **sized(draw, number(8, 60))} for name, plant in plants.items()}


def links(draw: np.random.Generator, number: Number) -> Data:
    """Return what carries hydrogen and heat from here to there, and perhaps heat back."""
    pipe = {"inner_diameter": 100.0, "heat_loss": number(0, 8)}
    main: Data = {
        "kind": "heat_pipe",
        "carrier": "hot-water",
        "diameters": [
            {**pipe, "name": "thin", "capacity": number(3, 9), "capex_per_km": number(0, 2) * HOURS},
            {**pipe, "name": "thick", "capacity": number(9, 20), "capex_per_km": number(1, 4) * HOURS},
        ],
        "pumping_per_km": number(0, 0.01),
    }
    line: Data = {
        "kind": "pressure_pipeline",
        "carrier": "hydrogen",
        "fluid": "hydrogen",
        "supply_pressure": number(10, 50),
        "inlet_pressure": 50.0,
        "outlet_pressure": number(20, 45),
        "diameters": [
            {
                "name": f"DN{size}",
                "inner_diameter": size,
                "pressure_class": 60.0,
                "capex_per_km": number(0.01, 0.08) * size * HOURS,
            }
            for size in (25.0, 40.0, 80.0)
        ],
        "boosters_max": int(draw.integers(0, 2)),
        "capex_booster": number(0, 10) * HOURS,
    }
    truck: Data = {
        "kind": "freight",
        "carrier": "hydrogen",
        "payload": number(5, 20),
        "speed": 40.0,
        "loading_time": number(0.2, 1),
        "unloading_time": number(0.2, 1),
        "vehicles_existing": int(draw.integers(0, 2)),
        "vehicles_max": int(draw.integers(1, 6)),
        "capex_vehicle": number(0, 30) * HOURS,
        "fuel_carrier": "power",
        "fuel": number(0.001, 0.1),
        "boil_off": number(0, 0.2),
        "terminals": [{"berths_max": 3, "capex_berth": number(0, 5) * HOURS}] if draw.integers(2) else [],
    }
    found = {"main": main, "line": line, "truck": truck}
    if draw.integers(2):
        found["main-back"] = {**main, "corridor": "back"}
    return found


def random_mixture(seed: int) -> Scenario:
    """Return two sites that exchange hydrogen and heat, one of them with streams, in two steps."""
    draw = np.random.default_rng(seed)

    def number(low: float, high: float) -> float:
        return float(draw.uniform(low, high))

    streams = [one.to_data() for one in random_streams(draw, 4)]
    streams[0]["running"] = {"profile": "runs"}
    heat: Data = {
        "kind": "heat_recovery",
        "streams": streams,
        "takes": ["steam", "hot-water"] if draw.integers(2) else ["steam"],
        "gives": ["water", "hot-water"],
    }
    if draw.integers(2):
        heat |= {"recovery": "sized", **sized(draw, 30.0)}
    assets = {
        "grid": market({"profile": "price"}, buy_max=60.0, sell_price=number(0, 30), sell_max=number(0, 9)),
        "grid-there": market(number(40, 120), site="there"),
        "gas": market(number(10, 40), carrier="gas"),
        "steam": market(number(80, 150), carrier="steam"),
        "heat": heat,
        **plants(draw, number),
        **links(draw, number),
        "hydrogen": demand(
            {"profile": "load"}, carrier="hydrogen", site="there", unserved_price=number(100, 400)
        ),
        "district": demand(
            {"profile": "cold"}, carrier="hot-water", site="there", unserved_price=number(20, 300)
        ),
        "boiler-there": {
            "kind": "converter",
            "site": "there",
            "reference": "power",
            "inputs": {"power": 1.0},
            "outputs": {"hot-water": 1.0},
            **sized(draw, 20.0),
        },
    }
    if draw.integers(2):
        assets["cooler"] = {"kind": "disposal", "carrier": "hot-water", "tariff": number(0, 5)}
    profiles = {
        "price": draw.uniform(-10, 120, 2).tolist(),
        "load": draw.uniform(0, 25, 2).tolist(),
        "cold": draw.uniform(0, 15, 2).tolist(),
        "runs": [1.0, number(0, 1)],
    }
    return make_scenario(assets, steps=2, profiles=profiles, carriers=CARRIERS, corridors=CORRIDORS)


def optimum(matrix: Matrix) -> float:
    found = solve_matrix(matrix, EXACT, want_duals=False, in_process=True)
    assert found.status == "optimal"
    assert found.objective is not None
    return found.objective


@pytest.mark.parametrize(
    "seed", [pytest.param(one, marks=pytest.mark.slow if one >= ALWAYS else ()) for one in range(NIGHTLY)]
)
def test_sizes_may_be_cut_and_plans_pass_their_audit(seed: int) -> None:
    scenario = random_mixture(seed)
    matrix = build(scenario).matrix()
    ours = optimum(matrix)
    assert ours == pytest.approx(optimum(build(scenario, tight=False).matrix()), rel=1e-6, abs=1e-3)
    other = solve_with_scip(matrix)
    assert (other.status, other.objective) == ("optimal", pytest.approx(ours, rel=1e-6, abs=1e-3))
    plan = solve(scenario, gap=0.0, in_process=True, prices=False, audit=False)
    assert audit(plan).passed
