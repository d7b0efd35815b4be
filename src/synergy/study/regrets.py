r"""One design under several futures: what each would cost in each, and which one is regretted least.

The regret of design :math:`d` in scenario :math:`s` is what it costs there beyond the best plan of that
scenario, :math:`R_{ds} = C_s(d) - C_s^* \ge 0`. Designs compared are the best of each scenario, the two-stage
stochastic one and that of minimax regret (`synergy.study.shared_design`); each is run in every scenario with
its sizes fixed, as a case of its own, and audited there. What knowing the future beforehand would be worth is

.. math:: \mathrm{EVPI} = \min_d \sum_s p_s C_s(d) - \sum_s p_s C_s^*
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Unpack

import numpy as np
import pandas as pd

from synergy.cluster.asset import Investment
from synergy.errors import AuditError, Fault, InfeasibleError, ScenarioError
from synergy.scenario import Scenario
from synergy.study.case import Case
from synergy.study.outcome import (
    SIZE_COLUMNS,
    Design,
    Outcome,
    Running,
    must_count_cost,
    needed,
    options_of,
    result_table,
    solved,
    units_of,
)
from synergy.study.shared_design import Aim, SharedDesign, shared_design
from synergy.study.study import Study

STOCHASTIC = "stochastic"
MINIMAX = "minimax regret"
AIMS: Mapping[str, Aim] = {STOCHASTIC: "expected cost", MINIMAX: "largest regret"}
AGREES = 1e-4
"""Relative distance, besides the gap, by which what is found together and case by case may differ."""


def regret(
    scenarios: Mapping[str, Scenario],
    probabilities: Mapping[str, float] | None = None,
    **running: Unpack[Running],
) -> Study:
    """Return what designs cost, and are regretted, in scenarios that they were not made for.

    Parameters
    ----------
    scenarios : mapping of str to Scenario
        By name; all of a single year, with the same assets to build, minimising cost in the same money.
    probabilities : mapping of str to float, optional
        How likely each is; alike if not given.
    **running
        ``options``, ``executor``, ``store``, ``on_event`` (see `synergy.study.outcome.Running`).

    Returns
    -------
    Study
        ``table``: a row for each design: ``design``, ``expected_cost``, ``largest_regret``,
        ``expected_regret``, ``fits_all`` (whether it can be run in every scenario). ``parts["regret"]``: a
        row for each design and scenario: ``status``, ``cost``, ``regret``, ``emissions``; infinite where the
        design can not be run. ``parts["sizes"]``: what each design builds.

    Raises
    ------
    ScenarioError
        If the scenarios can not share a design, or the probabilities do not add up.
    InfeasibleError, UnboundedError
        If a scenario has no plan of its own.

    Examples
    --------
    >>> import synergy
    >>> base = synergy.examples.load("two-plants")
    >>> futures = {
    ...     "today": base,
    ...     "dear carbon": base.with_({"policies.carbon.prices.scope1": 300}),
    ... }
    >>> study = regret(futures, executor=0)
    >>> study.table["design"].tolist()
    ['today', 'dear carbon', 'stochastic', 'minimax regret']
    >>> bool(study.table["largest_regret"].idxmin() == 3)
    True
    """
    weights = _checked(scenarios, probabilities)
    options = options_of(running)
    alone = solved([Case(name, one, {}, options) for name, one in scenarios.items()], running)
    best = {name: needed(one) for name, one in zip(scenarios, alone, strict=True)}
    least = {name: one.figure("cost") for name, one in best.items()}
    designs: dict[str, Design] = {name: one.design for name, one in best.items()}
    shared, notes = _shared(scenarios, weights, least, running)
    designs |= {name: _completed(one.design, best) for name, one in shared.items()}
    runs = [
        Case(
            f"{design} in {name}",
            one,
            {"design": design, "scenario": name},
            options,
            design=_completed(decided, best),
        )
        for design, decided in designs.items()
        for name, one in scenarios.items()
        if design != name
    ]
    outcomes = {
        (str(o.case.labels["design"]), str(o.case.labels["scenario"])): o for o in solved(runs, running)
    }
    outcomes |= {(name, name): one for name, one in best.items()}
    long = _long(designs, scenarios, outcomes, least)
    table = _table(long, designs, weights)
    _must_agree(table, shared, least, options.gap)
    first = next(iter(scenarios.values()))
    units = units_of(first)
    money = dict.fromkeys(("regret", "expected_cost", "largest_regret", "expected_regret"), units["cost"])
    return Study(
        "regret",
        f"{first.name}: regret of designs".lstrip(": "),
        table,
        {**units, **money},
        (*_notes(table, least, weights, units["cost"]), *notes),
        {"regret": long, "sizes": _sizes(designs, outcomes, scenarios)},
        result_table([*alone, *(one for key, one in outcomes.items() if key[0] != key[1])]),
    )


def _checked(
    scenarios: Mapping[str, Scenario], probabilities: Mapping[str, float] | None
) -> dict[str, float]:
    """Return probabilities, and refuse scenarios that can not share a design."""
    faults: list[Fault] = []
    if len(scenarios) < 2:
        faults.append(Fault("scenarios", f"{len(scenarios)} of them", fix="give two or more, by name"))
    for name in scenarios:
        if name in AIMS:
            faults.append(Fault(name, "is what a design of this study is called", fix="rename the scenario"))
        try:
            must_count_cost(scenarios[name])
        except ScenarioError as error:
            faults += error.faults
    if faults:
        raise ScenarioError(faults)
    first_name, first = next(iter(scenarios.items()))
    for name, one in scenarios.items():
        different = sorted(_buildable(one) ^ _buildable(first))
        if different:
            found = f"{', '.join(different)} can be built only in '{name}' or only in '{first_name}'"
            faults.append(Fault(name, found, fix="give both the asset, and ban it by a policy where need be"))
        if (one.currency, one.price_year) != (first.currency, first.price_year):
            faults.append(Fault(name, f"counts in other money than '{first_name}'", fix="use one currency"))
    given = dict(probabilities) if probabilities is not None else dict.fromkeys(scenarios, 1 / len(scenarios))
    if given.keys() != scenarios.keys():
        faults.append(Fault("probabilities", "are not of the same scenarios", fix="give one for each"))
    elif min(given.values()) < 0 or not math.isclose(sum(given.values()), 1.0, abs_tol=1e-9):
        found = f"add up to {sum(given.values()):g}" if min(given.values()) >= 0 else "one is negative"
        faults.append(Fault("probabilities", found, fix="give shares that add up to 1"))
    if faults:
        raise ScenarioError(faults)
    return given


def _buildable(scenario: Scenario) -> frozenset[str]:
    assets = scenario.cluster.assets.values()
    return frozenset(one.id for one in assets if isinstance(one, Investment) and one.buildable)


def _shared(
    scenarios: Mapping[str, Scenario],
    weights: Mapping[str, float],
    least: Mapping[str, float],
    running: Running,
) -> tuple[dict[str, SharedDesign], list[str]]:
    try:
        found = {
            name: shared_design(scenarios, weights, aim, options_of(running), least)
            for name, aim in AIMS.items()
        }
    except InfeasibleError as error:
        return {}, [f"{error}: there is no stochastic plan, and every design fails somewhere"]
    return found, []


def _completed(design: Design, best: Mapping[str, Outcome]) -> Design:
    """Return a design with what only other scenarios decide: whether something is built, from its size."""
    found = dict(design)
    for one in best.values():
        for asset, name in one.design:
            if (asset, name) not in found and name.startswith("built"):
                found[asset, name] = float(found.get((asset, name.replace("built", "size")), 0.0) > 0)
    return found


def _long(
    designs: Mapping[str, Design],
    scenarios: Mapping[str, Scenario],
    outcomes: Mapping[tuple[str, str], Outcome],
    least: Mapping[str, float],
) -> pd.DataFrame:
    rows: list[dict[str, Any]] = []
    for design in designs:
        for name in scenarios:
            one = outcomes[design, name]
            cost = one.figure("cost") if one.solved else math.inf
            rows.append(
                {
                    "design": design,
                    "scenario": name,
                    "status": one.result.status,
                    "cost": cost,
                    # Two runs of one scenario differ by their gaps: less than nothing is nothing.
                    "regret": max(0.0, cost - least[name]),
                    "emissions": one.figure("emissions"),
                }
            )
    return pd.DataFrame(rows)


def _table(long: pd.DataFrame, designs: Mapping[str, Design], weights: Mapping[str, float]) -> pd.DataFrame:
    rows = []
    for design in designs:
        own = long[long["design"] == design]
        shares = own["scenario"].map(weights).astype(float)
        counted = shares > 0
        rows.append(
            {
                "design": design,
                "expected_cost": float((own["cost"] * shares)[counted].sum()),
                "largest_regret": float(own["regret"].max()),
                "expected_regret": float((own["regret"] * shares)[counted].sum()),
                "fits_all": bool(np.isfinite(own["cost"]).all()),
            }
        )
    return pd.DataFrame(rows)


def _must_agree(
    table: pd.DataFrame, shared: Mapping[str, SharedDesign], least: Mapping[str, float], gap: float
) -> None:
    """Refuse shared designs that do worse scenario by scenario than in the model of all, or too well."""
    room = (AGREES + gap) * max(1.0, *(abs(cost) for cost in least.values()))
    for name, column in ((STOCHASTIC, "expected_cost"), (MINIMAX, "largest_regret")):
        if name not in shared:
            continue
        found = float(table.loc[table["design"] == name, column].iloc[0])
        reached, bound = shared[name].reached, shared[name].bound
        if found > reached + room or (bound is not None and found < bound - room):
            text = f"{name}: {column} is {found:,.2f} case by case, {reached:,.2f} together"
            raise AuditError(text)


def _sizes(
    designs: Mapping[str, Design],
    outcomes: Mapping[tuple[str, str], Outcome],
    scenarios: Mapping[str, Scenario],
) -> pd.DataFrame:
    """Return what each design builds, as some scenario in which it can be run tells it."""
    tables = []
    for design in designs:
        runs = [outcomes[design, name] for name in scenarios if outcomes[design, name].solved]
        if runs:
            tables.append(runs[0].sizes.assign(design=design))
    columns = ["design", *SIZE_COLUMNS]
    return pd.concat(tables, ignore_index=True)[columns] if tables else pd.DataFrame(columns=columns)


def _notes(
    table: pd.DataFrame, least: Mapping[str, float], weights: Mapping[str, float], unit: str
) -> Sequence[str]:
    notes = []
    fitting = table[table["fits_all"]]
    if len(fitting):
        row = fitting.loc[fitting["largest_regret"].idxmin()]
        notes.append(f"least largest regret: design '{row['design']}', {row['largest_regret']:,.0f} {unit}")
        knowing = sum(weights[name] * cost for name, cost in least.items())
        worth = max(0.0, float(fitting["expected_cost"].min()) - knowing)
        notes.append(f"knowing which scenario comes would be worth {worth:,.0f} {unit}")
    notes += [
        f"the design of '{row['design']}' can not be run in every scenario"
        for row in table[~table["fits_all"]].to_dict("records")
    ]
    return notes
