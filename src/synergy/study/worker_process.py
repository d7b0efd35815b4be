"""A worker process as its driver sees it."""

from __future__ import annotations

import os
import queue
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path

import synergy
from synergy.solver.child import Ending
from synergy.study.frames import read_frame, write_frame

Inbox = queue.SimpleQueue[tuple["WorkerProcess", bytes | None]]
"""What workers say: a message, or None when one has ended."""
BURY_SECONDS = 1.0
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


class WorkerProcess:
    """A process that solves one case after the other.

    It is a fresh interpreter, so that the user's script is not run again in it, and what is in it does not
    matter; it ends by itself when this process does.

    Parameters
    ----------
    inbox : queue
        Where its messages go.
    """

    def __init__(self, inbox: Inbox) -> None:
        self.folder = tempfile.mkdtemp(prefix="synergy-worker-")
        root = str(Path(synergy.__file__).parents[1])
        path = os.pathsep.join([root, *filter(None, [os.environ.get("PYTHONPATH")])])
        with (Path(self.folder) / "stderr.txt").open("wb") as stderr:
            self.process = subprocess.Popen(  # noqa: S603 (our own interpreter and module)
                [sys.executable, "-m", "synergy.study.serve", self.folder],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=stderr,
                env={**os.environ, **dict.fromkeys(ONE_THREAD, "1"), "PYTHONPATH": path},
            )
        self.ready = False
        self.key: str | None = None
        self.began = 0.0
        threading.Thread(target=self._listen, args=(inbox,), daemon=True).start()

    def _listen(self, inbox: Inbox) -> None:
        assert self.process.stdout is not None  # noqa: S101 (a pipe, see Popen)
        try:
            while (frame := read_frame(self.process.stdout)) is not None:
                inbox.put((self, frame))
        except (OSError, ValueError):  # closed in the middle
            pass
        inbox.put((self, None))

    @property
    def idle(self) -> bool:
        """Whether it waits for a case."""
        return self.ready and self.key is None

    @property
    def busy_seconds(self) -> float:
        """How long it has been at its case [s]."""
        return 0.0 if self.key is None else time.monotonic() - self.began

    def give(self, key: str, packet: bytes, start: bytes) -> None:
        """Hand over a case; if it has died meanwhile, its end will be heard."""
        assert self.process.stdin is not None  # noqa: S101 (a pipe, see Popen)
        self.key, self.began = key, time.monotonic()
        try:
            write_frame(self.process.stdin, packet)
            write_frame(self.process.stdin, start)
        except OSError:
            self.process.kill()

    def bury(self) -> str:
        """End it, clean up, and return how it ended and its last words."""
        try:
            code = self.process.wait(BURY_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            code = self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                with suppress(OSError):  # what was still to be written has nowhere to go
                    stream.close()
        try:
            words = (Path(self.folder) / "stderr.txt").read_text("utf-8", "replace").strip()
        except OSError:
            words = ""
        shutil.rmtree(self.folder, ignore_errors=True)
        ending = Ending(code, interrupted=False, late=False, killed=False).reason
        return f"{ending}: {words.splitlines()[-1]}" if words else ending
