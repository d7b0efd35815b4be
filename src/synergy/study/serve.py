"""A worker process: takes cases from standard input and answers on standard output until the driver is gone.

``python -m synergy.study.serve FOLDER``: temporary files go to the folder. Nobody else starts it.
"""

from __future__ import annotations

import os
import queue
import shutil
import signal
import sys
import tempfile
import threading

from synergy.scenario import Scenario
from synergy.solver.options import SolveOptions
from synergy.study.case import Case
from synergy.study.frames import READY, read_frame, write_frame
from synergy.study.packet import packet_of
from synergy.study.work import answer_to

TRIAL = {
    "carriers": {"heat": {"unit": "MWh"}},
    "sites": {"site": {"name": "Site"}},
    "assets": {
        "network": {"kind": "market", "site": "site", "carrier": "heat", "buy_price": 30.0},
        "need": {"kind": "demand", "site": "site", "carrier": "heat", "demand": 1.0},
    },
}
"""The least that there is to solve: whoever solves it has everything loaded, and works."""


def _listen(requests: queue.SimpleQueue[bytes], folder: str) -> None:
    """Pass on what the driver says; at the end of its pipe it is gone, and so are we."""
    with os.fdopen(0, "rb", closefd=False) as stream:
        while (frame := read_frame(stream)) is not None:
            requests.put(frame)
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(1)


def main(folder: str) -> None:
    """Answer until the driver is gone."""
    # Ctrl-C reaches the whole process group; the driver decides.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Whatever native code prints goes to standard error; answers keep standard output for themselves.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    tempfile.tempdir = folder
    requests: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(requests, folder), daemon=True).start()
    trial = answer_to(packet_of(Case("trial", Scenario.from_data(TRIAL), {}, SolveOptions())))
    if trial.status != "optimal":
        sys.exit(f"can not solve: {trial.reason}")
    write_frame(answers, READY)
    while True:
        packet, start = requests.get(), requests.get()
        write_frame(answers, answer_to(packet, start).to_bytes())


if __name__ == "__main__":
    main(sys.argv[1])
