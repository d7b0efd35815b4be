"""Which columns belong to which component, and what each column is worth."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from synergy.time.series import FloatArray

if TYPE_CHECKING:
    from pyomo.core.base.var import VarData

    from synergy.formulation.array_var import ArrayVar


class Layout:
    """Columns of a model in the order in which variables were made."""

    def __init__(self) -> None:
        self.variables: list[ArrayVar] = []
        self._starts: list[int] = []
        self.columns = 0

    def append(self, variable: ArrayVar, length: int) -> int:
        """Register a variable and return its first column."""
        first = self.columns
        self.variables.append(variable)
        self._starts.append(first)
        self.columns += length
        return first

    def variable_at(self, column: int) -> VarData:
        """Return the ordinary Pyomo variable behind a column; it is made if nobody touched it before."""
        owner = self.variables[bisect_right(self._starts, column) - 1]
        return owner.data_at(column - owner.first_column)

    def gather(self) -> tuple[FloatArray, FloatArray, NDArray[np.bool_]]:
        """Return bounds and integrality of all columns, with what users changed on single variables."""
        lower, upper = np.empty(self.columns), np.empty(self.columns)
        integer = np.zeros(self.columns, dtype=np.bool_)
        for variable in self.variables:
            where = slice(variable.first_column, variable.first_column + variable.length)
            lower[where], upper[where], integer[where] = variable.bounds_now()
        return lower, upper, integer

    def values(self) -> FloatArray:
        """Return the value of each column, NaN where it has none."""
        return (
            np.concatenate([variable.values_now() for variable in self.variables])
            if self.variables
            else np.empty(0)
        )

    def load(self, values: FloatArray) -> None:
        """Set the value of each column."""
        for variable in self.variables:
            variable.load(values[variable.first_column : variable.first_column + variable.length])
