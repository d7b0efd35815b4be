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
