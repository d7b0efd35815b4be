"""The model is an ordinary Pyomo model: what users change, add and replace on it counts in the matrix."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pyomo.environ as pyo
import pytest
from pyomo.core.expr.visitor import identify_variables

import synergy
from factories import HOURS, demand, make_scenario, market, solve
from synergy import build
from synergy.errors import ScenarioError
from synergy.formulation.array_constraint import ArrayConstraint
from synergy.formulation.array_var import ArrayVar
from synergy.formulation.model import Model
from synergy.scenario import Scenario
from synergy.solver.highs import solve_matrix
from synergy.solver.options import SolveOptions

YEAR = 2030


def two_plants() -> Scenario:
    """10 MW in two steps from a plant to be built (up to 20 MW, 8 fixed and 1 a MW), or bought at 5 and 9.

    Built in full: 8 + 10 = 18. Bought: (50 + 90) / 2 = 70.
    """
    plant = {
        "kind": "generator",
        "carrier": "power",
        "capacity_max": 20.0,
        "capex_fixed": 8.0 * HOURS,
        "capex_specific": HOURS,
    }
    grid = market({"profile": "price"})
    return make_scenario(
        {"load": demand(10.0), "plant": plant, "grid": grid}, steps=2, profiles={"price": [5.0, 9.0]}
    )


def optimum(model: Model) -> float:
    """Return the optimum in EUR per average hour."""
    solution = solve_matrix(model.matrix(), SolveOptions(gap=0.0), want_duals=False, in_process=True)
    assert solution.objective is not None, solution.status
    return solution.objective * 1000.0 / HOURS


@pytest.fixture
def model() -> Model:
    return build(two_plants(), tight=False)


def flow(model: Model, step: int) -> Any:
    return model.pyomo.assets["plant"].flow[YEAR, "year", step]


def bought(model: Model, step: int) -> Any:
    return model.pyomo.assets["grid"].buy[YEAR, "year", step]


def written_out(model: Model) -> int:
    """Return how many ordinary Pyomo variables and rows exist."""
    components = model.pyomo.component_objects((pyo.Var, pyo.Constraint), descend_into=True)
    return sum(len(component._data) for component in components)


# ---------------------------------------------------------------- made when touched


def test_it_is_a_concrete_model(model: Model) -> None:
    assert isinstance(model.pyomo, pyo.ConcreteModel)
    assert optimum(model) == pytest.approx(18.0)


def test_nothing_is_written_out_until_it_is_touched(model: Model) -> None:
    optimum(model)
    assert written_out(model) == 0
    variable = model.pyomo.assets["plant"].flow
    assert isinstance(variable, ArrayVar)
    assert len(variable) == 2
    assert (YEAR, "year", 1) in variable
    assert (YEAR, "year", 3) not in variable
    assert written_out(model) == 0
    assert variable[YEAR, "year", 1] is variable[YEAR, "year", 1]
    assert written_out(model) == 1


def test_a_row_is_written_out_with_its_variables(model: Model) -> None:
    row = model.pyomo.assets["plant"].within_available[YEAR, "year", 2]
    assert (row.lb, row.ub) == (None, 0.0)
    assert {variable.name for variable in identify_variables(row.body)} == {
        "assets[plant].flow[2030,year,2]",
        "assets[plant].size[2030]",
    }
    assert written_out(model) == 3


def test_an_index_that_is_not_there_is_refused(model: Model) -> None:
    for component in (model.pyomo.assets["plant"].flow, model.pyomo.assets["plant"].within_available):
        with pytest.raises(KeyError, match="not valid"):
            component[YEAR, "year", 9]


def test_iterating_meets_every_index(model: Model) -> None:
    variable = model.pyomo.assets["plant"].flow
    assert list(variable) == [(YEAR, "year", 1), (YEAR, "year", 2)]
    assert [data.ub for data in variable.values()] == [20.0, 20.0]
    rows = model.pyomo.hubs["here", "power"].balance
    assert isinstance(rows, ArrayConstraint)
    assert [data.upper for data in rows.values()] == [10.0, 10.0]


def test_it_can_be_printed(model: Model) -> None:
    text = io.StringIO()
    model.pyomo.pprint(ostream=text)
    for words in ("flow : Size=2", "built : Size=1", "Binary", "size_only_if_built", "balance : Size=2"):
        assert words in text.getvalue()


def test_columns_and_rows_have_the_names_of_the_components(model: Model) -> None:
    matrix = model.matrix()
    columns = {matrix.column_name(number) for number in range(matrix.shape[1])}
    rows = {matrix.row_name(number) for number in range(matrix.shape[0])}
    assert columns == {data.name for data in model.pyomo.component_data_objects(pyo.Var)}
    assert rows == {data.name for data in model.pyomo.component_data_objects(pyo.Constraint)}


def test_values_come_back_on_the_pyomo_model(model: Model) -> None:
    touched = flow(model, 1)
    solution = solve_matrix(model.matrix(), in_process=True)
    assert solution.values is not None
    model.load(solution.values)
    assert touched.value == pytest.approx(10.0)
    assert flow(model, 2).value == pytest.approx(10.0)
    assert pyo.value(model.pyomo.objective) == pytest.approx(18.0 * HOURS / 1000.0)
    np.testing.assert_allclose(model.values(), solution.values)


# ---------------------------------------------------------------- changed


def test_bounds_of_single_variables_count(model: Model) -> None:
    # 4 MW at most in step 2, 6 MW bought at 9: 8 + 10 + 27 = 45.
    flow(model, 2).setub(4.0)
    assert optimum(model) == pytest.approx(45.0)
    # At least 2 MW bought in step 1 at 5 beside that: 5 more, and 8 MW are enough: 48.
    bought(model, 1).setlb(2.0)
    assert optimum(model) == pytest.approx(48.0)
    flow(model, 2).setub(None)
    bought(model, 1).setlb(0.0)
    assert optimum(model) == pytest.approx(18.0)


def test_fixed_variables_stay_fixed(model: Model) -> None:
    flow(model, 1).fix(3.0)  # 7 MW bought at 5 in step 1: 8 + 10 + 17.5
    assert optimum(model) == pytest.approx(35.5)
    flow(model, 1).unfix()
    assert optimum(model) == pytest.approx(18.0)
    model.pyomo.assets["plant"].built.fix(0)  # the whole component
    assert optimum(model) == pytest.approx(70.0)


def test_fixed_without_a_value_is_refused(model: Model) -> None:
    flow(model, 1).fixed = True
    with pytest.raises(
        ScenarioError, match=r"assets\[plant\]\.flow\[2030,year,1\]: is fixed, and has no value"
    ):
        model.matrix()


def test_integrality_can_be_relaxed(model: Model) -> None:
    # Half of the fixed cost for half of the largest size: 4 + 10.
    model.pyomo.assets["plant"].built[YEAR].domain = pyo.Reals
    assert not model.matrix().integer.any()
    assert optimum(model) == pytest.approx(14.0)


def test_rows_and_components_can_be_turned_off(model: Model) -> None:
    rows = model.pyomo.assets["plant"].size_only_if_built
    rows[YEAR].deactivate()  # a size without the fixed cost
    assert optimum(model) == pytest.approx(10.0)
    rows[YEAR].activate()
    assert optimum(model) == pytest.approx(18.0)
    rows.deactivate()
    assert optimum(model) == pytest.approx(10.0)
    rows.activate()
    model.pyomo.assets["plant"].deactivate()  # all rows of the asset: no cost at all
    assert optimum(model) == pytest.approx(0.0)


def test_a_row_given_another_expression_counts_as_it_is(model: Model) -> None:
    rows = model.pyomo.assets["plant"].within_available
    rows[YEAR, "year", 2].set_value(flow(model, 2) <= 4.0)
    assert optimum(model) == pytest.approx(45.0)
    rows[YEAR, "year", 1] = flow(model, 1) <= 10.0  # never touched before
    assert optimum(model) == pytest.approx(27.0)  # both steps without anything built


def test_a_row_can_not_be_deleted(model: Model) -> None:
    with pytest.raises(ValueError, match="deactivate it instead"):
        del model.pyomo.assets["plant"].within_available[YEAR, "year", 2]


# ---------------------------------------------------------------- added


def test_constraints_through_build() -> None:
    # At least 30 % bought in the year: 0.3 * 20 MW in two steps, all in step 1 at 5, so 6 MW: 8 + 10 + 15 =
    # 33.
    def green(model: Model) -> None:
        grid, load = model.pyomo.assets["grid"], 20.0
        model.pyomo.share = pyo.Constraint(expr=sum(grid.buy.values()) >= 0.3 * load)

    assert optimum(build(two_plants(), green)) == pytest.approx(33.0)
    plan = solve(two_plants(), extra=green)
    assert plan.cost / HOURS == pytest.approx(33.0)
    assert plan.report.passed


def test_constraints_of_every_sort(model: Model) -> None:
    grid = model.pyomo.assets["grid"]
    model.pyomo.each = pyo.Constraint([1, 2], rule=lambda _, step: (1.0, grid.buy[YEAR, "year", step], 2.0))
    model.pyomo.more = pyo.ConstraintList()
    model.pyomo.more.add(bought(model, 2) == 1.5)
    model.pyomo.more.add(bought(model, 1) + 1.0 <= 2.0 * bought(model, 2) - 0.5)
    model.pyomo.group = pyo.Block()
    model.pyomo.group.idle = pyo.Constraint(expr=bought(model, 1) >= 5.0)
    model.pyomo.group.idle.deactivate()
    matrix = model.matrix()
    rows = [matrix.row_name(number) for number in range(matrix.shape[0])][-4:]
    assert rows == ["each[1]", "each[2]", "more[1]", "more[2]"]
    # 1 MW at 5 and 1.5 MW at 9, 9 MW of the plant: 8 + 9 + (5 + 13.5) / 2.
    assert optimum(model) == pytest.approx(26.25)


def test_a_constant_constraint_is_a_row_without_entries(model: Model) -> None:
    flow(model, 1).fix(10.0)
    model.pyomo.met = pyo.Constraint(expr=flow(model, 1) >= 9.0)
    assert optimum(model) == pytest.approx(18.0)
    model.pyomo.unmet = pyo.Constraint(expr=flow(model, 1) >= 11.0)
    assert solve_matrix(model.matrix(), in_process=True).status == "infeasible"


def test_variables_of_ones_own(model: Model) -> None:
    # An integer number of lorries of 3 MW each at 1 EUR/h brings what is not built; no purchase. 3 lorries: 3
    # + 8 + 1.
    own = model.pyomo
    own.lorries = pyo.Var(domain=pyo.NonNegativeIntegers, bounds=(0, 3))
    own.spare = pyo.Var([1, 2], bounds=(0.0, None))
    for step in (1, 2):
        balance = own.hubs["here", "power"].balance[YEAR, "year", step]
        balance.deactivate()
    own.met = pyo.Constraint([1, 2], rule=lambda m, s: flow(model, s) + 3.0 * m.lorries - m.spare[s] == 10.0)
    cost = own.objective.expr + own.lorries * HOURS / 1000.0
    own.objective.set_value(cost)
    assert optimum(model) == pytest.approx(12.0)
    solution = solve_matrix(model.matrix(), in_process=True)
    assert solution.values is not None
    model.load(solution.values)
    assert own.lorries.value == pytest.approx(3.0)


def test_a_plan_may_hold_variables_of_ones_own() -> None:
    def with_threshold(model: Model) -> None:
        own = model.pyomo
        own.any = pyo.Var(domain=pyo.Binary)
        own.only_if = pyo.Constraint([1, 2], rule=lambda m, s: bought(model, s) <= 20.0 * m.any)
        own.at_least = pyo.Constraint(expr=bought(model, 1) >= 4.0 * own.any)
        own.needed = pyo.Constraint(expr=own.any == 1)

    # 4 MW at 5 in step 1: 8 + 10 + 10 = 28.
    first = solve(two_plants(), extra=with_threshold)
    assert first.cost / HOURS == pytest.approx(28.0)
    again = solve(two_plants(), extra=with_threshold, start=first)
    assert again.cost == pytest.approx(first.cost)


def test_what_is_not_linear_is_refused(model: Model) -> None:
    model.pyomo.bent = pyo.Constraint(expr=flow(model, 1) * flow(model, 2) <= 4.0)
    with pytest.raises(ScenarioError, match="bent: is not linear"):
        model.matrix()


def test_what_is_no_row_is_refused(model: Model) -> None:
    model.pyomo.one_step = pyo.SOSConstraint(var=model.pyomo.assets["grid"].buy, sos=1)
    with pytest.raises(ScenarioError, match="one_step: is a SOSConstraint"):
        model.matrix()
    model.pyomo.one_step.deactivate()
    model.pyomo.limit = pyo.Param(initialize=3.0, mutable=True)
    model.pyomo.bought = pyo.Expression(expr=pyo.summation(model.pyomo.assets["grid"].buy))
    model.pyomo.days = pyo.RangeSet(3)
    model.pyomo.dual = pyo.Suffix(direction=pyo.Suffix.IMPORT)
    model.pyomo.more = pyo.Constraint(expr=model.pyomo.bought >= model.pyomo.limit)
    assert optimum(model) == pytest.approx(8.0 + 10.0 + 7.5)


def test_variables_of_another_model_are_refused(model: Model) -> None:
    model.pyomo.strange = pyo.Constraint(expr=flow(build(two_plants()), 1) <= 4.0)
    with pytest.raises(ScenarioError, match=r"strange: uses .* not on the model"):
        model.matrix()


def test_a_hub_turned_off_has_no_price(model: Model) -> None:
    model.pyomo.hubs["here", "power"].balance.deactivate()
    plan = synergy.solve(model, audit=False, in_process=True)
    assert plan.cost == pytest.approx(0.0)
    assert plan.prices["here", "power"].isna().all()


def test_clones_and_transformations_of_pyomo(model: Model) -> None:
    copy = model.pyomo.clone()
    copy.assets["plant"].built[YEAR].fix(0)
    pyo.SolverFactory("appsi_highs").solve(copy)
    assert pyo.value(copy.objective) == pytest.approx(70.0 * HOURS / 1000.0)
    assert optimum(model) == pytest.approx(18.0)
    pyo.TransformationFactory("core.relax_integer_vars").apply_to(model.pyomo)
    assert optimum(model) == pytest.approx(14.0)


# ---------------------------------------------------------------- replaced


def most_bought(model: Model) -> Any:
    return -sum(model.pyomo.assets["grid"].buy.values())


@pytest.mark.parametrize("way", ["beside", "instead", "in place"])
def test_an_objective_of_ones_own(model: Model, way: str) -> None:
    bought(model, 1).setub(6.0)
    bought(model, 2).setub(5.0)
    if way == "beside":
        model.pyomo.objective.deactivate()
        model.pyomo.mine = pyo.Objective(expr=most_bought(model) + 1.0)
    elif way == "instead":
        model.pyomo.del_component("objective")
        model.pyomo.mine = pyo.Objective(expr=most_bought(model) + 1.0)
    else:
        model.pyomo.objective.expr = most_bought(model) + 1.0
    plan = solve(model)
    assert plan.own_objective
    assert plan.objective == pytest.approx(-10.0)
    assert plan.report.passed


def test_one_objective_no_more_no_less(model: Model) -> None:
    model.pyomo.mine = pyo.Objective(expr=most_bought(model))
    model.pyomo.objective.deactivate()
    model.pyomo.other = pyo.Objective(expr=0.0)
    with pytest.raises(ScenarioError, match="2 active objectives"):
        model.matrix()


def test_a_second_objective_is_not_overlooked(model: Model) -> None:
    model.pyomo.mine = pyo.Objective(expr=most_bought(model))
    with pytest.raises(ScenarioError, match="2 active objectives"):
        model.matrix()


def test_maximising_is_refused(model: Model) -> None:
    model.pyomo.objective.sense = pyo.maximize
    with pytest.raises(ScenarioError, match="is maximised"):
        model.matrix()


def test_what_stands_in_the_objective_can_be_built_upon(model: Model) -> None:
    model.pyomo.objective.expr = model.pyomo.objective.expr * 2.0
    assert optimum(model) == pytest.approx(36.0)
