"""Contract for difference: two-sided, on tonnes of CO2 stored or avoided."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from pydantic import Field

from synergy.cluster.asset import Asset
from synergy.cluster.carrier import SCOPE1
from synergy.cluster.check import unknown
from synergy.cluster.limited import is_limited
from synergy.cluster.selection import gives_only, nothing_counts, takes_only
from synergy.cluster.vintage import SUPPORT
from synergy.errors import Fault
from synergy.policies.priced import Priced, output_faults, waste_faults
from synergy.record import quantity

if TYPE_CHECKING:
    from synergy.cluster.cluster import Cluster
    from synergy.formulation.policy_formulation import PolicyFormulation
    from synergy.plan.policy_audit import PolicyAudit


class ContractForDifference(Priced):
    r"""Pays the strike price less the carbon price for each tonne; where that is negative, it is paid back.

    .. math::

        C_a = -(K - \pi) T_a, \qquad
        T_a = \begin{cases}
            \theta \sum_t w_t x_{a t} & \text{stored: no benchmark} \\
            \beta \sum_t w_t q_{a t} - \sum_{i \in I} E_{a i} & \text{avoided: with a benchmark}
        \end{cases}

    ==============  ======================================================  ==============
    symbol          field or variable                                       unit
    ==============  ======================================================  ==============
    :math:`K`       ``strike``                                              EUR/t
    :math:`\pi`     the price of ``impact`` under ``carbon_price``, or      EUR/t
                    ``price``
    :math:`x`       what an asset takes of the ``carrier`` for good         MW or t/h
    :math:`\theta`  ``content``                                             t/MWh, t/t
    :math:`q`       what an asset gives of the ``carrier``                  MW or t/h
    :math:`\beta`   ``benchmark``: emissions of the reference plant         t/MWh, t/t
    :math:`E`       the asset's own impacts :math:`I`: ``emissions``        t/a
    :math:`w`       hours of the year a step holds                          h/a
    ==============  ======================================================  ==============

    Together with the carbon price the owner sees the strike price, whatever the carbon price is: with a
    strike at the carbon price, nothing changes. Tonnes stored are counted where they are taken for good,
    not where they are captured, so that CO2 that is captured and let go earns nothing. Tonnes avoided
    against a benchmark count with their sign: who emits more than the reference plant owes for it. The same
    form is in use as SDE++ in the Netherlands (there one-sided) and as Klimaschutzvertrag in Germany.

    Examples
    --------
    >>> ContractForDifference(
    ...     id="store", assets=["field"], carrier="co2", strike=140.0, carbon_price="ets"
    ... ).content
    1.0
    """

    strike: float = quantity("EUR/t", "price per t that the contract makes up to", ge=0, le=1e6)
    carrier: str = Field(description="what is stored; with a benchmark, what is made")
    content: float = quantity("t/{quantity}", "CO2 in a unit that is stored", default=1.0, gt=0)
    benchmark: float | None = quantity(
        "t/{quantity}", "emissions of the reference plant for a unit that is made", default=None, ge=0
    )
    emissions: tuple[str, ...] = Field(
        default=(SCOPE1,), description="impacts of the asset that count against the benchmark"
    )

    @property
    def payments(self) -> frozenset[str]:
        """The one category under which it pays."""
        return frozenset({SUPPORT})

    def check(self, cluster: Cluster) -> Iterable[Fault]:
        """Yield faults of names, and of tonnes that can not be counted."""
        yield from super().check(cluster)
        if not self.selects:
            yield Fault("", "means no asset", fix="give assets, asset_kinds, tags or owner")
        for impact in self.emissions:
            if impact not in cluster.impacts:
                yield unknown("emissions", "impact", impact, cluster.impacts)
        if self.carrier not in cluster.carriers:
            yield unknown("carrier", "carrier", self.carrier, cluster.carriers)
            return
        word = "gives" if self.benchmark is not None else "takes"
        for name in self.assets:
            if name in cluster.assets and not self._counts(cluster.assets[name], cluster):
                fix = (
                    "name plants that make it"
                    if word == "gives"
                    else "name what takes it for good: CO2 that is only captured may still be let go"
                )
                found = f"'{name}' is nothing that {word} {self.carrier} and does not do the reverse"
                yield Fault("assets", found, fix=fix)
        if not self.assets and self.chosen(cluster) and not self.parties(cluster):
            yield nothing_counts("", f"{word} {self.carrier} without the reverse")
        if self.benchmark is not None:
            yield from waste_faults(self.carrier, cluster)
        for asset in self.parties(cluster):
            yield from self._asset_faults(asset, cluster)

    def _asset_faults(self, asset: Asset, cluster: Cluster) -> Iterable[Fault]:
        if self.benchmark is None:
            if not is_limited(asset, "takes", self.carrier, cluster):
                found = f"nothing limits what '{asset.id}' takes"
                fix = "mean stores with a capacity, or give it sell_max"
                yield Fault("assets", found, "the contract could earn without end", fix)
            return
        yield from output_faults(asset, self.carrier, cluster)
        for port in cluster.ports[asset.id]:
            released_as = cluster.carriers[port.carrier].released_as
            if port.gives and released_as in self.emissions:
                yield Fault(
                    "assets",
                    f"'{asset.id}' gives {port.carrier}, which its site lets go",
                    f"its {released_as} can not be told from that of others",
                    "contract what is stored (no benchmark), or give its emissions as impacts",
                )

    def _counts(self, asset: Asset, cluster: Cluster) -> bool:
        fits = takes_only if self.benchmark is None else gives_only
        return fits(asset, self.carrier, cluster)

    def parties(self, cluster: Cluster) -> tuple[Asset, ...]:
        """Return the assets whose tonnes count."""
        return tuple(asset for asset in self.chosen(cluster) if self._counts(asset, cluster))

    def pushes(self, cluster: Cluster) -> frozenset[str]:
        """Return the carriers that plants under contract may give for its sake."""
        if self.benchmark is None:
            return frozenset()
        return frozenset(
            port.carrier for asset in self.parties(cluster) for port in cluster.ports[asset.id] if port.gives
        )

    def formulate(self, f: PolicyFormulation) -> None:
        """Credit each owner with the difference of the prices times the tonnes."""
        difference = self.strike - self.price_in(f.scenario)
        for asset in self.parties(f.cluster):
            flow = f.yearly(f.given(asset, self.carrier))
            if self.benchmark is None:
                tonnes = flow * -self.content
            else:
                tonnes = flow * self.benchmark - f.impact_of(asset, self.emissions)
            f.charge_asset(asset, SUPPORT, tonnes * -difference)

    def audit(self, a: PolicyAudit) -> None:
        """Recompute tonnes and payments."""
        difference = self.strike - self.price_in(a.scenario)
        for asset in self.parties(a.cluster):
            flow = a.yearly(a.given(asset, self.carrier))
            if self.benchmark is None:
                tonnes = -flow * self.content
            else:
                tonnes = self.benchmark * flow - a.impact_of(asset, self.emissions)
            a.charge_asset(asset, SUPPORT, -difference * tonnes)
