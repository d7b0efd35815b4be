"""Sizes cut to what can be of use in any of the years leave a pathway's optimum as it is."""

from __future__ import annotations

from typing import Any

import pytest

import synergy
from factories import HOURS, demand, make_scenario, market
from random_clusters import random_cluster
from synergy.errors import ScenarioError
from synergy.pathway.model import state_pathway
from synergy.pathway.pathway import Pathway
from synergy.solver.highs import solve_matrix
from synergy.solver.options import SolveOptions


def optimum(pathway: Pathway, tight: bool) -> tuple[str, float | None]:
    matrix = state_pathway(pathway, pathway.years, tight=tight).matrix()
    found = solve_matrix(matrix, SolveOptions(gap=0.0, time_limit=60.0), in_process=True, want_duals=False)
    return found.status, found.objective


def growing(seed: int) -> Pathway:
    """Return a random cluster over three years: demands begin at half, and building becomes cheaper."""
    case = random_cluster(seed)
    year = case.scenario.time.year
    paths: dict[str, Any] = {}
    for key, fields in case.data["assets"].items():
        if isinstance(fields.get("demand"), float) and fields["demand"] > 1e-3:
            paths[f"assets.{key}.demand"] = {year: 0.5 * fields["demand"], year + 12: fields["demand"]}
        for name in ("capex_fixed", "capex_specific"):
            if fields.get(name, 0.0) > 1.0:
                paths[f"assets.{key}.{name}"] = {year: fields[name], year + 12: 0.5 * fields[name]}
    years = (year, year + 5, year + 12)
    return Pathway.of(case.scenario, years=years, discount_rate=0.05, paths=paths)


@pytest.mark.parametrize("seed", range(10))
def test_random_pathways_have_the_same_optimum(seed: int) -> None:
    try:
        pathway = growing(seed)
    except ScenarioError:
        return
    tight, loose = optimum(pathway, tight=True), optimum(pathway, tight=False)
    if "time_limit" in (tight[0], loose[0]):
        return
    assert tight[0] == loose[0]
    if tight[1] is not None and loose[1] is not None:
        assert tight[1] == pytest.approx(loose[1], rel=5e-6, abs=1e-4)


def test_a_size_may_be_of_use_in_another_year_alone() -> None:
    # 2 MW are needed until 2040, and 10 MW from then on; the pipe can only be laid in 2030, and is.
    pipe = {
        "kind": "pipeline",
        "carrier": "power",
        "capacity_max": 50.0,
        "capex_fixed": 5.0 * HOURS,
        "lifetime": 20.0,
    }
    assets = {"load": demand(2.0, site="there", unserved_price=100.0), "pipe": pipe, "grid": market(1.0)}
    paths = {
        "assets.load.demand": {2030: 2.0, 2040: 10.0},
        "assets.pipe.capex_fixed": {2030: 5.0 * HOURS, 2040: 5e4 * HOURS},
    }
    pathway = Pathway.of(make_scenario(assets), years=(2030, 2040), discount_rate=0.0, paths=paths)
    plan = synergy.solve(pathway, in_process=True, gap=0.0)
    assert float(plan[2030].results["pipe"]["capacity"].max()) >= 10.0 - 1e-6
    assert float(plan[2040].results["load"]["served"].max()) == pytest.approx(10.0)


def test_old_and_new_may_stand_beside_each_other() -> None:
    # 6 MW are needed always. The first boiler lives from 2030 to 2045, the second one is bought in 2040 for
    # the years until 2055, when building costs a fortune: 12 MW stand for a while, more than is of use.
    boiler = {
        "kind": "generator",
        "carrier": "power",
        "capacity_max": 50.0,
        "capex_fixed": 5.0 * HOURS,
        "lifetime": 15.0,
    }
    assets = {"load": demand(6.0), "boiler": boiler, "grid": market(1000.0)}
    paths = {"assets.boiler.capex_fixed": {2030: 5.0 * HOURS, 2040: 5.0 * HOURS, 2050: 5e4 * HOURS}}
    pathway = Pathway.of(make_scenario(assets), years=(2030, 2040, 2050), discount_rate=0.0, paths=paths)
    plan = synergy.solve(pathway, in_process=True, gap=0.0)
    assert float(plan[2050].results["boiler"]["flow"].max()) == pytest.approx(6.0)
    assert float(plan[2040].results["boiler"]["capacity"].max()) >= 12.0 - 1e-6
