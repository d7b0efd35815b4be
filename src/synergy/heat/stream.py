"""Streams: what a process has to cool, and what it has to heat."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from pydantic import Field, model_validator

from synergy.heat.ladder import Span
from synergy.record import Record, described, quantity
from synergy.time.series import Series

ABSOLUTE_ZERO = -273.15
HOTTEST = 3000.0
"""In degC."""
LARGEST_APPROACH = 200.0
"""In K: more is a temperature taken for a difference."""


class Stream(Record):
    """Something that is cooled or heated from one temperature to another, with a constant heat capacity flow.

    What condenses or evaporates does so at one temperature: it has a ``load`` and says whether it is hot
    (gives heat) or cold (needs heat). A stream whose heat capacity changes is written as several.

    Examples
    --------
    >>> flash = Stream(
    ...     name="flash", supply_temperature=170.0, target_temperature=60.0, heat_capacity_flow="3 kW/K"
    ... )
    >>> flash.is_hot, flash.duty
    (True, 0.33)
    >>> boiling = Stream(
    ...     name="boiling", supply_temperature=120.0, target_temperature=120.0, load=2.0, side="cold"
    ... )
    >>> boiling.shifted(10.0)
    (125.0, 125.0)
    """

    series_ranges: ClassVar[Mapping[str, tuple[float, float]]] = {"running": (0.0, 1.0)}

    name: str = Field(default="", description="what it is, for people")
    supply_temperature: float = quantity("degC", "temperature that it has", gt=ABSOLUTE_ZERO, le=HOTTEST)
    target_temperature: float = quantity("degC", "temperature that it must get", gt=ABSOLUTE_ZERO, le=HOTTEST)
    heat_capacity_flow: float | None = quantity(
        "MW/K", "heat for each degree, mass flow times heat capacity", default=None, gt=0
    )
    load: float | None = quantity(
        "MW", "heat between the two temperatures, instead of heat_capacity_flow", default=None, gt=0
    )
    side: Literal["hot", "cold"] | None = Field(
        default=None,
        description="whether it gives heat (hot) or needs it; told by its temperatures if they differ",
    )
    approach: float | None = quantity(
        "K",
        "its own part of the least temperature difference; default: half of it",
        default=None,
        ge=0,
        le=LARGEST_APPROACH,
    )
    running: Series = described("", "share of its load in each step", default=1.0)

    @model_validator(mode="after")
    def _says_how_much(self) -> Stream:
        if (self.heat_capacity_flow is None) == (self.load is None):
            found = (
                "neither heat_capacity_flow nor load"
                if self.load is None
                else "both heat_capacity_flow and load"
            )
            raise ValueError(f"{found} given. Fix: give one of them")
        if self.supply_temperature == self.target_temperature and self.load is None:
            raise ValueError(
                "heat_capacity_flow says nothing of a stream at one temperature. Fix: give its load"
            )
        return self

    @model_validator(mode="after")
    def _has_a_side(self) -> Stream:
        told = self.supply_temperature - self.target_temperature
        if not told and self.side is None:
            raise ValueError(
                "stays at one temperature and does not say whether it gives heat. Fix: give side: hot or cold"
            )
        if told and self.side is not None and (self.side == "hot") != (told > 0):
            raise ValueError(
                f"is {self.side} and goes from {self.supply_temperature:g} to "
                f"{self.target_temperature:g} degC. "
                "Fix: swap the temperatures, or leave side out"
            )
        return self

    @property
    def is_hot(self) -> bool:
        """Whether it gives heat."""
        return self.side == "hot" or self.supply_temperature > self.target_temperature

    @property
    def duty(self) -> float:
        """Heat that it gives or needs at full load, in MW."""
        if self.load is not None:
            return self.load
        return (self.heat_capacity_flow or 0.0) * abs(self.supply_temperature - self.target_temperature)

    @property
    def span(self) -> Span:
        """Its higher and its lower temperature, in degC."""
        return (
            max(self.supply_temperature, self.target_temperature),
            min(self.supply_temperature, self.target_temperature),
        )

    def shifted(self, minimum_approach: float) -> Span:
        """Return its span where equal temperatures may exchange heat: hot ones lower, cold ones higher.

        Parameters
        ----------
        minimum_approach : float
            Least temperature difference in K; half of it is the part of a stream that gives no own approach.
        """
        own = minimum_approach / 2.0 if self.approach is None else self.approach
        shift = -own if self.is_hot else own
        return self.span[0] + shift, self.span[1] + shift
