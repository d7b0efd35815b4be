"""Profiles read from CSV: one row for each period and step, one column for each profile."""

from __future__ import annotations

import csv
import io
import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np

from synergy.errors import Fault, did_you_mean
from synergy.io.text_file import read_text
from synergy.io.time_stamps import check_time_stamps
from synergy.time.axis import TimeAxis
from synergy.time.series import FloatArray

FAULTS_PER_COLUMN = 5
NAME = re.compile(r"[^\W_](?:[\w .:/()%-]{0,62}[\w)%])?")
"""What a profile or a period may be called in the file; no spreadsheet takes such a name for a formula."""
_NUMBER = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_DECIMAL_COMMA = re.compile(r"[-+]?[0-9]+,[0-9]+")
_NOT_FINITE = re.compile(r"[-+]?\.?(?:inf|infinity|nan)", re.IGNORECASE)
_MISSING = re.compile(r"-9{4,}(?:\.[09]*)?")
INDEX_COLUMNS = ("period", "step", "time")


@dataclass(frozen=True)
class ProfileTable:
    """What a file of profiles holds.

    Parameters
    ----------
    file : str
        The file, as it was named.
    names : tuple of str
        Names of the profiles.
    periods : tuple of str
        Labels of the time axis, if it is known.
    columns : dict of str to array of shape (periods, steps)
        Their values, of those without a fault; empty if rows have faults, or the time axis is not known.
    lines : array of int of shape (periods, steps)
        Line of the file that each value stands on; 0 where unknown.
    faults : tuple of Fault
        What is wrong.
    begins : datetime, optional
        First time stamp, in UTC, where rows have time stamps.
    """

    file: str
    names: tuple[str, ...]
    periods: tuple[str, ...]
    columns: dict[str, FloatArray]
    lines: np.ndarray[tuple[int, ...], np.dtype[np.int64]]
    faults: tuple[Fault, ...]
    begins: datetime | None = None


@dataclass(frozen=True)
class Row:
    """One line of the file: its number and its cells, stripped."""

    line: int
    cells: tuple[str, ...]


class FaultList:
    """Faults of one file; many of a kind are told once, with their number, so that they hide no others."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[Fault] = []
        self.counts: Counter[str] = Counter()

    def add(self, place: str, found: str, fix: str, line: int | None = None, why: str = "") -> None:
        """Note a fault; those of one place beyond the first few are only counted."""
        self.counts[place] += 1
        if self.counts[place] <= FAULTS_PER_COLUMN:
            self.faults.append(Fault(place, found, why, fix, self.file, line))

    def listed(self) -> tuple[Fault, ...]:
        """Return the faults by line, then one for each place that has more."""
        more = [
            Fault(place, f"{number - FAULTS_PER_COLUMN:,} more faults like these", file=self.file)
            for place, number in self.counts.items()
            if number > FAULTS_PER_COLUMN
        ]
        return (*sorted(self.faults, key=lambda fault: fault.line or 0), *more)


def read_profiles(path: str | Path, time: TimeAxis | None = None, max_mb: float = 200) -> ProfileTable:
    """Read a CSV file of profiles and check every cell.

    Columns ``period`` (label) and ``step`` (counted from 0 or from 1) say where a row belongs, or, for a
    single period or chained ones, column ``time`` (ISO time stamps). The other columns are profiles.

    Parameters
    ----------
    path : str or Path
        The file; UTF-8, separated by commas.
    time : TimeAxis, optional
        Periods and steps that must be there; without it only the cells are checked.
    max_mb : float
        Largest size accepted, in megabytes.

    Returns
    -------
    ProfileTable
        With its faults; no file, however malformed, raises.
    """
    text, unreadable = read_text(Path(path), max_mb)
    if unreadable:
        return _table(str(path), faults=tuple(unreadable))
    faults = FaultList(str(path))
    header, rows = _split(text, faults)
    if not header:
        return _table(str(path), faults=faults.listed())
    names = tuple(name for name in header if name not in INDEX_COLUMNS)
    whole = not faults.faults
    numbers = {name: _numbers(name, header.index(name), rows, faults) for name in names}
    wrong_cells = faults.counts.total()
    shape = time.shape if time is not None else (0, 0)
    begins = None
    positions: list[int] = []
    if time is not None and "time" in header:
        cells = [(row.line, row.cells[header.index("time")]) for row in rows]
        begins = check_time_stamps(cells, time, faults.add)
        positions = list(range(len(rows)))
    elif time is not None:
        positions = _positions(header, rows, time, faults)
    if not whole or faults.counts.total() > wrong_cells or time is None:
        return _table(str(path), names, faults=faults.listed())
    order = np.asarray(positions, dtype=np.int64)
    lines = np.zeros(shape, dtype=np.int64)
    lines.flat[order] = [row.line for row in rows]
    columns = {}
    for name, values in numbers.items():
        if np.isnan(values).any():
            continue
        columns[name] = np.empty(shape)
        columns[name].flat[order] = values
    return ProfileTable(str(path), names, time.periods, columns, lines, faults.listed(), begins)


def _table(file: str, names: tuple[str, ...] = (), faults: tuple[Fault, ...] = ()) -> ProfileTable:
    return ProfileTable(file, names, (), {}, np.zeros((0, 0), dtype=np.int64), faults)


def _split(text: str, faults: FaultList) -> tuple[tuple[str, ...], list[Row]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[Row] = []
    try:
        rows.extend(Row(reader.line_num, tuple(map(str.strip, cells))) for cells in reader if cells)
    except csv.Error as error:
        faults.add("", f"not CSV: {error}", "check the quotes", reader.line_num)
        return (), []
    if not rows:
        faults.add("", "the file is empty", "give a header and one row for each period and step")
        return (), []
    header, body = rows[0].cells, rows[1:]
    if not _good_header(header, rows[0].line, faults):
        return (), []
    whole: list[Row] = []
    for row in body:
        if not any(row.cells):
            faults.add("empty rows", "a row without values", "delete it", row.line)
        elif len(row.cells) != len(header):
            found = f"{len(row.cells)} cells where the header has {len(header)}"
            faults.add(
                "row", found, "give one cell for each column (a decimal comma splits a cell)", row.line
            )
        else:
            whole.append(row)
    return header, whole


def _good_header(header: Sequence[str], line: int, faults: FaultList) -> bool:
    before = len(faults.faults)
    if len(header) == 1 and (";" in header[0] or "\t" in header[0]):
        mark = "';'" if ";" in header[0] else "tab"
        faults.add("header", f"columns are separated by {mark}", "save as CSV separated by commas", line)
        return False
    for name, count in Counter(header).items():
        if not NAME.fullmatch(name):
            found = f"'{name[:80]}' is no name for a column" if name else "a column without a name"
            faults.add("header", found, "name it with letters, digits, blanks, - and _", line)
        elif count > 1:
            faults.add("header", f"column '{name[:80]}' given {count} times", "rename or delete one", line)
    has_labels, has_time = "period" in header and "step" in header, "time" in header
    if has_labels == has_time:
        found = (
            "columns 'period' and 'step' are missing" if not has_time else "both 'time' and 'period', 'step'"
        )
        near = (
            ""
            if has_time
            else next((hint for name in header if (hint := did_you_mean(name, INDEX_COLUMNS))), "")
        )
        faults.add("header", found + near, "begin with columns period and step, or with column time", line)
    return len(faults.faults) == before


def _numbers(name: str, column: int, rows: Sequence[Row], faults: FaultList) -> list[float]:
    values = []
    for row in rows:
        cell = row.cells[column]
        if _NUMBER.fullmatch(cell) and len(cell) < 100 and not _MISSING.fullmatch(cell):
            value = float(cell)
            if math.isfinite(value):
                values.append(value)
                continue
        values.append(np.nan)
        faults.add(f"column {name[:80]}", *_wrong_cell(cell), line=row.line)
    return values


def _wrong_cell(cell: str) -> tuple[str, str]:
    shown = cell if len(cell) <= 40 else cell[:40] + "..."
    if not cell:
        return "empty", "give a number"
    if _MISSING.fullmatch(cell):
        return f"{shown} looks like a mark for a missing value", "give the real number"
    if _NOT_FINITE.fullmatch(cell) or _NUMBER.fullmatch(cell):
        return f"{shown} is not a finite number", "give a finite number"
    if _DECIMAL_COMMA.fullmatch(cell):
        return (
            f"'{shown}' uses a decimal comma, or a thousands separator",
            "write a decimal point, no separators",
        )
    return f"'{shown}' is not a number", "give a number such as 12.5"


def _positions(header: Sequence[str], rows: Sequence[Row], time: TimeAxis, faults: FaultList) -> list[int]:
    """Return the place of each row in the flattened (periods, steps) array."""
    period_column, step_column = header.index("period"), header.index("step")
    first = 0 if any(row.cells[step_column] == "0" for row in rows) else 1
    numbers = {label: number for number, label in enumerate(time.periods)}
    lines: dict[int, int] = {}
    last: dict[str, int] = {}
    for row in rows:
        period, cell = row.cells[period_column], row.cells[step_column]
        if period not in numbers:
            found = f"period '{period[:80]}' is not in time.weights{did_you_mean(period, numbers)}"
            faults.add("column period", found, f"use one of: {_few(time.periods)}", row.line)
            continue
        step = int(cell) - first if re.fullmatch(r"[0-9]{1,6}", cell) else -1
        if not 0 <= step < time.steps:
            found = f"step '{cell[:40]}' of period '{period}' is not one of {time.steps} steps"
            faults.add("column step", found, f"count them from {first} to {first + time.steps - 1}", row.line)
            continue
        position = numbers[period] * time.steps + step
        if position in lines:
            found = f"period '{period}' step {cell} repeats line {lines[position]}"
            faults.add("rows", found, "delete one", row.line)
        elif step < last.get(period, -1):
            found = f"period '{period}' step {cell} comes after a later step"
            faults.add("rows", found, "sort the rows", row.line)
        lines.setdefault(position, row.line)
        last[period] = step
    if not faults.counts["column period"] and not faults.counts["column step"]:
        _check_complete(lines, time, first, faults)
    return list(lines)


def _check_complete(lines: dict[int, int], time: TimeAxis, first: int, faults: FaultList) -> None:
    needed = len(time.periods) * time.steps
    missing = next((position for position in range(needed) if position not in lines), None)
    if missing is None:
        return
    period, step = time.periods[missing // time.steps], missing % time.steps + first
    found = f"{len(lines):,} rows, {needed:,} needed ({len(time.periods)} periods x {time.steps} steps)"
    faults.add("rows", f"{found}; period '{period}' step {step} is missing", "add the missing rows")


def _few(words: Sequence[str]) -> str:
    shown = ", ".join(word[:40] for word in words[:12])
    return shown + (f" and {len(words) - 12} more" if len(words) > 12 else "")
