"""ESRI ASCII grids: a header of six lines, and a line of numbers for each row from the north."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from synergy.errors import Fault, ScenarioError
from synergy.time.series import FloatArray

HEADER = ("ncols", "nrows", "xllcorner", "yllcorner", "cellsize")
CENTRES = {"xllcenter": "xllcorner", "yllcenter": "yllcorner"}
NO_DATA = "nodata_value"
MOST_HEADER_LINES = 6


@dataclass(frozen=True, eq=False)
class Grid:
    """A raster as the file has it; what has no value is infinite.

    Parameters
    ----------
    values : array of shape (rows, columns)
        First row in the north.
    west, south : float
        Lower left corner, in the file's own units.
    cell : float
        Width and height of a cell.
    """

    values: FloatArray
    west: float
    south: float
    cell: float


def read_grid(path: Path) -> Grid:
    """Return the raster in a file.

    Raises
    ------
    ScenarioError
        If the file can not be read, or is no ESRI ASCII grid.
    """
    try:
        with path.open(encoding="ascii") as file:
            header, body = _header(file.readlines())
            values = np.loadtxt(body, dtype=np.float64, ndmin=2)
    except (OSError, UnicodeDecodeError) as error:
        raise _fault(path, f"can not be read: {error}", "name an ESRI ASCII grid (.asc)") from None
    except ValueError as error:
        raise _fault(path, f"is no ESRI ASCII grid: {error}", "export the raster as an .asc file") from None
    missing = [name for name in HEADER if name not in header]
    if missing:
        raise _fault(
            path, f"its header lacks {', '.join(missing)}", f"begin the file with {', '.join(HEADER)}"
        )
    shape = (int(header["nrows"]), int(header["ncols"]))
    if values.shape != shape:
        found = "{} rows of {} values".format(*values.shape)
        told = "its header tells of {} rows of {}".format(*shape)
        raise _fault(path, f"holds {found}, but {told}", "write the rows of the grid, one a line")
    if NO_DATA in header:
        values[values == header[NO_DATA]] = np.inf
    return Grid(values, header["xllcorner"], header["yllcorner"], header["cellsize"])


def _header(lines: list[str]) -> tuple[dict[str, float], list[str]]:
    header: dict[str, float] = {}
    for line in lines[:MOST_HEADER_LINES]:
        words = line.split()
        if len(words) != 2 or not words[0][0].isalpha():
            break
        header[words[0].lower()] = float(words[1])
    body = lines[len(header) :]
    for centre, corner in CENTRES.items():
        if centre in header:
            header[corner] = header.pop(centre) - header.get("cellsize", 0.0) / 2
    return header, body


def _fault(path: Path, found: str, fix: str) -> ScenarioError:
    return ScenarioError([Fault(str(path), found, fix=fix)])
