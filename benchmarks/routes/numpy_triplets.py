"""NumPy as it is usually written: triplets (row, column, value) that SciPy makes into a sparse matrix."""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np
import scipy.sparse

from benchmarks.ring import Ring
from benchmarks.routes import numpy_arrays
from benchmarks.routes.loading import Arrays, load_arrays


@dataclass(frozen=True)
class Stated:
    """Columns and rows, and the matrix as triplets."""

    rows: numpy_arrays.Stated
    triplets: scipy.sparse.coo_array


def state(ring: Ring) -> Stated:
    """Return columns and rows, with triplets."""
    stated = numpy_arrays.state(ring)
    first, rows, columns, values = 0, [], [], []
    for family in stated.families:
        number, width = len(family.lower), family.columns.shape[-1]
        rows.append(np.repeat(np.arange(first, first + number, dtype=np.int32), width))
        columns.append(family.columns.reshape(-1))
        values.append(family.weights.reshape(-1))
        first += number
    where = (np.concatenate(rows), np.concatenate(columns))
    return Stated(
        stated, scipy.sparse.coo_array((np.concatenate(values), where), shape=(first, len(stated.cost)))
    )


def assemble(stated: Stated) -> Arrays:
    """Return the matrix by rows."""
    matrix = stated.triplets.tocsr()
    rows = stated.rows
    return Arrays(
        rows.cost,
        rows.lower,
        rows.upper,
        np.concatenate([family.lower for family in rows.families]),
        np.concatenate([family.upper for family in rows.families]),
        matrix.indptr,
        matrix.indices,
        matrix.data,
        rows.integer,
    )


def load(model: Arrays) -> highspy.Highs:
    """Return HiGHS with the model in it."""
    return load_arrays(model)
