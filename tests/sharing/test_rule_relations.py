"""What rules promise on every game: all is paid, equals pay the same, names do not matter, ..."""

from __future__ import annotations

import numpy as np
import pytest

from public_games import random_costs, table
from synergy.sharing.game import Game
from synergy.sharing.oracle import FloatArray, members_of_all
from synergy.sharing.rule import rules

PLAYERS = tuple("abcde")
SEEDS = range(12)
EFFICIENT = [name for name, rule in rules().items() if not rule.needs and name != "but_for"]
MOVING = [name for name in EFFICIENT if name not in ("stand_alone", "equal", "equal_profit")]
"""Rules that follow their game when its costs are multiplied and each player's own cost is added."""


def concave_costs(rng: np.random.Generator, players: tuple[str, ...] = PLAYERS) -> FloatArray:
    """Return costs that grow with the root of the members' size: everybody gains by more members."""
    sizes = rng.uniform(1.0, 5.0, len(players))
    return 10.0 * np.sqrt(members_of_all(len(players)) @ sizes) + members_of_all(len(players)) @ sizes


def game_of(costs: FloatArray, players: tuple[str, ...] = PLAYERS) -> Game:
    return Game.from_table(table(players, costs))


def paid(game: Game, name: str) -> FloatArray:
    return game.payments(game.share(name).amounts)


@pytest.mark.parametrize("name", EFFICIENT)
@pytest.mark.parametrize("seed", SEEDS)
def test_all_is_paid(name: str, seed: int) -> None:
    game = game_of(concave_costs(np.random.default_rng(seed)))
    assert game.share(name).total == pytest.approx(game.total.upper, rel=1e-12)


@pytest.mark.parametrize("name", EFFICIENT)
def test_names_and_their_order_do_not_matter(name: str) -> None:
    costs = concave_costs(np.random.default_rng(1))
    first = game_of(costs).share(name).amounts
    turned = {tuple(reversed(members)): cost for members, cost in table(PLAYERS, costs).items()}
    second = Game.from_table(dict(reversed(turned.items()))).share(name).amounts
    assert dict(second) == pytest.approx(dict(first), abs=1e-7)


@pytest.mark.parametrize("name", EFFICIENT)
def test_equals_pay_the_same(name: str) -> None:
    sizes = members_of_all(5) @ np.array([2.0, 3.0, 2.0, 5.0, 3.0])
    payments = paid(game_of(7.0 * np.sqrt(sizes)), name)
    assert payments[0] == pytest.approx(payments[2], abs=1e-7)
    assert payments[1] == pytest.approx(payments[4], abs=1e-7)


@pytest.mark.parametrize("name", ["shapley", "nucleolus", "aca", "tau", "nash"])
def test_who_brings_nothing_pays_the_cost_alone(name: str) -> None:
    others = concave_costs(np.random.default_rng(2), PLAYERS[:4])
    payments = paid(game_of(np.concatenate([others, others + 6.5])), name)
    assert payments[4] == pytest.approx(6.5, abs=1e-7)


@pytest.mark.parametrize("name", MOVING)
@pytest.mark.parametrize("seed", SEEDS)
def test_two_split_what_they_save(name: str, seed: int) -> None:
    # Each pays the cost alone less half of what both save.
    first, second, both = np.array([5.0, 9.0, 11.0]) + np.random.default_rng(seed).random(3)
    half = (first + second - both) / 2.0
    payments = paid(game_of(np.array([0.0, first, second, both]), ("a", "b")), name)
    assert payments == pytest.approx([first - half, second - half], abs=1e-8)


@pytest.mark.parametrize("name", MOVING)
def test_follows_its_game(name: str) -> None:
    costs = concave_costs(np.random.default_rng(3))
    own = np.array([3.0, -1.0, 0.5, 2.0, 7.0])
    moved = 2.5 * costs + members_of_all(5) @ own
    assert paid(game_of(moved), name) == pytest.approx(2.5 * paid(game_of(costs), name) + own, abs=1e-6)


@pytest.mark.parametrize("name", [name for name, rule in rules().items() if rule.additive and not rule.needs])
@pytest.mark.parametrize("seed", SEEDS)
def test_additive_rules_share_items_one_by_one(name: str, seed: int) -> None:
    rng = np.random.default_rng(seed)
    first, second = random_costs(rng, 5, whole=False), random_costs(rng, 5, whole=True)
    both = paid(game_of(first), name) + paid(game_of(second), name)
    assert paid(game_of(first + second), name) == pytest.approx(both, abs=1e-8)


@pytest.mark.parametrize("name", [name for name, rule in rules().items() if rule.monotone and not rule.needs])
@pytest.mark.parametrize("seed", SEEDS)
def test_with_monotone_rules_nobody_pays_less_for_a_dearer_coalition(name: str, seed: int) -> None:
    rng = np.random.default_rng(seed)
    costs = random_costs(rng, 5, whole=False)
    dearer = costs.copy()
    coalition = int(rng.integers(1, 32))
    dearer[coalition] += 2.0
    members = members_of_all(5)[coalition]
    assert (paid(game_of(dearer), name) - paid(game_of(costs), name))[members].min() >= -1e-9


@pytest.mark.parametrize("name", [name for name, rule in rules().items() if rule.stable and not rule.needs])
@pytest.mark.parametrize("seed", SEEDS)
def test_stable_rules_keep_everybody_where_possible(name: str, seed: int) -> None:
    game = game_of(random_costs(np.random.default_rng(seed), 5, whole=seed % 2 == 0))
    least = game.least_core()
    if least.core_exists:
        assert game.stability(game.share(name).amounts).stable
    elif name == "equal_profit":
        gain = game.stability(game.share(name).amounts).gain
        assert gain == pytest.approx(least.epsilon.upper, abs=1e-7)


@pytest.mark.parametrize(
    ("estate", "expected"),
    [
        (40.0, (40 / 3, 40 / 3, 40 / 3)),
        (100.0, (25.0, 37.5, 37.5)),
        (150.0, (25.0, 50.0, 75.0)),
        (200.0, (25.0, 62.5, 112.5)),
        (260.0, (50 - 40 / 3, 100 - 40 / 3, 150 - 40 / 3)),
    ],
)
def test_bankruptcy_as_in_the_talmud(estate: float, expected: tuple[float, ...]) -> None:
    # Equal gains up to half of one's claim; beyond half of all claims equal losses down to it.
    left = np.maximum(estate - (~members_of_all(3)) @ np.array([50.0, 100.0, 150.0]), 0.0)
    game = Game.from_table(table(("a", "b", "c"), left), kind="profit")
    assert list(game.share("nucleolus").amounts.values()) == pytest.approx(expected, abs=1e-7)


@pytest.mark.parametrize("seed", SEEDS)
def test_concave_costs_make_the_shapley_value_stable(seed: int) -> None:
    game = game_of(concave_costs(np.random.default_rng(seed)))
    assert game.stability(game.share("shapley").amounts).stable


@pytest.mark.parametrize("seed", SEEDS)
def test_where_separable_costs_leave_least_with_everybody(seed: int) -> None:
    # 1-convex games (Driessen 1988): g(N) is the smallest gap, then nucleolus = tau = equal nonseparable.
    rng = np.random.default_rng(seed)
    separable = rng.uniform(1.0, 3.0, 5)
    gaps = 4.0 + rng.uniform(0.0, 3.0, 32)
    gaps[-1] = 4.0
    inside = members_of_all(5)
    gaps[inside.sum(axis=1) == 4] = 4.0
    costs = inside @ separable + gaps
    costs[0] = 0.0
    game = game_of(costs)
    expected = paid(game, "equal_nonseparable")
    assert paid(game, "tau") == pytest.approx(expected, abs=1e-8)
    assert paid(game, "nucleolus") == pytest.approx(expected, abs=1e-7)


def test_one_player_pays_all() -> None:
    game = Game.from_table({("a",): 5.0})
    for name in EFFICIENT:
        assert dict(game.share(name).amounts) == pytest.approx({"a": 5.0})


def test_profits_are_costs_turned_round() -> None:
    costs = concave_costs(np.random.default_rng(4))
    profits = Game.from_table(table(PLAYERS, -costs), kind="profit")
    for name in EFFICIENT:
        amounts = game_of(costs).share(name).amounts
        assert dict(profits.share(name).amounts) == pytest.approx(
            {player: -amount for player, amount in amounts.items()}
        )


def test_what_was_asked_is_counted() -> None:
    counts = game_of(concave_costs(np.random.default_rng(5))).share("shapley").counts
    assert (counts.costs, counts.separations) == (31, 0)
