"""Games with published or exactly computed answers."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from public_games import NAMES, PublicGame, public_games
from synergy.sharing.allocation import Allocation


@pytest.fixture(params=NAMES)
def known(request: pytest.FixtureRequest, validation: Path) -> PublicGame:
    return public_games(validation)[request.param]


def check(found: Allocation, expected: dict[str, float] | None) -> None:
    assert expected is not None
    assert dict(found.amounts) == pytest.approx(expected, rel=1e-9, abs=1e-9)


def test_least_core(known: PublicGame) -> None:
    found = known.game().least_core()
    level = float(Fraction(known.known["epsilon_least_core"]))
    assert found.epsilon.lower == pytest.approx(level, abs=1e-9)
    assert found.epsilon.upper == pytest.approx(level, abs=1e-9)
    assert found.core_exists is known.known["core_nonempty"]
    stability = known.game().stability(found.allocation.amounts)
    assert stability.gain == pytest.approx(level, abs=1e-9)
    assert stability.missing == pytest.approx(0.0, abs=1e-9)


def test_nucleolus(known: PublicGame) -> None:
    check(known.game().nucleolus(), known.amounts("nucleolus"))


def test_prenucleolus(known: PublicGame) -> None:
    check(known.game().prenucleolus(), known.amounts("prenucleolus"))


def test_per_capita_prenucleolus(known: PublicGame) -> None:
    check(known.game().prenucleolus("per_capita"), known.amounts("per_capita_prenucleolus"))


def test_every_public_game_is_here(validation: Path) -> None:
    assert set(public_games(validation)) == set(NAMES)
