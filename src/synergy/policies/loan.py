"""Loan: capital lent below its owner's cost of capital."""

from __future__ import annotations

from typing import TYPE_CHECKING

from synergy.cluster.asset import Asset, Investment
from synergy.economics import annuity_factor
from synergy.policies.funding import Funding
from synergy.record import quantity

if TYPE_CHECKING:
    from synergy.cluster.cluster import Cluster
    from synergy.formulation.policy_formulation import PolicyFormulation
    from synergy.plan.policy_audit import PolicyAudit


class Loan(Funding):
    r"""Lends a share of what some assets cost to build, at an interest below the owner's WACC.

    .. math::

        0 \le l_a \le \sigma I_a, \qquad \sum_a l_a \le \overline{L}, \qquad
        C = -\sum_a a(i_a, n_a) \Bigl(1 - \frac{a(r, m_a)}{a(i_a, m_a)}\Bigr)^{\!+} l_a

    ====================  ==================================================  ======
    symbol                field or variable                                   unit
    ====================  ==================================================  ======
    :math:`l`             what is lent for each asset                         EUR
    :math:`I`             investment in the asset                             EUR
    :math:`\sigma`        ``share``                                           1
    :math:`\overline L`   ``ceiling``; over the years of a pathway            EUR
                          ``programme_ceiling``, as of `Grant`
    :math:`r`             ``interest``                                        1/a
    :math:`i`             WACC of the asset's owner                           1/a
    :math:`n`             life of the asset                                   a
    :math:`m`             ``term``, at most the life; default: the life       a
    :math:`a(i, n)`       annuity factor                                      1/a
    ====================  ==================================================  ======

    The bracket is the share of the loan that is a gift: face value less the payments, discounted at what
    capital costs the owner otherwise (the grant element of a loan, OECD; the subsidised-loan term of
    adjusted present value, Myers 1974). Over the whole life, :math:`m = n`, it is worth the difference of
    the two annuities, :math:`(a(i, n) - a(r, n)) \, l`. Who has cheaper capital does without the loan.
    Loans and grants together never pay for more than is invested.

    References
    ----------
    S. C. Myers, "Interactions of corporate financing and investment decisions", Journal of Finance 29 (1974).

    Examples
    --------
    >>> Loan(id="bank", owner="steelworks", share="50 %", interest="3 %", term="15 a").term
    15.0
    """

    interest: float = quantity("", "interest per year", ge=0, le=0.5)
    term: float | None = quantity("a", "years over which it is paid back", default=None, gt=0, le=200)

    @property
    def gift(self) -> bool:
        """Whether what is paid need not be paid back."""
        return False

    def worth(self, asset: Asset, cluster: Cluster) -> float:
        """Return what a unit of it saves the owner a year."""
        life = asset.lifetime if isinstance(asset, Investment) else 1.0
        term = life if self.term is None else min(self.term, life)
        wacc = cluster.wacc_of(asset)
        gift = 1.0 - annuity_factor(self.interest, term) / annuity_factor(wacc, term)
        return annuity_factor(wacc, life) * max(gift, 0.0)

    def formulate(self, f: PolicyFormulation) -> None:
        """State what is lent for each asset."""
        self._fund(f)

    def audit(self, a: PolicyAudit) -> None:
        """Recompute what is lent for each asset."""
        self._audit_funds(a)
