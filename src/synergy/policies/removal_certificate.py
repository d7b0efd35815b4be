"""Removal certificate: income for biogenic CO2 that is captured and stays stored."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Self, TypeVar

import numpy as np
from pydantic import Field

from synergy.cluster.carrier import REMOVAL, SCOPE1
from synergy.cluster.check import unknown
from synergy.cluster.policy import Policy
from synergy.errors import Fault
from synergy.formulation.affine import total
from synergy.record import quantity

if TYPE_CHECKING:
    from synergy.cluster.cluster import Cluster
    from synergy.formulation.ledger import ImpactEntry
    from synergy.formulation.policy_formulation import PolicyFormulation
    from synergy.plan.asset_audit import AuditedImpact
    from synergy.plan.policy_audit import PolicyAudit

CATEGORY = "removal certificates"
Entry = TypeVar("Entry", "ImpactEntry", "AuditedImpact")


class RemovalCertificate(Policy):
    r"""Pays for each t of removal, up to what is bought, and for no t twice.

    .. math::

        0 \le z_a, \quad \sum_{\text{policies}} z_a \le R_a, \qquad \sum_a z_a \le \overline{Z}, \qquad
        \sum_{\text{policies}} \sum_a z_a \le \sum_a R_a - V, \qquad C_a = -p \, z_a

    ====================  ==================================================  ======
    symbol                field or variable                                   unit
    ====================  ==================================================  ======
    :math:`z`             what each asset is paid for                         t/a
    :math:`R`             its removal: biogenic CO2 captured                  t/a
    :math:`V`             CO2 let go after it was captured, from hubs, pipes  t/a
                          and stores, in the whole cluster
    :math:`p`             ``price``                                           EUR/t
    :math:`\overline Z`   ``volume_max``                                      t/a
    ====================  ==================================================  ======

    Removal is booked where biogenic CO2 is captured. What is let go after that is taken from what can be
    certified, of whatever origin it was: CO2 in a pipe can not be told apart, so this is on the safe side,
    and capturing in order to let go earns nothing. A carbon price on ``removal`` pays besides: describe one
    or the other, unless both are meant. Several certificates, such as two buyers with prices and volumes of
    their own, share the same tonnes.

    Examples
    --------
    >>> RemovalCertificate(id="voluntary", price="150 EUR/t", volume_max="200 kt/a").volume_max
    200000.0
    """

    price: float = quantity("EUR/t", "price of a certificate", ge=0, le=1e6)
    volume_max: float | None = quantity(
        "{impact}/a", "most that is bought in a year; default: all", default=None, ge=0
    )
    owner: str | None = Field(
        default=None, description="owner whose removals are bought; default: everybody's"
    )
    site: str | None = Field(default=None, description="site whose removals are bought; default: everywhere")

    @property
    def payments(self) -> frozenset[str]:
        """The one category under which it pays."""
        return frozenset({CATEGORY})

    def check(self, cluster: Cluster) -> Iterable[Fault]:
        """Yield a fault for each name that is not described."""
        if self.owner is not None and self.owner not in cluster.owners:
            yield unknown("owner", "owner", self.owner, cluster.owners)
        if self.site is not None and self.site not in cluster.sites:
            yield unknown("site", "site", self.site, cluster.sites)

    def within(self, cluster: Cluster) -> Self | None:
        """Return it unless its site is not there."""
        return None if self.site is not None and self.site not in cluster.sites else self

    def pushes(self, cluster: Cluster) -> frozenset[str]:
        """Return the carriers of captured CO2, which may be made for the certificate alone."""
        carriers = cluster.carriers.values()
        return frozenset(carrier.id for carrier in carriers if carrier.released_as == SCOPE1)

    def formulate(self, f: PolicyFormulation) -> None:
        """State what is certified, in thousands of t."""
        years = (f.frame.year,)
        others = [each.id for each in f.scenario.policies if isinstance(each, RemovalCertificate)]
        every = f.impacts([REMOVAL])
        captured = _captured(f.cluster, {entry.asset for entry in every})
        released = [entry.amount for entry in f.impacts([SCOPE1]) if entry.carrier in captured]
        own = []
        for entry in _one_each(f.impacts([REMOVAL], self.site, self.owner)):
            name = f"certified_{entry.asset}"
            paid = f.variable(name, years)
            sold = [f.stated(other, name) * 1e-3 for other in others]
            removed = total([each.amount for each in every if each.asset == entry.asset], years) * -1e-3
            f.constraint(f"no_more_than_removed_{entry.asset}", total([paid, *sold], years) <= removed)
            f.report(name, paid * 1e3, "t")
            f.charge(entry, CATEGORY, paid * (-1e3 * self.price))
            own.append(paid)
        if own and self.volume_max is not None:
            f.constraint("volume", total(own, years) <= self.volume_max * 1e-3)
        if own and released:
            names = {entry.asset for entry in every}
            sold = [f.stated(other, f"certified_{key}") * 1e-3 for other in others for key in names]
            kept = total([*(entry.amount for entry in every), *released], years) * -1e-3
            f.constraint("only_what_stays", total([*own, *sold], years) <= kept)

    def audit(self, a: PolicyAudit) -> None:
        """Recompute what may be certified, and check that no t is sold twice or let go."""
        others = [each.id for each in a.scenario.policies if isinstance(each, RemovalCertificate)]
        every = [entry for entry in a.impacts([REMOVAL]) if entry.amount.any()]
        captured = _captured(a.cluster, {entry.asset for entry in every})
        released = sum(float(e.amount.sum()) for e in a.impacts([SCOPE1]) if e.carrier in captured)
        kept = -sum(float(entry.amount.sum()) for entry in every) - released
        before = {
            key: sum(float(a.stated(other, f"certified_{key}").sum()) for other in others)
            for key in {entry.asset for entry in every}
        }
        own = 0.0
        for entry in _one_each(a.impacts([REMOVAL], self.site, self.owner)):
            name = f"certified_{entry.asset}"
            removed = -sum(each.amount for each in every if each.asset == entry.asset)
            if not np.any(removed) and not a.reports(name):
                continue
            certified = a.result(name)
            a.at_most(f"certificates of {entry.asset} at least zero", 0.0, certified)
            sold = certified + before.get(entry.asset, 0.0)
            a.at_most(f"certificates of {entry.asset} are for removal", sold, removed)
            a.charge(entry, CATEGORY, -self.price * certified)
            own += float(certified.sum())
        if self.volume_max is not None:
            a.at_most("volume", own, self.volume_max)
        if own > 0:
            a.at_most("only what stays is certified", own + sum(before.values()), kept)


def _one_each(entries: Iterable[Entry]) -> list[Entry]:
    """Return one entry of each asset; an asset may have several."""
    return list({entry.asset: entry for entry in entries}.values())


def _captured(cluster: Cluster, assets: Iterable[str]) -> frozenset[str]:
    """Return the carriers into which assets with a removal put CO2, and whose release is an emission.

    What a unit is sized by is what it captures; fossil CO2 that it misses beside that was never captured.
    """
    found: set[str] = set()
    for key in assets:
        given = {
            port.carrier
            for port in cluster.ports.get(key, ())
            if port.gives and cluster.carriers[port.carrier].released_as == SCOPE1
        }
        sized_by = cluster.assets[key].reference_carrier if key in cluster.assets else ""
        found |= {sized_by} if sized_by in given else given
    return frozenset(found)
