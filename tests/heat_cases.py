"""Random streams, and the scenario of one site that has them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from factories import make_scenario, market
from synergy.heat import Stream
from synergy.scenario import Scenario

AROUND: dict[str, Any] = {
    "steam": {"temperature": 400.0},
    "water": {"temperature": 5.0, "return_temperature": 0.0, "surplus": "free"},
}
"""A carrier that is hotter than every stream, and one that is colder."""


def random_streams(draw: np.random.Generator, most: int = 5) -> list[Stream]:
    """Return up to so many streams of either side, some of which condense or boil."""
    streams = []
    for number in range(int(draw.integers(1, most + 1))):
        low, height = float(draw.integers(3, 25)) * 10.0, float(draw.integers(0, 12)) * 10.0
        hot = bool(draw.integers(2))
        first, last = (low + height, low) if hot else (low, low + height)
        streams.append(
            Stream(
                name=f"stream {number}",
                supply_temperature=first,
                target_temperature=last,
                load=float(draw.integers(1, 40)) / 4.0,
                side="hot" if hot else "cold",
                approach=None if draw.integers(3) else float(draw.integers(0, 12)),
            )
        )
    return streams


def site_of(
    streams: Iterable[Stream], minimum_approach: float = 10.0, price: float = 10.0, **fields: Any
) -> Scenario:
    """Return a site of these streams, with steam at a price and cooling water for nothing."""
    plant = {
        "kind": "heat_recovery",
        "streams": [one.to_data() for one in streams],
        "takes": ["steam"],
        "gives": ["water"],
        "minimum_approach": minimum_approach,
        **fields,
    }
    return make_scenario({"plant": plant, "boiler": market(price, carrier="steam")}, carriers=AROUND)
