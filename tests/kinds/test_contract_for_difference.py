"""Carbon contract for difference: optima worked out by hand, in EUR per average hour."""

from __future__ import annotations

from typing import Any

import pytest

from factories import HOURS, demand, make_scenario, market, per_hour, result, solve
from synergy.errors import ScenarioError
from synergy.scenario import Scenario

KILN = {"kind": "generator", "carrier": "flue-gas", "capacity_existing": 10.0, "must_run": True}
CAPTURE = {
    "kind": "converter", "reference": "co2", "inputs": {"flue-gas": 1.0}, "outputs": {"co2": 1.0},
    "capacity_existing": 8.0,
}  # fmt: skip


def stored(price: float, strike: float | None = None, **fields: Any) -> Scenario:
    """10 t/h of CO2, of which 8 can be captured for nothing and stored for 30."""
    assets = {
        "kiln": KILN,
        "capture": CAPTURE,
        "field": {"kind": "disposal", "carrier": "co2", "tariff": 30.0, "capacity_existing": 50.0},
    }
    policies: dict[str, Any] = {"ets": {"kind": "carbon_price", "prices": {"scope1": price}}}
    if strike is not None:
        contract = {"assets": ["field"], "carrier": "co2", "carbon_price": "ets", **fields}
        policies["contract"] = {"kind": "contract_for_difference", "strike": strike, **contract}
    return make_scenario(assets, policies=policies)


@pytest.mark.parametrize(
    ("price", "strike", "optimum"),
    [
        (20.0, None, 200.0),  # let go at 20 rather than stored at 30
        (20.0, 50.0, 40.0),  # stored at 30 - (50 - 20) = 0; 2 t/h let go
        (20.0, 20.0, 200.0),  # a strike at the carbon price changes nothing
        (60.0, 45.0, 480.0),  # stored at 30 + 15, of which 15 are paid back; 2 t/h let go at 60
        (60.0, 0.0, 600.0),  # 60 a t would be paid back: stored at 90 or let go at 60
    ],
)
def test_both_signs(price: float, strike: float | None, optimum: float) -> None:
    assert per_hour(solve(stored(price, strike))) == pytest.approx(optimum)


def test_payments_are_the_store_s_and_add_up() -> None:
    plan = solve(stored(60.0, 45.0))
    assert plan.costs_by("asset", "category")["cost"]["field", "support"] == pytest.approx(8 * 15.0 * HOURS)
    assert plan.costs["cost"].sum() == pytest.approx(plan.cost)
    assert "support" in plan.against(solve(stored(60.0))).payments


def test_half_a_tonne_in_a_unit() -> None:
    # (50 - 20) * 0.5 = 15 for each t: stored at 15, 2 t/h let go at 20.
    assert per_hour(solve(stored(20.0, 50.0, content=0.5))) == pytest.approx(8 * 15.0 + 40.0)


def test_a_contract_under_which_nothing_counts_is_warned_of() -> None:
    scenario = stored(20.0, 50.0).with_({"assets.capture.tags": ["capture"]})
    (warning,) = scenario.with_(
        {"policies.contract.assets": [], "policies.contract.tags": ["capture"]}
    ).warnings
    assert str(warning).startswith(
        "policies.contract: none of the assets that it means takes co2 without the reverse"
    )


def heated(price: float, strike: float, plant: str, benchmark: float = 0.2) -> Scenario:
    """10 MW of heat from gas (40, 0.2 t/MWh) or from power (60)."""
    heater = {"kind": "converter", "reference": "heat", "outputs": {"heat": 1.0}, "capacity_existing": 20.0}
    assets = {
        "load": demand(10.0, carrier="heat"),
        "boiler": {**heater, "inputs": {"gas": 1.0}, "impacts": {"scope1": 0.2}},
        "electric": {**heater, "inputs": {"power": 1.0}},
        "gas": market(40.0, carrier="gas"),
        "grid": market(60.0),
    }
    contract = {
        "kind": "contract_for_difference", "assets": [plant], "carrier": "heat", "benchmark": benchmark,
        "strike": strike, "carbon_price": "ets",
    }  # fmt: skip
    policies = {"ets": {"kind": "carbon_price", "prices": {"scope1": price}}, "contract": contract}
    return make_scenario(assets, policies=policies)


@pytest.mark.parametrize(
    ("price", "strike", "plant", "benchmark", "optimum"),
    [
        (50.0, 150.0, "electric", 0.2, 400.0),  # power at 60 - 0.2 * 100, gas at 50
        (50.0, 50.0, "electric", 0.2, 500.0),  # nothing changes: gas at 50
        (50.0, 150.0, "boiler", 0.2, 500.0),  # as the reference plant: nothing avoided
        (50.0, 150.0, "boiler", 0.1, 600.0),  # 0.1 t/MWh more than the reference owe 100 each: gas at 60
        (150.0, 100.0, "electric", 0.2, 700.0),  # power at 60 + 0.2 * 50 as much as gas at 70
        (50.0, 150.0, "electric", 0.0, 500.0),  # a reference plant without emissions: nothing avoided
    ],
)
def test_avoided_against_a_benchmark(
    price: float, strike: float, plant: str, benchmark: float, optimum: float
) -> None:
    assert per_hour(solve(heated(price, strike, plant, benchmark))) == pytest.approx(optimum)


def test_co2_that_is_captured_and_let_go_earns_nothing() -> None:
    with pytest.raises(ScenarioError, match="CO2 that is only captured may still be let go"):
        stored(20.0, 50.0, assets=["capture"])
    plan = solve(
        stored(20.0, 50.0).with_({"assets.field.capacity_existing": 0.0, "assets.field.tariff": 9.0})
    )
    assert per_hour(plan) == pytest.approx(200.0)
    assert result(plan, "field", "flow") == pytest.approx([0.0])


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"assets": []}, "means no asset"),
        ({"carbon_price": None}, "no price"),
        ({"benchmark": 0.2}, "is nothing that gives co2 and does not do the reverse"),
        ({"assets": ["capture"], "benchmark": 0.2}, "what is made and wasted would count"),
        ({"emissions": ["scope9"]}, "no such impact: 'scope9'"),
    ],
)
def test_what_can_not_be_meant_is_refused(fields: dict[str, Any], told: str) -> None:
    with pytest.raises(ScenarioError, match=told):
        stored(20.0, 50.0, **fields)


def test_a_stack_that_its_site_lets_go_can_not_be_told_apart() -> None:
    scenario = heated(50.0, 150.0, "boiler")
    with pytest.raises(ScenarioError, match="contract what is stored"):
        scenario.with_({"assets.boiler.outputs": {"heat": 1.0, "flue-gas": 0.2}})
