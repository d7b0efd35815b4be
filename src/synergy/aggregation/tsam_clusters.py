"""Clusters of periods found by tsam, the time series aggregation of Forschungszentrum Jülich."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from synergy.aggregation.features import used_profiles
from synergy.aggregation.k_medoids import IntArray
from synergy.aggregation.year import Year
from synergy.errors import Fault, ScenarioError
from synergy.time.series import FloatArray


def tsam_clusters(
    year: Year, rows: IntArray, count: int, options: Mapping[str, Any]
) -> tuple[IntArray, dict[str, FloatArray]]:
    """Return, for each of some periods, its cluster, and the profiles that represent the clusters.

    Parameters
    ----------
    year : Year
    rows : array of int
        Periods to be clustered.
    count : int
        Number of clusters.
    options : mapping
        Arguments of ``tsam.aggregate``, e.g. ``{"cluster": tsam.ClusterConfig(method="kmeans")}``; by default
        tsam's own: hierarchical clusters and their medoids. Means are kept afterwards, as with k-medoids.

    Raises
    ------
    ScenarioError
        If tsam is not installed, or the periods have steps of unequal length.
    """
    try:
        import tsam
    except ModuleNotFoundError:
        fix = "pip install 'synergy-clusters[tsam]', or take method k_medoids, which needs nothing"
        raise ScenarioError([Fault("method", "tsam is not installed", fix=fix)]) from None
    if not np.allclose(year.hours, year.hours[0]):
        found = "tsam takes steps of equal length only"
        raise ScenarioError([Fault("time.hours", found, fix="take method k_medoids")])
    step, length = float(year.hours[0]), float(year.hours.sum())
    names = [name for name in used_profiles(year.scenario) if np.ptp(year.profiles[name][rows]) > 0]
    columns = {name: year.profiles[name][rows].reshape(-1) for name in names}
    index = pd.date_range("2001-01-01", periods=len(rows) * len(year.hours), freq=pd.Timedelta(hours=step))
    found = tsam.aggregate(
        pd.DataFrame(columns, index=index),
        count,
        period_duration=length,
        temporal_resolution=step,
        **{"preserve_column_means": False, **options},
    )
    representatives = found.cluster_representatives
    shape = (len(representatives) // len(year.hours), len(year.hours))
    profiles = {name: representatives[name].to_numpy(dtype=np.float64).reshape(shape) for name in names}
    return np.asarray(found.cluster_assignments, dtype=np.int64), profiles
