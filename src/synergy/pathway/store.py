"""Saving the plan of a pathway to one netCDF file, a group for each year, and loading it again."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import xarray as xr

from synergy.pathway.pathway import Pathway
from synergy.pathway.plan import PathwayPlan
from synergy.plan.findings import AuditReport
from synergy.plan.plan import StageRecord
from synergy.plan.store import (
    FORMAT,
    FORMAT_VERSION,
    json_array,
    plan_data,
    plan_of,
    read_group,
    text_array,
    write_groups,
)

PATHWAY_FORMAT = "synergy-pathway-plan"


def save_pathway(plan: PathwayPlan, path: Path) -> None:
    """Write the plan of a pathway to a netCDF file, whole or not at all."""
    pathway = plan.pathway
    data = xr.Dataset(
        attrs={
            "format": PATHWAY_FORMAT,
            "format_version": FORMAT_VERSION,
            "title": pathway.base.name or "plan of a pathway",
        }
    )
    record = {
        "pathway": pathway.to_data(),
        "years": list(plan.plans),
        "seen": plan.seen,
        "stages": [asdict(stage) for stage in plan.stages],
        "provenance": dict(plan.provenance),
        "audit": plan.report.to_data(),
    }
    data["record"] = json_array(record)
    data["log"] = text_array(plan.log)
    for name, values in pathway.base.profiles.items():
        data[f"profile/{name}"] = (("period", "step"), values)
    years = {f"year_{year}": plan_data(part) for year, part in plan.plans.items()}
    write_groups(path, {"/": data, **years})


def load_pathway(path: Path) -> PathwayPlan:
    """Read the plan of a pathway that `save_pathway` wrote.

    Raises
    ------
    ScenarioError
        If the file is none.
    """
    flat = read_group(path, "/", PATHWAY_FORMAT)
    record: dict[str, Any] = json.loads(str(flat["record"].item()))
    profiles = {
        str(name).removeprefix("profile|"): flat[name].to_numpy()
        for name in flat.variables
        if str(name).startswith("profile|")
    }
    return PathwayPlan(
        pathway=Pathway.from_data(record["pathway"], profiles),
        plans={year: plan_of(read_group(path, f"year_{year}", FORMAT)) for year in record["years"]},
        stages=tuple(StageRecord(**stage) for stage in record["stages"]),
        seen=record["seen"],
        provenance=record["provenance"],
        log=str(flat["log"].item()),
        report=AuditReport.from_data(record["audit"]),
    )
