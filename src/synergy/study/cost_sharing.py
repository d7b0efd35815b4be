"""Who should pay what: rules side by side on the game of a cluster's owners, as one study."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from synergy.scenario import Scenario
from synergy.sharing.comparison import Comparison, Wanted, compare
from synergy.sharing.game import Game
from synergy.sharing.rules.shapley import Sampling
from synergy.solver.options import SolveOptions
from synergy.study.outcome import must_count_cost, title
from synergy.study.study import Study
from synergy.study.synergy_value import between

RULES = ("nucleolus", "shapley", "equal_profit", "equal_savings", "aca", "stand_alone")
"""What companies propose, and what keeps them together."""
FEW_PLAYERS = 8
"""Beyond, the Shapley value is estimated: with more players most of the time would go into its coalitions."""
BUDGET = 200
"""Coalitions that an estimate may ask for."""


def share(
    scenario: Scenario,
    rules: Sequence[Wanted] | None = None,
    players: str | Iterable[str] | Mapping[str, Iterable[str]] = "owner",
    *,
    options: SolveOptions | None = None,
    game: Game | None = None,
) -> Study:
    """Return who would pay what under several rules, who objects to each, and which one to take.

    Parameters
    ----------
    scenario : Scenario
    rules : sequence, optional
        Names of rules, names with options, or amounts of any origin, such as ``Allocation("postage stamp",
        payments)``. By default six; the Shapley value is estimated for more than eight players.
    players : "owner", iterable of str, or mapping of str to owners
        Who shares; what other owners have is there for everybody.
    options : SolveOptions, optional
        How coalitions are solved.
    game : Game, optional
        The game of these players, where it is known already: what it was asked before is not solved again.

    Returns
    -------
    Study
        ``table``: a row for each rule and player: ``rule``, ``player``, ``alone``, ``pays``, ``width`` (of
        the interval of what it pays, where one is known), ``saves``, ``saves_share``. ``parts``: ``rules``,
        a row for each rule: who objects most and what they would gain at least and at most, and which
        principles hold; ``undefined``, rules that say nothing here, and why. ``notes``: the recommendation.

    Examples
    --------
    >>> import synergy
    >>> study = share(synergy.examples.load("two-plants"), ["nucleolus"])
    >>> study.table["saves"].round(-3).tolist()
    [3008000.0, 3008000.0]
    """
    whole = must_count_cost(scenario)
    played = Game.from_cluster(whole, players, options) if game is None else game
    chosen = _default(played) if rules is None else rules
    found = compare(played, chosen)
    money = f"{whole.currency}/a"
    units = dict.fromkeys(("alone", "pays", "width", "saves", "gain", "gain_most"), money) | {
        "saves_share": "%"
    }
    return Study(
        "share",
        title("who pays what", whole),
        _table(found),
        units,
        _notes(found, played, money),
        {"rules": _rules(found), **_undefined(found)},
    )


def _default(game: Game) -> list[Wanted]:
    sampled = ("shapley", {"sampling": Sampling(budget=BUDGET)})
    return [sampled if name == "shapley" and len(game.players) > FEW_PLAYERS else name for name in RULES]


def _table(found: Comparison) -> pd.DataFrame:
    table = pd.DataFrame(found.amounts_table())
    names = {"amount": "pays", "saves_percent": "saves_share"}
    columns = ["rule", "player", "alone", "pays", "width", "saves", "saves_share"]
    return table.rename(columns=names).reindex(columns=columns)


def _rules(found: Comparison) -> pd.DataFrame:
    table = pd.DataFrame(found.rules_table()).rename(columns={"gain_bound": "gain_most"})
    return table.drop(columns="margin", errors="ignore")


def _undefined(found: Comparison) -> dict[str, pd.DataFrame]:
    if not found.undefined:
        return {}
    return {"undefined": pd.DataFrame(list(found.undefined.items()), columns=["rule", "why"])}


def _notes(found: Comparison, game: Game, money: str) -> tuple[str, ...]:
    saved = found.saved
    told = [f"together {between(saved.lower, saved.upper)} {money} are saved"]
    if saved.lower <= 0.0 <= saved.upper:
        told = [f"no saving is shown: it lies between {saved.lower:,.0f} and {saved.upper:,.0f} {money}"]
    if found.grant is not None:
        grant = found.grant.grant
        told.append(
            f"a grant of {grant.upper:,.0f} {money} would keep everybody, at least {grant.lower:,.0f}"
        )
    told.append(str(found.recommendation))
    every = 2 ** len(game.players) - 1
    told.append(
        f"asked for {game.counts.costs} of {every:,} coalitions and {game.counts.separations} objections"
    )
    return (*told, *(f"{rule} says nothing here: {why}" for rule, why in found.undefined.items()))
