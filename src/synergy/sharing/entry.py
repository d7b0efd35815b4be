r"""Who joins late, and whose leaving ends the project.

A joiner :math:`j` adds :math:`m_j = C(N) - C(N \setminus j)` and would pay :math:`c_j` alone: no price
outside these two suits both sides. Stable prices narrow it further, to
:math:`[\min x_j, \max x_j]` over the core. The anchor test asks for each :math:`i` what the others still save
without it, :math:`\sum_{j \ne i} c_j - C(N \setminus i)`.

Source: Young (1985), *Cost allocation: methods, principles, applications*, chapter 1, for bounds of fair
entry.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog

from synergy.errors import Fault, ScenarioError, SolverError
from synergy.sharing.allocation import Interval
from synergy.sharing.amount import amount
from synergy.sharing.core import over_core
from synergy.sharing.game import Game
from synergy.sharing.oracle import FloatArray
from synergy.sharing.program import EXACT
from synergy.sharing.rows import ROUNDING
from synergy.sharing.rule import rule_named
from synergy.sharing.stable import NoPaymentsError

_FAR = 1e4
"""Payment, in units of the largest money, beyond which nothing but this limits it."""


@dataclass(frozen=True)
class EntryPrice:
    """What a late joiner may be asked to pay, money.

    Parameters
    ----------
    joiner : str
    marginal : float
        What it adds to the cost of the others: below it, they lose by its joining.
    alone : float
        What it would pay by itself: above it, it stays away. Infinite where it has no plan of its own.
    stable : Interval or None
        Prices at which, with the others' parts chosen well, no group has a reason to leave; None where there
        are none. An end is infinite where no group could stop it.
    by_rule : mapping of str to float
        What each asked rule makes it pay.
    """

    joiner: str
    marginal: float
    alone: float
    stable: Interval | None
    by_rule: dict[str, float]

    def __str__(self) -> str:
        if self.alone < self.marginal:
            words = (
                f"{self.joiner} costs the others {amount(self.marginal)} and pays {amount(self.alone)} alone"
            )
            return f"{words}: no price suits"
        words = f"{self.joiner} adds {amount(self.marginal)} and would pay {amount(self.alone)} alone"
        if self.stable is None:
            return f"{words}; no price keeps everybody"
        return (
            f"{words}; prices from {amount(self.stable.lower)} to {amount(self.stable.upper)} keep everybody"
        )


@dataclass(frozen=True)
class Leaving:
    """What remains when one player leaves, money.

    Parameters
    ----------
    player : str
    saving : Interval
        What the others still save together without it, by the bounds of costs.
    lost : float
        How much less that is than what everybody saves together, what the leaver loses included; not a number
        where somebody has no plan alone.
    together : bool or None
        Whether the others still save anything by doing it together; None where bounds leave it open.
    """

    player: str
    saving: Interval
    lost: float
    together: bool | None

    @property
    def anchor(self) -> bool | None:
        """Whether the leaving of this player ends the project."""
        return None if self.together is None else not self.together

    def __str__(self) -> str:
        if self.together is None:
            return f"without {self.player} it is open whether anything is saved"
        if not self.together:
            return f"{self.player} is an anchor: without it nothing is saved together"
        return f"without {self.player} the others still save {amount(self.saving.lower)}"


def entry_price(game: Game, joiner: str, rules: Sequence[str] = ("nucleolus", "shapley")) -> EntryPrice:
    """Return what a player who joins the others last may fairly be asked to pay.

    Parameters
    ----------
    game : Game
        With the joiner among its players.
    joiner : str
    rules : sequence of str
        Whose price is told besides; those not defined on the game are left out.

    Raises
    ------
    ScenarioError
        If the joiner is no player.

    Examples
    --------
    >>> game = Game.from_table({("a",): 4.0, ("b",): 6.0, ("a", "b"): 7.0})
    >>> print(entry_price(game, "b", rules=()))
    b adds 3 and would pay 6 alone; prices from 3 to 6 keep everybody
    """
    if joiner not in game.everybody:
        fix = f"name players: {', '.join(game.players[:20])}"
        raise ScenarioError([Fault("joiner", f"{joiner!r} is no player", fix=fix)])
    at = game.position[joiner]
    others = game.cost(game.everybody - {joiner}).upper
    try:
        stable = Interval(_least_payment(game, at, 1.0), -_least_payment(game, at, -1.0))
    except NoPaymentsError:
        stable = None
    by_rule = {}
    for name in rules:
        rule = rule_named(name)
        try:
            by_rule[name] = float(game.payments(rule(game).amounts)[at])
        except ScenarioError:
            continue
    return EntryPrice(joiner, game.total.upper - others, float(game.alone[at]), stable, by_rule)


def anchors(game: Game) -> list[Leaving]:
    """Return what remains when each player leaves, those first without whom least remains.

    Examples
    --------
    >>> costs = {("a",): 4.0, ("b",): 4.0, ("c",): 4.0, ("a", "b"): 5.0, ("a", "c"): 6.0, ("b", "c"): 8.0}
    >>> for leaving in anchors(Game.from_table(costs | {("a", "b", "c"): 9.0})):
    ...     print(leaving)
    a is an anchor: without it nothing is saved together
    without b the others still save 2
    without c the others still save 3
    """
    saved = game.value_of_synergy().lower
    alone = game.costs(frozenset({player}) for player in game.players)
    money = max(
        abs(game.total.upper), *(abs(cost.upper) for cost in alone if np.isfinite(cost.upper)), 1e-300
    )
    found = []
    for at, player in enumerate(game.players):
        left = game.everybody - {player}
        rest = [cost for other, cost in enumerate(alone) if other != at]
        cost = game.cost(left)
        if not left or not np.isfinite(cost.lower):
            saving = Interval(0.0, 0.0)
        else:
            saving = Interval(
                sum(one.lower for one in rest) - cost.upper, sum(one.upper for one in rest) - cost.lower
            )
        # Doing it together includes that each does it alone, so bounds alone never make a loss.
        together = True if saving.lower > ROUNDING * money else None
        if saving.upper <= ROUNDING * money:
            together = False
        found.append(Leaving(player, saving, saved - saving.lower, together))
    return sorted(found, key=lambda leaving: leaving.saving.lower)


def _least_payment(game: Game, at: int, sign: float) -> float:
    """Return the least of one player's payment, times a sign, over the core."""
    players = len(game.players)
    aim = np.zeros(players)
    aim[at] = sign
    unit = max(
        abs(game.total.upper), float(np.abs(game.alone[np.isfinite(game.alone)]).max(initial=0.0)), 1e-300
    )

    def least(rows: FloatArray, most: FloatArray) -> FloatArray:
        found = linprog(
            aim,
            A_ub=rows,
            b_ub=most / unit,
            A_eq=np.ones((1, players)),
            b_eq=[game.total.upper / unit],
            bounds=[(-_FAR, _FAR) if one == at else (None, None) for one in range(players)],
            method="highs-ds",
            options=EXACT,
        )
        if found.status == 2:
            raise NoPaymentsError
        if not found.success:
            raise SolverError(f"no bound of what {game.players[at]} pays was found: {found.message}")
        payments: FloatArray = found.x * unit
        return payments

    payments, _ = over_core(game, least)
    found = float(sign * payments[at])
    return found if abs(found) < 0.9 * _FAR * unit else math.copysign(math.inf, found)
