"""Rules side by side: what each player pays and saves, who objects, which principles hold, which to take."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from synergy.errors import Fault, ScenarioError
from synergy.sharing.allocation import Allocation, CostOfStability, Interval, Kind, LeastCore, Stability
from synergy.sharing.axioms import Axiom, axioms, objection_in_words
from synergy.sharing.game import Game
from synergy.sharing.recommendation import Recommendation, recommend
from synergy.sharing.rule import Rule, rule_named, rules
from synergy.sharing.tabulated import Tabulated, all_seen, tabulated

Wanted = str | Allocation | tuple[str, Mapping[str, Any]]
"""A rule's name, its name and options, or amounts of any origin."""


@dataclass(frozen=True)
class Verdict:
    """One rule on one game.

    Parameters
    ----------
    rule : str
    allocation : Allocation
    saves : mapping of str to float
        By player, cost alone less payment, money (in a game of profits what one gets beyond what one gets
        alone).
    saves_percent : mapping of str to float
        The same of the size of the cost alone; not a number where that is 0 or infinite.
    stability : Stability
        Who objects most and by how much.
    axioms : tuple of Axiom
        Principles kept or broken.
    """

    rule: str
    allocation: Allocation
    saves: Mapping[str, float]
    saves_percent: Mapping[str, float]
    stability: Stability
    axioms: tuple[Axiom, ...]

    @property
    def margin(self) -> float:
        """What every group loses at least by leaving; negative where one may gain."""
        return 0.0 - self.stability.bound


@dataclass(frozen=True)
class Comparison:
    """Rules on one game.

    Parameters
    ----------
    players : tuple of str
    kind : {"cost", "profit"}
        Whether amounts are paid or received.
    alone : mapping of str to float
        Cost (profit) of each alone, money.
    saved : Interval
        Value of synergy, money.
    least_core : LeastCore
        Smallest gain by leaving that any split leaves to somebody.
    grant : CostOfStability or None
        Smallest grant that keeps everybody; None where none is needed.
    verdicts : tuple of Verdict
        In the order asked for.
    undefined : mapping of str to str
        Rules that say nothing on this game, and why.
    recommendation : Recommendation
    """

    players: tuple[str, ...]
    kind: Kind
    alone: Mapping[str, float]
    saved: Interval
    least_core: LeastCore
    grant: CostOfStability | None
    verdicts: tuple[Verdict, ...]
    undefined: Mapping[str, str]
    recommendation: Recommendation

    def amounts_table(self) -> list[dict[str, Any]]:
        """Return one row for each rule and player: amount, its width, saving in money and in percent."""
        return [
            {
                "rule": verdict.rule,
                "player": player,
                "alone": self.alone[player],
                "amount": verdict.allocation.amounts[player],
                "width": verdict.allocation.widths.get(player, 0.0),
                "saves": verdict.saves[player],
                "saves_percent": verdict.saves_percent[player],
            }
            for verdict in self.verdicts
            for player in self.players
        ]

    def rules_table(self) -> list[dict[str, Any]]:
        """Return one row for each rule: who objects most, by how much, and which principles hold."""
        return [
            {
                "rule": verdict.rule,
                "objecting": ", ".join(sorted(verdict.stability.coalition or ())),
                "gain": verdict.stability.gain,
                "gain_bound": verdict.stability.bound,
                "margin": verdict.margin,
                "in_words": objection_in_words(verdict.stability),
                **{axiom.name: axiom.holds for axiom in verdict.axioms},
            }
            for verdict in self.verdicts
        ]


def compare(
    game: Game, rules: Sequence[Wanted] | None = None, all_coalitions: bool | None = None
) -> Comparison:
    """Return rules side by side, and which one to take.

    Parameters
    ----------
    game : Game
    rules : sequence, optional
        Names of rules, names with options, or allocations of any origin, e.g. a tariff somebody proposes. By
        default every rule that needs no options; among them the Shapley value asks for all coalitions of up
        to 14 players.
    all_coalitions : bool, optional
        Whether to look at all coalitions to find equals and who brings nothing; by default only where their
        costs are known already.

    Returns
    -------
    Comparison
        Rules not defined on this game stand in ``undefined``, with the reason.

    Raises
    ------
    ScenarioError
        If a name is no rule.

    Examples
    --------
    >>> costs = {("a",): 4.0, ("b",): 4.0, ("c",): 4.0, ("a", "b"): 5.0, ("a", "c"): 8.0, ("b", "c"): 8.0}
    >>> found = compare(Game.from_table(costs | {("a", "b", "c"): 9.0}), ["equal", "shapley"])
    >>> found.verdicts[0].stability.gain, found.recommendation.rule
    (1.0, 'shapley')
    """
    allocations, undefined = _allocations(game, rules)
    table = tabulated(game) if all_coalitions or (all_coalitions is None and all_seen(game)) else None
    verdicts = tuple(_verdict(game, found, table, rule) for found, rule in allocations)
    least_core = game.least_core()
    grant = None if least_core.core_exists else game.cost_of_stability()
    saved = game.value_of_synergy()
    stabilities = {verdict.rule: verdict.stability for verdict in verdicts}
    return Comparison(
        players=game.players,
        kind=game.kind,
        alone=_by_player(game, game.sign * game.alone),
        saved=saved,
        least_core=least_core,
        grant=grant,
        verdicts=verdicts,
        undefined=undefined,
        recommendation=recommend(saved, least_core, grant, stabilities),
    )


def _allocations(
    game: Game, wanted: Sequence[Wanted] | None
) -> tuple[list[tuple[Allocation, Rule | None]], dict[str, str]]:
    if isinstance(wanted, str):
        wanted = [wanted]
    if wanted is None:
        wanted = [name for name, rule in rules().items() if not rule.needs]
    # Names are read first: a slip of the pen should not wait for costs to be found.
    asked: list[Allocation | tuple[Rule, Mapping[str, Any]]] = []
    for one in wanted:
        if isinstance(one, Allocation):
            asked.append(one)
        else:
            name, options = (one, {}) if isinstance(one, str) else one
            asked.append((_with_all(rule_named(name), options), options))
    found: list[tuple[Allocation, Rule | None]] = []
    undefined: dict[str, str] = {}
    for each in asked:
        if isinstance(each, Allocation):
            found.append((each, None))
            continue
        rule, options = each
        try:
            found.append((rule(game, **options), rule))
        except ScenarioError as error:
            undefined[rule.name] = str(error)
    return found, undefined


def _with_all(rule: Rule, options: Mapping[str, Any]) -> Rule:
    """Return the rule, or fail where it is not told what it needs."""
    missing = [name for name in rule.needs if name not in options]
    if missing:
        fix = f"give it in Python: compare(game, [({rule.name!r}, {{{missing[0]!r}: ...}})])"
        raise ScenarioError([Fault(f"rule.{rule.name}", f"needs {', '.join(missing)}", fix=fix)])
    return rule


def _verdict(game: Game, allocation: Allocation, table: Tabulated | None, rule: Rule | None) -> Verdict:
    payments = game.payments(allocation.amounts)
    stability = game.stability(allocation.amounts)
    saves = game.alone - payments
    size = np.abs(game.alone)
    percent = np.full(len(saves), np.nan)
    told = np.isfinite(size) & (game.sign * game.alone > stability.tolerance)
    percent[told] = 100.0 * saves[told] / size[told]
    return Verdict(
        rule=allocation.rule,
        allocation=allocation,
        saves=_by_player(game, saves),
        saves_percent=_by_player(game, percent),
        stability=stability,
        axioms=axioms(game, allocation, stability, table, rule),
    )


def _by_player(game: Game, numbers: np.ndarray) -> dict[str, float]:
    return {player: float(number) for player, number in zip(game.players, numbers, strict=True)}
