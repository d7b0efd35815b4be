"""Whether anything limits what an asset gives or takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from synergy.cluster.activity import Surroundings
from synergy.time.series import FloatArray, Series
from synergy.units import HOURS_PER_YEAR

if TYPE_CHECKING:
    from synergy.cluster.asset import Asset
    from synergy.cluster.cluster import Cluster


def is_limited(asset: Asset, word: Literal["gives", "takes"], carrier: str, cluster: Cluster) -> bool:
    """Return whether an asset can give, or take, only so much of a carrier at once.

    A profile limits, whatever its values; an asset that does not say what it can do is taken for unlimited.

    Examples
    --------
    >>> import synergy
    >>> cluster = synergy.examples.load("hydrogen-valley").cluster
    >>> is_limited(cluster.assets["turbines"], "gives", "power", cluster)
    True
    """
    hours = np.full((1, 1), float(HOURS_PER_YEAR))
    around = Surroundings(
        cluster.ends(asset),
        cluster.length_of(asset),
        _some_values,
        hours,
        hours,
        carriers=cluster.carriers,
    )
    activities = asset.activities(around)
    sign = 1.0 if word == "gives" else -1.0
    return activities is not None and all(
        bool(np.all(np.isfinite(one.most)))
        for one in activities
        if any(np.any(sign * flow > 0) for (_, what), flow in one.flows.items() if what == carrier)
    )


def _some_values(series: Series) -> FloatArray:
    return np.full((1, 1), float(series) if isinstance(series, int | float) else 1.0)
