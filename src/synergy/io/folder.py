"""Scenario folders: ``scenario.yaml`` and CSV profiles, read with line numbers, written back exactly."""

from __future__ import annotations

import csv
import io
import re
import warnings
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np

from synergy.cluster.check import unknown
from synergy.errors import Fault, ScenarioError
from synergy.io import catalogue
from synergy.io.atomic_write import write_text
from synergy.io.csv_profiles import INDEX_COLUMNS, NAME, ProfileTable, read_profiles
from synergy.io.paths import inside
from synergy.io.spoken_values import spoken_sections
from synergy.io.time_stamps import PLACE
from synergy.io.yaml_tree import Tree, read_tree
from synergy.io.yaml_writer import yaml_text
from synergy.pathway.pathway import SECTION, Pathway
from synergy.scenario import Scenario, draft
from synergy.scenario_check import beyond_reach
from synergy.time.axis import TimeAxis
from synergy.time.series import FloatArray
from synergy.units import Units

SCENARIO_FILE = "scenario.yaml"
PROFILES_FILE = "profiles.csv"
SCHEMA_FILE = "scenario.schema.json"
_QUOTED = re.compile(r"'([^']*)'")
_STEP = re.compile(r"in period (?P<period>.+), step (?P<step>[0-9]+)")


class ScenarioWarning(UserWarning):
    """Something in a scenario looks odd but can be solved."""


def read_folder(path: str | Path, max_input_mb: float = 20) -> Scenario | Pathway:
    """Read a scenario folder; with a section ``pathway`` it holds a pathway.

    Parameters
    ----------
    path : str or Path
        The folder, or the ``scenario.yaml`` in it.
    max_input_mb : float
        Largest ``scenario.yaml`` accepted, in megabytes; profiles may be ten times as large.

    Returns
    -------
    Scenario or Pathway

    Raises
    ------
    ScenarioError
        With every fault found, each with its file and line.

    Warns
    -----
    ScenarioWarning
        For each thing that looks odd but can be solved.
    """
    file = _scenario_file(path)
    tree = read_tree(file, max_input_mb)
    if not tree.complete:
        raise ScenarioError(tree.faults)
    tables, unreadable = _read_tables(tree, file.parent, 10 * max_input_mb)
    profiles, clashes = _merged(tables)
    full = catalogue.completed(tree.data)
    locate = _Locator(tree, tables, full.supplied)
    found: list[Fault] = [*full.faults, *clashes]
    described: Scenario | Pathway | None = None
    kind = Pathway if SECTION in full.data else Scenario
    try:
        described = kind.from_data(full.data, profiles)
        found += catalogue.slips(described if isinstance(described, Scenario) else described.base)
        found += beyond_reach(
            described if isinstance(described, Scenario) else described.scenarios[described.years[0]]
        )
    except ScenarioError as error:
        found += (fault for fault in error.faults if not catalogue.may_follow(fault, full))
        rest = {key: value for key, value in full.data.items() if key != SECTION}
        sound, _ = draft(rest, profiles)
        found += catalogue.slips(sound)
        if kind is Scenario and len(sound.cluster.assets) == len(full.data.get("assets") or ()):
            found += beyond_reach(sound)
    from_tables = [fault for table in tables for fault in table.faults]
    names = None if unreadable or not all(table.names for table in tables) else locate.tables
    located = [locate(fault) for fault in _with_known_profiles(found, tree, names)]
    faults = _in_order([*tree.faults, *unreadable, *located], tree.file)
    if described is None or faults or from_tables:
        raise ScenarioError([*faults, *from_tables])
    for fault in described.warnings:
        warnings.warn(str(locate(fault)), ScenarioWarning, stacklevel=2)
    return described


def located(path: str | Path, faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """Return faults found after reading with the file and line of their places.

    Parameters
    ----------
    path : str or Path
        The folder that the scenario was read from.
    faults : iterable of Fault
        Faults whose ``place`` is a dotted path in the scenario.
    """
    tree = read_tree(_scenario_file(path))
    locate = _Locator(tree, (), catalogue.completed(tree.data).supplied)
    return tuple(map(locate, faults))


def write_folder(described: Scenario | Pathway, path: str | Path) -> None:
    """Write a scenario or a pathway as a folder from which `read_folder` builds an equal one.

    Each file is replaced all or nothing.

    Parameters
    ----------
    described : Scenario or Pathway
        What to write.
    path : str or Path
        The folder; made if it does not exist.

    Raises
    ------
    ScenarioError
        If a profile or a period has a name that the file of profiles can not hold.
    """
    folder = Path(path)
    scenario = described if isinstance(described, Scenario) else described.base
    names = [("profiles", name) for name in scenario.profiles]
    if scenario.profiles:
        names += [("time.weights", label) for label in scenario.time.weights]
    bad = [
        Fault(f"{place}.{name}", "no name that a file can hold", fix="use letters, digits, blanks, - and _")
        for place, name in names
        if not NAME.fullmatch(name) or (place == "profiles" and name in INDEX_COLUMNS)
    ]
    if bad:
        raise ScenarioError(bad)
    folder.mkdir(parents=True, exist_ok=True)
    write_text(folder / SCHEMA_FILE, schema_text())
    if scenario.profiles:
        write_text(folder / PROFILES_FILE, _profiles_text(scenario))
    write_text(folder / SCENARIO_FILE, _scenario_text(scenario, described.to_data()))


def schema_text() -> str:
    """Return the JSON schema of scenario files, as shipped."""
    return (resources.files("synergy") / "data" / SCHEMA_FILE).read_text(encoding="utf-8")


def _scenario_file(path: str | Path) -> Path:
    file = Path(path)
    return file / SCENARIO_FILE if file.is_dir() or not file.suffix else file


class _Locator:
    """Finds file and line of a fault by the place that it names."""

    def __init__(self, tree: Tree, tables: Iterable[ProfileTable], supplied: Mapping[str, str]) -> None:
        self.tree = tree
        self.tables = {name: table for table in tables for name in table.names}
        self.supplied = supplied

    def __call__(self, fault: Fault) -> Fault:
        if fault.file is not None:
            return fault
        section, _, name = fault.place.partition(".")
        if section == "profiles" and name in self.tables:
            return self._in_table(fault, name)
        place = fault.place
        if fault.found.startswith("unknown field") and (word := _QUOTED.search(fault.found)):
            place = f"{place}.{word.group(1)}".lstrip(".")
        technology = next((self.supplied[part] for part in _prefixes(place) if part in self.supplied), None)
        found = f"{fault.found} (supplied by technology '{technology}')" if technology else fault.found
        found += self._where_in_table(place, fault.found)
        return replace(fault, found=found, file=self.tree.file, line=self.tree.line_of(place))

    def _where_in_table(self, place: str, found: str) -> str:
        """Return the line of the table's value that a fault of a series complains of, in brackets."""
        series, said = _value(self.tree.data, place), _STEP.search(found)
        name = series.get("profile") if isinstance(series, Mapping) else None
        if said is None or name not in self.tables:
            return ""
        table = self.tables[name]
        line = table.lines[table.periods.index(said["period"]), int(said["step"]) - 1]
        return f" ({table.file}:{line})"

    def _in_table(self, fault: Fault, name: str) -> Fault:
        table = self.tables[name]
        line = None
        if fault.warning and name in table.columns:
            line = int(table.lines.flat[np.abs(table.columns[name]).argmax()])
        return replace(fault, place=f"column {name}", file=table.file, line=line)


def _value(data: Any, place: str) -> Any:
    """Return what stands at a dotted place, ``stages.0.price`` say, or None."""
    value: Any = data
    for part in place.split("."):
        if isinstance(value, list):
            value = value[int(part)] if part.isdecimal() and int(part) < len(value) else None
        else:
            value = value.get(part) if isinstance(value, Mapping) else None
    return value


def _with_known_profiles(
    faults: Iterable[Fault], tree: Tree, names: Collection[str] | None
) -> Iterator[Fault]:
    """Yield the faults without those of profiles that a table holds, or may hold, but could not be read of.

    ``names`` are those of the tables' columns, None if not all are known.
    """
    for fault in faults:
        if not (fault.place.endswith(".profile") and fault.found.startswith("no such profile")):
            yield fault
            continue
        name = str(_value(tree.data, fault.place))
        if names is not None and name not in names:
            yield unknown(fault.place, "profile", name, names)


def _prefixes(place: str) -> Iterable[str]:
    while place:
        yield place
        place = place.rpartition(".")[0]


def _in_order(faults: Iterable[Fault], main_file: str) -> list[Fault]:
    """Return the faults of the scenario file by line, without those that repeat an earlier one's place.

    Of one place several names may stand for nothing.
    """
    kept: list[Fault] = []
    taken: set[tuple[str, int | None, str]] = set()
    for fault in faults:
        key = (fault.place, fault.line, fault.found if fault.found.startswith("no such ") else "")
        if fault.place and fault.line is not None and key in taken:
            continue
        taken.add(key)
        kept.append(fault)
    return sorted(kept, key=lambda fault: (fault.file != main_file, fault.line or 0))


def _read_tables(tree: Tree, folder: Path, max_mb: float) -> tuple[list[ProfileTable], list[Fault]]:
    named = tree.data.get("profiles")
    files = [named] if isinstance(named, str) else named
    if files is None:
        return [], []
    if not isinstance(files, list) or not all(isinstance(file, str) for file in files):
        found = f"{files!r} is no file name"
        fix = f"write profiles: {PROFILES_FILE}"
        return [], [Fault("profiles", found, fix=fix, file=tree.file, line=tree.line_of("profiles"))]
    time, _ = TimeAxis.read(_without_outages(tree.data.get("time") or {}), Units(), "time")
    tables: list[ProfileTable] = []
    faults: list[Fault] = []
    for number, name in enumerate(files):
        place = "profiles" if isinstance(named, str) else f"profiles.{number}"
        path, fault = inside(folder, name, place)
        if fault is not None or path is None:
            faults += [replace(fault, file=tree.file, line=tree.line_of(place))] if fault is not None else []
        else:
            tables.append(read_profiles(path, time, max_mb))
    return tables, faults


def _without_outages(time: Any) -> Any:
    """Return the data of a time axis whose periods are those that tables hold."""
    return (
        {key: value for key, value in time.items() if key != "outages"} if isinstance(time, Mapping) else time
    )


def _merged(tables: Sequence[ProfileTable]) -> tuple[dict[str, FloatArray], list[Fault]]:
    profiles: dict[str, FloatArray] = {}
    first: dict[str, str] = {}
    faults: list[Fault] = []
    for table in tables:
        for name in table.names:
            if name in first:
                found = f"column '{name}' stands also in {first[name]}"
                faults.append(Fault("header", found, fix="rename or delete one", file=table.file, line=1))
            first.setdefault(name, table.file)
        profiles |= table.columns
    return profiles, [*faults, *_out_of_step([table for table in tables if table.begins is not None])]


def _out_of_step(tables: Sequence[ProfileTable]) -> Iterable[Fault]:
    """Yield a fault for each table whose time stamps begin at another time than those of the first."""
    for table in tables:
        if table.begins != tables[0].begins:
            found = f"begins at {table.begins:%Y-%m-%d %H:%M} UTC, "
            found += f"{tables[0].file} at {tables[0].begins:%Y-%m-%d %H:%M} UTC"
            fix = "give all tables the same times"
            yield Fault(PLACE, found, "a row is one step of all of them", fix, file=table.file)


def _scenario_text(scenario: Scenario, described: Mapping[str, Any]) -> str:
    data: dict[str, Any] = {}
    for key, value in described.items():
        if value not in ({}, ""):
            data[key] = value
        if key == "time" and scenario.profiles:
            data["profiles"] = PROFILES_FILE
    for key, fields in data.get("assets", {}).items():
        fields |= _defaults_to_state(scenario, key, fields)
    data = spoken_sections(data, scenario.units)
    return f"# yaml-language-server: $schema={SCHEMA_FILE}\n{yaml_text(data)}"


def _defaults_to_state(scenario: Scenario, key: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return fields at their default that must be written, since the catalogue would supply others."""
    asset = scenario.cluster.assets[key]
    supplied = catalogue.fields().get(asset.technology or "", {})
    own = asset.model_dump(mode="json", by_alias=True)
    said = {*fields, *catalogue.said_otherwise(fields)}
    return {name: own[name] for name in supplied if name not in said and name in own}


def _profiles_text(scenario: Scenario) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(["period", "step", *scenario.profiles])
    for number, period in enumerate(scenario.time.weights):
        for step in range(scenario.time.steps):
            values = (repr(float(values[number, step])) for values in scenario.profiles.values())
            writer.writerow([period, step + 1, *values])
    return stream.getvalue()
