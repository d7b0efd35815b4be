"""The command line: ``synergy check | solve | verify | study | share | route | aggregate | numerics | ...``.

``synergy technologies`` lists the catalogue, ``synergy new`` makes a scenario folder to begin with.

Exit codes: 0 ok, 1 error (of verify also: demand is not met), 2 wrong input, 3 no plan is possible, 4 stopped
by a limit or Ctrl-C with a plan, 130 stopped by Ctrl-C without one.

What only some commands need is imported where it is used: Pyomo and pandas take seconds, for which
`synergy --help` or a `synergy check` in an editor's save hook should not wait.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from synergy.cli.asking import in_year, options_of, read, source_of, with_foresight
from synergy.cli.cataloguing import new, technologies
from synergy.cli.finding import find_plan
from synergy.cli.pinching import pinch
from synergy.cli.routing import route
from synergy.cli.sharing import share, value
from synergy.cli.studying import study_app
from synergy.cli.telling import Exit, tell, tell_all, told, write_json
from synergy.errors import Fault, ScenarioError
from synergy.io.folder import write_folder
from synergy.io.json_text import json_text
from synergy.pathway.pathway import Pathway
from synergy.scenario import Scenario
from synergy.version import __version__

app = typer.Typer(
    name="synergy",
    help="Shared investments of industrial clusters: a scenario folder in, an audited least-cost plan out.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
study_app.command()(value)
app.add_typer(study_app)
app.command()(share)
app.command()(route)
app.command()(technologies)
app.command()(new)
app.command()(pinch)

Directory = Annotated[Path | None, typer.Argument(metavar="DIR", help="Scenario folder.", show_default=False)]
Example = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="A packaged example instead of a folder.", show_default=False),
]
AsJson = Annotated[bool, typer.Option("--json", help="Write JSON to standard output, for machines.")]
MaxInput = Annotated[float, typer.Option(metavar="MB", help="Largest scenario.yaml that is read.")]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with its code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        app(args=None if arguments is None else list(arguments), prog_name="synergy")
    finally:
        _flush()


def _flush() -> None:
    """Write out what is left; a reader who has seen enough, such as ``head``, is no reason to complain."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _tell_version(asked: bool) -> None:
    if asked:
        typer.echo(f"synergy {__version__}")
        raise typer.Exit(Exit.OK)


@app.callback()
def top(
    version: Annotated[
        bool,
        typer.Option("--version", help="Say the version and stop.", is_eager=True, callback=_tell_version),
    ] = False,
) -> None:
    """Shared investments of industrial clusters: a scenario folder in, an audited least-cost plan out."""


@app.command()
def check(
    directory: Directory = None,
    example: Example = None,
    as_json: AsJson = False,
    max_input_mb: MaxInput = 20,
) -> None:
    """Read a scenario and list everything that is wrong with it."""
    with told(as_json):
        scenario, odd = read(source_of(directory, example), max_input_mb)
        if as_json:
            write_json({"status": "ok", "faults": [], "warnings": odd, **_sizes(scenario)})
        else:
            typer.echo(repr(scenario))
            typer.echo("ok" if not odd else f"ok, with {len(odd)} warning{'s' * (len(odd) > 1)}")


@app.command()
def solve(
    directory: Directory = None,
    example: Example = None,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Folder for plan, tables, log and summary.json.")
    ] = None,
    gap: Annotated[
        str | None, typer.Option(metavar="SHARE", help="Accepted distance from the optimum, e.g. 0.01 or 1%.")
    ] = None,
    time_limit: Annotated[
        str | None, typer.Option(metavar="TIME", help="Wall-clock limit, in seconds or e.g. 3min.")
    ] = None,
    threads: Annotated[str | None, typer.Option(metavar="N", help="Most threads to use.")] = None,
    method: Annotated[str | None, typer.Option(metavar="NAME", help="auto, simplex, ipx or hipo.")] = None,
    foresight: Annotated[
        str | None,
        typer.Option(
            metavar="SIGHT", help="Of a pathway: perfect, myopic, or how many years a decision sees."
        ),
    ] = None,
    solver: Annotated[
        str | None, typer.Option(metavar="NAME", help="highs, or another solver by Pyomo's name.")
    ] = None,
    option: Annotated[
        list[str] | None, typer.Option(metavar="KEY=VALUE", help="Any option by the solver's own name.")
    ] = None,
    as_json: AsJson = False,
    max_input_mb: MaxInput = 20,
) -> None:
    """Find the least-cost plan of a scenario, audit it, and write it down."""
    from synergy.io.results import SUMMARY_FILE, summary_data, write_results

    with told(as_json):
        given = {"gap": gap, "time_limit": time_limit, "threads": threads, "method": method, "solver": solver}
        options = options_of(given, option or [])
        source = source_of(directory, example)
        scenario, _ = read(source, max_input_mb)
        scenario = with_foresight(scenario, foresight)
        if out is not None and (out / SUMMARY_FILE).exists():
            tell(f"{out} holds results of an earlier run; they stay until this one has a plan")
        plan = find_plan(source, scenario, options, as_json)
        if out is not None:
            write_results(plan, out)
            tell(f"written to {out}")
        typer.echo(json_text(summary_data(plan)) if as_json else plan.summary(), nl=not as_json)
        if not plan.report.passed:
            tell_all(str(plan.report).splitlines())
            raise typer.Exit(Exit.ERROR)
        if plan.status != "optimal":
            tell(f"stopped ({plan.status.replace('_', ' ')}) with the best plan found so far")
            raise typer.Exit(Exit.STOPPED)


@app.command()
def numerics(
    directory: Directory = None,
    example: Example = None,
    root: Annotated[
        bool, typer.Option("--root", help="Also solve the linear relaxation, with sizes cut and without.")
    ] = False,
    solve: Annotated[
        bool, typer.Option("--solve", help="Also solve the model, to tell the bounds as gaps.")
    ] = False,
    gap: Annotated[
        str | None, typer.Option(metavar="SHARE", help="Accepted distance from the optimum, e.g. 0.01 or 1%.")
    ] = None,
    time_limit: Annotated[
        str | None, typer.Option(metavar="TIME", help="Wall-clock limit, in seconds or e.g. 3min.")
    ] = None,
    method: Annotated[str | None, typer.Option(metavar="NAME", help="auto, simplex, ipx or hipo.")] = None,
    year: Annotated[int | None, typer.Option(metavar="YEAR", help="Of a pathway: the year.")] = None,
    html: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the report as a page.")] = None,
    as_json: AsJson = False,
    max_input_mb: MaxInput = 20,
) -> None:
    """Say how large and small the model's numbers are, and which fields the extreme ones come from."""
    from synergy.solver.numerics import numerics as find_ranges

    with told(as_json):
        options = options_of({"gap": gap, "time_limit": time_limit, "method": method}, [])
        found, _ = read(source_of(directory, example), max_input_mb)
        report = find_ranges(in_year(found, year), root=root, solve=solve, options=options)
        if html is not None:
            html.write_text(report.page(), encoding="utf-8")
        if as_json:
            write_json({"status": "ok", **report.to_data()})
        else:
            typer.echo(str(report))


@app.command()
def aggregate(
    directory: Directory = None,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Folder for the scenario of few periods.")
    ] = None,
    periods: Annotated[int, typer.Option(metavar="N", help="Representative periods.")] = 12,
    method: Annotated[str, typer.Option(metavar="NAME", help="k_medoids or tsam.")] = "k_medoids",
    period_hours: Annotated[
        float | None, typer.Option(metavar="H", help="Length of a period; default: as chained, or a day.")
    ] = None,
    seed: Annotated[int, typer.Option(metavar="N", help="Seed of the search for medoids.")] = 0,
    max_input_mb: MaxInput = 20,
) -> None:
    """Write a scenario of a full year anew on a few representative periods."""
    from synergy.aggregation.aggregate import aggregate as fewer_periods

    with told(as_json=False):
        scenario, _ = read(source_of(directory, None), max_input_mb)
        if out is None:
            raise ScenarioError([Fault("", "nothing says where to write", fix="give --out DIR")])
        base = scenario.base if isinstance(scenario, Pathway) else scenario
        found = fewer_periods(base, periods, method, period_hours=period_hours, seed=seed)
        few = Pathway(found.scenario, scenario.terms) if isinstance(scenario, Pathway) else found.scenario
        write_folder(few, out)
        typer.echo(f"{found!r}\n\n{out} written. Next: synergy solve {out}")


@app.command()
def verify(
    directory: Annotated[
        Path | None,
        typer.Argument(
            metavar="DIR", help="Results of solve, or a scenario of few periods.", show_default=False
        ),
    ] = None,
    example: Example = None,
    full_year: Annotated[
        Path | None, typer.Option(metavar="FULL", help="Folder of the scenario of the full year.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Folder for the check and the full year's operation.")
    ] = None,
    year: Annotated[int | None, typer.Option(metavar="YEAR", help="Of a pathway: this year only.")] = None,
    gap: Annotated[
        str | None, typer.Option(metavar="SHARE", help="Accepted distance from the optimum, e.g. 0.01 or 1%.")
    ] = None,
    time_limit: Annotated[
        str | None, typer.Option(metavar="TIME", help="Wall-clock limit, in seconds or e.g. 3min.")
    ] = None,
    method: Annotated[str | None, typer.Option(metavar="NAME", help="auto, simplex, ipx or hipo.")] = None,
    as_json: AsJson = False,
    max_input_mb: MaxInput = 20,
) -> None:
    """Run the design of a plan made on few periods through every hour of the full year."""
    from synergy.cli.verifying import checks_of, plan_in, profile_lines, verdict, write_checks

    with told(as_json):
        options = options_of({"gap": gap, "time_limit": time_limit, "method": method}, [])
        if full_year is None:
            raise ScenarioError(
                [Fault("", "nothing says what the full year is", fix="give --full-year FULL")]
            )
        source = source_of(directory, example)
        full, _ = read(full_year, max_input_mb)
        checks = checks_of(plan_in(source, options, max_input_mb, as_json), full, year, options)
        if out is not None:
            write_checks(checks, out)
        answer = verdict(checks)
        if as_json:
            write_json(answer)
        else:
            for one, check in checks.items():
                lines = "\n".join(profile_lines(check, full))
                typer.echo(f"{one}\n\n{check.summary()}\n\n{lines}")
        stopped = [check for check in checks.values() if check.dispatch.status != "optimal"]
        if stopped:
            tell("stopped with the best operation found so far")
            raise typer.Exit(Exit.STOPPED)
        if answer["status"] != "ok":
            tell("demand is not met over the full year")
            raise typer.Exit(Exit.ERROR)


@app.command()
def doctor(as_json: AsJson = False) -> None:
    """Say what is installed, and let every solver prove itself on models with known answers."""
    from synergy.solver.doctor import examine, is_healthy

    with told(as_json):
        findings = examine()
        healthy = is_healthy(findings)
        if as_json:
            write_json(
                {"status": "ok" if healthy else "error", "findings": [asdict(one) for one in findings]}
            )
        else:
            table = Table("", "version", "status", "detail", box=None, header_style="bold")
            for one in findings:
                table.add_row(one.name, one.version, one.status, one.detail)
            Console(width=None if sys.stdout.isatty() else 200).print(table)
        if not healthy:
            raise typer.Exit(Exit.ERROR)


def _sizes(described: Scenario | Pathway) -> dict[str, int]:
    scenario = described.base if isinstance(described, Pathway) else described
    cluster = scenario.cluster
    periods, steps = scenario.time.shape
    return {
        **({"years": len(described.years)} if isinstance(described, Pathway) else {}),
        "sites": len(cluster.sites),
        "corridors": len(cluster.corridors),
        "assets": len(cluster.assets),
        "hubs": len(cluster.hubs),
        "periods": periods,
        "steps": steps,
    }
