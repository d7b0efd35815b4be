"""Energy synergies of industrial clusters: shared investments, what cooperation is worth, and who pays.

Examples
--------
>>> import synergy
>>> scenario = synergy.examples.load("two-plants")
>>> plan = synergy.solve(scenario)
>>> plan.status
'optimal'
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from synergy import examples
    from synergy.aggregation.aggregate import aggregate
    from synergy.cluster.cluster import Cluster
    from synergy.formulation.build import build
    from synergy.objective import Objective
    from synergy.pathway.pathway import Pathway
    from synergy.pathway.plan import PathwayPlan
    from synergy.plan.plan import Plan
    from synergy.reading import load
    from synergy.scenario import Scenario
    from synergy.sharing.game import Game
    from synergy.solver.numerics import numerics
    from synergy.solving import solve
    from synergy.study.case import Case
    from synergy.study.runner import run_cases
    from synergy.time.axis import TimeAxis
    from synergy.version import __version__

# Loaded when first asked for, so that importing synergy takes no longer than importing Python's own library.
_PLACES = {
    "Case": "synergy.study.case",
    "Cluster": "synergy.cluster.cluster",
    "Game": "synergy.sharing.game",
    "Objective": "synergy.objective",
    "Pathway": "synergy.pathway.pathway",
    "PathwayPlan": "synergy.pathway.plan",
    "Plan": "synergy.plan.plan",
    "Scenario": "synergy.scenario",
    "TimeAxis": "synergy.time.axis",
    "__version__": "synergy.version",
    "aggregate": "synergy.aggregation.aggregate",
    "build": "synergy.formulation.build",
    "load": "synergy.reading",
    "numerics": "synergy.solver.numerics",
    "run_cases": "synergy.study.runner",
    "solve": "synergy.solving",
}
_ROOMS = (
    "assets",
    "catalogue",
    "cluster",
    "economics",
    "errors",
    "examples",
    "finance",
    "heat",
    "policies",
    "study",
)

__all__ = [
    "Case",
    "Cluster",
    "Game",
    "Objective",
    "Pathway",
    "PathwayPlan",
    "Plan",
    "Scenario",
    "TimeAxis",
    "__version__",
    "aggregate",
    "build",
    "examples",
    "load",
    "numerics",
    "run_cases",
    "solve",
]


def __getattr__(name: str) -> Any:
    if name in _PLACES:
        found = getattr(import_module(_PLACES[name]), name)
        globals()[name] = found
        return found
    if name in _ROOMS:
        return import_module(f"synergy.{name}")
    raise AttributeError(f"module 'synergy' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*__all__, *_ROOMS})
