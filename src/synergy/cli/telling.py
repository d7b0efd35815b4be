"""What the command line says: results as JSON, faults and errors as lines, and the exit code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from enum import IntEnum
from typing import Any

import typer

from synergy.errors import MAX_FAULTS_SHOWN, InfeasibleError, ScenarioError, StoppedError, SynergyError
from synergy.io.json_text import json_text

LONGEST_LINE = 1_000


class Exit(IntEnum):
    """What the command's exit code means."""

    OK = 0
    ERROR = 1
    INPUT = 2
    INFEASIBLE = 3
    STOPPED = 4
    INTERRUPTED = 130


@contextmanager
def told(as_json: bool) -> Iterator[None]:
    """Turn every error that synergy raises on purpose into lines on standard error and an exit code."""
    try:
        yield
    except ScenarioError as error:
        tell_all([str(fault) for fault in error.faults])
        give_up(as_json, Exit.INPUT, "input", error, [asdict(fault) for fault in error.faults])
    except InfeasibleError as error:
        tell_all([str(fault) for fault in error.faults] or [f"no plan is possible: {error}"])
        give_up(as_json, Exit.INFEASIBLE, "infeasible", error, [asdict(fault) for fault in error.faults])
    except StoppedError as error:
        tell(str(error))
        give_up(
            as_json, Exit.INTERRUPTED if error.status == "interrupted" else Exit.ERROR, error.status, error
        )
    except BrokenPipeError:  # whoever reads has seen enough
        raise
    except (SynergyError, OSError) as error:
        tell(f"error: {error}")
        give_up(as_json, Exit.ERROR, "error", error)
    except KeyboardInterrupt:
        tell("interrupted")
        raise typer.Exit(Exit.INTERRUPTED) from None


def give_up(as_json: bool, code: Exit, status: str, error: Exception, faults: object = ()) -> None:
    """Exit with a code; for machines, say why as JSON."""
    if as_json:
        write_json({"status": status, "message": str(error), "faults": faults})
    raise typer.Exit(code) from None


def tell_all(lines: Sequence[str]) -> None:
    """Write lines to standard error, and how many more there would be."""
    for line in lines[:MAX_FAULTS_SHOWN]:
        tell(line)
    more = len(lines) - MAX_FAULTS_SHOWN
    if more > 0:
        tell(f"... and {more:,} more fault{'s' * (more > 1)}.")


def tell(text: str) -> None:
    """Write one line to standard error; whatever a stranger's file put into it can not steer the terminal."""
    line = "".join(sign if sign.isprintable() else f"\\u{ord(sign):04x}" for sign in " ".join(text.split()))
    if len(line) > LONGEST_LINE:
        line = f"{line[: LONGEST_LINE // 2]} ... {line[-LONGEST_LINE // 2 :]}"
    typer.echo(line, err=True)


def write_json(data: Mapping[str, Any]) -> None:
    """Write data to standard output as JSON."""
    typer.echo(json_text(data), nl=False)
