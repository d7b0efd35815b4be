"""Profiles of representative periods whose mean over the year is that of the full year."""

from __future__ import annotations

import numpy as np

from synergy.time.series import FloatArray

ALMOST_NOTHING = 1e-9
"""Values below this share of the range are zero: scaling them up would invent what never was."""


def with_sum(
    values: FloatArray, weights: FloatArray, total: float, limits: tuple[float, float]
) -> FloatArray:
    r"""Return values scaled so that their weighted sum is what it should be, within limits.

    .. math:: v' = \min(\overline v, \underline v + a (v - \underline v)), \qquad \sum w v' = V

    :math:`\underline v` is zero for what is never below zero, so that nights stay dark, and the lowest value
    otherwise; :math:`\overline v` is the highest value of the year, so that no availability exceeds what it
    was and no demand its peak. What is cut there is made up for by the other values. Where nothing can be
    scaled, as all are zero, all values move towards the highest by the same share.

    Parameters
    ----------
    values, weights : array
        What is scaled, and its weights, of one shape.
    total : float
        The weighted sum wanted, between those of the lowest and of the highest value everywhere.
    limits : (float, float)
        Lowest and highest value of the year.

    Examples
    --------
    >>> with_sum(np.array([0.0, 0.5, 0.9]), np.ones(3), 1.7, (0.0, 1.0))
    array([0. , 0.7, 1. ])
    """
    low, high = min(limits[0], 0.0), limits[1]
    above = np.where(values - low > ALMOST_NOTHING * (high - low), values - low, 0.0)
    wanted = total - low * float(weights.sum())
    capped = np.zeros(values.shape, dtype=np.bool_)
    factor = 1.0
    while True:
        free = float((weights * above)[~capped].sum())
        rest = wanted - (high - low) * float(weights[capped].sum())
        factor = rest / free if free > 0 else 1.0
        more = capped | (low + factor * above > high)
        if not (more & ~capped).any():
            break
        capped = more
    scaled = np.where(capped, high, low + factor * above)
    missing = total - float((weights * scaled).sum())
    room = float((weights * (high - scaled)).sum())
    if missing > 1e-12 * max(1.0, abs(total)) and room > 0:
        scaled = scaled + min(missing / room, 1.0) * (high - scaled)
    return np.asarray(scaled, dtype=np.float64)
