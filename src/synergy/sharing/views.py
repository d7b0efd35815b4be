"""Games seen through a change of their costs: some already paid, or one declared otherwise.

Both ask the game behind them, which remembers what it was told: no coalition is solved twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from synergy.sharing.oracle import Coalition, CostInterval, FloatArray, Objection, Separation

if TYPE_CHECKING:
    from synergy.sharing.game import Game


class PaidAlready:
    r"""Costs less what members have paid already: :math:`C(S) - \sum_{i \in S} t_i`.

    Parameters
    ----------
    game : Game
    paid : array of shape (players,)
        :math:`t`, money; negative where one has received.
    """

    def __init__(self, game: Game, paid: FloatArray) -> None:
        self.game = game
        self.paid = paid
        self.players = game.players

    def costs(self, coalitions: Iterable[Coalition]) -> list[CostInterval]:
        """Return what coalitions still have to pay, in their order."""
        asked = list(coalitions)
        return [self._left(one, cost) for one, cost in zip(asked, self.game.costs(asked), strict=True)]

    def objection(self, asked: Separation) -> Objection | None:
        """Return the coalition that a separation looks for, or None where no coalition is admitted."""
        found = self.game.objection(replace(asked, prices=asked.prices + asked.scale * self.paid))
        return None if found is None else replace(found, cost=self._left(found.coalition, found.cost))

    def _left(self, coalition: Coalition, cost: CostInterval) -> CostInterval:
        paid = float(self.game.indicator(coalition) @ self.paid)
        return CostInterval(cost.lower - paid, cost.upper - paid)


class DeclaredAlone:
    """Costs of a game in which one player declares another cost alone, all else as before.

    Parameters
    ----------
    game : Game
    player : str
    cost : float
        Cost alone, as declared.
    """

    def __init__(self, game: Game, player: str, cost: float) -> None:
        self.game = game
        self.players = game.players
        self._alone: Coalition = frozenset({player})
        self._declared = CostInterval(cost, cost)

    def costs(self, coalitions: Iterable[Coalition]) -> list[CostInterval]:
        """Return what coalitions cost, in their order."""
        asked = list(coalitions)
        found = zip(asked, self.game.costs(asked), strict=True)
        return [self._declared if one == self._alone else cost for one, cost in found]

    def objection(self, asked: Separation) -> Objection | None:
        """Return the coalition that a separation looks for, or None where no coalition is admitted."""
        found = [one for one in (self._by_itself(asked), *self._with_others(asked)) if one is not None]
        if not found:
            return None
        bound = max(one.bound for one in found)
        return replace(max(found, key=lambda one: one.value), bound=bound)

    def _by_itself(self, asked: Separation) -> Objection | None:
        inside = self.game.indicator(self._alone)
        if not asked.members <= self._alone or asked.outsiders & self._alone:
            return None
        if asked.outside_span is not None and not np.any(asked.outside_span @ inside):
            return None
        value = float(inside @ asked.prices) - asked.scale * self._declared.upper
        return Objection(self._alone, value, value, self._declared)

    def _with_others(self, asked: Separation) -> Iterator[Objection | None]:
        """Yield the best objection; where it is the player's own, the best with each of the others."""
        found = self.game.objection(asked)
        if found is None or found.coalition != self._alone:
            yield found
            return
        for other in self.game.players:
            if other not in self._alone | asked.outsiders:
                yield self.game.objection(replace(asked, members=asked.members | {other}))
