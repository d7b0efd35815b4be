"""Rules on games with published or exactly computed answers."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from public_games import NAMES, PublicGame, public_games
from synergy.errors import ScenarioError
from synergy.sharing.game import Game
from synergy.sharing.rules.shapley import Sampling, shapley

ANSWERS = {
    "shapley": "shapley",
    "nucleolus": "nucleolus",
    "tau": "tau",
    "gately_point": "aca",
    "aca_scrb": "aca",
    "egalitarian_nonseparable": "equal_nonseparable",
    "cost_gap_tijs_driessen": "tau",
    "equal_savings_nash": "equal_savings",
    "proportional_standalone": "stand_alone",
    "separable_marginal_cost": "but_for",
}


@pytest.fixture(params=NAMES)
def known(request: pytest.FixtureRequest, validation: Path) -> PublicGame:
    return public_games(validation)[request.param]


def test_answers(known: PublicGame) -> None:
    game = known.game()
    for answer, rule in ANSWERS.items():
        expected = known.amounts(answer)
        if expected is not None:
            found = game.share(rule)
            assert dict(found.amounts) == pytest.approx(expected, rel=1e-9, abs=1e-9), answer


def test_tau_says_nothing_where_it_is_not_defined(known: PublicGame) -> None:
    if "tau" in known.known and known.known["tau"] is None:
        with pytest.raises(ScenarioError, match="core is empty"):
            known.game().share("tau")


def test_shapley_in_core(known: PublicGame) -> None:
    game = known.game()
    stability = game.stability(game.share("shapley").amounts)
    assert stability.stable is known.known["shapley_in_core"]


def test_equal_profit_spread(known: PublicGame) -> None:
    expected = known.known.get("epm_core")
    if expected is not None:
        game = known.game()
        found = game.share("equal_profit")
        shares = game.payments(found.amounts) / game.alone
        assert np.ptp(shares) == pytest.approx(float(Fraction(expected["spread_f"])), abs=1e-9)
        assert game.stability(found.amounts).stable


def test_owen(validation: Path) -> None:
    for known in public_games(validation).values():
        if "owen_value" in known.known:
            expected = [float(Fraction(amount)) for amount in known.known["owen_value"]["value"]]
            found = known.game().share("owen", unions=known.known["owen_value"]["unions"])
            assert list(found.amounts.values()) == pytest.approx(expected, abs=1e-9)


def test_shares_on_the_tree(validation: Path) -> None:
    known = public_games(validation)["fixed_tree_co2"]
    edges = _raw(validation, "fixed_tree_co2")["edges"]
    flows = dict(zip(known.players, known.known["edge_by_edge_throughput_share"]["throughput"], strict=True))
    game = known.game()

    by_edge = {
        name: (float(edge["cost"]), {player: float(flows[player]) for player in edge["users"]})
        for name, edge in edges.items()
    }
    found = game.share("by_use", uses=by_edge)
    expected = known.known["edge_by_edge_throughput_share"]
    assert list(found.amounts.values()) == pytest.approx(
        [float(Fraction(x)) for x in expected["x"]], abs=1e-9
    )
    assert game.stability(found.amounts).stable is expected["in_core"]

    stamp = game.share("proportional", quantities=flows, name="postage stamp")
    expected = known.known["postage_stamp"]
    assert list(stamp.amounts.values()) == pytest.approx(
        [float(Fraction(x)) for x in expected["x"]], abs=1e-9
    )
    assert game.stability(stamp.amounts).stable is expected["in_core"]

    # Equal parts of every edge are the Shapley value of a tree (Megiddo 1978).
    alike = {name: (float(edge["cost"]), dict.fromkeys(edge["users"], 1.0)) for name, edge in edges.items()}
    assert dict(game.share("by_use", uses=alike).amounts) == pytest.approx(known.amounts("shapley"), abs=1e-9)


def test_intervals_hold_the_value_of_forty_players(validation: Path) -> None:
    # 95 % intervals of a most skewed game: one of forty pays all in each order.
    assert _coverage(validation, seeds=5, pairs=100).mean() >= 0.9


@pytest.mark.slow
def test_intervals_hold_the_value_of_forty_players_over_many_seeds(validation: Path) -> None:
    coverage = _coverage(validation, seeds=100, pairs=200)
    assert coverage.mean() >= 0.95
    assert coverage.min() >= 0.9


def _raw(validation: Path, name: str) -> dict[str, Any]:
    games = json.loads((validation / "games.json").read_text(encoding="utf-8"))["games"]
    return next(game for game in games if game["id"] == name)


def _runway(validation: Path) -> tuple[list[str], dict[str, float], np.ndarray]:
    told = _raw(validation, "airport_n40_large")
    costs = {player: float(cost) for player, cost in zip(told["players"], told["costs"], strict=True)}
    return (
        told["players"],
        costs,
        np.array([float(Fraction(amount)) for amount in told["computed"]["shapley"]]),
    )


def _coverage(validation: Path, seeds: int, pairs: int) -> np.ndarray:
    """Return how often each player's interval holds its value."""
    players, costs, expected = _runway(validation)
    inside = np.zeros((seeds, len(players)), dtype=bool)
    for seed in range(seeds):
        game = Game.from_function(players, lambda members: max(map(costs.__getitem__, members)))
        found = shapley(game, sampling=Sampling(budget=1, least_pairs=pairs, seed=seed))
        assert found.total == pytest.approx(game.total.upper, rel=1e-12)
        amounts = np.array([found.amounts[player] for player in players])
        widths = np.array([found.widths[player] for player in players])
        inside[seed] = np.abs(amounts - expected) <= widths / 2.0
    return inside.mean(axis=0)
