"""Whole-number decisions that cost something and serve nothing, which a search may leave within its gap."""

from __future__ import annotations

import numpy as np

from synergy.formulation.matrix import Matrix
from synergy.time.series import FloatArray

ROOM = 1e-9
"""What a row may be missed by: solvers' zeros are seldom exact."""


def without_needless(matrix: Matrix, values: FloatArray) -> FloatArray:
    """Return a point with every binary at zero that is dearer at one and that no row needs there.

    A solver stops as soon as it is close enough to the best, and may leave a plant "built" of size zero with
    its fixed cost. Each such binary is set to zero if the point stays as feasible as it was; the dearest ones
    are tried first.

    Parameters
    ----------
    matrix : Matrix
    values : array, shape (columns,)
        A feasible point.

    Returns
    -------
    array, shape (columns,)
        The same array where there is nothing to change.
    """
    at_one = matrix.integer & (np.round(values) == 1.0) & (matrix.column_lower <= 0.0)
    tried = np.flatnonzero(at_one & (matrix.cost > 0.0))
    if not len(tried):
        return values
    row_of = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.starts))
    activity = np.bincount(row_of, weights=matrix.values * values[matrix.indices], minlength=matrix.shape[0])
    entries = np.flatnonzero(np.isin(matrix.indices, tried))
    column_of = matrix.indices[entries]
    changed = values.copy()
    for column in tried[np.argsort(-matrix.cost[tried], kind="stable")]:
        own = entries[column_of == column]
        rows, weights = row_of[own], matrix.values[own]
        after = activity[rows] - weights * changed[column]
        slack = np.minimum(after - matrix.row_lower[rows], matrix.row_upper[rows] - after)
        before = np.minimum(activity[rows] - matrix.row_lower[rows], matrix.row_upper[rows] - activity[rows])
        if np.all(slack >= np.minimum(before, -ROOM)):
            activity[rows] = after
            changed[column] = 0.0
    return changed if np.any(changed != values) else values
