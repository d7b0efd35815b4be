"""Cost after corporate tax: worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest

from factories import demand, make_scenario, market, solve
from synergy.errors import ScenarioError
from synergy.plan.after_tax import depreciation_value
from synergy.plan.plan import Plan


def plan_of(wacc: float = 0.0, life: float = 10.0, **policies: Any) -> Plan:
    """10 MW from a plant of 1,000,000 that one owner builds, and 2 MW bought at 50 by another."""
    plant = {
        "kind": "generator", "carrier": "power", "capacity_min": 10.0, "capacity_max": 10.0,
        "capex_fixed": 1e6, "opex_fixed": 1000.0, "lifetime": life, "owner": "maker",
    }  # fmt: skip
    assets = {
        "load": demand(12.0), "plant": plant, "grid": market(50.0, buy_max=2.0, owner="trader"),
    }  # fmt: skip
    owners = {"maker": {"wacc": wacc}, "trader": {}}
    return solve(make_scenario(assets, owners=owners, policies=policies))


def test_without_interest_all_that_is_spent_is_written_off() -> None:
    # Investment 100,000 a year, operation 10,000: both in full deductible. Bought: 2 * 8760 * 50 = 876,000.
    table = plan_of().after_tax(0.25, depreciation_years=5)
    assert table.loc["maker"].to_dict() == pytest.approx(
        {
            "operation": 10_000.0, "investment": 100_000.0, "grants": 0.0,
            "before_tax": 110_000.0, "tax_saved": 27_500.0, "after_tax": 82_500.0,
        }
    )  # fmt: skip
    assert table.loc["trader", "after_tax"] == pytest.approx(0.75 * 876_000.0)


def test_interest_delays_what_depreciation_is_worth() -> None:
    # WACC 10 %, life 2 years: annuity 0.1 / (1 - 1.1^-2) = 0.5761905, so 576,190.5 a year. Written off over
    # the 2 years: 0.5 / 1.1 + 0.5 / 1.21 = 0.8677686 of it; tax saved 0.3 * (10,000 + 0.8677686 * 576,190.5).
    table = plan_of(wacc=0.1, life=2.0).after_tax(0.3, depreciation_years=2)
    assert table.loc["maker", "before_tax"] == pytest.approx(586_190.476)
    assert table.loc["maker", "tax_saved"] == pytest.approx(153_000.0)


def test_what_is_left_at_the_end_of_life_is_written_off_at_once() -> None:
    # Over 4 years, but gone after 2: 0.25 / 1.1 + (0.25 + 0.5) / 1.21.
    assert depreciation_value(0.1, 4.0, 2.0) == pytest.approx(0.25 / 1.1 + 0.75 / 1.21)
    assert depreciation_value(0.1, 2.0, 2.0) == pytest.approx(0.5 / 1.1 + 0.5 / 1.21)


def test_a_grant_can_not_be_written_off() -> None:
    # 40 % of the capital granted: 40,000 a year. Tax saved 0.25 * (10,000 + 0.6 * 100,000) = 17,500.
    table = plan_of(gift={"kind": "grant", "assets": ["plant"], "share": 0.4}).after_tax(0.25, 5)
    row = table.loc["maker"].to_dict()
    assert row["grants"] == pytest.approx(-40_000.0)
    assert row["tax_saved"] == pytest.approx(17_500.0)
    assert row["after_tax"] == pytest.approx(70_000.0 - 17_500.0)


def test_a_loan_saves_less_after_tax() -> None:
    # WACC 10 %, 2 years: annuity 0.5761905; without interest 0.5. Lent 500,000: worth 38,095.2 a year, taxed.
    plan = plan_of(wacc=0.1, life=2.0, bank={"kind": "loan", "share": 0.5, "interest": 0.0, "owner": "maker"})
    plain = plan_of(wacc=0.1, life=2.0).after_tax(0.3, 2).loc["maker", "after_tax"]
    assert plain - plan.after_tax(0.3, 2).loc["maker", "after_tax"] == pytest.approx(0.7 * 38_095.238)


def test_without_tax_nothing_changes_and_owners_add_up() -> None:
    plan = plan_of(wacc=0.08)
    table = plan.after_tax(0.0, 10)
    assert table["after_tax"].sum() == pytest.approx(plan.cost)
    assert (table["after_tax"] == table["before_tax"]).all()


@pytest.mark.parametrize(("rate", "years"), [(25, 10), (-0.1, 10), (0.25, 0), (float("nan"), 10)])
def test_what_can_not_be_meant_is_refused(rate: float, years: float) -> None:
    with pytest.raises(ScenarioError, match="give a rate from 0 to 1"):
        plan_of().after_tax(rate, years)
