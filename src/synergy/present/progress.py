"""News from a running solve: one live line on a terminal, plain lines elsewhere."""

from __future__ import annotations

import math
import time
from dataclasses import replace
from types import TracebackType
from typing import Self, TypeGuard

from rich.console import Console, RenderableType
from rich.live import Live
from rich.spinner import Spinner
from rich.text import Text

from synergy.objective import Objective
from synergy.solver.solution import Event

PLAIN_SECONDS = {"incumbent": 1.0, "progress": 10.0}
"""Least time between two plain lines, by what they say; others are said at once."""

_WORDS = {
    "loaded": "model loaded",
    "progress": "solving",
    "incumbent": "better plan",
    "confirming": "no plan yet, testing",
    "pricing": "computing prices",
}


class SolveProgress:
    """A listener that shows how far a solve has come.

    Parameters
    ----------
    console : Console
        Where to show it.
    objective : Objective
        What is minimised, for the unit.
    currency : str
        Money of the scenario.
    per : str
        What figures are stated for: ``"/a"``, or nothing for a whole pathway.

    Examples
    --------
    >>> with SolveProgress(Console(width=80), Objective(), "EUR") as progress:
    ...     _ = progress(Event("incumbent", 1.5, objective=2500.0, bound=2000.0, gap=0.2))
       1.5 s  better plan       best 2.500 MEUR/a  bound 2.000 MEUR/a  gap 20.00 %
    """

    def __init__(self, console: Console, objective: Objective, currency: str, per: str = "/a") -> None:
        self.console = console
        stages = objective.stages
        # With several stages an event does not say which of them its figures belong to.
        only = stages[0][0][0] if len(stages) == 1 and len(stages[0]) == 1 else None
        self.unit = {"cost": f"M{currency}{per}", "emissions": f"Mt{per}"}.get(only or "", "")
        self.event: Event | None = None
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

    def __call__(self, event: Event) -> bool | None:
        """Take in an event."""
        self.event = self._with_known(event)
        quiet = event.seconds - self.told
        if self.live is None and quiet >= PLAIN_SECONDS.get(event.kind, 0.0):
            self.told = event.seconds
            self.console.print(Text(self.line(event.seconds)), soft_wrap=True)
        return None

    def _with_known(self, event: Event) -> Event:
        """Return an event with the figures that an earlier one brought, while prices are computed."""
        last = self.event
        if last is None or last.kind != "pricing" or event.kind != "progress":
            return event
        return replace(last, seconds=event.seconds)

    def __rich__(self) -> RenderableType:
        self.spinner.update(text=Text(self.line(time.monotonic() - self.began)))
        return self.spinner

    def line(self, seconds: float) -> str:
        """Return what is known, on one line."""
        event = self.event
        if event is None:
            return f"{seconds:6.1f} s  preparing"
        parts = [f"{seconds:6.1f} s  {_WORDS.get(event.kind, event.kind):16s}"]
        if _is_known(event.objective):
            parts.append(f"best {self._amount(event.objective)}")
        if _is_known(event.bound):
            parts.append(f"bound {self._amount(event.bound)}")
        if _is_known(event.gap):
            parts.append(f"gap {event.gap:.2%}".replace("%", " %"))
        if event.nodes:
            parts.append(f"nodes {event.nodes:,}")
        if not _is_known(event.objective) and event.message:
            parts.append(event.message.strip()[:80])
        return "  ".join(parts).rstrip()

    def _amount(self, value: float) -> str:
        return f"{value / 1e3:,.3f} {self.unit}" if self.unit else f"{value:,.1f}"


def _is_known(value: float | None) -> TypeGuard[float]:
    return value is not None and math.isfinite(value)
