"""Generator: optima worked out by hand, in EUR per average hour."""

from __future__ import annotations

from typing import Any

import pytest

from factories import HOURS, capacity, demand, emitted, make_scenario, market, per_hour, result, solve


def plant(**fields: Any) -> dict[str, Any]:
    return {"kind": "generator", "carrier": "power", **fields}


def test_gives_what_is_available() -> None:
    # 10 MW of wind at 1 and 0.25. Step 1: 8 MW from wind, 2 MW curtailed. Step 2: 2.5 MW and 5.5 MW bought at
    # 50: 275. Mean 137.5.
    wind = plant(capacity_existing=10.0, availability={"profile": "wind"})
    plan = solve(
        make_scenario(
            {"load": demand(8.0), "wind": wind, "grid": market(50.0)}, steps=2, profiles={"wind": [1.0, 0.25]}
        )
    )
    assert per_hour(plan) == pytest.approx(137.5)
    assert result(plan, "wind", "flow") == pytest.approx([8.0, 2.5])


def test_what_must_run_is_taken_even_at_a_loss() -> None:
    # 10 MW must run, 4 MW are needed: 6 MW are sold at -10: 60. If it need not run, nothing is sold: 0.
    assets = {"load": demand(4.0), "exit": market(sell_price=-10.0)}
    kiln = plant(capacity_existing=10.0, must_run=True)
    assert per_hour(solve(make_scenario({**assets, "kiln": kiln}))) == pytest.approx(60.0)
    assert per_hour(solve(make_scenario({**assets, "kiln": {**kiln, "must_run": False}}))) == pytest.approx(
        0.0
    )


def test_what_must_run_may_be_built() -> None:
    # Each MW built gives 1 and 0.5 MW at 40 instead of 100 and costs 20; what 4 MW of demand do not take
    # sells at -10. Up to 4 MW a MW is worth (1 + 0.5) / 2 * 60 - 20 = 25. Beyond, step 1 gains only -10 - 40
    # and step 2 60: (-50 + 30) / 2 - 20 < 0. So 4 MW: 80 + (4 * 40 + 2 * 40 + 2 * 100) / 2 = 300.
    sun = plant(
        capacity_max=20.0,
        capex_specific=20.0 * HOURS,
        opex_variable=40.0,
        availability={"profile": "sun"},
        must_run=True,
    )
    assets = {"load": demand(4.0), "sun": sun, "grid": market(100.0), "exit": market(sell_price=-10.0)}
    plan = solve(make_scenario(assets, steps=2, profiles={"sun": [1.0, 0.5]}))
    assert capacity(plan, "sun") == pytest.approx(4.0)
    assert per_hour(plan) == pytest.approx(300.0)


@pytest.mark.parametrize(("fixed", "size", "optimum"), [(130.0, 6.0, 190.0), (150.0, 0.0, 200.0)])
def test_fixed_cost_slope_and_smallest_size(fixed: float, size: float, optimum: float) -> None:
    # 4 MW bought at 50 cost 200. The smallest plant has 6 MW: fixed + 6 * 10. That pays at 130 (190), not at
    # 150 (210).
    built = plant(capacity_min=6.0, capacity_max=9.0, capex_fixed=fixed * HOURS, capex_specific=10.0 * HOURS)
    plan = solve(make_scenario({"load": demand(4.0), "plant": built, "grid": market(50.0)}))
    assert per_hour(plan) == pytest.approx(optimum)
    assert capacity(plan, "plant") == pytest.approx(size)


@pytest.mark.parametrize(("age", "optimum"), [(24.0, 100.0), (25.0, 500.0)])
def test_what_is_past_its_life_is_retired(age: float, optimum: float) -> None:
    # While it stands: 10 MW for nothing but 10 EUR/MW/h of fixed operation: 100. Afterwards 10 MW are bought
    # at 50: 500.
    old = plant(capacity_existing=10.0, age=age, lifetime=25.0, opex_fixed=10.0 * HOURS)
    plan = solve(make_scenario({"load": demand(10.0), "old": old, "grid": market(50.0)}))
    assert per_hour(plan) == pytest.approx(optimum)


def test_fixed_operation_is_paid_idle_or_not() -> None:
    # Idle at 60 against 50: 10 MW stand for 3 each (30) beside 500 for what is bought. No share of
    # investment: nothing is built.
    idle = plant(
        capacity_existing=10.0,
        opex_variable=60.0,
        opex_fixed=3.0 * HOURS,
        opex_fixed_share=0.1,
        capex_specific=HOURS,
    )
    plan = solve(make_scenario({"load": demand(10.0), "idle": idle, "grid": market(50.0)}))
    assert per_hour(plan) == pytest.approx(530.0)


def test_existing_and_new_capacity_share_one_operation() -> None:
    # 4 MW stand, 6 MW more cost 8 each plus 25 % of that and 1 of operation; all 10 MW pay the 1, and 5 for
    # running. Together 6 * 8 * 1.25 + 10 * 1 + 10 * 5 = 120.
    mixed = plant(
        capacity_existing=4.0,
        capacity_max=50.0,
        capex_specific=8.0 * HOURS,
        opex_fixed_share=0.25,
        opex_fixed=HOURS,
        opex_variable=5.0,
    )
    plan = solve(make_scenario({"load": demand(10.0), "mixed": mixed, "grid": market(50.0)}))
    assert per_hour(plan) == pytest.approx(120.0)
    row = plan.investments.set_index("asset").loc["mixed"]
    assert (row["existing"], row["size"], row["capacity"]) == pytest.approx((4.0, 6.0, 10.0))
    assert row["capital"] == pytest.approx(48.0 * HOURS)


def test_each_owner_borrows_at_its_own_rate() -> None:
    # Two years at 10 % cost 0.1 / (1 - 1.1**-2) = 121/210 a year of each EUR, at 0 % one half. Both plants
    # cost 210 * HOURS per MW: 121 a year for the dear owner, 105 for the cheap one, who builds all 10 MW:
    # 1050.
    dear = plant(capacity_max=10.0, capex_specific=210.0 * HOURS, lifetime=2.0, owner="dear")
    owners = {"dear": {"wacc": 0.1}, "cheap": {"wacc": 0.0}}
    assets = {"load": demand(10.0, unserved_price=500.0), "first": dear}
    alone = solve(make_scenario(assets, owners=owners))
    assert per_hour(alone) == pytest.approx(1210.0)
    both = solve(
        make_scenario({**assets, "second": {**dear, "owner": "cheap"}}, owners=owners, discount_rate=0.07)
    )
    assert per_hour(both) == pytest.approx(1050.0)
    assert both.costs_by("owner")["cost"].to_dict()["cheap"] == pytest.approx(1050.0 * HOURS)


def test_impacts_of_what_it_gives() -> None:
    # 10 MW give 0.3 t/MWh: 3 t/h, and take 2 m3/MWh of water: 20 m3/h.
    dirty = plant(capacity_existing=10.0, impacts={"scope1": 0.3, "water": 2.0})
    plan = solve(make_scenario({"load": demand(10.0), "dirty": dirty}, impacts={"water": {"unit": "m3"}}))
    assert emitted(plan, "scope1") == pytest.approx(3.0)
    assert emitted(plan, "water") == pytest.approx(20.0)
    assert plan.emissions == pytest.approx(3.0 * HOURS)
