"""Economies of scale.

Source: any textbook on engineering economics, e.g. Blank and Tarquin, *Engineering Economy*, chapter 15
(cost-capacity equation).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

SCALE_ERROR = 0.05
"""Largest relative error of the pieces that stand for an economy of scale; cost estimates are worse."""


@dataclass(frozen=True)
class CostPiece:
    """Cost ``fixed + slope * size`` for sizes from ``minimum`` to ``maximum``."""

    minimum: float
    maximum: float
    fixed: float
    slope: float


def power_law_pieces(
    exponent: float, smallest: float, largest: float, error: float = SCALE_ERROR
) -> tuple[CostPiece, ...]:
    r"""Return the fewest pieces of fixed and slope cost that follow a power law within a relative error.

    .. math:: C(x) = x^n, \qquad 0 \le n \le 1

    As :math:`C(\lambda x) = \lambda^n C(x)`, the relative error of a chord from :math:`a` to :math:`r a`
    depends on :math:`r` alone; so with :math:`K` pieces the largest error is least where breakpoints stand in
    geometric proportion, :math:`r = (\overline{x} / \underline{x})^{1/K}`. The chord of :math:`x^n` over
    :math:`[1, r]` has slope :math:`s = (r^n - 1) / (r - 1)` and lies below it most at
    :math:`x^* = n (1 - s) / ((1 - n) s)`, where it is the share
    :math:`m = (1 - s) / (1 - n) \, (x^*)^{-n}` of it. All pieces are raised by :math:`2 / (1 + m)`: they
    still meet, and are :math:`\epsilon = (1 - m) / (1 + m)` too dear where they meet, as much too cheap in
    between. :math:`K` is the least for which :math:`\epsilon` is within ``error``.

    Parameters
    ----------
    exponent : float
        :math:`n`; 0.35 to 0.5 for pipes, 0.6 to 0.7 for plants, 1 where nothing is saved.
    smallest, largest : float
        Sizes between which the error holds, :math:`\underline{x}` and :math:`\overline{x}`.
    error : float
        Largest relative error.

    Returns
    -------
    tuple of CostPiece
        From the smallest to the largest size.

    Raises
    ------
    ValueError
        If the exponent is not from 0 to 1, or the sizes are not positive and in order.

    Examples
    --------
    Three pieces follow the cost of a pipe over two orders of magnitude:

    >>> pieces = power_law_pieces(0.4, 1.0, 100.0)
    >>> [round(piece.maximum, 1) for piece in pieces]
    [4.6, 21.5, 100.0]
    >>> round(pieces[-1].fixed + 100.0 * pieces[-1].slope, 2), round(100.0**0.4, 2)
    (6.53, 6.31)
    """
    if not 0 <= exponent <= 1 or not 0 < smallest <= largest:
        raise ValueError(f"no pieces of a power law of {exponent} from {smallest} to {largest}")
    if exponent in (0.0, 1.0):
        return (CostPiece(smallest, largest, 1.0 - exponent, exponent),)
    if smallest == largest:
        return (CostPiece(smallest, largest, largest**exponent, 0.0),)
    number = 1
    while _chord(exponent, (largest / smallest) ** (1 / number))[1] > error:
        number += 1
    ratio = (largest / smallest) ** (1 / number)
    slope, spread = _chord(exponent, ratio)
    ends = [smallest * ratio**k for k in range(number)] + [largest]
    return tuple(
        CostPiece(
            low,
            high,
            (1 + spread) * (1 - slope) * low**exponent,
            (1 + spread) * slope * low ** (exponent - 1),
        )
        for low, high in pairwise(ends)
    )


def _chord(exponent: float, ratio: float) -> tuple[float, float]:
    """Return slope, and error once raised, of the chord of a power law from 1 to a ratio."""
    slope = math.expm1(exponent * math.log(ratio)) / (ratio - 1)
    lowest = exponent * (1 - slope) / ((1 - exponent) * slope)
    share = (1 - slope) / (1 - exponent) * lowest**-exponent
    return slope, (1 - share) / (1 + share)
