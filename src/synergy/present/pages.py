"""Figures as web pages that need nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import plotly.graph_objects as go

CONFIG = {"displaylogo": False, "responsive": False, "plotlyServerURL": ""}


def write_pages(directory: Path, figures: Mapping[str, go.Figure]) -> tuple[Path, ...]:
    """Write each figure to a page of its name, and plotly's script once beside them.

    Parameters
    ----------
    directory : Path
        Made if it does not exist.
    figures : mapping of str to Figure

    Returns
    -------
    tuple of Path
        The pages.
    """
    directory.mkdir(parents=True, exist_ok=True)
    pages = []
    for name, figure in figures.items():
        page = directory / f"{name}.html"
        figure.write_html(page, include_plotlyjs="directory", full_html=True, config=CONFIG)
        pages.append(page)
    return tuple(pages)
