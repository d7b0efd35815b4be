"""Bars by year: what each investment year of a pathway has, pays or emits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from synergy.plan.amounts import figures, scale_for
from synergy.present.colours import DARK
from synergy.present.figure import new_figure, plain

if TYPE_CHECKING:
    import plotly.graph_objects as go

HEIGHT = 460
MOST_COLUMNS = 16
"""More colours than these can not be told apart; the smallest columns are then drawn as one."""
ABOVE_A_MARKER = "<br><sup>\u00a0</sup>"
"""An empty line below a text that might otherwise touch the marker under it."""


def years_figure(
    title: str,
    table: pd.DataFrame,
    unit: str,
    colours: Mapping[str, str],
    *,
    money: bool = False,
    rate: bool = True,
    total: str | None = None,
    counted: Sequence[str] | None = None,
) -> go.Figure:
    """Return a group of bars for each year: stacked if they add up, side by side if not.

    Parameters
    ----------
    title : str
    table : DataFrame
        A row for each year, a column for each thing shown, in ``unit``.
    unit : str
    colours : mapping of str to str
        A colour for each column.
    money : bool
        Whether the unit is a currency.
    rate : bool
        Whether the amounts are yearly ones.
    total : str, optional
        What the sum of a year is called; without it bars stand side by side.
    counted : sequence of str, optional
        Columns that the sum adds up; all if not given.
    """
    import plotly.graph_objects as go

    sums = table[list(table.columns if counted is None else counted)].sum(axis=1)
    something = int((table.abs().max() > _least(table)).sum())
    table = _largest_columns(table, stacked=total is not None)
    highest = table.clip(lower=0).sum(axis=1) if total is not None else table.max(axis=1)
    reach = max(float(highest.max()), float(sums.abs().max()) if total is not None else 0.0)
    factor, larger = scale_for(reach if len(table.columns) else 0.0, unit, money)
    shown = f"{larger} a year" if rate else larger
    years = [str(year) for year in table.index]
    part = f"; the {len(table.columns)} largest of {something}" if total is None else ""
    figure = new_figure(
        title,
        shown + (part if len(table.columns) < something else ""),
        barmode="group" if total is None else "relative",
        height=HEIGHT,
        margin={"l": 60, "r": 240, "t": 70, "b": 40},
        xaxis={"type": "category"},
        yaxis={"zeroline": True, "zerolinecolor": DARK, "title": {"text": plain(shown)}},
        bargap=0.35,
        legend={"x": 1.02, "y": 1, "traceorder": "normal" if total is None else "reversed"},
    )
    for name in table.columns:
        values = table[name] / factor
        label = plain(str(name))
        figure.add_trace(
            go.Bar(
                x=years,
                y=values,
                name=label,
                marker={"color": colours.get(str(name), DARK), "line": {"width": 0}},
                hoverinfo="text",
                hovertext=[
                    f"<b>{year}</b><br>{label}: {figures(value)} {plain(shown)}"
                    for year, value in zip(years, values, strict=True)
                ],
            )
        )
    if total is not None and len(table.columns):
        _show_sums(figure, years, sums / factor, highest / factor, plain(total), plain(shown))
    return figure


def _show_sums(
    figure: go.Figure,
    years: Sequence[str],
    sums: pd.Series[float],
    highest: pd.Series[float],
    label: str,
    unit: str,
) -> None:
    """Draw a marker for the sum of each year, and write it above the bars, where nothing hides it."""
    hover = [
        f"<b>{year}</b><br>{label}: {figures(value)} {unit}" for year, value in zip(years, sums, strict=True)
    ]
    figure.add_scatter(
        x=years,
        y=sums,
        mode="markers",
        name=label,
        marker={"symbol": "diamond", "size": 9, "color": "#111111", "line": {"color": "white", "width": 1}},
        hoverinfo="text",
        hovertext=hover,
    )
    figure.add_scatter(
        x=years,
        y=highest.clip(lower=sums),
        mode="text",
        text=[f"{label} {figures(value)}{ABOVE_A_MARKER}" for value in sums],
        textposition="top center",
        cliponaxis=False,
        showlegend=False,
        hoverinfo="skip",
    )


def _least(table: pd.DataFrame) -> float:
    """Return the amount below which a column counts for nothing."""
    return 1e-9 * max(float(table.abs().max().max()) if len(table.columns) else 0.0, 1e-3)


def _largest_columns(table: pd.DataFrame, stacked: bool) -> pd.DataFrame:
    """Return the table without columns of nothing and, where there are too many, the smallest added up."""
    table = table.loc[:, table.abs().max() > _least(table)]
    if len(table.columns) <= MOST_COLUMNS:
        return table
    kept = table.abs().max().nlargest(MOST_COLUMNS - 1).index
    rest = table.loc[:, ~table.columns.isin(kept)]
    largest = table.loc[:, table.columns.isin(kept)]
    return largest.assign(**{f"{len(rest.columns)} smaller": rest.sum(axis=1)}) if stacked else largest
