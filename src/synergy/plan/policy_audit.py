"""What a policy's audit is written with."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from synergy.plan.asset_audit import AuditBook, AuditedImpact, Numbers
from synergy.plan.findings import Findings
from synergy.time.series import FloatArray

if TYPE_CHECKING:
    from synergy.scenario import Scenario


THOUSAND = 1e3
"""Limits are stated, and held by solvers, in thousands of money or t; this is their one."""


class PolicyAudit:
    """Where one policy recomputes its charges and limits from audited impacts and capital."""

    def __init__(self, scenario: Scenario, policy: str, book: AuditBook, findings: Findings) -> None:
        self.scenario = scenario
        self._policy = policy
        self._book = book
        self._findings = findings

    def impacts(
        self, names: Iterable[str], site: str | None = None, owner: str | None = None
    ) -> list[AuditedImpact]:
        """Return recomputed entries of some impacts, of one site or owner if named."""
        wanted = frozenset(names)
        return [
            entry
            for entry in self._book.impacts
            if entry.impact in wanted and site in {None, entry.site} and owner in {None, entry.owner}
        ]

    def capital(self, owner: str | None = None) -> FloatArray:
        """Return what is spent on building, in money, by one owner if named."""
        amounts = [amount for who, amount in self._book.capital.items() if owner in {None, who}]
        return np.asarray(sum(amounts, np.zeros(1)), dtype=np.float64)

    def charge(self, entry: AuditedImpact, category: str, yearly: Numbers) -> None:
        """Enter a charge on whoever is behind an impact, in money a year."""
        key = (entry.asset, entry.owner, category)
        self._book.costs[key] = self._book.costs.get(key, np.zeros(1)) + np.asarray(yearly, dtype=np.float64)

    def at_most(self, what: str, left: Numbers, right: Numbers) -> None:
        """Check that one is at most the other."""
        low, high = np.asarray(left, dtype=np.float64), np.asarray(right, dtype=np.float64)
        scale = float(max(THOUSAND, np.abs(low).max(initial=0.0), np.abs(high).max(initial=0.0)))
        self._findings.compare(f"policy {self._policy}", what, np.atleast_1d(low - high), scale)
