"""What a scenario needs to become a pathway: years, discounting, and what changes from year to year."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from pydantic import Field, field_validator, model_validator

from synergy.economics import real_rate
from synergy.record import Record, quantity
from synergy.time.series import FloatArray

Foresight = Literal["perfect", "myopic"] | int


class PathwayTerms(Record):
    r"""Investment years, how they are weighed, and what changes.

    Investment year :math:`y_k` stands for the :math:`L_k` years up to the next one (the last one up to
    ``end``), all alike. Its yearly cost counts

    .. math:: D_k = \sum_{t=0}^{L_k - 1} (1 + i)^{-(y_k - y_1 + t)}

    times: payments at the beginning of each year, in money of the first. Investments enter as annuities in
    the years in which they serve, so what is still worth something at the end is not paid for.

    ==================  =======================================================  ======
    symbol              field                                                    unit
    ==================  =======================================================  ======
    :math:`y_k`         ``years``                                                a
    :math:`L_k`         from ``years`` and ``end``                               a
    :math:`i`           ``discount_rate``, real; from ``inflation`` if nominal   1/a
    ==================  =======================================================  ======

    Parameters
    ----------
    years : tuple of int
        Investment years, rising.
    end : int, optional
        First year that no longer counts; by default the last interval is as long as the one before it.
    discount_rate : float, optional
        Per year; the cluster's where none is given.
    money : {"real", "nominal"}
        What ``discount_rate`` is. Prices are always real, of the scenario's price year.
    inflation : float
        Per year; turns a nominal rate into a real one.
    foresight : {"perfect", "myopic"} or int
        How many investment years a decision sees: all, its own, or that many.
    today : int, optional
        Year from which on decisions can be taken; what has a ``lead_time``, or a ``construction_time``, can
        not serve earlier than the longer of the two after it. Without it every lead time is met.
    emission_budget : float, optional
        Most net emissions over all years, t CO2e.
    changes : mapping of int to mapping
        From that year on, fields by dotted path: ``{2035: {"assets.boiler.capacity_max": "0 MW"}}``.
    paths : mapping of str to mapping
        Fields by dotted path with values in some years, straight lines between and level outside:
        ``{"policies.carbon.prices.scope1": {2025: "60 EUR/t", 2050: "250 EUR/t"}}``.

    Examples
    --------
    >>> terms = PathwayTerms(years=(2030, 2040), end=2050, discount_rate=0.0)
    >>> terms.durations.tolist(), terms.weights(0.0).tolist()
    ([10.0, 10.0], [10.0, 10.0])
    """

    years: tuple[int, ...] = Field(min_length=1, description="investment years, rising")
    end: int | None = quantity("", "first year that no longer counts", default=None, ge=1900, le=2300)
    discount_rate: float | None = quantity("", "discount rate per year", default=None, ge=0, le=0.5)
    money: Literal["real", "nominal"] = Field(default="real", description="what the discount rate is")
    inflation: float = quantity("", "rise of all prices per year", default=0.0, ge=-0.1, le=0.5)
    foresight: Foresight = Field(default="perfect", description="how many investment years a decision sees")
    today: int | None = quantity(
        "", "year from which on decisions can be taken", default=None, ge=1900, le=2200
    )
    emission_budget: float | None = quantity(
        "t", "most net emissions over all years, in CO2e", default=None, ge=-1e12, le=1e12
    )
    changes: dict[int, dict[str, Any]] = Field(
        default_factory=dict, description="fields by dotted path that change from a year on"
    )
    paths: dict[str, dict[int, Any]] = Field(
        default_factory=dict, description="fields by dotted path with values in some years"
    )

    @field_validator("years", mode="after")
    @classmethod
    def _rising(cls, years: tuple[int, ...]) -> tuple[int, ...]:
        if list(years) != sorted(set(years)) or not all(1900 <= year <= 2200 for year in years):
            raise ValueError(
                f"{list(years)} must rise. Fix: write each investment year once, e.g. [2030, 2040]"
            )
        return years

    @field_validator("foresight", mode="after")
    @classmethod
    def _sees_something(cls, foresight: Foresight) -> Foresight:
        if isinstance(foresight, int) and foresight < 1:
            raise ValueError(
                "a decision sees at least its own year. Fix: write 1 or more, perfect, or myopic"
            )
        return foresight

    @model_validator(mode="after")
    def _consistent(self) -> PathwayTerms:
        if self.end is not None and self.end <= self.years[-1]:
            raise ValueError(f"end {self.end} is not after {self.years[-1]}. Fix: give a later year")
        if self.inflation and self.money == "real":
            raise ValueError(
                "inflation changes nothing where money is real. Fix: write money: nominal, or leave it out"
            )
        late = [year for year in self.changes if year > self.years[-1]]
        if late:
            raise ValueError(
                f"changes in {late[0]} come after the last investment year {self.years[-1]}: no effect. "
                "Fix: give an investment year, or an earlier one"
            )
        bad = [path for path, values in self.paths.items() if not values]
        if bad:
            raise ValueError(f"path of {bad[0]} has no value. Fix: give at least one year with its value")
        return self

    @property
    def last_year(self) -> int:
        """First year that no longer counts."""
        if self.end is not None:
            return self.end
        return self.years[-1] + (self.years[-1] - self.years[-2] if len(self.years) > 1 else 1)

    @property
    def durations(self) -> FloatArray:
        """Years that each investment year stands for, shape (years,)."""
        return np.diff([*self.years, self.last_year]).astype(np.float64)

    def rate(self, default: float) -> float:
        """Return the real discount rate; ``default`` is taken where none is given."""
        rate = default if self.discount_rate is None else self.discount_rate
        return real_rate(rate, self.inflation) if self.money == "nominal" else rate

    def weights(self, default_rate: float) -> FloatArray:
        """Return what the yearly cost of each investment year counts in present money, shape (years,)."""
        growth = 1.0 + self.rate(default_rate)
        begins = np.array(self.years, dtype=np.float64) - self.years[0]
        spans = self.durations.astype(int)
        return np.array(
            [
                sum(growth ** -(begin + t) for t in range(span))
                for begin, span in zip(begins, spans, strict=True)
            ]
        )

    @property
    def seen(self) -> int:
        """How many investment years a decision sees."""
        named = {"perfect": len(self.years), "myopic": 1}
        return (
            named[self.foresight] if isinstance(self.foresight, str) else min(self.foresight, len(self.years))
        )
