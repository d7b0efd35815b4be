"""What all figures share: fonts, title, and that nothing a stranger named can act in a page."""

from __future__ import annotations

import textwrap
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import plotly.graph_objects as go

FONT = "Helvetica, Arial, 'DejaVu Sans', sans-serif"
WIDTH = 1000
SUBTITLE_CHARACTERS = 150
"""What fits into a line under the title."""


def new_figure(title: str, subtitle: str = "", **layout: Any) -> go.Figure:
    """Return an empty figure in the common style.

    Parameters
    ----------
    title, subtitle : str
        Plain text; it is escaped.
    **layout
        Further properties of the layout.
    """
    import plotly.graph_objects as go

    lines = [plain(line) for line in wrapped(subtitle, SUBTITLE_CHARACTERS)] if subtitle else []
    text = "<br>".join([f"<b>{plain(title)}</b>", *(f"<sup>{line}</sup>" for line in lines)])
    return go.Figure(
        layout={
            "template": "plotly_white",
            "font": {"family": FONT, "size": 12, "color": "#23272B"},
            "title": {"text": text, "x": 0.01, "xanchor": "left", "font": {"size": 17}},
            "margin": {"l": 60, "r": 20, "t": 70, "b": 50},
            "hoverlabel": {"align": "left"},
            "width": WIDTH,
            **layout,
        }
    )


def plain(text: str) -> str:
    """Return text that a figure shows as it stands, whatever markup is in it."""
    return escape(" ".join(text.split()), quote=False).replace("$", "&#36;")


def wrapped(text: str, width: int) -> list[str]:
    """Return text, not yet escaped, broken into lines of about equal length."""
    lines = textwrap.wrap(" ".join(text.split()), width) or [""]
    if len(lines) > 1:
        lines = textwrap.wrap(" ".join(text.split()), max(-(-len(text) // len(lines)) + 3, 8))
    return lines
