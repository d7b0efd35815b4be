"""One scenario with sizes as its author wrote them or carelessly large, cut by synergy or not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from benchmarks.cases import scenario_named
from benchmarks.clock import Clock
from benchmarks.solving import relaxation
from synergy.assets.transport import Transport
from synergy.cluster.asset import Asset, Investment
from synergy.formulation.build import build
from synergy.formulation.model import Model
from synergy.scenario import Scenario
from synergy.solver.highs import solve_matrix
from synergy.solver.options import SolveOptions

AT_ITS_LIMIT = 0.999


def largest_that_bind(name: str, limit: float, gap: float) -> dict[str, object]:
    """Return the assets whose largest size limits the plan: to write more there would be another question."""
    scenario = scenario_named(name)
    model = build(scenario)
    found = solve_matrix(
        model.matrix(), SolveOptions(gap=gap, time_limit=limit), want_duals=False, in_process=True
    )
    if found.values is None:
        raise RuntimeError(f"no plan for {name}: {found.status}")
    return {"binding": [key for key in scenario.cluster.assets if _is_at_its_limit(model, key, found.values)]}


def _is_at_its_limit(model: Model, key: str, values: np.ndarray) -> bool:
    asset = model.scenario.cluster.assets[key]
    if (
        not isinstance(asset, Investment)
        or not asset.buildable
        or "capacity" not in model.blocks[key].results
    ):
        return False
    capacity = float(np.max(model.blocks[key].results["capacity"].expression.value(values)))
    largest = max(option.maximum for option in asset.size_options(model.scenario.cluster.length_of(asset)))
    return capacity - asset.standing >= AT_ITS_LIMIT * largest


def solve_variant(
    name: str, factor: float, tight: bool, binding: list[str], seed: int, limit: float, gap: float
) -> dict[str, object]:
    """Return the relaxation's and the model's optimum, with times, for one way to write the sizes."""
    scenario = scenario_named(name)
    matrix = build(careless(scenario, factor, frozenset(binding)), tight=tight).matrix()
    loose = solve_matrix(
        relaxation(matrix), SolveOptions(time_limit=limit), want_duals=False, in_process=True
    )
    options = SolveOptions(gap=gap, time_limit=limit, seed=seed)
    clock = Clock()
    found = solve_matrix(matrix, options, want_duals=True, in_process=True)
    processor = clock.processor
    return {
        "rows": matrix.shape[0],
        "columns": matrix.shape[1],
        "integers": int(matrix.integer.sum()),
        "relaxation": loose.objective,
        "objective": found.objective,
        "bound": found.bound,
        "status": found.status,
        "seconds": found.timings["solve"],
        "processor": processor,
        "nodes": found.nodes,
        "hidden": found.ghost,
    }


def careless(scenario: Scenario, factor: float, binding: frozenset[str]) -> Scenario:
    """Return the scenario with the largest sizes of all other assets written too large by a factor."""
    if factor == 1.0:
        return scenario
    cluster = scenario.cluster
    assets = [asset if key in binding else _enlarged(asset, factor) for key, asset in cluster.assets.items()]
    return replace(scenario, cluster=cluster.holding(assets))


def _enlarged(asset: Asset, factor: float) -> Asset:
    if not isinstance(asset, Investment) or not asset.capacity_max:
        return asset
    update: dict[str, object] = {"capacity_max": asset.capacity_max * factor}
    if isinstance(asset, Transport) and asset.segments:
        last = asset.segments[-1]
        longer = last.model_copy(update={"capacity_max": last.capacity_max * factor})
        update["segments"] = (*asset.segments[:-1], longer)
    return asset.model_copy(update=update)
