"""One packaged example with the tight or the loose formulation: its relaxation, its optimum, and the time."""

from __future__ import annotations

import synergy
from benchmarks.clock import Clock
from benchmarks.solving import relaxation
from synergy.formulation.build import build
from synergy.formulation.matrix import Matrix
from synergy.pathway.model import state_pathway
from synergy.pathway.pathway import Pathway
from synergy.solver.highs import solve_matrix
from synergy.solver.options import SolveOptions


def matrix_of(name: str, tight: bool) -> Matrix:
    """Return the matrix of an example; of a pathway, all years in one model."""
    example = synergy.examples.load(name)
    if isinstance(example, Pathway):
        budget = example.terms.emission_budget
        return state_pathway(example, example.years, budget=budget, tight=tight).matrix()
    return build(example, tight=tight).matrix()


def solve_example(name: str, tight: bool, seed: int, limit: float, gap: float) -> dict[str, object]:
    """Return what the solver found, with times of its own.

    Parameters
    ----------
    name : str
    tight : bool
        Whether sizes are cut to what can be of use.
    seed : int
    limit : float
        Seconds for the relaxation, and again for the model.
    gap : float
    """
    clock = Clock()
    matrix = matrix_of(name, tight)
    stated = clock.seconds
    loose = solve_matrix(
        relaxation(matrix), SolveOptions(time_limit=limit), want_duals=False, in_process=True
    )
    clock = Clock()
    options = SolveOptions(gap=gap, time_limit=limit, seed=seed)
    found = solve_matrix(matrix, options, want_duals=False, in_process=True)
    return {
        "rows": matrix.shape[0],
        "columns": matrix.shape[1],
        "integers": int(matrix.integer.sum()),
        "stated": stated,
        "relaxation": loose.objective if loose.status == "optimal" else None,
        "objective": found.objective,
        "bound": found.bound,
        "status": found.status,
        "seconds": clock.seconds,
        "processor": clock.processor,
        "nodes": found.nodes,
    }
