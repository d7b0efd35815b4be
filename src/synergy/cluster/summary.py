"""A cluster at a glance, as text and as HTML."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING

from synergy.cluster.sketch import sketch

if TYPE_CHECKING:
    from synergy.cluster.cluster import Cluster

Facts = Sequence[tuple[str, str]]
WIDTH = 100
"""Letters on a line."""
MOST_NAMES = 8


def facts(cluster: Cluster) -> Facts:
    """Return what there is, as (name, text) pairs."""
    kinds = Counter(asset.kind for asset in cluster.assets.values())
    buildable = sum(bool(getattr(asset, "buildable", False)) for asset in cluster.assets.values())
    kilometres = sum(cluster.length(corridor) for corridor in cluster.corridors)
    carriers = [
        f"{', '.join(carrier.id for carrier in cluster.carriers.values() if carrier.unit == unit)} [{unit}]"
        for unit in dict.fromkeys(carrier.unit for carrier in cluster.carriers.values())
    ]
    names = [name or "(no name)" for name in cluster.cluster_names]
    return [
        *([("clusters", _counted(names))] if len(names) > 1 else []),
        ("sites", _counted(cluster.sites)),
        (
            "corridors",
            f"{len(cluster.corridors)}, {kilometres:,.0f} km in all" if cluster.corridors else "none",
        ),
        ("carriers", "; ".join(carriers) or "none"),
        ("owners", _counted(cluster.owners)),
        (
            "assets",
            f"{len(cluster.assets)}: {', '.join(f'{n} {_words(kind)}' for kind, n in kinds.most_common())}",
        ),
        ("to decide", f"{buildable} of the assets may be built"),
        ("hubs", f"{len(cluster.hubs)} balances of a carrier at a site"),
    ]


def facts_text(title: str, pairs: Facts) -> str:
    """Return a title and pairs of name and text, one a line, long texts wrapped."""
    wide = max(len(name) for name, _ in pairs)
    lines = [
        textwrap.fill(
            text or "none",
            WIDTH,
            initial_indent=f"  {name:<{wide}}  ",
            subsequent_indent=" " * (wide + 4),
            break_long_words=False,
            break_on_hyphens=False,
        )
        for name, text in pairs
    ]
    return "\n".join([printable(title), *lines])


def facts_html(title: str, pairs: Facts, drawing: str = "") -> str:
    """Return the same as a small HTML table, with a drawing beside it; title and pairs are escaped."""
    left = "text-align:left;vertical-align:top;padding:1px 8px"
    rows = "".join(
        f"<tr><th style='{left};white-space:nowrap'>{escape(name)}</th>"
        f"<td style='{left}'>{escape(text)}</td></tr>"
        for name, text in pairs
    )
    table = f"<table style='border-collapse:collapse;max-width:640px'>{rows}</table>"
    return f"<div><strong>{escape(title)}</strong>{html_beside([table, drawing])}</div>"


def html_beside(parts: Iterable[str]) -> str:
    """Return parts of a page side by side, as far as there is room."""
    style = "display:flex;flex-wrap:wrap;gap:4px 24px;align-items:flex-start"
    return f"<div style='{style}'>{''.join(parts)}</div>"


def printable(text: str) -> str:
    r"""Return text on one line that can not steer a terminal.

    Examples
    --------
    >>> printable("a\x1b[2Jb")
    'a [2Jb'
    """
    return "".join(sign if sign.isprintable() else " " for sign in text)


def cluster_text(cluster: Cluster) -> str:
    """Return a text of a few lines."""
    return facts_text("Cluster", facts(cluster))


def cluster_html(cluster: Cluster) -> str:
    """Return a small HTML table, with a sketch of the sites where coordinates are known."""
    return facts_html("Cluster", facts(cluster), sketch(cluster))


def _counted(names: Iterable[str]) -> str:
    words = list(names)
    if not words:
        return "none"
    more = f" and {len(words) - MOST_NAMES} more" if len(words) > MOST_NAMES else ""
    return f"{len(words)}: {', '.join(words[:MOST_NAMES])}{more}"


def _words(kind: str) -> str:
    return kind.replace("_", " ")
