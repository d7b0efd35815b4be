"""Learning by doing: cost falls with all that was ever built.

Sources: T. P. Wright, "Factors affecting the cost of airplanes", Journal of the Aeronautical Sciences 3
(1936); the piecewise linear cumulative cost for mixed-integer models: N. Mattsson and C.-O. Wene, "Assessing
new energy technologies using an energy system model with endogenized experience curves", International
Journal of Energy Research 21 (1997); L. Barreto, *Technological learning in energy optimisation models and
the deployment of emerging technologies*, ETH Zurich (2001), chapter 3.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

WIDEST = 1e6
"""No piece is wider than this ratio of its ends, however little is learned."""
LEARNING_ERROR = 0.05
"""Largest relative error of a unit's cost on the pieces that stand for an experience curve."""


@dataclass(frozen=True)
class ExperiencePiece:
    """All that is saved, ``fixed + slope * experience``, for experience from ``minimum`` to ``maximum``."""

    minimum: float
    maximum: float
    fixed: float
    slope: float


def learning_exponent(learning_rate: float) -> float:
    r"""Return the exponent of the experience curve of a learning rate.

    .. math:: c(E) = c_0 (E / E_0)^{-b}, \qquad b = -\log_2(1 - \mathrm{LR})

    Parameters
    ----------
    learning_rate : float
        By what share a unit is cheaper each time all that was ever built doubles, below 1.

    Examples
    --------
    >>> round(learning_exponent(0.2), 4)
    0.3219
    """
    if not 0 <= learning_rate < 1:
        raise ValueError(f"a learning rate of {learning_rate} is none: it is from 0 to less than 1")
    return -math.log2(1.0 - learning_rate)


def saved_by_learning(learning_rate: float, start: float, experience: float) -> float:
    r"""Return what is saved on all units from the start on, as units at the first one's cost.

    .. math::

        S(E) = E - E_0 - \int_{E_0}^{E} (\epsilon / E_0)^{-b} \, d\epsilon
             = E - E_0 - E_0 \frac{(E / E_0)^{1 - b} - 1}{1 - b}

    Parameters
    ----------
    learning_rate : float
    start, experience : float
        :math:`E_0` and :math:`E`, above 0.

    Examples
    --------
    One doubling at 20 %: units cost from 1 to 0.8, on average 0.885.

    >>> round(saved_by_learning(0.2, 100.0, 200.0), 3)
    11.514
    """
    b, ratio = learning_exponent(learning_rate), experience / start
    paid = math.log(ratio) if b == 1 else (ratio ** (1.0 - b) - 1.0) / (1.0 - b)
    return float(experience - start - start * paid)


def experience_pieces(
    learning_rate: float, start: float, largest: float, error: float = LEARNING_ERROR
) -> tuple[ExperiencePiece, ...]:
    """Return pieces of the saving whose unit costs are within a relative error of the curve.

    The saving is exact where pieces meet. A unit costs the same along a piece: the mean of the curve there.
    As the curve is a power law, its error depends on the ratio of the piece's ends alone, so breakpoints
    stand in geometric proportion, as far apart as the error allows. They do not depend on ``largest``, which
    only cuts the last piece: what groups of builders, or some years alone, save is told by the same pieces.

    Parameters
    ----------
    learning_rate : float
    start, largest : float
        Experience at the start, above 0, and the most that there can be.
    error : float
        Largest relative error of a unit's cost.

    Examples
    --------
    >>> pieces = experience_pieces(0.2, 100.0, 399.0, 0.13)
    >>> [(round(piece.maximum), round(1 - piece.slope, 3)) for piece in pieces]
    [(200, 0.885), (399, 0.708)]
    """
    if not start > 0 or largest < start or not error > 0:
        raise ValueError(f"no pieces of an experience curve from {start} to {largest} within {error}")
    if learning_rate == 0:
        return (ExperiencePiece(start, largest, 0.0, 0.0),)
    ratio = _widest(learning_rate, error)
    found: list[ExperiencePiece] = []
    low = start
    while not found or low < largest:
        high = low * ratio
        saved = [saved_by_learning(learning_rate, start, end) for end in (low, high)]
        slope = (saved[1] - saved[0]) / (high - low)
        found.append(ExperiencePiece(low, max(min(high, largest), low), saved[0] - slope * low, slope))
        low = high
    return tuple(found)


def experience_pieces_needed(learning_rate: float, start: float, largest: float, error: float) -> int:
    """Return how many pieces `experience_pieces` would return, without making them.

    Examples
    --------
    >>> experience_pieces_needed(0.2, 100.0, 399.0, 0.13)
    2
    """
    if learning_rate == 0 or largest <= start:
        return 1
    return math.ceil(math.log(largest / start) / math.log(_widest(learning_rate, error)) - 1e-9)


def _widest(learning_rate: float, error: float) -> float:
    """Return the largest ratio of the ends of a piece that is within the error."""
    narrow, wide = 1.0 + 1e-9, WIDEST
    if _error(learning_rate, wide) <= error:
        return wide
    for _ in range(60):
        middle = math.sqrt(narrow * wide)
        narrow, wide = (middle, wide) if _error(learning_rate, middle) <= error else (narrow, middle)
    return narrow


def _error(learning_rate: float, ratio: float) -> float:
    """Return the largest relative error of a unit's cost on a piece whose ends have a ratio."""
    mean = 1.0 - saved_by_learning(learning_rate, 1.0, ratio) / (ratio - 1.0)
    cheapest = float(ratio ** -learning_exponent(learning_rate))
    return max(1.0 / mean - 1.0, 1.0 - cheapest / mean)
