"""Pinch targets: published cases, cases worked out by hand, and relations that hold for any streams."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import synergy
from heat_cases import random_streams
from heat_examples import heat_recovery
from synergy.errors import ScenarioError
from synergy.heat import Stream, pinch


def stream(supply: float, target: float, flow: float | None = None, **fields: Any) -> Stream:
    return Stream(supply_temperature=supply, target_temperature=target, heat_capacity_flow=flow, **fields)


PUBLISHED = {
    # B. Linnhoff, E. Hindmarsh, "The pinch design method for heat exchanger networks", Chemical Engineering
    # Science 38 (1983) 745-763: the problem of its Table 1.
    "linnhoff-hindmarsh": (
        [stream(150, 60, 2.0), stream(90, 60, 8.0), stream(20, 125, 2.5), stream(25, 100, 3.0)],
        20.0,
        (107.5, 40.0, 80.0),
    ),
    # R. Smith, "Chemical Process Design and Integration", Wiley (2005), Table 16.2, in MW.
    "smith": (
        [stream(20, 180, 0.2), stream(250, 40, 0.15), stream(140, 230, 0.3), stream(200, 80, 0.25)],
        10.0,
        (7.5, 10.0, 145.0),
    ),
}


@pytest.mark.parametrize("case", PUBLISHED)
def test_published_targets(case: str) -> None:
    streams, approach, (hot, cold, where) = PUBLISHED[case]
    targets = pinch(streams, approach)
    assert (targets.hot_utility, targets.cold_utility) == pytest.approx((hot, cold))
    assert targets.pinch == pytest.approx(where)
    assert (targets.pinch_hot, targets.pinch_cold) == pytest.approx(
        (where + approach / 2, where - approach / 2)
    )


def test_condensing_heats_what_boils_colder_and_not_what_boils_hotter() -> None:
    # 3 MW condense at 120 degC. At 110 the 2 MW just fit with a difference of 10 K, at 111 they do not.
    condensing = stream(120, 120, load=3.0, side="hot")
    fits = pinch([condensing, stream(110, 110, load=2.0, side="cold")], 10.0)
    assert (fits.hot_utility, fits.cold_utility, fits.recovered) == (0.0, 1.0, 2.0)
    too_hot = pinch([condensing, stream(111, 111, load=2.0, side="cold")], 10.0)
    assert (too_hot.hot_utility, too_hot.cold_utility, too_hot.recovered) == (2.0, 3.0, 0.0)


def test_own_approaches_replace_half_of_the_least_difference() -> None:
    # Condensing needs 2 K and the liquid 3 K: 115 degC can be reached from 120.
    hot = stream(120, 120, load=3.0, side="hot", approach=2.0)
    assert pinch([hot, stream(20, 115, load=2.0, approach=3.0)], 20.0).hot_utility == 0.0
    assert pinch([hot, stream(20, 115, load=2.0)], 20.0).hot_utility > 0.0


def test_several_pinches() -> None:
    # Shifted: 1 MW boils at 115 degC, 2 MW condense at 95, 2 MW boil at 85, 1 MW condenses at 55. Only the
    # first needs heat from outside; the next two meet exactly, so nothing flows past 85 either.
    streams = [
        stream(110, 110, load=1.0, side="cold"),
        stream(100, 100, load=2.0, side="hot"),
        stream(80, 80, load=2.0, side="cold"),
        stream(60, 60, load=1.0, side="hot"),
    ]
    targets = pinch(streams, 10.0)
    assert (targets.hot_utility, targets.cold_utility) == (1.0, 1.0)
    assert targets.pinches == (115.0, 95.0, 85.0, 55.0)
    assert targets.pinch == 115.0


def test_a_threshold_problem_has_no_pinch() -> None:
    # 5 MW between 150 and 50 degC, 3 MW between 20 and 100: all of it is met, and 2 MW are left.
    targets = pinch([stream(150, 50, 0.05), stream(20, 100, load=3.0)], 10.0)
    assert (targets.hot_utility, targets.cold_utility, targets.pinch) == (0.0, pytest.approx(2.0), None)
    assert targets.is_threshold
    assert targets.pinch_hot is None


def test_one_side_alone() -> None:
    assert pinch([stream(20, 100, load=3.0)]).hot_utility == 3.0
    assert pinch([stream(100, 20, load=3.0)]).cold_utility == 3.0


@pytest.mark.parametrize("seed", range(40))
def test_relations(seed: int) -> None:
    draw = np.random.default_rng(seed)
    streams = random_streams(draw)
    targets = pinch(streams, 10.0)
    tiny = 1e-9 * (targets.hot_duty + targets.cold_duty)
    assert targets.hot_utility + targets.hot_duty == pytest.approx(targets.cold_utility + targets.cold_duty)
    assert targets.recovered + targets.hot_utility == pytest.approx(targets.cold_duty)
    assert targets.recovered <= targets.hot_duty + tiny
    assert (targets.flows >= 0.0).all()
    wider = pinch(streams, 25.0)
    assert wider.hot_utility >= targets.hot_utility - tiny
    assert wider.cold_utility >= targets.cold_utility - tiny
    more = random_streams(draw)
    whole, part = pinch([*streams, *more], 10.0), pinch(more, 10.0)
    assert whole.hot_utility <= targets.hot_utility + part.hot_utility + tiny
    assert whole.cold_utility <= targets.cold_utility + part.cold_utility + tiny
    curves = targets.composite().groupby("curve")["heat"].agg(np.ptp)
    assert curves.get("hot", 0.0) == pytest.approx(targets.hot_duty)
    assert curves.get("cold", 0.0) == pytest.approx(targets.cold_duty)


def test_a_stream_in_pieces_is_the_same_stream() -> None:
    whole = [stream(150, 50, 0.05), stream(20, 120, 0.08)]
    pieces = [stream(150, 90, 0.05), stream(90, 50, 0.05), stream(20, 65, 0.08), stream(65, 120, 0.08)]
    assert pinch(pieces).hot_utility == pytest.approx(pinch(whole).hot_utility)
    assert pinch(pieces).pinch == pinch(whole).pinch


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"heat_capacity_flow": 1.0, "load": 1.0}, "both heat_capacity_flow and load"),
        ({}, "neither heat_capacity_flow nor load"),
        ({"target_temperature": 100.0, "heat_capacity_flow": 1.0, "side": "hot"}, "give its load"),
        ({"target_temperature": 100.0, "load": 1.0}, "side: hot or cold"),
        ({"load": 1.0, "side": "cold"}, "swap the temperatures"),
        ({"load": 1.0, "approach": "10 degC"}, "less than or equal to 200"),
    ],
)
def test_faults_of_streams(fields: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Stream(**{"supply_temperature": 100.0, "target_temperature": 50.0, **fields})


def test_faults_of_targets() -> None:
    with pytest.raises(ScenarioError, match="there are none") as caught:
        pinch([], minimum_approach=-1.0)
    assert len(caught.value.faults) == 2


def test_streams_of_a_scenario_keep_the_approach_of_their_asset() -> None:
    found = synergy.heat.streams_of(heat_recovery()[1])
    assert [one.approach for one in found["here"]] == [2.0, 4.0, 4.0, 4.0]


def test_targets_of_a_scenario() -> None:
    assert synergy.heat.targets_of(heat_recovery()[1])["here"].minimum_approach == 8.0
    targets = synergy.heat.targets_of(heat_recovery()[0])["here"]
    wider = synergy.heat.targets_of(heat_recovery()[0], 30.0)["here"]
    assert wider.hot_utility > targets.hot_utility
