"""Where one asset, hub or policy states its variables and constraints."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyomo.environ as pyo
from pyomo.core.base.set import SetProduct

from synergy.formulation.affine import Affine, Relation
from synergy.formulation.array_constraint import ArrayConstraint
from synergy.formulation.array_var import ArrayVar
from synergy.formulation.axes import Axes, Axis
from synergy.formulation.layout import Layout
from synergy.time.series import FloatArray


@dataclass(frozen=True, eq=False)
class NamedResult:
    """A quantity that a plan reports, with its unit."""

    expression: Affine
    unit: str


@dataclass
class ModelFrame:
    """What all blocks of a model share.

    Parameters
    ----------
    pyomo : ConcreteModel
    layout : Layout
    year, period, step : Axis
    """

    pyomo: Any
    layout: Layout
    year: Axis
    period: Axis
    step: Axis
    sets: dict[Axis, Any] = field(default_factory=dict)
    products: dict[Axes, Any] = field(default_factory=dict)

    @property
    def time(self) -> Axes:
        """The three axes of time."""
        return (self.year, self.period, self.step)

    def set_of(self, axis: Axis) -> Any:
        """Return the Pyomo set behind an axis; it is made when first needed."""
        if axis not in self.sets:
            name = f"{axis.name}s"
            while self.pyomo.component(name) is not None:
                name += "_"
            made = pyo.Set(initialize=list(axis.labels), ordered=True)
            self.pyomo.add_component(name, made)
            self.sets[axis] = made
        return self.sets[axis]

    def index_sets(self, axes: Axes) -> list[Any]:
        """Return the Pyomo set behind axes; a product of several is made once for all."""
        if len(axes) < 2:
            return [self.set_of(axis) for axis in axes]
        if axes not in self.products:
            sets = [self.set_of(axis) for axis in axes]
            made = SetProduct(*sets)
            self.pyomo.add_component("_".join(str(part.local_name) for part in sets), made)
            self.products[axes] = made
        return [self.products[axes]]


class FormulationBlock:
    """A named block of the Pyomo model.

    Parameters
    ----------
    frame : ModelFrame
        What all blocks share.
    block : pyomo block
        Where components land.
    """

    def __init__(self, frame: ModelFrame, block: Any) -> None:
        self.frame = frame
        self.block = block
        self.results: dict[str, NamedResult] = {}

    def variable(
        self,
        name: str,
        axes: Axes | None = None,
        *,
        lower: float | FloatArray = 0.0,
        upper: float | FloatArray = np.inf,
        integer: bool = False,
        unit: str = "",
        doc: str = "",
    ) -> Affine:
        """Add a variable, over time unless other axes are given, and return it for the algebra.

        Parameters
        ----------
        name : str
            Component name; also its name among the plan's results.
        axes : tuple of Axis, optional
        lower, upper : float or array over the axes
        integer : bool
        unit, doc : str
            What it is counted in, and what it means.
        """
        over = self.frame.time if axes is None else axes
        made = ArrayVar(self.frame.index_sets(over), over, self.frame.layout, lower, upper, integer, doc)
        self.block.add_component(name, made)
        expression = made.array
        self.report(name, expression, unit)
        return expression

    def constraint(self, name: str, relation: Relation, doc: str = "") -> None:
        """Add a constraint, one row for each point of the relation's axes."""
        axes = relation.expression.axes or (self.frame.year,)
        made = ArrayConstraint(self.frame.index_sets(axes), axes, self.frame.layout, relation, doc)
        self.block.add_component(name, made)

    def report(self, name: str, expression: Affine, unit: str) -> None:
        """Add a quantity to the plan's results; what varies over time is given as (year, period, step)."""
        time = self.frame.time
        if expression.axes != time and set(expression.axes) == set(time):
            expression = Affine(time, np.zeros((1, 1, 1))) + expression
        self.results[name] = NamedResult(expression, unit)
