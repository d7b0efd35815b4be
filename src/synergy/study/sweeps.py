"""What if inputs were different: sweeps over values, and one at a time for a tornado."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any, Literal, Unpack

import pandas as pd

from synergy.errors import Fault, ScenarioError
from synergy.pathway.pathway import Pathway
from synergy.scenario import Scenario
from synergy.study.case import Case
from synergy.study.outcome import (
    FIGURES,
    Outcome,
    Running,
    failures,
    needed,
    options_of,
    result_table,
    size_table,
    solved,
    title,
    units_of,
)
from synergy.study.study import Study

BASE = "base"
Value = float | str


def sweep(
    scenario: Scenario | Pathway,
    values: Mapping[str, Sequence[Value]],
    combine: Literal["grid", "zip"] = "grid",
    **running: Unpack[Running],
) -> Study:
    """Return what the plan becomes for other values of inputs.

    Parameters
    ----------
    scenario : Scenario or Pathway
    values : mapping of str to sequence
        Values by dotted path (see `synergy.Scenario.with_`): numbers in the field's unit, or text with a
        unit such as ``"850 EUR/kW"``.
    combine : {"grid", "zip"}
        Every combination, or the first of all, the second of all, and so on.
    **running
        ``options``, ``executor``, ``store``, ``on_event`` (see `synergy.study.outcome.Running`).

    Returns
    -------
    Study
        ``table``: a row for each case: its values by path, ``status``, ``cost``, ``bound``, ``emissions``,
        ``capital``. ``parts["sizes"]``: what is built in each case.

    Raises
    ------
    ScenarioError
        With every value that does not fit, before anything is solved.

    Examples
    --------
    >>> import synergy
    >>> price = "policies.carbon.prices.scope1"
    >>> study = sweep(synergy.examples.load("two-plants"), {price: [0, 200]}, executor=0)
    >>> bool(study.table["emissions"].is_monotonic_decreasing)
    True
    """
    rows = _combined(values, combine)
    cases = changed_cases(scenario, {_name(row): dict(row) for row in rows}, running, labelled=True)
    outcomes = solved(cases, running)
    results = result_table(outcomes)
    table = results[["case", *values, "status", *FIGURES]]
    return Study(
        "sweep",
        title("what other inputs change", scenario),
        table,
        units_of(scenario),
        failures(outcomes),
        {"sizes": size_table(outcomes)},
        results,
    )


def tornado(
    scenario: Scenario | Pathway,
    ranges: Mapping[str, tuple[Value, Value]],
    **running: Unpack[Running],
) -> Study:
    """Return what each input by itself, at the ends of its range, does to the cost; the largest effect first.

    Parameters
    ----------
    scenario : Scenario or Pathway
    ranges : mapping of str to pair
        Low and high value by dotted path.
    **running
        ``options``, ``executor``, ``store``, ``on_event`` (see `synergy.study.outcome.Running`).

    Returns
    -------
    Study
        ``table``: a row for each input: ``input``, ``low``, ``high``, ``cost_low``, ``cost_high``,
        ``effect`` (largest less smallest cost, base included), ``emissions_low``, ``emissions_high``,
        ``changes_what_is_built``.

    Raises
    ------
    ScenarioError
        With every value that does not fit, before anything is solved.
    InfeasibleError, UnboundedError
        If the scenario itself has no plan.

    Examples
    --------
    >>> import synergy
    >>> ranges = {"assets.mill-gas.buy_price": (20, 40), "corridors.works-mill.length": ("2 km", "4 km")}
    >>> study = tornado(synergy.examples.load("two-plants"), ranges, executor=0)
    >>> study.table["input"].tolist()
    ['assets.mill-gas.buy_price', 'corridors.works-mill.length']
    """
    faults = [
        Fault(path, "has no low and high value", fix="give a pair: (low, high)")
        for path, pair in ranges.items()
        if not _is_pair(pair)
    ]
    if faults:
        raise ScenarioError(faults)
    changes = {f"{path} = {value}": {path: value} for path, pair in ranges.items() for value in pair}
    cases = [
        Case(BASE, scenario, {}, options_of(running)),
        *changed_cases(scenario, changes, running, labelled=True),
    ]
    base, *others = solved(cases, running)
    needed(base)
    found = {one.case.name: one for one in others}
    rows = [
        _bar(path, pair, base, [found[f"{path} = {value}"] for value in pair])
        for path, pair in ranges.items()
    ]
    table = pd.DataFrame(rows).sort_values("effect", ascending=False, kind="stable", ignore_index=True)
    units = units_of(scenario)
    ends = {f"{name}_{end}": units[name] for name in ("cost", "emissions") for end in ("low", "high")}
    return Study(
        "tornado",
        title("which inputs matter", scenario),
        table,
        {**units, **ends, "effect": units["cost"]},
        (f"base: cost {base.figure('cost'):,.0f} {units['cost']}", *failures(others)),
        {"sizes": size_table([base, *others])},
        result_table([base, *others]),
    )


def changed_cases(
    scenario: Scenario | Pathway,
    changes: Mapping[str, Mapping[str, Any]],
    running: Running,
    *,
    labelled: bool = False,
) -> list[Case]:
    """Return a case for each set of changes.

    Parameters
    ----------
    scenario : Scenario or Pathway
    changes : mapping of str to mapping of str to value
        Changes by dotted path, by name of the case.
    running : Running
    labelled : bool
        Whether the changed values become columns of the study's tables.

    Raises
    ------
    ScenarioError
        With the faults of all cases.
    """
    cases, faults = [], []
    for name, own in changes.items():
        try:
            changed = scenario.with_(own)
        except ScenarioError as error:
            faults += [fault for fault in error.faults if fault not in faults]
            continue
        cases.append(Case(name, changed, dict(own) if labelled else {}, options_of(running)))
    if faults:
        raise ScenarioError(faults)
    return cases


def _combined(values: Mapping[str, Sequence[Value]], combine: str) -> list[tuple[tuple[str, Value], ...]]:
    faults = [
        Fault(path, "has no list of values", fix="give a list, e.g. [50, 100]")
        for path, given in values.items()
        if isinstance(given, str | float | int) or not len(given)
    ]
    if not values:
        faults.append(Fault("", "nothing is varied", fix="give at least one path with its values"))
    if combine not in ("grid", "zip"):
        faults.append(Fault("combine", f"'{combine}' is unknown", fix="use grid or zip"))
    elif combine == "zip" and not faults and len({len(given) for given in values.values()}) > 1:
        counts = ", ".join(str(len(given)) for given in values.values())
        faults.append(
            Fault("combine", f"lists of {counts} values", fix="give lists of one length, or use grid")
        )
    if faults:
        raise ScenarioError(faults)
    combined = product(*values.values()) if combine == "grid" else zip(*values.values(), strict=True)
    return list(dict.fromkeys(tuple(zip(values, row, strict=True)) for row in combined))


def _is_pair(given: object) -> bool:
    return isinstance(given, list | tuple) and len(given) == 2


def _name(row: Sequence[tuple[str, Value]]) -> str:
    return ", ".join(f"{path} = {value}" for path, value in row)


def _bar(path: str, pair: tuple[Value, Value], base: Outcome, ends: Sequence[Outcome]) -> dict[str, Any]:
    costs = [one.figure("cost") for one in (base, *ends)]
    low, high = ends
    return {
        "input": path,
        "low": str(pair[0]),
        "high": str(pair[1]),
        "cost_low": low.figure("cost"),
        "cost_high": high.figure("cost"),
        "effect": float(pd.Series(costs).max() - pd.Series(costs).min()),
        "emissions_low": low.figure("emissions"),
        "emissions_high": high.figure("emissions"),
        "changes_what_is_built": any(one.solved and one.built != base.built for one in ends),
    }
