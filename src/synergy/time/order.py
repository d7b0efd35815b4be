"""The order in which periods occur in the year, written with runs, and whether it agrees with the weights."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

import numpy as np

from synergy.errors import did_you_mean
from synergy.time.series import FloatArray

MOST_OCCURRENCES = 105_408
"""Five minutes, if each were a period."""
NEAR_A_YEAR = 0.02
"""How far periods in order may fall short of the year, or exceed it: 12 months of 30 days are 1.4 % short."""
SAME = 1e-6

Runs = list[str | dict[str, int]]


def expanded(written: Any) -> Any:
    """Return labels in order from a list in which ``{label: 3}`` stands for a label three times in a row.

    Raises
    ------
    ValueError
        If it is no such list, a run has no whole number of occurrences, or all together are too many.

    Examples
    --------
    >>> expanded(["winter", {"summer": 2}, "winter"])
    ('winter', 'summer', 'summer', 'winter')
    """
    if isinstance(written, str) or not isinstance(written, Sequence):
        raise ValueError(f"{written!r} is no list of periods. Fix: write e.g. [winter, {{summer: 183}}]")
    labels: list[Any] = []
    for entry in written:
        runs = entry.items() if isinstance(entry, Mapping) else [(entry, 1)]
        for label, times in runs:
            if isinstance(times, bool) or not isinstance(times, int) or times < 1:
                raise ValueError(
                    f"'{label}' occurs {times!r} times in a row. "
                    f"Fix: write a whole number, e.g. {{{label}: 3}}"
                )
            if len(labels) + times > MOST_OCCURRENCES:
                raise ValueError(f"more than {MOST_OCCURRENCES:,} periods in order. Fix: take longer periods")
            labels += [label] * times
    return tuple(labels)


def run_lengths(labels: Iterable[str]) -> Runs:
    """Return labels in order as a list in which runs are written ``{label: times}``.

    Examples
    --------
    >>> run_lengths(("winter", "summer", "summer", "winter"))
    ['winter', {'summer': 2}, 'winter']
    """
    runs = [(label, sum(1 for _ in group)) for label, group in groupby(labels)]
    return [label if times == 1 else {label: times} for label, times in runs]


def check_order(
    labels: Sequence[str], weights: Mapping[str, float], period_hours: FloatArray, what: str
) -> None:
    """Refuse an order of periods that does not agree with how often they occur in the year.

    Every period must occur, as often as its weight says but for one factor common to all, by which the order
    falls short of the year or exceeds it (52 weeks are a day short).

    Parameters
    ----------
    labels : sequence of str
        Periods in the order in which they occur.
    weights : mapping of str to float
        Occurrences in the year, by label.
    period_hours : array, shape (periods,)
        Length of each period in hours.
    what : str
        Field that gave the order.

    Raises
    ------
    ValueError
        If it does not agree.
    """
    counts = Counter(labels)
    unknown = next((label for label in counts if label not in weights), None)
    if unknown is not None:
        raise ValueError(
            f"{what} names '{unknown}', which is not in weights{did_you_mean(unknown, weights)}. "
            f"Fix: use one of: {_few(weights)}"
        )
    missing = [label for label in weights if label not in counts]
    if missing:
        raise ValueError(f"{_few(missing)} never occurs in {what}. Fix: put it where it occurs, or delete it")
    occurrences = np.array([counts[label] for label in weights], dtype=np.float64)
    given = np.array(list(weights.values()))
    covered, year = float(occurrences @ period_hours), float(given @ period_hours)
    if abs(covered - year) > NEAR_A_YEAR * year:
        fix = (
            "list every period as often as it occurs in the year"
            if what == "sequence"
            else "give all periods of the year, or write their order as a sequence"
        )
        raise ValueError(f"the periods in order last {covered:,.6g} h of the year's {year:,.6g}. Fix: {fix}")
    expected = occurrences * year / covered
    wrong = int(np.argmax(np.abs(given - expected)))
    if abs(given[wrong] - expected[wrong]) > SAME * expected[wrong]:
        label = list(weights)[wrong]
        raise ValueError(
            f"'{label}' occurs {counts[label]} times in {what}, but its weight is {given[wrong]:,.6g}. "
            f"Fix: give it the weight {expected[wrong]:,.6g}, or correct {what}"
        )


def _few(labels: Iterable[str]) -> str:
    words = [f"'{label}'" for label in labels]
    return ", ".join(words[:6]) + (f" and {len(words) - 6} more" if len(words) > 6 else "")
