r"""The value of synergy: what owners save by planning together, and where it comes from.

.. math:: V = \sum_i C(\{i\}) - C(N)

All costs are known to an interval, from what no plan can beat to the plan that was found, so :math:`V` is
told as an interval too: :math:`[\sum_i \underline{C}(\{i\}) - \overline{C}(N), \; \sum_i \overline{C}(\{i\})
- \underline{C}(N)]`. Where it holds zero, no saving is shown to exist.

What an owner does alone is a matter of definition. Three counterfactuals have names:

====================  ====================================================================================
``self_build``        It may build what it owns, and what nobody plays for, such as a public corridor, for
                      itself alone: `Scenario.restrict`. The default.
``islanded``          Only its own sites: no new asset that nobody plays for, and nothing new in corridors.
                      The largest value, it flatters the project.
``common_carrier``    As ``self_build``, beside assets that stand for existing or regulated infrastructure at
                      its published tariff (``published``); they are there for everybody together as well.
                      The smallest value, and the honest one where such a carrier exists.
====================  ====================================================================================
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Literal, Unpack, get_args

import pandas as pd

from synergy.errors import Fault, ScenarioError, did_you_mean
from synergy.formulation.membership import Players, players_of
from synergy.plan.plan import Plan
from synergy.plan.store import load_plan
from synergy.scenario import Scenario
from synergy.study.case import Case
from synergy.study.cluster_game import owners_of_something
from synergy.study.outcome import (
    Outcome,
    Running,
    must_count_cost,
    needed,
    options_of,
    result_table,
    solved,
    title,
)
from synergy.study.study import Study

Counterfactual = Literal["self_build", "islanded", "common_carrier"]
TOGETHER = "together"
ALONE = "alone: "
NOTHING = 1e-9
"""Shares of the value below this are rounding."""


def value_of_synergy(
    scenario: Scenario,
    players: str | Iterable[str] | Mapping[str, Iterable[str]] = "owner",
    counterfactual: Counterfactual = "self_build",
    *,
    published: Mapping[str, Mapping[str, Any]] | None = None,
    **running: Unpack[Running],
) -> Study:
    """Return what owners save by planning together.

    Parameters
    ----------
    scenario : Scenario
    players : "owner", iterable of str, or mapping of str to owners
        Who could act alone; what other owners have is there for everybody.
    counterfactual : {"self_build", "islanded", "common_carrier"}
        What acting alone means.
    published : mapping of str to mapping, optional
        Further assets by id, as in a scenario file, that stand for a carrier at its published tariff.
    **running
        ``options``, ``executor``, ``store``, ``on_event`` (see `synergy.study.outcome.Running`).

    Returns
    -------
    Study
        ``table``: a row for each player and one for all together: ``player``, ``alone_low``, ``alone``
        (cost of its own plan, and what no plan of its own beats), ``own_share`` (cost of its assets in the
        joint plan, before any payment between owners), ``emissions_alone``. ``parts``: ``by category``,
        ``by carrier`` and ``by kind``: yearly cost alone, together and saved.

    Raises
    ------
    ScenarioError
        If a player can not do alone what it must, with every such player, or an argument does not fit.

    Examples
    --------
    >>> import synergy
    >>> study = value_of_synergy(synergy.examples.load("two-plants"))
    >>> study.table["player"].tolist()
    ['acid', 'paper', 'together']
    """
    whole, who = _prepared(scenario, players, counterfactual, published)
    cases = [Case(TOGETHER, whole, {"player": TOGETHER}, options_of(running))]
    refused: list[Fault] = []
    for player in who:
        try:
            alone = alone_scenario(whole, who, player, counterfactual)
        except ScenarioError as error:
            refused += [replace(fault, place=f"{player} alone: {fault.place}") for fault in error.faults]
            continue
        cases.append(Case(f"{ALONE}{player}", alone, {"player": player}, options_of(running)))
    if refused:
        raise ScenarioError(refused)
    outcomes = solved(cases, running)
    without = [outcome for outcome in outcomes[1:] if outcome.result.status == "infeasible"]
    if without:
        why, fix = (
            "alone it has no cost to compare with",
            "give it a way of its own, or a price of unserved demand",
        )
        raise ScenarioError([Fault(one.case.name, "has no plan of its own", why, fix) for one in without])
    for outcome in outcomes:
        needed(outcome)
    return _study(whole, who, counterfactual, outcomes)


def alone_scenario(
    scenario: Scenario, players: Players, player: str, counterfactual: Counterfactual
) -> Scenario:
    """Return what one player could do by itself.

    Parameters
    ----------
    scenario : Scenario
    players : mapping of str to owners
        All players and the owners behind each.
    player : str
    counterfactual : {"self_build", "islanded", "common_carrier"}
    """
    playing = frozenset[str]().union(*players.values())
    alone = scenario.restrict((set(scenario.cluster.owners) - playing) | players[player])
    if counterfactual != "islanded":
        return alone
    cluster, kept = alone.cluster, []
    for asset in cluster.assets.values():
        own = cluster.owner_of(asset) in players[player] and asset.place == "site"
        left = asset if own else asset.as_it_stands()
        kept += [] if left is None else [left]
    return alone.with_cluster(cluster.holding(kept))


def _prepared(
    scenario: Scenario,
    players: str | Iterable[str] | Mapping[str, Iterable[str]],
    counterfactual: str,
    published: Mapping[str, Mapping[str, Any]] | None,
) -> tuple[Scenario, Players]:
    faults = []
    if counterfactual not in get_args(Counterfactual):
        known = get_args(Counterfactual)
        found = f"'{counterfactual}'{did_you_mean(str(counterfactual), known)}"
        faults.append(Fault("counterfactual", found, fix=f"write one of {', '.join(known)}"))
    if counterfactual == "common_carrier" and not published:
        fix = "give published={id: {kind: market, ...}}"
        faults.append(Fault("published", "nothing", "a common carrier needs its tariff", fix))
    if faults:
        raise ScenarioError(faults)
    whole = must_count_cost(scenario)
    if published:
        whole = whole.with_({f"assets.{key}": dict(data) for key, data in published.items()})
    named = owners_of_something(whole.cluster) if isinstance(players, str) else players
    return whole, players_of(whole.cluster.owners, named)


def _study(scenario: Scenario, players: Players, counterfactual: str, outcomes: list[Outcome]) -> Study:
    joint, alone = outcomes[0], outcomes[1:]
    plans = [_plan(outcome) for outcome in outcomes]
    player_of = {owner: player for player, owners in players.items() for owner in owners}
    own = plans[0].costs.assign(player=plans[0].costs["owner"].map(player_of)).groupby("player")["cost"].sum()
    rows = [
        {
            "player": player,
            "alone_low": _bound(outcome),
            "alone": outcome.figure("cost"),
            "own_share": float(own.get(player, 0.0)),
            "emissions_alone": outcome.figure("emissions"),
        }
        for player, outcome in zip(players, alone, strict=True)
    ]
    table = pd.DataFrame(rows)
    low = float(table["alone_low"].sum()) - joint.figure("cost")
    high = float(table["alone"].sum()) - _bound(joint)
    total = {
        "player": TOGETHER,
        "alone_low": _bound(joint),
        "alone": joint.figure("cost"),
        "own_share": float(plans[0].costs["cost"].sum()),
        "emissions_alone": joint.figure("emissions"),
    }
    emitted = float(table["emissions_alone"].sum()) - joint.figure("emissions")
    money = f"{scenario.currency}/a"
    units = dict.fromkeys(("alone_low", "alone", "own_share", "together", "saved"), money)
    return Study(
        "synergy",
        title("value of synergy", scenario),
        pd.concat([table, pd.DataFrame([total])], ignore_index=True),
        {**units, "emissions_alone": "t CO2e/a"},
        _notes(low, high, float(table["alone"].sum()), emitted, counterfactual, money),
        {f"by {key}": _split(scenario, plans, key) for key in ("category", "carrier", "kind")},
        result_table(outcomes),
    )


def _notes(
    low: float, high: float, alone: float, emitted: float, counterfactual: str, money: str
) -> tuple[str, ...]:
    if low <= 0.0 <= high:
        told = (
            f"no saving is shown: it lies between {low:,.0f} and {high:,.0f} {money}; ask for a smaller gap"
        )
    else:
        told = (
            f"together {between(low, high)} {money} are saved, {low / abs(alone):.1%} of what all pay alone"
        )
    avoided = f"{abs(emitted):,.0f} t CO2e/a {'less' if emitted >= 0 else 'more'} are emitted together"
    return told, avoided, f"alone means {counterfactual.replace('_', ' ')}"


def between(low: float, high: float) -> str:
    """Return an interval of money in words, or one number where both ends read the same."""
    ends = dict.fromkeys((f"{low:,.0f}", f"{high:,.0f}"))
    return " to ".join(ends)


def _bound(outcome: Outcome) -> float:
    bound = outcome.figure("bound")
    cost = outcome.figure("cost")
    return cost if bound != bound else min(bound, cost)  # NaN where the plan is proven best without a bound


def _plan(outcome: Outcome) -> Plan:
    assert outcome.result.plan_file is not None  # noqa: S101  # solved, so it is stored
    return load_plan(outcome.result.plan_file)


def _split(scenario: Scenario, plans: list[Plan], key: str) -> pd.DataFrame:
    """Return yearly cost alone and together by category, carrier or kind of asset, largest saving first."""
    assets = scenario.cluster.assets

    def labelled(plan: Plan) -> pd.Series[float]:
        costs = plan.costs
        if key == "category":
            labels = costs["category"]
        elif key == "kind":
            labels = costs["asset"].map(lambda name: assets[name].kind if name in assets else "surplus")
        else:
            labels = costs["asset"].map(
                lambda name: assets[name].reference_carrier if name in assets else "surplus"
            )
        return costs.groupby(labels.rename(key), sort=False)["cost"].sum()

    together = labelled(plans[0])
    alone = pd.concat([labelled(plan) for plan in plans[1:]]).groupby(level=0, sort=False).sum()
    table = pd.DataFrame({"alone": alone, "together": together}).fillna(0.0).rename_axis(key)
    table["saved"] = table["alone"] - table["together"]
    table = table[(table[["alone", "together"]].abs() > NOTHING).any(axis=1)]
    return table.sort_values("saved", ascending=False).reset_index()
