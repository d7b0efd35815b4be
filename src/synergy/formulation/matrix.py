"""The model as a solver takes it: costs, bounds, a sparse matrix by rows, and names."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Hashable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from synergy.time.series import FloatArray

IntegerArray = NDArray[np.signedinteger[Any]]


@dataclass(frozen=True)
class Span:
    """Consecutive columns, or rows, of one component.

    Parameters
    ----------
    name : str
        Full name of the component, e.g. ``"assets[smr].activity"``.
    start, stop : int
        Range of positions.
    labels : tuple of tuple
        Labels along each dimension of the component's index; positions run through them in C order.
    """

    name: str
    start: int
    stop: int
    labels: tuple[tuple[Hashable, ...], ...] = ()

    def name_at(self, position: int) -> str:
        """Return the name of one position, e.g. ``"assets[smr].activity[2030,winter,3]"``."""
        if not self.labels:
            return self.name
        index = np.unravel_index(position - self.start, tuple(len(axis) for axis in self.labels))
        words = (str(axis[int(number)]) for axis, number in zip(self.labels, index, strict=True))
        return f"{self.name}[{','.join(words)}]"


@dataclass(frozen=True, eq=False)
class Matrix:
    """Minimise ``cost @ x + offset`` subject to bounds on columns ``x`` and rows ``A @ x``.

    Parameters
    ----------
    cost, column_lower, column_upper : array of float, shape (columns,)
    integer : array of bool, shape (columns,)
    starts : array of int, shape (rows + 1,)
        Where each row's entries begin in ``indices`` and ``values``.
    indices, values : arrays, shape (nonzeros,)
        Column and coefficient of each entry.
    row_lower, row_upper : array of float, shape (rows,)
    offset : float
    columns, rows : tuple of Span
        Names.
    """

    cost: FloatArray
    column_lower: FloatArray
    column_upper: FloatArray
    integer: NDArray[np.bool_]
    starts: IntegerArray
    indices: IntegerArray
    values: FloatArray
    row_lower: FloatArray
    row_upper: FloatArray
    offset: float = 0.0
    columns: tuple[Span, ...] = ()
    rows: tuple[Span, ...] = ()

    @property
    def shape(self) -> tuple[int, int]:
        """(rows, columns)."""
        return len(self.row_lower), len(self.cost)

    def with_row(
        self, columns: IntegerArray, weights: FloatArray, lower: float, upper: float, name: str
    ) -> Matrix:
        """Return the matrix with one more row."""
        rows = self.shape[0]
        return replace(
            self,
            starts=np.append(self.starts, self.starts[-1] + len(columns)),
            indices=np.append(self.indices, columns).astype(self.indices.dtype),
            values=np.append(self.values, weights),
            row_lower=np.append(self.row_lower, lower),
            row_upper=np.append(self.row_upper, upper),
            rows=(*self.rows, Span(name, rows, rows + 1)),
        )

    def with_binaries(self, count: int, name: str) -> Matrix:
        """Return the matrix with more binary columns, which occur in no row yet."""
        columns = self.shape[1]
        return replace(
            self,
            cost=np.append(self.cost, np.zeros(count)),
            column_lower=np.append(self.column_lower, np.zeros(count)),
            column_upper=np.append(self.column_upper, np.ones(count)),
            integer=np.append(self.integer, np.ones(count, dtype=np.bool_)),
            columns=(*self.columns, Span(name, columns, columns + count, (tuple(range(1, count + 1)),))),
        )

    @cached_property
    def _column_starts(self) -> list[int]:
        return [span.start for span in self.columns]

    @cached_property
    def _row_starts(self) -> list[int]:
        return [span.start for span in self.rows]

    def column_name(self, position: int) -> str:
        """Return the name of a column."""
        return _name(self.columns, self._column_starts, position, "column")

    def row_name(self, position: int) -> str:
        """Return the name of a row."""
        return _name(self.rows, self._row_starts, position, "row")


def _name(spans: tuple[Span, ...], starts: list[int], position: int, what: str) -> str:
    number = bisect_right(starts, position) - 1
    if number < 0 or position >= spans[number].stop:
        return f"{what} {position}"
    return spans[number].name_at(position)
