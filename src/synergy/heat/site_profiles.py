r"""Total-site profiles: what several sites could give to each other over common heat carriers.

Each site first recovers what it can by itself. Of its grand composite curve, the heat flow :math:`H(T)` down
past the shifted temperature :math:`T`, what is left over below the pinch and what is missing above it is,
without the pockets that the site fills by itself,

.. math::

    W(T) = \min_{T' \le T} H(T'), \qquad U(T) = \max_{T' \ge T} \bigl(Q_H - H(T')\bigr)

:math:`W(T)` can be taken away at or above :math:`T`, and :math:`U(T)` must be brought at or above it. Shifted
once more, to the temperatures of carriers, and added up over the sites, they are the source and the sink
profile. Carriers at a few temperature levels join them: sources raise each level as far as they reach, sinks
take the coldest level that is hot enough, and what one level has too much flows down to the next.

References
----------
V. R. Dhole, B. Linnhoff, "Total site targets for fuel, co-generation, emissions, and cooling", Computers &
Chemical Engineering 17 (1993) S101-S109.
J. Klemes et al., "Targeting and design methodology for reduction of fuel, power and CO2 on total sites",
Applied Thermal Engineering 17 (1997) 993-1003.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from synergy.errors import Fault, ScenarioError
from synergy.heat.ladder import Span, heat_in, intervals
from synergy.heat.stream import Stream
from synergy.heat.targets import NOTHING, PinchTargets, pinch
from synergy.time.series import FloatArray

if TYPE_CHECKING:
    from synergy.present.heat_plots import TotalSitePlots

Piece = tuple[Span, float]
"""Heat between two temperatures, in MW."""


@dataclass(frozen=True, eq=False)
class TotalSite:
    """What several sites need at least if they exchange heat over common levels only.

    Parameters
    ----------
    sites : mapping of str to PinchTargets
        Each site by itself.
    sources, sinks : tuple of ((float, float), float)
        Heat left over and heat missing between two temperatures of carriers, in degC and MW.
    levels : DataFrame
        By name of the level, from the hottest: ``temperature`` in degC; ``raised`` by sources and ``used`` by
        sinks, and ``let_down`` to the next level, in MW.
    hot_utility, cold_utility : float
        What must still come from outside and be taken away, in MW.
    """

    sites: Mapping[str, PinchTargets]
    sources: tuple[Piece, ...]
    sinks: tuple[Piece, ...]
    levels: pd.DataFrame
    hot_utility: float
    cold_utility: float

    @property
    def hot_utility_of_sites(self) -> float:
        """What the sites need from outside if they exchange nothing, in MW."""
        return sum(targets.hot_utility for targets in self.sites.values())

    @property
    def cold_utility_of_sites(self) -> float:
        """What must be taken away from the sites if they exchange nothing, in MW."""
        return sum(targets.cold_utility for targets in self.sites.values())

    @property
    def exchanged(self) -> float:
        """What passes between sites, in MW."""
        return self.hot_utility_of_sites - self.hot_utility

    def profiles(self) -> pd.DataFrame:
        """Return both profiles: ``profile``, ``heat`` in MW and ``temperature`` of carriers in degC.

        Heat of sources is negative. A level is raised with what lies above it on the left, and serves what
        lies below it on the right.
        """
        source = _from_the_cold(self.sources).assign(profile="source")
        source["heat"] -= _total(self.sources)
        sink = _from_the_cold(self.sinks).assign(profile="sink")
        return pd.concat([source, sink], ignore_index=True)[["profile", "heat", "temperature"]]

    @property
    def plot(self) -> TotalSitePlots:
        """Figures of the profiles."""
        from synergy.present.heat_plots import TotalSitePlots

        return TotalSitePlots(self)

    def to_data(self) -> dict[str, Any]:
        """Return all targets as plain data."""
        return {
            "hot_utility": self.hot_utility,
            "cold_utility": self.cold_utility,
            "hot_utility_of_sites": self.hot_utility_of_sites,
            "cold_utility_of_sites": self.cold_utility_of_sites,
            "exchanged": self.exchanged,
            "levels": self.levels.reset_index().to_dict("records"),
            "sites": {name: targets.to_data() for name, targets in self.sites.items()},
        }

    def summary(self) -> str:
        """Return the targets in words."""
        hot, cold = self.hot_utility_of_sites, self.cold_utility_of_sites
        lines = [
            f"hot utility     {self.hot_utility:.6g} MW; sites by themselves {hot:.6g} MW",
            f"cold utility    {self.cold_utility:.6g} MW; sites by themselves {cold:.6g} MW",
            f"exchanged       {self.exchanged:.6g} MW",
        ]
        if len(self.levels):
            lines += ["", *(line.rstrip() for line in self.levels.to_string().splitlines())]
        return "\n".join(lines)

    def __repr__(self) -> str:
        return f"Total site of {len(self.sites)} sites\n{self.summary()}"


def total_site(
    sites: Mapping[str, Iterable[Stream]],
    levels: Mapping[str, float],
    minimum_approach: float = 10.0,
) -> TotalSite:
    """Return what several sites could exchange over common heat carriers, and what they then still need.

    Parameters
    ----------
    sites : mapping of str to iterable of Stream
        Streams of each site.
    levels : mapping of str to float
        Temperature of each common carrier in degC, such as steam at 180 and hot water at 90. It is raised and
        used at that temperature.
    minimum_approach : float
        Least temperature difference in K, between streams as well as between streams and carriers.

    Raises
    ------
    ScenarioError
        If a site has no streams.

    Examples
    --------
    >>> def stream(supply, target, load):
    ...     return Stream(supply_temperature=supply, target_temperature=target, load=load)
    >>> both = total_site(
    ...     {"works": [stream(200.0, 150.0, 5.0)], "mill": [stream(40.0, 100.0, 3.0)]}, {"lp": 130.0}
    ... )
    >>> both.hot_utility_of_sites, both.hot_utility, both.cold_utility
    (3.0, 0.0, 2.0)
    """
    if not sites:
        raise ScenarioError([Fault("sites", "there are none", fix="give the streams of at least one")])
    each = {name: pinch(streams, minimum_approach) for name, streams in sites.items()}
    half = minimum_approach / 2.0
    sources = tuple(piece for targets in each.values() for piece in _left_over(targets, -half))
    sinks = tuple(piece for targets in each.values() for piece in _missing(targets, half))
    ordered = dict(sorted(levels.items(), key=lambda level: -level[1]))
    raised_above = [_at_or_above(sources, temperature) for temperature in ordered.values()]
    used_above = [_total(sinks) - _at_or_below(sinks, temperature) for temperature in ordered.values()]
    raised = np.diff(raised_above, prepend=0.0)
    used = np.diff([*used_above, _total(sinks)])
    beyond = used_above[0] if used_above else _total(sinks)  # hotter than every level
    balance = np.concatenate([[0.0], np.cumsum(raised - used)])
    brought = max(0.0, -float(balance.min()))
    let_down = brought + balance
    let_down[np.abs(let_down) <= NOTHING * max(_total(sources), _total(sinks), 1.0)] = 0.0
    table = pd.DataFrame(
        {"temperature": list(ordered.values()), "raised": raised, "used": used, "let_down": let_down[1:]},
        index=pd.Index(list(ordered), name="level"),
        dtype=float,
    )
    colder = _total(sources) - (raised_above[-1] if raised_above else 0.0)
    return TotalSite(each, sources, sinks, table, float(beyond + brought), float(colder + let_down[-1]))


def _left_over(targets: PinchTargets, shift: float) -> list[Piece]:
    """Return the heat that a site can give away, between temperatures of carriers."""
    return _pieces(*_falling(targets.temperatures, targets.flows), shift)


def _missing(targets: PinchTargets, shift: float) -> list[Piece]:
    """Return the heat that a site needs, between temperatures of carriers."""
    return _pieces(*_falling(targets.temperatures[::-1], targets.flows[::-1] - targets.hot_utility), shift)


def _falling(temperatures: FloatArray, flows: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the points of the least of a line's values at each point and after it."""
    at, least = [float(temperatures[-1])], [float(flows[-1])]
    for number in range(len(flows) - 2, -1, -1):
        here, there = (temperatures[number], flows[number]), (temperatures[number + 1], flows[number + 1])
        now = least[-1]
        if here[1] < now:
            if there[1] > now:  # it comes down past the least so far on the way
                share = (there[1] - now) / (there[1] - here[1])
                at.append(float(there[0] + share * (here[0] - there[0])))
                least.append(now)
            least.append(float(here[1]))
        else:
            least.append(now)
        at.append(float(here[0]))
    return np.asarray(at[::-1]), np.asarray(least[::-1])


def _pieces(temperatures: FloatArray, heat: FloatArray, shift: float) -> list[Piece]:
    """Return the heat between neighbouring points where it differs."""
    found: list[Piece] = []
    for number, amount in enumerate(np.abs(np.diff(heat))):
        if amount > NOTHING:
            pair = sorted((float(temperatures[number]) + shift, float(temperatures[number + 1]) + shift))
            found.append(((pair[1], pair[0]), float(amount)))
    return found


def _total(pieces: Iterable[Piece]) -> float:
    return float(sum(heat for _, heat in pieces))


def _at_or_above(pieces: Iterable[Piece], temperature: float) -> float:
    return float(sum(heat * _share_above(span, temperature) for span, heat in pieces))


def _at_or_below(pieces: Iterable[Piece], temperature: float) -> float:
    mirrored = [((-low, -high), heat) for (high, low), heat in pieces]
    return _at_or_above(mirrored, -temperature)


def _share_above(span: Span, temperature: float) -> float:
    high, low = span
    if high == low:
        return 1.0 if high >= temperature else 0.0
    return float(np.clip((high - temperature) / (high - low), 0.0, 1.0))


def _from_the_cold(pieces: tuple[Piece, ...]) -> pd.DataFrame:
    """Return heat and temperature of a profile, added up from its coldest point."""
    spans = [span for span, _ in pieces]
    ladder = intervals(spans)[::-1]
    heat = np.concatenate([[0.0], np.cumsum(heat_in(spans, [amount for _, amount in pieces], ladder))])
    temperatures = np.concatenate([ladder[:1, 1], ladder[:, 0]])
    return pd.DataFrame({"heat": heat[: len(temperatures)], "temperature": temperatures})
