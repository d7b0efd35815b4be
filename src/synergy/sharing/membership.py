r"""Costs of coalitions by one mixed-integer program with a binary of membership for each player.

.. math::

    C(S) = \min_y \; c^\top y \quad \text{s.t.} \quad l \le A y + B z \le u, \quad
    z = 1_S, \quad \underline y \le y \le \bar y, \quad y_k \in \mathbb{Z} \text{ for some } k

With :math:`z` fixed it tells what a coalition costs; with :math:`z` free, which coalition objects most. How
tightly the program is written decides how fast that is: an asset that is built for members should be limited
for each of them, not for all together.

A coalition is kept outside a linear span by integers :math:`w` with :math:`w^\top 1_S = 0` for all of the
span: one binary for each sign of each product, at least one of them 1, and
:math:`w^\top z \ge 1 - M(1 - u^+)`, :math:`w^\top z \le -1 + M(1 - u^-)` with :math:`M = 1 + \sum |w_i|`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, milp

from synergy.errors import SolverError
from synergy.sharing.oracle import (
    BoolArray,
    Coalition,
    CostInterval,
    FloatArray,
    IntArray,
    Objection,
    Separation,
)

INFEASIBLE = 2
NO_LIMIT = {"mip_rel_gap": 0.0}


@dataclass(frozen=True, eq=False)
class MembershipProgram:
    """A mixed-integer program with members, which answers what a game asks.

    Parameters
    ----------
    players : tuple of str
    cost : array of shape (variables,)
        :math:`c`, money.
    rows : sparse array of shape (rows, variables)
        :math:`A`.
    membership : sparse array of shape (rows, players)
        :math:`B`.
    row_lower, row_upper : arrays of shape (rows,)
        :math:`l` and :math:`u`; may be infinite.
    lower, upper : arrays of shape (variables,)
        Bounds of variables.
    whole : bool array of shape (variables,)
        Which variables are integers.
    """

    players: tuple[str, ...]
    cost: FloatArray
    rows: sparse.csr_array
    membership: sparse.csr_array
    row_lower: FloatArray
    row_upper: FloatArray
    lower: FloatArray
    upper: FloatArray
    whole: BoolArray

    def costs(self, coalitions: Iterable[Coalition]) -> list[CostInterval]:
        """Return what coalitions cost, in their order; infinite where there is no plan."""
        return [self._cost(coalition) for coalition in coalitions]

    def objection(self, asked: Separation) -> Objection | None:
        """Return the coalition that a separation looks for, or None where no coalition is admitted."""
        players, variables = len(self.players), len(self.cost)
        span = _outside(asked.outside_span, players)
        indicators = span.columns
        nothing = sparse.csr_array((len(self.row_lower), indicators))
        everybody = np.concatenate([np.zeros(variables), np.ones(players), np.zeros(indicators)])
        result = _solved(
            np.concatenate([asked.scale * self.cost, -asked.prices, np.zeros(indicators)]),
            [
                LinearConstraint(
                    sparse.hstack([self.rows, self.membership, nothing], format="csr"),
                    self.row_lower,
                    self.row_upper,
                ),
                LinearConstraint(everybody[None, :], 1, players - 1),
                *span.constraints(variables, players),
            ],
            Bounds(
                np.concatenate([self.lower, self._members(asked.members), np.zeros(indicators)]),
                np.concatenate([self.upper, 1 - self._members(asked.outsiders), np.ones(indicators)]),
            ),
            np.concatenate([self.whole, np.ones(players + indicators)]),
        )
        if result is None:
            return None
        inside = np.round(result.x[variables : variables + players])
        coalition = frozenset(p for p, member in zip(self.players, inside, strict=True) if member)
        bound = -float(result.mip_dual_bound)
        pays = float(asked.prices @ inside)
        if asked.scale <= 0:
            cost = self._cost(coalition)
        else:
            upper = self._told(result)
            cost = CostInterval(min((pays - bound) / asked.scale, upper), upper)
        return Objection(coalition, pays - asked.scale * cost.upper, bound, cost)

    def _cost(self, coalition: Coalition) -> CostInterval:
        moved = self.membership @ self._members(coalition)
        result = _solved(
            self.cost,
            [LinearConstraint(self.rows, self.row_lower - moved, self.row_upper - moved)],
            Bounds(self.lower, self.upper),
            self.whole.astype(float),
        )
        if result is None:
            return CostInterval(math.inf, math.inf)
        upper = self._told(result)
        return CostInterval(min(float(result.mip_dual_bound), upper), upper)

    def _told(self, result: OptimizeResult) -> float:
        """Return the cost of a plan whose integers are made whole."""
        plan = result.x[: len(self.cost)]
        return float(self.cost @ np.where(self.whole, np.round(plan), plan))

    def _members(self, coalition: Coalition) -> FloatArray:
        return np.array([float(player in coalition) for player in self.players])


def shared_facilities(
    players: tuple[str, ...], open_cost: FloatArray, serve_cost: FloatArray, own_cost: FloatArray
) -> MembershipProgram:
    r"""Return a game of players who open facilities together, or serve themselves (facility location).

    .. math::

        \min \sum_j f_j y_j + \sum_{ij} s_{ij} x_{ij} + \sum_i a_i o_i \quad \text{s.t.} \quad
        \sum_j x_{ij} + o_i = z_i, \quad x_{ij} \le y_j, \quad y_j \in \{0, 1\}

    Parameters
    ----------
    players : tuple of str
    open_cost : array of shape (facilities,)
        :math:`f`, money.
    serve_cost : array of shape (players, facilities)
        :math:`s`, money.
    own_cost : array of shape (players,)
        :math:`a`, money.

    Examples
    --------
    >>> program = shared_facilities(("a", "b"), np.array([4.0]), np.ones((2, 1)), np.array([4.0, 5.0]))
    >>> [cost.upper for cost in program.costs([frozenset("a"), frozenset("b"), frozenset("ab")])]
    [4.0, 5.0, 6.0]
    """
    count, facilities = serve_cost.shape
    pairs = count * facilities
    one_of_each = sparse.kron(sparse.eye_array(count), np.ones((1, facilities)))
    opened = sparse.kron(np.ones((count, 1)), sparse.eye_array(facilities))
    rows = sparse.block_array(
        [
            [sparse.csr_array((count, facilities)), one_of_each, sparse.eye_array(count)],
            [-opened, sparse.eye_array(pairs), None],
        ],
        format="csr",
    )
    variables = facilities + pairs + count
    return MembershipProgram(
        players=players,
        cost=np.concatenate([open_cost, serve_cost.ravel(), own_cost]),
        rows=rows,
        membership=sparse.vstack([-sparse.eye_array(count), sparse.csr_array((pairs, count))], format="csr"),
        row_lower=np.concatenate([np.zeros(count), np.full(pairs, -np.inf)]),
        row_upper=np.zeros(count + pairs),
        lower=np.zeros(variables),
        upper=np.ones(variables),
        whole=np.arange(variables) < facilities,
    )


@dataclass(frozen=True, eq=False)
class _Outside:
    """Rows that keep a coalition outside a span, with two binaries for each vector."""

    vectors: IntArray

    @property
    def columns(self) -> int:
        return 2 * len(self.vectors)

    def constraints(self, variables: int, players: int) -> list[LinearConstraint]:
        if not len(self.vectors):
            return []
        count = len(self.vectors)
        large = np.abs(self.vectors).sum(axis=1) + 1.0
        none = sparse.csr_array((count, variables))
        switch, off = sparse.diags_array(large), sparse.csr_array((count, count))
        above = sparse.hstack([none, self.vectors, -switch, off], format="csr")
        below = sparse.hstack([none, self.vectors, off, switch], format="csr")
        some = np.concatenate([np.zeros(variables + players), np.ones(2 * count)])
        return [
            LinearConstraint(above, 1 - large, np.inf),
            LinearConstraint(below, -np.inf, large - 1),
            LinearConstraint(some[None, :], 1, np.inf),
        ]


def _outside(outside_span: IntArray | None, players: int) -> _Outside:
    return _Outside(np.zeros((0, players), dtype=np.int64) if outside_span is None else outside_span)


def _solved(
    cost: FloatArray, rows: list[LinearConstraint], bounds: Bounds, whole: FloatArray
) -> OptimizeResult | None:
    result: Any = milp(cost, constraints=rows, bounds=bounds, integrality=whole, options=NO_LIMIT)
    if result.status == INFEASIBLE:
        return None
    if result.x is None:
        raise SolverError(f"The cost of a coalition was not found: {result.message}")
    return result
