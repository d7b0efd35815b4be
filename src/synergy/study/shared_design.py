r"""One design for several scenarios: stated once, run in each of them, in one model.

Every scenario :math:`s` is stated by the same code as one that stands alone, in a block of its own; what
assets decide once a year, :math:`x` (sizes, and whether anything is built), is the same in all, while
operation :math:`y_s` is each scenario's own. With the cost :math:`C_s(x, y_s)` of a scenario, its least cost
:math:`C_s^*` and its probability :math:`p_s`, the two-stage stochastic plan minimises the expected cost,

.. math:: \min_{x, y} \sum_s p_s \, C_s(x, y_s),

and the plan of minimax regret the largest regret, and then, among such plans, the expected cost:

.. math:: \min_{x, y} R \quad \text{where} \quad C_s(x, y_s) - C_s^* \le R \quad \forall s

==================  =====================================  ==========
symbol              field or variable                      unit
==================  =====================================  ==========
:math:`p_s`         ``probabilities``                      1
:math:`C_s^*`       ``least_costs``                        EUR/a
:math:`R`           ``regret``                             EUR/a
==================  =====================================  ==========
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pyomo.environ as pyo

from synergy.errors import InfeasibleError
from synergy.formulation.affine import Affine, total
from synergy.formulation.array_objective import ArrayObjective
from synergy.formulation.array_var import ArrayVar
from synergy.formulation.axes import Axis
from synergy.formulation.block import FormulationBlock, ModelFrame
from synergy.formulation.build import stage_expression, state_year
from synergy.formulation.layout import Layout
from synergy.formulation.ledger import MONEY_SCALE, Ledger
from synergy.formulation.model import Model
from synergy.objective import Measure, Objective
from synergy.plan.fixed_design import design_variables
from synergy.plan.run import Run
from synergy.scenario import Scenario
from synergy.solver.options import SolveOptions
from synergy.study.outcome import Design

Aim = Literal["expected cost", "largest regret"]
Variables = Mapping[str, Mapping[str, ArrayVar]]
COST: tuple[tuple[Measure, float], ...] = (("cost", 1.0),)


@dataclass(frozen=True, eq=False)
class SharedDesign:
    """A design that several scenarios share.

    Parameters
    ----------
    design : mapping of (asset, name) to float
    reached : float
        Expected cost or largest regret, in money a year.
    bound : float, optional
        What no shared design can beat.
    """

    design: Design
    reached: float
    bound: float | None


def shared_design(
    scenarios: Mapping[str, Scenario],
    probabilities: Mapping[str, float],
    aim: Aim,
    options: SolveOptions,
    least_costs: Mapping[str, float] | None = None,
) -> SharedDesign:
    """Return the design that serves several scenarios best.

    Parameters
    ----------
    scenarios : mapping of str to Scenario
        With the same assets to build; all minimise cost.
    probabilities : mapping of str to float
        Adding up to 1.
    aim : {"expected cost", "largest regret"}
    options : SolveOptions
    least_costs : mapping of str to float, optional
        Least cost of each scenario by itself, in money a year, for the regret.

    Raises
    ------
    InfeasibleError
        If no design can be run in all scenarios.
    """
    model, parts = _stated(scenarios)
    costs = {name: _scalar(stage_expression(COST, part.ledger)) for name, part in parts.items()}
    expected = total([cost * probabilities[name] for name, cost in costs.items()])
    stages: tuple[Affine, ...] = (expected,)
    if aim == "largest regret":
        stages = (_largest_regret(model, costs, least_costs or {}), expected)
    model.stages = stages
    first = next(iter(scenarios.values()))
    model.scenario = replace(first, objective=Objective((COST,) * len(stages)))
    model.pyomo.objective = ArrayObjective(model.frame.layout, stages[0], doc=aim)
    try:
        records, values, _, _ = Run(model, options, False, None, False).stages(None)
    except InfeasibleError as error:
        raise InfeasibleError("no design can be run in all scenarios", error.faults) from None
    model.load(values)
    return SharedDesign(_values(_designs(parts)), records[0].objective, records[0].bound)


def _stated(scenarios: Mapping[str, Scenario]) -> tuple[Model, dict[str, Model]]:
    """Return the model of all scenarios, without its objective, and each scenario's part."""
    root = pyo.ConcreteModel(name="shared design")
    root.scenarios = pyo.Block(list(scenarios))
    layout = Layout()
    parts: dict[str, Model] = {}
    for name, scenario in scenarios.items():
        frame = _frame(root.scenarios[name], layout, scenario)
        # What is of use differs from scenario to scenario, and the design is one: sizes are not cut.
        stated = state_year(scenario, frame, {}, False, ())
        parts[name] = Model(scenario, frame, stated.ledger, stated.blocks, (), (), stated.vintages)
    first = next(iter(parts.values()))
    frame = ModelFrame(root, layout, first.frame.year, first.frame.period, first.frame.step)
    whole = Model(first.scenario, frame, Ledger(), {}, ())
    root.shared = pyo.Block()
    shared = FormulationBlock(frame, root.shared)
    leading: dict[tuple[str, str], ArrayVar] = {}
    for number, variables in enumerate(_designs(parts)):
        for asset, own in variables.items():
            for name, variable in own.items():
                known = leading.setdefault((asset, name), variable)
                if known is not variable:
                    same = _scalar(variable.array) == _scalar(known.array)
                    shared.constraint(f"{asset}_{name}_{number}", same)
    return whole, parts


def _frame(place: pyo.Block, layout: Layout, scenario: Scenario) -> ModelFrame:
    time = scenario.time
    year, period = Axis("year", (time.year,)), Axis("period", time.periods)
    frame = ModelFrame(place, layout, year, period, Axis("step", tuple(range(1, time.steps + 1))))
    for axis in frame.time:
        frame.set_of(axis)
    return frame


def _designs(parts: Mapping[str, Model]) -> list[Variables]:
    return [design_variables(part.pyomo.assets, part.scenario, part.frame.year) for part in parts.values()]


def _values(designs: list[Variables]) -> Design:
    """Return the values of all decisions; of the first scenario where several have one."""
    found: dict[tuple[str, str], float] = {}
    for variables in designs:
        for asset, own in variables.items():
            for name, variable in own.items():
                found.setdefault((asset, name), float(variable.values_now()[0]))
    return found


def _largest_regret(model: Model, costs: Mapping[str, Affine], least: Mapping[str, float]) -> Affine:
    block = FormulationBlock(model.frame, model.pyomo.shared)
    alone = Axis("regret", ("largest",))
    regret = block.variable("regret", (alone,), lower=-np.inf, unit="")
    for number, (name, cost) in enumerate(costs.items()):
        block.constraint(f"regret_{number}", total([cost], (alone,)) - regret <= least[name] * MONEY_SCALE)
    return regret.sum("regret")


def _scalar(amount: Affine) -> Affine:
    return amount.sum(*(axis.name for axis in amount.axes)) if amount.axes else amount
