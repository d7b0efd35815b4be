"""Random pipes and fleets: against SCIP, cut and uncut, and with owners as players."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import synergy
from factories import HOURS, demand, make_scenario, market, solve
from scip import solve_with_scip
from synergy.formulation.build import build
from synergy.formulation.matrix import Matrix
from synergy.pathway.model import state_pathway
from synergy.pathway.pathway import Pathway
from synergy.plan.audit import audit
from synergy.plan.fixed_design import fixed_design
from synergy.scenario import Scenario
from synergy.solver.highs import solve_matrix
from synergy.solver.options import SolveOptions

ALWAYS, NIGHTLY = 15, 200
EXACT = SolveOptions(gap=0.0)
OWNERS = ("ann", "bob")
SEEDS = [pytest.param(seed, marks=pytest.mark.slow if seed >= ALWAYS else ()) for seed in range(NIGHTLY)]


def random_transport(seed: int) -> Scenario:
    """Return hydrogen that comes by a pressure pipeline, by ship, or not at all, in a few steps."""
    draw = np.random.default_rng(seed)
    steps = int(draw.integers(1, 4))

    def number(low: float, high: float) -> float:
        return float(draw.uniform(low, high))

    pipes = [
        {
            "name": f"DN{size}",
            "inner_diameter": float(size),
            "pressure_class": number(55, 90),
            "capex_per_km": number(0.01, 0.03) * size * HOURS,
        }
        for size in (60, 90, 150)
    ]
    line: dict[str, Any] = {
        "kind": "pressure_pipeline",
        "carrier": "hydrogen",
        "fluid": "hydrogen",
        "supply_pressure": number(10, 60),
        "inlet_pressure": 55.0,
        "outlet_pressure": number(20, 50),
        "diameters": [*pipes, {**pipes[0], "name": "sure", "pressure_class": 60.0}],
        "boosters_max": int(draw.integers(0, 3)),
        "capex_booster": number(0, 40) * HOURS,
        "capex_drive": number(0, 50) * HOURS,
    }
    if draw.random() < 0.3:
        line |= {"capacity_existing": number(0, 10), "boosters_existing": int(draw.integers(0, 3))}
    berth = {
        "berths_existing": int(draw.integers(0, 2)),
        "berths_max": 3,
        "capex_berth": number(0, 5) * HOURS,
    }
    ship: dict[str, Any] = {
        "kind": "freight",
        "carrier": "hydrogen",
        "payload": number(2, 20),
        "speed": 30.0,
        "loading_time": number(0.1, 2),
        "unloading_time": number(0.1, 2),
        "vehicles_existing": int(draw.integers(0, 2)),
        "vehicles_max": int(draw.integers(1, 12)),
        "capex_vehicle": number(0, 30) * HOURS,
        "terminals": [{**berth, "capex_storage": number(0, 1) * HOURS}],
        "boil_off": number(0, 0.2),
        "fuel_carrier": "power",
        "fuel": number(0.001, 0.05),
        "cost_per_km": number(0, 0.3),
        "availability": {"profile": "up"},
    }
    assets = {
        "load": demand({"profile": "load"}, carrier="hydrogen", site="there", unserved_price=300.0),
        "supply": market(60.0, carrier="hydrogen", owner=OWNERS[0], buy_max=number(5, 60)),
        "grid": market({"profile": "price"}, buy_max=100.0),
        "line": {**line, "owner": OWNERS[0]},
        "ship": {**ship, "owner": OWNERS[1]},
    }
    profiles = {
        "load": draw.uniform(0, 40, steps).tolist(),
        "price": draw.uniform(10, 150, steps).tolist(),
        "up": draw.uniform(0.3, 1, steps).tolist(),
    }
    owners = {name: {} for name in OWNERS}
    length = number(5, 150)
    return make_scenario(assets, steps=steps, profiles=profiles, length=length, owners=owners)


def optimum(matrix: Matrix) -> float:
    found = solve_matrix(matrix, EXACT, want_duals=False, in_process=True).objective
    return np.inf if found is None else found


@pytest.mark.parametrize("seed", SEEDS)
def test_the_optimum_is_scips_and_that_of_the_uncut_model(seed: int) -> None:
    scenario = random_transport(seed)
    matrix = build(scenario).matrix()
    ours, other = optimum(matrix), solve_with_scip(matrix)
    assert other.status == "optimal"
    assert ours == pytest.approx(other.objective, rel=1e-6, abs=1e-6)
    assert ours == pytest.approx(optimum(build(scenario, tight=False).matrix()), rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("seed", range(ALWAYS))
def test_plans_pass_their_audit_and_keep_their_design(seed: int) -> None:
    scenario = random_transport(seed)
    plan = solve(scenario)
    assert plan.report.passed
    again = optimum(fixed_design(scenario, plan).matrix())
    assert again == pytest.approx(optimum(build(scenario).matrix()), rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("seed", range(6))
def test_pathways_are_cut_to_what_is_of_use(seed: int) -> None:
    base = random_transport(seed)
    changes = {2040: {"assets.load.demand": {"profile": "load", "scale": 1.7}}}
    years = (2030, 2040)
    terms: dict[str, Any] = {"years": years, "end": 2050, "discount_rate": 0.0, "changes": changes}
    longer = {"line": {"lifetime": 20.0}, "ship": {"lifetime": 15.0}}
    living = [asset.model_copy(update=longer.get(asset.id, {})) for asset in base.cluster.assets.values()]
    lived = replace(base, cluster=base.cluster.holding(living))
    pathway = Pathway.of(lived, **terms)
    tight, loose = (optimum(state_pathway(pathway, years, tight=tight).matrix()) for tight in (True, False))
    assert tight == pytest.approx(loose, rel=1e-6, abs=1e-6)
    for described in (pathway, Pathway.of(lived, **terms, foresight="myopic")):
        assert synergy.solve(described, gap=0.0, in_process=True, prices=False).report.passed


@pytest.mark.parametrize("seed", range(2))
def test_a_saved_plan_comes_back(seed: int, tmp_path: Path) -> None:
    plan = solve(random_transport(seed))
    plan.save(tmp_path / "plan.nc")
    again = synergy.load(tmp_path / "plan.nc")
    assert again.summary() == plan.summary()
    assert audit(again).passed


@pytest.mark.parametrize("seed", range(8))
def test_every_coalition_costs_what_its_own_scenario_costs(seed: int) -> None:
    whole = random_transport(seed).restrict(OWNERS)
    model = build(whole, players=OWNERS)
    matrix, columns = model.matrix(), model.membership.columns
    for size in range(len(OWNERS) + 1):
        for members in combinations(OWNERS, size):
            lower, upper = matrix.column_lower.copy(), matrix.column_upper.copy()
            lower[columns] = upper[columns] = [owner in members for owner in OWNERS]
            found = optimum(replace(matrix, column_lower=lower, column_upper=upper))
            alone = optimum(build(whole.restrict(members)).matrix())
            assert found == pytest.approx(alone, rel=1e-6, abs=1e-6), members
