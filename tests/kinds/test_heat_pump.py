"""Heat pump: optima worked out by hand, in EUR per average hour."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import synergy
from factories import HOURS, capacity, demand, make_scenario, market, per_hour, result, solve
from process_examples import heat_engine, heat_pump, two_hours
from scip import solve_with_scip
from synergy.assets.heat_machine import mean_kelvin
from synergy.errors import ScenarioError
from synergy.formulation.build import build
from synergy.io.folder import read_folder, write_folder
from synergy.pathway.pathway import Pathway
from synergy.plan.store import load_plan, save_plan
from synergy.scenario import Scenario
from synergy.solver.highs import solve_matrix
from synergy.solver.options import SolveOptions

POWER = market(60.0)


def pump(**fields: Any) -> dict[str, Any]:
    """From a source of 20 degC to heat at 60 degC: half of 333.15 / 40 = 8.32875 is a COP of 4.164375."""
    known = {"source_temperature": 20.0, "sink_temperature": 60.0, "capacity_existing": 50.0}
    return {"kind": "heat_pump", "sink": "heat", "drive": "power", **known, **fields}


def heated(pump: dict[str, Any], load: Any = 10.0, **parts: Any) -> Scenario:
    """Return a load of heat, met by a pump that is driven by the grid."""
    assets = {"load": demand(load, carrier="heat"), "pump": pump, "grid": POWER}
    return make_scenario({**assets, **parts.pop("assets", {})}, **parts)


def test_cop_follows_from_the_temperatures() -> None:
    # 10 / 4.164375 = 2.401321 MW of power at 60, and 1 for each MWh of heat.
    plan = solve(heated(pump(opex_variable=1.0)))
    assert per_hour(plan) == pytest.approx(10.0 / 4.164375 * 60.0 + 10.0)


def test_approaches_widen_the_lift() -> None:
    # 65 degC and 15 degC: half of 338.15 / 50 = 3.3815.
    plan = solve(heated(pump(source_approach=5.0, sink_approach=5.0)))
    assert per_hour(plan) == pytest.approx(600.0 / 3.3815)


def test_cop_varies_with_the_air() -> None:
    # Half of 333.15 / 65 and of 333.15 / 50 (a lift of 48 K counts as 50): 2.562692 and 3.3315.
    fields = {"source_temperature": {"profile": "air"}, "smallest_lift": 50.0}
    plan = solve(heated(pump(**fields), steps=2, profiles={"air": [-5.0, 12.0]}))
    assert per_hour(plan) == pytest.approx(300.0 * (65.0 / (333.15 / 2) + 50.0 / (333.15 / 2)))


def test_heat_that_cools_counts_at_its_mean() -> None:
    # 363.15 K to 323.15 K: a mean of 40 / ln(363.15 / 323.15) = 342.76 K; 313.15 K to 293.15 K: 303.04 K.
    hot, cold = 40.0 / np.log(363.15 / 323.15), 20.0 / np.log(313.15 / 293.15)
    assert mean_kelvin(np.array([90.0]), 50.0)[0] == pytest.approx(hot)
    assert mean_kelvin(np.array([90.0]), 90.0)[0] == pytest.approx(363.15)
    carriers = {
        "heat": {"temperature": 90.0, "return_temperature": 50.0},
        "waste-heat": {"temperature": 40.0, "return_temperature": 20.0, "surplus": "free"},
    }
    fields = {"source": "waste-heat", "source_temperature": None, "sink_temperature": None}
    waste = {"kind": "generator", "carrier": "waste-heat", "capacity_existing": 50.0}
    plan = solve(heated(pump(**fields), carriers=carriers, assets={"waste": waste}))
    cop = 0.5 * hot / (hot - cold)
    assert per_hour(plan) == pytest.approx(600.0 / cop)
    assert result(plan, "waste", "flow")[0] == pytest.approx(10.0 * (1.0 - 1.0 / cop))


def test_a_catalogue_is_interpolated_in_the_lift() -> None:
    # 30 K: 4.8, 80 K: 2.2, so 40 K: 4.8 - 2.6 / 5 = 4.28; 20 K are as good as 30 K.
    points = [{"source": 10.0, "sink": 90.0, "cop": 2.2}, {"source": 40.0, "sink": 70.0, "cop": 4.8}]
    assert per_hour(solve(heated(pump(cop_points=points)))) == pytest.approx(600.0 / 4.28)
    near = pump(cop_points=points, source_temperature=40.0)
    assert per_hour(solve(heated(near))) == pytest.approx(600.0 / 4.8)


def test_a_cop_that_is_known_needs_no_temperature() -> None:
    known = {**pump(cop=3.0), "source_temperature": None, "sink_temperature": None}
    assert per_hour(solve(heated(known))) == pytest.approx(200.0)


def test_a_known_cop_stands_in_for_the_efficiency_of_the_catalogue(tmp_path: Path) -> None:
    known = pump(cop=3.0, technology="industrial-heat-pump-80")
    scenario = heated(known)
    write_folder(scenario, tmp_path)
    assert read_folder(tmp_path) == scenario


def test_vapour_recompression_is_a_heat_pump_between_vapour_and_steam() -> None:
    # 373.15 K to 393.15 K at 0.7 of Carnot: 0.7 * 393.15 / 20 = 13.76025; 6 MW of vapour give what they can,
    # 6 / (1 - 1 / 13.76025) = 6.470215 MW of steam, the boiler the rest of 10 MW at 30.
    carriers = {"vapour": {"temperature": 100.0, "surplus": "free"}, "steam": {"temperature": 120.0}}
    fields = {"sink": "steam", "source": "vapour", "efficiency": 0.7}
    compressor = {**pump(**fields), "source_temperature": None, "sink_temperature": None}
    assets = {
        "load": demand(10.0, carrier="steam"),
        "dryer": {"kind": "generator", "carrier": "vapour", "capacity_existing": 6.0},
        "compressor": compressor,
        "boiler": market(30.0, carrier="steam"),
        "grid": POWER,
    }
    steam = 6.0 / (1.0 - 1.0 / 13.76025)
    plan = solve(make_scenario(assets, carriers=carriers))
    assert per_hour(plan) == pytest.approx(steam / 13.76025 * 60.0 + (10.0 - steam) * 30.0)


def test_size_is_chosen_against_what_else_heats() -> None:
    # Loads of 10 and 4 MW; heat at 40, from the pump at 600 / 4.164375 / 10 = 14.408. Each MW costs 10 and
    # saves 25.592 where it runs in both hours, half of it, 12.796, in one: 10 MW are built, 100 + 7 * 14.408.
    fields = {"capacity_existing": 0.0, "capacity_max": 30.0, "capex_specific": 10.0 * HOURS}
    parts = {
        "steps": 2,
        "profiles": {"load": [10.0, 4.0]},
        "assets": {"boiler": market(40.0, carrier="heat")},
    }
    plan = solve(heated(pump(**fields), {"profile": "load"}, **parts))
    assert per_hour(plan) == pytest.approx(100.0 + 7.0 * 60.0 / 4.164375)
    assert capacity(plan, "pump") == pytest.approx(10.0)
    # At 15 a MW only the 4 MW that run in both hours pay.
    dear = pump(**{**fields, "capex_specific": 15.0 * HOURS})
    plan = solve(heated(dear, {"profile": "load"}, **parts))
    assert per_hour(plan) == pytest.approx(60.0 + 4.0 * 60.0 / 4.164375 + 3.0 * 40.0)


def test_better_pumps_never_cost_more() -> None:
    costs = [per_hour(solve(heated(pump(efficiency=share)))) for share in (0.3, 0.5, 0.8, 1.0)]
    assert costs == sorted(costs, reverse=True)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"source_temperature": 70.0}, "sink at 60 degC, source at 70 degC"),
        ({"efficiency": 0.1, "source_temperature": -20.0}, "a COP of 0.416"),
        ({"cop": 9.0}, "a COP of 9 where Carnot's is 8.33"),
        ({"cop_points": [{"source": 30.0, "sink": 60.0, "cop": 4.0}]}, "the lift is 40 K, the largest"),
        ({"cop_points": [{"source": 60.0, "sink": 60.0, "cop": 4.0}]}, "put the warmer as sink"),
        ({"cop": 3.0, "cop_points": [{"source": 10.0, "sink": 60.0, "cop": 4.0}]}, "say the same twice"),
        ({"cop": 3.0, "efficiency": 0.5}, "cop and efficiency say the same twice"),
        ({"efficiency": 3.5}, "3.5 looks like a COP. Fix: write cop: 3.5"),
        ({"source_temperature": None}, "source_temperature: missing"),
        ({"source": "heat"}, "takes and gives heat"),
        ({"source": "co2"}, "co2 is counted in t"),
        ({"cop": {"profile": "low"}}, "between 1 and 50"),
    ],
)
def test_what_can_not_be_is_refused(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(ScenarioError, match=message):
        heated(pump(**fields), profiles={"low": [0.5]})


def test_sizes_are_cut_to_what_is_of_use_hour_by_hour() -> None:
    # 4 MW of power make most heat in the warmer hour: 4 * 333.15 / 2 / 50 = 13.326 MW.
    fields = {"capacity_existing": 0.0, "capacity_max": 1e4, "capex_specific": HOURS, "smallest_lift": 50.0}
    fields["source_temperature"] = {"profile": "air"}
    scenario = heated(pump(**fields), 100.0, steps=2, profiles={"air": [-5.0, 12.0]}).with_(
        {"assets.grid.buy_max": 4.0, "assets.load.unserved_price": 50.0}
    )
    size = build(scenario).pyomo.assets["pump"].size[2030]
    assert size.ub == pytest.approx(4.0 * 333.15 / 2 / 50.0)


def test_a_pathway_builds_the_pump_when_power_is_cheap() -> None:
    # Heat costs 40, or 10 for the pump and in 2030 130 / 4.164375 = 31.2 for power: it waits; in 2040 14.4.
    fields = {
        "capacity_existing": 0.0,
        "capacity_max": 30.0,
        "capex_specific": 100.0 * HOURS,
        "lifetime": 10.0,
    }
    base = heated(pump(**fields), assets={"boiler": market(40.0, carrier="heat")})
    paths = {"assets.grid.buy_price": {2030: 130.0, 2040: 60.0}}
    plan = synergy.solve(
        Pathway.of(base, years=(2030, 2040), discount_rate=0.0, paths=paths), in_process=True, gap=0.0
    )
    assert plan.report.passed
    assert [capacity(plan[year], "pump") for year in (2030, 2040)] == pytest.approx([0.0, 10.0], abs=1e-6)
    assert per_hour(plan[2040]) == pytest.approx(100.0 + 600.0 / 4.164375)


def test_a_plan_comes_back_from_its_folder_and_runs_on_more_hours(tmp_path: Path) -> None:
    plan = solve(heat_pump()[0])
    save_plan(plan, tmp_path / "plan.nc")
    again = load_plan(tmp_path / "plan.nc")
    assert again.report.passed
    assert again.cost == pytest.approx(plan.cost)
    dispatch = again.verify_full_year(full_year(heat_pump()[0])).dispatch
    assert dispatch.report.passed
    assert dispatch.cost == pytest.approx(plan.cost)


def full_year(scenario: Scenario) -> Scenario:
    """Return the scenario with every hour of the year, in which its two hours come again and again."""
    hours = int(HOURS)
    profiles = {name: np.tile(values, hours // 2) for name, values in scenario.profiles.items()}
    data = {**scenario.to_data(), "time": {"steps": hours, "weights": {"year": 1.0}}}
    return Scenario.from_data(data, profiles)


@pytest.mark.parametrize("share", [1.0, 0.6])
@pytest.mark.parametrize("seed", range(6))
def test_a_pump_and_an_engine_in_a_loop_make_no_energy(seed: int, share: float) -> None:
    # Whatever the temperatures: heat lifted by power gives back that power at most. Power could be sold.
    random = np.random.default_rng(seed)
    cold = float(random.uniform(0.0, 60.0))
    hot = cold + float(random.uniform(15.0, 200.0))
    back = float(random.uniform(cold, hot))
    low = {"temperature": cold, "surplus": "free"}
    carriers = {"low": low, "high": {"temperature": hot, "return_temperature": back, "surplus": "free"}}
    between = {"efficiency": share, "capacity_existing": 100.0}
    around = seed % 2 == 0  # heat of the surroundings at the same temperature in place of a carrier
    sides = {"source_temperature": cold} if around else {"source": "low"}
    rest = {"sink_temperature": cold} if around else {"sink": "low"}
    assets = {
        "pump": {"kind": "heat_pump", "sink": "high", "drive": "power", **sides, **between},
        "engine": {"kind": "heat_engine", "source": "high", "power": "power", **rest, **between},
        "exit": market(500.0, sell_price=100.0),
        "load": demand(5.0),
    }
    if mean_kelvin(np.array([hot]), back)[0] - cold - 273.15 < 10.5:
        return
    plan = solve(make_scenario(assets, carriers=carriers))
    assert per_hour(plan) >= 5.0 * 500.0 - 1e-4


def random_heat(seed: int) -> Scenario:
    """Return one of the examples of heat pumps and engines with other numbers."""
    random = np.random.default_rng(seed)
    examples = [*heat_pump(), *heat_engine()]
    scenario = examples[seed % len(examples)]
    changes: dict[str, Any] = {}
    for key, asset in scenario.cluster.assets.items():
        if asset.kind in {"heat_pump", "heat_engine"}:
            efficiency = round(float(random.uniform(0.3, 0.9)), 3)
            if not {"cop", "cop_points"} & asset.model_fields_set:
                changes[f"assets.{key}.efficiency"] = efficiency
            changes[f"assets.{key}.source_approach"] = float(random.integers(0, 8))
            changes[f"assets.{key}.capacity_existing"] = float(random.integers(0, 6))
            changes[f"assets.{key}.capacity_max"] = float(random.integers(1, 12))
            changes[f"assets.{key}.capex_specific"] = float(random.integers(0, 9)) * HOURS
            changes[f"assets.{key}.capex_fixed"] = float(random.integers(0, 30)) * HOURS
    return scenario.with_(changes)


@pytest.mark.parametrize(
    "first", [pytest.param(seed, marks=pytest.mark.slow if seed else ()) for seed in range(0, 210, 15)]
)
def test_random_pumps_and_engines_against_scip(first: int) -> None:
    for seed in range(first, first + 15):
        matrix = build(random_heat(seed)).matrix()
        ours, other = solve_matrix(matrix, SolveOptions(gap=0.0), in_process=True), solve_with_scip(matrix)
        assert (ours.status, seed) == (other.status, seed)
        assert ours.objective == pytest.approx(other.objective, rel=1e-6, abs=1e-6), seed


def test_two_carriers_of_one_temperature_are_as_good_as_one() -> None:
    one = two_hours(
        {"load": demand(5.0, carrier="hot-water"), "pump": pump(**_levels("hot-water")), "grid": POWER}
    )
    twin = {"twin": {"temperature": 80.0, "return_temperature": 50.0}}
    assets = {"load": demand(5.0, carrier="twin"), "pump": pump(**_levels("twin")), "grid": POWER}
    two = two_hours(assets, carriers=twin)
    assert per_hour(solve(one)) == pytest.approx(per_hour(solve(two)))


def _levels(sink: str) -> dict[str, Any]:
    return {"sink": sink, "sink_temperature": None}
