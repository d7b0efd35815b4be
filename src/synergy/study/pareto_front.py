r"""The front of cost and net emissions, by the augmented epsilon-constraint method.

The end points are lexicographic: least cost and among such plans least emissions, :math:`E_1`, and least
emissions and among such plans least cost, :math:`E_n`. Between them the cap

.. math:: E \le \epsilon_k = E_1 - \frac{k}{n - 1} (E_1 - E_n), \qquad k = 1, \dots, n - 2

is put on net emissions, and cost and then emissions are minimised. Mavrotas (2009) rewards the slack of the
cap with a small weight, so that no plan is found that emits more than another of the same cost; the second
stage of a lexicographic objective does so exactly, and needs no weight. What is still dominated, as caps
between two plans of a jump are, is left out.

The knee is the point furthest from the chord between the end points, with both measures scaled to 0 to 1.
Between neighbours the cost of abatement is :math:`(C_{k+1} - C_k) / (E_k - E_{k+1})`.

References
----------
G. Mavrotas, "Effective implementation of the epsilon-constraint method in multi-objective mathematical
programming problems", Applied Mathematics and Computation 213 (2009).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any, Unpack

import numpy as np
import pandas as pd

from synergy.errors import Fault, ScenarioError
from synergy.objective import Objective
from synergy.policies.emission_cap import EmissionCap
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
    title,
    units_of,
)
from synergy.study.study import Study

CAP = "pareto-cap"
"""Id of the policy that caps net emissions."""
SAME = 1e-5
"""Relative distance below which two figures of plans are one."""
STEP_COLUMNS = ("step", "asset", "owner", "measure", "before", "after", "change", "unit", "per_tonne")


def pareto(scenario: Scenario, points: int = 9, **running: Unpack[Running]) -> Study:
    """Return the front of cost and net emissions: what each further tonne avoided costs, and by what.

    Parameters
    ----------
    scenario : Scenario
        Of a single year, that minimises cost.
    points : int
        Points asked for, end points included; fewer are there where plans jump.
    **running
        ``options``, ``executor``, ``store``, ``on_event`` (see `synergy.study.outcome.Running`).

    Returns
    -------
    Study
        ``table``: a row for each point from least cost to least emissions: ``point``, ``cost``, ``bound``
        (no plan under the same cap costs less), ``emissions``, ``capital``, ``abatement_cost`` (money per t
        from the point before), ``knee``. ``parts["steps"]``: what each asset changes in size, cost and
        emissions from one point to the next; ``per_tonne`` of the costs add up to ``abatement_cost``.
        ``parts["sizes"]``: what is built at each point.

    Raises
    ------
    ScenarioError
        If fewer than two points are asked for, or cost is not what the scenario minimises.
    InfeasibleError, UnboundedError
        If an end point has no plan.

    Examples
    --------
    >>> import synergy
    >>> study = pareto(synergy.examples.load("two-plants"), points=4, executor=0)
    >>> bool(study.table["emissions"].is_monotonic_decreasing and study.table["cost"].is_monotonic_increasing)
    True
    """
    stated = must_count_cost(scenario)
    if points < 2:
        raise ScenarioError([Fault("points", f"{points} points make no front", fix="ask for 2 or more")])
    options = options_of(running)
    cost_first, emissions_first = Objective.of("cost", "emissions"), Objective.of("emissions", "cost")
    names = ("least cost", "least emissions")
    ends = [
        Case(name, replace(stated, objective=objective), {}, options)
        for name, objective in zip(names, (cost_first, emissions_first), strict=True)
    ]
    first, last = (needed(outcome) for outcome in solved(ends, running))
    most, least = first.figure("emissions"), last.figure("emissions")
    lexicographic = replace(stated, objective=cost_first)
    inner_points = points if most - least > _near(most) else 2
    caps = np.linspace(most, least, inner_points)[1:-1]
    inner = [
        Case(f"at most {cap:.6g} t", _capped(lexicographic, float(cap)), {"cap": float(cap)}, options)
        for cap in caps
    ]
    outcomes = [first, *solved(inner, running), last]
    front = _efficient(outcomes)
    table = _front_table(front)
    return Study(
        "pareto",
        title("cost and emissions", scenario),
        table,
        _units(stated),
        (*_notes(table, points, stated), *failures(outcomes)),
        {"steps": _steps(front, stated), "sizes": size_table(front)},
        result_table(outcomes),
    )


def _capped(scenario: Scenario, limit: float) -> Scenario:
    cap = EmissionCap(id=CAP, limit=limit)
    return replace(scenario, policies=(*scenario.policies, cap))


def _efficient(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """Return those that no other one matches in both measures, from least cost to least emissions."""
    found = [one for one in outcomes if one.solved]
    kept: list[Outcome] = []
    for one in sorted(found, key=lambda one: (one.figure("emissions"), one.figure("cost"))):
        # From the least emissions up: what emits more must cost less.
        if not kept or (
            one.figure("cost") < kept[-1].figure("cost") - _near(kept[-1].figure("cost"))
            and one.figure("emissions") > kept[-1].figure("emissions") + _near(one.figure("emissions"))
        ):
            kept.append(one)
    return kept[::-1]


def _near(value: float) -> float:
    return SAME * max(1.0, abs(value))


def _front_table(front: Sequence[Outcome]) -> pd.DataFrame:
    names = ("cost", "bound", "emissions", "capital")  # emissions first: their bound, and none of cost
    table = pd.DataFrame({name: [one.figure(name) for one in front] for name in names})
    table["abatement_cost"] = -table["cost"].diff() / table["emissions"].diff()
    table["knee"] = _is_knee(table)
    table.insert(0, "point", [one.case.name for one in front])
    return table


def _is_knee(table: pd.DataFrame) -> list[bool]:
    """Return which point is furthest from the chord; none where there is nothing between the ends."""
    if len(table) < 3:
        return [False] * len(table)
    cost = (table["cost"] - table["cost"].iloc[0]) / (table["cost"].iloc[-1] - table["cost"].iloc[0])
    saved = (table["emissions"].iloc[0] - table["emissions"]) / (
        table["emissions"].iloc[0] - table["emissions"].iloc[-1]
    )
    below = (saved - cost).to_numpy()
    best = int(np.argmax(below))
    return [number == best and below[best] > 0 for number in range(len(table))]


def _steps(front: Sequence[Outcome], scenario: Scenario) -> pd.DataFrame:
    """Return what each asset changes from one point to the next."""
    owners = {key: scenario.cluster.owner_of(asset) or "" for key, asset in scenario.cluster.assets.items()}
    rows: list[tuple[Any, ...]] = []
    for number, (before, after) in enumerate(pairwise(front), 1):
        step = f"{number} to {number + 1}"
        avoided = before.figure("emissions") - after.figure("emissions")
        for measure, unit in (("cost", f"{scenario.currency}/a"), ("emissions", "t CO2e/a")):
            values = [one.shares.set_index(["asset", "owner"])[measure] for one in (before, after)]
            for key, old, new in _changed(values):
                per_tonne = (new - old) / avoided if measure == "cost" else np.nan
                rows.append((step, *key, measure, old, new, new - old, unit, per_tonne))
        sizes = [one.sizes.set_index(["asset", "quantity", "unit"])["size"] for one in (before, after)]
        for (asset, quantity, unit), old, new in _changed(sizes):
            measure = f"new {quantity}"
            rows.append((step, asset, owners.get(asset, ""), measure, old, new, new - old, unit, np.nan))
    return pd.DataFrame(rows, columns=list(STEP_COLUMNS))


def _changed(values: Sequence[pd.Series[float]]) -> list[tuple[tuple[str, ...], float, float]]:
    """Return the keys whose two values differ by more than noise, with these values."""
    table = pd.concat(values, axis=1, keys=["before", "after"]).fillna(0.0).astype(float)
    scale = float(table.abs().to_numpy().max(initial=0.0))
    moved = table[(table["after"] - table["before"]).abs() > SAME * max(scale, 1e-9)]
    pairs = moved.to_numpy().tolist()
    return [(key, old, new) for key, (old, new) in zip(moved.index, pairs, strict=True)]


def _units(scenario: Scenario) -> dict[str, str]:
    return {
        **units_of(scenario),
        "abatement_cost": f"{scenario.currency}/t",
        "per_tonne": f"{scenario.currency}/t",
        "cap": "t CO2e/a",
    }


def _notes(table: pd.DataFrame, asked: int, scenario: Scenario) -> list[str]:
    if len(table) == 1:
        return ["the plan of least cost is the plan of least emissions too: there is nothing to trade off"]
    first, last, money = table.iloc[0], table.iloc[-1], scenario.currency
    saved = first["emissions"] - last["emissions"]
    mean = (last["cost"] - first["cost"]) / saved
    notes = [
        f"from least cost to least emissions {saved:,.0f} t CO2e/a are avoided, "
        f"at {mean:,.1f} {money}/t on average"
    ]
    if table["knee"].any():
        knee = table[table["knee"]].iloc[0]
        avoided = first["emissions"] - knee["emissions"]
        paid = (knee["cost"] - first["cost"]) / avoided
        notes.append(
            f"knee: '{knee['point']}', where {avoided / saved:.0%} of that is avoided "
            f"at {paid:,.1f} {money}/t on average".replace("%", " %")
        )
    if len(table) < asked:
        notes.append(f"{len(table)} of {asked} points are different: plans jump between them")
    return notes
