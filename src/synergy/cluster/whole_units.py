"""Capacity that comes in whole units: how many fit, and what of given sizes they can make up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from math import ceil, floor
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from synergy.cluster.asset import SizeOption

SAME = 1e-9
"""Share of a unit by which sizes written as decimals may miss a whole number of units."""


def most_units(size: float, unit: float) -> int:
    """Return how many whole units a size holds.

    Examples
    --------
    >>> most_units(0.3, 0.1), most_units(29.0, 10.0)
    (3, 2)
    """
    return floor(size / unit + SAME)


def least_units(size: float, unit: float) -> int:
    """Return how many whole units it takes to have at least a size.

    Examples
    --------
    >>> least_units(0.3, 0.1), least_units(29.0, 10.0)
    (3, 3)
    """
    return ceil(size / unit - SAME)


def are_whole(size: float, unit: float) -> bool:
    """Return whether a size is a whole number of units.

    Examples
    --------
    >>> are_whole(0.3, 0.1), are_whole(29.0, 10.0)
    (True, False)
    """
    return most_units(size, unit) == least_units(size, unit)


def in_whole_units(options: Iterable[SizeOption], unit: float) -> tuple[SizeOption, ...]:
    """Return the ways to build that whole units leave, each with its limits on whole units.

    Parameters
    ----------
    options : iterable of SizeOption
    unit : float
        Size of a unit; 0 where any size can be had.
    """
    if not unit:
        return tuple(options)
    found = []
    for option in options:
        least, most = least_units(option.minimum, unit), most_units(option.maximum, unit)
        if most == 1:  # one or none: a standard size like any other
            least = 1
        if 0 < most >= least:
            found.append(replace(option, minimum=least * unit, maximum=most * unit, module=unit))
    return tuple(found)
