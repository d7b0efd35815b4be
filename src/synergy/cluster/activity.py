"""What an asset can do, in proportions: the part of its mathematics from which useful sizes follow."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from synergy.time.series import FloatArray, Series

if TYPE_CHECKING:
    from synergy.cluster.carrier import Carrier

Hub = tuple[str, str]
"""(site, carrier): the place where one balance holds."""


@dataclass(frozen=True)
class Surroundings:
    """What an asset knows of where it stands when it says what it can do.

    Parameters
    ----------
    ends : tuple of str
        Its site, or the two ends of its corridor.
    length : float
        Length of its corridor in km, 0 at a site.
    values : callable
        Turns a series into its values, shape (periods, steps).
    hours_in_year : array of shape (periods, steps)
        Hours of the year that each step stands for.
    step_hours : array of shape (periods, steps)
        Lengths of the steps in hours.
    chained : bool
        Whether periods follow each other; each goes round by itself if not.
    worthless : frozenset of str
        Carriers that may be worth less than nothing, so that wasting them would pay.
    carriers : mapping of str to Carrier
        All carriers, by id.
    """

    ends: tuple[str, ...]
    length: float
    values: Callable[[Series], FloatArray]
    hours_in_year: FloatArray
    step_hours: FloatArray
    chained: bool = False
    worthless: frozenset[str] = frozenset()
    carriers: Mapping[str, Carrier] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Activity:
    """Something that an asset does at a rate of at least zero, with what it puts into hubs in proportion.

    Parameters
    ----------
    flows : mapping of hub to float or array of shape (periods, steps)
        What a unit of it puts into each hub; negative where it takes. What varies in time keeps its sign, and
        may be 0 at times; across a corridor proportions are constant.
    most : float or array of shape (periods, steps)
        Most of it at once, with everything built that may be; ``inf`` where nothing limits it.
    size : str
        Size that it needs, ``"capacity"`` or ``"power"``; empty where it needs none, or where a size may be
        of use for something else than this activity.
    per_size : float or array of shape (periods, steps)
        What a unit of that size allows.
    alone : bool
        Whether no other activity of the asset runs in the same step, in some best plan.
    least : mapping of hub to float
        The least that a unit of it puts in, or takes, where proportions change with the load; ``flows`` then
        has the most. Both have the same sign.
    """

    flows: Mapping[Hub, float | FloatArray]
    most: float | FloatArray
    size: str = ""
    per_size: float | FloatArray = 1.0
    alone: bool = False
    least: Mapping[Hub, float] = field(default_factory=dict)
