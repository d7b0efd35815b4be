"""Ranges of a model's numbers, worked out by hand, and the fields behind the extreme ones."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import synergy
from factories import HOURS, demand, make_scenario, market
from synergy import cli
from synergy.solver.number_ranges import NumberRange, NumericsReport
from synergy.solver.root import RootGap


def whole(report: NumericsReport) -> dict[str, NumberRange]:
    return {found.numbers: found for found in report.whole}


def boiler(**fields: Any) -> dict[str, Any]:
    return {
        "kind": "converter",
        "reference": "heat",
        "inputs": {"gas": 1.25},
        "outputs": {"heat": 1.0},
        "capacity_max": 20.0,
        "capex_fixed": 30.0 * HOURS,
        "capex_specific": 4.0 * HOURS,
        **fields,
    }


def plant(**fields: Any) -> dict[str, Any]:
    return {
        "load": demand({"profile": "load"}, carrier="heat"),
        "boiler": boiler(**fields),
        "gas": market(30.0, carrier="gas"),
    }


def report_on(assets: dict[str, Any], **parts: Any) -> NumericsReport:
    return synergy.numerics(make_scenario(assets, steps=2, profiles={"load": [8.0, 3.0]}, **parts))


def test_ranges_and_fields_of_a_small_plant() -> None:
    # Coefficients: gas 1.25, the largest useful size 8 (the peak load), all else 1. Costs, in thousands a
    # year: gas 30 * 4380 = 131.4, size 4 * 8760 = 35.04, fixed 30 * 8760 = 262.8. Loads 8 and 3. Both steps'
    # activity and the size are at most 8.
    found = whole(report_on(plant()))
    assert found["coefficients"].largest.value == -8.0
    assert (
        found["coefficients"].largest.place
        == "assets[boiler].built[2030] in assets[boiler].size_only_if_built[2030]"
    )
    assert found["coefficients"].largest.fields == ("what hubs around can give or take of assets.boiler",)
    assert abs(found["coefficients"].smallest.value) == 1.0
    assert found["costs"].smallest.value == pytest.approx(35.04)
    assert found["costs"].smallest.fields == ("assets.boiler.capex_specific", "assets.boiler.lifetime")
    assert found["costs"].largest.value == pytest.approx(262.8)
    assert found["costs"].largest.fields == ("assets.boiler.capex_fixed", "assets.boiler.lifetime")
    assert (found["bounds"].smallest.value, found["bounds"].largest.value) == (8.0, 8.0)
    sides = found["right-hand sides"]
    assert (sides.smallest.value, sides.largest.value) == (3.0, 8.0)
    assert sides.largest.fields == ("assets.load.demand",)


def test_the_users_own_limit_is_named_where_it_binds() -> None:
    # At most 6 MW may be built, less than the peak load of 8 MW.
    report = report_on({**plant(capacity_max=6.0), "reserve": market(200.0, carrier="heat")})
    largest = whole(report)["coefficients"].largest
    assert (largest.value, largest.fields) == (-6.0, ("assets.boiler.capacity_max",))


def test_fields_of_records_policies_and_corridors_are_named() -> None:
    # 1 km * 10 per km, and a price of 100 on 0.2 t/MWh of gas burnt beside its own price.
    segments = [{"capacity_max": 50.0, "capex_fixed_per_km": 1e4 * HOURS}]
    assets = {
        "load": demand(8.0, carrier="hydrogen", site="there"),
        "pipe": {"kind": "pipeline", "carrier": "hydrogen", "segments": segments},
        "supply": market(0.001, carrier="hydrogen", impacts={"scope1": 1e-7}),
    }
    policies = {"carbon": {"kind": "carbon_price", "prices": {"scope1": 100.0}}}
    costs = whole(report_on(assets, policies=policies))["costs"]
    assert costs.largest.fields == (
        "assets.pipe.lifetime",
        "assets.pipe.segments.0.capex_fixed_per_km",
        "corridors.line.length",
    )
    assert costs.smallest.fields == (
        "assets.supply.buy_price",
        "assets.supply.impacts.scope1",
        "policies.carbon.prices.scope1",
    )


def test_what_is_vented_costs_by_its_emission_factor() -> None:
    # 1 t/t at 100 over 4380 h of each step, in thousands: 438; nothing else costs anything.
    assets = {"kiln": {"kind": "generator", "carrier": "co2", "capacity_existing": 3.0, "must_run": True}}
    costs = whole(report_on(assets, objective={"cost": 1.0, "emissions": 100.0}))["costs"]
    assert costs.largest.value == pytest.approx(438.0)
    assert costs.largest.fields == ("carriers.co2.emission_factor",)


def test_limits_of_policies_are_right_hand_sides() -> None:
    # 5e8 t, stated in thousands.
    policies = {"cap": {"kind": "emission_cap", "limit": 5e8, "impacts": ["scope1"]}}
    assets = {**plant(impacts={"scope1": 0.2})}
    report = report_on(assets, policies=policies)
    largest = whole(report)["right-hand sides"].largest
    assert largest.value == pytest.approx(5e5)
    assert largest.fields == ("policies.cap.limit",)
    assert report.good


def test_what_is_too_large_or_too_small_comes_first_with_advice() -> None:
    # A price of 4e6 per MWh over 4380 h is 1.75e7 thousand a year; a ratio of 1e-5 is lost beside 1.
    assets = plant(inputs={"gas": 1.25, "power": 1e-5}) | {"grid": market(4e6)}
    report = report_on(assets)
    assert not report.good
    assert {(found.block, found.numbers, found.flags) for found in report.blocks[:2]} == {
        ("assets.boiler", "coefficients", ("small",)),
        ("assets.grid", "costs", ("large",)),
    }
    small, large = report.advice
    assert "1e-05" in small
    assert "assets.boiler.inputs.power" in small
    assert "assets.grid.buy_price" in large


def test_blocks_hold_every_number_once() -> None:
    report = report_on(plant())
    for found in report.whole:
        parts = [block for block in report.blocks if block.numbers == found.numbers]
        assert sum(block.count for block in parts) == found.count
        assert max(abs(block.largest.value) for block in parts) == abs(found.largest.value)
        assert min(abs(block.smallest.value) for block in parts) == abs(found.smallest.value)
    assert {block.block for block in report.blocks} == {
        "assets.boiler",
        "assets.gas",
        "hubs.here.heat",
    }


def test_the_root_gap_before_and_after() -> None:
    # 8 MW of a boiler for 30 + 8 * 4 beside gas of 1.25 * 30 * 5.5 on average: 268.25. Relaxed, 8 / 20 of the
    # fixed cost is paid as long as sizes are as written: 18 less; cut to 8 MW, all of it.
    report = synergy.numerics(
        make_scenario(plant(), steps=2, profiles={"load": [8.0, 3.0]}), root=True, solve=True
    )
    assert report.root is not None
    assert report.root.best == pytest.approx(268.25 * HOURS)
    assert report.root.loose == pytest.approx(250.25 * HOURS)
    assert report.root.tight == pytest.approx(268.25 * HOURS)
    shares = report.root.shares()
    assert shares["gap_loose"] == pytest.approx(18 / 268.25)
    assert shares["gap_tight"] == pytest.approx(0.0, abs=1e-9)
    assert RootGap(1.0, 2.0).lines() == ["relaxation 1 as written, 2 with sizes cut: +50.000%"]


def test_text_and_page_say_the_same() -> None:
    report = report_on(plant() | {"grid": market(4e6), "need": demand(1.0)})
    text, page = str(report), report.page()
    for words in ("coefficients", "assets.grid.buy_price", "advice"):
        assert words in text
        assert words in page
    assert page.startswith("<!doctype html>")
    assert "<script" not in page


def test_a_cluster_without_decisions_has_numbers_too() -> None:
    report = report_on({"load": demand(3.0), "grid": market(50.0)})
    assert report.good
    assert report.integers == 0


def test_from_the_command_line(tmp_path: Path) -> None:
    runner = CliRunner()
    page = tmp_path / "numbers.html"
    result = runner.invoke(cli.app, ["numerics", "--example", "two-plants", "--json", "--html", str(page)])
    assert result.exit_code == 0
    data = json.loads(result.stdout)
    assert data["status"] == "ok"
    assert data["good"] is True
    assert data["whole"][0]["numbers"] == "coefficients"
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
    told = runner.invoke(cli.app, ["numerics", "--example", "two-plants", "--root"])
    assert told.exit_code == 0
    assert "with sizes cut: +" in told.stdout
    nowhere = runner.invoke(cli.app, ["numerics", str(tmp_path / "nowhere")])
    assert nowhere.exit_code == 2
