"""Matching: consumption that must be covered by some supply in every hour, month or year."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Self

from pydantic import Field

from synergy.cluster.asset import Asset
from synergy.cluster.check import unknown
from synergy.cluster.selection import (
    Selection,
    gives_only,
    nothing_counts,
    takes_only,
    unknown_assets,
    unused_tags,
)
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


class Matching(Selection):
    r"""Asks that some suppliers give as much of a carrier as some consumers take, in each stretch of time.

    .. math::

        \sum_{t \in \tau} w_t \sum_{a \in S} q_{a t} \ge
        \sigma \sum_{t \in \tau} w_t \sum_{a \in D} x_{a t} \quad \text{for each stretch of time } \tau

    =================  =======================================================  =========
    symbol             field or variable                                        unit
    =================  =======================================================  =========
    :math:`q`          what a supplier gives of the ``carrier``                 MW or t/h
    :math:`S`          ``suppliers`` by id, and all with ``supplier_tags``
    :math:`x`          what a consumer takes of the ``carrier``                 MW or t/h
    :math:`D`          consumers: ``assets``, ``asset_kinds``, ``tags``
    :math:`\sigma`     ``share`` of the consumption                             1
    :math:`\tau`       ``every``: step, hour, period, month or year
    :math:`w`          hours of the year a step holds                           h/a
    =================  =======================================================  =========

    Renewable hydrogen in the EU's sense (Delegated Regulation (EU) 2023/1184) needs power from renewable
    plants of the same month until the end of 2029, and of the same hour from 2030; a ``quota`` says how
    much of the hydrogen it must be. All that a consumer takes must be matched: hydrogen that need not
    count is best made by a second electrolyser. It is a matter of accounts: the power may be anywhere in
    the cluster, on its way it may be lost or stored, and a battery does not move it to another hour.

    A month is known only where every period stands for itself and they make up the year in order. On
    representative periods ``month`` is refused; ``period`` asks for each period by itself, which is
    stricter than a month where periods are days, and ``hour`` needs steps that divide an hour.

    Examples
    --------
    >>> Matching(id="hourly", carrier="power", tags=["electrolyser"], supplier_tags=["renewable"]).every
    'hour'
    """

    carrier: str = Field(description="what is taken and supplied")
    suppliers: tuple[str, ...] = Field(default=(), description="assets whose supply counts, by id")
    supplier_tags: tuple[str, ...] = Field(
        default=(), description="supply counts from assets with one of these tags"
    )
    share: float = quantity("", "share of the consumption that is matched", default=1.0, gt=0, le=1)
    every: Every = Field(default="hour", description="stretch of time in each of which it must hold")

    @property
    def demands(self) -> bool:
        """Whether there may be no plan for it."""
        return True

    def check(self, cluster: Cluster) -> Iterable[Fault]:
        """Yield faults of names, and of what neither just takes nor just gives."""
        yield from super().check(cluster)
        yield from unknown_assets("suppliers", self.suppliers, cluster)
        yield from unused_tags("supplier_tags", self.supplier_tags, cluster)
        if not self.selects:
            yield Fault("", "means no consumer", fix="give assets, asset_kinds, tags or owner")
        if not self.suppliers and not self.supplier_tags:
            yield Fault("", "means no supplier", fix="give suppliers or supplier_tags")
        if self.carrier not in cluster.carriers:
            yield unknown("carrier", "carrier", self.carrier, cluster.carriers)
            return
        yield from waste_faults(self.carrier, cluster)
        if not self.assets and self.chosen(cluster) and not self.consumers(cluster):
            yield nothing_counts("", f"takes {self.carrier} without giving it")
        for place, names, fits, word in (
            ("assets", self.assets, takes_only, "take"),
            ("suppliers", self.suppliers, gives_only, "give"),
        ):
            for name in names:
                if name in cluster.assets and not fits(cluster.assets[name], self.carrier, cluster):
                    found = f"'{name}' does not just {word} {self.carrier}"
                    yield Fault(place, found, fix=f"name what {word}s it and does not do the reverse")

    def check_in(self, scenario: Scenario) -> Iterable[Fault]:
        """Yield a fault where its stretch of time can not be meant, or supply would count twice."""
        yield from interval_faults(self.every, scenario.time)
        earlier = scenario.policies[: scenario.policies.index(self)]
        own = {asset.id for asset in self.sources(scenario.cluster)}
        for policy in earlier:
            if isinstance(policy, Matching) and policy.carrier == self.carrier:
                both = sorted(own & {asset.id for asset in policy.sources(scenario.cluster)})
                if both:
                    found = f"{', '.join(both)} already counts for '{policy.id}'"
                    fix = "name all consumers in one policy, or share the suppliers out"
                    yield Fault("suppliers", found, "the same supply would count twice", fix)

    def within(self, cluster: Cluster) -> Self | None:
        """Return it with the assets that are there, or None if no consumer is."""
        part = super().within(cluster)
        if part is None:
            return None
        return part.model_copy(
            update={"suppliers": tuple(name for name in self.suppliers if name in cluster.assets)}
        )

    def sources(self, cluster: Cluster) -> list[Asset]:
        """Return the assets whose supply counts."""
        return [
            asset
            for asset in cluster.assets.values()
            if (asset.id in self.suppliers or not set(self.supplier_tags).isdisjoint(asset.tags))
            and gives_only(asset, self.carrier, cluster)
        ]

    def consumers(self, cluster: Cluster) -> list[Asset]:
        """Return the assets whose consumption is matched."""
        return [asset for asset in self.chosen(cluster) if takes_only(asset, self.carrier, cluster)]

    def pushes(self, cluster: Cluster) -> frozenset[str]:
        """Return the carrier, which may be supplied for the match alone."""
        return frozenset({self.carrier})

    def formulate(self, f: PolicyFormulation) -> None:
        """State that supply covers consumption in each stretch of time."""
        supply = total([f.given(asset, self.carrier) for asset in self.sources(f.cluster)], f.frame.time)
        taken = total([f.given(asset, self.carrier) for asset in self.consumers(f.cluster)], f.frame.time)
        balance = supply + taken * self.share  # what is taken is given with a minus sign
        if balance.terms or balance.constant.any():
            state_in_each(f, "matching", balance, self.every)

    def audit(self, a: PolicyAudit) -> None:
        """Recompute supply and consumption in each stretch of time."""
        supply, taken = (
            sums(
                sum((a.given(asset, self.carrier) for asset in assets), a.zeros), self.every, a.scenario.time
            )
            for assets in (self.sources(a.cluster), self.consumers(a.cluster))
        )
        a.at_most("matching", -self.share * taken, supply, least=1.0)
