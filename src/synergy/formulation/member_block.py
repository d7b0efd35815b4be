"""Where something states its mathematics that is only there if its player takes part."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyomo.environ as pyo

from synergy.formulation.affine import Affine, Relation
from synergy.formulation.array_constraint import ArrayConstraint
from synergy.formulation.array_var import ArrayVar
from synergy.formulation.axes import Axes, sizes
from synergy.formulation.block import FormulationBlock, ModelFrame
from synergy.formulation.membership import SAME, Held, only_with
from synergy.time.series import FloatArray


class MemberBlock(FormulationBlock):
    """A block whose constants and bounds are multiplied by the binary of a player, if it has one.

    Parameters
    ----------
    frame : ModelFrame
    block : pyomo block
    member : Affine, optional
        The binary; without it this is an ordinary block.
    """

    def __init__(self, frame: ModelFrame, block: Any, member: Affine | None) -> None:
        super().__init__(frame, block)
        self.member = member
        self._bounds: list[tuple[str, FloatArray, FloatArray]] = []

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
        """Add a variable; bounds that do not hold for zero hold for members alone."""
        if self.member is not None:
            over = self.frame.time if axes is None else axes
            low = np.broadcast_to(np.asarray(lower, dtype=np.float64), sizes(over))
            high = np.broadcast_to(np.asarray(upper, dtype=np.float64), sizes(over))
            self._bounds.append((name, low, high))
            lower, upper = np.minimum(low, 0.0), np.maximum(high, 0.0)
        return super().variable(name, axes, lower=lower, upper=upper, integer=integer, unit=unit, doc=doc)

    def constraint(self, name: str, relation: Relation, doc: str = "") -> None:
        """Add a constraint, which asks nothing of those who are not there."""
        super().constraint(name, Relation(self.with_member(relation.expression), relation.sense), doc)

    def report(self, name: str, expression: Affine, unit: str) -> None:
        """Add a quantity to the plan's results."""
        super().report(name, self.with_member(expression), unit)

    def with_member(self, expression: Affine) -> Affine:
        """Return the expression with its constant times the binary."""
        return only_with(expression, self.member)

    def settle(self) -> bool:
        """State the bounds that do not follow from other rows; return whether all is then bounded."""
        if self.member is None:
            return True
        made: dict[str, ArrayVar] = {name: self.block.component(name) for name, _, _ in self._bounds}
        found = self.block.component_objects(pyo.Constraint, descend_into=False)
        stated = [constraint for constraint in found if isinstance(constraint, ArrayConstraint)]
        held = Held(self.member, list(made.values()), stated)
        self._bounds.sort(key=lambda one: made[one[0]].length)  # decisions and sizes first
        bounded = True
        for name, lower, upper in self._bounds:
            variable = made[name]
            if np.any(lower != 0.0):
                self.constraint(f"{name}_at_least_if_member", variable.array >= self._times(variable, lower))
            held.follow()
            follows = held.implied(variable)
            flat = upper.reshape(-1)
            if np.all(follows <= flat + SAME * np.maximum(1.0, np.abs(flat))) and np.isfinite(follows).all():
                continue
            if np.isinf(flat).any():
                bounded = False
                continue
            self.constraint(f"{name}_only_if_member", variable.array <= self._times(variable, upper))
            held.state(variable, flat)
        return bounded

    def _times(self, variable: ArrayVar, bound: FloatArray) -> Affine:
        assert self.member is not None  # noqa: S101  # settle has looked
        return Affine(variable.axes, np.array(bound)) * self.member
