"""Ways to build a line: diameters, each with a number of booster stations."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from synergy.fluids.compression import energy_to_raise
from synergy.fluids.largest_flow import GROUND, STEEL_ROUGHNESS, largest_flow
from synergy.fluids.properties import Fluid


@dataclass(frozen=True)
class Line:
    """Pressures along a line.

    Booster stations cut it into equal sections; each section begins at the inlet pressure and ends at the
    outlet pressure, and each station brings the fluid back from one to the other.

    Parameters
    ----------
    fluid : Fluid
    length : float
        km.
    supply, inlet, outlet : float
        Pressure at which the fluid arrives, at which it enters, and at which sections end, bar absolute.
    roughness : float
        mm.
    temperature : float
        degC.
    velocity_max : float, optional
        m/s.
    """

    fluid: Fluid
    length: float
    supply: float
    inlet: float
    outlet: float
    roughness: float = STEEL_ROUGHNESS
    temperature: float = GROUND
    velocity_max: float | None = None

    def flow(self, inner_diameter: float, boosters: int = 0) -> float:
        """Return the largest flow in t/h of an inner diameter in mm.

        Examples
        --------
        >>> from synergy.fluids.properties import FLUIDS
        >>> line = Line(FLUIDS["co2-dense"], 180.0, 1.1, 140.0, 80.0)
        >>> [round(line.flow(300.0, boosters)) for boosters in (0, 1)]
        [313, 445]
        """
        return largest_flow(
            self.fluid,
            inner_diameter,
            self.length / (1 + boosters),
            self.inlet,
            self.outlet,
            roughness=self.roughness,
            temperature=self.temperature,
            velocity_max=self.velocity_max,
        )

    @property
    def energy_at_inlet(self) -> float:
        """MWh to bring a tonne from the supply to the inlet pressure."""
        return energy_to_raise(self.fluid, self.supply, self.inlet)

    @property
    def energy_at_booster(self) -> float:
        """MWh to bring a tonne from the outlet back to the inlet pressure."""
        return energy_to_raise(self.fluid, self.outlet, self.inlet)


@dataclass(frozen=True)
class Way:
    """A diameter with a number of booster stations.

    Parameters
    ----------
    name : str
    boosters : int
    flow : float
        Largest flow, t/h.
    energy : float
        At the inlet and at all boosters together, MWh/t.
    capital : float
        Money.
    """

    name: str
    boosters: int
    flow: float
    energy: float
    capital: float


def ways_of(
    line: Line,
    diameters: Iterable[tuple[str, float, float]],
    boosters_max: int = 0,
    capex_booster: float = 0.0,
    capex_drive: float = 0.0,
    flow_max: float = float("inf"),
    flow_costs: bool = False,
) -> tuple[Way, ...]:
    """Return the ways to build a line that may be best, from the smallest flow to the largest.

    A way is left out if another one carries as much, costs no more and takes no more energy.

    Parameters
    ----------
    line : Line
    diameters : iterable of (str, float, float)
        Name, inner diameter in mm, and capital of the pipe over its whole length in money.
    boosters_max : int
        Most booster stations.
    capex_booster : float
        Money for each booster station.
    capex_drive : float
        Money per MW of drives, at the inlet and in boosters.
    flow_max : float
        More than this is of no use, t/h.
    flow_costs : bool
        Whether a larger flow is a burden by itself: only ways of the same flow are then compared.

    Examples
    --------
    >>> from synergy.fluids.properties import FLUIDS
    >>> line = Line(FLUIDS["hydrogen"], 100.0, 30.0, 70.0, 40.0)
    >>> ways = ways_of(line, [("DN300", 300.0, 6e7), ("DN500", 500.0, 9e7)], 1, 5e6, 2e6)
    >>> [(way.name, round(way.flow)) for way in ways]
    [('DN300', 21), ('DN300 + 1', 30), ('DN500', 80), ('DN500 + 1', 94)]
    """
    found = []
    for name, inner_diameter, capital in diameters:
        for boosters in range(boosters_max + 1):
            flow = min(line.flow(inner_diameter, boosters), flow_max)
            at_boosters = boosters * line.energy_at_booster
            energy = line.energy_at_inlet + at_boosters
            drives = energy * flow
            cost = capital + boosters * capex_booster + drives * capex_drive
            found.append(Way(f"{name} + {boosters}" if boosters else name, boosters, flow, energy, cost))
    best = [way for number, way in enumerate(found) if not _dominated(number, found, flow_costs)]
    return tuple(sorted(best, key=lambda way: (way.flow, way.capital)))


def _dominated(number: int, ways: Sequence[Way], flow_costs: bool) -> bool:
    """Return whether another way is as good in all respects; of equal ones the first stays."""
    one = ways[number]

    def as_good(other: Way) -> bool:
        enough = other.flow == one.flow if flow_costs else other.flow >= one.flow
        return enough and other.capital <= one.capital and other.energy <= one.energy

    def same(other: Way) -> bool:
        return (other.flow, other.capital, other.energy) == (one.flow, one.capital, one.energy)

    others = [other for rank, other in enumerate(ways) if rank < number or not same(other)]
    return any(as_good(other) for other in others)
