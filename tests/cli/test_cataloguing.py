"""The commands that list the catalogue and begin a scenario from it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from synergy import catalogue, cli
from synergy.errors import ScenarioError
from synergy.io.catalogue import of_technology
from synergy.io.catalogue_overview import overview
from synergy.io.folder import read_folder
from synergy.io.starting import starting_data, write_start
from synergy.solving import solve

STEEL = ["steel-bf-bof", "steel-dri-eaf-hydrogen", "alkaline-electrolyser", "steel-gas-power-station"]


def run(*arguments: str | Path) -> Result:
    result = CliRunner().invoke(cli.app, [str(argument) for argument in arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def faults(*arguments: Any) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        starting_data(*arguments)
    return [str(fault) for fault in caught.value.faults]


def test_the_list_says_what_is_taken_given_and_asked_for() -> None:
    out = run("technologies", "steel").output
    assert "coal, iron-ore, power" in out
    assert "9.603 MEUR_2025/(t/h)" in out
    assert "gas-boiler" not in out
    one = run("technologies", "capture-amine").output
    assert "co2_share 0.04 to 0.3" in one
    assert "inputs.steam at co2_share=8 %: 0.76 MWh/t" in one
    assert len(overview()) == len(of_technology()) > 80


def test_the_list_for_machines_holds_every_figure() -> None:
    found = json.loads(run("technologies", "gas-boiler", "--json").output)
    (boiler,) = found["technologies"]
    assert boiler["takes"] == ["natural-gas"]
    assert {row["field"] for row in boiler["figures"]} >= {"capex_specific", "lifetime"}
    assert all(row["source"] for row in boiler["figures"])


def test_a_word_that_means_nothing_is_a_fault() -> None:
    result = run("technologies", "unobtainium")
    assert result.exit_code == 2
    assert "no technology has to do with 'unobtainium'" in result.stderr


def test_an_exact_name_shows_that_one_where_others_contain_it() -> None:
    found = run("technologies", "cement-kiln")
    assert "cement-kiln-oxyfuel" not in found.stdout
    assert "  outputs.clinker" in found.stdout


def test_a_scenario_begins_from_technologies_and_is_solved(tmp_path: Path) -> None:
    # 250 t/h from the blast furnace: 5.4518 MWh of coal and 1.9 t of CO2 a tonne, all gas burnt or flared
    folder = tmp_path / "mill"
    arguments = [word for name in STEEL for word in ("--technology", name)]
    made = run("new", folder, *arguments, "--product", "steel=250t/h", "--price", "power=70EUR/MWh")
    assert made.exit_code == 0, made.stderr
    assert run("check", folder).exit_code == 0
    scenario = read_folder(folder)
    assert set(scenario.cluster.assets) == {
        *STEEL, "steel-demand", "coal-market", "iron-ore-market", "power-market"
    }  # fmt: skip
    plan = solve(scenario)
    assert plan.status == "optimal"
    assert plan.report.passed
    emitted = 250 * 8760 * (1.0226 + 0.9205 * 0.936)
    assert plan.emissions == pytest.approx(emitted, rel=1e-3)


@pytest.mark.parametrize("technology", sorted(of_technology()))
def test_every_technology_of_a_site_makes_a_scenario_that_can_be_read(
    technology: str, tmp_path: Path
) -> None:
    (one,) = (entry for entry in overview() if entry.technology == technology)
    if one.place == "corridor" or one.kind != "converter":
        return
    condition = f"@{one.condition.split()[0]}=10%" if one.condition else ""
    prices = [f"{carrier}=50" for carrier in one.takes]
    folder = write_start(tmp_path / "case", [f"{technology}{condition}"], (), prices)
    scenario = read_folder(folder)
    assert technology in scenario.cluster.assets


def test_a_plant_that_nobody_prices_stands_and_costs_no_investment() -> None:
    assets = starting_data(["paper-mill"], ["paper=20"], ["power=70", "steam=30", "pulp=600"])["assets"]
    assert assets["paper-mill"] == {
        "technology": "paper-mill",
        "site": "works",
        "capacity_existing": "22 t/h",
    }
    assert assets["pulp-market"]["buy_price"] == "600 EUR/t"


def test_flue_gas_that_the_site_does_not_make_is_there() -> None:
    # 50 t/h of CO2 takes 55.555 t/h of gas; the boiler for 36 MW of steam gives 7.8 of them
    technologies = ["capture-amine@co2_share=14%", "gas-boiler"]
    assets = starting_data(technologies, ["co2=50t/h"], ["power=70"])["assets"]
    assert assets["capture-amine"]["technology_at"] == {"co2_share": "14 %"}
    assert float(assets["flue-gas-source"]["capacity_existing"].split()[0]) == pytest.approx(47.7, abs=0.1)
    kiln = starting_data(
        ["cement-kiln", "capture-amine@co2_share=0.2"], ["clinker=100"], ["power=70", "steam=30"]
    )
    assert "flue-gas-source" not in kiln["assets"]


def test_what_is_at_the_site_is_never_less_than_what_lives_on_it(tmp_path: Path) -> None:
    # 100 t/h of CO2 take 111.11 t/h of flue gas: 111 would be no plan.
    capture = ["capture-amine@co2_share=14%"]
    assets = starting_data(capture, ["co2=100"], ["power=80", "steam=30"])["assets"]
    assert assets["flue-gas-source"]["capacity_existing"] == "112 t/h"
    folder = write_start(tmp_path / "capture", capture, ["co2=100"], ["power=80", "steam=30"])
    assert solve(read_folder(folder)).status == "optimal"


def test_a_store_by_itself_needs_what_fills_it(tmp_path: Path) -> None:
    assert faults(["hot-water-tank"]) == [
        "--price: no price is known for 'heat', which has to be bought. "
        "Fix: give --price heat=NUMBER, in EUR/MWh."
    ]
    for technology, price in (("hot-water-tank", "heat=20"), ("battery", "power=80")):
        folder = write_start(tmp_path / technology, [technology], (), [price])
        assert solve(read_folder(folder)).status == "optimal"


def test_all_that_is_missing_is_said_at_once() -> None:
    found = faults(["steam-cracker", "electric-arc-furnace"], ["steel=100"])
    assert len(found) == 3
    assert all("no price is known for" in line for line in found)
    assert "give --price naphtha=NUMBER, in EUR/t" in found[0]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((["gas-boilr"],), "did you mean 'gas-boiler'?"),
        ((["gas-boiler", "gas-boiler"],), "named twice"),
        ((["co2-pipeline-onshore"],), "lies in a corridor"),
        ((["pv"],), "depends on weather or temperatures"),
        ((["capture-amine"],), "write --technology capture-amine@co2_share=VALUE"),
        ((["gas-boiler@load=1"],), "leave technology_at out"),
        ((["gas-boiler"], ["steel=5"]), "no such product of these technologies: 'steel'"),
        ((["gas-boiler"], ["steam=5 kg"]), "write steam=NUMBER, in MW"),
        ((["gas-boiler"], ["steam=0"]), "is nothing"),
        ((["gas-boiler"], [], ["steel=5"]), "no such carrier of these technologies: 'steel'"),
        ((["gas-boiler"], [], ["natural-gas=dear"]), "write natural-gas=NUMBER, in EUR/MWh"),
        (([],), "no technology is named"),
    ],
)
def test_faults_of_a_beginning(arguments: tuple[list[str], ...], words: str) -> None:
    assert words in faults(*arguments)[0]


def test_new_takes_an_example_or_technologies(tmp_path: Path) -> None:
    both = run("new", tmp_path / "a", "--example", "hynet", "--technology", "gas-boiler")
    assert both.exit_code == 2
    alone = run("new", tmp_path / "b", "--product", "steam=1")
    assert "without --technology" in alone.stderr
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "file").touch()
    assert "not empty" in run("new", tmp_path / "full", "--technology", "gas-boiler").stderr


def test_tables_for_notebooks() -> None:
    table = catalogue.overview("cement")
    assert table.loc["cement-kiln", "gives"] == "clinker, flue-gas"
    assert set(catalogue.carriers()["supply"]) == {"market", "source"}
    assert len(catalogue.technologies()) > 700
