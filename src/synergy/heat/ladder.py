"""Temperature intervals from the hottest to the coldest, and how heat lies in them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from synergy.time.series import FloatArray

Span = tuple[float, float]
"""Higher and lower temperature between which heat is given or needed evenly; equal where it is at one."""
DIGITS = 6
"""Decimals of a degree to which temperatures are told apart."""


def intervals(spans: Sequence[Span]) -> FloatArray:
    """Return the intervals between all temperatures of some spans, from the top.

    A span at one temperature brings an interval of no height there.

    Parameters
    ----------
    spans : sequence of (float, float)
        Higher and lower temperature.

    Returns
    -------
    array of shape (intervals, 2)
        Higher and lower temperature of each.

    Examples
    --------
    >>> intervals([(150.0, 50.0), (100.0, 100.0)]).tolist()
    [[150.0, 100.0], [100.0, 100.0], [100.0, 50.0]]
    """
    rounded = np.round(np.asarray(spans, dtype=np.float64).reshape(-1, 2), DIGITS)
    flat = set(rounded[rounded[:, 0] == rounded[:, 1], 0].tolist())
    found: list[Span] = []
    temperatures = np.unique(rounded)[::-1].tolist()
    for number, temperature in enumerate(temperatures):
        if temperature in flat:
            found.append((temperature, temperature))
        if number + 1 < len(temperatures):
            found.append((temperature, temperatures[number + 1]))
    return np.asarray(found, dtype=np.float64).reshape(-1, 2)


def shares(span: Span, ladder: FloatArray) -> FloatArray:
    """Return the share of a span's heat that lies in each interval, in proportion to temperature.

    Parameters
    ----------
    span : (float, float)
        One of those that the intervals were made of.
    ladder : array of shape (intervals, 2)

    Examples
    --------
    >>> shares((150.0, 50.0), intervals([(150.0, 50.0), (125.0, 50.0)])).tolist()
    [0.25, 0.75]
    """
    high, low = (round(temperature, DIGITS) for temperature in span)
    upper, lower = ladder[:, 0], ladder[:, 1]
    if high == low:
        return np.asarray((upper == high) & (lower == low), dtype=np.float64)
    covered = np.clip(np.minimum(upper, high) - np.maximum(lower, low), 0.0, None)
    return np.asarray(covered / (high - low), dtype=np.float64)


def heat_in(spans: Sequence[Span], heat: Sequence[float], ladder: FloatArray) -> FloatArray:
    """Return the heat of several spans in each interval, shape (intervals,)."""
    total = np.zeros(len(ladder))
    for span, amount in zip(spans, heat, strict=True):
        total += amount * shares(span, ladder)
    return total


def share_down_to(span: Span, ladder: FloatArray) -> FloatArray:
    """Return the share of a span's heat that lies in each interval and all above it.

    It is told from temperatures alone, without adding up `shares`, so that an audit can rely on it.

    Examples
    --------
    >>> share_down_to((150.0, 50.0), intervals([(150.0, 50.0), (125.0, 50.0)])).tolist()
    [0.25, 1.0]
    """
    (high, low), (upper, lower) = np.round(span, DIGITS), ladder.T
    if high == low:
        return np.where((lower < high) | ((lower == high) & (upper == high)), 1.0, 0.0)
    return np.asarray((high - np.clip(lower, low, high)) / (high - low), dtype=np.float64)
