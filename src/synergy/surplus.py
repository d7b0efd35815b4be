"""Names and prices that formulation and audit must agree on."""

from __future__ import annotations

from synergy.scenario import Scenario

SURPLUS = "surplus"
"""First word of the name under which a hub's surplus stands in tables."""


def surplus_name(site: str, carrier: str) -> str:
    """Return the name under which a hub's surplus stands in tables."""
    return f"{SURPLUS} {carrier} at {site}"


def negative_prices(scenario: Scenario) -> frozenset[str]:
    """Return the carriers bought or sold at a negative price in some step, or pushed in by a policy."""
    assets = scenario.cluster.assets.values()
    traded = frozenset(a.reference_carrier for a in assets if a.pays_below_zero(scenario.values_of))
    return traded.union(*(policy.pushes(scenario.cluster) for policy in scenario.policies))
