"""A results folder: plan, tables, log, provenance and ``summary.json``, each written all or nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from synergy.io.atomic_write import write_text
from synergy.io.json_text import finite, json_text
from synergy.pathway.indicators import ALL_YEARS
from synergy.pathway.plan import PathwayPlan
from synergy.plan.plan import Plan

PLAN_FILE = "plan.nc"
SUMMARY_FILE = "summary.json"
INDICATORS_FILE = "indicators.csv"
TABLES = {"investments": "investments.csv", "costs": "costs.csv", "emissions_table": "emissions.csv"}


def summary_data(plan: Plan | PathwayPlan) -> dict[str, Any]:
    """Return the figures of a plan that everybody asks for first, as plain data.

    Parameters
    ----------
    plan : Plan or PathwayPlan
        An audited plan.

    Returns
    -------
    dict
        ``status``, ``objective``, ``bound``, ``gap``, ``cost`` (money a year), ``emissions`` (t CO2e a year),
        ``audit`` (``"pass"`` or ``"fail"``), and more. Of a pathway, cost is net present cost, emissions
        those of all years, ``costs_by_owner`` is in present money, and ``years`` holds the
        figures of each.
    """
    if isinstance(plan, PathwayPlan):
        return _pathway_data(plan)
    scenario = plan.scenario
    impacts = plan.emissions_by("impact")["amount"]
    data = {
        "status": plan.status,
        "objective": plan.objective,
        "bound": plan.bound,
        "gap": plan.gap,
        "cost": plan.cost,
        "emissions": plan.emissions,
        "audit": plan.report.verdict,
        "name": scenario.name,
        "minimised": str(scenario.objective),
        "currency": scenario.currency,
        "price_year": scenario.price_year,
        "investment": float(plan.investments["capital"].sum()),
        "impacts": {str(impact): float(amount) for impact, amount in impacts.items()},
        "costs_by_owner": {str(key): float(cost) for key, cost in plan.costs_by("owner")["cost"].items()},
        "built": {
            str(row.asset): {"size": float(row.size), "unit": row.unit} for row in plan.built.itertuples()
        },
        "indicators": _indicators(plan).to_dict(orient="index"),
        "audit_report": plan.report.to_data(),
        "seconds": sum(stage.seconds for stage in plan.stages),
        "versions": dict(plan.provenance.get("versions", {})),
    }
    found: dict[str, Any] = finite(data)
    return found


def _pathway_data(plan: PathwayPlan) -> dict[str, Any]:
    base = plan.pathway.base
    data = {
        "status": plan.status,
        "objective": plan.objective,
        "bound": plan.bound,
        "gap": plan.gap,
        "cost": plan.net_present_cost,
        "emissions": plan.emissions,
        "audit": plan.report.verdict,
        "name": base.name,
        "minimised": str(base.objective),
        "currency": base.currency,
        "price_year": base.price_year,
        "discount_rate": plan.pathway.discount_rate,
        "years_seen": plan.seen,
        "costs_by_owner": {str(key): float(cost) for key, cost in plan.costs_by("owner")["cost"].items()},
        "indicators": _indicators(plan).loc[ALL_YEARS].to_dict(orient="index"),
        "years": {
            str(year): {**row, **summary_data(plan[int(year)])}
            for year, row in plan.years.to_dict("index").items()
        },
        "audit_report": plan.report.to_data(),
        "seconds": sum(stage.seconds for stage in plan.stages),
        "versions": dict(plan.provenance.get("versions", {})),
    }
    found: dict[str, Any] = finite(data)
    return found


def _indicators(plan: Plan | PathwayPlan) -> pd.DataFrame:
    """Return the indicators, by cluster where there are several; of a pathway every year's, and of all."""
    cluster = (plan.pathway.base if isinstance(plan, PathwayPlan) else plan.scenario).cluster
    return plan.indicators("cluster" if len(cluster.cluster_names) > 1 else None)


def write_results(plan: Plan | PathwayPlan, folder: str | Path) -> None:
    """Write a plan and everything about it to a folder.

    Parameters
    ----------
    plan : Plan or PathwayPlan
        An audited plan.
    folder : str or Path
        The folder; made if it does not exist.
    """
    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    plan.save(place / PLAN_FILE)
    for table, file in TABLES.items():
        write_text(place / file, getattr(plan, table).to_csv(index=False, lineterminator="\n"))
    told = _indicators(plan)
    if isinstance(plan, PathwayPlan):  # the sums stand in the summary: a column of years holds years
        told = told.drop(ALL_YEARS, level="year")
    write_text(place / INDICATORS_FILE, told.to_csv(lineterminator="\n"))
    write_text(place / "solver.log", plan.log)
    write_text(place / "provenance.json", json_text(plan.provenance))
    write_text(place / "summary.txt", plan.summary() + "\n")
    write_text(place / SUMMARY_FILE, json_text(summary_data(plan)))
