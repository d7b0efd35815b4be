"""What periods are compared by: all profiles that the cluster uses, each between 0 and 1 over the year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from synergy.aggregation.year import Year
from synergy.scenario import Scenario
from synergy.time.series import FloatArray


def used_profiles(scenario: Scenario) -> tuple[str, ...]:
    """Return the profiles that an asset or a policy refers to, in the scenario's order."""
    parts = [*scenario.cluster.assets.values(), *scenario.policies]
    named = {name for part in parts for name in _named(part.to_data())}
    return tuple(name for name in scenario.profiles if name in named)


def _named(data: Any) -> Iterator[str]:
    if isinstance(data, Mapping):
        if isinstance(data.get("profile"), str):
            yield data["profile"]
        for value in data.values():
            yield from _named(value)
    elif isinstance(data, list | tuple):
        for value in data:
            yield from _named(value)


def features(year: Year) -> FloatArray:
    """Return a row of features for each period.

    Every profile counts the same, whatever its unit; long steps count more than short ones. Profiles that
    never change tell nothing and are left out.

    Returns
    -------
    array, shape (periods, steps x profiles that change)
    """
    weights = np.sqrt(year.hours / year.hours.mean())
    parts = [np.zeros((year.shape[0], 0))]
    for name in used_profiles(year.scenario):
        values = year.profiles[name]
        low, span = values.min(), np.ptp(values)
        if span > 0:
            parts.append((values - low) / span * weights)
    return np.hstack(parts)
