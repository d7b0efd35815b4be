"""What a case does to its process, or somebody to a worker, harms no other case."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from factories import HOURS
from study_cases import case, per_hour, stored
from synergy.errors import SolverError
from synergy.study import packet
from synergy.study.case import CaseResult
from synergy.study.progress import StudyEvent
from synergy.study.runner import run_cases

PRICES = (20.0, 24.0, 28.0, 32.0, 36.0)


def all_right(results: list[CaseResult]) -> bool:
    return all(
        result.solved
        and result.figures["cost"] / HOURS == pytest.approx(per_hour(float(result.case.labels["price"])))
        for result in results
    )


def test_bad_cases_fail_alone_with_their_reason(poisonous: Any) -> None:
    fine = [case(f"{price:g}", price) for price in PRICES[:3]]
    bad = [poisonous.case(does) for does in ("exit", "segfault", "hang", "defect", "memory")]
    results = run_cases([bad[0], fine[0], *bad[1:], *fine[1:]], 2, retries=1, case_seconds=8.0)
    found = {result.case.name: result for result in results}
    assert all_right([found[one.name] for one in fine])
    assert {one.name: (found[one.name].status, found[one.name].reason) for one in bad} == {
        "exit": ("failed", "its process ended with exit code 9, 2 times"),
        "segfault": ("failed", "its process died (SIGSEGV), 2 times"),
        "hang": ("failed", "took longer than 8 s"),
        "defect": ("failed", "ZeroDivisionError: a defect"),
        "memory": ("failed", "ran out of memory"),
    }


def test_killed_workers_lose_nothing(tmp_path: Path, kill_workers: Callable[[], int]) -> None:
    cases = [case(f"{price:g}", price) for price in PRICES]
    undisturbed = run_cases(cases, 0, store=tmp_path / "undisturbed")
    killed = 0

    def disturb(event: StudyEvent) -> None:
        nonlocal killed
        if event.status == "optimal" and event.done in {1, 3}:
            killed += kill_workers()

    disturbed = run_cases(cases, 2, store=tmp_path / "disturbed", on_event=disturb)
    assert killed >= 2
    assert all_right(disturbed)
    assert [result.key for result in disturbed] == [result.key for result in undisturbed]
    assert stored(tmp_path / "disturbed") == stored(tmp_path / "undisturbed")


def test_ctrl_c_keeps_what_is_done(tmp_path: Path) -> None:
    cases = [case(f"{price:g}", price) for price in PRICES]

    def press(event: StudyEvent) -> None:
        if event.done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_cases(cases, 1, store=tmp_path, on_event=press)
    assert len(stored(tmp_path)) == 4
    again: list[str] = []
    run_cases(cases, 0, store=tmp_path, on_event=lambda event: again.append(event.status))
    assert (again.count("known"), again.count("running")) == (2, 3)


def test_workers_of_another_version_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packet, "__version__", "9.9")
    with pytest.raises(SolverError, match=r"has synergy .*, not synergy 9\.9"):
        run_cases([case("one"), case("two", 20.0)], 1)


def test_workers_that_never_come_up_are_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text("import os; os._exit(3)")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(SolverError, match="no worker process comes up: the last one ended with exit code 3"):
        run_cases([case("one")], 1)
