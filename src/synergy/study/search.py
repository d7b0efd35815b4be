"""A search for something else than the scenario's objective: the least of named results within a budget."""

from __future__ import annotations

from collections.abc import Callable

import pyomo.environ as pyo

from synergy.errors import Fault, ScenarioError, did_you_mean
from synergy.formulation.affine import Affine, total
from synergy.formulation.array_objective import ArrayObjective
from synergy.formulation.block import FormulationBlock
from synergy.formulation.build import stage_expression
from synergy.formulation.ledger import MONEY_SCALE
from synergy.formulation.model import Model
from synergy.pathway.pathway import Pathway
from synergy.scenario import Scenario
from synergy.study.case import Search


def stated_search(scenario: Scenario | Pathway, search: Search) -> Callable[[Model], None]:
    r"""Return what states a search on a model: other costs, and one row for the budget.

    .. math:: \min \sum_{(a, r)} w_{ar} \sum_t x_{art} \quad \text{with} \quad C(x) \le \overline{C}

    ======================  ==============  ===========================
    symbol                  field           unit
    ======================  ==============  ===========================
    :math:`w_{ar}`          ``weights``     one over the unit of result r
    :math:`x_{art}`                         that of result r of asset a
    :math:`C`                               money/a
    :math:`\overline C`     ``cost_most``   money/a
    ======================  ==============  ===========================

    Raises
    ------
    ScenarioError
        If it is about a pathway, or names a result that the model does not have.
    """
    if isinstance(scenario, Pathway):
        found = "is asked of a pathway"
        raise ScenarioError([Fault("search", found, fix="search in the scenario of one year")])

    def state(model: Model) -> None:
        model.pyomo.search = pyo.Block()
        block = FormulationBlock(model.frame, model.pyomo.search)
        cost = stage_expression((("cost", 1.0),), model.ledger)
        block.constraint("budget", cost <= search.cost_most * MONEY_SCALE)
        faults = [fault for key in search.weights if (fault := _fault(model, *key)) is not None]
        if faults:
            raise ScenarioError(faults)
        model.pyomo.objective.deactivate()
        model.pyomo.search.objective = ArrayObjective(model.frame.layout, weighted_results(model, search))

    return state


def weighted_results(model: Model, search: Search) -> Affine:
    """Return the weighted sum that a search minimises."""
    parts = []
    for (asset, result), weight in search.weights.items():
        expression = model.blocks[asset].results[result].expression
        parts.append(expression.sum(*(axis.name for axis in expression.axes)) * weight)
    return total(parts)


def _fault(model: Model, asset: str, result: str) -> Fault | None:
    if asset not in model.blocks:
        near = did_you_mean(asset, model.blocks)
        return Fault("search.weights", f"names '{asset}', which is not in the scenario{near}")
    known = model.blocks[asset].results
    if result not in known:
        near = did_you_mean(result, known)
        return Fault("search.weights", f"'{asset}' has no result '{result}'{near}", fix=f"{', '.join(known)}")
    return None
