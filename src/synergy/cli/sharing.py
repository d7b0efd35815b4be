"""``synergy share`` and ``synergy study value``: what planning together is worth, and who should pay what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import typer

from synergy.cli.asking import options_of
from synergy.cli.study_asking import (
    STUDY_GAP,
    AsJson,
    Directory,
    Example,
    Gap,
    Html,
    Jobs,
    Out,
    Scheduler,
    Store,
    one_year,
    running_of,
    tell_study,
)
from synergy.cli.telling import told

Players = Annotated[
    list[str] | None,
    typer.Option(
        "--player", metavar="OWNER", help="Who plays, or GROUP=OWNER,OWNER; others are there for everybody."
    ),
]


def share(
    directory: Directory = None,
    example: Example = None,
    rule: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="A rule; may be given several times.")
    ] = None,
    player: Players = None,
    out: Out = None,
    html: Html = None,
    gap: Gap = STUDY_GAP,
    as_json: AsJson = False,
) -> None:
    """Share the cost of planning together: who pays what, who objects, which rule to take."""
    with told(as_json):
        options = options_of({"gap": gap}, [])
        scenario = one_year(directory, example)
        from synergy.study.cost_sharing import share as find

        tell_study(find(scenario, rule, players_in(player), options=options), out, html, as_json)


def value(
    directory: Directory = None,
    example: Example = None,
    counterfactual: Annotated[
        str, typer.Option(metavar="NAME", help="What acting alone means: self_build or islanded.")
    ] = "self_build",
    player: Players = None,
    out: Out = None,
    html: Html = None,
    jobs: Jobs = None,
    scheduler: Scheduler = None,
    store: Store = None,
    gap: Gap = STUDY_GAP,
    as_json: AsJson = False,
) -> None:
    """Say what owners save by planning together, and where it comes from."""
    with told(as_json):
        running = running_of(jobs, scheduler, store, gap, (out, html))
        scenario = one_year(directory, example)
        from synergy.study.synergy_value import value_of_synergy

        alone: Any = counterfactual
        study = value_of_synergy(scenario, players_in(player), alone, **running)
        tell_study(study, out, html, as_json)


def players_in(given: Sequence[str] | None) -> Any:
    """Return the players that the command names, or everybody."""
    if not given:
        return "owner"
    named: dict[str, list[str]] = {}
    for text in given:
        name, equals, owners = text.partition("=")
        named.setdefault(name.strip(), []).extend(
            owner.strip() for owner in (owners if equals else name).split(",")
        )
    return named
