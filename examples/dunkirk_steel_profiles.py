"""Make the profile of the Dunkirk steel example: the price of power in four days of eight three-hour steps.

The shape is that of the HyNet example's formulas, nothing measured; here it is over its yearly mean,
so that a scenario can give the level. The packaged file was written by

    python examples/dunkirk_steel_profiles.py src/synergy/data/examples/dunkirk-steel/profiles.csv
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import numpy as np
from hynet_profiles import profiles

DAYS = {
    "winter-windy": ("winter-windy", 60),
    "winter-calm": ("winter-calm", 60),
    "summer-sunny": ("summer-calm", 95),
    "mixed": ("autumn-mixed", 150),
}
"""Label -> day of the HyNet example and how many days of the year are like it; together 365."""
HOURS = 3
"""Hours of a step."""
FILE = Path("dunkirk_steel_profiles.csv")


def relative_price() -> dict[str, np.ndarray]:
    """Return the price of each step over the mean of the year, by day."""
    prices = profiles()["power_wholesale"]
    steps = {label: np.array(prices[day]).reshape(-1, HOURS).mean(axis=1) for label, (day, _) in DAYS.items()}
    counts = np.array([count for _, count in DAYS.values()])
    mean = np.average([values.mean() for values in steps.values()], weights=counts)
    return {label: values / mean for label, values in steps.items()}


def write(file: Path) -> None:
    """Write the profile as CSV."""
    with file.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["period", "step", "power_price"])
        for label, values in relative_price().items():
            writer.writerows([label, step, f"{value:.4f}"] for step, value in enumerate(values, start=1))


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else FILE)
