"""Make the profiles of the chemicals site: four representative days in steps of two hours.

Nothing here is measured: the curves are those of the Humber example. The packaged file was written by

    python examples/chemicals_profiles.py src/synergy/data/examples/chemicals-site/profiles.csv

What the columns hold
---------------------
day_ahead
    Price of power in the market, EUR/MWh, 75 on average.
power_price
    What a large site pays: 12 EUR/MWh more, for the transmission grid and levies (own assumption).
offshore_wind
    Output of offshore wind over capacity.
process_steam
    Steam to processes over its yearly mean.
heating_steam
    Low-pressure steam over its yearly mean: half of it heats tanks, pipes and buildings, so it swings 2.5
    times as far as that of the processes (own assumption).
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

from humber_profiles import WEIGHTS, columns

BLOCK = 2
"""Hours of a step."""
NETWORK = 12.0
"""EUR/MWh on top of the day-ahead price."""
SWING = 2.5
FILE = Path("chemicals_profiles.csv")


def profiles() -> dict[str, dict[str, list[float]]]:
    """Return column -> day -> 24 values."""
    known = columns()
    steam = known["steam_load"]
    return {
        "day_ahead": known["power_wholesale"],
        "power_price": {
            day: [value + NETWORK for value in hours] for day, hours in known["power_wholesale"].items()
        },
        "offshore_wind": known["offshore_wind"],
        "process_steam": steam,
        "heating_steam": {day: [1 + SWING * (value - 1) for value in hours] for day, hours in steam.items()},
    }


def write(file: Path) -> None:
    """Write the profiles as CSV, averaged over blocks of hours."""
    made = profiles()
    with file.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["period", "step", *made])
        for day in WEIGHTS:
            for step in range(24 // BLOCK):
                part = slice(step * BLOCK, (step + 1) * BLOCK)
                means = (sum(curves[day][part]) / BLOCK for curves in made.values())
                writer.writerow([day, step + 1, *(f"{mean:.5f}" for mean in means)])


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else FILE)
