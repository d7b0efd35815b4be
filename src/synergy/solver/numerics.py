"""How large and how small the numbers of a model are, and which input fields the extreme ones come from.

Solvers work with absolute tolerances (1e-6 and less) and sixteen digits: a model whose numbers span too much
is slow, or wrong. Numbers that reach a solver here should lie within the aims below; money is counted in
thousands a year, flows in MW or t/h.

===================  ===================  ==================================================
numbers              aim                  where they come from
===================  ===================  ==================================================
coefficients         1e-4 to 1e4          ratios, losses, largest sizes, hours of a yearly sum
costs                below 1e6            prices, investments
bounds               below 1e6            largest sizes and flows
right-hand sides     below 1e6            demands, limits of policies
===================  ===================  ==================================================
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from synergy.cluster.cluster import Cluster
from synergy.formulation.build import build
from synergy.formulation.matrix import Matrix, Span
from synergy.scenario import Scenario
from synergy.solver.check import check_matrix
from synergy.solver.number_ranges import Extreme, NumberRange, NumericsReport
from synergy.solver.options import SolveOptions
from synergy.solver.origin import Origin
from synergy.solver.root import RootGap, root_gap
from synergy.time.series import FloatArray

_BLOCK = re.compile(r"(assets|hubs|policies)\[(.*?)\]\.")


def numerics(
    scenario: Scenario | Cluster,
    *,
    root: bool = False,
    solve: bool = False,
    options: SolveOptions | None = None,
) -> NumericsReport:
    """Return how large and how small the numbers of a scenario's model are, and where they come from.

    Parameters
    ----------
    scenario : Scenario or Cluster
    root : bool
        Whether the linear relaxation is solved as well, with sizes cut to what can be of use and without.
    solve : bool
        Whether the model is solved too, so that the bounds can be told as gaps.
    options : SolveOptions, optional
        For both.

    Raises
    ------
    ScenarioError
        If a number can not reach a solver at all.

    Examples
    --------
    >>> import synergy
    >>> report = numerics(synergy.examples.load("two-plants"))
    >>> report.good, [found.numbers for found in report.whole]
    (True, ['coefficients', 'costs', 'bounds', 'right-hand sides'])
    """
    model = build(scenario)
    matrix = model.matrix()
    check_matrix(matrix)
    found = _gap(model.scenario, matrix, solve, options) if root or solve else None
    origin = Origin(model, matrix)
    blocks = [*_blocks(matrix)]
    blocks.sort(key=lambda one: (not one.flags, -one.ratio))
    rows, columns = matrix.shape
    return NumericsReport(
        model.scenario.name,
        rows,
        columns,
        int(np.count_nonzero(matrix.values)),
        int(matrix.integer.sum()),
        tuple(_whole(matrix, origin)),
        tuple(blocks),
        found,
    )


def _gap(scenario: Scenario, matrix: Matrix, solve: bool, options: SolveOptions | None) -> RootGap:
    return root_gap(matrix, build(scenario, tight=False).matrix(), solve, options or SolveOptions())


@dataclass(frozen=True, eq=False)
class _Numbers:
    """All numbers of one kind, with the columns and rows in which they stand (-1 for none)."""

    kind: str
    values: FloatArray
    columns: NDArray[np.intp]
    rows: NDArray[np.intp]


def _numbers(matrix: Matrix) -> Iterator[_Numbers]:
    rows, columns = np.arange(matrix.shape[0]), np.arange(matrix.shape[1])
    of_row = np.repeat(rows, np.diff(matrix.starts))
    none_of = {"columns": np.full(2 * len(rows), -1), "rows": np.full(2 * len(columns), -1)}
    yield _Numbers("coefficients", matrix.values, np.asarray(matrix.indices, np.intp), of_row)
    yield _Numbers("costs", matrix.cost, columns, none_of["rows"][: len(columns)])
    bounds = np.concatenate([matrix.column_lower, matrix.column_upper])
    bounds[np.tile(matrix.integer, 2)] = 0.0  # from 0 to 1, almost always
    yield _Numbers("bounds", bounds, np.tile(columns, 2), none_of["rows"])
    sides = np.concatenate([matrix.row_lower, matrix.row_upper])
    yield _Numbers("right-hand sides", sides, none_of["columns"], np.tile(rows, 2))


def _whole(matrix: Matrix, origin: Origin) -> Iterator[NumberRange]:
    for numbers in _numbers(matrix):
        chosen = np.flatnonzero(_counts(numbers.values))
        if len(chosen):
            yield _range(matrix, numbers, chosen, "", origin)


def _blocks(matrix: Matrix) -> Iterator[NumberRange]:
    of_column, of_row = _block_numbers(matrix.columns), _block_numbers(matrix.rows)
    names = list(dict.fromkeys([*of_column[1], *of_row[1]]))
    place = {name: number for number, name in enumerate(names)}
    for numbers in _numbers(matrix):
        spans, positions = (
            (of_row, numbers.rows) if numbers.kind == "right-hand sides" else (of_column, numbers.columns)
        )
        chosen = np.flatnonzero(_counts(numbers.values))
        block = np.array([place[name] for name in spans[1]], np.intp)[spans[0]][positions[chosen]]
        order = np.argsort(block, kind="stable")
        changes = np.flatnonzero(np.diff(block[order])) + 1
        for part in np.split(order, changes) if len(order) else ():
            yield _range(matrix, numbers, chosen[part], names[block[part[0]]], None)


def _block_numbers(spans: Sequence[Span]) -> tuple[NDArray[np.intp], list[str]]:
    """Return for each position the number of its span, and each span's block."""
    lengths = [span.stop - span.start for span in spans]
    return np.repeat(np.arange(len(spans)), lengths), [_block_of(span.name) for span in spans]


def _block_of(name: str) -> str:
    found = _BLOCK.match(name)
    return f"{found[1]}.{found[2].replace(',', '.')}" if found else name


def _counts(values: FloatArray) -> NDArray[np.bool_]:
    return np.asarray(np.isfinite(values) & (values != 0.0))


def _range(
    matrix: Matrix, numbers: _Numbers, chosen: NDArray[np.intp], block: str, origin: Origin | None
) -> NumberRange:
    magnitude = np.abs(numbers.values[chosen])
    low, high = (int(chosen[place]) for place in (np.argmin(magnitude), np.argmax(magnitude)))
    ends = (_extreme(matrix, numbers, position, origin) for position in (low, high))
    return NumberRange(numbers.kind, block, len(chosen), *ends)


def _extreme(matrix: Matrix, numbers: _Numbers, position: int, origin: Origin | None) -> Extreme:
    value, column, row = float(numbers.values[position]), numbers.columns[position], numbers.rows[position]
    column_name = matrix.column_name(int(column)) if column >= 0 else ""
    row_name = matrix.row_name(int(row)) if row >= 0 else ""
    place = f"{column_name} in {row_name}" if column_name and row_name else column_name or row_name
    fields = () if origin is None else origin.fields(numbers.kind, int(column), int(row))
    return Extreme(value, place, fields)
