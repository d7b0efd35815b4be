"""Time zones by name: UTC, a fixed distance from it, or a region with its daylight saving."""

from __future__ import annotations

import re
from datetime import UTC, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from synergy.errors import did_you_mean

_FIXED = re.compile(r"UTC(?P<sign>[+-])(?P<hours>[0-9]{1,2})(?::(?P<minutes>[0-9]{2}))?", re.IGNORECASE)


def zone_of(name: str) -> tzinfo:
    """Return a time zone.

    Parameters
    ----------
    name : str
        ``"UTC"``, ``"UTC+1"``, ``"UTC-03:30"``, or a region such as ``"Europe/London"``.

    Raises
    ------
    ValueError
        If there is no such zone.

    Examples
    --------
    >>> zone_of("UTC+1")
    datetime.timezone(datetime.timedelta(seconds=3600))
    """
    if name.upper() == "UTC":
        return UTC
    fixed = _FIXED.fullmatch(name)
    if fixed is not None and int(fixed["hours"]) <= 14 and int(fixed["minutes"] or 0) < 60:
        sign = -1 if fixed["sign"] == "-" else 1
        return timezone(sign * timedelta(hours=int(fixed["hours"]), minutes=int(fixed["minutes"] or 0)))
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        near = did_you_mean(name, available_timezones())
        raise ValueError(
            f"'{name}' is no time zone{near}. Fix: write UTC, UTC+1, or a region such as Europe/London"
        ) from None
