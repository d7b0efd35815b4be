"""Tiny models with known answers: a solver that gets one wrong is not let near a plan.

HiGHS 1.14.0 solved the first seven wrongly and called them optimal: its presolve left the row activity of
columns that stand in one row only at the wrong value when some of them are integer. The order of columns
and rows matters, so it is kept as it was reported.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf

import numpy as np

from synergy.errors import SolverError, SynergyError
from synergy.formulation.matrix import Matrix, Span
from synergy.solver.highs import solve_matrix
from synergy.solver.options import SolveOptions
from synergy.solver.other import solve_other
from synergy.solver.solution import Status
from synergy.solver.solvers import DIRECT, HIGHS_SOLVERS
from synergy.solver.versions import refuse_banned_highs

TOLERANCE = 1e-6
# A solver may need this much longer than its limit before it counts as deaf; starting a process takes its
# time.
OVERTIME_SECONDS = 6.0


@dataclass(frozen=True)
class Canary:
    """A model whose answer is known.

    Parameters
    ----------
    name : str
        What it is called in messages.
    about : str
        What it tests, and where it comes from.
    matrix : Matrix
        The model.
    status : str
        How a sound solver ends.
    objective : float, optional
        The optimum, where there is one.
    time_limit : float, optional
        Limit to solve it under [s]; then it is the keeping of the limit that is tested.
    """

    name: str
    about: str
    matrix: Matrix
    status: Status
    objective: float | None = None
    time_limit: float | None = None


@dataclass(frozen=True)
class Outcome:
    """What became of one canary.

    Parameters
    ----------
    canary : str
        Its name.
    ok : bool
        Whether the answer is right.
    got, right : str
        The answer and the right answer.
    seconds : float
        Time it took.
    """

    canary: str
    ok: bool
    got: str
    right: str
    seconds: float

    def __str__(self) -> str:
        if self.ok:
            return f"canary '{self.canary}': {self.got}"
        return f"fails canary '{self.canary}' (got {self.got}, right {self.right})"


def small_matrix(
    cost: Sequence[float],
    bounds: Sequence[tuple[float, float]],
    rows: Sequence[tuple[float, Mapping[int, float], float]],
    integer: Sequence[int] = (),
) -> Matrix:
    """Return a matrix from rows written as (lower, {column: coefficient}, upper)."""
    columns = len(cost)
    return Matrix(
        cost=np.array(cost, np.float64),
        column_lower=np.array([low for low, _ in bounds], np.float64),
        column_upper=np.array([high for _, high in bounds], np.float64),
        integer=np.isin(np.arange(columns), integer),
        starts=np.cumsum([0, *(len(entries) for _, entries, _ in rows)]).astype(np.int32),
        indices=np.array([column for _, entries, _ in rows for column in entries], np.int32),
        values=np.array([value for _, entries, _ in rows for value in entries.values()], np.float64),
        row_lower=np.array([low for low, _, _ in rows], np.float64),
        row_upper=np.array([high for _, _, high in rows], np.float64),
        columns=(Span("x", 0, columns, (tuple(range(columns)),)),),
        rows=(Span("row", 0, len(rows), (tuple(range(len(rows))),)),),
    )


def _congruential(count: int) -> list[int]:
    """Return numbers from 0 to 99 that are the same in every version of every library."""
    numbers, state = [], 1
    for _ in range(count):
        state = (1_103_515_245 * state + 12_345) % 2**31
        numbers.append((state >> 16) % 100)
    return numbers


def market_split(rows: int, columns: int) -> Matrix:
    """Return a market split problem: share customers so that each product is split in half.

    Cornuéjols and Dawande, "A class of hard small 0-1 programs", INFORMS Journal on Computing 11 (1999): a
    few dozen binaries keep branch and bound busy for hours, because the relaxation says nothing.
    """
    random = _congruential(rows * columns)
    weights = [random[row * columns : (row + 1) * columns] for row in range(rows)]
    entries = []
    for row, line in enumerate(weights):
        half = float(sum(line) // 2)
        short, long = columns + 2 * row, columns + 2 * row + 1
        entries.append((half, {**dict(enumerate(map(float, line))), short: 1.0, long: -1.0}, half))
    return small_matrix(
        [0.0] * columns + [1.0] * (2 * rows),
        [(0.0, 1.0)] * columns + [(0.0, inf)] * (2 * rows),
        entries,
        range(columns),
    )


CANARIES: tuple[Canary, ...] = (
    Canary(
        "integer-and-slack",
        "an integer and a continuous column share one row (HiGHS #2957: 29)",
        small_matrix([1, 2], [(0, 20), (8, 20)], [(20.1, {0: 1, 1: 1}, inf)], [0]),
        "optimal",
        28.2,
    ),
    Canary(
        "dear-build",
        "not building a dear plant is cheaper (HiGHS #2975: 99,999)",
        small_matrix(
            [0, 2, 99_999],
            [(0, inf), (0, inf), (0, 1)],
            [(10, {0: 1, 1: 1}, 10), (-inf, {0: 1, 2: -100}, 0)],
            [2],
        ),
        "optimal",
        20.0,
    ),
    Canary(
        "modular-unit",
        "whole units or a small continuous one (HiGHS #3002, #3043: 15)",
        small_matrix([2, 3], [(0, 10), (0, 10)], [(4.5, {0: 1, 1: 1}, inf)], [1]),
        "optimal",
        9.0,
    ),
    Canary(
        "shortfall",
        "a penalty for missing a target (HiGHS #3073: 200.01)",
        small_matrix(
            [100, 0.01, 0],
            [(0, inf), (-inf, inf), (0, inf)],
            [
                (3, {0: 1, 2: 1}, 3),
                (-inf, {1: -1, 2: 1}, 0),
                (-inf, {1: -1, 2: -1}, 0),
                (-inf, {2: 1}, 3),
                (-inf, {2: -1}, -0.45),
            ],
            [2],
        ),
        "optimal",
        0.03,
    ),
    Canary(
        "one-of-two",
        "two plants of which one may be built (HiGHS #3094: 10,000)",
        small_matrix(
            [0, 0, 0, 0, 10, 8],
            [(0, 1)] * 2 + [(0, 1000)] * 4,
            [
                (-inf, {2: 1, 0: -1000}, 0),
                (-inf, {3: 1, 1: -1000}, 0),
                (1000, {2: 1, 4: 1}, 1000),
                (1000, {3: 1, 5: 1}, 1000),
                (-inf, {0: 1, 1: 1}, 1),
            ],
            [0, 1],
        ),
        "optimal",
        8000.0,
    ),
    Canary(
        "worth-having",
        "a whole number worth having against a small charge (HiGHS #3050: -99.99)",
        small_matrix([-100, 0.01], [(1, 3), (1, 3)], [(-inf, {0: 1, 1: -1}, 0)], [0]),
        "optimal",
        -299.97,
    ),
    Canary(
        "lower-bound",
        "a continuous column near its lower bound (linopy #651: 11)",
        small_matrix([2, 1], [(0, 1), (9, inf)], [(10, {0: 2, 1: 1}, inf)], [0]),
        "optimal",
        10.0,
    ),
    Canary(
        "two-sources",
        "a linear programme with an equality: 8 at 3 and 4 at 5",
        small_matrix([3, 5], [(0, 8), (0, inf)], [(12, {0: 1, 1: 1}, 12)]),
        "optimal",
        44.0,
    ),
    Canary(
        "whole-numbers",
        "integers under an equality: 3 of the one and 2 of the other",
        small_matrix([5, 4], [(0, 10), (0, 10)], [(13, {0: 3, 1: 2}, 13)], [0, 1]),
        "optimal",
        23.0,
    ),
    Canary(
        "fixed-charge",
        "two plants with fixed charges, of which the demand needs or merits both",
        small_matrix(
            [1, 3.5, 10, 4],
            [(0, 5), (0, 10), (0, 1), (0, 1)],
            [(7, {0: 1, 1: 1}, 7), (-inf, {0: 1, 2: -5}, 0), (-inf, {1: 1, 3: -10}, 0)],
            [2, 3],
        ),
        "optimal",
        26.0,
    ),
    Canary(
        "endless-profit",
        "an unbounded mixed-integer model",
        small_matrix([-1, 0], [(0, inf), (0, inf)], [(-inf, {0: 1, 1: -1}, 1)], [0]),
        "unbounded",
    ),
    Canary(
        "odd-from-even",
        "infeasible only because of the integers: 2 x = 3",
        small_matrix([1], [(0, 10)], [(3, {0: 2}, 3)], [0]),
        "infeasible",
    ),
    Canary(
        "time-limit",
        "a market split problem that nobody finishes in a second",
        market_split(5, 40),
        "time_limit",
        time_limit=1.0,
    ),
)


def check_solver(name: str = DIRECT, through_pyomo: bool = False) -> list[Outcome]:
    """Solve every canary with one solver.

    Parameters
    ----------
    name : str
        The solver.
    through_pyomo : bool
        Whether HiGHS, too, is reached through Pyomo instead of directly.

    Returns
    -------
    list of Outcome
        One for each canary. A solver that fails in any other way fails that canary.
    """
    return [_try(canary, name, through_pyomo or name != DIRECT) for canary in CANARIES]


def refuse_unsound(name: str = DIRECT) -> None:
    """Refuse a solver that gets a canary wrong.

    Raises
    ------
    SolverError
        Naming the first canary that fails.
    """
    if name in HIGHS_SOLVERS:
        refuse_banned_highs()
    for outcome in check_solver(name):
        if not outcome.ok:
            raise SolverError(f"{name} {outcome}. Fix: use another solver or another release of it")


def _try(canary: Canary, name: str, through_pyomo: bool) -> Outcome:
    right = canary.status if canary.objective is None else f"{canary.objective:g}"
    began = time.perf_counter()
    try:
        status, objective = _solve(canary, name, through_pyomo)
    except SynergyError as error:
        return Outcome(canary.name, False, str(error), right, time.perf_counter() - began)
    seconds = time.perf_counter() - began
    got: str = status
    if canary.time_limit is not None:
        # A solver so good that it finishes is as welcome.
        ok = status in {canary.status, "optimal"} and seconds <= canary.time_limit + OVERTIME_SECONDS
        return Outcome(canary.name, ok, f"{status} after {seconds:.1f} s", right, seconds)
    ok = status == canary.status
    if ok and canary.objective is not None:
        got = "no objective" if objective is None else f"{objective:g}"
        near = TOLERANCE * max(1.0, abs(canary.objective))
        ok = objective is not None and abs(objective - canary.objective) <= near
    return Outcome(canary.name, ok, got, right, seconds)


def _solve(canary: Canary, name: str, through_pyomo: bool) -> tuple[Status, float | None]:
    options = SolveOptions(solver=name, gap=0.0, time_limit=canary.time_limit)
    if through_pyomo:
        solution = solve_other(canary.matrix, options)
    else:
        # The one under a limit goes the whole way, through a process of its own.
        solution = solve_matrix(canary.matrix, options, in_process=canary.time_limit is None)
    return solution.status, solution.objective
