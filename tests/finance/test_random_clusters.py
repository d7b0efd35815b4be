"""Identities of finance on random clusters of every kind and policy."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pytest

from factories import solve
from random_clusters import random_cluster
from synergy.errors import ScenarioError, SynergyError
from synergy.finance import compare_tariffs, levelised_costs, owner_finance
from synergy.finance.levelised import Sales
from synergy.plan.plan import Plan

SEEDS = range(20)


def plans() -> list[tuple[int, Plan]]:
    """Plans of all random clusters that have one."""
    found = []
    for seed in SEEDS:
        try:
            found.append((seed, solve(random_cluster(seed).scenario)))
        except SynergyError:
            continue
    return found


@pytest.fixture(scope="module")
def drawn() -> list[tuple[int, Plan]]:
    drawn = plans()
    assert len(drawn) > len(SEEDS) / 2
    return drawn


def test_all_cost_ends_somewhere(drawn: list[tuple[int, Plan]]) -> None:
    solved = 0
    for seed, plan in drawn:
        scale = plan.costs["cost"].abs().sum()
        weights = dict.fromkeys(plan.scenario.cluster.carriers, 1.0)
        for sales in get_args(Sales):
            try:
                final = levelised_costs(plan, weights, sales).final
            except ScenarioError:  # something is worth nothing but what it is made of
                continue
            solved += 1
            assert final.sum() == pytest.approx(plan.cost, abs=1e-6 * scale + 1e-6), seed
    assert solved > 1.8 * len(drawn)


def test_accounts_add_up(drawn: list[tuple[int, Plan]]) -> None:
    for seed, plan in drawn:
        scale = plan.costs["cost"].abs().sum()
        finance = owner_finance(plan)
        assert finance.table.loc["payment", "(whole)"] == pytest.approx(plan.cost, abs=1e-9 * scale), seed
        capital = finance.investments["capital"].sum()
        assert capital == pytest.approx(plan.investments["capital"].sum(), rel=1e-6, abs=1.0), seed
        nothing = dict.fromkeys(plan.scenario.cluster.owners, 0.0)
        assert owner_finance(plan, alone=nothing).table.loc["saving", "(whole)"] == pytest.approx(
            -plan.cost, abs=1e-9 * scale
        ), seed


def test_nothing_is_gained_against_the_plan_itself(drawn: list[tuple[int, Plan]]) -> None:
    for seed, plan in drawn:
        finance = owner_finance(plan, alone=plan, horizon=13)
        assert np.abs(finance.cash_flows.to_numpy()).max(initial=0.0) == pytest.approx(0.0, abs=1e-6), seed


def test_tariffs_recover_what_assets_cost(drawn: list[tuple[int, Plan]]) -> None:
    recovered = 0
    for seed, plan in drawn:
        for name, asset in plan.scenario.cluster.assets.items():
            if asset.place != "corridor" or not plan.flows[name].abs().to_numpy().any():
                continue
            try:
                table = compare_tariffs(plan, [name], revenue=1000.0).drop(columns="unit")
            except ScenarioError:  # all of it is let go
                continue
            recovered += 1
            assert table.sum().tolist() == pytest.approx([1000.0] * len(table.columns)), (seed, name)
            assert table.to_numpy().min() >= -1e-6, (seed, name)
    assert recovered > 10
