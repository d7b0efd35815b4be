"""Streams, heat pumps and engines in rings: never more work than the second law allows."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from factories import demand, make_scenario, market, per_hour, result, solve
from heat_cases import random_streams
from synergy.assets.heat_machine import mean_kelvin
from synergy.heat import Stream

AROUND = 15.0
"""Temperature of the surroundings, degC; they take and give any heat."""
LARGE = 500.0


def work_in(stream: Stream) -> float:
    """Return the most work that a stream's heat gives, or, if it is cold, needs at least."""
    high, low = stream.span
    mean = float(mean_kelvin(np.array([high]), low)[0])
    worth = stream.duty * (1.0 - (AROUND + 273.15) / mean)
    return worth if stream.is_hot else -worth


def ring(draw: np.random.Generator, efficiency: float) -> dict[str, Any]:
    """Return pumps and engines from each level of heat to the next, and from and to the surroundings."""
    machines: dict[str, Any] = {}
    levels = ["around", "warm", "hot", "steam"]
    terms = {"efficiency": efficiency, "capacity_existing": LARGE}
    for lower, upper in [*pairwise(levels), ("around", "steam"), ("around", "hot")]:
        machines[f"pump-{lower}-{upper}"] = {
            "kind": "heat_pump",
            "source": lower,
            "sink": upper,
            "drive": "power",
            "smallest_lift": 1e-3,
            **terms,
        }
        machines[f"engine-{upper}-{lower}"] = {
            "kind": "heat_engine",
            "source": upper,
            "sink": lower,
            "power": "power",
            **terms,
        }
    return machines


@pytest.mark.parametrize("efficiency", [1.0, 0.7])
@pytest.mark.parametrize("seed", range(8))
def test_no_more_work_than_heat_is_worth(seed: int, efficiency: float) -> None:
    draw = np.random.default_rng(seed)
    streams = random_streams(draw, 5)
    low, high = float(draw.uniform(40, 80)), float(draw.uniform(90, 150))
    levels = ["around", "warm", "hot", "steam"]
    carriers: dict[str, Any] = {
        "around": {"temperature": AROUND, "surplus": "free"},
        "warm": {"temperature": low, "return_temperature": low - float(draw.uniform(0, 20))},
        "hot": {"temperature": high, "return_temperature": float(draw.uniform(low, high))},
        "steam": {"temperature": 450.0},
    }
    plant = {
        "kind": "heat_recovery",
        "streams": [{**one.to_data(), "approach": 0.0} for one in streams],
        "takes": levels,
        "gives": levels,
        "minimum_approach": 0.0,
    }
    assets = {
        "plant": plant,
        **ring(draw, efficiency),
        "air": market(0.0, carrier="around"),
        "grid": market(100.0, sell_price=100.0, buy_max=LARGE, sell_max=LARGE),
    }
    plan = solve(make_scenario(assets, carriers=carriers))
    most = sum(map(work_in, streams))
    assert -per_hour(plan) / 100.0 <= most + 1e-5


def test_a_carrier_never_heats_a_hotter_one_by_way_of_streams() -> None:
    # The streams serve each other. Whatever of 90 degC is to be had for nothing, 100 degC has its price.
    streams = [
        Stream(supply_temperature=150.0, target_temperature=85.0, load=5.0),
        Stream(supply_temperature=80.0, target_temperature=145.0, load=5.0),
    ]
    plant = {
        "kind": "heat_recovery",
        "streams": [one.to_data() for one in streams],
        "takes": ["cooler", "boiler"],
        "gives": ["hotter", "cold"],
        "minimum_approach": 0.0,
    }
    carriers = {
        "cooler": {"temperature": 90.0, "surplus": "free"},
        "hotter": {"temperature": 100.0},
        "boiler": {"temperature": 200.0},
        "cold": {"temperature": 20.0, "surplus": "free"},
    }
    assets = {
        "plant": plant,
        "tap": market(0.0, carrier="cooler"),
        "works": market(50.0, carrier="boiler"),
        "load": demand(9.0, carrier="hotter", unserved_price=80.0),
    }
    # All that the hot stream has above 100 degC may go to the load, 50 K of its 65, if boiler heat serves the
    # cold stream above 90; heat of the tap serves it below.
    plan = solve(make_scenario(assets, carriers=carriers))
    assert result(plan, "plant", "given_hotter") == pytest.approx([5.0 * 50.0 / 65.0])
    # With the tap alone only what the cold stream can not use is left for the load: from 150 to 145 degC.
    assets["plant"] = {**plant, "takes": ["cooler"]}
    del assets["works"]
    tapped = solve(make_scenario(assets, carriers=carriers))
    assert result(tapped, "plant", "given_hotter") == pytest.approx([5.0 * 5.0 / 65.0])


def test_two_carriers_of_one_temperature_are_one() -> None:
    # One that is given and taken at once serves as well as two that a free converter joins.
    hot = Stream(supply_temperature=150.0, target_temperature=60.0, load=9.0).to_data()
    cold = Stream(supply_temperature=30.0, target_temperature=80.0, load=5.0).to_data()
    level = {"temperature": 90.0, "return_temperature": 60.0}
    carriers = {
        "one": level,
        "twin": level,
        "cold": {"temperature": 10.0, "surplus": "free"},
        "steam": {"temperature": 200.0},
    }
    plant = {"kind": "heat_recovery", "streams": [hot, cold], "recovery": "sized", "minimum_approach": 4.0}
    around = {"boiler": market(50.0, carrier="steam"), "net": market(30.0, carrier="one", sell_price=20.0)}
    single = {"plant": {**plant, "takes": ["one", "steam"], "gives": ["one", "cold"]}, **around}
    join = {
        "kind": "converter",
        "reference": "one",
        "inputs": {"twin": 1.0},
        "outputs": {"one": 1.0},
        "capacity_existing": 99.0,
    }
    double = {
        "plant": {**plant, "takes": ["one", "steam"], "gives": ["twin", "cold"]},
        "join": join,
        **around,
    }
    costs = [
        per_hour(solve(make_scenario(assets, carriers=carriers, sites={"here": {}, "there": {}})))
        for assets in (single, double)
    ]
    assert costs[0] == pytest.approx(costs[1])


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"sink_temperature": 60.0}, "60 degC, where water has 69.6 degC in the mean"),
        ({"source_temperature": 35.0}, "35 degC, where waste has 30 degC"),
        ({"sink_temperature": 95.0, "source_temperature": 25.0}, ""),
    ],
)
def test_a_temperature_that_its_carrier_does_not_have_is_told(fields: dict[str, Any], words: str) -> None:
    carriers = {
        "water": {"temperature": 90.0, "return_temperature": 50.0},
        "waste": {"temperature": 30.0},
    }
    pump = {
        "kind": "heat_pump",
        "source": "waste",
        "sink": "water",
        "drive": "power",
        "capacity_existing": 9.0,
    }
    assets = {
        "pump": {**pump, **fields},
        "grid": market(50.0),
        "waste": market(1.0, carrier="waste"),
        "load": demand(5.0, carrier="water"),
    }
    told = [str(one) for one in make_scenario(assets, carriers=carriers).warnings]
    assert [words in one for one in told] == ([True] if words else [])
