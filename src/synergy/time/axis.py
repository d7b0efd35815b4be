"""The time axis: year x period x step."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BeforeValidator, Field, field_validator, model_validator

from synergy.record import Record, described
from synergy.time.order import Runs, check_order, expanded, run_lengths
from synergy.time.series import FloatArray
from synergy.time.zones import zone_of

HOURS_OF_A_YEAR = (8760.0, 8784.0)
IntArray = NDArray[np.int64]
Labels = Annotated[tuple[str, ...], BeforeValidator(expanded, json_schema_input_type=Runs)]


class TimeAxis(Record):
    """Periods of a year, each cut into steps; a period stands for as many like it as its weight says.

    By itself every period is a world of its own: what a store holds goes round inside it. With ``chained``
    or ``sequence`` periods follow each other through the year, and the year goes round.

    Parameters
    ----------
    year : int
        The year that the scenario describes.
    steps : int
        Steps in each period.
    hours : float or tuple of float or tuple of tuple of float
        Length of a step in hours; one number, or one for each step, or for each step of each period.
    weights : dict of str to float
        For each period, by its label, how often it occurs in the year. Weights times hours cover the year:
        8,760 h, or 8,784 h in a leap year.
    chained : bool
        Whether the periods are the whole year, one after the other in the order of ``weights``.
    sequence : tuple of str
        Labels of the periods in the order in which they occur in the year, each as often as it occurs; in a
        run, ``{"winter": 90}`` stands for 90 in a row. Counts agree with the weights, but for one factor
        common to all by which the order falls short of the year (52 weeks are a day short).
    timezone : str
        Time zone of the profiles: ``UTC``, ``UTC+1``, or a region such as ``Europe/London``. Time stamps
        without an offset of their own are read in it.

    Examples
    --------
    >>> TimeAxis(year=2030, steps=24, weights={"winter": 182, "summer": 183}).shape
    (2, 24)
    >>> halves = [{"winter": 91}, {"summer": 183}, {"winter": 91}]
    >>> time = TimeAxis(year=2030, steps=24, weights={"winter": 182, "summer": 183}, sequence=halves)
    >>> time.order[88:94]
    array([0, 0, 0, 1, 1, 1])
    """

    year: int = Field(default=2030, ge=1900, le=2200, description="year that the scenario describes")
    steps: int = Field(default=1, ge=1, le=105_408, description="steps in each period")
    hours: float | tuple[float, ...] | tuple[tuple[float, ...], ...] = described(
        "h", "length of a step, or of each step, or of each step of each period", default=1.0
    )
    weights: dict[str, float] = Field(
        default={"year": 8760.0}, description="how often each period occurs in the year"
    )
    chained: bool = Field(
        default=False, description="whether the periods are the whole year, one after the other"
    )
    sequence: Labels = Field(
        default=(), description="periods in the order in which they occur; {label: 90} for 90 in a row"
    )
    timezone: str = Field(
        default="UTC", description="time zone of the profiles: UTC, UTC+1, or a region such as Europe/London"
    )

    @classmethod
    def chain(cls, periods: int, steps: int, *, hours: float = 1.0, year: int = 2030) -> TimeAxis:
        """Return a whole year of equal periods, one after the other.

        Parameters
        ----------
        periods, steps : int
            Number of periods, and of steps in each.
        hours : float
            Length of a step. Where the periods fall short of the year, as 52 weeks do, each weighs a little
            more than one.
        year : int

        Examples
        --------
        >>> TimeAxis.chain(365, 24).shape, TimeAxis.chain(52, 168).weights["w01"]
        ((365, 24), 1.002747...)
        """
        length = steps * hours
        weight = next(
            (1.0 for full in HOURS_OF_A_YEAR if periods * length == full), 8760 / (periods * length)
        )
        weights = dict.fromkeys(period_labels(periods, length), weight)
        return cls(year=year, steps=steps, hours=hours, weights=weights, chained=True)

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

    @field_validator("timezone", mode="after")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        zone_of(name)
        return name

    @model_validator(mode="after")
    def _hours_fit(self) -> TimeAxis:
        given: tuple[Any, ...] = self.hours if isinstance(self.hours, tuple) else ()
        rows = [row for row in given if isinstance(row, tuple)]
        if rows and len(rows) != len(self.weights):
            raise ValueError(
                f"hours has {len(rows)} rows for {len(self.weights)} periods. "
                "Fix: give one number, one a step, or one row a period"
            )
        wrong = next((row for row in rows or [given] if len(row) != self.steps), None)
        if wrong is not None and isinstance(self.hours, tuple):
            raise ValueError(
                f"hours has {len(wrong)} numbers for {self.steps} steps. Fix: give one number, or one a step"
            )
        if not np.all((self.step_hours > 0) & (self.step_hours <= 8784)):
            raise ValueError("every step needs a length above 0 h. Fix: give the length of a step in hours")
        return self

    @model_validator(mode="after")
    def _covers_the_year(self) -> TimeAxis:
        covered = float(self.period_hours @ self.period_weights)
        if not any(abs(covered - year) < 1e-6 * year for year in HOURS_OF_A_YEAR):
            raise ValueError(
                f"weights and hours cover {covered:,.6g} h of the year's 8,760; "
                "costs are per year, so they must cover it. "
                f"Fix: scale the weights so that they sum to {8760 / float(self.period_hours.mean()):,.6g}"
            )
        if self.chained and self.sequence:
            raise ValueError(
                "both chained and sequence are given. Fix: chained for all periods of a year in order, "
                "sequence where a period occurs more than once"
            )
        if self.sequence:
            check_order(self.sequence, self.weights, self.period_hours, "sequence")
        elif self.chained:
            check_order(self.periods, self.weights, self.period_hours, "chained")
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
        """Length of each step in hours, shape (periods, steps)."""
        return np.broadcast_to(np.asarray(self.hours, dtype=np.float64), self.shape)

    @property
    def period_hours(self) -> FloatArray:
        """Length of each period in hours, shape (periods,)."""
        return np.asarray(self.step_hours.sum(axis=1), dtype=np.float64)

    @property
    def period_weights(self) -> FloatArray:
        """Occurrences of each period in the year, shape (periods,)."""
        return np.array(list(self.weights.values()), dtype=np.float64)

    @property
    def hours_in_year(self) -> FloatArray:
        """Hours of the year that each step stands for, shape (periods, steps)."""
        return np.asarray(self.period_weights[:, None] * self.step_hours, dtype=np.float64)

    @property
    def order(self) -> IntArray:
        """Position of the period at each place in the year, shape (places,); empty where none is given."""
        if self.chained:
            return np.arange(len(self.weights), dtype=np.int64)
        positions = {label: number for number, label in enumerate(self.weights)}
        return np.array([positions[label] for label in self.sequence], dtype=np.int64)

    @property
    def is_chronological(self) -> bool:
        """Whether all steps follow each other: there is one period, or periods are chained."""
        return self.chained or len(self.weights) == 1

    def to_data(self) -> dict[str, Any]:
        """Return all fields as plain data; those on the order only where there is one."""
        data: dict[str, Any] = {
            "year": self.year,
            "steps": self.steps,
            "hours": _plain(self.hours),
            "weights": dict(self.weights),
        }
        if self.chained:
            data["chained"] = True
        if self.sequence:
            data["sequence"] = run_lengths(self.sequence)
        return {**data, "timezone": self.timezone}


def period_labels(count: int, hours: float) -> tuple[str, ...]:
    """Return labels for periods of a length in hours, numbered in order: ``d001`` days, ``w01`` weeks.

    Examples
    --------
    >>> period_labels(12, 730.0)[:2]
    ('p01', 'p02')
    """
    letter = {24.0: "d", 168.0: "w"}.get(hours, "p")
    return tuple(f"{letter}{number:0{len(str(count))}d}" for number in range(1, count + 1))


def _plain(hours: Any) -> Any:
    return [_plain(row) for row in hours] if isinstance(hours, tuple) else hours
