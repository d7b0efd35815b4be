"""Demand: optima worked out by hand, in EUR per average hour."""

from __future__ import annotations

import pytest

from factories import demand, make_scenario, market, per_hour, result, solve
from synergy.errors import InfeasibleError


def test_profile_is_met_in_every_step() -> None:
    # Steps of half the year: (10 MW + 30 MW) / 2 * 50 EUR/MWh = 1000.
    load = demand({"profile": "load", "scale": 10.0})
    plan = solve(make_scenario({"load": load, "grid": market(50.0)}, steps=2, profiles={"load": [1.0, 3.0]}))
    assert per_hour(plan) == pytest.approx(1000.0)
    assert result(plan, "load", "served") == pytest.approx([10.0, 30.0])


def test_what_costs_more_than_its_worth_is_left_unserved() -> None:
    # At 50 the 10 MW are bought (500), at 150 they go without at 100 (1000): mean 750.
    assets = {"load": demand(10.0, unserved_price=100.0), "grid": market({"profile": "price"})}
    plan = solve(make_scenario(assets, steps=2, profiles={"price": [50.0, 150.0]}))
    assert per_hour(plan) == pytest.approx(750.0)
    assert result(plan, "load", "unserved") == pytest.approx([0.0, 10.0])
    assert plan.costs_by("category")["cost"].to_dict() == pytest.approx(
        {"purchase": 250 * 8760, "unserved": 500 * 8760}
    )


def test_part_of_a_demand_may_stay_unserved() -> None:
    # 6 MW at 50 and 4 MW unserved at 100: 300 + 400 = 700.
    plan = solve(
        make_scenario({"load": demand(10.0, unserved_price=100.0), "grid": market(50.0, buy_max=6.0)})
    )
    assert per_hour(plan) == pytest.approx(700.0)


def test_nothing_can_be_left_unserved_without_a_price() -> None:
    with pytest.raises(InfeasibleError):
        solve(make_scenario({"load": demand(10.0), "grid": market(50.0, buy_max=6.0)}))


def test_a_demand_of_nothing_changes_nothing() -> None:
    # 5 MW at 50, with or without a second demand of 0.
    assets = {"load": demand(5.0), "grid": market(50.0)}
    assert per_hour(solve(make_scenario(assets))) == pytest.approx(250.0)
    assert per_hour(solve(make_scenario({**assets, "idle": demand(0.0)}))) == pytest.approx(250.0)
