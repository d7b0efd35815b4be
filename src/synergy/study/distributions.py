"""What an uncertain input may be: uniform, triangular, normal, lognormal, or one of several values."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from scipy import stats

from synergy.errors import Fault, ScenarioError, did_you_mean
from synergy.time.series import FloatArray

_TEXT = re.compile(r"\s*([a-z]+)\s*\(([^()]*)\)\s*(.*?)\s*")


class Distribution(Protocol):
    """A distribution of numbers, known by its quantiles."""

    @property
    def unit(self) -> str:
        """Unit of its numbers; empty: that of the field."""

    def quantile(self, share: FloatArray) -> FloatArray:
        """Return the values below which shares of all values lie; shares between 0 and 1."""


@dataclass(frozen=True)
class Uniform:
    """Anything between two values, all equally likely."""

    low: float
    high: float
    unit: str = ""

    def __post_init__(self) -> None:
        _must(self.low < self.high, self, "low must be below high")

    def quantile(self, share: FloatArray) -> FloatArray:
        """Return quantiles."""
        return self.low + share * (self.high - self.low)


@dataclass(frozen=True)
class Triangular:
    """Between two values, most likely a third one."""

    low: float
    likely: float
    high: float
    unit: str = ""

    def __post_init__(self) -> None:
        in_order = self.low <= self.likely <= self.high and self.low < self.high
        _must(in_order, self, "low, likely, high must rise")

    def quantile(self, share: FloatArray) -> FloatArray:
        """Return quantiles."""
        width = self.high - self.low
        found = stats.triang.ppf(share, (self.likely - self.low) / width, loc=self.low, scale=width)
        return np.asarray(found, dtype=np.float64)


@dataclass(frozen=True)
class Normal:
    """The bell curve, by mean and standard deviation; without ends, so some fields can not have it."""

    mean: float
    deviation: float
    unit: str = ""

    def __post_init__(self) -> None:
        _must(self.deviation > 0, self, "the deviation must be above 0")

    def quantile(self, share: FloatArray) -> FloatArray:
        """Return quantiles."""
        return np.asarray(stats.norm.ppf(share, self.mean, self.deviation), dtype=np.float64)


@dataclass(frozen=True)
class Lognormal:
    """Above zero, by median and by the factor within which two thirds of all values lie (at least 1)."""

    median: float
    factor: float
    unit: str = ""

    def __post_init__(self) -> None:
        _must(self.median > 0 and self.factor > 1, self, "needs a median above 0 and a factor above 1")

    def quantile(self, share: FloatArray) -> FloatArray:
        """Return quantiles."""
        return np.asarray(self.median * self.factor ** stats.norm.ppf(share), dtype=np.float64)


KINDS: Mapping[str, Callable[..., Distribution]] = {
    "uniform": Uniform,
    "triangular": Triangular,
    "normal": Normal,
    "lognormal": Lognormal,
}
WORDS = {
    "uniform": "uniform(low, high)",
    "triangular": "triangular(low, likely, high)",
    "normal": "normal(mean, deviation)",
    "lognormal": "lognormal(median, factor)",
}


def read_distribution(text: str) -> Distribution:
    """Return the distribution that a text names.

    Parameters
    ----------
    text : str
        Such as ``"uniform(50, 150)"`` or ``"triangular(20, 28, 45) EUR/MWh"``.

    Raises
    ------
    ScenarioError
        If it names none, or its numbers do not fit.

    Examples
    --------
    >>> read_distribution("triangular(20, 28, 45) EUR/MWh")
    Triangular(low=20.0, likely=28.0, high=45.0, unit='EUR/MWh')
    """
    parts = _TEXT.fullmatch(text)
    known = ", ".join(WORDS.values())
    if parts is None or parts[1] not in KINDS:
        hint = did_you_mean(parts[1], KINDS) if parts else ""
        raise ScenarioError([Fault("", f"'{text}' is no distribution{hint}", fix=f"write one of {known}")])
    kind = KINDS[parts[1]]
    try:
        numbers = [float(word) for word in parts[2].split(",")]
        return kind(*numbers, unit=parts[3])
    except (ValueError, TypeError):
        raise ScenarioError([Fault("", f"'{text}' does not fit", fix=f"write {WORDS[parts[1]]}")]) from None


def _must(holds: bool, what: object, rule: str) -> None:
    if not holds:
        raise ScenarioError([Fault("", f"{what}: {rule}", fix="correct its numbers")])
