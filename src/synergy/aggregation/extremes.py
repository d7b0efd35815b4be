"""Periods that no average may hide: the peak of demand, the lowest sun and wind, the highest price."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from synergy.aggregation.year import Year
from synergy.errors import Fault, ScenarioError, did_you_mean
from synergy.scenario_check import series_fields
from synergy.time.series import FloatArray, Profile

if TYPE_CHECKING:
    from synergy.cluster.asset import Asset

EXTREMES = ("demand", "availability", "price")
_FIELDS = {"demand": "demand", "availability": "availability", "price": "buy_price"}


def extreme_periods(year: Year, names: Sequence[str]) -> dict[int, str]:
    """Return positions of extreme periods and what is extreme about each, carrier by carrier.

    ``demand`` is the period with the highest step of what all demands of a carrier need together;
    ``availability`` the one in which all generators of a carrier could give least, by their largest capacity;
    ``price`` the one with the highest step of what the carrier costs on average over its markets. What never
    changes has no extreme.

    Parameters
    ----------
    year : Year
    names : sequence of str
        Which to look for, out of `EXTREMES`.

    Raises
    ------
    ScenarioError
        If a name is not known.
    """
    faults = [
        Fault("extremes", f"'{name}' is no extreme{did_you_mean(str(name), EXTREMES)}", fix=f"use {EXTREMES}")
        for name in names
        if name not in EXTREMES
    ]
    if faults:
        raise ScenarioError(faults)
    found: dict[int, list[str]] = {}
    for name in dict.fromkeys(names):
        for carrier, values in _sums(year, name).items():
            if name == "availability":
                position, what = int(np.argmin(values @ year.hours)), f"lowest availability of {carrier}"
            else:
                position, what = int(np.argmax(values.max(axis=1))), f"highest {name} of {carrier}"
            found.setdefault(position, []).append(what)
    return {position: ", ".join(found[position]) for position in sorted(found)}


def _sums(year: Year, name: str) -> dict[str, FloatArray]:
    """Return, by carrier, the sum over assets of a field that varies, shape (periods, steps)."""
    sums: dict[str, FloatArray] = {}
    for asset in year.scenario.cluster.assets.values():
        series = dict(series_fields(asset)).get(_FIELDS[name])
        if isinstance(series, Profile) and (name != "availability" or _only_gives(year, asset)):
            values = year.profiles[series.profile] * series.scale * _size(asset, name)
            carrier = asset.reference_carrier
            sums[carrier] = sums.get(carrier, 0.0) + values
    return {carrier: values for carrier, values in sums.items() if np.ptp(values) > 0}


def _only_gives(year: Year, asset: Asset) -> bool:
    return not any(port.takes for port in year.scenario.cluster.ports[asset.id])


def _size(asset: Asset, name: str) -> float:
    largest = getattr(asset, "largest_capacity", None)
    return float(largest()) if name == "availability" and largest is not None else 1.0
