r"""The point of a polyhedron that is nearest to a target.

.. math:: \min_x \sum_i d_i^2 (x_i - t_i)^2 \quad \text{subject to} \quad A x \le b,\; \sum_i x_i = T

is turned into a least-distance problem, which non-negative least squares solves exactly up to rounding, by
an active set. Source: Lawson and Hanson (1974), *Solving Least Squares Problems*, chapter 23.
"""

from __future__ import annotations

import numpy as np
from scipy.optimize import nnls

from synergy.sharing.oracle import FloatArray

_NO_POINT = 1e-8
"""Length of the residual below which no point fulfils all rows."""

_EASES = (0.0, 1e-12, 1e-10)
"""Parts of the farthest row by which all are eased, where rounding alone leaves no point."""


def nearest(
    target: FloatArray, metric: FloatArray, rows: FloatArray, bounds: FloatArray, total: float
) -> FloatArray | None:
    """Return the nearest point, shape (n,), or None where no point fulfils all rows.

    Parameters
    ----------
    target, metric : array of shape (n,)
        :math:`t`, and :math:`d`, positive.
    rows, bounds : array of shape (m, n), (m,)
        :math:`A` and :math:`b`.
    total : float
        :math:`T`.

    Examples
    --------
    >>> import numpy as np
    >>> found = nearest(np.zeros(2), np.ones(2), np.array([[1.0, 0.0]]), np.array([1.0]), 4.0)
    >>> found.round(9).tolist()
    [1.0, 3.0]
    """
    slope = 1.0 / metric
    length = float(slope @ slope)
    start = slope * (total - target.sum()) / length
    beside = np.linalg.qr(np.column_stack([slope, np.eye(len(slope))]))[0][:, 1 : len(slope)]
    scaled = rows * slope
    turned = -scaled @ beside
    short = scaled @ start + rows @ target - bounds
    size = np.linalg.norm(turned, axis=1)
    moving = size > 1e-12 * np.maximum(np.linalg.norm(scaled, axis=1), 1e-300)
    turned, short = turned[moving] / size[moving, None], short[moving] / size[moving]
    unit = max(float(np.abs(short).max(initial=0.0)), 1e-300)
    if short.max(initial=-np.inf) <= 0.0:
        nothing_binds: FloatArray = target + slope * start
        return nothing_binds
    for ease in _EASES:
        system = np.vstack([turned.T, short / unit - ease])
        goal = np.zeros(len(system))
        goal[-1] = 1.0
        weights, left = nnls(system, goal, maxiter=30 * system.shape[1])
        if left > _NO_POINT:
            residual = system @ weights - goal
            move = -residual[:-1] / residual[-1] * unit
            found: FloatArray = target + slope * (start + beside @ move)
            return found
    return None
