"""Heat pipe: carries steam or hot water between two sites and cools on the way."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, Self

import numpy as np
from pydantic import Field, PrivateAttr

from synergy.assets.transport import Diameter, Segment, Transport
from synergy.cluster.activity import Activity, Surroundings
from synergy.cluster.asset import Port, SeriesReader, SizeOption
from synergy.cluster.carrier import ABSOLUTE_ZERO, Carrier
from synergy.errors import Fault
from synergy.formulation.affine import Affine, total
from synergy.record import Record, quantity
from synergy.time.series import FloatArray

if TYPE_CHECKING:
    from synergy.cluster.cluster import Cluster
    from synergy.formulation.asset_formulation import AssetFormulation
    from synergy.plan.asset_audit import AssetAudit

WATER = 4.1
"""Heat that warms a m3 of water by a K, in MJ: 4.15 at 40 and 4.06 at 90 degC (IAPWS-IF97)."""
HEAT_LOSS = "heat_loss"
"""Quantity of a vintage that stands for the heat that its pipes lose."""


class HeatDiameter(Diameter):
    """A standard size of a pair of pipes, supply and return."""

    capacity: float = quantity(
        "{flow}", "most that it carries; 0: found from velocity_max", default=0.0, ge=0
    )
    inner_diameter: float = quantity("mm", "inner diameter of each pipe", default=0.0, ge=0, le=5000)
    heat_loss: float | None = quantity(
        "W/m/K", "heat that both pipes lose; default: heat_loss_coefficient", default=None, ge=0, le=1000
    )


class HeatPipe(Transport):
    r"""A steam or hot-water main: loses a share of what flows, and heat through its wall all the time.

    .. math::

        q^{start}_t = -f_t, \qquad q^{end}_t = \kappa f_t - \sigma L K - Q \ge 0, \qquad \kappa = (1 -
        \lambda)^L, \qquad f_t \le K

        Q = 10^{-3} L \left(\tfrac{1}{2} (T_s + T_r) - T_g\right) \sum_k U_k n_k, \qquad
        K_k = \rho c \, (T_s - T_r) \, v \, \tfrac{\pi}{4} d_k^2

    ====================  ===================================================  ========
    symbol                field or variable                                    unit
    ====================  ===================================================  ========
    :math:`f`             ``forward``: heat entering at its start              MW
    :math:`K`             ``capacity`` in service                              MW
    :math:`\lambda`       ``loss_per_km``                                      1/km
    :math:`\sigma`        ``standing_loss_per_km``                             1/km
    :math:`L`             length of the corridor times its terrain factor      km
    :math:`U_k`           heat loss of one of ``diameters``; of others         W/m/K
                          ``heat_loss_coefficient``
    :math:`n_k`           1 for a pair of pipes that is there                  1
    :math:`T_s, T_r`      temperature, return temperature of its carrier       degC
    :math:`T_g`           ``ground_temperature``                               degC
    :math:`K_k`           capacity of a diameter that gives none               MW
    :math:`v, d_k`        ``velocity_max``, inner diameter of ``diameters``    m/s, m
    :math:`\rho c`        4.1, of water                                        MJ/m3/K
    ====================  ===================================================  ========

    Losses through the wall hardly depend on the flow. With a supply and a return temperature they follow from
    these and from the ground, pipe by pipe; otherwise, as of steam, whose condensate is left out, from a
    standing loss as a share of capacity. The share of the flow is what planning handbooks quote. Of what
    stands already the loss falls with what is closed early. Heat flows one way, and at its end has the
    temperature of its carrier. Pumps stand at its start.

    Examples
    --------
    >>> HeatPipe(id="main", corridor="a-b", carrier="steam", capacity_max=30.0, loss_per_km=0.5).kept(2.0)
    0.25
    """

    nested_records: ClassVar[Mapping[str, type[Record]]] = {"segments": Segment, "diameters": HeatDiameter}

    standing_loss_per_km: float = quantity(
        "1/km", "share of capacity lost over a km, always", default=0.0, ge=0, le=0.5
    )
    diameters: tuple[HeatDiameter, ...] = Field(
        default=(), description="standard sizes to choose from, instead of any size"
    )
    heat_loss_coefficient: float = quantity(
        "W/m/K",
        "heat that supply and return pipe lose, of what stands already and of diameters that give none",
        default=0.0,
        ge=0,
        le=1000,
    )
    ground_temperature: float = quantity(
        "degC", "temperature around the pipes", default=10.0, gt=ABSOLUTE_ZERO, le=100
    )
    velocity_max: float = quantity(
        "m/s", "velocity from which the capacity of a diameter is found", default=0.0, ge=0, le=20
    )
    pumping_carrier: str = Field(default="power", description="what drives the pumps")
    pumping_per_km: float = quantity(
        "MWh/{quantity}/km", "energy to move a unit over a km", default=0.0, ge=0, le=1
    )
    _temperatures: tuple[float, float] | None = PrivateAttr(default=None)
    """Of supply and return, as the carrier has them; known in a cluster."""

    def among(self, carriers: Mapping[str, Carrier]) -> Self:
        """Return the pipe that knows the temperatures of what flows in it."""
        carrier = carriers.get(self.carrier)
        known = None if carrier is None else (carrier.temperature, carrier.return_temperature)
        pair = None if known is None or known[0] is None or known[1] is None else (known[0], known[1])
        if pair == self._temperatures:
            return self
        placed = self.model_copy()
        placed._temperatures = pair
        return placed

    def __eq__(self, other: object) -> bool:
        """Return whether both are written the same, whichever clusters they are in."""
        return isinstance(other, HeatPipe) and self.to_data() == other.to_data()

    @property
    def cools(self) -> bool:
        """Whether its losses follow from temperatures."""
        return self.heat_loss_coefficient > 0 or any(d.heat_loss for d in self.diameters)

    @property
    def sized_diameters(self) -> tuple[HeatDiameter, ...]:
        """The diameters that may be built, each with its capacity in MW."""
        supply, back = self._temperatures or (0.0, 0.0)
        flux = WATER * (supply - back) * self.velocity_max * math.pi / 4
        sized = [
            d if d.capacity else d.model_copy(update={"capacity": flux * (d.inner_diameter / 1e3) ** 2})
            for d in self.diameters
        ]
        most = self.capacity_max or math.inf
        return tuple(d for d in sized if 0 < d.capacity <= most)

    def size_options(self, length: float) -> tuple[SizeOption, ...]:
        """Return the ways to build it; diameters with the capacity that follows from their velocity."""
        if all(d.capacity for d in self.diameters):
            return super().size_options(length)
        sized = self.model_copy(update={"diameters": self.sized_diameters})
        return super(HeatPipe, sized).size_options(length) if sized.diameters else ()

    def heat_loss_of(self, coefficient: float | None, length: float) -> float:
        """Return what a pair of pipes loses over a length in km, in MW.

        Parameters
        ----------
        coefficient : float, optional
            W/m/K of both pipes; that of the main where none is given.
        length : float
        """
        supply, back = self._temperatures or (self.ground_temperature, self.ground_temperature)
        warmer = max((supply + back) / 2 - self.ground_temperature, 0.0)
        per_km = self.heat_loss_coefficient if coefficient is None else coefficient
        return 1e-3 * per_km * warmer * length

    def loss_shares(self, length: float) -> tuple[float, tuple[float, ...]]:
        """Return what is lost per MW of what stands already, and per MW of each diameter."""
        standing = self.heat_loss_of(None, length) / self.standing if self.standing else 0.0
        return standing, tuple(
            self.heat_loss_of(d.heat_loss, length) / d.capacity for d in self.sized_diameters
        )

    def ports(self, ends: tuple[str, ...]) -> tuple[Port, ...]:
        """Return the hubs at its two ends, and that which drives its pumps."""
        flow = super().ports(ends)
        if not self.pumping_per_km:
            return flow
        return (*flow, Port(ends[0], self.pumping_carrier, gives=False, takes=True))

    def activities(self, around: Surroundings) -> tuple[Activity, ...]:
        """Return the flow, and the standing loss; a main that is too large may pay where waste does.

        A larger diameter may also pay because it is better insulated, so that with losses of their own none
        is left out for its size.
        """
        flow = super().activities(around)[0]
        if self.pumping_per_km:
            pumps = (around.ends[0], self.pumping_carrier)
            effort = self.pumping_per_km * around.length
            flow = replace(flow, flows={**flow.flows, pumps: flow.flows.get(pumps, 0.0) - effort})
        standing = self.standing_loss_per_km * around.length
        most = standing * self.largest_capacity()
        if self.cools:
            shares = self.loss_shares(around.length)
            most += max((shares[0], *shares[1])) * self.largest_capacity()
        if most == 0:
            return (flow,)
        lost = Activity({(around.ends[1], self.carrier): -1.0}, most)
        uncut = self.cools or self.carrier in around.worthless
        return (replace(flow, size="") if uncut else flow, lost)

    def check(self, cluster: Cluster) -> Iterable[Fault]:
        """Yield faults of both ways, of losing everything, and of losses that nothing says."""
        yield from super().check(cluster)
        if self.two_way:
            yield Fault("two_way", "true", "a heat main has a hot and a cold end", "describe two heat pipes")
        length = cluster.length_of(self)
        if self.standing_loss_per_km * length >= 1:
            yield Fault(
                "standing_loss_per_km", f"loses all over {length:.3g} km", fix="check loss and length"
            )
        yield from self._check_sizes()
        if self.cools:
            yield from self._check_losses(length)

    def _check_sizes(self) -> Iterable[Fault]:
        """Yield a fault for each diameter whose capacity can not be found."""
        for number, diameter in enumerate(self.diameters):
            if diameter.capacity:
                continue
            missing = [] if diameter.inner_diameter else ["inner_diameter"]
            missing += [] if self.velocity_max else ["velocity_max of the heat pipe"]
            supply, back = self._temperatures or (0.0, 0.0)
            missing += (
                [] if supply > back else [f"temperature and a lower return_temperature of '{self.carrier}'"]
            )
            if missing:
                fix = f"give capacity, or {' and '.join(missing)}"
                yield Fault(f"diameters.{number}.capacity", "missing, and can not be found", fix=fix)

    def _check_losses(self, length: float) -> Iterable[Fault]:
        """Yield faults of losses that follow from temperatures."""
        field = "heat_loss_coefficient" if self.heat_loss_coefficient else "diameters"
        if self._temperatures is None:
            found = f"'{self.carrier}' has no temperature and return_temperature"
            fix = "give both, or standing_loss_per_km instead"
            yield Fault(field, found, "its losses follow from them", fix)
        if self.standing_loss_per_km:
            yield Fault("standing_loss_per_km", f"and {field} tell of the same loss", fix="give one of them")
        if self.buildable and not self.diameters:
            fix = "give diameters with their heat_loss, or standing_loss_per_km instead"
            yield Fault(field, "is that of one pair of pipes, but any size may be built", fix=fix)
        standing, built = self.loss_shares(length)
        if max((standing, *built)) >= 1:
            yield Fault(field, f"loses all over {length:.3g} km", fix="check losses and length")

    def check_values(self, cluster: Cluster, values: SeriesReader) -> Iterable[Fault]:
        """Yield a warning where the ground is warmer than the pipes."""
        if not self.cools or self._temperatures is None:
            return
        mean = sum(self._temperatures) / 2
        if self.ground_temperature > mean:
            found = f"{self.ground_temperature:g} degC is above {mean:g}, the mean of supply and return"
            why, fix = "no loss is counted", "check it and the carrier's temperatures"
            yield Fault("ground_temperature", found, why, fix, warning=True)

    def formulate(self, f: AssetFormulation) -> None:
        """State the flow, the standing loss taken from what arrives, and what the pumps take."""
        forward, _, capacity = self.formulate_flow(f)
        standing = self.standing_loss_per_km * f.length
        if standing > 0 or self.cools:
            lost = f.while_in_service(self._heat_lost(f, capacity) if self.cools else capacity * standing)
            f.constraint("arrives_warm", forward * self.kept(f.length) >= lost)
            f.inject(f.over_time(lost * -1.0), self.carrier, f.ends[1])
            f.lose(self.carrier, lost)
        if self.pumping_per_km:
            f.inject(forward * (-self.pumping_per_km * f.length), self.pumping_carrier)

    def _heat_lost(self, f: AssetFormulation, capacity: Affine) -> Affine:
        """Return what all pairs of pipes lose, in MW by year."""
        standing, shares = self.loss_shares(f.length)
        sizes = [f.results[name].expression for name in self._size_names()]
        new = total([size * share for size, share in zip(sizes, shares, strict=True)], (f.frame.year,))
        old = (capacity - total(sizes, (f.frame.year,)) - f.inherited("capacity")) * standing
        f.remember(HEAT_LOSS, new, self)
        return new + old + f.inherited(HEAT_LOSS)

    def _size_names(self) -> list[str]:
        """Return the names of the results that say what is built of each diameter."""
        count = len(self.sized_diameters)
        return [f"size_{number + 1}" if count > 1 else "size" for number in range(count)]

    def audit(self, a: AssetAudit) -> None:
        """Recompute flow, standing loss and pumping."""
        arrives = (1.0 - self.loss_per_km) ** a.length
        forward, _, capacity = self.audit_flow(a, arrives)
        lost = capacity * self.standing_loss_per_km * a.length
        if self.cools:
            lost = lost + self._audit_heat_lost(a, capacity)
        lost = a.while_in_service(lost)
        a.at_most("what arrives covers the standing loss", lost, forward * arrives)
        a.inject(-lost, self.carrier, a.ends[1])
        a.lose(self.carrier, lost)
        if self.pumping_per_km:
            a.inject(-forward * a.length * self.pumping_per_km, self.pumping_carrier)

    def _audit_heat_lost(self, a: AssetAudit, capacity: FloatArray) -> FloatArray:
        """Recompute what all pairs of pipes lose: so many W/m per K that they are warmer than the ground."""
        supply, back = self._temperatures or (0.0, 0.0)
        warmer = max(0.5 * supply + 0.5 * back - self.ground_temperature, 0.0)
        new, sizes = 0.0, 0.0
        for diameter, name in zip(self.sized_diameters, self._size_names(), strict=True):
            size = float(a.result(name).sum())
            coefficient = self.heat_loss_coefficient if diameter.heat_loss is None else diameter.heat_loss
            new += round(size / diameter.capacity) * coefficient * warmer * a.length / 1e3
            sizes += size
        a.remember(HEAT_LOSS, np.array([new]), self)
        older = float(a.inherited(HEAT_LOSS).sum())
        left = (capacity - sizes - float(a.inherited("capacity").sum())) / (self.standing or math.inf)
        return np.asarray(left * self.heat_loss_coefficient * warmer * a.length / 1e3 + new + older)
