r"""Sharing each asset by its use, and transfer prices with the rest shared.

Both first settle a part :math:`t_i` of what each pays, and share what is left,
:math:`C(S) - \sum_{i \in S} t_i`, by another rule:

| rule | :math:`t_i` | unit |
|---|---|---|
| ``by_use`` | :math:`\sum_a k_a \, u_{ia} / \sum_j u_{ja}`: cost :math:`k_a` by use :math:`u_{ia}` | money |
| ``transfer_prices`` | what one buys less what one sells inside the cluster, at internal prices | money |

A rule that moves with its game (nucleolus, Shapley value, equal savings and all others made of differences
of costs) gives the same sums whatever was settled before: prices and use then decide how the money is
labelled, not who ends up with it. Rules in proportion to costs do not.

Sources: Bergendahl and others on tonne-kilometres, as in Massol, Tchung-Ming, Banal-Estañol (2015), European
J. of Operational Research 247, 259-271, for pipelines; Owen (1975), *On the core of linear production games*,
Mathematical Programming 9, 358-370, for prices from duals.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from synergy.errors import Fault, ScenarioError
from synergy.sharing.allocation import Allocation
from synergy.sharing.amount import amount
from synergy.sharing.game import Game
from synergy.sharing.oracle import FloatArray
from synergy.sharing.rule import per_player, rule, rule_named
from synergy.sharing.views import PaidAlready


@rule(
    "by_use",
    title="each shared asset in proportion to its use, the rest by another rule",
    source="Massol, Tchung-Ming, Banal-Estañol 2015",
    stable=False,
    needs=("uses",),
)
def by_use(
    game: Game,
    uses: Mapping[str, tuple[float, Mapping[str, float]]],
    rest: str = "equal",
    own: Mapping[str, float] | None = None,
    **options: Any,
) -> Allocation:
    """Return what each pays for the use of each shared asset, and its part of the rest.

    Parameters
    ----------
    game : Game
    uses : mapping of str to (float, mapping of str to float)
        For each shared asset (a pipe, a store) its cost and each player's use of it, not negative: capacity
        booked, throughput, or hours at the peak.
    rest : str
        Rule that shares what the assets and ``own`` do not cover. One that moves with its game would undo the
        sharing by use.
    own : mapping of str to float, optional
        What each player pays anyway for its own site, by player.
    **options
        Of the rule for the rest.

    Raises
    ------
    ScenarioError
        With every name that is no player, every negative use and every asset that nobody uses.

    Examples
    --------
    A pipe of 6 that both use and a branch of 2 for b alone:

    >>> from synergy.sharing.game import Game
    >>> game = Game.from_table({("a",): 6.0, ("b",): 8.0, ("a", "b"): 8.0})
    >>> found = by_use(game, {"trunk": (6.0, {"a": 1.0, "b": 2.0}), "branch": (2.0, {"b": 2.0})})
    >>> dict(found.amounts)
    {'a': 2.0, 'b': 6.0}
    """
    settled = per_player(game, own, "own", 0.0)
    faults = []
    for asset, (cost, used) in uses.items():
        by_player = per_player(game, used, f"uses.{asset}", 0.0)
        if by_player.min() < 0.0 or by_player.sum() <= 0.0 or not np.isfinite(cost):
            found = "a cost or use that is negative or not finite, or nobody uses it"
            faults.append(Fault(f"uses.{asset}", found, fix="give a cost, and uses of 0 or more"))
        else:
            settled += cost * by_player / by_player.sum()
    if faults:
        raise ScenarioError(faults)
    return _with_rest(game, "by_use", settled, rest, options)


@rule(
    "transfer_prices",
    title="internal prices, and what they leave by another rule",
    source="Owen 1975",
    stable=None,
    needs=("transfers",),
)
def with_transfer_prices(
    game: Game, transfers: Mapping[str, float], rest: str = "nucleolus", **options: Any
) -> Allocation:
    """Return what each pays at internal prices plus its part of what these leave.

    Parameters
    ----------
    game : Game
    transfers : mapping of str to float
        By player what it pays for what it takes less what it is paid for what it gives, at internal prices:
        in a linear plan the duals of balances, in one with whole numbers those of the plan with these fixed.
    rest : str
        Rule that shares what the transfers do not cover.
    **options
        Of the rule for the rest.

    Raises
    ------
    ScenarioError
        With every name that is no player.

    Examples
    --------
    >>> from synergy.sharing.game import Game
    >>> game = Game.from_table({("a",): 6.0, ("b",): 8.0, ("a", "b"): 8.0})
    >>> found = with_transfer_prices(game, {"a": 1.0, "b": 4.0}, rest="equal")
    >>> dict(found.amounts), found.notes
    ({'a': 2.5, 'b': 5.5}, ('settled before: a 1, b 4', 'the rest, 3, by equal'))
    """
    return _with_rest(game, "transfer_prices", per_player(game, transfers, "transfers", 0.0), rest, options)


def _with_rest(
    game: Game, name: str, settled: FloatArray, rest: str, options: Mapping[str, Any]
) -> Allocation:
    left = rule_named(rest)(Game(PaidAlready(game, settled)), **options)
    payments = settled + np.array([left.amounts[player] for player in game.players])
    before = ", ".join(f"{player} {amount(paid)}" for player, paid in zip(game.players, settled, strict=True))
    open_sum = game.total.upper - settled.sum()
    notes = (f"settled before: {before}", f"the rest, {amount(open_sum)}, by {rest}", *left.notes)
    return game.allocation(name, payments, notes=notes)
