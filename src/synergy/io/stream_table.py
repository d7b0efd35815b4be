"""Streams read from CSV: one row for each stream, one column for each field."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from synergy.errors import Fault, ScenarioError, did_you_mean
from synergy.heat.stream import Stream
from synergy.io.text_file import read_text
from synergy.units import Units

_HEADING = re.compile(r"(?P<name>[a-z_]+)\s*(?:\[(?P<unit>[^\]]*)\])?")
_NUMBER = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
COLUMNS = tuple(name for name in Stream.model_fields if name != "running")


def read_streams(path: str | Path, max_mb: float = 20) -> tuple[Stream, ...]:
    """Read streams from a CSV file.

    Columns are the fields of `Stream`: ``name``, ``supply_temperature``, ``target_temperature``, and
    ``heat_capacity_flow`` or ``load``; ``side`` and ``approach`` where needed. Numbers are in degC, MW/K, MW
    and K unless the heading, ``load [kW]``, or the cell says otherwise.

    Parameters
    ----------
    path : str or Path
        The file; UTF-8, separated by commas.
    max_mb : float
        Largest size accepted, in megabytes.

    Raises
    ------
    ScenarioError
        With every fault found, by line.
    """
    text, unreadable = read_text(Path(path), max_mb)
    if unreadable:
        raise ScenarioError(unreadable)
    rows = [
        (number, [cell.strip() for cell in cells])
        for number, cells in enumerate(csv.reader(io.StringIO(text)), start=1)
        if any(cell.strip() for cell in cells)
    ]
    file = str(path)
    if len(rows) < 2:
        fix = "write a heading and a row for each stream"
        raise ScenarioError([Fault("", "holds no streams", fix=fix, file=file)])
    columns, faults = _columns(rows[0][1])
    streams: list[Stream] = []
    for line, cells in rows[1:] if not faults else ():
        if len(cells) > len(columns):
            found = f"{len(cells)} cells under {len(columns)} headings"
            faults.append(Fault("row", found, fix="take out the comma too many", line=line))
            continue
        data: dict[str, Any] = {
            name: f"{cell} {unit}" if unit and _NUMBER.fullmatch(cell) else cell
            for (name, unit), cell in zip(columns, cells, strict=False)
            if cell
        }
        stream, more = Stream.read(data, Units(), data.get("name", "stream"))
        faults += [replace(fault, line=line) for fault in more]
        if stream is not None:
            streams.append(stream)
    if faults:
        raise ScenarioError([replace(fault, file=file) for fault in faults])
    return tuple(streams)


def _columns(headings: list[str]) -> tuple[list[tuple[str, str]], list[Fault]]:
    """Return name and unit of each column, and the faults of headings."""
    columns: list[tuple[str, str]] = []
    faults: list[Fault] = []
    for heading in headings:
        read = _HEADING.fullmatch(heading)
        name = read["name"] if read is not None else heading
        if name not in COLUMNS:
            found = f"no such column: '{heading[:40]}'{did_you_mean(name, COLUMNS)}"
            faults.append(Fault("heading", found, fix=f"use {', '.join(COLUMNS)}", line=1))
        elif name in (known for known, _ in columns):
            faults.append(Fault("heading", f"column '{name}' twice", fix="leave one out", line=1))
        columns.append((name, (read["unit"] or "").strip() if read is not None else ""))
    return columns, faults
