"""Time stamps of a chronological profile file: readable, in order, evenly spaced, none missing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta, tzinfo

from synergy.time.axis import TimeAxis
from synergy.time.zones import zone_of

PLACE = "column time"
UTC_TIMES = "give UTC times, or the zone in time.timezone"
Stamp = tuple[int, str, datetime]
"""Line, text, and what it says."""


def check_time_stamps(
    cells: Sequence[tuple[int, str]], time: TimeAxis, complain: Callable[..., None]
) -> datetime | None:
    """Check the time stamps of a file whose rows are all steps in sequence, and return the first, in UTC.

    Parameters
    ----------
    cells : sequence of (line, text)
        ISO 8601 time stamps, e.g. ``2030-01-01T00:00``; without an offset they are in the axis' time zone.
    time : TimeAxis
        Number of steps, their length, and the time zone.
    complain : callable
        Called as ``complain(place, found, fix, line, why)`` for each fault.
    """
    if not time.is_chronological:
        found = f"time stamps for {len(time.periods)} periods that are not chained"
        complain(PLACE, found, "label the rows by columns period and step instead", None)
        return None
    stamps: list[Stamp] = []
    for line, cell in cells:
        try:
            stamps.append((line, cell, datetime.fromisoformat(cell)))
        except ValueError:
            complain(PLACE, f"'{cell[:40]}' is not an ISO time stamp", "write 2030-01-31T14:00", line)
    if len(stamps) < len(cells) or not stamps:
        return None
    zone = zone_of(time.timezone)
    if not _same_zone(stamps, time.timezone, zone, complain):
        return None
    moments = _moments(stamps, zone, complain)
    if moments:
        _check_sequence(stamps, moments, time, zone, complain)
    return moments[0] if moments else None


def _same_zone(stamps: Sequence[Stamp], name: str, zone: tzinfo, complain: Callable[..., None]) -> bool:
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
        if offset and offset != stamp.astimezone(zone).utcoffset():
            hours = offset / timedelta(hours=1)
            complain(PLACE, f"{cell} is UTC{hours:+g}, but time.timezone is {name}", UTC_TIMES, line)
            return False
    return True


def _moments(stamps: Sequence[Stamp], zone: tzinfo, complain: Callable[..., None]) -> list[datetime]:
    """Return the stamps in UTC; empty where one names an hour that the clock skips.

    An hour that the clock shows twice is the second one where it follows the first.
    """
    moments: list[datetime] = []
    for line, cell, stamp in stamps:
        if stamp.utcoffset() is not None:
            moments.append(stamp.astimezone(UTC))
            continue
        moment = stamp.replace(tzinfo=zone).astimezone(UTC)
        if moments and moment <= moments[-1]:
            second = stamp.replace(tzinfo=zone, fold=1).astimezone(UTC)
            moment = second if second > moments[-1] else moment
        if moment.astimezone(zone).replace(tzinfo=None) != stamp:
            found = f"{cell} does not exist in {zone}: clocks go forward then (daylight saving)"
            complain(PLACE, found, "give UTC times, or a zone such as UTC+1 in time.timezone", line)
            return []
        moments.append(moment)
    return moments


def _check_sequence(
    stamps: Sequence[Stamp],
    moments: Sequence[datetime],
    time: TimeAxis,
    zone: tzinfo,
    complain: Callable[..., None],
) -> None:
    hours = time.step_hours.reshape(-1)
    hint = ""
    seen: dict[datetime, int] = {}
    previous: datetime | None = None
    for number, ((line, cell, stamp), moment) in enumerate(zip(stamps, moments, strict=True)):
        if moment in seen:
            complain(PLACE, f"{cell} repeats line {seen[moment]}", "delete one, or give UTC times", line)
        elif previous is not None and moment < previous:
            complain(PLACE, f"{cell} comes after a later time", "sort the rows", line)
        elif previous is not None and number <= len(hours):
            expected = previous + timedelta(hours=float(hours[min(number, len(hours)) - 1]))
            if abs(moment - expected) > timedelta(seconds=1):
                what = "is missing" if moment > expected else "was expected"
                hint = hint or f"; {_as_written(expected, stamp, zone)} {what}"
                found = f"{cell} does not follow the row above by {hours[number - 1]:g} h"
                complain(PLACE, found + _likely(expected, moment), "give UTC times, one a step", line)
        seen.setdefault(moment, line)
        previous = moment
    if len(stamps) != len(hours):
        leap = " (leap year?)" if abs(len(stamps) - len(hours)) == round(24 / float(hours[0])) else ""
        found = f"{len(stamps):,} rows, {len(hours):,} needed{hint}{leap}"
        complain("rows", found, "give one row for each step", None)


def _as_written(moment: datetime, stamp: datetime, zone: tzinfo) -> str:
    local = moment.astimezone(stamp.tzinfo or zone)
    return (local if stamp.tzinfo else local.replace(tzinfo=None)).isoformat(timespec="minutes")


def _likely(expected: datetime, moment: datetime) -> str:
    gap = abs(moment - expected)
    if gap == timedelta(hours=1) and expected.month in (3, 4, 9, 10, 11):
        return " (daylight saving?)"
    leap_day = gap == timedelta(days=1) and (expected.month, expected.day) == (2, 29)
    return " (29 February left out?)" if leap_day else ""
