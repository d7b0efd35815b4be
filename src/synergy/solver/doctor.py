"""What `synergy doctor` finds: versions, and which solvers are here and sound."""

from __future__ import annotations

import platform
from dataclasses import dataclass
from typing import Literal

from synergy.errors import SolverError, SynergyError
from synergy.solver.canary import CANARIES, check_solver
from synergy.solver.pyomo_solver import is_available
from synergy.solver.solvers import DIRECT, KNOWN_SOLVERS, KnownSolver
from synergy.solver.versions import (
    LOWEST_HIGHS,
    highs_commit,
    highs_version,
    hipo_loads,
    hipo_status,
    package_version,
    refuse_banned_highs,
)

Verdict = Literal["ok", "refused", "absent"]

PACKAGES = ("pyomo", "numpy", "scipy", "pandas", "networkx", "pydantic")


@dataclass(frozen=True)
class Finding:
    """One line of the doctor's report.

    Parameters
    ----------
    name : str
        What was looked at.
    version : str
        Its version; empty where there is none.
    status : str
        ``"ok"``, ``"refused"`` (here, but not to be used) or ``"absent"``.
    detail : str
        What was found, and the remedy where something is wrong.
    needed : bool
        Whether synergy cannot do without it.
    """

    name: str
    version: str
    status: Verdict
    detail: str
    needed: bool = False


def examine() -> list[Finding]:
    """Look at Python, the packages, HiGHS, and every solver that synergy knows by name.

    Each solver that is found solves the canaries, so this takes some seconds.
    """
    findings = [Finding("Python", platform.python_version(), "ok", platform.platform(), needed=True)]
    own = package_version("synergy-clusters")
    findings.append(Finding("synergy", own or "", "ok", "" if own else "run from source", needed=True))
    for name in PACKAGES:
        version = package_version(name)
        status: Verdict = "absent" if version is None else "ok"
        detail = f"pip install {name}" if version is None else ""
        findings.append(Finding(name, version or "", status, detail, needed=True))
    findings.append(_highs())
    findings.append(_hipo())
    findings += [_through_pyomo(known) for known in KNOWN_SOLVERS.values()]
    return findings


def is_healthy(findings: list[Finding]) -> bool:
    """Return whether everything that synergy needs is here and sound."""
    return all(finding.status == "ok" for finding in findings if finding.needed)


def _highs() -> Finding:
    name, version = "HiGHS", highs_version()
    try:
        refuse_banned_highs()
    except SolverError as error:
        return Finding(name, version, "refused", str(error), needed=True)
    status, detail = _judge(DIRECT, through_pyomo=False)
    if status == "refused":
        detail += f'. Fix: pip install "highspy[extras]>={LOWEST_HIGHS}"'
    return Finding(name, version, status, f"{detail}; built from {highs_commit()}", needed=True)


def _hipo() -> Finding:
    version = package_version("highspy-extras") or ""
    if hipo_loads():
        return Finding("HiPO", version, "ok", "interior point method for large models")
    return Finding("HiPO", version, "absent", f'{hipo_status()}. Fix: pip install "highspy[extras]"')


def _through_pyomo(known: KnownSolver) -> Finding:
    name = f"{known.name} through Pyomo"
    version = (package_version(known.package) if known.package else None) or ""
    if not is_available(known):
        return Finding(name, version, "absent", known.install)
    try:
        status, detail = _judge(known.name, through_pyomo=True)
    except SynergyError as error:
        return Finding(name, version, "refused", str(error))
    return Finding(name, version, status, detail)


def _judge(solver: str, through_pyomo: bool) -> tuple[Verdict, str]:
    outcomes = check_solver(solver, through_pyomo)
    failed = [outcome for outcome in outcomes if not outcome.ok]
    if failed:
        return "refused", "; ".join(str(outcome) for outcome in failed)
    seconds = sum(outcome.seconds for outcome in outcomes)
    return "ok", f"{len(CANARIES)} canaries in {seconds:.1f} s"
