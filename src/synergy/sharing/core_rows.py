"""Rows of the core found as they are needed: what no coalition may be asked to pay beyond its own cost."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from synergy.errors import SolverError
from synergy.sharing.oracle import Coalition, FloatArray, Separation

if TYPE_CHECKING:
    from synergy.sharing.game import Game

Master = Callable[[FloatArray, FloatArray], FloatArray | None]
"""Best payments under rows and their bounds, or None where nothing fulfils them."""


class CoreRows:
    r"""Rows :math:`\sum_{i \in S} x_i \le C(S) + \varepsilon` for the coalitions that matter.

    Parameters
    ----------
    game : Game
    slack : float
        :math:`\varepsilon`: 0 for the core, its smallest gain by leaving for the least core.
    """

    def __init__(self, game: Game, slack: float = 0.0) -> None:
        self.game = game
        self.slack = slack
        self.tolerance = rounding(game)
        self._coalitions: dict[Coalition, None] = {}
        if len(game.players) > 1:
            alone = [frozenset({player}) for player in game.players]
            others = [game.everybody - {player} for player in game.players]
            self._coalitions = dict.fromkeys(alone + others)
            game.costs(self._coalitions)

    def settle(self, master: Master) -> FloatArray | None:
        """Return the best payments of a master problem to which no coalition objects.

        Coalitions whose cost is known are looked at first; the oracle is asked for what else objects.

        Returns
        -------
        array of shape (players,) or None
            None where no payments fulfil the rows.

        Raises
        ------
        SolverError
            If the master's answer breaks a row that it was given.
        """
        while True:
            payments = master(*self._stated())
            if payments is None:
                return None
            objecting = self._known_objection(payments) or self._asked_objection(payments)
            if objecting is None:
                return payments
            if objecting in self._coalitions:
                raise SolverError(f"payments break the row of {', '.join(sorted(objecting))}, which was stated")
            self._coalitions[objecting] = None

    def _stated(self) -> tuple[FloatArray, FloatArray]:
        finite = [one for one in self._coalitions if np.isfinite(self.game.seen[one].upper)]
        rows = np.array([self.game.indicator(one) for one in finite]).reshape(-1, len(self.game.players))
        return rows, np.array([self.game.seen[one].upper + self.slack for one in finite])

    def _known_objection(self, payments: FloatArray) -> Coalition | None:
        by_name = dict(zip(self.game.players, payments, strict=True))
        most, worst = self.tolerance, None
        for coalition, cost in self.game.seen.items():
            gain = sum(by_name[player] for player in coalition) - cost.upper - self.slack
            if gain > most and len(coalition) < len(self.game.players) and coalition not in self._coalitions:
                most, worst = gain, coalition
        return worst

    def _asked_objection(self, payments: FloatArray) -> Coalition | None:
        found = self.game.objection(Separation(payments))
        if found is None or found.value <= self.slack + self.tolerance:
            return None
        return found.coalition


def rounding(game: Game) -> float:
    """Return the money below which a gain by leaving is rounding."""
    alone = game.alone[np.isfinite(game.alone)]
    return 1e-8 * (float(np.abs(alone).sum()) + abs(game.total.upper)) / len(game.players) + 1e-12
