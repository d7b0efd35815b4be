"""What an aggregation gives: the small scenario, the order of its periods, how true it is to the full one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np
import pandas as pd

from synergy.aggregation.features import used_profiles
from synergy.aggregation.k_medoids import IntArray
from synergy.aggregation.year import Year
from synergy.cluster.summary import facts_html, facts_text
from synergy.scenario import Scenario
from synergy.time.series import FloatArray

SHOWN = {
    "mean": "mean",
    "rmse": "rmse",
    "duration_curve_error": "duration curve",
    "peak": "peak",
    "peak_error": "peak error",
}
"""Figures of an error that are shown, and their heads."""


@dataclass(frozen=True)
class ProfileError:
    """How far a profile of the representative periods is from that of the full year.

    Parameters
    ----------
    profile : str
    mean : float
        Mean over the full year.
    mean_error : float
        Mean over the representative periods less that; zero but for rounding.
    rmse : float
        Root of the mean square of the error, step by step in order.
    duration_curve_error : float
        The same between the two duration curves, whatever the order.
    peak, peak_error : float
        Highest value of the full year, and that of the representative periods less it.
    """

    profile: str
    mean: float
    mean_error: float
    rmse: float
    duration_curve_error: float
    peak: float
    peak_error: float


@dataclass(frozen=True, eq=False)
class Aggregation:
    """A few periods that stand for a full year.

    Parameters
    ----------
    scenario : Scenario
        The same cluster on the representative periods: what is solved.
    full : Scenario
        The full year.
    labels : tuple of str
        A label for each period of the full year, in order.
    sequence : tuple of str
        For each of them, the representative period that stands for it.
    extremes : mapping of str to str
        Periods that stand for themselves alone, and why.
    errors : tuple of ProfileError
        One for each profile that the cluster uses.
    request : mapping
        Arguments by which it was made.
    """

    scenario: Scenario
    full: Scenario
    labels: tuple[str, ...]
    sequence: tuple[str, ...]
    extremes: Mapping[str, str]
    errors: tuple[ProfileError, ...]
    request: Mapping[str, Any]

    @property
    def error_table(self) -> pd.DataFrame:
        """The errors as a table, a row for each profile."""
        return pd.DataFrame([vars(error) for error in self.errors]).set_index("profile")

    def _facts(self) -> list[tuple[str, str]]:
        periods, steps = self.scenario.time.shape
        alone = [f"{label} ({why})" for label, why in self.extremes.items()]
        worst = max(self.errors, key=_relative, default=None)
        error = "no profile is used"
        if worst is not None:
            error = f"at most {_relative(worst):.1%} of the peak, root mean square ({worst.profile})"
        return [
            ("periods", f"{periods} of {steps} steps for {len(self.labels)} in the year"),
            ("method", f"{self.request['method']}, seed {self.request['seed']}"),
            ("alone", ", ".join(alone) or "none"),
            ("error", error.replace("%", " %")),
        ]

    def __repr__(self) -> str:
        if not self.errors:
            return facts_text("Aggregation", self._facts())
        wide = max(24, *(len(error.profile) for error in self.errors))
        lines = [f"  {'profile':<{wide}}" + "".join(f"{head:>16}" for head in SHOWN.values())]
        for error in self.errors:
            figures = "".join(f"{getattr(error, name):>16.4g}" for name in SHOWN)
            lines.append(f"  {error.profile:<{wide}}{figures}")
        return "\n".join([facts_text("Aggregation", self._facts()), *lines])

    def _repr_html_(self) -> str:
        heads = "".join(f"<th>{head}</th>" for head in ("profile", *SHOWN.values()))
        rows = ""
        for error in self.errors:
            figures = "".join(f"<td>{getattr(error, name):.4g}</td>" for name in SHOWN)
            rows += f"<tr><td>{escape(error.profile)}</td>{figures}</tr>"
        table = f"<table><tr>{heads}</tr>{rows}</table>"
        return f"<div>{facts_html('Aggregation', self._facts())}{table}</div>"


def _relative(error: ProfileError) -> float:
    return error.rmse / max(abs(error.peak), 1e-12)


def profile_errors(
    year: Year, profiles: Mapping[str, FloatArray], stands_for: IntArray
) -> tuple[ProfileError, ...]:
    """Return how far profiles of representative periods are from those of the year.

    Parameters
    ----------
    year : Year
    profiles : mapping of str to array, shape (representatives, steps)
    stands_for : array of int, shape (periods of the year,)
        Representative of each period.
    """
    hours = np.broadcast_to(year.hours, year.shape).reshape(-1)
    share = hours / hours.sum()
    found = []
    for name in used_profiles(year.scenario):
        full, told = year.profiles[name].reshape(-1), profiles[name][stands_for].reshape(-1)
        mean = float(share @ full)
        apart = _duration_curve(full, share) - _duration_curve(told, share)
        found.append(
            ProfileError(
                name,
                mean,
                float(share @ told) - mean,
                float(np.sqrt(share @ (told - full) ** 2)),
                float(np.sqrt(np.mean(apart**2))),
                float(full.max()),
                float(told.max() - full.max()),
            )
        )
    return tuple(found)


def _duration_curve(values: FloatArray, share: FloatArray) -> FloatArray:
    """Return the values in falling order, each at the middle of one of as many equal parts of the year."""
    order = np.argsort(-values, kind="stable")
    middles = (np.arange(len(values)) + 0.5) / len(values)
    places = np.searchsorted(np.cumsum(share[order]), middles)
    return np.asarray(values[order][np.minimum(places, len(values) - 1)], dtype=np.float64)
