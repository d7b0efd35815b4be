"""Which principles of fairness a split keeps: facts of the game at hand, or known of the rule."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from synergy.sharing.allocation import Allocation, Stability
from synergy.sharing.amount import amount
from synergy.sharing.game import Game
from synergy.sharing.oracle import FloatArray
from synergy.sharing.rule import Rule
from synergy.sharing.tabulated import Tabulated


@dataclass(frozen=True)
class Axiom:
    """One principle, and whether a split keeps it.

    Parameters
    ----------
    name : str
        In words, e.g. ``"nobody worse than alone"``.
    holds : bool or None
        None where it is not known.
    checked : bool
        Whether that is a fact of this game; otherwise a property of the rule on all games.
    detail : str
        Where it fails, why it is not known, or the source.
    """

    name: str
    holds: bool | None
    checked: bool
    detail: str = ""


def axioms(
    game: Game, allocation: Allocation, stability: Stability, table: Tabulated | None, rule: Rule | None
) -> tuple[Axiom, ...]:
    """Return which principles an allocation keeps.

    Parameters
    ----------
    game : Game
    allocation : Allocation
    stability : Stability
        Of the allocation.
    table : Tabulated, optional
        Costs of all coalitions; without it equals and those who bring nothing are not known.
    rule : Rule, optional
        For what is known in general.
    """
    payments = game.payments(allocation.amounts)
    unsure = np.array([allocation.widths.get(player, 0.0) for player in game.players])
    near = 10.0 * stability.tolerance
    return (
        Axiom("efficient", abs(stability.missing) <= near, True, _left_open(stability.missing, near)),
        _worse_than_alone(game, payments, near),
        Axiom("nobody gains by leaving", stability.stable, True, objection_in_words(stability)),
        _equals(game, payments, table, near + unsure),
        _dummies(game, payments, table, near + unsure),
        Axiom("additive", rule.additive if rule else None, False, rule.source if rule else ""),
        Axiom("monotone", rule.monotone if rule else None, False, rule.source if rule else ""),
    )


def objection_in_words(stability: Stability) -> str:
    """Return who would gain by leaving, or how much the nearest to it would lose.

    Examples
    --------
    >>> objection_in_words(Stability(frozenset({"a", "b"}), 3.0, 3.0, 1e-9))
    'a, b gain 3 by leaving'
    >>> objection_in_words(Stability(frozenset({"a"}), -2.0, -2.0, 1e-9))
    'every group loses at least 2 by leaving; nearest to it: a'
    """
    if stability.coalition is None:
        return "there is nobody to leave with"
    who = ", ".join(sorted(stability.coalition))
    if stability.gain > stability.tolerance:
        beyond = (
            f", and nobody more than {amount(stability.bound)}"
            if stability.bound > stability.gain * 1.0001
            else ""
        )
        return f"{who} gain {amount(stability.gain)} by leaving{beyond}"
    if stability.stable is None:
        return f"not proven: somebody might gain up to {amount(stability.bound)} by leaving"
    if stability.bound > -stability.tolerance:
        return f"nobody gains by leaving, but it costs {who} nothing"
    return f"every group loses at least {amount(-stability.bound)} by leaving; nearest to it: {who}"


def _left_open(missing: float, near: float) -> str:
    if abs(missing) <= near:
        return ""
    return (
        f"{amount(missing)} is not covered" if missing > 0.0 else f"{amount(-missing)} too much is collected"
    )


def _worse_than_alone(game: Game, payments: FloatArray, near: float) -> Axiom:
    worse = payments - game.alone
    who = [f"{game.players[at]} by {amount(worse[at])}" for at in np.flatnonzero(worse > near)]
    return Axiom("nobody worse than alone", not who, True, ", ".join(who))


def _equals(game: Game, payments: FloatArray, table: Tabulated | None, near: FloatArray) -> Axiom:
    name = "equals pay the same"
    if table is None:
        return Axiom(name, None, True, "not all coalitions were looked at")
    broken = []
    for group in table.equals():
        some = list(group)
        if np.ptp(payments[some]) > 2.0 * near[some].max() + table.tolerance:
            broken.append(", ".join(game.players[at] for at in some))
    return Axiom(name, not broken, True, "; ".join(broken))


def _dummies(game: Game, payments: FloatArray, table: Tabulated | None, near: FloatArray) -> Axiom:
    name = "who brings nothing pays the cost alone"
    if table is None:
        return Axiom(name, None, True, "not all coalitions were looked at")
    broken = [
        game.players[at]
        for at in table.dummies()
        if abs(payments[at] - game.alone[at]) > near[at] + table.tolerance
    ]
    return Axiom(name, not broken, True, ", ".join(broken))
