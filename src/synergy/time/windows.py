"""How far back a number of hours reaches, step by step, on a time axis that goes round."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from synergy.time.axis import TimeAxis

IntArray = NDArray[np.int64]
SAME = 1e-9
"""Hours by which sums of step lengths may miss what is meant."""


def steps_within(time: TimeAxis, hours: float) -> IntArray:
    """Return how many steps, each one itself included, began less than some hours before it.

    Before the first step of a period comes its last; where periods are chained, the last of the period
    before. Hours that reach further than a round count its steps again: what repeats has repeated before.

    Parameters
    ----------
    time : TimeAxis
    hours : float

    Returns
    -------
    array of shape (periods, steps)

    Examples
    --------
    >>> from synergy.time.axis import TimeAxis
    >>> uneven = TimeAxis(steps=4, hours=(1.0, 1.0, 2.0, 4.0), weights={"day": 1095})
    >>> steps_within(uneven, 3.0)
    array([[1, 2, 3, 2]])
    >>> steps_within(uneven, 8.0 + 3.0)
    array([[5, 6, 7, 6]])
    """
    length = time.step_hours.size if time.chained else time.steps
    cycles = time.step_hours.reshape(-1, length)
    found = [_within(cycle, hours) for cycle in cycles]
    return np.stack(found).reshape(time.shape)


def steps_back(time: TimeAxis, steps: IntArray | int) -> IntArray:
    """Return the place of the step some steps before each one, counted over all periods.

    Examples
    --------
    >>> from synergy.time.axis import TimeAxis
    >>> steps_back(TimeAxis(steps=3, weights={"a": 1460, "b": 1460}), 1)
    array([[2, 0, 1],
           [5, 3, 4]])
    """
    places = np.arange(time.step_hours.size, dtype=np.int64).reshape(time.shape)
    length = places.size if time.chained else time.steps
    first = places - places % length
    return np.asarray(first + (places - first - steps) % length, dtype=np.int64)


def _within(cycle: NDArray[np.float64], hours: float) -> IntArray:
    steps, length = len(cycle), float(cycle.sum())
    rounds = math.floor(max(hours, 0.0) / length + SAME / length)
    begins = np.concatenate([[0.0], np.cumsum(np.tile(cycle, 2))])[:-1]
    own = np.arange(steps, 2 * steps)
    first = np.searchsorted(begins, begins[own] - (hours - rounds * length) + SAME, side="left")
    return np.asarray(np.maximum(rounds * steps + np.clip(own - first + 1, 0, steps), 1), dtype=np.int64)
