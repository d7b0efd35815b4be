"""``synergy pinch``: the least heat that streams need from outside, and their composite curves."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from synergy.cli.asking import read, read_warned, source_of
from synergy.cli.study_asking import AsJson, Example, Html
from synergy.cli.telling import told, write_json
from synergy.errors import Fault, ScenarioError
from synergy.units import UnitError, Units, convert


def pinch(
    source: Annotated[
        Path | None,
        typer.Argument(metavar="DIR|CSV", help="Scenario folder, or a table of streams.", show_default=False),
    ] = None,
    example: Example = None,
    approach: Annotated[
        str | None,
        typer.Option(metavar="K", help="Least temperature difference; default: the scenario's, or 10 K."),
    ] = None,
    html: Html = None,
    as_json: AsJson = False,
    max_input_mb: Annotated[float, typer.Option(metavar="MB", help="Largest file that is read.")] = 20,
) -> None:
    """Say how much heat streams must get from outside at least, by site, and where the pinch is."""
    from synergy.heat.scenario_streams import targets_of
    from synergy.heat.targets import pinch as find
    from synergy.io.stream_table import read_streams
    from synergy.pathway.pathway import Pathway

    with told(as_json):
        least = None if approach is None else _kelvin(approach)
        named = source_of(source, example)
        if named.suffix.lower() == ".csv":
            streams, _ = read_warned(lambda: read_streams(named, max_input_mb))
            targets = {named.stem: find(streams) if least is None else find(streams, least)}
        else:
            scenario, _ = read(named, max_input_mb)
            targets = targets_of(scenario.base if isinstance(scenario, Pathway) else scenario, least)
            if not targets:
                fix = "describe some under an asset of the kind heat_recovery, or name a CSV file"
                raise ScenarioError([Fault("assets", "no asset has streams", fix=fix)])
        if html is not None:
            from synergy.present.heat_pages import heat_page

            html.write_text(heat_page(targets), encoding="utf-8")
        if as_json:
            write_json({"status": "ok", "sites": {site: one.to_data() for site, one in targets.items()}})
        else:
            typer.echo("\n\n".join(f"{site}\n{one.summary()}" for site, one in targets.items()))


def _kelvin(text: str) -> float:
    try:
        return convert(text, ("K",), Units())
    except UnitError as error:
        raise ScenarioError([Fault("--approach", error.found, fix=error.fix)]) from None
