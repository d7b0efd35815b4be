"""Relations that must hold between a cluster with a policy and the same one without, or with more of it."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

import changes
from factories import HOURS, per_hour, solve
from policy_examples import emitting, valley
from random_clusters import RandomCluster, random_cluster
from synergy.errors import ScenarioError
from synergy.scenario import Scenario
from test_relations import best, less, unequal

QUOTA = {"kind": "quota", "carrier": "hydrogen", "tags": ["clean"]}
MATCHING = {"kind": "matching", "carrier": "power", "tags": ["electrolyser"], "supplier_tags": ["renewable"]}


def cost(**policies: Any) -> float:
    return per_hour(solve(valley(**policies)))


@pytest.mark.parametrize(
    "policy",
    [
        {"kind": "grant", "share": 0.0},
        {"kind": "grant", "share": 1.0, "ceiling": 0.0},
        {"kind": "loan", "share": 1.0, "interest": 0.5},
        {"kind": "free_allocation", "carrier": "hydrogen", "benchmark": 0.3, "factor": 0.0, "price": 90.0},
        {
            "kind": "contract_for_difference", "tags": ["fossil"], "carrier": "hydrogen", "benchmark": 0.1,
            "strike": 80.0, "carbon_price": "carbon",
        },
        {"kind": "removal_certificate", "price": 500.0},
        {"kind": "ban", "asset_kinds": ["converter"], "capacity": 10.0},
        {"kind": "budget", "owner": "one", "limit": 1e12},
        {**MATCHING, "share": 0.01, "every": "year"},
    ],
    ids=lambda policy: str(policy["kind"]),
)  # fmt: skip
def test_what_gives_and_asks_nothing_changes_nothing(policy: dict[str, Any]) -> None:
    assert cost(more=policy) == pytest.approx(cost())


def test_fixed_allowances_shift_the_cost_by_what_they_are_worth() -> None:
    fixed = {"kind": "free_allocation", "amounts": {"reformer": 2.0 * HOURS}, "carbon_price": "carbon"}
    assert cost(more=fixed) == pytest.approx(cost() - 160.0)


def test_a_contract_at_the_carbon_price_changes_nothing_where_co2_is_stored() -> None:
    prices = {"kind": "carbon_price", "prices": {"scope1": 100.0, "removal": 100.0}}
    contract = {
        "kind": "contract_for_difference", "assets": ["store"], "carrier": "co2", "strike": 100.0,
        "carbon_price": "ets",
    }  # fmt: skip
    plain, under = emitting(ets=prices), emitting(ets=prices, contract=contract)
    assert per_hour(solve(under)) == pytest.approx(per_hour(solve(plain)))


def test_more_support_is_never_dearer_and_asking_more_never_cheaper() -> None:
    def rising(*policies: dict[str, Any]) -> None:
        costs = [cost(more=policy) for policy in policies]
        assert costs == pytest.approx(sorted(costs))

    rising(*({"kind": "grant", "tags": ["clean"], "share": share} for share in (0.9, 0.5, 0.1)))
    rising(*({"kind": "grant", "share": 0.6, "ceiling": most * HOURS} for most in (900.0, 300.0, 10.0)))
    rising(*({"kind": "loan", "share": 0.6, "interest": rate} for rate in (0.0, 0.03, 0.07)))
    rising(*({**QUOTA, "share": share} for share in (0.1, 0.4, 0.8)))
    rising(*({**QUOTA, "share": 0.5, "every": every} for every in ("year", "period", "hour")))
    rising(*({"kind": "mandate", "tags": ["clean"], "capacity": least} for least in (1.0, 4.0, 12.0)))
    rising(*({"kind": "ban", "tags": ["fossil"], "capacity": most} for most in (3.0, 1.0, 0.0)))


def test_matching_more_often_is_never_cheaper() -> None:
    costs = [
        cost(quota={**QUOTA, "share": 0.6}, match={**MATCHING, "every": every})
        for every in ("year", "period", "hour", "step")
    ]
    assert costs == pytest.approx(sorted(costs))
    assert costs[0] >= cost(quota={**QUOTA, "share": 0.6}) - 1e-9


def test_support_never_pays_for_more_than_is_invested() -> None:
    # Three who would each pay for all of it: investment and support add up to nothing, not to a gain.
    grants = {f"grant-{number}": {"kind": "grant", "share": 1.0} for number in range(2)}
    plan = solve(valley(**grants, bank={"kind": "loan", "share": 1.0, "interest": 0.0}))
    table = plan.costs_by("asset", "category")["cost"].unstack("category", fill_value=0.0)
    assert (table["investment"] + table["support"] > -1e-3).all()


def scenarios_with_tags() -> Scenario:
    return valley(quota={**QUOTA, "share": 0.2}, rule={"kind": "ban", "tags": ["fossil"]})


def test_parts_of_the_cluster_keep_what_concerns_them() -> None:
    scenario = scenarios_with_tags()
    assert [policy.id for policy in scenario.restrict(["other"]).policies] == ["carbon", "quota"]
    assert [policy.id for policy in scenario.restrict(["one"]).policies] == ["carbon", "rule"]


def with_policies(case: RandomCluster, **policies: dict[str, Any]) -> RandomCluster:
    """Return a random cluster at least cost, with more policies."""
    made = changes.with_cost_as_objective(case)
    made.data["policies"] = {**made.data["policies"], **policies}
    return made


NOTHING: dict[str, dict[str, Any]] = {
    "no-grant": {"kind": "grant", "share": 0.0},
    "no-money": {"kind": "grant", "share": 1.0, "ceiling": 0.0},
    "no-loan": {"kind": "loan", "share": 1.0, "interest": 0.5},
    "no-price": {"kind": "removal_certificate", "price": 0.0},
}


@pytest.mark.parametrize("seed", range(7000, 7016))
def test_on_random_clusters(seed: int) -> None:
    case = random_cluster(seed)
    plain = best(with_policies(case))
    assert unequal(plain, best(with_policies(case, **NOTHING))) is None
    first = next(iter(case.data["assets"]))
    fixed = {"kind": "free_allocation", "amounts": {first: 2000.0}, "price": 50.0}
    shifted = replace(plain, reached=plain.reached - 1e5, size=plain.size + 1e5)
    assert unequal(shifted, best(with_policies(case, fixed=fixed))) is None


@pytest.mark.parametrize("seed", range(7000, 7030))
def test_a_tighter_quota_is_never_cheaper_on_random_clusters(seed: int) -> None:
    case = random_cluster(seed)
    carrier = ("steam", "hydrogen")[seed % 2]
    quota = {"kind": "quota", "carrier": carrier, "asset_kinds": ["converter", "generator"]}
    try:
        outcomes = [best(with_policies(case, tight={**quota, "share": share})) for share in (0.05, 0.5, 0.95)]
    except ScenarioError:  # the carrier may be wasted, or is bought and sold by one asset
        return
    for looser, tighter in pairwise([best(with_policies(case)), *outcomes]):
        assert less(looser, tighter) is None
