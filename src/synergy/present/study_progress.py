"""News from a running study: one live line on a terminal, a plain line now and then elsewhere."""

from __future__ import annotations

import time
from types import TracebackType
from typing import Self

from rich.console import Console, RenderableType
from rich.live import Live
from rich.spinner import Spinner
from rich.text import Text

from synergy.study.progress import StudyEvent

PLAIN_SECONDS = 10.0
"""Least time between two plain lines; the last one is always said."""


class StudyProgress:
    """A listener that shows how far a study has come.

    Parameters
    ----------
    console : Console
        Where to show it.

    Examples
    --------
    >>> with StudyProgress(Console(width=100)) as progress:
    ...     progress(StudyEvent("dear gas", "optimal", 7, 1, 2, 40, 12.5, 59.0))
      12.5 s  7 of 40 cases done  2 running  1 failed  about 59 s left  dear gas: optimal
    """

    def __init__(self, console: Console) -> None:
        self.console = console
        self.event: StudyEvent | None = None
        self.began = time.monotonic()
        self.told = -60.0
        self.live: Live | None = None
        self.spinner = Spinner("dots")

    def __enter__(self) -> Self:
        if self.console.is_terminal:
            self.live = Live(self, console=self.console, refresh_per_second=8, transient=True)
            self.live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.live is not None:
            self.live.stop()

    def __call__(self, event: StudyEvent) -> None:
        """Take in an event."""
        self.event = event
        due = event.seconds - self.told >= PLAIN_SECONDS or event.done == event.total
        if self.live is None and due and event.status != "running":
            self.told = event.seconds
            self.console.print(Text(self.line(event.seconds)), soft_wrap=True)

    def __rich__(self) -> RenderableType:
        self.spinner.update(text=Text(self.line(time.monotonic() - self.began)))
        return self.spinner

    def line(self, seconds: float) -> str:
        """Return what is known, on one line."""
        event = self.event
        if event is None:
            return f"{seconds:6.1f} s  preparing"
        parts = [f"{seconds:6.1f} s", f"{event.done:,} of {event.total:,} cases done"]
        if event.running:
            parts.append(f"{event.running} running")
        if event.failed:
            parts.append(f"{event.failed} failed")
        if event.rest:
            left = max(event.rest - (seconds - event.seconds), 0.0)
            parts.append(f"about {_span(left)} left")
        return "  ".join([*parts, f"{event.case}: {event.status}"])


def _span(seconds: float) -> str:
    """Return a time in words.

    Examples
    --------
    >>> _span(59.4), _span(200.0), _span(9000.0)
    ('59 s', '3 min', '2.5 h')
    """
    if seconds < 120.0:
        return f"{seconds:.0f} s"
    return f"{seconds / 60.0:.0f} min" if seconds < 7200.0 else f"{seconds / 3600.0:.1f} h"
