"""A full year told by a few periods: chosen, weighted, in order, with every profile's mean kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from synergy.aggregation.aggregation import Aggregation, profile_errors
from synergy.aggregation.extremes import EXTREMES, extreme_periods
from synergy.aggregation.features import features
from synergy.aggregation.k_medoids import IntArray, k_medoids
from synergy.aggregation.means import with_sum
from synergy.aggregation.tsam_clusters import tsam_clusters
from synergy.aggregation.year import Year, axis_in_sequence, cut_year
from synergy.errors import Fault, ScenarioError, did_you_mean
from synergy.scenario import Scenario
from synergy.time.series import FloatArray

METHODS = ("k_medoids", "tsam")
MOST_COMPARED = 4_000
"""Periods that are compared each with each: their distances take 128 MB."""


def aggregate(
    scenario: Scenario,
    periods: int = 12,
    method: str = "k_medoids",
    *,
    period_hours: float | None = None,
    extremes: Sequence[str] = EXTREMES,
    keep: Sequence[str] = (),
    seed: int = 0,
    options: Mapping[str, Any] | None = None,
) -> Aggregation:
    """Return a scenario of a few representative periods that stands for one of a full year.

    Extreme periods stand for themselves alone and keep their profiles as they are; the others are grouped,
    and one of each group stands for it, with its profiles scaled so that every profile keeps its mean over
    the year. Weights sum to the year, and the order of the periods is kept, so that storage works from season
    to season.

    Parameters
    ----------
    scenario : Scenario
        A full year: one period of all steps, or chained periods.
    periods : int
        Number of representative periods, extreme ones included.
    method : str
        ``"k_medoids"``, built in; or ``"tsam"``, which must be installed: ``pip install
        'synergy-clusters[tsam]'``.
    period_hours : float, optional
        Length of a period; by default that of the chained periods, or a day.
    extremes : sequence of str
        Which extreme periods are kept, carrier by carrier: ``"demand"`` (its peak), ``"availability"``
        (lowest sun and wind), ``"price"`` (the highest).
    keep : sequence of str
        Labels of further periods that stand for themselves alone.
    seed : int
        Of the search for medoids; the same seed gives the same periods.
    options : mapping, optional
        Arguments of ``tsam.aggregate``.

    Returns
    -------
    Aggregation
        ``.scenario`` is what is solved; ``.errors`` says how far its profiles are from the full ones.

    Raises
    ------
    ScenarioError
        If the scenario is no full year, an option is not known, or tsam is missing.

    Examples
    --------
    >>> import numpy as np, synergy
    >>> days = synergy.TimeAxis.chain(365, 24)
    >>> sun = np.clip(np.sin(np.arange(8760) / 24 * 2 * np.pi), 0, 1) * np.linspace(0.5, 1, 8760)
    >>> small = synergy.examples.load("two-plants")
    >>> load = {name: np.resize(values, 8760) for name, values in small.profiles.items()}
    >>> full = synergy.Scenario(small.cluster, days, {**load, "sun": sun}, small.policies)
    >>> synergy.aggregate(full, periods=4).scenario.time.shape
    (4, 24)
    """
    year = cut_year(scenario, period_hours)
    own = extreme_periods(year, extremes)
    _check(year, periods, method, keep, own)
    for label in keep:
        own.setdefault(year.labels.index(label), "kept")
    everything = periods >= year.shape[0]
    alone = np.arange(year.shape[0]) if everything else np.array(sorted(own), dtype=np.int64)
    others = np.setdiff1d(np.arange(year.shape[0]), alone)
    further: dict[str, FloatArray] = {}
    if everything:
        chosen, place = others, others
    elif method == "tsam":
        place, further = tsam_clusters(year, others, periods - len(alone), options or {})
        chosen = others[_nearest_to_means(features(year)[others], place)]
    else:
        chosen, place = k_medoids(features(year)[others], periods - len(alone), seed)
        chosen = others[chosen]
    representatives = np.sort(np.concatenate([alone, chosen]))
    stands_for = np.empty(year.shape[0], dtype=np.int64)
    stands_for[alone] = np.searchsorted(representatives, alone)
    stands_for[others] = np.searchsorted(representatives, chosen)[place]
    raw = {name: values[representatives] for name, values in year.profiles.items()}
    for name, values in further.items():
        raw[name][np.searchsorted(representatives, chosen)] = values
    is_alone = np.isin(representatives, alone)
    profiles = {name: _with_mean(year, name, values, stands_for, is_alone) for name, values in raw.items()}
    labels = tuple(year.labels[position] for position in representatives)
    sequence = tuple(labels[position] for position in stands_for)
    return Aggregation(
        scenario=replace(scenario, time=axis_in_sequence(year, labels, sequence), profiles=profiles),
        full=scenario,
        labels=year.labels,
        sequence=sequence,
        extremes={year.labels[position]: why for position, why in sorted(own.items())},
        errors=profile_errors(year, profiles, stands_for),
        request={
            "periods": periods,
            "method": method,
            "period_hours": period_hours,
            "extremes": tuple(extremes),
            "keep": tuple(keep),
            "seed": seed,
            "options": options,
        },
    )


def with_kept(aggregation: Aggregation, labels: Sequence[str]) -> Aggregation:
    """Return an aggregation in which some more periods of the full year stand for themselves alone.

    Parameters
    ----------
    aggregation : Aggregation
    labels : sequence of str
        Labels of periods of the full year; those that stand for themselves already are passed over.
    """
    new = tuple(label for label in labels if label not in aggregation.extremes)
    request = dict(aggregation.request)
    request["keep"] = (*request["keep"], *new)
    request["periods"] += len(new)
    return aggregate(aggregation.full, **request)


def _check(year: Year, periods: int, method: str, keep: Sequence[str], own: Mapping[int, str]) -> None:
    faults = []
    if method not in METHODS:
        faults.append(
            Fault(
                "method", f"'{method}' is unknown{did_you_mean(str(method), METHODS)}", fix=f"use {METHODS}"
            )
        )
    unknown = [label for label in keep if label not in year.labels]
    faults += [
        Fault(
            "keep", f"no period '{label}'{did_you_mean(str(label), year.labels)}", fix="use labels of periods"
        )
        for label in unknown
    ]
    alone = len({*own, *(year.labels.index(label) for label in keep if label not in unknown)})
    if periods < 1:
        faults.append(Fault("periods", f"{periods} are none", fix="write e.g. 12"))
    elif alone >= periods < year.shape[0]:
        found = (
            f"{periods} in all, but {alone} stand for themselves alone, and one more must stand for the rest"
        )
        faults.append(Fault("periods", found, fix=f"give at least {alone + 1}, or fewer extremes"))
    elif method == "k_medoids" and periods < year.shape[0] > MOST_COMPARED:
        found = f"{year.shape[0]:,} are too many to compare each with each (most: {MOST_COMPARED:,})"
        faults.append(Fault("period_hours", found, fix="take longer periods"))
    if faults:
        raise ScenarioError(faults)


def _nearest_to_means(rows: FloatArray, place: IntArray) -> IntArray:
    """Return, for each cluster, the row that is nearest to its mean."""
    nearest = []
    for cluster in range(int(place.max()) + 1):
        members = np.flatnonzero(place == cluster)
        away = ((rows[members] - rows[members].mean(axis=0)) ** 2).sum(axis=1)
        nearest.append(int(members[np.argmin(away)]))
    return np.array(nearest, dtype=np.int64)


def _with_mean(
    year: Year,
    name: str,
    values: FloatArray,
    stands_for: IntArray,
    alone: np.ndarray[Any, np.dtype[np.bool_]],
) -> FloatArray:
    """Return a profile of the representatives with the mean of the full year; those alone keep theirs."""
    if alone.all():
        return values
    full = year.profiles[name]
    counts = np.bincount(stands_for, minlength=len(values)).astype(np.float64)
    weights = counts[:, None] * year.hours
    wanted = float((full * year.hours).sum() - (weights * values)[alone].sum())
    kept = values.copy()
    kept[~alone] = with_sum(values[~alone], weights[~alone], wanted, (float(full.min()), float(full.max())))
    return kept
