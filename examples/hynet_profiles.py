"""Make the profiles of the HyNet example: twelve representative days, from formulas alone.

Nothing here is measured. The formulas give curves of plausible shape for North West England around 2030, the
same on every machine because no random number is drawn. The packaged file was written by

    python examples/hynet_profiles.py src/synergy/data/examples/hynet/profiles.csv

What the columns hold
---------------------
wind
    Output of onshore wind over capacity: a level for the kind of day, a swell over the day, gusts.
solar
    Output of PV over capacity: a half sine between sunrise and sunset, clearer on calm days.
power_wholesale
    Day-ahead price, EUR/MWh: rises with demand less wind and sun; shifted until its yearly mean is 75 EUR/MWh
    (own assumption).
power_delivered
    The same plus 25 EUR/MWh for networks, losses and levies of a large industrial user (own assumption).
steam_load
    Steam demand of works over its yearly mean: higher in winter and by day.
ccgt_load
    Output of a mid-merit power station over its yearly mean: runs when power is dear.
"""

from __future__ import annotations

import csv
import sys
from math import cos, pi, sin
from pathlib import Path

SEASONS = {"winter": 0.0, "spring": 0.25, "summer": 0.5, "autumn": 0.75}
"""Middle of each season as a share of the year after mid-January."""
DAYS = {
    "winter-windy": 24,
    "winter-mixed": 42,
    "winter-calm": 24,
    "spring-windy": 22,
    "spring-mixed": 48,
    "spring-calm": 22,
    "summer-windy": 18,
    "summer-mixed": 50,
    "summer-calm": 24,
    "autumn-windy": 23,
    "autumn-mixed": 45,
    "autumn-calm": 23,
}
"""How many days of the year are like each representative day; together 365."""
WIND_LEVEL = {"windy": 0.62, "mixed": 0.32, "calm": 0.08}
CLEARNESS = {"windy": 0.55, "mixed": 0.65, "calm": 0.9}
MEAN_WHOLESALE_PRICE = 75.0
DELIVERY = 25.0
LOWEST_PRICE = 4.0
FILE = Path("hynet_profiles.csv")


def winterness(season: str) -> float:
    """Return 1 in mid-winter and -1 in mid-summer."""
    return cos(2 * pi * SEASONS[season])


def wind(season: str, weather: str, hour: int) -> float:
    """Return output over capacity."""
    level = WIND_LEVEL[weather] * (1 + 0.15 * winterness(season))
    swell = 1 + 0.18 * sin(2 * pi * (hour - 5) / 24 + 2 * SEASONS[season])
    gusts = 1 + 0.08 * sin(2.7 * hour + 40 * SEASONS[season])
    return min(0.95, level * swell * gusts)


def solar(season: str, weather: str, hour: int) -> float:
    """Return output over capacity: half a sine between sunrise and sunset."""
    day_length = 12.2 - 4.6 * winterness(season)
    sunrise = 12.5 - day_length / 2
    phase = (hour + 0.5 - sunrise) / day_length
    if not 0 < phase < 1:
        return 0.0
    peak = 0.46 - 0.27 * winterness(season)
    return peak * CLEARNESS[weather] * sin(pi * phase)


def national_demand(season: str, hour: int) -> float:
    """Return demand for power over its yearly mean, with a morning and an evening peak."""
    morning, evening = sin(pi * (hour - 5) / 12), sin(pi * (hour - 14) / 8)
    shape = 0.86 + 0.2 * max(0.0, morning) + 0.2 * (max(0.0, evening) if 14 <= hour <= 22 else 0.0)
    return shape * (1 + 0.12 * winterness(season))


def steam_shape(season: str, hour: int) -> float:
    """Return steam demand before it is scaled to a mean of one."""
    return 1 + 0.12 * winterness(season) + 0.06 * sin(2 * pi * (hour - 8) / 24)


def scaled_to_mean(values: dict[str, list[float]], mean: float) -> dict[str, list[float]]:
    """Return the values times the factor that gives the wanted yearly mean."""
    factor = mean / yearly_mean(values)
    return {day: [value * factor for value in hours] for day, hours in values.items()}


def yearly_mean(values: dict[str, list[float]]) -> float:
    """Return the mean over the year, each day as often as it occurs."""
    return sum(count * sum(values[day]) for day, count in DAYS.items()) / (24 * sum(DAYS.values()))


def wholesale_price(residual: dict[str, list[float]]) -> dict[str, list[float]]:
    """Return a price that rises with residual demand, shifted until its mean is the wanted one."""
    low, high = -500.0, 500.0
    prices: dict[str, list[float]] = {}
    for _ in range(80):
        shift = (low + high) / 2
        prices = {
            day: [
                max(LOWEST_PRICE, shift + 165 * value + 60 * max(0.0, value - 0.85) ** 2) for value in hours
            ]
            for day, hours in residual.items()
        }
        low, high = (shift, high) if yearly_mean(prices) < MEAN_WHOLESALE_PRICE else (low, shift)
    return prices


def profiles() -> dict[str, dict[str, list[float]]]:
    """Return column -> day -> 24 values."""

    def each(function: object) -> dict[str, list[float]]:
        return {day: [function(*day.split("-"), hour) for hour in range(24)] for day in DAYS}  # type: ignore[operator]

    winds, suns = each(wind), each(solar)
    demand = each(lambda season, weather, hour: national_demand(season, hour))
    residual = {
        day: [d - 0.62 * w - 0.38 * s for d, w, s in zip(demand[day], winds[day], suns[day], strict=True)]
        for day in DAYS
    }
    price = wholesale_price(residual)
    running = {
        day: [min(1.0, max(0.0, (value - 52) / 75)) for value in hours] for day, hours in price.items()
    }
    return {
        "power_wholesale": price,
        "power_delivered": {day: [value + DELIVERY for value in hours] for day, hours in price.items()},
        "wind": winds,
        "solar": suns,
        "steam_load": scaled_to_mean(each(lambda season, weather, hour: steam_shape(season, hour)), 1.0),
        "ccgt_load": scaled_to_mean(running, 1.0),
    }


def write(file: Path) -> None:
    """Write the profiles as CSV."""
    columns = profiles()
    with file.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["period", "step", *columns])
        for day in DAYS:
            for hour in range(24):
                writer.writerow([day, hour + 1, *(f"{values[day][hour]:.5f}" for values in columns.values())])


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else FILE)
