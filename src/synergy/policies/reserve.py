"""Reserve: capacity that covers the peak even without its largest unit."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
from pydantic import Field

from synergy.cluster.asset import Asset, Investment
from synergy.cluster.check import unknown
from synergy.cluster.selection import Selection
from synergy.errors import Fault, few
from synergy.formulation.affine import Affine, total
from synergy.record import Ratio, described, quantity
from synergy.time.series import FloatArray

if TYPE_CHECKING:
    from synergy.cluster.cluster import Cluster
    from synergy.formulation.policy_formulation import PolicyFormulation
    from synergy.plan.policy_audit import PolicyAudit
    from synergy.scenario import Scenario


class Reserve(Selection):
    r"""Asks for capacity of a carrier that covers the peak and a margin, also with any one unit missing.

    .. math::

        \sum_a c_a K_a - c_u K_u \ge (1 + m) \max_t D_t \quad \text{for each unit } u

    =============  ========================================================  ==========
    symbol         field or variable                                         unit
    =============  ========================================================  ==========
    :math:`K_a`    ``capacity`` in service of an asset                       MW or t/h
    :math:`c_a`    ``credit``: what a unit of capacity gives of the carrier  1
    :math:`m`      ``margin``                                                1
    :math:`D`      ``load``, or all demand for ``carrier`` at ``site``       MW or t/h
    =============  ========================================================  ==========

    Units are the assets that it means: those at the site (or anywhere) that give the carrier, or a choice of
    them. A unit counts with its capacity where that refers to the carrier; another one, or one that is not
    always there, such as wind, counts with the ``credit`` that is given for it. With ``without_largest:
    false`` nothing is taken away: a plain capacity margin. What stands spare may belong to anybody, so this
    is shared backup as well.

    Nothing says that the capacity can bring the carrier to where it is needed, nor that its fuel arrives:
    outages (`synergy.time.outage`) look at all that, at the price of more periods.

    Source: the N-1 criterion and the planning reserve margin of adequacy studies, e.g. R. Billinton, R. N.
    Allan, *Reliability Evaluation of Power Systems*, chapter 2.

    Examples
    --------
    >>> Reserve(id="steam-n-1", carrier="steam", site="mill", margin="10 %").margin
    0.1
    """

    carrier: str = Field(description="what must be covered")
    site: str | None = Field(default=None, description="site at which it is; default: all sites together")
    load: float | None = quantity(
        "{flow}", "flow that must be covered; default: the peak of demand", default=None, ge=0
    )
    margin: float = quantity("", "share of the load on top of it", default=0.0, ge=0, le=1)
    without_largest: bool = Field(
        default=True, description="whether it must hold with any one of the units missing"
    )
    credit: dict[str, Ratio] = described(
        "", "by asset, how much of the carrier counts per unit of its capacity; default: 1", default={}
    )

    @property
    def demands(self) -> bool:
        """Whether there may be no plan for it."""
        return True

    def chosen(self, cluster: Cluster) -> tuple[Asset, ...]:
        """Return the units: what can be built or stands, and gives the carrier there."""
        return tuple(asset for asset in super().chosen(cluster) if self._gives(asset, cluster))

    def _gives(self, asset: Asset, cluster: Cluster) -> bool:
        if not isinstance(asset, Investment):
            return False
        if asset.id in self.credit:
            return True
        return (asset.place == "site" or self.site is not None) and any(
            port.carrier == self.carrier and port.gives and self.site in {None, port.site}
            for port in cluster.ports[asset.id]
        )

    def _needs(self, cluster: Cluster) -> list[Asset]:
        """Return the demands that it covers."""
        return [
            asset
            for asset in cluster.assets.values()
            if not asset.can_fail
            and asset.reference_carrier == self.carrier
            and self.site in {None, *cluster.ends(asset)}
        ]

    def _amount(self, asset: Asset, scenario: Scenario) -> FloatArray:
        """Return what a demand asks for, shape (periods, steps)."""
        return scenario.values_of(getattr(asset, "demand", 0.0))

    def _credit(self, asset: Asset) -> float:
        return self.credit.get(asset.id, 1.0)

    def check(self, cluster: Cluster) -> Iterable[Fault]:
        """Yield faults of names, and of units whose capacity is no flow of the carrier."""
        yield from super().check(cluster)
        if self.carrier not in cluster.carriers:
            yield unknown("carrier", "carrier", self.carrier, cluster.carriers)
            return
        if self.site is not None and self.site not in cluster.sites:
            yield unknown("site", "site", self.site, cluster.sites)
            return
        for key in self.credit:
            if key not in cluster.assets:
                yield unknown("credit", "asset", key, cluster.assets)
        units = self.chosen(cluster)
        meant = {asset.id for asset in units}
        for key in self.credit:
            if key in cluster.assets and key not in meant:
                why = "its credit has no effect"
                yield Fault("credit", f"'{key}' is none of the units", why, "leave it out, or mean it")
        for key in (key for key in self.assets if key in cluster.assets):
            if cluster.assets[key] not in units:
                where = f" at {self.site}" if self.site else ""
                found = f"'{key}' has no capacity that gives {self.carrier}{where}"
                yield Fault("assets", found, fix="name what can be built and gives it, or give its credit")
        for asset in units:
            if asset.reference_carrier != self.carrier and asset.id not in self.credit:
                found = (
                    f"the capacity of '{asset.id}' is one of {asset.reference_carrier}, not {self.carrier}"
                )
                fix = f"say what a unit of it gives: credit: {{{asset.id}: 0.5}}"
                yield Fault("credit", found, "they can not be added", fix)
        if not units:
            yield Fault("", f"nothing that can be built or stands gives {self.carrier}", fix="mean others")

    def beyond_reach(self, cluster: Cluster) -> Iterable[Fault]:
        """Yield a fault where all units, as large as may be, are not enough for the ``load``."""
        units = [asset for asset in self.chosen(cluster) if isinstance(asset, Investment)]
        each = [self._credit(asset) * asset.largest_capacity() for asset in units]
        most = sum(each) - (max(each, default=0.0) if self.without_largest else 0.0)
        needed = (self.load or 0.0) * (1.0 + self.margin)
        if units and needed > most * (1 + 1e-9):
            names = few([asset.id for asset in units])
            found = f"{needed:g} is more than the {most:g} that {names} can cover"
            yield Fault("load", found, "there would be no plan", "ask for less, or give more units")

    def forces(self, cluster: Cluster) -> frozenset[str]:
        """Return the units."""
        return frozenset(asset.id for asset in self.chosen(cluster))

    def within(self, cluster: Cluster) -> Reserve | None:
        """Return it with the units that are there, or None if none is, or nobody needs the carrier."""
        kept = tuple(name for name in self.assets if name in cluster.assets)
        credit = {name: share for name, share in self.credit.items() if name in cluster.assets}
        if (self.assets and not kept) or self.carrier not in cluster.carriers:
            return None
        if self.site is not None and self.site not in cluster.sites:
            return None
        part = self.model_copy(update={"assets": kept, "credit": credit})
        return part if part.chosen(cluster) else None

    def formulate(self, f: PolicyFormulation) -> None:
        """State, for each unit, that the others are enough."""
        years = (f.frame.year,)
        units = {asset.id: f.in_service(asset) * self._credit(asset) for asset in self.chosen(f.cluster)}
        everything = total(list(units.values()), years)
        least = self._least(f)
        missing = units if self.without_largest else {"": Affine.of(0.0)}
        for key, lost in missing.items():
            name = f"without_{key}" if key else "reserve"
            f.constraint(name, everything - lost >= least)

    def _least(self, f: PolicyFormulation) -> Affine:
        """Return what must be covered: a number, or by step where who takes part is not known."""
        if self.load is not None:
            return Affine.of(self.load * (1.0 + self.margin))
        steps = (f.frame.period, f.frame.step)
        parts = [
            f.only_with(asset, Affine.data(self._amount(asset, f.scenario), steps))
            for asset in self._needs(f.cluster)
        ]
        needed = total(parts, steps)
        if needed.is_constant:
            needed = Affine.of(float(np.max(needed.constant, initial=0.0)))
        return needed * (1.0 + self.margin)

    def audit(self, a: PolicyAudit) -> None:
        """Add up the capacities without the largest."""
        units = [self._credit(asset) * float(a.in_service(asset).sum()) for asset in self.chosen(a.cluster)]
        lost = max(units, default=0.0) if self.without_largest else 0.0
        load = self.load
        if load is None:
            amounts = [self._amount(asset, a.scenario) for asset in self._needs(a.cluster)]
            load = float(np.max(sum(amounts, np.zeros(a.scenario.time.shape)), initial=0.0))
        a.at_most("reserve", load * (1.0 + self.margin), sum(units) - lost, least=1.0)
