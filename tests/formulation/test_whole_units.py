"""Capacity in whole units: optima worked out by hand, in EUR per average hour, and what must hold."""

from __future__ import annotations

from typing import Any

import pytest

import synergy
from factories import HOURS, capacity, demand, make_scenario, market, per_hour, result, solve
from synergy.errors import ScenarioError
from synergy.formulation.build import build
from synergy.pathway.pathway import Pathway
from synergy.plan.fixed_design import fixed_design
from synergy.scenario import Scenario
from synergy.solver.highs import solve_matrix
from synergy.solver.options import SolveOptions

BACKUP = market(100.0, carrier="heat")
GAS = market(30.0, carrier="gas")


def boiler(**fields: Any) -> dict[str, Any]:
    """Heat from gas at 30; each MW built costs 10 an hour."""
    return {
        "kind": "converter",
        "reference": "heat",
        "inputs": {"gas": 1.0},
        "outputs": {"heat": 1.0},
        "capacity_max": 20.0,
        "capex_specific": 10.0 * HOURS,
        **fields,
    }


def scenario(load: float = 7.0, **fields: Any) -> Scenario:
    return make_scenario(
        {"load": demand(load, carrier="heat"), "boiler": boiler(**fields), "gas": GAS, "backup": BACKUP}
    )


def test_the_next_unit_is_built_where_it_pays() -> None:
    # Of 7 MW, units of 3 MW meet 6 (60 + 180 + 100) or, with a third one, 7 (90 + 210): 300.
    plan = solve(scenario(unit_size=3.0))
    assert per_hour(plan) == pytest.approx(300.0)
    assert result(plan, "boiler", "units") == pytest.approx([3.0])
    assert capacity(plan, "boiler") == pytest.approx(9.0)


def test_the_next_unit_is_left_out_where_it_does_not_pay() -> None:
    # Of 6.3 MW: two units and 0.3 MW bought, 60 + 180 + 30 = 270; three would be 90 + 189 = 279.
    plan = solve(scenario(6.3, unit_size=3.0))
    assert per_hour(plan) == pytest.approx(270.0)
    assert result(plan, "boiler", "units") == pytest.approx([2.0])


def test_a_fixed_cost_is_that_of_building_at_all() -> None:
    # 90 + 210 and 15 for the site.
    plan = solve(scenario(unit_size=3.0, capex_fixed=15.0 * HOURS))
    assert per_hour(plan) == pytest.approx(315.0)
    assert result(plan, "boiler", "built") == pytest.approx([1.0])


def test_the_smallest_size_is_rounded_up_to_whole_units() -> None:
    # At least 5 MW are two units of 4 MW: 80 + 60 = 140 for a load of 2 MW, against 200 bought.
    plan = solve(scenario(2.0, unit_size=4.0, capacity_min=5.0))
    assert per_hour(plan) == pytest.approx(140.0)
    assert capacity(plan, "boiler") == pytest.approx(8.0)


def test_one_unit_is_a_standard_size() -> None:
    # One unit of 12 MW fits: 120 + 210.
    plan = solve(scenario(unit_size=12.0))
    assert per_hour(plan) == pytest.approx(330.0)
    assert result(plan, "boiler", "built") == result(plan, "boiler", "units") == pytest.approx([1.0])


def test_what_stands_keeps_its_units() -> None:
    # 4 MW stand and 3 MW are missing: two units of 2 MW more, 40 + 210.
    plan = solve(scenario(unit_size=2.0, capacity_existing=4.0))
    assert per_hour(plan) == pytest.approx(250.0)
    assert result(plan, "boiler", "units") == pytest.approx([2.0])
    assert capacity(plan, "boiler") == pytest.approx(8.0)


def test_whole_units_are_closed() -> None:
    # 4 MW stand, 3 MW are needed; a MW costs 5 an hour to keep. Both units stay (20 + 90), for without one
    # of them a MW would be bought for 100 and 10 be saved.
    kept = scenario(
        3.0, capacity_max=0.0, unit_size=2.0, capacity_existing=4.0, retirable=True, opex_fixed=5.0 * HOURS
    )
    assert per_hour(solve(kept)) == pytest.approx(110.0)
    # Of 2.05 MW the second unit would save 0.05 * 70 = 3.5 for 10: it is closed. 10 + 60 + 5.
    plan = solve(kept.with_({"assets.load.demand": 2.05}))
    assert per_hour(plan) == pytest.approx(75.0)
    assert result(plan, "boiler", "retired") == pytest.approx([2.0])


def test_whole_units_are_converted() -> None:
    # Units of 2 MW of an old boiler become an electric one, at 1 for 1: 3 MW are worth converting (power for
    # 10 in place of gas for 30), and take two units.
    old = boiler(capacity_max=0.0, capacity_existing=8.0, unit_size=2.0, site="here")
    new = boiler(inputs={"power": 1.0}, capacity_max=3.0, capex_specific=0.0, retrofit_of="boiler")
    base = make_scenario(
        {
            "load": demand(7.0, carrier="heat"),
            "boiler": old,
            "electric": new,
            "gas": GAS,
            "backup": BACKUP,
            "grid": market(10.0),
        }
    )
    # Whole units: 2 MW converted, 20 + 5 * 30 = 170; with 4 MW allowed two units are: 40 + 90 = 130.
    assert per_hour(solve(base)) == pytest.approx(170.0)
    assert per_hour(solve(base.with_({"assets.electric.capacity_max": 4.0}))) == pytest.approx(130.0)


def test_an_economy_of_scale_in_whole_units() -> None:
    # Every size of whole units costs what its piece says; 7 MW need three units of 3 MW.
    plan = solve(
        scenario(
            unit_size=3.0,
            capex_specific=0.0,
            capex_reference=100.0 * HOURS,
            capacity_reference=10.0,
            scale_exponent=0.5,
        )
    )
    assert capacity(plan, "boiler") == pytest.approx(9.0)
    # The pieces are within 5 % of 100 * sqrt(0.9) = 94.87.
    assert per_hour(plan) - 210.0 == pytest.approx(100.0 * 0.9**0.5, rel=0.05)


def test_a_store_in_whole_units() -> None:
    # Power at 10 and 100 by turns, 3 MW: a content of 3 MWh is worth 90 every other step, 45 an hour; two
    # units of 2 MWh cost 20. (30 + 30) / 2 + 20 = 50.
    tank = {
        "kind": "storage",
        "carrier": "power",
        "unit_size": 2.0,
        "capacity_max": 10.0,
        "c_rate": 1.0,
        "capex_specific": 5.0 * HOURS,
    }
    assets = {"load": demand(3.0), "tank": tank, "grid": market({"profile": "price"})}
    plan = solve(make_scenario(assets, steps=2, profiles={"price": [10.0, 100.0]}))
    assert per_hour(plan) == pytest.approx(50.0)
    assert capacity(plan, "tank") == pytest.approx(4.0)


def test_a_pipe_in_whole_units() -> None:
    # Two pipes of 4 MW carry 7 MW: 80 and 7 * 30.
    pipe = {
        "kind": "pipeline",
        "carrier": "hydrogen",
        "unit_size": 4.0,
        "capacity_max": 12.0,
        "capex_specific_per_km": 5.0 * HOURS,
    }
    assets = {
        "load": demand(7.0, carrier="hydrogen", site="there", unserved_price=500.0),
        "pipe": pipe,
        "supply": market(30.0, carrier="hydrogen"),
    }
    plan = solve(make_scenario(assets, length=2.0))
    assert per_hour(plan) == pytest.approx(290.0)


def test_tiny_units_come_close_to_any_size() -> None:
    free, tiny = per_hour(solve(scenario(7.05))), per_hour(solve(scenario(7.05, unit_size=0.1)))
    assert free <= tiny <= free + 0.1 * 10.0 + 1e-9


def test_whole_units_never_cost_less() -> None:
    for load in (0.5, 3.0, 7.0, 11.3):
        free = per_hour(solve(scenario(load)))
        for unit in (1.0, 2.5, 4.0):
            assert per_hour(solve(scenario(load, unit_size=unit))) >= free - 1e-9


@pytest.mark.parametrize("load", [0.5, 3.0, 7.0, 11.3, 25.0])
def test_cutting_whole_units_to_what_is_of_use_changes_nothing(load: float) -> None:
    given = scenario(load, unit_size=3.0, capex_fixed=15.0 * HOURS, capacity_existing=3.0)
    tight, loose = (
        solve_matrix(build(given, tight=tight).matrix(), SolveOptions(gap=0.0), in_process=True).objective
        for tight in (True, False)
    )
    assert tight == pytest.approx(loose)


def test_a_known_design_keeps_its_units() -> None:
    given = scenario(unit_size=3.0)
    plan = solve(given)
    fixed = solve_matrix(fixed_design(given, plan).matrix(), SolveOptions(gap=0.0), in_process=True)
    again = solve_matrix(build(given).matrix(), SolveOptions(gap=0.0), in_process=True)
    assert fixed.objective == pytest.approx(again.objective)


@pytest.mark.parametrize("foresight", ["perfect", "myopic"])
def test_units_of_earlier_years_serve_later(foresight: str) -> None:
    # Units of 3 MW that live for 20 years: 2 for 6 MW in 2030, one more for 9 MW in 2040.
    later = {"assets.load.demand": {2030: 6.0, 2040: 9.0}}
    base = scenario(unit_size=3.0, lifetime=20.0)
    pathway = Pathway.of(base, years=(2030, 2040), discount_rate=0.0, paths=later, foresight=foresight)
    plan = synergy.solve(pathway, in_process=True, gap=0.0)
    assert [float(plan[year].results["boiler"]["units"].sum()) for year in (2030, 2040)] == pytest.approx(
        [2.0, 1.0]
    )


def test_units_of_another_size_in_another_year_are_refused() -> None:
    changes = {2040: {"assets.boiler.unit_size": 2.0}}
    with pytest.raises(ScenarioError, match="unit_size: changes over the years"):
        Pathway.of(scenario(unit_size=3.0), years=(2030, 2040), discount_rate=0.0, changes=changes)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"unit_size": 3.0, "capacity_existing": 4.0}, "no whole number of units of 3"),
        ({"unit_size": 30.0}, "capacity_max 20 is less than a unit of 30"),
        ({"unit_size": 6.0, "capacity_min": 19.0}, "lies between capacity_min 19 and capacity_max 20"),
    ],
)
def test_sizes_that_units_can_not_make_up_are_refused(fields: dict[str, float], said: str) -> None:
    with pytest.raises(ScenarioError, match=said):
        scenario(**fields)


def test_units_and_standard_sizes_are_refused() -> None:
    pipe = {
        "kind": "pipeline",
        "carrier": "hydrogen",
        "unit_size": 4.0,
        "diameters": [{"name": "DN100", "capacity": 4.0, "capex_per_km": 1.0}],
    }
    with pytest.raises(ScenarioError, match="unit_size and diameters both say"):
        make_scenario({"pipe": pipe, "load": demand(1.0)})
