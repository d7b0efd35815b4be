"""Price levels of years, and real and nominal interest."""

from __future__ import annotations

from collections.abc import Mapping
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


def nominal_rate(real: float, inflation: float) -> float:
    r"""Return the nominal interest rate that a real one becomes (Fisher).

    .. math:: i_n = (1 + i) (1 + \pi) - 1

    Parameters
    ----------
    real, inflation : float
        :math:`i` and :math:`\pi` per year.

    Examples
    --------
    >>> round(nominal_rate(0.05, 0.02), 6)
    0.071
    """
    return (1.0 + real) * (1.0 + inflation) - 1.0
