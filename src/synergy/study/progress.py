"""How far a study has come."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from synergy.study.case import CaseStatus


@dataclass(frozen=True)
class StudyEvent:
    """One piece of news from a running study.

    Parameters
    ----------
    case : str
        Name of the case that it is about; empty at the beginning.
    status : str
        ``"known"`` (found in the store), ``"running"``, or the status of its result.
    done : int
        Cases with a result, also those without a plan.
    failed : int
        Those of them that failed; cases that are infeasible or unbounded did not fail.
    running : int
    total : int
        All cases; equal ones are solved once and counted each.
    seconds : float
        Wall-clock time since the study began [s].
    rest : float, optional
        What is left by the pace until now [s].
    """

    case: str
    status: CaseStatus | str
    done: int
    failed: int
    running: int
    total: int
    seconds: float
    rest: float | None


StudyListener = Callable[[StudyEvent], object]


class Progress:
    """Counts cases and tells a listener.

    Parameters
    ----------
    total : int
    listener : callable, optional
    """

    def __init__(self, total: int, listener: StudyListener | None) -> None:
        self.total = total
        self.listener = listener
        self.done = self.failed = self.solved_here = 0
        self.running: set[str] = set()
        self.began = time.monotonic()

    def known(self, case: str, status: str, times: int) -> None:
        """Count a case that was found in the store, and all that equal it."""
        self._count(status, times)
        self._tell(case, "known")

    def begun(self, case: str) -> None:
        """Note that a case is being solved, perhaps once more."""
        self.running.add(case)
        self._tell(case, "running")

    def ended(self, case: str, status: str, times: int) -> None:
        """Count a case that was solved, and all that equal it."""
        self.running.discard(case)
        self.solved_here += times
        self._count(status, times)
        self._tell(case, status)

    def _count(self, status: str, times: int) -> None:
        self.done += times
        self.failed += times * (status == "failed")

    def _tell(self, case: str, status: str) -> None:
        if self.listener is None:
            return
        seconds = time.monotonic() - self.began
        left = self.total - self.done
        rest = seconds / self.solved_here * left if self.solved_here else None
        self.listener(
            StudyEvent(case, status, self.done, self.failed, len(self.running), self.total, seconds, rest)
        )
