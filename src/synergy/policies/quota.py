"""Quota: the least share of a carrier's supply that must come from some assets."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from pydantic import Field

from synergy.cluster.asset import Asset
from synergy.cluster.check import unknown
from synergy.cluster.selection import Selection, gives_only, nothing_counts
from synergy.errors import Fault
from synergy.formulation.affine import total
from synergy.policies.intervals import Every, interval_faults, state_in_each, sums
from synergy.policies.priced import waste_faults
from synergy.record import quantity

if TYPE_CHECKING:
    from synergy.cluster.cluster import Cluster
    from synergy.formulation.policy_formulation import PolicyFormulation
    from synergy.plan.policy_audit import PolicyAudit
    from synergy.scenario import Scenario


class Quota(Selection):
    r"""Asks that some assets give at least a share of all that is supplied of a carrier.

    .. math::

        \sum_{t \in \tau} w_t \sum_{a \in Q} q_{a t} \ge
        \sigma \sum_{t \in \tau} w_t \sum_{a} q_{a t} \quad \text{for each stretch of time } \tau

    =================  =======================================================  =========
    symbol             field or variable                                        unit
    =================  =======================================================  =========
    :math:`q`          what an asset gives of the ``carrier``                   MW or t/h
    :math:`Q`          the assets meant: ``assets``, ``asset_kinds``, ``tags``
    :math:`\sigma`     ``share``                                                1
    :math:`\tau`       ``every``: step, hour, period, month or year
    :math:`w`          hours of the year a step holds                           h/a
    =================  =======================================================  =========

    Supply is what plants and purchases give; stores, pipes and cables hand on what was given and do not
    count. Where power behind the hydrogen must be renewable too, add a ``matching``. On representative
    periods a month is not known, and refused: a period then stands for its like all over the year.

    Examples
    --------
    >>> Quota(id="green", carrier="hydrogen", tags=["electrolyser"], share="42 %").every
    'year'
    """

    carrier: str = Field(description="carrier whose supply it is about")
    share: float = quantity("", "least share of the supply", gt=0, le=1)
    every: Every = Field(default="year", description="stretch of time in each of which it must hold")

    @property
    def demands(self) -> bool:
        """Whether there may be no plan for it."""
        return True

    def check(self, cluster: Cluster) -> Iterable[Fault]:
        """Yield faults of names, and of supply that can not be told."""
        yield from super().check(cluster)
        if not self.selects:
            yield Fault("", "means no asset", fix="give assets, asset_kinds, tags or owner")
        if self.carrier not in cluster.carriers:
            yield unknown("carrier", "carrier", self.carrier, cluster.carriers)
            return
        yield from waste_faults(self.carrier, cluster)
        if not self.assets and self.chosen(cluster) and not self._supply(cluster)[0]:
            yield nothing_counts("", f"gives {self.carrier} without taking it")
        for key, asset in cluster.assets.items():
            ports = [port for port in cluster.ports[key] if port.carrier == self.carrier]
            if asset.place == "site" and any(port.gives and port.takes for port in ports):
                fix = "describe the two as two assets"
                found = f"'{key}' both gives and takes {self.carrier}: its supply can not be told"
                yield Fault("carrier", found, fix=fix)
            elif key in self.assets and not gives_only(asset, self.carrier, cluster):
                yield Fault("assets", f"'{key}' supplies no {self.carrier}", fix="name what does")

    def check_in(self, scenario: Scenario) -> Iterable[Fault]:
        """Yield a fault where its stretch of time can not be meant."""
        yield from interval_faults(self.every, scenario.time)

    def pushes(self, cluster: Cluster) -> frozenset[str]:
        """Return the carrier, which may be supplied for the share alone."""
        return frozenset({self.carrier})

    def _supply(self, cluster: Cluster) -> tuple[list[Asset], list[Asset]]:
        """Return the assets that count, and all suppliers."""
        every = [asset for asset in cluster.assets.values() if gives_only(asset, self.carrier, cluster)]
        meant = {asset.id for asset in self.chosen(cluster)}
        return [asset for asset in every if asset.id in meant], every

    def formulate(self, f: PolicyFormulation) -> None:
        """State the least share in each stretch of time."""
        meant, every = self._supply(f.cluster)
        counted = total([f.given(asset, self.carrier) for asset in meant], f.frame.time)
        supplied = total([f.given(asset, self.carrier) for asset in every], f.frame.time)
        balance = counted - supplied * self.share
        if balance.terms or balance.constant.any():
            state_in_each(f, "quota", balance, self.every)

    def audit(self, a: PolicyAudit) -> None:
        """Recompute supply in each stretch of time."""
        meant, every = (
            sums(
                sum((a.given(asset, self.carrier) for asset in assets), a.zeros), self.every, a.scenario.time
            )
            for assets in self._supply(a.cluster)
        )
        a.at_most("quota", self.share * every, meant, least=1.0)
