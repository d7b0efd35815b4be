"""Where cases are solved: here, in processes of this machine, or on the machines of a Dask cluster."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Protocol

from synergy.errors import Fault, ScenarioError
from synergy.study.local_pool import Job, LocalPool, News, Patience, cores
from synergy.study.work import answer_to

SCHEDULER_VARIABLE = "SYNERGY_SCHEDULER"


class Pool(Protocol):
    """Solves jobs and tells what happens to them."""

    def answers(self, jobs: Mapping[str, Job]) -> Iterator[News]:
        """Solve jobs and yield news of them, in the order in which they happen."""
        ...


class Here:
    """Solves one case after the other in this process, each with the solver in a child process."""

    def answers(self, jobs: Mapping[str, Job]) -> Iterator[News]:
        """Solve jobs and yield news of them."""
        for key, job in jobs.items():
            yield News(key)
            yield News(key, answer_to(job.packet, job.start, in_process=False))


@contextmanager
def pool_of(executor: Any, number: int, patience: Patience) -> Iterator[Pool]:
    """Give the pool that an executor names, and close it afterwards.

    Parameters
    ----------
    executor : None, int, str or dask Client
        See `synergy.run_cases`.
    number : int
        How many cases there are.
    patience : Patience
    """
    chosen = os.environ.get(SCHEDULER_VARIABLE) or None if executor is None else executor
    if chosen is None:
        alone = number <= 1 and patience.case_seconds is None
        chosen = 0 if alone else cores()
    if chosen == 0 and patience.case_seconds is not None:
        found, fix = "is 0, and only another process can be stopped by the clock", "give at least 1"
        raise ScenarioError([Fault("executor", found, fix=fix)])
    if isinstance(chosen, bool) or (isinstance(chosen, int) and chosen < 0):
        fix = "write how many processes, an address such as tcp://host:8786, or nothing"
        raise ScenarioError([Fault("executor", f"{chosen!r} is no number of processes", fix=fix)])
    if not isinstance(chosen, int):
        from synergy.study.dask_pool import dask_pool

        with dask_pool(chosen, patience) as cluster:
            yield cluster
    elif chosen == 0:
        yield Here()
    else:
        with LocalPool(min(chosen, max(number, 1)), patience) as pool:
            yield pool
