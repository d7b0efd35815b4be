"""The scenario of each investment year: the base with what has changed by then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from synergy.cluster.asset import Asset, Investment
from synergy.errors import Fault, ScenarioError
from synergy.pathway.terms import PathwayTerms
from synergy.scenario import Scenario

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
    faults: list[Fault] = []
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
    if faults:
        raise ScenarioError(_told_once(faults))
    return found


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
    return replace(
        scenario,
        time=scenario.time.model_copy(update={"year": year}),
        cluster=cluster.holding(asset for asset in aged if asset is not None),
    )


def _in_year(asset: Asset, terms: PathwayTerms, year: int, base_year: int) -> Asset | None:
    """Return an asset as it is in a year, or None if it is not there."""
    if (asset.opens is not None and year < asset.opens) or (
        asset.closes is not None and year >= asset.closes
    ):
        return None
    if not isinstance(asset, Investment):
        return asset
    known: Investment = asset
    if known.capacity_existing and year > base_year:
        known = known.model_copy(update={"age": known.age + year - base_year})
    if known.closes is not None and not known.capacity_existing:  # paid off by the time it goes
        known = known.model_copy(update={"lifetime": min(known.lifetime, float(known.closes - year))})
    if terms.today is not None and known.buildable and year - known.lead_time < terms.today:
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
