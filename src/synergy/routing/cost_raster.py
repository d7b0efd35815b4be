"""The ground between sites: what a km costs in each cell, and where nothing may be laid."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from scipy.ndimage import distance_transform_edt

from synergy.cluster.place import EARTH_RADIUS_KM
from synergy.errors import Fault, ScenarioError
from synergy.routing.ascii_grid import read_grid
from synergy.routing.lines import Point
from synergy.time.series import FloatArray

KM_PER_DEGREE = math.radians(1.0) * EARTH_RADIUS_KM
MOST_CELLS = 25_000_000
"""Routes over more would take minutes each."""
MOST_STRETCH = 1.1
"""A degree of longitude may be so much longer at one end of the raster than in the middle."""
DEFAULT_FACTOR = 0.6
SAMPLES_PER_CELL = 4
"""Points along a line for each cell that it passes, so that none is jumped over."""


@dataclass(frozen=True)
class Plane:
    """A map projection: how a raster in metres is found from latitude and longitude, and back.

    Parameters
    ----------
    east_north : callable
        Turns latitude and longitude (degrees) into east and north (m).
    latitude_longitude : callable
        Turns east and north (m) into latitude and longitude (degrees).

    Examples
    --------
    With pyproj, ``Transformer.from_crs("EPSG:4326", "EPSG:27700")`` and the reverse have the methods
    ``transform`` that are needed here.

    >>> flat = Plane(lambda lat, lon: (lon * 1e5, lat * 1e5), lambda east, north: (north / 1e5, east / 1e5))
    >>> flat.latitude_longitude(*flat.east_north(0.5, 1.5))
    (0.5, 1.5)
    """

    east_north: Callable[[float, float], tuple[float, float]]
    latitude_longitude: Callable[[float, float], tuple[float, float]]


@dataclass(frozen=True, eq=False)
class CostRaster:
    r"""What a km of pipe or cable costs in each cell, as a multiple of a km on easy ground.

    Parameters
    ----------
    values : array of shape (rows, columns)
        1 on easy ground, 3 where it is three times as dear; infinite or not a number where nothing may be
        laid. The first row is the northernmost.
    west, south : float
        Outer edges: degrees of longitude and latitude (WGS84), or metres with a plane.
    cell : float
        Width and height of a cell, in degrees or metres.
    plane : Plane, optional
        The projection of a raster in metres; without one it is in degrees.

    Raises
    ------
    ScenarioError
        If the values are no costs, or the raster does not lie on the globe.

    Notes
    -----
    A cell of :math:`\delta` degrees at latitude :math:`\varphi` is :math:`R \delta` high and
    :math:`R \delta \cos \varphi` wide; routes are looked for with the width at the raster's middle latitude,
    and the length of what is found is measured along great circles.

    Examples
    --------
    >>> raster = CostRaster([[1.0, 1.0], [2.0, float("inf")]], west=-3.0, south=53.0, cell=0.01)
    >>> raster.cell_of((53.001, -2.999))
    (1, 0)
    """

    values: FloatArray
    west: float
    south: float
    cell: float
    plane: Plane | None = None

    def __post_init__(self) -> None:
        values = np.array(self.values, dtype=np.float64)
        if values.ndim == 2:
            values[np.isnan(values)] = np.inf
        values.setflags(write=False)
        object.__setattr__(self, "values", values)
        faults = list(self._faults())
        if faults:
            raise ScenarioError(faults)

    def _faults(self) -> Iterable[Fault]:
        values = self.values
        if values.ndim != 2 or values.size == 0:
            yield Fault("raster", f"has the shape {values.shape}", fix="give rows and columns of costs")
        elif values.size > MOST_CELLS:
            found = f"has {values.size:,} cells; routes over more than {MOST_CELLS:,} take too long"
            yield Fault("raster", found, fix="make its cells larger, or cut it to the cluster")
        elif values.min() <= 0:
            row, column = np.unravel_index(int(values.argmin()), values.shape)
            found = f"costs {values[row, column]:g} in row {row + 1}, column {column + 1}"
            fix = "give costs above zero, 1 for easy ground; infinite or no data where nothing may be laid"
            yield Fault("raster", found, "a route could run there for ever", fix)
        numbers = {"west": self.west, "south": self.south, "cell": self.cell}
        wrong = [name for name, value in numbers.items() if not math.isfinite(value)]
        if wrong or self.cell <= 0:
            yield Fault(
                "raster", f"{', '.join(wrong) or 'cell'} is no usable number", fix="give its edges and cell"
            )
        elif self.plane is None and values.ndim == 2:
            yield from self._faults_of_degrees()

    def _faults_of_degrees(self) -> Iterable[Fault]:
        north, east = (
            self.south + self.cell * self.values.shape[0],
            self.west + self.cell * self.values.shape[1],
        )
        if not (-90 <= self.south < north <= 90 and -180 <= self.west < east <= 180):
            found = f"reaches from {self.west:g} to {east:g} and from {self.south:g} to {north:g}"
            fix = "give a raster in WGS84 degrees, or say the projection of one in metres (plane)"
            yield Fault("raster", found, "these are no degrees of longitude and latitude", fix)
            return
        widths = [math.cos(math.radians(edge)) for edge in (self.south, north)]
        middle = math.cos(math.radians((self.south + north) / 2))
        if max(*widths, middle) > MOST_STRETCH * min(*widths, middle):
            found = f"reaches from latitude {self.south:g} to {north:g}"
            fix = "cut it to the cluster, or give one in a projection that keeps distances (plane)"
            yield Fault("raster", found, "its degrees of longitude differ too much in length", fix)

    @classmethod
    def read(cls, path: str | Path, plane: Plane | None = None) -> CostRaster:
        """Return the raster in an ESRI ASCII grid; cells without data are closed.

        Parameters
        ----------
        path : str or Path
            File ``*.asc``.
        plane : Plane, optional
            The projection of a raster in metres; without one it is in WGS84 degrees.

        Raises
        ------
        ScenarioError
            If the file can not be read, or its values are no costs.
        """
        grid = read_grid(Path(path))
        return cls(grid.values, grid.west, grid.south, grid.cell, plane)

    @property
    def cell_km(self) -> tuple[float, float]:
        """Height and width of a cell in km, the width at the middle latitude."""
        if self.plane is not None:
            return self.cell / 1e3, self.cell / 1e3
        middle = self.south + self.cell * self.values.shape[0] / 2
        return self.cell * KM_PER_DEGREE, self.cell * KM_PER_DEGREE * math.cos(math.radians(middle))

    def cell_of(self, point: Point) -> tuple[int, int] | None:
        """Return row and column of the cell that holds a (latitude, longitude), or None outside."""
        row, column = self._cells_of(np.array([point]))[0]
        inside = 0 <= row < self.values.shape[0] and 0 <= column < self.values.shape[1]
        return (int(row), int(column)) if inside else None

    def centre_of(self, cell: tuple[int, int]) -> Point:
        """Return the (latitude, longitude) of a cell's centre."""
        east = self.west + (cell[1] + 0.5) * self.cell
        north = self.south + (self.values.shape[0] - cell[0] - 0.5) * self.cell
        return (north, east) if self.plane is None else self.plane.latitude_longitude(east, north)

    def along(
        self, lines: Iterable[Sequence[Point]], factor: float = DEFAULT_FACTOR, width: float = 0.0
    ) -> CostRaster:
        """Return the raster with cheaper cells on existing rights of way.

        Cells that are closed stay closed.

        Parameters
        ----------
        lines : iterable of sequence of (float, float)
            Each a line through points of (latitude, longitude).
        factor : float
            Cost on a right of way over that on the same ground without, above 0 and at most 1.
        width : float
            Width of the strip in km; cells are cheaper that a line crosses, and those whose centre is no
            farther than half the width from the centre of such a cell.

        Raises
        ------
        ScenarioError
            If the factor or the width is out of range.

        Examples
        --------
        >>> ground = CostRaster([[2.0, 2.0, 2.0]], west=0.0, south=0.0, cell=0.01)
        >>> ground.along([[(0.005, 0.001), (0.005, 0.019)]], factor=0.5).values.tolist()
        [[1.0, 1.0, 2.0]]
        """
        if not 0 < factor <= 1:
            raise ScenarioError([Fault("factor", f"{factor:g} is out of range", fix="give 0 < factor <= 1")])
        if not 0 <= width < math.inf:
            raise ScenarioError([Fault("width", f"{width:g} is out of range", fix="give km, at least 0")])
        touched = np.zeros(self.values.shape, dtype=bool)
        for line in lines:
            cells = self._cells_along(line)
            inside = np.all((cells >= 0) & (cells < self.values.shape), axis=1)
            touched[tuple(cells[inside].T)] = True
        if width > 0 and touched.any():
            touched = distance_transform_edt(~touched, sampling=self.cell_km) <= width / 2
        return replace(self, values=np.where(touched, self.values * factor, self.values))

    def _cells_along(self, line: Sequence[Point]) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
        points = self._on_the_raster(np.asarray(line, dtype=np.float64).reshape(-1, 2))
        steps = np.abs(np.diff(points, axis=0)).max(axis=1, initial=0.0) * SAMPLES_PER_CELL
        position = np.concatenate([[0.0], np.cumsum(np.maximum(np.ceil(steps), 1.0))])
        fine = np.arange(position[-1] + 1)
        sampled = np.column_stack([np.interp(fine, position, points[:, axis]) for axis in (0, 1)])
        return np.floor(sampled).astype(np.int64)

    def _cells_of(self, points: FloatArray) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
        return np.floor(self._on_the_raster(points)).astype(np.int64)

    def _on_the_raster(self, points: FloatArray) -> FloatArray:
        """Return how many cells each (latitude, longitude) lies south and east of the raster's upper left."""
        if self.plane is not None:
            placed = [
                self.plane.east_north(float(latitude), float(longitude)) for latitude, longitude in points
            ]
            points = np.array(placed, dtype=np.float64).reshape(-1, 2)[:, ::-1]
        north = self.south + self.cell * self.values.shape[0]
        return np.column_stack([(north - points[:, 0]) / self.cell, (points[:, 1] - self.west) / self.cell])
