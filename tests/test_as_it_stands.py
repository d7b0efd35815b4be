"""What is left of a scenario when nothing may be built."""

from __future__ import annotations

from typing import Any

import pytest

import synergy
from factories import demand, make_scenario, market
from kind_examples import examples_of
from synergy.cluster.asset import ASSET_KINDS, Asset, Investment
from synergy.errors import Fault, ScenarioError

GENERATOR = {"kind": "generator", "carrier": "power", "lifetime": 20.0}
PIPE = {"kind": "pipeline", "carrier": "hydrogen"}
TANK = {"kind": "storage", "carrier": "power"}
SIZES = [{"name": "small", "capacity": 5.0, "capex_per_km": 1.0}]


def left_of(fields: dict[str, Any]) -> Asset | None:
    """Return what is left of an asset."""
    return make_scenario({"one": fields}).cluster.assets["one"].as_it_stands()


@pytest.mark.parametrize(
    "fields",
    [
        {**GENERATOR, "capacity_max": 5.0},
        {**GENERATOR, "capacity_max": 5.0, "capacity_existing": 5.0, "age": 20.0},
        {**PIPE, "capacity_max": 5.0},
        {**PIPE, "diameters": SIZES},
        {**TANK, "capacity_max": 5.0, "c_rate": 1.0},
        {**TANK, "capacity_existing": 5.0, "power_max": 1.0},
        market(50.0, capacity_max=5.0),
        {"kind": "disposal", "carrier": "co2", "capacity_max": 5.0},
    ],
    ids=lambda fields: fields["kind"],
)
def test_what_does_not_stand_is_left_out(fields: dict[str, Any]) -> None:
    assert left_of(fields) is None


@pytest.mark.parametrize(
    "fields",
    [
        {**GENERATOR, "capacity_existing": 5.0, "capacity_max": 5.0, "capacity_min": 1.0},
        {**PIPE, "capacity_existing": 5.0, "diameters": SIZES},
        {**TANK, "capacity_existing": 5.0, "capacity_max": 5.0, "c_rate": 1.0},
        {**TANK, "capacity_existing": 5.0, "power_existing": 1.0, "power_max": 1.0},
        market(50.0, capacity_existing=5.0, capacity_max=5.0),
    ],
    ids=lambda fields: fields["kind"],
)
def test_what_stands_keeps_its_capacity_and_no_other(fields: dict[str, Any]) -> None:
    left = left_of(fields)
    assert isinstance(left, Investment)
    assert not left.buildable
    assert left.largest_capacity() == 5.0
    assert getattr(left, "power_max", 0.0) == 0.0


def test_a_market_without_a_connection_stays_unlimited() -> None:
    left = left_of(market(50.0))
    assert isinstance(left, Investment)
    assert not left.has_connection


def examples() -> list[Any]:
    return [
        pytest.param(scenario, id=f"{kind}-{number}")
        for kind in sorted(ASSET_KINDS.kinds)
        for number, scenario in enumerate(examples_of(kind))
    ]


@pytest.mark.parametrize("scenario", examples())
def test_of_every_kind_something_valid_is_left_that_can_not_be_built(scenario: synergy.Scenario) -> None:
    for asset in scenario.cluster.assets.values():
        left = asset.as_it_stands()
        if left is not None:
            assert not getattr(left, "buildable", False)
            assert left.as_it_stands() == left
            assert type(left).model_validate(left.model_dump(exclude_unset=True)) == left


@pytest.mark.parametrize("scenario", examples())
def test_a_scenario_as_it_stands_lacks_nothing_but_what_would_meet_its_demands(
    scenario: synergy.Scenario,
) -> None:
    faults: tuple[Fault, ...] = ()
    try:
        scenario.as_it_stands()
    except ScenarioError as error:
        faults = tuple(error.faults)
    assert [str(fault) for fault in faults if fault.why != "the demand can not be met"] == []


@pytest.mark.parametrize("name", synergy.examples.names())
def test_the_packaged_examples_can_run_as_they_stand(name: str) -> None:
    example = synergy.examples.load(name)
    scenario = example.base if isinstance(example, synergy.Pathway) else example
    left = scenario.as_it_stands()
    assert left.cluster.assets
    assert not any(getattr(asset, "buildable", False) for asset in left.cluster.assets.values())
    assert synergy.Scenario.from_data(left.to_data(), left.profiles) == left
    assert left.name == f"{scenario.name}, as it stands"


def test_a_demand_that_nothing_standing_can_meet_is_told() -> None:
    scenario = make_scenario({"new": {**GENERATOR, "capacity_max": 5.0}, "load": demand(5.0)})
    with pytest.raises(ScenarioError, match="load"):
        scenario.as_it_stands()
