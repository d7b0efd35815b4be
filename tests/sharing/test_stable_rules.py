"""Equal profit and Nash bargaining among stable splits."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize

from public_games import random_costs, table
from synergy.errors import ScenarioError
from synergy.sharing.game import Game
from synergy.sharing.oracle import members_of_all
from synergy.sharing.projection import nearest

NEAR_PAIR = {("a",): 4.0, ("b",): 4.0, ("c",): 4.0, ("a", "b"): 4.0, ("a", "c"): 8.0, ("b", "c"): 8.0}


def test_equal_profit_by_hand() -> None:
    # Equal shares would be 7/3 each, but a and b pay 4 together at most: 2, 2, 3, shares 1/2 and 3/4.
    found = Game.from_table(NEAR_PAIR | {("a", "b", "c"): 7.0}).share("equal_profit")
    assert dict(found.amounts) == pytest.approx({"a": 2.0, "b": 2.0, "c": 3.0}, abs=1e-9)
    assert found.notes == ("shares differ by up to 0.25",)


def test_equal_profit_where_nobody_objects_is_the_same_percentage() -> None:
    game = Game.from_table({("a",): 4.0, ("b",): 6.0, ("a", "b"): 5.0})
    assert dict(game.share("equal_profit").amounts) == pytest.approx({"a": 2.0, "b": 3.0})


def test_equal_profit_in_the_least_core() -> None:
    # Any two can do it for 4, all three for 7: somebody gains 2/3 at least, at 7/3 each.
    costs = {("a",): 4.0, ("b",): 4.0, ("c",): 4.0, ("a", "b"): 4.0, ("a", "c"): 4.0, ("b", "c"): 4.0}
    found = Game.from_table(costs | {("a", "b", "c"): 7.0}).share("equal_profit")
    assert dict(found.amounts) == pytest.approx({"a": 7 / 3, "b": 7 / 3, "c": 7 / 3}, abs=1e-8)
    assert found.notes[0].startswith("the core is empty")


def test_equal_profit_needs_positive_costs() -> None:
    game = Game.from_table({("a",): -4.0, ("b",): 0.0, ("a", "b"): -5.0})
    with pytest.raises(ScenarioError) as raised:
        game.share("equal_profit")
    assert [fault.place for fault in raised.value.faults] == ["costs.a", "costs.b"]


def test_weights_of_bargaining() -> None:
    # 3 are saved; with weights 2 and 1, a saves 2.
    game = Game.from_table({("a",): 4.0, ("b",): 6.0, ("a", "b"): 7.0})
    for name in ("equal_savings", "nash"):
        found = game.share(name, weights={"a": 2.0})
        assert dict(found.amounts) == pytest.approx({"a": 2.0, "b": 5.0}, abs=1e-8)


@pytest.mark.parametrize("seed", range(8))
def test_nash_against_a_general_solver(seed: int) -> None:
    rng = np.random.default_rng(seed)
    inside = members_of_all(4).astype(float)
    costs = 10.0 * np.sqrt(inside @ rng.uniform(1.0, 9.0, 4))
    costs[1:-1] += rng.uniform(0.0, 2.0, 14)
    weights = rng.uniform(1.0, 3.0, 4)
    game = Game.from_table(table(tuple("abcd"), costs))
    found = game.payments(game.share("nash", weights=dict(zip("abcd", weights, strict=True))).amounts)
    alone = game.alone
    start = game.payments(game.share("nucleolus").amounts)
    other = minimize(
        lambda x: -weights @ np.log(np.maximum(alone - x, 1e-12)),
        start,
        constraints=[
            {"type": "eq", "fun": lambda x: x.sum() - costs[-1]},
            {"type": "ineq", "fun": lambda x: costs[1:-1] - inside[1:-1] @ x},
        ],
        method="SLSQP",
        options={"ftol": 1e-14, "maxiter": 500},
    )
    assert weights @ np.log(alone - found) >= -other.fun - 1e-7
    assert found == pytest.approx(other.x, abs=1e-3)
    assert game.stability(game.share("nash").amounts).stable


def test_who_can_save_nothing_leaves_the_product() -> None:
    # One left glove, two right ones: in the core the left one gets all.
    values = {("l",): 0.0, ("r",): 0.0, ("s",): 0.0, ("l", "r"): 1.0, ("l", "s"): 1.0, ("r", "s"): 0.0}
    found = Game.from_table(values | {("l", "r", "s"): 1.0}, kind="profit").share("nash")
    assert dict(found.amounts) == pytest.approx({"l": 1.0, "r": 0.0, "s": 0.0}, abs=1e-8)


def test_nothing_to_bargain_about() -> None:
    with pytest.raises(ScenarioError, match="not defined"):
        Game.from_table({("a",): 4.0, ("b",): 6.0, ("a", "b"): 11.0}).share("nash")


@pytest.mark.parametrize("seed", range(10))
def test_nearest_point(seed: int) -> None:
    rng = np.random.default_rng(seed)
    costs = random_costs(rng, 4, whole=False)
    rows, bounds = members_of_all(4)[1:-1].astype(float), costs[1:-1] + 5.0
    target, metric = rng.normal(size=4) * 10.0, rng.uniform(0.5, 2.0, 4)
    found = nearest(target, metric, rows, bounds, costs[-1])
    assert found is not None
    assert found.sum() == pytest.approx(costs[-1], abs=1e-9)
    assert (rows @ found - bounds).max() <= 1e-9
    # No step towards any other allowed point comes nearer.
    for other in rng.dirichlet(np.ones(4), 50) * costs[-1]:
        if (rows @ other <= bounds).all():
            assert (metric**2 * (found - target)) @ (other - found) >= -1e-7


def test_no_point_where_rows_contradict() -> None:
    assert nearest(np.zeros(2), np.ones(2), np.eye(2), np.array([1.0, 1.0]), 3.0) is None
