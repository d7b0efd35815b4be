"""``synergy pinch``: from a table of streams, and from a scenario."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner, Result

from heat_examples import heat_recovery
from synergy import cli, examples
from synergy.io.folder import write_folder

KEMP = """name,supply_temperature,target_temperature,heat_capacity_flow [kW/K]
cold 1,20,135,2
hot 1,170,60,3
cold 2,80,140,4
hot 2,150,30,1.5
"""


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli.app, ["pinch", *map(str, arguments)])


def test_a_table_of_streams(tmp_path: Path) -> None:
    table, page = tmp_path / "kemp.csv", tmp_path / "kemp.html"
    table.write_text(KEMP)
    found = run(table, "--html", page)
    assert found.exit_code == 0
    assert "hot utility     0.02 MW of 0.47 MW" in found.stdout
    assert "pinch           85 degC (hot streams 90, cold streams 80)" in found.stdout
    assert page.read_text().count("Composite curves") == 1


def test_a_load_without_a_unit_is_told_beside_the_answer(tmp_path: Path) -> None:
    table = tmp_path / "plain.csv"
    table.write_text("supply_temperature,target_temperature,load\n10,60,3\n90,20,4\n")
    found = run(table)
    assert found.exit_code == 0
    assert found.stderr.count("no unit in the heading") == 1


def test_an_example_is_read_in_place_of_a_folder() -> None:
    assert "hot utility" in run("--example", "food-paper-park").stdout
    assert "give DIR, or --example NAME" in run().stderr


def test_as_json_with_another_approach(tmp_path: Path) -> None:
    table = tmp_path / "kemp.csv"
    table.write_text(KEMP)
    data = json.loads(run(table, "--approach", "20 K", "--json").stdout)
    assert data["sites"]["kemp"]["minimum_approach"] == 20.0
    assert data["sites"]["kemp"]["hot_utility"] > 0.02


def test_the_streams_of_a_scenario(tmp_path: Path) -> None:
    write_folder(heat_recovery()[0], tmp_path / "case")
    found = run(tmp_path / "case")
    assert found.exit_code == 0
    assert found.stdout.startswith("here\nstreams         2, least temperature difference 10 K")
    wider = run(tmp_path / "case", "--approach", "30")
    assert "least temperature difference 30 K" in wider.stdout
    assert wider.stdout != found.stdout


def test_faults(tmp_path: Path) -> None:
    table = tmp_path / "bad.csv"
    table.write_text("name,supply_temperature,target_temperature,load\na,1,x,3\n")
    assert run(table).exit_code == 2
    assert run(tmp_path / "none.csv").exit_code == 2
    table.write_text(KEMP)
    assert run(table, "--approach", "3 bar").exit_code == 2
    plain = run(examples.path("two-plants"))
    assert plain.exit_code == 2
    assert "no asset has streams" in plain.stderr
