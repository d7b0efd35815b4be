"""From synergy's matrix to HiGHS, as the solver room does it."""

from __future__ import annotations

import highspy
import numpy as np

from benchmarks.routes.loading import Arrays, load_arrays
from synergy.formulation.matrix import Matrix


def load_matrix(matrix: Matrix) -> highspy.Highs:
    """Return HiGHS with the model in it."""
    return load_arrays(
        Arrays(
            matrix.cost,
            matrix.column_lower,
            matrix.column_upper,
            matrix.row_lower,
            matrix.row_upper,
            matrix.starts.astype(np.int32, copy=False),
            matrix.indices.astype(np.int32, copy=False),
            matrix.values,
            matrix.integer.astype(np.int32),
        )
    )
