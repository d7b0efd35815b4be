r"""What heat pumps and heat engines share: heat at two temperatures, and the second law between them.

Heat that cools from :math:`T_1` to :math:`T_2` is as good as heat at the mean of Lorenz,

.. math:: \bar T = \frac{T_1 - T_2}{\ln (T_1 / T_2)}

in Kelvin: a reversible machine between two streams has the COP, or the efficiency, of Carnot's between their
two means.

References
----------
H. Lorenz, "Die Ermittlung der Grenzwerte der thermodynamischen Energieumwandlung", Zeitschrift für die
gesammte Kälte-Industrie 2 (1895). C. Arpagaus et al., "High temperature heat pumps: market overview, state of
the art, research status, refrigerants, and application potentials", Energy 152 (2018): 0.4 to 0.6 of Carnot's
COP.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from synergy.cluster.asset import Investment, SeriesReader, SiteAsset
from synergy.cluster.carrier import ABSOLUTE_ZERO, Carrier
from synergy.errors import Fault
from synergy.record import described, quantity
from synergy.time.series import FloatArray, Series

if TYPE_CHECKING:
    from synergy.cluster.cluster import Cluster

HOTTEST = 3000.0
"""In degC."""
ROUNDING = 1e-9
"""Relative difference up to which a figure is that of Carnot."""


def mean_kelvin(temperature: FloatArray, return_temperature: float | None = None) -> FloatArray:
    """Return the mean temperature of heat that cools, or warms, over a range.

    Parameters
    ----------
    temperature : array
        In degC, hot end.
    return_temperature : float, optional
        In degC, cold end; the same as the hot end if not given.

    Examples
    --------
    >>> mean_kelvin(np.array([90.0]), 50.0).round(2)
    array([342.76])
    """
    hot = np.asarray(temperature, dtype=np.float64) - ABSOLUTE_ZERO
    if return_temperature is None:
        return hot
    cold = return_temperature - ABSOLUTE_ZERO
    ratio = hot / cold
    same = np.isclose(ratio, 1.0, atol=1e-12)
    return np.where(same, hot, (hot - cold) / np.where(same, 1.0, np.log(ratio)))


class HeatMachine(SiteAsset, Investment):
    """Base of heat pumps and heat engines: two temperatures, and how close to reversible it works."""

    series_ranges: ClassVar[Mapping[str, tuple[float, float]]] = {
        "availability": (0.0, 1.0),
        "source_temperature": (ABSOLUTE_ZERO + 1.0, HOTTEST),
        "sink_temperature": (ABSOLUTE_ZERO + 1.0, HOTTEST),
    }

    source_temperature: Series | None = described(
        "degC", "temperature of the source, where it is not that of a carrier", default=None
    )
    sink_temperature: Series | None = described(
        "degC", "temperature of the sink, where it is not that of a carrier", default=None
    )
    source_approach: float = quantity(
        "K", "how much colder than its source it takes heat", default=0.0, ge=0, le=200
    )
    sink_approach: float = quantity(
        "K", "how much warmer than its sink it gives heat", default=0.0, ge=0, le=200
    )
    efficiency: float = quantity(
        "", "share of what a reversible machine between its two temperatures does", default=0.5, gt=0, le=1
    )
    availability: Series = described("", "share of capacity that is available", default=1.0)

    def given_temperature(self, side: str) -> Series | None:
        """Return the temperature stated for the ``"source"`` or the ``"sink"``."""
        return self.source_temperature if side == "source" else self.sink_temperature

    def carrier_of(self, side: str) -> str | None:
        """Return the carrier of the ``"source"`` or the ``"sink"``."""
        carrier = getattr(self, side)
        return carrier if isinstance(carrier, str) else None

    def knows(self, side: str, carriers: Mapping[str, Carrier]) -> bool:
        """Return whether the temperature of a side is known."""
        carrier = self.carrier_of(side)
        stated = self.given_temperature(side) is not None
        return stated or (carrier is not None and carriers[carrier].temperature is not None)

    def hot_end(self, side: str, carriers: Mapping[str, Carrier], values: SeriesReader) -> FloatArray:
        """Return the temperature of a side that is known, in degC, shape (periods, steps)."""
        stated = self.given_temperature(side)
        carrier = self.carrier_of(side)
        if stated is None and carrier is not None:
            stated = carriers[carrier].temperature
        return values(0.0 if stated is None else stated)

    def kelvin(self, side: str, carriers: Mapping[str, Carrier], values: SeriesReader) -> FloatArray:
        """Return the mean temperature of a side, in K, shape (periods, steps)."""
        own = self.given_temperature(side) is not None
        carrier = None if own else self.carrier_of(side)
        back = None if carrier is None else carriers[carrier].return_temperature
        return mean_kelvin(self.hot_end(side, carriers, values), back)

    def temperature_faults(self, cluster: Cluster) -> Iterable[Fault]:
        """Yield a fault for each side of which no temperature is known."""
        for side in ("source", "sink"):
            if not self.knows(side, cluster.carriers):
                carrier = self.carrier_of(side)
                fix = f"give {side}_temperature"
                if carrier is not None:
                    fix += f", or carriers.{carrier}.temperature"
                yield Fault(f"{side}_temperature", "missing", "the second law needs both temperatures", fix)

    def conflicts(self, cluster: Cluster, values: SeriesReader) -> Iterable[Fault]:
        """Yield a warning for each side whose carrier could not be at the temperature that is stated."""
        for side, sign, verb in (("source", 1.0, "take"), ("sink", -1.0, "give")):
            stated, name = self.given_temperature(side), self.carrier_of(side)
            carrier = None if name is None else cluster.carriers[name]
            if stated is None or carrier is None or carrier.temperature is None:
                continue
            own = self.kelvin(side, cluster.carriers, values)
            mean = mean_kelvin(values(carrier.temperature), carrier.return_temperature)
            if np.any(sign * (own - mean) > ROUNDING * mean):
                found = f"{in_celsius(own)}, where {name} has {in_celsius(mean)}"
                if carrier.return_temperature is not None:
                    found += " in the mean"
                why = f"to {verb} heat there would be work for nothing"
                fix = f"leave it out, or correct carriers.{name}.temperature"
                yield Fault(f"{side}_temperature", found, why, fix, warning=True)

    def energy_faults(self, cluster: Cluster, sides: Iterable[str | None]) -> Iterable[Fault]:
        """Yield faults of carriers that are no energy, or named twice."""
        carriers = [carrier for carrier in sides if carrier is not None]
        for carrier in dict.fromkeys(carriers):
            if cluster.carriers[carrier].unit != "MWh":
                found = f"{carrier} is counted in t"
                yield Fault("", found, "heat and power are energy", "name carriers in MWh")
            if carriers.count(carrier) > 1:
                fix = "name two carriers, each with its temperature"
                yield Fault("", f"takes and gives {carrier}", "nothing would change", fix)


def in_celsius(kelvin: FloatArray) -> str:
    """Return temperatures in words."""
    low, high = float(kelvin.min()) + ABSOLUTE_ZERO, float(kelvin.max()) + ABSOLUTE_ZERO
    return f"{low:.3g} degC" if high - low < 0.05 else f"{low:.3g} to {high:.3g} degC"


def constant_or_array(values: FloatArray) -> float | FloatArray:
    """Return an array that is the same everywhere as a number."""
    first = float(values.flat[0])
    return first if bool(np.all(values == first)) else values
