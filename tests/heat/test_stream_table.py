from __future__ import annotations

from pathlib import Path

import pytest

import synergy
from synergy.errors import ScenarioError

KEMP = """name,supply_temperature,target_temperature,heat_capacity_flow [kW/K]
cold 1,20,135,2.0
hot 1,170,60 degC,3.0

cold 2,80,140,4
hot 2,423.15 K,30,0.0015 MW/K
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
