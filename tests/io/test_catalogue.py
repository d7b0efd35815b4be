from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from synergy import examples
from synergy.cluster.asset import ASSET_KINDS
from synergy.errors import ScenarioError
from synergy.io import catalogue
from synergy.io.folder import read_folder, write_folder
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
    lowest = {curve.condition: curve.span[0] for curve in catalogue.curves(technology).values()}
    given = dict(catalogue.fields_at(technology, lowest))
    cls = ASSET_KINDS.kinds[given.pop("kind")]
    place = {"corridor": "line"} if cls.place == "corridor" else {"site": "works"}
    sizes: dict[str, Any] = {"vehicles_max" if "vehicles_max" in cls.model_fields else "capacity_max": 10}
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
    assert not table.duplicated(["technology", "field", "at"]).any()


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


AMINE = {"technology": "capture-amine", "site": "kiln"}


def amine(at: object) -> dict[str, Any]:
    return completed(**AMINE, technology_at={"co2_share": at})


def test_figures_lie_on_the_straight_line_between_two_rows() -> None:
    # 6 % lies halfway between 4 % (0.83 MWh/t, 3.81 MEUR) and 8 % (0.76, 3.01)
    found = amine("6 %")
    assert found["inputs"] == {"flue-gas": "1.1111 t/t", "steam": "0.795 MWh/t", "power": "0.1175 MWh/t"}
    assert found["capex_specific"] == "3.41 MEUR_2020/(t/h)"
    assert amine(0.06) == {**found, "technology_at": {"co2_share": 0.06}}
    assert amine(0.3)["inputs"]["power"] == "0.107 MWh/t"


@pytest.mark.parametrize(
    ("at", "place", "words"),
    [
        ({}, "", "co2_share is missing; figures of technology 'capture-amine' are known from 0.04 to 0.3"),
        ({"co2_share": "3 %"}, ".co2_share", "0.03 is outside"),
        ({"co2_share": 31}, ".co2_share", "31 is outside"),
        ({"co2_share": "much"}, ".co2_share", "much"),
        ({"co2_share": 0.1, "co2share": 0.1}, ".co2share", "did you mean 'co2_share'?"),
    ],
)
def test_faults_of_conditions(at: dict[str, object], place: str, words: str) -> None:
    found = catalogue.completed(assets(**AMINE, technology_at=at)).faults
    assert [fault.place for fault in found] == [f"assets.a.technology_at{place}"]
    assert words in str(found[0])


def test_no_condition_is_asked_for_where_all_figures_are_given() -> None:
    own = {"inputs": {"flue-gas": 1.1, "steam": 0.7}, "capex_specific": 2e6}
    assert catalogue.completed(assets(**AMINE, **own)).faults == ()


def test_conditions_of_a_technology_that_has_none() -> None:
    assert "leave technology_at out" in faults(technology="gas-boiler", technology_at={"load": 1})[0]


def capture_case(folder: Path, at: str) -> Path:
    folder.mkdir()
    (folder / "scenario.yaml").write_text(
        f"""synergy: 1
name: Kiln
time: {{steps: 1, hours: 1}}
carriers:
  flue-gas: {{unit: t, surplus: vented, emission_factor: 1 t/t}}
  stack-gas: {{unit: t, surplus: vented, emission_factor: 1 t/t}}
  co2: {{unit: t, surplus: vented, emission_factor: 1 t/t}}
  steam: {{unit: MWh}}
  power: {{unit: MWh}}
sites: {{kiln: {{}}}}
assets:
  gas: {{kind: generator, site: kiln, carrier: flue-gas, capacity_existing: 50 t/h, must_run: true}}
  grid: {{kind: market, site: kiln, carrier: power, buy_price: 80}}
  boiler: {{kind: market, site: kiln, carrier: steam, buy_price: 40}}
  capture: {{technology: capture-amine, technology_at: {{co2_share: {at}}}, site: kiln, capacity_max: 45 t/h}}
  store: {{kind: market, site: kiln, carrier: co2, sell_price: 5}}
"""
    )
    return folder


def test_sources_name_both_rows_of_a_figure_that_is_interpolated(tmp_path: Path) -> None:
    scenario = read_folder(capture_case(tmp_path / "case", "14 %"))
    assert scenario.cluster.assets["capture"].technology_at == {"co2_share": 0.14}
    table = catalogue.sources(scenario)
    steam = table[table["field"] == "inputs.steam"]
    assert list(steam["at"]) == ["co2_share=12 %", "co2_share=20 %"]
    exact = catalogue.sources(read_folder(capture_case(tmp_path / "exact", "20 %")))
    assert list(exact[exact["field"] == "capex_specific"]["at"]) == ["co2_share=20 %"]
    assert list(exact[exact["field"] == "lifetime"]["at"]) == [""]


def test_a_condition_is_written_back(tmp_path: Path) -> None:
    scenario = read_folder(capture_case(tmp_path / "case", "14 %"))
    write_folder(scenario, tmp_path / "again")
    assert read_folder(tmp_path / "again") == scenario


@pytest.mark.parametrize(
    "technology", [name for name in sorted(catalogue.of_technology()) if catalogue.curves(name)]
)
def test_rows_of_a_curve_have_one_condition_and_one_unit(technology: str) -> None:
    for field, curve in catalogue.curves(technology).items():
        rows = [row for row in catalogue.of_technology()[technology] if row.field == field]
        assert len(rows) == len(curve.points) > 1
        assert len({point.unit for point in curve.points}) == 1
        assert len({row.at.partition("=")[0] for row in rows}) == 1
        assert len({point.at for point in curve.points}) == len(rows)


def test_capture_never_costs_more_where_the_gas_is_richer() -> None:
    shares = [0.04 + 0.01 * step for step in range(27)]
    for name in ("inputs.steam", "inputs.power", "capex_specific"):
        curve = catalogue.curves("capture-amine")[name]
        values = [float(curve.value(share).split()[0]) for share in shares]
        assert values == sorted(values, reverse=True)
