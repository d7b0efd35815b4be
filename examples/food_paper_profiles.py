"""Make the profiles of the food and paper park: four representative days, from formulas alone.

Nothing here is measured. The packaged file was written by

    python examples/food_paper_profiles.py src/synergy/data/examples/food-paper-park/profiles.csv

What the columns hold
---------------------
power_delivered
    Price of power, EUR/MWh: high in winter and in the morning and evening, low at noon in summer and when it
    is windy, with a ripple; shifted until its yearly mean is 60 EUR/MWh, and 20 EUR/MWh for networks and
    levies on top (own assumptions).
milk
    Running of the dairy over its full load: most milk in spring, least in winter.
brew
    Running of the brew house over its full load: round the clock, less in winter.
packaging
    Running of washers and pasteurisers: two shifts.
cleaning
    Hot water for cleaning in place over its largest: twice a day, after each batch of products.
heating
    Heat of greenhouses, and of town and halls, over its largest: falls with the temperature outside.
cold_store
    Cooling of the cold stores over its largest: most on a summer afternoon.
"""

from __future__ import annotations

import csv
import sys
from math import cos, exp, pi, sin
from pathlib import Path

DAYS = {"winter-calm": 50, "winter-windy": 90, "summer": 115, "between": 110}
"""How many days of the year are like each representative day; together 365."""
WINTERNESS = {"winter-calm": 1.0, "winter-windy": 0.7, "summer": -1.0, "between": 0.0}
MILK = {"winter-calm": 0.75, "winter-windy": 0.8, "summer": 0.9, "between": 1.0}
BREW = {"winter-calm": 0.7, "winter-windy": 0.75, "summer": 1.0, "between": 0.9}
WIND = {"winter-calm": 40.0, "winter-windy": -25.0, "summer": 0.0, "between": -5.0}
"""What wind and cold make of the price of power, in EUR/MWh."""
MEAN_WHOLESALE_PRICE = 60.0
DELIVERY = 20.0
HOURS = [2 * step + 1 for step in range(12)]
"""Middle of each step of two hours."""
FILE = Path("food_paper_profiles.csv")


def bump(hour: int, at: float, width: float) -> float:
    """Return 1 at an hour, falling off on both sides."""
    return exp(-(((hour - at) / width) ** 2))


def profiles() -> dict[str, dict[str, list[float]]]:
    """Return the columns by day and hour."""
    columns: dict[str, dict[str, list[float]]] = {}
    price = {
        day: [
            60.0
            + WIND[day]
            + 22.0 * bump(hour, 8, 2.0)
            + 28.0 * bump(hour, 18.5, 2.2)
            - (24.0 - 20.0 * WINTERNESS[day]) * bump(hour, 13, 3.0)
            - 10.0 * bump(hour, 3, 3.0)
            + 3.0 * sin(2.7 * hour + WIND[day])
            for hour in HOURS
        ]
        for day in DAYS
    }
    mean = sum(DAYS[day] * sum(price[day]) for day in DAYS) / (len(HOURS) * sum(DAYS.values()))
    shift = MEAN_WHOLESALE_PRICE - mean + DELIVERY
    columns["power_delivered"] = {day: [value + shift for value in price[day]] for day in DAYS}
    columns["milk"] = {day: [MILK[day]] * len(HOURS) for day in DAYS}
    columns["brew"] = {day: [BREW[day]] * len(HOURS) for day in DAYS}
    columns["packaging"] = {day: [BREW[day] if 6 <= hour < 22 else 0.0 for hour in HOURS] for day in DAYS}
    columns["cleaning"] = {day: [1.0 if hour in (5, 17) else 0.15 for hour in HOURS] for day in DAYS}
    columns["heating"] = {
        day: [
            max(0.08, 0.5 + 0.42 * WINTERNESS[day] - 0.08 * cos(2 * pi * (hour - 3) / 24 - pi))
            for hour in HOURS
        ]
        for day in DAYS
    }
    columns["cold_store"] = {
        day: [0.65 - 0.2 * WINTERNESS[day] + 0.15 * bump(hour, 15, 4.0) for hour in HOURS] for day in DAYS
    }
    return columns


def write(file: Path = FILE) -> None:
    """Write the file."""
    columns = profiles()
    with file.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["period", "step", *columns])
        for day in DAYS:
            for step in range(len(HOURS)):
                values = [f"{column[day][step]:.4f}" for column in columns.values()]
                writer.writerow([day, step + 1, *values])


if __name__ == "__main__":
    write(*map(Path, sys.argv[1:2]))
