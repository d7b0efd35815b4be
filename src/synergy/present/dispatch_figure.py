"""The dispatch of a hub: what gives above zero, what takes below zero, and the price."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from synergy.plan.amounts import figures
from synergy.plan.plan import Plan
from synergy.present.choice import chosen
from synergy.present.colours import DARK, GREY, numbered_colours
from synergy.present.dispatch_data import SURPLUS, dispatch_table
from synergy.present.figure import new_figure, plain
from synergy.present.period_axis import PeriodAxis

if TYPE_CHECKING:
    import plotly.graph_objects as go

SHARE_OF_PRICES = 0.22
"""Share of the height that the price takes."""


def dispatch_figure(
    plan: Plan, site: str, carrier: str, periods: str | Iterable[str] | None = None
) -> go.Figure:
    """Return the dispatch as stacked areas, and below it the price, where known, as a line.

    Parameters
    ----------
    plan : Plan
    site, carrier : str
        The hub.
    periods : str or iterable of str, optional
        Only these.

    Raises
    ------
    ScenarioError
        If there is no such site, carrier or period, or the carrier is not used at the site.
    """
    table = dispatch_table(plan, site, carrier)
    cluster = plan.scenario.cluster
    axis = PeriodAxis(plan.scenario.time, chosen("period", periods, plan.scenario.time.periods))
    unit = cluster.carriers[carrier].flow_unit
    figure = new_figure(
        f"{cluster.carriers[carrier].name or carrier} at {cluster.sites[site].name or site}",
        "Above zero what gives, below what takes" if len(table.columns) else "Nothing flows.",
        height=520,
        margin={"l": 70, "r": 230, "t": 70, "b": 70},
        xaxis=axis.layout,
        yaxis={"title": {"text": unit}, "zeroline": True, "zerolinecolor": DARK, "zerolinewidth": 1},
        legend={"x": 1.02, "y": 1, "traceorder": "normal"},
        hovermode="closest",
    )
    for start, end in axis.bands:
        figure.add_vrect(x0=start, x1=end, fillcolor="#F4F5F6", line_width=0, layer="below")
    colours = {**numbered_colours(name for name in table.columns if name != SURPLUS), SURPLUS: GREY}
    for name in table.columns:
        _stack(figure, axis, name, table[name], colours[name], unit)
    if (site, carrier) in plan.prices.columns:
        _draw_price(figure, axis, plan, site, carrier)
    return figure


def _stack(figure: go.Figure, axis: PeriodAxis, name: str, flow: Any, colour: str, unit: str) -> None:
    import plotly.graph_objects as go

    shown = True
    for sign, part in (("gives", flow.clip(lower=0)), ("takes", flow.clip(upper=0))):
        values = axis.values(part)
        if not values.any():
            continue
        text = [
            f"<b>{plain(name)}</b> {sign} {figures(abs(value))} {unit}<br>{plain(when)}"
            for value, when in zip(values, axis.told, strict=True)
        ]
        figure.add_trace(
            go.Scatter(
                x=axis.positions,
                y=values,
                mode="lines",
                line={"width": 0, "shape": "hv", "color": colour},
                fillcolor=colour,
                stackgroup=sign,
                name=plain(name),
                legendgroup=name,
                showlegend=shown,
                hoverinfo="text",
                hovertext=text,
            )
        )
        shown = False


def _draw_price(figure: go.Figure, axis: PeriodAxis, plan: Plan, site: str, carrier: str) -> None:
    import plotly.graph_objects as go

    unit = f"{plan.scenario.currency}/{plan.scenario.cluster.carriers[carrier].unit}"
    x, y = axis.broken(axis.values(plan.prices[site, carrier], last=None))
    figure.add_trace(
        go.Scatter(
            x=x,
            y=y,
            mode="lines",
            line={"width": 1.5, "shape": "hv", "color": "#111111"},
            connectgaps=False,
            showlegend=False,
            yaxis="y2",
            hovertemplate=f"price %{{y:,.2f}} {unit}<extra></extra>",
        )
    )
    figure.update_layout(
        xaxis_anchor="y2",
        yaxis_domain=[SHARE_OF_PRICES + 0.07, 1.0],
        yaxis2={
            "title": {"text": f"price,<br>{unit}"},
            "domain": [0.0, SHARE_OF_PRICES],
            "rangemode": "tozero",
        },
    )
