"""Economics that every kind of asset uses: annuities, price levels, economies of scale.

Sources of the formulas: any textbook on engineering economics, e.g. Blank and Tarquin, *Engineering
Economy*, chapters 2 (capital recovery factor) and 15 (cost-capacity equation).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType

PRICE_LEVELS: Mapping[int, float] = MappingProxyType(
    {2013: 1 / 1.345, 2015: 1 / 1.336, 2019: 1 / 1.266, 2020: 1 / 1.257, 2023: 1 / 1.052, 2025: 1.0}
)
"""Price level of a year relative to 2025: the euro-area consumer-price factors implied by the cost tables of
PyPSA/technology-data (commit 634cdc1, ``eur_year`` 2025). Years between are interpolated geometrically."""


def price_level_factor(year: int, target_year: int) -> float | None:
    """Return what one unit of money of ``year`` is worth in money of ``target_year``.

    Parameters
    ----------
    year, target_year : int
        Price years.

    Returns
    -------
    float or None
        The factor; ``None`` where one of the two years lies outside the known price levels.

    Examples
    --------
    >>> round(price_level_factor(2020, 2025), 3)
    1.257
    >>> price_level_factor(2025, 2025)
    1.0
    """
    if year == target_year:
        return 1.0
    from_level, to_level = _price_level(year), _price_level(target_year)
    return None if from_level is None or to_level is None else to_level / from_level


def _price_level(year: int) -> float | None:
    if year in PRICE_LEVELS:
        return PRICE_LEVELS[year]
    before = [known for known in PRICE_LEVELS if known < year]
    after = [known for known in PRICE_LEVELS if known > year]
    if not before or not after:
        return None
    start, end = max(before), min(after)
    share = (year - start) / (end - start)
    return float(PRICE_LEVELS[start] * (PRICE_LEVELS[end] / PRICE_LEVELS[start]) ** share)


def annuity_factor(rate: float, lifetime: float) -> float:
    r"""Return the yearly payment that repays one unit of investment over its life.

    .. math:: a = \frac{i}{1 - (1 + i)^{-n}}, \qquad a = \frac{1}{n} \text{ for } i = 0

    Parameters
    ----------
    rate : float
        Interest rate :math:`i` per year, e.g. 0.08.
    lifetime : float
        Life :math:`n` in years.

    Returns
    -------
    float
        Capital recovery factor, 1/a.

    Raises
    ------
    ValueError
        If the lifetime is not positive or the rate is not above -1.

    Examples
    --------
    >>> round(annuity_factor(0.08, 20), 6)
    0.101852
    >>> annuity_factor(0.0, 25)
    0.04
    """
    if lifetime <= 0 or rate <= -1:
        raise ValueError(f"annuity of rate {rate} over {lifetime} years is not defined")
    if rate == 0:
        return 1 / lifetime
    return float(rate / (1 - (1 + rate) ** -lifetime))


def real_rate(nominal: float, inflation: float) -> float:
    r"""Return the real interest rate behind a nominal one (Fisher).

    .. math:: i = \frac{1 + i_n}{1 + \pi} - 1

    Parameters
    ----------
    nominal, inflation : float
        :math:`i_n` and :math:`\pi` per year.

    Examples
    --------
    >>> round(real_rate(0.071, 0.02), 6)
    0.05
    """
    return (1.0 + nominal) / (1.0 + inflation) - 1.0


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
