"""What users add to the Pyomo model themselves, made into rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyomo.environ as pyo
from numpy.typing import NDArray
from pyomo.core.base.var import VarData
from pyomo.repn import generate_standard_repn

from synergy.errors import Fault, ScenarioError
from synergy.formulation.array_constraint import ArrayConstraint, Rows
from synergy.formulation.array_var import ArrayVar, bounds_of
from synergy.formulation.axes import position
from synergy.formulation.layout import Layout
from synergy.formulation.matrix import Span
from synergy.time.series import FloatArray

UNDERSTOOD = {
    pyo.Block,
    pyo.Constraint,
    pyo.Expression,
    pyo.Objective,
    pyo.Param,
    pyo.RangeSet,
    pyo.Set,
    pyo.Suffix,
    pyo.Var,
}
"""What may be active on the model: rows, columns, costs, and what says nothing by itself."""


@dataclass(frozen=True, eq=False)
class UserRows:
    """Columns and rows that users added, after all of synergy's own."""

    variables: list[VarData]
    column_lower: FloatArray
    column_upper: FloatArray
    integer: NDArray[np.bool_]
    rows: Rows
    row_names: list[str]

    def column_spans(self, first: int) -> tuple[Span, ...]:
        """Return names and places of the added columns."""
        return tuple(
            Span(v.name, first + number, first + number + 1) for number, v in enumerate(self.variables)
        )


class _Columns:
    """Finds the column of any variable of the model."""

    def __init__(self, layout: Layout, added: list[VarData]) -> None:
        self._own = {id(variable) for variable in layout.variables}
        self._added = {id(variable): layout.columns + number for number, variable in enumerate(added)}

    def of(self, variable: VarData, where: str) -> int:
        owner = variable.parent_component()
        if id(owner) in self._own:
            column: int = owner.first_column + position(variable.index(), owner.axes)
            return column
        if id(variable) not in self._added:
            raise ScenarioError(
                [
                    Fault(
                        where,
                        f"uses '{variable.name}', which is not on the model",
                        fix="add it to model.pyomo",
                    )
                ]
            )
        return self._added[id(variable)]


def user_rows(model: pyo.ConcreteModel, layout: Layout) -> UserRows:
    """Return what users added to a model.

    Raises
    ------
    ScenarioError
        If an added constraint is not linear, or something was added that is no row of a MILP.
    """
    _refuse_what_is_no_row(model)
    added = [
        data
        for component in model.component_objects(pyo.Var, active=True, descend_into=True)
        if not isinstance(component, ArrayVar)
        for data in component.values()
    ]
    columns = _Columns(layout, added)
    counts, indices, weights, low, high, names = [], [], [], [], [], []
    for component in model.component_objects(pyo.Constraint, active=True, descend_into=True):
        own = isinstance(component, ArrayConstraint)
        for data in component.replaced().values() if own else component.values():
            if not data.active:
                continue
            entries, constant = _linear(data.body, data.name, columns)
            lower, upper = data.lb, data.ub
            counts.append(len(entries))
            indices += list(entries)
            weights += list(entries.values())
            low.append(-np.inf if lower is None else lower - constant)
            high.append(np.inf if upper is None else upper - constant)
            names.append(data.name)
    rows = Rows(
        np.array(counts, dtype=np.int32),
        np.array(indices, dtype=np.int32),
        np.array(weights, dtype=np.float64),
        np.array(low, dtype=np.float64),
        np.array(high, dtype=np.float64),
    )
    bounds = np.array([bounds_of(variable) for variable in added], dtype=np.float64).reshape(-1, 2)
    return UserRows(
        added,
        bounds[:, 0],
        bounds[:, 1],
        np.array([not v.is_continuous() for v in added], dtype=np.bool_),
        rows,
        names,
    )


def _refuse_what_is_no_row(model: pyo.ConcreteModel) -> None:
    faults = [
        Fault(
            component.name,
            f"is a {component.ctype.__name__}, which has no place in the matrix",
            "it would be left out without a word",
            "state it with constraints and binary variables",
        )
        for component in model.component_objects(active=True, descend_into=True)
        if component.ctype not in UNDERSTOOD
    ]
    if faults:
        raise ScenarioError(faults)


def user_objective(model: pyo.ConcreteModel, layout: Layout, extra: UserRows) -> tuple[FloatArray, float]:
    """Return costs and constant of the one active objective that a user stated.

    Raises
    ------
    ScenarioError
        If there is not exactly one active objective, or it is not linear.
    """
    active = [
        data
        for component in model.component_objects(pyo.Objective, active=True, descend_into=True)
        for data in component.values()
        if data.active
    ]
    if len(active) != 1:
        raise ScenarioError(
            [Fault("objective", f"{len(active)} active objectives", fix="leave exactly one active")]
        )
    if not active[0].is_minimizing():
        raise ScenarioError([Fault("objective", "is maximised", fix="minimise its negative")])
    entries, constant = _linear(active[0].expr, active[0].name, _Columns(layout, extra.variables))
    cost = np.zeros(layout.columns + len(extra.variables))
    for column, weight in entries.items():
        cost[column] = weight
    return cost, constant


def _linear(body: Any, name: str, columns: _Columns) -> tuple[dict[int, float], float]:
    found = generate_standard_repn(body, compute_values=True)
    if not found.is_linear():
        raise ScenarioError(
            [Fault(name, "is not linear", "the model is a MILP", "state it with linear terms only")]
        )
    entries: dict[int, float] = {}
    for weight, variable in zip(found.linear_coefs, found.linear_vars, strict=True):
        column = columns.of(variable, name)
        entries[column] = entries.get(column, 0.0) + float(weight)
    return entries, float(found.constant)
