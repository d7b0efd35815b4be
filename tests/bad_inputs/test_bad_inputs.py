"""Every bad input is told in one line that names place, reason and fix; none gives a traceback."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import synergy
from synergy.cli import app
from synergy.io.yaml_tree import read_tree

HERE = Path(__file__).parent
CASES: list[dict[str, Any]] = read_tree(HERE / "cases.yaml").data["cases"]


def folder_of(case: dict[str, Any], parent: Path) -> Path:
    """Return a copy of the good scenario with the case's change."""
    folder = parent / "case"
    shutil.copytree(HERE / "base", folder)
    path = folder / case.get("file", "scenario.yaml")
    old, new = case["old"].encode(), case["new"].encode(case.get("encoding", "utf-8"))
    content = path.read_bytes()
    assert old in content
    path.write_bytes(content.replace(old, new, 1))
    return folder


def told(folder: Path, *arguments: str) -> tuple[int, list[str]]:
    """Return exit code and lines on standard error, with the folder's path taken out."""
    result = CliRunner().invoke(app, ["check", str(folder), *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, [line.replace(f"{folder}/", "") for line in result.stderr.splitlines()]


def is_like(line: str, pattern: str) -> bool:
    return re.fullmatch(re.escape(pattern).replace(re.escape("..."), ".*"), line) is not None


@pytest.mark.parametrize("case", CASES, ids=[f"{case['number']}: {case['what']}" for case in CASES])
def test_each_input_gives_its_lines(tmp_path: Path, case: dict[str, Any]) -> None:
    code, lines = told(folder_of(case, tmp_path), *case.get("arguments", []))
    expected = case.get("told", [])
    assert len(lines) == len(expected), lines
    for line, pattern in zip(lines, expected, strict=True):
        assert is_like(line, pattern), line
    assert code == case.get("code", 2)


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "case"
    shutil.copytree(HERE / "base", folder)
    scenario, table = folder / "scenario.yaml", folder / "profiles.csv"
    text = scenario.read_text()
    for old, new in (
        ("discount_rate: 7 %", "discount_rate: 7"),
        ("name: Old mill", "name: 010"),
        ("9 km", "0 km"),
        ("850 EUR/kW", "850 EUR/kWh"),
        ("lifetime: 20 a", "lifetme: 20 a"),
        ("c_rate: 0.25", "c_rate: -1"),
    ):
        text = text.replace(old, new, 1)
    scenario.write_text(text)
    table.write_text(table.read_text().replace("92,1", "x,1"))
    code, lines = told(folder)
    assert code == 2
    assert [line.split(" ")[0] for line in lines] == [
        "scenario.yaml:5",
        "scenario.yaml:21",
        "scenario.yaml:35",
        "scenario.yaml:68",
        "scenario.yaml:69",
        "scenario.yaml:75",
        "profiles.csv:4",
    ]


def test_faults_of_all_stages_are_told_at_once(tmp_path: Path) -> None:
    """No stage hides the faults of another, and none is told twice."""
    folder = tmp_path / "case"
    shutil.copytree(HERE / "base", folder)
    scenario, table = folder / "scenario.yaml", folder / "profiles.csv"
    text = scenario.read_text()
    for old, new in (
        ("synergy: 1", "synergy: 1\nobjective: cots"),
        ("latitude: 53.33", "latitude: 153.33"),  # the site stays known to what stands there
        ("from: dairy", "from: diary"),  # what lies in the corridor is not told to lie nowhere
        ("{profile: price}", "{profile: prize}"),
        ("buy_price: 30 EUR/MWh", "buy_price: 30 EUR/MWh\n    impacts: {nox: 1 t/MWh}"),
        ("kind: converter\n    site: mill\n    technology: gas-boiler", "kind: converter\n    site: mil"),
        ("lifetime: 20 a", "lifetme: 20 a\n    retrofit_of: boilr"),
        ("charge_efficiency: 0.98", "charge_efficiency: 98"),
        ("demand: 3 MW", "demand: -3 MW"),
        ("prices: {scope1: 90 EUR/t}", "prices: {scope2000: 90 EUR/t}, site: mill, owner: mil"),
    ):
        assert old in text
        text = text.replace(old, new, 1)
    text += """\
  cap: {kind: emission_cap, limit: 5 kt, site: brewry}
  must: {kind: mandate, assets: [boiler, heat-pmp], capacity: 5 MW}
pathway:
  years: [2030, 2040]
  discount_rate: 7
  changes:
    2030: {assets.tnk.age: 3 a}
    2040: {assets.gas-grid.buy_price: -30 EUR/kWh/a}
"""
    scenario.write_text(text)
    table.write_text(table.read_text().replace("92,1", "x,1"))
    code, lines = told(folder)
    assert code == 2
    expected = [
        "objective: 'cots' can not be minimised; did you mean 'cost'?",
        "sites.dairy.latitude: 153.33",
        "corridors.dairy-brewery.from: no such site: 'diary'; did you mean 'dairy'?",
        "assets.grid.buy_price.profile: no such profile: 'prize'; did you mean 'price'?",
        "assets.gas-grid.impacts: no such impact: 'nox'",
        "assets.boiler.site: no such site: 'mil'; did you mean 'mill'?",
        "assets.heat-pump: unknown field 'lifetme'",
        "assets.heat-pump.retrofit_of: 'boilr' is no asset; did you mean 'boiler'?",
        "assets.tank.charge_efficiency: 98 must be",
        "assets.brewery-heat.demand: -3: negative demand",
        "policies.carbon.prices: no such impact: 'scope2000'",
        "policies.carbon.owner: no such owner: 'mil'",
        "policies.cap.site: no such site: 'brewry'",
        "policies.must.assets: no such asset: 'heat-pmp'",
        "pathway.discount_rate: 7 must be",
        "pathway.changes.2030.assets.tnk.age: no such entry; did you mean 'tank'?",
        "pathway.changes.2040.assets.gas-grid.buy_price: ",
        "profiles.csv:4 column price: 'x' is not a number",
    ]
    assert len(lines) == len(expected), lines
    for part in expected:
        assert sum(part in line for line in lines) == 1, (part, lines)


def test_at_most_fifty_lines_are_told(tmp_path: Path) -> None:
    folder = tmp_path / "case"
    shutil.copytree(HERE / "base", folder)
    path = folder / "scenario.yaml"
    wrong = "".join(f"  wrong-{number}: {{}}\n" for number in range(80))
    path.write_text(path.read_text().replace("assets:\n", f"assets:\n{wrong}"))
    code, lines = told(folder)
    assert code == 2
    assert len(lines) == 51
    assert lines[-1] == "... and 30 more faults."


def test_hostile_sizes(tmp_path: Path) -> None:
    brackets = {"old": "name: Old mill", "new": "name: " + "[" * 5000}
    long_id = {"old": "  tank:", "new": "  ? " + "x" * 10_000 + "\n  :"}
    code, lines = told(folder_of(brackets, tmp_path / "brackets"))
    assert (code, lines) == (
        2,
        ["scenario.yaml:21 nesting deeper than 50, refused. Fix: write flatter data."],
    )
    code, lines = told(folder_of(long_id, tmp_path / "id"))
    assert code == 2
    assert len(lines) == 1
    assert lines[0].startswith("scenario.yaml:70 assets.xxx")
    assert "Fix: use letters a to z, digits" in lines[0]
    assert len(lines[0]) < 1100


@pytest.mark.parametrize("target", ["/etc/passwd", "outside.csv"])
def test_links_out_of_the_folder_are_refused(tmp_path: Path, target: str) -> None:
    (tmp_path / "outside.csv").write_text("period,step\n")
    folder = tmp_path / "case"
    shutil.copytree(HERE / "base", folder)
    (folder / "profiles.csv").unlink()
    (folder / "profiles.csv").symlink_to(tmp_path / target)
    code, lines = told(folder)
    assert code == 2
    assert lines == [
        "scenario.yaml:11 profiles: 'profiles.csv' is a link that leaves the scenario folder."
        " Fix: put the file beside scenario.yaml and write its name."
    ]


def test_what_is_no_scenario_folder(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    assert told(empty) == (2, ["scenario.yaml no such file. Fix: check the path."])
    (empty / "scenario.yaml").mkdir()
    assert told(empty) == (2, ["scenario.yaml is a directory, not a file. Fix: name the file inside it."])
    assert told(tmp_path / "nowhere") == (2, ["scenario.yaml no such file. Fix: check the path."])


def test_time_stamps_of_another_zone(tmp_path: Path) -> None:
    folder = tmp_path / "case"
    shutil.copytree(HERE / "base", folder)
    scenario = folder / "scenario.yaml"
    scenario.write_text(
        scenario.read_text()
        .replace("steps: 6", "steps: 3")
        .replace("hours: 4", "hours: 8")
        .replace("{winter: 182, summer: 183}", "{year: 365}")
    )
    rows = "".join(f"2030-01-01T{hour:02d}:00+01:00,50,0.5\n" for hour in (0, 8, 16))
    (folder / "profiles.csv").write_text("time,price,heat\n" + rows)
    assert told(folder) == (
        2,
        [
            "profiles.csv:2 column time: 2030-01-01T00:00+01:00 is UTC+1, but time.timezone is UTC."
            " Fix: give UTC times, or the zone in time.timezone."
        ],
    )


def test_tables_that_begin_at_different_times(tmp_path: Path) -> None:
    folder = tmp_path / "case"
    shutil.copytree(HERE / "base", folder)
    scenario = folder / "scenario.yaml"
    scenario.write_text(
        scenario.read_text()
        .replace("steps: 6", "steps: 3")
        .replace("hours: 4", "hours: 8")
        .replace("{winter: 182, summer: 183}", "{year: 365}\n  timezone: UTC+1")
        .replace("profiles: profiles.csv", "profiles: [price.csv, heat.csv]")
    )
    for name, zone in (("price", "Z"), ("heat", "+01:00")):
        rows = "".join(f"2030-01-01T{hour:02d}:00{zone},0.5\n" for hour in (0, 8, 16))
        (folder / f"{name}.csv").write_text(f"time,{name}\n{rows}")
    assert told(folder) == (
        2,
        [
            "heat.csv column time: begins at 2029-12-31 23:00 UTC, price.csv at 2030-01-01 00:00 UTC;"
            " a row is one step of all of them. Fix: give all tables the same times."
        ],
    )


def test_the_real_command_gives_lines_and_code_and_no_traceback(tmp_path: Path) -> None:
    case = next(case for case in CASES if case["what"] == "an escape sequence for the terminal")
    folder = folder_of(case, tmp_path)
    command = [sys.executable, "-m", "synergy", "check", str(folder)]
    environment = {**os.environ, "PYTHONPATH": str(Path(synergy.__file__).parents[1])}
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, env=environment)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert "\x1b" not in done.stderr


def test_being_paid_to_take_without_limit(tmp_path: Path) -> None:
    folder = tmp_path / "case"
    shutil.copytree(HERE / "base", folder)
    scenario, table = folder / "scenario.yaml", folder / "profiles.csv"
    text = scenario.read_text().replace("    buy_max: 60 MW\n", "")
    scenario.write_text(text.replace("power: {unit: MWh}", "power: {unit: MWh, surplus: free}"))
    table.write_text(table.read_text().replace("12.5,", "-12,"))
    code, lines = told(folder)
    assert code == 2
    assert lines == [
        "scenario.yaml:45 assets.grid.buy_price: -12 per unit with no limit on buying, while surplus is free;"
        " endless profit. Fix: set buy_max."
    ]
