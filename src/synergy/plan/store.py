"""Saving a plan to one netCDF file, and loading it again.

Arrays of one shape lie stacked in one variable, with the names of the layers beside it: a file of hundreds of
small variables takes seconds to open.
"""

from __future__ import annotations

import io
import json
import os
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd
import xarray as xr

from synergy.cluster.vintage import Vintage
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
    write_groups(path, {"/": plan_data(plan)})


def plan_data(plan: Plan) -> xr.Dataset:
    """Return everything about a plan as one dataset."""
    data = xr.Dataset(
        attrs={"format": FORMAT, "format_version": FORMAT_VERSION, "title": plan.scenario.name or "plan"}
    )
    data["scenario"] = json_array(plan.scenario.to_data())
    profiles = plan.scenario.profiles
    data["profiles/names"] = json_array(list(profiles))
    shape = (len(profiles), *plan.scenario.time.shape)
    data["profiles/values"] = (
        ("profile", "period", "step"),
        np.array(list(profiles.values()), dtype=np.float64).reshape(shape),
    )
    for name in WIDE_TABLES:
        table: pd.DataFrame = getattr(plan, name)
        keys = [list(key) if isinstance(key, tuple) else [key] for key in table.columns]
        data[f"{name}/columns"] = json_array(keys)
        data[f"{name}/values"] = (("time", f"{name}_column"), table.to_numpy(dtype=np.float64))
    for name in LONG_TABLES:
        data[f"table/{name}"] = json_array(getattr(plan, name).to_dict(orient="split", index=False))
    for number, (layers, stacked) in enumerate(_stacks(plan)):
        inner = range(1, stacked.ndim)
        axes = TIME if stacked.ndim == 1 + len(TIME) else [f"result_{number}_{n}" for n in inner]
        data[f"results/{number}/layers"] = json_array(layers)
        data[f"results/{number}/values"] = ((f"result_{number}", *axes), stacked)
    record = {
        "stages": [asdict(stage) for stage in plan.stages],
        "own_objective": plan.own_objective,
        "provenance": dict(plan.provenance),
        "audit": plan.report.to_data(),
        "history": [vintage.to_data() for vintage in plan.history],
    }
    data["record"] = json_array(record)
    data["log"] = text_array(plan.log)
    return data


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


def write_groups(path: Path, groups: Mapping[str, xr.Dataset]) -> None:
    """Write datasets as groups of one netCDF file, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".tmp-{os.getpid()}-{path.name}")
    try:
        for number, (group, data) in enumerate(groups.items()):
            flat = data.rename({name: str(name).replace("/", "|") for name in data.variables})
            compress = {
                str(key): {"compression": "gzip", "compression_opts": 4}
                for key, v in flat.variables.items()
                if v.size > 1000
            }
            mode: Literal["w", "a"] = "a" if number else "w"
            flat.to_netcdf(draft, mode=mode, group=group, engine="h5netcdf", encoding=compress)
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
    return plan_of(read_group(path, "/", FORMAT))


def format_of(path: Path) -> str:
    """Return what a file says that it is; what can not be read is taken for a plan."""
    try:
        with xr.open_dataset(path, engine="h5netcdf") as data:
            return str(data.attrs.get("format", FORMAT))
    except (OSError, ValueError):
        return FORMAT


def read_group(path: Path, group: str, form: str) -> xr.Dataset:
    """Read one group of a file.

    Parameters
    ----------
    path : Path
    group : str
    form : str
        What the file must say that it is.

    Raises
    ------
    ScenarioError
        If the file can not be read, or is something else.
    """
    try:
        flat = xr.load_dataset(io.BytesIO(path.read_bytes()), engine="h5netcdf", group=group)
    except (OSError, ValueError) as error:
        found, fix = f"can not be read as a plan ({error})", "give a file written by plan.save"
        raise ScenarioError([Fault("", found, fix=fix, file=str(path))]) from None
    if flat.attrs.get("format") != form or int(flat.attrs.get("format_version", 0)) != FORMAT_VERSION:
        raise ScenarioError(
            [Fault("", "is no plan of this version", fix="give a file written by plan.save", file=str(path))]
        )
    return flat


def plan_of(flat: xr.Dataset) -> Plan:
    """Return the plan that a dataset holds."""
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
        history=tuple(Vintage(**vintage) for vintage in record["history"]),
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


def json_array(content: Any) -> xr.DataArray:
    """Return plain data as a text of JSON."""
    return text_array(json.dumps(content, ensure_ascii=False, default=_plain))


def text_array(text: str) -> xr.DataArray:
    """Return a text as an array of no dimension."""
    return xr.DataArray(np.array(text, dtype=object))


def _plain(value: Any) -> Any:
    if isinstance(value, np.generic):
        return value.item()
    raise TypeError(f"{type(value).__name__} can not be saved")
