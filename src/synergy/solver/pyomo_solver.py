"""Any other solver, through Pyomo, with statuses that can be trusted and nothing on screen."""

from __future__ import annotations

import contextlib
import io
import logging
import math
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import highspy
import pyomo.environ as pyo
from pyomo.common.modeling import unique_component_name
from pyomo.contrib.solver.common.factory import SolverFactory as ContribFactory
from pyomo.contrib.solver.common.results import SolutionStatus
from pyomo.contrib.solver.common.results import TerminationCondition as ContribEnding
from pyomo.opt import TerminationCondition as LegacyEnding

from synergy.errors import ScenarioError, SolverError
from synergy.solver.options import SolveOptions
from synergy.solver.solution import Status
from synergy.solver.solvers import HIGHS_SOLVERS, KNOWN_SOLVERS, KnownSolver, solver_fault
from synergy.solver.versions import refuse_banned_highs

_CONTRIB_STATUS: dict[ContribEnding, Status] = {
    ContribEnding.convergenceCriteriaSatisfied: "optimal",
    ContribEnding.maxTimeLimit: "time_limit",
    ContribEnding.iterationLimit: "limit",
    ContribEnding.objectiveLimit: "limit",
    ContribEnding.interrupted: "interrupted",
    ContribEnding.provenInfeasible: "infeasible",
    ContribEnding.unbounded: "unbounded",
}
_LEGACY_STATUS: dict[LegacyEnding, Status] = {
    LegacyEnding.optimal: "optimal",
    LegacyEnding.globallyOptimal: "optimal",
    LegacyEnding.maxTimeLimit: "time_limit",
    LegacyEnding.feasible: "limit",
    LegacyEnding.maxIterations: "limit",
    LegacyEnding.maxEvaluations: "limit",
    LegacyEnding.userInterrupt: "interrupted",
    LegacyEnding.infeasible: "infeasible",
    LegacyEnding.unbounded: "unbounded",
}
_WITH_POINT = frozenset({"optimal", "time_limit", "limit", "interrupted"})


@dataclass(frozen=True)
class PyomoSolution:
    """Outcome of a solve through Pyomo; the values themselves are in the model's variables.

    Parameters
    ----------
    status : str
        As in `Solution`.
    objective : float, optional
        Objective of the values that were loaded; None where there are none.
    bound : float, optional
        The proven bound, where the interface tells it.
    gap : float, optional
        Relative distance between the two.
    seconds : float
        Wall-clock time.
    solver : str
        Name of the solver.
    """

    status: Status
    objective: float | None
    bound: float | None
    gap: float | None
    seconds: float
    solver: str


def solve_pyomo(model: pyo.ConcreteModel, solver: str, options: SolveOptions | None = None) -> PyomoSolution:
    """Solve a Pyomo model and leave the values in its variables.

    Parameters
    ----------
    model : pyomo.environ.ConcreteModel
        The model, with one active objective to be minimised.
    solver : str
        One of `KNOWN_SOLVERS`.
    options : SolveOptions, optional
        ``gap``, ``time_limit``, ``threads`` and ``solver_options`` are passed on.

    Returns
    -------
    PyomoSolution
        The variables hold values only where its ``objective`` is not None.

    Raises
    ------
    ScenarioError
        If the solver's name is unknown.
    SolverError
        If it is not installed, has no licence for this model, or ends without an answer that can be used.
    """
    if (fault := solver_fault(solver)) is not None:
        raise ScenarioError([fault])
    chosen = SolveOptions() if options is None else options
    known = KNOWN_SOLVERS[solver]
    began = time.perf_counter()
    status, objective, bound = _solve(model, known, chosen)
    if status is None:
        # Without an objective nothing is unbounded, so a feasible point means that it was.
        with _without_objective(model):
            verdict, _, _ = _solve(model, known, chosen)
        if verdict not in {"optimal", "infeasible"}:
            raise SolverError(f"{solver} cannot tell whether the model is unbounded or infeasible")
        status, objective, bound = ("unbounded" if verdict == "optimal" else "infeasible"), None, None
    seconds = time.perf_counter() - began
    if status == "limit" and known.interface == "legacy":
        # Some say no more than that their point is feasible; only the limits given can have stopped them.
        if chosen.time_limit is not None and seconds >= 0.9 * chosen.time_limit:
            status = "time_limit"
        elif not chosen.solver_options:
            status = "optimal"
    return PyomoSolution(status, objective, bound, _gap(objective, bound), seconds, solver)


def is_available(known: KnownSolver) -> bool:
    """Return whether Pyomo finds a solver; whether it solves anything is another question."""
    try:
        with quiet():
            if known.interface == "contrib":
                return bool(ContribFactory(known.name).available())
            return bool(pyo.SolverFactory(known.name).available(exception_flag=False))
    except Exception:
        # Interfaces raise whatever their package raises when it is half installed.
        return False


@contextlib.contextmanager
def quiet() -> Iterator[io.StringIO]:
    """Keep Pyomo and solvers off the screen; what they print is collected."""
    logger = logging.getLogger("pyomo")
    level = logger.level
    said = io.StringIO()
    logger.setLevel(logging.CRITICAL + 1)
    try:
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            yield said
    finally:
        logger.setLevel(level)


def _solve(
    model: pyo.ConcreteModel, known: KnownSolver, options: SolveOptions
) -> tuple[Status | None, float | None, float | None]:
    """Return status, objective and bound; the status is None where it may be unbounded or infeasible."""
    if known.name in HIGHS_SOLVERS:
        refuse_banned_highs()
        # HiGHS fixes the number of threads once per process.
        highspy.Highs.resetGlobalScheduler(True)
    if not is_available(known):
        raise SolverError(f"{known.name} is not installed. Fix: {known.install}")
    run = _solve_contrib if known.interface == "contrib" else _solve_legacy
    try:
        with quiet():
            status, loaded, bound = run(model, known, options)
    except SolverError:
        raise
    except Exception as error:
        # Each interface raises what its package raises: no licence, model too large, an option it does not
        # know.
        reason = " ".join(str(error).split()) or type(error).__name__
        raise SolverError(f"{known.name} failed: {reason}") from error
    if not loaded:
        if status == "optimal":
            raise SolverError(f"{known.name} says optimal, but returned no values")
        return status, None, bound
    objective = float(pyo.value(_objective(model)))
    if not math.isfinite(objective):
        raise SolverError(f"{known.name} returned a point whose cost is {objective}")
    return status, objective, bound


def _solve_contrib(
    model: pyo.ConcreteModel, known: KnownSolver, options: SolveOptions
) -> tuple[Status | None, bool, float | None]:
    """Solve through ``pyomo.contrib.solver``."""
    results = ContribFactory(known.name).solve(
        model,
        time_limit=options.time_limit,
        rel_gap=options.gap,
        threads=options.threads,
        solver_options=dict(options.solver_options),
        load_solutions=False,
        raise_exception_on_nonoptimal_result=False,
    )
    ending = results.termination_condition
    if ending == ContribEnding.infeasibleOrUnbounded:
        return None, False, None
    status = _CONTRIB_STATUS.get(ending)
    if status is None:
        raise SolverError(f"{known.name} ended as {ending.name}")
    has_point = results.solution_status in {SolutionStatus.feasible, SolutionStatus.optimal}
    if status in _WITH_POINT and has_point:
        results.solution_loader.load_vars()
        return status, True, _finite(results.objective_bound)
    return status, False, _finite(results.objective_bound)


def _solve_legacy(
    model: pyo.ConcreteModel, known: KnownSolver, options: SolveOptions
) -> tuple[Status | None, bool, float | None]:
    """Solve through ``pyomo.environ.SolverFactory``."""
    interface = pyo.SolverFactory(known.name)
    seconds = options.time_limit
    if seconds is not None and known.whole_seconds:
        seconds = math.ceil(seconds)
    limits = {known.gap: options.gap, known.time: seconds, known.threads: options.threads}
    for name, value in {**limits, **options.solver_options}.items():
        if name and value is not None:
            interface.options[name] = value
    results = interface.solve(model, load_solutions=False)
    ending = results.solver.termination_condition
    if ending in {LegacyEnding.infeasibleOrUnbounded, known.vague_ending}:
        return None, False, None
    status = _LEGACY_STATUS.get(ending)
    if status is None:
        raise SolverError(f"{known.name} ended as {ending}")
    bound = _finite(results.problem.lower_bound)
    if status in _WITH_POINT and len(results.solution) and len(results.solution(0).variable):
        model.solutions.load_from(results)
        return status, True, bound
    return status, False, bound


def _objective(model: pyo.ConcreteModel) -> Any:
    return next(model.component_data_objects(pyo.Objective, active=True))


@contextlib.contextmanager
def _without_objective(model: pyo.ConcreteModel) -> Iterator[None]:
    objective = _objective(model)
    name = unique_component_name(model, "no_cost")
    objective.deactivate()
    model.add_component(name, pyo.Objective(expr=0.0))
    try:
        yield
    finally:
        model.del_component(name)
        objective.activate()


def _finite(value: Any) -> float | None:
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return number if math.isfinite(number) else None


def _gap(objective: float | None, bound: float | None) -> float | None:
    if objective is None or bound is None:
        return None
    if objective == bound:
        return 0.0
    return abs(objective - bound) / abs(objective) if objective else math.inf
