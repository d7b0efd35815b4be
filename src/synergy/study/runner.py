"""Running many cases: each once, ever, wherever, and whatever becomes of the others."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

from synergy.errors import Fault, ScenarioError, SolverError
from synergy.study.case import Case, CaseResult, CaseStatus
from synergy.study.case_store import CaseStore
from synergy.study.local_pool import Job, Patience
from synergy.study.packet import Answer, key_of, packet_of
from synergy.study.pools import Pool, pool_of
from synergy.study.progress import Progress, StudyListener

if TYPE_CHECKING:
    from distributed import Client


def run_cases(
    cases: Sequence[Case],
    executor: int | str | Client | None = None,
    *,
    store: str | Path | None = None,
    on_event: StudyListener | None = None,
    case_seconds: float | None = None,
    retries: int = 2,
    retry_failed: bool = False,
) -> list[CaseResult]:
    """Solve cases, on one machine or many, and return their results in the order of the cases.

    Equal cases are solved once, also across runs with the same store: a result is kept under a hash of
    scenario, profiles, options, search and versions, so an interrupted study continues where it was. A case
    that has no plan, or whose process dies, is a result with its reason.

    Parameters
    ----------
    cases : sequence of Case
        Names must differ.
    executor : int, str or dask Client, optional
        How many processes of this machine (0: none, one case after the other in this one), or the address of
        a Dask scheduler such as ``"tcp://host:8786"``, or a client. None: what the environment variable
        ``SYNERGY_SCHEDULER`` names, else as many processes as there are cores, or none for one case.
    store : Path, optional
        Folder of results. None: a folder that goes when Python ends.
    on_event : callable, optional
        Told how far the study has come, with a `StudyEvent`.
    case_seconds : float, optional
        Wall-clock limit of a case, kept even where the solver does not keep its own.
    retries : int
        How often a case that was lost with its process is tried again.
    retry_failed : bool
        Whether stored failures are tried again; infeasible and unbounded cases did not fail.

    Returns
    -------
    list of CaseResult

    Raises
    ------
    ScenarioError
        If names occur twice, or a start is not among the cases.
    SolverError
        If no worker comes up, or workers have other versions.
    KeyboardInterrupt
        On Ctrl-C; what is done is in the store.

    Examples
    --------
    >>> import synergy
    >>> base = synergy.examples.load("two-plants")
    >>> dear = base.with_({"assets.mill-gas.buy_price": 60.0})
    >>> cases = [Case("today", base), Case("dear gas", dear), Case("same", base)]
    >>> today, later, same = run_cases(cases, 0)
    >>> later.figures["cost"] > today.figures["cost"], same.key == today.key
    (True, True)
    """
    patience = Patience(case_seconds, retries)
    _check(cases, patience)
    keep = CaseStore(_folder(store))
    study = _Study(keep, Progress(len(cases), on_event), retry_failed)
    first = [case for case in cases if case.start is None]
    keys = {case.name: key_of(packet_of(case)) for case in first}
    with pool_of(executor, len(cases), patience) as pool:
        study.solve(pool, [(case, Job(packet_of(case))) for case in first])
        second = [(case, study.job_from(case, keys)) for case in cases if case.start is not None]
        study.solve(pool, second)
    keys |= {case.name: key_of(job.packet) for case, job in second}
    return [study.result(case, keys[case.name]) for case in cases]


class _Study:
    """What is known while cases are being solved."""

    def __init__(self, store: CaseStore, progress: Progress, retry_failed: bool) -> None:
        self.store = store
        self.progress = progress
        self.retry_failed = retry_failed
        self.known: dict[str, Answer] = {}

    def solve(self, pool: Pool, jobs: Sequence[tuple[Case, Job]]) -> None:
        """Solve what is neither known nor stored."""
        named: dict[str, str] = {}
        wanted: dict[str, Job] = {}
        keys = [key_of(job.packet) for _, job in jobs]
        times = Counter(keys)
        for key, (case, job) in zip(keys, jobs, strict=True):
            if key in named:
                continue
            named[key] = case.name
            found = self.known.get(key) or self.store.read(key)
            if found is None or (found.status == "failed" and self.retry_failed):
                wanted[key] = job
            else:
                self.known[key] = found
                self.progress.known(case.name, found.status, times[key])
        for news in pool.answers(wanted):
            name = named[news.key]
            if news.answer is None:
                self.progress.begun(name)
                continue
            self._keep(news.key, news.answer)
            self.progress.ended(name, news.answer.status, times[news.key])

    def _keep(self, key: str, answer: Answer) -> None:
        if answer.status == "refused":
            fix = "install the same versions on every machine"
            raise SolverError(f"a worker gives other results: {answer.reason}. Fix: {fix}")
        self.store.write(key, answer)
        self.known[key] = Answer(answer.status, answer.reason, answer.figures)

    def job_from(self, case: Case, keys: Mapping[str, str]) -> Job:
        """Return the job of a case that starts from another's plan; without a plan it starts from nothing."""
        key = keys[str(case.start)]
        if self.known[key].status not in {"optimal", "feasible"}:
            return Job(packet_of(case))
        return Job(packet_of(case, key), self.store.read_plan(key))

    def result(self, case: Case, key: str) -> CaseResult:
        """Return the result of a case."""
        answer = self.known[key]
        status = cast("CaseStatus", answer.status)  # what is refused was never kept
        result = CaseResult(case, key, status, answer.reason, dict(answer.figures))
        return replace(result, plan_file=self.store.plan_file(key)) if result.solved else result


def _check(cases: Sequence[Case], patience: Patience) -> None:
    given: Sequence[object] = cases
    others = [
        Fault(f"cases[{number}]", f"a {type(one).__name__}", fix="write Case(name, scenario)")
        for number, one in enumerate(given)
        if not isinstance(one, Case)
    ]
    if others:
        raise ScenarioError(others)
    counts = Counter(case.name for case in cases)
    faults = [
        Fault(f"cases.{name}", f"{times} cases have this name", fix="give each its own")
        for name, times in counts.items()
        if times > 1
    ]
    cold = {case.name for case in cases if case.start is None}
    for case in cases:
        if case.start is not None and case.start not in cold:
            found = f"'{case.start}' is no case of this study that starts from nothing itself"
            faults.append(Fault(f"cases.{case.name}.start", found, fix="name one, or leave it out"))
    if patience.retries < 0:
        faults.append(Fault("retries", f"{patience.retries} is no number of times", fix="write 0 or more"))
    if patience.case_seconds is not None and patience.case_seconds <= 0:
        faults.append(Fault("case_seconds", f"{patience.case_seconds:g} s is no time", fix="give it more"))
    if faults:
        raise ScenarioError(faults)


def _folder(store: str | Path | None) -> Path:
    if store is not None:
        return Path(store)
    folder = tempfile.mkdtemp(prefix="synergy-study-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)
