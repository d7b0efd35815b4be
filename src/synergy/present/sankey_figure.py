"""The Sankey diagram: yearly flows of energy, and of mass, as bands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import networkx as nx
import pandas as pd

from synergy.plan.amounts import amount_text, scale_for
from synergy.plan.plan import Plan
from synergy.present.colours import DARK, GREY, carrier_colours, faded
from synergy.present.figure import new_figure, plain, wrapped
from synergy.present.sankey_data import LOST, Detail, sankey_links

if TYPE_CHECKING:
    import plotly.graph_objects as go

MEASURES = {"MWh": "Energy", "t": "Mass"}
HEAD, FOOT, BETWEEN = 105.0, 20.0, 85.0
"""Pixels above, below and between diagrams."""
ROW, LOWEST = 46.0, 90.0
"""Pixels that each node needs where most stand above each other, and that a diagram needs besides."""
COLUMN, NARROWEST, WIDEST = 200.0, 900.0, 1240.0
"""Pixels that each column takes where there is room, and the least and the most width, that of a window."""
LETTER, LINE = 6.4, 14.0
"""Pixels that a letter of a label takes, and a line."""
MOST_LETTERS, FEWEST_LETTERS = 26, 9
"""Letters on a line of a label where there is room, and where columns stand close."""


def sankey_figure(
    plan: Plan,
    carriers: str | Iterable[str] | None = None,
    sites: str | Iterable[str] | None = None,
    detail: Detail = "site",
) -> go.Figure:
    """Return the diagram; energy and mass stand one above the other, with scales of their own.

    Parameters
    ----------
    plan : Plan
    carriers, sites : str or iterable of str, optional
        Only what concerns these.
    detail : {"site", "cluster"}
        Whether each hub and asset is drawn, or what they add up to over all sites.

    Raises
    ------
    ScenarioError
        If there is no such carrier, site or detail.
    """
    import plotly.graph_objects as go

    links = sankey_links(plan, carriers, sites, detail)
    parts = [links[links["unit"] == unit] for unit in MEASURES if (links["unit"] == unit).any()]
    columns = [_columns(part) for part in parts]
    wanted = max([NARROWEST, *(COLUMN * len(column) for column in columns)])
    width = min(wanted, WIDEST)
    letters = [
        _letters(part, width / max(len(column), 1)) for part, column in zip(parts, columns, strict=True)
    ]
    heights = [LOWEST + _row(most) * max(column) for most, column in zip(letters, columns, strict=True)]
    area = max(sum(heights) + BETWEEN * (len(parts) - 1), LOWEST)
    figure = new_figure(
        f"{plan.scenario.name or 'Plan'}: yearly flows",
        "" if parts else "Nothing flows.",
        width=width,
        height=HEAD + area + FOOT,
        margin={"l": 20, "r": 20, "t": HEAD, "b": FOOT},
    )
    colours = carrier_colours(plan.scenario.cluster.carriers)
    top = area
    for part, height, most in zip(parts, heights, letters, strict=True):
        unit = part["unit"].iloc[0]
        domain = {"x": [0.0, 1.0], "y": [max(top - height, 0.0) / area, top / area]}
        figure.add_trace(go.Sankey(domain=domain, **_diagram(part, colours, most)))
        figure.add_annotation(
            text=f"{MEASURES[unit]}, {scale_for(part['amount'].max(), unit)[1]} a year",
            x=0,
            y=top / area,
            xref="paper",
            yref="paper",
            xanchor="left",
            yanchor="bottom",
            yshift=20,
            showarrow=False,
            font={"size": 14},
        )
        top -= height + BETWEEN
    return figure


def _diagram(links: pd.DataFrame, colours: Mapping[str, str], letters: Mapping[str, int]) -> dict[str, Any]:
    """Return nodes and links as plotly has them, in the unit that suits the largest."""
    unit = links["unit"].iloc[0]
    factor, larger = scale_for(links["amount"].max(), unit)
    nodes = list(dict.fromkeys([*links["source"], *links["target"]]))
    number = {node: place for place, node in enumerate(nodes)}
    entering, leaving = links.groupby("target")["amount"].sum(), links.groupby("source")["amount"].sum()
    size = [max(entering.get(node, 0.0), leaving.get(node, 0.0)) for node in nodes]
    own_colour = _hub_colours(links, colours)
    return {
        "arrangement": "snap",
        "valueformat": ",.3~r",
        "valuesuffix": f" {larger}/a",
        "textfont": {"size": 11},
        "node": {
            "label": [
                "<br>".join([*map(plain, wrapped(node, letters[node])), _rounded(amount / factor)])
                for node, amount in zip(nodes, size, strict=True)
            ],
            "color": [own_colour.get(node, GREY if node == LOST else DARK) for node in nodes],
            "line": {"width": 0},
            "pad": 28,
            "thickness": 12,
        },
        "link": {
            "source": [number[node] for node in links["source"]],
            "target": [number[node] for node in links["target"]],
            "value": list(links["amount"] / factor),
            "color": [faded(colours[carrier], 0.45) for carrier in links["carrier"]],
            "customdata": [
                f"<b>{plain(row.carrier)}</b>, {amount_text(row.amount, unit)}/a<br>"
                f"from {plain(row.source)}<br>to {plain(row.target)}"
                + (f"<br>by {plain(row.asset)}" if row.asset not in {"", row.source, row.target} else "")
                for row in links.itertuples()
            ],
            "hovertemplate": "%{customdata}<extra></extra>",
        },
    }


def _hub_colours(links: pd.DataFrame, colours: Mapping[str, str]) -> dict[str, str]:
    """Return the colours of nodes that are hubs: those at the end of a link that is not its asset."""
    found: dict[str, str] = {}
    for row in links.itertuples():
        for node in (row.source, row.target):
            if node != LOST and not node.startswith(row.asset or " "):
                found[node] = colours[row.carrier]
    return found


def _letters(links: pd.DataFrame, gap: float) -> dict[str, int]:
    """Return how many letters of each node's label fit on a line.

    Labels stand to the right of their nodes, in the last column to the left: these share a gap with those of
    the column before.
    """
    graph = nx.DiGraph(zip(links["source"], links["target"], strict=True))
    most = int(min(max((gap - 30) / LETTER, FEWEST_LETTERS), MOST_LETTERS))
    whole = nx.condensation(graph)
    generations = list(nx.topological_generations(whole))
    sharing = {node for part in generations[-2:] for one in part for node in whole.nodes[one]["members"]}
    return {
        node: max(most // 2, FEWEST_LETTERS) if node in sharing or not graph.out_degree(node) else most
        for node in graph
    }


def _row(letters: Mapping[str, int]) -> float:
    """Return the pixels that each node needs so that its label hides no other."""
    lines = [len(wrapped(node, most)) for node, most in letters.items()]
    return ROW + LINE * max(max(lines, default=1) - 2, 0)


def _rounded(amount: float) -> str:
    """Return an amount with three digits, but at most two decimals."""
    decimals = 2 if amount < 10 else 1 if amount < 100 else 0
    return f"{amount:,.{decimals}f}" if amount >= 0.005 else "&lt; 0.01"


def _columns(links: pd.DataFrame) -> list[int]:
    """Return how many nodes stand in each column; what nothing leaves stands in the last."""
    graph = nx.DiGraph(zip(links["source"], links["target"], strict=True))
    ends = sum(1 for node in graph if not graph.out_degree(node))
    generations = nx.topological_generations(nx.condensation(graph))
    columns = [len(generation) for generation in generations]
    return [*columns[:-1], max(ends, columns[-1])]
