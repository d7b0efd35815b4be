"""Grant: a share of the investment, paid when it is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from synergy.cluster.asset import Asset, Investment
from synergy.economics import annuity_factor
from synergy.policies.funding import Funding

if TYPE_CHECKING:
    from synergy.cluster.cluster import Cluster
    from synergy.formulation.policy_formulation import PolicyFormulation
    from synergy.plan.policy_audit import PolicyAudit


class Grant(Funding):
    r"""Pays a share of what some assets cost to build, up to a ceiling.

    .. math::

        0 \le g_a \le \sigma I_a, \qquad \sum_a g_a \le \overline{G}, \qquad
        \sum_{\text{policies}} g_a \le I_a, \qquad C = -\sum_a a_a g_a, \qquad
        \sum_{y' \le y} \sum_a g_{a y'} \le \overline{P}

    ====================  ==================================================  ======
    symbol                field or variable                                   unit
    ====================  ==================================================  ======
    :math:`g`             what each asset is granted                          EUR
    :math:`I`             investment in the asset                             EUR
    :math:`\sigma`        ``share``                                           1
    :math:`\overline G`   ``ceiling``                                         EUR
    :math:`\overline P`   ``programme_ceiling``                               EUR
    :math:`a`             annuity factor at the owner's WACC over the life    1/a
    ====================  ==================================================  ======

    It is worth the annuity of the capital that the owner need not raise. Grants and loans together never
    pay for more than is invested; where their shares add up to more than all of it, the best split is found.
    Without a ceiling, and with shares that add up to no more than 1, :math:`g = \sigma I`.

    In a pathway ``ceiling`` holds for each investment year :math:`y` by itself, ``programme_ceiling`` for
    what is granted in all of them, not discounted. With limited foresight a decision may spend what is left.

    Examples
    --------
    >>> Grant(id="capture", tags=["capture"], share="40 %", ceiling="60 MEUR").share
    0.4
    """

    @property
    def gift(self) -> bool:
        """Whether what is paid need not be paid back."""
        return True

    def worth(self, asset: Asset, cluster: Cluster) -> float:
        """Return the annuity factor at the owner's WACC."""
        life = asset.lifetime if isinstance(asset, Investment) else 1.0
        return annuity_factor(cluster.wacc_of(asset), life)

    def formulate(self, f: PolicyFormulation) -> None:
        """State what each asset is granted."""
        self._fund(f)

    def audit(self, a: PolicyAudit) -> None:
        """Recompute what each asset is granted."""
        self._audit_funds(a)
