"""Random clusters whose demands are moved in time and whose assets share connections.

HiGHS and SCIP must find the same optimum, sizes cut to what is of use must not change it, plans must stand
their audit, and every coalition must cost what its own scenario costs.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np
import pytest

from random_clusters import random_cluster
from scip import solve_with_scip
from synergy.errors import ScenarioError
from synergy.formulation.build import build
from synergy.formulation.matrix import Matrix
from synergy.objective import Objective
from synergy.plan.audit import audit
from synergy.plan.solve import solve
from synergy.scenario import Scenario
from synergy.solver.highs import solve_matrix
from synergy.solver.options import SolveOptions
from test_against_scip import chunks, difference

ALWAYS, NIGHTLY, AT_ONCE = 16, 200, 8
EXACT = SolveOptions(gap=0.0)


def flexible_cluster(seed: int) -> Scenario | None:
    """Return a random cluster with moved demands and a connection limit, or None where that can not be."""
    rng = np.random.default_rng(seed)
    case = random_cluster(seed).copy()
    largest = {name: float(np.max(values)) for name, values in case.profiles.items()}
    for fields in case.data["assets"].values():
        if fields["kind"] == "demand":
            fields.update(_moved(rng, fields, largest))
    ends = [
        (fields["site"], fields["carrier"])
        for fields in case.data["assets"].values()
        if "site" in fields and "carrier" in fields
    ]
    site, carrier = ends[int(rng.integers(len(ends)))]
    case.data.setdefault("policies", {})["connection"] = {
        "kind": "connection_limit",
        "site": site,
        "carrier": carrier,
        "asset_kinds": sorted({fields["kind"] for fields in case.data["assets"].values()} - {"demand"}),
        "limit": float(np.round(rng.uniform(1.0, 40.0), 1)),
        "direction": str(rng.choice(["given", "taken", "each", "together", "net"])),
    }
    try:
        return case.scenario
    except ScenarioError:  # e.g. nothing but demands at the hub
        return None


def _moved(rng: np.random.Generator, fields: dict[str, Any], largest: dict[str, float]) -> dict[str, Any]:
    """Return the fields that let a demand be moved in one way or another, or shed."""
    needed = fields["demand"]
    peak = (
        needed if isinstance(needed, float | int) else largest[needed["profile"]] * needed.get("scale", 1.0)
    )
    if peak <= 0:
        return {}
    room = float(np.round(peak * rng.uniform(1.1, 2.0), 3))
    priced = fields.get("unserved_price") is not None
    shed = {"unserved_max": float(rng.choice([1.0, 0.9, 0.5]))} if priced else {}
    way = rng.integers(4)
    if way == 0:
        return shed
    if way == 1:
        return {**shed, "flexible": str(rng.choice(["period", "year"])), "served_max": room}
    moved = {"shift_window": float(rng.choice([1.0, 2.0, 6.0])), "shift_share": float(rng.choice([1.0, 0.4]))}
    costly = {"shift_cost": float(np.round(rng.uniform(0.0, 30.0), 1)), "served_max": room}
    return {**shed, **moved, **(costly if way == 3 else {})}


def optimum(matrix: Matrix) -> float:
    found = solve_matrix(matrix, EXACT, want_duals=False, in_process=True)
    return np.inf if found.objective is None else found.objective


@pytest.mark.parametrize("first", chunks(NIGHTLY, AT_ONCE, ALWAYS))
def test_highs_and_scip_agree_and_cuts_change_nothing(first: int) -> None:
    wrong, compared = {}, 0
    for seed in range(first, first + AT_ONCE):
        scenario = flexible_cluster(seed)
        if scenario is None:
            continue
        matrix = build(scenario).matrix()
        ours, other = solve_matrix(matrix, EXACT, in_process=True), solve_with_scip(matrix)
        words = difference(ours, other.status, other.objective, matrix)
        loose = optimum(build(scenario, tight=False).matrix())
        if words is None and ours.objective is not None and loose != pytest.approx(ours.objective, rel=1e-6):
            words = f"cut sizes find {ours.objective}, uncut ones {loose}"
        if words is None and ours.status == "optimal":
            plan = solve(scenario, gap=0.0, in_process=True, prices=False, audit=False)
            words = None if audit(plan).passed else str(audit(plan))
        compared += ours.status == "optimal"
        if words is not None:
            wrong[seed] = words
    assert not wrong
    assert compared


@pytest.mark.parametrize("first", chunks(NIGHTLY, AT_ONCE, ALWAYS))
def test_every_coalition_costs_what_its_own_scenario_costs(first: int) -> None:
    wrong = {}
    for seed in range(first, first + AT_ONCE):
        stated = flexible_cluster(seed)
        if stated is None:
            continue
        owners = list(stated.cluster.owners)
        try:
            whole = replace(stated, objective=Objective()).restrict(owners)
            model = build(whole, players=owners)
        except ScenarioError:  # a policy binds several, or a market is without limit where others are
            continue
        matrix, columns = model.matrix(), model.membership.columns
        for size in range(1, len(owners) + 1):
            for members in combinations(owners, size):
                lower, upper = matrix.column_lower.copy(), matrix.column_upper.copy()
                lower[columns] = upper[columns] = [owner in members for owner in owners]
                try:
                    alone = optimum(build(whole.restrict(members)).matrix())
                except ScenarioError:  # nothing is left, or a demand can not be reached
                    continue
                found = optimum(replace(matrix, column_lower=lower, column_upper=upper))
                if found != pytest.approx(alone, rel=1e-6, abs=1e-6):
                    wrong[seed, members] = (found, alone)
    assert not wrong
