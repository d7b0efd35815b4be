"""Heat pumps, heat engines and choices of route with owners that take part or not."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from process_examples import choice, heat_engine, heat_pump
from synergy.errors import ScenarioError
from synergy.formulation.build import build
from synergy.formulation.matrix import Matrix
from synergy.scenario import Scenario
from synergy.solver.highs import solve_matrix
from synergy.solver.options import SolveOptions

OWNERS = ("first", "second")
LIMITED = 40.0
"""Most that a market brings or takes, in MW: what others touch must be limited."""


def optimum(matrix: Matrix) -> float:
    found = solve_matrix(matrix, SolveOptions(gap=0.0), want_duals=False, in_process=True).objective
    return np.inf if found is None else found


def owned(scenario: Scenario) -> Scenario:
    """Return the scenario with its assets dealt out between two owners."""
    data = scenario.to_data()
    data["owners"] = {owner: {} for owner in OWNERS}
    for number, fields in enumerate(data["assets"].values()):
        fields["owner"] = OWNERS[number % 2]
        if fields["kind"] == "market":
            fields.setdefault("buy_max", LIMITED)
    return Scenario.from_data(data, scenario.profiles)


@pytest.mark.parametrize("scenario", [*heat_pump(), *heat_engine(), choice()[0]])
def test_every_coalition_costs_what_its_own_scenario_costs(scenario: Scenario) -> None:
    whole = owned(scenario)
    model = build(whole, players=OWNERS)
    matrix, columns = model.matrix(), model.membership.columns
    for size in range(len(OWNERS) + 1):
        for members in combinations(OWNERS, size):
            lower, upper = matrix.column_lower.copy(), matrix.column_upper.copy()
            lower[columns] = upper[columns] = [owner in members for owner in OWNERS]
            try:
                alone = optimum(build(whole.restrict(members)).matrix())
            except ScenarioError:  # nothing is left, or a demand can not be reached
                continue
            together = optimum(replace(matrix, column_lower=lower, column_upper=upper))
            assert together == pytest.approx(alone, rel=1e-6, abs=1e-6), members
