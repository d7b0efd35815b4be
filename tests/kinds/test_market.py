"""Market: optima worked out by hand, in EUR per average hour."""

from __future__ import annotations

import pytest

from factories import HOURS, capacity, demand, emitted, make_scenario, market, per_hour, result, solve


def test_buys_at_the_price_of_each_step_and_sells_what_is_left() -> None:
    # A plant gives 20 MW at 10. Step 1: it serves 5 MW (50) and sells 15 MW, earning 15 * (40 - 10) = 450:
    # -400. Step 2: the price is 5, so 5 MW are bought for 25 and nothing runs. Mean -187.5.
    price = {"profile": "price"}
    assets = {
        "load": demand(5.0),
        "grid": market(price, sell_price={"profile": "sale"}),
        "plant": {"kind": "generator", "carrier": "power", "capacity_existing": 20.0, "opex_variable": 10.0},
    }
    plan = solve(make_scenario(assets, steps=2, profiles={"price": [50.0, 5.0], "sale": [40.0, 4.0]}))
    assert per_hour(plan) == pytest.approx(-187.5)
    assert result(plan, "grid", "sell") == pytest.approx([15.0, 0.0])


def test_limits_at_once() -> None:
    # Buying: 6 MW at 50, 4 MW at 80: 620. Selling: 20 MW for 30 less 10, but no more than 8 MW: -160.
    bought = {"load": demand(10.0), "cheap": market(50.0, buy_max=6.0), "dear": market(80.0)}
    assert per_hour(solve(make_scenario(bought))) == pytest.approx(620.0)
    plant = {"kind": "generator", "carrier": "power", "capacity_existing": 20.0, "opex_variable": 10.0}
    sold = {"plant": plant, "grid": market(sell_price=30.0, sell_max={"profile": "limit"})}
    assert per_hour(solve(make_scenario(sold, profiles={"limit": [8.0]}))) == pytest.approx(-160.0)


def test_limits_of_a_year() -> None:
    # 5 MW on average may be bought at 50, in the step where the alternative costs 100 rather than 60:
    # step 1 all from the alternative (600), step 2 all 10 MW bought (500): mean 550.
    assets = {
        "load": demand(10.0),
        "cheap": market(50.0, buy_max_yearly=5.0 * HOURS),
        "dear": market({"profile": "price"}),
    }
    plan = solve(make_scenario(assets, steps=2, profiles={"price": [60.0, 100.0]}))
    assert per_hour(plan) == pytest.approx(550.0)
    # 3 MW on average may be sold for 30, from a plant that runs at 10: -60.
    plant = {"kind": "generator", "carrier": "power", "capacity_existing": 20.0, "opex_variable": 10.0}
    sold = {"plant": plant, "grid": market(sell_price=30.0, sell_max_yearly=3.0 * HOURS)}
    assert per_hour(solve(make_scenario(sold))) == pytest.approx(-60.0)


def test_impacts_and_operation_of_what_is_bought() -> None:
    # 10 MW at 50 plus 2 for the wires: 520; 0.2 t/MWh make 2 t/h of scope 2.
    assets = {"load": demand(10.0), "grid": market(50.0, impacts={"scope2": 0.2}, opex_variable=2.0)}
    plan = solve(make_scenario(assets))
    assert per_hour(plan) == pytest.approx(520.0)
    assert emitted(plan, "scope2") == pytest.approx(2.0)


@pytest.mark.parametrize(("fixed", "size", "optimum"), [(300.0, 8.0, 940.0), (400.0, 0.0, 1000.0)])
def test_connection_is_built_where_it_pays(fixed: float, size: float, optimum: float) -> None:
    # A MW through the connection saves 100 - 50 - 5 = 45, the largest of 8 MW 360: worth a fixed cost of 300,
    # not of 400. Built: 300 + 8 * (5 + 50) + 2 * 100 = 940. Not built: 10 * 100 = 1000.
    grid = market(50.0, capacity_max=8.0, capex_fixed=fixed * HOURS, capex_specific=5.0 * HOURS)
    plan = solve(make_scenario({"load": demand(10.0, unserved_price=100.0), "grid": grid}))
    assert per_hour(plan) == pytest.approx(optimum)
    assert capacity(plan, "grid") == pytest.approx(size)


def test_connection_limits_selling_too() -> None:
    # 20 MW at 10 could be sold for 30 through a connection of 6 MW, of which 2 MW stand: 4 MW more cost 5
    # each. -6 * 20 + 4 * 5 = -100.
    plant = {"kind": "generator", "carrier": "power", "capacity_existing": 20.0, "opex_variable": 10.0}
    grid = market(sell_price=30.0, capacity_existing=2.0, capacity_max=4.0, capex_specific=5.0 * HOURS)
    assert per_hour(solve(make_scenario({"plant": plant, "grid": grid}))) == pytest.approx(-100.0)


def test_being_paid_to_take() -> None:
    # Power at -20 whose surplus is free, 5 MW at most: -100.
    plan = solve(make_scenario({"grid": market(-20.0, buy_max=5.0)}, carriers={"power": {"surplus": "free"}}))
    assert per_hour(plan) == pytest.approx(-100.0)
