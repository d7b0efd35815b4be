r"""The coalitions that a linear program knows of, and the search for those it must still learn of.

Row generation (Hallefjord, Helming and Jornsten 1995; Drechsel and Kimms 2010; Caprara and Letchford 2010): a
program over few coalitions proposes amounts :math:`x`; the oracle names the coalition that objects most; it
becomes a row; the program is solved again. It ends when the oracle proves that nobody objects beyond what the
program knows, so the answer holds for all :math:`2^n` coalitions though few were ever looked at.

The excess of a coalition is weighed:

| variant | excess | weight :math:`f(S)` |
|---|---|---|
| absolute | :math:`x(S) - C(S)` | 1 |
| per_capita | :math:`(x(S) - C(S)) / |S|` | :math:`|S|` |
| relative | :math:`(x(S) - C(S)) / C(S)` | :math:`C(S)` |
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations, islice
from typing import TYPE_CHECKING, Literal

import numpy as np

from synergy.errors import Fault, ScenarioError
from synergy.sharing.oracle import Coalition, FloatArray, IntArray, Separation

if TYPE_CHECKING:
    from synergy.sharing.game import Game

Variant = Literal["absolute", "per_capita", "relative"]
VARIANTS: tuple[Variant, ...] = ("absolute", "per_capita", "relative")

ROUNDING = 1e-9
"""Of the largest amount of money in the game: differences up to this are not told apart."""

AT_ONCE = 30
"""Coalitions already seen that become rows in one round."""


@dataclass(frozen=True)
class Search:
    """What a search for objecting coalitions ended with.

    Parameters
    ----------
    learnt : bool
        Whether the program has new rows.
    excess : float
        No coalition outside the span has a larger weighed excess; infinite where nothing was proven.
    """

    learnt: bool
    excess: float


class Rows:
    """Coalitions as rows of a linear program over amounts.

    Parameters
    ----------
    game : Game
    variant : {"absolute", "per_capita", "relative"}
        How excess is weighed.
    """

    def __init__(self, game: Game, variant: Variant = "absolute") -> None:
        if variant not in VARIANTS:
            raise ScenarioError([Fault("variant", f"{variant!r}", fix=f"write one of {', '.join(VARIANTS)}")])
        self.game = game
        self.variant = variant
        finite = game.alone[np.isfinite(game.alone)]
        self.money = float(max([abs(game.total.upper), *np.abs(finite), 1e-300]))
        self.tolerance = ROUNDING * self.money
        self.coalitions: list[Coalition] = []
        self._known: set[Coalition] = set()
        self._pool: list[Coalition] = []
        self._read = 0
        self._pool_indicators = np.zeros((0, len(game.players)))
        self.indicators = self._pool_indicators
        self.costs = np.zeros(0)
        self.least_cost = self._smallest_cost() if variant == "relative" else 1.0
        self.add(first_coalitions(game.players))

    @property
    def weights(self) -> FloatArray:
        """The weight of the excess of each row, shape (rows,)."""
        return self._weights(self.indicators, self.costs)

    @property
    def widest(self) -> float:
        """The widest interval of a cost that is a row."""
        return max((self.game.seen[coalition].width for coalition in self.coalitions), default=0.0)

    def add(self, coalitions: Iterable[Coalition]) -> None:
        """Make coalitions rows, where they have a plan and are not rows already."""
        new = [coalition for coalition in coalitions if coalition not in self._known]
        self._known.update(new)
        costs = self.game.costs(new)
        kept = [coalition for coalition, cost in zip(new, costs, strict=True) if math.isfinite(cost.upper)]
        if kept:
            self.coalitions += kept
            added = np.array([self.game.indicator(coalition) for coalition in kept])
            self.indicators = np.vstack([self.indicators, added])
        self.costs = np.array([self.game.seen[coalition].upper for coalition in self.coalitions])

    def search(self, payments: FloatArray, level: float, outside_span: IntArray | None = None) -> Search:
        """Look for coalitions whose weighed excess at payments, shape (players,), exceeds a level.

        Those seen before are looked through first; the oracle is asked if none of them objects.
        """
        if self._add_seen(payments, level, outside_span):
            return Search(learnt=True, excess=math.inf)
        found = self.game.objection(self._separation(payments, level, outside_span))
        if found is None:
            return Search(learnt=False, excess=level)
        constant = level if self.variant == "absolute" else 0.0
        excess = self._largest_excess(level, found.bound - constant)
        if found.bound - constant <= self.tolerance or not math.isfinite(found.cost.upper):
            return Search(learnt=False, excess=excess)
        if found.coalition in self._known:
            before = self.costs[self.coalitions.index(found.coalition)]
            better = found.cost.upper < before - self.tolerance
            self.add(())
            return Search(learnt=better, excess=excess)
        if found.value - constant <= self.tolerance:
            return Search(learnt=False, excess=excess)
        self.add([found.coalition])
        return Search(learnt=True, excess=excess)

    def _separation(self, payments: FloatArray, level: float, outside_span: IntArray | None) -> Separation:
        if self.variant == "relative":
            return Separation(payments, scale=1.0 + level, outside_span=outside_span)
        if self.variant == "per_capita":
            return Separation(payments - level, outside_span=outside_span)
        return Separation(payments, outside_span=outside_span)

    def _largest_excess(self, level: float, bound: float) -> float:
        """Return the largest weighed excess, where none rises above the level by more than the bound."""
        if self.variant == "absolute":
            return level + bound
        if bound > 0:
            return level + bound / self.least_cost
        return level + (bound / (len(self.game.players) - 1) if self.variant == "per_capita" else 0.0)

    def _add_seen(self, payments: FloatArray, level: float, outside_span: IntArray | None) -> bool:
        self._read_pool()
        if not self._pool:
            return False
        costs = np.array([self.game.seen[coalition].upper for coalition in self._pool])
        rises = self._pool_indicators @ payments - costs
        rises -= level * self._weights(self._pool_indicators, costs)
        if outside_span is not None:
            products = self._pool_indicators.astype(np.int64) @ outside_span.T
            rises[~products.any(axis=1)] = -np.inf
        worst = np.argsort(-rises)[:AT_ONCE]
        new = [self._pool[at] for at in worst if rises[at] > self.tolerance]
        new = [coalition for coalition in new if coalition not in self._known]
        self.add(new)
        return bool(new)

    def _read_pool(self) -> None:
        seen = self.game.seen
        unread = list(islice(seen.items(), self._read, None))
        self._read += len(unread)
        new = [
            coalition
            for coalition, cost in unread
            if coalition not in self._known and math.isfinite(cost.upper) and coalition != self.game.everybody
        ]
        if new:
            self._pool += new
            indicators = [self.game.indicator(coalition) for coalition in new]
            self._pool_indicators = np.vstack([self._pool_indicators, np.array(indicators)])

    def _weights(self, indicators: FloatArray, costs: FloatArray) -> FloatArray:
        if self.variant == "relative":
            return costs
        return indicators.sum(axis=1) if self.variant == "per_capita" else np.ones(len(costs))

    def _smallest_cost(self) -> float:
        players = len(self.game.players)
        found = self.game.objection(Separation(np.zeros(players))) if players > 1 else None
        least = -found.bound if found is not None else 1.0
        if not least > self.tolerance:
            found_least = f"a coalition that may cost {least:g}"
            why = "a gain relative to a cost needs costs above 0"
            fix = "choose 'absolute' or 'per_capita'"
            raise ScenarioError([Fault("variant", found_least, why, fix)])
        return least


def first_coalitions(players: tuple[str, ...]) -> list[Coalition]:
    """Return the coalitions to begin with: each player alone, and all but one.

    Examples
    --------
    >>> len(first_coalitions(("a", "b", "c", "d")))
    8
    """
    sizes = sorted({1, len(players) - 1} - {0, len(players)})
    return [frozenset(members) for size in sizes for members in combinations(players, size)]
