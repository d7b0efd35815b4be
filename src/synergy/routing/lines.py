"""Lines of a GeoJSON file: existing pipes, roads and power lines beside which something may be laid."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from synergy.errors import Fault, ScenarioError

Point = tuple[float, float]
"""(latitude, longitude) in degrees."""
Line = tuple[Point, ...]


def read_lines(path: str | Path) -> tuple[Line, ...]:
    """Return all lines of a GeoJSON file as (latitude, longitude), whatever they are nested in.

    Raises
    ------
    ScenarioError
        If the file can not be read, is no GeoJSON or holds no line.
    """
    place = Path(path)
    try:
        data = json.loads(place.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise _fault(place, f"can not be read as GeoJSON: {error}") from None
    try:
        lines = tuple(
            tuple((float(latitude), float(longitude)) for longitude, latitude, *_ in line)
            for line in _lines(data)
        )
    except (TypeError, ValueError, KeyError, AttributeError):
        raise _fault(place, "holds a line whose coordinates are no pairs of numbers") from None
    if not any(len(line) > 1 for line in lines):
        raise _fault(place, "holds no line")
    nowhere = [
        point for line in lines for point in line if not (abs(point[0]) <= 90 and abs(point[1]) <= 180)
    ]
    if nowhere:
        raise _fault(place, "leads to longitude {1:g}, latitude {0:g}, which is nowhere".format(*nowhere[0]))
    return lines


def _lines(data: Any) -> Iterator[Any]:
    """Yield the coordinates of every line in a piece of GeoJSON."""
    kind = data.get("type")
    if kind == "LineString":
        yield data["coordinates"]
    elif kind == "MultiLineString":
        yield from data["coordinates"]
    elif kind == "Feature" and data["geometry"] is not None:
        yield from _lines(data["geometry"])
    elif kind in {"FeatureCollection", "GeometryCollection"}:
        for part in data["features" if kind == "FeatureCollection" else "geometries"]:
            yield from _lines(part)


def _fault(path: Path, found: str) -> ScenarioError:
    fix = "give LineStrings with [longitude, latitude] in WGS84 degrees, as GeoJSON has it"
    return ScenarioError([Fault(str(path), found, fix=fix)])
