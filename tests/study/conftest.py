"""Small cases, and a kind of asset that does to its process whatever can be done to one."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from study_cases import case, workers_of
from synergy.cluster.asset import ASSET_KINDS
from synergy.study.case import Case

POISON = '''
import os, signal, time
from pydantic import Field
from synergy.assets.demand import Demand

class Poison(Demand):
    """A demand that ends or hangs the process that states it."""

    does: str = Field(default="exit", description="what it does")

    def formulate(self, f):
        if self.does == "exit":
            os._exit(9)
        if self.does == "segfault":
            os.kill(os.getpid(), signal.SIGSEGV)
        if self.does == "hang":
            time.sleep(600.0)
        if self.does == "memory":
            raise MemoryError
        if self.does == "defect":
            raise ZeroDivisionError("a defect")
        super().formulate(f)
'''


@pytest.fixture
def poison(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[type]:
    """Bring in the kind `poison` as another distribution would, here and in worker processes."""
    place = tmp_path / "poison"
    (place / "poison-1.dist-info").mkdir(parents=True)
    (place / "study_poison.py").write_text(POISON)
    (place / "poison-1.dist-info" / "METADATA").write_text("Name: poison\nVersion: 1\n")
    (place / "poison-1.dist-info" / "entry_points.txt").write_text(
        "[synergy.assets]\npoison = study_poison\n"
    )
    monkeypatch.syspath_prepend(place)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(place), os.environ.get("PYTHONPATH", "")]))
    yield import_module("study_poison").Poison
    del sys.modules["study_poison"]
    ASSET_KINDS._kinds.pop("poison", None)


@pytest.fixture
def poisonous(poison: type) -> type[Poisonous]:
    """Return what makes cases that are bad for their process."""
    return Poisonous


class Poisonous:
    """Cases that are bad for their process."""

    @staticmethod
    def case(does: str) -> Case:
        return case(does, more={"bad": {"kind": "poison", "carrier": "heat", "demand": 1.0, "does": does}})


@pytest.fixture
def kill_workers() -> object:
    """Return what kills, as if they ran out of memory, all workers of this process."""
    if not Path("/proc/self/stat").exists():
        pytest.skip("needs /proc to find workers")

    def kill() -> int:
        living = workers_of(os.getpid())
        for pid in living:
            os.kill(pid, signal.SIGKILL)
        return len(living)

    return kill
