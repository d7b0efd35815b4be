"""Rasters and lines as they are read from files, and what is wrong with them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from synergy.cluster.place import Corridor
from synergy.errors import ScenarioError
from synergy.routing.cost_raster import MOST_CELLS, CostRaster
from synergy.routing.lines import read_lines

GRID = """ncols 3
nrows 2
xllcorner -3.1
yllcorner 53.2
cellsize 0.1
NODATA_value -9999
1 2 3
4 -9999 6
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "costs.asc"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_grid_is_read(tmp_path: Path) -> None:
    raster = CostRaster.read(written(tmp_path, GRID))
    assert raster.values.tolist() == [[1, 2, 3], [4, np.inf, 6]]
    assert raster.cell_of((53.39, -3.09)) == (0, 0)
    assert raster.cell_of((53.21, -2.81)) == (1, 2)
    assert raster.cell_of((53.5, -3.0)) is None
    assert raster.centre_of((1, 0)) == pytest.approx((53.25, -3.05))


def test_a_grid_that_gives_centres(tmp_path: Path) -> None:
    text = GRID.replace("xllcorner -3.1", "XLLCENTER -3.05").replace("yllcorner 53.2", "YLLCENTER 53.25")
    raster = CostRaster.read(written(tmp_path, text))
    assert (raster.west, raster.south) == pytest.approx((-3.1, 53.2))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("cellsize 0.1\n", "", "its header lacks cellsize"),
        ("nrows 2", "nrows 3", "holds 2 rows of 3 values, but its header tells of 3 rows of 3"),
        ("4 -9999 6", "4 six 6", "is no ESRI ASCII grid"),
        ("4 -9999 6", "4 6", "is no ESRI ASCII grid"),
        ("ncols 3", "ncols many", "is no ESRI ASCII grid"),
        ("4 -9999 6", "4 0 6", "costs 0 in row 2, column 2; a route could run there for ever"),
        ("4 -9999 6", "4 -1 6", "costs -1 in row 2, column 2"),
        ("yllcorner 53.2", "yllcorner 353200", "these are no degrees of longitude and latitude"),
        ("cellsize 0.1", "cellsize 10", "its degrees of longitude differ too much in length"),
        ("cellsize 0.1", "cellsize -1", "cell is no usable number"),
        ("cellsize 0.1", "cellsize nan", "cell is no usable number"),
    ],
)
def test_what_is_wrong_with_a_grid(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert old in GRID
    with pytest.raises(ScenarioError, match=r"costs\.asc|raster") as caught:
        CostRaster.read(written(tmp_path, GRID.replace(old, new)))
    assert told in str(caught.value)


def test_a_grid_that_is_not_there_or_no_text(tmp_path: Path) -> None:
    for path in (tmp_path / "none.asc", tmp_path, written(tmp_path, "é")):
        with pytest.raises(ScenarioError, match="can not be read"):
            CostRaster.read(path)


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ([1.0, 2.0], "has the shape"),
        (np.ones((0, 3)), "has the shape"),
        (np.broadcast_to(1.0, (2, MOST_CELLS)), "take too long"),
    ],
)
def test_what_is_no_raster(values: Any, told: str) -> None:
    with pytest.raises(ScenarioError, match=told):
        CostRaster(values, west=0.0, south=0.0, cell=1e-8)


@pytest.mark.parametrize(("options", "told"), [({"factor": 0.0}, "factor"), ({"width": -1.0}, "width")])
def test_what_is_wrong_with_a_right_of_way(options: dict[str, float], told: str) -> None:
    with pytest.raises(ScenarioError, match=told):
        CostRaster([[1.0]], west=0.0, south=0.0, cell=1.0).along([], **options)


def test_lines_however_they_are_nested(tmp_path: Path) -> None:
    line = {"type": "LineString", "coordinates": [[-3.0, 53.0, 12.0], [-2.9, 53.1, 14.0]]}
    several = {"type": "MultiLineString", "coordinates": [[[0, 1], [2, 3]], [[4, 5], [6, 7]]]}
    data = {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": {}, "geometry": line},
            {"type": "Feature", "properties": {}, "geometry": None},
            {"type": "Feature", "geometry": {"type": "GeometryCollection", "geometries": [several]}},
            {"type": "Feature", "geometry": {"type": "Point", "coordinates": [0, 0]}},
        ],
    }
    path = tmp_path / "lines.geojson"
    path.write_text(json.dumps(data))
    assert read_lines(path) == (((53.0, -3.0), (53.1, -2.9)), ((1, 0), (3, 2)), ((5, 4), (7, 6)))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "can not be read as GeoJSON"),
        ('{"type": "Point", "coordinates": [0, 0]}', "holds no line"),
        ("[]", "are no pairs of numbers"),
        ('{"type": "LineString", "coordinates": [[1], [2, 3]]}', "are no pairs of numbers"),
        ('{"type": "LineString", "coordinates": [["a", 1], [2, 3]]}', "are no pairs of numbers"),
        ('{"type": "LineString"}', "are no pairs of numbers"),
        ('{"type": "LineString", "coordinates": [[0, 0], [300, 400]]}', "latitude 400, which is nowhere"),
    ],
)
def test_what_is_wrong_with_lines(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "lines.geojson"
    path.write_text(text)
    with pytest.raises(ScenarioError) as caught:
        read_lines(path)
    assert told in str(caught.value)


@pytest.mark.parametrize(
    ("route", "told"),
    [([[53.0, -3.0]], "a single point"), ([[53.0, -3.0], [253.0, 0.0]], "which is nowhere")],
)
def test_what_is_wrong_with_a_route(route: list[list[float]], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        Corridor.model_validate({"id": "a-b", "from": "a", "to": "b", "route": route})
