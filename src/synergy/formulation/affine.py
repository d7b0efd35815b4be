"""Whole-array algebra: affine expressions in columns of a model, over labelled axes.

An expression is a constant array plus terms, each an array of column numbers with an array of weights.
Nothing is written out until a constraint is stored, so scaling, adding, summing and shifting cost a few
NumPy calls however long the year is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from typing import Literal, TypeVar, Union

import numpy as np
from numpy.typing import NDArray

from synergy.formulation.axes import Axes, Axis, ColumnArray, joined, sizes, spread
from synergy.time.series import FloatArray

IntArray = NDArray[np.int64]
Operand = Union["Affine", float, int]
Number = TypeVar("Number", np.float64, np.int32)


@dataclass(frozen=True, eq=False, slots=True)
class Term:
    """Weights on columns.

    Parameters
    ----------
    axes : tuple of Axis
        Axes over which the term varies.
    columns : array of int, one dimension for each axis and a last one over which the term is summed
    weights : array of float that broadcasts to ``columns``
    origins : frozenset of int
        First columns of the variables inside: two terms without a common one never meet in a column.
    """

    axes: Axes
    columns: ColumnArray
    weights: FloatArray
    origins: frozenset[int]

    def scaled(self, factor: FloatArray, axes: Axes) -> Term:
        """Return the term times an array over ``axes``."""
        target = joined(self.axes, axes)
        weights = spread(self.weights, self.axes, target, 1) * spread(factor, axes, target)[..., None]
        if target is self.axes or target == self.axes:
            return Term(self.axes, self.columns, weights, self.origins)
        columns = spread(self.columns, self.axes, target, 1)
        shape = (*np.broadcast_shapes(columns.shape[:-1], weights.shape[:-1]), columns.shape[-1])
        return Term(target, np.broadcast_to(columns, shape), weights, self.origins)

    def summed(self, names: frozenset[str], missing: int) -> Term:
        """Return the term summed over the named axes; ``missing`` counts those over which it is constant."""
        kept = [number for number, axis in enumerate(self.axes) if axis.name not in names]
        gone = [number for number, axis in enumerate(self.axes) if axis.name in names]
        if not gone:
            return Term(self.axes, self.columns, self.weights * missing, self.origins)
        last = len(self.axes)
        shape = (*(len(axis) for axis in self.axes), self.columns.shape[-1])
        flat = (*(len(self.axes[number]) for number in kept), -1)
        columns, weights = np.broadcast_to(self.columns, shape), np.broadcast_to(self.weights, shape)
        for number in gone:
            if _stands_still(columns, number):  # a column may stand only once in a row: its weights add up
                columns, weights = columns.take([0], axis=number), weights.sum(axis=number, keepdims=True)
        columns = columns.transpose([*kept, *gone, last]).reshape(flat)
        weights = weights.transpose([*kept, *gone, last]).reshape(flat)
        return Term(tuple(self.axes[number] for number in kept), columns, weights * missing, self.origins)


class Affine:
    """Constant plus terms, over labelled axes; calculates like an array of numbers.

    Parameters
    ----------
    axes : tuple of Axis
        Axes over which the expression varies.
    constant : array
        One dimension for each axis; length 1 where it does not vary.
    terms : sequence of Term
        What is multiplied by columns.
    """

    __slots__ = ("axes", "constant", "terms")
    __array_ufunc__ = None  # lets NumPy arrays on the left defer to the operators below

    def __init__(self, axes: Axes, constant: FloatArray, terms: Sequence[Term] = ()) -> None:
        self.axes = axes
        self.constant = constant
        self.terms = tuple(terms)

    @classmethod
    def of(cls, value: Operand) -> Affine:
        """Return a number as an expression; expressions come back unchanged."""
        return value if isinstance(value, Affine) else cls((), np.asarray(_number(value)))

    @classmethod
    def data(cls, values: FloatArray, axes: Axes) -> Affine:
        """Return numbers over axes as an expression.

        Raises
        ------
        ValueError
            If the array's shape is not that of the axes.
        """
        array = np.asarray(values, dtype=np.float64)
        if array.shape != tuple(len(axis) for axis in axes):
            names = ", ".join(f"{axis.name} ({len(axis)})" for axis in axes)
            raise ValueError(f"array of shape {array.shape} given for the axes {names}")
        return cls(axes, array)

    @property
    def is_constant(self) -> bool:
        """Whether no column occurs."""
        return not self.terms

    def __add__(self, other: Operand) -> Affine:
        if not isinstance(other, Affine):
            return Affine(self.axes, self.constant + _number(other), self.terms)
        axes = joined(self.axes, other.axes)
        constant = spread(self.constant, self.axes, axes) + spread(other.constant, other.axes, axes)
        return Affine(axes, constant, _merged(self.terms, other.terms))

    __radd__ = __add__

    def __neg__(self) -> Affine:
        return self._times(-1.0)

    def __sub__(self, other: Operand) -> Affine:
        return self + -other

    def __rsub__(self, other: Operand) -> Affine:
        return -self + other

    def __mul__(self, other: Operand) -> Affine:
        if not isinstance(other, Affine):
            return self._times(_number(other))
        if not other.is_constant:
            if not self.is_constant:
                raise ValueError("the product of two variables is not linear")
            return other * self
        axes = joined(self.axes, other.axes)
        constant = spread(self.constant, self.axes, axes) * spread(other.constant, other.axes, axes)
        if not np.any(other.constant):
            return Affine(axes, constant)
        return Affine(axes, constant, [term.scaled(other.constant, other.axes) for term in self.terms])

    __rmul__ = __mul__

    def __truediv__(self, other: Operand) -> Affine:
        if not isinstance(other, Affine):
            return self._times(1.0 / _number(other))
        if not other.is_constant:
            raise ValueError("division by a variable is not linear")
        return self * Affine(other.axes, 1.0 / other.constant)

    def _times(self, factor: float) -> Affine:
        if factor == 0.0:
            return Affine(self.axes, self.constant * 0.0)
        terms = [Term(term.axes, term.columns, term.weights * factor, term.origins) for term in self.terms]
        return Affine(self.axes, self.constant * factor, terms)

    def __le__(self, other: Operand) -> Relation:
        return Relation(self - other, "<=")

    def __ge__(self, other: Operand) -> Relation:
        return Relation(self - other, ">=")

    def __eq__(self, other: object) -> Relation:  # type: ignore[override]  # states a constraint, as in every algebra
        if not isinstance(other, Affine | float | int):
            return NotImplemented
        return Relation(self - other, "==")

    __hash__ = None  # type: ignore[assignment]

    def sum(self, *names: str) -> Affine:
        """Return the sum over the named axes; an axis over which nothing varies counts its length.

        Raises
        ------
        ValueError
            If the expression has no such axis.
        """
        over = frozenset(names)
        present = {axis.name: axis for axis in self.axes}
        if not over <= set(present):
            raise ValueError(f"no axis {', '.join(sorted(over - set(present)))} to sum over")
        kept = tuple(axis for axis in self.axes if axis.name not in over)
        gone = tuple(number for number, axis in enumerate(self.axes) if axis.name in over)
        repeats = prod(len(self.axes[n]) for n in gone if self.constant.shape[n] == 1)
        terms = []
        for term in self.terms:
            own = {axis.name for axis in term.axes}
            terms.append(term.summed(over, prod(len(present[name]) for name in over - own)))
        return Affine(kept, self.constant.sum(axis=gone) * repeats, terms)

    def shift(self, name: str, steps: int = 1) -> Affine:
        """Return the expression moved along an axis, cyclically, ``steps`` positions on."""
        axis = self._axis(name)
        return self.gather((name,), np.roll(np.arange(len(axis)), steps), (axis,))

    def take(self, name: str, positions: Sequence[int]) -> Affine:
        """Return the expression at some positions of an axis, which keeps their labels."""
        axis = self._axis(name)
        chosen = Axis(name, tuple(axis.labels[position] for position in positions))
        return self.gather((name,), np.asarray(positions, dtype=np.int64), (chosen,))

    def gather(self, names: tuple[str, ...], positions: IntArray, axes: Axes) -> Affine:
        """Return the expression's entries at positions of some of its axes, laid out over other axes.

        Parameters
        ----------
        names : tuple of str
            Axes that are given up; positions count their points, the last axis fastest.
        positions : array of int, one dimension for each of ``axes``
            Which point goes where; points may be taken several times.
        axes : tuple of Axis
            What stands in the place of the first axis given up.
        """
        old = tuple(self._axis(name) for name in names)
        terms = []
        for term in self.terms:
            own, columns = _gathered(term.columns, term.axes, old, positions, axes, 1)
            _, weights = _gathered(term.weights, term.axes, old, positions, axes, 1)
            terms.append(Term(own, columns, weights, term.origins))
        over, constant = _gathered(self.constant, self.axes, old, positions, axes, 0)
        return Affine(over, constant, terms)

    def at(self, name: str, label: object) -> Affine:
        """Return the expression at one label of an axis, which it then no longer has.

        Raises
        ------
        KeyError
            If the axis has no such label.
        """
        labels = self._axis(name).labels
        if label not in labels:
            raise KeyError(f"axis '{name}' has no label {label!r}")
        return self.take(name, [labels.index(label)]).sum(name)

    def value(self, values: FloatArray) -> FloatArray:
        """Return the expression's numbers, over its axes, where columns have ``values``."""
        total = np.broadcast_to(self.constant, tuple(len(axis) for axis in self.axes)).astype(np.float64)
        for term in self.terms:
            part = (values[term.columns] * term.weights).sum(axis=-1)
            total = total + spread(part, term.axes, self.axes)
        return np.asarray(total, dtype=np.float64)

    def _axis(self, name: str) -> Axis:
        for axis in self.axes:
            if axis.name == name:
                return axis
        raise ValueError(f"the expression has no axis '{name}'")

    def __repr__(self) -> str:
        over = ", ".join(f"{axis.name}: {len(axis)}" for axis in self.axes) or "a single number"
        return f"Affine({over}; {len(self.terms)} terms)"


@dataclass(frozen=True, eq=False)
class Relation:
    """An expression that is to be at most, at least, or exactly zero."""

    expression: Affine
    sense: Literal["<=", ">=", "=="]

    def __bool__(self) -> bool:
        raise TypeError(
            "a relation between arrays is a constraint, not true or false; store it with f.constraint(...)"
        )


def _number(value: object) -> float:
    if isinstance(value, np.ndarray) and value.ndim:
        raise TypeError("an array does not tell its axes; name them: Affine.data(array, axes)")
    return float(value)  # type: ignore[arg-type]  # what is no number is refused here


def _gathered(
    array: NDArray[Number], own: Axes, old: Axes, positions: IntArray, new: Axes, extra: int
) -> tuple[Axes, NDArray[Number]]:
    """Return an array with ``new`` axes in the place of ``old`` ones, and its axes.

    What is over none of the old ones stays as it is. The last ``extra`` dimensions belong to no axis.
    """
    gone = {axis.name for axis in old}
    places = [number for number, axis in enumerate(own) if axis.name in gone]
    if not places:
        return own, array
    before: Axes = own[: places[0]]
    after: Axes = tuple(axis for axis in own[places[0] :] if axis.name not in gone)
    beside = spread(array, own, before + old + after, extra)
    start, stop = len(before), len(before) + len(old)
    shape: tuple[int, ...] = beside.shape
    head, tail = shape[:start], shape[stop:]
    if shape[start:stop] == (1,) * len(old):
        return before + new + after, beside.reshape(head + (1,) * len(new) + tail)
    one_line: tuple[int, ...] = (-1,)
    in_line = np.broadcast_to(beside, head + sizes(old) + tail).reshape(head + one_line + tail)
    return before + new + after, np.take(in_line, positions, axis=start)


def _stands_still(columns: ColumnArray, number: int) -> bool:
    """Return whether the same columns stand at every place along an axis, as after scaling with a series."""
    if columns.strides[number] == 0 or columns.shape[number] == 1:
        return bool(columns.shape[number] > 1)
    ends = columns.take(0, axis=number), columns.take(-1, axis=number)
    return bool(np.array_equal(*ends) and (columns == columns.take([0], axis=number)).all())


def _merged(first: tuple[Term, ...], second: tuple[Term, ...]) -> list[Term]:
    """Return the terms of both; those on the very same columns become one."""
    merged = list(first)
    places = {id(term.columns): number for number, term in enumerate(first)}
    for term in second:
        number = places.get(id(term.columns))
        if number is None or merged[number].axes != term.axes:
            merged.append(term)
            continue
        mine = merged[number]
        merged[number] = Term(mine.axes, mine.columns, mine.weights + term.weights, mine.origins)
    return merged


def total(parts: Sequence[Affine], axes: Axes = ()) -> Affine:
    """Return the sum of many expressions at once, over at least ``axes``."""
    constant = np.zeros((1,) * len(axes))
    terms: list[Term] = []
    for part in parts:
        target = joined(axes, part.axes)
        if target != axes:
            constant = spread(constant, axes, target)
            axes = target
        constant = constant + spread(part.constant, part.axes, axes)
        terms += part.terms
    return Affine(axes, constant, terms)
