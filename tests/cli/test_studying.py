"""The studies of the command line: a table, one file, one page, and exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from studied import COST, PRICE, studied
from synergy.cli import app
from synergy.io.folder import write_folder
from synergy.study.study import Study


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a scenario whose answers are known."""
    place = tmp_path_factory.mktemp("studied")
    write_folder(studied(20.0, owners={"sun": {}, "works": {}}, panels={"owner": "sun"}), place)
    return place


def run(*words: object) -> Result:
    return CliRunner().invoke(app, ["study", *map(str, words), "--jobs", "0"])


def table_of(result: Result) -> list[dict[str, object]]:
    assert result.exit_code == 0, result.stderr
    found: list[dict[str, object]] = json.loads(result.stdout)["table"]
    return found


def test_a_study_is_told_saved_and_drawn(folder: Path, tmp_path: Path) -> None:
    out, page = tmp_path / "new" / "front.nc", tmp_path / "pages" / "front.html"
    result = run("pareto", folder, "--points", 3, "--out", out, "--html", page)
    assert result.exit_code == 0, result.stderr
    assert "abatement_cost [EUR/t]" in result.stdout
    assert len(Study.load(out).table) == 3
    assert "<html" in page.read_text()[:200]


def test_inputs_are_given_by_path(folder: Path) -> None:
    rows = table_of(run("sweep", folder, "--vary", f"{PRICE}=0 EUR/t,60", "--json"))
    assert [row["status"] for row in rows] == ["optimal", "optimal"]
    (bar,) = table_of(run("tornado", folder, "--range", f"{PRICE}=0,60", "--json"))
    assert bar["changes_what_is_built"]
    words = ("--input", f"{PRICE}=uniform(0, 60)", "--samples", 2, "--json")
    assert table_of(run("montecarlo", folder, *words))[0]["figure"] == "cost"
    flips = table_of(run("threshold", folder, "--path", PRICE, "--high", 40, "--tolerance", 10, "--json"))
    assert flips[0]["enters"] == "panels"


def test_futures_are_given_by_name_and_changes(folder: Path) -> None:
    dear = f"dear: {PRICE}=60, {COST}=80 EUR/kW"
    rows = table_of(run("noregret", folder, "--case", dear, "--json"))
    assert rows[0]["verdict"] == "depends"
    shares = ("--probability", "base=0.5", "--probability", "dear=0.5")
    rows = table_of(run("regret", folder, "--case", f"dear: {PRICE}=60", *shares, "--json"))
    assert [row["design"] for row in rows] == ["base", "dear", "stochastic", "minimax regret"]
    rows = table_of(run("whatif", folder, "--late", "panels=2", "--closes", "sun", "--json"))
    assert [row["option"] for row in rows] == ["base", "panels 2 years late", "sun closes"]
    rows = table_of(run("alternatives", folder, "--within", "20%", "--count", 1, "--json"))
    assert len(rows) == 2


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("sweep",), "--vary: is missing"),
        (("sweep", "--vary", "nothing"), "is no pair"),
        (("sweep", "--vary", "a.b=1"), "a: no such entry"),
        (("tornado", "--range", f"{PRICE}=1"), "no low and high value"),
        (("montecarlo", "--input", f"{PRICE}=unifrom(1,2)"), "did you mean 'uniform'"),
        (("regret",), "give two or more"),
        (("regret", "--case", "dear"), "is no case"),
        (("regret", "--case", f"a: {PRICE}=1", "--probability", "a=x"), "is no number"),
        (("pareto", "--gap", "-1"), "gap"),
        (("pareto", "--scheduler", "tcp://here:8786"), "give one of them"),
        (("whatif", "--late", "panels=soon"), "is no number"),
        (("pareto", "--out", "."), "is a folder"),
    ],
)
def test_wrong_input_ends_with_2_and_says_what_to_write(
    folder: Path, words: tuple[str, ...], told: str
) -> None:
    result = run(words[0], folder, *words[1:])
    assert result.exit_code == 2, result.stdout
    assert told in result.stderr


def test_a_scenario_without_a_plan_ends_with_3(tmp_path: Path) -> None:
    scarce = studied(panels={"capacity_max": 4.0}, grid={"buy_max": 5.0})
    write_folder(scarce, tmp_path)
    assert run("pareto", tmp_path).exit_code == 3


def test_outages_are_told(folder: Path) -> None:
    rows = table_of(run("outages", folder, "--asset", "panels", "--hours", 10, "--json"))
    assert [row["asset"] for row in rows] == ["panels"]
    assert run("outages", folder, "--asset", "pannels").exit_code != 0
