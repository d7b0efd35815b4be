"""How far the linear relaxation is from the best plan, with sizes cut to what can be of use and without."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from synergy.errors import SolverError
from synergy.formulation.ledger import MONEY_SCALE
from synergy.formulation.matrix import Matrix
from synergy.solver.highs import solve_matrix
from synergy.solver.options import SolveOptions


@dataclass(frozen=True)
class RootGap:
    """Bounds on the objective from the linear relaxation, and the best plan where one was looked for.

    Parameters
    ----------
    loose, tight : float
        Optimum of the relaxation with sizes as they are written, and cut to what can be of use; in the
        objective's unit.
    best : float or None
        Objective of the best plan found.
    """

    loose: float
    tight: float
    best: float | None = None

    def shares(self) -> dict[str, float | None]:
        """Return the gaps to the best plan where it is known, and how much of the bound cutting adds."""
        size = abs(self.best) if self.best else None
        return {
            "gap_loose": None if self.best is None or not size else (self.best - self.loose) / size,
            "gap_tight": None if self.best is None or not size else (self.best - self.tight) / size,
            "raised": (self.tight - self.loose) / max(abs(self.tight), 1e-9),
        }

    def lines(self) -> list[str]:
        """Return what there is to tell, a line each."""
        shares = self.shares()
        bounds = f"relaxation {self.loose:,.6g} as written, {self.tight:,.6g} with sizes cut"
        lines = [f"{bounds}: {shares['raised']:+.3%}"]
        if shares["gap_tight"] is not None:
            gaps = f"{shares['gap_loose']:.3%} as written, {shares['gap_tight']:.3%} with sizes cut"
            lines.append(f"gap to the best plan {gaps}")
        return lines


def root_gap(tight: Matrix, loose: Matrix, solve: bool, options: SolveOptions) -> RootGap:
    """Return the bounds of the linear relaxations of two matrices of the same scenario.

    Parameters
    ----------
    tight, loose : Matrix
        With sizes cut to what can be of use, and without.
    solve : bool
        Whether the first is also solved with its integers.
    options : SolveOptions

    Raises
    ------
    SolverError
        If a relaxation is not solved to its optimum.
    """
    bounds = []
    for matrix in (loose, tight):
        relaxed = replace(matrix, integer=np.zeros_like(matrix.integer))
        found = solve_matrix(relaxed, options, want_duals=False)
        if found.objective is None or found.status != "optimal":
            raise SolverError(f"the linear relaxation was not solved: {found.status}")
        bounds.append(found.objective / MONEY_SCALE)
    best = solve_matrix(tight, options, want_duals=False).objective if solve else None
    return RootGap(bounds[0], bounds[1], None if best is None else best / MONEY_SCALE)
