"""What the cases are made of before a system states them: plain numbers in EUR, MW, MWh, t, h, a and km."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from synergy.time.series import FloatArray

HOURS = 8760.0
"""Hours of a year."""


@dataclass(frozen=True)
class Technology:
    """What it costs to build and keep something, per MW of what it gives (per MWh of what a store holds)."""

    capex: float
    fixed: float
    lifetime: float
    variable: float = 0.0

    def yearly(self, rate: float) -> float:
        """Return annuity and fixed operation, for systems that leave annuities to their users."""
        return self.capex * rate / (1.0 - (1.0 + rate) ** -self.lifetime) + self.fixed


@dataclass(frozen=True)
class Answer:
    """The optimum, in EUR, and the sizes that reach it."""

    cost: float
    sizes: dict[str, float] = field(default_factory=dict)


def waves(steps: int, mean: float, swing: float, *, every: float = 24.0, shift: float = 0.0) -> FloatArray:
    """Return a profile that rises and falls; no two steps of it are alike, so that optima are unique."""
    step = np.arange(steps)
    ripple = 0.13 * np.sin(1.7 * step * step + 3.1 * shift)
    return np.asarray(mean + swing * (np.sin(2.0 * np.pi * (step + shift) / every) + ripple))


def shares(steps: int, mean: float, swing: float, *, every: float = 24.0, shift: float = 0.0) -> FloatArray:
    """Return a profile of shares between 0 and 1."""
    return np.clip(waves(steps, mean, swing, every=every, shift=shift), 0.0, 1.0)


def present(years: Sequence[int], end: int, rate: float) -> dict[int, tuple[float, float]]:
    """Return for each investment year what its yearly cost counts in money of the first, and its span.

    An investment year stands for those up to the next one; what a year costs is paid at its beginning.
    """
    ends = [*years[1:], end]
    return {
        year: (sum((1.0 + rate) ** (years[0] - one) for one in range(year, until)), float(until - year))
        for year, until in zip(years, ends, strict=True)
    }
