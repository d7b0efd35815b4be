"""A study: one table, what it says in words, and what every case of it came to."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import xarray as xr

from synergy.cluster.summary import facts_html, facts_text, printable
from synergy.errors import Fault, ScenarioError
from synergy.plan.amounts import figures
from synergy.plan.listing import Sheet
from synergy.plan.store import json_array, write_groups

if TYPE_CHECKING:
    import plotly.graph_objects as go

FORMAT = "synergy-study"
FORMAT_VERSION = 1
MOST_ROWS_SHOWN = 24


@dataclass(frozen=True, eq=False)
class Study:
    """What came of many cases.

    Parameters
    ----------
    kind : str
        Which study it is, such as ``"pareto"``.
    name : str
        Its title.
    table : DataFrame
        The answer, a row for each thing compared.
    units : mapping of str to str
        Unit of each column of the tables that has one.
    notes : tuple of str
        What the tables say, in words, and what did not work.
    parts : mapping of str to DataFrame
        Further tables, by name.
    results : DataFrame
        A row for each case solved: ``case``, what was varied, ``status``, ``reason``, ``key``, figures.
    """

    kind: str
    name: str
    table: pd.DataFrame
    units: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    parts: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    results: pd.DataFrame = field(default_factory=pd.DataFrame)

    def plot(self) -> go.Figure:
        """Return the study as one plotly figure."""
        from synergy.present.study_figure import study_figure

        return study_figure(self)

    def save(self, path: str | Path) -> None:
        """Write the study to one netCDF file, whole or not at all; missing folders are made.

        A column of numbers is an array with its unit, so that anybody's xarray reads it.
        """
        place = Path(path)
        tables = self._tables()
        head = {
            "kind": self.kind,
            "name": self.name,
            "units": dict(self.units),
            "notes": list(self.notes),
            "columns": {group: list(map(str, table.columns)) for group, table in tables.items()},
        }
        root = xr.Dataset(
            {"study": json_array(head)},
            attrs={"format": FORMAT, "format_version": FORMAT_VERSION, "title": self.name or self.kind},
        )
        write_groups(place, {"/": root, **{group: self._dataset(table) for group, table in tables.items()}})

    @classmethod
    def load(cls, path: str | Path) -> Study:
        """Read a study that `save` wrote.

        Raises
        ------
        ScenarioError
            If the file can not be read, or is no study.
        """
        place = str(path)
        try:
            root = xr.load_dataset(place, engine="h5netcdf")
        except (OSError, ValueError) as error:
            found = f"can not be read as a study ({error})"
            raise ScenarioError([Fault("", found, fix="give a file of study.save", file=place)]) from None
        if (root.attrs.get("format"), root.attrs.get("format_version")) != (FORMAT, FORMAT_VERSION):
            found = "is no study of this version"
            raise ScenarioError([Fault("", found, fix="give a file of study.save", file=place)])
        head = json.loads(str(root["study"].item()))
        tables = {
            group: _table(xr.load_dataset(place, engine="h5netcdf", group=group), columns)
            for group, columns in head["columns"].items()
        }
        parts = {key.removeprefix("part "): value for key, value in tables.items() if key.startswith("part ")}
        return cls(
            head["kind"],
            head["name"],
            tables["table"],
            head["units"],
            tuple(head["notes"]),
            parts,
            tables["results"],
        )

    def sheet(self, most: int = MOST_ROWS_SHOWN) -> Sheet:
        """Return the table for reading, with units in its heads, and at most so many rows."""
        heads = [f"{name} [{self.units[name]}]" if name in self.units else name for name in self.table]
        rows = [tuple(_cell(value) for value in row) for row in self.table.head(most).itertuples(index=False)]
        more = len(self.table) - most
        return Sheet(f"{len(self.table)} rows" + (f", {more} not shown" if more > 0 else ""), heads, rows)

    def _tables(self) -> dict[str, pd.DataFrame]:
        parts = {f"part {name}": part for name, part in self.parts.items()}
        return {"table": self.table, **parts, "results": self.results}

    def _dataset(self, table: pd.DataFrame) -> xr.Dataset:
        data = xr.Dataset()
        for number, name in enumerate(table.columns):
            column, unit = table[name], self.units.get(str(name), "")
            if pd.api.types.is_bool_dtype(column) or not pd.api.types.is_numeric_dtype(column):
                data[f"column {number}"] = json_array(column.tolist())
            else:
                data[f"column {number}"] = ("row", column.to_numpy())
            data[f"column {number}"].attrs |= {"long_name": str(name), "units": unit}
        return data

    def _facts(self) -> list[tuple[str, str]]:
        cases, failed = len(self.results), 0
        if cases:
            failed = int((~self.results["status"].isin(["optimal", "feasible"])).sum())
        notes = [(f"note {number}", note) for number, note in enumerate(self.notes, 1)]
        told = f"{cases}, {failed} of them without a plan" if failed else str(cases)
        if cases != len(self.table):  # some are there to be compared with, and have no row
            told += f", for {len(self.table)} row{'' if len(self.table) == 1 else 's'} of the table"
        return [("cases", told), *notes] if cases else notes or [("rows", str(len(self.table)))]

    def __repr__(self) -> str:
        head = facts_text(self.name, [(name, printable(text)) for name, text in self._facts()])
        return f"{head}\n\n{printable_lines(self.sheet().text())}" if len(self.table) else head

    def _repr_html_(self) -> str:
        return f"<div>{facts_html(self.name, self._facts())}{self.sheet().html()}</div>"


def printable_lines(text: str) -> str:
    """Return text of several lines that can not steer a terminal."""
    return "\n".join(printable(line) for line in text.split("\n"))


def _table(data: xr.Dataset, columns: list[str]) -> pd.DataFrame:
    """Return the table that a group of the file holds."""
    found: dict[str, Any] = {}
    for number, name in enumerate(columns):
        array = data[f"column {number}"]
        found[name] = array.to_numpy() if array.ndim else json.loads(str(array.item()))
    return pd.DataFrame(found, columns=columns)


def _cell(value: Any) -> str:
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    if isinstance(value, float | int | np.number):
        return "" if np.isnan(value) else "inf" if np.isinf(value) else figures(float(value))
    return "" if value is None else str(value)
