"""Power bought, or made by something that costs money once: every answer of a study can be worked out.

10 MW of power are needed all year. Grid power costs 50 EUR/MWh and emits 1 t/MWh; panels cost 80 EUR/h for a
MW and emit nothing. With a carbon price p, in EUR per average hour:

    x MW of panels:  C(x, p) = 80 x + (50 + p) (10 - x),   E(x) = 10 - x

so that panels pay from p = 30 on.
"""

from __future__ import annotations

from typing import Any

from factories import HOURS, demand, make_scenario, market
from synergy.scenario import Scenario

PRICE = "policies.carbon.prices.scope2"
COST = "assets.panels.capex_specific"
NOW = {"executor": 0}


def studied(price: float = 0.0, panels: dict[str, Any] | None = None, **parts: Any) -> Scenario:
    """Return the scenario with a carbon price; further fields of the panels, and other assets, may be given."""
    assets = {
        "load": demand(10.0),
        "grid": market(50.0, impacts={"scope2": 1.0}, **parts.pop("grid", {})),
        "panels": {
            "kind": "generator",
            "carrier": "power",
            "capacity_max": 10.0,
            "capex_specific": 80.0 * HOURS,
            **(panels or {}),
        },
        **parts.pop("more", {}),
    }
    policies = {"carbon": {"kind": "carbon_price", "prices": {"scope2": price}}, **parts.pop("policies", {})}
    return make_scenario(assets, policies=policies, **parts)


def hourly(value: float) -> float:
    """Return money or t of a year as that of an average hour."""
    return float(value) / HOURS
