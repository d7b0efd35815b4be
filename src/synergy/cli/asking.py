"""What a command line asks for: the scenario, its year, how far a decision sees, and the options."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from synergy import examples
from synergy.cli.telling import tell_all
from synergy.errors import Fault, ScenarioError
from synergy.io.folder import ScenarioWarning, read_folder
from synergy.io.yaml_scalars import Unclear, resolve
from synergy.pathway.pathway import Pathway
from synergy.scenario import Scenario
from synergy.solver.options import SolveOptions
from synergy.units import UnitError, Units, convert

T = TypeVar("T")


def source_of(directory: Path | None, example: str | None) -> Path:
    """Return the folder that the command names."""
    if (directory is None) == (example is None):
        found = "neither a folder nor an example is named" if directory is None else "both DIR and --example"
        raise ScenarioError([Fault("", found, fix="give DIR, or --example NAME")])
    return directory if directory is not None else examples.path(example or "")


def read(source: Path, max_input_mb: float) -> tuple[Scenario | Pathway, list[str]]:
    """Return the scenario in a folder, and its warnings, which are also told."""
    return read_warned(lambda: read_folder(source, max_input_mb))


def read_warned(reader: Callable[[], T]) -> tuple[T, list[str]]:
    """Return what a reader returns, and its warnings, which are also told."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", ScenarioWarning)
        found = reader()
    odd = [str(warning.message) for warning in caught if issubclass(warning.category, ScenarioWarning)]
    tell_all([f"warning: {line}" for line in odd])
    return found, odd


def in_year(scenario: Scenario | Pathway, year: int | None) -> Scenario:
    """Return a scenario, or a pathway's of one year."""
    if not isinstance(scenario, Pathway):
        if year is None:
            return scenario
        raise ScenarioError([Fault("--year", "names a year, but this is no pathway", fix="leave it out")])
    if year is not None and year in scenario.scenarios:
        return scenario.scenarios[year]
    found = f"{year} is no year of the pathway" if year is not None else "missing, and this is a pathway"
    years = ", ".join(str(one) for one in scenario.scenarios)
    raise ScenarioError([Fault("--year", found, fix=f"name one of its years: {years}")])


def with_foresight(scenario: Scenario | Pathway, foresight: str | None) -> Scenario | Pathway:
    """Return a pathway that sees as far as the command says."""
    if foresight is None:
        return scenario
    if isinstance(scenario, Scenario):
        found = "this scenario has no section 'pathway'"
        raise ScenarioError([Fault("options.foresight", found, fix="leave --foresight out")])
    return scenario.with_({"pathway.foresight": scalar(foresight)})


def options_of(given: Mapping[str, str | None], pairs: Sequence[str]) -> SolveOptions:
    """Return the options that the command line names; every fault in them is told."""
    values: dict[str, Any] = {}
    faults = []
    for name, text in given.items():
        if text is None:
            continue
        unit = {"gap": "", "time_limit": "s"}.get(name)
        try:
            values[name] = scalar(text) if unit is None else convert(text, (unit,), Units())
        except UnitError as error:
            faults.append(Fault(f"options.{name}", error.found, fix=error.fix))
    for pair in pairs:
        name, equals, text = pair.partition("=")
        if not name or not equals:
            faults.append(Fault("options", f"'{pair}' is no option", fix="write --option name=value"))
        elif name in values:
            faults.append(Fault(f"options.{name}", "is given twice", fix="give it once"))
        else:
            values[name] = scalar(text)
    try:
        options = SolveOptions.from_mapping(values)
    except ScenarioError as error:
        raise ScenarioError([*faults, *error.faults]) from None
    if faults:
        raise ScenarioError(faults)
    return options


def scalar(text: str) -> Any:
    """Return the number, or whatever else YAML would read, that a text of the command line means."""
    value = resolve(text)
    return text if isinstance(value, Unclear) else value
