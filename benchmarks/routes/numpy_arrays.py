"""Bare NumPy: rows of equal width are written side by side straight into the arrays of a sparse matrix.

This is the yardstick: about the least work that states the model at all, without names, labels, units,
or a way to look at it afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray

from benchmarks.ring import MONEY, FloatArray, Ring
from benchmarks.routes.loading import Arrays, load_arrays

IntArray = NDArray[np.int32]


@dataclass(frozen=True)
class Family:
    """Rows of equal width, side by side."""

    columns: IntArray
    weights: FloatArray
    lower: FloatArray
    upper: FloatArray


@dataclass(frozen=True)
class Stated:
    """Columns, and families of rows."""

    cost: FloatArray
    lower: FloatArray
    upper: FloatArray
    integer: IntArray
    families: list[Family]


def state(ring: Ring) -> Stated:
    """Return columns and rows."""
    sites, periods, steps = ring.shape
    hours = periods * steps
    number = sites * hours
    flat = np.arange(number, dtype=np.int32).reshape(sites, hours)
    buy, give, level, charge, discharge, flow = (flat + kind * number for kind in range(6))
    first = 6 * number
    generator, store, pipe, built = (
        np.arange(first + kind * sites, first + (kind + 1) * sites, dtype=np.int32)[:, None]
        for kind in range(4)
    )
    return Stated(
        *_columns(ring, number),
        _rows(ring, (buy, give, level, charge, discharge, flow), (generator, store, pipe, built)),
    )


def _columns(ring: Ring, number: int) -> tuple[FloatArray, FloatArray, FloatArray, IntArray]:
    sites, hours = ring.shape[0], number // ring.shape[0]
    weights = ring.hours_in_year.reshape(-1) * MONEY
    cost = np.zeros(6 * number + 4 * sites)
    upper = np.empty_like(cost)
    by_hour = cost[: 6 * number].reshape(6, sites, hours)
    by_hour[0] = ring.price.reshape(sites, hours) * weights
    by_hour[1] = ring.generator_operation[:, None] * weights
    by_hour[4] = ring.store_operation[:, None] * weights
    by_hour[5] = ring.pipe_operation[:, None] * weights
    cost[6 * number :] = MONEY * np.concatenate(
        [ring.generator_cost, ring.store_cost, ring.pipe_cost, ring.pipe_fixed]
    )
    power = ring.store_rate * ring.store_most
    most = upper[: 6 * number].reshape(6, sites, hours)
    most[0] = ring.buy_most[:, None]
    most[1] = ring.availability.reshape(sites, hours) * ring.generator_most[:, None]
    most[2] = ring.store_most[:, None]
    most[3] = most[4] = power[:, None]
    most[5] = ring.pipe_most[:, None]
    upper[6 * number :] = np.concatenate(
        [ring.generator_most, ring.store_most, ring.pipe_most, np.ones(sites)]
    )
    integer = np.zeros(len(cost), dtype=np.int32)
    integer[-sites:] = 1
    return cost, np.zeros_like(cost), upper, integer


def _rows(ring: Ring, by_hour: tuple[IntArray, ...], by_site: tuple[IntArray, ...]) -> list[Family]:
    buy, give, level, charge, discharge, flow = by_hour
    generator, store, pipe, built = by_site
    sites, periods, steps = ring.shape
    before = np.roll(level.reshape(sites, periods, steps), 1, axis=2).reshape(sites, -1)
    rate = -ring.store_rate[:, None]
    nothing = -np.inf
    return [
        _family((give, generator), (1.0, -ring.availability.reshape(sites, -1)), nothing, 0.0),
        _family(
            (level, before, charge, discharge),
            (1.0, -ring.kept, -ring.charged, 1 / ring.discharged),
            0.0,
            0.0,
        ),
        _family((level, store), (1.0, -1.0), nothing, 0.0),
        _family((charge, store), (1.0, rate), nothing, 0.0),
        _family((discharge, store), (1.0, rate), nothing, 0.0),
        _family((flow, pipe), (1.0, -1.0), nothing, 0.0),
        _family((pipe, built), (1.0, -ring.pipe_most[:, None]), nothing, 0.0),
        _family(
            (buy, give, discharge, charge, flow, np.roll(flow, 1, axis=0)),
            (1.0, 1.0, 1.0, -1.0, -1.0, ring.arrives),
            ring.demand,
            ring.demand,
        ),
    ]


def _family(
    columns: tuple[IntArray, ...],
    weights: tuple[float | FloatArray, ...],
    lower: float | FloatArray,
    upper: float | FloatArray,
) -> Family:
    shape = (*columns[0].shape, len(columns))
    places, numbers = np.empty(shape, dtype=np.int32), np.empty(shape)
    for position, (column, weight) in enumerate(zip(columns, weights, strict=True)):
        places[..., position] = column
        numbers[..., position] = weight
    rows = columns[0].size
    low, high = (
        np.full(rows, bound) if isinstance(bound, float) else bound.reshape(-1) for bound in (lower, upper)
    )
    return Family(places, numbers, low, high)


def assemble(stated: Stated) -> Arrays:
    """Return all rows as one sparse matrix."""
    widths = np.concatenate(
        [np.full(len(f.lower), f.columns.shape[-1], dtype=np.int32) for f in stated.families]
    )
    starts = np.zeros(len(widths) + 1, dtype=np.int32)
    np.cumsum(widths, out=starts[1:])
    return Arrays(
        stated.cost,
        stated.lower,
        stated.upper,
        np.concatenate([family.lower for family in stated.families]),
        np.concatenate([family.upper for family in stated.families]),
        starts,
        np.concatenate([family.columns.reshape(-1) for family in stated.families]),
        np.concatenate([family.weights.reshape(-1) for family in stated.families]),
        stated.integer,
    )


def load(model: Arrays) -> highspy.Highs:
    """Return HiGHS with the model in it."""
    return load_arrays(model)
