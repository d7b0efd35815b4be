"""Free allocation: allowances that are given, by what is made or in a fixed number."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Self

from pydantic import Field

from synergy.cluster.asset import Asset
from synergy.cluster.check import unknown
from synergy.cluster.selection import gives_only, nothing_counts, unknown_assets
from synergy.errors import Fault
from synergy.formulation.affine import Affine
from synergy.policies.priced import Priced, output_faults, waste_faults
from synergy.record import LARGEST_NUMBER, described, quantity

if TYPE_CHECKING:
    from synergy.cluster.cluster import Cluster
    from synergy.formulation.policy_formulation import PolicyFormulation
    from synergy.plan.policy_audit import PolicyAudit

CATEGORY = "free allocation"


class FreeAllocation(Priced):
    r"""Gives allowances, each worth the carbon price; those not needed can be sold.

    .. math:: A_a = \phi \kappa \Bigl(\beta \sum_t w_t q_{a t} + A^0_a\Bigr), \qquad C_a = -\pi A_a

    ==============  ======================================================  ==============
    symbol          field or variable                                       unit
    ==============  ======================================================  ==============
    :math:`q`       what an asset gives of the ``carrier``                  MW or t/h
    :math:`\beta`   ``benchmark``                                           t/MWh, t/t
    :math:`A^0`     ``amounts``                                             t/a
    :math:`\phi`    ``factor``: what phase-out and corrections leave        1
    :math:`\kappa`  ``cbam_factor``: what the carbon border levy leaves     1
    :math:`\pi`     the price of ``impact`` under ``carbon_price``, or      EUR/t
                    ``price``
    :math:`w`       hours of the year a step holds                          h/a
    ==============  ======================================================  ==============

    By benchmark the allocation follows output, and works like a subsidy of it: closing, or making less,
    loses it. A fixed amount changes what a plan costs and not what is best. Either may exceed what is
    emitted. In the EU's scheme the factors are the product of carbon leakage exposure, the cross-sectoral
    correction and, for goods under the border levy, a CBAM factor that falls to 0 in 2034 (Directive
    2003/87/EC, Article 10a, as amended in 2023); years differ by changing these fields.

    Examples
    --------
    >>> FreeAllocation(
    ...     id="clinker", assets=["kiln"], carrier="clinker", benchmark=0.693, carbon_price="ets"
    ... ).cbam_factor
    1.0
    """

    carrier: str | None = Field(default=None, description="what is made, if allocation goes by it")
    benchmark: float = quantity("t/{quantity}", "allowances for a unit that is made", default=0.0, ge=0)
    amounts: dict[str, Annotated[float, Field(ge=0, le=LARGEST_NUMBER, allow_inf_nan=False)]] = described(
        "{impact}/a", "fixed yearly allowances, by asset", default={}
    )
    factor: float = quantity("", "share that is still given", default=1.0, ge=0, le=1)
    cbam_factor: float = quantity("", "share that a border levy leaves", default=1.0, ge=0, le=1)

    @property
    def payments(self) -> frozenset[str]:
        """The one category under which it pays."""
        return frozenset({CATEGORY})

    def check(self, cluster: Cluster) -> Iterable[Fault]:
        """Yield faults of names, of what has no output that could count, and of rewards without limit."""
        yield from super().check(cluster)
        yield from unknown_assets("amounts", self.amounts, cluster)
        if not self.amounts and (self.carrier is None or not self.benchmark):
            fix = "give amounts, or carrier and benchmark"
            yield Fault("", "gives nothing: neither amounts, nor carrier and benchmark", fix=fix)
        if self.carrier is None:
            return
        if self.carrier not in cluster.carriers:
            yield unknown("carrier", "carrier", self.carrier, cluster.carriers)
            return
        yield from waste_faults(self.carrier, cluster)
        for name in self.assets:
            if name in cluster.assets and not gives_only(cluster.assets[name], self.carrier, cluster):
                found = f"'{name}' does not just give {self.carrier}: it has no output that could count"
                yield Fault("assets", found, fix="name plants that make it")
        if not self.assets and self.benchmark and not self.makers(cluster):
            yield nothing_counts("", f"gives {self.carrier} without taking it")
        for asset in self.makers(cluster):
            yield from output_faults(asset, self.carrier, cluster)

    def makers(self, cluster: Cluster) -> tuple[Asset, ...]:
        """Return the assets whose output counts."""
        carrier = self.carrier
        if carrier is None or not self.benchmark:
            return ()
        return tuple(asset for asset in self.chosen(cluster) if gives_only(asset, carrier, cluster))

    def within(self, cluster: Cluster) -> Self | None:
        """Return it for the assets that are there, or None if there are none."""
        amounts = {name: amount for name, amount in self.amounts.items() if name in cluster.assets}
        names = tuple(name for name in self.assets if name in cluster.assets)
        part = self.model_copy(update={"amounts": amounts, "assets": names})
        if (self.assets and not names) or not part.makers(cluster):
            part = part.model_copy(update={"carrier": None, "benchmark": 0.0})
        return part if amounts or part.benchmark else None

    def pushes(self, cluster: Cluster) -> frozenset[str]:
        """Return the carrier that may be made for the allowances alone."""
        return frozenset({self.carrier} if self.carrier is not None and self.benchmark else ())

    def formulate(self, f: PolicyFormulation) -> None:
        """Credit each asset's owner with the allowances."""
        worth = self.price_in(f.scenario) * self.factor * self.cbam_factor
        for asset in self.makers(f.cluster):
            output = f.yearly(f.given(asset, self.carrier or ""))
            f.charge_asset(asset, CATEGORY, output * (-worth * self.benchmark))
        for name, amount in self.amounts.items():
            f.charge_asset(f.cluster.assets[name], CATEGORY, Affine.of(-worth * amount))

    def audit(self, a: PolicyAudit) -> None:
        """Recompute the allowances and what they are worth."""
        worth = self.price_in(a.scenario) * self.factor * self.cbam_factor
        for asset in self.makers(a.cluster):
            allowances = self.benchmark * a.yearly(a.given(asset, self.carrier or ""))
            a.charge_asset(asset, CATEGORY, -worth * allowances)
        for name, amount in self.amounts.items():
            a.charge_asset(a.cluster.assets[name], CATEGORY, -worth * amount)
