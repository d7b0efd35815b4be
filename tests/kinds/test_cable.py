"""Cable: optima worked out by hand, in EUR per average hour."""

from __future__ import annotations

from typing import Any

import pytest

from factories import HOURS, demand, make_scenario, market, per_hour, result, solve


def cable(**fields: Any) -> dict[str, Any]:
    return {"kind": "cable", **fields}


def test_losses_over_the_length_and_in_the_stations() -> None:
    # 0.9 over a km and 0.9 in the stations: 8.1 MW arriving are 10 MW bought at 50: 500.
    assets = {
        "load": demand(8.1, site="there"),
        "wire": cable(capacity_existing=20.0, loss_per_km=0.1, station_loss=0.1),
        "grid": market(50.0),
    }
    assert per_hour(solve(make_scenario(assets))) == pytest.approx(500.0)


@pytest.mark.parametrize(("two_way", "optimum"), [(True, 150.0), (False, 500.0)])
def test_both_ways_unless_said_otherwise(two_way: bool, optimum: float) -> None:
    # The load is at the start: 5 MW from the far end at 30, or unserved at 100.
    assets = {
        "load": demand(5.0, unserved_price=100.0),
        "wire": cable(capacity_existing=20.0, two_way=two_way),
        "grid": market(30.0, site="there"),
    }
    assert per_hour(solve(make_scenario(assets))) == pytest.approx(optimum)


def test_one_way_at_a_time_where_it_loses() -> None:
    # Station losses alone: at -50, 9 MW arriving are 10 MW bought: -500, and no flow comes back.
    assets = {
        "load": demand(9.0, site="there"),
        "wire": cable(capacity_existing=20.0, station_loss=0.1),
        "grid": market(-50.0, buy_max=99.0),
    }
    plan = solve(make_scenario(assets))
    assert per_hour(plan) == pytest.approx(-500.0)
    assert result(plan, "wire", "backward") == pytest.approx([0.0])


@pytest.mark.parametrize(("fixed", "optimum"), [(60.0, 272.0), (100.0, 300.0)])
def test_built_where_it_saves_more_than_it_costs(fixed: float, optimum: float) -> None:
    # 6 MW there at 50 (300), or from here at 20 (120) over a wire of 2 km: stations 2 + 6 * 1, cable 2 *
    # (fixed + 6 * 2). At 60: 120 + 8 + 144 = 272. At 100: 352.
    assets = {
        "load": demand(6.0, site="there"),
        "wire": cable(
            capacity_max=8.0,
            capex_fixed=2.0 * HOURS,
            capex_fixed_per_km=fixed * HOURS,
            capex_specific=HOURS,
            capex_specific_per_km=2.0 * HOURS,
        ),
        "grid": market(20.0),
        "grid-there": market(50.0, site="there"),
    }
    assert per_hour(solve(make_scenario(assets, length=2.0))) == pytest.approx(optimum)
