"""Budget: a limit on the capital that is spent on building."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from pydantic import Field

from synergy.cluster.check import unknown
from synergy.cluster.policy import Policy
from synergy.errors import Fault
from synergy.formulation.affine import total
from synergy.formulation.ledger import MONEY_SCALE
from synergy.record import quantity

if TYPE_CHECKING:
    from synergy.cluster.cluster import Cluster
    from synergy.formulation.policy_formulation import PolicyFormulation
    from synergy.plan.policy_audit import PolicyAudit


class Budget(Policy):
    r"""Limits overnight investment, of one owner or of all.

    .. math:: \sum_a (F_a b_a + s_a x_a) \le \overline{B}

    ====================  ==================================================  ======
    symbol                field or variable                                   unit
    ====================  ==================================================  ======
    :math:`F, s`          fixed and slope investment of an asset              EUR
    :math:`b, x`          ``built``, ``size``
    :math:`\overline B`   ``limit``                                           EUR
    ====================  ==================================================  ======

    Examples
    --------
    >>> Budget(id="phase-1", limit="1.5 GEUR").limit
    1500000000.0
    """

    limit: float = quantity("EUR", "most capital that may be spent", ge=0, le=1e13)
    owner: str | None = Field(default=None, description="owner whose spending counts; default: everybody's")

    def check(self, cluster: Cluster) -> Iterable[Fault]:
        """Yield a fault if the owner is not described."""
        if self.owner is not None and self.owner not in cluster.owners:
            yield unknown("owner", "owner", self.owner, cluster.owners)

    def formulate(self, f: PolicyFormulation) -> None:
        """State the limit, in thousands of money."""
        spent = [entry.amount for entry in f.capital(self.owner)]
        if spent:
            f.constraint("limit", total(spent, (f.frame.year,)) <= self.limit * MONEY_SCALE)

    def audit(self, a: PolicyAudit) -> None:
        """Recompute what is spent from the audited investments."""
        a.at_most("limit", a.capital(self.owner), self.limit)
