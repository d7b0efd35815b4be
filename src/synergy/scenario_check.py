"""Faults that show when cluster, time, profiles and policies are seen together."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from synergy.cluster.check import part_of, unknown
from synergy.cluster.doubts import Doubts
from synergy.errors import Fault
from synergy.record import Record
from synergy.time.series import FloatArray, Profile

if TYPE_CHECKING:
    from synergy.cluster.asset import Asset
    from synergy.cluster.policy import Policy
    from synergy.scenario import Scenario

OUTLIER = 100.0
"""A value this many times the median of a profile looks like a slip of units."""


def scenario_faults(
    scenario: Scenario,
    doubts: Doubts | None = None,
    assets: Mapping[str, Asset] | None = None,
    profiles: Collection[str] | None = None,
) -> list[Fault]:
    """Return every fault and warning of a scenario.

    Parameters
    ----------
    scenario : Scenario
        With the sound part of its cluster.
    doubts : Doubts, optional
        What is wrong already.
    assets : mapping of str to Asset, optional
        All assets that can be read; by default those of the cluster.
    profiles : collection of str, optional
        Names of all profiles; by default of those whose values are known.
    """
    doubts = doubts or Doubts()
    assets = scenario.cluster.assets if assets is None else assets
    policies = {policy.id: policy for policy in scenario.policies}
    known = scenario.profiles if profiles is None else profiles
    references = [
        *_profile_references("assets", assets, known),
        *_profile_references("policies", policies, known),
    ]
    found = [*references, *_outage_faults(scenario, assets), *_policy_faults(scenario, doubts)]
    ids = [policy.id for policy in scenario.policies]
    found += [
        Fault(f"policies.{key}", "id given twice", fix="rename one")
        for key in {k for k in ids if ids.count(k) > 1}
    ]
    usable = {key: asset for key, asset in assets.items() if _has_values(asset, scenario)}
    limits = {key: policy for key, policy in policies.items() if _has_values(policy, scenario)}
    found += [*_series_values(scenario, "assets", usable), *_values(scenario, usable)]
    found += _series_values(scenario, "policies", limits)
    return [*(fault for fault in found if fault.warning or not doubts.explain(fault)), *_outliers(scenario)]


def _outage_faults(scenario: Scenario, assets: Mapping[str, Asset]) -> Iterator[Fault]:
    """Yield the faults of assets that are to be out of service."""
    for name, outage in scenario.time.outages.items():
        place = f"time.outages.{name}.assets"
        if not outage.assets:
            yield Fault(place, "nothing is out of service", "the case does nothing", "name one", warning=True)
        for key in outage.assets:
            if key not in assets:
                yield unknown(place, "asset", key, assets)
            elif not assets[key].can_fail:
                why = "what is needed does not go out of service"
                fix = "name what supplies it, or give the demand an unserved_price"
                yield Fault(place, f"'{key}' is a {assets[key].kind}", why, fix)


def _policy_faults(scenario: Scenario, doubts: Doubts) -> Iterator[Fault]:
    """Yield the faults of policies by themselves, then those of sound ones beside each other."""
    sound: list[Policy] = []
    for policy in scenario.policies:
        faults = [_of_policy(policy, fault) for fault in policy.check(scenario.cluster)]
        told = [
            fault
            for fault in faults
            if fault.warning or not doubts.explain_in(fault, f"policies.{policy.id}")
        ]
        yield from told
        if all(fault.warning for fault in faults):
            sound.append(policy)
        else:
            doubts = doubts.with_places([f"policies.{policy.id}"])
    beside = scenario.drafted(policies=tuple(sound))
    for policy in sound:
        for fault in policy.check_in(beside):
            told_as = _of_policy(policy, fault)
            if fault.warning or not doubts.explain_in(told_as, f"policies.{policy.id}"):
                yield told_as


def beyond_reach(scenario: Scenario) -> list[Fault]:
    """Return the faults of policies that no plan of a sound scenario could meet."""
    return [
        _of_policy(policy, fault)
        for policy in scenario.policies
        for fault in policy.beyond_reach(scenario.cluster)
    ]


def _of_policy(policy: Policy, fault: Fault) -> Fault:
    return replace(fault, place=f"policies.{policy.id}.{fault.place}".rstrip("."))


def _has_values(asset: Asset | Policy, scenario: Scenario) -> bool:
    return all(
        not isinstance(series, Profile) or series.profile in scenario.profiles
        for _, series in series_fields(asset)
    )


def series_fields(asset: Asset | Policy) -> Iterator[tuple[str, Any]]:
    """Yield name and value of every field of an asset or policy that holds a number or a profile."""
    for name, value, _ in _series_with_ranges(asset):
        yield name, value


def _series_with_ranges(record: Record) -> Iterator[tuple[str, Any, tuple[float, float]]]:
    """Yield place, value and range of every series of a record, and of the records in it."""
    for name, limits in getattr(type(record), "series_ranges", {}).items():
        value = getattr(record, name)
        if value is not None:
            yield name, value, limits
    for name in type(record).nested_records:
        for number, inner in enumerate(getattr(record, name)):
            for place, value, limits in _series_with_ranges(inner):
                yield f"{name}.{number}.{place}", value, limits


def _profile_references(
    part: str, assets: Mapping[str, Asset | Policy], profiles: Collection[str]
) -> Iterator[Fault]:
    for key, asset in assets.items():
        for name, series in series_fields(asset):
            if isinstance(series, Profile) and series.profile not in profiles:
                yield unknown(f"{part}.{key}.{name}.profile", "profile", series.profile, profiles)


def _series_values(scenario: Scenario, part: str, assets: Mapping[str, Asset | Policy]) -> Iterator[Fault]:
    for key, asset in assets.items():
        for name, series, (low, high) in _series_with_ranges(asset):
            values = scenario.values_of(series)
            if values.min() < low or values.max() > high:
                yield _out_of_range(scenario, f"{part}.{key}.{name}", series, values, low, high)


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


def _values(scenario: Scenario, assets: Mapping[str, Asset]) -> Iterator[Fault]:
    reader = scenario.values_of
    cluster = scenario.cluster
    if not cluster.assets.keys() <= assets.keys():
        cluster = part_of(cluster, assets=assets)
    for key, asset in cluster.assets.items():
        for fault in (*asset.check_values(cluster, reader), *asset.check_time(scenario.time)):
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
