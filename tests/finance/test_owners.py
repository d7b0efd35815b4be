"""Finance of owners: small cases by hand, identities on examples, what is refused."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

import synergy
from factories import demand, make_scenario, market, solve
from synergy import economics
from synergy.errors import ScenarioError
from synergy.finance import owner_finance
from synergy.finance.outlays import dated
from synergy.plan.plan import Plan

SITES = {"here": {"owner": "maker"}, "there": {"owner": "user"}}
OWNERS = {"maker": {"wacc": 0.1}, "user": {"wacc": 0.06}}


def scenario_of(*, plant: bool, **policies: Any) -> synergy.Scenario:
    """10 MW bought at 50, or made by a plant of 4,000,000 that lives 10 years and takes fuel at 30."""
    assets: dict[str, Any] = {
        "load": demand(10.0, owner="user"),
        "grid": market(50.0, owner="user", impacts={"scope2": 0.4}),
    }
    if plant:
        assets["works"] = {
            "kind": "generator", "carrier": "power", "owner": "maker", "capacity_min": 10.0,
            "capacity_max": 10.0, "capex_fixed": 4e6, "lifetime": 10.0, "opex_variable": 30.0,
        }  # fmt: skip
    return make_scenario(assets, sites=SITES, owners=OWNERS, policies=policies)


@pytest.fixture(scope="module")
def plan() -> Plan:
    return solve(scenario_of(plant=True))


@pytest.fixture(scope="module")
def today() -> Plan:
    return solve(scenario_of(plant=False))


def test_joining_by_hand(plan: Plan, today: Plan) -> None:
    # Annuity of 4,000,000 at 10 % over 10 years 650,981.58; fuel 87,600 MWh * 30 = 2,628,000: own cost of the
    # maker 3,278,981.58. Bought until now: 87,600 * 50 = 4,380,000, and 35,040 t. The user pays 4,000,000.
    cost = 650_981.58 + 2_628_000.0
    finance = owner_finance(plan, {"maker": cost - 4e6, "user": 4e6}, today)
    table = finance.table
    assert table["maker"][["annuity", "operation", "own cost", "transfer"]].tolist() == pytest.approx(
        [650_981.58, 2_628_000.0, cost, -4e6], rel=1e-8
    )
    assert table["user"][["own cost", "transfer", "payment", "alone", "saving"]].tolist() == pytest.approx(
        [0.0, 4e6, 4e6, 4_380_000.0, 380_000.0], rel=1e-8, abs=1e-3
    )
    # The maker spends 4,000,000 and gets 4,000,000 - 2,628,000 = 1,372,000 a year for ten years.
    assert finance.cash_flows["maker"].tolist() == pytest.approx([-4e6, *[1_372_000.0] * 10])
    flows = [-4e6, *[1_372_000.0] * 10]
    assert table.loc["internal rate", "maker"] == pytest.approx(economics.internal_rate(flows))
    assert table.loc["payback", "maker"] == pytest.approx(4.0 / 1.372)
    # Without carbon prices: (3,278,981.58 - 4,380,000) / 35,040 per tonne; tonnes count to the user's grid.
    assert table.loc["avoided", ["maker", "user", "(whole)"]].tolist() == pytest.approx([0, 35_040, 35_040])
    assert table.loc["abatement cost", "(whole)"] == pytest.approx((cost - 4_380_000.0) / 35_040.0)
    assert math.isnan(table.loc["internal rate", "user"])
    assert "no outlay" in finance.notes["user"]


def test_grants_lower_the_outlay_and_the_cost_after_support(today: Plan) -> None:
    # A quarter granted: 3,000,000 to raise. Per tonne before support as without the grant, after support
    # 0.25 * 650,981.58 / 35,040 = 4.6446 less.
    grant = {"kind": "grant", "assets": ["works"], "share": 0.25}
    finance = owner_finance(solve(scenario_of(plant=True, fund=grant)), alone=today)
    table = finance.table
    assert table.loc["granted", "maker"] == pytest.approx(1e6)
    assert finance.cash_flows.loc[0, "maker"] == pytest.approx(-3e6)
    before, after = table.loc[["abatement cost", "abatement cost after support"], "(whole)"]
    assert before == pytest.approx((3_278_981.58 - 4_380_000.0) / 35_040.0)
    assert before - after == pytest.approx(4.6446, abs=1e-3)


def test_a_carbon_price_is_no_cost_of_abatement() -> None:
    price = {"kind": "carbon_price", "prices": {"scope2": 20.0}}
    plan, today = (solve(scenario_of(plant=plant, tax=price)) for plant in (True, False))
    table = owner_finance(plan, alone=today).table
    assert table.loc["alone", "user"] == pytest.approx(4_380_000.0 + 20.0 * 35_040.0)
    assert table.loc["abatement cost", "(whole)"] == pytest.approx((3_278_981.58 - 4_380_000.0) / 35_040.0)


@pytest.mark.parametrize(("life", "horizon"), [(10.0, 10), (10.0, 25), (7.5, 20), (0.4, 2), (40.0, 3)])
def test_outlays_are_worth_their_annuities(life: float, horizon: int) -> None:
    flows = dated(100.0, life, 0.07, horizon)
    yearly = 100.0 * economics.annuity_factor(0.07, life)
    worth = yearly * economics.present_value_factor(0.07, horizon)
    assert economics.net_present_value(0.07, list(flows)) == pytest.approx(worth)


@pytest.mark.parametrize("example", ["two-plants", "hydrogen-valley"])
@pytest.mark.parametrize("horizon", [None, 12])
def test_identities(example: str, horizon: int | None) -> None:
    plan, alone = example_plans(example)
    owners = list(plan.scenario.cluster.owners)
    random = np.random.default_rng(3)
    shares = random.dirichlet(np.ones(len(owners)))
    allocation = {name: float(share) * plan.cost for name, share in zip(owners, shares, strict=True)}
    table = owner_finance(plan, allocation, alone, horizon=horizon).table
    whole = table["(whole)"]
    assert table.loc["transfer", owners].sum() == pytest.approx(0.0, abs=1e-6 * plan.cost)
    assert table.loc["payment", owners].sum() == pytest.approx(plan.cost)
    assert table.loc["saving", owners].sum() == pytest.approx(whole["alone"] - plan.cost)
    assert whole["own cost"] == pytest.approx(plan.cost)
    years = horizon or max(plan.scenario.cluster.assets[name].lifetime for name in plan.built["asset"])  # type: ignore[attr-defined]
    for name in owners:
        rate = plan.scenario.cluster.owners[name].wacc or 0.0
        worth = table.loc["saving", name] * economics.present_value_factor(rate, math.ceil(years))
        assert table.loc["net present value", name] == pytest.approx(worth, abs=1e-6 * plan.cost)


def example_plans(example: str) -> tuple[Plan, Any]:
    scenario = synergy.examples.load(example)
    plan = synergy.solve(scenario)
    if example == "two-plants":
        return plan, synergy.solve(scenario.as_it_stands())
    alone = synergy.solve(scenario.with_({"assets.trucks.owner": "steelworks", "assets.pipe": None}))
    return plan, alone


def test_costs_alone_may_be_mere_numbers(plan: Plan) -> None:
    table = owner_finance(plan, alone={"maker": 0.0, "user": 4_380_000.0}).table
    assert table.loc["saving", "(whole)"] == pytest.approx(4_380_000.0 - plan.cost)
    assert table.loc["net present value"].drop("unit").isna().all()


def test_tidy(plan: Plan) -> None:
    long = owner_finance(plan).tidy()
    assert list(long.columns) == ["owner", "figure", "value", "unit"]
    chosen = long[(long["figure"] == "payment") & (long["owner"] == "(whole)")]
    assert chosen["value"].item() == pytest.approx(plan.cost)
    assert chosen["unit"].item() == "EUR/a"


def test_what_does_not_fit_is_refused_at_once(plan: Plan) -> None:
    with pytest.raises(ScenarioError) as caught:
        owner_finance(plan, {"makr": 1.0, "user": 1.0}, {"user": 5.0}, horizon=0)
    text = str(caught.value)
    assert "horizon: 0 years" in text
    assert "'makr' is no owner; did you mean 'maker'?" in text
    assert "allocation.maker: missing" in text
    assert "payments add up to" in text
    assert "alone.maker: missing" in text
