"""Scenarios of a full year with a sun, a wind, a load and a price drawn at random."""

from __future__ import annotations

from typing import Any

import numpy as np

from factories import HOURS, demand, make_scenario, market
from synergy.scenario import Scenario
from synergy.time.axis import TimeAxis
from synergy.time.series import FloatArray


def year_profiles(days: int = 365, steps: int = 4, seed: int = 1) -> dict[str, FloatArray]:
    """Return profiles of shape (days, steps)."""
    random = np.random.default_rng(seed)
    season = np.cos(2 * np.pi * np.arange(days) / days)[:, None]
    hour = 2 * np.pi * (np.arange(steps) + 0.5)[None, :] / steps
    noise = random.standard_normal((days, steps))
    bright = random.uniform(0.2, 1.0, (days, 1))
    return {
        "sun": np.clip(-np.cos(hour) * (0.6 - 0.3 * season) * bright, 0.0, 1.0),
        "wind": np.clip(0.4 + 0.2 * season + 0.2 * random.standard_normal((days, 1)), 0.0, 1.0)
        * np.ones(steps),
        "load": 1.0 + 0.2 * season - 0.1 * np.cos(hour) + 0.02 * noise,
        "price": 60.0 + 20.0 * season - 15.0 * np.cos(hour) + 40.0 * noise,
        "unused": random.random((days, steps)),
    }


def year_scenario(
    time: TimeAxis | None = None, profiles: dict[str, FloatArray] | None = None, **assets: Any
) -> Scenario:
    """Return a load met by sun, wind, a plant and a market, with a store; assets may be replaced."""
    axis = time or TimeAxis.chain(365, 4, hours=6.0)
    given = profiles or year_profiles()
    parts: dict[str, Any] = {
        "load": demand({"profile": "load", "scale": 10.0}),
        "grid": market({"profile": "price"}, buy_max=4.0),
        "sun": generator("sun", 5.0),
        "wind": generator("wind", 12.0),
        "plant": {**generator(None, 6.0), "opex_variable": 90.0},
        "store": {
            "kind": "storage",
            "carrier": "power",
            "capacity_max": 200.0,
            "c_rate": 0.25,
            "capex_specific": 0.3 * HOURS,
        },
        **assets,
    }
    arrays = {name: values.reshape(axis.shape).tolist() for name, values in given.items()}
    return make_scenario(parts, time=axis.to_data(), profiles=arrays)


def generator(profile: str | None, cost: float) -> dict[str, Any]:
    """Return a generator that may be built at a cost per MW and hour."""
    varies = {} if profile is None else {"availability": {"profile": profile}}
    size = {"capacity_max": 60.0, "capex_specific": cost * HOURS}
    return {"kind": "generator", "carrier": "power", **size, **varies}
