"""Best payments among those from which nobody walks away, or from which they gain least by it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from synergy.errors import SynergyError
from synergy.sharing.amount import amount
from synergy.sharing.core import over_core
from synergy.sharing.oracle import FloatArray
from synergy.sharing.rows import ROUNDING

if TYPE_CHECKING:
    from synergy.sharing.game import Game

Solve = Callable[[FloatArray, FloatArray], FloatArray]
"""Takes rows of shape (coalitions, players) and the most that each may pay, returns the best payments."""


class NoPaymentsError(SynergyError):
    """No payments obey all rows."""


def best_stable(game: Game, solve: Solve) -> tuple[FloatArray, tuple[str, ...]]:
    """Return the best payments of the core, or of the least core where the core is empty, and what to note.

    Parameters
    ----------
    game : Game
    solve : callable
        As in :func:`synergy.sharing.core.over_core`; raises :class:`NoPaymentsError` where no payments obey
        the rows.

    Raises
    ------
    NoPaymentsError
        If no payments of the least core are good enough either.
    """
    try:
        payments, bound = over_core(game, solve)
    except NoPaymentsError:
        gain = max(game.least_core().epsilon.upper, 0.0)
        payments, bound = over_core(game, solve, gain)
        return payments, (
            f"the core is empty: of the least core, where nobody gains more than {amount(bound)}",
        )
    unsure = bound > 10.0 * ROUNDING * (abs(game.total.upper) + abs(payments).max())
    return payments, (
        (f"known costs leave open a gain by leaving of up to {amount(bound)}",) if unsure else ()
    )
