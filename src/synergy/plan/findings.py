"""What an audit looks at and what it finds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from synergy.time.series import FloatArray

TOLERANCE = 1e-6
"""Relative tolerance of every comparison; solvers hold rows to 1e-6 or better."""


@dataclass(frozen=True)
class Finding:
    """One thing in a plan that does not hold.

    Parameters
    ----------
    subject : str
        Asset, hub, policy or table.
    what : str
        What should hold.
    by : float
        Largest amount by which it does not.
    where : str
        Period and step, where it is about one.
    """

    subject: str
    what: str
    by: float
    where: str = ""

    def __str__(self) -> str:
        where = f" ({self.where})" if self.where else ""
        return f"{self.subject}: {self.what} fails by {self.by:.6g}{where}"


@dataclass
class Findings:
    """Collects what is checked and what fails."""

    checks: int = 0
    found: list[Finding] = field(default_factory=list)
    largest: float = 0.0

    def compare(self, subject: str, what: str, excess: FloatArray, scale: float) -> None:
        """Note a comparison: ``excess`` above zero beyond the tolerance fails.

        Parameters
        ----------
        subject, what : str
        excess : array
            By how much something is violated at each point.
        scale : float
            Size of the numbers compared.
        """
        self.checks += 1
        worst = float(np.max(excess)) if excess.size else 0.0
        room = TOLERANCE * max(1.0, scale)
        if np.isnan(worst) or worst == np.inf:
            self.found.append(Finding(subject, what, worst))
            return
        self.largest = max(self.largest, max(worst, 0.0) / max(1.0, scale))
        if worst > room:
            self.found.append(Finding(subject, what, worst, _where(excess)))


def _where(excess: FloatArray) -> str:
    if excess.ndim != 3:
        return ""
    _, period, step = np.unravel_index(int(np.argmax(excess)), excess.shape)
    return f"period {int(period) + 1}, step {int(step) + 1}"


@dataclass(frozen=True)
class AuditReport:
    """The outcome of an audit.

    Parameters
    ----------
    checks : int
        Comparisons made.
    findings : tuple of Finding
        Those that fail.
    largest : float
        Largest relative violation, failing or not.
    seconds : float
        Time that the audit took.
    """

    checks: int
    findings: tuple[Finding, ...]
    largest: float
    seconds: float = 0.0

    @property
    def passed(self) -> bool:
        """Whether everything holds."""
        return not self.findings

    @property
    def verdict(self) -> str:
        """``"pass"`` or ``"fail"``."""
        return "pass" if self.passed else "fail"

    def __str__(self) -> str:
        if self.passed:
            return f"audit: pass ({self.checks} checks, largest deviation {self.largest:.1e})"
        shown = "\n".join(f"  {finding}" for finding in self.findings[:50])
        return f"audit: FAIL, {len(self.findings)} of {self.checks} checks\n{shown}"

    def to_data(self) -> dict[str, Any]:
        """Return plain data."""
        return {
            "verdict": self.verdict,
            "checks": self.checks,
            "largest": self.largest,
            "seconds": self.seconds,
            "findings": [vars(finding) for finding in self.findings],
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> AuditReport:
        """Return the report that plain data describe."""
        found = tuple(Finding(**finding) for finding in data["findings"])
        return cls(data["checks"], found, data["largest"], data["seconds"])
