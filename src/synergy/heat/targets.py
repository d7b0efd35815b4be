r"""Pinch targets: the least heat that must come from outside, and the least that must be taken away.

Hot streams are shifted down and cold ones up by their parts of the least temperature difference, so that
heat passes from one to the other wherever the one is at least as hot. Between neighbouring temperatures,
from the top (:math:`k = 1`), the heat that hot streams give less what cold ones need is :math:`h_k`, and

.. math::

    Q_H = \max\Bigl(0, -\min_k \sum_{j \le k} h_j\Bigr), \qquad
    R_k = Q_H + \sum_{j \le k} h_j \ge 0, \qquad Q_C = R_K

is the problem table of Linnhoff and Flower: no heat flows uphill, and none flows through a pinch, where
:math:`R_k = 0`.

References
----------
B. Linnhoff, J. R. Flower, "Synthesis of heat exchanger networks: I", AIChE Journal 24 (1978) 633-642.
I. C. Kemp, "Pinch Analysis and Process Integration", 2nd ed., Butterworth-Heinemann (2007).
R. Smith, "Chemical Process Design and Integration", Wiley (2005).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from synergy.errors import Fault, ScenarioError
from synergy.heat.ladder import heat_in, intervals
from synergy.heat.stream import LARGEST_APPROACH, Stream
from synergy.time.series import FloatArray

if TYPE_CHECKING:
    from synergy.present.heat_plots import PinchPlots

NOTHING = 1e-9
"""Heat flows below this share of all heat are nothing."""


@dataclass(frozen=True, eq=False)
class PinchTargets:
    """What a set of streams needs at least, if all heat is recovered that can be.

    Parameters
    ----------
    streams : tuple of Stream
    minimum_approach : float
        Least temperature difference between what gives and what takes heat, in K.
    temperatures, flows : array
        The feasible cascade from the top: shifted temperatures in degC and the heat that flows down past
        each, in MW. A temperature occurs twice where streams give or need heat at that one.
    """

    streams: tuple[Stream, ...]
    minimum_approach: float
    temperatures: FloatArray
    flows: FloatArray

    @property
    def hot_utility(self) -> float:
        """Least heat that must come from outside, in MW."""
        return float(self.flows[0])

    @property
    def cold_utility(self) -> float:
        """Least heat that must be taken away, in MW."""
        return float(self.flows[-1])

    @property
    def hot_duty(self) -> float:
        """Heat that hot streams give, in MW."""
        return sum(stream.duty for stream in self.streams if stream.is_hot)

    @property
    def cold_duty(self) -> float:
        """Heat that cold streams need, in MW."""
        return sum(stream.duty for stream in self.streams if not stream.is_hot)

    @property
    def recovered(self) -> float:
        """Most heat that passes from hot to cold streams, in MW."""
        return max(self.cold_duty - self.hot_utility, 0.0)

    @property
    def pinches(self) -> tuple[float, ...]:
        """Shifted temperatures past which no heat flows, from the top, in degC; ends do not count."""
        inner = self.temperatures[1:-1][self.flows[1:-1] == 0.0]
        return tuple(dict.fromkeys(inner.tolist()))

    @property
    def pinch(self) -> float | None:
        """The highest shifted pinch temperature in degC, or None where there is none."""
        return self.pinches[0] if self.pinches else None

    @property
    def pinch_hot(self) -> float | None:
        """Temperature of hot streams at the pinch in degC, of those that give no own approach."""
        return None if self.pinch is None else self.pinch + self.minimum_approach / 2.0

    @property
    def pinch_cold(self) -> float | None:
        """Temperature of cold streams at the pinch in degC, of those that give no own approach."""
        return None if self.pinch is None else self.pinch - self.minimum_approach / 2.0

    @property
    def is_threshold(self) -> bool:
        """Whether one of the two utilities is not needed at all."""
        return self.hot_utility == 0.0 or self.cold_utility == 0.0

    @property
    def cascade(self) -> pd.DataFrame:
        """Shifted ``temperature`` in degC and ``heat_flow`` down past it in MW, from the top."""
        return pd.DataFrame({"temperature": self.temperatures, "heat_flow": self.flows})

    def composite(self) -> pd.DataFrame:
        """Return both composite curves: ``curve``, ``heat`` in MW and real ``temperature`` in degC.

        Where they lie above each other heat is recovered: the hot curve begins at no heat, the cold one at
        `cold_utility`.
        """
        hot = _curve([one for one in self.streams if one.is_hot], 0.0)
        cold = _curve([one for one in self.streams if not one.is_hot], self.cold_utility)
        return pd.concat([hot.assign(curve="hot"), cold.assign(curve="cold")], ignore_index=True)[
            ["curve", "heat", "temperature"]
        ]

    def grand_composite(self) -> pd.DataFrame:
        """Return the grand composite curve: ``heat`` in MW, shifted ``temperature`` in degC, from the top."""
        return pd.DataFrame({"heat": self.flows, "temperature": self.temperatures})

    @property
    def plot(self) -> PinchPlots:
        """Figures of composite curves."""
        from synergy.present.heat_plots import PinchPlots

        return PinchPlots(self)

    def to_data(self) -> dict[str, Any]:
        """Return all targets as plain data."""
        return {
            "minimum_approach": self.minimum_approach,
            "hot_utility": self.hot_utility,
            "cold_utility": self.cold_utility,
            "recovered": self.recovered,
            "pinch": self.pinch,
            "pinch_hot": self.pinch_hot,
            "pinch_cold": self.pinch_cold,
            "pinches": list(self.pinches),
            "cascade": self.cascade.to_dict("records"),
        }

    def summary(self) -> str:
        """Return the targets in words, a line each."""
        pinch = "none"
        if self.pinch is not None:
            pinch = f"{self.pinch:g} degC (hot streams {self.pinch_hot:g}, cold streams {self.pinch_cold:g})"
        hot, cold = _rounded(self.hot_utility), _rounded(self.cold_utility)
        lines = {
            "streams": f"{len(self.streams)}, least temperature difference {self.minimum_approach:g} K",
            "hot utility": f"{hot} MW of {_rounded(self.cold_duty)} MW that cold streams need",
            "cold utility": f"{cold} MW of {_rounded(self.hot_duty)} MW that hot streams give",
            "recovered": f"{_rounded(self.recovered)} MW",
            "pinch": pinch,
        }
        if len(self.pinches) > 1:
            lines["further pinches"] = ", ".join(f"{one:g} degC" for one in self.pinches[1:])
        return "\n".join(f"{word:<16}{text}" for word, text in lines.items())

    def __repr__(self) -> str:
        return f"Pinch targets\n{self.summary()}"


def _rounded(megawatts: float) -> str:
    """Return a number with three significant digits, and all digits before the point."""
    decimals = 2 - math.floor(math.log10(abs(megawatts))) if megawatts else 0
    return f"{round(megawatts, max(0, decimals)):.10g}"


def pinch(streams: Iterable[Stream], minimum_approach: float = 10.0) -> PinchTargets:
    """Return the least utilities of a set of streams, and where heat must not be wasted.

    Parameters
    ----------
    streams : iterable of Stream
        At full load.
    minimum_approach : float
        Least temperature difference between what gives and what takes heat, in K. A stream that gives its own
        ``approach`` keeps that as its part, any other half of this.

    Raises
    ------
    ScenarioError
        If there are no streams, or the least difference makes no sense.

    Examples
    --------
    Kemp (2007), Table 2.1, in kW:

    >>> kemp = [
    ...     Stream(supply_temperature=20.0, target_temperature=135.0, heat_capacity_flow=2.0),
    ...     Stream(supply_temperature=170.0, target_temperature=60.0, heat_capacity_flow=3.0),
    ...     Stream(supply_temperature=80.0, target_temperature=140.0, heat_capacity_flow=4.0),
    ...     Stream(supply_temperature=150.0, target_temperature=30.0, heat_capacity_flow=1.5),
    ... ]
    >>> targets = pinch(kemp, minimum_approach=10.0)
    >>> targets.hot_utility, targets.cold_utility, targets.pinch
    (20.0, 60.0, 85.0)
    """
    known = tuple(streams)
    faults = []
    if not known:
        faults.append(Fault("streams", "there are none", fix="give at least one"))
    if not 0.0 <= minimum_approach <= LARGEST_APPROACH:
        found = f"{minimum_approach:g} K must be at least 0 and at most {LARGEST_APPROACH:g}"
        faults.append(Fault("minimum_approach", found, fix="give a temperature difference, e.g. 10"))
    if faults:
        raise ScenarioError(faults)
    spans = [stream.shifted(minimum_approach) for stream in known]
    heat = [stream.duty if stream.is_hot else -stream.duty for stream in known]
    ladder = intervals(spans)
    below = np.concatenate([[0.0], np.cumsum(heat_in(spans, heat, ladder))])
    flows = below - min(float(below.min()), 0.0)
    flows[np.abs(flows) <= NOTHING * max(np.abs(heat))] = 0.0
    return PinchTargets(known, float(minimum_approach), np.concatenate([ladder[:1, 0], ladder[:, 1]]), flows)


def _curve(streams: list[Stream], begins: float) -> pd.DataFrame:
    """Return heat and temperature of a composite curve, from the coldest point."""
    spans = [stream.span for stream in streams]
    ladder = intervals(spans)[::-1]
    heat = heat_in(spans, [stream.duty for stream in streams], ladder)
    below = begins + np.concatenate([[0.0], np.cumsum(heat)])
    temperatures = np.concatenate([ladder[:1, 1], ladder[:, 0]])
    return pd.DataFrame({"heat": below[: len(temperatures)], "temperature": temperatures})
