r"""Solving one case: as it stands, with a known design, or in search of an alternative within a budget.

A search takes two steps: first the weighted sum of named yearly results is minimised under the budget,

.. math:: d^* = \min \sum_{(a, r)} w_{ar} \, r_a \quad \text{where} \quad C \le \overline{C},

then cost is minimised among all plans with that sum, so that what is found wastes nothing:

.. math:: \min C \quad \text{where} \quad \sum_{(a, r)} w_{ar} \, r_a \le d^*, \; C \le \overline{C}

====================  =====================================  ==========
symbol                field                                  unit
====================  =====================================  ==========
:math:`w_{ar}`        ``weights`` of the search              any
:math:`r_a`           named yearly result of an asset        as named
:math:`\overline C`   ``cost_most`` of the search            EUR/a
====================  =====================================  ==========
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from synergy.errors import Fault, ScenarioError
from synergy.formulation.affine import total
from synergy.formulation.block import FormulationBlock
from synergy.formulation.model import Model
from synergy.objective import Objective
from synergy.pathway.pathway import Pathway
from synergy.pathway.plan import PathwayPlan
from synergy.plan.fixed_design import with_decisions
from synergy.plan.plan import Plan
from synergy.plan.solve import solve as solve_scenario
from synergy.scenario import Scenario
from synergy.solver.options import SolveOptions
from synergy.solving import solve
from synergy.study.case import Case, Search
from synergy.study.search import stated_search, weighted_results

ROOM = 1e-7
"""How much of the sum of weights the second step of a search may give away, against rounding."""


def solve_case(case: Case, **further: Any) -> Plan | PathwayPlan:
    """Return the audited plan of a case.

    Parameters
    ----------
    case : Case
    **further
        What `synergy.solve` takes besides options: ``start``, ``on_event``, ``in_process``, ...

    Raises
    ------
    ScenarioError
        If a search or a design names what the scenario does not have, or is asked for of a pathway.
    InfeasibleError, UnboundedError, SolverError, AuditError
        As for `synergy.solve`; also if a design can not be built or run.

    Examples
    --------
    >>> import synergy
    >>> scenario = synergy.examples.load("two-plants")
    >>> least = synergy.solve(scenario).cost
    >>> search = Search({("steam-line", "size"): 1.0}, cost_most=1.05 * least)
    >>> plan = solve_case(Case("less line", scenario, search=search))
    >>> bool(plan.cost <= 1.05001 * least)
    True
    """
    if case.search is None and case.design is None:
        return solve(case.scenario, case.options, **further)
    if isinstance(case.scenario, Pathway):
        found = "a search or a known design is for a single year, and this is a pathway"
        raise ScenarioError([Fault("", found, fix="take one of its years: pathway.scenarios[year]")])
    if case.search is not None and case.design is not None:
        raise ScenarioError([Fault("", "has a search and a known design", fix="give one of the two")])
    if case.search is not None:
        return _searched(case.scenario, case.search, case.options, **further)
    known: dict[str, dict[str, Any]] = {}
    for (asset, name), value in (case.design or {}).items():
        known.setdefault(asset, {})[name] = np.array([value])
    return solve_scenario(with_decisions(case.scenario, known), case.options, **further)


def _searched(scenario: Scenario, search: Search, options: SolveOptions, **further: Any) -> Plan:
    stated = replace(scenario, objective=Objective.of("cost"))
    budgeted = stated_search(stated, search)
    reached = solve_scenario(stated, options, extra=budgeted, **further)
    room = ROOM * max(1.0, sum(abs(weight) for weight in search.weights.values()))

    def as_different(model: Model) -> None:
        budgeted(model)
        model.pyomo.search.objective.deactivate()
        model.pyomo.objective.activate()
        block = FormulationBlock(model.frame, model.pyomo.search)
        difference = total([weighted_results(model, search)], (model.frame.year,))
        block.constraint("difference", difference <= reached.objective + room)

    return solve_scenario(stated, options, extra=as_different, **further)
