"""The command line: ``synergy check | solve | doctor | new``.

Exit codes: 0 ok, 1 error, 2 wrong input, 3 no plan is possible, 4 stopped by a limit or Ctrl-C with a plan,
130 stopped by Ctrl-C without one.
"""

from __future__ import annotations

import json
import sys
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from enum import IntEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from synergy import examples
from synergy.errors import (
    MAX_FAULTS_SHOWN,
    Fault,
    InfeasibleError,
    ScenarioError,
    SynergyError,
)
from synergy.io.folder import ScenarioWarning, read_folder
from synergy.scenario import Scenario
from synergy.solve.doctor import examine, is_healthy

LONGEST_LINE = 1_000

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
        scenario, odd = _read(directory, example, max_input_mb)
        if as_json:
            _write_json({"status": "ok", "faults": [], "warnings": odd, **_sizes(scenario)})
        else:
            typer.echo(repr(scenario))
            typer.echo("ok" if not odd else f"ok, with {len(odd)} warning{'s' * (len(odd) > 1)}")


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
def doctor(as_json: AsJson = False) -> None:
    """Say what is installed, and let every solver prove itself on models with known answers."""
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


def _read(directory: Path | None, example: str | None, max_input_mb: float) -> tuple[Scenario, list[str]]:
    """Return the scenario that the command names, and its warnings, which are also told."""
    if (directory is None) == (example is None):
        found = "neither a folder nor an example is named" if directory is None else "both DIR and --example"
        raise ScenarioError([Fault("", found, fix="give DIR, or --example NAME")])
    source = directory if directory is not None else examples.path(example or "")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", ScenarioWarning)
        scenario = read_folder(source, max_input_mb)
    odd = [str(warning.message) for warning in caught if issubclass(warning.category, ScenarioWarning)]
    for line in odd[:MAX_FAULTS_SHOWN]:
        _tell(f"warning: {line}")
    return scenario, odd


@contextmanager
def _told(as_json: bool) -> Iterator[None]:
    """Turn every error that synergy raises on purpose into lines on standard error and an exit code."""
    try:
        yield
    except ScenarioError as error:
        for fault in error.faults[:MAX_FAULTS_SHOWN]:
            _tell(str(fault))
        more = len(error.faults) - MAX_FAULTS_SHOWN
        if more > 0:
            _tell(f"... and {more:,} more fault{'s' * (more > 1)}.")
        _give_up(as_json, Exit.INPUT, "input", error, [asdict(fault) for fault in error.faults])
    except InfeasibleError as error:
        _tell(f"no plan is possible: {error}")
        _give_up(as_json, Exit.INFEASIBLE, "infeasible", error)
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


def _tell(text: str) -> None:
    """Write one line to standard error; whatever a stranger's file put into it can not steer the terminal."""
    line = "".join(sign if sign.isprintable() else f"\\u{ord(sign):04x}" for sign in " ".join(text.split()))
    if len(line) > LONGEST_LINE:
        line = f"{line[: LONGEST_LINE // 2]} ... {line[-LONGEST_LINE // 2 :]}"
    typer.echo(line, err=True)


def _write_json(data: dict[str, Any]) -> None:
    typer.echo(json.dumps(data, indent=2, allow_nan=False))


def _sizes(scenario: Scenario) -> dict[str, int]:
    cluster = scenario.cluster
    periods, steps = scenario.time.shape
    return {
        "sites": len(cluster.sites),
        "corridors": len(cluster.corridors),
        "assets": len(cluster.assets),
        "hubs": len(cluster.hubs),
        "periods": periods,
        "steps": steps,
    }
