"""The solver's process: Ctrl-C, crashes, deafness, orphans."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from synergy.errors import SolverError
from synergy.solver import child
from synergy.solver.canary import market_split
from synergy.solver.highs import solve_matrix
from synergy.solver.options import SolveOptions
from synergy.solver.solution import Event

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals are sent by number")

HARD = market_split(5, 40)
SCRIPT = """
import json
from synergy.solver.canary import market_split
from synergy.solver.highs import solve_matrix

def hear(event):
    print(event.kind, event.pid, flush=True)

# No guard against being run twice: the child does not import this script.
for _ in range(3):
    solution = solve_matrix(market_split(5, 40), on_event=hear)
    print("end", json.dumps([solution.status, solution.objective, list(solution.notes)]), flush=True)
"""


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    return not (stat.exists() and stat.read_text().rsplit(")", 1)[1].split()[0] == "Z")


def wait_until_dead(pid: int, seconds: float) -> bool:
    end = time.monotonic() + seconds
    while is_alive(pid) and time.monotonic() < end:
        time.sleep(0.05)
    return not is_alive(pid)


class Killer:
    """Sends a signal to the solver at its first better point, as often as asked for."""

    def __init__(self, number: int, times: int) -> None:
        self.number = number
        self.left = times
        self.pids: list[int] = []

    def __call__(self, event: Event) -> None:
        if event.kind == "incumbent" and self.left and event.pid not in self.pids:
            self.left -= 1
            self.pids.append(event.pid)
            os.kill(event.pid, self.number)


def test_a_crash_is_named_after_a_second_try() -> None:
    killer = Killer(signal.SIGSEGV, times=2)
    with pytest.raises(SolverError, match=r"died \(SIGSEGV\) after .* and again with presolve off"):
        solve_matrix(HARD, SolveOptions(time_limit=20), on_event=killer)
    assert len(killer.pids) == 2


def test_a_crash_that_presolve_caused_is_survived() -> None:
    solution = solve_matrix(HARD, SolveOptions(time_limit=3), on_event=Killer(signal.SIGSEGV, times=1))
    assert solution.status == "time_limit"
    assert solution.objective is not None
    assert "died (SIGSEGV); solved again with presolve off" in solution.notes[0]
    assert solution.seconds < 6.0


def test_a_process_that_somebody_killed_is_not_tried_again() -> None:
    killer = Killer(signal.SIGKILL, times=5)
    with pytest.raises(SolverError, match=r"died \(SIGKILL\).*short of memory"):
        solve_matrix(HARD, on_event=killer)
    assert len(killer.pids) == 1


def test_a_deaf_solver_is_killed_and_its_best_point_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "OVERTIME_SECONDS", 0.5)
    monkeypatch.setattr(child, "STOP_SECONDS", 0.5)
    monkeypatch.setattr(child, "TERMINATE_SECONDS", 0.3)
    deaf = Killer(signal.SIGSTOP, times=1)
    began = time.perf_counter()
    solution = solve_matrix(HARD, SolveOptions(time_limit=2), on_event=deaf)
    assert time.perf_counter() - began < 6.0
    assert solution.status == "time_limit"
    assert solution.values is not None
    assert solution.objective == pytest.approx(HARD.cost @ solution.values)
    assert "best point it had written" in solution.notes[0]
    assert wait_until_dead(deaf.pids[0], 2.0)


class Script:
    """A user's script in a process group of its own, as a terminal starts it."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", SCRIPT],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            env={**os.environ, "PYTHONPATH": str(Path(child.__file__).parents[2])},
        )

    def wait_for(self, kind: str) -> str:
        """Return the rest of the next line that begins with a word."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            word, rest = line.split(maxsplit=1)
            if word == kind:
                return rest
        raise AssertionError(self.process.communicate()[1])

    def press_ctrl_c(self) -> None:
        os.killpg(self.process.pid, signal.SIGINT)


@pytest.fixture
def script() -> Iterator[Script]:
    started = Script()
    yield started
    if started.process.poll() is None:
        os.killpg(started.process.pid, signal.SIGKILL)
    started.process.communicate()


def test_ctrl_c_twice_and_no_orphans(script: Script) -> None:
    # The first press stops the solver, and its best point is kept.
    pid = int(script.wait_for("incumbent"))
    began = time.perf_counter()
    script.press_ctrl_c()
    status, objective, notes = json.loads(script.wait_for("end"))
    assert time.perf_counter() - began < 4.0
    assert (status, notes) == ("interrupted", [])
    assert isinstance(objective, float)
    assert wait_until_dead(pid, 2.0)

    # A second press kills a solver that does not listen; what it had written is kept.
    pid = int(script.wait_for("incumbent"))
    os.kill(pid, signal.SIGSTOP)
    script.press_ctrl_c()
    time.sleep(0.5)
    assert script.process.poll() is None
    assert is_alive(pid)
    script.press_ctrl_c()
    status, objective, notes = json.loads(script.wait_for("end"))
    assert status == "interrupted"
    assert isinstance(objective, float)
    assert "killed" in str(notes)
    assert wait_until_dead(pid, 2.0)

    # A parent that is killed leaves no solver behind.
    pid = int(script.wait_for("incumbent"))
    script.process.kill()
    assert wait_until_dead(pid, 12.0)


def test_a_worker_that_cannot_start_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "worker.py"
    broken.write_text("raise SystemError('no highspy here')\n")
    monkeypatch.setattr(child, "WORKER", broken)
    with pytest.raises(SolverError, match="no highspy here"):
        solve_matrix(HARD)
    monkeypatch.setattr(sys, "executable", "")
    with pytest.raises(SolverError, match="in_process=True"):
        solve_matrix(HARD)
