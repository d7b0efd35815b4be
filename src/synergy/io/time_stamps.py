"""Time stamps of a chronological profile file: readable, in order, evenly spaced, none missing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from synergy.time.axis import TimeAxis

PLACE = "column time"


def check_time_stamps(
    cells: Sequence[tuple[int, str]], time: TimeAxis, complain: Callable[..., None]
) -> None:
    """Check the time stamps of a file whose rows are one period in sequence.

    Parameters
    ----------
    cells : sequence of (line, text)
        ISO 8601 time stamps, e.g. ``2030-01-01T00:00``.
    time : TimeAxis
        Number of steps and their length.
    complain : callable
        Called as ``complain(place, found, fix, line, why)`` for each fault.
    """
    if len(time.periods) != 1:
        found = f"time stamps for {len(time.periods)} periods"
        complain(PLACE, found, "label the rows by columns period and step instead", None)
        return
    stamps: list[tuple[int, str, datetime]] = []
    for line, cell in cells:
        try:
            stamps.append((line, cell, datetime.fromisoformat(cell)))
        except ValueError:
            complain(PLACE, f"'{cell[:40]}' is not an ISO time stamp", "write 2030-01-31T14:00", line)
    if len(stamps) < len(cells) or not stamps:
        return
    if _same_zone(stamps, time, complain):
        _check_sequence(stamps, time, complain)


def _same_zone(
    stamps: Sequence[tuple[int, str, datetime]], time: TimeAxis, complain: Callable[..., None]
) -> bool:
    first = stamps[0][2].utcoffset()
    for line, cell, stamp in stamps:
        offset = stamp.utcoffset()
        if (offset is None) != (first is None):
            complain(
                PLACE,
                f"{cell} and the first row differ in having a UTC offset",
                "give all times in UTC",
                line,
            )
            return False
        if offset and time.timezone.upper() == "UTC":
            hours = offset / timedelta(hours=1)
            found = f"{cell} is UTC{hours:+g}, but time.timezone is UTC"
            complain(PLACE, found, "give UTC times, or the zone in time.timezone", line)
            return False
    return True


def _check_sequence(
    stamps: Sequence[tuple[int, str, datetime]], time: TimeAxis, complain: Callable[..., None]
) -> None:
    hours = time.step_hours
    hint = ""
    seen: dict[datetime, int] = {}
    previous: datetime | None = None
    for number, (line, cell, stamp) in enumerate(stamps):
        moment = stamp.astimezone(UTC) if stamp.utcoffset() is not None else stamp
        if moment in seen:
            complain(PLACE, f"{cell} repeats line {seen[moment]}", "delete one, or give UTC times", line)
        elif previous is not None and moment < previous:
            complain(PLACE, f"{cell} comes after a later time", "sort the rows", line)
        elif previous is not None and number <= len(hours):
            expected = previous + timedelta(hours=float(hours[min(number, len(hours)) - 1]))
            if abs(moment - expected) > timedelta(seconds=1):
                what = "is missing" if moment > expected else "was expected"
                hint = hint or f"; {expected.isoformat(timespec='minutes')} {what}"
                found = f"{cell} does not follow the row above by {hours[number - 1]:g} h"
                complain(PLACE, found + _daylight(expected, moment), "give UTC times, one a step", line)
        seen.setdefault(moment, line)
        previous = moment
    if len(stamps) != time.steps:
        leap = " (leap year?)" if abs(len(stamps) - time.steps) == round(24 / float(hours[0])) else ""
        found = f"{len(stamps):,} rows, {time.steps:,} needed{hint}{leap}"
        complain("rows", found, "give one row for each step", None)


def _daylight(expected: datetime, moment: datetime) -> str:
    gap = abs(moment - expected)
    return " (daylight saving?)" if gap == timedelta(hours=1) and expected.month in (3, 4, 9, 10, 11) else ""
