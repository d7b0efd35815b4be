"""``synergy route``: corridors over a raster of costs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from synergy.cli.asking import read, source_of
from synergy.cli.study_asking import AsJson, Directory
from synergy.cli.telling import tell_all, told, write_json
from synergy.errors import Fault, ScenarioError
from synergy.io.folder import write_folder
from synergy.io.paths import refuse_existing
from synergy.pathway.pathway import Pathway
from synergy.scenario import Scenario


def route(
    directory: Directory = None,
    raster: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Costs per cell: an ESRI ASCII grid in degrees, 1 on easy ground."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Folder for the scenario with its routes.")
    ] = None,
    along: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Existing rights of way: lines of a GeoJSON file.")
    ] = None,
    factor: Annotated[
        float, typer.Option(metavar="SHARE", help="Cost beside an existing right of way over that without.")
    ] = 0.6,
    width: Annotated[
        float, typer.Option(metavar="KM", help="Width of the strip along existing rights of way.")
    ] = 0.0,
    corridor: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="A corridor; may be repeated. Default: all.")
    ] = None,
    candidates: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", help="New corridors as well: minimum-spanning-tree, gabriel, nearest or all."
        ),
    ] = None,
    as_json: AsJson = False,
    max_input_mb: Annotated[
        float, typer.Option(metavar="MB", help="Largest scenario.yaml that is read.")
    ] = 20,
) -> None:
    """Find the cheapest route of each corridor on a map of costs, and write the scenario with its routes."""
    from synergy.routing.corridors import routed
    from synergy.routing.cost_raster import CostRaster
    from synergy.routing.lines import read_lines

    with told(as_json):
        if raster is None or out is None:
            missing = ["--raster FILE"] * (raster is None) + ["--out DIR"] * (out is None)
            found = "nothing says " + " and ".join(
                ["what the ground costs"] * (raster is None) + ["where to write"] * (out is None)
            )
            raise ScenarioError([Fault("", found, fix=f"give {' and '.join(missing)}")])
        refuse_existing(out)
        scenario, _ = read(source_of(directory, None), max_input_mb)
        ground = CostRaster.read(raster)
        if along is not None:
            ground = ground.along(read_lines(along), factor, width)
        base = scenario.base if isinstance(scenario, Pathway) else scenario
        routes = routed(base, ground, corridor or None, candidates)  # type: ignore[arg-type]  # checked there
        changed = routes.apply()
        tell_all(_replaced(base, changed))
        write_folder(Pathway(changed, scenario.terms) if isinstance(scenario, Pathway) else changed, out)
        if as_json:
            rows = {"routes": routes.table, "shared": routes.shared}
            write_json({"status": "ok", **{key: rows[key].to_dict("records") for key in rows}})
        else:
            typer.echo(f"{routes!r}\n\n{out} written. Next: synergy solve {out}")


def _replaced(before: Scenario, after: Scenario) -> list[str]:
    """Return a note for each terrain factor that was written by hand, without a route, and is another now."""
    lines = []
    for key, corridor in before.cluster.corridors.items():
        own, found = corridor.terrain_factor, after.cluster.corridors[key].terrain_factor
        if own not in (1.0, found) and not corridor.route:
            lines.append(
                f"note: corridors.{key}.terrain_factor: {own:g} is replaced by the route's {found:.3g}"
            )
    return lines
