"""A Pyomo variable that lives in NumPy arrays."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyomo.environ as pyo
from numpy.typing import NDArray
from pyomo.core.base.var import IndexedVar, VarData

from synergy.errors import Fault, ScenarioError
from synergy.formulation.affine import Affine, Term
from synergy.formulation.axes import Axes, count, position, sizes
from synergy.formulation.layout import Layout
from synergy.formulation.matrix import Span
from synergy.time.series import FloatArray


def bounds_of(variable: VarData) -> tuple[float, float]:
    """Return the bounds of an ordinary Pyomo variable as numbers; both are its value where it is fixed.

    Raises
    ------
    ScenarioError
        If it is fixed without a value.
    """
    low, high = (variable.value, variable.value) if variable.fixed else (variable.lb, variable.ub)
    if variable.fixed and variable.value is None:
        raise ScenarioError([Fault(variable.name, "is fixed, and has no value", fix="fix it at a number")])
    return -np.inf if low is None else float(low), np.inf if high is None else float(high)


class ArrayVar(IndexedVar):  # type: ignore[misc]  # pyomo is untyped
    """An indexed Pyomo variable whose bounds, domain and values are arrays.

    An ordinary ``VarData`` is made for an index when somebody touches it (``var[2030, "winter", 3]``,
    iterating, printing, writing an LP file), and from then on it is the truth for that index: bounds
    changed or fixed on it are honoured.

    Parameters
    ----------
    sets : sequence of pyomo sets
        One for each axis.
    axes : tuple of Axis
        The same axes with their labels.
    layout : Layout
        Hands out columns.
    lower, upper : float or array that broadcasts to the axes
    integer : bool
        Whether values are whole numbers.
    """

    def __init__(
        self,
        sets: list[Any],
        axes: Axes,
        layout: Layout,
        lower: float | FloatArray,
        upper: float | FloatArray,
        integer: bool,
        doc: str = "",
    ) -> None:
        super().__init__(*sets, dense=False, doc=doc or None)
        self.axes = axes
        self.length = count(axes)
        self.integer = integer
        self.lower_bounds = np.broadcast_to(np.asarray(lower, dtype=np.float64), sizes(axes)).reshape(-1)
        self.upper_bounds = np.broadcast_to(np.asarray(upper, dtype=np.float64), sizes(axes)).reshape(-1)
        self.loaded: FloatArray | None = None
        self.first_column = layout.append(self, self.length)

    @property
    def array(self) -> Affine:
        """The whole variable in the array algebra."""
        last = self.first_column + self.length
        columns = np.arange(self.first_column, last, dtype=np.int32).reshape((*sizes(self.axes), 1))
        weights = np.ones((1,) * (len(self.axes) + 1))
        zero = np.zeros((1,) * len(self.axes))
        return Affine(self.axes, zero, [Term(self.axes, columns, weights, frozenset({self.first_column}))])

    @property
    def span(self) -> Span:
        """Name and place of its columns."""
        labels = tuple(axis.labels for axis in self.axes)
        return Span(self.name, self.first_column, self.first_column + self.length, labels)

    def data_at(self, place: int) -> VarData:
        """Return the ordinary Pyomo variable at a place in the arrays."""
        index = np.unravel_index(place, sizes(self.axes))
        words = tuple(axis.labels[int(number)] for axis, number in zip(self.axes, index, strict=True))
        return self[words if len(words) > 1 else words[0]]

    def bounds_now(self) -> tuple[FloatArray, FloatArray, NDArray[np.bool_]]:
        """Return lower and upper bounds and integrality, with what users changed on single variables."""
        lower, upper = self.lower_bounds, self.upper_bounds
        integer = np.full(self.length, self.integer)
        if self._data:
            lower, upper = lower.copy(), upper.copy()
            for index, data in self._data.items():
                place = position(index, self.axes)
                lower[place], upper[place] = bounds_of(data)
                integer[place] = not data.is_continuous()
        return lower, upper, integer

    def values_now(self) -> FloatArray:
        """Return the value at each place, NaN where it has none."""
        values = np.full(self.length, np.nan) if self.loaded is None else self.loaded.copy()
        for index, data in self._data.items():
            values[position(index, self.axes)] = np.nan if data.value is None else data.value
        return values

    def load(self, values: FloatArray) -> None:
        """Set all values."""
        self.loaded = values
        for index, data in self._data.items():
            data.set_value(float(values[position(index, self.axes)]), skip_validation=True)

    def _getitem_when_not_present(self, index: Any) -> VarData:
        place = position(index, self.axes)
        data = self._data[index] = VarData(component=self)
        data._index = index
        low, high = float(self.lower_bounds[place]), float(self.upper_bounds[place])
        binary = self.integer and low >= 0 and high <= 1
        data._domain = pyo.Binary if binary else pyo.Integers if self.integer else pyo.Reals
        data.setlb(None if low == -np.inf else low)
        data.setub(None if high == np.inf else high)
        if self.loaded is not None:
            data.set_value(float(self.loaded[place]), skip_validation=True)
        return data

    def __len__(self) -> int:
        return self.length

    def __contains__(self, index: Any) -> bool:
        return index in self.index_set()
