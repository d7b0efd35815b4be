"""Make the profiles of the South Wales example: four representative days in steps of four hours.

Nothing here is measured. Prices and running of power stations are those of the Humber examples. The packaged
file was written by

    python examples/south_wales_profiles.py src/synergy/data/examples

What is of its own
------------------
send_out
    Gas sent out by the LNG terminals over its yearly mean: most in calm winter weather, half the mean in
    summer (own assumption); flat within a day.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

from humber_profiles import WEIGHTS, Curves, columns, of_mean_one

SEND_OUT = {"winter-windy": 1.1, "winter-calm": 1.9, "autumn-mixed": 1.0, "summer-mixed": 0.54}
"""Gas sent out on each day over its yearly mean, before scaling."""
KEPT = ("power_wholesale", "power_delivered", "base_load")
BLOCK = 4
"""Hours of a step."""


def made() -> dict[str, Curves]:
    """Return column -> day -> 24 values."""
    curves = columns()
    flat = {day: [level] * 24 for day, level in SEND_OUT.items()}
    return {name: curves[name] for name in KEPT} | {"send_out": of_mean_one(flat)}


def write(file: Path) -> None:
    """Write the profiles as CSV, averaged over blocks of hours."""
    curves = made()
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["period", "step", *curves])
        for day in WEIGHTS:
            for step in range(24 // BLOCK):
                part = slice(step * BLOCK, (step + 1) * BLOCK)
                means = (sum(days[day][part]) / BLOCK for days in curves.values())
                writer.writerow([day, step + 1, *(f"{value:.5f}" for value in means)])


if __name__ == "__main__":
    directory = Path(sys.argv[1]) if len(sys.argv) > 1 else Path("south_wales_profiles")
    write(directory / "south-wales" / "profiles.csv")
