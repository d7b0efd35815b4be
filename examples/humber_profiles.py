"""Make the profiles of the Humber examples: four representative days, from the curves of the HyNet example.

Nothing here is measured. Four of the twelve days are kept, among them the windiest and that of the highest
price, with weights that keep the year's mean of wind and price. The packaged files were written by

    python examples/humber_profiles.py src/synergy/data/examples

What the columns hold, beyond those of `hynet_profiles`
-------------------------------------------------------
offshore_wind
    Output of offshore wind over capacity: 1.45 times that onshore, 95 % at most (own assumption).
mid_load
    Output of a mid-merit power station over its yearly mean: starts at 45 EUR/MWh, full at 105.
base_load
    Output of cogeneration and of biomass units over its yearly mean: three quarters of full load all year,
    the rest as mid-merit.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

from hynet_profiles import DELIVERY, MEAN_WHOLESALE_PRICE, profiles

WEIGHTS = {"winter-windy": 60, "winter-calm": 55, "autumn-mixed": 130, "summer-mixed": 120}
"""How many days of the year are like each representative day; together 365."""
BLOCK = {"humber": 1, "humber-teesside": 4}
"""Hours of a step in each example."""

Curves = dict[str, list[float]]


def yearly_mean(curves: Curves) -> float:
    """Return the mean over the year."""
    days = sum(WEIGHTS.values())
    return sum(count * sum(curves[day]) / len(curves[day]) for day, count in WEIGHTS.items()) / days


def of_mean_one(curves: Curves) -> Curves:
    """Return the curves over their yearly mean."""
    mean = yearly_mean(curves)
    return {day: [value / mean for value in values] for day, values in curves.items()}


def columns() -> dict[str, Curves]:
    """Return column -> day -> 24 values."""
    made = {name: {day: curves[day] for day in WEIGHTS} for name, curves in profiles().items()}
    raw = made["power_wholesale"]
    shift = MEAN_WHOLESALE_PRICE - yearly_mean(raw)
    price = {day: [value + shift for value in values] for day, values in raw.items()}
    running = {
        day: [min(1.0, max(0.0, (value - 45) / 60)) for value in values] for day, values in price.items()
    }
    return {
        "power_wholesale": price,
        "power_delivered": {day: [value + DELIVERY for value in values] for day, values in price.items()},
        "offshore_wind": {
            day: [min(0.95, 1.45 * value) for value in values] for day, values in made["wind"].items()
        },
        "steam_load": of_mean_one(made["steam_load"]),
        "mid_load": of_mean_one(running),
        "base_load": of_mean_one(
            {day: [0.75 + 0.25 * value for value in values] for day, values in running.items()}
        ),
    }


def write(file: Path, block: int) -> None:
    """Write the profiles as CSV, averaged over blocks of hours."""
    made = columns()
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["period", "step", *made])
        for day in WEIGHTS:
            for step in range(24 // block):
                part = slice(step * block, (step + 1) * block)
                means = (sum(curves[day][part]) / block for curves in made.values())
                writer.writerow([day, step + 1, *(f"{value:.5f}" for value in means)])


def write_all(directory: Path) -> None:
    """Write the files of both examples."""
    for example, block in BLOCK.items():
        write(directory / example / "profiles.csv", block)


if __name__ == "__main__":
    write_all(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("humber_profiles"))
