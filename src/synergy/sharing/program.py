r"""The linear programs between two searches.

| symbol | here |
|---|---|
| :math:`x` | payments |
| :math:`\varepsilon` | level of weighed excess |
| :math:`H` | settled coalitions, with what they pay |
| :math:`P` | rows outside the span of :math:`H` |

.. math::

    \min \varepsilon \quad \text{s.t.} \quad x(S) = h_S \;\; \forall S \in H, \qquad
    x(S) - \varepsilon f(S) \le C(S) \;\; \forall S \in P, \qquad x_i \le \bar x_i

and, so that amounts do not jump from corner to corner between rounds, among its optima the one nearest to a
centre in the largest difference.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import OptimizeResult, linprog

from synergy.errors import SynergyError
from synergy.sharing.oracle import FloatArray

EXACT = {"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10}
UNLIMITED = -1e4
"""Level, in units of the largest money, below which excess is not limited by any coalition."""


@dataclass(frozen=True)
class Level:
    """The optimum of a level program, in units of money.

    Parameters
    ----------
    level : float
        Smallest largest weighed excess.
    payments : array of shape (players,)
        Some payments that reach it.
    row_prices : array of shape (rows,)
        How much the level would fall if the row's cost rose, times the row's weight; they sum to 1.
    limit_prices : array of shape (players,)
        The same for limits of payments, not weighed.
    limited : bool
        Whether any coalition limits the level.
    """

    level: float
    payments: FloatArray
    row_prices: FloatArray
    limit_prices: FloatArray
    limited: bool


@dataclass(frozen=True)
class LevelProgram:
    """Data of a level program.

    Parameters
    ----------
    settled, settled_costs : arrays of shape (settled, players) and (settled,)
        Coalitions whose payments are known.
    rows, costs, weights : arrays of shape (rows, players), (rows,) and (rows,)
        Coalitions whose excess is limited.
    limits : array of shape (players,)
        Most that each pays; may be infinite.
    money : float
        The unit in which the program is solved.
    """

    settled: FloatArray
    settled_costs: FloatArray
    rows: FloatArray
    costs: FloatArray
    weights: FloatArray
    limits: FloatArray
    money: float

    def solve(self, relative: bool) -> Level:
        """Return the smallest level; relative where weights are money and the level a plain number."""
        unit = self.money
        weights = self.weights / unit if relative else self.weights
        players = self.rows.shape[1]
        zeros = np.zeros((len(self.settled), 1))
        result = _solved(
            np.append(np.zeros(players), 1.0),
            np.hstack([self.rows, -weights[:, None]]),
            self.costs / unit,
            np.hstack([self.settled, zeros]),
            self.settled_costs / unit,
            [*((None, _limit(limit / unit)) for limit in self.limits), (UNLIMITED, None)],
        )
        level = float(result.x[-1])
        return Level(
            level=level if relative else level * unit,
            payments=result.x[:-1] * unit,
            row_prices=-result.ineqlin.marginals * weights,
            limit_prices=-result.upper.marginals[:-1],
            limited=level > 0.9 * UNLIMITED,
        )

    def nearest(self, level: float, centre: FloatArray) -> FloatArray | None:
        """Return the payments nearest to a centre, shape (players,), at which no row exceeds the level.

        None where rounding leaves no payments.
        """
        room = self.costs + level * self.weights
        settled = (self.settled, self.settled_costs)
        return nearest(self.rows, room, settled, self.limits, centre, self.money)


def nearest(
    rows: FloatArray,
    most: FloatArray,
    settled: tuple[FloatArray, FloatArray],
    limits: FloatArray,
    centre: FloatArray,
    money: float,
) -> FloatArray | None:
    """Return the payments nearest to a centre in the largest difference; None where rounding leaves none.

    Parameters
    ----------
    rows, most : arrays of shape (rows, players) and (rows,)
        Coalitions and the most that each pays.
    settled : arrays of shape (settled, players) and (settled,)
        Coalitions whose payments are known, and these.
    limits : array of shape (players,)
        Most that each player pays; may be infinite.
    centre : array of shape (players,)
    money : float
        The unit in which the program is solved.
    """
    players = len(centre)
    same, one = np.eye(players), -np.ones((players, 1))
    differences = np.block([[rows, np.zeros((len(rows), 1))], [same, one], [-same, one]])
    try:
        result = _solved(
            np.append(np.zeros(players), 1.0),
            differences,
            np.concatenate([most, centre, -centre]) / money,
            np.hstack([settled[0], np.zeros((len(settled[0]), 1))]),
            settled[1] / money,
            [*((None, _limit(limit / money)) for limit in limits), (0.0, None)],
        )
    except ProgramError:
        return None
    payments: FloatArray = result.x[:-1] * money
    return payments


def most_that_is_paid(rows: FloatArray, costs: FloatArray, total: float, centre: FloatArray) -> FloatArray:
    """Return payments, shape (players,), of the largest sum up to a total; no row pays more than its cost.

    Among them those nearest to a centre, shape (players,).
    """
    players = len(centre)
    unit = max(abs(total), float(np.abs(costs).max(initial=0.0)), 1e-300)
    everybody = np.ones((1, players))
    first = _solved(
        -np.ones(players),
        np.vstack([rows, everybody]),
        np.append(costs, total) / unit,
        np.zeros((0, players)),
        np.zeros(0),
        [(None, None)] * players,
    )
    payments: FloatArray = first.x * unit
    paid = (everybody, payments.sum(keepdims=True))
    found = nearest(rows, costs, paid, np.full(players, np.inf), centre, unit)
    return payments if found is None else found


class ProgramError(SynergyError):
    """A linear program of sharing has no solution."""


def _limit(limit: float) -> float | None:
    return limit if np.isfinite(limit) else None


def _solved(
    cost: FloatArray,
    rows: FloatArray,
    most: FloatArray,
    equal_rows: FloatArray,
    equal: FloatArray,
    bounds: list[tuple[float | None, float | None]],
) -> OptimizeResult:
    result = linprog(
        cost, rows, most, equal_rows, equal, bounds, method="highs-ds", options={**EXACT, "presolve": False}
    )
    if result.status != 0:
        raise ProgramError(f"A linear program of sharing was not solved: {result.message}")
    return result
