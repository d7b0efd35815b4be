"""A plant that shares only a cost curve: the curve, its errors, and the game that is played with it."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations
from typing import Any

import numpy as np
import pytest

import synergy
from synergy.errors import ScenarioError
from synergy.scenario import Scenario
from synergy.study.plant_curve import CostCurve, cost_curve, curve_assets, lower_convex_envelope

HOURS = 8760.0
SOURCES = {
    "cheap": {"kind": "market", "buy_price": 10.0, "buy_max": 3.0},
    "dear": {"kind": "market", "buy_price": 20.0, "buy_max": 5.0},
    "own-need": {"kind": "demand", "demand": 2.0},
}


def plant_and_town(plant: dict[str, dict[str, Any]], need: float) -> Scenario:
    """Return a plant with sources of heat, a town that pays 50 EUR/MWh, and a line of 100 kEUR a year."""
    line = {
        "kind": "heat_pipe",
        "corridor": "way",
        "carrier": "heat",
        "capacity_max": 10.0,
        "capex_fixed": 100e3,
        "lifetime": 1.0,
    }
    own = {key: {"site": "works", "carrier": "heat", **data} for key, data in plant.items()}
    return Scenario.from_data(
        {
            "discount_rate": 0.0,
            "carriers": {"heat": {}},
            "owners": {"plant": {}, "town": {}},
            "sites": {"works": {"owner": "plant"}, "homes": {"owner": "town"}},
            "corridors": {"way": {"from": "works", "to": "homes", "length": "1 km"}},
            "assets": {
                **own,
                "need": {"kind": "demand", "site": "homes", "carrier": "heat", "demand": need},
                "bought": {"kind": "market", "site": "homes", "carrier": "heat", "buy_price": 50.0},
                "line": line,
            },
        }
    )


def with_curve(scenario: Scenario, curve: CostCurve) -> Scenario:
    """Return the cluster as its others know it: the plant's assets are gone, its tranches are there."""
    cluster = scenario.cluster
    known = [asset for asset in cluster.assets.values() if cluster.owner_of(asset) != curve.owner]
    others = scenario.with_cluster(cluster.holding(known))
    return others.with_({f"assets.{key}": data for key, data in curve_assets(curve).items()})


def coalition_costs(scenario: Scenario, coalitions: Iterable[tuple[str, ...]]) -> list[float]:
    """Return what coalitions of plant and town cost."""
    game = synergy.Game.from_cluster(scenario, ["plant", "town"])
    return [cost.upper for cost in game.costs(coalitions)]


COALITIONS = [members for size in (1, 2) for members in combinations(("plant", "town"), size)]


def test_a_linear_plant_plays_the_same_game_with_its_curve() -> None:
    scenario = plant_and_town(SOURCES, need=6.0)
    curve = cost_curve(scenario, "plant", "works", "heat", [1, 6], executor=0)
    # 2 MW for itself; 1 MW more still from the cheap source, 5 more from the dear one
    assert curve.costs / HOURS == pytest.approx([20.0, 30.0, 130.0])
    assert curve.tranches["price"].tolist() == pytest.approx([10.0, 20.0])
    assert curve.error == pytest.approx(0.0, abs=1e-3)
    data = coalition_costs(scenario, COALITIONS)
    told = coalition_costs(with_curve(scenario, curve), COALITIONS)
    fixed = [curve.fixed * ("plant" in members) for members in COALITIONS]
    assert np.add(told, fixed) == pytest.approx(data, rel=1e-6)
    # alone 20 and 6 x 50 EUR/h; together 130 EUR/h and the line
    assert data == pytest.approx([20 * HOURS, 300 * HOURS, 130 * HOURS + 100e3], rel=1e-6)


def test_with_a_fixed_cost_the_envelope_is_a_lower_bound_and_says_by_how_much() -> None:
    boiler = {
        "kind": "generator",
        "capacity_max": 4.0,
        "capex_fixed": 400e3,
        "opex_variable": 5.0,
        "lifetime": 1.0,
    }
    scenario = plant_and_town({"boiler": boiler}, need=2.0)
    curve = cost_curve(scenario, "plant", "works", "heat", [2, 4], executor=0)
    # 400,000 + 5 x 8,760 r: the chord from 0 to 4 MW passes 2 MW at half of 575,200, which is 200,000 below
    assert curve.costs == pytest.approx([0.0, 487_600, 575_200])
    assert curve.error == pytest.approx(200e3)
    together = [("plant", "town")]
    (data,), (told,) = (coalition_costs(one, together) for one in (scenario, with_curve(scenario, curve)))
    assert told <= data <= told + curve.error + 1.0
    assert data - told == pytest.approx(200e3, rel=1e-5)  # 2 MW is where the error is largest


def test_what_a_plant_takes_is_sold_to_it() -> None:
    """The plant as the one that needs: it saves 20, then 10 EUR/MWh by heat from elsewhere."""
    need = SOURCES | {"own-need": {"kind": "demand", "demand": 8.0}}
    curve = cost_curve(plant_and_town(need, need=1.0), "plant", "works", "heat", [-5, -8], executor=0)
    assert curve.rates.tolist() == [-8.0, -5.0, 0.0]
    assert curve.costs / HOURS == pytest.approx([0.0, 30.0, 130.0])
    told = [(data["sell_price"], data["sell_max"]) for data in curve_assets(curve).values()]
    assert np.array(told) == pytest.approx(np.array([(10.0, 3.0), (20.0, 5.0)]))


def test_rates_that_the_plant_can_not_do_are_told() -> None:
    curve = cost_curve(plant_and_town(SOURCES, need=1.0), "plant", "works", "heat", [6, 7], executor=0)
    assert curve.refused == (7.0,)  # 8 MW of sources, 2 for itself
    assert curve.rates.tolist() == [0.0, 6.0]


def curve_of(rates: list[float], costs: list[float]) -> CostCurve:
    """Return the curve of some points, a year of one hour."""
    return CostCurve("plant", "works", "heat", np.array(rates), np.array(costs), 1.0, "MW", "EUR")


def test_how_far_a_convex_cost_may_lie_below() -> None:
    # r squared at 0, 1, 2, 3: from 1 to 2 the lines of slopes 1 and 5 meet at 1.5, 1 below the chord;
    # from 0 to 1 only the line of slope 3 bounds it, which starts at -2
    assert curve_of([0, 1, 2, 3], [0, 1, 4, 9]).between == pytest.approx(2.0)
    assert curve_of([0, 1, 2, 3], [0, 2, 4, 6]).between == 0.0
    assert curve_of([0, 3], [0, 6]).between == np.inf


def test_envelope_is_convex_below_all_points_and_touches() -> None:
    random = np.random.default_rng(1)
    for _ in range(20):
        rates, costs = np.sort(random.random(9)), random.standard_normal(9)
        corners = lower_convex_envelope(rates, costs)
        below = np.interp(rates, *corners.T)
        assert np.all(below <= costs + 1e-12)
        assert np.all(np.diff(np.diff(corners[:, 1]) / np.diff(corners[:, 0])) > 0)
        assert {tuple(corner) for corner in corners} <= set(zip(rates, costs, strict=True))


def test_all_faults_at_once() -> None:
    with pytest.raises(ScenarioError) as caught:
        cost_curve(plant_and_town(SOURCES, need=1.0), "plnt", "worsk", "haet", [float("nan")])
    text = str(caught.value)
    for name in ("'plnt'", "'worsk'", "'haet'", "a rate must be a number"):
        assert name in text


def test_no_rate_and_nothing_owned() -> None:
    scenario = plant_and_town(SOURCES, need=1.0)
    with pytest.raises(ScenarioError, match="none but 0"):
        cost_curve(scenario, "plant", "works", "heat", [])
    idle = scenario.with_({"owners.idle": {}})
    with pytest.raises(ScenarioError, match="'idle' owns nothing"):
        cost_curve(idle, "idle", "works", "heat", [1.0])
