"""Limits of shared connections: optima worked out by hand, in EUR per average hour."""

from __future__ import annotations

from typing import Any

import pytest

from connection_examples import BATTERY, BOILER
from factories import demand, make_scenario, market, per_hour, result, solve
from synergy.errors import InfeasibleError, ScenarioError
from synergy.plan.explain import why_infeasible
from synergy.scenario import Scenario

ELECTROLYSER = {**BOILER, "outputs": {"hydrogen": 0.5}, "reference": "hydrogen", "inputs": {"power": 2.0}}


def works(limit: Any = None, **fields: Any) -> Scenario:
    """Return 10 MW of heat and 4 MW of hydrogen at 100 and 200 if not made of power at 20, or sold at 15."""
    assets = {
        "heat-load": demand(6.0, carrier="heat", unserved_price=100.0),
        "hydrogen-load": demand(2.0, carrier="hydrogen", unserved_price=200.0),
        "boiler": BOILER,
        "electrolyser": {**ELECTROLYSER, "outputs": {"hydrogen": 1.0}},
        "wind": {"kind": "generator", "carrier": "power", "capacity_existing": 12.0, "opex_variable": 5.0},
        "grid": market(20.0, sell_price=15.0),
    }
    policies = {}
    if limit is not None:
        meant = {"assets": ["boiler", "electrolyser"], **fields}
        stated = {"kind": "connection_limit", "site": "here", "carrier": "power", "limit": limit, **meant}
        policies["connection"] = stated
    return make_scenario(assets, policies=policies)


@pytest.mark.parametrize(
    ("limit", "fields", "optimum"),
    [
        # Wind gives 12 at 5: 10 for boiler (6) and electrolyser (4), 2 are sold at 15.
        (None, {}, 60.0 - 30.0),
        (10.0, {}, 30.0),
        # A MW less is taken by the boiler (100 a MW) or the electrolyser (200 / 2); each is sold at 15.
        (7.0, {}, 30.0 + 3 * 100.0 - 3 * 15.0),
        (7.0, {"direction": "taken"}, 285.0),
        (7.0, {"direction": "given"}, 30.0),  # they give nothing
        (7.0, {"direction": "net"}, 285.0),
        (0.0, {}, 60.0 - 180.0 + 600.0 + 400.0),
        # Of wind and the grid 11 may give: 10 are used, 1 is sold; what is sold is taken, and not limited.
        (11.0, {"assets": ["wind", "grid"], "direction": "given"}, 55.0 - 15.0),
        # Together: 11 given and 1 taken are 12; net: 12 less 2 sold are 10.
        (12.0, {"assets": ["wind", "grid"], "direction": "together"}, 40.0),
        (10.0, {"assets": ["wind", "grid"], "direction": "net"}, 30.0),
        # A MW of the grid's given makes no room: without sale, 9 for what is worth 100 a MW.
        (9.0, {"assets": ["wind", "grid"], "direction": "each"}, 45.0 + 100.0),
    ],
)
def test_what_passes_a_connection(limit: float | None, fields: dict[str, Any], optimum: float) -> None:
    assert per_hour(solve(works(limit, **fields))) == pytest.approx(optimum)


def test_a_limit_may_change_from_step_to_step() -> None:
    # Without a limit 6 MW at 20 in each of two steps: 120. With 6 and then 2, 4 are unserved in the second.
    assets = {"load": demand(6.0, unserved_price=100.0), "grid": market(20.0)}
    limit = {"kind": "connection_limit", "site": "here", "carrier": "power", "assets": ["grid"]}
    scenario = make_scenario(
        assets,
        steps=2,
        profiles={"free": [1.0, 0.4]},
        policies={"line": {**limit, "limit": {"profile": "free", "scale": 5.0}}},
    )
    plan = solve(scenario)  # (5 * 20 + 1 * 100 + 2 * 20 + 4 * 100) / 2
    assert per_hour(plan) == pytest.approx(320.0)
    assert result(plan, "grid", "buy") == pytest.approx([5.0, 2.0])


@pytest.mark.parametrize(
    ("limit", "direction"), [(3.0, "each"), (3.0, "net"), (6.0, "together"), (2.0, "given")]
)
def test_a_wider_connection_never_costs_more(limit: float, direction: str) -> None:
    assets = {
        "load": demand({"profile": "need"}, unserved_price=300.0),
        "battery": {**BATTERY, "capacity_existing": 8.0},
        "grid": market({"profile": "price"}, sell_price={"profile": "price", "scale": 0.5}),
    }
    policy = {
        "kind": "connection_limit",
        "site": "here",
        "carrier": "power",
        "asset_kinds": ["storage", "market"],
    }
    profiles = {"need": [1.0, 6.0, 3.0, 5.0], "price": [10.0, 60.0, 20.0, 90.0]}
    costs = [
        per_hour(
            solve(
                make_scenario(
                    assets,
                    steps=4,
                    profiles=profiles,
                    policies={"line": {**policy, "limit": limit * factor, "direction": direction}},
                )
            )
        )
        for factor in (0.5, 1.0, 2.0, 100.0)
    ]
    without = per_hour(solve(make_scenario(assets, steps=4, profiles=profiles)))
    assert costs == sorted(costs, reverse=True)
    assert costs[0] > costs[-1] + 1.0
    assert costs[-1] == pytest.approx(without)


def test_a_cable_counts_at_the_end_that_is_meant() -> None:
    # 5 MW arrive of 6.25 that enter: a limit of 5 at the near end lets 4 through, at the far end 5.
    cable = {"kind": "cable", "capacity_existing": 20.0, "station_loss": 0.2, "two_way": False}
    assets = {
        "load": demand(5.0, site="there", unserved_price=500.0),
        "grid": market(10.0),
        "line-cable": cable,
    }
    policy = {"kind": "connection_limit", "carrier": "power", "assets": ["line-cable"], "limit": 5.0}
    for site, served in (("here", 4.0), ("there", 5.0)):
        plan = solve(make_scenario(assets, policies={"line": {**policy, "site": site}}))
        assert result(plan, "load", "served") == pytest.approx([served])


def test_one_that_keeps_a_demand_from_being_met_is_named() -> None:
    assets = {"load": demand(6.0), "grid": market(20.0)}
    policy = {
        "kind": "connection_limit",
        "site": "here",
        "carrier": "power",
        "assets": ["grid"],
        "limit": 5.0,
    }
    scenario = make_scenario(assets, policies={"line": policy})
    with pytest.raises(InfeasibleError):
        solve(scenario)
    assert "policies.line: no plan meets this connection_limit" in str(why_infeasible(scenario)[0])


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"assets": []}, "means no asset.* at this hub are .*boiler"),
        ({"carrier": "pwoer"}, "did you mean 'power'"),
        ({"site": "her"}, "did you mean 'here'"),
        ({"assets": ["heat-load"]}, "'heat-load' neither gives nor takes power at site 'here'"),
        ({"site": "there"}, "'boiler' neither gives nor takes power at site 'there'"),
        ({"limit": {"profile": "nowhere"}}, "nowhere"),
        ({"limit": -2.0}, "policies.connection.limit: -2"),
        ({"direction": "up"}, "'up' is not accepted"),
    ],
)
def test_what_can_not_be_meant_is_refused(fields: dict[str, Any], told: str) -> None:
    with pytest.raises(ScenarioError, match=told):
        works(**{"limit": 5.0, **fields})
