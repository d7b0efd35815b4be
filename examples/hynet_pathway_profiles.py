"""Make the profiles of the HyNet pathway: HyNet's twelve days as three, in steps of three hours.

Days of the same weather are averaged over the seasons, each as often as it occurs, so that every mean over
the year stays as it is. One column is added: ``low_carbon_load``, the output over capacity of a power station
with capture that runs 6,000 hours a year, dearest hours first. The packaged file was written by

    python examples/hynet_pathway_profiles.py src/synergy/data/examples/hynet-pathway/profiles.csv
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import numpy as np

import synergy

COLUMNS = ("power_wholesale", "power_delivered", "steam_load", "ccgt_load")
WEATHERS = ("windy", "mixed", "calm")
HOURS = 3
"""Hours of a step."""
RUNNING = 6000 / 8760
"""Mean output over capacity of a power station with capture (own assumption)."""
FILE = Path("hynet_pathway_profiles.csv")


def days() -> dict[str, dict[str, np.ndarray]]:
    """Return column -> weather -> values of the steps of its day."""
    scenario = synergy.examples.load("hynet")
    labels = scenario.time.periods
    counts = np.array([scenario.time.weights[label] for label in labels])
    found: dict[str, dict[str, np.ndarray]] = {}
    for column in COLUMNS:
        steps = scenario.profiles[column].reshape(len(labels), -1, HOURS).mean(axis=2)
        found[column] = {}
        for weather in WEATHERS:
            alike = [label.endswith(weather) for label in labels]
            found[column][weather] = np.average(steps[alike], axis=0, weights=counts[alike])
    found["low_carbon_load"] = running(found["ccgt_load"], counts, labels)
    return found


def running(
    load: dict[str, np.ndarray], counts: np.ndarray, labels: tuple[str, ...]
) -> dict[str, np.ndarray]:
    """Return a load stretched, and cut at full output, so that its mean is the wanted one."""
    often = {
        weather: counts[[label.endswith(weather) for label in labels]].sum() / counts.sum()
        for weather in load
    }
    low, high = 0.0, 100.0
    for _ in range(80):
        factor = (low + high) / 2
        cut = {weather: np.minimum(values * factor, 1.0) for weather, values in load.items()}
        mean = sum(often[weather] * values.mean() for weather, values in cut.items())
        low, high = (factor, high) if mean < RUNNING else (low, factor)
    return cut


def write(file: Path) -> None:
    """Write the profiles as CSV."""
    columns = days()
    with file.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["period", "step", *columns])
        for weather in WEATHERS:
            for step in range(24 // HOURS):
                values = (column[weather][step] for column in columns.values())
                writer.writerow([weather, step + 1, *(f"{value:.5f}" for value in values)])


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else FILE)
