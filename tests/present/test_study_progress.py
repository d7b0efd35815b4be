"""A study tells how far it has come: rarely where lines pile up, live on a terminal."""

from __future__ import annotations

import io

from rich.console import Console

from synergy.present.study_progress import StudyProgress
from synergy.study.progress import StudyEvent


def told(*events: StudyEvent, terminal: bool = False) -> list[str]:
    console = Console(file=io.StringIO(), width=120, force_terminal=terminal)
    with StudyProgress(console) as progress:
        for event in events:
            progress(event)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue().splitlines()


def test_plain_lines_come_now_and_then_and_at_the_end() -> None:
    assert told(
        StudyEvent("a", "running", 0, 0, 1, 4, 0.1, None),
        StudyEvent("a", "optimal", 1, 0, 0, 4, 1.0, 3.0),
        StudyEvent("b", "failed", 2, 1, 0, 4, 2.0, 2.0),
        StudyEvent("c", "infeasible", 3, 1, 1, 4, 300.0, 100.0),
        StudyEvent("d", "optimal", 4, 1, 0, 4, 301.0, 0.0),
    ) == [
        "   1.0 s  1 of 4 cases done  about 3 s left  a: optimal",
        " 300.0 s  3 of 4 cases done  1 running  1 failed  about 100 s left  c: infeasible",
        " 301.0 s  4 of 4 cases done  1 failed  d: optimal",
    ]


def test_a_terminal_gets_one_live_line() -> None:
    lines = told(StudyEvent("a", "optimal", 1, 0, 1, 4, 1.0, 3.0), terminal=True)
    assert any("1 of 4 cases done  1 running" in line for line in lines)
