"""Time axes that mean the same give the same optimum, with stores from hour to hour and season to season."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pyomo.environ as pyo
import pytest

import synergy
from factories import HOURS, capacity, demand, make_scenario, market, result, solve
from synergy.formulation.model import Model
from synergy.scenario import Scenario
from synergy.time.axis import TimeAxis
from synergy.time.series import FloatArray

STORE = {
    "kind": "storage",
    "carrier": "power",
    "capacity_max": 4000.0,
    "capex_specific": 0.002 * HOURS,
    "power_max": 8.0,
    "capex_power": 0.2 * HOURS,
    "charge_efficiency": 0.9,
    "discharge_efficiency": 0.8,
}


def seasonal(shape: tuple[int, int], seed: int = 1) -> dict[str, FloatArray]:
    """Return a load and a price that change with day and season, and by chance, shape (days, steps)."""
    random = np.random.default_rng(seed)
    days, steps = np.arange(shape[0])[:, None], np.arange(shape[1])[None, :]
    season = np.cos(2 * np.pi * days / shape[0])
    price = 50 + 30 * season + 15 * np.cos(2 * np.pi * steps / shape[1]) + 5 * random.standard_normal(shape)
    return {"price": price, "load": 5 + 2 * season + random.random(shape)}


def stored(profiles: dict[str, FloatArray], time: TimeAxis, **fields: Any) -> Scenario:
    """Return a load that is met from a market and a store."""
    assets = {
        "load": demand({"profile": "load"}),
        "grid": market({"profile": "price"}, buy_max=12.0),
        "store": {**STORE, **fields},
    }
    arrays = {name: values.reshape(time.shape).tolist() for name, values in profiles.items()}
    return make_scenario(assets, time=time.to_data(), profiles=arrays)


def test_chained_days_are_one_long_period() -> None:
    profiles = seasonal((365, 2))
    days = solve(stored(profiles, TimeAxis.chain(365, 2, hours=12.0), standing_loss=1e-4))
    year = TimeAxis(steps=730, hours=12.0, weights={"year": 1})
    whole = solve(stored(profiles, year, standing_loss=1e-4))
    assert days.cost == pytest.approx(whole.cost, rel=1e-9)
    assert capacity(days, "store") > 0
    closed = TimeAxis(steps=2, hours=12.0, weights=days.scenario.time.weights)
    assert solve(stored(profiles, closed, standing_loss=1e-4)).cost > days.cost * 1.001


@pytest.mark.parametrize("loss", [0.0, 1e-4])
def test_a_sequence_of_all_days_is_the_chained_year(loss: float) -> None:
    profiles = seasonal((365, 2))
    time = TimeAxis.chain(365, 2, hours=12.0)
    chained = solve(stored(profiles, time, standing_loss=loss))
    linked = TimeAxis(steps=2, hours=12.0, weights=time.weights, sequence=time.periods)
    plan = solve(stored(profiles, linked, standing_loss=loss))
    assert plan.cost == pytest.approx(chained.cost, rel=1e-9)
    levels = plan.levels_over_year()["store"]
    assert capacity(plan, "store") > 0
    assert levels.min() >= -1e-5
    assert levels.max() <= capacity(plan, "store") + 1e-5


@pytest.mark.parametrize("loss", [0.0, 1e-3, 0.3, 1.0])
def test_a_sequence_of_few_days_is_a_chained_year_in_which_like_days_run_alike(loss: float) -> None:
    # Three kinds of period, of unequal steps, in a random order; the year is tied by ordinary constraints.
    random = np.random.default_rng(7)
    order = random.integers(0, 3, 20)
    few, hours = seasonal((3, 3), seed=3), ((50.0, 88.0, 300.0),) * 3
    counts = {"abc"[number]: int((order == number).sum()) for number in range(3)}
    sequence = tuple("abc"[number] for number in order)
    time = TimeAxis(steps=3, hours=hours, weights=counts, sequence=sequence)
    year = TimeAxis(steps=3, hours=hours[0], weights={f"d{n}": 1.0 for n in range(20)}, chained=True)

    def alike(model: Model) -> None:
        store = model.pyomo.assets["store"]
        model.pyomo.alike = pyo.ConstraintList()
        for place, kind in enumerate(order):
            first = int(np.flatnonzero(order == kind)[0])
            for step, flow in product((1, 2, 3), (store.charge, store.discharge) if place > first else ()):
                model.pyomo.alike.add(flow[2030, f"d{place}", step] == flow[2030, f"d{first}", step])

    full = {name: values[order] for name, values in few.items()}
    fields = {"standing_loss": loss, "power_max": 0.0, "power_existing": 3.0, "capex_power": 0.0}
    tied = synergy.solve(stored(full, year, **fields), gap=0.0, in_process=True, prices=False, extra=alike)
    plan = solve(stored(few, time, **fields))
    assert plan.cost == pytest.approx(tied.cost, rel=1e-8)
    assert max(result(plan, "store", "charge")) > 0 or loss > 1e-3


def test_representative_days_are_the_year_where_all_days_are_alike() -> None:
    day = seasonal((1, 8), seed=5)
    same = {name: np.repeat(values, 365, axis=0) for name, values in day.items()}
    full = stored(same, TimeAxis.chain(365, 8, hours=3.0), standing_loss=1e-3)
    found = synergy.aggregate(full, periods=1, extremes=())
    one = solve(stored(day, TimeAxis(steps=8, hours=3.0, weights={"day": 365}), standing_loss=1e-3))
    plan = solve(found.scenario)
    assert plan.cost == pytest.approx(one.cost, rel=1e-9)
    assert plan.cost == pytest.approx(solve(full).cost, rel=1e-9)


@pytest.mark.parametrize("order", [{}, {"chained": True}])
def test_half_the_step_with_the_same_data_leaves_the_optimum(order: dict[str, bool]) -> None:
    coarse = seasonal((4, 6))
    weights = {"a": 1, "b": 1, "c": 1, "d": 1}
    fine = {name: np.repeat(values, 2, axis=1) for name, values in coarse.items()}
    plans = [
        solve(stored(profiles, TimeAxis(steps=steps, hours=8760 / 4 / steps, weights=weights, **order)))
        for profiles, steps in ((coarse, 6), (fine, 12))
    ]
    assert plans[0].cost == pytest.approx(plans[1].cost, rel=1e-9)


def test_days_or_quarters_of_an_hour() -> None:
    # A load of 5 MW from a market at 20: 100 EUR/h, whatever the step.
    for steps, hours in ((96, 0.25), (1, 24.0)):
        time = {"steps": steps, "hours": hours, "weights": {"day": 365}}
        plan = solve(make_scenario({"load": demand(5.0), "grid": market(20.0)}, time=time))
        assert plan.cost == pytest.approx(100.0 * HOURS)
