"""The figures of a plan that studies put side by side."""

from __future__ import annotations

import math

from synergy.pathway.plan import PathwayPlan
from synergy.plan.plan import Plan


def figures_of(plan: Plan | PathwayPlan) -> dict[str, float]:
    """Return a plan's figures by plain names; what is unknown is left out.

    Parameters
    ----------
    plan : Plan or PathwayPlan

    Returns
    -------
    dict
        ``cost`` in money a year, ``emissions`` (net) in t CO2e a year and ``capital`` in money; of a pathway,
        net present cost and the sums over all years. ``objective``, ``objective_bound`` and ``gap`` of the
        first stage, in its own unit; where that is cost alone, ``bound``: no plan costs less.

    Examples
    --------
    >>> import synergy
    >>> found = figures_of(synergy.solve(synergy.examples.load("two-plants"), in_process=True))
    >>> found["bound"] <= found["cost"] + 1e-6 * found["cost"]
    True
    """
    pathway = isinstance(plan, PathwayPlan)
    scenario = plan.pathway.base if isinstance(plan, PathwayPlan) else plan.scenario
    parts = list(plan.plans.values()) if isinstance(plan, PathwayPlan) else [plan]
    found: dict[str, float | None] = {
        "cost": plan.net_present_cost if isinstance(plan, PathwayPlan) else plan.cost,
        "emissions": plan.emissions,
        "capital": float(plan.investments["capital"].sum()),
        "objective": plan.objective,
        "objective_bound": plan.bound,
        "gap": plan.gap,
    }
    if not any(part.own_objective for part in parts) and scenario.objective.stages[0] == (("cost", 1.0),):
        found["bound"] = plan.bound
    for table, column, by in (("costs", "cost", "owner"), ("emissions_table", "amount", "impact")):
        if not pathway:
            sums = getattr(plan, table).groupby(by, sort=False)[column].sum()
            found |= {f"{column} of {name}": float(value) for name, value in sums.items()}
    return {name: float(value) for name, value in found.items() if value is not None and math.isfinite(value)}
