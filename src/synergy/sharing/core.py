r"""The core, the least core, who objects to given amounts, and the grant that makes everybody stay.

The excess of a coalition at amounts :math:`x` is :math:`e(S, x) = x(S) - C(S)`: what it gains by leaving. The
core holds the amounts with :math:`x(N) = C(N)` at which no coalition has a positive one; the least core those
at which the largest weighed one is as small as can be, :math:`\varepsilon^*`. The program over some of the
coalitions bounds :math:`\varepsilon^*` from below, the oracle's bound at its amounts from above.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import numpy as np

from synergy.sharing.allocation import CostOfStability, Counts, Interval, LeastCore, Stability
from synergy.sharing.nucleolus import Stages, equal_savings
from synergy.sharing.oracle import FloatArray, Separation
from synergy.sharing.parts import joined
from synergy.sharing.program import most_that_is_paid
from synergy.sharing.rows import ROUNDING, Rows, Variant

if TYPE_CHECKING:
    from synergy.sharing.game import Game

NOISE = 1e-5
"""Of the largest amount of money: for a gap of everybody's plan up to this, a solver's, nobody leaves."""


def stability(game: Game, amounts: Mapping[str, float]) -> Stability:
    """Return who would gain most by leaving, at amounts of all players."""
    payments = game.payments(amounts)
    money = max(abs(game.total.upper), float(np.abs(payments).max()))
    tolerance = ROUNDING * money + min(game.total.width, NOISE * money)
    found = game.objection(Separation(payments))
    missing = game.total.upper - float(payments.sum())
    if found is None:
        return Stability(None, -math.inf, -math.inf, tolerance, missing)
    return Stability(found.coalition, found.value, found.bound, tolerance, missing)


def least_core(game: Game, variant: Variant) -> LeastCore:
    """Return the least core's level with its bracket, and amounts that reach it."""
    before = game.counts
    if variant == "absolute" and len(game.parts) > 1:
        parts = [least_core(part, "absolute") for part in game.parts]
        if sum(part.epsilon.upper > part.tolerance for part in parts) < 2:
            return _of_parts(game, parts, before)
    stages = Stages(game, variant, np.full(len(game.players), np.inf))
    tolerance = stages.rows.tolerance + min(game.total.width, NOISE * stages.rows.money)
    if variant == "relative":
        tolerance /= stages.rows.least_cost
    if len(game.players) == 1:
        allocation = game.allocation("least core", np.array([game.total.upper]), counts=game.counts - before)
        nothing = Interval(-math.inf, -math.inf)
        return LeastCore(nothing, allocation, None, tolerance, game.counts - before)
    stage = stages.next()
    level = stage.level if stage.optimum.limited else Interval(-math.inf, -math.inf)
    counts = game.counts - before
    name = "least core" if variant == "absolute" else f"least core, {variant.replace('_', ' ')}"
    return LeastCore(
        epsilon=level,
        allocation=game.allocation(name, stage.payments, counts=counts),
        objecting=stage.coalitions[int(np.argmax(stage.optimum.row_prices))] if stage.coalitions else None,
        tolerance=tolerance,
        counts=counts,
    )


def _of_parts(game: Game, found: list[LeastCore], before: Counts) -> LeastCore:
    """Return the least core of components of which at most one has an empty core."""
    objecting = [part.objecting for part in found if part.epsilon.lower > part.tolerance and part.objecting]
    counts = game.counts - before
    payments = (part.payments(told.allocation.amounts) for part, told in zip(game.parts, found, strict=True))
    notes = (f"each of {len(found)} independent components pays its own cost",)
    return LeastCore(
        epsilon=Interval(
            max(0.0, *(part.epsilon.lower for part in found)),
            max(0.0, *(part.epsilon.upper for part in found)),
        ),
        allocation=game.allocation(
            "least core", joined(game, game.parts, payments), notes=notes, counts=counts
        ),
        objecting=frozenset().union(*objecting) if objecting else game.components[0],
        tolerance=sum(part.tolerance for part in found),
        counts=counts,
    )


def over_core(
    game: Game, solve: Callable[[FloatArray, FloatArray], FloatArray], gain: float = 0.0
) -> tuple[FloatArray, float]:
    """Return the best payments at which no coalition gains more than a given amount by leaving.

    Parameters
    ----------
    game : Game
    solve : callable
        Given rows of shape (coalitions, players) and the most that each may pay, shape (coalitions,), returns
        the best payments, shape (players,); it knows the objective and what everybody pays together.
    gain : float
        What a coalition may gain by leaving: 0 for the core, the level of the least core otherwise.

    Returns
    -------
    payments : array of shape (players,)
    bound : float
        No coalition gains more than this.
    """
    rows = Rows(game)
    while True:
        payments = solve(rows.indicators, rows.costs + gain)
        game.count_programs(1)
        search = rows.search(payments, gain)
        if not search.learnt:
            return payments, search.excess


def cost_of_stability(game: Game) -> CostOfStability:
    """Return the smallest grant that makes everybody stay, and what is paid with it (Bachrach et al. 2009).

    It is the total less the most that can be collected while no coalition pays more than it costs alone. What
    the program collects is an upper bound; lowering every payment by what the oracle leaves open is safe.
    """
    before = game.counts
    found = [_grant(part) for part in game.parts]
    payments = joined(game, game.parts, (paid for paid, _ in found))
    grant = Interval(sum(each.lower for _, each in found), sum(each.upper for _, each in found))
    counts = game.counts - before
    notes = () if grant.upper == 0.0 else (f"with a grant of {grant.lower:g}",)
    allocation = game.allocation("cost of stability", payments, notes=notes, counts=counts)
    return CostOfStability(grant, allocation, counts)


def _grant(game: Game) -> tuple[FloatArray, Interval]:
    total = game.total.upper
    if len(game.players) == 1:
        return np.array([total]), Interval(0.0, 0.0)
    centre = equal_savings(game)
    payments, bound = over_core(game, lambda rows, most: most_that_is_paid(rows, most, total, centre))
    short = max(total - float(payments.sum()), 0.0)
    still_open = max(bound, 0.0) * len(game.players)
    tolerance = ROUNDING * max(abs(total), float(np.abs(payments).max()))
    if short <= tolerance:
        short = 0.0
    if still_open <= tolerance * len(game.players):
        still_open = 0.0
    return payments, Interval(max(short - game.total.width, 0.0), short + still_open)
