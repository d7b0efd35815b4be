"""Finance and games together: what a rule says everybody pays, and what a game says of a tariff."""

from __future__ import annotations

import pytest

import synergy
from finance_networks import co2_line
from synergy.errors import ScenarioError
from synergy.finance import owner_finance, payments_with_tariff, tariff
from synergy.plan.plan import Plan


@pytest.fixture(scope="module")
def game() -> synergy.Game:
    return synergy.Game.from_cluster(synergy.examples.load("two-plants"))


@pytest.fixture(scope="module")
def plan() -> Plan:
    return synergy.solve(synergy.examples.load("two-plants"), gap=1e-6)


def test_savings_add_up_to_the_value_of_synergy(game: synergy.Game, plan: Plan) -> None:
    amounts = game.nucleolus().amounts
    alone = dict(zip(game.players, map(float, game.alone), strict=True))
    table = owner_finance(plan, amounts, alone).table
    value = game.value_of_synergy()
    assert value.lower - 1.0 <= table.loc["saving", "(whole)"] <= value.upper + 1.0
    assert table.loc["transfer", ["acid", "paper"]].sum() == pytest.approx(0.0, abs=1e-6 * plan.cost)
    # With two players the nucleolus shares the saving equally.
    assert table.loc["saving", "acid"] == pytest.approx(table.loc["saving", "paper"], rel=1e-4)


def test_a_tariff_may_be_tested_for_stability(game: synergy.Game, plan: Plan) -> None:
    # The paper mill pays for its own line: nobody pays the acid works, and nobody is worse off than alone.
    paid = payments_with_tariff(plan, tariff(plan, ["steam-line"]), game.players)
    assert paid == pytest.approx({"acid": 0.0, "paper": plan.cost})
    assert game.stability(paid).gain <= 1e-3 * plan.cost


def test_only_players_are_told_where_the_rest_is_left_with_nothing() -> None:
    plan = co2_line()
    everything = tariff(plan, ["spur", "trunk", "store"])
    paid = payments_with_tariff(plan, everything, ("cement", "metal"))
    assert sum(paid.values()) == pytest.approx(plan.cost)
    merged = payments_with_tariff(plan, everything, {"works": ("cement", "metal")})
    assert merged == pytest.approx({"works": plan.cost})
    with pytest.raises(ScenarioError, match="owners who do not play are left with 1,752,000 EUR/a"):
        payments_with_tariff(plan, tariff(plan, ["spur", "trunk"]), ("cement", "metal"))
