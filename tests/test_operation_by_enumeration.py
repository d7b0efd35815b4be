"""Random plants that are on or off against every schedule tried by itself, at prices of either sign."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from factories import HOURS, demand, make_scenario, market, solve
from operation_by_enumeration import Around, Array, best_cost
from synergy.formulation.build import build
from synergy.formulation.ledger import MONEY_SCALE
from synergy.scenario import Scenario
from synergy.solver.highs import solve_matrix
from synergy.solver.options import SolveOptions

ALWAYS, NIGHTLY = 8, 200
SEEDS = [pytest.param(seed, marks=pytest.mark.slow if seed >= ALWAYS else ()) for seed in range(NIGHTLY)]
NO_GAP = SolveOptions(gap=0.0)


def random_plant(draw: np.random.Generator) -> dict[str, Any]:
    """Return a plant that makes heat and power from gas, by either end of which it is measured."""
    per_heat = bool(draw.random() < 0.5)
    outputs = {"power": float(draw.uniform(0.1, 0.4)), "heat": float(draw.uniform(0.4, 0.6))}
    plant: dict[str, Any] = {"reference": "heat" if per_heat else "gas", "opex_variable": 1.0}
    plant["inputs"] = {"gas": float(draw.uniform(1.4, 1.8)) if per_heat else 1.0}
    plant["outputs"] = {**outputs, "heat": 1.0} if per_heat else outputs
    new = {"capex_specific": float(draw.uniform(0.0, 9.0)) * HOURS}
    if draw.random() < 0.3:
        plant |= {"unit_size": 3.0, "capacity_existing": 3.0 * int(draw.integers(0, 3))}
        if plant["capacity_existing"] < 6.0:
            plant |= {**new, "capacity_max": 6.0 - plant["capacity_existing"]}
    elif draw.random() < 0.5:
        plant["capacity_existing"] = float(draw.uniform(2.0, 8.0))
    else:
        plant |= {**new, "capacity_max": 10.0}
    loads = sorted(draw.choice([0.25, 0.4, 0.5, 0.6, 0.75], int(draw.integers(0, 3)), replace=False))
    if loads:
        plant["part_load"] = [_point(draw, float(load), per_heat) for load in loads]
    elif draw.random() < 0.7:
        plant["minimum_load"] = float(draw.choice([0.3, 0.5, 0.7, 1.0]))
    if loads or "minimum_load" in plant:
        for name in ("minimum_up_time", "minimum_down_time"):
            plant[name] = float(draw.choice([0.0, 1.5, 2.0, 3.0, 30.0]))
        plant["start_cost"] = float(draw.choice([0.0, 2.0, 20.0, 100.0]))
    for name in ("ramp_up", "ramp_down"):
        if "unit_size" not in plant and draw.random() < 0.35:
            plant[name] = float(draw.uniform(0.1, 0.9))
    return plant


def _point(draw: np.random.Generator, load: float, per_heat: bool) -> dict[str, Any]:
    outputs = {"power": float(draw.uniform(0.05, 0.6))}
    if per_heat:
        return {"load": load, "inputs": {"gas": float(draw.uniform(1.2, 2.2))}, "outputs": outputs}
    return {"load": load, "outputs": {**outputs, "heat": float(draw.uniform(0.3, 0.7))}}


def random_case(seed: int) -> tuple[dict[str, Any], Around, Array]:
    """Return a plant, what surrounds it in up to four steps of any length, and its availability."""
    draw = np.random.default_rng(seed)
    plant = random_plant(draw)
    steps = int(draw.integers(1, 4 if "unit_size" in plant else 5))
    hours = np.ones(steps) if draw.random() < 0.5 else draw.choice([0.5, 1.0, 2.0, 3.0], steps)
    around = Around(
        hours=hours,
        heat_needed=draw.uniform(0.0, 9.0, steps).round(2) * (draw.random(steps) < 0.85),
        gas_price=draw.uniform(-30.0 if draw.random() < 0.5 else 10.0, 50.0, steps).round(2),
        power_price=draw.uniform(-80.0 if draw.random() < 0.5 else 5.0, 80.0, steps).round(2),
        backup_price=float(draw.uniform(30.0, 120.0)),
        unserved_price=200.0,
        gas_most=25.0,
        heat_may_go=bool(draw.random() < 0.4),
    )
    full = bool(draw.random() < 0.6)
    return plant, around, np.ones(steps) if full else draw.choice([0.0, 0.2, 0.45, 0.8, 1.0], steps)


def as_scenario(plant: dict[str, Any], around: Around, available: Array) -> Scenario:
    """Return the case as a scenario of one period that repeats all year."""
    assets = {
        "load": demand({"profile": "load"}, carrier="heat", unserved_price=around.unserved_price),
        "plant": {"kind": "converter", **plant, "availability": {"profile": "available"}},
        "gas": market({"profile": "gas"}, carrier="gas", buy_max=around.gas_most),
        "power": {"kind": "market", "carrier": "power", "sell_price": {"profile": "power"}},
        "backup": market(around.backup_price, carrier="heat"),
    }
    profiles = {
        "load": around.heat_needed,
        "available": available,
        "gas": around.gas_price,
        "power": around.power_price,
    }
    hours = around.hours.tolist()
    return make_scenario(
        assets,
        time={"year": 2030, "steps": len(hours), "hours": hours, "weights": {"day": HOURS / sum(hours)}},
        profiles={name: values.tolist() for name, values in profiles.items()},
        carriers={"heat": {"surplus": "free" if around.heat_may_go else "forbidden"}},
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_no_schedule_is_better_than_the_plan(seed: int) -> None:
    plant, around, available = random_case(seed)
    scenario = as_scenario(plant, around, available)
    best = best_cost(plant, around, available) * HOURS / around.hours.sum()
    for tight in (True, False):
        matrix = build(scenario, tight=tight).matrix()
        found = solve_matrix(matrix, NO_GAP, want_duals=False, in_process=True).objective
        if np.isinf(best):
            assert found is None
            continue
        assert found is not None
        cost = found / MONEY_SCALE
        if plant.get("unit_size") and any(plant.get(f"minimum_{way}_time") for way in ("up", "down")):
            # Units may take turns from one round to the next, which schedules of one round do not know.
            assert cost <= best + 1e-6 * max(abs(best), 1e3)
        else:
            assert cost == pytest.approx(best, rel=1e-6, abs=1e-2)
    if np.isfinite(best):
        solve(scenario)  # raises if the audit fails
