"""Removal certificates: optima worked out by hand, in EUR per average hour."""

from __future__ import annotations

from typing import Any

import pytest

from factories import HOURS, make_scenario, per_hour, result, solve
from synergy.errors import ScenarioError
from synergy.scenario import Scenario


def stored(*certificates: dict[str, Any], tariff: float = 30.0, **parts: Any) -> Scenario:
    """10 t/h of biogenic CO2, of which 8 can be captured for nothing; storing costs 30."""
    kiln = {"kind": "generator", "carrier": "biogenic-flue-gas", "capacity_existing": 10.0, "must_run": True}
    capture = {
        "kind": "converter", "reference": "co2", "inputs": {"biogenic-flue-gas": 1.0},
        "outputs": {"co2": 1.0}, "capacity_existing": 8.0, "owner": "one",
    }  # fmt: skip
    assets = {
        "kiln": kiln,
        "capture": capture,
        "field": {"kind": "disposal", "carrier": "co2", "tariff": tariff, "capacity_existing": 50.0},
        **parts.pop("assets", {}),
    }
    policies = {
        f"buyer-{number}": {"kind": "removal_certificate", **fields}
        for number, fields in enumerate(certificates)
    }
    policies |= parts.pop("policies", {})
    return make_scenario(assets, policies=policies, owners={"one": {}, "two": {}}, **parts)


def bought(volume: float) -> float:
    return volume * HOURS


@pytest.mark.parametrize(
    ("certificates", "optimum"),
    [
        ([], 0.0),
        ([{"price": 20.0}], 0.0),  # less than storing costs
        ([{"price": 50.0}], -160.0),  # 8 * (30 - 50)
        ([{"price": 50.0, "volume_max": bought(3.0)}], -60.0),  # the fourth t would be stored for nothing
        ([{"price": 50.0, "volume_max": bought(3.0)}, {"price": 40.0}], -110.0),  # 3 * -20 + 5 * -10
        ([{"price": 50.0}, {"price": 40.0}], -160.0),  # no t is sold twice
        ([{"price": 50.0, "owner": "two"}], 0.0),
        ([{"price": 50.0, "owner": "one", "site": "here"}], -160.0),
        ([{"price": 50.0, "site": "there"}], 0.0),
    ],
)
def test_price_volume_and_whose(certificates: list[dict[str, Any]], optimum: float) -> None:
    assert per_hour(solve(stored(*certificates))) == pytest.approx(optimum, abs=1e-6)


def test_income_is_the_capturing_owner_s() -> None:
    plan = solve(stored({"price": 50.0}))
    assert plan.costs_by("owner", "category")["cost"]["one", "removal certificates"] == pytest.approx(
        -400.0 * HOURS
    )
    assert result(plan, "policy buyer-0", "certified_capture") == pytest.approx([8.0 * HOURS])


def test_removal_of_an_assets_own_counts_with_what_it_captures() -> None:
    # Besides 8 t/h captured, 0.5 t for each of them are said to be removed: 8 * 30 - 12 * 50.
    scenario = stored({"price": 50.0}).with_({"assets.capture.impacts": {"removal": -0.5}})
    assert per_hour(solve(scenario)) == pytest.approx(-360.0)


def test_captured_and_let_go_earns_nothing() -> None:
    # The store is dearer than the certificate and letting go costs nothing, but is no removal either.
    assert per_hour(solve(stored({"price": 50.0}, tariff=60.0))) == pytest.approx(0.0, abs=1e-6)


def test_what_leaks_on_the_way_is_taken_off() -> None:
    # A tenth of the 8 t/h leaks from the pipe: 7.2 are stored and certified, 7.2 * (30 - 50).
    pipe = {
        "kind": "pipeline", "carrier": "co2", "capacity_existing": 20.0, "loss_per_km": 0.1, "two_way": False,
    }  # fmt: skip
    field = {
        "kind": "disposal", "site": "there", "carrier": "co2", "tariff": 30.0, "capacity_existing": 50.0,
    }  # fmt: skip
    plan = solve(stored({"price": 50.0}, assets={"pipe": pipe, "field": field}))
    assert per_hour(plan) == pytest.approx(-144.0)


def test_fossil_co2_let_go_counts_first() -> None:
    # 2 t/h of fossil CO2 must run into the same hub, where the store has no room for them: they are let go,
    # and 2 t/h less can be certified: 8 stored for 30, 6 sold at 50. A fossil stack beside it is no matter.
    more = {"kind": "generator", "carrier": "co2", "capacity_existing": 2.0, "must_run": True}
    stack = {
        "kind": "converter", "reference": "flue-gas", "inputs": {"power": 1.0},
        "outputs": {"flue-gas": 1.0, "heat": 1.0}, "capacity_existing": 2.0,
    }  # fmt: skip
    load = {"kind": "demand", "carrier": "heat", "demand": 2.0}
    free = {"kind": "market", "carrier": "power", "buy_price": 0.0}
    assets = {"more": more, "stack": stack, "load": load, "free": free}
    scenario = stored({"price": 50.0}, assets=assets).with_({"assets.field.capacity_existing": 8.0})
    assert per_hour(solve(scenario)) == pytest.approx(8 * 30.0 - 6 * 50.0)


def test_fossil_co2_that_capture_misses_is_no_release_of_captured_co2() -> None:
    # Waste, half of it wood: 4 t/h of the 8 captured are removal and earn 100 each, storing 8 costs 30 each.
    # The stack gas of the unit and of a neighbour was never captured and takes nothing off, however much.
    stack = {"stack-gas": {"unit": "t", "surplus": "vented", "emission_factor": 1.0}}
    burnt = {"kind": "generator", "carrier": "flue-gas", "capacity_existing": 10.0, "must_run": True}
    neighbour = {"kind": "generator", "carrier": "stack-gas", "capacity_existing": 50.0, "must_run": True}
    capture = {
        "kind": "converter", "reference": "co2", "inputs": {"flue-gas": 0.6, "biogenic-flue-gas": 0.5},
        "outputs": {"co2": 1.0, "stack-gas": 0.1}, "capacity_existing": 8.0, "owner": "one",
    }  # fmt: skip
    assets = {"burnt": burnt, "neighbour": neighbour, "capture": capture}
    plan = solve(stored({"price": 100.0}, assets=assets, carriers=stack))
    assert per_hour(plan) == pytest.approx(8 * 30.0 - 4 * 100.0)


def test_a_credit_that_pays_for_letting_go_is_warned_of() -> None:
    price = {"kind": "carbon_price", "prices": {"scope1": 20.0, "removal": 50.0}}
    (warning,) = stored(policies={"ets": price}).warnings
    assert "biogenic CO2 that is captured and let go would earn the difference" in str(warning)
    assert stored(policies={"ets": {**price, "prices": {"scope1": 50.0, "removal": 50.0}}}).warnings == ()


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"price": -1.0}, "must be at least 0"),
        ({"price": 1.0, "owner": "three"}, "no such owner"),
        ({"price": 1.0, "site": "heer"}, "did you mean 'here'"),
    ],
)
def test_what_can_not_be_meant_is_refused(fields: dict[str, Any], told: str) -> None:
    with pytest.raises(ScenarioError, match=told):
        stored(fields)
