"""What ``synergy study`` asks for: cases, how they are run, and where the study goes."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from synergy.cli.asking import options_of, read, scalar, source_of
from synergy.cli.telling import tell, write_json
from synergy.errors import Fault, ScenarioError
from synergy.pathway.pathway import Pathway
from synergy.scenario import Scenario

if TYPE_CHECKING:
    from synergy.study.outcome import Running
    from synergy.study.progress import StudyEvent
    from synergy.study.study import Study

STUDY_GAP = "1e-6"
PROGRESS_SECONDS = 5.0
_AT_COMMAS = re.compile(r",(?![^()]*\))")

Directory = Annotated[Path | None, typer.Argument(metavar="DIR", help="Scenario folder.", show_default=False)]
Example = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="A packaged example instead of a folder.", show_default=False),
]
Out = Annotated[Path | None, typer.Option(metavar="FILE", help="Write the study to one netCDF file.")]
Html = Annotated[Path | None, typer.Option(metavar="FILE", help="Write its figure as a page.")]
Jobs = Annotated[
    int | None, typer.Option(metavar="N", help="Processes of this machine; 0: one case after the other.")
]
Scheduler = Annotated[
    str | None, typer.Option(metavar="ADDRESS", help="Dask scheduler, e.g. tcp://host:8786.")
]
Store = Annotated[
    Path | None, typer.Option(metavar="DIR", help="Keep results here; what is there is not solved again.")
]
Gap = Annotated[str, typer.Option(metavar="SHARE", help="Accepted distance from the optimum of every case.")]
AsJson = Annotated[bool, typer.Option("--json", help="Write JSON to standard output, for machines.")]
Changes = Annotated[
    list[str] | None,
    typer.Option(metavar="NAME:PATH=VALUE,...", help="A case by its changes; may be given several times."),
]


def described(directory: Path | None, example: str | None) -> Scenario | Pathway:
    """Return the scenario or pathway that the command names."""
    return read(source_of(directory, example), 20)[0]


def one_year(directory: Path | None, example: str | None) -> Scenario:
    """Return the scenario that the command names; a pathway is refused."""
    found = described(directory, example)
    if isinstance(found, Pathway):
        raise ScenarioError([Fault("pathway", "this study is of a single year", fix="take the section out")])
    return found


def running_of(
    jobs: int | None,
    scheduler: str | None,
    store: Path | None,
    gap: str,
    files: Sequence[Path | None],
) -> Running:
    """Return how the cases are run; what is wrong is told before anything is solved."""
    faults = []
    if jobs is not None and scheduler is not None:
        faults.append(Fault("--jobs", "is for this machine, --scheduler for others", fix="give one of them"))
    if jobs is not None and jobs < 0:
        faults.append(Fault("--jobs", f"{jobs} processes", fix="give 0 or more"))
    faults += [
        Fault(str(file), "is a folder", fix="name a file")
        for file in files
        if file is not None and file.is_dir()
    ]
    try:
        options = options_of({"gap": gap}, [])
    except ScenarioError as error:
        raise ScenarioError([*faults, *error.faults]) from None
    if faults:
        raise ScenarioError(faults)
    executor = scheduler if scheduler is not None else jobs
    return {"options": options, "executor": executor, "store": store, "on_event": _Progress().hear}


class _Progress:
    """Tells how far a study is, now and then."""

    def __init__(self) -> None:
        self.last = time.monotonic()

    def hear(self, event: StudyEvent) -> None:
        """Write a line, unless one was written a moment ago."""
        if time.monotonic() - self.last >= PROGRESS_SECONDS:
            self.last = time.monotonic()
            failed = f", {event.failed} without a plan" if event.failed else ""
            rest = f", about {event.rest:,.0f} s left" if event.rest is not None else ""
            tell(f"{event.done} of {event.total} cases{failed}{rest}")


def tell_study(study: Study, out: Path | None, html: Path | None, as_json: bool) -> None:
    """Write the study to its files, and its table to standard output."""
    if out is not None:
        study.save(out)
        tell(f"written to {out}")
    if html is not None:
        html.parent.mkdir(parents=True, exist_ok=True)
        study.plot().write_html(html, include_plotlyjs=True)
        tell(f"written to {html}")
    if as_json:
        rows = study.table.to_dict("records")
        told_of = {"kind": study.kind, "name": study.name, "notes": list(study.notes)}
        write_json({"status": "ok", **told_of, "units": dict(study.units), "table": rows})
    else:
        typer.echo(repr(study))


def pairs(option: str, given: Sequence[str] | None) -> dict[str, str]:
    """Return what is left and right of the first ``=`` of each text."""
    found: dict[str, str] = {}
    faults = []
    for text in given or ():
        name, equals, value = (part.strip() for part in text.partition("="))
        if not name or not equals or not value:
            faults.append(Fault(f"--{option}", f"'{text}' is no pair", fix=f"write --{option} name=value"))
        elif name in found:
            faults.append(Fault(f"--{option}", f"'{name}' is given twice", fix="give it once"))
        found[name] = value
    if not given:
        faults.append(Fault(f"--{option}", "is missing", fix=f"give at least one --{option} name=value"))
    if faults:
        raise ScenarioError(faults)
    return found


def values_in(text: str) -> list[Any]:
    """Return what stands between commas."""
    return [scalar(part.strip()) for part in text.split(",")]


def cases_of(given: Sequence[str] | None) -> dict[str, Mapping[str, Any]]:
    """Return changes by name of the case."""
    found: dict[str, Mapping[str, Any]] = {}
    faults: list[Fault] = []
    for text in given or ():
        name, colon, changes = (part.strip() for part in text.partition(":"))
        if not name or not colon or not changes or name in found:
            told_of = "is given twice" if name in found else f"'{text}' is no case"
            faults.append(Fault(f"--case {name}", told_of, fix='write --case "name: path=value, path=value"'))
            continue
        changed = pairs("case", _AT_COMMAS.split(changes))
        found[name] = {path: scalar(value) for path, value in changed.items()}
    if faults:
        raise ScenarioError(faults)
    return found


def futures_of(scenario: Scenario, given: Sequence[str] | None) -> dict[str, Scenario]:
    """Return the scenario as ``base``, and as changed by each ``--case``."""
    found = {"base": scenario}
    faults: list[Fault] = []
    for name, changes in cases_of(given).items():
        try:
            found[name] = scenario.with_(changes)
        except ScenarioError as error:
            faults += error.faults
    if faults:
        raise ScenarioError(faults)
    return found


def probabilities_of(given: Sequence[str] | None) -> dict[str, float] | None:
    """Return shares by name, if any are given."""
    if not given:
        return None
    return {
        name: number_in("--probability", text, float) for name, text in pairs("probability", given).items()
    }


def number_in(option: str, text: str, kind: type[int] | type[float]) -> Any:
    """Return the number that an option holds."""
    try:
        return kind(text)
    except ValueError:
        raise ScenarioError([Fault(option, f"'{text}' is no number", fix="give a number")]) from None
