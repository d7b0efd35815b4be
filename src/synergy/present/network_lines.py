"""Lines of the network: pipes and cables by yearly flow, new full, existing hollow, others dotted."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from synergy.plan.amounts import amount_text, figures
from synergy.plan.plan import Plan
from synergy.present.canvas import Canvas
from synergy.present.colours import GREY
from synergy.present.figure import plain
from synergy.present.network_data import EXISTING, NOT_BUILT
from synergy.present.places import Places
from synergy.time.series import FloatArray

if TYPE_CHECKING:
    import plotly.graph_objects as go

THINNEST, THICKEST = 2.0, 13.0
"""Widths of lines in pixels; the thickest is for the largest flow among those of its unit."""
HOLLOW = 6.0
"""Least width of what stands already, so that one sees that it is hollow."""
BETWEEN = 4.0
"""Pixels between lines side by side."""
SHORTEST = 1e-9
"""Length below which a line has no direction."""
POINTS = 24
"""Points along a line, each of which tells what it is when pointed at."""


def line_widths(links: pd.DataFrame) -> pd.Series[float]:
    """Return the width of each line: in proportion to its flow, against the largest in the same unit."""
    most = links.groupby("flow_unit")["flow"].transform("max")
    share = (links["flow"] / most.where(most > 0, 1.0)).fillna(0.0)
    width = (share * THICKEST).clip(lower=THINNEST)
    return width.where(links["state"] != EXISTING, width.clip(lower=HOLLOW))


def widths_told(links: pd.DataFrame) -> str:
    """Return what the widths of the lines mean."""
    largest = links.groupby("flow_unit")["flow"].max()
    texts = [f"{amount_text(flow, unit)}/a" for unit, flow in largest.items() if flow > 0]
    return f"Width of lines by yearly flow; the widest carries {' or '.join(texts)}" if texts else ""


def routes_of(links: pd.DataFrame, places: Places, canvas: Canvas) -> dict[str, FloatArray]:
    """Return the points of each line from start to end; lines between the same sites lie side by side.

    Lines in a corridor whose route is known follow it, the others are straight.
    """
    together: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for row in links.itertuples():
        together[min(row.start, row.end), max(row.start, row.end)].append(row)
    routes = {}
    for (first, second), rows in together.items():
        beside = -(sum(row.width + BETWEEN for row in rows) - BETWEEN) / 2
        for row in rows:
            offset = (beside + row.width / 2) / canvas.scale
            beside += row.width + BETWEEN
            offset = offset if (row.start, row.end) == (first, second) else -offset
            inner = places.routes.get(row.corridor, ())
            corners = np.array([places.points[row.start], *inner, places.points[row.end]])
            routes[row.asset] = _finely(_beside(corners, offset))
    return routes


def _beside(corners: FloatArray, offset: float) -> FloatArray:
    """Return a line moved to its left; a corner is moved square to the mean direction of both its sides."""
    along = np.diff(corners, axis=0)
    along = along / np.maximum(np.hypot(*along.T), SHORTEST)[:, None]
    mean = np.concatenate([along[:1], along[:-1] + along[1:], along[-1:]])
    mean = mean / np.maximum(np.hypot(*mean.T), SHORTEST)[:, None]
    return np.asarray(corners + offset * np.column_stack([-mean[:, 1], mean[:, 0]]), dtype=np.float64)


def _finely(corners: FloatArray) -> FloatArray:
    """Return a line with points along it, its corners among them."""
    far = _far(corners)
    where = np.linspace(0.0, far[-1], POINTS)
    where = where if len(corners) == 2 else np.union1d(where, far)
    return np.column_stack([np.interp(where, far, corners[:, axis]) for axis in (0, 1)])


def _far(route: FloatArray) -> FloatArray:
    """Return how far along a line each of its points is."""
    return np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(route, axis=0).T))])


def _at(route: FloatArray, share: float) -> tuple[FloatArray, FloatArray]:
    """Return the point at a share of a line's length, and the direction there."""
    far = _far(route)
    point = np.array([np.interp(share * far[-1], far, route[:, axis]) for axis in (0, 1)])
    number = int(np.clip(np.searchsorted(far, share * far[-1]), 1, len(route) - 1))
    return point, route[number] - route[number - 1]


def draw_link(figure: go.Figure, plan: Plan, row: Any, route: FloatArray, colour: str) -> None:
    """Draw a row of the table of links, with an arrow each way that it flows."""
    import plotly.graph_objects as go

    shown = {
        "hoverinfo": "text",
        "hovertext": _told_of_link(plan, row),
        "legendgroup": row.carrier,
        "showlegend": False,
        "name": row.asset,
    }
    x, y = route.T
    stroke = {"color": colour, "width": row.width}
    if row.state == NOT_BUILT:
        stroke = {"color": GREY, "width": THINNEST, "dash": "dot"}
    figure.add_trace(go.Scatter(x=x, y=y, mode="lines", line=stroke, **shown))
    if row.state == EXISTING:
        inner = {"color": "white", "width": row.width - 3}
        figure.add_trace(
            go.Scatter(
                x=x, y=y, mode="lines", line=inner, **{**shown, "hoverinfo": "skip", "hovertext": None}
            )
        )
    both = row.forward > 0 and row.backward > 0
    for flow, way in ((row.forward, route), (row.backward, route[::-1])):
        if flow > 0:
            point, along = _at(way, 0.55 if both else 0.5)
            arrow = {
                "symbol": "arrow",
                "size": row.width + 9,
                "color": colour,
                "angle": math.degrees(math.atan2(*along)),
                "line": {"color": "white", "width": 1},
            }
            figure.add_trace(go.Scatter(x=point[:1], y=point[1:], mode="markers", marker=arrow, **shown))


def _told_of_link(plan: Plan, row: Any) -> str:
    lines = [
        f"<b>{plain(row.name)}</b> ({plain(row.asset)})",
        f"{plain(row.carrier)} {plain(row.kind.replace('_', ' '))}, {figures(row.length)} km, "
        f"owner {plain(row.owner)}",
    ]
    if row.state == NOT_BUILT:
        return "<br>".join([*lines, "not built"])
    standing = f", of which {figures(row.existing)} stood already" if row.existing > 0 < row.size else ""
    lines.append(f"{row.state}: {figures(row.capacity)} {row.capacity_unit}{standing}")
    if row.capital > 0:
        lines.append(f"investment {amount_text(row.capital, plan.scenario.currency, money=True)}")
    for flow, start, end in ((row.forward, row.start, row.end), (row.backward, row.end, row.start)):
        if flow > 0:
            lines.append(f"{amount_text(flow, row.flow_unit)}/a from {plain(start)} to {plain(end)}")
    if row.flow > 0 and row.utilisation == row.utilisation:
        lines.append(f"used to {row.utilisation:.0%} of its capacity")
    return "<br>".join(lines)
