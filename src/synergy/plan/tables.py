"""From a solved model to a plan's tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from synergy.cluster.asset import Investment
from synergy.cluster.cluster import COMMON
from synergy.formulation.axes import count, spread
from synergy.formulation.ledger import MONEY_SCALE
from synergy.formulation.model import Model, RowSpans
from synergy.surplus import surplus_name
from synergy.time.series import FloatArray

Results = dict[str, dict[str, FloatArray]]


@dataclass(frozen=True)
class Tables:
    """All tables of a plan."""

    investments: pd.DataFrame
    flows: pd.DataFrame
    levels: pd.DataFrame
    surplus: pd.DataFrame
    prices: pd.DataFrame
    costs: pd.DataFrame
    emissions_table: pd.DataFrame
    results: Results
    result_units: dict[str, dict[str, str]]


def make_tables(
    model: Model, values: FloatArray, row_duals: FloatArray | None, spans: RowSpans | None = None
) -> Tables:
    """Return the tables of a solved model.

    Parameters
    ----------
    model : Model
    values : array, shape (columns,)
        Value of each column.
    row_duals : array, shape (rows,), optional
        Change of cost, in thousands of money, per unit of each row; None where there are no prices.
    spans : mapping, optional
        Where each constraint's rows stand, if the model is part of a larger one (see `Model.row_spans`).
    """
    own = values[: model.frame.layout.columns]
    results = {
        name: {key: named.expression.value(own) for key, named in block.results.items()}
        for name, block in model.blocks.items()
        if block.results
    }
    units = {
        name: {key: named.unit for key, named in block.results.items()}
        for name, block in model.blocks.items()
        if block.results
    }
    index = time_index(model)
    return Tables(
        investments=_investments(model, own, results, units),
        flows=_flows(model, own, index),
        levels=_levels(results, index),
        surplus=_surplus(model, results, index),
        prices=_prices(model, row_duals, index, spans or model.row_spans()),
        costs=_costs(model, own),
        emissions_table=_emissions(model, own),
        results=results,
        result_units=units,
    )


def time_index(model: Model) -> pd.MultiIndex:
    """Return the rows of all tables over time: (year, period, step)."""
    axes = model.frame.time
    return pd.MultiIndex.from_product([axis.labels for axis in axes], names=[axis.name for axis in axes])


def _columns(names: list[str], keys: list[tuple[str, ...]]) -> pd.MultiIndex:
    return (
        pd.MultiIndex.from_tuples(keys, names=names)
        if keys
        else pd.MultiIndex.from_arrays([[] for _ in names], names=names)
    )


def _flows(model: Model, values: FloatArray, index: pd.MultiIndex) -> pd.DataFrame:
    axes = model.frame.time
    sums: dict[tuple[str, ...], FloatArray] = {}
    for entry in model.ledger.injections:
        key = (entry.asset, entry.site, entry.carrier)
        flow = np.broadcast_to(
            spread(entry.flow.value(values), entry.flow.axes, axes), tuple(len(a) for a in axes)
        )
        sums[key] = sums[key] + flow if key in sums else flow
    data = (
        np.column_stack([flow.reshape(-1) for flow in sums.values()]) if sums else np.empty((count(axes), 0))
    )
    return pd.DataFrame(data, index=index, columns=_columns(["asset", "site", "carrier"], list(sums)))


def _levels(results: Mapping[str, Mapping[str, FloatArray]], index: pd.MultiIndex) -> pd.DataFrame:
    found = {name: values["level"].reshape(-1) for name, values in results.items() if "level" in values}
    return pd.DataFrame(found, index=index, columns=pd.Index(list(found), name="asset"))


def _surplus(
    model: Model, results: Mapping[str, Mapping[str, FloatArray]], index: pd.MultiIndex
) -> pd.DataFrame:
    found = {
        hub: results[surplus_name(*hub)]["surplus"].reshape(-1)
        for hub in model.scenario.cluster.hubs
        if surplus_name(*hub) in results
    }
    data = np.column_stack(list(found.values())) if found else np.empty((len(index), 0))
    return pd.DataFrame(data, index=index, columns=_columns(["site", "carrier"], list(found)))


def _prices(
    model: Model, row_duals: FloatArray | None, index: pd.MultiIndex, spans: RowSpans
) -> pd.DataFrame:
    names = ["site", "carrier"]
    if row_duals is None:
        return pd.DataFrame(np.empty((len(index), 0)), index=index, columns=_columns(names, []))
    hours = model.scenario.time.hours_in_year.reshape(-1)
    columns = []
    for site, carrier in model.scenario.cluster.hubs:
        name = model.frame.pyomo.hubs[site, carrier].balance.name
        if name not in spans:  # turned off by the user
            columns.append(np.full(len(hours), np.nan))
            continue
        first, constraint = spans[name]
        dual = row_duals[first : first + constraint.length]
        columns.append(dual / hours / MONEY_SCALE)
    data = np.column_stack(columns) if columns else np.empty((len(index), 0))
    return pd.DataFrame(data, index=index, columns=_columns(names, list(model.scenario.cluster.hubs)))


def _costs(model: Model, values: FloatArray) -> pd.DataFrame:
    rows = [
        (entry.asset, entry.owner, entry.category, year, cost / MONEY_SCALE)
        for entry in model.ledger.charges
        for year, cost in zip(model.frame.year.labels, np.atleast_1d(entry.amount.value(values)), strict=True)
    ]
    table = pd.DataFrame(rows, columns=["asset", "owner", "category", "year", "cost"])
    return table.groupby(["asset", "owner", "category", "year"], sort=False, as_index=False)["cost"].sum()


def _emissions(model: Model, values: FloatArray) -> pd.DataFrame:
    impacts = model.scenario.cluster.impacts
    rows = [
        (entry.asset, entry.owner, entry.site, entry.impact, year, amount, impacts[entry.impact].unit)
        for entry in model.ledger.impacts
        for year, amount in zip(
            model.frame.year.labels, np.atleast_1d(entry.amount.value(values)), strict=True
        )
    ]
    names = ["asset", "owner", "site", "impact", "year", "amount", "unit"]
    return pd.DataFrame(rows, columns=names)


def _investments(
    model: Model, values: FloatArray, results: Results, units: Mapping[str, Mapping[str, str]]
) -> pd.DataFrame:
    cluster = model.scenario.cluster
    capital: dict[str, float] = {}
    for entry in model.ledger.capital:
        spent = float(np.sum(entry.amount.value(values))) / MONEY_SCALE
        capital[entry.asset] = capital.get(entry.asset, 0.0) + spent
    rows = []
    for key, asset in cluster.assets.items():
        if not isinstance(asset, Investment):
            continue
        own = results.get(key, {})
        for quantity in ("capacity", "power"):
            if quantity not in own or (
                quantity == "power" and "power_size" not in own and "capacity" not in own
            ):
                continue
            in_service = float(own[quantity].reshape(-1)[0])
            prefix = "" if quantity == "capacity" else f"{quantity}_"
            new = sum(float(value.reshape(-1)[0]) for name, value in own.items() if _is_size(name, prefix))
            chosen = [value for name, value in own.items() if name.startswith(f"{prefix}built")]
            built = any(float(value.reshape(-1)[0]) > 0.5 for value in chosen) if chosen else new > 1e-6
            rows.append(
                {
                    "asset": key,
                    "kind": asset.kind,
                    "place": asset.location,
                    "owner": cluster.owner_of(asset) or COMMON,
                    "quantity": quantity,
                    "existing": in_service - new,
                    "built": built,
                    "size": new,
                    "capacity": in_service,
                    "unit": units[key][quantity],
                    "capital": capital.get(key, 0.0) if quantity == "capacity" else 0.0,
                }
            )
    names = [
        "asset",
        "kind",
        "place",
        "owner",
        "quantity",
        "existing",
        "built",
        "size",
        "capacity",
        "unit",
        "capital",
    ]
    return pd.DataFrame(rows, columns=names)


def _is_size(name: str, prefix: str) -> bool:
    head, _, tail = name.removeprefix(prefix).partition("_")
    return name.startswith(prefix) and head == "size" and (not tail or tail.isdigit())
