"""Cases on the machines of a Dask cluster.

Bytes travel and come back; a worker of the cluster keeps a process of its own for each of its threads, so a
case that dies or hangs never takes the cluster's worker with it. Dask may run a case more than once when a
machine is lost: its answer is the same each time, and kept once.
"""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from synergy.errors import Fault, ScenarioError, SolverError
from synergy.study.local_pool import Job, LocalPool, News, Patience
from synergy.study.packet import Answer

if TYPE_CHECKING:
    from distributed import Client, Future

CONNECT_SECONDS = 20.0
WORKERS_SECONDS = 60.0
AHEAD = 2
"""Cases at the cluster for each thread there: enough that none is idle, few enough to stay light."""

_own = threading.local()


def solve_there(packet: bytes, start: bytes, case_seconds: float | None, retries: int) -> bytes:
    """Solve a packet in a process beside this worker of a cluster, and return the answer as it travels."""
    pool: LocalPool | None = getattr(_own, "pool", None)
    if pool is None:
        pool = _own.pool = LocalPool(1, Patience(case_seconds, retries))
    pool.patience = Patience(case_seconds, retries)
    for news in pool.answers({"": Job(packet, start)}):
        if news.answer is not None:
            return news.answer.to_bytes()
    raise RuntimeError("the pool ended without an answer")


@contextmanager
def dask_pool(executor: Any, patience: Patience) -> Iterator[DaskPool]:
    """Give the pool behind a scheduler's address or a client; a client that was made here is closed.

    Raises
    ------
    ScenarioError
        If the extra is missing, or the executor is nothing of the kind.
    SolverError
        If nothing answers at the address.
    """
    try:
        from distributed import Client
    except ImportError:
        fix = 'pip install "synergy-clusters[dask]"'
        raise ScenarioError(
            [Fault("executor", "needs dask.distributed, which is missing", fix=fix)]
        ) from None
    if isinstance(executor, Client):
        yield DaskPool(executor, patience)
        return
    if not isinstance(executor, str) or "://" not in executor:
        fix = "write how many processes, an address such as tcp://host:8786, or nothing"
        raise ScenarioError([Fault("executor", f"{executor!r} is no executor", fix=fix)])
    try:
        client = Client(executor, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        told = str(error) or type(error).__name__
        fix = "see that dask-scheduler runs there, and that tls:// has its certificates"
        raise SolverError(f"no scheduler answers at {executor} ({told}). Fix: {fix}") from None
    try:
        yield DaskPool(client, patience)
    finally:
        client.close()


class DaskPool:
    """Solves jobs on the workers of a cluster.

    Parameters
    ----------
    client : distributed.Client
    patience : Patience
        What a case may ask of a worker's process; how often it is sent again when machines are lost.
    """

    def __init__(self, client: Client, patience: Patience) -> None:
        self.client = client
        self.patience = patience

    def answers(self, jobs: Mapping[str, Job]) -> Iterator[News]:
        """Solve jobs and yield news of them, in the order in which they happen.

        Raises
        ------
        SolverError
            If there are no workers.
        """
        if not jobs:
            return
        self._wait_for_workers()
        from distributed import as_completed

        waiting = iter(jobs)
        sent: dict[Future[bytes], str] = {}
        losses: dict[str, int] = {}
        done: Any = as_completed(loop=self.client.loop)
        try:
            for _ in range(AHEAD * max(1, self._threads())):
                yield from self._send_next(waiting, jobs, sent, done)
            while sent:
                future = next(done)
                key = sent.pop(future)
                answer = self._answer(future)
                future.release()
                if answer is None and losses.get(key, 0) < self.patience.retries:
                    losses[key] = losses.get(key, 0) + 1
                    self._send(key, jobs, sent, done)
                    continue
                yield News(key, answer or Answer("failed", "every machine that took it was lost"))
                yield from self._send_next(waiting, jobs, sent, done)
        finally:
            if sent:
                self.client.cancel(list(sent))

    def _send_next(
        self, waiting: Iterator[str], jobs: Mapping[str, Job], sent: dict[Future[bytes], str], done: Any
    ) -> Iterator[News]:
        key = next(waiting, None)
        if key is not None:
            self._send(key, jobs, sent, done)
            yield News(key)

    def _send(self, key: str, jobs: Mapping[str, Job], sent: dict[Future[bytes], str], done: Any) -> None:
        job, patience = jobs[key], self.patience
        future = self.client.submit(
            solve_there,
            job.packet,
            job.start,
            patience.case_seconds,
            patience.retries,
            key=f"synergy-{key[:16]}-{uuid.uuid4().hex}",
            pure=False,
        )
        sent[future] = key
        done.add(future)

    def _answer(self, future: Future[bytes]) -> Answer | None:
        """Return what came back, or None where the machine was lost."""
        from distributed import KilledWorker
        from distributed.client import FutureCancelledError

        try:
            return Answer.from_bytes(future.result())
        except (KilledWorker, FutureCancelledError):
            return None
        except ImportError as error:
            raise SolverError(f"a worker of the cluster has no synergy ({error})") from None

    def _threads(self) -> int:
        return sum(self.client.nthreads().values())

    def _wait_for_workers(self) -> None:
        try:
            self.client.wait_for_workers(1, timeout=WORKERS_SECONDS)
        except TimeoutError:
            at = self.client.scheduler_info()["address"]
            fix = "start some with dask-worker"
            raise SolverError(f"the scheduler at {at} has no workers. Fix: {fix}") from None
