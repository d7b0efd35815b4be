r"""Fewer, longer steps by means: for studies that solve a scenario hundreds of times.

Periods :math:`p` of a group :math:`g` become one, and :math:`m` steps in a row become one of :math:`m` times
the length:

.. math::

    w_g = \sum_{p \in g} w_p, \qquad
    v_{g, k} = \frac{1}{w_g} \sum_{p \in g} w_p \; \frac{1}{m} \sum_{t = k m}^{(k + 1) m - 1} v_{p, t}

============================  ======================  ==============================
symbol                        field                   unit
============================  ======================  ==============================
:math:`w`                     ``time.weights``        occurrences a year
:math:`v`                     ``profiles``            as the profile
:math:`m`                     ``hours`` / step        steps
============================  ======================  ==============================

Every profile keeps its mean over the year; its peaks and lulls are evened out. Plants are therefore sized
smaller, and what works from calm to windy days is worth less than on the scenario itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from synergy.errors import Fault, ScenarioError, did_you_mean
from synergy.scenario import Scenario
from synergy.time.axis import TimeAxis
from synergy.time.series import FloatArray

SAME = 1e-9
"""Relative difference of lengths of time below which they are equal."""


def coarsen(
    scenario: Scenario, hours: float | None = None, groups: Mapping[str, Sequence[str]] | None = None
) -> Scenario:
    """Return a scenario of fewer, longer steps; every profile keeps its mean over the year.

    Parameters
    ----------
    scenario : Scenario
    hours : float, optional
        Length of a step from now on, a whole number of which make a period; by default as it was.
    groups : mapping of str to sequence of str, optional
        Labels of periods that become one, their mean by weight, under a new label; by default each period
        stays. Where periods have an order, the new ones have it too.

    Returns
    -------
    Scenario
        Profiles of shape (groups, steps).

    Raises
    ------
    ScenarioError
        If steps differ in length, hours are no whole number of steps that cut the periods into equal parts,
        or a period is in no group or in several.

    Examples
    --------
    >>> import synergy
    >>> scenario = synergy.examples.load("humber")
    >>> calm = ["winter-calm", "autumn-mixed", "summer-mixed"]
    >>> coarse = coarsen(scenario, hours=3, groups={"windy": ["winter-windy"], "other": calm})
    >>> coarse.time.shape, coarse.time.weights
    ((2, 8), {'windy': 60.0, 'other': 305.0})
    """
    time = scenario.time
    chosen = {label: (label,) for label in time.periods} if groups is None else groups
    faults = [*_group_faults(time, chosen), *_step_faults(time, hours)]
    if time.outages:
        faults = [
            Fault("time.outages", "would be lost", fix="coarsen first, then say what goes out of service")
        ]
    if faults:
        raise ScenarioError(faults)
    step = float(time.step_hours[0, 0])
    merged = 1 if hours is None else round(hours / step)
    places = [[time.periods.index(label) for label in labels] for labels in chosen.values()]
    weights = time.period_weights
    profiles = {name: _means(values, weights, places, merged) for name, values in scenario.profiles.items()}
    group_of = {label: group for group, labels in chosen.items() for label in labels}
    ordered = groups is not None and len(time.order) > 0
    return replace(
        scenario,
        time=TimeAxis(
            year=time.year,
            steps=time.steps // merged,
            hours=step * merged,
            weights={label: float(weights[at].sum()) for label, at in zip(chosen, places, strict=True)},
            chained=time.chained and not ordered,
            sequence=tuple(group_of[time.periods[place]] for place in time.order)
            if ordered
            else time.sequence,
            timezone=time.timezone,
        ),
        profiles=profiles,
    )


def _means(values: FloatArray, weights: FloatArray, places: list[list[int]], merged: int) -> FloatArray:
    rows = [np.average(values[at], axis=0, weights=weights[at]) for at in places]
    parts = np.asarray(rows, dtype=np.float64).reshape(len(places), -1, merged)
    return np.asarray(parts.mean(axis=2), dtype=np.float64)


def _step_faults(time: TimeAxis, hours: float | None) -> list[Fault]:
    step = float(time.step_hours[0, 0])
    if not np.allclose(time.step_hours, step, rtol=SAME, atol=0.0):
        return [Fault("time.hours", "steps differ in length", fix="give all steps one length, then coarsen")]
    if hours is None:
        return []
    merged = max(round(hours / step), 1) if np.isfinite(hours) else 0
    if merged and abs(hours - merged * step) <= SAME * step and time.steps % merged == 0:
        return []
    found = f"{hours:g} h do not cut periods of {time.steps} steps of {step:g} h into equal parts"
    fits = ", ".join(f"{count * step:g}" for count in range(1, time.steps + 1) if time.steps % count == 0)
    return [Fault("hours", found, fix=f"use one of {fits}")]


def _group_faults(time: TimeAxis, groups: Mapping[str, Sequence[str]]) -> list[Fault]:
    faults = []
    named = Counter(label for labels in groups.values() for label in labels)
    for group, labels in groups.items():
        if not labels:
            faults.append(
                Fault(f"groups.{group}", "holds no period", fix="name at least one, or leave it out")
            )
        for label in dict.fromkeys(labels):
            if label not in time.periods:
                found = f"no period '{label}'{did_you_mean(str(label), time.periods)}"
                faults.append(Fault(f"groups.{group}", found, fix="use labels of periods"))
    several = [label for label, count in named.items() if count > 1 and label in time.periods]
    missing = [label for label in time.periods if label not in named]
    if several:
        found = f"{', '.join(several)} named more than once"
        faults.append(Fault("groups", found, "it would count twice", "name each period once"))
    if missing:
        found = f"{', '.join(missing)} in no group"
        faults.append(Fault("groups", found, "the year would not be covered", "put each period in a group"))
    return faults
