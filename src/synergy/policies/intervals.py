"""Stretches of time over which something is added up: a step, an hour, a period, a month, a year."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from synergy.errors import Fault
from synergy.formulation.affine import Affine, total
from synergy.time.series import FloatArray

if TYPE_CHECKING:
    from synergy.formulation.policy_formulation import PolicyFormulation
    from synergy.time.axis import TimeAxis

Every = Literal["step", "hour", "period", "month", "year"]
SLIP = 1e-6
"""Hours by which a boundary may be missed."""


def interval_faults(every: Every, time: TimeAxis) -> Iterable[Fault]:
    """Yield a fault where a stretch of time can not be meant on the scenario's time axis."""
    if every == "hour" and _steps_an_hour(time) is None:
        lengths = time.step_hours
        found = f"hours can not be told apart: steps are {lengths.min():g} to {lengths.max():g} h long"
        yield Fault("every", found, fix="write every: step, or use steps that divide an hour")
    if every == "month":
        if not np.allclose(time.period_weights, 1.0, rtol=0.0, atol=1e-9):
            found = "months are not known: periods stand for more, or less, than themselves"
            fix = "write every: period if each period stands for its own part of the year, or every: year"
            yield Fault("every", found, "one that stands for days of several months is in none", fix)
        elif _month_starts(time) is None:
            fix = "use steps of at most a day that end with the month, or write every: year"
            yield Fault("every", "months can not be told apart: a step lies in two of them", fix=fix)


def numbers(every: Every, time: TimeAxis) -> NDArray[np.int64]:
    """Return the number of the stretch in which each step lies, shape (periods, steps).

    Examples
    --------
    >>> from synergy.time.axis import TimeAxis
    >>> quarters = TimeAxis(steps=8, hours=0.25, weights={"year": 4380})
    >>> numbers("hour", quarters).tolist()
    [[0, 0, 0, 0, 1, 1, 1, 1]]
    """
    periods, steps = time.shape
    flat = np.arange(periods * steps)
    if every == "step":
        return flat.reshape(time.shape)
    if every == "hour":
        return (flat // (_steps_an_hour(time) or 1)).reshape(time.shape)
    if every == "period":
        return (flat // steps).reshape(time.shape)
    if every == "month":
        starts = _month_starts(time)
        places = flat if starts is None else np.searchsorted(starts, flat, side="right") - 1
        return np.asarray(places, dtype=np.int64).reshape(time.shape)
    return np.zeros(time.shape, dtype=np.int64)


def state_in_each(f: PolicyFormulation, name: str, balance: Affine, every: Every) -> None:
    """State that the sum over each stretch of time of something per hour is at least zero.

    Parameters
    ----------
    f : PolicyFormulation
    name : str
        Name of the constraint; a month's number is added to it.
    balance : Affine
        MW or t/h, over year, period and step.
    every : str
    """
    time = f.scenario.time
    hours = Affine.data(time.step_hours, (f.frame.period, f.frame.step))
    group = _steps_an_hour(time) if every == "hour" else 1
    if every == "year":
        f.constraint(name, f.yearly(balance) * 1e-3 >= 0.0)
    elif every == "period":
        f.constraint(name, (balance * hours).sum("step") >= 0.0)
    elif every == "month":
        for number, month in enumerate(_months(f, balance * hours)):
            f.constraint(f"{name}_{number + 1}", month * 1e-3 >= 0.0)
    elif group is not None and group > 1:
        together = total([balance.shift("step", -place) for place in range(group)])
        f.constraint(name, together.take("step", range(0, time.steps, group)) >= 0.0)
    else:
        f.constraint(name, balance >= 0.0)


def sums(values: FloatArray, every: Every, time: TimeAxis) -> FloatArray:
    """Return the sum over each stretch of something per hour, of shape (..., periods, steps): MWh or t."""
    amounts = (np.broadcast_to(values, (1, *time.shape)) * time.hours_in_year).reshape(-1)
    return np.asarray(np.bincount(numbers(every, time).reshape(-1), weights=amounts), dtype=np.float64)


def _steps_an_hour(time: TimeAxis) -> int | None:
    """Return how many steps an hour has; None where hours can not be told apart."""
    lengths = time.step_hours.reshape(-1)
    group = round(1.0 / float(lengths[0])) if lengths[0] <= 1.0 + SLIP else 0
    if group < 1 or np.abs(lengths * group - 1.0).max() > SLIP or time.steps % group:
        return None
    return group


def _month_starts(time: TimeAxis) -> NDArray[np.int64] | None:
    """Return the number of the step, all periods in a row, with which each month begins, or None."""
    hours = np.concatenate([[0.0], np.cumsum(time.hours_in_year.reshape(-1))])
    days = [calendar.monthrange(2023, month)[1] for month in range(1, 13)]
    days[1] += round((float(hours[-1]) - 8760.0) / 24.0)  # a leap year has 8,784 h
    starts = 24.0 * np.concatenate([[0], np.cumsum(days[:-1])])
    places = np.searchsorted(hours, starts - SLIP)
    return places if np.abs(hours[places] - starts).max() <= SLIP else None


def _months(f: PolicyFormulation, amounts: Affine) -> Iterator[Affine]:
    """Yield the sum of each month, as a head, whole periods and a tail."""
    time = f.scenario.time
    starts = _month_starts(time)
    if starts is None:  # refused when the scenario was made
        return
    steps = time.steps
    for first, end in zip(starts, [*starts[1:], time.shape[0] * steps], strict=True):
        parts = []
        place = int(first)
        while place < end:
            period, step = divmod(place, steps)
            whole = (int(end) - place) // steps if step == 0 else 0
            if whole:
                block = amounts.take("period", range(period, period + whole))
                place += whole * steps
            else:
                stop = min(int(end) - period * steps, steps)
                block = amounts.take("period", [period]).take("step", range(step, stop))
                place = period * steps + stop
            parts.append(block.sum("period", "step"))
        yield total(parts, (f.frame.year,))
