"""The whole-array algebra against plain NumPy, where every expression is one dense array of coefficients."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import Any

import numpy as np
import pyomo.environ as pyo
import pytest
from hypothesis import given
from hypothesis import strategies as st

from synergy.formulation.affine import Affine, total
from synergy.formulation.array_constraint import rows_of
from synergy.formulation.axes import Axes, Axis, sizes
from synergy.formulation.block import FormulationBlock, ModelFrame
from synergy.formulation.layout import Layout

YEAR, PERIOD, STEP = Axis("year", (2030,)), Axis("period", ("w", "s")), Axis("step", (1, 2, 3))
FRAME = ModelFrame(pyo.ConcreteModel(), Layout(), YEAR, PERIOD, STEP)
BLOCK = FormulationBlock(FRAME, FRAME.pyomo)
VARIABLES = {
    "flow": (PERIOD, STEP),
    "level": (YEAR, PERIOD, STEP),
    "size": (YEAR,),
    "weekly": (PERIOD,),
    "hourly": (STEP,),
}
SYMBOLS = {name: BLOCK.variable(name, axes) for name, axes in VARIABLES.items()}
COLUMNS = FRAME.layout.columns


@dataclass
class Dense:
    """An `Affine` written out: an array over the axes, its last dimension coefficients and constant."""

    axes: Axes
    array: np.ndarray

    def over(self, axes: Axes) -> np.ndarray:
        """Return the array with the dimensions of ``axes``."""
        names = [axis.name for axis in self.axes]
        order = [names.index(axis.name) for axis in axes if axis.name in names]
        view = self.array.transpose([*order, len(names)])
        shape = [len(axis) if axis.name in names else 1 for axis in axes]
        return np.broadcast_to(view.reshape([*shape, COLUMNS + 1]), [*sizes(axes), COLUMNS + 1])

    def __add__(self, other: Dense) -> Dense:
        axes = both(self.axes, other.axes)
        return Dense(axes, self.over(axes) + other.over(axes))

    def times(self, data: Dense) -> Dense:
        axes = both(self.axes, data.axes)
        return Dense(axes, self.over(axes) * data.over(axes)[..., -1:])

    def place(self, name: str) -> int:
        return [axis.name for axis in self.axes].index(name)


def both(first: Axes, second: Axes) -> Axes:
    names = {axis.name for axis in first}
    return first + tuple(axis for axis in second if axis.name not in names)


def dense_symbol(name: str) -> Dense:
    axes = VARIABLES[name]
    array = np.zeros((*sizes(axes), COLUMNS + 1))
    first = min(SYMBOLS[name].terms[0].origins)
    for number, place in enumerate(np.ndindex(*sizes(axes))):
        array[(*place, first + number)] = 1.0
    return Dense(axes, array)


def dense_data(values: np.ndarray, axes: Axes) -> Dense:
    array = np.zeros((*sizes(axes), COLUMNS + 1))
    array[..., -1] = values
    return Dense(axes, array)


Pair = tuple[Affine, Dense]
NUMBERS = st.sampled_from([0.0, 1.0, -1.0, 0.5, 3.0, -2.0])


@st.composite
def data_pair(draw: st.DrawFn) -> Pair:
    """Numbers over some of the axes, in any order."""
    axes = tuple(draw(st.lists(st.sampled_from([YEAR, PERIOD, STEP]), unique=True, max_size=3)))
    count = int(np.prod(sizes(axes), initial=1))
    values = np.array(draw(st.lists(NUMBERS, min_size=count, max_size=count))).reshape(sizes(axes))
    return Affine.data(values, axes), dense_data(values, axes)


@st.composite
def pairs(draw: st.DrawFn, depth: int = 4) -> Pair:
    """An expression and its dense twin, built by the same operations."""
    kind = draw(
        st.sampled_from(
            ["symbol", "data"] if depth == 0 else ["symbol", "binary", "unary", "unary", "binary"]
        )
    )
    if kind == "symbol":
        name = draw(st.sampled_from(sorted(SYMBOLS)))
        return SYMBOLS[name], dense_symbol(name)
    if kind == "data":
        return draw(data_pair())
    left, dense = draw(pairs(depth=depth - 1))
    if kind == "binary":
        return binary(draw, (left, dense), draw(pairs(depth=depth - 1)))
    return unary(draw, left, dense)


def binary(draw: st.DrawFn, first: Pair, second: Pair) -> Pair:
    (left, dense), (right, other) = first, second
    try:
        if draw(st.booleans()):
            return left + right, dense + other
        return left - right, dense + Dense(other.axes, -other.array)
    except ValueError:  # one of them was cut to some labels by take()
        return first


def unary(draw: st.DrawFn, left: Affine, dense: Dense) -> Pair:
    names = [axis.name for axis in dense.axes]
    operation = draw(
        st.sampled_from(
            [
                "scale",
                "number",
                "negate",
                "divide",
                *(["sum", "shift", "take", "at", "gather"] if names else []),
            ]
        )
    )
    if operation == "scale":
        factor, numbers = draw(data_pair())
        try:
            first = left.is_constant or draw(st.booleans())  # of two constants, axes follow the first
            return (left * factor if first else factor * left), dense.times(numbers)
        except ValueError:
            return left, dense
    if operation in {"number", "divide"}:
        number = draw(NUMBERS.filter(bool) if operation == "divide" else NUMBERS)
        scaled = left / number if operation == "divide" else number * left
        return scaled, Dense(dense.axes, dense.array * (1.0 / number if operation == "divide" else number))
    if operation == "negate":
        return -left, Dense(dense.axes, -dense.array)
    if operation == "sum":
        over = draw(st.lists(st.sampled_from(names), min_size=1, unique=True))
        kept = tuple(axis for axis in dense.axes if axis.name not in over)
        return left.sum(*over), Dense(kept, dense.array.sum(axis=tuple(dense.place(name) for name in over)))
    if operation == "gather":
        over = tuple(draw(st.lists(st.sampled_from(names), min_size=1, unique=True)))
        return gathered(draw, left, dense, over)
    name = draw(st.sampled_from(names))
    place, axis = dense.place(name), dense.axes[dense.place(name)]
    if operation == "shift":
        steps = draw(st.integers(-3, 4))
        return left.shift(name, steps), Dense(dense.axes, np.roll(dense.array, steps, axis=place))
    if operation == "take":
        positions = draw(st.lists(st.integers(0, len(axis) - 1), min_size=1, max_size=4, unique=True))
        chosen = Axis(name, tuple(axis.labels[position] for position in positions))
        axes = tuple(chosen if own is axis else own for own in dense.axes)
        return left.take(name, positions), Dense(axes, np.take(dense.array, positions, axis=place))
    number = draw(st.integers(0, len(axis) - 1))
    axes = tuple(own for own in dense.axes if own is not axis)
    return left.at(name, axis.labels[number]), Dense(axes, np.take(dense.array, number, axis=place))


def gathered(draw: st.DrawFn, left: Affine, dense: Dense, over: tuple[str, ...]) -> Pair:
    """Take points of some axes, onto one or two new axes, or back onto one of the same name."""
    places = [dense.place(name) for name in over]
    points = int(np.prod([dense.array.shape[place] for place in places]))
    new: Axes = draw(
        st.sampled_from([(Axis("slot", (1, 2)),), (Axis("week", (1, 2)), Axis("day", (1, 2, 3)))])
    )
    new = new if all(axis.name not in {own.name for own in dense.axes} for axis in new) else ()
    count = int(np.prod(sizes(new), initial=1))
    positions = np.array(draw(st.lists(st.integers(0, points - 1), min_size=count, max_size=count)))
    if not new:
        return left, dense
    first = min(places)
    in_line = np.moveaxis(dense.array, places, range(len(places))).reshape(
        points, *(size for number, size in enumerate(dense.array.shape) if number not in places)
    )
    taken = in_line[positions.reshape(sizes(new))]
    before = [axis for number, axis in enumerate(dense.axes) if number < first]
    after = [axis for number, axis in enumerate(dense.axes) if number >= first and number not in places]
    moved = np.moveaxis(taken, range(len(new)), range(len(before), len(before) + len(new)))
    return left.gather(over, positions.reshape(sizes(new)), new), Dense((*before, *new, *after), moved)


def rows_as_dense(expression: Affine, sense: str) -> np.ndarray:
    """Return the rows that a constraint makes, written out, after checking that they are sound."""
    axes = expression.axes or (YEAR,)
    relation = {"<=": expression <= 0.0, ">=": expression >= 0.0, "==": expression == 0.0}[sense]
    rows = rows_of(relation, axes)
    assert len(rows.columns) == len(rows.weights) == rows.counts.sum()
    assert np.all(rows.weights != 0.0)
    bound = rows.lower if sense == ">=" else rows.upper
    assert np.all(np.isinf(rows.upper if sense == ">=" else rows.lower) | (sense == "=="))
    written, start = np.zeros((len(rows.counts), COLUMNS + 1)), 0
    for number, count in enumerate(rows.counts):
        entries = slice(start, start + count)
        assert len(set(rows.columns[entries].tolist())) == count, "a column stands twice in a row"
        written[number, rows.columns[entries]] = rows.weights[entries]
        start += count
    written[:, -1] = 0.0 - bound
    return written


@given(pairs(), st.sampled_from(["<=", ">=", "=="]), st.integers(0, 2**32 - 1))
def test_expression_is_what_numpy_says(pair: Pair, sense: str, seed: int) -> None:
    expression, dense = pair
    assert expression.axes == dense.axes
    x = np.random.default_rng(seed).normal(size=COLUMNS)
    value = dense.array[..., :-1] @ x + dense.array[..., -1]
    np.testing.assert_allclose(expression.value(x), value, atol=1e-9)
    rows = rows_as_dense(expression, sense)
    np.testing.assert_allclose(rows, dense.array.reshape(-1, COLUMNS + 1), atol=1e-9)


@given(st.lists(pairs(depth=2), min_size=1, max_size=4))
def test_total_is_the_sum_of_its_parts(parts: list[Pair]) -> None:
    x = np.linspace(-1.0, 1.0, COLUMNS)
    try:
        one_by_one = reduce(add, (expression for expression, _ in parts))
    except ValueError:
        return
    at_once = total([expression for expression, _ in parts])
    assert at_once.axes == one_by_one.axes
    np.testing.assert_allclose(at_once.value(x), one_by_one.value(x), atol=1e-9)


def test_sum_over_an_axis_where_nothing_varies_counts_its_length() -> None:
    over_time = SYMBOLS["size"] + Affine.data(np.ones((2, 3)), (PERIOD, STEP))
    x = np.zeros(COLUMNS)
    x[min(SYMBOLS["size"].terms[0].origins)] = 5.0
    assert over_time.sum("period", "step").value(x).tolist() == [36.0]
    assert over_time.sum("step").value(x).tolist() == [[18.0, 18.0]]


def test_a_column_that_comes_again_stands_once_in_its_row() -> None:
    flow, size = SYMBOLS["flow"], SYMBOLS["size"]
    first = min(flow.terms[0].origins)
    repeated = flow + flow.shift("step", 1) + flow.shift("step", 3) * 2.0
    rows = rows_of(repeated <= 1.0, repeated.axes)
    assert rows.counts.tolist() == [2] * 6
    assert sorted(zip(rows.columns[:2].tolist(), rows.weights[:2].tolist(), strict=True)) == [
        (first, 3.0),
        (first + 2, 1.0),
    ]
    spread = (size * Affine.data(np.arange(6.0).reshape(2, 3), (PERIOD, STEP))).sum("period", "step")
    rows = rows_of(spread <= 1.0, spread.axes)
    assert (rows.counts.tolist(), rows.weights.tolist()) == ([1], [15.0])
    taken_twice = flow.take("step", [0, 0]).sum("step")
    rows = rows_of(taken_twice <= 1.0, taken_twice.axes)
    assert (rows.counts.tolist(), rows.weights.tolist()) == ([1, 1], [2.0, 2.0])


def test_what_cancels_leaves_an_empty_row() -> None:
    flow = SYMBOLS["flow"]
    rows = rows_of(flow - flow <= 4.0, flow.axes)
    assert (rows.counts.tolist(), rows.upper.tolist()) == ([0] * 6, [4.0] * 6)


def test_axes_are_aligned_by_label_never_by_length() -> None:
    other = Affine.data(np.ones(3), (Axis("step", (4, 5, 6)),))
    for operation in (
        lambda: SYMBOLS["flow"] + other,
        lambda: SYMBOLS["flow"] * other,
        lambda: SYMBOLS["flow"] <= other,
    ):
        with pytest.raises(ValueError, match="axis 'step' has other labels"):
            operation()
    with pytest.raises(ValueError, match="axis 'step' has other labels"):
        total([SYMBOLS["flow"], other])


@pytest.mark.parametrize(
    ("nonsense", "error", "words"),
    [
        (lambda: SYMBOLS["flow"] * SYMBOLS["flow"], ValueError, "product of two variables"),
        (lambda: 1.0 / SYMBOLS["flow"], TypeError, "unsupported operand"),
        (lambda: SYMBOLS["flow"] / SYMBOLS["size"], ValueError, "division by a variable"),
        (lambda: SYMBOLS["flow"].sum("year"), ValueError, "no axis year"),
        (lambda: SYMBOLS["flow"].sum("stop"), ValueError, "no axis stop"),
        (lambda: SYMBOLS["flow"].shift("year"), ValueError, "no axis 'year'"),
        (lambda: SYMBOLS["flow"].at("step", 9), KeyError, "no label 9"),
        (lambda: Affine.data(np.ones(4), (STEP,)), ValueError, r"shape \(4,\)"),
        (lambda: bool(SYMBOLS["flow"] <= 3.0), TypeError, "not true or false"),
        (lambda: 0.0 <= SYMBOLS["flow"] <= 3.0, TypeError, "not true or false"),
        (lambda: np.ones(3) * SYMBOLS["hourly"], TypeError, "does not tell its axes"),
        (lambda: {SYMBOLS["flow"]: 1}, TypeError, "unhashable"),
    ],
)
def test_nonsense_is_refused(nonsense: Any, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        nonsense()


def test_relations_between_a_number_and_an_expression_may_stand_either_way_round() -> None:
    flow = SYMBOLS["flow"]
    for relation, lower, upper in (
        (flow >= 2.0, 2.0, np.inf),
        (flow >= np.float64(2.0), 2.0, np.inf),
        (np.float64(2.0) == flow, 2.0, 2.0),
        (flow <= 5, -np.inf, 5.0),
    ):
        rows = rows_of(relation, flow.axes)
        signs = set(rows.weights.tolist())
        bounds = (rows.lower[0], rows.upper[0]) if signs == {1.0} else (-rows.upper[0], -rows.lower[0])
        assert bounds == (lower, upper)
