"""Amounts as people write them: 1.43 Mt, 609 GWh, 12.5 MEUR."""

from __future__ import annotations

import math

_PREFIXES = {
    "MWh": ((1e6, "TWh"), (1e3, "GWh"), (1.0, "MWh")),
    "t": ((1e6, "Mt"), (1e3, "kt"), (1.0, "t")),
}


def scale_for(largest: float, unit: str, money: bool = False) -> tuple[float, str]:
    """Return a factor by which to divide amounts up to ``largest``, and the unit that they then have.

    Parameters
    ----------
    largest : float
        The largest amount that will be shown.
    unit : str
        Its unit; MWh, t and money have larger ones, any other stays.
    money : bool
        Whether the unit is a currency.

    Examples
    --------
    >>> scale_for(2.5e6, "t")
    (1000000.0, 'Mt')
    >>> scale_for(2.5e6, "EUR", money=True)
    (1000000.0, 'MEUR')
    >>> scale_for(2.5e6, "m3")
    (1.0, 'm3')
    """
    steps = _PREFIXES.get(unit, ((1.0, unit),))
    if money:
        steps = ((1e6, f"M{unit}"), (1e3, f"k{unit}"), (1.0, unit))
    return next((step for step in steps if abs(largest) >= step[0]), steps[-1])


def figures(value: float) -> str:
    """Return a number with at least three significant digits, and all digits before the point.

    Examples
    --------
    >>> figures(1234.56), figures(12.345), figures(0.0), figures(-0.01234)
    ('1,235', '12.3', '0', '-0.0123')
    """
    if value == 0 or not math.isfinite(value):
        return f"{abs(value):g}" if value == 0 else f"{value:g}"
    decimals = max(0, 2 - math.floor(math.log10(abs(value))))
    text = f"{value:,.{min(decimals, 6)}f}"
    return text if text.strip("-0.,") else "0"


def amount_text(value: float, unit: str, money: bool = False) -> str:
    """Return an amount in the unit in which it is easiest to read.

    Examples
    --------
    >>> amount_text(1427012.0, "t"), amount_text(-5.42e7, "EUR", money=True)
    ('1.43 Mt', '-54.2 MEUR')
    """
    factor, larger = scale_for(value, unit, money)
    return f"{figures(value / factor)} {larger}"
