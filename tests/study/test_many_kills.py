"""Workers killed 20 times in 200 cases, the driver 5 times: nothing lost, nothing twice, nothing changed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from study_cases import CASES, stored, sweep, workers_of
from synergy.study.runner import run_cases

DRIVERS = 5
KILLS = 4
"""Workers killed under each driver that is itself killed in the end."""

DRIVER = """
import sys
from study_cases import sweep
from synergy.study.runner import run_cases

if __name__ == "__main__":
    with open(sys.argv[2], "a") as log:
        def heard(event):
            log.write(f"{event.status} {event.case}\\n")
            log.flush()
        results = run_cases(sweep(), 2, store=sys.argv[1], on_event=heard)
        log.write(f"finished {sum(result.solved for result in results)}\\n")
"""


def kill_one(driver: int) -> None:
    """Kill a worker as soon as there is one."""
    while not (living := workers_of(driver)):
        time.sleep(0.01)
    os.kill(living[0], signal.SIGKILL)


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc to find workers")
def test_kills_lose_nothing_repeat_nothing_change_nothing(tmp_path: Path) -> None:
    script, log, store = tmp_path / "driver.py", tmp_path / "log.txt", tmp_path / "disturbed"
    script.write_text(DRIVER)
    store.mkdir()
    log.touch()
    # The driver finds the tests as this process does.
    paths = os.pathsep.join(sys.path)

    def start() -> subprocess.Popen[bytes]:
        words = [sys.executable, str(script), str(store), str(log)]
        return subprocess.Popen(words, env={**os.environ, "PYTHONPATH": paths})

    def wait_for(solved: int, driver: subprocess.Popen[bytes]) -> None:
        while len(list(store.glob("*.json"))) < solved:
            assert driver.poll() is None
            time.sleep(0.01)

    worker_kills, orphans = 0, []
    for number in range(DRIVERS):
        driver = start()
        for kill in range(KILLS):
            wait_for(number * 35 + kill * 7 + 3, driver)
            kill_one(driver.pid)
            worker_kills += 1
        wait_for(number * 35 + 35, driver)
        orphans += workers_of(driver.pid)
        driver.kill()
        driver.wait()
    assert start().wait() == 0

    told = [line.split() for line in log.read_text().splitlines()]
    assert told[-1] == ["finished", str(CASES)]
    assert worker_kills == 20
    # Each case was solved once; of a result that was stored just before a driver died the log may not tell.
    solved = Counter(name for status, name in told if status == "optimal")
    assert set(solved.values()) == {1}
    assert CASES - DRIVERS <= len(solved) <= CASES
    run_cases(sweep(), 2, store=tmp_path / "undisturbed")
    assert len(stored(tmp_path / "undisturbed")) == 2 * CASES
    assert stored(store) == stored(tmp_path / "undisturbed")
    # Workers end by themselves when their driver is gone.
    assert orphans
    assert not [pid for pid in orphans if Path(f"/proc/{pid}").exists()]
