"""Heat pipe: optima worked out by hand, in EUR per average hour."""

from __future__ import annotations

from typing import Any

import pytest

from factories import HOURS, capacity, demand, make_scenario, market, per_hour, result, solve
from synergy.errors import InfeasibleError


def main_pipe(**fields: Any) -> dict[str, Any]:
    return {"kind": "heat_pipe", "carrier": "heat", **fields}


def need(amount: Any, **fields: Any) -> dict[str, Any]:
    return demand(amount, carrier="heat", site="there", **fields)


def heat(price: float, **fields: Any) -> dict[str, Any]:
    return market(price, carrier="heat", **fields)


def test_loses_a_share_of_the_flow() -> None:
    # A tenth over each of 2 km: 8.1 MW arriving are 10 MW at 20: 200.
    assets = {
        "load": need(8.1),
        "main": main_pipe(capacity_existing=20.0, loss_per_km=0.1),
        "heat": heat(20.0),
    }
    assert per_hour(solve(make_scenario(assets, length=2.0))) == pytest.approx(200.0)


def test_standing_loss_is_there_whatever_flows() -> None:
    # 20 MW lose 1 % over each of 10 km: 2 MW, always. Loads of 8 and 0 MW take 10 and 2 MW at 20: mean 120.
    assets = {
        "load": need({"profile": "load"}),
        "main": main_pipe(capacity_existing=20.0, standing_loss_per_km=0.01),
        "heat": heat(20.0),
    }
    plan = solve(make_scenario(assets, steps=2, profiles={"load": [8.0, 0.0]}, length=10.0))
    assert per_hour(plan) == pytest.approx(120.0)
    assert result(plan, "main", "forward") == pytest.approx([10.0, 2.0])


def test_what_comes_through_covers_the_standing_loss() -> None:
    # 20 MW lose 2 MW, which must come through though heat at the far end is cheaper: of what enters 0.8
    # arrives, so 2.5 MW at 50, and 5 MW there at 20: 125 + 100.
    assets = {
        "load": need(5.0),
        "main": main_pipe(capacity_existing=20.0, loss_per_km=0.2, standing_loss_per_km=0.1),
        "heat": heat(50.0),
        "boiler": heat(20.0, site="there"),
    }
    assert per_hour(solve(make_scenario(assets))) == pytest.approx(225.0)


def test_what_stands_must_be_kept_warm() -> None:
    # Without any heat at its start an existing main can not cover its loss.
    assets = {
        "load": need(1.0),
        "main": main_pipe(capacity_existing=20.0, standing_loss_per_km=0.01),
        "heat": heat(20.0, buy_max=1.0),
        "boiler": heat(90.0, site="there"),
    }
    with pytest.raises(InfeasibleError):
        solve(make_scenario(assets, length=10.0))


@pytest.mark.parametrize(("price", "size", "optimum"), [(60.0, 10.0, 250.0), (25.0, 0.0, 225.0)])
def test_size_carries_its_own_loss(price: float, size: float, optimum: float) -> None:
    # K MW lose 0.1 K, so 9 MW take K = 10. Capital 5 and heat 20 per MW: 250, less than 9 * 60, more than 9 *
    # 25.
    assets = {
        "load": need(9.0),
        "main": main_pipe(capacity_max=30.0, standing_loss_per_km=0.1, capex_specific_per_km=5.0 * HOURS),
        "heat": heat(20.0),
        "boiler": heat(price, site="there"),
    }
    plan = solve(make_scenario(assets))
    assert per_hour(plan) == pytest.approx(optimum)
    assert capacity(plan, "main") == pytest.approx(size)


def test_both_losses_and_a_fixed_cost() -> None:
    # Of what enters 0.9 arrive, less a standing loss of 0.1 K: with 8 MW needed and K entering, 0.8 K = 8, K
    # = 10. Fixed 30, capital 10 * 4, heat 10 * 20: 270.
    assets = {
        "load": need(8.0),
        "main": main_pipe(
            capacity_max=30.0,
            loss_per_km=0.1,
            standing_loss_per_km=0.1,
            capex_fixed=30.0 * HOURS,
            capex_specific_per_km=4.0 * HOURS,
        ),
        "heat": heat(20.0),
    }
    assert per_hour(solve(make_scenario(assets))) == pytest.approx(270.0)


def test_a_larger_standard_diameter_loses_more() -> None:
    # DN100 (10 MW, 40) loses 1 MW and serves 9; DN200 (20 MW, 60) loses 2 MW. For 9 MW: 40 + 10 * 20 = 240.
    # For 12 MW DN200: 60 + 14 * 20 = 340.
    diameters = [
        {"name": "DN100", "capacity": 10.0, "capex_per_km": 40.0 * HOURS},
        {"name": "DN200", "capacity": 20.0, "capex_per_km": 60.0 * HOURS},
    ]
    for load, optimum in ((9.0, 240.0), (12.0, 340.0)):
        assets = {
            "load": need(load),
            "main": main_pipe(diameters=diameters, standing_loss_per_km=0.1),
            "heat": heat(20.0),
        }
        assert per_hour(solve(make_scenario(assets))) == pytest.approx(optimum)
