"""Removal certificate: income for biogenic CO2 that is captured and stays stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Self, TypeVar

from pydantic import Field

from synergy.cluster.carrier import REMOVAL, SCOPE1
from synergy.cluster.check import unknown
from synergy.cluster.policy import Policy
from synergy.errors import Fault
from synergy.formulation.affine import total
from synergy.record import quantity

if TYPE_CHECKING:
    from synergy.cluster.cluster import Cluster
    from synergy.formulation.policy_formulation import PolicyFormulation
    from synergy.plan.policy_audit import PolicyAudit

CATEGORY = "removal certificates"
Amount = TypeVar("Amount")


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
        removed = _by_asset(
            (entry.asset, entry.amount * -1e-3) for entry in f.impacts([REMOVAL], self.site, self.owner)
        )
        entries = {entry.asset: entry for entry in every}
        own = []
        for key, amounts in removed.items():
            name = f"certified_{key}"
            paid = f.variable(name, years)
            sold = [f.stated(other, name) * 1e-3 for other in others]
            f.constraint(f"no_more_than_removed_{key}", total([paid, *sold], years) <= total(amounts, years))
            f.report(name, paid * 1e3, "t")
            f.charge(entries[key], CATEGORY, paid * (-1e3 * self.price))
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
        every = a.impacts([REMOVAL])
        captured = _captured(a.cluster, {entry.asset for entry in every})
        released = sum(float(e.amount.sum()) for e in a.impacts([SCOPE1]) if e.carrier in captured)
        removed = -sum(float(entry.amount.sum()) for entry in every)
        own = sold = 0.0
        for key in {entry.asset for entry in every}:
            sold += sum(float(a.stated(other, f"certified_{key}").sum()) for other in others)
        for key, amounts in _by_asset(
            (e.asset, e) for e in a.impacts([REMOVAL], self.site, self.owner)
        ).items():
            certified = a.result(f"certified_{key}")
            before = sum(float(a.stated(other, f"certified_{key}").sum()) for other in others)
            a.at_most(f"certificates of {key} at least zero", 0.0, certified)
            limit = -sum(float(entry.amount.sum()) for entry in amounts)
            a.at_most(f"certificates of {key} are for removal", certified + before, limit)
            a.charge(amounts[0], CATEGORY, -self.price * certified)
            own += float(certified.sum())
        if self.volume_max is not None:
            a.at_most("volume", own, self.volume_max)
        if own or sold:
            a.at_most("only what stays is certified", own + sold, removed - released)


def _captured(cluster: Cluster, assets: Iterable[str]) -> frozenset[str]:
    """Return the carriers into which assets with a removal put CO2, and whose release is an emission."""
    return frozenset(
        port.carrier
        for key in assets
        for port in cluster.ports.get(key, ())
        if port.gives and cluster.carriers[port.carrier].released_as == SCOPE1
    )


def _by_asset(pairs: Iterable[tuple[str, Amount]]) -> Mapping[str, list[Amount]]:
    found: dict[str, list[Amount]] = {}
    for key, amount in pairs:
        found.setdefault(key, []).append(amount)
    return found
