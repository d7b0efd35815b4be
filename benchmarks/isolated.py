"""Runs one function in a fresh process: nothing measured before can disturb, and what hangs can be killed.

``call("benchmarks.measure:measure", route="numpy_arrays", ...)`` runs ``python -m benchmarks.isolated
FUNCTION JSON``.
"""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
MARK = "benchmark result: "


class ChildError(RuntimeError):
    """The function failed, or took longer than it may."""


def call(function: str, seconds: float | None = None, **arguments: object) -> dict[str, Any]:
    """Return what a function of this package returns, run in a process of its own.

    Parameters
    ----------
    function : str
        ``"module:name"``; takes and returns what JSON can hold.
    seconds : float, optional
        After this time the process is killed.
    """
    words = [sys.executable, "-m", "benchmarks.isolated", function, json.dumps(arguments)]
    try:
        done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False, timeout=seconds)
    except subprocess.TimeoutExpired:
        raise ChildError(f"killed after {seconds:.0f} s") from None
    lines = [line for line in done.stdout.splitlines() if line.startswith(MARK)]
    if done.returncode or not lines:
        raise ChildError(f"ended with {done.returncode}\n{function} {arguments}\n{done.stderr[-3000:]}")
    result: dict[str, Any] = json.loads(lines[-1].removeprefix(MARK))
    return result


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    module, name = sys.argv[1].split(":")
    found = getattr(importlib.import_module(module), name)(**json.loads(sys.argv[2]))
    print("\n" + MARK + json.dumps(found), flush=True)
