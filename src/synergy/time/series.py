"""A number that may change from step to step: a constant, or a named profile times a scale."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

FloatArray = NDArray[np.float64]


class Profile(BaseModel):
    """A named column of the scenario's profiles, times a scale.

    Parameters
    ----------
    profile : str
        Name of the column.
    scale : float
        Factor, in the unit of the field that holds the series.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    profile: str
    scale: float = Field(default=1.0, allow_inf_nan=False, ge=-1e9, le=1e9)


Series = Annotated[float, Field(allow_inf_nan=False, ge=-1e9, le=1e9)] | Profile
"""Type of the fields that take a number or a profile."""


def series_values(series: Series, profiles: Mapping[str, FloatArray], shape: tuple[int, int]) -> FloatArray:
    """Return the values of a series over periods and steps.

    Parameters
    ----------
    series : float or Profile
        What the field holds.
    profiles : mapping of str to array
        The scenario's profiles, each of shape (periods, steps).
    shape : tuple of int
        (periods, steps).

    Returns
    -------
    array of shape (periods, steps)

    Examples
    --------
    >>> series_values(Profile(profile="sun", scale=10.0), {"sun": np.array([[0.0, 0.5]])}, (1, 2))
    array([[0., 5.]])
    """
    if isinstance(series, Profile):
        return np.asarray(profiles[series.profile] * series.scale, dtype=np.float64)
    return np.full(shape, float(series))
