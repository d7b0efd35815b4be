"""Nothing reaches a solver, and nothing leaves it, unless its numbers make sense.

HiGHS accepts NaN, and Pyomo's HiGHS interfaces lose every constraint when one coefficient is infinite; so
numbers are refused here, by the name of the column or row they stand in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from synergy.errors import MAX_FAULTS_SHOWN, Fault, ScenarioError
from synergy.formulation.matrix import Matrix
from synergy.time.series import FloatArray

LARGEST_COEFFICIENT = 1e9
LARGEST_BOUND = 1e15
# A point that is further from its rows than this is no answer, whatever its status says.
LARGEST_VIOLATION = 1e-3
# As far as solvers may miss a row.
ZERO_ROOM = 1e-7
LARGEST_INDEX = np.iinfo(np.int32).max

_WHY_LARGE = "the solver would lose it, or the rest of the model beside it"
_FIX_NUMBER = "give a finite number in the data it comes from"
_FIX_SMALLER = "use larger units, or a real limit instead of a huge one"


def check_matrix(matrix: Matrix) -> None:
    """Refuse a model with numbers that no solver can handle.

    Raises
    ------
    ScenarioError
        With one fault per number, each naming its column or row; at most 50, and how many more there are.
    """
    shape = _shape_faults(matrix)
    if shape:
        raise ScenarioError(shape)
    parts = [*_column_faults(matrix), *_entry_faults(matrix), *_row_faults(matrix)]
    total = sum(part.count for part in parts)
    if total:
        faults = list(islice((fault for part in parts for fault in part.faults()), MAX_FAULTS_SHOWN))
        if total > len(faults):
            faults[-1] = Fault("model", f"{total - len(faults) + 1} more such numbers")
        raise ScenarioError(faults)


def impossible_row(matrix: Matrix) -> str | None:
    """Return the name of a row without entries that zero does not meet, or None.

    Such a model is infeasible; HiGHS calls one without any column optimal, and Pyomo refuses it.
    """
    empty = np.diff(matrix.starts) == 0
    beyond = empty & ((matrix.row_lower > ZERO_ROOM) | (matrix.row_upper < -ZERO_ROOM))
    return matrix.row_name(int(np.flatnonzero(beyond)[0])) if beyond.any() else None


@dataclass(frozen=True)
class _Bad:
    """Positions with one kind of fault; their texts are only made for those that are shown."""

    positions: NDArray[np.intp]
    text: Callable[[int], Fault]

    @property
    def count(self) -> int:
        return len(self.positions)

    def faults(self) -> Iterator[Fault]:
        return (self.text(int(position)) for position in self.positions)


def _bad(mask: NDArray[np.bool_], text: Callable[[int], Fault]) -> _Bad:
    return _Bad(np.flatnonzero(mask), text)


def _shape_faults(matrix: Matrix) -> list[Fault]:
    rows, columns = matrix.shape
    faults = []
    lengths = {
        "column_lower": (len(matrix.column_lower), columns),
        "column_upper": (len(matrix.column_upper), columns),
        "integer": (len(matrix.integer), columns),
        "row_upper": (len(matrix.row_upper), rows),
        "starts": (len(matrix.starts), rows + 1),
        "values": (len(matrix.values), len(matrix.indices)),
    }
    for name, (found, needed) in lengths.items():
        if found != needed:
            faults.append(Fault(f"model.{name}", f"has {found} entries where {needed} are needed"))
    if faults:
        return faults
    starts, indices = np.asarray(matrix.starts), np.asarray(matrix.indices)
    if starts[0] != 0 or starts[-1] != len(indices) or np.any(np.diff(starts) < 0):
        faults.append(Fault("model.starts", "does not rise from 0 to the number of entries"))
    if len(indices) and not 0 <= int(indices.min()) <= int(indices.max()) < columns:
        faults.append(Fault("model.indices", f"points outside the {columns} columns"))
    if max(columns, rows, len(indices)) > LARGEST_INDEX:
        faults.append(Fault("model", f"has more than {LARGEST_INDEX} columns, rows or entries"))
    if not np.isfinite(matrix.offset):
        faults.append(Fault("model.offset", f"is {matrix.offset}", fix=_FIX_NUMBER))
    return faults


def _column_faults(matrix: Matrix) -> list[_Bad]:
    def cost(column: int) -> Fault:
        return _number_fault(matrix.column_name(column), "cost", matrix.cost[column])

    return [
        _bad(~(np.abs(matrix.cost) < LARGEST_COEFFICIENT), cost),
        *_bound_faults(matrix.column_lower, matrix.column_upper, matrix.column_name, "bound"),
    ]


def _row_faults(matrix: Matrix) -> list[_Bad]:
    return _bound_faults(matrix.row_lower, matrix.row_upper, matrix.row_name, "right-hand side")


def _bound_faults(lower: FloatArray, upper: FloatArray, name: Callable[[int], str], what: str) -> list[_Bad]:
    def low(position: int) -> Fault:
        return _number_fault(name(position), f"lower {what}", lower[position])

    def high(position: int) -> Fault:
        return _number_fault(name(position), f"upper {what}", upper[position])

    def crossed(position: int) -> Fault:
        found = f"lower {what} {lower[position]:g} exceeds upper {what} {upper[position]:g}"
        return Fault(name(position), found, "no plan can meet both", "correct one of the two")

    low_ok = (np.abs(lower) < LARGEST_BOUND) | (lower == -np.inf)
    high_ok = (np.abs(upper) < LARGEST_BOUND) | (upper == np.inf)
    return [_bad(~low_ok, low), _bad(~high_ok, high), _bad(low_ok & high_ok & (lower > upper), crossed)]


def _entry_faults(matrix: Matrix) -> list[_Bad]:
    starts = np.asarray(matrix.starts)

    def row_of(entry: int) -> int:
        return int(np.searchsorted(starts, entry, side="right")) - 1

    def coefficient(entry: int) -> Fault:
        column = matrix.column_name(int(matrix.indices[entry]))
        return _number_fault(matrix.row_name(row_of(entry)), f"coefficient of {column}", matrix.values[entry])

    def repeated(entry: int) -> Fault:
        column = matrix.column_name(int(matrix.indices[entry]))
        return Fault(matrix.row_name(row_of(entry)), f"names {column} twice", fix="add up its coefficients")

    return [
        _bad(~(np.abs(matrix.values) < LARGEST_COEFFICIENT), coefficient),
        _Bad(_repeated_entries(matrix), repeated),
    ]


def _repeated_entries(matrix: Matrix) -> NDArray[np.intp]:
    """Return entries whose column already stands in the same row."""
    indices, starts = np.asarray(matrix.indices, np.int64), np.asarray(matrix.starts, np.int64)
    if len(indices) < 2:
        return np.zeros(0, np.intp)
    rising = np.diff(indices) > 0
    row_starts = starts[(starts > 0) & (starts < len(indices))]
    rising[row_starts - 1] = True
    if rising.all():
        return np.zeros(0, np.intp)
    row = np.repeat(np.arange(len(starts) - 1, dtype=np.int64), np.diff(starts))
    key = row * np.int64(matrix.shape[1]) + indices
    order = np.argsort(key, kind="stable")
    return np.asarray(np.sort(order[1:][np.diff(key[order]) == 0]), np.intp)


def _number_fault(place: str, what: str, value: float) -> Fault:
    if np.isnan(value):
        return Fault(
            place, f"{what} is not a number", "an empty cell or 0/0 upstream gives that", _FIX_NUMBER
        )
    if np.isinf(value):
        return Fault(place, f"{what} is {'' if value > 0 else '-'}infinite", _WHY_LARGE, _FIX_NUMBER)
    limit = LARGEST_BOUND if "coefficient" not in what and what != "cost" else LARGEST_COEFFICIENT
    return Fault(place, f"{what} is {value:g}, the limit is {limit:g}", _WHY_LARGE, _FIX_SMALLER)


@dataclass(frozen=True)
class Violation:
    """How far a point is from meeting the model.

    Parameters
    ----------
    size : float
        Largest absolute violation of a bound, a row, or integrality.
    relative : float
        Largest violation in proportion to ``max(1, |bound|)``.
    place : str
        Column or row with the largest relative one; empty where there is none.
    """

    size: float
    relative: float
    place: str


def check_point(matrix: Matrix, values: FloatArray) -> Violation:
    """Return how far a point is from meeting bounds, rows and integrality, computed from the matrix alone."""
    rows, columns = matrix.shape
    # Not with scipy: importing it beside Pyomo takes seconds.
    of_row = np.repeat(np.arange(rows), np.diff(matrix.starts))
    activity = np.bincount(of_row, matrix.values * values[matrix.indices], rows)
    fractions = np.where(matrix.integer, np.abs(values - np.round(values)), 0.0)
    whole = np.zeros(columns)
    worst = Violation(0.0, 0.0, "")
    for lower, upper, point, name in (
        (matrix.column_lower, matrix.column_upper, values, matrix.column_name),
        (matrix.row_lower, matrix.row_upper, activity, matrix.row_name),
        (whole, whole, fractions, matrix.column_name),
    ):
        if not len(point):
            continue
        over, under = point - upper, lower - point
        size = np.maximum(np.maximum(over, under), 0.0)
        bound = np.where(over > under, upper, lower)
        relative = size / np.maximum(1.0, np.abs(np.where(np.isfinite(bound), bound, 0.0)))
        position = int(np.argmax(relative))
        if relative[position] > worst.relative:
            worst = Violation(max(worst.size, float(size.max())), float(relative[position]), name(position))
        else:
            worst = Violation(max(worst.size, float(size.max())), worst.relative, worst.place)
    return worst
