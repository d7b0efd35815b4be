"""Wall-clock and processor time of a piece of work."""

from __future__ import annotations

import resource
import time


class Clock:
    """Runs from when it is made; processor time counts all threads, and child processes that have ended."""

    def __init__(self) -> None:
        self._wall = time.perf_counter()
        self._busy = _busy()

    @property
    def seconds(self) -> float:
        """Wall-clock seconds."""
        return time.perf_counter() - self._wall

    @property
    def processor(self) -> float:
        """Processor seconds."""
        return _busy() - self._busy


def _busy() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime
