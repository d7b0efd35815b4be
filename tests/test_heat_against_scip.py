"""Heat recovery on random sites: HiGHS against SCIP, sizes cut against whole, plans against pinch targets."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from factories import HOURS, make_scenario, market
from heat_cases import AROUND, random_streams
from scip import solve_with_scip
from synergy.formulation.build import build
from synergy.plan.audit import audit
from synergy.plan.solve import solve
from synergy.scenario import Scenario
from synergy.solver.highs import solve_matrix
from synergy.solver.options import SolveOptions

ALWAYS, NIGHTLY = 15, 215
EXACT = SolveOptions(gap=0.0)


def random_site(seed: int) -> Scenario:
    """Return one or two plants of a site in two steps, with levels that they share."""
    draw = np.random.default_rng(seed)
    levels = {
        f"level-{number}": {
            "temperature": (low := float(draw.integers(4, 20)) * 10.0) + float(draw.integers(0, 3)) * 15.0,
            **({"return_temperature": low} if draw.integers(2) else {}),
            "surplus": "free" if draw.integers(3) == 0 else "forbidden",
        }
        for number in range(int(draw.integers(1, 4)))
    }
    assets: dict[str, Any] = {"boiler": market(float(draw.integers(5, 40)), carrier="steam")}
    for number in range(int(draw.integers(1, 3))):
        streams = [one.to_data() for one in random_streams(draw, 4)]
        streams[0]["running"] = {"profile": "runs"}
        plant: dict[str, Any] = {
            "kind": "heat_recovery",
            "streams": streams,
            "takes": ["steam", *(level for level in levels if draw.integers(2))],
            "gives": ["water", *(level for level in levels if draw.integers(2))],
            "minimum_approach": float(draw.integers(0, 20)),
        }
        if draw.integers(2):
            plant |= {
                "recovery": "sized",
                "capacity_existing": float(draw.integers(0, 3)),
                "capacity_max": 30.0,
                "capex_fixed": float(draw.integers(0, 20)) * HOURS,
                "capex_specific": float(draw.integers(0, 9)) * HOURS,
                "opex_variable": float(draw.integers(0, 3)),
            }
        assets[f"plant-{number}"] = plant
    for level in levels:
        if draw.integers(2):
            terms = {"buy_max": 4.0, "sell_price": 4.0, "sell_max": 3.0}
            assets[f"network-{level}"] = market(float(draw.integers(5, 30)), carrier=level, **terms)
    return make_scenario(
        assets,
        steps=2,
        profiles={"runs": [1.0, float(draw.integers(11)) / 10.0]},
        carriers={**AROUND, **levels},
    )


@pytest.mark.parametrize(
    "seed", [pytest.param(one, marks=pytest.mark.slow if one >= ALWAYS else ()) for one in range(NIGHTLY)]
)
def test_highs_and_scip_agree_and_sizes_may_be_cut(seed: int) -> None:
    scenario = random_site(seed)
    matrix = build(scenario).matrix()
    ours = solve_matrix(matrix, EXACT, in_process=True)
    assert ours.status == "optimal"
    status, objective = (found := solve_with_scip(matrix)).status, found.objective
    assert (status, objective) == ("optimal", pytest.approx(ours.objective, rel=1e-6, abs=1e-6))
    loose = solve_matrix(build(scenario, tight=False).matrix(), EXACT, in_process=True)
    assert loose.objective == pytest.approx(ours.objective, rel=1e-6, abs=1e-6)
    plan = solve(scenario, gap=0.0, in_process=True, prices=False, audit=False)
    assert audit(plan).passed
