"""Small cases for studies: a boiler or a market that meets a demand of heat."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from factories import HOURS, make_scenario
from synergy.study.case import Case

DEMAND = 10.0
CASES = 200


def case(name: str, price: float = 30.0, more: Mapping[str, Any] | None = None, **parts: Any) -> Case:
    """Return a case in which 10 MW of heat are bought at a price, or come from a boiler.

    The boiler costs 25 EUR/h for each MW, and burns 1 MWh of gas at 4 EUR for 1 MWh of heat: 29 EUR/h for
    each MW. So heat is bought below a price of 29 EUR/MWh, and above it made.
    """
    assets = {
        "need": {"kind": "demand", "carrier": "heat", "demand": DEMAND},
        "purchase": {"kind": "market", "carrier": "heat", "buy_price": price},
        "gas": {"kind": "market", "carrier": "gas", "buy_price": 4.0},
        "boiler": {
            "kind": "converter",
            "inputs": {"gas": 1.0},
            "outputs": {"heat": 1.0},
            "reference": "heat",
            "capacity_max": 20.0,
            "capex_specific": 25.0 * HOURS,
        },
        **(more or {}),
    }
    return Case(name, make_scenario(assets, **parts), {"price": price})


def per_hour(price: float) -> float:
    """Return the least cost, in EUR per hour."""
    return DEMAND * min(price, 29.0)


def stored(folder: Path) -> dict[str, bytes]:
    """Return the results in a store, byte for byte; what differs from run to run is not part of them."""
    return {path.name: path.read_bytes() for path in folder.glob("*") if path.suffix in {".json", ".nc"}}


def sweep() -> list[Case]:
    """Return many cases, no two alike."""
    return [case(f"case-{number}", 20.0 + 0.1 * number) for number in range(CASES)]


def workers_of(driver: int) -> list[int]:
    """Return the worker processes that a process has started and that live."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            words = (place / "cmdline").read_bytes().split(b"\0")
            parent = int((place / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        if b"synergy.study.serve" in words and parent == driver:
            found.append(int(place.name))
    return found
