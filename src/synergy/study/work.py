"""What a worker does: rebuild the scenario of a packet, solve it, and answer."""

from __future__ import annotations

import platform
import socket
import tempfile
import time
import traceback
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from synergy.errors import InfeasibleError, StoppedError, SynergyError, UnboundedError
from synergy.pathway.pathway import Pathway
from synergy.pathway.plan import PathwayPlan
from synergy.pathway.store import load_pathway
from synergy.plan.plan import Plan
from synergy.plan.store import load_plan
from synergy.study.case import Case
from synergy.study.figures import figures_of
from synergy.study.packet import Answer, case_of, versions
from synergy.study.solve_case import solve_case

VOLATILE = ("time", "build_seconds", "solve_seconds", "timings", "platform", "python")
"""Parts of a plan's provenance that differ from run to run or from machine to machine."""


def answer_to(packet: bytes, start: bytes = b"", *, in_process: bool = True) -> Answer:
    """Solve the case in a packet.

    Parameters
    ----------
    packet : bytes
        What `packet_of` wrote.
    start : bytes
        Plan file to start from; empty: none.
    in_process : bool
        Solve without a child process, where this one may be killed by itself.

    Raises
    ------
    KeyboardInterrupt
        If Ctrl-C stopped the solver.
    """
    began = time.perf_counter()
    try:
        case, wanted = case_of(packet)
        if wanted != versions():
            return Answer("refused", f"{socket.gethostname()} has {_told(versions())}, not {_told(wanted)}")
        answer = _solved(case, start, in_process)
    except InfeasibleError as error:
        answer = Answer("infeasible", _line(error))
    except UnboundedError as error:
        answer = Answer("unbounded", _line(error))
    except StoppedError as error:
        if error.status == "interrupted":
            raise KeyboardInterrupt from None
        answer = Answer("failed", _line(error))
    except SynergyError as error:
        answer = Answer("failed", _line(error))
    except MemoryError:
        answer = Answer("failed", "ran out of memory")
    except Exception as error:  # a case that trips over a defect must not take the study down
        trace = traceback.format_exc()
        answer = Answer("failed", f"{type(error).__name__}: {_line(error)}", run={"log": trace})
    return replace(answer, run=_run_record(time.perf_counter() - began) | dict(answer.run))


def _solved(case: Case, start: bytes, in_process: bool) -> Answer:
    further: dict[str, Any] = {"in_process": in_process}
    if start:
        further["start"] = _loaded(start, isinstance(case.scenario, Pathway))
    plan = solve_case(case, **further)
    if plan.status == "interrupted":
        raise KeyboardInterrupt
    status = "optimal" if plan.status == "optimal" else "feasible"
    run = {"log": plan.log, "timings": dict(plan.provenance["timings"])}
    return Answer(status, "", figures_of(plan), _plan_bytes(plan), run)


def _plan_bytes(plan: Plan | PathwayPlan) -> bytes:
    """Return the plan's file without what differs from run to run: equal plans are equal byte for byte."""
    with tempfile.TemporaryDirectory(prefix="synergy-") as folder:
        path = Path(folder) / "plan.nc"
        _steady(plan).save(path)
        return path.read_bytes()


def _steady(plan: Plan | PathwayPlan) -> Plan | PathwayPlan:
    common: dict[str, Any] = {
        "stages": tuple(replace(stage, seconds=0.0) for stage in plan.stages),
        "provenance": {name: value for name, value in plan.provenance.items() if name not in VOLATILE},
        "log": "",
        "report": replace(plan.report, seconds=0.0),
    }
    if isinstance(plan, PathwayPlan):
        common["plans"] = {year: _steady(part) for year, part in plan.plans.items()}
    return replace(plan, **common)


def _loaded(start: bytes, pathway: bool) -> Plan | PathwayPlan:
    with tempfile.TemporaryDirectory(prefix="synergy-") as folder:
        path = Path(folder) / "start.nc"
        path.write_bytes(start)
        return load_pathway(path) if pathway else load_plan(path)


def _run_record(seconds: float) -> dict[str, Any]:
    return {
        "time": datetime.now(UTC).isoformat(timespec="seconds"),
        "seconds": seconds,
        "host": socket.gethostname(),
        "platform": platform.platform(),
        "python": platform.python_version(),
    }


def _line(error: Exception) -> str:
    return " ".join(str(error).split())


def _told(found: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {version}" for name, version in found.items())
