"""Make the profiles of the two small examples from the curves of the HyNet example.

The packaged files were written by

    python examples/small_profiles.py src/synergy/data/examples
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

from hynet_profiles import profiles

TWO_PLANTS = {"winter": "winter-mixed", "summer": "summer-mixed"}
HYDROGEN_VALLEY = {"windy": "spring-windy", "mixed": "autumn-mixed", "calm": "summer-calm"}


def write(file: Path, days: dict[str, str], names: list[str]) -> None:
    """Write some columns of some days under other labels."""
    columns = profiles()
    with file.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["period", "step", *names])
        for label, day in days.items():
            for hour in range(24):
                writer.writerow([label, hour + 1, *(f"{columns[name][day][hour]:.4f}" for name in names)])


def write_all(directory: Path) -> None:
    """Write the files of both examples."""
    for name in ("two-plants", "hydrogen-valley"):
        (directory / name).mkdir(parents=True, exist_ok=True)
    write(directory / "two-plants" / "profiles.csv", TWO_PLANTS, ["power_delivered", "steam_load"])
    columns = ["power_delivered", "power_wholesale", "wind", "solar"]
    write(directory / "hydrogen-valley" / "profiles.csv", HYDROGEN_VALLEY, columns)


if __name__ == "__main__":
    write_all(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("small_profiles"))
