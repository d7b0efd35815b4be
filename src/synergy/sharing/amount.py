"""Money as people read it."""

from __future__ import annotations

LARGE = 1000.0
"""From here on whole numbers are told, with commas."""


def amount(value: float) -> str:
    """Return an amount of money in words that can be quoted.

    Examples
    --------
    >>> amount(3007973.6), amount(0.25)
    ('3,007,974', '0.25')
    """
    return f"{value:,.0f}" if abs(value) >= LARGE else f"{value:.6g}"
