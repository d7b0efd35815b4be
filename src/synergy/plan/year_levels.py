"""The content of stores through the year, in the order in which periods occur."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol, runtime_checkable

import pandas as pd

from synergy.errors import Fault, ScenarioError
from synergy.time.axis import TimeAxis
from synergy.time.series import FloatArray

if TYPE_CHECKING:
    from synergy.plan.plan import Plan


@runtime_checkable
class HasLevel(Protocol):
    """An asset that holds something from step to step."""

    def level_over_year(self, results: Mapping[str, FloatArray], time: TimeAxis) -> FloatArray:
        """Return the level at the end of each step of the year in order, shape (years, places, steps)."""


def levels_over_year(plan: Plan) -> pd.DataFrame:
    """Return the content of each store through the year (see `Plan.levels_over_year`)."""
    time = plan.scenario.time
    if not (time.sequence or time.is_chronological):
        found = "nothing tells in which order the periods occur"
        raise ScenarioError([Fault("time", found, fix="give chained: true, or a sequence")])
    levels = {
        key: asset.level_over_year(plan.results[key], time).reshape(-1)
        for key, asset in plan.scenario.cluster.assets.items()
        if isinstance(asset, HasLevel)
    }
    steps = range(1, time.steps + 1)
    periods = time.sequence or time.periods
    rows = [(place, label, step) for place, label in enumerate(periods, 1) for step in steps]
    index = pd.MultiIndex.from_tuples(rows, names=["place", "period", "step"])
    return pd.DataFrame(levels, index=index, columns=pd.Index(list(levels), name="asset"))
