"""The solver's process as its parent sees it: started, listened to, stopped in time, buried."""

from __future__ import annotations

import json
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from synergy.errors import SolverError
from synergy.solver.interrupt import Presses, count_interrupts

WORKER = Path(__file__).with_name("worker.py")

LISTEN_SECONDS = 0.1
# HiGHS keeps its own time limit; when it does not (HiGHS #2226), it is told to stop, and then made to.
OVERTIME_SECONDS = 2.0
STOP_SECONDS = 3.0
INTERRUPT_SECONDS = 10.0
TERMINATE_SECONDS = 1.0

# Raised by faulty native code; after any other signal somebody wanted the process to end.
CRASHES = frozenset(
    getattr(signal, name)
    for name in ("SIGSEGV", "SIGABRT", "SIGBUS", "SIGFPE", "SIGILL")
    if hasattr(signal, name)
)
WINDOWS_CRASH = 0xC0000000


@dataclass(frozen=True)
class Ending:
    """How a solver's process ended.

    Parameters
    ----------
    code : int
        Exit code; below zero the number of the signal, as ``subprocess`` has it.
    interrupted : bool
        Whether the user, or a listener, asked it to stop.
    late : bool
        Whether it had to be stopped because it did not keep its time limit.
    killed : bool
        Whether it was killed because it did not stop.
    """

    code: int
    interrupted: bool
    late: bool
    killed: bool

    @property
    def crashed(self) -> bool:
        """Whether native code died of its own fault."""
        return not self.killed and (-self.code in CRASHES or self.code >= WINDOWS_CRASH)

    @property
    def reason(self) -> str:
        """How it ended, in words."""
        if self.code >= 0:
            return (
                f"ended with exit code {self.code:#x}"
                if self.code >= WINDOWS_CRASH
                else f"ended with exit code {self.code}"
            )
        try:
            name = signal.Signals(-self.code).name
        except ValueError:
            name = f"signal {-self.code}"
        return f"died ({name})"


def run_child(folder: Path, seconds: float | None, on_event: Callable[[dict[str, Any]], object]) -> Ending:
    """Run the job in a folder in a process of its own and wait until it has ended.

    Parameters
    ----------
    folder : path
        Holds the job; the answer appears there.
    seconds : float, optional
        Wall-clock limit; an event with an ``allowance`` replaces what is left of it.
    on_event : callable
        Takes each event; answers True to stop.
    """
    if not sys.executable:
        raise SolverError("no Python interpreter to start the solver with. Fix: solve with in_process=True")
    with count_interrupts() as presses, (folder / "stderr.txt").open("wb") as stderr:
        process = subprocess.Popen(  # noqa: S603 (our own interpreter, our own script, our own folder)
            [sys.executable, "-P", str(WORKER), str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=stderr,
        )
        try:
            return _Watch(process, seconds, on_event, presses).wait()
        finally:
            _bury(process)


class _Watch:
    """Listens to a running child and decides when it has to stop."""

    def __init__(
        self,
        process: subprocess.Popen[bytes],
        seconds: float | None,
        on_event: Callable[[dict[str, Any]], object],
        presses: Presses,
    ) -> None:
        self.process = process
        self.on_event = on_event
        self.presses = presses
        self.deadline = float("inf") if seconds is None else time.monotonic() + seconds + OVERTIME_SECONDS
        self.kill_at = float("inf")
        self.interrupted = self.late = self.killed = False

    def wait(self) -> Ending:
        lines: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        assert self.process.stdout is not None  # noqa: S101 (a pipe, see Popen)
        threading.Thread(target=_read_lines, args=(self.process.stdout, lines), daemon=True).start()
        while True:
            try:
                if not self._listen(lines):
                    break
                self._judge()
            except KeyboardInterrupt:
                # Somebody else's handler raised it, or we are in a notebook.
                self.presses.count += 1
        code = self.process.wait()
        return Ending(code, self.interrupted, self.late, self.killed)

    def _listen(self, lines: queue.SimpleQueue[bytes | None]) -> bool:
        """Pass on one event, if there is one; return whether the child still has anything to say."""
        try:
            line = lines.get(timeout=LISTEN_SECONDS)
        except queue.Empty:
            return True
        if line is None:
            return False
        event = json.loads(line)
        allowance = event.pop("allowance", None)
        if allowance is not None:
            # The answer is on disk; what follows has a limit of its own.
            self.deadline = time.monotonic() + allowance + OVERTIME_SECONDS
        if self.on_event(event) is True:
            self._stop(INTERRUPT_SECONDS)
            self.interrupted = True
        return True

    def _judge(self) -> None:
        now = time.monotonic()
        if self.presses.count and not self.interrupted:
            self.interrupted = True
            self._stop(INTERRUPT_SECONDS)
        if now > self.deadline and not self.late:
            self.late = True
            self._stop(STOP_SECONDS)
        if (now > self.kill_at or self.presses.count > 1) and not self.killed:
            self.killed = True
            _end(self.process)

    def _stop(self, patience: float) -> None:
        """Ask the child to stop, and remember when to lose patience."""
        self.kill_at = min(self.kill_at, time.monotonic() + patience)
        try:
            if self.process.stdin is not None:
                self.process.stdin.write(b"stop\n")
                self.process.stdin.flush()
        except OSError:
            # It has just ended by itself.
            return


def _read_lines(pipe: IO[bytes], lines: queue.SimpleQueue[bytes | None]) -> None:
    for line in pipe:
        lines.put(line)
    lines.put(None)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(TERMINATE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()


def _bury(process: subprocess.Popen[bytes]) -> None:
    """Leave no process and no open pipe behind, whatever happened."""
    if process.poll() is None:
        process.kill()
        process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            try:
                pipe.close()
            except OSError:
                continue
