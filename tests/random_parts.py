"""What random clusters are made of: draws, time, profiles, sizes and costs."""

from __future__ import annotations

import copy
import random
from collections.abc import Sequence
from typing import Any, TypeVar

import numpy as np

from synergy.time.series import FloatArray

MOST_BINARIES = 30
SMALLEST_FLOW = 5e-7
"""In MW or t/h, besides zero: a few times what linear solvers take for zero; below, they may disagree."""
Data = dict[str, Any]
Something = TypeVar("Something")

CARRIERS: Data = {
    "power": {"unit": "MWh"},
    "steam": {"unit": "MWh"},
    "natural-gas": {"unit": "MWh"},
    "hydrogen": {"unit": "MWh"},
    "flue-gas": {"unit": "t", "surplus": "vented", "emission_factor": 1.0},
    "flue-gas-bio": {"unit": "t", "surplus": "vented", "emission_factor": 1.0, "impact": "biogenic"},
    "co2": {"unit": "t", "surplus": "vented", "emission_factor": 1.0},
}


class Draw:
    """Random choices that are the same everywhere."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed).random  # noqa: S311  # not for secrets

    def chance(self, probability: float) -> bool:
        """Return True this often."""
        return self._random() < probability

    def pick(self, choices: Sequence[Something]) -> Something:
        """Return one of the choices."""
        return choices[min(int(self._random() * len(choices)), len(choices) - 1)]

    def whole(self, low: int, high: int) -> int:
        """Return a whole number between two, both included."""
        return self.pick(range(low, high + 1))

    def number(self, low: float, high: float) -> float:
        """Return a positive number: a round one, one with three digits, or one with all its digits."""
        value = low * (high / low) ** self._random()
        if self.chance(0.4):
            return float(f"{value:.0e}")
        return float(f"{value:.2e}") if self.chance(0.7) else value

    def share(self, low: float, high: float) -> float:
        """Return a number between two, mostly with two digits."""
        value = low + (high - low) * self._random()
        return round(value, 2) if self.chance(0.7) else value

    def ugly(self, low: float, high: float) -> float:
        """Return a number that is now and then zero or almost."""
        if self.chance(0.08):
            return 0.0
        return 1e-6 * self.number(0.5, 5.0) if self.chance(0.04) else self.number(low, high)


class Parts:
    """A cluster in the making: time, profiles, sizes and costs.

    Parameters
    ----------
    seed : int
    """

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.draw = Draw(seed)
        self.binaries = MOST_BINARIES
        self.assets: Data = {}
        self.corridors: Data = {}
        self.policies: Data = {}
        self.profiles: dict[str, FloatArray] = {}
        self.carriers: Data = copy.deepcopy(CARRIERS)
        self.feasible = True
        self._time()

    def _time(self) -> None:
        draw = self.draw
        self.steps, periods = draw.whole(1, 4), draw.whole(1, 2)
        hours = [draw.pick([1.0, 3.0, 8.0]) for _ in range(self.steps)]
        if draw.chance(0.6):
            hours = [hours[0]] * self.steps
        parts = [draw.share(0.1, 1.0) for _ in range(periods)]
        weights = [8760.0 / sum(hours) * part / sum(parts) for part in parts]
        labels = ["winter", "summer"][:periods]
        self.time: Data = {
            "steps": self.steps,
            "hours": hours,
            "weights": dict(zip(labels, weights, strict=True)),
        }
        self.shape = (periods, self.steps)
        self.points = periods * self.steps

    def _profile(self, values: Sequence[float]) -> str:
        name = f"profile-{len(self.profiles)}"
        self.profiles[name] = np.array(values, dtype=np.float64).reshape(self.shape)
        return name

    def _series(self, low: float, high: float) -> Any:
        """Return a number, or a profile between zero and it."""
        peak = self.draw.ugly(low, high)
        if self.draw.chance(0.4):
            return peak
        shares = [self.draw.pick([0.0, 0.5, 1.0, self.draw.share(0.0, 1.0)]) for _ in range(self.points)]
        shares = [share if share * peak >= SMALLEST_FLOW else 0.0 for share in shares]
        return {"profile": self._profile(shares), "scale": peak}

    def _share_series(self) -> Any:
        if self.draw.chance(0.5):
            return self.draw.pick([1.0, 1.0, 0.9, 0.5])
        return {"profile": self._profile([self.draw.share(0.0, 1.0) for _ in range(self.points)])}

    def _afford(self, binaries: int) -> bool:
        if binaries > self.binaries:
            return False
        self.binaries -= binaries
        return True

    def _operation(self) -> Data:
        draw = self.draw
        fields: Data = {}
        if draw.chance(0.3):
            fields["opex_variable"] = draw.ugly(0.5, 20.0)
        if draw.chance(0.2):
            fields["opex_fixed"] = draw.ugly(100.0, 2e4)
        if draw.chance(0.2):
            fields["opex_fixed_share"] = draw.share(0.0, 0.1)
        if draw.chance(0.3):
            fields["owner"] = draw.pick(self.owners)
        fields["lifetime"] = draw.pick([1.0, 10.0, 20.0, 25.0])
        return fields

    def _investment(self, low: float, high: float, specific: float, fixed: float) -> Data:
        """Return sizes and costs: what stands already, what may be built, or both."""
        draw = self.draw
        fields = self._operation()
        if draw.chance(0.4):
            fields["capacity_existing"] = draw.number(low, high)
            if draw.chance(0.3):
                fields["age"] = draw.pick([5.0, 10.0, 24.0])
            if draw.chance(0.6):
                return fields
        fields["capacity_max"] = draw.number(low, high)
        if draw.chance(0.85):
            fields["capex_specific"] = draw.ugly(specific / 10, specific)
        if draw.chance(0.65) and self._afford(1):
            if draw.chance(0.85):
                fields["capex_fixed"] = draw.ugly(fixed / 30, fixed)
            if draw.chance(0.4):
                fields["capacity_min"] = fields["capacity_max"] * draw.pick([0.1, 0.5, 1.0])
        return fields

    def _add(self, name: str, kind: str, place: Data, **fields: Any) -> None:
        self.assets[f"{name}-{len(self.assets)}"] = {"kind": kind, **place, **fields}
