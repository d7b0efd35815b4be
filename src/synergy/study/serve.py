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

from synergy.study.frames import READY, read_frame, write_frame


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
    # What writes plans would load all of Dask where that is installed, in 2 s, and use nothing of it.
    sys.modules.setdefault("dask", None)  # type: ignore[arg-type]
    from synergy.study.trial import trial_fault
    from synergy.study.work import answer_to

    if fault := trial_fault():
        sys.stderr.write(fault)
        sys.stderr.flush()
        os._exit(1)  # an ordinary end would wait for the thread that listens
    write_frame(answers, READY)
    while True:
        packet, start = requests.get(), requests.get()
        write_frame(answers, answer_to(packet, start).to_bytes())


if __name__ == "__main__":
    main(sys.argv[1])
