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

from synergy import examples
from synergy.cluster.cluster import Cluster
from synergy.formulation.build import build
from synergy.objective import Objective
from synergy.plan.plan import Plan
from synergy.plan.solve import solve
from synergy.reading import load
from synergy.scenario import Scenario
from synergy.time.axis import TimeAxis
from synergy.version import __version__

__all__ = [
    "Cluster",
    "Objective",
    "Plan",
    "Scenario",
    "TimeAxis",
    "__version__",
    "build",
    "examples",
    "load",
    "solve",
]
