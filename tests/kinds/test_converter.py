"""Converter: optima worked out by hand, in EUR per average hour."""

from __future__ import annotations

from typing import Any

import pytest

from factories import HOURS, capacity, demand, emitted, make_scenario, market, per_hour, result, solve
from synergy.scenario import Scenario


def boiler(**fields: Any) -> dict[str, Any]:
    """Gas at 30 makes heat at 30 / 0.8 = 37.5."""
    return {
        "kind": "converter",
        "reference": "heat",
        "inputs": {"gas": 1.25},
        "outputs": {"heat": 1.0},
        **fields,
    }


GAS = market(30.0, carrier="gas")
BACKUP = market(100.0, carrier="heat")


def test_takes_and_gives_in_fixed_ratios() -> None:
    # 8 MW of heat take 10 MW of gas at 30, and 2 for each MWh of heat: 300 + 16 = 316.
    assets = {
        "load": demand(8.0, carrier="heat"),
        "boiler": boiler(capacity_existing=9.0, opex_variable=2.0, impacts={"scope1": 0.25}),
        "gas": GAS,
    }
    plan = solve(make_scenario(assets))
    assert per_hour(plan) == pytest.approx(316.0)
    assert emitted(plan, "scope1") == pytest.approx(2.0)


def test_several_carriers_out_of_several() -> None:
    # Per MW of gas, and 0.1 MW of hydrogen, 0.4 MW of power and 0.5 MW of heat. 5 MW of heat take 10 MW of
    # gas (300) and 1 MW of hydrogen (90); 4 MW of power sell for 60 (240): 150. Heat bought instead would
    # cost 500.
    chp = {
        "kind": "converter",
        "reference": "gas",
        "inputs": {"gas": 1.0, "hydrogen": 0.1},
        "outputs": {"power": 0.4, "heat": 0.5},
        "capacity_existing": 20.0,
    }
    assets = {
        "load": demand(5.0, carrier="heat"),
        "chp": chp,
        "gas": GAS,
        "hydrogen": market(90.0, carrier="hydrogen"),
        "backup": BACKUP,
        "grid": market(sell_price=60.0, sell_max=4.0),
    }
    assert per_hour(solve(make_scenario(assets))) == pytest.approx(150.0)


def test_availability_limits_the_load() -> None:
    # 10 MW stand, half of them in step 2: 10 * 37.5 = 375, and 5 * 37.5 + 5 * 100 = 687.5. Mean 531.25.
    assets = {
        "load": demand(10.0, carrier="heat"),
        "boiler": boiler(capacity_existing=10.0, availability={"profile": "up"}),
        "gas": GAS,
        "backup": BACKUP,
    }
    plan = solve(make_scenario(assets, steps=2, profiles={"up": [1.0, 0.5]}))
    assert per_hour(plan) == pytest.approx(531.25)


@pytest.mark.parametrize(("surplus", "optimum"), [("forbidden", 287.5), ("free", 262.5)])
def test_minimum_load_of_what_stands(surplus: str, optimum: float) -> None:
    # 10 MW with a minimum of 4 MW meet 10 MW (375). Of the 2 MW in step 2 the backup brings all (200) where
    # heat must not be wasted; where it may be, the boiler runs at its 4 MW (150). Means 287.5 and 262.5.
    assets = {
        "load": demand({"profile": "load"}, carrier="heat"),
        "boiler": boiler(capacity_existing=10.0, minimum_load=0.4),
        "gas": GAS,
        "backup": BACKUP,
    }
    carriers = {"heat": {"surplus": surplus}}
    plan = solve(make_scenario(assets, steps=2, profiles={"load": [10.0, 2.0]}, carriers=carriers))
    assert per_hour(plan) == pytest.approx(optimum)


@pytest.mark.parametrize(
    ("minimum", "size", "optimum"), [(0.0, 10.0, 245.0), (0.5, 6.0, 285.0), (0.6, 10.0, 290.0)]
)
def test_minimum_load_of_what_is_built(minimum: float, size: float, optimum: float) -> None:
    # Heat from gas at 30 (ratio 1), from the backup at 60; loads of 10 and 3 MW; each MW built costs 5. No
    # minimum: 10 MW built (50), 300 and 90: 50 + 195 = 245. Half: with 6 MW step 2 can run at 3 MW: 30 + (6 *
    # 30 + 4 * 60 + 3 * 30) / 2 = 285; with 10 MW it can not: 50 + (300 + 3 * 60) / 2 = 290. A minimum of 0.6
    # would need 5 MW: 25 + (150 + 300 + 90) / 2 = 295, so 10 MW.
    assets = {
        "load": demand({"profile": "load"}, carrier="heat"),
        "boiler": boiler(
            inputs={"gas": 1.0}, capacity_max=20.0, capex_specific=5.0 * HOURS, minimum_load=minimum
        ),
        "gas": GAS,
        "backup": market(60.0, carrier="heat"),
    }
    plan = solve(make_scenario(assets, steps=2, profiles={"load": [10.0, 3.0]}))
    assert per_hour(plan) == pytest.approx(optimum)
    assert capacity(plan, "boiler") == pytest.approx(size)


def test_fixed_cost_slope_and_smallest_size() -> None:
    # 4 MW of heat at 100 cost 400. The smallest boiler, 6 MW, costs 100 + 6 * 10 = 160 and 4 * 37.5 = 150 to
    # run: 310. With a fixed cost of 200 it would be 410: not built.
    built = boiler(capacity_min=6.0, capacity_max=9.0, capex_fixed=100.0 * HOURS, capex_specific=10.0 * HOURS)
    assets = {"load": demand(4.0, carrier="heat"), "boiler": built, "gas": GAS, "backup": BACKUP}
    assert per_hour(solve(make_scenario(assets))) == pytest.approx(310.0)
    assets["boiler"] = {**built, "capex_fixed": 200.0 * HOURS}
    assert per_hour(solve(make_scenario(assets))) == pytest.approx(400.0)


def capture_scenario(carbon: float, **assets: Any) -> Scenario:
    """A kiln of 10 t/h of biogenic CO2, and a capture unit of 8 t/h that takes 0.2 MWh/t of power at 50."""
    capture = {
        "kind": "converter",
        "reference": "co2",
        "inputs": {"biogenic-flue-gas": 1.0, "power": 0.2},
        "outputs": {"co2": 1.0, "heat": 0.5},
        "capacity_existing": 8.0,
    }
    kiln = {"kind": "generator", "carrier": "biogenic-flue-gas", "capacity_existing": 10.0, "must_run": True}
    price = {"kind": "carbon_price", "prices": {"scope1": carbon, "removal": carbon}}
    return make_scenario(
        {"kiln": kiln, "capture": capture, "grid": market(50.0), **assets},
        policies={"price": price},
        carriers={"heat": {"surplus": "free"}},
    )


def test_captured_biogenic_co2_is_a_removal() -> None:
    # A tonne costs 10 for power and 30 to store, and is credited 100: 8 * (40 - 100) = -480. 2 t/h stay
    # biogenic.
    store = {"kind": "disposal", "carrier": "co2", "capacity_existing": 20.0, "tariff": 30.0}
    plan = solve(capture_scenario(100.0, store=store))
    assert per_hour(plan) == pytest.approx(-480.0)
    assert [emitted(plan, impact) for impact in ("removal", "biogenic", "scope1")] == pytest.approx(
        [-8.0, 2.0, 0.0]
    )
    assert plan.emissions == pytest.approx(-8.0 * HOURS)


def test_venting_what_was_captured_undoes_the_removal() -> None:
    # The heat of 3 MW makes 6 t/h of capture worth while (power for 60), and there is no store: 6 t/h are
    # vented as scope 1 beside 6 t/h of removal, and the carbon price cancels.
    plan = solve(capture_scenario(100.0, load=demand(3.0, carrier="heat")))
    assert per_hour(plan) == pytest.approx(60.0)
    assert [emitted(plan, impact) for impact in ("removal", "biogenic", "scope1")] == pytest.approx(
        [-6.0, 4.0, 6.0]
    )
    assert plan.emissions == pytest.approx(0.0, abs=1e-3)


def test_captured_fossil_co2_is_no_removal() -> None:
    # 10 t/h of fossil CO2 at 100, 8 of them captured and stored for 40: 320 + 2 * 100 = 520. Nothing is
    # credited.
    scenario = capture_scenario(
        100.0, store={"kind": "disposal", "carrier": "co2", "capacity_existing": 20.0, "tariff": 30.0}
    )
    fossil = scenario.with_(
        {
            "assets.kiln.carrier": "flue-gas",
            "assets.capture.inputs": {"flue-gas": 1.0, "power": 0.2},
        }
    )
    plan = solve(fossil)
    assert per_hour(plan) == pytest.approx(520.0)
    assert [emitted(plan, impact) for impact in ("removal", "scope1")] == pytest.approx([0.0, 2.0])


def test_burning_is_no_removal() -> None:
    # 8 MW of heat take 10 MW of gas and give 2 t/h of fossil flue gas at 100: 300 + 200.
    plan = solve(
        make_scenario(
            {
                "load": demand(8.0, carrier="heat"),
                "boiler": boiler(outputs={"heat": 1.0, "flue-gas": 0.25}, capacity_existing=9.0),
                "gas": GAS,
            },
            policies={"price": {"kind": "carbon_price", "prices": {"scope1": 100.0, "removal": 100.0}}},
        )
    )
    assert per_hour(plan) == pytest.approx(500.0)
    assert [emitted(plan, i) for i in ("removal", "scope1")] == pytest.approx([0.0, 2.0])


def test_biogenic_co2_made_into_a_product_is_no_removal() -> None:
    # 4 t/h become 2 MW of fuel that sells for 10; nobody says that the CO2 stays out of the air.
    synthesis = {
        "kind": "converter",
        "reference": "biogenic-flue-gas",
        "inputs": {"biogenic-flue-gas": 1.0},
        "outputs": {"hydrogen": 0.5},
        "capacity_existing": 4.0,
    }
    buyer = market(sell_price=10.0, carrier="hydrogen")
    plan = solve(
        capture_scenario(100.0).with_(
            {
                "assets.capture": None,
                "assets.synthesis": {**synthesis, "site": "here"},
                "assets.buyer": {**buyer, "site": "here"},
            }
        )
    )
    assert per_hour(plan) == pytest.approx(-20.0)
    assert [emitted(plan, i) for i in ("removal", "biogenic")] == pytest.approx([0.0, 6.0])


def test_mixed_flue_gas_is_credited_for_its_biogenic_part_only() -> None:
    # Each t of captured CO2 comes from 0.4 t of biogenic and 0.6 t of fossil flue gas: 5 t/h credit 2 t/h.
    capture = {
        "kind": "converter",
        "reference": "co2",
        "inputs": {"biogenic-flue-gas": 0.4, "flue-gas": 0.6},
        "outputs": {"co2": 1.0},
        "capacity_existing": 5.0,
    }
    kiln = {"kind": "generator", "capacity_existing": 10.0, "must_run": True}
    assets = {
        "fossil": {**kiln, "carrier": "flue-gas"},
        "biogenic": {**kiln, "carrier": "biogenic-flue-gas"},
        "capture": capture,
        "store": {"kind": "disposal", "carrier": "co2", "capacity_existing": 20.0},
    }
    plan = solve(make_scenario(assets, objective="emissions"))
    assert [emitted(plan, i) for i in ("removal", "biogenic", "scope1")] == pytest.approx([-2.0, 8.0, 7.0])
    assert result(plan, "store", "flow") == pytest.approx([5.0])


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"inputs": {"gas": 0.1075}}, "gives 930 % of the energy that it takes"),
        ({"inputs": {"gas": 0.9}}, "gives 111 % of the energy that it takes"),
        ({"inputs": {"gas": 0.93}}, ""),  # condensing, of the lower heating value
        ({"inputs": {"power": 0.25}}, ""),  # a heat pump
        ({"inputs": {"gas": 0.5, "co2": 0.1}}, ""),  # a material may bring energy
        ({"part_load": [{"load": 0.5, "inputs": {"gas": 0.9}}]}, "at load 0.5 its efficiency is 1.11"),
        ({"part_load": [{"load": 0.5, "inputs": {"gas": 1.0}}]}, ""),
    ],
)
def test_energy_out_of_nothing_is_warned_of(fields: dict[str, Any], said: str) -> None:
    scenario = make_scenario({"boiler": boiler(capacity_existing=5.0, **fields)})
    told = [str(fault) for fault in scenario.warnings if "energy" in fault.found or "at load" in fault.found]
    assert len(told) == bool(said)
    assert all(said in line for line in told)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"inputs": {"tepid": 1.0}}, True),
        ({"inputs": {"tepid": 2.5}}, False),  # a heat transformer: 0.4 of 0.544
        ({"inputs": {"tepid": 1.0, "power": 0.2}}, False),
        ({"inputs": {"steam": 1.0}}, False),
        ({"inputs": {"chilled": 1.0}}, False),  # cold warms up by itself
    ],
)
def test_heat_uphill_for_nothing_is_warned_of(fields: dict[str, Any], told: bool) -> None:
    degrees = {"tepid": 50.0, "hot": 120.0, "steam": 160.0, "chilled": 6.0}
    carriers = {name: {"temperature": value} for name, value in degrees.items()}
    lift = {
        "kind": "converter",
        "reference": "hot",
        "outputs": {"hot": 1.0},
        "capacity_existing": 5.0,
        **fields,
    }
    scenario = make_scenario({"lift": lift}, carriers=carriers)
    assert [fault.place for fault in scenario.warnings if "uphill" in fault.why] == [
        "assets.lift.outputs"
    ] * told
