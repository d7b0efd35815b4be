"""Objectives: optima worked out by hand, in EUR and t per average hour."""

from __future__ import annotations

from typing import Any

import pytest

from factories import HOURS, demand, make_scenario, market, per_hour, solve
from synergy.plan.plan import Plan


def best(objective: Any) -> Plan:
    """10 MW from 6 MW each of black (40, 0.3 t/MWh), grey (40, 0.2 t/MWh), green (60) and gold (70)."""
    sources = {"black": (40.0, 0.3), "grey": (40.0, 0.2), "green": (60.0, 0.0), "gold": (70.0, 0.0)}
    assets = {
        name: market(price, buy_max=6.0, impacts={"scope1": factor})
        for name, (price, factor) in sources.items()
    }
    return solve(make_scenario({"load": demand(10.0), **assets}, objective=objective))


@pytest.mark.parametrize(
    ("objective", "cost", "emissions"),
    [
        # The cheapest: black and grey, 400, in any mix; then as little black as can be: 6 * 0.2 + 4 * 0.3 =
        # 2.4.
        (["cost", "emissions"], 400.0, 2.4),
        # The cleanest: green and gold; then as little gold as can be: 6 * 60 + 4 * 70 = 640.
        (["emissions", "cost"], 640.0, 0.0),
        # At 50 EUR/t grey costs 50, black 55, green 60: 6 MW grey, 4 MW black.
        ({"cost": 1.0, "emissions": 50.0}, 400.0, 2.4),
        # At 90 EUR/t grey costs 58, green 60, black 67: 6 MW grey, 4 MW green: 480 and 1.2.
        ({"cost": 1.0, "emissions": 90.0}, 480.0, 1.2),
        # At 200 EUR/t green costs 60, gold 70, grey 80: 640 and 0.
        ({"cost": 1.0, "emissions": "200 EUR/t"}, 640.0, 0.0),
    ],
)
def test_cost_and_emissions(objective: Any, cost: float, emissions: float) -> None:
    plan = best(objective)
    assert per_hour(plan) == pytest.approx(cost, rel=1e-5)
    assert plan.emissions / HOURS == pytest.approx(emissions, rel=1e-5, abs=1e-5)


def test_cost_alone() -> None:
    assert per_hour(best("cost")) == pytest.approx(400.0)


def test_emissions_alone() -> None:
    assert best("emissions").emissions == pytest.approx(0.0, abs=1e-6)


def test_what_a_stage_reached_is_told_in_its_own_unit() -> None:
    plan = best(["emissions", "cost"])
    assert plan.objective == pytest.approx(0.0, abs=1e-6)
    assert [stage.objective for stage in plan.stages][1] == pytest.approx(640.0 * HOURS)
    assert best({"cost": 1.0, "emissions": 90.0}).objective == pytest.approx((480.0 + 90.0 * 1.2) * HOURS)


@pytest.mark.parametrize(
    "objective",
    ["cost", "emissions", ["emissions", "cost"], {"cost": 1.0, "emissions": 50.0}, {"emissions": 2.0}],
)
def test_objectives_come_back_from_their_data(objective: Any) -> None:
    assert best(objective).scenario.objective.to_data() == objective


def test_weights_scale_what_is_minimised_and_not_the_cost() -> None:
    plan = best({"cost": 2.0, "emissions": 180.0})
    assert per_hour(plan) == pytest.approx(480.0)
    assert plan.objective == pytest.approx(2.0 * (480.0 + 90.0 * 1.2) * HOURS)
