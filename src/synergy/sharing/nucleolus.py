r"""The nucleolus: the worst gain by leaving is made as small as can be, then the second worst, and so on.

Schmeidler (1969), by row generation. In each stage the largest weighed excess outside what is settled is
minimised; then those coalitions are settled whose price in the program is positive. By complementary
slackness they are tight at *every* optimum; being tight at the one that was found is not enough (Guajardo and
Jornsten, EJOR 241, 2015). Coalitions in the linear span of settled ones are settled too and leave the
program. Each stage raises the rank of what is settled, so there are fewer stages than players.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from synergy.errors import Fault, ScenarioError
from synergy.sharing.allocation import Allocation, Interval
from synergy.sharing.oracle import Coalition, FloatArray
from synergy.sharing.parts import joined
from synergy.sharing.program import Level, LevelProgram
from synergy.sharing.rows import ROUNDING, Rows, Variant
from synergy.sharing.span import Span

if TYPE_CHECKING:
    from synergy.sharing.game import Game

PRICED = 1e-6
"""Prices of rows, which sum to 1, above which a coalition is settled."""


@dataclass(frozen=True)
class Stage:
    """One stage: the bracket of its level, payments that reach it, and the program's last optimum."""

    level: Interval
    payments: FloatArray
    optimum: Level
    inside: FloatArray
    coalitions: tuple[Coalition, ...]


class Stages:
    """Levels of excess, minimised one after the other.

    Parameters
    ----------
    game : Game
    variant : {"absolute", "per_capita", "relative"}
        How excess is weighed.
    limits : array of shape (players,)
        Most that each may pay; infinite where there is no limit.
    """

    def __init__(self, game: Game, variant: Variant, limits: FloatArray) -> None:
        self.game = game
        self.rows = Rows(game, variant)
        self.limits = limits
        self.span = Span(len(game.players))
        self.settled: list[FloatArray] = []
        self.settled_costs: list[float] = []
        self.centre = equal_savings(game)
        self.settle(game.indicator(game.everybody), game.total.upper)

    def settle(self, indicator: FloatArray, cost: float) -> bool:
        """Settle what a coalition, shape (players,), pays; return False where it was settled already."""
        if not self.span.add(indicator):
            return False
        self.settled.append(indicator)
        self.settled_costs.append(cost)
        return True

    def next(self) -> Stage:
        """Minimise the largest excess outside the span, with rows until nobody objects beyond it."""
        outside = self.span.outside if self.span.rank > 1 else None
        while True:
            program, kept = self._program()
            optimum = program.solve(self.rows.variant == "relative")
            payments = program.nearest(optimum.level, self.centre)
            self.game.count_programs(2)
            if payments is None:
                payments = optimum.payments
            self.centre = payments
            search = self.rows.search(payments, optimum.level, outside)
            if not search.learnt:
                level = Interval(float(optimum.level), float(max(optimum.level, search.excess)))
                coalitions = tuple(self.rows.coalitions[at] for at in kept)
                return Stage(level, payments, optimum, program.rows, coalitions)

    def settle_priced(self, stage: Stage) -> None:
        """Settle the coalitions, and the payments at their limit, that have a price."""
        rows = self.rows
        relative = rows.variant == "relative"
        order = np.argsort(-stage.optimum.row_prices)
        for at in order:
            if stage.optimum.row_prices[at] <= PRICED:
                break
            indicator = stage.inside[at]
            cost = self.game.seen[stage.coalitions[at]].upper
            weight = indicator.sum() if rows.variant == "per_capita" else cost if relative else 1.0
            self.settle(indicator, cost + stage.level.lower * weight)
        for at in np.flatnonzero(stage.optimum.limit_prices > PRICED):
            self.settle(np.eye(len(self.limits))[at], float(self.limits[at]))

    def _program(self) -> tuple[LevelProgram, list[int]]:
        rows = self.rows
        kept = np.flatnonzero(~self.span.holds(rows.indicators))
        program = LevelProgram(
            settled=np.array(self.settled),
            settled_costs=np.array(self.settled_costs),
            rows=rows.indicators[kept],
            costs=rows.costs[kept],
            weights=rows.weights[kept],
            limits=self.limits,
            money=rows.money,
        )
        return program, [int(at) for at in kept]


def nucleolus(game: Game, variant: Variant, *, alone_at_most: bool) -> Allocation:
    """Return the nucleolus, or without the limit to costs alone the prenucleolus.

    Parameters
    ----------
    game : Game
    variant : {"absolute", "per_capita", "relative"}
        How excess is weighed.
    alone_at_most : bool
        Whether nobody may pay more than alone.

    Raises
    ------
    ScenarioError
        Where nobody may pay more than alone but together all cost more.
    """
    before = game.counts
    limits = game.alone if alone_at_most else np.full(len(game.players), np.inf)
    limits = _met(game, limits)
    found = _by_parts(game, limits) if variant == "absolute" and len(game.parts) > 1 else None
    payments, notes = found or _in_stages(game, variant, limits)[:2]
    name = "nucleolus" if alone_at_most else "prenucleolus"
    return game.allocation(
        name if variant == "absolute" else f"{name}, {variant.replace('_', ' ')}",
        payments,
        notes=tuple(notes),
        counts=game.counts - before,
    )


def _by_parts(game: Game, limits: FloatArray) -> tuple[FloatArray, list[str]] | None:
    """Return the prenuclei of the components, or None where they need not be that of the whole.

    That is where two components have empty cores, or somebody would pay more than the limit.
    """
    free = [np.full(len(part.players), np.inf) for part in game.parts]
    found = [_in_stages(part, "absolute", none) for part, none in zip(game.parts, free, strict=True)]
    payments = joined(game, game.parts, (paid for paid, _, _ in found))
    tolerance = ROUNDING * max(abs(game.total.upper), float(np.abs(payments).max()))
    empty = sum(bool(levels) and levels[0].upper > tolerance for _, _, levels in found)
    if empty > 1 or (payments > limits + tolerance).any():
        return None
    notes = [f"each of {len(found)} independent components pays its own cost"]
    return payments, notes + [note for _, told, _ in found for note in told]


def _in_stages(
    game: Game, variant: Variant, limits: FloatArray
) -> tuple[FloatArray, list[str], list[Interval]]:
    """Return payments, notes, and the levels of the stages."""
    stages = Stages(game, variant, limits)
    levels: list[Interval] = []
    notes: list[str] = []
    while stages.span.rank < len(game.players):
        stage = stages.next()
        if not stage.optimum.limited:
            payments = stage.payments
            notes.append("no coalition with a plan limits some of the amounts; they are near equal savings")
            break
        levels.append(stage.level)
        stages.settle_priced(stage)
    else:
        payments = np.linalg.solve(np.array(stages.settled), np.array(stages.settled_costs))
    return payments, notes + _resolution(stages.rows, levels), levels


def _met(game: Game, limits: FloatArray) -> FloatArray:
    """Return limits within which the total can be paid, shape (players,), rounding made up for."""
    short = game.total.upper - float(limits.sum())
    if short > ROUNDING * max(abs(game.total.upper), 1e-300):
        found = f"everybody together costs {short:g} more than all alone"
        fix = "ask for the prenucleolus, or for explain_superadditivity()"
        raise ScenarioError([Fault("nucleolus", found, "somebody must pay more than alone", fix)])
    return limits + max(short, 0.0) / len(limits)


def _resolution(rows: Rows, levels: list[Interval]) -> list[str]:
    """Return how finely levels are resolved, where costs are only known within intervals.

    Levels closer than that can not be told apart. Stages go on all the same: the nucleolus moves no faster
    than a multiple of the costs, so that of the plans known is near that of exact costs, while a point of an
    unfinished stage may be far from it.
    """
    delta = 2.0 * rows.widest
    if delta <= rows.tolerance:
        return []
    note = f"resolved to {delta:.3g}, twice the widest interval of a cost"
    close = sum(abs(later.lower - earlier.lower) < delta for earlier, later in pairwise(levels))
    if close and rows.variant == "absolute":
        note += f"; {close} of {len(levels)} levels lie closer to the one before than that"
    if any(not np.isfinite(level.upper) for level in levels):
        note += "; the oracle did not prove all levels"
    return [note]


def equal_savings(game: Game) -> FloatArray:
    """Return the payments at which all save the same, shape (players,); one who can not do alone counts 0."""
    alone = np.where(np.isfinite(game.alone), game.alone, 0.0)
    payments: FloatArray = alone + (game.total.upper - alone.sum()) / len(game.players)
    return payments
