"""A full year for the HyNet pathway: HyNet's twelve days drawn out to 365, and its pathway on them.

No measured data: every day has the weather of one of HyNet's kinds of day, drawn with a fixed seed so that
weather lasts, and lies between two seasons; prices and the load that follows them vary from day to day.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

import synergy
from synergy.pathway.pathway import Pathway
from synergy.scenario import Scenario
from synergy.time.axis import TimeAxis
from synergy.time.series import FloatArray

EXAMPLE = "hynet-pathway"
DAYS = 365
STEPS = 8
SEASONS = ("winter", "spring", "summer", "autumn")
WEATHERS = ("windy", "mixed", "calm")
SHARES = (87 / 365, 185 / 365, 93 / 365)
LASTING = 0.5
"""Probability that a day has the weather of the day before, beyond chance."""
VARIATION = 0.06
"""Standard deviation of a day's prices around its kind's."""
SEED = 2030


def full_year() -> Pathway:
    """Return the example's pathway on a year of 365 chained days of eight steps of three hours."""
    small = synergy.examples.load(EXAMPLE)
    if not isinstance(small, Pathway):
        raise TypeError(f"{EXAMPLE} is no pathway")
    axis = TimeAxis.chain(DAYS, STEPS, hours=24 / STEPS, year=small.base.time.year)
    return Pathway(replace(small.base, time=axis, profiles=profiles()), small.terms)


def profiles() -> dict[str, FloatArray]:
    """Return each profile of the year, shape (days, steps)."""
    days = synergy.examples.load("hynet")
    if not isinstance(days, Scenario):
        raise TypeError("hynet is a pathway")
    labels, draw = days.time.periods, np.random.default_rng(SEED)
    weather, level = _weather(draw), 1.0 + VARIATION * draw.standard_normal(DAYS)
    season = np.arange(DAYS) / DAYS * len(SEASONS)
    before, share = season.astype(int) % len(SEASONS), season % 1.0
    found = {}
    for name in ("power_wholesale", "power_delivered", "steam_load", "ccgt_load"):
        steps = days.profiles[name].reshape(len(labels), STEPS, -1).mean(axis=2)
        table = np.array([[steps[labels.index(f"{s}-{w}")] for w in WEATHERS] for s in SEASONS])
        after = table[(before + 1) % len(SEASONS), weather]
        values = (1 - share[:, None]) * table[before, weather] + share[:, None] * after
        found[name] = values if name == "steam_load" else values * level[:, None]
    found["steam_load"] /= found["steam_load"].mean()
    found["ccgt_load"] = np.minimum(found["ccgt_load"] / found["ccgt_load"].mean(), 1 / 0.32)
    found["low_carbon_load"] = np.minimum(found["ccgt_load"] * 0.9007, 1.0)
    return found


def _weather(draw: np.random.Generator) -> np.ndarray:
    """Return the kind of weather of each day, as a position in `WEATHERS`."""
    fresh = draw.choice(len(WEATHERS), DAYS, p=SHARES)
    stays = draw.random(DAYS) < LASTING
    stays[0] = False
    return fresh[np.maximum.accumulate(np.where(stays, 0, np.arange(DAYS)))]
