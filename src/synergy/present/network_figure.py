"""The picture of the network: what lies between the sites, how much flows, and what is emitted where."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from synergy.plan.plan import Plan
from synergy.present.canvas import BOTTOM, LEFT, RIGHT, TOP, Canvas
from synergy.present.colours import DARK, GREY, carrier_colours
from synergy.present.figure import new_figure, plain
from synergy.present.network_data import BUILT, EXISTING, NOT_BUILT, network_links, network_sites
from synergy.present.network_lines import THINNEST, draw_link, line_widths, routes_of, widths_told
from synergy.present.network_markers import draw_sites, marker_sizes, write_names
from synergy.present.places import places_of

if TYPE_CHECKING:
    import plotly.graph_objects as go


def network_figure(plan: Plan, carriers: str | Iterable[str] | None = None) -> go.Figure:
    """Return the picture of the network.

    Parameters
    ----------
    plan : Plan
    carriers : str or iterable of str, optional
        Only what moves these.

    Raises
    ------
    ScenarioError
        If there is no such carrier.
    """
    cluster = plan.scenario.cluster
    links = network_links(plan, carriers)
    links["width"] = line_widths(links)
    sites = network_sites(plan)
    places = places_of(cluster)
    canvas = Canvas.around(places)
    east, north = canvas.ranges
    hidden = {"visible": False, "fixedrange": False}
    figure = new_figure(
        f"{plan.scenario.name or 'Plan'}: network",
        widths_told(links),
        width=canvas.size[0],
        height=canvas.size[1],
        margin={"l": LEFT, "r": RIGHT, "t": TOP, "b": BOTTOM},
        xaxis={**hidden, "range": east, "constrain": "domain"},
        yaxis={**hidden, "range": north, "scaleanchor": "x", "scaleratio": 1, "constrain": "domain"},
        hovermode="closest",
        legend={"itemsizing": "trace", "x": 1.01, "y": 1, "tracegroupgap": 8, "groupclick": "togglegroup"},
    )
    colours = carrier_colours(cluster.carriers)
    routes = routes_of(links, places, canvas)
    order = {NOT_BUILT: 0, EXISTING: 1, BUILT: 2}
    for row in sorted(links.itertuples(), key=lambda row: order[row.state]):
        draw_link(figure, plan, row, routes[row.asset], colours[row.carrier])
    sizes = marker_sizes(sites)
    draw_sites(figure, plan, sites, sizes)
    write_names(figure, sites, sizes, canvas, routes.values())
    _explain(figure, links, colours)
    if places.in_km and max(places.extent) > 0:
        _draw_scale(figure, canvas)
    return figure


def _explain(figure: go.Figure, links: pd.DataFrame, colours: Mapping[str, str]) -> None:
    import plotly.graph_objects as go

    def sample(name: str, group: str, title: str | None, **line: Any) -> None:
        figure.add_trace(
            go.Scatter(
                x=[None],
                y=[None],
                mode="lines",
                line=line,
                name=name,
                legendgroup=group,
                legendgrouptitle={"text": title} if title else None,
            )
        )

    title: str | None = "Carriers"
    for carrier in colours:
        if (links[links["carrier"] == carrier]["state"] != NOT_BUILT).any():
            sample(plain(carrier), carrier, title, color=colours[carrier], width=6)
            title = None
    title = "Pipes and cables"
    for state, line in (
        (BUILT, {"color": DARK, "width": 6}),
        (EXISTING, {"color": DARK, "width": 6}),
        (NOT_BUILT, {"color": GREY, "width": THINNEST, "dash": "dot"}),
    ):
        if (links["state"] == state).any():
            words = {BUILT: "new", EXISTING: "exists (hollow)", NOT_BUILT: "possible, not built"}
            sample(words[state], "state", title, **line)
            title = None


def _draw_scale(figure: go.Figure, canvas: Canvas) -> None:
    length = canvas.round_length(140.0)
    start = canvas.moved((canvas.west, canvas.south), 14, 14)
    end = (start[0] + length, start[1])
    figure.add_shape(
        type="line", x0=start[0], y0=start[1], x1=end[0], y1=end[1], line={"color": DARK, "width": 2}
    )
    figure.add_annotation(
        x=(start[0] + end[0]) / 2,
        y=start[1],
        yshift=10,
        text=f"{length:g} km",
        showarrow=False,
        font={"size": 11},
    )
