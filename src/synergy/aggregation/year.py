"""A full year cut into periods of equal length, one after the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from synergy.errors import Fault, ScenarioError
from synergy.scenario import Scenario
from synergy.time.axis import TimeAxis, period_labels
from synergy.time.order import NEAR_A_YEAR
from synergy.time.series import FloatArray

DAY = 24.0


@dataclass(frozen=True, eq=False)
class Year:
    """The periods of a full year, in order.

    Parameters
    ----------
    scenario : Scenario
        Where they come from.
    labels : tuple of str
        A label for each period.
    hours : array, shape (steps,)
        Length of each step in hours.
    weight : float
        How often each period counts: 1, or a little more where the periods fall short of the year.
    profiles : mapping of str to array, shape (periods, steps)
    """

    scenario: Scenario
    labels: tuple[str, ...]
    hours: FloatArray
    weight: float
    profiles: Mapping[str, FloatArray]

    @property
    def shape(self) -> tuple[int, int]:
        """(periods, steps)."""
        return len(self.labels), len(self.hours)

    def cut(self, values: FloatArray) -> FloatArray:
        """Return values over all steps of the scenario, whatever their shape, by period and step."""
        return np.asarray(values, dtype=np.float64).reshape(self.shape)


def cut_year(scenario: Scenario, period_hours: float | None = None) -> Year:
    """Return the periods of a scenario that describes a full year.

    Parameters
    ----------
    scenario : Scenario
        One whose time axis is a full year: one period, or chained ones.
    period_hours : float, optional
        Length of the periods; by default that of the chained periods, or a day.

    Raises
    ------
    ScenarioError
        If it is no full year, or can not be cut that way.
    """
    time = scenario.time
    check_full_year(time)
    hours = time.step_hours
    if len(time.periods) > 1 and period_hours is None:
        if not np.allclose(hours, hours[0]):
            raise _fault(
                "its steps differ in length from period to period", "give all periods the same steps"
            )
        return _year(scenario, time.periods, hours[0])
    length = DAY if period_hours is None else float(period_hours)
    if not np.allclose(hours, hours[0, 0]):
        raise _fault(
            "its steps differ in length", "chain periods of the same steps, and leave out period_hours"
        )
    step, steps = float(hours[0, 0]), max(round(length / float(hours[0, 0])), 1)
    if abs(steps * step - length) > 1e-9 * length or hours.size % steps:
        found = f"{hours.size:,} steps of {step:g} h are no whole number of periods of {length:g} h"
        raise _fault(found, "give period_hours that cut the year into equal parts, e.g. 24")
    labels = period_labels(hours.size // steps, length)
    return _year(scenario, labels, np.full(steps, step))


def check_full_year(time: TimeAxis) -> None:
    """Refuse a time axis that is no full year: all steps in order, each of them once.

    Raises
    ------
    ScenarioError
        Saying what it is instead.
    """
    weight = float(time.period_weights[0])
    if time.is_chronological and abs(weight - 1.0) <= NEAR_A_YEAR:
        return
    found = f"one period of {time.period_hours[0]:,.6g} h that occurs {weight:,.6g} times"
    if len(time.periods) > 1:
        each = np.all(np.abs(time.period_weights - 1.0) <= NEAR_A_YEAR)
        found = f"{len(time.periods)} periods {'in no order' if each else 'that stand for others'}"
    raise _fault(f"is no full year but {found}", "give all steps of the year, in one period or chained")


def _year(scenario: Scenario, labels: tuple[str, ...], hours: FloatArray) -> Year:
    shape = len(labels), len(hours)
    profiles = {name: values.reshape(shape) for name, values in scenario.profiles.items()}
    return Year(scenario, labels, np.asarray(hours), float(scenario.time.period_weights[0]), profiles)


def axis_in_sequence(year: Year, chosen: tuple[str, ...], sequence: tuple[str, ...]) -> TimeAxis:
    """Return the time axis of some periods that stand for the year in a sequence."""
    equal = bool(np.all(year.hours == year.hours[0]))
    return TimeAxis(
        year=year.scenario.time.year,
        steps=len(year.hours),
        hours=float(year.hours[0]) if equal else tuple(map(float, year.hours)),
        weights={label: sequence.count(label) * year.weight for label in chosen},
        sequence=sequence,
        timezone=year.scenario.time.timezone,
    )


def _fault(found: str, fix: str) -> ScenarioError:
    return ScenarioError([Fault("time", found, fix=fix)])
