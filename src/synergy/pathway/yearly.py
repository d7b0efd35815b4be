"""The scenario of each investment year: the base with what has changed by then."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from synergy.cluster.asset import Asset, Investment
from synergy.cluster.edit import with_changes
from synergy.errors import Fault, ScenarioError
from synergy.pathway.terms import PathwayTerms
from synergy.scenario import Scenario, draft

SECTIONS = ("carriers", "sites", "corridors", "assets", "owners")


def yearly_scenarios(base: Scenario, terms: PathwayTerms) -> dict[int, Scenario]:
    """Return the scenario of each investment year.

    Parameters
    ----------
    base : Scenario
        The scenario of its own ``time.year``, from which ages are counted.
    terms : PathwayTerms

    Raises
    ------
    ScenarioError
        With every fault found, each with the year's place.
    """
    faults, terms = _misdirected(base.to_data(), terms)
    found: dict[int, Scenario] = {}
    numbers = _path_values(base, terms, faults)
    for year in terms.years:
        try:
            found[year] = _scenario_in(base, terms, year, numbers)
        except ScenarioError as error:
            changed = {
                path: f"pathway.changes.{begins}.{path}"
                for begins, changes in sorted(terms.changes.items())
                for path in changes
                if begins <= year
            }
            faults += [_in(year, fault, changed) for fault in error.faults]
    faults += _units_of_other_sizes(found.values())
    if faults:
        raise ScenarioError(_told_once(faults))
    return found


def _units_of_other_sizes(scenarios: Collection[Scenario]) -> list[Fault]:
    """Return a fault for each asset whose units are of another size in another year."""
    sizes: dict[str, set[float]] = {}
    for scenario in scenarios:
        for key, asset in scenario.cluster.assets.items():
            if isinstance(asset, Investment):
                sizes.setdefault(key, set()).add(asset.unit_size)
    why = "units of earlier years still stand in later ones"
    fix = "give units of another size to an asset of their own"
    return [
        Fault(f"assets.{key}.unit_size", "changes over the years", why, fix)
        for key, found in sizes.items()
        if len(found) > 1
    ]


def change_faults(
    data: Mapping[str, Any],
    profiles: Mapping[str, npt.ArrayLike],
    terms: PathwayTerms,
    of_base: Collection[Fault],
) -> list[Fault]:
    """Return the faults of changes and paths where the base has faults, which are not told again.

    Parameters
    ----------
    data : mapping
        Data of the base scenario.
    profiles : mapping of str to array
    terms : PathwayTerms
    of_base : collection of Fault
        What is wrong with the base by itself.
    """
    whole = {section: {} for section in (*SECTIONS, "impacts", "policies")} | dict(data)
    faults, terms = _misdirected(whole, terms)
    known = {(fault.place, fault.found) for fault in of_base}
    changes: dict[str, Any] = {}
    places: dict[str, str] = {}
    for year in sorted({*terms.changes, *(year for values in terms.paths.values() for year in values)}):
        changes |= terms.changes.get(year, {})
        places |= {path: f"pathway.changes.{year}.{path}" for path in terms.changes.get(year, {})}
        drawn = {path: values[year] for path, values in terms.paths.items() if year in values}
        where = places | {path: f"pathway.paths.{path}.{year}" for path in drawn}
        _, found = draft(with_changes(whole, changes | drawn), profiles)
        faults += [_in(year, fault, where) for fault in found if (fault.place, fault.found) not in known]
    return _told_once(faults)


def _misdirected(data: Mapping[str, Any], terms: PathwayTerms) -> tuple[list[Fault], PathwayTerms]:
    """Return a fault for each path that leads nowhere, told once, and the terms without them."""
    faults: dict[str, Fault] = {}
    for year, changes in sorted(terms.changes.items()):
        for path, value in changes.items():
            try:
                data = with_changes(data, {path: value})
            except ScenarioError as error:
                told = replace(error.faults[0], place=f"pathway.changes.{year}.{path}")
                faults[path] = _also(faults[path], year) if path in faults else told
    for path, values in terms.paths.items():
        try:
            with_changes(data, {path: next(iter(values.values()))})
        except ScenarioError as error:
            faults.setdefault(path, replace(error.faults[0], place=f"pathway.paths.{path}"))
    changes_left = {
        year: {path: value for path, value in changes.items() if path not in faults}
        for year, changes in terms.changes.items()
    }
    paths_left = {path: values for path, values in terms.paths.items() if path not in faults}
    return list(faults.values()), terms.model_copy(update={"changes": changes_left, "paths": paths_left})


def _also(fault: Fault, year: int) -> Fault:
    return replace(fault, why=f"{fault.why}, {year}" if fault.why else f"also in {year}")


def _in(year: int, fault: Fault, places: Mapping[str, str]) -> Fault:
    """Return a fault of a year, at the place where the pathway sets what it complains of."""
    place = next(
        (
            where
            for path, where in places.items()
            if path == fault.place or path.startswith(f"{fault.place}.") or fault.place.startswith(f"{path}.")
        ),
        fault.place,
    )
    return replace(fault, place=place, found=f"in {year}: {fault.found}")


def _scenario_in(
    base: Scenario, terms: PathwayTerms, year: int, numbers: Mapping[str, Mapping[int, float]]
) -> Scenario:
    changes: dict[str, Any] = {}
    for begins in sorted(terms.changes):
        if begins <= year:
            changes |= terms.changes[begins]
    for path, values in numbers.items():
        years = sorted(values)
        if not years:
            continue
        changes[path] = float(np.interp(year, years, [values[one] for one in years]))
    scenario = base.with_(changes) if changes else base
    cluster = scenario.cluster
    aged = (_in_year(asset, terms, year, base.time.year) for asset in cluster.assets.values())
    there = cluster.holding(asset for asset in aged if asset is not None)
    time = scenario.time.model_copy(update={"year": year}).with_assets(there.assets)
    policies = tuple(policy.in_year(_years_before(terms, year)) for policy in scenario.policies)
    return replace(scenario, time=time, cluster=there, policies=policies)


def _years_before(terms: PathwayTerms, year: int) -> float | None:
    """Return the years since the investment year before; for the first, since decisions can be taken."""
    number = terms.years.index(year)
    before = terms.years[number - 1] if number else terms.today
    return float(year - before) if before is not None and before < year else None


def _in_year(asset: Asset, terms: PathwayTerms, year: int, base_year: int) -> Asset | None:
    """Return an asset as it is in a year, or None if it is not there."""
    if (asset.opens is not None and year < asset.opens) or (
        asset.closes is not None and year >= asset.closes
    ):
        return None
    if not isinstance(asset, Investment):
        return asset
    known: Investment = asset
    if year > base_year:
        known = known.model_copy(update={"age": known.age + year - base_year})
    if known.closes is not None and not known.stood:  # paid off by the time it goes
        known = known.model_copy(update={"lifetime": min(known.lifetime, float(known.closes - year))})
    if (
        terms.today is not None
        and known.buildable
        and year - max(known.lead_time, known.construction_time) < terms.today
    ):
        return known.as_it_stands()
    return known


def _path_values(base: Scenario, terms: PathwayTerms, faults: list[Fault]) -> dict[str, dict[int, float]]:
    """Return the values of each path as numbers in the field's own unit."""
    numbers: dict[str, dict[int, float]] = {path: {} for path in terms.paths}
    for year in sorted({year for values in terms.paths.values() for year in values}):
        given = {path: values[year] for path, values in terms.paths.items() if year in values}
        try:
            changed = base.with_(given)
        except ScenarioError as error:
            places = {path: f"pathway.paths.{path}.{year}" for path in given}
            faults += [_in(year, fault, places) for fault in error.faults]
            continue
        for path in given:
            value = _value_at(changed, path)
            if isinstance(value, bool) or not isinstance(value, int | float):
                found = f"{given[path]!r} is no number between which lines can be drawn"
                faults.append(
                    Fault(
                        f"pathway.paths.{path}.{year}", found, fix="use pathway.changes for what is no number"
                    )
                )
            else:
                numbers[path][year] = float(value)
    return numbers


def _value_at(scenario: Scenario, path: str) -> Any:
    """Return what stands at a dotted path of a scenario; its defaults count."""
    section, *rest = path.split(".")
    if section == "policies":
        value: Any = {policy.id: policy for policy in scenario.policies}
    elif section == "assets":  # what has no permit still has its fields
        value = {**scenario.cluster.withheld, **scenario.cluster.assets}
    elif section in SECTIONS:
        value = getattr(scenario.cluster, section)
    elif section == "impacts":
        value = scenario.cluster.further_impacts
    else:
        value = getattr(scenario, section, None) if not rest else getattr(scenario.cluster, section, None)
    for part in rest:
        value = value.get(part) if isinstance(value, Mapping) else getattr(value, part, None)
    return value


def _told_once(faults: list[Fault]) -> list[Fault]:
    """Return the faults without those that a later year only repeats."""
    kept: dict[tuple[str, str], Fault] = {}
    for fault in faults:
        kept.setdefault((fault.place, fault.found.partition(": ")[2]), fault)
    return list(kept.values())
