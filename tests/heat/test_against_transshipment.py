"""Pinch targets against a linear programme that knows of no intervals: heat between slices of streams."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from scipy.optimize import linprog

from heat_cases import random_streams
from synergy.heat import Stream, pinch

Slice = tuple[float, float, float]
"""Temperature at its hot end, at its cold end, and heat."""


def stream(supply: float, target: float, load: float, **fields: object) -> Stream:
    return Stream.model_validate(
        {"supply_temperature": supply, "target_temperature": target, "load": load, **fields}
    )


def transshipped(streams: list[Stream], approach: float) -> tuple[float, float]:
    """Return the least hot and cold utility of a transport problem between slices.

    Streams are cut wherever one begins or ends, by its own temperature and the differences to every other.
    A slice of a hot stream may heat one of a cold stream if it is as much hotter, at both of its ends, as
    their two parts of the least difference.
    """
    marks = {end for one in streams for end in ends_of(one, approach)}
    hot = [piece for one in streams if one.is_hot for piece in sliced(one, marks, approach)]
    cold = [piece for one in streams if not one.is_hot for piece in sliced(one, marks, approach)]
    given, needed = sum(heat for *_, heat in hot), sum(heat for *_, heat in cold)
    pairs = [
        (source, sink)
        for source, (_, low, _) in enumerate(hot)
        for sink, (_, end, _) in enumerate(cold)
        if low >= end - 1e-9 and hot[source][0] >= cold[sink][0] - 1e-9
    ]
    if not pairs:
        return needed, given
    rows = np.zeros((len(hot) + len(cold), len(pairs)))
    for column, (source, sink) in enumerate(pairs):
        rows[source, column] = rows[len(hot) + sink, column] = 1.0
    limits = [heat for *_, heat in (*hot, *cold)]
    found = linprog(-np.ones(len(pairs)), A_ub=rows, b_ub=limits)
    return needed + found.fun, given + found.fun


def ends_of(one: Stream, approach: float) -> list[float]:
    own = approach / 2.0 if one.approach is None else one.approach
    sign = -1.0 if one.is_hot else 1.0
    return [one.supply_temperature + sign * own, one.target_temperature + sign * own]


def sliced(one: Stream, marks: set[float], approach: float) -> list[Slice]:
    low, high = sorted(ends_of(one, approach))
    if high - low < 1e-9:
        return [(high, low, one.duty)]
    cuts = [low, *sorted(mark for mark in marks if low + 1e-9 < mark < high - 1e-9), high]
    return [(upper, lower, one.duty * (upper - lower) / (high - low)) for lower, upper in pairwise(cuts)]


@pytest.mark.parametrize("seed", range(40))
def test_random_streams(seed: int) -> None:
    draw = np.random.default_rng(seed)
    streams, approach = random_streams(draw, 8), float(draw.integers(0, 25))
    targets = pinch(streams, approach)
    assert (targets.hot_utility, targets.cold_utility) == pytest.approx(
        transshipped(streams, approach), abs=1e-7
    )


@pytest.mark.parametrize(
    "streams",
    [
        [stream(150.0, 60.0, 9.0), stream(20.0, 100.0, 5.0)],
        [stream(150.0, 60.0, 5.0), stream(20.0, 100.0, 9.0)],
        [stream(100.0, 100.0, 4.0, side="hot"), stream(90.0, 90.0, 6.0, side="cold")],
        [stream(100.0, 100.0, 4.0, side="hot"), stream(90.01, 90.01, 6.0, side="cold")],
        [stream(100.0, 100.0, 4.0, side="hot"), stream(80.0, 90.0, 3.0), stream(90.0, 120.0, 3.0)],
        [stream(100.0, 50.0, 4.0), stream(100.0, 50.0, 2.0), stream(40.0, 90.0, 6.0)],
        [stream(100.0, 100.0, 4.0, side="hot", approach=0.0), stream(95.0, 95.0, 4.0, side="cold")],
        [stream(200, 150, 5.0), stream(100, 50, 5.0), stream(150, 180, 9.0), stream(40, 95, 8.0)],
        [stream(80.0, 40.0, 3.0), stream(100.0, 140.0, 3.0)],
    ],
    ids=[
        "no hot utility", "no cold utility", "at one temperature", "a little too cold", "boils at a pinch",
        "equal temperatures", "own approach", "two pinches", "nothing meets",
    ],
)  # fmt: skip
def test_edges(streams: list[Stream]) -> None:
    targets = pinch(streams, 10.0)
    assert (targets.hot_utility, targets.cold_utility) == pytest.approx(transshipped(streams, 10.0))
