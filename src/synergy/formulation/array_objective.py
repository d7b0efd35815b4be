"""A Pyomo objective that lives in a NumPy array."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyomo.environ as pyo
from pyomo.core.base.objective import ScalarObjective
from pyomo.core.expr.numeric_expr import LinearExpression

from synergy.formulation.affine import Affine
from synergy.formulation.layout import Layout
from synergy.time.series import FloatArray


class ArrayObjective(ScalarObjective):  # type: ignore[misc]  # pyomo is untyped
    """A Pyomo objective whose coefficients are an array, written out when somebody asks for them.

    Parameters
    ----------
    layout : Layout
        Knows the variable behind each column.
    expression : Affine
        A single number to be minimised.
    """

    def __init__(self, layout: Layout, expression: Affine, doc: str = "") -> None:
        self.affine: Affine | None = None
        self._written: tuple[Any, ...] | None = None
        super().__init__(expr=0.0, sense=pyo.minimize, doc=doc or None)
        self._layout = layout
        self._expression = expression

    def construct(self, data: Any = None) -> None:
        """Take the place in a model; called by Pyomo."""
        super().construct(data)
        self.affine = self._expression

    @property
    def is_untouched(self) -> bool:
        """Whether it is still what synergy stated, not an expression of the user's."""
        return self.affine is not None

    def coefficients(self, columns: int) -> tuple[FloatArray, float]:
        """Return the cost of each column, and the constant, of what synergy stated."""
        return self.coefficients_of(self._expression, columns)

    @staticmethod
    def coefficients_of(expression: Affine, columns: int) -> tuple[FloatArray, float]:
        """Return the weight of each column in a single-number expression, and its constant."""
        cost = np.zeros(columns)
        for term in expression.terms:
            weights = np.broadcast_to(term.weights, term.columns.shape).reshape(-1)
            np.add.at(cost, term.columns.reshape(-1), weights)
        return cost, float(expression.constant)

    def set_value(self, expression: Any) -> Any:
        """Replace the objective by an ordinary Pyomo expression."""
        self.affine = None
        return super().set_value(expression)

    def __getstate__(self) -> Any:
        """Return what a copy of the model needs; nothing is written out for it.

        Variables made in the middle of copying a model would be missing in the copy.
        """
        affine, self.affine = self.affine, None
        try:
            state = super().__getstate__()
        finally:
            self.affine = affine
        state[-1]["affine"] = affine
        return state

    @property
    def _args_(self) -> tuple[Any, ...]:
        """The slot in which Pyomo keeps an objective's expression, filled when first read."""
        if self.affine is not None and self._written is None:
            cost, constant = self.coefficients(self._layout.columns)
            present = np.flatnonzero(cost)
            body = LinearExpression(
                constant=constant,
                linear_coefs=cost[present].tolist(),
                linear_vars=[self._layout.variable_at(int(column)) for column in present],
            )
            self._written = (body,)
        return self._stated if self._written is None else self._written

    @_args_.setter
    def _args_(self, args: tuple[Any, ...]) -> None:
        self._stated = args
        self._written = None
