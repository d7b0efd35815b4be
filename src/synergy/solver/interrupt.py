"""Ctrl-C while a solver runs: the first press stops it and keeps its best plan, the second kills it."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType


@dataclass
class Presses:
    """How often Ctrl-C was pressed since counting began."""

    count: int = 0


@contextmanager
def count_interrupts() -> Iterator[Presses]:
    """Count Ctrl-C instead of raising KeyboardInterrupt.

    Nothing changes outside the main thread, or where somebody has installed a handler of their own.
    """
    presses = Presses()
    ours = (
        threading.current_thread() is threading.main_thread()
        and signal.getsignal(signal.SIGINT) is signal.default_int_handler
    )
    if not ours:
        yield presses
        return

    def press(_number: int, _frame: FrameType | None) -> None:
        presses.count += 1

    signal.signal(signal.SIGINT, press)
    try:
        yield presses
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)
