"""The packaged examples: scenario folders to solve, to read, and to begin from."""

from __future__ import annotations

import shutil
from importlib import resources
from pathlib import Path

from synergy.errors import Fault, ScenarioError, did_you_mean
from synergy.io.folder import SCENARIO_FILE, SCHEMA_FILE, read_folder, schema_text
from synergy.io.paths import refuse_existing
from synergy.pathway.pathway import Pathway
from synergy.scenario import Scenario


def names() -> tuple[str, ...]:
    """Return the names of the packaged examples.

    Examples
    --------
    >>> "hynet" in names()
    True
    """
    return tuple(sorted(folder.name for folder in _root().iterdir() if (folder / SCENARIO_FILE).is_file()))


def path(name: str) -> Path:
    """Return the folder of an example.

    Parameters
    ----------
    name : str
        One of `names`.

    Raises
    ------
    ScenarioError
        If there is no such example.
    """
    known = names()
    if name not in known:
        found = f"no such example: '{name}'{did_you_mean(name, known)}"
        raise ScenarioError([Fault("", found, fix=f"use one of {', '.join(known)}")])
    return _root() / name


def load(name: str) -> Scenario | Pathway:
    """Return an example as a scenario, or as a pathway where it is one.

    Parameters
    ----------
    name : str
        One of `names`.

    Examples
    --------
    >>> load("two-plants").name != ""
    True
    """
    return read_folder(path(name))


def copy(name: str, directory: str | Path) -> Path:
    """Copy an example to a new folder, with the JSON schema by which editors check it.

    Parameters
    ----------
    name : str
        One of `names`.
    directory : str or Path
        The new folder; it may exist if it is empty.

    Returns
    -------
    Path
        The new folder.

    Raises
    ------
    ScenarioError
        If there is no such example, or the folder holds something already.
    """
    source, target = path(name), Path(directory)
    refuse_existing(target)
    target.mkdir(parents=True, exist_ok=True)
    for file in sorted(source.iterdir()):
        if file.is_file():
            shutil.copyfile(file, target / file.name)
    (target / SCHEMA_FILE).write_text(schema_text(), encoding="utf-8")
    return target


def _root() -> Path:
    return Path(str(resources.files("synergy"))) / "data" / "examples"
