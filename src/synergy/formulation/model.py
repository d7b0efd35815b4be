"""A stated model: the Pyomo model, the ledger behind it, and the matrix that goes to the solver."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import pyomo.environ as pyo
from numpy.typing import NDArray

from synergy.cluster.vintage import Vintage
from synergy.formulation.affine import Affine
from synergy.formulation.array_constraint import ArrayConstraint
from synergy.formulation.array_objective import ArrayObjective
from synergy.formulation.axes import ColumnArray
from synergy.formulation.block import FormulationBlock, ModelFrame
from synergy.formulation.ledger import Ledger
from synergy.formulation.matrix import IntegerArray, Matrix, Span
from synergy.formulation.membership import Membership
from synergy.formulation.user_rows import UserRows, user_objective, user_rows
from synergy.scenario import Scenario
from synergy.time.series import FloatArray

Number = TypeVar("Number", np.float64, np.bool_)
RowSpans = Mapping[str, tuple[int, ArrayConstraint]]
"""First row and component of each constraint, by its full name."""


@dataclass(eq=False, repr=False)
class Model:
    """A scenario stated as mathematics.

    Parameters
    ----------
    scenario : Scenario
    frame : ModelFrame
        Axes, columns, and the Pyomo model.
    ledger : Ledger
        What every asset put in, charged and emitted.
    blocks : mapping of str to FormulationBlock
        Named results by asset, hub surplus and policy.
    stages : tuple of Affine
        What is minimised, one after the other.
    history : tuple of Vintage
        What earlier years of a pathway built and closed.
    vintages : tuple of Vintage
        What this year builds and closes, as expressions.
    membership : Membership, optional
        Who may take part or not.
    """

    scenario: Scenario
    frame: ModelFrame
    ledger: Ledger
    blocks: Mapping[str, FormulationBlock]
    stages: tuple[Affine, ...]
    history: tuple[Vintage[float], ...] = ()
    vintages: tuple[Vintage[Affine], ...] = ()
    membership: Membership | None = None

    @property
    def pyomo(self) -> pyo.ConcreteModel:
        """The model as an ordinary Pyomo ``ConcreteModel``; constraints added to it count."""
        return self.frame.pyomo

    def matrix(self, stage: int = 0) -> Matrix:
        """Return everything as arrays, with what the user added to or changed in the Pyomo model.

        Parameters
        ----------
        stage : int
            Which stage of the objective gives the costs; a user's own objective replaces the first.
        """
        own = self._own_rows()
        layout = self.frame.layout
        extra = user_rows(self.pyomo, layout)
        lower, upper, integer = layout.gather()
        cost, offset = self._costs(stage, extra)
        spans, first, counts, columns, weights, low, high = [], 0, [], [], [], [], []
        for constraint in own:
            spans.append(constraint.span(first))
            first += constraint.length
            bounds = constraint.bounds_now()
            counts.append(constraint.rows.counts)
            columns.append(constraint.rows.columns)
            weights.append(constraint.rows.weights)
            low.append(bounds[0])
            high.append(bounds[1])
        spans += [
            Span(name, first + number, first + number + 1) for number, name in enumerate(extra.row_names)
        ]
        counts.append(extra.rows.counts)
        return Matrix(
            cost=cost,
            column_lower=_extended(lower, extra.column_lower),
            column_upper=_extended(upper, extra.column_upper),
            integer=_extended(integer, extra.integer),
            starts=_starts(np.concatenate(counts)),
            indices=np.concatenate([*columns, extra.rows.columns]),
            values=np.concatenate([*weights, extra.rows.weights]),
            row_lower=np.concatenate([*low, extra.rows.lower]),
            row_upper=np.concatenate([*high, extra.rows.upper]),
            offset=offset,
            columns=(*(variable.span for variable in layout.variables), *extra.column_spans(layout.columns)),
            rows=tuple(spans),
        )

    def _own_rows(self) -> list[ArrayConstraint]:
        found = self.pyomo.component_objects(pyo.Constraint, active=True, descend_into=True)
        return [constraint for constraint in found if isinstance(constraint, ArrayConstraint)]

    @property
    def has_own_objective(self) -> bool:
        """Whether the user replaced, changed or turned off the objective that the scenario states."""
        stated = self.pyomo.component("objective")
        active = list(self.pyomo.component_data_objects(pyo.Objective, active=True))
        if len(active) != 1 or active[0] is not stated or not isinstance(stated, ArrayObjective):
            return True
        return not (stated.is_untouched and stated.is_minimizing())

    def row_spans(self) -> RowSpans:
        """Return first row and component of every constraint that synergy stated and that is active."""
        first, found = 0, {}
        for constraint in self._own_rows():
            found[constraint.name] = (first, constraint)
            first += constraint.length
        return found

    def _costs(self, stage: int, extra: UserRows) -> tuple[FloatArray, float]:
        columns = self.frame.layout.columns
        if stage == 0 and self.has_own_objective:
            return user_objective(self.pyomo, self.frame.layout, extra)
        cost, offset = ArrayObjective.coefficients_of(self.stages[stage], columns)
        return _extended(cost, np.zeros(len(extra.column_lower))), offset

    def load(self, values: FloatArray) -> None:
        """Set the values of all variables, in synergy's arrays and on the Pyomo model."""
        columns = self.frame.layout.columns
        self.frame.layout.load(values[:columns])
        for variable, value in zip(
            user_rows(self.pyomo, self.frame.layout).variables, values[columns:], strict=True
        ):
            variable.set_value(float(value), skip_validation=True)

    def __repr__(self) -> str:
        rows = sum(constraint.length for constraint in self._own_rows())
        variables = self.frame.layout.variables
        integers = sum(variable.length for variable in variables if variable.integer)
        name = f" of '{self.scenario.name}'" if self.scenario.name else ""
        columns = self.frame.layout.columns
        return f"Model{name}: {rows:,} rows, {columns:,} columns, {integers:,} of them integer"

    def values(self) -> FloatArray:
        """Return the value of every column as the Pyomo model has it, NaN where it has none."""
        added = [
            np.nan if v.value is None else v.value for v in user_rows(self.pyomo, self.frame.layout).variables
        ]
        return np.concatenate([self.frame.layout.values(), np.array(added, dtype=np.float64)])


def _extended(own: NDArray[Number], added: NDArray[Number]) -> NDArray[Number]:
    """Return one array after the other, without copying where users added nothing."""
    return np.concatenate([own, added]) if len(added) else own


def _starts(counts: ColumnArray) -> IntegerArray:
    """Return where each row's entries begin, and where the last one's end."""
    wide = counts.sum(dtype=np.int64) > np.iinfo(np.int32).max
    starts: IntegerArray = np.zeros(len(counts) + 1, dtype=np.int64 if wide else np.int32)
    np.cumsum(counts, out=starts[1:])
    return starts
