"""Heat pipes with temperatures: optima worked out by hand, in EUR per average hour.

Water of 90 degC comes back at 50, the ground has 10: pipes are 60 K warmer. At 1 W/m/K 10 km lose 0.6 MW.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import synergy
from factories import HOURS, capacity, demand, make_scenario, market, per_hour, result, solve
from scip import solve_with_scip
from synergy.assets.heat_pipe import WATER, HeatPipe
from synergy.errors import ScenarioError
from synergy.formulation.build import build
from synergy.formulation.ledger import MONEY_SCALE
from synergy.pathway.pathway import Pathway
from synergy.pathway.plan import PathwayPlan
from synergy.plan.fixed_design import fixed_design
from synergy.scenario import Scenario
from synergy.solver.highs import solve_matrix
from synergy.solver.options import SolveOptions
from synergy.study.cluster_game import ClusterOracle

WARM = {"heat": {"temperature": 90.0, "return_temperature": 50.0}}
VELOCITY = 2.0


def network(load: Any = 8.0, boiler: float = 500.0, **fields: Any) -> dict[str, Any]:
    """Return a load at the far end of a heat main, heat at 20 at its start, and dear heat beside the load."""
    return {
        "load": demand(load, carrier="heat", site="there"),
        "main": {"kind": "heat_pipe", "carrier": "heat", **fields},
        "heat": market(20.0, carrier="heat"),
        "boiler": market(boiler, carrier="heat", site="there"),
    }


def scenario_of(assets: dict[str, Any], **parts: Any) -> Scenario:
    return make_scenario(assets, length=10.0, carriers=parts.pop("carriers", WARM), **parts)


def pair(name: str, loss: float, cost: float, **fields: Any) -> dict[str, Any]:
    """Return a diameter of 10 MW that costs so much an hour over the 10 km."""
    return {"name": name, "capacity": 10.0, "heat_loss": loss, "capex_per_km": cost * HOURS / 10, **fields}


def faults_of(assets: dict[str, Any], **parts: Any) -> str:
    with pytest.raises(ScenarioError) as caught:
        scenario_of(assets, **parts)
    return str(caught.value)


def test_what_stands_loses_heat_whatever_flows() -> None:
    # 0.5 W/m/K times 60 K over 10 km: 0.3 MW, always. Loads of 8 and 0 take 8.3 and 0.3 at 20: mean 86.
    assets = network({"profile": "load"}, capacity_existing=20.0, heat_loss_coefficient=0.5)
    plan = solve(scenario_of(assets, steps=2, profiles={"load": [8.0, 0.0]}))
    assert result(plan, "main", "forward") == pytest.approx([8.3, 0.3])
    assert per_hour(plan) == pytest.approx(86.0)


def test_the_loss_does_not_grow_with_what_the_pipe_could_carry() -> None:
    plans = [
        solve(scenario_of(network(capacity_existing=size, heat_loss_coefficient=0.5))) for size in (9.0, 90.0)
    ]
    assert [per_hour(plan) for plan in plans] == pytest.approx([166.0, 166.0])


@pytest.mark.parametrize(("dearer", "chosen", "optimum"), [(45.0, 2, 211.0), (47.0, 1, 212.0)])
def test_better_insulation_is_worth_its_heat(dearer: float, chosen: int, optimum: float) -> None:
    # 8 MW at 20 are 160. Pipe 1: 40 and 0.6 MW, 212 in all; pipe 2: 45 or 47 and 0.3 MW, 211 or 213.
    assets = network(diameters=[pair("plain", 1.0, 40.0), pair("insulated", 0.5, dearer)])
    plan = solve(scenario_of(assets))
    assert per_hour(plan) == pytest.approx(optimum)
    assert result(plan, "main", f"built_{chosen}") == pytest.approx([1.0])


def test_a_larger_pipe_is_kept_where_it_loses_less() -> None:
    # The small one is enough and cheaper by 3, but loses 0.3 MW more, worth 6.
    small, large = pair("small", 1.0, 40.0), pair("large", 0.5, 43.0, capacity=30.0)
    plan = solve(scenario_of(network(diameters=[small, large])))
    assert capacity(plan, "main") == pytest.approx(30.0)
    assert per_hour(plan) == pytest.approx(160.0 + 43.0 + 6.0)


def test_capacity_from_velocity() -> None:
    # 4.1 MJ/m3/K * 40 K * 2 m/s * pi / 4 * 0.2^2 m2 = 10.3 MW: enough for 8 and 0.3, not for 11.
    expected = WATER * 40.0 * VELOCITY * math.pi / 4 * 0.2**2
    assert expected == pytest.approx(10.3, abs=0.01)
    pipe = {"name": "DN200", "inner_diameter": "200 mm", "heat_loss": 0.5, "capex_per_km": HOURS}
    fields = {"diameters": [pipe], "velocity_max": "2 m/s"}
    plan = solve(scenario_of(network(**fields)))
    assert capacity(plan, "main") == pytest.approx(expected)
    assert per_hour(plan) == pytest.approx(10.0 + 8.3 * 20.0)
    short = solve(scenario_of(network(11.0, **fields)))
    assert result(short, "main", "forward") == pytest.approx([expected])
    main = plan.scenario.cluster.assets["main"]
    assert isinstance(main, HeatPipe)
    assert main.largest_capacity() == pytest.approx(expected)
    warmer = plan.scenario.with_({"carriers.heat.temperature": 130.0}).cluster.assets["main"]
    assert isinstance(warmer, HeatPipe)
    assert warmer.largest_capacity() == pytest.approx(2 * expected)


def test_pumps_take_power_at_the_start() -> None:
    # 8.3 MW over 10 km at 0.002 MWh/MWh/km: 0.166 MW of power at 50.
    assets = network(capacity_existing=20.0, heat_loss_coefficient=0.5, pumping_per_km=0.002)
    plan = solve(scenario_of({**assets, "grid": market(50.0)}))
    assert per_hour(plan) == pytest.approx(8.3 * 20.0 + 0.166 * 50.0)


def test_warmer_ground_and_thicker_insulation_never_cost_more() -> None:
    def cost(**fields: Any) -> float:
        return per_hour(solve(scenario_of(network(capacity_existing=20.0, **fields))))

    costs = [cost(heat_loss_coefficient=loss) for loss in (1.0, 0.5, 0.1)]
    costs += [cost(heat_loss_coefficient=0.1, ground_temperature=40.0), cost()]
    assert costs == sorted(costs, reverse=True)
    assert costs[-1] == pytest.approx(160.0)


@pytest.mark.parametrize("foresight", ["perfect", "myopic"])
def test_what_is_built_in_a_pathway_cools_in_later_years(foresight: str, tmp_path: Path) -> None:
    # A pipe of 10 MW for 8 MW now, another for 16 MW later: twice 0.6 MW, though only 20 MW are allowed, and
    # the larger diameter at 2 W/m/K would lose no less.
    diameters = [pair("one", 1.0, 40.0), pair("two", 3.0, 90.0, capacity=20.0)]
    assets = network({"profile": "load"}, diameters=diameters, lifetime=40.0)
    base = scenario_of(assets, profiles={"load": [8.0]})
    pathway = Pathway.of(
        base, years=(2030, 2040), changes={2040: {"assets.load.demand.scale": 2.0}}, foresight=foresight
    )
    plan = synergy.solve(pathway, gap=0.0, in_process=True)
    assert isinstance(plan, PathwayPlan)
    assert plan.report.passed
    flows = [float(one.results["main"]["forward"].max()) for one in plan.plans.values()]
    assert flows == pytest.approx([8.6, 17.2])
    plan.save(tmp_path / "plan.nc")
    later = synergy.load(tmp_path / "plan.nc", "plan").plans[2040]
    again = solve_matrix(fixed_design(later.scenario, later).matrix(), SolveOptions(gap=0.0), in_process=True)
    assert again.status == "optimal"
    assert float(later.results["main"]["forward"].max()) == pytest.approx(17.2)


def test_each_coalition_has_the_optimum_of_its_own_scenario() -> None:
    owners = {"mill": {}, "town": {}}
    assets = network(diameters=[pair("plain", 1.0, 40.0), pair("insulated", 0.5, 45.0)], owner="mill")
    assets["load"]["owner"] = assets["boiler"]["owner"] = "town"
    own = {"load": demand(2.0, carrier="heat", owner="mill"), "near": market(20.0, carrier="heat")}
    assets = {**assets, "mills": own["load"], "heat": {**own["near"], "owner": "mill"}}
    scenario = scenario_of(assets, owners=owners)
    oracle = ClusterOracle(scenario)
    for members in ({"mill"}, {"town"}, {"mill", "town"}):
        (found,) = oracle.costs([frozenset(members)])
        alone = solve(scenario.restrict(members))
        assert found.upper == pytest.approx(alone.cost, rel=1e-6)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        (
            {"capacity_max": 9.0, "heat_loss_coefficient": 1.0},
            "is that of one pair of pipes, but any size may be built",
        ),
        (
            {"capacity_existing": 9.0, "heat_loss_coefficient": 1.0, "standing_loss_per_km": 0.01},
            "standing_loss_per_km: and heat_loss_coefficient tell of the same loss",
        ),
        ({"capacity_existing": 0.5, "heat_loss_coefficient": 1.0}, "loses all over 10 km"),
        (
            {"diameters": [{"name": "DN200", "capex_per_km": 1.0}]},
            "give capacity, or inner_diameter and velocity_max of the heat pipe",
        ),
    ],
)
def test_what_can_not_be(fields: dict[str, Any], told: str) -> None:
    assert told in faults_of(network(**fields))


def test_steam_needs_a_loss_of_its_own() -> None:
    steam = {"heat": {"temperature": 200.0}}
    told = faults_of(network(capacity_existing=9.0, heat_loss_coefficient=1.0), carriers=steam)
    assert "'heat' has no temperature and return_temperature" in told
    sized = {"diameters": [{"name": "a", "capex_per_km": 1.0, "inner_diameter": 200.0}], "velocity_max": 2.0}
    assert "temperature and a lower return_temperature of 'heat'" in faults_of(
        network(**sized), carriers=steam
    )


def test_ground_warmer_than_the_pipes_is_a_warning() -> None:
    assets = network(capacity_existing=9.0, heat_loss_coefficient=1.0, ground_temperature=80.0)
    scenario = scenario_of(assets)
    assert any("80 degC is above 70, the mean of supply and return" in str(w) for w in scenario.warnings)
    assert per_hour(solve(scenario)) == pytest.approx(160.0)


ALWAYS, NIGHTLY = 15, 200


@pytest.mark.parametrize(
    "seed", [pytest.param(s, marks=pytest.mark.slow if s >= ALWAYS else ()) for s in range(NIGHTLY)]
)
def test_against_scip(seed: int) -> None:
    draw = np.random.default_rng(seed)
    diameters = [
        pair(f"d{n}", float(draw.choice([0.0, 0.3, 1.0, 2.0])), float(draw.integers(1, 60)), capacity=size)
        for n, size in enumerate(sorted(draw.choice([4.0, 9.0, 10.0, 15.0, 30.0], 3, replace=False).tolist()))
    ]
    fields: dict[str, Any] = {"diameters": diameters, "heat_loss_coefficient": float(draw.choice([0.1, 0.6]))}
    if draw.random() < 0.4:
        fields |= {
            "capacity_existing": 5.0,
            "retirable": bool(draw.random() < 0.5),
            "opex_fixed": 9.0 * HOURS,
        }
    if draw.random() < 0.4:
        fields["pumping_per_km"] = 0.002
    assets = network({"profile": "load"}, float(draw.choice([22.0, 26.0, 90.0])), **fields)
    carriers = {"heat": {**WARM["heat"], "surplus": str(draw.choice(["free", "forbidden"]))}}
    load = {"load": [float(value) for value in draw.integers(0, 14, 2)]}
    parts = {"steps": 2, "profiles": load, "carriers": carriers}
    scenario = scenario_of({**assets, "grid": market(50.0)}, **parts)
    plan = solve(scenario)
    for tight in (True, False):
        other = solve_with_scip(build(scenario, tight=tight).matrix())
        assert other.status == "optimal"
        assert other.objective is not None
        assert other.objective / MONEY_SCALE == pytest.approx(plan.objective, rel=1e-6)
