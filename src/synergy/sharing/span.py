r"""Coalitions whose indicators are linear combinations of others, told without rounding.

Once :math:`x(S)` is settled for some coalitions, it is settled for every coalition in the linear span of
their indicators. With :math:`W` an integer basis of the orthogonal complement of that span, :math:`S` lies in
the span exactly where :math:`W 1_S = 0`.
"""

from __future__ import annotations

import math

import numpy as np

from synergy.sharing.oracle import BoolArray, FloatArray, IntArray


class Span:
    """The linear span of coalitions added one by one.

    Parameters
    ----------
    players : int
        How many there are.

    Examples
    --------
    >>> span = Span(3)
    >>> span.add(np.array([1, 1, 1])), span.add(np.array([1, 0, 0]))
    (True, True)
    >>> span.add(np.array([0, 1, 1]))
    False
    >>> span.outside
    array([[ 0,  1, -1]])
    """

    def __init__(self, players: int) -> None:
        self._players = players
        self._outside = [[int(row == column) for column in range(players)] for row in range(players)]

    @property
    def rank(self) -> int:
        """How many independent coalitions are in it."""
        return self._players - len(self._outside)

    @property
    def outside(self) -> IntArray:
        """Integer basis of the orthogonal complement, shape (players - rank, players)."""
        return np.array(self._outside, dtype=np.int64).reshape(-1, self._players)

    def holds(self, indicators: FloatArray) -> BoolArray:
        """Return which coalitions, rows of shape (coalitions, players), lie in the span."""
        products = indicators.astype(np.int64) @ self.outside.T
        found: BoolArray = np.asarray((products == 0).all(axis=1))
        return found

    def add(self, indicator: FloatArray | IntArray) -> bool:
        """Add a coalition of shape (players,); return whether it was not in the span before.

        Each basis vector that is not orthogonal to it is combined with one pivot so that it becomes so; the
        pivot with the smallest product keeps entries small.
        """
        members = np.flatnonzero(indicator)
        products = [sum(row[member] for member in members) for row in self._outside]
        pivots = [at for at, product in enumerate(products) if product]
        if not pivots:
            return False
        pivot = min(pivots, key=lambda at: (abs(products[at]), sum(map(abs, self._outside[at]))))
        kept = []
        for row, product in zip(self._outside, products, strict=True):
            if row is self._outside[pivot]:
                continue
            kept.append(_orthogonal(row, product, self._outside[pivot], products[pivot]))
        self._outside = kept
        return True


def _orthogonal(row: list[int], product: int, pivot: list[int], pivot_product: int) -> list[int]:
    if not product:
        return row
    combined = [pivot_product * entry - product * other for entry, other in zip(row, pivot, strict=True)]
    divisor = math.gcd(*combined)
    return [entry // divisor for entry in combined]
