"""Faults that show when cluster, time, profiles and policies are seen together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from synergy.cluster.check import unknown
from synergy.errors import Fault
from synergy.time.series import FloatArray, Profile

if TYPE_CHECKING:
    from synergy.cluster.asset import Asset
    from synergy.scenario import Scenario

OUTLIER = 100.0
"""A value this many times the median of a profile looks like a slip of units."""


def scenario_faults(scenario: Scenario) -> list[Fault]:
    """Return every fault and warning of a scenario whose parts are sound by themselves."""
    faults = [*_profile_references(scenario)]
    for policy in scenario.policies:
        faults += (
            replace(fault, place=f"policies.{policy.id}.{fault.place}".rstrip("."))
            for fault in policy.check(scenario.cluster)
        )
    if all(fault.warning for fault in faults):
        faults += (
            replace(fault, place=f"policies.{policy.id}.{fault.place}".rstrip("."))
            for policy in scenario.policies
            for fault in policy.check_in(scenario)
        )
    ids = [policy.id for policy in scenario.policies]
    faults += [
        Fault(f"policies.{key}", "id given twice", fix="rename one")
        for key in {k for k in ids if ids.count(k) > 1}
    ]
    if all(fault.warning for fault in faults):
        faults += [*_series_values(scenario), *_values(scenario)]
    faults += _outliers(scenario)
    return faults


def series_fields(asset: Asset) -> Iterator[tuple[str, Any]]:
    """Yield name and value of every field of an asset that holds a number or a profile."""
    for name in getattr(type(asset), "series_ranges", {}):
        value = getattr(asset, name)
        if value is not None:
            yield name, value


def _profile_references(scenario: Scenario) -> Iterator[Fault]:
    for key, asset in scenario.cluster.assets.items():
        for name, series in series_fields(asset):
            if isinstance(series, Profile) and series.profile not in scenario.profiles:
                yield unknown(f"assets.{key}.{name}.profile", "profile", series.profile, scenario.profiles)


def _series_values(scenario: Scenario) -> Iterator[Fault]:
    for key, asset in scenario.cluster.assets.items():
        ranges = getattr(type(asset), "series_ranges", {})
        for name, series in series_fields(asset):
            low, high = ranges[name]
            values = scenario.values_of(series)
            if values.min() < low or values.max() > high:
                yield _out_of_range(scenario, f"assets.{key}.{name}", series, values, low, high)


def _out_of_range(
    scenario: Scenario, place: str, series: Any, values: FloatArray, low: float, high: float
) -> Fault:
    beyond = np.argwhere((values < low) | (values > high))
    period, step = (int(number) for number in beyond[0])
    value = float(values[period, step])
    where = (
        f"profile '{series.profile}' gives {value:g} in "
        f"period {scenario.time.periods[period]}, step {step + 1}"
        if isinstance(series, Profile)
        else f"{value:g}"
    )
    limits = f"between {low:g} and {high:g}" if np.isfinite(high) else f"at least {low:g}"
    missing = "; a sign for 'missing'?" if value in {-9999.0, -999.0, -99.0} else ""
    what = "negative demand" if place.endswith(".demand") and value < 0 else f"must be {limits}"
    return Fault(place, f"{where}: {what}{missing}", fix=f"give values {limits}")


def _values(scenario: Scenario) -> Iterator[Fault]:
    reader = scenario.values_of
    for key, asset in scenario.cluster.assets.items():
        for fault in asset.check_values(scenario.cluster, reader):
            yield replace(fault, place=f"assets.{key}.{fault.place}".rstrip("."))


def _outliers(scenario: Scenario) -> Iterator[Fault]:
    for name, values in scenario.profiles.items():
        magnitudes = np.abs(values[values != 0])
        if magnitudes.size < 10:
            continue
        median, largest = float(np.median(magnitudes)), float(magnitudes.max())
        if largest > OUTLIER * median:
            yield Fault(
                f"profiles.{name}",
                f"its largest value {largest:g} is {largest / median:,.0f} times its median",
                "a slip of units (kW and MW)?",
                "check the value",
                warning=True,
            )
