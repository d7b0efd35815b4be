"""Unit costs of carriers: chains and co-products by hand, and that all cost ends somewhere."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

import synergy
from factories import HOURS, demand, make_scenario, market, solve
from finance_networks import co2_line, star
from synergy.errors import ScenarioError
from synergy.finance import levelised_costs
from synergy.plan.plan import Plan


def heat_and_power() -> Plan:
    """Gas at 20 makes 3 MW of power and 5 MW of heat from 10 MW; running the plant costs 40 EUR/h."""
    plant = {"kind": "converter", "reference": "gas", "inputs": {"gas": 1.0},
             "outputs": {"power": 0.3, "heat": 0.5}, "capacity_existing": 10.0, "opex_variable": 4.0,
             "lifetime": 10.0}  # fmt: skip
    assets = {
        "plant": plant,
        "gas": market(20.0, carrier="gas"),
        "lights": demand(3.0),
        "radiators": demand(5.0, carrier="heat"),
    }
    return synergy.solve(make_scenario(assets), gap=0.0, in_process=True, prices=True)


def test_a_waste_costs_what_it_takes_to_get_rid_of_it() -> None:
    # Store 5 EUR/t; trunk 400,000 over 40 t/h * 8760 = 350,400 t: 1.141553; spur 100,000 over 87,600 t.
    costs = levelised_costs(co2_line())
    at_smelter = 5.0 + 400_000 / 350_400
    at_kiln = at_smelter + 100_000 / 87_600
    assert costs.hubs.loc["co2", "cost"].to_dict() == pytest.approx(
        {"kiln": at_kiln, "smelter": at_smelter, "store": 5.0}
    )
    row = costs.carriers.loc["co2"]
    assert row["role"] == "waste"
    assert row["cost"] == pytest.approx(0.25 * at_kiln + 0.75 * at_smelter)
    assert row["transport"] == pytest.approx(500_000 / 350_400)
    assert costs.final.to_dict() == pytest.approx({"kiln": 87_600 * at_kiln, "smelter": 262_800 * at_smelter})


def test_products_are_mixed_where_they_meet() -> None:
    # Four pipes of 100,000: at the hub 200,000 over 40 MW, then each user's own pipe.
    costs = levelised_costs(star())
    hub = 200_000 / (40 * HOURS)
    assert costs.hubs.loc[("hydrogen", "hub"), "cost"] == pytest.approx(hub)
    assert costs.hubs.loc[("hydrogen", "north"), "cost"] == pytest.approx(hub + 100_000 / (25 * HOURS))
    assert costs.carriers.loc["hydrogen", "cost"] == pytest.approx(400_000 / (40 * HOURS))
    assert costs.carriers.loc["hydrogen", "transport"] == pytest.approx(400_000 / (40 * HOURS))


@pytest.mark.parametrize(
    ("split", "power", "heat"),
    [
        # 240 EUR/h: by amount over 8 MW 30 each; weighing power threefold 240 / (9 + 5) = 17.142857 a weight.
        ("amount", 30.0, 30.0),
        ({"power": 3.0, "heat": 1.0}, 3 * 240 / 14, 240 / 14),
    ],
)
def test_co_products(split: Any, power: float, heat: float) -> None:
    costs = levelised_costs(heat_and_power(), split).carriers["cost"]
    assert costs[["gas", "power", "heat"]].tolist() == pytest.approx([20.0, power, heat])


def test_co_products_by_value_cost_in_proportion_to_prices() -> None:
    plan = heat_and_power()
    prices = {carrier: float(plan.prices["here", carrier].iloc[0]) for carrier in ("power", "heat")}
    costs = levelised_costs(plan, "value").carriers["cost"]
    assert 3 * costs["power"] + 5 * costs["heat"] == pytest.approx(240.0)
    assert costs["power"] * max(prices["heat"], 0.0) == pytest.approx(
        costs["heat"] * max(prices["power"], 0.0)
    )


def sales() -> Plan:
    """4 MW used and 6 MW sold at 25, of 10 MW that cost 20 EUR/MWh to run."""
    plant = {"kind": "generator", "carrier": "power", "capacity_existing": 10.0, "opex_variable": 20.0,
             "lifetime": 10.0}  # fmt: skip
    return solve(make_scenario({"plant": plant, "load": demand(4.0), "grid": market(sell_price=25.0)}))


def test_sales_lower_the_cost_or_are_a_use() -> None:
    # 200 EUR/h less 150 for 4 MW: 12.5; as a use 20, and 6 * (20 - 25) = -30 EUR/h is final.
    credited, used = levelised_costs(sales()), levelised_costs(sales(), sales="use")
    assert credited.carriers.loc["power", "cost"] == pytest.approx(12.5)
    assert used.carriers.loc["power", "cost"] == pytest.approx(20.0)
    assert used.final["sales of grid"] == pytest.approx(-30.0 * HOURS)


def test_vented_carbon_belongs_to_what_is_made() -> None:
    # A boiler: 1 MW of gas at 30 gives 1 MW of heat and 0.2 t of flue gas at 100 EUR/t: 30 + 20 EUR/MWh.
    boiler = {"kind": "converter", "reference": "heat", "inputs": {"gas": 1.0},
              "outputs": {"heat": 1.0, "flue-gas": 0.2}, "capacity_existing": 5.0,
              "lifetime": 10.0}  # fmt: skip
    tax = {"kind": "carbon_price", "prices": {"scope1": 100.0}}
    assets = {"boiler": boiler, "gas": market(30.0, carrier="gas"), "load": demand(5.0, carrier="heat")}
    costs = levelised_costs(solve(make_scenario(assets, policies={"tax": tax})))
    assert costs.carriers.loc["heat", "cost"] == pytest.approx(50.0)


@pytest.mark.parametrize("example", ["two-plants", "hydrogen-valley"])
@pytest.mark.parametrize("sold", ["credit", "use"])
def test_all_cost_ends_somewhere(example: str, sold: Any) -> None:
    plan = synergy.solve(synergy.examples.load(example))
    assert levelised_costs(plan, sales=sold).final.sum() == pytest.approx(plan.cost)


def test_what_can_not_be_shared_is_refused() -> None:
    mixed = {"kind": "converter", "reference": "power", "inputs": {"power": 1.0},
             "outputs": {"hydrogen": 0.6, "oxygen": 0.16}, "capacity_existing": 5.0,
             "lifetime": 10.0}  # fmt: skip
    assets = {
        "electrolyser": mixed,
        "grid": market(30.0),
        "load": demand(3.0, carrier="hydrogen"),
        "furnace": demand(0.8, carrier="oxygen"),
    }
    plan = solve(make_scenario(assets, carriers={"oxygen": {"unit": "t"}}))
    with pytest.raises(ScenarioError, match=r"assets.electrolyser: gives hydrogen and oxygen in different"):
        levelised_costs(plan)
    with pytest.raises(ScenarioError, match=r"no prices of hydrogen and oxygen"):
        levelised_costs(replace(plan, prices=plan.prices.iloc[:, :0]), "value")
    with pytest.raises(
        ScenarioError, match=r"(?s)'hydrogn' is no carrier; did you mean.*no weight of oxygen"
    ):
        levelised_costs(plan, {"hydrogn": 1.0, "hydrogen": 1.0})
    with pytest.raises(ScenarioError, match=r"(?s)use amount, value.*use credit or use"):
        levelised_costs(plan, "energy", sales="none")  # type: ignore[arg-type]
    costs = levelised_costs(plan, {"hydrogen": 1.0, "oxygen": 0.0}).carriers["cost"]
    assert costs["hydrogen"] == pytest.approx(50.0)
    assert costs["oxygen"] == pytest.approx(0.0)
