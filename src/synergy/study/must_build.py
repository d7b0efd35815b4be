r"""What to build whatever comes, what never, and what it depends on, with the regret in money.

Each scenario :math:`s` is solved as it is, and once more for each asset :math:`a` that any of them builds:
without it where its plan has it, with it where its plan has not,

.. math::

    R^{\text{without}}_{as} = C_s(x_a = 0) - C_s^*, \qquad
    R^{\text{with}}_{as} = C_s(x_a \ge \underline{x}_a) - C_s^*,

where :math:`\underline{x}_a` is the smallest size that any scenario's plan has of it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal, Unpack

import pandas as pd

from synergy.cluster.asset import Investment
from synergy.cluster.policy import Policy
from synergy.errors import Fault, ScenarioError
from synergy.policies.ban import Ban
from synergy.policies.mandate import Mandate
from synergy.scenario import Scenario
from synergy.study.case import Case
from synergy.study.outcome import (
    Outcome,
    Running,
    failures,
    must_count_cost,
    needed,
    options_of,
    result_table,
    size_table,
    solved,
    units_of,
)
from synergy.study.study import Study

FORCED, FORBIDDEN = "no-regret-with", "no-regret-without"
"""Ids of the policies that ask for an asset, or forbid it."""
ROUNDING = 1e-6
"""Share of a size by which less is asked for, so that rounding makes nothing impossible."""
Verdict = Literal["must build", "never", "depends"]


def no_regret(scenarios: Mapping[str, Scenario], **running: Unpack[Running]) -> Study:
    """Return which assets to build in every scenario, which in none, and what the others depend on.

    Parameters
    ----------
    scenarios : mapping of str to Scenario
        By name; all of a single year and minimising cost.
    **running
        ``options``, ``executor``, ``store``, ``on_event`` (see `synergy.study.outcome.Running`).

    Returns
    -------
    Study
        ``table``: a row for each asset that can be built: ``asset``, ``owner``, ``verdict``, ``built_in`` and
        ``not_built_in`` (names of scenarios), ``regret_without`` and ``regret_with`` (the largest over the
        scenarios; infinite where there is no plan), ``forced_size`` with its ``unit``.
        ``parts["regret"]``: the same asset by asset and scenario.

    Raises
    ------
    ScenarioError
        If there are no scenarios, or one does not minimise cost.
    InfeasibleError, UnboundedError
        If a scenario has no plan.

    Examples
    --------
    >>> import synergy
    >>> base = synergy.examples.load("two-plants")
    >>> futures = {"today": base, "later": base.with_({"policies.carbon.prices.scope1": 200})}
    >>> table = no_regret(futures, executor=0).table.set_index("asset")
    >>> table["verdict"].to_dict()
    {'steam-line': 'must build', 'mill-heat-pump': 'depends', 'mill-electric-boiler': 'never'}
    """
    if not scenarios:
        raise ScenarioError([Fault("scenarios", "none are given", fix="give one or more, by name")])
    for one in scenarios.values():
        must_count_cost(one)
    options = options_of(running)
    alone = solved([Case(name, one, {}, options) for name, one in scenarios.items()], running)
    best = {name: needed(one) for name, one in zip(scenarios, alone, strict=True)}
    sizes = _smallest(best)
    cases = [
        Case(
            f"{name} {'without' if asset in one.built else 'with'} {asset}",
            _other(scenarios[name], asset, sizes[asset], built=asset in one.built),
            {"asset": asset, "scenario": name},
            options,
        )
        for asset in sizes
        for name, one in best.items()
        if asset in scenarios[name].cluster.assets
    ]
    others = solved(cases, running)
    long = _long(others, best)
    first = next(iter(scenarios.values()))
    money = units_of(first)["cost"]
    table = _table(long, sizes, scenarios)
    return Study(
        "no-regret",
        f"{first.name}: what to build whatever comes".lstrip(": "),
        table,
        {**units_of(first), **dict.fromkeys(("regret", "regret_with", "regret_without"), money)},
        (*_notes(table), *failures(others)),
        {"regret": long, "sizes": size_table(alone)},
        result_table([*alone, *others]),
    )


def _smallest(best: Mapping[str, Outcome]) -> dict[str, float]:
    """Return the smallest new capacity that any plan has of each asset that some plan builds."""
    found: dict[str, float] = {}
    for one in best.values():
        for asset in sorted(one.built):
            size = one.size_of(asset)
            if size > 0:
                found[asset] = min(found.get(asset, math.inf), size)
    return found


def _other(scenario: Scenario, asset: str, size: float, *, built: bool) -> Scenario:
    """Return the scenario without an asset that its plan builds, or with one that it does not."""
    record = scenario.cluster.assets[asset]
    standing = record.standing if isinstance(record, Investment) else 0.0
    policy: Policy = (
        Ban(id=FORBIDDEN, assets=(asset,))
        if built
        else Mandate(id=FORCED, assets=(asset,), capacity=standing + size * (1 - ROUNDING))
    )
    return replace(scenario, policies=(*scenario.policies, policy))


def _long(others: Sequence[Outcome], best: Mapping[str, Outcome]) -> pd.DataFrame:
    rows = []
    for one in others:
        asset, name = str(one.case.labels["asset"]), str(one.case.labels["scenario"])
        least = best[name].figure("cost")
        rows.append(
            {
                "asset": asset,
                "scenario": name,
                "built": asset in best[name].built,
                "regret": max(0.0, one.figure("cost") - least) if one.solved else math.inf,
                "status": one.result.status,
            }
        )
    return pd.DataFrame(rows, columns=["asset", "scenario", "built", "regret", "status"])


def _table(long: pd.DataFrame, sizes: Mapping[str, float], scenarios: Mapping[str, Scenario]) -> pd.DataFrame:
    known = {key: one for scenario in scenarios.values() for key, one in scenario.cluster.assets.items()}
    first = {key: one.cluster for one in reversed(list(scenarios.values())) for key in one.cluster.assets}
    rows: list[dict[str, Any]] = []
    for key, asset in known.items():
        if not isinstance(asset, Investment) or not asset.buildable:
            continue
        own = long[long["asset"] == key]
        built = own["built"].astype(bool)
        verdict: Verdict = "never" if key not in sizes else "must build" if built.all() else "depends"
        rows.append(
            {
                "asset": key,
                "owner": first[key].owner_of(asset) or "",
                "verdict": verdict,
                "built_in": ", ".join(own["scenario"][built]),
                "not_built_in": ", ".join(own["scenario"][~built] if key in sizes else scenarios),
                "regret_without": float(own["regret"][built].max()),
                "regret_with": float(own["regret"][~built].max()),
                "forced_size": sizes.get(key, math.nan),
                "unit": asset.size_unit("capacity", first[key].carriers[asset.reference_carrier]),
            }
        )
    order = {"must build": 0, "depends": 1, "never": 2}
    table = pd.DataFrame(rows)
    if not len(table):
        raise ScenarioError([Fault("assets", "nothing can be built", fix="give an asset a capacity_max")])
    return table.sort_values(
        "verdict", key=lambda column: column.map(order), kind="stable", ignore_index=True
    )


def _notes(table: pd.DataFrame) -> list[str]:
    notes = []
    for verdict in ("must build", "depends", "never"):
        own = table["asset"][table["verdict"] == verdict]
        if len(own):
            notes.append(f"{verdict}: {', '.join(own)}")
    return notes
