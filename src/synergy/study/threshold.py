r"""The carbon price at which the plan flips.

Where what is built differs between two prices, it flips somewhere between them; the interval is halved until
it is as narrow as asked for. Halves that both differ from the middle are followed both, so several flips are
told apart. A price that is all that changes is paid on less and less as it rises, so a plan that was left for
one that emits less is not taken again: flips are few.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Unpack

import pandas as pd

from synergy.cluster.check import unknown
from synergy.errors import Fault, ScenarioError
from synergy.scenario import Scenario
from synergy.study.outcome import (
    Outcome,
    Running,
    must_count_cost,
    needed,
    result_table,
    size_table,
    solved,
    title,
    units_of,
)
from synergy.study.study import Study
from synergy.study.sweeps import changed_cases

LEAST_SHARE = 1e-6
"""Smallest tolerance as a share of the interval that is looked at."""
COLUMNS = (
    "price",
    "price_low",
    "price_high",
    "enters",
    "leaves",
    "cost_low",
    "cost_high",
    "emissions_low",
    "emissions_high",
)


def carbon_price_threshold(
    scenario: Scenario,
    low: float = 0.0,
    high: float = 300.0,
    *,
    path: str | None = None,
    asset: str | None = None,
    tolerance: float = 0.5,
    **running: Unpack[Running],
) -> Study:
    """Return the prices at which other assets are built.

    Parameters
    ----------
    scenario : Scenario
        Of a single year, that minimises cost.
    low, high : float
        Where to look.
    path : str, optional
        The price, by dotted path; by default ``scope1`` of the scenario's only carbon price.
    asset : str, optional
        Only flips at which this asset is built, or no longer built.
    tolerance : float
        How narrow the interval around a flip becomes, in the unit of the price.
    **running
        ``options``, ``executor``, ``store``, ``on_event`` (see `synergy.study.outcome.Running`).

    Returns
    -------
    Study
        ``table``: a row for each flip, by rising price: ``price`` (the middle of ``price_low`` and
        ``price_high``, between which it lies), ``enters``, ``leaves``, and cost and emissions of the plans at
        both ends.

    Raises
    ------
    ScenarioError
        If the price, the asset or the interval can not be meant.
    InfeasibleError, UnboundedError
        If some price has no plan.

    Examples
    --------
    >>> import synergy
    >>> study = carbon_price_threshold(
    ...     synergy.examples.load("two-plants"), 100, 200, tolerance=50, executor=0
    ... )
    >>> study.table["enters"].tolist()
    ['mill-heat-pump']
    """
    stated = must_count_cost(scenario)
    price = path or _only_carbon_price(stated)
    if asset is not None and asset not in stated.cluster.assets:
        raise ScenarioError([unknown("asset", "asset", asset, stated.cluster.assets)])
    if not low < high or tolerance < LEAST_SHARE * (high - low):
        found = f"no interval from {low:g} to {high:g} to halve down to {tolerance:g}"
        raise ScenarioError([Fault("", found, fix="give low < high and a tolerance such as 0.5")])
    known: dict[float, Outcome] = {}

    def look_at(prices: Sequence[float]) -> None:
        changes = {f"{price} = {one:.10g}": {price: one} for one in prices}
        found = solved(changed_cases(stated, changes, running, labelled=True), running)
        known.update(zip(prices, map(needed, found), strict=True))

    def differ(one: float, other: float) -> bool:
        before, after = known[one].built, known[other].built
        return (asset in before) != (asset in after) if asset is not None else before != after

    look_at([low, high])
    wide = [(low, high)] if differ(low, high) else []
    flips: list[tuple[float, float]] = []
    while wide:
        narrow = [pair for pair in wide if pair[1] - pair[0] <= tolerance]
        flips += narrow
        halved = [pair for pair in wide if pair not in narrow]
        if halved:
            look_at([(start + end) / 2 for start, end in halved])
        halves = [half for start, end in halved for half in _halves(start, end)]
        wide = [half for half in halves if differ(*half)]
    outcomes = [known[one] for one in sorted(known)]
    table = pd.DataFrame([_flip(pair, known) for pair in sorted(flips)], columns=list(COLUMNS))
    return Study(
        "threshold",
        title("prices at which the plan flips", scenario),
        table,
        _units(stated),
        _notes(table, price, low, high, stated.currency),
        {"sizes": size_table(outcomes)},
        result_table(outcomes),
    )


def _only_carbon_price(scenario: Scenario) -> str:
    found = [policy.id for policy in scenario.policies if policy.kind == "carbon_price"]
    if len(found) == 1:
        return f"policies.{found[0]}.prices.scope1"
    told = f"the scenario has {len(found)} carbon prices"
    raise ScenarioError([Fault("path", told, fix="name one: path='policies.ID.prices.scope1'")])


def _halves(start: float, end: float) -> tuple[tuple[float, float], tuple[float, float]]:
    middle = (start + end) / 2
    return (start, middle), (middle, end)


def _flip(pair: tuple[float, float], known: dict[float, Outcome]) -> tuple[object, ...]:
    before, after = known[pair[0]], known[pair[1]]
    return (
        sum(pair) / 2,
        *pair,
        ", ".join(sorted(after.built - before.built)),
        ", ".join(sorted(before.built - after.built)),
        before.figure("cost"),
        after.figure("cost"),
        before.figure("emissions"),
        after.figure("emissions"),
    )


def _units(scenario: Scenario) -> dict[str, str]:
    units, price = units_of(scenario), f"{scenario.currency}/t"
    ends = {f"{name}_{end}": units[name] for name in ("cost", "emissions") for end in ("low", "high")}
    return {**units, **ends, "price": price, "price_low": price, "price_high": price}


def _notes(table: pd.DataFrame, path: str, low: float, high: float, money: str) -> tuple[str, ...]:
    if not len(table):
        return (f"the same assets are built at {path} = {low:g} and at {high:g} {money}/t",)
    notes = []
    for row in table.to_dict("records"):
        told = [f"{row[word]} {word}" for word in ("enters", "leaves") if row[word]]
        notes.append(f"at {row['price']:,.1f} {money}/t {' and '.join(told)}")
    return tuple(notes)
