"""Operation of converters: optima worked out by hand, in EUR per average hour, and what must hold."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import synergy
from factories import HOURS, demand, make_scenario, market, per_hour, result, solve
from synergy.errors import ScenarioError
from synergy.formulation.build import build
from synergy.pathway.pathway import Pathway
from synergy.plan.fixed_design import fixed_design
from synergy.plan.plan import Plan
from synergy.plan.store import load_plan, save_plan
from synergy.scenario import Scenario
from synergy.solver.highs import solve_matrix
from synergy.solver.options import SolveOptions

QUARTERS = {"year": 2030, "steps": 4, "hours": 2190.0, "weights": {"year": 1}}
CONVEX = [{"load": 0.4, "inputs": {"gas": 1.1}}, {"load": 0.7, "inputs": {"gas": 1.0}}]
CONCAVE = [{"load": 0.4, "inputs": {"gas": 1.3}}, {"load": 0.7, "inputs": {"gas": 1.3}}]


def heated(loads: list[float], backup: float = 50.0, surplus: str = "forbidden", **boiler: Any) -> Scenario:
    """A boiler of 10 MW, unless said otherwise, that makes heat from gas at 30, beside dearer heat."""
    own = {"kind": "converter", "reference": "heat", "inputs": {"gas": 1.0}, "outputs": {"heat": 1.0}}
    parts = {"time": boiler.pop("time")} if "time" in boiler else {}
    standing = {} if "capacity_max" in boiler else {"capacity_existing": 10.0}
    assets = {
        "load": demand({"profile": "load"}, carrier="heat"),
        "boiler": {**own, **standing, **boiler},
        "gas": market(30.0, carrier="gas"),
        "backup": market(backup, carrier="heat"),
    }
    carriers = {"heat": {"surplus": surplus}}
    return make_scenario(assets, steps=len(loads), profiles={"load": loads}, carriers=carriers, **parts)


def gas_of(plan: Plan) -> list[float]:
    """Return what the boiler takes."""
    return [float(value) for value in -plan.flows["boiler"]["here", "gas"].to_numpy().reshape(-1)]


@pytest.mark.parametrize(("hours", "optimum"), [(0.0, 112.5), (3.0, 122.5), (100.0, 127.5)])
def test_once_started_it_runs_for_its_minimum_up_time(hours: float, optimum: float) -> None:
    # It runs at 4 MW at least (120), and heat may be wasted. Of 5 MW, then 2 three times: at once on and
    # off 150 + 3 * 100 = 450; for three hours 150 + 2 * 120 + 100 = 490; all the time 150 + 3 * 120 = 510.
    # Without it 550.
    given = heated([5.0, 2.0, 2.0, 2.0], surplus="free", minimum_load=0.4, minimum_up_time=hours)
    assert per_hour(solve(given)) == pytest.approx(optimum)


@pytest.mark.parametrize(("hours", "optimum"), [(0.0, 125.0), (2.0, 135.0)])
def test_once_stopped_it_rests_for_its_minimum_down_time(hours: float, optimum: float) -> None:
    # 5 and 2 MW by turns. Off for an hour at a time: 2 * 150 + 2 * 100 = 500. If it has to rest for two: on
    # all the time 2 * 150 + 2 * 120 = 540, or on for an hour 150 + 250 + 200 = 600, or two 150 + 120 + 250
    # + 100.
    given = heated([5.0, 2.0, 5.0, 2.0], surplus="free", minimum_load=0.4, minimum_down_time=hours)
    assert per_hour(solve(given)) == pytest.approx(optimum)


def test_minimum_times_count_hours_of_uneven_steps() -> None:
    # Steps of 1, 1, 2 and 4 h. Started for the first one, it runs for 3 h, until the end of the second and,
    # as a step is whole, of the third: 150 + 120 + 2 * 120 + 4 * 100 = 910 a day of 8 h, against 950 off
    # and on.
    time = {"year": 2030, "steps": 4, "hours": [1.0, 1.0, 2.0, 4.0], "weights": {"day": 1095}}
    given = heated([9.0, 2.0, 2.0, 2.0], surplus="free", minimum_load=0.4, minimum_up_time=3.0, time=time)
    plan = solve(given)
    assert result(plan, "boiler", "on") == pytest.approx([1.0, 1.0, 1.0, 0.0])
    assert per_hour(plan) == pytest.approx((270.0 + 120.0 + 240.0 + 400.0) / 8.0)


@pytest.mark.parametrize(("cost", "optimum"), [(1.0, 130.0), (6.0, 135.0)])
def test_starts_cost_by_the_capacity_started(cost: float, optimum: float) -> None:
    # As above, 500 with two starts of 10 MW: 520 at 1 EUR/MW; at 6 EUR/MW it rather stays on for 540.
    given = heated([5.0, 2.0, 5.0, 2.0], surplus="free", minimum_load=0.4, start_cost=cost)
    assert per_hour(solve(given)) == pytest.approx(optimum)


def test_starts_of_a_typical_day_count_as_often_as_the_day() -> None:
    # Two typical days of 2 h, one with a start of 10 MW at 1 EUR/MW: 5 and 2 MW are 150 + 100 + 10 = 260
    # against 270 without rest; 10 MW all day are 600. Of 6 h of the year, 2 are of mild and 4 of cold days.
    given = make_scenario(
        {
            "load": demand({"profile": "load"}, carrier="heat"),
            "boiler": {
                "kind": "converter",
                "reference": "heat",
                "inputs": {"gas": 1.0},
                "outputs": {"heat": 1.0},
                "capacity_existing": 10.0,
                "minimum_load": 0.4,
                "start_cost": 1.0,
            },
            "gas": market(30.0, carrier="gas"),
            "backup": market(50.0, carrier="heat"),
        },
        steps=2,
        weights={"mild": HOURS / 6.0, "cold": HOURS / 3.0},
        profiles={"load": [[5.0, 2.0], [10.0, 10.0]]},
        carriers={"heat": {"surplus": "free"}},
    )
    assert per_hour(solve(given)) == pytest.approx(260.0 / 6.0 + 600.0 / 3.0)


@pytest.mark.parametrize(
    ("surplus", "backup", "optimum"), [("forbidden", 50.0, 110.0), ("free", 100.0, 160.0)]
)
def test_a_ramp_limits_how_fast_the_load_rises(surplus: str, backup: float, optimum: float) -> None:
    # 10 MW are needed in the first of four hours. From nothing it comes to 3 MW: 90 + 7 * 50 = 440. Where
    # heat may be wasted and costs 100, it is worth to begin two hours earlier (3, 6, 9 MW: 540, and 100 for
    # the last MW).
    given = heated([10.0, 0.0, 0.0, 0.0], backup, surplus, ramp_up=0.3)
    assert per_hour(solve(given)) == pytest.approx(optimum)


def test_a_plant_that_starts_comes_to_its_minimum_load_at_once() -> None:
    # 4 MW in place of 3: 120 + 6 * 50 = 420.
    given = heated([10.0, 0.0, 0.0, 0.0], minimum_load=0.4, ramp_up=0.3)
    assert per_hour(solve(given)) == pytest.approx(105.0)


def test_a_plant_that_stops_comes_down_to_its_minimum_load_before() -> None:
    # Down by 3 MW an hour, and from 4 MW to nothing. 10, 7 and 0 MW: 7 MW in the second hour let it run at 10
    # only if it could stop from 7; so 7, 4, 0: 210 + 3 * 50 + 120 + 3 * 50 = 630.
    given = heated([10.0, 7.0, 0.0, 0.0], minimum_load=0.4, ramp_down=0.3)
    assert per_hour(solve(given)) == pytest.approx(630.0 / 4.0)


def test_larger_capacity_may_be_built_to_change_faster() -> None:
    # 10 MW for an hour of four: each MW built (1 an hour) brings 0.3 MW (20 * 0.3 / 4 = 1.5): 33.3 MW are
    # built.
    given = heated([10.0, 0.0, 0.0, 0.0], capacity_max=50.0, capex_specific=HOURS, ramp_up=0.3)
    assert per_hour(solve(given)) == pytest.approx(10.0 / 0.3 + 75.0)


def test_part_load_between_two_points_is_a_straight_line() -> None:
    # At half load 1.2 of gas for 1 of heat, at full load 1: 10, 6 and, in the middle, 8 MW of gas.
    plan = solve(heated([10.0, 5.0, 7.5], part_load=[{"load": 0.5, "inputs": {"gas": 1.2}}]))
    assert gas_of(plan) == pytest.approx([10.0, 6.0, 8.0])
    assert per_hour(plan) == pytest.approx(240.0)


def test_a_convex_curve_needs_no_further_binaries() -> None:
    # 4.4, 7 and 10 MW of gas at 4, 7 and 10 MW: 8.5 and 5.5 MW take 8.5 and 5.7.
    given = heated([8.5, 5.5], part_load=CONVEX)
    assert build(given).matrix().integer.sum() == 2
    assert gas_of(solve(given)) == pytest.approx([8.5, 5.7])


def test_a_concave_curve_keeps_to_one_piece() -> None:
    # 5.2, 9.1 and 10 MW of gas at 4, 7 and 10 MW. A chord from 4 to 10 MW would take 7.6 at 7 MW.
    plan = solve(heated([7.0, 8.5, 5.5], part_load=CONCAVE))
    assert gas_of(plan) == pytest.approx([9.1, 9.55, 7.15])


def test_part_load_of_what_is_built() -> None:
    # 7 and 10 MW by turns; each MW built costs 5. 10 MW take 9.1 and 10 of gas: 50 + 286.5 = 336.5. 7 MW
    # take 7 twice and leave 3 MW to be bought for 50: 35 + 210 + 75 = 320.
    plan = solve(heated([7.0, 10.0], capacity_max=20.0, capex_specific=5.0 * HOURS, part_load=CONCAVE))
    assert per_hour(plan) == pytest.approx(320.0)
    assert result(plan, "boiler", "capacity") == pytest.approx([7.0])


def test_a_plant_may_be_built_larger_to_run_at_its_best_load() -> None:
    # 7 MW at full load take 1.1 each: 231. A boiler of 10 MW runs at 0.7 and takes 1 each: 210, and 3 MW
    # more to build cost 3.
    best = [{"load": 0.7, "inputs": {"gas": 1.0}}]
    given = heated([7.0], inputs={"gas": 1.1}, capacity_max=20.0, capex_specific=HOURS, part_load=best)
    plan = solve(given)
    assert per_hour(plan) == pytest.approx(220.0)
    assert result(plan, "boiler", "capacity") == pytest.approx([10.0])


def test_an_output_that_nobody_wants_is_not_made_less_of() -> None:
    # Flue gas at 0.3, 0.2 and 0.25 a MWh at 4, 7 and 10 MW: 1.2, 1.4 and 2.5. A chord would emit 1.85 at 7
    # MW, more; at 5.5 MW the curve emits 1.3. The other way round, 0.2, 0.3, 0.25, the chord would be 1.65
    # < 2.1.
    for ratios, emitted in (((0.3, 0.2), 1.4), ((0.2, 0.3), 2.1)):
        points = [
            {"load": load, "outputs": {"flue-gas": ratio}}
            for load, ratio in zip((0.4, 0.7), ratios, strict=True)
        ]
        given = heated([7.0], outputs={"heat": 1.0, "flue-gas": 0.25}, part_load=points)
        plan = solve(given.with_({"policies.price": {"kind": "carbon_price", "prices": {"scope1": 10.0}}}))
        assert per_hour(plan) == pytest.approx(210.0 + 10.0 * emitted)


def test_removal_follows_the_curve() -> None:
    # 6 t/h of biogenic CO2 at a load of 0.6: half is captured there, 0.9 at full load; 10 EUR/t to store.
    capture = {
        "kind": "converter",
        "reference": "biogenic-flue-gas",
        "inputs": {"biogenic-flue-gas": 1.0},
        "outputs": {"co2": 0.9},
        "part_load": [{"load": 0.6, "outputs": {"co2": 0.5}}],
        "capacity_existing": 10.0,
    }
    kiln = {"kind": "generator", "carrier": "biogenic-flue-gas", "capacity_existing": 6.0, "must_run": True}
    store = {"kind": "disposal", "carrier": "co2", "capacity_existing": 20.0, "tariff": 10.0}
    price = {"kind": "carbon_price", "prices": {"scope1": 100.0, "removal": 100.0}}
    plan = solve(make_scenario({"kiln": kiln, "capture": capture, "store": store}, policies={"price": price}))
    assert per_hour(plan) == pytest.approx(3.0 * (10.0 - 100.0))


def test_units_run_as_many_as_are_needed() -> None:
    # Three units of 3 MW, at half load at least. Of 2 MW one runs, of 7 MW all: 270 / 2. In one piece of 9
    # MW it can not run at 2 MW: (100 + 210) / 2.
    given = {"capacity_existing": 9.0, "minimum_load": 0.5}
    plan = solve(heated([2.0, 7.0], unit_size=3.0, **given))
    assert per_hour(plan) == pytest.approx(135.0)
    assert result(plan, "boiler", "on") == pytest.approx([1.0, 3.0])
    assert per_hour(solve(heated([2.0, 7.0], **given))) == pytest.approx(155.0)


def test_each_unit_that_starts_is_paid_for() -> None:
    # A start costs 30. Of 7 MW two units make 6 and 1 is bought: 60 + 180 + 50 + 30 = 320, or three 60 +
    # 210 + 60.
    plan = solve(heated([2.0, 7.0], capacity_existing=9.0, unit_size=3.0, minimum_load=0.5, start_cost=10.0))
    assert per_hour(plan) == pytest.approx(160.0)
    assert result(plan, "boiler", "on") == pytest.approx([1.0, 2.0])


def test_units_are_on_different_pieces_of_a_curve() -> None:
    # Two units of 10 MW and 17 MW: one at full load and one at 0.7, 10 + 9.1; both at 0.85 would take 2 *
    # 9.55. At 14 MW: 10 + 5.2 at loads of 1 and 0.4, and not 2 * 9.1.
    plan = solve(heated([17.0, 14.0], capacity_existing=20.0, unit_size=10.0, part_load=CONCAVE))
    assert gas_of(plan) == pytest.approx([19.1, 15.2])


@pytest.mark.parametrize(("hours", "optimum"), [(2190.0, 137.5), (3000.0, 157.5)])
def test_an_outage_is_taken_where_it_costs_least(hours: float, optimum: float) -> None:
    # 17 / 4 MW on average at 30 are 127.5. A quarter of 2 MW out costs 20 * 2 / 4 = 10 more; two quarters,
    # for 3,000 h and steps of a quarter, are those of 2 and 4 MW: 30.
    plan = solve(heated([5.0, 2.0, 4.0, 6.0], planned_outage=hours, time=QUARTERS))
    assert per_hour(plan) == pytest.approx(optimum)


def test_an_outage_may_last_over_new_year() -> None:
    # 2 MW in the last and the first quarter: 20 * 4 / 4 more than 30 * 14 / 4.
    plan = solve(heated([2.0, 5.0, 5.0, 2.0], planned_outage=4380.0, time=QUARTERS))
    assert per_hour(plan) == pytest.approx(105.0 + 20.0)


def test_an_outage_of_what_is_built() -> None:
    # 6 MW built at 1 each, and out with the 2 MW.
    given = heated(
        [5.0, 2.0, 4.0, 6.0], capacity_max=20.0, capex_specific=HOURS, planned_outage=2190.0, time=QUARTERS
    )
    assert per_hour(solve(given)) == pytest.approx(6.0 + 137.5)


def test_units_have_their_outages_one_by_one() -> None:
    # Two units of 5 MW: each is out in a quarter of its own in which the other one is enough.
    given = heated([5.0, 2.0, 4.0, 6.0], unit_size=5.0, planned_outage=2190.0, time=QUARTERS)
    assert per_hour(solve(given)) == pytest.approx(127.5)


CASES: dict[str, Scenario] = {
    "minimum times": heated(
        [5.0, 2.0, 5.0, 2.0], surplus="free", minimum_load=0.4, minimum_up_time=2.0, minimum_down_time=2.0
    ),
    "starts": heated([5.0, 2.0, 9.0, 2.0], minimum_load=0.3, start_cost=6.0),
    "ramps": heated([10.0, 7.0, 1.0, 5.0], minimum_load=0.4, ramp_up=0.3, ramp_down=0.2),
    "part load": heated([7.0, 8.5, 5.5], part_load=CONCAVE),
    "outage": heated([5.0, 2.0, 4.0, 6.0], planned_outage=3000.0, minimum_load=0.3, time=QUARTERS),
    "built": heated(
        [7.0, 10.0, 3.0],
        capacity_max=20.0,
        capex_specific=5.0 * HOURS,
        part_load=CONCAVE,
        ramp_up=0.5,
        start_cost=3.0,
        minimum_up_time=2.0,
    ),
    "units": heated(
        [2.0, 7.0, 4.0],
        capacity_max=12.0,
        capex_specific=5.0 * HOURS,
        unit_size=3.0,
        part_load=CONCAVE,
        start_cost=3.0,
        minimum_down_time=2.0,
    ),
}
EASIER = {
    "commitment": "relaxed",
    "minimum_up_time": 0.0,
    "minimum_down_time": 0.0,
    "start_cost": 0.0,
    "ramp_up": None,
    "ramp_down": None,
    "planned_outage": 0.0,
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_left_out_never_costs_more(name: str) -> None:
    given = CASES[name]
    whole = per_hour(solve(given))
    for field, value in EASIER.items():
        fields = {f"assets.boiler.{field}": value}
        assert per_hour(solve(given.with_(fields))) <= whole + 1e-6, field


@pytest.mark.parametrize("name", CASES)
def test_relaxed_operation_has_no_binaries(name: str) -> None:
    given = CASES[name].with_({"assets.boiler.commitment": "relaxed", "assets.boiler.unit_size": 0.0})
    assert not build(given).matrix().integer.any()


@pytest.mark.parametrize("name", CASES)
def test_cutting_sizes_changes_nothing(name: str) -> None:
    tight, loose = (
        solve_matrix(build(CASES[name], tight=way).matrix(), SolveOptions(gap=0.0), in_process=True).objective
        for way in (True, False)
    )
    assert tight == pytest.approx(loose)


def test_part_load_with_the_ratios_of_full_load_is_a_minimum_load() -> None:
    points = [{"load": load, "inputs": {"gas": 1.0}} for load in (0.4, 0.7)]
    curved = heated([5.0, 2.0, 8.0], part_load=points)
    assert per_hour(solve(curved)) == pytest.approx(
        per_hour(solve(heated([5.0, 2.0, 8.0], minimum_load=0.4)))
    )
    assert build(curved).matrix().integer.sum() == 3


@pytest.mark.parametrize("name", CASES)
def test_a_known_design_is_run_the_same_way(name: str) -> None:
    plan = solve(CASES[name])
    matrix = fixed_design(CASES[name], plan).matrix()
    fixed = solve_matrix(matrix, SolveOptions(gap=0.0), in_process=True).objective
    best = solve_matrix(build(CASES[name]).matrix(), SolveOptions(gap=0.0), in_process=True).objective
    assert fixed == pytest.approx(best)


def test_a_stored_plan_is_read_again(tmp_path: Any) -> None:
    plan = solve(CASES["units"])
    save_plan(plan, tmp_path / "plan")
    again = load_plan(tmp_path / "plan")
    assert again.scenario == plan.scenario
    assert np.array_equal(again.results["boiler"]["on"], plan.results["boiler"]["on"])


@pytest.mark.parametrize("foresight", ["perfect", "myopic"])
def test_units_of_two_years_run_together(foresight: str) -> None:
    # Units of 3 MW at half load at least: two for 6 and 2 MW in 2030, one more for 9 MW in 2040, and two of
    # them stay on for 3 MW, which saves a start.
    base = heated(
        [6.0, 2.0],
        capacity_max=12.0,
        unit_size=3.0,
        minimum_load=0.5,
        capex_specific=HOURS,
        lifetime=20.0,
        start_cost=1.0,
    )
    changes = {2040: {"assets.load.demand.scale": 1.5}}
    pathway = Pathway.of(base, years=(2030, 2040), discount_rate=0.0, changes=changes, foresight=foresight)
    plan = synergy.solve(pathway, in_process=True, gap=0.0)
    assert plan.report.passed
    assert [plan[year].results["boiler"]["on"].reshape(-1).tolist() for year in (2030, 2040)] == [
        [2, 1],
        [3, 2],
    ]


def test_a_part_load_curve_of_two_years() -> None:
    base = heated([6.0, 4.0], capacity_max=12.0, part_load=CONCAVE, capex_specific=HOURS, lifetime=20.0)
    changes = {2040: {"assets.load.demand.scale": 1.5}}
    pathway = Pathway.of(base, years=(2030, 2040), discount_rate=0.0, changes=changes)
    assert synergy.solve(pathway, in_process=True, gap=0.0).report.passed


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"start_cost": 5.0}, "start_cost: has no effect"),
        ({"part_load": [{"load": 1.0}]}, "part_load.0.load: is 1"),
        ({"part_load": [{"load": 0.5}, {"load": 0.5}]}, "part_load.1.load: 0.5 is given twice"),
        (
            {"part_load": [{"load": 0.5, "inputs": {"power": 1.0}}]},
            "power: is not among the inputs at full load",
        ),
        ({"part_load": [{"load": 0.5, "outputs": {"heat": 0.9}}]}, "the ratio of 'heat' is 0.9"),
        ({"part_load": [{"load": 0.5}], "minimum_load": 0.3}, "minimum_load: 0.3, while the smallest load"),
        ({"planned_outage": 100.0}, "planned_outage: 100 h of a year whose steps do not follow each other"),
    ],
)
def test_what_can_not_be_meant_is_refused(fields: dict[str, Any], said: str) -> None:
    with pytest.raises(ScenarioError) as refused:
        heated([5.0, 2.0], **fields)
    assert said in str(refused.value)
