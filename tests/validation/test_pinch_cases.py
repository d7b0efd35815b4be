"""Pinch targets, and plans of one site, against published cases."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from factories import per_hour, result, solve
from heat_cases import site_of
from synergy.heat import Stream, pinch


@pytest.fixture(scope="module")
def cases(validation: Path) -> dict[str, Any]:
    """The cases by name; amounts are read as MW."""
    found: dict[str, Any] = json.loads((validation / "pinch.json").read_text(encoding="utf-8"))
    return found


def streams_of(case: dict[str, Any]) -> list[Stream]:
    return [
        Stream(
            supply_temperature=one["t_supply"],
            target_temperature=one["t_target"],
            heat_capacity_flow=one["cp"],
            side=one["kind"],
        )
        for one in case["streams"]
    ]


NAMES = ["Kemp4_dt10", "LinnhoffHindmarsh/Towler4_dt10"]


@pytest.mark.parametrize("name", NAMES)
def test_targets(name: str, cases: dict[str, Any]) -> None:
    case = cases[name]
    targets, expected = pinch(streams_of(case), case["dt_min"]), case["expected"]
    assert targets.hot_utility == expected["qh"]
    assert targets.cold_utility == expected["qc"]
    assert targets.pinch == expected["pinch_shifted"]
    assert (targets.pinch_hot, targets.pinch_cold) == (expected["pinch_hot"], expected["pinch_cold"])
    if "cascade" in expected:
        assert targets.cascade.to_numpy().tolist() == expected["cascade"]


@pytest.mark.parametrize("name", NAMES)
def test_the_plan_needs_the_same_utilities(name: str, cases: dict[str, Any]) -> None:
    case = cases[name]
    plan = solve(site_of(streams_of(case), case["dt_min"]))
    assert result(plan, "plant", "taken_steam") == pytest.approx([case["expected"]["qh"]])
    assert result(plan, "plant", "given_water") == pytest.approx([case["expected"]["qc"]])
    assert per_hour(plan) == pytest.approx(10.0 * case["expected"]["qh"])


def test_every_case_is_looked_at(cases: dict[str, Any]) -> None:
    assert sorted(cases) == sorted(NAMES)
