"""Options side by side: a store two years late, a member that leaves, a price that changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Unpack

from synergy.cluster.check import unknown
from synergy.errors import Fault, ScenarioError
from synergy.pathway.pathway import Pathway
from synergy.scenario import Scenario
from synergy.study.case import Case
from synergy.study.outcome import (
    FIGURES,
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
from synergy.study.sweeps import BASE


@dataclass(frozen=True)
class Late:
    """An asset comes some years later than it could: in a pathway by its field ``opens``.

    In a scenario of one year it is not there at all.
    """

    asset: str
    years: int


@dataclass(frozen=True)
class Closes:
    """An owner leaves, with all that is theirs; what they needed is no longer asked for."""

    owner: str


What = Mapping[str, Any] | Late | Closes


def what_if(scenario: Scenario | Pathway, changes: Mapping[str, What], **running: Unpack[Running]) -> Study:
    """Return what each of several options would change.

    Parameters
    ----------
    scenario : Scenario or Pathway
    changes : mapping of str to mapping, Late or Closes
        Options by name: values by dotted path, an asset that comes late, or an owner who leaves.
    **running
        ``options``, ``executor``, ``store``, ``on_event`` (see `synergy.study.outcome.Running`).

    Returns
    -------
    Study
        ``table``: a row for the base and for each option: ``option``, ``status``, ``cost``,
        ``cost_change``, ``emissions``, ``emissions_change``, ``capital``, ``no_longer_built``,
        ``newly_built``.

    Raises
    ------
    ScenarioError
        With the faults of all options.
    InfeasibleError, UnboundedError
        If the scenario itself has no plan.

    Examples
    --------
    >>> import synergy
    >>> options = {"line comes late": Late("steam-line", 2), "acid works close": Closes("acid")}
    >>> study = what_if(synergy.examples.load("two-plants"), options, executor=0)
    >>> study.table["option"].tolist(), study.table["no_longer_built"].tolist()
    (['base', 'line comes late', 'acid works close'], ['', 'steam-line', 'steam-line'])
    """
    cases, faults = [Case(BASE, scenario, {}, options_of(running))], []
    for name, change in changes.items():
        try:
            cases.append(Case(name, _changed(scenario, change), {}, options_of(running)))
        except ScenarioError as error:
            faults += [replace(fault, place=f"{name}: {fault.place}".rstrip(": ")) for fault in error.faults]
    if BASE in changes:
        faults.append(Fault(BASE, "is the name of the scenario as it is", fix="call the option otherwise"))
    if faults:
        raise ScenarioError(faults)
    outcomes = solved(cases, running)
    base = needed(outcomes[0])
    results = result_table(outcomes)
    table = results[["case", "status", *(name for name in FIGURES if name != "bound")]]
    table = table.rename(columns={"case": "option"})
    for place, name in ((3, "cost"), (5, "emissions")):
        table.insert(place, f"{name}_change", table[name] - table[name].iloc[0])
    known = [one.built if one.solved else None for one in outcomes]
    table["no_longer_built"] = [_names(base.built - own) if own is not None else "" for own in known]
    table["newly_built"] = [_names(own - base.built) if own is not None else "" for own in known]
    units = units_of(scenario)
    return Study(
        "what-if",
        title("options", scenario),
        table,
        {**units, **{f"{name}_change": units[name] for name in ("cost", "emissions")}},
        failures(outcomes),
        {"sizes": size_table(outcomes)},
        results,
    )


def _names(assets: frozenset[str]) -> str:
    return ", ".join(sorted(assets))


def _changed(scenario: Scenario | Pathway, change: What) -> Scenario | Pathway:
    if isinstance(change, Mapping):
        return scenario.with_(change)
    base = scenario.base if isinstance(scenario, Pathway) else scenario
    if isinstance(change, Closes):
        if change.owner not in base.cluster.owners:
            raise ScenarioError([unknown("owner", "owner", change.owner, base.cluster.owners)])
        left = base.restrict(set(base.cluster.owners) - {change.owner})
        return Pathway(left, scenario.terms) if isinstance(scenario, Pathway) else left
    asset = base.cluster.assets.get(change.asset)
    if asset is None:
        raise ScenarioError([unknown("asset", "asset", change.asset, base.cluster.assets)])
    if isinstance(scenario, Pathway):
        first = max(asset.opens or 0, scenario.years[0])
        return scenario.with_({f"assets.{asset.id}.opens": first + change.years})
    standing = asset.as_it_stands()
    kept = None if standing is asset else standing
    others = (one if one is not asset else kept for one in base.cluster.assets.values())
    return base.with_cluster(base.cluster.holding(one for one in others if one is not None))
