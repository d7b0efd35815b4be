"""What grants and loans share: capital that somebody else gives or lends, never more than is invested."""

from __future__ import annotations

from abc import abstractmethod
from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from synergy.cluster.asset import Asset, Investment
from synergy.cluster.selection import Selection
from synergy.cluster.vintage import SUPPORT
from synergy.errors import Fault
from synergy.formulation.affine import Affine, total
from synergy.formulation.ledger import MONEY_SCALE
from synergy.record import quantity

if TYPE_CHECKING:
    from synergy.cluster.cluster import Cluster
    from synergy.formulation.policy_formulation import PolicyFormulation
    from synergy.plan.policy_audit import PolicyAudit
    from synergy.scenario import Scenario


class Funding(Selection):
    """Base of policies that pay for a share of what some assets cost to build."""

    share: float = quantity("", "share of the investment that is paid for", ge=0, le=1)
    ceiling: float | None = quantity(
        "EUR", "most that is paid in a year's investments; default: no ceiling", default=None, ge=0, le=1e13
    )
    programme_ceiling: float | None = quantity(
        "EUR",
        "most that is paid over all years of a pathway, not discounted; default: no ceiling",
        default=None,
        ge=0,
        le=1e13,
    )

    @property
    def payments(self) -> frozenset[str]:
        """The one category under which it pays."""
        return frozenset({SUPPORT})

    @abstractmethod
    def worth(self, asset: Asset, cluster: Cluster) -> float:
        """Return what a unit of capital that is paid for saves the asset's owner a year, 1/a."""

    @property
    @abstractmethod
    def gift(self) -> bool:
        """Whether what is paid need not be paid back."""

    def check(self, cluster: Cluster) -> Iterable[Fault]:
        """Yield faults of names, and of assets in which nothing can be invested."""
        yield from super().check(cluster)
        for name in self.assets:
            if name in cluster.assets and not isinstance(cluster.assets[name], Investment):
                yield Fault("assets", f"'{name}' is nothing that can be built", fix="name what can be built")

    def _crowded(self, scenario: Scenario) -> frozenset[str]:
        """Return the assets for which all that may be paid, by whomever, is more than what they cost."""
        shares: dict[str, float] = defaultdict(float)
        for policy in scenario.policies:
            if isinstance(policy, Funding):
                for asset in policy.chosen(scenario.cluster):
                    shares[asset.id] += policy.share
        return frozenset(key for key, share in shares.items() if share > 1.0)

    @property
    def _ceilings(self) -> list[float]:
        """Limits on what is paid, if any: in the year, and over the whole programme."""
        return [limit for limit in (self.ceiling, self.programme_ceiling) if limit is not None]

    def _fund(self, f: PolicyFormulation) -> None:
        decided: list[Affine] = []
        crowded = self._crowded(f.scenario)
        for asset in self.chosen(f.cluster):
            capital = f.capital([asset])
            if not capital.terms:
                continue
            name = f"granted_{asset.id}"
            granted = capital * self.share
            if self._ceilings or asset.id in crowded:
                most = min(self._ceilings, default=np.inf) * MONEY_SCALE
                paid = f.variable(name, (f.frame.year,), upper=most)
                f.constraint(f"share_{asset.id}", paid <= granted)
                if asset.id in crowded:
                    f.constraint(f"no_more_than_invested_{asset.id}", f.funded(asset) + paid <= capital)
                decided.append(paid)
                granted = paid
            f.report(name, granted / MONEY_SCALE, f.scenario.currency)
            f.fund(asset, granted, self.worth(asset, f.cluster), self.gift, SUPPORT)
        if self.ceiling is not None and decided:
            f.constraint("ceiling", total(decided) <= self.ceiling * MONEY_SCALE)
        if self.programme_ceiling is not None and decided:
            paid_so_far = total(decided) + f.paid_before()
            f.constraint("programme_ceiling", paid_so_far <= self.programme_ceiling * MONEY_SCALE)

    def _audit_funds(self, a: PolicyAudit) -> None:
        everything = np.zeros(1)
        crowded = self._crowded(a.scenario)
        for asset in self.chosen(a.cluster):
            capital, name = a.capital([asset]), f"granted_{asset.id}"
            if not np.any(capital) and not a.reports(name):
                continue
            granted, most = a.result(name), self.share * capital
            a.at_most(f"what {asset.id} gets is at least zero", 0.0, granted)
            a.at_most(f"{asset.id} within its share", granted, most)
            a.at_most(f"no more than is invested in {asset.id}", a.funded(asset) + granted, capital)
            if not self._ceilings and asset.id not in crowded:
                a.at_most(f"{asset.id} gets all of its share", most, granted)
            everything = everything + granted
            a.fund(asset, granted, self.worth(asset, a.cluster), self.gift, SUPPORT)
        if self.ceiling is not None:
            a.at_most("ceiling", everything, self.ceiling)
        if self.programme_ceiling is not None:
            a.at_most("programme ceiling", everything + a.paid_before(), self.programme_ceiling)
