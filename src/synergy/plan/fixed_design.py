"""A model whose design is that of a plan, so that only operation is left to decide."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pyomo.environ as pyo

from synergy.cluster.vintage import Vintage
from synergy.errors import Fault, InfeasibleError, ScenarioError
from synergy.formulation.array_objective import ArrayObjective
from synergy.formulation.array_var import ArrayVar
from synergy.formulation.axes import Axis, sizes
from synergy.formulation.build import build, stage_expression
from synergy.formulation.ledger import MONEY_SCALE
from synergy.formulation.model import Model
from synergy.scenario import Scenario
from synergy.time.series import FloatArray

if TYPE_CHECKING:
    from synergy.plan.plan import Plan

ROUNDING = 1e-6
"""Relative distance by which a size may miss a limit that it was found under."""


def fixed_design(scenario: Scenario, plan: Plan, extra: Callable[[Model], None] | None = None) -> Model:
    """Return the model of a scenario in which everything that a plan decided for the year stays as it is.

    Parameters
    ----------
    scenario : Scenario
        The same cluster as the plan's, on any time axis.
    plan : Plan
    extra : callable, optional
        Adds ordinary Pyomo constraints to the model.

    Raises
    ------
    ScenarioError
        If the plan does not know a decision that the scenario has.
    InfeasibleError
        If the scenario does not allow a size that the plan has.
    """
    return with_decisions(scenario, plan.results, plan.history, extra)


def with_decisions(
    scenario: Scenario,
    known: Mapping[str, Mapping[str, FloatArray]],
    history: Sequence[Vintage[float]] = (),
    extra: Callable[[Model], None] | None = None,
) -> Model:
    """Return the model of a scenario in which what assets decide once a year is known.

    Sizes, and whether anything is built, are fixed by the bounds of their variables, so discrete sizes and
    concave costs stay exactly what they were; their costs stay in the model.

    Parameters
    ----------
    scenario : Scenario
    known : mapping of str to mapping of str to array
        Value of each decision, by asset and name.
    history : sequence of Vintage
        What earlier years of a pathway built and closed.
    extra : callable, optional
        Adds ordinary Pyomo constraints to the model.

    Raises
    ------
    ScenarioError
        If a decision of the scenario is not known.
    InfeasibleError
        If the scenario does not allow a known size.
    """
    # Sizes are not cut to what can flow at all: they may have been decided on another time axis.
    model = build(scenario, tight=False, history=history)
    faults = []
    for key, variables in design_variables(model.pyomo.assets, scenario, model.frame.year).items():
        given = known.get(key, {})
        for name, variable in variables.items():
            if name not in given:
                found = f"the plan does not say its {name}"
                faults.append(Fault(f"assets.{key}", found, fix="verify against the scenario of the plan"))
            else:
                _fix(variable, name, given, key)
    if faults:
        raise ScenarioError(faults)
    if extra is not None:
        extra(model)
    return model


def design_variables(assets: Any, scenario: Scenario, year: Axis) -> dict[str, dict[str, ArrayVar]]:
    """Return the variables of each asset that are decided once a year, by name.

    Parameters
    ----------
    assets : pyomo block
        The blocks of the assets.
    scenario : Scenario
    year : Axis
    """
    return {
        key: {
            variable.local_name: variable
            for variable in assets[key].component_objects(pyo.Var)
            if isinstance(variable, ArrayVar) and variable.axes == (year,)
        }
        for key in scenario.cluster.assets
    }


def _fix(variable: ArrayVar, name: str, given: Mapping[str, FloatArray], asset: str) -> None:
    """Fix a variable at what is given."""
    value = np.asarray(given[name], dtype=np.float64).reshape(-1)
    within = np.clip(value, variable.lower_bounds, variable.upper_bounds)
    if np.any(np.abs(within - value) > ROUNDING * (1.0 + np.abs(value))):
        raise InfeasibleError(f"'{asset}' can not have a {name} of {value[0]:g} here")
    if variable.integer:
        within = np.round(within)
    elif (built := name.replace("size", "built")) in given:
        within = within * np.round(np.asarray(given[built], dtype=np.float64).reshape(-1))
    variable.lower_bounds = variable.upper_bounds = within


def operating_costs(model: Model) -> FloatArray:
    """Return what each step costs in a solved model, in money a year, shape (periods, steps).

    Costs of decisions that are taken once a year are in no step.
    """
    layout = model.frame.layout
    every_cost = stage_expression((("cost", 1.0),), model.ledger)
    costs, _ = ArrayObjective.coefficients_of(every_cost, layout.columns)
    paid = costs * layout.values() / MONEY_SCALE
    totals = np.zeros(model.scenario.time.shape)
    for variable in layout.variables:
        if variable.axes == model.frame.time:
            own = paid[variable.first_column : variable.first_column + variable.length]
            totals += own.reshape(sizes(variable.axes)).sum(axis=0)
    return totals
