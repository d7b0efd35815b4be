"""Emission cap: optima worked out by hand, in EUR per average hour."""

from __future__ import annotations

from typing import Any

import pytest

from factories import HOURS, demand, emitted, make_scenario, market, per_hour, result, solve
from synergy.errors import InfeasibleError
from synergy.scenario import Scenario


def heated(**cap: Any) -> Scenario:
    """10 MW of heat at each, from gas (40, 0.2 t/MWh, 0.5 m3/MWh of water) or clean (60 here, 90 there)."""
    assets = {}
    for site, price in (("here", 60.0), ("there", 90.0)):
        at = {"site": site, "carrier": "heat"}
        assets[f"load-{site}"] = demand(10.0, **at)
        assets[f"gas-{site}"] = market(
            40.0, impacts={"scope1": 0.2, "water": 0.5}, owner=f"owner-{site}", **at
        )
        assets[f"clean-{site}"] = market(price, **at)
    cap = {"kind": "emission_cap", **cap, "limit": cap["limit"] * HOURS}
    owners = {"owner-here": {}, "owner-there": {}}
    return make_scenario(assets, policies={"cap": cap}, owners=owners, impacts={"water": {"unit": "m3"}})


@pytest.mark.parametrize(
    ("limit", "optimum"),
    [
        (4.0, 800.0),  # all 20 MW from gas
        (3.0, 900.0),  # 5 MW here at 60 instead of 40
        (1.0, 1250.0),  # all 10 MW here (+200), 5 MW there at 90 instead of 40 (+250)
        (0.0, 1500.0),  # no gas at all
    ],
)
def test_cluster(limit: float, optimum: float) -> None:
    plan = solve(heated(limit=limit))
    assert per_hour(plan) == pytest.approx(optimum)
    assert emitted(plan, "scope1") == pytest.approx(limit)


def test_site() -> None:
    # 1 t/h at the dear site only: 5 MW there at 90 instead of 40.
    assert per_hour(solve(heated(limit=1.0, site="there"))) == pytest.approx(1050.0)


def test_owner() -> None:
    # 1 t/h of one owner: 5 MW here at 60 instead of 40.
    assert per_hour(solve(heated(limit=1.0, owner="owner-here"))) == pytest.approx(900.0)


def test_further_impact() -> None:
    # 7.5 m3/h of water are 15 MW of gas: 5 MW here at 60.
    assert per_hour(solve(heated(limit=7.5, impacts=["water"]))) == pytest.approx(900.0)


def test_what_does_not_count_is_not_limited() -> None:
    assert per_hour(solve(heated(limit=0.0, impacts=["scope2"]))) == pytest.approx(800.0)


def test_no_less_than_nothing_without_removals() -> None:
    with pytest.raises(InfeasibleError):
        solve(heated(limit=-1.0))


def test_less_than_nothing_where_nothing_could_count() -> None:
    # Nothing here emits or removes at all, so a limit below zero can not be met.
    cap = {"kind": "emission_cap", "limit": -1.0}
    with pytest.raises(InfeasibleError):
        solve(make_scenario({"load": demand(1.0), "grid": market(50.0)}, policies={"cap": cap}))


def test_removals_make_room() -> None:
    # 5 MW of gas (1 t/h) need 1 t/h of removal that stays: captured for nothing, stored for 30: 200 + 30.
    # Clean heat: 300.
    kiln = {"kind": "generator", "carrier": "biogenic-flue-gas", "capacity_existing": 4.0, "must_run": True}
    capture = {
        "kind": "converter",
        "reference": "co2",
        "inputs": {"biogenic-flue-gas": 1.0},
        "outputs": {"co2": 1.0},
        "capacity_existing": 4.0,
    }
    assets = {
        "load": demand(5.0, carrier="heat"),
        "gas": market(40.0, carrier="heat", impacts={"scope1": 0.2}),
        "clean": market(60.0, carrier="heat"),
        "kiln": kiln,
        "capture": capture,
        "store": {"kind": "disposal", "carrier": "co2", "capacity_existing": 4.0, "tariff": 30.0},
    }
    plan = solve(make_scenario(assets, policies={"cap": {"kind": "emission_cap", "limit": 0.0}}))
    assert per_hour(plan) == pytest.approx(230.0)
    assert result(plan, "store", "flow") == pytest.approx([1.0])


def test_must_run_plant_that_is_built_counts_every_step() -> None:
    # 4 MW of a must-run plant at 1 and 0.5 emit 0.2 * (4 + 2) / 2 = 0.6 t/h; the cap leaves half of it: 2 MW.
    # Heat at 10 from it instead of 50: 50 * 4 - 40 * (2 + 1) / 2 = 140.
    plant = {
        "kind": "generator",
        "carrier": "heat",
        "capacity_max": 4.0,
        "must_run": True,
        "availability": {"profile": "up"},
        "impacts": {"scope1": 0.2},
        "opex_variable": 10.0,
    }
    assets = {"load": demand(4.0, carrier="heat"), "plant": plant, "rest": market(50.0, carrier="heat")}
    cap = {"kind": "emission_cap", "limit": 0.3 * HOURS}
    plan = solve(make_scenario(assets, steps=2, profiles={"up": [1.0, 0.5]}, policies={"cap": cap}))
    assert per_hour(plan) == pytest.approx(140.0)
    assert emitted(plan, "scope1") == pytest.approx(0.3)
