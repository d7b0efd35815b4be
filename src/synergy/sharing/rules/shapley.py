r"""The Shapley value: everybody's mean extra cost over all orders of joining.

.. math:: x_i = \sum_{S \not\ni i} \frac{|S|!\,(n - 1 - |S|)!}{n!} \bigl(C(S \cup i) - C(S)\bigr)

where costs are known to lie between :math:`L(S)` and :math:`U(S)`, so does the value:

.. math:: \sum_{S \not\ni i} w_S \bigl(L(S \cup i) - U(S)\bigr) \le x_i \le
          \sum_{S \not\ni i} w_S \bigl(U(S \cup i) - L(S)\bigr)

cut by efficiency. What everybody pays together is the cost of the plan to be built, :math:`U(N)`, and is
exact.

| symbol | here | unit |
|---|---|---|
| :math:`C(S)` | ``game.cost(S)`` | money |
| :math:`x_i` | payments | money |

Sources: Shapley (1953), *A value for n-person games*, Contributions to the Theory of Games II, 307-317; the
estimate by orders and their reversals: Castro, Gómez, Tejada (2009), Computers & Operations Research 36,
1726-1730, and Mitchell, Cooper, Frank, Holmes (2022), Journal of Machine Learning Research 23 (43): a pair of
orders is the independent unit, and games whose players act in twos at most come out exactly.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import t as student

from synergy.errors import Fault, ScenarioError
from synergy.sharing.allocation import Allocation
from synergy.sharing.oracle import MOST_IN_A_TABLE, Coalition, FloatArray, IntArray
from synergy.sharing.rule import rule, upper_costs
from synergy.sharing.tabulated import tabulated

if TYPE_CHECKING:
    from synergy.sharing.game import Game

MOST_EXACT = 14
"""Players beyond which the value is estimated unless one asks for all coalitions."""


@dataclass(frozen=True)
class Sampling:
    """How the Shapley value is estimated.

    Parameters
    ----------
    budget : int
        Different coalitions after which no further pair of orders is drawn.
    tolerance : float
        Stop once every half-width is within this share of an equal share of the saving.
    confidence : float
        Of each player's interval.
    least_pairs : int
        Pairs of orders drawn in any case. Few say little about their own spread: whoever pays for much, but
        only in orders that were not drawn, looks certain.
    seed : int
        Of the orders.
    """

    budget: int = 2000
    tolerance: float = 0.05
    confidence: float = 0.95
    least_pairs: int = 10
    seed: int = 0

    def __post_init__(self) -> None:
        faults = []
        if self.budget < 1:
            faults.append(Fault("sampling.budget", f"{self.budget}", fix="give at least 1"))
        if not self.tolerance >= 0.0:
            faults.append(Fault("sampling.tolerance", f"{self.tolerance}", fix="give 0 or more"))
        if not 0.0 < self.confidence < 1.0:
            faults.append(
                Fault("sampling.confidence", f"{self.confidence}", fix="give a number between 0 and 1")
            )
        if self.least_pairs < 2:
            faults.append(Fault("sampling.least_pairs", f"{self.least_pairs}", fix="give at least 2"))
        if faults:
            raise ScenarioError(faults)


@rule(
    "shapley",
    title="mean extra cost over all orders of joining",
    source="Shapley 1953; monotone: Young 1985, Int. J. of Game Theory 14, 65-72",
    additive=True,
    monotone=True,
)
def shapley(game: Game, exact: bool | None = None, sampling: Sampling | None = None) -> Allocation:
    """Return the Shapley value, exact or estimated.

    Parameters
    ----------
    game : Game
    exact : bool, optional
        Whether to take all coalitions; by default up to 14 players.
    sampling : Sampling, optional
        How to estimate it; giving it means that one wants to.

    Returns
    -------
    Allocation
        ``widths`` hold the intervals: from the bounds of costs where exact, of the asked confidence
        otherwise.

    Raises
    ------
    ScenarioError
        If some coalition cannot meet its obligations at all.

    Examples
    --------
    >>> from synergy.sharing.game import Game
    >>> game = Game.from_function("abc", lambda coalition: max("abc".index(one) + 1.0 for one in coalition))
    >>> {player: round(amount, 3) for player, amount in shapley(game).amounts.items()}
    {'a': 0.333, 'b': 0.833, 'c': 1.833}
    """
    if len(game.components) > 1:
        return _by_component(game, exact, sampling)
    if exact is None:
        exact = sampling is None and len(game.players) <= MOST_EXACT
    return _exact(game) if exact else _sampled(game, sampling or Sampling())


def _by_component(game: Game, exact: bool | None, sampling: Sampling | None) -> Allocation:
    """Return the values of independent components: joining adds nothing to the cost of another one."""
    parts = [shapley(game.within(component), exact, sampling) for component in game.components]
    amounts = {player: amount for part in parts for player, amount in part.amounts.items()}
    widths = {player: width for part in parts for player, width in part.widths.items()}
    notes = tuple(dict.fromkeys(note for part in parts for note in part.notes))
    in_order = np.array([widths[player] for player in game.players])
    return game.allocation("shapley", game.payments(amounts), notes=notes, widths=in_order)


def _exact(game: Game) -> Allocation:
    players = len(game.players)
    if players > MOST_IN_A_TABLE:
        found = f"{players} players"
        raise ScenarioError([Fault("exact", found, fix=f"up to {MOST_IN_A_TABLE}; else give a sampling")])
    table = tabulated(game)
    inside, lower, upper = table.inside, table.lower, table.upper
    if not np.isfinite(upper).all():
        upper_costs(game, game.seen, "shapley")
    sizes = inside.sum(axis=1)
    chances = [1.0 / (players * math.comb(players - 1, size)) for size in range(players)]
    weights = np.array([*chances, 0.0])[sizes]
    payments, low, high = (np.empty(players) for _ in range(3))
    for player in range(players):
        without = np.flatnonzero(~inside[:, player])
        together = without + (1 << player)
        payments[player] = weights[without] @ (upper[together] - upper[without])
        low[player] = weights[without] @ (lower[together] - upper[without])
        high[player] = weights[without] @ (upper[together] - lower[without])
    payments = _whole(payments, float(upper[-1]))
    low, high = cut_by_efficiency(low, high, float(upper[-1]))
    return game.allocation("shapley", payments, widths=np.maximum(high - low, 0.0))


def cut_by_efficiency(low: FloatArray, high: FloatArray, total: float) -> tuple[FloatArray, FloatArray]:
    """Return intervals without what the others' intervals and the total rule out, shapes (players,)."""
    return (
        np.maximum(low, total - (high.sum() - high)),
        np.minimum(high, total - (low.sum() - low)),
    )


def _whole(payments: FloatArray, total: float) -> FloatArray:
    """Return payments whose sum is the total, to rounding."""
    found: FloatArray = payments + (total - math.fsum(payments)) / len(payments)
    return found


def _sampled(game: Game, sampling: Sampling) -> Allocation:
    draw = np.random.default_rng(sampling.seed)
    players = len(game.players)
    close = sampling.tolerance * abs(game.value_of_synergy().upper) / players
    seen: set[Coalition] = set()
    rows: list[FloatArray] = []
    loose = np.zeros(players)
    half = np.full(players, np.inf)
    while len(rows) < sampling.least_pairs or (len(seen) < sampling.budget and half.max() > close):
        order = draw.permutation(players)
        row = np.zeros(players)
        for joining in (order, order[::-1]):
            extra, unsure = _along(game, joining, seen)
            row[joining] += extra / 2.0
            loose[joining] += unsure / 2.0
        rows.append(row)
        if len(rows) >= sampling.least_pairs:
            half = half_widths(np.array(rows), sampling.confidence)
    payments = _whole(np.mean(rows, axis=0), game.total.upper)
    notes = (
        f"estimated from {len(rows)} orders and their reversals ({len(seen)} coalitions), "
        f"seed {sampling.seed}; "
        f"widths are intervals of {sampling.confidence:.0%} confidence",
    )
    return game.allocation("shapley", payments, notes=notes, widths=2.0 * half + loose / len(rows))


def _along(game: Game, order: IntArray, seen: set[Coalition]) -> tuple[FloatArray, FloatArray]:
    """Return each one's extra cost in an order, and how wide the interval of it is."""
    coalitions: list[Coalition] = []
    joined: Coalition = frozenset()
    for position in order:
        joined |= {game.players[position]}
        coalitions.append(joined)
    seen.update(coalitions)
    upper = np.concatenate([[0.0], upper_costs(game, coalitions, "shapley")])
    wide = np.array([0.0] + [game.seen[coalition].width for coalition in coalitions])
    wide[-1] = 0.0
    return np.diff(upper), wide[1:] + wide[:-1]


def half_widths(rows: FloatArray, confidence: float) -> FloatArray:
    r"""Return how far the mean of independent rows may be off, shape (columns,).

    Extra costs are skewed: who rarely comes first then pays for the whole asset. Student's interval
    :math:`\bar x \pm t s / \sqrt k` is therefore corrected for the skewness :math:`\gamma` by Hall's cubic,

    .. math:: g^{-1}(y) = \frac{3 \sqrt k}{\gamma} \left(\sqrt[3]{1 + \frac{\gamma}{\sqrt k}
              \Bigl(y - \frac{\gamma}{6 \sqrt k}\Bigr)} - 1\right), \qquad
              \bar x - g^{-1}(\pm t) \frac{s}{\sqrt k}

    and the wider side is told. Source: Hall (1992), Journal of the Royal Statistical Society B 54, 221-228.

    Parameters
    ----------
    rows : array of shape (k, columns)
        One row for each independent draw, k at least 2.
    confidence : float
        Of each column's interval.
    """
    draws = len(rows)
    root = math.sqrt(draws)
    quantile = float(student.ppf(0.5 + confidence / 2.0, draws - 1))
    centred = rows - rows.mean(axis=0)
    spread = np.sqrt((centred**2).sum(axis=0) / (draws - 1))
    known = np.where(spread > 0.0, spread, 1.0)
    skew = (centred**3).mean(axis=0) / known**3 / root
    bent = np.where(np.abs(skew) > 1e-9, skew, 1.0)
    reach = [quantile * np.ones_like(skew)]
    for end in (quantile, -quantile):
        curved = 3.0 / bent * (np.cbrt(1.0 + bent * (end - bent / 6.0)) - 1.0)
        reach.append(np.where(bent == skew, np.abs(curved), quantile))
    found: FloatArray = np.max(reach, axis=0) * spread / root
    return found
