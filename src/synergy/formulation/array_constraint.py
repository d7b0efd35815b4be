"""A Pyomo constraint that lives in NumPy arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyomo.environ as pyo
from numpy.typing import NDArray
from pyomo.core.base.constraint import ConstraintData, IndexedConstraint
from pyomo.core.expr.numeric_expr import LinearExpression

from synergy.formulation.affine import Relation, Term
from synergy.formulation.axes import Axes, ColumnArray, count, position, sizes, spread
from synergy.formulation.layout import Layout
from synergy.formulation.matrix import Span
from synergy.time.series import FloatArray


@dataclass(frozen=True, eq=False)
class Rows:
    """Rows of a sparse matrix with their bounds."""

    counts: ColumnArray
    columns: ColumnArray
    weights: FloatArray
    lower: FloatArray
    upper: FloatArray


def rows_of(relation: Relation, axes: Axes) -> Rows:
    """Return the rows that state a relation, one for each point of ``axes``."""
    expression, number = relation.expression, count(axes)
    counts, columns, weights = _entries(expression.terms, axes, number)
    bound = np.zeros(number)
    bound.reshape(sizes(axes))[...] -= spread(expression.constant, expression.axes, axes)
    lower = bound if relation.sense in {">=", "=="} else np.full(number, -np.inf)
    upper = bound if relation.sense in {"<=", "=="} else np.full(number, np.inf)
    return Rows(counts, columns, weights, lower, upper)


def _entries(terms: tuple[Term, ...], axes: Axes, number: int) -> tuple[ColumnArray, ColumnArray, FloatArray]:
    width = sum(term.columns.shape[-1] for term in terms)
    columns = np.empty((number, width), dtype=np.int32)
    weights = np.empty((number, width))
    shape = (*sizes(axes), width)
    place = 0
    for term in terms:
        where = slice(place, place + term.columns.shape[-1])
        columns.reshape(shape)[..., where] = spread(term.columns, term.axes, axes, 1)
        weights.reshape(shape)[..., where] = spread(term.weights, term.axes, axes, 1)
        place = where.stop
    repeats = _may_repeat(terms, axes)
    if repeats:
        columns, weights = _without_repeats(columns, weights)
    if not repeats and all(term.weights.all() for term in terms):
        return np.full(number, width, dtype=np.int32), columns.reshape(-1), weights.reshape(-1)
    present = weights != 0.0
    return present.sum(axis=1, dtype=np.int32), columns[present], weights[present]


def _may_repeat(terms: tuple[Term, ...], axes: Axes) -> bool:
    """Return whether a row may hold a column twice; entries are compared where that is cheap."""
    seen: dict[int, list[Term]] = {}
    for term in terms:
        if len(term.origins) > 1:
            return True
        if term.columns.shape[-1] > 1 and not np.all(np.diff(term.columns, axis=-1) > 0):
            return True
        earlier = seen.setdefault(min(term.origins), [])
        if any(_may_meet(term, other, axes) for other in earlier):
            return True
        earlier.append(term)
    return False


def _may_meet(first: Term, second: Term, axes: Axes) -> bool:
    """Return whether two terms on the same variable, such as a level and the one before, share an entry."""
    if first.columns.shape[-1] > 1 or second.columns.shape[-1] > 1:
        return True
    mine, other = (spread(term.columns, term.axes, axes, 1) for term in (first, second))
    return bool((mine == other).any())


def _without_repeats(columns: ColumnArray, weights: FloatArray) -> tuple[ColumnArray, FloatArray]:
    """Return rows in which no column occurs twice: weights of repeated columns are added."""
    order = np.argsort(columns, axis=1, kind="stable")
    ordered = np.take_along_axis(columns, order, axis=1)
    first = np.ones(ordered.shape, dtype=np.bool_)
    first[:, 1:] = ordered[:, 1:] != ordered[:, :-1]
    if first.all():
        return columns, weights
    starts = np.flatnonzero(first.reshape(-1))
    sums = np.add.reduceat(np.take_along_axis(weights, order, axis=1).reshape(-1), starts)
    merged = np.zeros(ordered.size)
    merged[starts] = sums
    return ordered, merged.reshape(ordered.shape)


class ArrayConstraint(IndexedConstraint):  # type: ignore[misc]  # pyomo is untyped
    """An indexed Pyomo constraint whose coefficients and bounds are arrays.

    An ordinary ``ConstraintData`` is made for an index when somebody touches it; whole constraints and
    single rows may be deactivated, and rows replaced, as usual.

    Parameters
    ----------
    sets : sequence of pyomo sets
        One for each axis.
    axes : tuple of Axis
        The same axes with their labels.
    layout : Layout
        Knows the variable behind each column.
    relation : Relation
        What is to hold.
    """

    def __init__(
        self, sets: list[Any], axes: Axes, layout: Layout, relation: Relation, doc: str = ""
    ) -> None:
        super().__init__(*sets, doc=doc or None)
        self.axes = axes
        self.rows = rows_of(relation, axes)
        self.length = count(axes)
        self._layout = layout
        self._ends: NDArray[np.int64] | None = None
        self._written: dict[Any, Any] = {}

    def span(self, first: int) -> Span:
        """Return name and place of its rows when they begin at ``first``."""
        return Span(self.name, first, first + self.length, tuple(axis.labels for axis in self.axes))

    def bounds_now(self) -> tuple[FloatArray, FloatArray]:
        """Return lower and upper bounds, with rows that users deactivated or replaced set free."""
        lower, upper = self.rows.lower, self.rows.upper
        replaced = self.replaced()
        idle = [
            position(index, self.axes)
            for index, data in self._data.items()
            if not data.active or index in replaced
        ]
        if idle:
            lower, upper = lower.copy(), upper.copy()
            lower[idle], upper[idle] = -np.inf, np.inf
        return lower, upper

    def replaced(self) -> dict[Any, ConstraintData]:
        """Return the rows to which users gave another expression, by index."""
        return {
            index: data for index, data in self._data.items() if data.expr is not self._written.get(index)
        }

    def __delitem__(self, index: Any) -> None:
        raise ValueError(f"'{self.name}' can not lose its row {index}; deactivate it instead")

    def _getitem_when_not_present(self, index: Any) -> ConstraintData:
        place = position(index, self.axes)
        if self._ends is None:
            self._ends = np.cumsum(self.rows.counts, dtype=np.int64)
        stop = int(self._ends[place])
        entries = slice(stop - int(self.rows.counts[place]), stop)
        body = LinearExpression(
            linear_coefs=self.rows.weights[entries].tolist(),
            linear_vars=[self._layout.variable_at(int(column)) for column in self.rows.columns[entries]],
        )
        low, high = float(self.rows.lower[place]), float(self.rows.upper[place])
        if low == high:
            expression = body == low
        else:
            expression = pyo.inequality(
                None if low == -np.inf else low, body, None if high == np.inf else high
            )
        data = self._data[index] = ConstraintData(expr=expression, component=self)
        data._index = index
        self._written[index] = data.expr
        return data

    def __len__(self) -> int:
        return self.length

    def __contains__(self, index: Any) -> bool:
        return index in self.index_set()
