r"""Whether doing it together never costs more than apart, and what to do where it does.

Costs are subadditive (savings superadditive) where :math:`C(S \cup T) \le C(S) + C(T)` for all disjoint
:math:`S`, :math:`T`. Where members can always do side by side what they could do apart, this holds; so a pair
that breaks it shows a rule of the case that forbids or charges that, or a plan not solved to the end. Nothing
is clipped: pairs are named, and so is the cheapest way to fall into groups, a set partition

.. math::

    \min \sum_S C(S) \lambda_S \quad \text{s.t.} \quad \sum_{S \ni i} \lambda_S = 1 \;\; \forall i, \quad
    \lambda_S \in \{0, 1\}

in which each group then shares its own cost (Aumann and Dreze 1974).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from synergy.errors import Fault, ScenarioError, SolverError
from synergy.sharing.allocation import Interval
from synergy.sharing.function_oracle import MOST_ENUMERATED
from synergy.sharing.oracle import Coalition, TableOracle
from synergy.sharing.rows import ROUNDING

if TYPE_CHECKING:
    from synergy.sharing.game import Game

ALL_OF_A_TABLE = 12
"""Players up to which all pairs of a table are looked at without being asked for."""

CAUSES = (
    "a cost of coordination, a minimum size, capacity that each could use alone but not both, a limit on all"
    " members together, or prices that depend on who takes part"
)


@dataclass(frozen=True)
class CheaperApart:
    """Two coalitions that cost less apart than together.

    Parameters
    ----------
    first, second : frozenset of str
    more : Interval
        What they cost more together, money; its lower end is above 0 where solver bounds prove it.
    """

    first: Coalition
    second: Coalition
    more: Interval


@dataclass(frozen=True)
class Superadditivity:
    """Which coalitions are cheaper apart, and the cheapest way to fall into groups.

    Parameters
    ----------
    pairs : tuple of CheaperApart
        Those that solver bounds prove, worst first.
    within_bounds : int
        Pairs whose plans cost more together, by less than solver bounds leave open.
    every : bool
        Whether all coalitions were looked at, or only those seen.
    groups : tuple of frozenset of str
        Cheapest partition of the players into coalitions that were looked at.
    cost : float
        What the groups cost together.
    saved : float
        How much less than everybody together.
    notes : tuple of str
        The findings in words.
    """

    pairs: tuple[CheaperApart, ...]
    within_bounds: int
    every: bool
    groups: tuple[Coalition, ...]
    cost: float
    saved: float
    notes: tuple[str, ...]

    @property
    def holds(self) -> bool | None:
        """True or False where known; None where the pairs seen so far, or solver bounds, leave it open."""
        if self.pairs:
            return False
        return True if self.every and not self.within_bounds else None


def explain_superadditivity(game: Game, every: bool | None = None) -> Superadditivity:
    """Return which coalitions are cheaper apart than together, and the cheapest way to fall into groups.

    Parameters
    ----------
    game : Game
    every : bool, optional
        Whether to ask for the costs of all coalitions; unless stated, small tables are looked at whole and
        other games by the coalitions seen so far.

    Raises
    ------
    ScenarioError
        Where there are too many players to ask for all coalitions.
    """
    players = len(game.players)
    if every is None:
        every = isinstance(game.oracle, TableOracle) and players <= ALL_OF_A_TABLE
    if every:
        _ask_for_all(game)
    coalitions = [coalition for coalition, cost in game.seen.items() if math.isfinite(cost.upper)]
    coalitions += [] if game.everybody in coalitions else [game.everybody]
    tolerance = ROUNDING * max(abs(game.total.upper), 1e-300)
    found = [pair for pair in _pairs(game, coalitions) if pair.more.upper > tolerance]
    proven = sorted(
        (pair for pair in found if pair.more.lower > tolerance), key=lambda pair: -pair.more.lower
    )
    groups, cost = _cheapest_groups(game, coalitions)
    saved = game.total.upper - cost
    if saved <= tolerance:
        groups, cost, saved = (game.everybody,), game.total.upper, 0.0
    notes = _words(game, proven, len(found) - len(proven), groups, saved)
    complete = every or len(coalitions) == 2**players - 1
    return Superadditivity(
        tuple(proven), len(found) - len(proven), complete, groups, cost, saved, tuple(notes)
    )


def _ask_for_all(game: Game) -> None:
    players = game.players
    if len(players) > MOST_ENUMERATED:
        found = f"all coalitions of {len(players)} players"
        fix = f"ask for those seen; all are asked for with up to {MOST_ENUMERATED}"
        raise ScenarioError([Fault("every", found, fix=fix)])
    sizes = range(1, len(players) + 1)
    game.costs(frozenset(members) for size in sizes for members in combinations(players, size))


def _pairs(game: Game, coalitions: list[Coalition]) -> Iterator[CheaperApart]:
    """Yield disjoint pairs whose union is known and whose plans cost more together."""
    numbers = [sum(1 << game.position[player] for player in coalition) for coalition in coalitions]
    costs = {number: game.seen[coalition] for number, coalition in zip(numbers, coalitions, strict=True)}
    everybody = (1 << len(game.players)) - 1
    indicators = np.array([game.indicator(coalition) for coalition in coalitions], dtype=np.float32)
    for at, coalition in enumerate(coalitions):
        if numbers[at] == everybody:
            continue
        apart = costs[numbers[at]]
        for other in np.flatnonzero(indicators[at + 1 :] @ indicators[at] == 0) + at + 1:
            together = costs.get(numbers[at] | numbers[other])
            if together is None:
                continue
            beside = costs[numbers[other]]
            upper = together.upper - apart.upper - beside.upper
            if upper > 0:
                lower = together.lower - apart.upper - beside.upper
                yield CheaperApart(coalition, coalitions[other], Interval(min(lower, upper), upper))


def _cheapest_groups(game: Game, coalitions: list[Coalition]) -> tuple[tuple[Coalition, ...], float]:
    members = np.array([game.indicator(coalition) for coalition in coalitions]).T
    costs = np.array([game.seen[coalition].upper for coalition in coalitions])
    result = milp(
        costs,
        constraints=[LinearConstraint(members, 1, 1)],
        bounds=Bounds(0, 1),
        integrality=np.ones(len(costs)),
        options={"mip_rel_gap": 0.0},
    )
    if result.x is None:
        raise SolverError(f"The cheapest groups were not found: {result.message}")
    chosen = [coalitions[at] for at in np.flatnonzero(result.x > 0.5)]
    chosen.sort(key=lambda group: min(game.position[player] for player in group))
    return tuple(chosen), float(sum(game.seen[group].upper for group in chosen))


def _words(
    game: Game, proven: list[CheaperApart], within: int, groups: tuple[Coalition, ...], saved: float
) -> list[str]:
    def names(coalition: Coalition) -> str:
        return ", ".join(player for player in game.players if player in coalition)

    notes = []
    if proven:
        worst = proven[0]
        notes.append(
            f"{names(worst.first)} and {names(worst.second)} cost {worst.more.lower:g} more together than"
            f" apart ({len(proven)} such pairs); look for {CAUSES}"
        )
    if within:
        notes.append(f"{within} pairs look cheaper apart, by less than the solver's bounds leave open")
    if saved > 0:
        told = " | ".join(names(group) for group in groups)
        notes.append(
            f"the cheapest groups seen are {told}: {saved:g} less than everybody together; each group then"
            " shares its own cost (Aumann and Dreze)"
        )
    if not notes:
        notes.append("no coalitions seen are cheaper apart than together")
    return notes
