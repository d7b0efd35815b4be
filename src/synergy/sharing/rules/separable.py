r"""Rules from what each adds to the others: separable costs and how the rest is split.

| symbol | meaning | unit |
|---|---|---|
| :math:`m_i = C(N) - C(N \setminus i)` | separable cost: what is there because of :math:`i` alone | money |
| :math:`g(S) = C(S) - \sum_{i \in S} m_i` | gap: what separable costs leave unpaid | money |
| :math:`c_i = C(\{i\})` | cost alone | money |

| rule | :math:`x_i` |
|---|---|
| ``but_for`` | :math:`m_i`; leaves :math:`g(N)` unpaid |
| ``equal_nonseparable`` | :math:`m_i + g(N) / n` |
| ``aca`` | :math:`m_i + g(N) \, (c_i - m_i) / \sum_j (c_j - m_j)` |
| ``tau`` | :math:`m_i + g(N) \, \lambda_i / \sum_j \lambda_j`, :math:`\lambda_i = \min_{S \ni i} g(S)` |

Sources: Ransmeier (1942), *The Tennessee Valley Authority*, and Straffin and Heaney (1981), Int. J. of Game
Theory 10, 35-43, for the alternate cost avoided method (separable costs, remaining benefits), the point of
Gately (1974), International Economic Review 15, 195-208; Tijs and Driessen (1986), Management Science 32,
1015-1028, for the cost gap method, the tau value of the cost game; Moulin (1985), *The separability axiom
and equal sharing methods*, J. of Economic Theory 36, 120-148, for the equal split.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from synergy.sharing.allocation import Allocation
from synergy.sharing.amount import amount
from synergy.sharing.oracle import FloatArray, Separation
from synergy.sharing.rule import alone_costs, rule, separable_costs, undefined

if TYPE_CHECKING:
    from synergy.sharing.game import Game


@rule(
    "but_for",
    title="what the project would cost less without one; does not pay for everything",
    source="Straffin and Heaney 1981",
    additive=True,
    monotone=True,
    stable=False,
)
def but_for(game: Game) -> Allocation:
    """Return what each adds to the cost of the others: nobody pays less in any stable split.

    Examples
    --------
    >>> from synergy.sharing.game import Game
    >>> found = but_for(Game.from_table({("a",): 4.0, ("b",): 6.0, ("a", "b"): 7.0}))
    >>> dict(found.amounts), found.notes
    ({'a': 1.0, 'b': 3.0}, ('leaves 3 of the total uncovered',))
    """
    separable = separable_costs(game, "but_for")
    left = game.total.upper - float(separable.sum())
    return game.allocation("but_for", separable, notes=(f"leaves {amount(left)} of the total uncovered",))


@rule(
    "equal_nonseparable",
    title="separable cost, the rest in equal parts",
    source="Moulin 1985, J. of Economic Theory 36, 120-148",
    additive=True,
    monotone=True,
    stable=False,
)
def equal_nonseparable(game: Game) -> Allocation:
    """Return separable costs plus equal parts of what they leave unpaid.

    Examples
    --------
    >>> from synergy.sharing.game import Game
    >>> game = Game.from_table({("a",): 4.0, ("b",): 6.0, ("a", "b"): 7.0})
    >>> dict(equal_nonseparable(game).amounts)
    {'a': 2.5, 'b': 4.5}
    """
    separable = separable_costs(game, "equal_nonseparable")
    gap = game.total.upper - separable.sum()
    return game.allocation("equal_nonseparable", separable + gap / len(game.players))


@rule(
    "aca",
    title="separable cost, the rest by what each saves beyond it (Gately point)",
    source="Straffin and Heaney 1981",
    additive=False,
    stable=False,
)
def aca(game: Game) -> Allocation:
    """Return separable costs plus the rest in proportion to alternate costs avoided.

    Raises
    ------
    ScenarioError
        If what players save beyond separable costs cancels out; where nobody saves, the rest is split
        equally.

    Examples
    --------
    >>> from synergy.sharing.game import Game
    >>> game = Game.from_table({("a",): 4.0, ("b",): 6.0, ("a", "b"): 7.0})
    >>> dict(aca(game).amounts)
    {'a': 2.5, 'b': 4.5}
    """
    separable = separable_costs(game, "aca")
    return _split_gap(game, "aca", separable, alone_costs(game, "aca") - separable)


@rule(
    "tau",
    title="separable cost, the rest by the smallest gap of one's groups (cost gap method)",
    source="Tijs and Driessen 1986",
    additive=False,
    stable=False,
)
def tau(game: Game) -> Allocation:
    """Return the tau value: one search for a coalition per player instead of all coalitions.

    Raises
    ------
    ScenarioError
        If some gap is negative or the gaps do not cover what is left to share: the core is then empty.

    Examples
    --------
    >>> from synergy.sharing.game import Game
    >>> game = Game.from_table({("a",): 4.0, ("b",): 6.0, ("a", "b"): 7.0})
    >>> dict(tau(game).amounts)
    {'a': 2.5, 'b': 4.5}
    """
    separable = separable_costs(game, "tau")
    gap = game.total.upper - float(separable.sum())
    least = np.full(len(game.players), gap)
    for at, player in enumerate(game.players):
        found = game.objection(Separation(separable, members=frozenset({player})))
        if found is not None:
            least[at] = min(gap, -found.value)
    rounding = 1e-9 * (1.0 + np.abs(separable).sum() + abs(game.total.upper))
    if least.min() < -rounding or least.sum() < gap - rounding:
        why = "no amounts lie between separable costs and what groups leave each member: the core is empty"
        raise undefined("tau", why, "take nucleolus")
    return _split_gap(game, "tau", separable, np.maximum(least, 0.0))


def _split_gap(game: Game, name: str, separable: FloatArray, weights: FloatArray) -> Allocation:
    gap = game.total.upper - float(separable.sum())
    rounding = 1e-12 * (1.0 + np.abs(separable).sum() + abs(game.total.upper))
    if abs(weights.sum()) > rounding:
        return game.allocation(name, separable + gap * weights / weights.sum())
    if np.abs(weights).max() > rounding:
        why = "what players save beyond separable costs cancels out"
        raise undefined(name, why, "take nucleolus or shapley")
    notes = (
        ("nobody saves beyond the separable cost: the rest is split equally",) if abs(gap) > rounding else ()
    )
    return game.allocation(name, separable + gap / len(game.players), notes=notes)
