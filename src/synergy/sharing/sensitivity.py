r"""How a split answers to what players declare.

Costs alone are told by each player about itself. For each rule and player, the cost alone is declared too
high by a part :math:`\delta`, all other coalitions as before, and the rule is asked again:

.. math:: \frac{\Delta x_i}{\Delta c_i} = \frac{x_i\bigl(c_i (1 + \delta)\bigr) - x_i(c_i)}{\delta \, |c_i|}

A rule with a high ratio makes who exaggerates pay more; a negative or zero one leaves exaggerating without
loss; as others' payments move too, the largest of these moves is told as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from synergy.errors import Fault, ScenarioError
from synergy.sharing.game import Game
from synergy.sharing.oracle import FloatArray
from synergy.sharing.rule import Rule, rule_named
from synergy.sharing.views import DeclaredAlone


@dataclass(frozen=True)
class Response:
    """What one rule does when one player declares its cost alone too high.

    Parameters
    ----------
    rule, player : str
    declared_more : float
        How much too high, money.
    pays_more : float
        How much more (less, where negative) that player then pays, money; not a number where the rule says
        nothing on the game or the changed one.
    ratio : float
        The second of the first.
    others_most : float
        Largest change of what another player pays, by size, money.
    """

    rule: str
    player: str
    declared_more: float
    pays_more: float
    ratio: float
    others_most: float


def declared_costs(game: Game, rules: Sequence[str], part: float = 0.1) -> list[Response]:
    """Return how each rule answers to each player's declaring its cost alone too high.

    Costs that are known are not asked for again; rules that look for objections search anew for each player.

    Parameters
    ----------
    game : Game
    rules : sequence of str
        Names of rules that need no options.
    part : float
        By which part of its size the cost alone is declared too high; of a zero cost, the part of an equal
        share of the total. Players without a plan of their own are left out.

    Raises
    ------
    ScenarioError
        If a name is no rule or the part is 0 or not finite.

    Examples
    --------
    One of two pays half of what it exaggerates under equal savings:

    >>> game = Game.from_table({("a",): 4.0, ("b",): 6.0, ("a", "b"): 7.0})
    >>> [round(response.ratio, 9) for response in declared_costs(game, ["equal_savings"])]
    [0.5, 0.5]
    """
    if not np.isfinite(part) or part == 0.0:
        raise ScenarioError([Fault("part", f"{part}", fix="give a number other than 0, e.g. 0.1")])
    asked = [rule_named(name) for name in rules]
    before = [_payments(rule, game) for rule in asked]
    found = []
    for at, player in enumerate(game.players):
        alone = float(game.alone[at])
        if not np.isfinite(alone):
            continue
        more = part * (abs(alone) or abs(game.total.upper) / len(game.players) or 1.0)
        changed = Game(DeclaredAlone(game, player, alone + more))
        for rule, first in zip(asked, before, strict=True):
            moved = _payments(rule, changed) - first
            others = np.delete(np.abs(moved), at)
            most = float(others.max()) if others.size else 0.0
            pays = float(moved[at])
            found.append(Response(rule.name, player, more, pays, pays / more, most))
    return sorted(found, key=lambda response: [rule.name for rule in asked].index(response.rule))


def _payments(rule: Rule, game: Game) -> FloatArray:
    try:
        return game.payments(rule(game).amounts)
    except ScenarioError:
        return np.full(len(game.players), np.nan)
