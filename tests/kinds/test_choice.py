"""Choice: optima worked out by hand, in EUR per average hour."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import synergy
from factories import HOURS, capacity, demand, make_scenario, market, per_hour, solve
from scip import solve_with_scip
from synergy.errors import ScenarioError
from synergy.formulation.build import build
from synergy.pathway.pathway import Pathway
from synergy.scenario import Scenario
from synergy.solver.highs import solve_matrix
from synergy.solver.options import SolveOptions

CHOICE = {"kind": "choice", "tags": ["route"]}


def route(fuel: str, **fields: Any) -> dict[str, Any]:
    """A way to make heat, one for one, whose size costs 2 a MW."""
    size = {"capacity_max": 20.0, "capex_specific": 2.0 * HOURS}
    ratios = {"inputs": {fuel: 1.0}, "outputs": {"heat": 1.0}}
    return {"kind": "converter", "reference": "heat", "tags": ["route"], **ratios, **size, **fields}


def two_routes(choice: dict[str, Any] | None = None, **fields: Any) -> Scenario:
    """Gas at 10 for up to 6 MW, hydrogen at 20 for up to 8 MW, and heat at 100 for what is left of 10 MW."""
    assets = {
        "load": demand(10.0, carrier="heat"),
        "gas": market(10.0, carrier="gas", buy_max=6.0),
        "green": market(20.0, carrier="hydrogen", buy_max=8.0),
        "backup": market(100.0, carrier="heat"),
        "old": route("gas", **fields.pop("old", {})),
        "new": route("hydrogen", **fields.pop("new", {})),
    }
    policies = {} if choice is None else {"route": choice}
    return make_scenario(assets, policies=policies, **fields)


def test_only_one_of_two_routes_stands() -> None:
    # Both: 6 MW on gas at 10 + 2 and 4 MW on hydrogen at 20 + 2: 72 + 88 = 160. One of them: gas leaves 4 MW
    # to the backup, 72 + 400 = 472; hydrogen leaves 2 MW, 8 * 22 + 200 = 376.
    assert per_hour(solve(two_routes())) == pytest.approx(160.0)
    plan = solve(two_routes(CHOICE))
    assert per_hour(plan) == pytest.approx(376.0)
    assert capacity(plan, "old") == pytest.approx(0.0, abs=1e-6)


def test_what_stands_makes_way_where_it_may_be_closed() -> None:
    # 6 MW on gas stand: 60 + 400 = 460 is more than the 376 of the new route alone. What may not be closed
    # keeps the other out.
    standing = {"capacity_existing": 6.0, "capacity_max": 0.0}
    closable = solve(two_routes(CHOICE, old={**standing, "retirable": True}))
    assert per_hour(closable) == pytest.approx(376.0)
    assert per_hour(solve(two_routes(CHOICE, old=standing))) == pytest.approx(460.0)


@pytest.mark.parametrize(
    ("number", "exactly", "optimum"),
    [(1, False, 376.0), (2, False, 160.0), (1, True, 376.0), (2, True, 160.0)],
)
def test_more_that_may_stand_never_costs_more(number: int, exactly: bool, optimum: float) -> None:
    smallest = {"capacity_min": 1.0}
    choice = {**CHOICE, "number": number, "exactly": exactly}
    assert per_hour(solve(two_routes(choice, old=smallest, new=smallest))) == pytest.approx(optimum)


def test_exactly_asks_for_what_does_not_pay() -> None:
    # Gas for all 10 MW: 120. The other must stand as well, 3 MW at 2, and is not run: 126.
    fields = {"old": {"capacity_min": 1.0}, "new": {"capacity_min": 3.0}}
    scenario = two_routes({**CHOICE, "number": 2, "exactly": True}, **fields)
    plenty = scenario.with_({"assets.gas.buy_max": 10.0})
    assert per_hour(solve(plenty)) == pytest.approx(126.0)
    assert per_hour(solve(plenty.with_({"policies.route.exactly": False}))) == pytest.approx(120.0)


@pytest.mark.parametrize("foresight", ["perfect", "myopic"])
def test_a_pathway_switches_its_route(foresight: str) -> None:
    # 2030: the old route stands with 10 MW and runs on gas at 10: 100. 2040: gas costs 80, and hydrogen at
    # 20 + 2 is there for 6 MW. Both: 6 * 22 + 4 * 80 = 452. One: the old 800, the new 132 + 400 = 532.
    old = {"capacity_existing": 10.0, "capacity_max": 0.0, "retirable": True, "lifetime": 40.0}
    new = {"lifetime": 10.0, "capex_specific": 20.0 * HOURS}
    paths = {"assets.gas.buy_price": {2030: 10.0, 2040: 80.0}}
    costs = {}
    for name, choice in (("both", None), ("one", CHOICE)):
        base = two_routes(choice, old=old, new=new)
        base = base.with_({"assets.gas.buy_max": 10.0, "assets.green.buy_max": 6.0})
        pathway = Pathway.of(base, years=(2030, 2040), discount_rate=0.0, paths=paths, foresight=foresight)
        plan = synergy.solve(pathway, in_process=True, gap=0.0)
        assert plan.report.passed
        costs[name] = [per_hour(plan[year]) for year in (2030, 2040)]
    assert costs["both"] == pytest.approx([100.0, 452.0])
    assert costs["one"] == pytest.approx([100.0, 532.0])
    assert [capacity(plan[year], "old") for year in (2030, 2040)] == pytest.approx([10.0, 0.0], abs=1e-5)
    assert [capacity(plan[year], "new") for year in (2030, 2040)] == pytest.approx([0.0, 6.0], abs=1e-5)


def test_a_converted_route_switches_too() -> None:
    # The new route is built from what stands of the old one, which need not be retirable for it.
    old = {"capacity_existing": 10.0, "capacity_max": 0.0}
    new = {"retrofit_of": "old", "capex_specific": HOURS}
    scenario = two_routes(CHOICE, old=old, new=new).with_({"assets.green.buy_max": 10.0})
    # All 10 MW are converted: 10 + 200 = 210; the old route would need 4 MW of backup: 60 + 400.
    assert per_hour(solve(scenario)) == pytest.approx(210.0)


def test_faults_are_told() -> None:
    fast = {"capacity_existing": 6.0}
    with pytest.raises(ScenarioError, match="stand already, and only 1 may"):
        two_routes(CHOICE, old=fast, new=fast)
    with pytest.raises(ScenarioError, match="no smallest size"):
        two_routes({**CHOICE, "exactly": True})
    with pytest.raises(ScenarioError, match="there are not so many"):
        two_routes({**CHOICE, "exactly": True, "number": 3}, old=fast, new=fast)
    with pytest.raises(ScenarioError, match="means no asset"):
        two_routes({"kind": "choice"})


def test_the_choice_is_tight() -> None:
    # What the fuels allow, 6 and 8 MW, cuts the sizes and with them the rows of the choice.
    scenario = two_routes(CHOICE, old={"capacity_max": 1e6}, new={"capacity_max": 1e6})
    assert float(np.abs(build(scenario).matrix().values).max()) <= 8.0


@pytest.mark.parametrize(
    "first", [pytest.param(s, marks=pytest.mark.slow if s >= 15 else ()) for s in range(0, 200, 15)]
)
def test_random_choices_against_scip(first: int) -> None:
    for seed in range(first, first + 15):
        random = np.random.default_rng(seed)
        size = {
            "capacity_min": float(random.integers(0, 4)),
            "capex_fixed": float(random.integers(0, 50)) * HOURS,
        }
        stands = {"capacity_existing": float(random.integers(0, 7)), "retirable": True}
        choice = {**CHOICE, "number": int(random.integers(1, 3))}
        scenario = two_routes(choice, old={**size, **stands}, new={**size, "capacity_max": 9.0})
        matrix = build(scenario).matrix()
        ours = solve_matrix(matrix, SolveOptions(gap=0.0), in_process=True)
        assert ours.objective == pytest.approx(solve_with_scip(matrix).objective, rel=1e-6), seed
