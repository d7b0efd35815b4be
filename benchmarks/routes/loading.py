"""The last step of every route that ends in arrays."""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Arrays:
    """A model by rows, in the types that HiGHS keeps."""

    cost: NDArray[np.float64]
    column_lower: NDArray[np.float64]
    column_upper: NDArray[np.float64]
    row_lower: NDArray[np.float64]
    row_upper: NDArray[np.float64]
    starts: NDArray[np.int32]
    indices: NDArray[np.int32]
    values: NDArray[np.float64]
    integer: NDArray[np.int32]


def load_arrays(model: Arrays) -> highspy.Highs:
    """Return HiGHS with the model in it, passed in one call."""
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    status = highs.passModel(
        len(model.cost),
        len(model.row_lower),
        len(model.values),
        int(highspy.MatrixFormat.kRowwise),
        int(highspy.ObjSense.kMinimize),
        0.0,
        model.cost,
        model.column_lower,
        model.column_upper,
        model.row_lower,
        model.row_upper,
        model.starts,
        model.indices,
        model.values,
        model.integer,
    )
    if status != highspy.HighsStatus.kOk:
        raise RuntimeError(f"HiGHS did not take the model: {status}")
    return highs
