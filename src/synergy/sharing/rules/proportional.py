r"""Shares in proportion to something everybody can read: own cost, tonnes, capacity, capacity times distance.

.. math:: x_i = C(N) \, \frac{q_i}{\sum_j q_j}

with :math:`q_i = c_i` (``stand_alone``: everybody saves the same share), :math:`q_i = 1` (``equal``), or
what is given (``proportional``: emissions, capacity, capacity times distance, throughput; the postage stamp
of networks). None of them looks at what groups could do by themselves.

Sources: Regulation (EU) 2017/460, article 8, for capacity times distance; Young (1985), *Cost allocation*,
for the others.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from synergy.errors import Fault, ScenarioError
from synergy.sharing.allocation import Allocation
from synergy.sharing.rule import alone_costs, per_player, rule, undefined

if TYPE_CHECKING:
    from synergy.sharing.game import Game


@rule(
    "stand_alone",
    title="in proportion to what each would pay alone",
    source="Young 1985, Cost allocation",
    additive=False,
    stable=False,
)
def stand_alone(game: Game) -> Allocation:
    """Return shares in proportion to costs alone: everybody saves the same percentage.

    Raises
    ------
    ScenarioError
        If costs alone do not add up to something positive, or one of them is negative.

    Examples
    --------
    >>> from synergy.sharing.game import Game
    >>> game = Game.from_table({("a",): 4.0, ("b",): 6.0, ("a", "b"): 5.0})
    >>> dict(stand_alone(game).amounts)
    {'a': 2.0, 'b': 3.0}
    """
    alone = alone_costs(game, "stand_alone")
    if alone.min() < 0.0 or alone.sum() <= 0.0:
        raise undefined("stand_alone", "some cost alone is negative, or all are 0", "take equal_savings")
    return game.allocation("stand_alone", game.total.upper * alone / alone.sum())


@rule(
    "equal",
    title="the same for everybody",
    source="Young 1985, Cost allocation",
    additive=True,
    monotone=True,
    stable=False,
)
def equal(game: Game) -> Allocation:
    """Return the total cut into equal parts.

    Examples
    --------
    >>> from synergy.sharing.game import Game
    >>> dict(equal(Game.from_table({("a",): 4.0, ("b",): 6.0, ("a", "b"): 5.0})).amounts)
    {'a': 2.5, 'b': 2.5}
    """
    players = len(game.players)
    return game.allocation("equal", np.full(players, game.total.upper / players))


@rule(
    "proportional",
    title="in proportion to a given quantity",
    source="Regulation (EU) 2017/460, article 8",
    additive=True,
    monotone=True,
    stable=False,
    needs=("quantities",),
)
def proportional(game: Game, quantities: Mapping[str, float], name: str = "proportional") -> Allocation:
    """Return shares in proportion to a quantity of each player.

    Parameters
    ----------
    game : Game
    quantities : mapping of str to float
        By player, not negative: tonnes a year, capacity, capacity times distance; who is not named has 0.
    name : str
        What the rule is called in the result, e.g. ``"emissions"``.

    Raises
    ------
    ScenarioError
        If a name is no player, a quantity is negative, or all are 0.

    Examples
    --------
    >>> from synergy.sharing.game import Game
    >>> game = Game.from_table({("a",): 4.0, ("b",): 6.0, ("a", "b"): 5.0})
    >>> dict(proportional(game, {"a": 300.0, "b": 100.0}, "emissions").amounts)
    {'a': 3.75, 'b': 1.25}
    """
    stated = per_player(game, quantities, "quantities", 0.0)
    faults = [
        Fault(f"quantities.{player}", f"{quantity}", fix="give 0 or more")
        for player, quantity in zip(game.players, stated, strict=True)
        if quantity < 0.0
    ]
    if not faults and stated.sum() <= 0.0:
        faults = [Fault("quantities", "all are 0", fix="give at least one player more than 0")]
    if faults:
        raise ScenarioError(faults)
    return game.allocation(name, game.total.upper * stated / stated.sum())
