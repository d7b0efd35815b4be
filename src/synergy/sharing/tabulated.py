"""All coalitions of a game in one array, and who is equal to whom or brings nothing."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from synergy.sharing.oracle import MOST_IN_A_TABLE, BoolArray, Coalition, FloatArray, members_of_all
from synergy.sharing.rows import ROUNDING

if TYPE_CHECKING:
    from synergy.sharing.game import Game


@dataclass(frozen=True, eq=False)
class Tabulated:
    """Bounds of the costs of all coalitions.

    Parameters
    ----------
    inside : bool array of shape (2 ** players, players)
        Who is in each coalition.
    lower, upper : array of shape (2 ** players,)
        What each costs; of everybody, the cost of the plan to be built.
    """

    inside: BoolArray
    lower: FloatArray
    upper: FloatArray

    @property
    def tolerance(self) -> float:
        """Differences up to this are rounding, or within the bounds of costs."""
        finite = np.isfinite(self.upper)
        wide = self.upper[finite] - self.lower[finite]
        return ROUNDING * float(np.abs(self.upper[finite]).max()) + float(wide.max())

    def joining(self, player: int) -> FloatArray:
        """Return what a player adds to each coalition without it, shape (2 ** (players - 1),)."""
        without = np.flatnonzero(~self.inside[:, player])
        with np.errstate(invalid="ignore"):
            found: FloatArray = self.upper[without + (1 << player)] - self.upper[without]
        return found

    def equals(self) -> list[tuple[int, ...]]:
        """Return the groups of players, two or more, whom no coalition tells apart by its cost."""
        groups: list[list[int]] = []
        for player in range(self.inside.shape[1]):
            group = next((group for group in groups if self._equal(group[0], player)), None)
            if group is None:
                groups.append([player])
            else:
                group.append(player)
        return [tuple(group) for group in groups if len(group) > 1]

    def dummies(self) -> list[int]:
        """Return the players who add their cost alone to whichever coalition."""
        found = []
        for player in range(self.inside.shape[1]):
            added = self.joining(player)
            # What nobody can build says nothing of who joins.
            told = np.isfinite(added)
            if told[0] and bool(np.all(np.abs(added[told] - added[0]) <= self.tolerance)):
                found.append(player)
        return found

    def _equal(self, one: int, other: int) -> bool:
        neither = np.flatnonzero(~self.inside[:, one] & ~self.inside[:, other])
        first, second = self.upper[neither + (1 << one)], self.upper[neither + (1 << other)]
        both_infinite = ~np.isfinite(first) & ~np.isfinite(second)
        with np.errstate(invalid="ignore"):
            return bool(np.all(both_infinite | (np.abs(first - second) <= self.tolerance)))


def tabulated(game: Game) -> Tabulated:
    """Return the costs of all coalitions, asking for those not seen before; at most 24 players."""
    inside = members_of_all(len(game.players))
    names = np.array(game.players, dtype=object)
    coalitions: list[Coalition] = [frozenset(names[row]) for row in inside[1:]]
    costs = game.costs(coalitions)
    lower = np.array([0.0] + [cost.lower for cost in costs])
    upper = np.array([0.0] + [cost.upper for cost in costs])
    lower[-1] = upper[-1]
    return Tabulated(inside, lower, upper)


def all_seen(game: Game) -> bool:
    """Return whether the cost of every coalition is known already."""
    players = len(game.players)
    return players <= MOST_IN_A_TABLE and len(game.seen) >= math.ldexp(1.0, players) - 1
