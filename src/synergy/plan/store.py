"""Saving a plan to one netCDF file, and loading it again.

Arrays of one shape lie stacked in one variable, with the names of the layers beside it: a file of hundreds of
small variables takes seconds to open.
"""

from __future__ import annotations

import io
import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from synergy.errors import Fault, ScenarioError
from synergy.plan.findings import AuditReport
from synergy.plan.plan import Plan, StageRecord
from synergy.scenario import Scenario
from synergy.time.series import FloatArray

FORMAT = "synergy-plan"
FORMAT_VERSION = 1
LONG_TABLES = ("investments", "costs", "emissions_table")
WIDE_TABLES = ("flows", "levels", "surplus", "prices")
TIME = ("year", "period", "step")
Layer = tuple[int, str, str, str]
"""Number in the order of all results, owner, name, unit."""


def save_plan(plan: Plan, path: Path) -> None:
    """Write a plan to a netCDF file, whole or not at all."""
    data = xr.Dataset(
        attrs={"format": FORMAT, "format_version": FORMAT_VERSION, "title": plan.scenario.name or "plan"}
    )
    data["scenario"] = _text(plan.scenario.to_data())
    profiles = plan.scenario.profiles
    data["profiles/names"] = _text(list(profiles))
    shape = (len(profiles), *plan.scenario.time.shape)
    data["profiles/values"] = (
        ("profile", "period", "step"),
        np.array(list(profiles.values()), dtype=np.float64).reshape(shape),
    )
    for name in WIDE_TABLES:
        table: pd.DataFrame = getattr(plan, name)
        keys = [list(key) if isinstance(key, tuple) else [key] for key in table.columns]
        data[f"{name}/columns"] = _text(keys)
        data[f"{name}/values"] = (("time", f"{name}_column"), table.to_numpy(dtype=np.float64))
    for name in LONG_TABLES:
        data[f"table/{name}"] = _text(getattr(plan, name).to_dict(orient="split", index=False))
    for number, (layers, stacked) in enumerate(_stacks(plan)):
        inner = range(1, stacked.ndim)
        axes = TIME if stacked.ndim == 1 + len(TIME) else [f"result_{number}_{n}" for n in inner]
        data[f"results/{number}/layers"] = _text(layers)
        data[f"results/{number}/values"] = ((f"result_{number}", *axes), stacked)
    record = {
        "stages": [asdict(stage) for stage in plan.stages],
        "own_objective": plan.own_objective,
        "provenance": dict(plan.provenance),
        "audit": plan.report.to_data(),
    }
    data["record"] = _text(record)
    data["log"] = _string(plan.log)
    _write(data, path)


def _stacks(plan: Plan) -> list[tuple[list[Layer], FloatArray]]:
    """Return the results of one shape at a time: what each layer is, and the layers."""
    stacks: dict[tuple[int, ...], list[tuple[Layer, FloatArray]]] = {}
    everything = [(owner, key) for owner, results in plan.results.items() for key in results]
    for number, (owner, key) in enumerate(everything):
        values = plan.results[owner][key]
        layer = (number, owner, key, plan.result_units[owner][key])
        stacks.setdefault(values.shape, []).append((layer, values))
    return [
        ([layer for layer, _ in stack], np.stack([values for _, values in stack]))
        for stack in stacks.values()
    ]


def _write(data: xr.Dataset, path: Path) -> None:
    flat = data.rename({name: str(name).replace("/", "|") for name in data.variables})
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".tmp-{os.getpid()}-{path.name}")
    try:
        compress = {
            str(key): {"compression": "gzip", "compression_opts": 4}
            for key, v in flat.variables.items()
            if v.size > 1000
        }
        flat.to_netcdf(draft, engine="h5netcdf", encoding=compress)
        with draft.open("rb+") as written:
            os.fsync(written.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def load_plan(path: Path) -> Plan:
    """Read a plan that `save_plan` wrote.

    Raises
    ------
    ScenarioError
        If the file is no plan.
    """
    try:
        flat = xr.load_dataset(io.BytesIO(path.read_bytes()), engine="h5netcdf")
    except (OSError, ValueError) as error:
        raise ScenarioError(
            [
                Fault(
                    "",
                    f"can not be read as a plan ({error})",
                    fix="give a file written by plan.save",
                    file=str(path),
                )
            ]
        ) from None
    if flat.attrs.get("format") != FORMAT or int(flat.attrs.get("format_version", 0)) != FORMAT_VERSION:
        raise ScenarioError(
            [Fault("", "is no plan of this version", fix="give a file written by plan.save", file=str(path))]
        )
    arrays = {str(name).replace("|", "/"): flat[name] for name in flat.variables}

    def parsed(name: str) -> Any:
        return json.loads(str(arrays[name].item()))

    profiles = dict(zip(parsed("profiles/names"), arrays["profiles/values"].to_numpy(), strict=True))
    scenario = Scenario.from_data(parsed("scenario"), profiles)
    record = parsed("record")
    layers: list[tuple[Layer, FloatArray]] = []
    for name, array in arrays.items():
        if name.startswith("results/") and name.endswith("/values"):
            layers += zip(parsed(f"{name.removesuffix('values')}layers"), array.to_numpy(), strict=True)
    results: dict[str, dict[str, FloatArray]] = {}
    units: dict[str, dict[str, str]] = {}
    for (_, owner, key, unit), values in sorted(layers, key=lambda one: one[0][0]):
        results.setdefault(owner, {})[key] = values
        units.setdefault(owner, {})[key] = unit
    wide = {
        name: _wide(scenario, parsed(f"{name}/columns"), arrays[f"{name}/values"].to_numpy(), name)
        for name in WIDE_TABLES
    }
    long = {name: pd.DataFrame(**parsed(f"table/{name}")) for name in LONG_TABLES}
    return Plan(
        scenario=scenario,
        results=results,
        result_units=units,
        stages=tuple(StageRecord(**stage) for stage in record["stages"]),
        own_objective=record["own_objective"],
        provenance=record["provenance"],
        log=str(arrays["log"].item()),
        report=AuditReport.from_data(record["audit"]),
        **wide,
        **long,
    )


def _wide(scenario: Scenario, keys: list[list[str]], values: Any, name: str) -> pd.DataFrame:
    time = scenario.time
    index = pd.MultiIndex.from_product([(time.year,), time.periods, range(1, time.steps + 1)], names=TIME)
    levels = {"flows": ["asset", "site", "carrier"], "levels": ["asset"]}.get(name, ["site", "carrier"])
    if len(levels) == 1:
        columns: pd.Index[Any] = pd.Index([key[0] for key in keys], name=levels[0])
    elif keys:
        columns = pd.MultiIndex.from_tuples([tuple(key) for key in keys], names=levels)
    else:
        columns = pd.MultiIndex.from_arrays([[] for _ in levels], names=levels)
    return pd.DataFrame(np.asarray(values).reshape(len(index), len(keys)), index=index, columns=columns)


def _text(content: Any) -> xr.DataArray:
    return _string(json.dumps(content, ensure_ascii=False, default=_plain))


def _string(text: str) -> xr.DataArray:
    return xr.DataArray(np.array(text, dtype=object))


def _plain(value: Any) -> Any:
    if isinstance(value, np.generic):
        return value.item()
    raise TypeError(f"{type(value).__name__} can not be saved")
