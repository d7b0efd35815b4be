r"""Nash bargaining: what is saved is split by bargaining weights, freely or among stable splits only.

With nobody but everybody able to act together, the product of savings is largest at

.. math:: x_i = c_i - w_i \frac{\sum_j c_j - C(N)}{\sum_j w_j}

(``equal_savings``). Among splits of the core (``nash``):

.. math:: \max_x \sum_i w_i \log(c_i - x_i) \quad \text{subject to} \quad \sum_{i \in N} x_i = C(N), \quad
          \sum_{i \in S} x_i \le C(S) \;\; \forall S \subset N

by Newton steps, each a projection in the metric of the product, on rows that are generated as they are
needed. Who can save nothing in any such split pays the cost alone and leaves the product.

| symbol | here | unit |
|---|---|---|
| :math:`x_i` | payments | money |
| :math:`c_i` | ``game.alone`` | money |
| :math:`w_i` | ``weights`` | 1 |

Sources: Nash (1950), *The bargaining problem*, Econometrica 18, 155-162; Kalai (1977), Int. J. of Game
Theory 6, 129-133, for weights; steps of Nesterov and Nemirovskii (1994), *Interior-Point Polynomial
Algorithms*, chapter 2.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import linprog

from synergy.errors import Fault, ScenarioError, SolverError
from synergy.sharing.allocation import Allocation
from synergy.sharing.oracle import BoolArray, FloatArray
from synergy.sharing.program import EXACT
from synergy.sharing.projection import nearest
from synergy.sharing.rule import alone_costs, per_player, rule, undefined
from synergy.sharing.stable import NoPaymentsError, best_stable

if TYPE_CHECKING:
    from synergy.sharing.game import Game

_MOST_STEPS = 200


@rule(
    "equal_savings",
    title="what is saved in equal parts, or by given weights (Nash bargaining)",
    source="Nash 1950",
    additive=True,
    monotone=True,
    stable=False,
)
def equal_savings(game: Game, weights: Mapping[str, float] | None = None) -> Allocation:
    """Return costs alone less equal parts, or parts by weights, of what everybody saves together.

    Parameters
    ----------
    game : Game
    weights : mapping of str to float, optional
        Bargaining weights by player, positive; 1 where not stated.

    Examples
    --------
    >>> from synergy.sharing.game import Game
    >>> game = Game.from_table({("a",): 4.0, ("b",): 6.0, ("a", "b"): 7.0})
    >>> dict(equal_savings(game).amounts), dict(equal_savings(game, {"a": 2.0}).amounts)
    ({'a': 2.5, 'b': 4.5}, {'a': 2.0, 'b': 5.0})
    """
    alone = alone_costs(game, "equal_savings")
    part = _weights(game, weights)
    saved = alone.sum() - game.total.upper
    return game.allocation("equal_savings", alone - saved * part / part.sum())


@rule(
    "nash",
    title="largest product of savings among stable splits",
    source="Nash 1950; not monotone, as no stable rule: Young 1985",
    additive=False,
    monotone=False,
    stable=True,
)
def nash(game: Game, weights: Mapping[str, float] | None = None) -> Allocation:
    """Return the split of the core, or least core, with the largest product of savings.

    Parameters
    ----------
    game : Game
    weights : mapping of str to float, optional
        Bargaining weights by player, positive; 1 where not stated.

    Raises
    ------
    ScenarioError
        If no such split leaves everybody at or below the cost alone.

    Examples
    --------
    >>> from synergy.sharing.game import Game
    >>> costs = {("a",): 4.0, ("b",): 4.0, ("c",): 4.0, ("a", "b"): 4.0, ("a", "c"): 8.0, ("b", "c"): 8.0}
    >>> found = nash(Game.from_table(costs | {("a", "b", "c"): 7.0}))
    >>> {player: round(amount, 6) for player, amount in found.amounts.items()}
    {'a': 2.0, 'b': 2.0, 'c': 3.0}
    """
    alone = alone_costs(game, "nash")
    part = _weights(game, weights)
    best = partial(_largest_product, alone, part / part.min(), game.total.upper)
    try:
        payments, notes = best_stable(game, best)
    except NoPaymentsError:
        why = "no split of the least core leaves everybody at or below the cost alone"
        raise undefined("nash", why, "take nucleolus") from None
    return game.allocation("nash", payments, notes=notes)


def _weights(game: Game, weights: Mapping[str, float] | None) -> FloatArray:
    part = per_player(game, weights, "weights", 1.0)
    faults = [
        Fault(f"weights.{player}", f"{weight}", fix="give more than 0")
        for player, weight in zip(game.players, part, strict=True)
        if weight <= 0.0
    ]
    if faults:
        raise ScenarioError(faults)
    return part


def _largest_product(
    alone: FloatArray, weights: FloatArray, total: float, rows: FloatArray, most: FloatArray
) -> FloatArray:
    payments, saving = _all_saving(alone, total, rows, most)
    if saving.sum() < 2:
        return payments
    fixed = ~saving
    free_rows = np.vstack([rows[:, saving], np.eye(int(saving.sum()))])
    free_bounds = np.concatenate([most - rows[:, fixed] @ alone[fixed], alone[saving]])
    free_total = total - float(alone[fixed].sum())
    weight = weights[saving]
    for _ in range(_MOST_STEPS):
        saved = alone[saving] - payments[saving]
        steep = np.sqrt(weight) / saved
        aim = nearest(payments[saving] - saved, steep, free_rows, free_bounds, free_total)
        if aim is None:
            return payments
        move = aim - payments[saving]
        decrement = float(np.linalg.norm(steep * move))
        payments[saving] += move if decrement < 1e-6 else move / (1.0 + decrement)
        if decrement < 1e-10:
            return payments
    raise SolverError("the largest product of savings was not found")


def _all_saving(
    alone: FloatArray, total: float, rows: FloatArray, most: FloatArray
) -> tuple[FloatArray, BoolArray]:
    """Return payments at which everybody saves who can, and who that is."""
    players = len(alone)
    unit = 1.0 + float(np.abs(alone).mean())
    saving = np.ones(players, dtype=bool)
    while True:
        limits = np.vstack(
            [
                np.hstack([rows, np.zeros((len(rows), 1))]),
                np.hstack([np.eye(players), saving[:, None].astype(np.float64)]),
            ]
        )
        found = linprog(
            np.concatenate([np.zeros(players), [-1.0]]),
            A_ub=limits,
            b_ub=np.concatenate([most, alone]) / unit,
            A_eq=np.concatenate([np.ones(players), [0.0]])[None, :],
            b_eq=[total / unit],
            bounds=[(None, None)] * players + [(0.0, None)],
            method="highs-ds",
            options=EXACT,
        )
        if found.status == 2:
            raise NoPaymentsError
        if not found.success:
            raise SolverError(f"payments at which everybody saves were not found: {found.message}")
        if found.x[-1] > 1e-9:
            return found.x[:players] * unit, saving
        # Whoever's row carries a price can save nothing whatever the payments.
        stuck = saving & (found.ineqlin.marginals[len(rows) :] < -1e-9)
        saving &= ~stuck
        if not stuck.any() or not saving.any():
            return found.x[:players] * unit, np.zeros(players, dtype=bool)
