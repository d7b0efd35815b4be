"""Demand: optima worked out by hand, in EUR per average hour."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.optimize import linprog

import synergy
from factories import HOURS, demand, make_scenario, market, per_hour, result, solve
from synergy.errors import InfeasibleError, ScenarioError
from synergy.pathway.pathway import Pathway
from synergy.plan.explain import why_infeasible
from synergy.plan.fixed_design import fixed_design
from synergy.scenario import Scenario


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


def test_no_more_than_a_share_may_stay_unserved() -> None:
    # 10 MW, a quarter of them unserved at 20, the rest bought at 50: 2.5 * 20 + 7.5 * 50 = 425.
    shed = demand(10.0, unserved_price=20.0, unserved_max=0.25)
    assert per_hour(solve(make_scenario({"load": shed, "grid": market(50.0)}))) == pytest.approx(425.0)


def test_what_must_still_be_served_is_looked_for_and_explained() -> None:
    shed = demand(10.0, unserved_price=20.0, unserved_max=0.25)
    with pytest.raises(ScenarioError, match="nothing there, or joined to it, can supply power"):
        make_scenario({"load": shed})
    short = make_scenario({"load": shed, "grid": market(50.0, buy_max=6.0)})
    with pytest.raises(InfeasibleError):
        solve(short)
    assert "up to 1.5 MW can not be met" in str(why_infeasible(short)[0])  # 7.5 of 10, and 6 come in


PRICES = [90.0, 10.0, 50.0, 30.0, 70.0, 20.0]


def moved(due: list[float], **fields: Any) -> Scenario:
    """A demand that can be moved, and a market with a price for each of six hours."""
    load = demand({"profile": "due"}, **fields)
    profiles = {"due": due, "price": PRICES}
    return make_scenario({"load": load, "grid": market({"profile": "price"})}, steps=6, profiles=profiles)


@pytest.mark.parametrize(
    ("fields", "served"),
    [
        ({}, [6.0, 0.0, 0.0, 0.0, 6.0, 0.0]),
        # from 90 to 10 or (round the end of the day) 20, from 70 to 20: an hour later or earlier
        ({"shift_window": 1.0}, [0.0, 6.0, 0.0, 0.0, 0.0, 6.0]),
        # three hours from 70 at step 5 lies the 10 of step 2
        ({"shift_window": 3.0}, [0.0, 12.0, 0.0, 0.0, 0.0, 0.0]),
        ({"shift_window": 1.0, "shift_share": 0.5}, [3.0, 3.0, 0.0, 0.0, 3.0, 3.0]),
        # 4 of 6 fit into step 2 beside nothing; the others go round the end of the day to step 6, which then
        # has room for 2 of those of step 5; the next best of these is step 4
        ({"shift_window": 1.0, "served_max": 4.0}, [0.0, 4.0, 0.0, 4.0, 0.0, 4.0]),
        # moving at 65 pays from 90 to 10, and not from 70 to 20
        ({"shift_window": 1.0, "shift_cost": 65.0}, [0.0, 6.0, 0.0, 0.0, 6.0, 0.0]),
        ({"flexible": "period", "served_max": 7.0}, [0.0, 7.0, 0.0, 0.0, 0.0, 5.0]),
        ({"flexible": "year", "served_max": 7.0, "served_min": 1.0}, [1.0, 7.0, 1.0, 1.0, 1.0, 1.0]),
    ],
)
def test_a_demand_is_moved_to_where_it_is_cheap(fields: dict[str, Any], served: list[float]) -> None:
    plan = solve(moved([6.0, 0.0, 0.0, 0.0, 6.0, 0.0], **fields))
    assert result(plan, "load", "served") == pytest.approx(served)
    moving = fields.get("shift_cost", 0.0) * 6.0
    spent = sum(flow * price for flow, price in zip(served, PRICES, strict=True))
    assert per_hour(plan) == pytest.approx((spent + moving) / 6)


def by_transport(due: np.ndarray, hours: np.ndarray, price: np.ndarray, fields: dict[str, Any]) -> float:
    """Return the least cost with a variable for each unit's step due and step served: no level at all.

    Steps of a round are as far apart as their middles are, the shorter way round.
    """
    steps, share = len(due), fields.get("shift_share", 1.0)
    middle = np.cumsum(hours) - hours / 2
    apart = np.abs(middle[:, None] - middle[None, :])
    apart = np.minimum(apart, hours.sum() - apart)
    ways = np.argwhere(apart <= fields["shift_window"] + 1e-6)
    amount = due * hours
    leaves = np.zeros((steps, len(ways)))
    arrives = np.zeros((steps, len(ways)))
    for number, (start, end) in enumerate(ways):
        leaves[start, number] = arrives[end, number] = 1.0
    room = np.full(steps, np.inf) if "served_max" not in fields else fields["served_max"] * hours
    found = linprog(
        arrives.T @ price,
        A_eq=leaves,
        b_eq=share * amount,
        A_ub=arrives,
        b_ub=np.minimum(room - (1 - share) * amount, 1e9),
    )
    return float(found.fun + (1 - share) * amount @ price) if found.status == 0 else np.inf


@pytest.mark.parametrize("chained", [False, True])
@pytest.mark.parametrize("seed", range(12))
def test_a_level_does_what_a_transport_of_every_unit_does(seed: int, chained: bool) -> None:
    rng = np.random.default_rng(seed)
    periods, steps = (2, 5) if chained else (1, int(rng.integers(2, 9)))
    count = periods * steps
    due = np.round(rng.uniform(0.0, 8.0, count) * (rng.random(count) < 0.7), 1)
    price = np.round(rng.uniform(5.0, 95.0, count), 1)
    hours = rng.choice([1.0, 1.0, 2.0, 0.5], steps)
    fields: dict[str, Any] = {"shift_window": float(rng.choice([0.5, 1.0, 1.5, 2.0, 3.0, 50.0]))}
    if rng.random() < 0.5:
        fields["shift_share"] = float(np.round(rng.uniform(0.1, 1.0), 2))
    if rng.random() < 0.5:
        fields["served_max"] = float(np.round(due.max() + rng.uniform(0.1, 3.0), 1))
    weight = 8760.0 / (periods * hours.sum())
    if chained:  # periods are the whole year
        hours, fields["shift_window"] = hours * weight, min(fields["shift_window"] * weight, 8784.0)
        weight = 1.0
    lengths = np.tile(hours, periods)
    scenario = make_scenario(
        {"load": demand({"profile": "due"}, **fields), "grid": market({"profile": "price"})},
        profiles={"due": due.reshape(periods, -1).tolist(), "price": price.reshape(periods, -1).tolist()},
        time={
            "steps": steps,
            "hours": hours.tolist(),
            "weights": {f"p{number}": weight for number in range(periods)},
            "chained": chained,
        },
    )
    plan = solve(scenario)
    assert plan.cost == pytest.approx(weight * by_transport(due, lengths, price, fields), rel=1e-7, abs=1e-3)


@pytest.mark.parametrize(
    ("easier", "harder"),
    [
        ({"shift_window": 2.0}, {"shift_window": 1.0}),
        ({"shift_window": 1.0}, {"shift_window": 1.0, "shift_share": 0.6}),
        ({"shift_window": 1.0}, {"shift_window": 1.0, "shift_cost": 5.0}),
        ({"shift_window": 1.0}, {"shift_window": 1.0, "served_max": 7.0}),
        ({"shift_window": 1.0}, {}),
        ({"flexible": "year", "served_max": 9.0}, {"flexible": "period", "served_max": 9.0}),
        ({"flexible": "period", "served_max": 9.0}, {"flexible": "period", "served_max": 7.0}),
        ({"flexible": "period", "served_max": 9.0}, {"shift_window": 2.0, "served_max": 9.0}),
        ({"unserved_price": 25.0}, {"unserved_price": 25.0, "unserved_max": 0.5}),
    ],
)
def test_more_room_to_move_never_costs_more(easier: dict[str, Any], harder: dict[str, Any]) -> None:
    due = [6.0, 1.0, 3.0, 0.5, 6.0, 4.0]
    assert per_hour(solve(moved(due, **easier))) <= per_hour(solve(moved(due, **harder))) + 1e-9


@pytest.mark.parametrize("fields", [{"shift_window": 1.0}, {"flexible": "period", "served_max": 9.0}])
def test_where_it_may_go_unserved_it_does_so_in_any_step(fields: dict[str, Any]) -> None:
    # At 15 all is left unserved but what can be moved to the step of 10.
    plan = solve(moved([6.0, 0.0, 0.0, 0.0, 6.0, 0.0], **fields, unserved_price=15.0))
    served, unserved = result(plan, "load", "served"), result(plan, "load", "unserved")
    assert sum(served) + sum(unserved) == pytest.approx(12.0)
    assert served[0] == served[4] == pytest.approx(0.0)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"shift_window": 1.0, "flexible": "period"}, "both shift_window and flexible: period"),
        ({"flexible": "year"}, "without served_max would serve all of it in one step"),
        ({"shift_share": 0.5}, "shift_share without shift_window has no effect"),
        ({"shift_cost": 5.0}, "shift_cost without shift_window has no effect"),
        ({"served_min": 1.0}, "served_min of a demand that is not moved in time has no effect"),
        ({"unserved_max": 0.5}, "unserved_max without unserved_price has no effect"),
        ({"shift_window": 1.0, "served_max": 2.0, "served_min": 3.0}, "2, where at least 3 must be served"),
        (
            {"shift_window": 1.0, "served_max": 2.0, "shift_share": 0.5},
            "2, where at least 3 must be served",
        ),
        ({"flexible": "period", "served_max": {"profile": "due", "scale": 0.9}}, "can not be made up for"),
        ({"flexible": "week", "served_max": 9.0}, "'week' is not accepted"),
        ({"shift_window": 1.0, "served_max": -1.0}, "served_max"),
        ({"shift_window": 0.0}, "must be above 0"),
    ],
)
def test_what_can_not_be_meant_is_refused(fields: dict[str, Any], told: str) -> None:
    with pytest.raises(ScenarioError, match=told):
        moved([6.0, 0.0, 0.0, 0.0, 6.0, 0.0], **fields)


def test_a_demand_that_moves_keeps_doing_so_over_the_years_and_in_a_design_that_is_fixed() -> None:
    # 6 MW move to the step of 10 and 6 to that of 20 in each of two years that count alike: 180 EUR a day.
    base = moved([6.0, 0.0, 0.0, 0.0, 6.0, 0.0], shift_window=1.0)
    pathway = Pathway.of(base, years=(2030, 2031), end=2032, discount_rate=0.0)
    plan = synergy.solve(pathway, gap=0.0, in_process=True, prices=False)
    assert plan.net_present_cost == pytest.approx(2 * 180.0 * HOURS / 6)
    one = solve(base)
    again = synergy.solve(fixed_design(base, one), gap=0.0, in_process=True, prices=False)
    assert again.cost == pytest.approx(one.cost) == pytest.approx(180.0 * HOURS / 6)


@pytest.mark.parametrize(("window", "told"), [(0.5, True), (1.0, False), (1.5, False)])
def test_a_window_without_another_step_is_warned_of(window: float, told: bool) -> None:
    load = {**demand(3.0), "shift_window": window}
    scenario = make_scenario({"load": load, "grid": market(50.0)}, steps=2)
    found = [fault for fault in scenario.warnings if fault.place == "assets.load.shift_window"]
    assert len(found) == told
    assert not told or "0.5 h, and the shortest step has 1 h" in found[0].found
