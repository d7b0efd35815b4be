"""Carbon price: optima worked out by hand, in EUR per average hour."""

from __future__ import annotations

from typing import Any

import pytest

from factories import HOURS, demand, emitted, make_scenario, market, per_hour, solve
from synergy.errors import ScenarioError
from synergy.scenario import Scenario


def heated(prices: dict[str, float], **parts: Any) -> Scenario:
    """10 MW of heat from gas (40, 0.2 t/MWh of scope 1) or from power (60, 0.1 t/MWh of scope 2)."""
    heater = {"kind": "converter", "reference": "heat", "outputs": {"heat": 1.0}, "capacity_existing": 20.0}
    assets = {
        "load": demand(10.0, carrier="heat"),
        "boiler": {**heater, "inputs": {"gas": 1.0}, "impacts": {"scope1": 0.2, "water": 0.5}},
        "electric": {**heater, "inputs": {"power": 1.0}},
        "gas": market(40.0, carrier="gas"),
        "grid": market(60.0, impacts={"scope2": 0.1}),
    }
    policies = {"price": {"kind": "carbon_price", "prices": prices}} if prices else {}
    return make_scenario(assets, policies=policies, impacts={"water": {"unit": "m3"}}, **parts)


@pytest.mark.parametrize(
    ("prices", "optimum"),
    [
        ({}, 400.0),  # gas at 40
        ({"scope1": 50.0}, 500.0),  # gas at 40 + 0.2 * 50 = 50, power at 60
        ({"scope1": 150.0}, 600.0),  # gas at 70, power at 60
        ({"scope1": 150.0, "scope2": 150.0}, 700.0),  # gas at 70, power at 75
        ({"scope2": 500.0}, 400.0),  # only power has scope 2
        ({"water": 30.0}, 550.0),  # gas at 40 + 0.5 * 30
        ({"water": 50.0}, 600.0),  # gas at 65
    ],
)
def test_each_impact_at_its_own_price(prices: dict[str, float], optimum: float) -> None:
    assert per_hour(solve(heated(prices))) == pytest.approx(optimum)


def test_whoever_emits_pays() -> None:
    # The boiler's owner pays 0.2 * 10 * 50 = 100 for carbon, the seller's side 400 for gas.
    scenario = heated({"scope1": 50.0}, owners={"maker": {}, "trader": {}})
    plan = solve(scenario.with_({"assets.boiler.owner": "maker", "assets.gas.owner": "trader"}))
    table = plan.costs.set_index(["owner", "category"])["cost"] / HOURS
    assert table.loc["maker"].to_dict()["carbon"] == pytest.approx(100.0)
    assert table.loc["trader"].to_dict() == pytest.approx({"purchase": 400.0})


def test_further_impacts_are_a_category_of_their_own() -> None:
    plan = solve(heated({"water": 30.0}))
    assert plan.costs_by("category")["cost"].to_dict()["water"] == pytest.approx(150.0 * HOURS)
    assert emitted(plan, "water") == pytest.approx(5.0)


def test_released_surplus_is_charged_to_the_owner_of_its_site() -> None:
    # 10 t/h of flue gas at 50.
    kiln = {"kind": "generator", "carrier": "flue-gas", "capacity_existing": 10.0, "must_run": True}
    scenario = make_scenario(
        {"kiln": kiln},
        policies={"price": {"kind": "carbon_price", "prices": {"scope1": 50.0}}},
        owners={"cement": {}},
        sites={"here": {"owner": "cement"}, "there": {}},
    )
    plan = solve(scenario)
    assert plan.costs_by("owner")["cost"].to_dict() == pytest.approx({"cement": 500.0 * HOURS})


def test_two_prices_add_up() -> None:
    # A market price of 50 and a levy of 20: gas at 40 + 0.2 * 70 = 54.
    scenario = heated({"scope1": 50.0})
    both = scenario.with_({"policies.levy": {"kind": "carbon_price", "prices": {"scope1": 20.0}}})
    assert per_hour(solve(both)) == pytest.approx(540.0)


def test_whose_and_where() -> None:
    # The boiler is the maker's, here: gas at 50 if the price is for either, at 40 if it is for others.
    scenario = heated({"scope1": 50.0}, owners={"maker": {}, "trader": {}})
    scenario = scenario.with_({"assets.boiler.owner": "maker"})
    for change, optimum in (
        ({"policies.price.owner": "maker"}, 500.0),
        ({"policies.price.owner": "trader"}, 400.0),
        ({"policies.price.site": "here"}, 500.0),
        ({"policies.price.site": "there"}, 400.0),
    ):
        assert per_hour(solve(scenario.with_(change))) == pytest.approx(optimum)
    for change, told in (
        ({"policies.price.owner": "makr"}, "did you mean 'maker'"),
        ({"policies.price.site": "hree"}, "did you mean 'here'"),
    ):
        with pytest.raises(ScenarioError, match=told):
            scenario.with_(change)


def test_a_site_that_is_not_in_a_part_of_the_cluster_is_not_priced_there() -> None:
    scenario = make_scenario(
        {"load": demand(1.0), "grid": market(5.0, impacts={"scope2": 1.0})},
        sites={"here": {"owner": "one"}, "there": {"owner": "two"}},
        owners={"one": {}, "two": {}},
        corridor={"owner": "two"},
        policies={
            "here": {"kind": "carbon_price", "prices": {"scope2": 1.0}, "site": "here"},
            "there": {"kind": "carbon_price", "prices": {"scope2": 1.0}, "site": "there"},
            "cap": {"kind": "emission_cap", "limit": 1e6, "site": "there"},
            "free": {
                "kind": "free_allocation",
                "amounts": {"grid": 9.0},
                "carbon_price": "there",
                "impact": "scope2",
            },
        },
    )
    assert [policy.id for policy in scenario.restrict(["one"]).policies] == ["here"]


def test_what_is_paid_for_by_a_negative_price_may_be_worth_nothing() -> None:
    # Each MWh from gas earns 10 for its water and costs nothing: a tank must not burn heat for that.
    tank = {
        "kind": "storage", "site": "here", "carrier": "heat", "capacity_existing": 50.0, "c_rate": 1.0,
        "charge_efficiency": 0.5, "lifetime": 1.0,
    }  # fmt: skip
    scenario = heated({"water": -20.0}).with_({"assets.gas.buy_price": 0.0, "assets.tank": tank})
    assert per_hour(solve(scenario)) == pytest.approx(-100.0)
