"""Heat engine: optima worked out by hand, in EUR per average hour."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from factories import HOURS, capacity, demand, make_scenario, market, per_hour, result, solve
from synergy.errors import ScenarioError
from synergy.scenario import Scenario

CARRIERS = {"steam": {"temperature": 200.0}, "hot-water": {"temperature": 90.0}}


def engine(**fields: Any) -> dict[str, Any]:
    """From 473.15 K to 293.15 K at 0.4 of Carnot: 0.4 * 180 / 473.15 = 0.152172."""
    surroundings = {} if "sink" in fields else {"sink_temperature": 20.0}
    own = {"source": "steam", "power": "power", "efficiency": 0.4, "capacity_existing": 9.0}
    return {"kind": "heat_engine", **own, **surroundings, **fields}


def powered(engine: dict[str, Any], load: Any = 3.0, **parts: Any) -> Scenario:
    """Return a load of power, met from steam at 5, or by the grid at 100."""
    assets = {
        "load": demand(load),
        "engine": engine,
        "boiler": market(5.0, carrier="steam"),
        "grid": market(100.0),
        **parts.pop("assets", {}),
    }
    return make_scenario(assets, carriers={**CARRIERS, **parts.pop("carriers", {})}, **parts)


def test_efficiency_follows_from_the_temperatures() -> None:
    # 3 MW of power take 3 / 0.152172 = 19.71 MW of steam at 5, and 1 a MWh.
    plan = solve(powered(engine(opex_variable=1.0)))
    assert per_hour(plan) == pytest.approx(3.0 / (0.4 * 180.0 / 473.15) * 5.0 + 3.0)


def test_heat_that_cools_counts_at_its_mean() -> None:
    # 473.15 K to 373.15 K: a mean of 100 / ln(473.15 / 373.15), 10 K of approach on each side.
    mean = 100.0 / np.log(473.15 / 373.15)
    share = 0.4 * (1.0 - 303.15 / (mean - 10.0))
    carriers = {"steam": {"temperature": 200.0, "return_temperature": 100.0}}
    plan = solve(powered(engine(source_approach=10.0, sink_approach=10.0), carriers=carriers))
    assert per_hour(plan) == pytest.approx(3.0 / share * 5.0)


def test_a_back_pressure_turbine_leaves_the_rest_as_heat() -> None:
    # 0.8 * (1 - 363.15 / 473.15) = 0.185987 of the steam becomes power, the rest hot water: 8 MW of it leave
    # 8 * 0.185987 / 0.814013 = 1.827853 MW of power and take 9.827853 MW of steam; the grid brings the rest.
    share = 0.8 * (1.0 - 363.15 / 473.15)
    power = 8.0 * share / (1.0 - share)
    turbine = engine(sink="hot-water", efficiency=0.8)
    plan = solve(powered(turbine, assets={"use": demand(8.0, carrier="hot-water")}))
    assert result(plan, "engine", "generated")[0] == pytest.approx(power)
    assert per_hour(plan) == pytest.approx((power + 8.0) * 5.0 + (3.0 - power) * 100.0)


def test_it_stands_still_where_heat_would_go_uphill() -> None:
    # In step 2 the surroundings are as warm as the steam: the grid brings all 3 MW.
    warm = engine(sink_temperature={"profile": "around"})
    plan = solve(powered(warm, steps=2, profiles={"around": [20.0, 210.0]}))
    assert result(plan, "engine", "generated") == pytest.approx([3.0, 0.0])
    assert per_hour(plan) == pytest.approx((3.0 / (0.4 * 180.0 / 473.15) * 5.0 + 300.0) / 2)


def test_size_is_chosen() -> None:
    # A MW saves 100 - 5 / 0.152172 = 67.14: worth 60, not 70.
    for cost, size in ((60.0, 3.0), (70.0, 0.0)):
        built = engine(capacity_existing=0.0, capacity_max=50.0, capex_specific=cost * HOURS)
        assert capacity(solve(powered(built)), "engine") == pytest.approx(size, abs=1e-6)


def test_a_share_that_is_known() -> None:
    assert per_hour(solve(powered(engine(power_per_heat=0.2)))) == pytest.approx(75.0)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"sink_temperature": 250.0}, "source at 200 degC, sink at 250 degC"),
        ({"sink_temperature": 195.0, "sink_approach": 5.0}, "with approaches of 0 and 5 K"),
        ({"power_per_heat": 0.4}, "0.4 where Carnot's efficiency is 0.38"),
        ({"sink_temperature": None}, "sink_temperature: missing"),
        ({"source": "gas"}, r"give source_temperature, or carriers\.gas\.temperature"),
        ({"sink": "steam"}, "takes and gives steam"),
        ({"efficiency": 1.2}, "efficiency"),
    ],
)
def test_what_can_not_be_is_refused(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(ScenarioError, match=message):
        powered({**engine(), **fields})
