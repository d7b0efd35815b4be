"""Plans that leave nobody dearer than alone, without payments between owners."""

from __future__ import annotations

from typing import Any

import pytest

import synergy
from synergy.errors import InfeasibleError, ScenarioError
from synergy.scenario import Scenario
from synergy.study.with_consent import participation

HOURS = 8760.0


def waste_and_need(line_owner: str) -> Scenario:
    """Return a giver with waste heat, a taker that pays 200 kEUR a year for heat, and a line for 100."""
    line: dict[str, Any] = {
        "kind": "heat_pipe",
        "corridor": "way",
        "carrier": "heat",
        "owner": line_owner,
        "capacity_max": 1.0,
        "capex_fixed": 100e3,
        "lifetime": 1.0,
    }
    return Scenario.from_data(
        {
            "discount_rate": 0.0,
            "carriers": {"heat": {"surplus": "free"}},
            "owners": {"giver": {}, "taker": {}},
            "sites": {"works": {"owner": "giver"}, "mill": {"owner": "taker"}},
            "corridors": {"way": {"from": "works", "to": "mill", "length": "1 km"}},
            "assets": {
                "waste": {"kind": "generator", "site": "works", "carrier": "heat", "capacity_existing": 1.0},
                "need": {"kind": "demand", "site": "mill", "carrier": "heat", "demand": 1.0},
                "bought": {"kind": "market", "site": "mill", "carrier": "heat", "buy_price": 200e3 / HOURS},
                "line": line,
            },
        }
    )


def test_who_saves_and_builds_needs_no_payment() -> None:
    plan = participation(waste_and_need("taker"), in_process=True)
    assert plan.cost == pytest.approx(100e3)


def test_who_builds_for_another_would_pay_more_than_alone() -> None:
    scenario = waste_and_need("giver")
    assert synergy.solve(scenario, in_process=True).cost == pytest.approx(100e3)
    plan = participation(scenario, in_process=True)
    assert plan.cost == pytest.approx(200e3)  # no line: the giver has nothing of it
    assert plan.report.passed


def test_a_group_may_stand_for_its_members() -> None:
    plan = participation(waste_and_need("giver"), [("giver", "taker")], in_process=True)
    assert plan.cost == pytest.approx(100e3)  # together they pay 100 instead of 200


def test_amounts_may_be_stated() -> None:
    plan = participation(waste_and_need("giver"), {"giver": 100e3, "taker": 200e3}, in_process=True)
    assert plan.cost == pytest.approx(100e3)
    with pytest.raises(InfeasibleError, match="without payments between owners"):
        participation(waste_and_need("giver"), {"giver": 0.0, "taker": 150e3}, in_process=True)


def test_owners_are_known() -> None:
    with pytest.raises(ScenarioError, match="no such owner: 'givr'"):
        participation(waste_and_need("giver"), ["givr"])
