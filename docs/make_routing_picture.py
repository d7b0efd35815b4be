"""Makes docs/img/routing.png: an invented landscape, four sites, and the routes between them.

    python docs/make_routing_picture.py

Needs scikit-image (``pip install 'synergy-clusters[routing]'``) and Chromium, like make_pictures.py.
"""

from __future__ import annotations

import shutil
import sys

import numpy as np
import plotly.graph_objects as go
from make_pictures import BROWSERS, IMAGES, photograph

from synergy.cluster.candidates import candidate_corridors
from synergy.cluster.cluster import Cluster
from synergy.cluster.place import Site
from synergy.routing.corridors import routed
from synergy.routing.cost_raster import CostRaster

WEST, SOUTH, CELL = -3.2, 53.1, 0.0025
ROWS, COLUMNS = 100, 160
SITES = {
    "refinery": (53.31, -3.14),
    "cement works": (53.14, -3.06),
    "paper mill": (53.30, -2.86),
    "terminal": (53.16, -2.84),
}
RIGHT_OF_WAY = [(53.335, -3.19), (53.245, -3.09), (53.225, -2.95), (53.285, -2.81)]
GROUND = {"open ground": (1.0, "#EFF3E2"), "hills": (2.5, "#CDBE91"), "town": (6.0, "#C58C85")}
WATER = "#A9CCE3"
BRIDGES = (38, 118)


def landscape() -> CostRaster:
    """Return open ground with hills, a town, a lake and a river that has two crossings."""
    row, column = np.mgrid[0:ROWS, 0:COLUMNS]
    values = np.ones((ROWS, COLUMNS))
    hills = np.sin(column / 17.0 + 1.0) + np.cos(row / 13.0 - column / 29.0)
    values[hills > 1.0] = GROUND["hills"][0]
    values[np.hypot(row - 30, (column - 88) * 0.8) < 13] = GROUND["town"][0]
    values[np.hypot((row - 75) * 1.3, column - 95) < 12] = np.inf
    river = 56 + 7 * np.sin(column / 20.0)
    wet = np.abs(row - river) < 1.6
    values[wet & ~np.isin(column, [bridge + one for bridge in BRIDGES for one in (0, 1, 2)])] = np.inf
    return CostRaster(values, WEST, SOUTH, CELL)


def figure() -> go.Figure:
    ground = landscape()
    sites = [Site(id=key.replace(" ", "-"), latitude=at[0], longitude=at[1]) for key, at in SITES.items()]
    corridors = candidate_corridors(sites, "gabriel", terrain_factor=1.0)
    cluster = Cluster(carriers=[], sites=sites, assets=[], corridors=corridors)
    routes = routed(cluster, ground.along([RIGHT_OF_WAY], factor=0.5, width=0.3))
    sys.stdout.write(f"{routes!r}\n")
    shown = go.Figure()
    shown.add_trace(_map_of(ground))
    for name, colour in [*((key, colour) for key, (_, colour) in GROUND.items()), ("water: closed", WATER)]:
        shown.add_trace(_sample(name, {"symbol": "square", "size": 14, "color": colour}))
    shown.add_trace(_line("existing line, half the cost", RIGHT_OF_WAY, "#6B6B6B", "dash", 3))
    for number, (key, route) in enumerate(routes.found.items()):
        ends = [route.points[0], route.points[-1]]
        straight = _line("as the crow flies", ends, "#8C8C8C", "dot", 1.5)
        shown.add_trace(straight.update(showlegend=number == 0))
        factors = f"{route.terrain_factor:.2f} × the way, {route.cost_factor:.2f} × the cost per km"
        colour = ("#1B4F9C", "#C2410C", "#6D28A8", "#0F766E", "#A16207")[number % 5]
        shown.add_trace(_line(f"{key}<br>{factors}", route.corners, colour, "solid", 4))
    places = np.array(list(SITES.values()))
    shown.add_trace(
        go.Scatter(
            x=places[:, 1],
            y=places[:, 0],
            text=[f"<b>{name}</b>" for name in SITES],
            mode="markers+text",
            textposition=["top center", "bottom left", "top center", "bottom center"],
            textfont={"size": 14, "color": "#222222"},
            marker={"size": 13, "color": "#222222", "line": {"color": "white", "width": 2}},
            showlegend=False,
        )
    )
    shown.update_layout(
        width=880,
        height=560,
        margin={"l": 10, "r": 330, "t": 10, "b": 10},
        plot_bgcolor="white",
        font={"family": "Arial, sans-serif", "size": 13},
        legend={"x": 1.01, "y": 1, "tracegroupgap": 4},
        xaxis={"visible": False, "range": [WEST, WEST + COLUMNS * CELL]},
        yaxis={
            "visible": False,
            "range": [SOUTH, SOUTH + ROWS * CELL],
            "scaleanchor": "x",
            "scaleratio": 1 / np.cos(np.radians(SOUTH)),
        },
    )
    return shown


def _map_of(ground: CostRaster) -> go.Heatmap:
    """Return the ground, each kind in its colour."""
    costs = [cost for cost, _ in GROUND.values()]
    kinds = np.where(np.isinf(ground.values), len(costs), np.searchsorted(costs, ground.values))
    colours = [*(colour for _, colour in GROUND.values()), WATER]
    scale = [[edge / 4, colour] for number, colour in enumerate(colours) for edge in (number, number + 1)]
    return go.Heatmap(
        z=kinds[::-1],
        x0=WEST + CELL / 2,
        dx=CELL,
        y0=SOUTH + CELL / 2,
        dy=CELL,
        zmin=-0.5,
        zmax=3.5,
        colorscale=scale,
        showscale=False,
    )


def _sample(name: str, marker: dict[str, object]) -> go.Scatter:
    return go.Scatter(x=[None], y=[None], mode="markers", marker=marker, name=name)


def _line(name: str, points: object, colour: str, dash: str, width: float) -> go.Scatter:
    north, east = np.array(points).T
    line = {"color": colour, "dash": dash, "width": width}
    return go.Scatter(x=east, y=north, mode="lines", line=line, name=name)


if __name__ == "__main__":
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        sys.exit(f"no browser found; install one of {', '.join(BROWSERS)}")
    photograph(browser, figure(), IMAGES / "routing.png")
