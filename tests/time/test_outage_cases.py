"""Outages in the design: optima worked out by hand, in EUR per average hour."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import synergy
from coalition_costs import compared_coalitions
from factories import HOURS, capacity, demand, make_scenario, per_hour, result, solve
from kind_examples import examples_of
from synergy.cluster.asset import ASSET_KINDS
from synergy.errors import InfeasibleError, ScenarioError
from synergy.io.folder import read_folder, write_folder
from synergy.pathway.pathway import Pathway
from synergy.plan.audit import audit
from synergy.plan.fixed_design import fixed_design
from synergy.scenario import Scenario
from synergy.time.axis import TimeAxis
from synergy.time.outage import Outage

CHEAP = {
    "kind": "market",
    "carrier": "power",
    "buy_price": 10.0,
    "capacity_max": 100.0,
    "capex_specific": HOURS,
}
SPARE = {**CHEAP, "buy_price": 50.0, "capex_specific": 2.0 * HOURS}
DOWN = {"down": {"assets": ["cheap"], "hours": 876.0}}
LATE = {"load": [[10.0], [4.0]]}


def two_lines(load: Any = 10.0, outages: Any = DOWN, **parts: Any) -> Scenario:
    """10 MW from a cheap line (10 a MWh, 1 a MW) or a dear one (50 a MWh, 2 a MW)."""
    assets = {"cheap": CHEAP, "spare": SPARE, "need": demand(load, **parts.pop("need", {}))}
    scenario = make_scenario(assets, **parts)
    return scenario.with_({"time.outages": outages}) if outages else scenario


def test_a_spare_is_built_for_the_outage() -> None:
    # A tenth of the year without the cheap line: 0.9 * 100 + 0.1 * 500, and both lines of 10 MW: 10 + 20.
    plan = solve(two_lines())
    assert per_hour(plan) == pytest.approx(90.0 + 50.0 + 30.0)
    assert [capacity(plan, key) for key in ("cheap", "spare")] == pytest.approx([10.0, 10.0])
    assert result(plan, "cheap", "buy") == pytest.approx([10.0, 0.0])
    assert plan.scenario.time.periods == ("year", "year (down)")
    assert float(plan.scenario.time.hours_in_year.sum()) == HOURS


def test_what_has_a_price_is_shed_where_that_is_cheaper() -> None:
    # Not served at 60 a MWh: 10 MW * 0.1 * 60 = 60 against 0.1 * 500 + 20 = 70 for the spare line.
    plan = solve(two_lines(need={"unserved_price": 60.0}))
    assert per_hour(plan) == pytest.approx(90.0 + 10.0 + 60.0)
    assert result(plan, "need", "served") == pytest.approx([10.0, 0.0])


def test_what_has_nowhere_to_go_is_vented_and_counted() -> None:
    # 10 t/h from a kiln: vented in the tenth of the year in which the store is out, at 80 a t.
    kiln = {"kind": "generator", "carrier": "co2", "capacity_existing": 10.0, "must_run": True}
    store = {"kind": "disposal", "carrier": "co2", "capacity_existing": 20.0, "tariff": 5.0}
    price = {"carbon": {"kind": "carbon_price", "prices": {"scope1": 80.0}}}
    scenario = make_scenario({"kiln": kiln, "store": store}, policies=price)
    out = {"store-out": {"assets": ["store"], "hours": 876.0}}
    plan = solve(scenario.with_({"time.outages": out}))
    assert per_hour(plan) == pytest.approx(0.9 * 50.0 + 0.1 * 800.0)
    both = {"all-out": {"assets": ["store", "kiln"], "hours": 876.0}}  # a kiln that is out gives nothing off
    assert per_hour(solve(scenario.with_({"time.outages": both}))) == pytest.approx(45.0)


def test_an_outage_may_come_in_one_period_alone() -> None:
    # Half the year 10 MW, half 4 MW; the outage comes in the second, so 4 MW spare do: 876 h of 40 MWh.
    time = {"first": HOURS / 2, "second": HOURS / 2}
    profiles = {"load": [[10.0], [4.0]]}
    outages = {"down": {"assets": ["cheap"], "hours": 876.0, "periods": ["second"]}}
    plan = solve(two_lines({"profile": "load"}, outages, weights=time, profiles=profiles))
    assert capacity(plan, "spare") == pytest.approx(4.0)
    assert per_hour(plan) == pytest.approx(50.0 + 0.4 * 40.0 + 0.1 * 200.0 + 10.0 + 8.0)
    assert plan.scenario.time.period_weights.tolist() == pytest.approx([4380.0, 3504.0, 876.0])


def test_no_hours_are_no_outage_and_more_security_never_costs_less() -> None:
    none = {"down": {"assets": ["cheap"], "hours": 0.0}}
    plain = solve(two_lines(outages={}))
    assert solve(two_lines(outages=none)).cost == pytest.approx(plain.cost)
    costs = [solve(two_lines(outages={"down": {**DOWN["down"], "hours": h}})).cost for h in (1.0, 100.0, 2e3)]
    assert [plain.cost, *costs] == sorted([plain.cost, *costs])
    assert solve(two_lines(outages={"empty": {"assets": [], "hours": 876.0}})).cost == pytest.approx(
        plain.cost
    )


def test_where_nothing_else_supplies_there_is_no_plan() -> None:
    scenario = make_scenario({"cheap": CHEAP, "need": demand(10.0)}).with_({"time.outages": DOWN})
    with pytest.raises(InfeasibleError):
        solve(scenario)


@pytest.mark.parametrize("out", [["engine"], ["store"], ["engine", "store"]])
def test_with_a_given_design_an_outage_is_the_year_without_the_asset(out: list[str]) -> None:
    # Starts, minimum up times and a store that goes round: a tenth of the year is as if they were not there.
    engine = {
        "kind": "converter", "reference": "power", "inputs": {"gas": 2.0}, "outputs": {"power": 1.0},
        "capacity_existing": 10.0, "minimum_load": 0.5, "minimum_up_time": 2.0, "start_cost": 100.0,
    }  # fmt: skip
    assets = {
        "engine": engine,
        "store": {"kind": "storage", "carrier": "power", "capacity_existing": 40.0, "c_rate": 0.5},
        "gas": {"kind": "market", "carrier": "gas", "buy_price": 10.0},
        "grid": {"kind": "market", "carrier": "power", "buy_price": {"profile": "price"}},
        "need": demand({"profile": "load"}),
    }
    profiles = {"load": [8.0, 3.0, 6.0, 1.0], "price": [40.0, 90.0, 10.0, 100.0]}
    scenario = make_scenario(assets, steps=4, profiles=profiles)
    struck = solve(scenario.with_({"time.outages": {"down": {"assets": out, "hours": 876.0}}}))
    without = solve(scenario.with_({f"assets.{key}": None for key in out}))
    assert struck.cost == pytest.approx(0.9 * solve(scenario).cost + 0.1 * without.cost)


def test_a_yearly_limit_counts_the_hours_of_each_outage() -> None:
    # 4,380 t may be let go: all of 400 h without any store, and 380 t of 500 h in which the other costs 50.
    kiln = {"kind": "generator", "carrier": "co2", "capacity_existing": 10.0, "must_run": True}
    store = {"kind": "disposal", "carrier": "co2", "capacity_existing": 20.0, "tariff": 5.0}
    assets = {"kiln": kiln, "store": store, "other": {**store, "tariff": 50.0}}
    limit = {"cap": {"kind": "emission_cap", "limit": 4380.0}}
    both = {"assets": ["store", "other"], "hours": 400.0}
    outages = {"both": both, "one": {"assets": ["store"], "hours": 500.0}}
    scenario = make_scenario(assets, policies=limit).with_({"time.outages": outages})
    assert solve(scenario).cost == pytest.approx(7860 * 50.0 + (5000.0 - 380.0) * 50.0)
    with pytest.raises(InfeasibleError):
        solve(scenario.with_({"time.outages.both.hours": 500.0}))


def test_it_is_written_read_and_stored(tmp_path: Path) -> None:
    scenario = two_lines({"profile": "load"}, weights={"first": 5000.0, "second": 3760.0}, profiles=LATE)
    write_folder(scenario, tmp_path / "folder")
    assert read_folder(tmp_path / "folder") == scenario
    plan = solve(scenario)
    plan.save(tmp_path / "plan.nc")
    again = synergy.load(tmp_path / "plan.nc")
    assert again.scenario == scenario
    assert audit(again).passed
    assert scenario.with_({"time.outages.down.hours": 10.0}).time.outages["down"].hours == 10.0
    again = solve(fixed_design(scenario, plan))
    assert again.cost == pytest.approx(plan.cost)


def test_a_pathway_has_outages_in_every_year_in_which_the_asset_is_there() -> None:
    # In 2030 the cheap line is not there yet and 10 MW come from the dear one: 500 + 20.
    base = two_lines()
    pathway = Pathway.of(
        base, years=(2030, 2040), end=2050, discount_rate=0.0, changes={2030: {"assets.cheap.opens": 2040}}
    )
    plan = synergy.solve(pathway, gap=0.0, in_process=True, prices=False)
    assert plan.report.passed
    assert [part.cost / HOURS for part in plan.plans.values()] == pytest.approx([520.0, 170.0])


def test_a_coalition_is_as_secure_as_the_scenario_restricted_to_it() -> None:
    owned = {"cheap": {**CHEAP, "owner": "one"}, "spare": {**SPARE, "owner": "two"}}
    assets = {**owned, "need": demand(10.0, owner="one", unserved_price=90.0)}
    assets["other"] = demand(3.0, owner="two", unserved_price=200.0)
    scenario = make_scenario(assets, owners={"one": {}, "two": {}}).with_({"time.outages": DOWN})
    assert compared_coalitions(scenario) >= 3


@pytest.mark.parametrize("kind", [kind for kind, cls in ASSET_KINDS.kinds.items() if cls.can_fail])
def test_every_kind_moves_nothing_while_it_is_out(kind: str) -> None:
    tried = 0
    for scenario in examples_of(kind):
        if scenario.time.chained or scenario.time.sequence:
            continue
        own = [key for key, asset in scenario.cluster.assets.items() if asset.kind == kind]
        shed = {
            f"assets.{key}.unserved_price": 1e4
            for key, asset in scenario.cluster.assets.items()
            if getattr(asset, "must_be_met", False)
        }
        try:
            out = scenario.with_({"time.outages": {"out": {"assets": own, "hours": 87.6}}, **shed})
        except ScenarioError as error:
            if "planned_outage" in str(error):  # it needs the order of a whole year
                continue
            raise
        report = audit(solve(out, audit=False))
        assert report.passed, str(report)
        tried += 1
    assert tried, f"no example of {kind} has been out of service"


def test_the_audit_sees_what_moves_while_it_is_out() -> None:
    plan = solve(two_lines())
    wrong = {**plan.results["cheap"], "buy": plan.results["cheap"]["buy"] + 1.0}
    report = audit(replace(plan, results={**plan.results, "cheap": wrong}))
    assert "moves nothing while out of service" in str(report)


@pytest.mark.parametrize(
    ("outages", "said"),
    [
        ({"down": {"assets": ["chaep"], "hours": 10.0}}, "no such asset: 'chaep'"),
        ({"down": {"assets": ["need"], "hours": 10.0}}, "'need' is a demand"),
        ({"down": {"assets": ["cheap"], "hours": 8760.0}}, "take all of year"),
        ({"down": {"assets": ["cheap"], "hours": -1.0}}, "at least 0"),
        ({"down": {"assets": ["cheap"], "hours": 10.0, "periods": ["yaer"]}}, "no period"),
        ({"down": {"assets": ["cheap"], "hours": 10.0, "periods": ["year", "year"]}}, "twice"),
        ({"down": {"assets": ["cheap", "cheap"], "hours": 10.0}}, "names an asset twice"),
        ({"so bad": {"assets": ["cheap"], "hours": 10.0}}, "is no id"),
        ({"down": {"assets": ["cheap"]}}, "hours"),
        ({"down": {"asset": ["cheap"], "hours": 1.0}}, "use one of: assets, hours, periods"),
        ({"down": {"assets": "cheap", "hours": 1.0}}, r"'cheap' is no list. Fix: write \[cheap\]"),
        ([{"assets": ["cheap"], "hours": 1.0}], "has no names"),
    ],
)
def test_faults_are_told(outages: Any, said: str) -> None:
    with pytest.raises(ScenarioError, match=said):
        two_lines(outages=outages)


def test_a_copy_has_a_name_of_its_own() -> None:
    weights = {"day": 5000.0, "day (down)": 3760.0}
    with pytest.raises(ScenarioError, match="the name of a period, and of a copy"):
        two_lines({"profile": "load"}, weights=weights, profiles=LATE)


def test_order_has_no_place_for_outages() -> None:
    outages = {"down": Outage(assets=("cheap",), hours=10.0)}
    with pytest.raises(ValueError, match="outages stand beside chained or sequence"):
        TimeAxis(steps=8760, weights={"year": 1.0}, chained=True, outages=outages)


def test_an_outage_is_named_by_its_path() -> None:
    plain = two_lines(outages=None)
    assert plain.with_({"time.outages.down": DOWN["down"]}).time == two_lines().time
    with pytest.raises(ScenarioError, match="outage"):
        plain.with_({"time.outage.down": DOWN["down"]})
