"""The command ``synergy verify``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

import synergy
from factories import demand, make_scenario
from synergy import cli
from synergy.io.folder import write_folder
from synergy.pathway.pathway import Pathway
from synergy.scenario import Scenario
from synergy.time.axis import TimeAxis
from year_scenarios import generator


def run(*arguments: str | Path) -> Result:
    result = CliRunner().invoke(cli.app, [str(argument) for argument in arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def quarters(loads: list[list[float]]) -> Scenario:
    """Return four quarters of two steps: a load, a plant that may be built for 10 EUR/h, and fuel at 50."""
    plant = {**generator(None, 10.0), "opex_variable": 50.0}
    time = TimeAxis.chain(4, 2, hours=1095.0).to_data()
    return make_scenario(
        {"load": demand({"profile": "load"}), "plant": plant}, time=time, profiles={"load": loads}
    )


def folders(place: Path, loads: list[list[float]], **terms: Any) -> tuple[Path, Path]:
    """Write the year, and one period that stands for all of it, with its peak left out."""
    full = quarters(loads)
    few = synergy.aggregate(full, periods=1, extremes=()).scenario
    for name, one in (("full", full), ("few", few)):
        write_folder(Pathway.of(one, **terms) if terms else one, place / name)
    return place / "full", place / "few"


def test_a_design_that_holds_exits_with_0(tmp_path: Path) -> None:
    full, few = folders(tmp_path, [[6.0, 2.0]] * 4)
    result = run("verify", few, "--full-year", full)
    assert result.exit_code == 0, result.stderr
    assert "said by 1 period (+0.00 %)" in result.stdout.replace("-0.00", "+0.00")
    assert "shortage       none" in result.stdout
    assert "load" in result.stdout.split("Aggregation error of profiles")[1]


def test_shortage_is_printed_by_hub_and_step_and_exits_with_1(tmp_path: Path) -> None:
    # 6.75 MW are built for a mean of 4.5; the last quarter needs 9 MW: 2.25 MW are short for 1,095 h.
    full, few = folders(tmp_path, [[6.0, 2.0], [6.0, 2.0], [6.0, 2.0], [9.0, 3.0]])
    results, out = tmp_path / "results", tmp_path / "out"
    assert run("solve", few, "--out", results).exit_code == 0
    result = run("verify", results, "--full-year", full, "--out", out)
    assert result.exit_code == 1
    assert "power at here" in result.stdout
    assert "p4" in result.stdout
    assert "2.25 MW" in result.stdout
    assert "demand is not met over the full year" in result.stderr
    found = json.loads((out / "check.json").read_text())
    assert found["shortage"][0]["amount"] == pytest.approx(2.25 * 1095.0)
    assert (out / "shortage.csv").read_text().splitlines()[1].startswith("here,power,2030,p4,1,2.25")
    assert (out / "plan.nc").exists()
    machine = run("verify", few, "--full-year", full, "--json")
    assert machine.exit_code == 1
    assert json.loads(machine.stdout)["status"] == "shortage"


def test_every_year_of_a_pathway_is_checked(tmp_path: Path) -> None:
    terms = {"years": (2030, 2040), "changes": {2040: {"assets.plant.opex_variable": 60.0}}}
    full, few = folders(tmp_path, [[6.0, 2.0]] * 4, **terms)
    result = run("verify", few, "--full-year", full, "--json")
    assert result.exit_code == 0
    assert list(json.loads(result.stdout)["years"]) == ["2030", "2040"]
    one = run("verify", few, "--full-year", full, "--year", "2040")
    assert one.stdout.startswith("2040\n")
    assert run("verify", few, "--full-year", full, "--year", "2035").exit_code == 2


def test_wrong_input_is_refused_in_one_line(tmp_path: Path) -> None:
    full, few = folders(tmp_path, [[6.0, 2.0]] * 4)
    for arguments, told in (
        ((few,), "nothing says what the full year is. Fix: give --full-year FULL."),
        (("--full-year", full), "neither a folder nor an example is named"),
        ((few, "--full-year", few), "time: is no full year but one period of 2,190 h that occurs 4 times."),
        ((few, "--full-year", full, "--year", "2030"), "--year: names a year, but this is no pathway."),
    ):
        result = run("verify", *arguments)
        assert result.exit_code == 2
        assert told in result.stderr
