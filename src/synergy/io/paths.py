"""Which files a scenario may name: ordinary ones inside its own folder; and which folders may be made."""

from __future__ import annotations

import re
from pathlib import Path, PureWindowsPath

from synergy.errors import Fault, ScenarioError

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.IGNORECASE)
"""Names that open a device on Windows."""


def inside(folder: Path, name: str, place: str) -> tuple[Path | None, Fault | None]:
    """Return the path of a file that a scenario names, or the fault that forbids it.

    Parameters
    ----------
    folder : Path
        The scenario's folder.
    name : str
        What the scenario wrote.
    place : str
        Where it wrote it.
    """
    shown = name[:80]
    fix = "put the file beside scenario.yaml and write its name"
    if _URL.match(name):
        return None, Fault(place, f"'{shown}' is a URL; nothing is fetched", fix=fix)
    windows = PureWindowsPath(name)
    if (
        not name.strip()
        or not name.isprintable()
        or "\\" in name
        or any(map(_DEVICE.fullmatch, windows.parts))
    ):
        return None, Fault(place, f"'{shown}' is no usable file name", fix=fix)
    if windows.is_absolute() or windows.drive or name.startswith("/") or ".." in windows.parts:
        return None, Fault(place, f"'{shown}' leaves the scenario folder", fix=fix)
    path = folder / name
    nowhere = Fault(place, f"'{shown}' is a link that leads nowhere", fix=fix)
    if path.is_symlink() and not path.exists():
        return None, nowhere
    try:
        if not path.resolve().is_relative_to(folder.resolve()):
            return None, Fault(place, f"'{shown}' is a link that leaves the scenario folder", fix=fix)
    except (OSError, RuntimeError):  # a folder on the way that leads to itself
        return None, nowhere
    return path, None


def refuse_existing(folder: Path) -> None:
    """Raise a fault where a new folder is asked for and something is there already.

    Parameters
    ----------
    folder : Path
        The new folder; it may exist if it is empty.

    Raises
    ------
    ScenarioError
        If it holds something, or is a file.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ScenarioError([Fault("", f"'{folder}' exists and is not empty", fix="name a new folder")])
