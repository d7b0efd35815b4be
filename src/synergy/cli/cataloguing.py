"""``synergy technologies`` and ``synergy new``: what is in the catalogue, and a scenario to begin with."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from synergy import examples
from synergy.cli.asking import read
from synergy.cli.telling import told, write_json
from synergy.errors import Fault, ScenarioError
from synergy.io.catalogue import of_technology
from synergy.io.catalogue_overview import overview
from synergy.io.starting import write_start

USUAL_EXAMPLE = "two-plants"


def technologies(
    word: Annotated[
        str, typer.Argument(metavar="WORD", help="Part of a name, a kind or a carrier.", show_default=False)
    ] = "",
    as_json: Annotated[
        bool, typer.Option("--json", help="Write JSON to standard output, with every figure, for machines.")
    ] = False,
) -> None:
    """List the technologies of the catalogue: what they take and give, what they cost, who says so."""
    with told(as_json):
        found = overview(word)
        if not found:
            fix = "see synergy technologies, without a word"
            raise ScenarioError([Fault("", f"no technology has to do with '{word}'", fix=fix)])
        found = tuple(one for one in found if one.technology == word.lower()) or found
        if as_json:
            figures = {
                one.technology: [asdict(row) for row in of_technology()[one.technology]] for one in found
            }
            entries = [{**asdict(one), "figures": figures[one.technology]} for one in found]
            write_json({"status": "ok", "technologies": entries})
            return
        table = Table("technology", "kind", "takes", "gives", "investment", "source", box=None)
        table.header_style = "bold"
        for one in found:
            condition = f"\nat {one.condition}" if one.condition else ""
            source = one.source.partition(",")[0]
            table.add_row(
                one.technology, one.kind, ", ".join(one.takes), ", ".join(one.gives),
                (one.capex or "none found") + condition, source,
            )  # fmt: skip
        Console(width=None if sys.stdout.isatty() else 200).print(table)
        if len(found) == 1:
            for row in of_technology()[found[0].technology]:
                at = f" at {row.at}" if row.at else ""
                typer.echo(f"  {row.field}{at}: {row.value}  [{row.source}] {row.note}".rstrip())


def new(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="Folder to make.")],
    example: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help=f"Example to begin from: {', '.join(examples.names())}. Default: {USUAL_EXAMPLE}.",
            show_default=False,
        ),
    ] = None,
    technology: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="Begin with one site and this technology of the catalogue; may be repeated. "
            "A condition that figures depend on stands after @: capture-amine@co2_share=14%.",
        ),
    ] = None,
    product: Annotated[
        list[str] | None,
        typer.Option(metavar="CARRIER=FLOW", help="What the site must give, e.g. steel=250t/h; repeatable."),
    ] = None,
    price: Annotated[
        list[str] | None,
        typer.Option(
            metavar="CARRIER=PRICE",
            help="What bought goods cost, or by-products bring, e.g. power=70 (EUR/MWh); repeatable.",
        ),
    ] = None,
) -> None:
    """Make a scenario folder from a packaged example, or from technologies of the catalogue."""
    with told(as_json=False):
        if example is not None and technology:
            raise ScenarioError([Fault("", "both --example and --technology", fix="give one of them")])
        if technology:
            folder = write_start(directory, technology, product or (), price or ())
            read(folder, 20)
            typer.echo(f"{folder} made from {', '.join(technology)}. Next: synergy solve {folder}")
            return
        if product or price:
            fix = "name what makes it with --technology"
            raise ScenarioError([Fault("", "--product and --price without --technology", fix=fix)])
        name = example or USUAL_EXAMPLE
        folder = examples.copy(name, directory)
        typer.echo(f"{folder} made from example {name}. Next: synergy solve {folder}")
