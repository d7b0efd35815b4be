"""A company for shared assets: revenue and debt by hand, relations that must hold, what is refused."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

import synergy
from factories import demand, make_scenario, solve
from synergy.economics import annuity_factor, internal_rate, net_present_value
from synergy.errors import ScenarioError
from synergy.finance import Company, CompanyTerms, owner_finance, payments_with_tariff, shared_company, tariff
from synergy.plan.plan import Plan


def plant_of(life: float = 10.0, **policies: Any) -> Plan:
    """A plant of 1,000,000 for 10 MW, with 50,000 a year for operation."""
    plant = {
        "kind": "generator", "carrier": "power", "capacity_min": 10.0, "capacity_max": 10.0,
        "capex_fixed": 1e6, "opex_fixed": 5000.0, "lifetime": life, "owner": "maker",
    }  # fmt: skip
    assets = {"load": demand(10.0, owner="user"), "plant": plant}
    owners = {"maker": {"wacc": 0.07}, "user": {}}
    return solve(make_scenario(assets, owners=owners, policies=policies))


@pytest.fixture(scope="module")
def plan() -> Plan:
    return plant_of()


def firm(plan: Plan, **terms: Any) -> Company:
    return shared_company(plan, ["plant"], CompanyTerms(**terms))


def test_with_equity_alone_it_earns_the_annuity_and_operation(plan: Plan) -> None:
    # Annuity at 7 % over ten years: 142,377.50; operation 50,000. The plan's own cost, as its WACC is 7 %.
    made = firm(plan, equity_return=0.07)
    assert made.revenue == pytest.approx(192_377.50)
    assert made.revenue == pytest.approx(plan.cost)
    assert made.revenue_at_wacc == pytest.approx(made.revenue)
    assert internal_rate(list(made.cash_flows["to equity"])) == pytest.approx(0.07)


def test_debt_and_equity_by_hand(plan: Plan) -> None:
    # 600,000 at 4 % and 400,000 at 10 %, both over ten years: each is repaid by its own annuity.
    made = firm(plan, equity_return=0.1, debt_share=0.6, interest=0.04)
    service, equity = 600_000 * annuity_factor(0.04, 10), 400_000 * annuity_factor(0.1, 10)
    assert made.revenue == pytest.approx(50_000 + service + equity)
    assert made.least_coverage == pytest.approx((service + equity) / service)
    assert made.cash_flows["to equity"].tolist() == pytest.approx([-400_000.0, *[equity] * 10])
    assert made.cash_flows.loc[1, ["interest", "repayment"]].tolist() == pytest.approx(
        [24_000.0, service - 24_000.0]
    )
    assert made.cash_flows["debt"].iloc[-1] == pytest.approx(0.0, abs=1e-6)


def test_tax_on_equity_alone_by_hand(plan: Plan) -> None:
    # After tax (R - 50,000 - 100,000) * 0.75 + 100,000 a year repays 1,000,000 at 8 %: 149,029.49.
    made = firm(plan, equity_return=0.08, tax=0.25)
    assert made.revenue == pytest.approx((149_029.49 - 100_000.0) / 0.75 + 150_000.0)
    assert made.cash_flows.loc[1:, "tax"].tolist() == pytest.approx([(149_029.49 - 1e5) / 3] * 10, rel=1e-6)


def test_losses_of_early_depreciation_are_carried_forward(plan: Plan) -> None:
    # Written off in two years, 500,000 each: no tax until profits of 142,377.5 or so make up for it.
    flows = firm(plan, equity_return=0.07, tax=0.25, depreciation_years=2).cash_flows
    earned = flows["revenue"] - flows["operation"]
    assert flows["tax"].sum() == pytest.approx(0.25 * (earned.sum() - 1e6))
    assert (flows.loc[1:4, "tax"] == 0).all()


def test_a_short_tenor_lowers_coverage_and_raises_revenue(plan: Plan) -> None:
    terms = {"equity_return": 0.12, "debt_share": 0.6, "interest": 0.04}
    long, short = firm(plan, **terms), firm(plan, **terms, tenor=5)
    assert short.least_coverage < long.least_coverage
    assert short.revenue > long.revenue
    assert short.cash_flows.loc[6:, "interest"].sum() == pytest.approx(0.0, abs=1e-6)


@pytest.mark.parametrize("life", [4.0, 7.5, 10.0, 30.0])
@pytest.mark.parametrize("tax", [0.0, 0.3])
def test_equity_earns_its_return_whatever_is_replaced(life: float, tax: float) -> None:
    terms = CompanyTerms(0.09, debt_share=0.5, interest=0.03, tenor=8, tax=tax, horizon=20)
    made = shared_company(plant_of(life), ["plant"], terms)
    flows = made.cash_flows
    assert net_present_value(0.09, list(flows["to equity"])) == pytest.approx(0.0, abs=1.0)
    assert flows["debt"].iloc[-1] == pytest.approx(0.0, abs=1e-6)
    # Money is neither made nor lost between the company, its bank, the state and its owners.
    balance = flows["revenue"] - flows["operation"] - flows["purchases"] + flows["left"] + flows["debt drawn"]
    balance -= flows["interest"] + flows["repayment"] + flows["tax"] + flows["to equity"]
    assert balance.abs().max() == pytest.approx(0.0, abs=1e-6)


def test_grants_lower_what_it_needs(plan: Plan) -> None:
    grant = {"kind": "grant", "assets": ["plant"], "share": 0.4}
    made = firm(plant_of(fund=grant), equity_return=0.07)
    assert made.revenue == pytest.approx(50_000 + 0.6 * (firm(plan, equity_return=0.07).revenue - 50_000))


def test_what_it_earns_beyond_the_plan_stays_with_its_owner(plan: Plan) -> None:
    made = firm(plan, equity_return=0.12)
    price = tariff(plan, ["plant"], revenue=made.revenue)
    paid = payments_with_tariff(plan, price)
    assert paid == pytest.approx({"maker": plan.cost - made.revenue, "user": made.revenue})
    assert owner_finance(plan, paid).table.loc["transfer", "user"] == pytest.approx(made.revenue)


def test_on_an_example_the_scenarios_own_rate_gives_the_plans_own_cost() -> None:
    plan = synergy.solve(synergy.examples.load("hydrogen-valley"))
    shared = ["line", "pipe", "electrolyser"]
    made = shared_company(plan, shared, CompanyTerms(equity_return=0.07))
    own = plan.costs.loc[plan.costs["asset"].isin(shared), "cost"].sum()
    assert made.revenue == pytest.approx(own)


def test_what_can_not_be_meant_is_refused(plan: Plan) -> None:
    with pytest.raises(ScenarioError) as caught:
        CompanyTerms(-2.0, debt_share=1.0, interest=-0.1, tax=1.0, tenor=0)
    assert len(caught.value.faults) == 5
    with pytest.raises(ScenarioError, match="'plan' is no asset; did you mean 'plant'"):
        shared_company(plan, ["plan"], CompanyTerms(0.1))
    with pytest.raises(ScenarioError, match="none"):
        shared_company(plan, [], CompanyTerms(0.1))
    assert replace(CompanyTerms(0.1), debt_share=0.5, interest=0.04, tax=0.25).wacc == pytest.approx(0.065)
