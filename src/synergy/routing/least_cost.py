r"""Least-cost paths over a raster, by scikit-image's minimum-cost-path search.

A step from a cell to one of its eight neighbours costs its length times the mean of both cells' costs,

.. math:: c(p) = \sum_{(i, j) \in p} d_{ij} \frac{w_i + w_j}{2}

and no step leads through the corner at which two closed cells meet: a river one cell wide has no gap where
it runs diagonally.

================  ======================================  =====
symbol            meaning                                 unit
================  ======================================  =====
:math:`w`         ``CostRaster.values``                   1
:math:`d`         distance between the centres of cells   km
================  ======================================  =====
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from synergy.errors import Fault, ScenarioError
from synergy.routing.cost_raster import CostRaster
from synergy.time.series import FloatArray

Cell = tuple[int, int]
INSTALL = "pip install 'synergy-clusters[routing]' (in a clone: pip install '.[routing]')"


def least_cost_paths(
    raster: CostRaster, start: Cell, ends: Iterable[Cell]
) -> Mapping[Cell, tuple[Cell, ...]]:
    """Return the cells of the cheapest path from one cell to each of others; none where there is no way.

    Parameters
    ----------
    raster : CostRaster
    start : (int, int)
        Row and column of an open cell.
    ends : iterable of (int, int)

    Raises
    ------
    ScenarioError
        If scikit-image is not installed.
    """
    goals = list(ends)
    search = _search(raster)
    costs, _ = search.find_costs([start], goals)
    return {
        end: tuple((int(row), int(column)) for row, column in search.traceback(end))
        for end in goals
        if np.isfinite(costs[end])
    }


def _search(raster: CostRaster) -> Any:
    try:
        from skimage.graph import MCP_Flexible, MCP_Geometric
    except ModuleNotFoundError:
        raise ScenarioError([Fault("routing", "scikit-image is not installed", fix=INSTALL)]) from None
    values = raster.values
    if not _has_closed_corners(values):
        return MCP_Geometric(values.copy(), sampling=raster.cell_km)

    class Careful(MCP_Flexible):  # type: ignore[misc]  # scikit-image has no type information
        """Knows which cells a step joins, for which each cell's number stands in place of its cost."""

        def travel_cost(self, old_cost: float, new_cost: float, offset_length: float) -> float:
            return _step(values, int(old_cost), int(new_cost), offset_length)

    numbers = np.arange(values.size, dtype=np.float64).reshape(values.shape)
    return Careful(np.where(np.isinf(values), -1.0, numbers), sampling=raster.cell_km)


def _step(values: FloatArray, old: int, new: int, length: float) -> float:
    """Return the cost of a step between two cells by number, infinite through a closed corner."""
    (row, column), (next_row, next_column) = divmod(old, values.shape[1]), divmod(new, values.shape[1])
    if row != next_row and column != next_column:
        beside = values[row, next_column], values[next_row, column]
        if np.isinf(beside[0]) and np.isinf(beside[1]):
            return float("inf")
    return float(0.5 * (values[row, column] + values[next_row, next_column]) * length)


def _has_closed_corners(values: FloatArray) -> bool:
    """Return whether two closed cells meet at a corner with open cells on both sides."""
    closed = np.isinf(values)
    one, two, three, four = closed[:-1, :-1], closed[1:, 1:], closed[:-1, 1:], closed[1:, :-1]
    return bool(np.any((one & two & ~three & ~four) | (three & four & ~one & ~two)))
