"""Tables of the packaged catalogue, made at build time, so that they cannot lag behind.

``technologies`` lists the technologies, ``carriers`` the carriers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from synergy.io.catalogue_carriers import listed
from synergy.io.catalogue_overview import overview

TECHNOLOGIES = ("technology", "kind", "takes", "gives", "investment", "main source")
CARRIERS = ("carrier", "unit", "surplus", "factor", "heating value", "indicative price", "source")


class TechnologiesDirective(SphinxDirective):
    """A table of all technologies."""

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        rows = (
            (
                f"``{one.technology}``",
                one.kind,
                ", ".join(one.takes),
                ", ".join(one.gives),
                (one.capex or "none found") + (f"; {one.condition}" if one.condition else ""),
                one.source,
            )
            for one in overview()
        )
        return self.parse_text_to_nodes("\n".join(table(TECHNOLOGIES, rows)))


class CarriersDirective(SphinxDirective):
    """A table of the carriers."""

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        rows = (
            (
                f"``{one.carrier}``",
                one.unit,
                one.surplus,
                f"{one.emission_factor} {one.impact}".strip(),
                one.lower_heating_value,
                one.buy_price,
                one.source,
            )
            for one in sorted(listed().values(), key=lambda one: one.carrier)
        )
        return self.parse_text_to_nodes("\n".join(table(CARRIERS, rows)))


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """Yield the lines of a list table."""
    yield from (".. list-table::", "   :header-rows: 1", "")
    for row in (heads, *rows):
        for number, cell in enumerate(row):
            yield f"   {'*' if number == 0 else ' '} - {cell}"
    yield ""


def setup(app: Sphinx) -> dict[str, bool | str]:
    """Register the directives."""
    app.add_directive("technologies", TechnologiesDirective)
    app.add_directive("carriers", CarriersDirective)
    return {"version": "1", "parallel_read_safe": True}
