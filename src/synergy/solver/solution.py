"""What a solver gives back, and what it says on the way."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from synergy.solver.options import SolveOptions
from synergy.time.series import FloatArray

Status = Literal["optimal", "time_limit", "limit", "interrupted", "infeasible", "unbounded"]
EventKind = Literal["loaded", "progress", "incumbent", "confirming", "pricing"]


@dataclass(frozen=True)
class Event:
    """One piece of news from a running solve.

    Parameters
    ----------
    kind : str
        ``"loaded"``: the model has arrived whole; ``"progress"``: still working; ``"incumbent"``: a better
        plan was found and kept; ``"confirming"``: no plan was found, which is tested another way;
        ``"pricing"``: the plan is final, its prices are being computed.
    seconds : float
        Wall-clock time since the solve began [s].
    objective, bound : float, optional
        Cost of the best plan so far, and what no plan can beat.
    gap : float, optional
        Relative distance between the two.
    nodes, iterations : int, optional
        Branch-and-bound nodes, and iterations of the linear solver.
    message : str
        Last line of the solver's log, where there are no such figures.
    pid : int
        Process that solves.
    """

    kind: EventKind
    seconds: float
    objective: float | None = None
    bound: float | None = None
    gap: float | None = None
    nodes: int | None = None
    iterations: int | None = None
    message: str = ""
    pid: int = 0


Listener = Callable[[Event], bool | None]
"""Called with each event; returning True asks the solver to stop and keep its best plan."""


@dataclass(frozen=True, eq=False)
class Solution:
    """Outcome of one solve, by columns and rows of the matrix.

    Parameters
    ----------
    status : str
        ``"optimal"`` (within the gap asked for), ``"time_limit"``, ``"limit"`` (of nodes or iterations),
        ``"interrupted"``, ``"infeasible"`` or ``"unbounded"``.
    values : array of float, shape (columns,), optional
        The point found; integers are whole wherever the point with rounded integers is no worse. None where
        there is none.
    objective, bound, gap : float, optional
        Its cost, the proven bound, and the relative distance between them.
    row_duals : array of float, shape (rows,), optional
        Change of the objective per unit of each row's bound. In a mixed-integer model: with integers fixed.
    reduced_costs : array of float, shape (columns,), optional
        The same per unit of each column's bound.
    rounded_objective : float, optional
        Optimum with integers fixed at whole numbers; infinite where that is infeasible, None where it was not
        computed.
    nodes, iterations : int
        Branch-and-bound nodes and iterations of the linear solver.
    seconds : float
        Wall-clock time of everything.
    timings : mapping
        Wall-clock time [s] of the parts.
    method : str
        Method that was used for the linear programmes.
    versions : mapping
        Versions of what solved.
    violation : float
        Largest violation of a bound or row by ``values``, recomputed from the matrix.
    dropped : int
        Entries left out because they are too small for the solver to see.
    notes : tuple of str
        Anything unusual.
    log : str
        The solver's log.
    options : SolveOptions
        What was asked for.
    """

    status: Status
    values: FloatArray | None = None
    objective: float | None = None
    bound: float | None = None
    gap: float | None = None
    row_duals: FloatArray | None = None
    reduced_costs: FloatArray | None = None
    rounded_objective: float | None = None
    nodes: int = 0
    iterations: int = 0
    seconds: float = 0.0
    timings: Mapping[str, float] = field(default_factory=dict)
    method: str = ""
    versions: Mapping[str, str] = field(default_factory=dict)
    violation: float = 0.0
    dropped: int = 0
    notes: tuple[str, ...] = ()
    log: str = ""
    options: SolveOptions = field(default_factory=SolveOptions)

    @property
    def ghost(self) -> float | None:
        """Relative cost hidden in almost-whole integers: what the objective rises by when they are rounded.

        Near zero in a sound model. None where it was not computed.
        """
        if self.rounded_objective is None or self.objective is None:
            return None
        if math.isinf(self.rounded_objective):
            return math.inf
        return max(0.0, self.rounded_objective - self.objective) / max(1.0, abs(self.objective))
