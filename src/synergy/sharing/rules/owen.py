r"""The Owen value: the Shapley value over unions, then inside each union.

Unions :math:`U_1, \dots, U_m` (companies with several plants) join in any order, and the members of a union
one after the other:

.. math:: x_i = \sum_{H \subseteq M \setminus k} \sum_{T \subseteq U_k \setminus i}
          \frac{|H|!\,(m - 1 - |H|)!}{m!} \frac{|T|!\,(|U_k| - 1 - |T|)!}{|U_k|!}
          \bigl(C(Q_H \cup T \cup i) - C(Q_H \cup T)\bigr), \qquad Q_H = \bigcup_{l \in H} U_l

for :math:`i \in U_k`. Only coalitions of whole unions and a part of one more are asked for.

Source: Owen (1977), *Values of games with a priori unions*, in Henn and Moeschlin (eds.), Mathematical
Economics and Game Theory, 76-88.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from synergy.errors import Fault, ScenarioError
from synergy.sharing.allocation import Allocation
from synergy.sharing.oracle import BoolArray, Coalition, FloatArray, members_of_all
from synergy.sharing.rule import rule, upper_costs

if TYPE_CHECKING:
    from synergy.sharing.game import Game

Item = TypeVar("Item")

MOST_ASKED = 1 << 18
"""Coalitions beyond which the value is refused: fewer or smaller unions are needed."""


@rule(
    "owen",
    title="Shapley value over unions, then inside each",
    source="Owen 1977",
    additive=True,
    monotone=True,
    needs=("unions",),
)
def owen(game: Game, unions: Iterable[Collection[str]]) -> Allocation:
    """Return the Owen value.

    Parameters
    ----------
    game : Game
    unions : iterable of collections of str
        Players who act as one, e.g. the plants of a company; who is in none is alone.

    Raises
    ------
    ScenarioError
        If a player is in two unions, a name is no player, or there are too many coalitions to ask for.

    Examples
    --------
    With two of three in a union, the third of a simple majority gets nothing (Owen 1977):

    >>> from synergy.sharing.game import Game
    >>> majority = Game.from_function("abc", lambda coalition: float(len(coalition) > 1), kind="profit")
    >>> {player: abs(amount) for player, amount in owen(majority, [{"a", "b"}]).amounts.items()}
    {'a': 0.5, 'b': 0.5, 'c': 0.0}
    """
    groups = _groups(game, unions)
    asked = sum(1 << (len(groups) - 1 + len(group)) for group in groups)
    if asked > MOST_ASKED:
        found = f"{asked} coalitions to ask for"
        raise ScenarioError([Fault("unions", found, fix=f"form unions that need up to {MOST_ASKED}")])
    payments = np.zeros(len(game.players))
    for at, group in enumerate(groups):
        others = groups[:at] + groups[at + 1 :]
        joined = members_of_all(len(others))
        parts = members_of_all(len(group))
        before = [frozenset().union(*_taken(others, row)) for row in joined]
        inside = [frozenset(_taken(group, row)) for row in parts]
        coalitions = [whole | part for whole in before for part in inside]
        costs = upper_costs(game, coalitions, "owen").reshape(len(before), len(inside))
        expected = _orders(len(others))[joined.sum(axis=1)] @ costs
        order = _orders(len(group) - 1)
        for position, player in enumerate(group):
            without = np.flatnonzero(~parts[:, position])
            extra = expected[without + (1 << position)] - expected[without]
            payments[game.position[player]] = order[parts[without].sum(axis=1)] @ extra
    names = "; ".join(", ".join(group) for group in groups if len(group) > 1) or "none"
    return game.allocation("owen", payments, notes=(f"unions: {names}",))


def _orders(others: int) -> FloatArray:
    """Return the chance that exactly given ones of ``others`` come before one, by their number."""
    return np.array([1.0 / ((others + 1) * math.comb(others, size)) for size in range(others + 1)])


def _taken(items: Sequence[Item], row: BoolArray) -> list[Item]:
    return [item for item, take in zip(items, row, strict=True) if take]


def _groups(game: Game, unions: Iterable[Collection[str]]) -> list[tuple[str, ...]]:
    stated: list[Coalition] = [frozenset(union) for union in unions if union]
    faults = []
    for union in stated:
        faults += [
            Fault("unions", f"{name!r} is no player", fix=f"name players: {', '.join(game.players[:20])}")
            for name in sorted(union - game.everybody)
        ]
    for player in game.players:
        if sum(player in union for union in stated) > 1:
            faults.append(Fault("unions", f"{player!r} is in two unions", fix="put each player in one"))
    if faults:
        raise ScenarioError(faults)
    alone = [frozenset({player}) for player in game.players if not any(player in union for union in stated)]
    return [tuple(player for player in game.players if player in union) for union in (*stated, *alone)]
