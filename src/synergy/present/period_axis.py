"""Periods side by side on one axis of hours, with gaps between them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from synergy.time.axis import TimeAxis
from synergy.time.series import FloatArray

if TYPE_CHECKING:
    import pandas as pd

SHARE_OF_GAPS = 0.06
"""Share of the axis that all gaps take together."""


@dataclass(frozen=True)
class PeriodAxis:
    """Where the steps of some periods stand.

    Parameters
    ----------
    time : TimeAxis
    periods : tuple of str
        Those that are shown, in order.

    Examples
    --------
    >>> axis = PeriodAxis(TimeAxis(steps=2, hours=12, weights={"all": 365}), ("all",))
    >>> axis.positions
    array([ 0., 12., 24.])
    """

    time: TimeAxis
    periods: tuple[str, ...]

    @property
    def _edges(self) -> FloatArray:
        """Hours from the start of each period to the edges of its steps, shape (periods shown, steps + 1)."""
        rows = [self.time.periods.index(period) for period in self.periods]
        ends = np.cumsum(self.time.step_hours[rows], axis=1)
        return np.hstack([np.zeros((len(rows), 1)), ends])

    @property
    def _starts(self) -> FloatArray:
        lengths = self._edges[:, -1]
        gap = SHARE_OF_GAPS * float(lengths.sum()) / max(len(lengths) - 1, 1)
        return np.concatenate([[0.0], np.cumsum(lengths[:-1] + gap)])

    @property
    def positions(self) -> FloatArray:
        """Positions of the edges of all steps of all periods, in order."""
        return np.asarray((self._starts[:, None] + self._edges).reshape(-1), dtype=np.float64)

    def values(self, series: pd.Series[float], last: float | None = 0.0) -> FloatArray:
        """Return the values of a series at `positions`, to be drawn as steps.

        Parameters
        ----------
        series : Series
            Rows (year, period, step).
        last : float or None
            Value after the last step of each period; None: that of the last step.
        """
        rows = [series.xs(period, level="period").to_numpy() for period in self.periods]
        ends = [row[-1] if last is None else last for row in rows]
        return np.concatenate([np.append(row, end) for row, end in zip(rows, ends, strict=True)])

    def broken(self, values: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return positions and values of a line that stops at the end of each period."""
        shape = len(self.periods), self.time.steps + 1
        gap = np.full((shape[0], 1), np.nan)
        x, y = self.positions.reshape(shape), values.reshape(shape)
        return np.hstack([x, x[:, -1:]]).reshape(-1), np.hstack([y, gap]).reshape(-1)

    @property
    def told(self) -> list[str]:
        """What each position is, in words."""
        words = []
        for period, edges in zip(self.periods, self._edges, strict=True):
            words += [f"{period}, {start:g} to {end:g} h" for start, end in pairwise(edges)]
            words.append(f"{period}, end")
        return words

    @property
    def layout(self) -> dict[str, Any]:
        """The axis as plotly has it: a label below each period, with how often it occurs in the year."""
        weights = dict(zip(self.time.periods, self.time.period_weights.tolist(), strict=True))
        often = [f"{weights[period]:.4g} x" if len(weights) > 1 else "" for period in self.periods]
        texts = [f"{period}<br>{count}" for period, count in zip(self.periods, often, strict=True)]
        return {
            "tickvals": list(self._starts + self._edges[:, -1] / 2),
            "ticktext": texts,
            "tickangle": 0 if len(self.periods) <= 8 else -45,
            "range": [0.0, float(self.positions[-1])],
            "showgrid": False,
            "zeroline": False,
            "ticklen": 0,
        }

    @property
    def bands(self) -> list[tuple[float, float]]:
        """Start and end of each period."""
        ends = self._starts + self._edges[:, -1]
        return [(float(start), float(end)) for start, end in zip(self._starts, ends, strict=True)]
