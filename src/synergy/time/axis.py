"""The time axis: year x period x step."""

from __future__ import annotations

from collections.abc import Container
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BeforeValidator, Field, field_validator, model_validator

from synergy.record import Record, described
from synergy.time.order import Runs, check_order, expanded, run_lengths
from synergy.time.outage import Outage, Part, check_outages, parts_of
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
    outages : dict of str to Outage
        Hours of the year in which named assets are out of service, by name of the case; each adds copies of
        periods (`synergy.time.outage`), after the periods of ``weights``. Not with ``chained`` or
        ``sequence``.
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
    outages: dict[str, Outage] = Field(
        default={}, description="hours of the year in which assets are out of service, by name of the case"
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
        if not np.all((self._declared_hours > 0) & (self._declared_hours <= 8784)):
            raise ValueError("every step needs a length above 0 h. Fix: give the length of a step in hours")
        return self

    @model_validator(mode="after")
    def _covers_the_year(self) -> TimeAxis:
        weights = np.array(list(self.weights.values()), dtype=np.float64)
        covered = float(self._declared_hours.sum(axis=1) @ weights)
        if not any(abs(covered - year) < 1e-6 * year for year in HOURS_OF_A_YEAR):
            fitting = 8760 / float(self._declared_hours.sum(axis=1).mean())
            raise ValueError(
                f"weights and hours cover {covered:,.6g} h of the year's 8,760; "
                "costs are per year, so they must cover it. "
                f"Fix: scale the weights so that they sum to {fitting:,.6g}"
            )
        if self.chained and self.sequence:
            raise ValueError(
                "both chained and sequence are given. Fix: chained for all periods of a year in order, "
                "sequence where a period occurs more than once"
            )
        check_outages(self.weights, self._lengths, self.outages, self.chained or bool(self.sequence))
        if self.sequence:
            check_order(self.sequence, self.weights, self.period_hours, "sequence")
        elif self.chained:
            check_order(self.periods, self.weights, self.period_hours, "chained")
        return self

    @property
    def _declared_hours(self) -> FloatArray:
        """Length of each step of the periods of ``weights``."""
        return np.broadcast_to(np.asarray(self.hours, dtype=np.float64), (len(self.weights), self.steps))

    @property
    def _lengths(self) -> dict[str, float]:
        return dict(zip(self.weights, self._declared_hours.sum(axis=1).tolist(), strict=True))

    @property
    def _parts(self) -> tuple[Part, ...]:
        return parts_of(self.weights, self._lengths, self.outages)

    @property
    def periods(self) -> tuple[str, ...]:
        """Labels of the periods, copies in outages included."""
        return tuple(part.label for part in self._parts) if self.outages else tuple(self.weights)

    @property
    def declared(self) -> int:
        """How many periods ``weights`` declares: all but the copies in outages, which come after them."""
        return len(self.weights)

    @property
    def sources(self) -> IntArray:
        """For each period the position of the declared one whose profiles it has, shape (periods,)."""
        return np.array([part.source for part in self._parts], dtype=np.int64)

    @property
    def cases(self) -> tuple[str | None, ...]:
        """For each period the outage that it is a copy in, or None."""
        return tuple(part.outage for part in self._parts)

    def out_of_service(self, asset: str) -> NDArray[np.bool_]:
        """Return in which periods an asset can not run, shape (periods,)."""
        struck = {name for name, outage in self.outages.items() if asset in outage.assets}
        if not struck:
            return np.zeros(self.shape[0], dtype=bool)
        return np.array([part.outage in struck for part in self._parts], dtype=bool)

    def with_assets(self, known: Container[str]) -> TimeAxis:
        """Return it as it holds where only some assets are there; the periods stay the same."""
        if not self.outages:
            return self
        kept = {
            name: outage.model_copy(update={"assets": tuple(key for key in outage.assets if key in known)})
            for name, outage in self.outages.items()
        }
        return self.model_copy(update={"outages": kept})

    @property
    def shape(self) -> tuple[int, int]:
        """(periods, steps)."""
        return len(self.periods), self.steps

    @property
    def step_hours(self) -> FloatArray:
        """Length of each step in hours, shape (periods, steps)."""
        if not self.outages:
            return self._declared_hours
        return np.asarray(self._declared_hours[self.sources], dtype=np.float64)

    @property
    def period_hours(self) -> FloatArray:
        """Length of each period in hours, shape (periods,)."""
        return np.asarray(self.step_hours.sum(axis=1), dtype=np.float64)

    @property
    def period_weights(self) -> FloatArray:
        """Occurrences of each period in the year, shape (periods,)."""
        often = [part.weight for part in self._parts] if self.outages else list(self.weights.values())
        return np.array(often, dtype=np.float64)

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
        return self.chained or len(self.periods) == 1

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
        if self.outages:
            data["outages"] = {name: outage.to_data() for name, outage in self.outages.items()}
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
