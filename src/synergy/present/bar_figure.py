"""Bars that add up: costs or emissions, by whatever causes or pays for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from synergy.plan.amounts import figures, scale_for
from synergy.present.colours import DARK
from synergy.present.figure import new_figure, plain

if TYPE_CHECKING:
    import plotly.graph_objects as go

ROW = 26.0
MOST_ROWS = 60
"""More rows than these can not be read; the smallest are then drawn as one."""


def bar_figure(
    title: str,
    table: pd.DataFrame,
    unit: str,
    colours: Mapping[str, str],
    *,
    money: bool = False,
    total: str = "total",
    counted: Sequence[str] | None = None,
) -> go.Figure:
    """Return horizontal bars, a row each, stacked by column; negative amounts go to the left.

    Parameters
    ----------
    title : str
    table : DataFrame
        What is shown, in ``unit`` a year.
    unit : str
    colours : mapping of str to str
        A colour for each column.
    money : bool
        Whether the unit is a currency.
    total : str
        What the sum of a row is called.
    counted : sequence of str, optional
        Columns that the sum adds up; all if not given.
    """
    import plotly.graph_objects as go

    table = _largest_rows(table)
    sums = table[list(table.columns if counted is None else counted)].sum(axis=1)
    reach = float(table.clip(lower=0).sum(axis=1).max()) if len(table) else 0.0
    factor, larger = scale_for(max(reach, float(sums.abs().max()) if len(table) else 0.0), unit, money)
    rows = [plain(str(name)) for name in table.index]
    figure = new_figure(
        title,
        f"{larger} a year; {total}: {figures(float(sums.sum()) / factor)}",
        barmode="relative",
        height=130 + ROW * max(len(table), 4),
        margin={"l": 20, "r": 190, "t": 70, "b": 40},
        xaxis={"zeroline": True, "zerolinecolor": DARK},
        yaxis={"autorange": "reversed", "automargin": True, "type": "category", "ticksuffix": " "},
        bargap=0.3,
        legend={"x": 1.02, "y": 1, "traceorder": "normal"},
    )
    for column in table.columns:
        values = table[column] / factor
        if not values.any():
            continue
        figure.add_trace(
            go.Bar(
                orientation="h",
                y=rows,
                x=values,
                name=plain(str(column)),
                marker={"color": colours[column], "line": {"width": 0}},
                hoverinfo="text",
                hovertext=[
                    f"<b>{row}</b><br>{plain(str(column))}: {figures(value)} {larger}/a"
                    for row, value in zip(rows, values, strict=True)
                ],
                text=[figures(value) for value in values],
                textposition="outside" if len(table.columns) == 1 else "none",
                cliponaxis=False,
            )
        )
    if len(table.columns) > 1 and len(table):
        figure.add_trace(
            go.Scatter(
                y=rows,
                x=sums / factor,
                mode="markers",
                name=plain(total),
                marker={
                    "symbol": "diamond",
                    "size": 9,
                    "color": "#111111",
                    "line": {"color": "white", "width": 1},
                },
                hoverinfo="text",
                hovertext=[
                    f"<b>{row}</b><br>{plain(total)}: {figures(value)} {larger}/a"
                    for row, value in zip(rows, sums / factor, strict=True)
                ],
            )
        )
    return figure


def _largest_rows(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with rows of nothing left out and, where there are too many, the smallest added up."""
    size = table.abs().sum(axis=1)
    table = table[size > 1e-9 * max(float(size.max()) if len(size) else 0.0, 1.0)]
    if len(table) <= MOST_ROWS:
        return table
    kept = table.abs().sum(axis=1).nlargest(MOST_ROWS - 1).index
    rest = table[~table.index.isin(kept)]
    return pd.concat([table[table.index.isin(kept)], rest.sum().to_frame(f"{len(rest)} smaller").T])
