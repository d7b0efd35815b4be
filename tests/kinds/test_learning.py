"""Learning: optima worked out by hand, in EUR per average hour."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import synergy
from coalition_costs import compared_coalitions, two_alike
from factories import HOURS, demand, make_scenario, market, per_hour, solve
from synergy.economics import experience_pieces, learning_exponent, saved_by_learning
from synergy.errors import ScenarioError
from synergy.pathway.pathway import Pathway
from synergy.pathway.plan import PathwayPlan
from synergy.scenario import Scenario

# The mean unit of a doubling at a learning rate of 25 % costs C of the first one, and the last one 0.75.
B = learning_exponent(0.25)
C = (2.0 ** (1.0 - B) - 1.0) / (1.0 - B)
RULE = {
    "kind": "learning",
    "assets": ["plant"],
    "learning_rate": 0.25,
    "experience": 10.0,
    "error": 1 / C - 1,
}


def supplied(
    rule: dict[str, Any] | None = RULE,
    grid: float = 100.0,
    most: float = 10.0,
    life: float = 1.0,
    **plant: Any,
) -> Scenario:
    """10 MW from the grid or from a plant at 60."""
    fields = {"kind": "generator", "carrier": "power", "capacity_max": most, "lifetime": life}
    assets = {
        "load": demand(10.0),
        "grid": market(grid),
        "plant": {**fields, "capex_specific": life * 60.0 * HOURS, **plant},
    }
    return make_scenario(assets, policies={} if rule is None else {"cheaper": rule}, owners={"one": {}})


def pathway(
    rule: dict[str, Any] | None = RULE, foresight: str = "perfect", grid: float = 100.0, **terms: Any
) -> PathwayPlan:
    """10 MW in 2030, 30 MW in 2040; the plant lives 20 years."""
    base = supplied(rule, grid, most=30.0, life=20.0)
    changes = {2040: {"assets.load.demand": 30.0}}
    years = Pathway.of(
        base, years=(2030, 2040), end=2050, discount_rate=0.0, foresight=foresight, changes=changes, **terms
    )
    return synergy.solve(years, gap=0.0, in_process=True, prices=False)


def test_a_doubling_saves_what_the_curve_says() -> None:
    # One piece from 10 to 20 MW, exact at its ends: 10 MW at the mean C of 60.
    assert len(experience_pieces(0.25, 10.0, 19.9, RULE["error"])) == 1
    plan = solve(supplied())
    assert per_hour(plan) == pytest.approx(600.0 * C)
    assert plan.costs_by("category")["cost"]["learning"] / HOURS == pytest.approx(-600.0 * (1 - C))
    assert plan.investments["capital"].sum() == pytest.approx(600.0 * HOURS)


def test_it_pays_to_build_much_or_nothing() -> None:
    # The first MW at 60 is dearer than the grid at 55, all ten together at 60 C = 51.7 are not.
    assert per_hour(solve(supplied(grid=55.0))) == pytest.approx(600.0 * C)
    assert per_hour(solve(supplied(grid=50.0))) == pytest.approx(500.0)
    assert per_hour(solve(supplied(None, grid=55.0))) == pytest.approx(550.0)


def test_others_and_a_part_that_learns() -> None:
    # Others have doubled it already: from 20 to 30 MW; only 40 of the 60 are learned.
    rule = {**RULE, "others": 10.0, "cost": 40.0 * HOURS, "error": 0.01}
    saved = saved_by_learning(0.25, 10.0, 30.0) - saved_by_learning(0.25, 10.0, 20.0)
    assert per_hour(solve(supplied(rule))) == pytest.approx(600.0 - 40.0 * saved, rel=1e-3)


@pytest.mark.parametrize("foresight", ["perfect", "myopic"])
def test_years_learn_from_earlier_ones(foresight: str) -> None:
    # 10 MW from 10 to 20, then 20 more from 20 to 40: each doubling costs the mean C of where it begins.
    rule = RULE
    plan = pathway(rule, foresight)
    first, both = 600.0 * C, 600.0 * C + 1200.0 * 0.75 * C
    assert plan.report.passed
    assert [part.cost / HOURS for part in plan.plans.values()] == pytest.approx([first, both])


@pytest.mark.parametrize("grid", [40.0, 45.0, 50.0, 58.0])
def test_foresight_never_costs_more(grid: float) -> None:
    seen, blind = pathway(grid=grid), pathway(foresight="myopic", grid=grid)
    assert seen.net_present_cost <= blind.net_present_cost * (1 + 1e-9)


def test_a_grant_after_it_pays_a_share_of_what_is_spent() -> None:
    # Half of 600 C, and a budget that this just fits into.
    grant = {"kind": "grant", "assets": ["plant"], "share": 0.5}
    budget = {"kind": "budget", "limit": 600.0 * C * HOURS * (1 + 1e-9)}
    scenario = supplied().with_({"policies.grant": grant, "policies.budget": budget})
    plan = solve(scenario)
    assert per_hour(plan) == pytest.approx(300.0 * C)
    assert plan.report.passed


def test_no_learning_is_the_same_optimum_and_more_never_costs_more() -> None:
    plain = solve(supplied(None)).cost
    costs = [solve(supplied({**RULE, "learning_rate": rate})).cost for rate in (0.0, 0.1, 0.25, 0.5)]
    assert costs[0] == pytest.approx(plain)
    assert costs == sorted(costs, reverse=True)


def test_interest_during_construction_is_saved_as_well() -> None:
    terms = {"owner": "one", "construction_time": 4.0, "opex_fixed_share": 0.0}
    scenario = supplied(**terms).with_({"owners.one.wacc": 0.1})
    factor = (1.1**4 - 1) / (4 * np.log(1.1))
    annuity = 1.1  # over a life of one year
    assert per_hour(solve(scenario.with_({"assets.grid.buy_price": 200.0}))) == pytest.approx(
        600 * C * factor * annuity
    )


def test_fixed_operation_is_a_share_of_the_overnight_cost_that_is_left() -> None:
    # With interest while it is built, all that is spent falls to C of it: annuity and fixed operation alike.
    terms = {"owner": "one", "construction_time": 4.0, "opex_fixed_share": 0.1}
    scenario = supplied(grid=200.0, **terms).with_({"owners.one.wacc": 0.1})
    factor = (1.1**4 - 1) / (4 * np.log(1.1))
    plan = solve(scenario)
    assert per_hour(plan) == pytest.approx(600 * C * (factor * 1.1 + 0.1))
    assert plan.report.passed


def test_pieces_follow_the_curve() -> None:
    for error in (0.2, 0.05, 0.01):
        pieces = experience_pieces(0.2, 5.0, 5000.0, error)
        for piece in pieces:
            saved = saved_by_learning(0.2, 5.0, piece.minimum)
            assert piece.fixed + piece.slope * piece.minimum == pytest.approx(saved)
            for end in (piece.minimum, piece.maximum):
                cost = (end / 5.0) ** -learning_exponent(0.2)
                assert abs(cost / (1.0 - piece.slope) - 1.0) <= error * (1 + 1e-9)


def test_what_coalitions_cost() -> None:
    own = two_alike(10.0, 53.0)
    rule = {**RULE, "assets": [], "asset_kinds": ["generator"]}
    assert compared_coalitions(make_scenario(own, owners={"one": {}, "two": {}}, policies={"l": rule})) >= 3


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ({**RULE, "learning_rate": 0.6}, "at most 0.5"),
        ({**RULE, "experience": 0.0}, "above 0"),
        ({**RULE, "error": 1e-5}, "too many pieces"),
        ({**RULE, "learning_rate": 0.5, "experience": 1e-3, "error": 1e-3}, "pieces follow the curve"),
        ({**RULE, "cost": 70.0 * HOURS}, "more than a unit of 'plant' costs"),
        ({**RULE, "assets": ["load"]}, "'load' has no capacity"),
        ({**RULE, "assets": ["plnt"]}, "no such asset"),
    ],
)
def test_faults_are_told(rule: dict[str, Any], said: str) -> None:
    with pytest.raises(ScenarioError, match=said):
        supplied(rule)
