"""The time axis: year x period x step."""

from __future__ import annotations

from typing import Any

import numpy as np
from pydantic import Field, field_validator, model_validator

from synergy.record import Record, described
from synergy.time.series import FloatArray

HOURS_OF_A_YEAR = (8760.0, 8784.0)


class TimeAxis(Record):
    """Periods of a year, each cut into steps; a period stands for as many like it as its weight says.

    Parameters
    ----------
    year : int
        The year that the scenario describes.
    steps : int
        Steps in each period.
    hours : float or tuple of float
        Length of a step in hours; one number, or one for each step.
    weights : dict of str to float
        For each period, by its label, how often it occurs in the year. Weights times hours cover the year:
        8,760 h, or 8,784 h in a leap year.
    timezone : str
        Name of the time zone of the profiles, for the record.

    Examples
    --------
    >>> TimeAxis(year=2030, steps=24, weights={"winter": 182, "summer": 183}).shape
    (2, 24)
    """

    year: int = Field(default=2030, ge=1900, le=2200, description="year that the scenario describes")
    steps: int = Field(default=1, ge=1, le=105_408, description="steps in each period")
    hours: float | tuple[float, ...] = described("h", "length of a step, or of each step", default=1.0)
    weights: dict[str, float] = Field(
        default={"year": 8760.0}, description="how often each period occurs in the year"
    )
    timezone: str = Field(default="UTC", description="time zone of the profiles")

    @field_validator("weights", mode="after")
    @classmethod
    def _positive_weights(cls, weights: dict[str, float]) -> dict[str, float]:
        if not weights:
            raise ValueError("no period is given. Fix: give at least one period with its weight")
        bad = [label for label, weight in weights.items() if not (0 < weight < 1e5)]
        if bad:
            raise ValueError(
                f"weights of {', '.join(bad)} must be above 0. Fix: give how often the period occurs a year"
            )
        return weights

    @model_validator(mode="after")
    def _covers_the_year(self) -> TimeAxis:
        hours = self.step_hours
        if len(hours) != self.steps:
            raise ValueError(
                f"hours has {len(hours)} numbers for {self.steps} steps. Fix: give one number, or one a step"
            )
        if not np.all((hours > 0) & (hours <= 8784)):
            raise ValueError("every step needs a length above 0 h. Fix: give the length of a step in hours")
        covered = float(hours.sum() * sum(self.weights.values()))
        if not any(abs(covered - year) < 1e-6 * year for year in HOURS_OF_A_YEAR):
            raise ValueError(
                f"weights and hours cover {covered:,.6g} h of the year's 8,760; "
                "costs are per year, so they must cover it. "
                f"Fix: scale the weights so that they sum to {8760 / float(hours.sum()):,.6g}"
            )
        return self

    @property
    def periods(self) -> tuple[str, ...]:
        """Labels of the periods."""
        return tuple(self.weights)

    @property
    def shape(self) -> tuple[int, int]:
        """(periods, steps)."""
        return len(self.weights), self.steps

    @property
    def step_hours(self) -> FloatArray:
        """Length of each step in hours, shape (steps,)."""
        if isinstance(self.hours, tuple):
            return np.asarray(self.hours, dtype=np.float64)
        return np.full(self.steps, float(self.hours))

    @property
    def period_weights(self) -> FloatArray:
        """Occurrences of each period in the year, shape (periods,)."""
        return np.array(list(self.weights.values()), dtype=np.float64)

    @property
    def hours_in_year(self) -> FloatArray:
        """Hours of the year that each step stands for, shape (periods, steps)."""
        return np.asarray(self.period_weights[:, None] * self.step_hours[None, :], dtype=np.float64)

    def to_data(self) -> dict[str, Any]:
        """Return all fields as plain data."""
        return {
            "year": self.year,
            "steps": self.steps,
            "hours": _plain(self.hours),
            "weights": dict(self.weights),
            "timezone": self.timezone,
        }


def _plain(hours: float | tuple[float, ...]) -> float | list[float]:
    return list(hours) if isinstance(hours, tuple) else hours
