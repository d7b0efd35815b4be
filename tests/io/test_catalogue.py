from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from synergy import examples
from synergy.cluster.asset import ASSET_KINDS
from synergy.errors import ScenarioError
from synergy.io import catalogue
from synergy.io.folder import read_folder
from synergy.units import Units

CARRIERS = {
    row["carrier"]: row["unit"]
    for row in csv.DictReader((Path(catalogue.__file__).parents[1] / "data/catalogue/carriers.csv").open())
}


def assets(**asset: Any) -> dict[str, Any]:
    return {"assets": {"a": asset}}


def completed(**asset: Any) -> dict[str, Any]:
    done = catalogue.completed(assets(**asset))
    assert not done.faults
    found: dict[str, Any] = done.data["assets"]["a"]
    return found


def faults(currency: str = "EUR", **asset: Any) -> list[str]:
    return [str(fault) for fault in catalogue.completed({"currency": currency, **assets(**asset)}).faults]


@pytest.mark.parametrize("technology", sorted(catalogue.fields()))
def test_every_technology_is_an_asset_once_placed_and_sized(technology: str) -> None:
    given = dict(catalogue.fields()[technology])
    cls = ASSET_KINDS.kinds[given.pop("kind")]
    place = {"corridor": "line"} if cls.place == "corridor" else {"site": "works"}
    sizes = {"capacity_max": 10}
    if given.get("carrier") is None and "carrier" in cls.model_fields:
        given["carrier"] = "power"
    if cls.kind == "storage" and "c_rate" not in given:
        sizes["power_max"] = 5
    record, found = cls.read({**given, **place, **sizes}, Units(carriers=CARRIERS), "a", {"id": "a"})
    assert [str(fault) for fault in found] == []
    assert record is not None


def test_every_figure_has_a_source() -> None:
    table = catalogue.technologies()
    assert (table["source"].str.len() > 3).all()
    assert not table.duplicated(["technology", "field"]).any()


def test_what_is_given_is_never_touched() -> None:
    found = completed(technology="gas-boiler", site="mill", inputs={"gas": 1.2}, lifetime=None)
    assert found["inputs"] == {"gas": 1.2}
    assert found["lifetime"] is None
    assert found["kind"] == "converter"
    assert "EUR" in found["capex_specific"]


def test_nothing_is_supplied_that_says_the_same_in_another_way() -> None:
    assert "segments" in completed(technology="co2-pipeline-onshore")
    assert "segments" not in completed(technology="co2-pipeline-onshore", capex_fixed_per_km="1 MEUR/km")
    assert "segments" not in completed(technology="co2-pipeline-onshore", diameters=[])
    assert "c_rate" not in completed(technology="hot-water-tank", power_max=5)


def test_faults_of_assets_that_name_a_technology() -> None:
    assert "no such technology: 'gas-boilr'; did you mean 'gas-boiler'?" in faults(technology="gas-boilr")[0]
    assert (
        "technology 'gas-boiler' is a converter, not a market"
        in faults(technology="gas-boiler", kind="market")[0]
    )
    assert "are in EUR, the scenario's money is GBP" in faults("GBP", technology="gas-boiler")[0]
    costs = dict.fromkeys(("capex_specific", "opex_fixed", "opex_variable"), 1)
    assert faults("GBP", technology="gas-boiler", **costs) == []


def test_odd_data_are_left_for_the_reader_to_complain_of() -> None:
    for data in ({}, {"assets": None}, {"assets": []}, {"assets": {"a": 5}}, assets(technology=5)):
        assert catalogue.completed(data).data == data


def test_sources_name_only_figures_that_are_used(tmp_path: Any) -> None:
    folder = examples.copy("two-plants", tmp_path / "case")
    before = catalogue.sources(read_folder(folder))
    boiler = before[before["asset"] == "mill-boiler"]
    assert set(boiler["technology"]) == {"gas-boiler"}
    assert "inputs.natural-gas" in set(boiler["field"])
    path = folder / "scenario.yaml"
    path.write_text(
        path.read_text().replace("capacity_existing: 35 MW", "capacity_existing: 35 MW, lifetime: 31 a")
    )
    after = catalogue.sources(read_folder(folder))
    assert len(after) == len(before) - 1


def test_a_fault_in_what_the_catalogue_supplies_says_so(tmp_path: Any) -> None:
    folder = examples.copy("two-plants", tmp_path / "case")
    path = folder / "scenario.yaml"
    path.write_text(path.read_text().replace("price_year: 2025", "price_year: 1950"))
    with pytest.raises(ScenarioError) as caught:
        read_folder(folder)
    assert any("(supplied by technology 'gas-boiler')" in fault.found for fault in caught.value.faults)
