from __future__ import annotations

from pathlib import Path

import pytest

import synergy
from synergy.errors import ScenarioError
from synergy.io.folder import ScenarioWarning

KEMP = """name,supply_temperature,target_temperature,heat_capacity_flow [kW/K]
cold 1,20,135,2.0
hot 1,170,60 degC,3.0

cold 2,80,140,4
hot 2,423.15 K,303.15 K,0.0015 MW/K
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "streams.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_units_stand_in_headings_or_cells(tmp_path: Path) -> None:
    streams = synergy.heat.read_streams(written(tmp_path, KEMP))
    targets = synergy.heat.pinch(streams)
    assert [one.name for one in streams] == ["cold 1", "hot 1", "cold 2", "hot 2"]
    assert (targets.hot_utility, targets.cold_utility) == pytest.approx((0.020, 0.060))


def test_a_spreadsheet_of_the_continent_is_read(tmp_path: Path) -> None:
    text = "Name;Supply temperature [°C];TARGET_TEMPERATURE [°C];Load [kW]\nfeed 20 °C;20;80 °C;1500\n"
    (stream,) = synergy.heat.read_streams(written(tmp_path, text))
    assert (stream.name, stream.supply_temperature, stream.target_temperature) == ("feed 20 °C", 20, 80)
    assert stream.duty == pytest.approx(1.5)


def test_a_load_without_a_unit_is_told_once(tmp_path: Path) -> None:
    text = "supply_temperature,target_temperature,load\n10,60,3\n90,20,4\n"
    with pytest.warns(ScenarioWarning, match="no unit in the heading: 'load' read as MW") as told:
        synergy.heat.read_streams(written(tmp_path, text))
    assert len(told) == 1


@pytest.mark.parametrize(
    ("heading", "row", "words"),
    [
        ("supply_temperature,target_temperature,load", "10,60,2500", r"kW\? write load \[kW\]"),
        ("supply_temperature,target_temperature,heat_capacity_flow", "10,60,50", r"\[kW/K\]; else"),
        ("supply_temperature [K],target_temperature [K],load [MW]", "60,20,3", "below -200"),
        ("supply_temperature [K],target_temperature,load [MW]", "350,20,3", "are in K and in degC"),
    ],
)
def test_what_can_hardly_be_meant(heading: str, row: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=words):
        synergy.heat.read_streams(written(tmp_path, f"{heading}\n{row}\n"))


def test_what_is_said_with_its_unit_is_meant(tmp_path: Path) -> None:
    text = "supply_temperature [degC],target_temperature [degC],load [MW]\n-240,-253,2500\n"
    assert synergy.heat.read_streams(written(tmp_path, text))[0].duty == 2500


def test_all_faults_are_told_by_line(tmp_path: Path) -> None:
    text = "name,supply_temperature,target_temperature,load\na,1,x,3\nb,50,50,2\nc,1,2,3,4\n"
    with pytest.raises(ScenarioError) as caught:
        synergy.heat.read_streams(written(tmp_path, text))
    assert [fault.line for fault in caught.value.faults] == [2, 3, 4]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "holds no streams"),
        ("name,supply_temperature,target_temperature,laod\na,1,2,3\n", "did you mean 'load'"),
        ("name,name,target_temperature,load\na,1,2,3\n", "column 'name' twice"),
    ],
)
def test_faults_of_headings(text: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=words):
        synergy.heat.read_streams(written(tmp_path, text))


def test_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="no such file"):
        synergy.heat.read_streams(tmp_path / "none.csv")
