"""The same answers as another library's, on random tables with and without ties."""

from __future__ import annotations

import numpy as np
import pytest

from public_games import random_costs, table
from synergy.errors import ScenarioError
from synergy.sharing.game import Game

PLAYERS = tuple("abcdefg")
DRAWN = 200


@pytest.mark.parametrize("seed", range(DRAWN))
def test_random_table(seed: int) -> None:
    coopgame = pytest.importorskip("coopgame")
    rng = np.random.default_rng(seed)
    players = PLAYERS[: int(rng.integers(2, 8))]
    costs = random_costs(rng, len(players), whole=seed % 2 == 0)
    theirs = coopgame.Game((-costs[1:]).tolist())
    game = Game.from_table(table(players, costs))
    order = rng.permutation(len(players))
    unions = [part.tolist() for part in np.array_split(order, int(rng.integers(1, len(players) + 1)))]
    by_name = [[players[at] for at in union] for union in unions]
    assert _payments(game, "shapley") == pytest.approx(-np.array(coopgame.shapley(theirs)), abs=1e-9)
    owen = game.payments(game.share("owen", unions=by_name).amounts)
    assert owen == pytest.approx(-np.array(coopgame.owen(theirs, unions)), abs=1e-9)
    try:
        expected = -np.array(coopgame.tau_value(theirs))
    except ValueError:
        with pytest.raises(ScenarioError):
            game.share("tau")
    else:
        assert _payments(game, "tau") == pytest.approx(expected, abs=1e-8)
        # Where it is defined, the point of Gately is the split by alternate costs avoided.
        assert _payments(game, "aca") == pytest.approx(-np.array(coopgame.gately_point(theirs)), abs=1e-8)


def _payments(game: Game, name: str) -> np.ndarray:
    return game.payments(game.share(name).amounts)
