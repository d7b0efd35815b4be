"""Budget: a limit on the capital that is spent on building."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import model_validator

from synergy.cluster.selection import Selection
from synergy.formulation.ledger import MONEY_SCALE
from synergy.record import quantity

if TYPE_CHECKING:
    from synergy.cluster.cluster import Cluster
    from synergy.formulation.policy_formulation import PolicyFormulation
    from synergy.plan.policy_audit import PolicyAudit


class Budget(Selection):
    r"""Limits investment, interest during construction included, of one owner, in some assets, or altogether.

    .. math:: \underline{B} \le \sum_a (F_a b_a + s_a x_a) \le \overline{B}

    ====================  ==================================================  ======
    symbol                field or variable                                   unit
    ====================  ==================================================  ======
    :math:`F, s`          fixed and slope investment of an asset              EUR
    :math:`b, x`          ``built``, ``size``
    :math:`\overline B`   ``limit``                                           EUR
    :math:`\underline B`  ``minimum``: what is promised to be spent           EUR
    ====================  ==================================================  ======

    Capital counts in full when it is spent, grants and loans included: they change who pays for it, not
    what is built.

    Examples
    --------
    >>> Budget(id="phase-1", limit="1.5 GEUR").limit
    1500000000.0
    """

    limit: float | None = quantity("EUR", "most capital that may be spent", default=None, ge=0, le=1e13)
    minimum: float = quantity("EUR", "least capital that must be spent", default=0.0, ge=0, le=1e13)

    @model_validator(mode="after")
    def _limits_in_order(self) -> Budget:
        if self.limit is None and not self.minimum:
            raise ValueError("neither limit nor minimum is given. Fix: give limit, minimum, or both")
        if self.limit is not None and self.minimum > self.limit:
            raise ValueError(
                f"minimum {self.minimum:g} > limit {self.limit:g}. Fix: give a limit at least as large"
            )
        return self

    @property
    def demands(self) -> bool:
        """Whether there may be no plan for it."""
        return True

    def forces(self, cluster: Cluster) -> frozenset[str]:
        """Return the assets in which something must be spent."""
        return frozenset(asset.id for asset in self.chosen(cluster)) if self.minimum > 0 else frozenset()

    def formulate(self, f: PolicyFormulation) -> None:
        """State the limits, in thousands of money."""
        spent = f.capital(self.chosen(f.cluster))
        if self.limit is not None and spent.terms:
            f.constraint("limit", spent <= self.limit * MONEY_SCALE)
        if self.minimum > 0:  # where nothing can be spent, it can not be met
            f.constraint("minimum", spent >= self.minimum * MONEY_SCALE)

    def audit(self, a: PolicyAudit) -> None:
        """Recompute what is spent from the audited investments."""
        spent = a.capital(self.chosen(a.cluster))
        if self.limit is not None:
            a.at_most("limit", spent, self.limit)
        a.at_most("minimum", self.minimum, spent)
