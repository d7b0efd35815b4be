"""Fewer, longer steps by means: what they keep of the year, and what is refused."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import synergy
from factories import demand, make_scenario, market
from synergy.aggregation.coarsen import coarsen
from synergy.errors import ScenarioError
from synergy.time.axis import TimeAxis
from synergy.time.series import FloatArray


def held_against(time: TimeAxis, profiles: dict[str, FloatArray]) -> synergy.Scenario:
    """Return a scenario of a constant demand, with profiles that nothing refers to."""
    cluster = make_scenario({"load": demand(1.0), "grid": market(40.0)}).cluster
    return synergy.Scenario(cluster, time, profiles)


def means(scenario: synergy.Scenario) -> dict[str, float]:
    """Return the mean of each profile over the year."""
    hours = scenario.time.hours_in_year
    return {name: float((values * hours).sum() / hours.sum()) for name, values in scenario.profiles.items()}


def seasons() -> synergy.Scenario:
    """Return a scenario of three periods of four hours that stand for many."""
    time = TimeAxis(steps=4, weights={"cold": 400, "mild": 600, "hot": 1190})
    load = np.array([[1.0, 3.0, 5.0, 7.0], [2.0, 2.0, 4.0, 4.0], [0.0, 0.0, 0.0, 8.0]])
    return held_against(time, {"load": load})


def test_by_hand() -> None:
    small = coarsen(seasons(), hours=2, groups={"year": ["cold", "mild"], "hot": ["hot"]})
    # cold and mild weigh 0.4 and 0.6: means of their pairs (2, 6) and (2, 4) -> 2 and 0.4 x 6 + 0.6 x 4 = 4.8
    assert small.profiles["load"] == pytest.approx(np.array([[2.0, 4.8], [0.0, 4.0]]))
    assert small.time.weights == {"year": 1000.0, "hot": 1190.0}
    assert small.time.hours == 2.0


@settings(max_examples=20, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    days=st.integers(2, 9),
    merged=st.sampled_from([1, 2, 3, 4, 6]),
    chained=st.booleans(),
)
def test_means_and_the_year_are_kept(seed: int, days: int, merged: int, chained: bool) -> None:
    random = np.random.default_rng(seed)
    step = 8760 / days / 12
    time = TimeAxis.chain(days, 12, hours=step)
    if not chained:
        time = TimeAxis(steps=12, hours=step, weights=dict(time.weights))
    full = held_against(
        time, {"price": 50 * random.standard_normal((days, 12)), "sun": random.random((days, 12))}
    )
    where = random.integers(0, 3, days)
    labels = np.array(time.periods)
    groups = {f"g{number}": labels[where == number].tolist() for number in np.unique(where)}
    small = coarsen(full, step * merged, groups)
    assert means(small) == pytest.approx(means(full), rel=1e-9, abs=1e-12)
    assert small.time.hours_in_year.sum() == pytest.approx(full.time.hours_in_year.sum())
    assert len(small.time.order) == len(time.order)
    for place, period in enumerate(time.order):
        assert time.periods[period] in groups[small.time.periods[small.time.order[place]]]


def test_order_stays_where_periods_stay() -> None:
    full = held_against(TimeAxis.chain(365, 24), {"load": np.ones((365, 24))})
    assert coarsen(full, hours=6).time.chained
    halves = TimeAxis(steps=24, weights={"a": 182, "b": 183}, sequence=("a",) * 182 + ("b",) * 183)
    told = replace(full, time=halves, profiles={"load": np.ones((2, 24))})
    assert coarsen(told, hours=6).time.sequence == halves.sequence


def test_nothing_asked_changes_nothing() -> None:
    assert coarsen(seasons()) == seasons()


def test_cost_of_a_linear_demand_is_kept() -> None:
    time = TimeAxis(steps=4, weights={"cold": 1000, "hot": 1190})
    load = np.array([[1.0, 3.0, 5.0, 7.0], [0.0, 0.0, 0.0, 8.0]])
    assets = {"load": demand({"profile": "load"}), "grid": market(40.0)}
    cluster = make_scenario(assets, steps=4, profiles={"load": load[0]}).cluster
    full = synergy.Scenario(cluster, time, {"load": load})
    # 40 EUR/MWh x (1,000 x 16 + 1,190 x 8) MWh
    small = coarsen(full, hours=4, groups={"year": ["cold", "hot"]})
    assert synergy.solve(small).cost == pytest.approx(40 * 25_520)


def test_all_faults_at_once() -> None:
    with pytest.raises(ScenarioError) as caught:
        coarsen(seasons(), hours=3, groups={"a": ["cold", "clod"], "b": ["cold"], "c": []})
    text = str(caught.value)
    for part in (
        "groups.a: no period 'clod'; did you mean 'cold'?",
        "groups.c: holds no period",
        "cold named more than once",
        "mild, hot in no group",
        "3 h do not cut periods of 4 steps of 1 h into equal parts",
        "use one of 1, 2, 4",
    ):
        assert part in text


@pytest.mark.parametrize("hours", [0.0, -1.0, 1.5, float("nan"), float("inf")])
def test_lengths_that_do_not_fit(hours: float) -> None:
    with pytest.raises(ScenarioError, match="do not cut periods"):
        coarsen(seasons(), hours=hours)


def test_steps_of_different_length() -> None:
    time = TimeAxis(steps=2, hours=(1.0, 3.0), weights={"year": 2190})
    with pytest.raises(ScenarioError, match="steps differ in length"):
        coarsen(held_against(time, {"load": np.ones((1, 2))}), hours=2)
