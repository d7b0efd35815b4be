"""The catalogue's figures: sourced, on the stated basis, and pipes that follow the curves behind them."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

import synergy
from synergy.units import Units, convert

FILE = Path(synergy.__file__).parent / "data" / "catalogue" / "technologies.csv"
CARBON_OF_GAS = 56.1 * 3.6 / 1000
"""t CO2 per MWh of natural gas, lower heating value (IPCC 2006)."""


def catalogue() -> dict[str, dict[str, dict[str, str]]]:
    found: dict[str, dict[str, dict[str, str]]] = {}
    with FILE.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            assert row["field"] not in found.get(row["technology"], {}), row
            found.setdefault(row["technology"], {})[row["field"]] = row
    return found


CATALOGUE = catalogue()
with FILE.with_name("carriers.csv").open(encoding="utf-8", newline="") as rows:
    CARRIERS = {row["carrier"]: row for row in csv.DictReader(rows)}


def value(technology: str, field: str) -> float:
    return float(CATALOGUE[technology][field]["value"].split()[0])


@pytest.mark.parametrize("technology", CATALOGUE)
def test_every_number_has_a_source_and_all_money_a_price_year(technology):
    for field, row in CATALOGUE[technology].items():
        if any(character.isdigit() for character in row["value"]) and field != "carrier":
            assert row["source"], (technology, field)
        if "EUR" in row["value"]:
            assert "EUR_20" in row["value"], (technology, field)


def curve(technology: str, size: np.ndarray) -> np.ndarray:
    pieces = []
    for number in range(3):
        prefix = f"segments.{number}"
        if f"{prefix}.capacity_min" in CATALOGUE[technology]:
            fixed = value(technology, f"{prefix}.capex_fixed_per_km")
            pieces.append(fixed + value(technology, f"{prefix}.capex_specific_per_km") * size)
    return np.min(pieces, axis=0)


def test_co2_pipe_follows_the_points_it_was_fitted_to():
    size = np.array([10, 20, 30, 60, 100, 200, 300, 500, 800, 1200, 1800], dtype=float)
    cost = np.array([202, 232, 251, 318, 366, 463, 557, 669, 771, 1096, 1118], dtype=float)
    assert np.abs(curve("co2-pipeline-onshore", size) / cost - 1).max() < 0.075


@pytest.mark.parametrize(
    ("technology", "factor", "exponent", "smallest", "largest", "error"),
    [
        ("hydrogen-pipeline", 30.6 * 1.182**0.456, 0.456, 10.0, 1000.0, 0.04),
        ("hydrogen-pipeline-repurposed", 0.43 * 30.6 * 1.182**0.456, 0.456, 10.0, 1000.0, 0.04),
        ("hot-water-pipe", 123.0, 0.486, 5.0, 200.0, 0.055),
    ],
)
def test_pipes_follow_the_power_laws_they_were_fitted_to(
    technology, factor, exponent, smallest, largest, error
):
    size = np.geomspace(smallest, largest, 200)
    assert np.abs(curve(technology, size) / (factor * size**exponent) - 1).max() < error


@pytest.mark.parametrize(
    "technology", [name for name in CATALOGUE if "segments.1.capacity_min" in CATALOGUE[name]]
)
def test_pieces_join_and_flatten(technology):
    number = 1
    while f"segments.{number}.capacity_min" in CATALOGUE[technology]:
        before, here = f"segments.{number - 1}", f"segments.{number}"
        join = value(technology, f"{here}.capacity_min")
        assert join == value(technology, f"{before}.capacity_max")
        slopes = [value(technology, f"{piece}.capex_specific_per_km") for piece in (before, here)]
        fixed = [value(technology, f"{piece}.capex_fixed_per_km") for piece in (before, here)]
        assert slopes[0] > slopes[1]
        assert fixed[0] + slopes[0] * join == pytest.approx(fixed[1] + slopes[1] * join, rel=5e-3)
        number += 1


FUELS = {
    "natural-gas": CARBON_OF_GAS,
    "coal": 94.6 * 3.6 / 1000,
    "blast-furnace-gas": 260.0 * 3.6 / 1000,
    "refinery-gas": 57.6 * 3.6 / 1000,
    "fuel-gas": 2.743 / 13.889,
}
"""t CO2 per MWh of fuel, lower heating value (IPCC 2006; methane by stoichiometry)."""
CARBON_OF_MATERIALS = {
    "steel-bf-bof": (0.028, 0.01),  # limestone
    "steel-bf-bof-capture": (0.035, 0.01),
    "electric-arc-furnace": (2 * 44 / 12 / 1000, 1e-4),  # electrodes
    "steel-eaf-scrap": (2 * 44 / 12 / 1000, 1e-4),
    "steel-dri-eaf-gas": (2 * 44 / 12 / 1000, 3e-4),
    "steel-dri-eaf-hydrogen": (2 * 44 / 12 / 1000, 1e-4),
    "cement-kiln": (0.559, 1e-3),
    "cement-kiln-oxyfuel": (0.559, 1e-3),
    "lime-kiln": (0.75, 1e-3),
    "glass-furnace-gas": (0.1, 1e-3),
    "glass-furnace-electric": (0.1, 1e-3),
    "methanol-gas": (-44.01 / 32.04, 1e-3),
    "methanol-from-co2": (1.4 - 44.01 / 32.04, 1e-3),
    "waste-to-energy": (0.5 * 91.7 * 3.6 / 1000, 1e-3),
    "steam-cracker": (139 / 324 * 2.743, 2e-3),  # methane out of naphtha
    "steam-cracker-electric": (139 / 324 * 2.743, 2e-3),
}
"""t CO2 per unit of reference from what is no fuel, less what stays in products; and how exactly."""


@pytest.mark.parametrize(
    "technology",
    sorted(
        {name for name in CATALOGUE if not {f"inputs.{fuel}" for fuel in FUELS}.isdisjoint(CATALOGUE[name])}
        | set(CARBON_OF_MATERIALS)
    ),
)
def test_all_carbon_of_the_fuels_leaves_the_plant(technology):
    def given(field: str) -> float:
        return value(technology, field) if field in CATALOGUE[technology] else 0.0

    leaving = sum(given(f"outputs.{name}") for name in ("flue-gas", "stack-gas", "co2", "co2-gas"))
    burnt = sum(
        factor * (given(f"inputs.{fuel}") - given(f"outputs.{fuel}")) for fuel, factor in FUELS.items()
    )
    materials, tolerance = CARBON_OF_MATERIALS.get(technology, (0.0, 1e-6))
    assert leaving == pytest.approx(burnt + materials, rel=2e-3, abs=tolerance)


@pytest.mark.parametrize("technology", [name for name in CATALOGUE if name.startswith("capture-")])
def test_capture_loses_no_carbon_and_catches_nine_tenths(technology):
    fields = CATALOGUE[technology]
    taken = sum(value(technology, f) for f in fields if f.startswith("inputs.flue-gas"))
    missed = sum(value(technology, f) for f in fields if f.startswith("outputs.stack-gas"))
    assert taken == pytest.approx(1.0 + missed, abs=2e-4)
    assert 1.0 / taken == pytest.approx(0.9, abs=1e-3)


def test_electrolyser_is_per_kw_of_electricity_in_2025_money():
    row = CATALOGUE["alkaline-electrolyser"]["capex_specific"]
    assert convert(row["value"], ("EUR/kW",), Units()) == pytest.approx(691.35)
    assert CATALOGUE["alkaline-electrolyser"]["reference"]["value"] == "power"


PER_TONNE = {
    "steel-bf-bof": (5.3, 6.2),
    "steel-dri-eaf-gas": (3.3, 4.2),
    "steel-dri-eaf-hydrogen": (2.7, 3.8),
    "steel-eaf-scrap": (0.4, 0.8),
    "cement-kiln": (0.95, 1.25),
    "lime-kiln": (0.89, 1.17),
    "glass-furnace-gas": (1.1, 2.8),
    "glass-furnace-electric": (0.7, 1.3),
    "ammonia-gas": (8.0, 11.0),
    "ammonia-from-hydrogen": (6.0, 7.2),
    "methanol-gas": (8.0, 11.5),
    "methanol-from-co2": (6.0, 7.2),
    "chlor-alkali": (2.4, 4.0),
    "direct-air-capture-solid": (1.5, 2.7),
    "direct-air-capture-liquid": (1.4, 2.7),
    "paper-mill": (1.4, 2.6),
    "tissue-mill": (1.5, 3.2),
    "steam-cracker": (2.9, 4.0),
}
"""Energy, MWh taken per t of product (lower heating value, without feeds in t), between which plants lie."""


@pytest.mark.parametrize("technology", PER_TONNE)
def test_energy_per_tonne_is_that_of_real_plants(technology):
    taken = sum(
        value(technology, field)
        for field, row in CATALOGUE[technology].items()
        if field.startswith("inputs.") and row["value"].split()[1].startswith("MWh")
    )
    low, high = PER_TONNE[technology]
    assert low <= taken <= high


@pytest.mark.parametrize("technology", ["steam-cracker", "steam-cracker-electric"])
def test_crackers_lose_little_of_their_feed(technology):
    tonnes = sum(
        value(technology, f"outputs.{carrier}")
        for carrier in ("ethylene", "propylene", "c4-olefins", "aromatics", "pyrolysis-oil")
    )
    hydrogen = value(technology, "outputs.hydrogen") / 33.33
    methane = value("steam-cracker-electric", "outputs.fuel-gas") / 13.889
    assert tonnes + hydrogen + methane == pytest.approx(value(technology, "inputs.naphtha"), rel=6e-3)


def test_masses_of_chemicals_follow_their_formulas():
    assert value("ammonia-from-hydrogen", "inputs.hydrogen") / 33.33 + value(
        "ammonia-from-hydrogen", "inputs.nitrogen"
    ) == pytest.approx(1.0, abs=0.03)
    salt, chlorine, soda = 58.44, 35.45, 40.0
    assert value("chlor-alkali", "inputs.salt") == pytest.approx(salt / chlorine, rel=1e-3)
    assert value("chlor-alkali", "outputs.caustic-soda") == pytest.approx(soda / chlorine, rel=1e-3)
    assert value("chlor-alkali", "outputs.hydrogen") / 33.33 == pytest.approx(1.008 / chlorine, rel=0.02)
    hydrogen = value("methanol-from-co2", "inputs.hydrogen") / 33.33
    assert hydrogen == pytest.approx(3 * 2.016 / 32.04, rel=0.02)


def test_one_steelworks_is_its_parts():
    for fuel, name in (("natural-gas", "gas"), ("hydrogen", "hydrogen")):
        shaft, whole = f"dri-shaft-{name}", f"steel-dri-eaf-{name}"
        iron = value("electric-arc-furnace", "inputs.sponge-iron")
        for field in (f"inputs.{fuel}", "inputs.iron-ore"):
            assert value(whole, field) == pytest.approx(iron * value(shaft, field), rel=1e-3)
        power = iron * value(shaft, "inputs.power") + value("electric-arc-furnace", "inputs.power")
        assert value(whole, "inputs.power") == pytest.approx(power, rel=1e-3)
        capex = iron * value(shaft, "capex_specific") + value("electric-arc-furnace", "capex_specific")
        assert value(whole, "capex_specific") == pytest.approx(capex, rel=1e-3)


def test_every_carrier_of_a_technology_is_listed():
    for name, fields in CATALOGUE.items():
        named = {
            field.split(" @ ")[0].split(".", 1)[1] for field in fields if field.startswith(("inp", "outp"))
        }
        assert named <= set(CARRIERS), name
    assert all(row["source"] for row in CARRIERS.values())
    assert all("EUR_20" in row["buy_price"] for row in CARRIERS.values() if row["buy_price"])


@pytest.mark.parametrize(
    "technology", [name for name in CATALOGUE if name.startswith("industrial-heat-pump-")]
)
def test_heat_pumps_are_half_to_three_quarters_of_carnot(technology):
    assert 0.4 < value(technology, "efficiency") < 0.75
    note = CATALOGUE[technology]["efficiency"]["note"].split()
    cop, lift, sink = float(note[1]), float(note[6]), float(note[9])
    assert value(technology, "efficiency") == pytest.approx(cop * lift / (sink + 273.15), rel=2e-3)
