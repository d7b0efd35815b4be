"""Disposal: optima worked out by hand, in EUR per average hour."""

from __future__ import annotations

from typing import Any

import pytest

from factories import HOURS, capacity, emitted, make_scenario, per_hour, result, solve
from synergy.scenario import Scenario


def stored(carbon: float = 100.0, **fields: Any) -> Scenario:
    """10 t/h of CO2 that is either taken or vented at a carbon price."""
    source = {"kind": "generator", "carrier": "co2", "capacity_existing": 10.0, "must_run": True}
    store = {"kind": "disposal", "carrier": "co2", **fields}
    price = {"kind": "carbon_price", "prices": {"scope1": carbon}}
    return make_scenario({"source": source, "store": store}, policies={"price": price})


def test_tariff_within_capacity() -> None:
    # 8 t/h for 30 + 5, 2 t/h vented at 100: 280 + 200 = 480.
    plan = solve(stored(capacity_existing=8.0, tariff=30.0, opex_variable=5.0))
    assert per_hour(plan) == pytest.approx(480.0)
    assert emitted(plan, "scope1") == pytest.approx(2.0)


def test_limit_of_a_year() -> None:
    # 5 t/h on average for 35, the rest at 100: 175 + 500 = 675.
    plan = solve(stored(capacity_existing=8.0, tariff=35.0, disposal_max_yearly=5.0 * HOURS))
    assert per_hour(plan) == pytest.approx(675.0)


def test_not_used_where_venting_is_cheaper() -> None:
    # 10 t/h vented at 20 rather than stored for 35.
    plan = solve(stored(20.0, capacity_existing=8.0, tariff=35.0))
    assert per_hour(plan) == pytest.approx(200.0)
    assert result(plan, "store", "flow") == pytest.approx([0.0])


@pytest.mark.parametrize(("fixed", "size", "optimum"), [(400.0, 10.0, 850.0), (600.0, 0.0, 1000.0)])
def test_a_connection_is_built_where_it_pays(fixed: float, size: float, optimum: float) -> None:
    # 10 t/h connected: fixed + 10 * (15 + 30). At 400 that is 850, less than 1000 vented; at 600 it is more.
    plan = solve(
        stored(capacity_max=50.0, capex_fixed=fixed * HOURS, capex_specific=15.0 * HOURS, tariff=30.0)
    )
    assert per_hour(plan) == pytest.approx(optimum)
    assert capacity(plan, "store") == pytest.approx(size)


def test_a_negative_tariff_pays() -> None:
    # Somebody pays 40 for each t: 10 * -40.
    assert per_hour(solve(stored(0.0, capacity_existing=20.0, tariff=-40.0))) == pytest.approx(-400.0)
