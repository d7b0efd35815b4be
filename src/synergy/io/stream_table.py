"""Streams read from CSV: one row for each stream, one column for each field."""

from __future__ import annotations

import csv
import io
import re
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from synergy.errors import Fault, ScenarioError, did_you_mean
from synergy.heat.stream import Stream
from synergy.io.folder import ScenarioWarning
from synergy.io.text_file import read_text
from synergy.units import Units

LARGEST_LOAD = 2000.0
"""In MW: more, where no unit is given, is kW taken for MW."""
COLDEST = -200.0
"""In degC: less, where degC is not written, is degC taken for K."""
TEMPERATURES = ("supply_temperature", "target_temperature")
AMOUNTS = {"load": "MW", "heat_capacity_flow": "MW/K"}
"""Columns whose unit is worth a word where none is given."""
_HEADING = re.compile(r"(?P<name>[A-Za-z_ ]+?)\s*(?:\[(?P<unit>[^\]]*)\])?")
_DEGREES = re.compile(r"[°º]\s?C\b|℃")
_NUMBER = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
COLUMNS = tuple(name for name in Stream.model_fields if name != "running")


def read_streams(path: str | Path, max_mb: float = 20) -> tuple[Stream, ...]:
    """Read streams from a CSV file.

    Columns are the fields of `Stream`: ``name``, ``supply_temperature``, ``target_temperature``, and
    ``heat_capacity_flow`` or ``load``; ``side`` and ``approach`` where needed. Numbers are in degC, MW/K, MW
    and K unless the heading, ``load [kW]``, or the cell says otherwise; both temperatures of a stream are in
    one unit. Headings may be in any case and have blanks for underscores.

    Parameters
    ----------
    path : str or Path
        The file; UTF-8, separated by commas or semicolons.
    max_mb : float
        Largest size accepted, in megabytes.

    Raises
    ------
    ScenarioError
        With every fault found, by line.

    Warns
    -----
    ScenarioWarning
        Where a load or a heat capacity flow has no unit.
    """
    text, unreadable = read_text(Path(path), max_mb)
    if unreadable:
        raise ScenarioError(unreadable)
    rows = [
        (number, [cell.strip() for cell in cells])
        for number, cells in enumerate(_cells(text), start=1)
        if any(cell.strip() for cell in cells)
    ]
    file = str(path)
    if len(rows) < 2:
        fix = "write a heading and a row for each stream"
        raise ScenarioError([Fault("", "holds no streams", fix=fix, file=file)])
    columns, faults = _columns(rows[0][1])
    streams: list[Stream] = []
    without: dict[str, None] = {}
    for line, cells in rows[1:] if not faults else ():
        if len(cells) > len(columns):
            found = f"{len(cells)} cells under {len(columns)} headings"
            faults.append(Fault("row", found, fix="take out the separator too many", line=line))
            continue
        data, units = _values(columns, cells)
        without |= dict.fromkeys(name for name in AMOUNTS if units.get(name) == "")
        stream, more = Stream.read(data, Units(), data.get("name", "stream"))
        if stream is not None:
            more = [*more, *_odd(stream, units)]
        faults += [replace(fault, line=line) for fault in more]
        if stream is not None:
            streams.append(stream)
    if faults:
        raise ScenarioError([replace(fault, file=file) for fault in faults])
    if without:
        told = ", ".join(f"'{name}' read as {AMOUNTS[name]}" for name in without)
        warnings.warn(f"{file}: no unit in the heading: {told}", ScenarioWarning, stacklevel=2)
    return tuple(streams)


def _cells(text: str) -> Iterator[list[str]]:
    """Return the cells of each line, separated as the headings are."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return csv.reader(io.StringIO(text), delimiter=";" if first.count(";") > first.count(",") else ",")


def _values(columns: list[tuple[str, str]], cells: list[str]) -> tuple[dict[str, Any], dict[str, str]]:
    """Return what a row says, and the unit of each number, empty where none is given."""
    data: dict[str, Any] = {}
    units: dict[str, str] = {}
    for (name, unit), written in zip(columns, cells, strict=False):
        if not written:
            continue
        cell = written if name == "name" else _DEGREES.sub("degC", written)
        if _NUMBER.fullmatch(cell):
            units[name] = unit
            data[name] = f"{cell} {unit}" if unit else cell
        else:
            units[name] = _NUMBER.sub("", cell, count=1).strip()
            data[name] = cell
    return data, units


def _odd(stream: Stream, units: Mapping[str, str]) -> Iterator[Fault]:
    """Yield what can be read and can hardly be meant."""
    place = stream.name or "stream"
    scales = [units[name] or "degC" for name in TEMPERATURES]
    if scales[0] != scales[1]:
        found = f"its temperatures are in {scales[0]} and in {scales[1]}"
        yield Fault(place, found, fix="write both in one unit")
    for name, scale in zip(TEMPERATURES, scales, strict=True):
        value = getattr(stream, name)
        if value < COLDEST and (not units[name] or scale != "degC"):
            fix = f"write {name} [degC] or [K], whichever it is in"
            yield Fault(f"{place}.{name}", f"{value:g} degC is below {COLDEST:g}", fix=fix)
    amount = "load" if stream.load is not None else "heat_capacity_flow"
    if stream.duty > LARGEST_LOAD and not units[amount]:
        kilo, mega = (f"{amount} [{prefix}{AMOUNTS[amount][1:]}]" for prefix in "kM")
        found = f"{stream.duty:,.0f} MW, and no unit is given"
        yield Fault(f"{place}.{amount}", found, fix=f"kW? write {kilo}; else {mega}")


def _columns(headings: list[str]) -> tuple[list[tuple[str, str]], list[Fault]]:
    """Return name and unit of each column, and the faults of headings."""
    columns: list[tuple[str, str]] = []
    faults: list[Fault] = []
    for heading in headings:
        read = _HEADING.fullmatch(heading)
        name = read["name"].lower().replace(" ", "_") if read is not None else heading
        if name not in COLUMNS:
            found = f"no such column: '{heading[:40]}'{did_you_mean(name, COLUMNS)}"
            faults.append(Fault("heading", found, fix=f"use {', '.join(COLUMNS)}", line=1))
        elif name in (known for known, _ in columns):
            faults.append(Fault("heading", f"column '{name}' twice", fix="leave one out", line=1))
        unit = (read["unit"] or "").strip() if read is not None else ""
        columns.append((name, _DEGREES.sub("degC", unit)))
    return columns, faults
