"""Lines over time: prices at hubs, contents of stores."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from synergy.plan.amounts import figures
from synergy.present.colours import numbered_colours
from synergy.present.figure import new_figure, plain
from synergy.present.period_axis import PeriodAxis

if TYPE_CHECKING:
    import plotly.graph_objects as go


def series_figure(
    title: str, subtitle: str, lines: Mapping[str, pd.Series[float]], unit: str, axis: PeriodAxis
) -> go.Figure:
    """Return a line for each series, with the periods side by side.

    Parameters
    ----------
    title, subtitle : str
    lines : mapping of str to Series
        Series with rows (year, period, step), by what they are called.
    unit : str
        Unit of all of them.
    axis : PeriodAxis
    """
    import plotly.graph_objects as go

    figure = new_figure(
        title,
        subtitle if lines else "Nothing to show.",
        height=440,
        margin={"l": 70, "r": 230, "t": 70, "b": 70},
        xaxis=axis.layout,
        yaxis={"title": {"text": plain(unit)}, "rangemode": "tozero"},
        legend={"x": 1.02, "y": 1},
        showlegend=True,
        hovermode="closest",
    )
    for start, end in axis.bands:
        figure.add_vrect(x0=start, x1=end, fillcolor="#F4F5F6", line_width=0, layer="below")
    colours = numbered_colours(lines)
    for name, series in lines.items():
        values = axis.values(series, last=None)
        x, y = axis.broken(values)
        told = [
            f"<b>{plain(name)}</b> {figures(value)} {plain(unit)}<br>{plain(when)}"
            for value, when in zip(values, axis.told, strict=True)
        ]
        steps = axis.time.steps + 1
        with_gaps = [
            text for start in range(0, len(told), steps) for text in (*told[start : start + steps], "")
        ]
        figure.add_trace(
            go.Scatter(
                x=x,
                y=y,
                mode="lines",
                line={"width": 1.8, "shape": "hv", "color": colours[name]},
                connectgaps=False,
                name=plain(name),
                hoverinfo="text",
                hovertext=with_gaps,
            )
        )
    return figure
