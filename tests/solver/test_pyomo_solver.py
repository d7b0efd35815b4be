"""Other solvers through Pyomo: statuses that can be trusted, values in the model, nothing on screen."""

from __future__ import annotations

import logging

import numpy as np
import pyomo.environ as pyo
import pytest

from synergy.errors import ScenarioError, SolverError
from synergy.solver.canary import CANARIES, market_split, small_matrix
from synergy.solver.options import SolveOptions
from synergy.solver.other import solve_other
from synergy.solver.pyomo_solver import is_available, solve_pyomo
from synergy.solver.solvers import KNOWN_SOLVERS

INF = float("inf")
HERE = [
    name
    for name in ("highs", "appsi_highs", "scip_direct", "cbc", "glpk")
    if is_available(KNOWN_SOLVERS[name])
]
MODULES = small_matrix([3, 1], [(0, 5), (0, 10)], [(7, {0: 5, 1: 1}, INF)], [0])


def model() -> pyo.ConcreteModel:
    made = pyo.ConcreteModel()
    made.modules = pyo.Var(domain=pyo.NonNegativeIntegers, bounds=(0, 5))
    made.units = pyo.Var(bounds=(0, 10))
    made.demand = pyo.Constraint(expr=5 * made.modules + made.units >= 7)
    made.cost = pyo.Objective(expr=3 * made.modules + made.units + 10)
    return made


@pytest.mark.parametrize("solver", HERE)
def test_values_are_left_in_the_model(solver: str) -> None:
    made = model()
    solution = solve_pyomo(made, solver, SolveOptions(gap=0.0))
    assert (solution.status, solution.objective) == ("optimal", pytest.approx(15.0))
    assert (pyo.value(made.modules), pyo.value(made.units)) == (pytest.approx(1.0), pytest.approx(2.0))


@pytest.mark.parametrize("solver", HERE)
def test_no_plan_no_values(solver: str) -> None:
    clash = model()
    clash.too_much = pyo.Constraint(expr=clash.units + 5 * clash.modules >= 99)
    assert solve_pyomo(clash, solver).status == "infeasible"
    endless = model()
    endless.more = pyo.Var(domain=pyo.NonNegativeReals)
    endless.cost.set_value(3 * endless.modules - endless.more)
    solution = solve_pyomo(endless, solver)
    # CBC's presolve does not tell the two apart.
    assert solution.status in ({"unbounded", "infeasible"} if solver == "cbc" else {"unbounded"})
    assert solution.objective is None
    assert [one.active for one in endless.component_objects(pyo.Objective)] == [True]


@pytest.mark.parametrize("solver", HERE)
def test_the_time_limit_keeps_the_best_point(solver: str) -> None:
    solution = solve_other(market_split(5, 40), SolveOptions(solver=solver, time_limit=1.0))
    assert solution.status == "time_limit"
    assert solution.seconds < 20.0  # some look at the clock only between long steps
    assert solution.values is not None
    assert solution.objective is not None
    assert solution.objective > 0.0


@pytest.mark.parametrize("solver", HERE)
def test_the_matrix_and_its_pyomo_model_have_one_optimum(solver: str) -> None:
    for canary in CANARIES:
        if canary.objective is not None:
            solution = solve_other(canary.matrix, SolveOptions(solver=solver, gap=0.0))
            assert solution.objective == pytest.approx(canary.objective), canary.name
            assert solution.method == f"{solver} through Pyomo"


def test_unknown_names_never_reach_pyomo(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ScenarioError, match="unknown solver 'gurobbi_direct'; did you mean 'gurobi_direct'"):
        solve_pyomo(model(), "gurobbi_direct")
    assert capfd.readouterr() == ("", "")


def test_absent_solvers_are_told(capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> None:
    absent = [name for name, known in KNOWN_SOLVERS.items() if not is_available(known)]
    for name in absent:
        with pytest.raises(SolverError, match=f"{name} is not installed. Fix: "):
            solve_pyomo(model(), name)
    assert capfd.readouterr() == ("", "")
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


def test_an_option_that_a_solver_does_not_know_is_told() -> None:
    pytest.importorskip("pyscipopt")
    options = SolveOptions(solver="scip_direct", solver_options={"limits/nonsense": 1})
    with pytest.raises(SolverError, match="scip_direct failed"):
        solve_pyomo(model(), "scip_direct", options)


def test_rows_without_columns() -> None:
    solve = SolveOptions(solver="appsi_highs")
    idle = small_matrix([1.0], [(1, 2)], [(-1, {}, INF)])
    assert solve_other(idle, solve).objective == 1.0
    impossible = solve_other(small_matrix([1.0], [(1, 2)], [(1, {}, INF)]), solve)
    assert impossible.status == "infeasible"
    assert impossible.notes == ("row[0] has no variables and cannot hold",)


def test_a_column_that_stands_nowhere_has_a_value() -> None:
    lonely = small_matrix([1.0, 0.0], [(1, 2), (-5, -4)], [(1, {0: 1}, INF)])
    solution = solve_other(lonely, SolveOptions(solver="appsi_highs"))
    assert solution.values is not None
    assert np.isfinite(solution.values).all()
    assert -5 <= solution.values[1] <= -4
