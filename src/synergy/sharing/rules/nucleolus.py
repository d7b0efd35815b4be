"""The nucleolus among the rules: the worst gain by leaving made as small as can be, then the second worst."""

from __future__ import annotations

from typing import TYPE_CHECKING

from synergy.sharing.allocation import Allocation
from synergy.sharing.rows import Variant
from synergy.sharing.rule import rule

if TYPE_CHECKING:
    from synergy.sharing.game import Game


@rule(
    "nucleolus",
    title="worst gain by leaving as small as can be, then the second worst, ...",
    source="Schmeidler 1969, SIAM J. of Applied Mathematics 17, 1163-1170; not monotone: Young 1985",
    additive=False,
    monotone=False,
    stable=True,
)
def nucleolus(game: Game, variant: Variant = "absolute") -> Allocation:
    """Return the nucleolus, as :meth:`synergy.sharing.game.Game.nucleolus` does."""
    return game.nucleolus(variant)
