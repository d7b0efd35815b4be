"""Where things stand and who owns them: sites, corridors between them, owners."""

from __future__ import annotations

import math
from typing import Any

from pydantic import ConfigDict, Field, field_validator, model_validator

from synergy.record import Record, check_identifier, quantity

EARTH_RADIUS_KM = 6371.0088
SHARED = "(shared)"
"""Stands in tables for the cluster of what lies between clusters and counts to none of them."""


def check_cluster_name(value: str) -> str:
    """Return the name of a cluster unchanged if it is an id, or empty."""
    return value and check_identifier(value)


class Owner(Record):
    """A company, or a public body, that pays for what it owns.

    Parameters
    ----------
    wacc : float, optional
        Weighted average cost of capital, 1/a; the cluster's discount rate where none is given.
    """

    id: str
    name: str = ""
    wacc: float | None = quantity("", "weighted average cost of capital per year", default=None, ge=0, le=0.5)

    _check_id = field_validator("id")(check_identifier)


class Site(Record):
    """A plant, a junction or a landfall.

    Parameters
    ----------
    latitude, longitude : float, optional
        WGS84 degrees; needed where a corridor's length is to be found from coordinates, and for maps.
    owner : str, optional
        Owner of what stands here unless an asset names its own.
    cluster : str
        The industrial cluster to which it belongs, an id; sites that name none belong to the scenario's own.
    """

    id: str
    name: str = ""
    latitude: float | None = quantity("", "WGS84 latitude in degrees", default=None, ge=-90, le=90)
    longitude: float | None = quantity("", "WGS84 longitude in degrees", default=None, ge=-180, le=180)
    owner: str | None = None
    cluster: str = Field(default="", description="industrial cluster to which it belongs, an id")

    _check_id = field_validator("id")(check_identifier)
    _check_cluster = field_validator("cluster")(check_cluster_name)

    @model_validator(mode="after")
    def _both_coordinates(self) -> Site:
        if (self.latitude is None) != (self.longitude is None):
            raise ValueError("only one coordinate is given. Fix: give latitude and longitude, or neither")
        return self

    @property
    def coordinates(self) -> tuple[float, float] | None:
        """(latitude, longitude), or None."""
        return None if self.latitude is None or self.longitude is None else (self.latitude, self.longitude)


class Corridor(Record):
    """A strip of land or sea between two sites in which pipes and cables may lie.

    Parameters
    ----------
    from_site, to_site : str
        The two sites, written ``from`` and ``to`` in files; one-way assets flow from the first to the second.
    length : float, optional
        Length in km as the crow flies; from the sites' coordinates where not given.
    terrain_factor : float
        Real length of the route over ``length``.
    cost_factor : float
        What a km of the route costs over a km of easy ground: costs per km of what lies here are multiplied
        by it, and losses are not.
    route : tuple of (float, float)
        Where it runs, as (latitude, longitude) from the first site to the second; for maps, and for people.
    cluster : str
        The cluster to which it counts where its two sites belong to different ones; nobody's if not given.
    """

    id: str
    name: str = ""
    from_site: str = Field(alias="from", description="site at which it begins")
    to_site: str = Field(alias="to", description="site at which it ends")
    length: float | None = quantity("km", "length as the crow flies", default=None, gt=0, le=20_000)
    terrain_factor: float = quantity(
        "", "real length over length as the crow flies", default=1.0, ge=1, le=10
    )
    cost_factor: float = quantity(
        "", "cost of a km of the route over that of easy ground", default=1.0, gt=0, le=1000
    )
    route: tuple[tuple[float, float], ...] = Field(
        default=(), description="where it runs: [latitude, longitude] in degrees, from the first site on"
    )
    owner: str | None = None
    cluster: str = Field(
        default="", description="cluster to which it counts; default: that of both its sites, if they agree"
    )

    model_config = ConfigDict(populate_by_name=True)
    _check_id = field_validator("id")(check_identifier)
    _check_cluster = field_validator("cluster")(check_cluster_name)

    @model_validator(mode="after")
    def _two_sites(self) -> Corridor:
        if self.from_site == self.to_site:
            raise ValueError(f"goes from site '{self.from_site}' to itself. Fix: name two different sites")
        return self

    @model_validator(mode="after")
    def _route_on_the_globe(self) -> Corridor:
        if len(self.route) == 1:
            raise ValueError(
                "route has a single point. Fix: give both ends and what lies between, or leave it out"
            )
        for latitude, longitude in self.route:
            if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
                raise ValueError(
                    f"route leads to latitude {latitude:g}, longitude {longitude:g}, which is nowhere. "
                    "Fix: write [latitude, longitude] in degrees"
                )
        return self

    @property
    def ends(self) -> tuple[str, str]:
        """The two sites."""
        return self.from_site, self.to_site

    def to_data(self) -> dict[str, Any]:
        """Return the fields that differ from their defaults, with ``from`` and ``to``."""
        return self.model_dump(mode="json", exclude_defaults=True, by_alias=True)


def great_circle_km(first: tuple[float, float], second: tuple[float, float]) -> float:
    """Return the distance in km between two (latitude, longitude) points, by the haversine formula.

    Examples
    --------
    >>> round(great_circle_km((53.2776, -2.842), (53.155, -3.062)), 1)
    20.0
    """
    lat1, lon1, lat2, lon2 = map(math.radians, (*first, *second))
    half = (
        math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(half))
