"""The sheet on which a network is drawn: how many pixels a km is, and what is where in pixels."""

from __future__ import annotations

import math
from dataclasses import dataclass

from synergy.cluster.projection import Point
from synergy.present.places import Places

WIDTH = 1100.0
LEFT, RIGHT, TOP, BOTTOM = 15.0, 215.0, 75.0, 25.0
"""Margins in pixels; the legend stands in the right one."""
ROOM_BESIDE, ROOM_ABOVE = 80.0, 55.0
"""Pixels around the outermost sites, for their labels."""
LOWEST, HIGHEST = 420.0, 860.0


@dataclass(frozen=True)
class Canvas:
    """The part of the plane that is drawn, and its scale.

    Parameters
    ----------
    west, south : float
        Lower left corner.
    scale : float
        Pixels per unit.
    width, height : float
        Size in pixels, without margins.
    """

    west: float
    south: float
    scale: float
    width: float
    height: float

    @classmethod
    def around(cls, places: Places) -> Canvas:
        """Return the canvas that holds all sites and routes, with room for labels."""
        east, north = zip(*places.drawn, strict=True)
        wide, high = places.extent
        width = WIDTH - LEFT - RIGHT
        usable = width - 2 * ROOM_BESIDE
        room = HIGHEST - TOP - BOTTOM - 2 * ROOM_ABOVE
        scale = min(usable / wide if wide > 0 else math.inf, room / high if high > 0 else math.inf)
        scale = scale if math.isfinite(scale) else 1.0
        height = max(high * scale + 2 * ROOM_ABOVE, LOWEST - TOP - BOTTOM)
        middle_east, middle_north = (max(east) + min(east)) / 2, (max(north) + min(north)) / 2
        return cls(middle_east - width / scale / 2, middle_north - height / scale / 2, scale, width, height)

    @property
    def ranges(self) -> tuple[list[float], list[float]]:
        """Ranges of both axes."""
        return (
            [self.west, self.west + self.width / self.scale],
            [self.south, self.south + self.height / self.scale],
        )

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the whole figure in pixels."""
        return WIDTH, self.height + TOP + BOTTOM

    def pixels(self, point: Point) -> Point:
        """Return a point in pixels from the lower left corner."""
        return (point[0] - self.west) * self.scale, (point[1] - self.south) * self.scale

    def moved(self, point: Point, right: float, up: float) -> Point:
        """Return a point some pixels to the right and up."""
        return point[0] + right / self.scale, point[1] + up / self.scale

    def round_length(self, pixels: float) -> float:
        """Return the longest round length (1, 2, 5, 10, ...) that is drawn in at most so many pixels."""
        most = pixels / self.scale
        power = 10.0 ** math.floor(math.log10(most))
        return next(step * power for step in (5.0, 2.0, 1.0) if step * power <= most * (1 + 1e-9))
