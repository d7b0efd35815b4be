"""Representative periods: what they keep of the full year, which are chosen, and what is refused."""

from __future__ import annotations

import builtins
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import synergy
from factories import demand, make_scenario, market
from synergy.aggregation.aggregate import with_kept
from synergy.aggregation.aggregation import Aggregation
from synergy.errors import ScenarioError
from synergy.io.folder import read_folder, write_folder
from synergy.time.axis import TimeAxis
from year_scenarios import year_profiles, year_scenario


def means(scenario: synergy.Scenario) -> dict[str, float]:
    """Return the mean of each profile over the year."""
    hours = scenario.time.hours_in_year
    return {name: float((values * hours).sum() / hours.sum()) for name, values in scenario.profiles.items()}


def assert_keeps_the_year(found: Aggregation) -> None:
    """Check weights, means, limits and the order."""
    time = found.scenario.time
    assert time.hours_in_year.sum() == pytest.approx(found.full.time.hours_in_year.sum())
    assert means(found.scenario) == pytest.approx(means(found.full), rel=1e-9, abs=1e-12)
    for name, values in found.scenario.profiles.items():
        full = found.full.profiles[name]
        assert values.min() >= min(full.min(), 0.0) - 1e-12
        assert values.max() <= full.max() + 1e-12
    assert len(found.sequence) == len(found.labels)
    counts, weight = Counter(found.sequence), time.period_weights.sum() / len(found.labels)
    assert {label: count * weight for label, count in counts.items()} == pytest.approx(dict(time.weights))
    assert all(counts[label] == 1 for label in found.extremes)


@settings(max_examples=15, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    days=st.sampled_from([5, 12, 52]),
    steps=st.integers(1, 4),
    periods=st.integers(4, 8),
)
def test_weights_sum_to_the_year_and_means_are_kept(seed: int, days: int, steps: int, periods: int) -> None:
    random = np.random.default_rng(seed)
    profiles = {name: random.random((days, steps)) ** 3 for name in ("sun", "wind", "load")}
    profiles["price"] = 100.0 * random.standard_normal((days, steps))
    profiles["unused"] = np.where(random.random((days, steps)) < 0.7, 0.0, 1.0)
    time = TimeAxis.chain(days, steps, hours=8760 / days / steps)
    assert_keeps_the_year(synergy.aggregate(year_scenario(time, profiles), periods, seed=seed))


def test_extremes_stay_as_they_are() -> None:
    full = year_scenario()
    found = synergy.aggregate(full, periods=8)
    assert_keeps_the_year(found)
    assert set(found.extremes.values()) == {
        "highest demand of power",
        "lowest availability of power",
        "highest price of power",
    }
    for label, why in found.extremes.items():
        place = full.time.periods.index(label)
        own = found.scenario.time.periods.index(label)
        for name, values in full.profiles.items():
            assert found.scenario.profiles[name][own] == pytest.approx(values[place])
        if "demand" in why:
            assert full.profiles["load"][place].max() == full.profiles["load"].max()


def test_the_same_seed_gives_the_same_periods() -> None:
    full = year_scenario()
    first, again = (synergy.aggregate(full, periods=6, seed=3) for _ in range(2))
    assert first.scenario == again.scenario
    assert first.sequence == again.sequence


def test_a_single_period_is_cut_into_days_or_what_is_asked() -> None:
    year = TimeAxis(steps=8760, weights={"year": 1})
    full = year_scenario(year, year_profiles(365, 24))
    assert synergy.aggregate(full, periods=4).scenario.time.shape == (4, 24)
    months = synergy.aggregate(full, periods=4, period_hours=730.0)
    assert months.scenario.time.shape == (4, 730)
    assert months.labels[0] == "p01"
    assert_keeps_the_year(months)


def test_weeks_weigh_a_little_more_than_one() -> None:
    found = synergy.aggregate(
        year_scenario(TimeAxis.chain(52, 2, hours=84.0), year_profiles(52, 2)), periods=6
    )
    assert_keeps_the_year(found)


def test_all_periods_are_the_year_itself() -> None:
    full = year_scenario(TimeAxis.chain(12, 4, hours=182.5), year_profiles(12, 4))
    found = synergy.aggregate(full, periods=12)
    assert found.sequence == full.time.periods
    assert found.scenario.profiles["sun"].tolist() == full.profiles["sun"].tolist()
    assert [error.rmse for error in found.errors] == [0.0] * 4


def test_errors_fall_as_periods_are_added() -> None:
    full = year_scenario()
    few, many = (synergy.aggregate(full, periods=n) for n in (5, 60))
    assert many.error_table["rmse"].sum() < 0.7 * few.error_table["rmse"].sum()
    assert list(few.error_table.index) == ["sun", "wind", "load", "price"]
    assert few.error_table["mean_error"].abs().max() < 1e-9


def test_periods_may_be_kept_and_added() -> None:
    found = synergy.aggregate(year_scenario(), periods=6, keep=["d100"])
    assert found.extremes["d100"] == "kept"
    more = with_kept(found, ["d100", "d200"])
    assert len(more.scenario.time.periods) == 7
    assert {"d100", "d200"} <= set(more.extremes)
    assert_keeps_the_year(more)


def test_an_aggregation_comes_back_from_its_folder(tmp_path: Path) -> None:
    found = synergy.aggregate(year_scenario(), periods=6)
    write_folder(found.scenario, tmp_path)
    assert read_folder(tmp_path) == found.scenario
    assert "sequence:" in (tmp_path / "scenario.yaml").read_text(encoding="utf-8")


def test_it_tells_what_it_is() -> None:
    found = synergy.aggregate(year_scenario(), periods=6)
    assert "6 of 4 steps for 365 in the year" in repr(found)
    assert "highest demand of power" in found._repr_html_()
    assert "sequence of 365" in repr(found.scenario)


WHOLE = {"steps": 8760, "weights": {"year": 1}}


@pytest.mark.parametrize(
    ("time", "arguments", "told"),
    [
        (
            {"steps": 24, "weights": {"a": 182, "b": 183}},
            {},
            "time: is no full year but 2 periods that stand for others. "
            "Fix: give all steps of the year, in one period or chained.",
        ),
        (
            {"steps": 24, "weights": {"a": 365}},
            {},
            "time: is no full year but one period of 24 h that occurs 365 times. "
            "Fix: give all steps of the year, in one period or chained.",
        ),
        (
            WHOLE,
            {"period_hours": 168.0},
            "time: 8,760 steps of 1 h are no whole number of periods of 168 h. "
            "Fix: give period_hours that cut the year into equal parts, e.g. 24.",
        ),
        (
            {"steps": 2, "hours": [[4000, 380], [380, 4000]], "weights": {"a": 1, "b": 1}, "chained": True},
            {},
            "time: its steps differ in length from period to period. Fix: give all periods the same steps.",
        ),
        (
            WHOLE,
            {"period_hours": 1.0},
            "period_hours: 8,760 are too many to compare each with each (most: 4,000). "
            "Fix: take longer periods.",
        ),
        (
            WHOLE,
            {"method": "k_means"},
            "method: 'k_means' is unknown; did you mean 'k_medoids'? Fix: use ...",
        ),
        (
            WHOLE,
            {"extremes": ["demnad"]},
            "extremes: 'demnad' is no extreme; did you mean 'demand'? Fix: use ...",
        ),
        (WHOLE, {"keep": ["d400"]}, "keep: no period 'd400'; did you mean ... Fix: use labels of periods."),
        (WHOLE, {"periods": 0}, "periods: 0 are none. Fix: write e.g. 12."),
        (
            WHOLE,
            {"periods": 1},
            "periods: 1 in all, but 1 stand for themselves alone, and one more must stand for the rest. "
            "Fix: give at least 2, or fewer extremes.",
        ),
    ],
)
def test_what_can_not_be_aggregated_is_refused(
    time: dict[str, Any], arguments: dict[str, Any], told: str
) -> None:
    shape = TimeAxis(**time).shape
    load = np.arange(shape[0] * shape[1], dtype=float).reshape(shape).tolist()
    assets = {"load": demand({"profile": "load"}), "grid": market(50.0)}
    full = make_scenario(assets, time=time, profiles={"load": load})
    with pytest.raises(ScenarioError) as caught:
        synergy.aggregate(full, **arguments)
    assert len(caught.value.faults) == 1
    beginning, _, rest = told.partition("...")
    assert str(caught.value.faults[0]).startswith(beginning)
    assert str(caught.value.faults[0]).endswith(rest)


def test_without_tsam_one_line_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name == "tsam":
            raise ModuleNotFoundError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ScenarioError, match=r"method: tsam is not installed\. Fix: pip install"):
        synergy.aggregate(year_scenario(), periods=6, method="tsam")


def test_tsam_keeps_the_year() -> None:
    tsam = pytest.importorskip("tsam")
    assert_keeps_the_year(synergy.aggregate(year_scenario(), periods=6, method="tsam"))
    options = {"cluster": tsam.ClusterConfig(method="kmeans", representation="mean")}
    assert_keeps_the_year(synergy.aggregate(year_scenario(), periods=6, method="tsam", options=options))
