"""What figures of studies are drawn with: bars side by side, points in a plane, a table in colours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from synergy.plan.amounts import figures
from synergy.present.colours import DARK
from synergy.present.figure import new_figure, plain
from synergy.time.series import FloatArray

if TYPE_CHECKING:
    import plotly.graph_objects as go

ROW = 30.0
MOST_WRITTEN = 400
"""Cells of a table in colours up to which each is written out too."""


def points(
    figure: go.Figure,
    x: pd.Series[float],
    y: pd.Series[float],
    told: Sequence[str],
    name: str,
    colour: str,
    *,
    lines: bool,
) -> None:
    """Draw points, joined by lines or not; what has no value is left out.

    Parameters
    ----------
    figure : Figure
    x, y : Series
    told : sequence of str
        What each point says when pointed at, escaped.
    name, colour : str
    lines : bool
    """
    import plotly.graph_objects as go

    shown = np.isfinite(x.to_numpy(dtype=float)) & np.isfinite(y.to_numpy(dtype=float))
    figure.add_trace(
        go.Scatter(
            x=x.to_numpy(dtype=float)[shown],
            y=y.to_numpy(dtype=float)[shown],
            mode="lines+markers" if lines else "markers",
            line={"color": colour, "width": 2},
            marker={"color": colour, "size": 8},
            name=plain(name),
            hoverinfo="text",
            hovertext=[text for text, here in zip(told, shown, strict=True) if here],
        )
    )


def bars(
    title: str,
    subtitle: str,
    names: Iterable[object],
    values: Mapping[str, pd.Series[float]],
    colours: Mapping[str, str],
    *,
    overlay: bool = False,
) -> go.Figure:
    """Return horizontal bars, a row for each name; what has no value has no bar.

    Parameters
    ----------
    title, subtitle : str
    names : iterable
    values : mapping of str to Series
        In the order of the names, by what they are called.
    colours : mapping of str to str
    overlay : bool
        Whether the bars of a row lie on one line.
    """
    import plotly.graph_objects as go

    rows = [plain(str(name)) for name in names]
    figure = new_figure(
        title,
        subtitle,
        height=140 + ROW * max(len(rows), 3),
        barmode="overlay" if overlay else "group",
        margin={"l": 20, "r": 40, "t": 90, "b": 40},
        xaxis={"zeroline": True, "zerolinecolor": DARK},
        yaxis={"autorange": "reversed", "automargin": True, "type": "category", "ticksuffix": " "},
        legend={"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"},
        showlegend=len(values) > 1,
    )
    for name, series in values.items():
        amounts = series.to_numpy(dtype=float)
        shown = np.isfinite(amounts)
        figure.add_trace(
            go.Bar(
                orientation="h",
                y=[row for row, here in zip(rows, shown, strict=True) if here],
                x=amounts[shown],
                name=plain(name),
                marker={"color": colours[name], "line": {"width": 0}},
                hoverinfo="text",
                hovertext=[
                    f"<b>{row}</b><br>{plain(name)}: {figures(amount)}"
                    for row, amount, here in zip(rows, amounts, shown, strict=True)
                    if here
                ],
            )
        )
    return figure


def _colours(values: FloatArray) -> dict[str, Any]:
    """Return blue for more; where numbers may be negative, red for those, the largest tenth all alike."""
    finite = np.abs(values[np.isfinite(values)])
    if not np.any(values < 0.0):
        return {"colorscale": "Blues"}
    most = float(np.quantile(finite, 0.9)) or float(finite.max())
    return {"colorscale": "RdBu", "zmin": -most, "zmax": most}


def heat_map(title: str, subtitle: str, grid: pd.DataFrame, axes: str) -> go.Figure:
    """Return a table in colours; what has no value stays empty.

    Parameters
    ----------
    title, subtitle : str
    grid : DataFrame
        Numbers.
    axes : str
        What runs down and across.
    """
    import plotly.graph_objects as go

    values = grid.to_numpy(dtype=float)
    written = [[figures(value) if np.isfinite(value) else "" for value in row] for row in values]
    rows, columns = ([plain(str(name)) for name in names] for names in (grid.index, grid.columns))
    figure = new_figure(
        title,
        subtitle,
        height=170 + ROW * max(len(rows), 3),
        margin={"l": 20, "r": 20, "t": 80, "b": 60},
        xaxis={"type": "category", "automargin": True, "title": {"text": plain(axes)}},
        yaxis={"type": "category", "automargin": True, "autorange": "reversed", "ticksuffix": " "},
    )
    figure.add_trace(
        go.Heatmap(
            z=[[float(value) if np.isfinite(value) else None for value in row] for row in values],
            x=columns,
            y=rows,
            **_colours(values),
            showscale=False,
            hoverinfo="text",
            hovertext=[
                [f"<b>{row}</b><br>{column}: {text}" for column, text in zip(columns, texts, strict=True)]
                for row, texts in zip(rows, written, strict=True)
            ],
            text=written if values.size <= MOST_WRITTEN else None,
            texttemplate="%{text}" if values.size <= MOST_WRITTEN else None,
        )
    )
    return figure
