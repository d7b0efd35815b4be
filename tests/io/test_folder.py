from __future__ import annotations

import os
import warnings
from pathlib import Path

import numpy as np
import pytest

from random_clusters import random_cluster
from synergy import examples
from synergy.errors import ScenarioError
from synergy.io.atomic_write import write_text
from synergy.io.folder import ScenarioWarning, read_folder, write_folder
from synergy.pathway.pathway import Pathway
from synergy.scenario import Scenario


def again(scenario: Scenario, folder: Path) -> Scenario:
    """Return the scenario after a way through files."""
    write_folder(scenario, folder)
    return read_folder(folder)


def assert_same(first: Scenario, second: Scenario) -> None:
    assert first == second
    assert repr(first.to_data()) == repr(second.to_data())
    for name, values in first.profiles.items():
        assert values.tobytes() == second.profiles[name].tobytes()


@pytest.mark.parametrize("name", examples.names())
def test_examples_come_back_exactly(name: str, tmp_path: Path) -> None:
    example = examples.load(name)
    if isinstance(example, Pathway):
        write_folder(example, tmp_path)
        assert read_folder(tmp_path) == example
        example = example.base
    assert_same(example, again(example, tmp_path / "scenario"))


def test_random_scenarios_come_back_exactly(tmp_path: Path) -> None:
    for seed in range(40):
        scenario = random_cluster(seed).scenario
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ScenarioWarning)
            assert_same(scenario, again(scenario, tmp_path / str(seed)))


def data() -> dict[str, object]:
    return {
        "name": "NO: 'a' \"b\" # c\n\ttab, \u202e, \x07, é, 12:30, 010",
        "time": {"steps": 2, "hours": 12, "weights": {"on": 182, "2": 183}},
        "carriers": {
            "steam": {"unit": "MWh"},
            "natural-gas": {},
            "flue-gas": {"unit": "t", "surplus": "free"},
        },
        "sites": {"mill": {"name": "null", "latitude": 1e-05, "longitude": 0.1}},
        "assets": {
            "gas": {
                "kind": "market",
                "site": "mill",
                "carrier": "natural-gas",
                "buy_price": {"profile": "x 1"},
            },
            "boiler": {
                "kind": "converter",
                "site": "mill",
                "technology": "gas-boiler",
                "reference": "steam",
                "inputs": {"natural-gas": 1.1},
                "outputs": {"steam": 1.0},
                "capacity_max": 1 / 3,
            },
        },
    }


def test_hostile_names_come_back_exactly(tmp_path: Path) -> None:
    scenario = Scenario.from_data(data(), {"x 1": np.array([[0.1, 1 / 3], [1e-300, -0.0]])})
    write_folder(scenario, tmp_path)
    assert read_folder(tmp_path).to_data()["name"] == data()["name"]


def test_fields_left_at_their_default_are_not_taken_from_the_catalogue(tmp_path: Path) -> None:
    scenario = Scenario.from_data(data(), {"x 1": np.ones((2, 2))})
    boiler = scenario.cluster.assets["boiler"].model_dump()
    assert boiler["capex_specific"] == 0
    assert_same(scenario, again(scenario, tmp_path))


def test_a_file_itself_may_be_named(tmp_path: Path) -> None:
    folder = examples.copy("two-plants", tmp_path / "case")
    assert read_folder(folder / "scenario.yaml") == read_folder(folder)


def test_several_tables(tmp_path: Path) -> None:
    folder = examples.copy("two-plants", tmp_path / "case")
    rows = [line.split(",") for line in (folder / "profiles.csv").read_text().splitlines()]
    for number, column in enumerate(rows[0][2:], start=2):
        text = "".join(f"{row[0]},{row[1]},{row[number]}\n" for row in rows)
        (folder / f"{column}.csv").write_text(text)
    files = ", ".join(f"{column}.csv" for column in rows[0][2:])
    path = folder / "scenario.yaml"
    split = path.read_text().replace("profiles: profiles.csv", f"profiles: [{files}]")
    path.write_text(split)
    assert read_folder(folder) == examples.load("two-plants")
    path.write_text(split.replace(f"[{files}]", f"[{files}, profiles.csv]"))
    with pytest.raises(ScenarioError, match="stands also in"):
        read_folder(folder)


@pytest.mark.parametrize("name", ["=1+1", "time", "step", "", " a", "a,b", "x" * 65])
def test_profiles_that_no_table_can_hold_are_refused(name: str, tmp_path: Path) -> None:
    scenario = Scenario.from_data(
        {**data(), "assets": {}}
        | {"assets": {"gas": {"kind": "market", "site": "mill", "carrier": "steam", "buy_price": 1}}},
        {name: np.ones((2, 2))},
    )
    with pytest.raises(ScenarioError, match="no name that a file can hold"):
        write_folder(scenario, tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_the_header_names_the_schema_beside_it(tmp_path: Path) -> None:
    write_folder(examples.load("two-plants"), tmp_path)
    first = (tmp_path / "scenario.yaml").read_text().splitlines()[0]
    assert first == "# yaml-language-server: $schema=scenario.schema.json"
    assert (tmp_path / "scenario.schema.json").is_file()


def test_odd_values_are_warned_of_with_their_line(tmp_path: Path) -> None:
    folder = examples.copy("two-plants", tmp_path / "case")
    table = folder / "profiles.csv"
    lines = table.read_text().splitlines()
    period, step, *rest = lines[7].split(",")
    lines[7] = ",".join([period, step, "99999", *rest[1:]])
    table.write_text("\n".join(lines) + "\n")
    with pytest.warns(ScenarioWarning, match=r"profiles\.csv:8 column power_delivered"):
        read_folder(folder)


def test_a_failed_write_leaves_the_old_content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "scenario.yaml"
    path.write_text("old")

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_text(path, "new")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_values_are_written_with_their_units(tmp_path: Path) -> None:
    scenario = examples.load("hydrogen-valley")
    write_folder(scenario, tmp_path)
    text = (tmp_path / "scenario.yaml").read_text()
    assert "capacity_max: 150 MW" in text
    assert "capex_specific: 482500 EUR/MW" in text
    assert read_folder(tmp_path) == scenario


def test_a_misspelt_profile_inside_a_list_is_named(tmp_path: Path) -> None:
    folder = examples.copy("two-plants", tmp_path / "case")
    path = folder / "scenario.yaml"
    stream = "{supply_temperature: 20, target_temperature: 120, load: 5, running: {profile: prise}}"
    recovery = f"{{kind: heat_recovery, site: mill, takes: [steam], streams: [{stream}]}}"
    text = path.read_text().replace("steam: {unit", "steam: {temperature: 160, unit", 1)
    path.write_text(text.replace("\nassets:\n", f"\nassets:\n  recovery: {recovery}\n", 1))
    with pytest.raises(ScenarioError, match=r"streams\.0\.running\.profile: no such profile: 'prise'"):
        read_folder(folder)


SEVERAL_AT_ONCE = """\
carriers: {hot-water: {temperature: 70}, power: {}, natural-gas: {}}
sites: {dairy: {}}
assets:
  pump: {kind: heat_pump, site: dairy, sink: hotwater, drive: electricity, source_temperature: 10}
  gas: {kind: market, site: dary, carrier: naturalgas, buy_price: 30}
  grid: {kind: market, site: dairy, carrier: power, buy_price: 30}
time:
  weights: {winter: 4380, summer: 4380}
  outages:
    storm: {assets: [gird], hours: 10, periods: [wintr]}
"""


def test_several_names_of_one_record_that_stand_for_nothing_are_told_at_once(tmp_path: Path) -> None:
    write_text(tmp_path / "scenario.yaml", SEVERAL_AT_ONCE)
    with pytest.raises(ScenarioError) as caught:
        read_folder(tmp_path)
    told = [(fault.line, fault.place, fault.found.partition(";")[0]) for fault in caught.value.faults]
    assert told == [
        (4, "assets.pump", "no such carrier: 'hotwater'"),
        (4, "assets.pump", "no such carrier: 'electricity'"),
        (5, "assets.gas.site", "no such site: 'dary'"),
        (5, "assets.gas", "no such carrier: 'naturalgas'"),
        (10, "time.outages.storm", "outage 'storm' is to come in 'wintr', which is no period"),
        (10, "time.outages.storm.assets", "no such asset: 'gird'"),
    ]
