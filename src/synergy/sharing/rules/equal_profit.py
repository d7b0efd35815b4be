r"""The equal profit method: relative savings as equal as stability allows.

.. math::

    \min f \quad \text{subject to} \quad f \ge \frac{x_i}{c_i} - \frac{x_j}{c_j} \;\; \forall i \ne j, \quad
    \sum_{i \in N} x_i = C(N), \quad \sum_{i \in S} x_i \le C(S) + \varepsilon \;\; \forall S \subset N

with :math:`\varepsilon = 0`, or that of the least core where the core is empty. Rows are generated as they
are needed. Of several best splits, the one nearest to everybody paying the same share of the cost alone is
taken (least :math:`\sum_i (x_i / c_i - C(N) / \sum_j c_j)^2`): it is the only one.

| symbol | here | unit |
|---|---|---|
| :math:`x_i` | payments | money |
| :math:`c_i` | ``game.alone`` | money, positive |
| :math:`f` | largest difference of shares | 1 |

Source: Frisk, Göthe-Lundgren, Jörnsten, Rönnqvist (2010), *Cost allocation in collaborative forest
transportation*, European Journal of Operational Research 205, 448-458.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import linprog

from synergy.errors import Fault, ScenarioError, SolverError
from synergy.sharing.allocation import Allocation
from synergy.sharing.amount import amount
from synergy.sharing.oracle import FloatArray
from synergy.sharing.program import EXACT
from synergy.sharing.projection import nearest
from synergy.sharing.rule import alone_costs, rule
from synergy.sharing.stable import NoPaymentsError, best_stable

if TYPE_CHECKING:
    from synergy.sharing.game import Game


@rule(
    "equal_profit",
    title="relative savings as equal as stability allows",
    source="Frisk, Göthe-Lundgren, Jörnsten, Rönnqvist 2010; not monotone: Young 1985",
    additive=False,
    monotone=False,
    stable=True,
)
def equal_profit(game: Game) -> Allocation:
    """Return the split of the core, or least core, with the least difference in relative savings.

    Raises
    ------
    ScenarioError
        With every player whose cost alone is not positive: relative savings then mean nothing.

    Examples
    --------
    All save the same share unless somebody then objects. Here a and b pay up to 5 together:

    >>> from synergy.sharing.game import Game
    >>> costs = {("a",): 4.0, ("b",): 4.0, ("c",): 4.0, ("a", "b"): 5.0, ("a", "c"): 8.0, ("b", "c"): 8.0}
    >>> found = equal_profit(Game.from_table(costs | {("a", "b", "c"): 9.0}))
    >>> {player: round(amount, 6) for player, amount in found.amounts.items()}
    {'a': 2.5, 'b': 2.5, 'c': 4.0}
    """
    alone = alone_costs(game, "equal_profit")
    faults = [
        Fault(f"costs.{player}", f"{cost:g} alone", "relative savings need a positive cost", "take nash")
        for player, cost in zip(game.players, alone, strict=True)
        if cost <= 0.0
    ]
    if faults:
        raise ScenarioError(faults)
    total = game.total.upper
    spread = [0.0]

    def most_equal(rows: FloatArray, most: FloatArray) -> FloatArray:
        somewhere, spread[0] = _least_spread(alone, total, rows, most)
        pairs = _pairs(alone)
        best = nearest(
            total * alone / alone.sum(),
            1.0 / alone,
            np.vstack([rows, pairs]),
            np.concatenate([most, np.full(len(pairs), spread[0])]),
            total,
        )
        return somewhere if best is None else best

    payments, notes = best_stable(game, most_equal)
    return game.allocation(
        "equal_profit", payments, notes=(*notes, f"shares differ by up to {amount(spread[0])}")
    )


def _least_spread(
    alone: FloatArray, total: float, rows: FloatArray, most: FloatArray
) -> tuple[FloatArray, float]:
    """Return payments whose shares of the cost alone lie closest together, and how far apart."""
    players = len(alone)
    shares = np.eye(players)
    ones = np.ones((players, 1))
    limits = np.vstack(
        [
            np.hstack([rows * alone, np.zeros((len(rows), 2))]),
            np.hstack([-shares, ones, 0.0 * ones]),
            np.hstack([shares, -ones, -ones]),
        ]
    )
    found = linprog(
        np.concatenate([np.zeros(players + 1), [1.0]]),
        A_ub=limits / alone.mean(),
        b_ub=np.concatenate([most, np.zeros(2 * players)]) / alone.mean(),
        A_eq=np.concatenate([alone, [0.0, 0.0]])[None, :] / alone.mean(),
        b_eq=[total / alone.mean()],
        bounds=[(None, None)] * (players + 1) + [(0.0, None)],
        method="highs-ds",
        options=EXACT,
    )
    if found.status == 2:
        raise NoPaymentsError
    if not found.success:
        raise SolverError(f"the most equal relative savings were not found: {found.message}")
    return found.x[:players] * alone, float(found.x[-1])


def _pairs(alone: FloatArray) -> FloatArray:
    """Return rows of share less share for every two players, shape (n (n - 1), n)."""
    players = len(alone)
    first, second = np.nonzero(~np.eye(players, dtype=bool))
    rows = np.zeros((len(first), players))
    rows[np.arange(len(first)), first] = 1.0 / alone[first]
    rows[np.arange(len(first)), second] = -1.0 / alone[second]
    return rows
