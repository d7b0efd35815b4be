"""Flows of almost nothing in the data are nothing: solvers do not tell them from zero."""

from __future__ import annotations

import pytest

from factories import make_scenario, market, per_hour, result, solve


@pytest.mark.parametrize(("needed", "served"), [(9e-6, 0.0), (2e-5, 2e-5)])
def test_a_demand_of_almost_nothing_is_none(needed: float, served: float) -> None:
    load = {"kind": "demand", "carrier": "power", "demand": {"profile": "dust"}, "unserved_price": 900.0}
    plan = solve(make_scenario({"grid": market(50.0), "load": load}, profiles={"dust": [needed]}))
    assert result(plan, "load", "served") == [served]
    assert per_hour(plan) == pytest.approx(50.0 * served, abs=1e-9)


def test_what_can_hardly_be_bought_can_not() -> None:
    """Bought at -1 EUR/MWh, as much as allowed, for a heater that burns it."""
    heater = {
        "kind": "converter",
        "reference": "power",
        "inputs": {"power": 1.0},
        "outputs": {"waste-heat": 1.0},
        "capacity_existing": 1.0,
    }
    assets = {"grid": market(-1.0, buy_max={"profile": "dust"}), "heater": {**heater, "lifetime": 9.0}}
    plan = solve(make_scenario(assets, steps=2, profiles={"dust": [9e-6, 0.5]}))
    assert result(plan, "grid", "buy") == pytest.approx([0.0, 0.5])
