"""YAML 1.2 read into plain data with the line of every value; every fault is collected, nothing is executed.

The events of `ruamel.yaml` are used, and scalars are resolved here by the core schema of YAML 1.2: ``NO``
and ``12:30`` stay text, ``1e3`` is a number, and no tag can build an object.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from synergy.errors import Fault
from synergy.io.text_file import read_text
from synergy.io.yaml_builder import Refused, TreeBuilder, TreePath, dotted


@dataclass(frozen=True)
class Tree:
    """What a YAML file holds.

    Parameters
    ----------
    file : str
        The file, as it was named.
    data : dict
        Plain dicts, lists, text, numbers, booleans and None; empty if the file could not be read at all.
    positions : dict
        Line and column, from 1, of each key or list item, by its path, e.g. ``("assets", "smr", "age")``.
    faults : tuple of Fault
        Everything found wrong, in the order of the file.
    complete : bool
        Whether the file was read to its end; if not, the data are of no use.
    """

    file: str
    data: dict[str, Any]
    positions: dict[TreePath, tuple[int, int]]
    faults: tuple[Fault, ...]
    complete: bool

    def line_of(self, place: str) -> int | None:
        """Return the line of a dotted place, or of its nearest parent that the file holds.

        Parameters
        ----------
        place : str
            E.g. ``"assets.smr.segments.0.capacity_max"``.
        """
        while place:
            if place in self._lines:
                return self._lines[place]
            place = place.rpartition(".")[0]
        return None

    @cached_property
    def _lines(self) -> dict[str, int]:
        return {dotted(path): line for path, (line, _) in self.positions.items()}


def read_tree(path: str | Path, max_mb: float = 20) -> Tree:
    """Read a YAML file whose top level is a mapping.

    Parameters
    ----------
    path : str or Path
        The file.
    max_mb : float
        Largest size accepted, in megabytes.

    Returns
    -------
    Tree
        With its faults; no file, however malformed, raises.
    """
    text, faults = read_text(Path(path), max_mb)
    if faults:
        return Tree(str(path), {}, {}, tuple(faults), complete=False)
    return parse_tree(text, str(path))


def parse_tree(text: str, file: str) -> Tree:
    """Read YAML text whose top level is a mapping, as `read_tree` does for a file."""
    builder = TreeBuilder(file)
    try:
        builder.read(text)
        complete = True
    except Refused as refusal:
        builder.faults.append(refusal.fault)
        complete = False
    data = builder.root if isinstance(builder.root, dict) else {}
    return Tree(file, data, builder.positions, tuple(builder.faults), complete)
