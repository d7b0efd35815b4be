"""A plan against another; amounts are worked out by hand, per average hour of the year."""

from __future__ import annotations

import pytest

from factories import HOURS, demand, make_scenario, market, solve
from synergy.errors import ScenarioError
from synergy.scenario import Scenario

BOILER = {
    "kind": "converter",
    "reference": "heat",
    "inputs": {"gas": 1.0},
    "outputs": {"heat": 1.0, "flue-gas": 0.2},
    "capacity_existing": 10.0,
}
PUMP = {
    "kind": "converter",
    "reference": "heat",
    "inputs": {"power": 0.25},
    "outputs": {"heat": 1.0},
    "capacity_max": 20.0,
    "capex_specific": 25.0 * HOURS,
}
CARBON = {"carbon": {"kind": "carbon_price", "prices": {"scope1": 100.0}}}


def works(name: str = "Works", **parts: object) -> Scenario:
    """Return 10 MW of heat from gas, or from a heat pump that may be built.

    As it stands: 10 MW of gas at 30 = 300 EUR/h and 2 t/h of CO2, at 100 EUR/t another 200 EUR/h.
    With the pump: 2.5 MW of power at 40 = 100 EUR/h, and 25 EUR/h for each of 10 MW = 250 EUR/h.
    """
    assets = {
        "gas": market(30.0, carrier="gas"),
        "grid": market(40.0),
        "boiler": BOILER,
        "pump": PUMP,
        "load": demand(10.0, carrier="heat"),
    }
    return make_scenario(assets, **{"name": name, "policies": CARBON, **parts})


def test_cost_per_tonne_avoided_leaves_carbon_payments_out() -> None:
    scenario = works()
    change = solve(scenario).against(solve(scenario.as_it_stands()))
    assert change.cost_difference == pytest.approx((350 - 500) * HOURS)
    assert change.resource_cost_difference == pytest.approx((350 - 300) * HOURS)
    assert change.avoided == pytest.approx(2 * HOURS)
    # 50 EUR/h more for resources, 2 t/h less: 25 EUR/t.
    assert change.cost_per_tonne_avoided == pytest.approx(25.0)


def test_tables_add_up_to_the_difference() -> None:
    scenario = works(owners={"paper": {}}, sites={"here": {"owner": "paper"}, "there": {}})
    plan, today = solve(scenario), solve(scenario.as_it_stands())
    change = plan.against(today)
    categories = change.costs_by_category["difference"] / HOURS
    assert categories.to_dict() == pytest.approx({"purchase": 100 - 300, "investment": 250, "carbon": -200})
    assert change.costs_by_owner.loc["paper"].to_dict() == pytest.approx(
        {"baseline": 500 * HOURS, "plan": 350 * HOURS, "difference": -150 * HOURS}
    )
    assert change.emissions_by_impact.loc["scope1", "difference"] == pytest.approx(-2 * HOURS)
    assert change.emissions_by_impact.loc["scope1", "unit"] == "t"


def test_nothing_avoided_has_no_cost_per_tonne() -> None:
    plan = solve(works())
    assert plan.against(plan).cost_per_tonne_avoided is None
    assert solve(works().as_it_stands()).against(plan).cost_per_tonne_avoided is None
    assert "nothing is avoided" in repr(plan.against(plan))


def test_a_plan_that_saves_without_a_carbon_price_costs_less_than_nothing() -> None:
    # Gas at 50: 500 EUR/h of gas against 350 EUR/h with the pump, so -150 EUR/h over 2 t/h.
    assets = {
        "gas": market(50.0, carrier="gas"),
        "grid": market(40.0),
        "boiler": BOILER,
        "pump": PUMP,
        "load": demand(10.0, carrier="heat"),
    }
    scenario = make_scenario(assets)
    change = solve(scenario).against(solve(scenario.as_it_stands()))
    assert change.cost_per_tonne_avoided == pytest.approx(-75.0)
    assert not change.payments
    assert "without payments" not in repr(change)


def test_text_and_html_say_it_and_escape_names() -> None:
    scenario = works("<b>Works</b>\x1b[2J")
    change = solve(scenario).against(solve(scenario.as_it_stands()))
    text, html = repr(change), change._repr_html_()
    assert "25.0 EUR per t CO2e avoided" in text
    assert "\x1b" not in text
    assert "as it stands" in text
    assert "&lt;b&gt;Works" in html
    assert "<b>Works" not in html


def test_different_money_is_refused() -> None:
    plan, other = solve(works()), solve(works(price_year=2020))
    with pytest.raises(ScenarioError, match="EUR of 2025, the baseline in EUR of 2020"):
        plan.against(other)
