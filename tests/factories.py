"""Small scenarios stated in a few lines, and their plans.

By default nothing is discounted and everything lives a year, so an investment of ``HOURS`` is a cost of
1 EUR/h; optima are worked out by hand in EUR per average hour (`per_hour`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import synergy
from synergy.cluster.asset import ASSET_KINDS
from synergy.plan.plan import Plan
from synergy.scenario import Scenario

HOURS = 8760.0
"""Hours of a year: 1 EUR/h costs this much in a year."""

CARRIERS: Mapping[str, Any] = {
    "power": {},
    "heat": {},
    "waste-heat": {"surplus": "free"},
    "gas": {},
    "hydrogen": {},
    "co2": {"unit": "t", "surplus": "vented", "emission_factor": 1.0},
    "flue-gas": {"unit": "t", "surplus": "vented", "emission_factor": 1.0},
    "biogenic-flue-gas": {"unit": "t", "surplus": "vented", "emission_factor": 1.0, "impact": "biogenic"},
}


def make_scenario(
    assets: Mapping[str, Mapping[str, Any]],
    *,
    steps: int = 1,
    weights: Mapping[str, float] | None = None,
    profiles: Mapping[str, Any] | None = None,
    length: float = 1.0,
    **parts: Any,
) -> Scenario:
    """Return a scenario of sites ``here`` and ``there``, joined by the corridor ``line``.

    Assets stand ``here`` unless they say otherwise.

    Parameters
    ----------
    assets : mapping
        Fields by asset id; the site, or the corridor, may be left out, and the lifetime is a year.
    steps, weights : optional
        Steps of an hour in each period; one period that makes up the year if no weights are given.
    profiles : mapping, optional
        A list for a single period, or a list of lists.
    length : float
        Length of the corridor in km.
    **parts
        Further parts of a scenario file: ``policies``, ``objective``, ``owners``, ...; ``carriers`` come on
        top of the usual ones.
    """
    data = {
        "discount_rate": 0.0,
        "carriers": {**CARRIERS, **parts.pop("carriers", {})},
        "sites": parts.pop("sites", {"here": {}, "there": {}}),
        "corridors": {"line": {"from": "here", "to": "there", "length": length, **parts.pop("corridor", {})}},
        "assets": {name: _placed(fields) for name, fields in assets.items()},
        "time": {"steps": steps, "weights": dict(weights or {"year": HOURS / steps})},
        **parts,
    }
    arrays = {
        name: values if isinstance(values[0], list) else [values] for name, values in (profiles or {}).items()
    }
    return Scenario.from_data(data, arrays)


def _placed(fields: Mapping[str, Any]) -> dict[str, Any]:
    kind = ASSET_KINDS.kinds[fields["kind"]]
    life = {"lifetime": 1.0} if "lifetime" in kind.model_fields else {}
    return {kind.place: "here" if kind.place == "site" else "line", **life, **fields}


def solve(scenario: Scenario, **options: Any) -> Plan:
    """Return the audited plan, solved to the very optimum inside this process."""
    return synergy.solve(scenario, gap=0.0, in_process=True, prices=False, **options)


def per_hour(plan: Plan) -> float:
    """Return the plan's cost in EUR per average hour of the year."""
    return plan.cost / HOURS


def result(plan: Plan, asset: str, name: str) -> list[float]:
    """Return a named result as a flat list over periods and steps."""
    return [float(value) for value in plan.results[asset][name].reshape(-1)]


def capacity(plan: Plan, asset: str) -> float:
    """Return what is in service of an asset."""
    return result(plan, asset, "capacity")[0]


def emitted(plan: Plan, impact: str) -> float:
    """Return the amount of an impact in an average hour of the year."""
    table = plan.emissions_table
    return float(table.loc[table["impact"] == impact, "amount"].sum()) / HOURS


def market(buy: Any = None, **fields: Any) -> dict[str, Any]:
    """Return a market ``here``: power at a price, unless said otherwise."""
    return {"kind": "market", "carrier": "power", "buy_price": buy, **fields}


def demand(amount: Any, **fields: Any) -> dict[str, Any]:
    """Return a demand ``here``: power, unless said otherwise."""
    return {"kind": "demand", "carrier": "power", "demand": amount, **fields}
