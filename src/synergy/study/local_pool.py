"""Cases in processes of this machine, under a supervisor whom no case can take down."""

from __future__ import annotations

import os
import queue
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from synergy.errors import SolverError
from synergy.study.packet import Answer
from synergy.study.worker_process import Inbox, WorkerProcess

LOOK_SECONDS = 0.1
MOST_STILLBORN = 3
"""So many workers in a row that end before they are ready mean that none will come up."""


@dataclass(frozen=True, eq=False)
class Job:
    """What a worker gets: a packet, and the plan file that the search starts from, if any."""

    packet: bytes
    start: bytes = b""


@dataclass(frozen=True)
class Patience:
    """How much a case may ask of its workers.

    Parameters
    ----------
    case_seconds : float, optional
        Wall-clock limit of a case; its worker is then killed.
    retries : int
        How often a case that was lost with its worker is tried again.
    """

    case_seconds: float | None = None
    retries: int = 2


@dataclass(frozen=True, eq=False)
class News:
    """What happened to a case: it was begun, or, with an answer, it is done."""

    key: str
    answer: Answer | None = None


@dataclass(eq=False)
class _Work:
    """What is left to do."""

    jobs: Mapping[str, Job]
    waiting: deque[str]
    losses: dict[str, int] = field(default_factory=dict)


class LocalPool:
    """Processes of this machine that solve cases one after the other.

    A worker that dies is replaced; its case goes to the end of the queue and is given up only when it has
    been lost more often than `Patience` allows. Leaving the context ends all processes.

    Parameters
    ----------
    processes : int
    patience : Patience
    """

    def __init__(self, processes: int, patience: Patience) -> None:
        self.processes = processes
        self.patience = patience
        self._inbox: Inbox = queue.SimpleQueue()
        self._workers: list[WorkerProcess] = []
        self._stillborn = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for worker in self._workers:
            worker.process.kill()
        for worker in self._workers:
            worker.bury()
        self._workers = []

    def answers(self, jobs: Mapping[str, Job]) -> Iterator[News]:
        """Solve jobs and yield news of them, in the order in which they happen.

        Raises
        ------
        SolverError
            If no worker comes up.
        """
        work = _Work(jobs, deque(jobs))
        left = len(jobs)
        while left:
            for news in self._look(work):
                left -= news.answer is not None
                yield news

    def _look(self, work: _Work) -> Iterator[News]:
        """Do what can be done now, then listen for a moment."""
        busy = sum(worker.key is not None for worker in self._workers)
        while len(self._workers) < min(self.processes, busy + len(work.waiting)):
            self._workers.append(WorkerProcess(self._inbox))
        for worker in self._workers:
            if worker.idle and work.waiting:
                key = work.waiting.popleft()
                worker.give(key, work.jobs[key].packet, work.jobs[key].start)
                yield News(key)
        yield from self._late()
        try:
            worker, frame = self._inbox.get(timeout=LOOK_SECONDS)
        except queue.Empty:
            return
        if worker not in self._workers:  # ended and replaced meanwhile
            return
        if frame is None:
            yield from self._lost(worker, work)
        elif not worker.ready:
            worker.ready, self._stillborn = True, 0
        elif worker.key is not None:
            key, worker.key = worker.key, None
            yield News(key, Answer.from_bytes(frame))

    def _late(self) -> Iterator[News]:
        limit = self.patience.case_seconds
        for worker in list(self._workers):
            if limit is not None and worker.key is not None and worker.busy_seconds > limit:
                self._workers.remove(worker)
                worker.process.kill()
                worker.bury()
                yield News(worker.key, Answer("failed", f"took longer than {limit:g} s"))

    def _lost(self, worker: WorkerProcess, work: _Work) -> Iterator[News]:
        """Replace a worker that ended, and try its case again or give it up."""
        self._workers.remove(worker)
        how = worker.bury()
        if not worker.ready:
            self._stillborn += 1
            if self._stillborn >= MOST_STILLBORN:
                raise SolverError(f"no worker process comes up: the last one {how}")
        if (key := worker.key) is None:
            return
        losses = work.losses[key] = work.losses.get(key, 0) + 1
        if losses > self.patience.retries:
            reason = f"its process {how}"
            yield News(key, Answer("failed", reason + (f", {losses} times" if losses > 1 else "")))
        else:
            work.waiting.append(key)


def cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
