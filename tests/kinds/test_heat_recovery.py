"""Heat recovery: optima worked out by hand, in EUR per average hour, and what must hold for any streams."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import synergy
from factories import HOURS, capacity, demand, make_scenario, market, per_hour, result, solve
from heat_cases import random_streams, site_of
from synergy.errors import ScenarioError
from synergy.heat import pinch, total_site
from synergy.pathway.pathway import Pathway
from synergy.pathway.terms import PathwayTerms
from synergy.plan.audit import audit
from synergy.plan.fixed_design import fixed_design
from synergy.scenario import Scenario
from synergy.solver.highs import solve_matrix
from synergy.solver.options import SolveOptions

STEAM = market(30.0, carrier="steam")
CARRIERS: dict[str, Any] = {
    "steam": {"temperature": 160.0},
    "steam-lp": {"temperature": 130.0},
    "hot-water": {"temperature": 70.0, "return_temperature": 40.0},
    "heat-40": {"temperature": 40.0, "surplus": "free"},
    "cooling": {"temperature": 20.0, "return_temperature": 10.0, "surplus": "free"},
}


def stream(supply: float, target: float, load: float, **fields: Any) -> dict[str, Any]:
    return {"supply_temperature": supply, "target_temperature": target, "load": load, **fields}


def plant(*streams: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {
        "kind": "heat_recovery",
        "streams": list(streams),
        "takes": ["steam"],
        "gives": ["cooling"],
        **fields,
    }


def scenario(assets: dict[str, Any], **parts: Any) -> Scenario:
    return make_scenario(assets, carriers={**CARRIERS, **parts.pop("carriers", {})}, **parts)


HOT, COLD = stream(150.0, 50.0, 5.0), stream(20.0, 120.0, 5.0)
"""Just meet: 145 to 45 and 25 to 125 degC when shifted."""


def test_streams_heat_each_other() -> None:
    # All 5 MW pass over. In step 2 half of the hot stream runs: 2.5 MW of steam, 75. Mean 37.5.
    half = {**HOT, "running": {"profile": "runs"}}
    assets = {"plant": plant(half, COLD), "boiler": STEAM}
    plan = solve(scenario(assets, steps=2, profiles={"runs": [1.0, 0.5]}))
    assert per_hour(plan) == pytest.approx(37.5)
    assert result(plan, "plant", "recovered") == pytest.approx([5.0, 2.5])


def test_heat_never_flows_uphill() -> None:
    # 5 MW at 80 to 60 degC are of no use for what begins at 90: all of it is steam, 150.
    assets = {"plant": plant(stream(80.0, 60.0, 5.0), stream(90.0, 120.0, 5.0)), "boiler": STEAM}
    plan = solve(scenario(assets))
    assert per_hour(plan) == pytest.approx(150.0)
    assert result(plan, "plant", "given_cooling") == pytest.approx([5.0])


@pytest.mark.parametrize(("cost", "size", "optimum"), [(4.0, 3.0, 72.0), (31.0, 0.0, 150.0)])
def test_recovery_that_is_paid_for(cost: float, size: float, optimum: float) -> None:
    # A MW of exchangers saves 30 of steam. At 4 all of 3 MW are built: 12 and 2 * 30. At 31 none: 5 * 30.
    sized = {"recovery": "sized", "capacity_max": 3.0, "capex_specific": cost * HOURS}
    plan = solve(scenario({"plant": plant(HOT, COLD, **sized), "boiler": STEAM}))
    assert per_hour(plan) == pytest.approx(optimum)
    assert capacity(plan, "plant") == pytest.approx(size)


def test_exchangers_that_stand_are_all_there_is_as_it_stands() -> None:
    # 2 of 5 MW stand, 3 more would be free: nothing to pay; as it stands, 3 MW of steam.
    sized = {"recovery": "sized", "capacity_existing": 2.0, "capacity_max": 3.0}
    stated = scenario({"plant": plant(HOT, COLD, **sized), "boiler": STEAM})
    assert per_hour(solve(stated)) == pytest.approx(0.0)
    assert per_hour(solve(stated.as_it_stands())) == pytest.approx(90.0)


def test_steam_does_not_stand_in_for_exchangers_by_way_of_a_carrier() -> None:
    # Without exchangers 4 MW from 150 degC go into hot water, worth 40. The other 4 MW, up to 130 degC, end
    # at 135 when shifted, free steam of 130 degC is 125: it brings two thirds, steam for 100 the rest.
    streams = [stream(150.0, 145.0, 4.0), stream(100.0, 130.0, 4.0)]
    carriers = {"dear": {"temperature": 200.0}}
    assets = {
        "plant": plant(
            *streams, takes=["dear", "steam-lp"], gives=["hot-water"], recovery="sized", capacity_existing=0.0
        ),
        "dear": market(100.0, carrier="dear"),
        "cheap": market(0.0, carrier="steam-lp"),
        "network": market(sell_price=10.0, carrier="hot-water"),
    }
    plan = solve(scenario(assets, carriers=carriers))
    assert result(plan, "plant", "recovered") == pytest.approx([0.0])
    assert result(plan, "plant", "taken_steam-lp") == pytest.approx([4.0 * 2 / 3])
    assert per_hour(plan) == pytest.approx(4.0 / 3 * 100.0 - 40.0)


def test_a_carrier_with_a_return_must_be_cooled_down_to_it() -> None:
    # Shifted, hot water of 70 degC with a return of 40 is 65 to 35. A stream of 6 MW from 20 to 50 is 25 to
    # 55: hot water brings all of it, 6 * 12.
    cold = stream(20.0, 50.0, 6.0)
    assets = {
        "plant": plant(cold, takes=["hot-water", "steam"], gives=[]),
        "network": market(12.0, carrier="hot-water"),
        "boiler": STEAM,
    }
    assert per_hour(solve(scenario(assets))) == pytest.approx(72.0)
    # From 20 to 80, 25 to 85 shifted, 4 MW lie below 65: hot water brings these, steam the rest. 48 + 60.
    assets["plant"] = plant(stream(20.0, 80.0, 6.0), takes=["hot-water", "steam"], gives=[])
    assert per_hour(solve(scenario(assets))) == pytest.approx(108.0)
    # From 50 to 80, 55 to 85: hot water returns at 35, colder than the stream begins, and is of no use.
    assets["plant"] = plant(stream(50.0, 80.0, 6.0), takes=["hot-water", "steam"], gives=[])
    stated = scenario(assets)
    assert per_hour(solve(stated)) == pytest.approx(180.0)
    (odd,) = (fault for fault in stated.warnings if fault.place == "assets.plant.takes")
    assert "hot-water can never heat a cold stream" in odd.found


def test_capture_takes_steam_from_waste_heat_and_gives_its_own() -> None:
    # 8 t/h take 6.4 MW of steam at 130 degC; a stream of 4 MW from 200 to 150 raises 4 of it, and 2.4 MW are
    # bought: 72. The 5.6 MW that capture gives at 40 degC heat 3 MW from 10 to 30. Storing costs 8 * 30 =
    # 240.
    capture = {
        "kind": "converter",
        "reference": "co2",
        "inputs": {"flue-gas": 1.0, "steam-lp": 0.8},
        "outputs": {"co2": 1.0, "heat-40": 0.7},
        "capacity_existing": 8.0,
    }
    recovery = plant(
        stream(200.0, 150.0, 4.0),
        stream(10.0, 30.0, 3.0),
        takes=["heat-40", "steam-lp"],
        gives=["steam-lp", "cooling"],
    )
    assets = {
        "kiln": {"kind": "generator", "carrier": "flue-gas", "capacity_existing": 8.0, "must_run": True},
        "capture": capture,
        "store": {"kind": "disposal", "carrier": "co2", "capacity_existing": 20.0, "tariff": 30.0},
        "heat": {**recovery, "recovery": "sized"},
        "boiler": market(30.0, carrier="steam-lp"),
    }
    price = {"price": {"kind": "carbon_price", "prices": {"scope1": 1000.0}}}
    assert per_hour(solve(scenario(assets, policies=price))) == pytest.approx(312.0)
    # Without the heat of 40 degC, 3 MW more of steam: 90.
    assets["heat"] = {**assets["heat"], "takes": ["steam-lp"]}
    assert per_hour(solve(scenario(assets, policies=price))) == pytest.approx(402.0)


def test_sites_exchange_heat_through_pipes_alone() -> None:
    # 6 MW condense here at 100 degC and 4 MW are needed there from 20 to 50. A pipe of 3 MW brings 3 of them;
    # 1 MW of steam there: 30. Without the pipe 120.
    assets = {
        "here": plant(stream(100.0, 100.0, 6.0, side="hot"), takes=[], gives=["hot-water", "cooling"]),
        "there": plant(stream(20.0, 50.0, 4.0), takes=["hot-water", "steam"], gives=[], site="there"),
        "pipe": {"kind": "heat_pipe", "carrier": "hot-water", "capacity_existing": 3.0},
        "boiler": market(30.0, carrier="steam", site="there"),
    }
    stated = scenario(assets)
    assert per_hour(solve(stated)) == pytest.approx(30.0)
    assert per_hour(solve(stated.with_({"assets.pipe": None}))) == pytest.approx(120.0)


def test_a_demand_is_reached_by_what_hot_streams_give() -> None:
    # Nothing supplies hot water but the stream, whatever else the site may take.
    assets = {
        "plant": plant(stream(100.0, 90.0, 6.0), takes=["heat-40"], gives=["hot-water", "cooling"]),
        "load": demand(2.0, carrier="hot-water"),
    }
    assert result(solve(scenario(assets)), "plant", "given_hot-water") == pytest.approx([2.0])


@pytest.mark.parametrize("seed", range(12))
def test_the_plan_of_a_site_needs_the_pinch_targets(seed: int) -> None:
    streams = random_streams(np.random.default_rng(seed))
    targets, plan = pinch(streams, 12.0), solve(site_of(streams, 12.0))
    assert result(plan, "plant", "taken_steam") == pytest.approx([targets.hot_utility], abs=1e-6)
    assert result(plan, "plant", "given_water") == pytest.approx([targets.cold_utility], abs=1e-6)
    assert result(plan, "plant", "recovered") == pytest.approx([targets.recovered], abs=1e-6)


@pytest.mark.parametrize("seed", range(8))
def test_no_recovery_is_never_cheaper_and_two_equal_carriers_are_one(seed: int) -> None:
    streams = random_streams(np.random.default_rng(seed))
    free, none = site_of(streams), site_of(streams, recovery="sized")
    assert per_hour(solve(none)) >= per_hour(solve(free)) - 1e-6
    plant_data, boiler = free.to_data()["assets"]["plant"], free.to_data()["assets"]["boiler"]
    twin = {
        "carriers.twin": {"temperature": 400.0},
        "assets.plant": {**plant_data, "takes": ["steam", "twin"]},
        "assets.boiler-b": {**boiler, "carrier": "twin"},
    }
    assert per_hour(solve(free.with_(twin))) == pytest.approx(per_hour(solve(free)))


@pytest.mark.parametrize("seed", range(6))
def test_sites_on_common_levels_need_no_more_than_total_site_targets(seed: int) -> None:
    draw = np.random.default_rng(seed)
    sites = {name: random_streams(draw, 4) for name in ("here", "there")}
    levels = {"level-a": 180.0, "level-b": 100.0}
    target = total_site(sites, levels)
    heap = pinch([one for streams in sites.values() for one in streams])
    assets: dict[str, Any] = {
        "let-down": {
            "kind": "converter",
            "reference": "level-a",
            "inputs": {"level-a": 1.0},
            "outputs": {"level-b": 1.0},
            "capacity_existing": 1000.0,
        },
        "boiler": market(10.0, carrier="steam"),
    }
    for site, streams in sites.items():
        own = plant(takes=["steam", *levels], gives=["cooling", *levels])
        assets[f"plant-{site}"] = {**own, "streams": [one.to_data() for one in streams]}
    carriers: dict[str, Any] = {level: {"temperature": value} for level, value in levels.items()}
    carriers |= {"steam": {"temperature": 420.0}, "cooling": {"temperature": 0.0, "surplus": "free"}}
    found = per_hour(solve(make_scenario(assets, carriers=carriers))) / 10.0
    assert heap.hot_utility - 1e-6 <= found <= target.hot_utility + 1e-6


def test_capture_and_streams_of_other_owners_are_members_like_all_others() -> None:
    assets = {
        "here": plant(
            stream(100.0, 100.0, 6.0, side="hot"),
            stream(20.0, 60.0, 1.0),
            takes=["steam"],
            gives=["hot-water", "cooling"],
            recovery="sized",
            capacity_max=2.0,
            capex_fixed=HOURS,
            owner="A",
        ),
        "there": plant(
            stream(20.0, 50.0, 4.0), takes=["hot-water", "steam"], gives=[], site="there", owner="B"
        ),
        "pipe": {
            "kind": "heat_pipe",
            "carrier": "hot-water",
            "capacity_max": 3.0,
            "capex_specific": 5.0 * HOURS,
            "owner": "A",
        },
        "boiler": market(30.0, carrier="steam", owner="A", buy_max=50.0),
        "boiler-there": market(30.0, carrier="steam", site="there", owner="B", buy_max=50.0),
    }
    sites = {"here": {"owner": "A"}, "there": {"owner": "B"}}
    whole = scenario(assets, sites=sites, owners={"A": {}, "B": {}}, corridor={"owner": "A"})
    model = synergy.build(whole, players=["A", "B"])
    matrix, columns = model.matrix(), model.membership.columns
    for members in ([], ["A"], ["B"], ["A", "B"]):
        lower, upper = matrix.column_lower.copy(), matrix.column_upper.copy()
        lower[columns] = upper[columns] = [owner in members for owner in ("A", "B")]
        fixed = replace(matrix, column_lower=lower, column_upper=upper)
        found = solve_matrix(fixed, SolveOptions(gap=0.0), want_duals=False, in_process=True).objective
        alone = solve(whole.restrict(members)).cost if members else 0.0
        assert (found or 0.0) * 1000.0 == pytest.approx(alone, abs=1e-3), members


def sized_scenario() -> Scenario:
    sized = {"recovery": "sized", "capacity_max": 9.0, "capex_specific": 4.0 * HOURS, "lifetime": 25.0}
    return scenario({"plant": plant(HOT, COLD, **sized), "boiler": STEAM})


def test_a_plan_comes_back_from_its_file_and_its_design_can_be_fixed(tmp_path: Path) -> None:
    stated = sized_scenario()
    plan = solve(stated)
    plan.save(tmp_path / "plan.nc")
    again = synergy.load(tmp_path / "plan.nc", "plan")
    assert again.scenario == stated
    assert again.results["plant"]["recovered_in"].shape == plan.results["plant"]["recovered_in"].shape
    assert fixed_design(stated, plan).matrix().cost.size > 0


def test_exchangers_of_an_earlier_year_serve_in_the_next() -> None:
    pathway = Pathway(sized_scenario(), PathwayTerms(years=(2030, 2040), end=2050))
    plan = synergy.solve(pathway)
    sizes = [plan.plans[year].results["plant"]["capacity"][0] for year in (2030, 2040)]
    assert sizes == pytest.approx([5.0, 5.0])
    assert plan.plans[2040].results["plant"]["size"][0] == pytest.approx(0.0, abs=1e-6)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"takes": ["power"]}, "power is a carrier without temperature"),
        ({"takes": ["co2"]}, "co2 is counted in t"),
        ({"takes": ["stem"]}, "no such carrier: 'stem'; did you mean 'steam'"),
        ({"takes": [], "gives": []}, "takes and gives no carrier"),
        ({"gives": ["cooling", "cooling"]}, "names cooling twice"),
        ({"capacity_max": 3.0}, "capacity_max has no effect while recovery is free"),
        ({"capex_specific": 3.0}, "capex_specific has no effect while recovery is free"),
        ({"approaches": {"heat-40": 2.0}}, "approaches of heat-40, not taken or given"),
        ({"streams": []}, "streams"),
        ({"streams": [stream(20.0, 200.0, 5.0)]}, "must be heated to 200 degC; nothing is that hot"),
        ({"streams": [stream(100.0, 5.0, 5.0)]}, "must be cooled to 5 degC; nothing takes heat down there"),
        ({"streams": [stream(20.0, 20.0, 5.0)]}, "give side: hot or cold"),
        ({"streams": [{**HOT, "running": {"profile": "rnus"}}]}, "no such profile: 'rnus'"),
        ({"streams": [{**HOT, "running": 1.5}]}, "must be between 0 and 1"),
        ({"minimum_approach": -1.0}, "at least 0"),
    ],
)
def test_faults(changes: dict[str, Any], words: str) -> None:
    assets = {"plant": {**plant(HOT, COLD), **changes}, "boiler": STEAM}
    with pytest.raises(ScenarioError) as caught:
        scenario(assets, profiles={"runs": [1.0]})
    assert words in str(caught.value)


def test_a_carrier_that_no_stream_can_heat_is_told() -> None:
    stated = scenario({"plant": plant(HOT, COLD, gives=["cooling", "steam"]), "boiler": STEAM})
    (odd,) = (fault for fault in stated.warnings if fault.place == "assets.plant.gives")
    assert "no hot stream can heat steam: none is hot enough" in odd.found


def test_heat_that_the_sum_of_two_rows_would_let_pass_is_found_by_the_audit() -> None:
    plan = solve(sized_scenario())
    inside = plan.results["plant"]["recovered_in"].copy()
    warm = int(np.flatnonzero(inside[0, 0, 0] > 0)[-1])
    inside[..., warm], inside[..., 0] = 0.0, inside[..., warm]
    results = {**plan.results, "plant": {**plan.results["plant"], "recovered_in": inside}}
    assert "uphill" in str(audit(replace(plan, results=results)))


def test_a_heat_pump_lifts_heat_over_the_pinch() -> None:
    # 6 MW at 80 to 60 degC are of no use for 5 MW from 90 to 110, all of it steam: 150. A pump from 50 to 120
    # degC with a COP of 2.5 makes the 5 MW of 3 MW and 2 MW of power at 20: 40. The other 3 MW are cooled.
    pump = {
        "kind": "heat_pump",
        "source": "waste",
        "sink": "lifted",
        "drive": "power",
        "cop": 2.5,
        "capacity_existing": 9.0,
    }
    recovery = plant(
        stream(80.0, 60.0, 6.0),
        stream(90.0, 110.0, 5.0),
        takes=["steam", "lifted"],
        gives=["waste", "cooling"],
    )
    carriers = {"waste": {"temperature": 50.0}, "lifted": {"temperature": 120.0}}
    assets = {"plant": recovery, "boiler": STEAM, "pump": pump, "grid": market(20.0)}
    plan = solve(scenario(assets, carriers=carriers))
    assert per_hour(plan) == pytest.approx(40.0)
    assert result(plan, "plant", "given_waste") == pytest.approx([3.0])


def test_a_carrier_that_nothing_supplies_is_done_without() -> None:
    plant = {"kind": "heat_recovery", "streams": [COLD], "takes": ["steam", "spare"]}
    carriers = {**CARRIERS, "spare": {"temperature": 190.0}}
    scenario = make_scenario({"plant": plant, "boiler": market(10.0, carrier="steam")}, carriers=carriers)
    (told,) = [str(one) for one in scenario.warnings if "spare" in str(one)]
    assert "it must do without" in told
    assert "never run" not in told
