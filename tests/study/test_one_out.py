"""One asset out of service after the other: answers worked out by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from factories import HOURS, demand, make_scenario, market, solve
from synergy.errors import ScenarioError
from synergy.scenario import Scenario
from synergy.study.one_out import ALL_RUNS, INFEASIBLE, SHED, UNMET, outages
from synergy.study.study import Study

NOW = {"executor": 0}


def study_of(scenario: Scenario | Any, *args: Any, **fields: Any) -> Study:
    return outages(scenario, *args, **fields, **NOW)


def rows(study: Study) -> dict[str, dict[str, Any]]:
    return {row["asset"]: row for row in study.table.to_dict("records")}


def cluster_data(need: dict[str, Any]) -> dict[str, Any]:
    """Power comes by cable at 20, or 4 MW of it from an engine at 70; CO2 goes by pipe to a store.

    10 MW are needed; a kiln gives 5 t/h of CO2, let go at 80 a t where it has nowhere to go.
    """
    assets: dict[str, Any] = {
        "need": {**demand(10.0, owner="one", **need), "site": "here"},
        "grid": {**market(20.0, owner="two"), "site": "there"},
        "cable": {"kind": "cable", "carrier": "power", "corridor": "back", "capacity_existing": 15.0},
        "engine": {**market(70.0, buy_max=4.0, owner="one"), "site": "here"},
        "kiln": {
            "kind": "generator",
            "carrier": "co2",
            "capacity_existing": 5.0,
            "must_run": True,
            "site": "here",
        },
        "pipe": {"kind": "pipeline", "carrier": "co2", "corridor": "line", "capacity_existing": 9.0},
        "store": {"kind": "disposal", "carrier": "co2", "site": "there", "capacity_existing": 9.0},
    }
    return {
        "carriers": {"power": {}, "co2": {"unit": "t", "surplus": "vented", "emission_factor": 1.0}},
        "owners": {"one": {}, "two": {}},
        "sites": {"here": {}, "there": {}},
        "corridors": {
            "line": {"from": "here", "to": "there", "length": 1.0},
            "back": {"from": "there", "to": "here", "length": 1.0},
        },
        "assets": assets,
        "policies": {"carbon": {"kind": "carbon_price", "prices": {"scope1": 80.0}}},
        "time": {"steps": 1, "weights": {"year": HOURS}},
    }


def cluster() -> Scenario:
    return Scenario.from_data(cluster_data({}))


def test_what_still_runs_and_at_what_cost() -> None:
    # Without the cable: 4 MW at 70 for 20, and 6 MW at 500 for 20; without the pipe 5 t/h at 80.
    study = study_of(cluster(), hours=100.0, unserved_price=500.0)
    found = rows(study)
    assert list(found) == ["cable", "pipe"]
    assert found["cable"]["answer"] == SHED
    assert found["cable"]["cost_per_hour"] == pytest.approx(4 * 50.0 + 6 * 480.0)
    assert found["cable"]["unserved_cost"] == pytest.approx(6 * 500.0 * 100.0)
    assert found["cable"]["least_served"] == pytest.approx(0.4)
    assert found["cable"]["short"] == "need (60%)"
    assert found["pipe"]["answer"] == ALL_RUNS
    assert found["pipe"]["cost_per_hour"] == pytest.approx(400.0)
    assert found["pipe"]["vented"] == pytest.approx(500.0)
    demands = study.parts["demands"].set_index(["without", "demand"])
    assert demands.loc[("cable", "need"), "unserved"] == pytest.approx(600.0)
    assert len(study.plot().data) == 1


def test_what_can_not_be_met_is_an_answer() -> None:
    found = rows(study_of(cluster(), ["cable"]))["cable"]
    assert found["answer"] == UNMET
    assert np.isnan(found["cost"])
    assert "need (60%)" in found["short"]


def test_nothing_can_be_run_is_an_answer() -> None:
    # CO2 may not be let go, and the kiln must run.
    data = cluster_data({"unserved_price": 90.0})
    data["carriers"]["co2"] = {"unit": "t"}
    study = study_of(Scenario.from_data(data), ["pipe", "cable"], unserved_price=500.0)
    found = rows(study)
    assert found["pipe"]["answer"] == INFEASIBLE
    assert found["cable"]["cost_per_hour"] == pytest.approx(4 * 50.0 + 6 * 70.0)  # its own price counts
    assert any("nothing can be run without pipe" in note for note in study.notes)


def test_a_plan_is_looked_at_as_it_is() -> None:
    plan = solve(cluster())
    assert rows(study_of(plan, ["pipe"]))["pipe"]["cost_per_hour"] == pytest.approx(400.0)
    secured = cluster().with_({"time.outages": {"x": {"assets": ["engine"], "hours": 50.0}}})
    assert rows(study_of(secured, ["pipe"]))["pipe"]["cost_per_hour"] == pytest.approx(400.0)


def test_names_are_checked_before_anything_is_solved() -> None:
    seen: list[Any] = []
    for named, fields in ((["cabel"], {}), (["need"], {}), (["pipe"], {"periods": ["wintr"]})):
        with pytest.raises(ScenarioError):
            study_of(cluster(), named, on_event=seen.append, **fields)
    assert seen == []


def test_cases_without_a_row_are_told_of() -> None:
    assert "3, for 1 row of the table" in repr(study_of(cluster(), ["pipe"]))


def test_faults_are_told() -> None:
    with pytest.raises(ScenarioError, match="no such asset: 'cabel'"):
        study_of(cluster(), ["cabel"])
    with pytest.raises(ScenarioError, match="is a demand"):
        study_of(cluster(), ["need"])
    with pytest.raises(ScenarioError, match="no period"):
        study_of(cluster(), ["pipe"], periods=["wintr"])
    with pytest.raises(ScenarioError, match="name the assets"):
        study_of(make_scenario({"need": demand(1.0), "grid": market(5.0)}))
