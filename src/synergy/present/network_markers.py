"""Markers of the network: sites by net emissions, and their names."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from synergy.errors import few
from synergy.plan.amounts import amount_text, figures
from synergy.plan.plan import Plan
from synergy.present.canvas import Canvas
from synergy.present.colours import DARK, GREY
from synergy.present.figure import plain, wrapped
from synergy.present.labels import Label, place_labels
from synergy.time.series import FloatArray

if TYPE_CHECKING:
    import plotly.graph_objects as go

SMALLEST_MARKER, LARGEST_MARKER = 8.0, 32.0
LETTER, LINE = 6.4, 14.0
"""Size of a letter and a line of a label in pixels."""
GREEN = "#1B7837"
MOST_NAMED, LEGEND_LETTERS = 3, 26
"""Sites named in the legend, and letters on a line of it."""


def marker_sizes(sites: pd.DataFrame) -> pd.Series[float]:
    """Return diameters: areas in proportion to net emissions, either way."""
    amount = sites["net"].abs()
    largest = amount.max()
    share = (amount / largest) ** 0.5 if largest > 0 else amount * 0.0
    return (share * LARGEST_MARKER).clip(lower=SMALLEST_MARKER)


def draw_sites(figure: go.Figure, plan: Plan, sites: pd.DataFrame, sizes: pd.Series[float]) -> None:
    """Draw a marker for each site: dark where it emits on balance, green where it removes."""
    import plotly.graph_objects as go

    biggest = amount_text(float(sites["net"].abs().max()), "t")
    for name, chosen, colour in (
        (f"emits on balance<br>(area; largest {biggest} CO2e/a)", sites["net"] > 0.5, DARK),
        (_removers(sites), sites["net"] < -0.5, GREEN),
        ("no net emissions", sites["net"].abs() <= 0.5, "white"),
    ):
        if not chosen.any():
            continue
        some = sites[chosen]
        figure.add_trace(
            go.Scatter(
                x=some["east"],
                y=some["north"],
                mode="markers",
                marker={
                    "size": sizes[chosen],
                    "color": colour,
                    "opacity": 1.0,
                    "line": {"color": DARK if colour == "white" else "white", "width": 1.5},
                },
                name=name,
                legendgroup="sites",
                legendgrouptitle={"text": "Sites"},
                hoverinfo="text",
                hovertext=[_told_of_site(plan, row) for row in some.itertuples()],
            )
        )


def _removers(sites: pd.DataFrame) -> str:
    """Return the legend of sites that remove more than they emit, with the first of their names."""
    names = list(sites.loc[sites["net"] < -0.5].sort_values("net")["name"])
    told = [plain(line) for line in wrapped(few(names, MOST_NAMED), LEGEND_LETTERS)]
    return "<br>".join(["removes CO2 on balance:", *told])


def _told_of_site(plan: Plan, row: Any) -> str:
    lines = [f"<b>{plain(row.name)}</b> ({plain(row.Index)}), owner {plain(row.owner)}"]
    for text, amount in (
        ("direct fossil emissions", row.scope1),
        ("emissions of bought energy", row.scope2),
        ("biogenic CO2 released", row.biogenic),
        ("biogenic CO2 captured", -row.removal),
    ):
        if amount >= 0.5:
            lines.append(f"{text}: {amount_text(amount, 't')} CO2e/a")
    built = plan.built[plan.built["place"] == row.Index]
    lines += [
        f"builds {plain(asset.asset)}: {figures(asset.size)} {asset.unit}" for asset in built.itertuples()
    ]
    return "<br>".join(lines)


def write_names(
    figure: go.Figure,
    sites: pd.DataFrame,
    sizes: pd.Series[float],
    canvas: Canvas,
    routes: Iterable[FloatArray],
) -> None:
    """Write the name of each site where it hides least."""
    texts = [wrapped(name, 22) for name in sites["name"]]
    points = [canvas.pixels((row.east, row.north)) for row in sites.itertuples()]
    labels = [
        Label(x, y, size / 2, max(map(len, lines)) * LETTER, len(lines) * LINE)
        for (x, y), size, lines in zip(points, sizes, texts, strict=True)
    ]
    drawn = [canvas.pixels((x, y)) for route in routes for x, y in route]
    places = place_labels(labels, np.array(drawn).reshape(-1, 2), (0.0, 0.0, canvas.width, canvas.height))
    for row, lines, label, place in zip(sites.itertuples(), texts, labels, places, strict=True):
        common = {
            "x": row.east,
            "y": row.north,
            "text": "<br>".join(map(plain, lines)),
            "font": {"size": 11},
            "bgcolor": "rgba(255,255,255,0.6)",
            "borderpad": 0,
        }
        if place.led:
            figure.add_annotation(
                **common,
                ax=place.right,
                ay=-place.up,
                showarrow=True,
                arrowhead=0,
                arrowwidth=0.8,
                arrowcolor=GREY,
                standoff=label.radius,
            )
        else:
            figure.add_annotation(**common, xshift=place.right, yshift=place.up, showarrow=False)
