"""The solvers synergy knows by name and how Pyomo reaches them.

Pyomo answers an unknown name with a traceback on screen and a dummy object, so names are looked up here
first.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from synergy.errors import Fault, did_you_mean

Interface = Literal["contrib", "legacy"]


@dataclass(frozen=True)
class KnownSolver:
    """One solver that a user may name.

    Parameters
    ----------
    name : str
        The name to give, which is Pyomo's name too.
    interface : str
        Where Pyomo keeps it: ``"contrib"`` for ``pyomo.contrib.solver``, ``"legacy"`` for
        ``pyomo.environ.SolverFactory``.
    install : str
        How to get it.
    package : str
        The distribution whose version is shown; empty for a program of its own.
    gap, time, threads : str
        What a legacy interface calls these limits; empty where it has no such option.
    whole_seconds : bool
        Whether its time limit has to be a whole number.
    vague_ending : str
        What a legacy interface calls a model that is unbounded or infeasible, where it has a word of its own.
    """

    name: str
    interface: Interface
    install: str
    package: str = ""
    gap: str = ""
    time: str = ""
    threads: str = ""
    whole_seconds: bool = False
    vague_ending: str = ""


_HIGHS = 'pip install "highspy[extras]>=1.15.1"'
_GUROBI = "pip install gurobipy, and get a licence for larger models"
_KNOWN = (
    KnownSolver("highs", "contrib", _HIGHS, "highspy"),
    KnownSolver("appsi_highs", "legacy", _HIGHS, "highspy", "mip_rel_gap", "time_limit", "threads"),
    KnownSolver("scip_direct", "contrib", "pip install pyscipopt", "pyscipopt"),
    KnownSolver("scip_persistent", "contrib", "pip install pyscipopt", "pyscipopt"),
    KnownSolver("scip", "legacy", "install SCIP's AMPL program", "", "limits/gap", "limits/time"),
    KnownSolver("cbc", "legacy", "apt install coinor-cbc", "", "ratioGap", "sec", "threads"),
    KnownSolver(
        "glpk",
        "legacy",
        "apt install glpk-utils",
        gap="mipgap",
        time="tmlim",
        whole_seconds=True,
        vague_ending="other",
    ),
    KnownSolver("gurobi_direct", "contrib", _GUROBI, "gurobipy"),
    KnownSolver("gurobi_persistent", "contrib", _GUROBI, "gurobipy"),
    KnownSolver(
        "cplex_direct",
        "legacy",
        "pip install cplex",
        "cplex",
        "mip_tolerances_mipgap",
        "timelimit",
        "threads",
    ),
    KnownSolver(
        "xpress_direct", "legacy", "pip install xpress", "xpress", "miprelstop", "maxtime", "threads"
    ),
    KnownSolver(
        "mosek_direct",
        "legacy",
        "pip install mosek, and get a licence",
        "mosek",
        "dparam.mio_tol_rel_gap",
        "dparam.optimizer_max_time",
        "iparam.num_threads",
    ),
)
KNOWN_SOLVERS: dict[str, KnownSolver] = {solver.name: solver for solver in _KNOWN}
DIRECT = "highs"
"""The solver that synergy reaches by itself, without Pyomo."""
HIGHS_SOLVERS = frozenset({"highs", "appsi_highs"})
"""Solvers whose own options are those of HiGHS."""


def solver_fault(name: object, place: str = "options.solver") -> Fault | None:
    """Return what is wrong with a solver's name, or None where it is known.

    Examples
    --------
    >>> solver_fault("higs").found
    "unknown solver 'higs'; did you mean 'highs'?"
    """
    fix = f"write one of {', '.join(KNOWN_SOLVERS)}"
    if not isinstance(name, str):
        return Fault(place, f"{name!r} is not the name of a solver", fix=fix)
    if name in KNOWN_SOLVERS:
        return None
    return Fault(place, f"unknown solver {name!r}{did_you_mean(name, KNOWN_SOLVERS)}", fix=fix)
