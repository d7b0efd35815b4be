from __future__ import annotations

import io

import pytest
from rich.console import Console

from synergy.objective import Objective
from synergy.present.progress import SolveProgress
from synergy.solver.solution import Event


def lines_of(*events: Event, objective: Objective | None = None) -> list[str]:
    stream = io.StringIO()
    with SolveProgress(Console(file=stream, width=40), objective or Objective(), "EUR") as progress:
        for event in events:
            assert progress(event) is None
    return stream.getvalue().splitlines()


def test_plain_lines_are_few() -> None:
    many = [Event("progress", second / 10, bound=1000.0) for second in range(1, 300)]
    assert len(lines_of(Event("loaded", 0.1, message="5 columns"), *many)) == 3


def test_a_plain_line_is_one_line_however_narrow_the_console() -> None:
    (line,) = lines_of(Event("incumbent", 12.0, objective=2.5e6, bound=2e6, gap=0.2, nodes=1234))
    assert line == (
        "  12.0 s  better plan       best 2,500.000 MEUR/a  bound 2,000.000 MEUR/a  gap 20.00 %  nodes 1,234"
    )


@pytest.mark.parametrize(
    ("objective", "words"),
    [
        (Objective.of("emissions"), "best 2.500 Mt/a"),
        (Objective.of("cost", "emissions"), "best 2,500.0"),
        (Objective.weighted(1.0, 100.0), "best 2,500.0"),
    ],
)
def test_figures_carry_a_unit_only_where_it_is_known(objective: Objective, words: str) -> None:
    (line,) = lines_of(Event("incumbent", 1.0, objective=2500.0), objective=objective)
    assert line.endswith(words)


def test_what_is_not_known_is_left_out() -> None:
    (line,) = lines_of(
        Event("progress", 1.0, bound=-float("inf"), gap=float("inf"), message=" Presolving \n")
    )
    assert line == "   1.0 s  solving           Presolving"


def test_while_prices_are_computed_the_plan_stays_in_sight() -> None:
    first, second = lines_of(
        Event("pricing", 5.0, objective=1000.0, bound=1000.0), Event("progress", 20.0, message="IPX")
    )
    assert first[10:] == second[10:] == "computing prices  best 1.000 MEUR/a  bound 1.000 MEUR/a"


def test_a_terminal_gets_one_live_line() -> None:
    stream = io.StringIO()
    console = Console(file=stream, force_terminal=True, width=120)
    with SolveProgress(console, Objective(), "EUR") as progress:
        progress(Event("incumbent", 1.0, objective=1000.0))
        assert progress.live is not None
        progress.live.refresh()
    assert "best 1.000 MEUR/a" in stream.getvalue()
    assert "\x1b[2K" in stream.getvalue()
