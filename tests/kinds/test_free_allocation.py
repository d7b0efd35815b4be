"""Free allocation: optima worked out by hand, in EUR per average hour."""

from __future__ import annotations

from typing import Any

import pytest

from factories import HOURS, capacity, demand, make_scenario, market, per_hour, result, solve
from synergy.errors import ScenarioError
from synergy.scenario import Scenario


def heated(parts: dict[str, Any] | None = None, **allocation: Any) -> Scenario:
    """10 MW of heat from gas (40, 0.2 t/MWh at 150) or from power (60)."""
    heater = {"kind": "converter", "reference": "heat", "outputs": {"heat": 1.0}, "capacity_existing": 20.0}
    assets = {
        "load": demand(10.0, carrier="heat"),
        "boiler": {**heater, "inputs": {"gas": 1.0}, "impacts": {"scope1": 0.2}, "owner": "mill"},
        "electric": {**heater, "inputs": {"power": 1.0}},
        "gas": market(40.0, carrier="gas"),
        "grid": market(60.0),
    }
    policies: dict[str, Any] = {"ets": {"kind": "carbon_price", "prices": {"scope1": 150.0}}}
    if allocation:
        policies["free"] = {"kind": "free_allocation", "carbon_price": "ets", **allocation}
    return make_scenario(assets, policies=policies, owners={"mill": {}}, **(parts or {}))


BOILER = {"assets": ["boiler"], "carrier": "heat", "benchmark": 0.1}


@pytest.mark.parametrize(
    ("allocation", "optimum"),
    [
        ({}, 600.0),  # gas at 40 + 30, power at 60
        (BOILER, 550.0),  # gas at 70 - 15
        ({**BOILER, "factor": 0.5, "cbam_factor": 0.5}, 600.0),  # gas at 70 - 3.75
        ({**BOILER, "carbon_price": None, "price": 300.0}, 400.0),  # gas at 70 - 30
        ({"carrier": "heat", "benchmark": 0.1}, 450.0),  # whoever makes heat: gas at 55, power at 45
        ({"amounts": {"boiler": HOURS}}, 450.0),  # 1 t/h whatever is made: power at 60, less 150
        ({"amounts": {"boiler": HOURS}, **BOILER}, 400.0),  # gas at 55, less 150
    ],
)
def test_by_output_and_in_fixed_amounts(allocation: dict[str, Any], optimum: float) -> None:
    assert per_hour(solve(heated(**allocation))) == pytest.approx(optimum)


def test_it_is_its_owners_and_stands_beside_the_carbon_price() -> None:
    table = solve(heated(**BOILER)).costs_by("owner", "category")["cost"] / HOURS
    assert table["mill", "carbon"] == pytest.approx(300.0)
    assert table["mill", "free allocation"] == pytest.approx(-150.0)


def test_a_fixed_amount_changes_the_cost_but_not_the_plan() -> None:
    plain, given = solve(heated()), solve(heated(amounts={"boiler": HOURS}))
    assert (plain.flows - given.flows).abs().to_numpy().max() < 1e-6
    assert given.cost - plain.cost == pytest.approx(-150.0 * HOURS)


def test_output_is_not_wasted_in_a_store_for_the_sake_of_allowances() -> None:
    # Each MWh of heat earns 75 and costs 70; a tank that charges and discharges at once would burn it for
    # profit, so heat counts as possibly worthless and the tank may only do one of the two.
    tank = {
        "kind": "storage", "carrier": "heat", "capacity_existing": 100.0, "c_rate": 1.0,
        "charge_efficiency": 0.5,
    }  # fmt: skip
    scenario = heated(assets=["boiler"], carrier="heat", benchmark=0.5)
    plan = solve(scenario.with_({"assets.tank": {**tank, "site": "here", "lifetime": 1.0}}))
    assert result(plan, "boiler", "activity") == pytest.approx([10.0])
    assert capacity(plan, "tank") == 100.0


def test_others_share_in_a_restricted_cluster_is_gone() -> None:
    scenario = heated(amounts={"boiler": HOURS}).with_({"owners.other": {}, "assets.electric.owner": "other"})
    assert [policy.id for policy in scenario.restrict({"other"}).policies] == ["ets"]
    assert [policy.id for policy in scenario.restrict({"mill"}).policies] == ["ets", "free"]


@pytest.mark.parametrize(
    ("parts", "allocation", "told"),
    [
        ({}, {**BOILER, "carbon_price": "etz"}, "no such policy: 'etz'; did you mean 'ets'"),
        ({}, {**BOILER, "impact": "scope2"}, "'ets' puts no price on scope2. Fix: let it price scope2"),
        ({}, {**BOILER, "price": 3.0}, "two prices"),
        ({}, {**BOILER, "assets": ["bioler"]}, "no such asset: 'bioler'; did you mean 'boiler'"),
        ({}, {**BOILER, "assets": ["load"]}, "'load' does not just give heat"),
        ({}, {**BOILER, "carrier": "haet"}, "no such carrier"),
        ({}, {"assets": ["boiler"]}, "gives nothing: neither amounts, nor carrier and benchmark"),
        ({}, {"amounts": {"kiln": 1.0}}, "no such asset: 'kiln'"),
        ({}, {"carrier": "gas", "benchmark": 0.1}, "nothing limits what 'gas' gives"),
        ({"carriers": {"heat": {"surplus": "free"}}}, BOILER, "what is made and wasted would count"),
    ],
)
def test_what_can_not_be_meant_is_refused(
    parts: dict[str, Any], allocation: dict[str, Any], told: str
) -> None:
    with pytest.raises(ScenarioError, match=told):
        heated(parts, **allocation)
