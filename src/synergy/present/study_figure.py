"""The figure of each study."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from synergy.plan.amounts import figures, scale_for
from synergy.present.colours import DARK, PALETTE
from synergy.present.figure import new_figure, plain
from synergy.present.study_shapes import bars, heat_map, points

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from synergy.study.study import Study

BLUE, ORANGE, GREEN = PALETTE[:3]


def study_figure(study: Study) -> go.Figure:
    """Return the figure of a study.

    Parameters
    ----------
    study : Study
    """
    draw = DRAWINGS.get(study.kind)
    return _nothing(study) if draw is None or not len(study.table) else draw(study)


def _nothing(study: Study) -> go.Figure:
    return new_figure(study.name, " ".join(study.notes) or "Nothing to show.", height=240)


def _scaled(study: Study, column: str, values: pd.Series[float] | None = None) -> tuple[float, str]:
    """Return the factor and the unit in which a column is drawn."""
    shown = study.table[column] if values is None else values
    finite = shown[np.isfinite(shown.astype(float))]
    unit, slash, year = study.units.get(column, "").partition("/")
    co2 = unit.removesuffix(" CO2e")
    largest = float(finite.abs().max()) if len(finite) else 0.0
    factor, larger = scale_for(largest, co2, money=co2 not in ("t", "MWh"))
    return factor, f"{larger}{unit.removeprefix(co2)}{slash}{year}"


def _pareto(study: Study) -> go.Figure:
    table = study.table
    (cost_factor, cost_unit), (factor, unit) = _scaled(study, "cost"), _scaled(study, "emissions")
    per_tonne = study.units["abatement_cost"]
    told = [
        f"<b>{plain(str(row['point']))}</b><br>{figures(row['cost'] / cost_factor)} {plain(cost_unit)}, "
        f"{figures(row['emissions'] / factor)} {plain(unit)}"
        + ("" if np.isnan(row["abatement_cost"]) else f"<br>{row['abatement_cost']:,.0f} {plain(per_tonne)}")
        for row in table.to_dict("records")
    ]
    figure = new_figure(
        study.name,
        "; ".join(study.notes[:2]),
        height=480,
        xaxis={"title": {"text": plain(f"net emissions, {unit}")}},
        yaxis={"title": {"text": plain(f"cost, {cost_unit}")}},
        showlegend=False,
    )
    x, y = table["emissions"] / factor, table["cost"] / cost_factor
    points(figure, x, y, told, "front", BLUE, lines=True)
    knee = table["knee"].to_numpy(dtype=bool)
    if knee.any():
        figure.add_annotation(x=float(x[knee].iloc[0]), y=float(y[knee].iloc[0]), text="knee", ax=30, ay=30)
    return figure


def _sweep(study: Study) -> go.Figure:
    table = study.table
    varied = list(table.columns[1 : table.columns.get_loc("status")])
    factor, unit = _scaled(study, "cost")
    cost = table["cost"] / factor
    if len(varied) == 2 and not table.duplicated(varied).any():
        grid = table.assign(shown=cost).pivot_table(
            index=varied[0], columns=varied[1], values="shown", sort=False, dropna=False
        )
        return heat_map(study.name, f"cost, {unit}", grid, f"{varied[0]} (down), {varied[1]} (across)")
    if len(varied) == 1 and pd.api.types.is_numeric_dtype(table[varied[0]]):
        figure = new_figure(
            study.name,
            f"cost, {unit}",
            height=440,
            xaxis={"title": {"text": plain(varied[0])}},
            yaxis={"title": {"text": plain(unit)}},
            showlegend=False,
        )
        told = [f"{figures(value)} {plain(unit)}" for value in cost]
        points(figure, table[varied[0]], cost, told, "cost", BLUE, lines=True)
        return figure
    return bars(study.name, f"cost, {unit}", table["case"], {"cost": cost}, {"cost": BLUE})


def _tornado(study: Study) -> go.Figure:
    table = study.table
    base = float(study.results["cost"].iloc[0])
    factor, unit = _scaled(study, "cost", table["effect"])
    ends = {f"{end} value": (table[f"cost_{end}"] - base) / factor for end in ("low", "high")}
    names = [f"{row['input']}: {row['low']} to {row['high']}" for row in table.to_dict("records")]
    subtitle = f"change of cost, {unit}, when one input alone takes its low or its high value"
    return bars(study.name, subtitle, names, ends, dict(zip(ends, (BLUE, ORANGE), strict=True)), overlay=True)


def _what_if(study: Study) -> go.Figure:
    table = study.table.iloc[1:]
    factor, unit = _scaled(study, "cost_change", table["cost_change"])
    values = {"change of cost": table["cost_change"] / factor}
    return bars(study.name, f"change of cost, {unit}", table["option"], values, {"change of cost": BLUE})


def _monte_carlo(study: Study) -> go.Figure:
    costs = study.parts["samples"]["cost"].dropna().sort_values()
    factor, unit = _scaled(study, "cost", costs)
    shares = (np.arange(len(costs)) + 0.5) / max(len(costs), 1)
    figure = new_figure(
        study.name,
        "; ".join(study.notes[:1]),
        height=440,
        xaxis={"title": {"text": plain(f"cost, {unit}")}},
        yaxis={"title": {"text": "share of samples that cost less"}, "tickformat": ".0%", "range": [0, 1]},
        showlegend=False,
    )
    told = [
        f"{figures(cost / factor)} {plain(unit)}: {share:.0%}"
        for cost, share in zip(costs, shares, strict=True)
    ]
    points(figure, costs / factor, pd.Series(shares), told, "samples", BLUE, lines=True)
    return figure


def _threshold(study: Study) -> go.Figure:
    results = study.results
    path = next(name for name in results.columns[1:] if name != "status")
    results = results.sort_values(path)
    factor, unit = _scaled(study, "emissions", results["emissions"])
    figure = new_figure(
        study.name,
        "; ".join(study.notes),
        height=440,
        xaxis={"title": {"text": plain(f"{path}, {study.units['price']}")}},
        yaxis={"title": {"text": plain(f"net emissions, {unit}")}},
        showlegend=False,
    )
    values = results["emissions"] / factor
    told = [f"{figures(value)} {plain(unit)}" for value in values]
    points(figure, results[path], values, told, "emissions", BLUE, lines=True)
    for row in study.table.to_dict("records"):
        words = plain(str(row["enters"] or f"no {row['leaves']}"))
        figure.add_vline(x=row["price"], line={"color": DARK, "dash": "dot"}, annotation_text=words)
    return figure


def _alternatives(study: Study) -> go.Figure:
    sizes = study.parts["sizes"]
    grid = sizes.assign(name=sizes["asset"] + ", " + sizes["quantity"]).pivot_table(
        index="name", columns="case", values="size", sort=False, fill_value=0.0
    )
    grid = grid.reindex(columns=study.table["plan"], fill_value=0.0)
    shares = grid.div(grid.max(axis=1).replace(0.0, 1.0), axis=0)
    dearer = dict(zip(study.table["plan"], study.table["dearer"], strict=True))
    shares.columns = pd.Index([f"{name} (+{dearer[name]:.1%})" for name in shares.columns])
    return heat_map(study.name, "new size as a share of the largest of all plans", shares, "")


def _regret(study: Study) -> go.Figure:
    long = study.parts["regret"]
    finite = long["regret"].replace(np.inf, np.nan)
    factor, unit = _scaled(study, "regret", finite)
    grid = long.assign(shown=finite / factor).pivot_table(
        index="design", columns="scenario", values="shown", sort=False, dropna=False
    )
    grid = grid.reindex(index=study.table["design"])
    return heat_map(
        study.name, f"regret, {unit}; empty: can not be run", grid, "design (down), scenario (across)"
    )


def _no_regret(study: Study) -> go.Figure:
    table = study.table
    both = {"forbidden where it is built": "regret_without", "forced where it is not": "regret_with"}
    every = pd.concat([table[column] for column in both.values()]).replace(np.inf, np.nan)
    factor, unit = _scaled(study, "regret", every)
    values = {name: table[column].replace(np.inf, np.nan) / factor for name, column in both.items()}
    names = [f"{row['asset']} ({row['verdict']})" for row in table.to_dict("records")]
    return bars(
        study.name, f"largest regret, {unit}", names, values, dict(zip(both, (GREEN, ORANGE), strict=True))
    )


def _synergy(study: Study) -> go.Figure:
    saved = study.parts["by category"]
    factor, unit = _scaled(study, "saved", saved["saved"])
    subtitle = f"{'; '.join(study.notes[:1])}. Saved a year by category, {unit}"
    values = {"saved": saved["saved"] / factor}
    return bars(study.name, subtitle, saved["category"], values, {"saved": GREEN})


def _share(study: Study) -> go.Figure:
    table = study.table
    factor, unit = _scaled(study, "saves", table["saves"])
    grid = table.assign(shown=table["saves"] / factor).pivot_table(
        index="player", columns="rule", values="shown", sort=False, dropna=False
    )
    return heat_map(study.name, f"what each player saves, {unit}", grid, "player (down), rule (across)")


def _outages(study: Study) -> go.Figure:
    table = study.table
    factor, unit = _scaled(study, "cost_per_hour")
    names = [f"{row['asset']} ({row['answer']})" for row in table.to_dict("records")]
    subtitle = f"cost of an hour without it, {unit}; no bar: a demand can not be met"
    values = {"cost per hour": table["cost_per_hour"] / factor}
    return bars(study.name, subtitle, names, values, {"cost per hour": ORANGE})


DRAWINGS: Mapping[str, Callable[[Study], Any]] = {
    "pareto": _pareto,
    "sweep": _sweep,
    "tornado": _tornado,
    "what-if": _what_if,
    "monte-carlo": _monte_carlo,
    "threshold": _threshold,
    "alternatives": _alternatives,
    "regret": _regret,
    "no-regret": _no_regret,
    "share": _share,
    "synergy": _synergy,
    "outages": _outages,
}
