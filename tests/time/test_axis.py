"""The time axis: periods, their order, steps of any length, and what is refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from synergy.time.axis import TimeAxis
from synergy.time.order import expanded, run_lengths
from synergy.units import Units

HALVES = {"winter": 182, "summer": 183}


def faults(**fields: Any) -> list[str]:
    """Return what is said of a time axis that is refused."""
    axis, found = TimeAxis.read(fields, Units(), "time")
    assert (axis is None) == bool(found)
    return [str(fault) for fault in found]


def test_a_full_year_of_days() -> None:
    time = TimeAxis.chain(365, 24)
    assert time.shape == (365, 24)
    assert list(time.weights)[:2] == ["d001", "d002"]
    assert time.hours_in_year.sum() == 8760
    assert time.order.tolist() == list(range(365))


def test_weeks_fall_a_day_short_and_weigh_a_little_more() -> None:
    time = TimeAxis.chain(52, 168)
    assert time.weights["w52"] == pytest.approx(8760 / 8736)
    assert time.hours_in_year.sum() == pytest.approx(8760)


def test_leap_year_and_quarters_of_an_hour() -> None:
    assert TimeAxis.chain(366, 96, hours=0.25, year=2028).hours_in_year.sum() == 8784
    assert TimeAxis.chain(1, 366, hours=24.0).weights == {"p1": 1.0}


def test_steps_may_differ_from_period_to_period() -> None:
    hours = ((6.0, 18.0), (12.0, 12.0))
    time = TimeAxis(steps=2, hours=hours, weights=HALVES)
    assert time.step_hours.tolist() == [[6.0, 18.0], [12.0, 12.0]]
    assert time.hours_in_year.tolist() == [[1092.0, 3276.0], [2196.0, 2196.0]]
    assert faults(steps=2, hours=["30 min", "23.5 h"], weights=HALVES) == []


def test_periods_may_differ_in_length() -> None:
    # A winter of 4,000 h in four steps, a summer of 4,760 h in four.
    time = TimeAxis(steps=4, hours=((1000.0,) * 4, (1190.0,) * 4), weights={"w": 1, "s": 1}, chained=True)
    assert time.period_hours.tolist() == [4000.0, 4760.0]


def test_the_order_is_kept_in_data_with_runs() -> None:
    runs = [{"winter": 91}, {"summer": 183}, {"winter": 91}]
    time = TimeAxis(steps=24, weights=HALVES, sequence=runs)
    assert time.sequence.count("summer") == 183
    assert time.to_data()["sequence"] == runs
    assert TimeAxis(**time.to_data()) == time
    assert "sequence" not in TimeAxis(steps=24, weights=HALVES).to_data()


@given(st.lists(st.sampled_from("abc"), max_size=30))
def test_runs_come_back(labels: list[str]) -> None:
    assert expanded(run_lengths(labels)) == tuple(labels)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        (
            {"steps": 24, "weights": HALVES, "chained": True},
            "time: the periods in order last 48 h of the year's 8,760. "
            "Fix: give all periods of the year, or write their order as a sequence.",
        ),
        (
            {"steps": 24, "weights": HALVES, "sequence": ["winter", "summer"]},
            "time: the periods in order last 48 h of the year's 8,760. "
            "Fix: list every period as often as it occurs in the year.",
        ),
        (
            {"steps": 24, "weights": HALVES, "sequence": [{"winter": 182}, {"sumer": 183}]},
            "time: sequence names 'sumer', which is not in weights; did you mean 'summer'? "
            "Fix: use one of: 'winter', 'summer'.",
        ),
        (
            {"steps": 24, "weights": HALVES, "sequence": [{"winter": 365}]},
            "time: 'summer' never occurs in sequence. Fix: put it where it occurs, or delete it.",
        ),
        (
            {"steps": 24, "weights": HALVES, "sequence": [{"winter": 183}, {"summer": 182}]},
            "time: 'winter' occurs 183 times in sequence, but its weight is 182. "
            "Fix: give it the weight 183, or correct sequence.",
        ),
        (
            {"steps": 24, "weights": HALVES, "sequence": [{"winter": 0}, {"summer": 365}]},
            "time.sequence: 'winter' occurs 0 times in a row. Fix: write a whole number, e.g. {winter: 3}.",
        ),
        (
            {"steps": 24, "weights": HALVES, "sequence": [{"winter": 10**9}]},
            "time.sequence: more than 105,408 periods in order. Fix: take longer periods.",
        ),
        (
            {"steps": 24, "weights": HALVES, "sequence": "winter, summer"},
            "time.sequence: 'winter, summer' is no list of periods. Fix: write e.g. [winter, {summer: 183}].",
        ),
        (
            {"steps": 8760, "weights": {"a": 1}, "chained": True, "sequence": ["a"]},
            "time: both chained and sequence are given. "
            "Fix: chained for all periods of a year in order, sequence where a period occurs more than once.",
        ),
        (
            {"steps": 2, "hours": [[12, 12]], "weights": HALVES},
            "time: hours has 1 rows for 2 periods. Fix: give one number, one a step, or one row a period.",
        ),
        (
            {"steps": 2, "hours": [[12, 12], [24]], "weights": HALVES},
            "time: hours has 1 numbers for 2 steps. Fix: give one number, or one a step.",
        ),
        (
            {"steps": 2, "hours": [], "weights": HALVES},
            "time: hours has 0 numbers for 2 steps. Fix: give one number, or one a step.",
        ),
        (
            {"steps": 2, "hours": [[12, 12], [24, 0]], "weights": HALVES},
            "time: every step needs a length above 0 h. Fix: give the length of a step in hours.",
        ),
        (
            {"timezone": "Europe/Lodnon"},
            "time.timezone: 'Europe/Lodnon' is no time zone; did you mean 'Europe/London'? "
            "Fix: write UTC, UTC+1, or a region such as Europe/London.",
        ),
    ],
)
def test_what_does_not_fit_is_refused_by_name(fields: dict[str, Any], told: str) -> None:
    assert faults(**fields) == [told]


def test_the_hours_of_steps_cannot_be_written_to() -> None:
    with pytest.raises(ValueError, match="read-only"):
        TimeAxis().step_hours[0, 0] = 1.0
    assert np.array_equal(TimeAxis().order, [])
