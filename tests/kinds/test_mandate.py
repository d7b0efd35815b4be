"""Mandates and bans: optima worked out by hand, in EUR per average hour."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from factories import HOURS, capacity, demand, make_scenario, market, per_hour, solve
from synergy.errors import InfeasibleError, ScenarioError
from synergy.io.folder import read_folder, write_folder
from synergy.plan.explain import why_infeasible
from synergy.scenario import Scenario


def supplied(**policies: Any) -> Scenario:
    """20 MW at 50 from the grid, or from a cheap plant (30 a MW) or a dear one (80 a MW), 10 MW each."""
    plant = {"kind": "generator", "carrier": "power", "capacity_max": 10.0}
    assets = {
        "load": demand(20.0),
        "grid": market(50.0),
        "cheap": {**plant, "capex_specific": 30.0 * HOURS, "tags": ["fossil"], "owner": "one"},
        "dear": {**plant, "capex_specific": 80.0 * HOURS, "tags": ["clean"]},
    }
    return make_scenario(assets, policies=policies, owners={"one": {}})


@pytest.mark.parametrize(
    ("policy", "optimum"),
    [
        ({"kind": "mandate", "assets": ["dear"], "capacity": 4.0}, 920.0),  # 10 * 30 + 4 * 80 + 6 * 50
        (
            {"kind": "mandate", "tags": ["clean", "fossil"], "capacity": 12.0},
            860.0,
        ),  # 10 * 30 + 2 * 80 + 8 * 50
        ({"kind": "mandate", "asset_kinds": ["generator"], "capacity": 9.0}, 800.0),  # 10 are built anyway
        ({"kind": "ban", "assets": ["cheap"]}, 1000.0),
        ({"kind": "ban", "tags": ["fossil"], "capacity": 4.0}, 920.0),  # 4 * 30 + 16 * 50
        ({"kind": "ban", "owner": "one"}, 1000.0),
        ({"kind": "ban", "assets": ["dear"]}, 800.0),
    ],
)
def test_at_least_and_at_most(policy: dict[str, Any], optimum: float) -> None:
    assert per_hour(solve(supplied(rule=policy))) == pytest.approx(optimum)


def test_what_stands_counts_for_a_mandate_and_stays_under_a_ban() -> None:
    # 3 MW of the dear plant stand and serve for nothing: 1 MW more at 80. Under a ban they still run.
    stands = {"assets.dear.capacity_existing": 3.0}
    mandate = supplied(rule={"kind": "mandate", "assets": ["dear"], "capacity": 4.0}).with_(stands)
    assert per_hour(solve(mandate)) == pytest.approx(10 * 30.0 + 80.0 + 6 * 50.0)
    ban = supplied(rule={"kind": "ban", "tags": ["clean", "fossil"]}).with_(stands)
    assert per_hour(solve(ban)) == pytest.approx(17 * 50.0)


def test_more_than_is_of_use_is_built_where_it_is_asked_for() -> None:
    # A cable of 30 MW for a load of 20 MW: a size beyond what can flow is no reason to have no plan.
    wire = {"kind": "cable", "capacity_max": 40.0, "capex_specific": 1.0 * HOURS, "corridor": "line"}
    assets = {"grid": market(50.0), "wire": wire, "load": demand(20.0, site="there")}
    for rule in (
        {"kind": "mandate", "assets": ["wire"], "capacity": 30.0},
        {"kind": "budget", "assets": ["wire"], "minimum": 30.0 * HOURS},
    ):
        plan = solve(make_scenario(assets, policies={"rule": rule}))
        assert capacity(plan, "wire") == pytest.approx(30.0)
        assert per_hour(plan) == pytest.approx(1030.0)


def test_out_of_reach_is_named() -> None:
    scenario = supplied(rule={"kind": "mandate", "assets": ["dear"], "capacity": 11.0})
    with pytest.raises(InfeasibleError):
        solve(scenario)
    (reason,) = why_infeasible(scenario)
    assert str(reason).startswith("policies.rule: no plan meets this mandate, even by itself.")


def test_business_as_usual_knows_no_mandate() -> None:
    scenario = supplied(rule={"kind": "mandate", "tags": ["clean"], "capacity": 4.0})
    assert per_hour(solve(scenario.as_it_stands())) == pytest.approx(1000.0)
    assert scenario.restrict(["one"]).policies == scenario.policies  # what is nobody's stays for all


@pytest.mark.parametrize(
    ("policy", "told"),
    [
        ({"kind": "mandate", "capacity": 4.0}, "means no asset"),
        ({"kind": "ban"}, "means no asset"),
        ({"kind": "mandate", "assets": ["dear"], "capacity": 0.0}, "must be above 0"),
        ({"kind": "mandate", "assets": ["load"], "capacity": 1.0}, "'load' has no capacity"),
        ({"kind": "ban", "asset_kinds": ["generator"], "assets": ["daer"]}, "did you mean 'dear'"),
    ],
)
def test_what_can_not_be_meant_is_refused(policy: dict[str, Any], told: str) -> None:
    with pytest.raises(ScenarioError, match=told):
        supplied(rule=policy)


def test_megawatts_and_tonnes_can_not_be_added() -> None:
    kiln = {"kind": "generator", "site": "here", "carrier": "co2", "capacity_max": 1.0, "lifetime": 1.0}
    scenario = supplied().with_({"assets.kiln": kiln})
    rule = {"kind": "mandate", "asset_kinds": ["generator"], "capacity": 4.0}
    with pytest.raises(ScenarioError, match="they can not be added"):
        scenario.with_({"policies.rule": rule})


def test_more_than_can_ever_stand_is_found_in_a_folder(tmp_path: Path) -> None:
    # Two plants of at most 10 MW each, 3 MW more of one stand: 23 MW is the most, and is accepted.
    stands = {"assets.dear.capacity_existing": 3.0}
    both = {"kind": "mandate", "tags": ["clean", "fossil"], "capacity": 23.0}
    write_folder(supplied(rule=both).with_(stands), tmp_path)
    read_folder(tmp_path)
    write_folder(supplied(rule=both), tmp_path)
    with pytest.raises(ScenarioError) as caught:
        read_folder(tmp_path)
    (fault,) = caught.value.faults
    assert str(fault).endswith(
        "policies.rule.capacity: 23 is more than the 20 that cheap, dear can have together; there would be no"
        " plan. Fix: ask for less, or give a larger capacity_max."
    )
