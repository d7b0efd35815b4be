"""A page with the targets and the composite curves of sites."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from synergy.heat.targets import PinchTargets
from synergy.present.figure import FONT
from synergy.present.heat_plots import PinchPlots
from synergy.present.pages import CONFIG

_PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Pinch targets</title>
<style>body {{ font-family: {font}; color: #23272B; max-width: 1000px; margin: 2em auto;
  padding: 0 1em; }}
pre {{ background: #F4F5F6; padding: 1em; white-space: pre-wrap; }}
.figure {{ overflow-x: auto; }}</style></head>
<body><h1>Pinch targets</h1>
{sites}
</body></html>
"""


def heat_page(targets: Mapping[str, PinchTargets]) -> str:
    """Return a page, by site, that needs nothing from elsewhere.

    Parameters
    ----------
    targets : mapping of str to PinchTargets
    """
    parts: list[str] = []
    for site, found in targets.items():
        parts.append(f"<h2>{escape(site)}</h2>\n<pre>{escape(found.summary())}</pre>")
        plots = PinchPlots(found)
        for figure in (plots.composite(), plots.grand_composite()):
            script = len(parts) == 1  # plotly's script stands in the page once
            drawn = figure.to_html(full_html=False, include_plotlyjs=script, config=CONFIG)
            parts.append(f'<div class="figure">{drawn}</div>')
    return _PAGE.format(font=FONT, sites="\n".join(parts))
