"""Grants and loans: optima worked out by hand, in EUR per average hour."""

from __future__ import annotations

from typing import Any

import pytest

from factories import HOURS, capacity, demand, make_scenario, market, per_hour, result, solve
from synergy.economics import annuity_factor
from synergy.errors import ScenarioError
from synergy.scenario import Scenario


def funded(life: float = 1.0, wacc: float = 0.0, **policies: Any) -> Scenario:
    """20 MW at 50 from the grid, or up to 10 MW from a plant at 70 a MW; money in EUR/h."""
    plant = {
        "kind": "generator", "carrier": "power", "capacity_max": 10.0, "lifetime": life,
        "capex_specific": 70.0 * HOURS, "owner": "one", "tags": ["clean"],
    }  # fmt: skip
    assets = {"load": demand(20.0), "grid": market(50.0), "plant": plant}
    for fields in policies.values():
        if "ceiling" in fields:
            fields["ceiling"] *= HOURS
    return make_scenario(assets, policies=policies, owners={"one": {"wacc": wacc}, "two": {}})


def grant(share: float, **fields: Any) -> dict[str, Any]:
    return {"kind": "grant", "assets": ["plant"], "share": share, **fields}


@pytest.mark.parametrize(
    ("policies", "optimum"),
    [
        ({}, 1000.0),
        ({"a": grant(0.0)}, 1000.0),  # a grant of nothing changes nothing
        ({"a": grant(0.2)}, 1000.0),  # 56 a MW against 50
        ({"a": grant(0.4)}, 920.0),  # 10 MW at 42, 10 bought
        ({"a": grant(0.4, ceiling=140.0)}, 960.0),  # 28 a MW is enough for 5 MW at 42, 15 bought
        ({"a": grant(0.4, ceiling=0.0)}, 1000.0),
        ({"a": grant(0.4), "b": grant(0.4)}, 640.0),  # 10 MW at 14
        ({"a": grant(0.7), "b": grant(0.7)}, 500.0),  # no more than is invested: 10 MW for nothing
        ({"a": grant(1.0), "b": grant(1.0), "c": grant(1.0)}, 500.0),
        # 350 pay for all of 5 MW; each further MW would cost 70 against 50
        ({"a": grant(0.7, ceiling=210.0), "b": grant(0.7, ceiling=140.0)}, 750.0),
    ],
)
def test_share_ceiling_and_never_more_than_is_invested(policies: dict[str, Any], optimum: float) -> None:
    assert per_hour(solve(funded(**policies))) == pytest.approx(optimum)


def test_what_is_chosen_by_tag_and_owner() -> None:
    assert per_hour(solve(funded(a={"kind": "grant", "tags": ["clean"], "share": 0.4}))) == 920.0
    assert per_hour(solve(funded(a={"kind": "grant", "owner": "two", "share": 0.4}))) == 1000.0


def test_support_is_a_charge_of_its_own() -> None:
    plan = solve(funded(a=grant(0.4)))
    table = plan.costs_by("asset", "category")["cost"] / HOURS
    assert table["plant", "investment"] == pytest.approx(700.0)
    assert table["plant", "support"] == pytest.approx(-280.0)
    assert result(plan, "policy a", "granted_plant") == pytest.approx([280.0 * HOURS])
    assert plan.result_units["policy a"]["granted_plant"] == "EUR"


def test_nothing_is_granted_for_what_stands() -> None:
    scenario = funded(a=grant(0.4)).with_(
        {"assets.plant.capacity_existing": 10.0, "assets.plant.capacity_max": 0}
    )
    plan = solve(scenario)
    assert per_hour(plan) == pytest.approx(500.0)
    assert scenario.as_it_stands().policies == scenario.policies
    assert funded(a=grant(0.4)).as_it_stands().policies == ()


def test_a_loan_is_worth_the_difference_of_the_annuities() -> None:
    # 70 a MW over 2 years: 40.33 at 10 %, 35 without interest. Against 45 from the grid 10 MW are built.
    loan = {"kind": "loan", "assets": ["plant"], "share": 0.5, "interest": 0.0}
    plan = solve(funded(2.0, 0.1, bank=loan))
    factor = annuity_factor(0.1, 2.0)
    assert factor == pytest.approx(0.576190, abs=1e-6)
    assert capacity(plan, "plant") == 10.0
    assert plan.costs_by("category")["cost"]["support"] / HOURS == pytest.approx(-700 * 0.5 * (factor - 0.5))


def test_a_shorter_loan_is_worth_less() -> None:
    # Paid back after a year without interest: 1 - 1 / 1.1 of it is a gift, as an annuity over 2 years.
    loan = {"kind": "loan", "assets": ["plant"], "share": 1.0, "interest": 0.0, "term": 1.0}
    plan = solve(funded(2.0, 0.1, bank=loan))
    worth = 700.0 * annuity_factor(0.1, 2.0) * (1 - 1 / 1.1)
    assert plan.costs_by("category")["cost"]["support"] / HOURS == pytest.approx(-worth)


def test_who_has_cheaper_capital_does_without() -> None:
    loan = {"kind": "loan", "assets": ["plant"], "share": 1.0, "interest": 0.12}
    plan = solve(funded(2.0, 0.1, bank=loan))
    assert plan.costs_by("category")["cost"]["support"] == pytest.approx(0.0)


def test_what_is_given_is_not_lent_too() -> None:
    # 60 % given, so that only 40 % can be lent although the bank would lend all.
    loan = {"kind": "loan", "assets": ["plant"], "share": 1.0, "interest": 0.0}
    plan = solve(funded(2.0, 0.1, bank=loan, a=grant(0.6)))
    assert result(plan, "policy a", "granted_plant") == pytest.approx([420.0 * HOURS])
    assert result(plan, "policy bank", "granted_plant") == pytest.approx([280.0 * HOURS])
    factor = annuity_factor(0.1, 2.0)
    support = 420.0 * factor + 280.0 * (factor - 0.5)
    assert plan.costs_by("category")["cost"]["support"] / HOURS == pytest.approx(-support)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"share": 1.2}, "1.2 must be at most 1"),
        ({"share": -0.1}, "must be at least 0"),
        ({"assets": ["load"]}, "'load' is nothing that can be built"),
        ({"assets": ["palnt"]}, "no such asset: 'palnt'; did you mean 'plant'"),
        ({"owner": "three"}, "no such owner"),
    ],
)
def test_what_can_not_be_meant_is_refused(fields: dict[str, Any], told: str) -> None:
    with pytest.raises(ScenarioError, match=told):
        funded(a={**grant(0.4), **fields})


def test_a_tag_that_nothing_has_is_a_warning() -> None:
    (warning,) = funded(a={"kind": "grant", "tags": ["claen"], "share": 0.4}).warnings
    assert str(warning).startswith("policies.a.tags: no asset has the tag 'claen'; did you mean 'clean'")
