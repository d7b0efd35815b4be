"""What the cases share when they are stated in synergy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

import synergy
from peers.neutral import HOURS, Answer, Technology
from synergy.pathway.pathway import Pathway
from synergy.scenario import Scenario


def scenario(
    assets: Mapping[str, Mapping[str, Any]],
    *,
    carriers: Iterable[str] | Mapping[str, Mapping[str, Any]],
    rate: float,
    hours: tuple[float, ...],
    sites: Iterable[str] = ("works",),
    year: int = 2030,
    periods: int = 1,
    **parts: Any,
) -> Scenario:
    """Return a scenario of one period, repeated until the year is full, or of a year cut into a chain.

    Assets stand at the works unless they say otherwise, and belong to the owner, if one is described; arrays
    in their fields become profiles.
    """
    profiles: dict[str, Any] = {}

    def stated(asset: str, field: str, value: Any) -> Any:
        if not isinstance(value, np.ndarray):
            return value
        name = f"{asset}-{field}".replace("_", "-")
        profiles[name] = value.reshape(periods, -1)
        return {"profile": name}

    owner = next(iter(parts.get("owners", {})), None)
    data = {
        "discount_rate": rate,
        "carriers": dict(carriers) if isinstance(carriers, Mapping) else {name: {} for name in carriers},
        "sites": {site: {"owner": owner} if owner else {} for site in sites},
        "assets": {
            name: {
                **({} if "corridor" in fields else {"site": "works"}),
                **{field: stated(name, field, value) for field, value in fields.items()},
            }
            for name, fields in assets.items()
        },
        "time": {
            "year": year,
            "steps": len(hours) // periods,
            "hours": list(hours[: len(hours) // periods]),
            "weights": {f"p{number:03d}": HOURS / sum(hours) for number in range(periods)},
            "chained": periods > 1,
        },
        **parts,
    }
    return Scenario.from_data(data, profiles)


def costs(technology: Technology) -> dict[str, float]:
    """Return the fields that say what something costs."""
    return {
        "capex_specific": technology.capex,
        "opex_fixed": technology.fixed,
        "lifetime": technology.lifetime,
        "opex_variable": technology.variable,
    }


def answer(case: Scenario, **sizes: str) -> Answer:
    """Return the optimum; sizes are named results, ``"<asset> <quantity>"``."""
    plan = synergy.solve(case, gap=0.0, in_process=True, prices=False)
    found = {}
    for name, wanted in sizes.items():
        asset, quantity = wanted.split()
        found[name] = float(plan.results[asset][quantity].reshape(-1)[0])
    return Answer(plan.cost, found)


def pathway_answer(case: Pathway, *assets: str, quantity: str = "capacity") -> Answer:
    """Return the optimum and what is in service of some assets in each year."""
    plan = synergy.solve(case, gap=0.0, in_process=True, prices=False)
    sizes = {
        f"{asset} {year}": float(part.results[asset][quantity].reshape(-1)[0])
        for year, part in plan.plans.items()
        for asset in assets
    }
    return Answer(plan.net_present_cost, sizes)
