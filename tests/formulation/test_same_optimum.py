"""One optimum, whichever way the model goes: our own matrix, an LP or MPS file, any solver through Pyomo."""

from __future__ import annotations

from pathlib import Path

import highspy
import pyomo.environ as pyo
import pytest
from pyomo.contrib.solver.common.factory import SolverFactory as NewSolverFactory

from factories import HOURS
from kind_examples import examples_of
from synergy import build
from synergy.cluster.asset import ASSET_KINDS
from synergy.cluster.policy import POLICY_KINDS
from synergy.formulation.model import Model
from synergy.solver.highs import solve_matrix
from synergy.solver.options import SolveOptions

KINDS = [*ASSET_KINDS.kinds, *POLICY_KINDS.kinds]
SAME = {"rel": 1e-6, "abs": 1e-6}


def with_user_parts(kind: str) -> Model:
    """Return a kind's model with an integer variable and two rows of a user's own, which cost 1."""
    model = build(examples_of(kind)[0])
    own = model.pyomo
    own.steps_up = pyo.Var(domain=pyo.Integers, bounds=(-4, 4))
    own.up = pyo.Constraint(expr=2.0 * own.steps_up >= 1.0)
    own.between = pyo.Constraint(expr=(0.5, own.steps_up + 0.25, 3.0))
    own.objective.expr = own.objective.expr + own.steps_up
    return model


def own_optimum(model: Model) -> float:
    solution = solve_matrix(model.matrix(), SolveOptions(gap=0.0), want_duals=False, in_process=True)
    assert solution.objective is not None, solution.status
    return solution.objective


def optimum_of_file(path: Path) -> float:
    highs = highspy.Highs()
    highs.silent()
    assert highs.readModel(str(path)) == highspy.HighsStatus.kOk
    highs.setOptionValue("mip_rel_gap", 0.0)
    highs.run()
    assert highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return float(highs.getInfo().objective_function_value)


@pytest.mark.parametrize("kind", KINDS)
def test_files_written_by_pyomo(kind: str, tmp_path: Path) -> None:
    plain, extended = build(examples_of(kind)[0]), with_user_parts(kind)
    expected = own_optimum(plain)
    assert own_optimum(extended) == pytest.approx(expected + 1.0, **SAME)
    for ending in ("lp", "mps"):
        plain.pyomo.write(str(tmp_path / f"plain.{ending}"))
        assert optimum_of_file(tmp_path / f"plain.{ending}") == pytest.approx(expected, **SAME)
        extended.pyomo.write(str(tmp_path / f"extended.{ending}"))
        assert optimum_of_file(tmp_path / f"extended.{ending}") == pytest.approx(expected + 1.0, **SAME)


@pytest.mark.parametrize("kind", KINDS)
def test_highs_through_pyomo(kind: str) -> None:
    model = with_user_parts(kind)
    expected = own_optimum(model)
    NewSolverFactory("highs").solve(model.pyomo, rel_gap=0.0)
    assert pyo.value(model.pyomo.objective) == pytest.approx(expected, **SAME)


@pytest.mark.parametrize("kind", KINDS)
def test_appsi_highs(kind: str) -> None:
    model = with_user_parts(kind)
    expected = own_optimum(model)
    pyo.SolverFactory("appsi_highs").solve(model.pyomo, options={"mip_rel_gap": 0.0})
    assert pyo.value(model.pyomo.objective) == pytest.approx(expected, **SAME)


@pytest.mark.parametrize("kind", KINDS)
def test_scip(kind: str) -> None:
    pytest.importorskip("pyscipopt")
    model = with_user_parts(kind)
    expected = own_optimum(model)
    NewSolverFactory("scip_direct").solve(model.pyomo, rel_gap=0.0)
    assert pyo.value(model.pyomo.objective) == pytest.approx(expected, **SAME)
    # What Pyomo loaded is on the model's own arrays, too.
    matrix, values = model.matrix(), model.values()
    assert float(matrix.cost @ values) + matrix.offset == pytest.approx(expected, **SAME)


def test_what_was_changed_on_the_model_counts_everywhere(tmp_path: Path) -> None:
    model = build(examples_of("generator")[0])
    wind = model.pyomo.assets["wind"]
    wind.flow[2030, "year", 1].setub(2.0)
    wind.size[2030].fix(4.0)
    wind.within_available[2030, "year", 2].set_value(wind.flow[2030, "year", 2] <= 1.5)
    wind.size_at_least.deactivate()
    expected = own_optimum(model)
    # 4 MW of wind for 30 + 4 * 4.5 give 2 and 1.5 MW at 2 + 0.01 t/MWh * 100 = 3; the grid the rest at 40 and
    # 90 + 0.2 * 100; 10 t/h of flue gas at 100: 48 + 3 * 1.75 + (6 * 60 + 1.5 * 110) / 2 + 1000.
    assert expected * 1000.0 / HOURS == pytest.approx(48.0 + 5.25 + 262.5 + 1000.0)
    model.pyomo.write(str(tmp_path / "changed.lp"))
    assert optimum_of_file(tmp_path / "changed.lp") == pytest.approx(expected, **SAME)
    NewSolverFactory("highs").solve(model.pyomo)
    assert pyo.value(model.pyomo.objective) == pytest.approx(expected, **SAME)
