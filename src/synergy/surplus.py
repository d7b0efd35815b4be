"""Names and prices that formulation and audit must agree on."""

from __future__ import annotations

from synergy.scenario import Scenario
from synergy.time.series import series_values

SURPLUS = "surplus"
"""First word of the name under which a hub's surplus stands in tables."""


def surplus_name(site: str, carrier: str) -> str:
    """Return the name under which a hub's surplus stands in tables."""
    return f"{SURPLUS} {carrier} at {site}"


def negative_prices(scenario: Scenario) -> frozenset[str]:
    """Return the carriers that are bought or sold at a negative price in some step."""
    found = set()
    for asset in scenario.cluster.assets.values():
        for name in ("buy_price", "sell_price"):
            price = getattr(asset, name, None)
            if price is not None and series_values(price, scenario.profiles, scenario.time.shape).min() < 0:
                found.add(asset.reference_carrier)
    return frozenset(found)
