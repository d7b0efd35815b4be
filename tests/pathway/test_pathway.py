"""Pathways: optima worked out by hand, in EUR per average hour of a year, and relations that must hold."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

import synergy
from factories import HOURS, demand, make_scenario, market
from random_clusters import random_cluster
from synergy.cluster.vintage import Vintage
from synergy.errors import InfeasibleError, ScenarioError
from synergy.pathway.audit import audited
from synergy.pathway.pathway import Pathway
from synergy.pathway.plan import PathwayPlan

YEARS = (2030, 2040)


def plant(cost: float, **fields: Any) -> dict[str, Any]:
    """Return a generator that costs so much per MW and hour over a life of 20 years."""
    money = 20.0 * HOURS
    fixed = fields.pop("fixed", 0.0) * money
    given = {"capacity_max": 20.0, "lifetime": 20.0, "capex_specific": cost * money, "capex_fixed": fixed}
    return {"kind": "generator", "carrier": "power", **given, **fields}


def pathway(assets: dict[str, Any], **terms: Any) -> Pathway:
    base = make_scenario(assets, **terms.pop("parts", {}))
    return Pathway.of(base, **{"years": YEARS, "end": 2050, "discount_rate": 0.0, **terms})


def solve(described: Pathway, **options: Any) -> PathwayPlan:
    return synergy.solve(described, gap=0.0, in_process=True, prices=False, **options)


def per_hour(plan: PathwayPlan) -> list[float]:
    return [float(part.cost) / HOURS for part in plan.plans.values()]


def sizes(plan: PathwayPlan, asset: str, column: str = "size") -> list[float]:
    table = plan.investments
    return [float(value) for value in table.loc[table["asset"] == asset, column]]


def growing(**terms: Any) -> dict[str, Any]:
    """Return terms by which the demand of 4 MW becomes 10 MW in 2040."""
    return {"changes": {2040: {"assets.load.demand": 10.0}}, **terms}


def test_what_is_built_first_serves_and_is_paid_for_in_later_years() -> None:
    # A MW costs 20 an hour instead of 50 bought. 2030: 4 MW, 80. 2040: 6 MW more, 200. Each stands for
    # 10 years.
    plan = solve(pathway({"load": demand(4.0), "wind": plant(20.0), "grid": market(50.0)}, **growing()))
    assert sizes(plan, "wind") == pytest.approx([4.0, 6.0])
    assert sizes(plan, "wind", "capacity") == pytest.approx([4.0, 10.0])
    assert per_hour(plan) == pytest.approx([80.0, 200.0])
    assert plan.net_present_cost == pytest.approx(10 * HOURS * 280.0)


def test_foresight_builds_large_at_once_where_a_second_project_would_cost_more() -> None:
    # Fixed 40 and 5 a MW; power at 25. Seeing both years: 10 MW in 2030, 90 in both. Seeing one: 4 MW
    # (60 against
    # 100 bought), then 6 more (60 + 70 against 60 + 150).
    assets = {"load": demand(4.0), "wind": plant(5.0, fixed=40.0), "grid": market(25.0)}
    perfect = solve(pathway(assets, **growing()))
    myopic = solve(pathway(assets, **growing(foresight="myopic")))
    assert sizes(perfect, "wind") == pytest.approx([10.0, 0.0])
    assert per_hour(perfect) == pytest.approx([90.0, 90.0])
    assert sizes(myopic, "wind") == pytest.approx([4.0, 6.0])
    assert per_hour(myopic) == pytest.approx([60.0, 130.0])
    assert myopic.gap is None
    assert "no bound over all years" in myopic.summary()
    seeing_two = solve(pathway(assets, **growing(foresight=2)))
    assert seeing_two.net_present_cost == pytest.approx(perfect.net_present_cost)


def test_what_is_built_dies_at_the_end_of_its_life() -> None:
    # A life of 10 years: 10 a MW and year cost 20 * 20 / 10 = 40 an hour; built in 2030 and again in 2040.
    assets = {"load": demand(4.0), "wind": plant(20.0, lifetime=10.0), "grid": market(50.0)}
    plan = solve(pathway(assets))
    assert sizes(plan, "wind") == pytest.approx([4.0, 4.0])
    assert per_hour(plan) == pytest.approx([160.0, 160.0])
    assert not plan[2040].results["wind"].get("inherited", [0.0])[0]


def test_what_stood_already_ages() -> None:
    # 15 of 20 years old in 2030: free in 2030, gone in 2040, when 4 MW are bought at 50.
    assets = {"load": demand(4.0), "grid": market(50.0)}
    old = {"kind": "generator", "carrier": "power", "capacity_existing": 4.0, "age": 15.0, "lifetime": 20.0}
    assert per_hour(solve(pathway({**assets, "old": old}))) == pytest.approx([0.0, 200.0])


def test_new_and_older_vintages_share_the_site() -> None:
    # No more than 7 MW fit: 4 in 2030, 3 in 2040; 3 MW are bought: 7 * 20 + 3 * 50.
    assets = {"load": demand(4.0), "wind": plant(20.0, capacity_max=7.0), "grid": market(50.0)}
    plan = solve(pathway(assets, **growing(foresight="myopic")))
    assert sizes(plan, "wind", "capacity") == pytest.approx([4.0, 7.0])
    assert per_hour(plan)[1] == pytest.approx(290.0)


def test_a_fall_of_cost_is_worth_waiting_for() -> None:
    # Power at 50, a MW at 60 in 2030, on a line to 30 in 2050: 45 in 2040. Nothing in 2030, 4 MW in
    # 2040: 180.
    path = {"assets.wind.capex_specific": {2030: 60.0 * 20 * HOURS, 2050: 30.0 * 20 * HOURS}}
    assets = {"load": demand(4.0), "wind": plant(60.0), "grid": market(50.0)}
    plan = solve(pathway(assets, paths=path))
    assert sizes(plan, "wind") == pytest.approx([0.0, 4.0])
    assert per_hour(plan) == pytest.approx([200.0, 180.0])


def test_paths_are_straight_between_their_years_and_level_outside() -> None:
    paths = {"assets.grid.buy_price": {2020: "20 EUR/MWh", 2040: "60 EUR/MWh"}}
    plan = solve(pathway({"load": demand(1.0), "grid": market(1.0)}, years=(2030, 2045), paths=paths))
    assert per_hour(plan) == pytest.approx([40.0, 60.0])


def test_a_path_of_what_has_no_permit_changes_nothing() -> None:
    paths = {"assets.import.buy_price": {2020: "20 EUR/MWh", 2040: "60 EUR/MWh"}}
    assets = {"load": demand(1.0), "grid": market(80.0), "import": market(1.0)}
    described = pathway(assets, years=(2030, 2045), paths=paths)
    without = described.with_({"assets.import.permitted": False})
    assert per_hour(solve(described)) == pytest.approx([40.0, 60.0])
    assert per_hour(solve(without)) == pytest.approx([80.0, 80.0])


def test_what_closes_early_saves_its_fixed_operation_and_stays_closed() -> None:
    # 10 MW at 3 an hour and MW; 4 MW are needed at first. Were 6 MW closed, they would be bought in
    # 2040 at 50,
    # at 300: keeping them costs 18 in 2030 and 18 in 2040. So nothing closes, 30 in both years.
    old = {
        "kind": "generator",
        "carrier": "power",
        "capacity_existing": 10.0,
        "lifetime": 60.0,
        "retirable": True,
    }
    old["opex_fixed"] = 3.0 * HOURS
    assets = {"load": demand(4.0), "old": old, "grid": market(50.0)}
    plan = solve(pathway(assets, **growing()))
    assert per_hour(plan) == pytest.approx([30.0, 30.0])
    # At 4 a MWh, keeping 6 MW for 2040 costs 3 + 3 a MW and spares 4: they close; 12, then 12 + 24.
    plan = solve(pathway({**assets, "grid": market(4.0)}, **growing()))
    assert per_hour(plan) == pytest.approx([12.0, 36.0])
    assert sizes(plan, "old", "capacity") == pytest.approx([4.0, 4.0])
    # Seeing one year, the same: once closed it stays closed.
    assert per_hour(solve(pathway(assets, **growing(foresight="myopic")))) == pytest.approx([12.0, 312.0])


def test_a_retrofit_uses_up_what_stands_and_keeps_it_used_up() -> None:
    # Gas at 60, hydrogen at 20 and 5 a MW for the new burner: 6 MW are converted, 150, of 10 MW that stand.
    # In 2040 demand is 12 MW: 4 more are converted, 250; the last 2 MW come from electricity at 100: 450.
    boiler = {"kind": "converter", "inputs": {"gas": 1.0}, "outputs": {"heat": 1.0}, "reference": "heat"}
    assets = {
        "load": demand(6.0, carrier="heat"),
        "old": {**boiler, "capacity_existing": 10.0, "lifetime": 60.0},
        "new": {
            **boiler,
            "inputs": {"hydrogen": 1.0},
            "retrofit_of": "old",
            "capacity_max": 20.0,
            "capex_specific": 5.0 * 20 * HOURS,
            "lifetime": 20.0,
        },
        "gas-grid": market(60.0, carrier="gas"),
        "hydrogen-grid": market(20.0, carrier="hydrogen"),
        "heater": market(100.0, carrier="heat"),
    }
    for foresight in ("perfect", "myopic"):
        plan = solve(pathway(assets, changes={2040: {"assets.load.demand": 12.0}}, foresight=foresight))
        assert per_hour(plan) == pytest.approx([150.0, 450.0])
        assert sizes(plan, "new") == pytest.approx([6.0, 4.0])
        assert sizes(plan, "old", "capacity") == pytest.approx([4.0, 0.0])


def test_a_retrofit_of_what_is_past_its_life_is_impossible() -> None:
    boiler = {"kind": "generator", "carrier": "heat", "lifetime": 20.0}
    assets = {
        "load": demand(6.0, carrier="heat"),
        "old": {**boiler, "capacity_existing": 10.0, "age": 20.0},
        "new": {**boiler, "retrofit_of": "old", "capacity_max": 20.0},
        "heater": market(100.0, carrier="heat"),
    }
    plan = synergy.solve(make_scenario(assets), in_process=True)
    assert plan.cost / HOURS == pytest.approx(600.0)


def test_a_lead_time_delays_what_can_serve() -> None:
    # Decided in 2030 at the earliest, in service 5 years later: 2030 buys 4 MW at 50, 2040 has 4 MW at 20.
    assets = {"load": demand(4.0), "wind": plant(20.0, lead_time=5.0), "grid": market(50.0)}
    assert per_hour(solve(pathway(assets, today=2030))) == pytest.approx([200.0, 80.0])
    assert per_hour(solve(pathway(assets, today=2025))) == pytest.approx([80.0, 80.0])


def test_members_join_and_close() -> None:
    # A second load of 3 MW joins in 2040, when the first closes; a plant that closes in 2040 is paid
    # off by then:
    # 20 * 20 / 10 = 40 an hour and MW.
    assets = {
        "load": demand(4.0, closes=2040),
        "later": demand(3.0, opens=2040),
        "wind": plant(20.0, closes=2040),
        "grid": market(50.0),
    }
    assert per_hour(solve(pathway(assets))) == pytest.approx([160.0, 150.0])


def test_an_emission_budget_holds_over_all_years() -> None:
    # 4 MW at 1 t/MWh: 80 t an hour over 20 years bought as they are, at 10; clean power at 60. A budget
    # of 30 t
    # an hour (times 8,760) leaves 3 MW and years of ten: cost 80 MW years: 30 at 10, 50 at 60.
    grid = market(10.0, impacts={"scope2": 1.0})
    assets = {"load": demand(4.0), "grid": grid, "clean": market(60.0)}
    for foresight in ("perfect", "myopic"):
        plan = solve(pathway(assets, emission_budget=30.0 * HOURS, foresight=foresight))
        assert plan.emissions == pytest.approx(30.0 * HOURS)
        assert plan.net_present_cost == pytest.approx(HOURS * (30 * 10 + 50 * 60))


def test_discounting_counts_each_year_from_its_beginning() -> None:
    # 2030 and 2031 at 10 %: 1 + 1 / 1.1; 2032 alone: 1 / 1.21.
    terms = Pathway.of(
        make_scenario({"load": demand(1.0), "grid": market(1.0)}), years=(2030, 2032), end=2033
    )
    assert terms.with_({"pathway.discount_rate": 0.1}).weights == pytest.approx([1 + 1 / 1.1, 1 / 1.21])
    nominal = terms.with_(
        {"pathway.discount_rate": "12.2 %", "pathway.money": "nominal", "pathway.inflation": 0.02}
    )
    assert nominal.discount_rate == pytest.approx(0.1)


def test_emissions_first_are_not_discounted() -> None:
    # Least emissions over all years, then least cost: nothing dirty at all.
    assets = {"load": demand(4.0), "grid": market(10.0, impacts={"scope2": 1.0}), "clean": market(60.0)}
    plan = solve(pathway(assets, discount_rate=0.05, parts={"objective": ["emissions", "cost"]}))
    assert plan.emissions == pytest.approx(0.0, abs=1e-3)
    assert per_hour(plan) == pytest.approx([240.0, 240.0])


def test_prices_are_those_of_the_year() -> None:
    assets = {"load": demand(4.0), "grid": market(30.0)}
    path = {"assets.grid.buy_price": {2030: 30.0, 2040: 70.0}}
    plan = synergy.solve(pathway(assets, paths=path, discount_rate=0.08), in_process=True)
    for year, price in ((2030, 30.0), (2040, 70.0)):
        assert float(plan[year].prices["here", "power"].iloc[0]) == pytest.approx(price)


@pytest.mark.parametrize("name", ["two-plants", "hydrogen-valley"])
def test_a_pathway_of_one_year_is_the_scenario(name: str) -> None:
    scenario = synergy.examples.load(name)
    alone = synergy.solve(scenario, in_process=True, gap=0.0)
    plan = synergy.solve(Pathway.of(scenario, years=(scenario.time.year,)), in_process=True, gap=0.0)
    assert plan.net_present_cost == pytest.approx(alone.cost, rel=1e-6)


@pytest.mark.parametrize("seed", range(30))
def test_random_pathways_hold(seed: int) -> None:
    """A pathway of one year is the scenario, and seeing less never costs less."""
    case = random_cluster(seed)
    scenario = case.scenario
    year = scenario.time.year
    try:
        alone = synergy.solve(scenario, in_process=True, gap=0.0, prices=False)
    except InfeasibleError:
        with pytest.raises(InfeasibleError):
            solve(Pathway.of(scenario, years=(year,)))
        return
    same = solve(Pathway.of(scenario, years=(year,)))
    size = sum(abs(cost) for cost in alone.costs["cost"]) + 1.0
    assert same.net_present_cost == pytest.approx(alone.cost, abs=2e-6 * size)
    alike = Pathway.of(scenario, years=(year, year + 1, year + 2), discount_rate=0.0)
    try:
        myopic = solve(alike.with_({"pathway.foresight": "myopic"}))
    except (InfeasibleError, ScenarioError):
        return
    assert solve(alike).net_present_cost <= myopic.net_present_cost + 6e-6 * size


def test_a_saved_pathway_comes_back(tmp_path: Any) -> None:
    described = pathway({"load": demand(4.0), "wind": plant(20.0), "grid": market(50.0)}, **growing())
    plan = solve(described)
    plan.save(tmp_path / "plan.nc")
    again = synergy.load(tmp_path / "plan.nc")
    assert isinstance(again, PathwayPlan)
    assert again.pathway == described
    assert again.summary() == plan.summary()
    assert again[2040].history[0].size == plan[2040].history[0].size
    assert audited(again).report.passed


def test_a_start_from_an_earlier_plan_changes_nothing() -> None:
    described = pathway(
        {"load": demand(4.0), "wind": plant(5.0, fixed=40.0), "grid": market(25.0)}, **growing()
    )
    first = solve(described)
    assert solve(described, start=first).net_present_cost == pytest.approx(first.net_present_cost)


# ------------------------------------------------------------------ what the audit sees


def tampered(plan: PathwayPlan, **changes: Any) -> PathwayPlan:
    """Return the plan with another vintage of 2030 in the history of 2040."""
    history = tuple(Vintage(**{**vars(one), **changes}) for one in plan[2040].history)
    return replace(plan, plans={**plan.plans, 2040: replace(plan[2040], history=history)})


@pytest.mark.parametrize(
    "changes",
    [
        {"size": 3.0},
        {"capital": 1.0},
        {"until": 2039.0},
        {"annuity": 0.01},
        {"fixed_share": 0.5},
        {"asset": "grid"},
    ],
    ids=str,
)
def test_the_audit_sees_a_wrong_history(changes: dict[str, Any]) -> None:
    plan = solve(pathway({"load": demand(4.0), "wind": plant(20.0), "grid": market(50.0)}, **growing()))
    assert not audited(tampered(plan, **changes)).report.passed


def test_the_audit_sees_a_forgotten_year_and_a_wrong_objective() -> None:
    plan = solve(pathway({"load": demand(4.0), "wind": plant(20.0), "grid": market(50.0)}, **growing()))
    wrong = replace(plan, stages=(replace(plan.stages[0], objective=plan.stages[0].objective * 1.01),))
    assert not audited(wrong).report.passed
    forgotten = replace(plan, plans={**plan.plans, 2040: replace(plan[2040], history=())})
    assert not audited(forgotten).report.passed


# ------------------------------------------------------------------ what is refused


@pytest.mark.parametrize(
    ("terms", "told"),
    [
        ({"years": (2040, 2030)}, "must rise"),
        ({"end": 2035}, "end 2035 is not after 2040"),
        ({"inflation": 0.02}, "inflation changes nothing where money is real"),
        ({"foresight": 0}, "a decision sees at least its own year"),
        (
            {"changes": {2045: {"assets.load.demand": 1.0}}},
            "changes in 2045 come after the last investment year 2040",
        ),
        ({"yeers": (2030,)}, "unknown field 'yeers'"),
        ({"changes": {2040: {"assets.lod.demand": 1.0}}}, "no such entry; did you mean 'load'?"),
        ({"paths": {"assets.load.demand": {2030: "5 EUR"}}}, "in 2030: "),
        ({"paths": {"assets.load.demand": {}}}, "path of assets.load.demand has no value"),
        ({"paths": {"assets.load.carrier": {2030: "power"}}}, "no number between which lines can be drawn"),
    ],
    ids=str,
)
def test_faults_are_told(terms: dict[str, Any], told: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        pathway({"load": demand(4.0), "grid": market(50.0)}, **terms)
    assert told in str(caught.value)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"retrofit_of": "old"}, "'old' is no asset"),
        ({"retrofit_of": "load"}, "'load' has no capacity"),
        ({"retrofit_of": "wind"}, "leads back to itself"),
    ],
    ids=str,
)
def test_retrofits_of_nothing_are_refused(fields: dict[str, Any], told: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        make_scenario({"load": demand(4.0), "wind": plant(20.0, **fields), "grid": market(50.0)})
    assert told in str(caught.value)
