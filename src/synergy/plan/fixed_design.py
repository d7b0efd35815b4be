"""A model whose design is that of a plan, so that only operation is left to decide."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pyomo.environ as pyo

from synergy.errors import Fault, ScenarioError
from synergy.formulation.array_objective import ArrayObjective
from synergy.formulation.array_var import ArrayVar
from synergy.formulation.axes import sizes
from synergy.formulation.build import build, stage_expression
from synergy.formulation.ledger import MONEY_SCALE
from synergy.formulation.model import Model
from synergy.scenario import Scenario
from synergy.time.series import FloatArray

if TYPE_CHECKING:
    from synergy.plan.plan import Plan


def fixed_design(scenario: Scenario, plan: Plan, extra: Callable[[Model], None] | None = None) -> Model:
    """Return the model of a scenario in which everything that a plan decided for the year stays as it is.

    What assets decide once a year (sizes, and whether anything is built) is fixed by the bounds of its
    variables, so discrete sizes and concave costs stay exactly what they were; their costs stay in the model.

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
    """
    # Sizes are not cut to what can flow at all: for the plan they were cut on its own time axis.
    model = build(scenario, tight=False, history=plan.history)
    years = (model.frame.year,)
    faults = []
    for key in scenario.cluster.assets:
        known = plan.results.get(key, {})
        for variable in model.pyomo.assets[key].component_objects(pyo.Var):
            if not isinstance(variable, ArrayVar) or variable.axes != years:
                continue
            name = variable.local_name
            if name not in known:
                found = f"the plan does not say its {name}"
                faults.append(Fault(f"assets.{key}", found, fix="verify against the scenario of the plan"))
                continue
            value = np.clip(known[name].reshape(-1), variable.lower_bounds, variable.upper_bounds)
            if variable.integer:
                value = np.round(value)
            elif (built := name.replace("size", "built")) in known:
                value = value * np.round(known[built].reshape(-1))
            variable.lower_bounds = variable.upper_bounds = value
    if faults:
        raise ScenarioError(faults)
    if extra is not None:
        extra(model)
    return model


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
