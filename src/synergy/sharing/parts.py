r"""Games that fall into independent components.

Where owners share nothing with others, a coalition costs the sum over the independent components :math:`K_k`,
:math:`C(S) = \sum_k C(S \cap K_k)`. Grants that make everybody stay add up. Where at most one of them has an
empty core, charging one component for another's costs only makes objections larger, so each pays its own,
:math:`x(K_k) = C(K_k)`, and

* the least core's level is the largest of the components', or 0 where all are negative;
* the prenucleolus consists of those of the components, and so does the nucleolus where that leaves nobody
  paying more than alone.

Where two have empty cores that is not so: objectors from both together gain
:math:`\varepsilon_1 + \varepsilon_2`, and what lowers one by more than it raises the other lowers the sum.
Such a game is shared whole.

Only for absolute excess: dividing by the size or the cost of a coalition ties components together.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import numpy.typing as npt

from synergy.sharing.oracle import (
    Coalition,
    CostInterval,
    FloatArray,
    Objection,
    Separation,
)

if TYPE_CHECKING:
    from synergy.sharing.game import Game

Number = TypeVar("Number", np.float64, np.int64)


class PartOracle:
    """Costs among some of the players, told by the whole game.

    Parameters
    ----------
    game : Game
    members : frozenset of str
    """

    def __init__(self, game: Game, members: Coalition) -> None:
        self._game = game
        self._others = game.everybody - members
        self.players = tuple(player for player in game.players if player in members)
        self._positions = [game.position[player] for player in self.players]

    def costs(self, coalitions: Iterable[Coalition]) -> list[CostInterval]:
        """Return what coalitions cost, in their order."""
        return self._game.costs(coalitions)

    def objection(self, asked: Separation) -> Objection | None:
        """Return the coalition that a separation looks for, or None where no coalition is admitted."""
        players = len(self.players)
        if players == 1:
            return None
        span = asked.outside_span
        if span is None:
            span = np.hstack(
                [np.ones((players - 1, 1), dtype=np.int64), -np.eye(players - 1, dtype=np.int64)]
            )
        return self._game.objection(
            Separation(
                prices=self._wide(asked.prices),
                scale=asked.scale,
                members=asked.members,
                outsiders=asked.outsiders | self._others,
                outside_span=self._wide(span),
            )
        )

    def _wide(self, narrow: npt.NDArray[Number]) -> npt.NDArray[Number]:
        wide = np.zeros((*narrow.shape[:-1], len(self._game.players)), dtype=narrow.dtype)
        wide[..., self._positions] = narrow
        return wide


def joined(game: Game, parts: tuple[Game, ...], payments: Iterable[FloatArray]) -> FloatArray:
    """Return payments of the components as payments of all players, shape (players,)."""
    found = np.zeros(len(game.players))
    for part, paid in zip(parts, payments, strict=True):
        found[[game.position[player] for player in part.players]] = paid
    return found
