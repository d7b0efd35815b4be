"""One random network whose pipes cost a power of their capacity, stated in one way or another."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from benchmarks.cases import scenario_named
from benchmarks.clock import Clock
from benchmarks.solving import relaxation
from synergy.assets.pipeline import Pipeline
from synergy.assets.transport import Diameter
from synergy.cluster.asset import Asset
from synergy.cluster.cluster import Cluster
from synergy.economics import power_law_pieces
from synergy.formulation.build import build
from synergy.formulation.model import Model
from synergy.scenario import Scenario
from synergy.solver.highs import solve_matrix
from synergy.solver.options import SolveOptions

EXPONENT = 0.486
REFERENCE, COST = 100.0, 123e3 * 100.0**EXPONENT
"""Hot-water transmission of the Danish Energy Agency's catalogue, own fit: 123 kEUR/km * MW ** 0.486."""
SMALLEST = 1.0
DIAMETERS = 12
"""Standard sizes from `SMALLEST` to the largest, in geometric steps, as pipe tables have them."""


def law(capacity: float) -> float:
    """Return what a km of pipe costs."""
    return COST * (capacity / REFERENCE) ** EXPONENT


def scaled(name: str, form: str) -> Scenario:
    """Return a network in which pipes are stated as ``"diameters"``, ``"pieces"`` or ``"line"``.

    A line is the fixed and slope cost that is within the least relative error over all sizes.
    """
    scenario = scenario_named(name)
    cluster = scenario.cluster
    return replace(
        scenario,
        cluster=Cluster(
            carriers=cluster.carriers.values(),
            sites=cluster.sites.values(),
            corridors=cluster.corridors.values(),
            assets=[_stated(asset, form) for asset in cluster.assets.values()],
        ),
    )


def _stated(asset: Asset, form: str) -> Asset:
    if not isinstance(asset, Pipeline):
        return asset
    data = asset.model_dump()
    most = data["capacity_max"]
    data |= {"capex_fixed_per_km": 0.0, "capex_specific_per_km": 0.0}
    if form == "diameters":
        sizes = np.geomspace(SMALLEST, most, DIAMETERS).tolist()
        data["diameters"] = [
            Diameter(name=f"{size:.0f} MW", capacity=size, capex_per_km=law(size)) for size in sizes
        ]
    elif form == "pieces":
        data |= {
            "capacity_reference": REFERENCE,
            "capex_reference_per_km": COST,
            "scale_exponent": EXPONENT,
        }
    else:
        (line,) = power_law_pieces(EXPONENT, SMALLEST / REFERENCE, most / REFERENCE, error=np.inf)
        data |= {
            "capex_fixed_per_km": COST * line.fixed,
            "capex_specific_per_km": COST * line.slope / REFERENCE,
        }
    return Pipeline.model_validate(data)


def solve_form(name: str, form: str, tight: bool, seed: int, limit: float, gap: float) -> dict[str, object]:
    """Return optimum and relaxation, with times, and the cost of the plan by the law itself."""
    model = build(scaled(name, form), tight=tight)
    matrix = model.matrix()
    loose = solve_matrix(
        relaxation(matrix), SolveOptions(time_limit=limit), want_duals=False, in_process=True
    )
    clock = Clock()
    found = solve_matrix(
        matrix, SolveOptions(gap=gap, time_limit=limit, seed=seed), want_duals=True, in_process=True
    )
    processor = clock.processor
    return {
        "integers": int(matrix.integer.sum()),
        "relaxation": loose.objective,
        "objective": found.objective,
        "bound": found.bound,
        "status": found.status,
        "seconds": found.timings["solve"],
        "processor": processor,
        "nodes": found.nodes,
        **({} if found.values is None else _by_the_law(model, found.values)),
    }


def _by_the_law(model: Model, values: np.ndarray) -> dict[str, object]:
    """Return the plan's cost with every pipe at what the law says of its capacity, and which are built."""
    cluster = model.scenario.cluster
    paid = exact = 0.0
    built = {}
    for key, asset in cluster.assets.items():
        if not isinstance(asset, Pipeline):
            continue
        size = float(np.max(model.blocks[key].results["capacity"].expression.value(values)))
        capital = [entry.amount.value(values) for entry in model.ledger.capital if entry.asset == key]
        factor = asset.yearly_factor(cluster.wacc_of(asset))
        paid += factor * float(np.sum(capital))
        if size > 1e-6:
            built[key] = size
            exact += factor * law(size) * cluster.length_of(asset) * 1e-3
    costs = (charge.amount.value(values) for charge in model.ledger.charges)
    return {"exact": float(sum(np.sum(cost) for cost in costs)) - paid + exact, "built": sorted(built)}
