"""Choice: of several assets, such as the routes to a product, only so many may stand at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Self

import numpy as np
from pydantic import Field

from synergy.cluster.asset import Investment
from synergy.cluster.selection import Selection, capacity_faults
from synergy.errors import Fault, few
from synergy.formulation.affine import total
from synergy.record import quantity

if TYPE_CHECKING:
    from synergy.cluster.cluster import Cluster
    from synergy.formulation.policy_formulation import PolicyFormulation
    from synergy.plan.policy_audit import PolicyAudit

GONE = 1e-5
"""Share of the largest capacity, or in MW or t/h, below which an asset is as good as gone."""


class Choice(Selection):
    r"""Lets at most, or exactly, so many of some assets stand at once, such as routes to one product.

    .. math::

        K_a \le \overline{K}_a b_a, \qquad \sum_a b_a \le n, \qquad b_a \in \{0, 1\}

    and, where exactly so many must stand,

    .. math:: \sum_a b_a = n, \qquad K_a \ge \underline{K}_a b_a

    =======================  ==========================================================  ==========
    symbol                   field or variable                                           unit
    =======================  ==========================================================  ==========
    :math:`K_a`              ``capacity`` in service of an asset, new or old             MW or t/h
    :math:`\overline K_a`    the most that it can have, cut to what can be of use        MW or t/h
    :math:`\underline K_a`   its smallest size, or all that stands of it if that is      MW or t/h
                             less or no smallest size is given
    :math:`b_a`              1 if it stands                                              1
    :math:`n`                ``number``                                                  1
    =======================  ==========================================================  ==========

    Each asset counts by itself. What stands already counts until it is closed (``retirable``), converted
    (``retrofit_of`` of another) or at the end of its life, so in a pathway a new route comes in the year in
    which the old one goes.

    Examples
    --------
    >>> Choice(id="iron", assets=["blast-furnace", "direct-reduction"]).number
    1
    """

    number: int = quantity("", "how many may stand at once", default=1, ge=1, le=1000)
    exactly: bool = Field(default=False, description="whether so many must stand, not just may")

    @property
    def demands(self) -> bool:
        """Whether there may be no plan for it."""
        return self.exactly

    def check(self, cluster: Cluster) -> Iterable[Fault]:
        """Yield faults of names, and of numbers that can not be kept."""
        yield from super().check(cluster)
        yield from capacity_faults(self, cluster, added=False)
        meant = self.meant(cluster)
        names = [asset.id for asset in meant]
        if self.exactly and meant and len(meant) < self.number:
            found = f"{self.number} of {few(names)}"
            yield Fault("number", found, "there are not so many", f"ask for {len(meant)} at most")
        converted = {asset.retrofit_of for asset in cluster.assets.values() if isinstance(asset, Investment)}
        fast = [
            asset.id
            for asset in meant
            if asset.standing > 0 and not asset.retirable and asset.id not in converted
        ]
        if len(fast) > self.number:
            found = f"{few(fast)} stand already, and only {self.number} may"
            fix = "write retirable: true for what may be closed, or a larger number"
            yield Fault("number", found, "there would be no plan", fix)
        for asset in meant if self.exactly else ():
            if _least(asset) <= 0:
                found = f"'{asset.id}' has no smallest size"
                why = "whether it stands is not said by a size from 0 on"
                yield Fault("exactly", found, why, f"give assets.{asset.id}.capacity_min")

    def within(self, cluster: Cluster) -> Self | None:
        """Return it, or None where it says nothing because too few of what it means are left."""
        part = super().within(cluster)
        return None if part is None or len(part.meant(cluster)) < self.number else part

    def forces(self, cluster: Cluster) -> frozenset[str]:
        """Return the assets of which so many must stand."""
        return frozenset(asset.id for asset in self.meant(cluster)) if self.exactly else frozenset()

    def meant(self, cluster: Cluster) -> list[Investment]:
        """Return the assets among which is chosen."""
        return [asset for asset in self.chosen(cluster) if isinstance(asset, Investment)]

    def formulate(self, f: PolicyFormulation) -> None:
        """State what stands, and how many."""
        year = (f.frame.year,)
        stands = []
        for asset in self.meant(f.cluster):
            capacity = f.in_service(asset)
            chosen = f.variable(f"stands_{asset.id}", year, upper=1.0, integer=True)
            f.constraint(f"only_if_{asset.id}_stands", capacity <= chosen * f.most_in_service(asset))
            if self.exactly:
                f.constraint(f"if_{asset.id}_stands", capacity >= chosen * _least(asset))
            stands.append(chosen)
        together = total(stands, year)
        f.constraint("choice", together == self.number if self.exactly else together <= self.number)

    def audit(self, a: PolicyAudit) -> None:
        """Count what stands."""
        count = 0.0
        for asset in self.meant(a.cluster):
            chosen = float(a.result(f"stands_{asset.id}").sum())
            capacity = float(a.in_service(asset).sum())
            gone = GONE * max(1.0, asset.largest_capacity())
            a.at_most("stands or not, nothing between", abs(chosen - np.round(chosen)), 0.0, least=1.0)
            a.at_most("stands once", chosen, 1.0, least=1.0)
            a.at_most("in service only if it stands", capacity * (np.round(chosen) == 0), gone)
            if self.exactly and np.round(chosen) > 0:
                a.at_most("at least its smallest size", _least(asset), capacity, least=1.0)
            count += float(capacity > gone)
        a.at_most("number", count, self.number, least=1.0)
        if self.exactly:
            a.at_most("number that must stand", self.number, count, least=1.0)


def _least(asset: Investment) -> float:
    """Return the least capacity with which an asset stands, or 0 if there is none."""
    smallest = asset.capacity_min or asset.unit_size
    return min((size for size in (smallest, asset.standing) if size > 0), default=0.0)
