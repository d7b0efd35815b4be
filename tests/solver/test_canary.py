"""Canaries and doctor: a sound solver passes, a wrong one is refused by name."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Any

import pytest

from synergy.errors import SolverError
from synergy.solver import canary as canary_room
from synergy.solver import doctor, versions
from synergy.solver.canary import CANARIES, Outcome, check_solver, refuse_unsound
from synergy.solver.solvers import KNOWN_SOLVERS


def test_there_are_enough_and_their_names_differ() -> None:
    assert len({canary.name for canary in CANARIES}) == len(CANARIES) >= 10
    assert {canary.status for canary in CANARIES} == {"optimal", "infeasible", "unbounded", "time_limit"}


@pytest.mark.parametrize("through_pyomo", [False, True])
def test_highs_is_sound(through_pyomo: bool) -> None:
    outcomes = check_solver("highs", through_pyomo)
    assert [str(outcome) for outcome in outcomes if not outcome.ok] == []


def test_scip_is_sound() -> None:
    pytest.importorskip("pyscipopt")
    assert [str(outcome) for outcome in check_solver("scip_direct") if not outcome.ok] == []


def wrong(monkeypatch: pytest.MonkeyPatch, **changes: Any) -> list[Outcome]:
    """Return the outcomes of a solver whose every answer is changed."""
    honest = canary_room.solve_matrix

    def forged(*arguments: Any, **named: Any) -> Any:
        return replace(honest(*arguments, **named), **changes)

    monkeypatch.setattr(canary_room, "solve_matrix", forged)
    monkeypatch.setattr(canary_room, "CANARIES", tuple(one for one in CANARIES if one.time_limit is None))
    return check_solver("highs")


def test_a_wrong_optimum_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    outcomes = {outcome.canary: outcome for outcome in wrong(monkeypatch, objective=15.0)}
    assert str(outcomes["modular-unit"]) == "fails canary 'modular-unit' (got 15, right 9)"
    assert not outcomes["two-sources"].ok
    with pytest.raises(SolverError, match=r"highs fails canary 'integer-and-slack' \(got 15, right 28\.2\)"):
        refuse_unsound("highs")
    monkeypatch.setattr(doctor, "KNOWN_SOLVERS", {})
    found = {finding.name: finding for finding in doctor.examine()}
    assert found["HiGHS"].status == "refused"
    assert "fails canary 'modular-unit'" in found["HiGHS"].detail
    assert not doctor.is_healthy(list(found.values()))


def test_a_wrong_status_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    outcomes = {outcome.canary: outcome for outcome in wrong(monkeypatch, status="optimal")}
    assert not outcomes["odd-from-even"].ok
    assert not outcomes["endless-profit"].ok
    assert not any(outcome.ok for outcome in wrong(monkeypatch, status="limit"))


def test_a_solver_that_fails_fails_its_canary(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any, **__: Any) -> Any:
        raise SolverError("the licence has run out")

    monkeypatch.setattr(canary_room, "solve_matrix", fail)
    assert "the licence has run out" in str(check_solver("highs")[0])


def test_the_doctor_says_nothing_on_screen(
    capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        findings = doctor.examine()
    assert capfd.readouterr() == ("", "")
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]
    found = {finding.name: finding for finding in findings}
    assert found["Python"].status == found["pyomo"].status == found["HiGHS"].status == "ok"
    assert found["HiGHS"].version == "1.15.1"
    assert found["HiPO"].status == "ok"
    assert found["highs through Pyomo"].status == "ok"
    assert {f"{name} through Pyomo" for name in KNOWN_SOLVERS} <= set(found)
    for finding in findings:
        if finding.status == "absent":
            assert finding.detail, finding.name
    assert doctor.is_healthy(findings)


def test_the_doctor_refuses_a_banned_release(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(versions, "highs_version", lambda: "1.14.0")
    finding = doctor._highs()
    assert finding.status == "refused"
    assert "#2957" in finding.detail
