"""Quality classes, permits, biogenic shares and air capture: worked out by hand, in EUR per average hour."""

from __future__ import annotations

from typing import Any

import pytest

import synergy
from factories import HOURS, demand, emitted, make_scenario, market, per_hour, solve
from synergy.errors import ScenarioError
from synergy.pathway.pathway import Pathway
from synergy.scenario import Scenario
from synergy.study.sweeps import sweep

CLASSES = {
    "raw": {"unit": "t", "substance": "gas", "at_least": {"purity": 0.9}, "at_most": {"moisture": 300.0}},
    "pure": {"unit": "t", "substance": "gas", "at_least": {"purity": 0.99}, "at_most": {"moisture": 30.0}},
}


def converter(source: str, target: str, **fields: Any) -> dict[str, Any]:
    """One unit of one carrier into one of another, for 40 t/h."""
    own = {"reference": target, "inputs": {source: 1.0}, "outputs": {target: 1.0}, "capacity_existing": 40.0}
    return {"kind": "converter", **own, **fields}


def exchange(raw_of: str = "raw", pure: str = "pure", **assets: Any) -> Scenario:
    """Raw gas at 10 for 20 t/h, pure gas at 50; 6 t/h of pure and 5 t/h of raw gas are used."""
    common = {
        "well": market(10.0, carrier=raw_of, buy_max=20.0),
        "grid": market(60.0),
        "fine": demand(6.0, carrier=pure),
        "coarse": demand(5.0, carrier=raw_of),
    }
    return make_scenario({**common, **assets}, carriers=CLASSES)


SCRUBBER = converter("raw", "pure", inputs={"raw": 1.0, "power": 0.1})


def test_clean_up_and_merging_classes() -> None:
    # 11 t/h at 10 and 0.6 MW at 60: 146. In one class: 110. Bought pure at 50 instead of cleaned: 350.
    cleaned = per_hour(solve(exchange(scrubber=SCRUBBER)))
    assert cleaned == pytest.approx(146.0)
    merged = per_hour(solve(exchange(pure="raw")))
    assert merged == pytest.approx(110.0)
    assert merged <= cleaned
    assert per_hour(solve(exchange(mall=market(50.0, carrier="pure")))) == pytest.approx(350.0)


def test_letting_down_is_a_converter_that_draws_no_warning() -> None:
    valve = converter("pure", "raw")
    scenario = make_scenario(
        {"mall": market(50.0, carrier="pure"), "valve": valve, "coarse": demand(5.0, carrier="raw")},
        carriers=CLASSES,
    )
    assert not scenario.warnings
    assert per_hour(solve(scenario)) == pytest.approx(250.0)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, True),
        ({"opex_variable": 1.0}, False),
        ({"inputs": {"raw": 1.2}}, False),
        ({"inputs": {"raw": 1.0, "power": 0.1}}, False),
    ],
)
def test_a_clean_up_for_nothing_is_told(changes: dict[str, Any], told: bool) -> None:
    scenario = exchange(wonder={**converter("raw", "pure"), **changes})
    found = [fault for fault in scenario.warnings if fault.why == "a clean-up for nothing"]
    assert [fault.place for fault in found] == (["assets.wonder"] if told else [])
    if told:
        assert "purity 0.9, not 0.99, moisture 300, not 30" in found[0].found


def test_steam_that_is_no_warmer_lacks_warmth() -> None:
    levels = {
        "high": {"substance": "steam", "temperature": 250.0},
        "low": {"substance": "steam", "temperature": 150.0},
    }
    up = converter("low", "high")
    assets = {"boiler": market(30.0, carrier="low"), "up": up, "use": demand(3.0, carrier="high")}
    (fault,) = make_scenario(assets, carriers=levels).warnings
    assert "150 degC, not 250 degC" in fault.found


def test_the_check_names_the_class_and_the_clean_up() -> None:
    with pytest.raises(ScenarioError) as caught:
        exchange()
    (fault,) = caught.value.faults
    assert fault.found == (
        "site 'here' needs pure; of gas only raw is there, "
        "which has purity 0.9, not 0.99, moisture 300, not 30"
    )
    assert "add a clean-up: a converter that takes raw and gives pure" in fault.fix
    with pytest.raises(ScenarioError, match="pure is there and is as good, but nothing turns it into raw"):
        make_scenario(
            {"mall": market(50.0, carrier="pure"), "coarse": demand(5.0, carrier="raw")}, carriers=CLASSES
        )
    kiln = {"kind": "disposal", "carrier": "pure", "capacity_existing": 5.0, "tariff": 1.0}
    (warning,) = exchange(pure="raw", kiln=kiln).warnings
    assert "takes pure at site 'here'; of gas only raw is there" in warning.found


def test_properties_without_a_substance_are_refused() -> None:
    with pytest.raises(ScenarioError, match="without a substance"):
        make_scenario({}, carriers={"raw": {"at_least": {"purity": 0.9}}})
    with pytest.raises(ScenarioError, match="raw gas"):
        make_scenario({}, carriers={"raw": {"substance": "raw gas"}})


def symbiosis(**fields: Any) -> Scenario:
    """Heat at 40, or waste heat of a neighbour, 4 MW, for 5."""
    assets = {
        "load": demand(10.0, carrier="heat"),
        "boiler": market(40.0, carrier="heat"),
        "exchange": market(5.0, carrier="waste-heat", buy_max=4.0),
        "exchanger": converter("waste-heat", "heat", lifetime=40.0, **fields),
    }
    return make_scenario(assets)


def test_what_a_permit_is_worth() -> None:
    # With the exchange 4 * 5 + 6 * 40 = 260, without it 400. What stands does not run either.
    scenario = symbiosis(permitted=False)
    assert [(fault.place, fault.why) for fault in scenario.warnings if "permit" in fault.found] == [
        ("assets.exchanger", "it is left out")
    ]
    without = solve(scenario)
    assert per_hour(without) == pytest.approx(400.0)
    assert "exchanger: left out" in str(without)
    with_permit = scenario.with_({"assets.exchanger.permitted": True})
    assert per_hour(solve(with_permit)) == pytest.approx(260.0)
    assert with_permit.with_({"assets.exchanger.permitted": False}) == scenario


def test_a_case_of_a_study_tells_what_a_permit_is_worth() -> None:
    study = sweep(symbiosis(permitted=False), {"assets.exchanger.permitted": [False, True]}, executor=0)
    assert [cost / HOURS for cost in study.table["cost"]] == pytest.approx([400.0, 260.0])


def test_permits_come_and_go_in_a_pathway() -> None:
    base = symbiosis(permitted=False)
    changes = {2040: {"assets.exchanger.permitted": True}}
    pathway = Pathway.of(base, years=(2030, 2040), discount_rate=0.0, changes=changes)
    plan = synergy.solve(pathway, in_process=True, gap=0.0)
    assert [per_hour(plan[year]) for year in (2030, 2040)] == pytest.approx([400.0, 260.0])


def test_policies_and_retrofits_of_what_has_no_permit() -> None:
    scenario = symbiosis(permitted=False)
    ban = {"kind": "ban", "assets": ["exchanger"]}
    assert per_hour(solve(scenario.with_({"policies.ban": ban}))) == pytest.approx(400.0)
    better = {
        **converter("waste-heat", "heat"),
        "site": "here",
        "capacity_max": 9.0,
        "retrofit_of": "exchanger",
    }
    both = scenario.with_({"assets.better": better})
    assert {fault.place for fault in both.warnings if "permit" in fault.found} == {
        "assets.exchanger",
        "assets.better",
    }
    assert per_hour(solve(both)) == pytest.approx(400.0)


def test_a_demand_that_waits_for_a_permit_says_so() -> None:
    with pytest.raises(
        ScenarioError, match="'here' needs heat, and boiler, which would supply it, has no permit"
    ):
        make_scenario(
            {"load": demand(1.0, carrier="heat"), "boiler": market(40.0, carrier="heat", permitted=False)}
        )


INCINERATOR = {
    "kind": "converter",
    "reference": "power",
    "inputs": {"gas": 2.0},
    "outputs": {"power": 1.0, "flue-gas": 0.5, "biogenic-flue-gas": 0.5},
    "capacity_existing": 10.0,
}
"""Burns what is half biogenic; the carrier of gas stands for it."""
CAPTURE = {
    "kind": "converter",
    "reference": "flue-gas",
    "inputs": {"flue-gas": 1.0, "biogenic-flue-gas": 1.0},
    "outputs": {"co2": 1.8, "stack": 0.1, "biogenic-stack": 0.1},
    "capacity_existing": 20.0,
    "opex_variable": 1.0,
}
VENTED = {"unit": "t", "surplus": "vented", "emission_factor": 1.0}
STACKS = {"stack": VENTED, "biogenic-stack": {**VENTED, "impact": "biogenic"}}
"""Treated gas goes to the stack: as flue gas it would be captured once more."""
STORE = {"kind": "disposal", "carrier": "co2", "capacity_existing": 90.0, "tariff": 10.0}
CARBON = {"carbon": {"kind": "carbon_price", "prices": {"scope1": 100.0, "removal": 100.0}}}


@pytest.mark.parametrize(
    ("captured", "scope1", "biogenic", "removal"), [(False, 5, 5, 0), (True, 0.5, 0.5, -4.5)]
)
def test_a_biogenic_share_goes_through_ratios(
    captured: bool, scope1: float, biogenic: float, removal: float
) -> None:
    # 10 MW give 5 t/h fossil and 5 t/h biogenic CO2. Nine tenths of both are stored: the fossil part avoids,
    # the biogenic part removes 4.5 t/h.
    assets = {"load": demand(10.0), "plant": INCINERATOR, "waste": market(1.0, carrier="gas")}
    if captured:
        assets |= {"capture": CAPTURE, "store": STORE}
    plan = solve(make_scenario(assets, policies=CARBON, carriers=STACKS))
    found = [emitted(plan, impact) for impact in ("scope1", "biogenic", "removal")]
    assert found == pytest.approx([scope1, biogenic, removal])


@pytest.mark.parametrize(
    ("stored", "prices", "removal", "scope1", "cost"),
    [
        # Power and heat take 0.4 * 50 + 1.6 * 20 = 52 a tonne, the store 10, and the removal earns 120.
        (True, {"removal": 120.0, "scope1": 120.0}, -3.0, 0.0, 3.0 * (52.0 + 10.0 - 120.0)),
        # Vented and not charged for it, the tonne is in the books twice: the net is nothing.
        (False, {"removal": 120.0}, -3.0, 3.0, 3.0 * (52.0 - 120.0)),
        # Where what is vented is charged as well, nothing is earned, and it does not run.
        (False, {"removal": 120.0, "scope1": 120.0}, 0.0, 0.0, 0.0),
    ],
)
def test_air_capture_removes_only_what_is_stored(
    stored: bool, prices: dict[str, float], removal: float, scope1: float, cost: float
) -> None:
    capture = {
        "kind": "converter",
        "reference": "co2",
        "inputs": {"power": 0.4, "heat": 1.6},
        "outputs": {"co2": 1.0},
        "impacts": {"removal": -1.0},
        "capacity_existing": 3.0,
    }
    assets = {"air": capture, "grid": market(50.0), "heat": market(20.0, carrier="heat")}
    if stored:
        assets["store"] = STORE
    plan = solve(make_scenario(assets, policies={"carbon": {"kind": "carbon_price", "prices": prices}}))
    assert [emitted(plan, impact) for impact in ("removal", "scope1")] == pytest.approx([removal, scope1])
    assert per_hour(plan) == pytest.approx(cost, abs=1e-6)
