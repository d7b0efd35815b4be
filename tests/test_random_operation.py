"""Random converters that are on or off, in units, at part load: HiGHS against SCIP, audits, coalitions."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import synergy
from factories import HOURS, demand, make_scenario, market
from scip import solve_with_scip
from synergy.formulation.build import build
from synergy.formulation.membership import Membership
from synergy.scenario import Scenario
from synergy.solver.highs import solve_matrix
from synergy.solver.options import SolveOptions

ALWAYS, NIGHTLY = 15, 200
NO_GAP = SolveOptions(gap=0.0)
LONG = {6, 7}
"""Models that take several seconds each."""
SEEDS = [
    pytest.param(seed, marks=pytest.mark.slow if seed >= ALWAYS or seed in LONG else ())
    for seed in range(NIGHTLY)
]


def random_plant(draw: np.random.Generator) -> dict[str, Any]:
    """Return a converter with some of everything that operation knows."""
    plant: dict[str, Any] = {
        "kind": "converter",
        "reference": "heat",
        "inputs": {"gas": float(draw.uniform(1.0, 1.3)), "power": 0.05},
        "outputs": {"heat": 1.0, "flue-gas": 0.2},
        "opex_variable": 1.0,
    }
    if draw.random() < 0.5:
        plant["unit_size"] = unit = float(draw.choice([2.0, 3.0, 5.0]))
        plant["capacity_existing"] = unit * int(draw.integers(0, 3))
    elif draw.random() < 0.5:
        plant["capacity_existing"] = float(draw.uniform(3.0, 9.0))
    if draw.random() < 0.7 or not plant.get("capacity_existing"):
        plant |= {"capacity_max": 12.0, "capex_specific": float(draw.uniform(1.0, 9.0)) * HOURS}
        if draw.random() < 0.5:
            plant["capex_fixed"] = float(draw.uniform(1.0, 30.0)) * HOURS
    loads = sorted(draw.choice([0.2, 0.35, 0.5, 0.65, 0.8], size=int(draw.integers(0, 4)), replace=False))
    if loads:
        plant["part_load"] = [
            {
                "load": float(load),
                "inputs": {"gas": float(draw.uniform(0.9, 1.6))},
                "outputs": {"flue-gas": float(draw.uniform(0.1, 0.4))},
            }
            for load in loads
        ]
    elif draw.random() < 0.7:
        plant["minimum_load"] = float(draw.uniform(0.1, 0.7))
    if loads or "minimum_load" in plant:
        plant["minimum_up_time"] = float(draw.choice([0.0, 2.0, 3.0]))
        plant["minimum_down_time"] = float(draw.choice([0.0, 2.0, 3.0]))
        plant["start_cost"] = float(draw.choice([0.0, 2.0, 20.0]))
    for ramp in ("ramp_up", "ramp_down"):
        if draw.random() < 0.3:
            plant[ramp] = float(draw.uniform(0.1, 0.9))
    if draw.random() < 0.25:
        plant["planned_outage"] = float(draw.choice([1.0, 2.0])) * HOURS / 6.0
    if draw.random() < 0.2:
        plant["commitment"] = "relaxed"
    return plant


def random_operation(seed: int) -> Scenario:
    """Return two plants of two owners that meet a demand of heat; always feasible, for heat can be bought."""
    draw = np.random.default_rng(seed)
    plants = {f"plant-{name}": {**random_plant(draw), "owner": name} for name in ("a", "b")}
    outage = any("planned_outage" in plant for plant in plants.values())
    time: dict[str, Any] = {"year": 2030, "steps": 6}
    if outage:
        time |= {"hours": HOURS / 6.0, "weights": {"year": 1}}
    else:
        hours = [1.0] * 6 if draw.random() < 0.6 else [1.0, 1.0, 2.0, 1.0, 3.0, 1.0]
        time |= {"hours": hours, "weights": {"day": HOURS / sum(hours)}}
    assets = {
        "load": demand({"profile": "load"}, carrier="heat", unserved_price=200.0),
        **plants,
        "gas": market(30.0, carrier="gas"),
        "backup": market(float(draw.uniform(40.0, 120.0)), carrier="heat", buy_max=6.0),
        "grid": market({"profile": "price"}, impacts={"scope2": 0.2}),
    }
    profiles = {
        "load": draw.uniform(0.0, 14.0, 6).round(2).tolist(),
        "price": draw.uniform(-20.0 if draw.random() < 0.3 else 10.0, 120.0, 6).round(2).tolist(),
    }
    carriers = {"heat": {"surplus": str(draw.choice(["forbidden", "free"]))}}
    policies = {"carbon": {"kind": "carbon_price", "prices": {"scope1": float(draw.choice([0.0, 80.0]))}}}
    return make_scenario(
        assets, time=time, profiles=profiles, carriers=carriers, policies=policies, owners={"a": {}, "b": {}}
    )


def optimum(scenario: Scenario, **how: Any) -> float:
    found = solve_matrix(build(scenario, **how).matrix(), NO_GAP, want_duals=False, in_process=True)
    assert found.objective is not None
    return found.objective


@pytest.mark.parametrize("seed", SEEDS)
def test_highs_and_scip_agree_and_the_plan_passes_its_audit(seed: int) -> None:
    scenario = random_operation(seed)
    other = solve_with_scip(build(scenario).matrix())
    assert optimum(scenario) == pytest.approx(other.objective, rel=1e-6, abs=1e-6)
    synergy.solve(scenario, gap=0.0, in_process=True, prices=False)  # raises if the audit fails


@pytest.mark.parametrize("seed", SEEDS)
def test_sizes_cut_or_not_have_the_same_optimum_and_relaxing_never_costs_more(seed: int) -> None:
    scenario = random_operation(seed)
    whole = optimum(scenario)
    assert whole == pytest.approx(optimum(scenario, tight=False), rel=1e-6, abs=1e-6)
    easier = scenario.with_({f"assets.plant-{name}.commitment": "relaxed" for name in ("a", "b")})
    assert optimum(easier) <= whole + 1e-6 * max(1.0, abs(whole))


@pytest.mark.parametrize("seed", SEEDS)
def test_every_coalition_costs_what_its_own_scenario_costs(seed: int) -> None:
    scenario = random_operation(seed)
    model = build(scenario, players=["a", "b"])
    matrix = model.matrix()
    membership = model.membership
    assert isinstance(membership, Membership)
    for members in ((0, 0), (0, 1), (1, 0), (1, 1)):
        lower, upper = matrix.column_lower.copy(), matrix.column_upper.copy()
        lower[membership.columns] = upper[membership.columns] = members
        fixed = type(matrix)(**{**vars(matrix), "column_lower": lower, "column_upper": upper})
        found = solve_matrix(fixed, NO_GAP, want_duals=False, in_process=True).objective
        owners = [name for name, taken in zip(("a", "b"), members, strict=True) if taken]
        assert found == pytest.approx(optimum(scenario.restrict(owners)), rel=1e-6, abs=1e-6)
