"""The same answers as another library's, on random tables with and without ties."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from public_games import random_costs, random_profits, table
from synergy.sharing.allocation import Allocation
from synergy.sharing.game import Game

PLAYERS = tuple("abcdefg")
DRAWN = 200


def close(found: Allocation, theirs: dict[str, Any]) -> bool:
    """Theirs are profits."""
    return list(found.amounts.values()) == pytest.approx([-x for x in theirs["allocation"]], abs=1e-7)


@pytest.mark.parametrize("seed", range(DRAWN))
def test_random_table(seed: int) -> None:
    coopgame = pytest.importorskip("coopgame")
    rng = np.random.default_rng(seed)
    players = PLAYERS[: int(rng.integers(3, 8))]
    form = seed % 5
    if form < 3:
        costs = -random_profits(rng, len(players), form)
    else:
        costs = random_costs(rng, len(players), whole=form == 3)
    theirs = coopgame.Game((-costs[1:]).tolist())
    game = Game.from_table(table(players, costs))
    expected = coopgame.least_core(theirs, "preimputation")["epsilon"]
    assert game.least_core().epsilon.lower == pytest.approx(expected, abs=1e-8)
    assert close(game.prenucleolus(), coopgame.prenucleolus(theirs))
    if seed % 2:
        per_capita = coopgame.per_capita_nucleolus(theirs, "preimputation")
        assert close(game.prenucleolus("per_capita"), per_capita)
    if game.value_of_synergy().lower > 1e-9:
        assert close(game.nucleolus(), coopgame.nucleolus(theirs))
