"""The command line: ``synergy check | solve | numerics | aggregate | doctor | new``.

Exit codes: 0 ok, 1 error, 2 wrong input, 3 no plan is possible, 4 stopped by a limit or Ctrl-C with a plan,
130 stopped by Ctrl-C without one.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from synergy import examples
from synergy.errors import (
    MAX_FAULTS_SHOWN,
    Fault,
    InfeasibleError,
    ScenarioError,
    StoppedError,
    SynergyError,
)
from synergy.io.folder import ScenarioWarning, located, read_folder, write_folder
from synergy.io.json_text import json_text
from synergy.io.yaml_scalars import Unclear, resolve
from synergy.pathway.pathway import Pathway
from synergy.scenario import Scenario
from synergy.solver.options import SolveOptions
from synergy.units import UnitError, Units, convert

# What only some commands need is imported where it is used: Pyomo and pandas take seconds, for which
# `synergy --help` or a `synergy check` in an editor's save hook should not wait.
if TYPE_CHECKING:
    from synergy.pathway.plan import PathwayPlan
    from synergy.plan.plan import Plan

LONGEST_LINE = 1_000
EXPLAIN_SECONDS = 30.0

app = typer.Typer(
    name="synergy",
    help="Shared investments of industrial clusters: a scenario folder in, an audited least-cost plan out.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

Directory = Annotated[Path | None, typer.Argument(metavar="DIR", help="Scenario folder.", show_default=False)]
Example = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="A packaged example instead of a folder.", show_default=False),
]
AsJson = Annotated[bool, typer.Option("--json", help="Write JSON to standard output, for machines.")]
MaxInput = Annotated[float, typer.Option(metavar="MB", help="Largest scenario.yaml that is read.")]


class Exit(IntEnum):
    """What the command's exit code means."""

    OK = 0
    ERROR = 1
    INPUT = 2
    INFEASIBLE = 3
    STOPPED = 4
    INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with its code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    app(args=None if arguments is None else list(arguments), prog_name="synergy")


@app.command()
def check(
    directory: Directory = None,
    example: Example = None,
    as_json: AsJson = False,
    max_input_mb: MaxInput = 20,
) -> None:
    """Read a scenario and list everything that is wrong with it."""
    with _told(as_json):
        scenario, odd = _read(_source(directory, example), max_input_mb)
        if as_json:
            _write_json({"status": "ok", "faults": [], "warnings": odd, **_sizes(scenario)})
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
    from synergy.io.results import summary_data, write_results

    with _told(as_json):
        given = {"gap": gap, "time_limit": time_limit, "threads": threads, "method": method, "solver": solver}
        options = _options(given, option or [])
        source = _source(directory, example)
        scenario, _ = _read(source, max_input_mb)
        scenario = _with_foresight(scenario, foresight)
        plan = _plan(source, scenario, options, as_json)
        if out is not None:
            write_results(plan, out)
        typer.echo(json_text(summary_data(plan)) if as_json else plan.summary(), nl=not as_json)
        if not plan.report.passed:
            _tell_all(str(plan.report).splitlines())
            raise typer.Exit(Exit.ERROR)
        if plan.status != "optimal":
            _tell(f"stopped ({plan.status.replace('_', ' ')}) with the best plan found so far")
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

    with _told(as_json):
        options = _options({"gap": gap, "time_limit": time_limit, "method": method}, [])
        found, _ = _read(_source(directory, example), max_input_mb)
        report = find_ranges(_in_year(found, year), root=root, solve=solve, options=options)
        if html is not None:
            html.write_text(report.page(), encoding="utf-8")
        if as_json:
            _write_json({"status": "ok", **report.to_data()})
        else:
            typer.echo(str(report))


@app.command()
def new(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="Folder to make.")],
    example: Annotated[
        str, typer.Option(metavar="NAME", help=f"Example to begin from: {', '.join(examples.names())}.")
    ] = "two-plants",
) -> None:
    """Make a scenario folder from a packaged example."""
    with _told(as_json=False):
        folder = examples.copy(example, directory)
        typer.echo(f"{folder} made from example {example}. Next: synergy solve {folder}")


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

    with _told(as_json=False):
        scenario, _ = _read(_source(directory, None), max_input_mb)
        if out is None:
            raise ScenarioError([Fault("", "nothing says where to write", fix="give --out DIR")])
        base = scenario.base if isinstance(scenario, Pathway) else scenario
        found = fewer_periods(base, periods, method, period_hours=period_hours, seed=seed)
        few = Pathway(found.scenario, scenario.terms) if isinstance(scenario, Pathway) else found.scenario
        write_folder(few, out)
        typer.echo(f"{found!r}\n\n{out} written. Next: synergy solve {out}")


@app.command()
def doctor(as_json: AsJson = False) -> None:
    """Say what is installed, and let every solver prove itself on models with known answers."""
    from synergy.solver.doctor import examine, is_healthy

    with _told(as_json):
        findings = examine()
        healthy = is_healthy(findings)
        if as_json:
            _write_json(
                {"status": "ok" if healthy else "error", "findings": [asdict(one) for one in findings]}
            )
        else:
            table = Table("", "version", "status", "detail", box=None, header_style="bold")
            for one in findings:
                table.add_row(one.name, one.version, one.status, one.detail)
            Console(width=None if sys.stdout.isatty() else 200).print(table)
        if not healthy:
            raise typer.Exit(Exit.ERROR)


def _source(directory: Path | None, example: str | None) -> Path:
    """Return the folder that the command names."""
    if (directory is None) == (example is None):
        found = "neither a folder nor an example is named" if directory is None else "both DIR and --example"
        raise ScenarioError([Fault("", found, fix="give DIR, or --example NAME")])
    return directory if directory is not None else examples.path(example or "")


def _read(source: Path, max_input_mb: float) -> tuple[Scenario | Pathway, list[str]]:
    """Return the scenario in a folder, and its warnings, which are also told."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", ScenarioWarning)
        scenario = read_folder(source, max_input_mb)
    odd = [str(warning.message) for warning in caught if issubclass(warning.category, ScenarioWarning)]
    _tell_all([f"warning: {line}" for line in odd])
    return scenario, odd


def _in_year(scenario: Scenario | Pathway, year: int | None) -> Scenario:
    """Return a scenario, or a pathway's of one year."""
    if not isinstance(scenario, Pathway):
        if year is None:
            return scenario
        raise ScenarioError([Fault("--year", "names a year, but this is no pathway", fix="leave it out")])
    if year is not None and year in scenario.scenarios:
        return scenario.scenarios[year]
    found = f"{year} is no year of the pathway" if year is not None else "missing, and this is a pathway"
    years = ", ".join(str(one) for one in scenario.scenarios)
    raise ScenarioError([Fault("--year", found, fix=f"name one of its years: {years}")])


def _with_foresight(scenario: Scenario | Pathway, foresight: str | None) -> Scenario | Pathway:
    """Return a pathway that sees as far as the command says."""
    if foresight is None:
        return scenario
    if isinstance(scenario, Scenario):
        found = "this scenario has no section 'pathway'"
        raise ScenarioError([Fault("options.foresight", found, fix="leave --foresight out")])
    return scenario.with_({"pathway.foresight": _scalar(foresight)})


def _options(given: Mapping[str, str | None], pairs: Sequence[str]) -> SolveOptions:
    """Return the options that the command line names; every fault in them is told."""
    values: dict[str, Any] = {}
    faults = []
    for name, text in given.items():
        if text is None:
            continue
        unit = {"gap": "", "time_limit": "s"}.get(name)
        try:
            values[name] = _scalar(text) if unit is None else convert(text, (unit,), Units())
        except UnitError as error:
            faults.append(Fault(f"options.{name}", error.found, fix=error.fix))
    for pair in pairs:
        name, equals, text = pair.partition("=")
        if not name or not equals:
            faults.append(Fault("options", f"'{pair}' is no option", fix="write --option name=value"))
        elif name in values:
            faults.append(Fault(f"options.{name}", "is given twice", fix="give it once"))
        else:
            values[name] = _scalar(text)
    try:
        options = SolveOptions.from_mapping(values)
    except ScenarioError as error:
        raise ScenarioError([*faults, *error.faults]) from None
    if faults:
        raise ScenarioError(faults)
    return options


def _scalar(text: str) -> Any:
    value = resolve(text)
    return text if isinstance(value, Unclear) else value


def _plan(
    source: Path, scenario: Scenario | Pathway, options: SolveOptions, as_json: bool
) -> Plan | PathwayPlan:
    """Return the plan with its audit, whatever the audit says; progress goes to standard error."""
    from synergy.pathway.audit import audited
    from synergy.pathway.solve import solve_pathway
    from synergy.plan.audit import audit
    from synergy.plan.solve import solve as solve_scenario
    from synergy.present.progress import SolveProgress

    console = Console(stderr=True, quiet=as_json and not sys.stderr.isatty())
    try:
        if isinstance(scenario, Pathway):
            base = scenario.base
            with SolveProgress(console, base.objective, base.currency, per="") as progress:
                return audited(solve_pathway(scenario, options, audit=False, on_event=progress))
        with SolveProgress(console, scenario.objective, scenario.currency) as progress:
            plan = solve_scenario(scenario, options, audit=False, on_event=progress)
    except InfeasibleError as error:
        raise InfeasibleError(str(error), _reasons(source, scenario, options)) from None
    return replace(plan, report=audit(plan))


def _reasons(source: Path, scenario: Scenario | Pathway, options: SolveOptions) -> tuple[Fault, ...]:
    """Return what keeps a scenario, or a year of a pathway, from having a plan, if that is soon said."""
    from synergy.plan.explain import why_infeasible

    seconds = min(options.time_limit or EXPLAIN_SECONDS, EXPLAIN_SECONDS)
    plain = SolveOptions(gap=0.01, time_limit=seconds, threads=options.threads)
    years = scenario.scenarios.values() if isinstance(scenario, Pathway) else (scenario,)
    try:
        found = next((faults for one in years if (faults := why_infeasible(one, plain))), ())
        return located(source, found)
    except SynergyError:  # the answer stands without its reasons
        return ()


@contextmanager
def _told(as_json: bool) -> Iterator[None]:
    """Turn every error that synergy raises on purpose into lines on standard error and an exit code."""
    try:
        yield
    except ScenarioError as error:
        _tell_all([str(fault) for fault in error.faults])
        _give_up(as_json, Exit.INPUT, "input", error, [asdict(fault) for fault in error.faults])
    except InfeasibleError as error:
        _tell_all([str(fault) for fault in error.faults] or [f"no plan is possible: {error}"])
        _give_up(as_json, Exit.INFEASIBLE, "infeasible", error, [asdict(fault) for fault in error.faults])
    except StoppedError as error:
        _tell(str(error))
        _give_up(
            as_json, Exit.INTERRUPTED if error.status == "interrupted" else Exit.ERROR, error.status, error
        )
    except (SynergyError, OSError) as error:
        _tell(f"error: {error}")
        _give_up(as_json, Exit.ERROR, "error", error)
    except KeyboardInterrupt:
        _tell("interrupted")
        raise typer.Exit(Exit.INTERRUPTED) from None


def _give_up(as_json: bool, code: Exit, status: str, error: Exception, faults: object = ()) -> None:
    if as_json:
        _write_json({"status": status, "message": str(error), "faults": faults})
    raise typer.Exit(code) from None


def _tell_all(lines: Sequence[str]) -> None:
    for line in lines[:MAX_FAULTS_SHOWN]:
        _tell(line)
    more = len(lines) - MAX_FAULTS_SHOWN
    if more > 0:
        _tell(f"... and {more:,} more fault{'s' * (more > 1)}.")


def _tell(text: str) -> None:
    """Write one line to standard error; whatever a stranger's file put into it can not steer the terminal."""
    line = "".join(sign if sign.isprintable() else f"\\u{ord(sign):04x}" for sign in " ".join(text.split()))
    if len(line) > LONGEST_LINE:
        line = f"{line[: LONGEST_LINE // 2]} ... {line[-LONGEST_LINE // 2 :]}"
    typer.echo(line, err=True)


def _write_json(data: Mapping[str, Any]) -> None:
    typer.echo(json_text(data), nl=False)


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
