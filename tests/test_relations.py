"""Relations that must hold between a random cluster and one changed in a known way.

They need no second solver and no known optimum, and they see what an audit cannot: a model that is too tight.
Every plan met on the way is audited as well.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest

import changes
import synergy
from random_clusters import RandomCluster, random_cluster
from synergy.errors import InfeasibleError, ScenarioError
from synergy.formulation.build import build
from synergy.scenario import Scenario
from synergy.solver.highs import solve_matrix
from synergy.solver.options import SolveOptions

ALWAYS, NIGHTLY = 6, 300
CLUSTERS = int(os.environ.get("SYNERGY_RELATION_CLUSTERS") or NIGHTLY)
AT_ONCE = 6
TOLERANCE = 2e-6
"""Relative, to the sum of all costs without sign: each of two optima is right to 1e-6 at best."""

Relation = Callable[[RandomCluster], str | None]
RELATIONS: dict[str, Relation] = {}


@dataclass(frozen=True)
class Outcome:
    """What the first stage of the objective reached; ``size`` adds up all that it is made of, without signs.

    ``cost`` is the same as ``reached`` where cost is the objective.
    """

    reached: float
    emissions: float = np.nan
    cost: float = np.nan
    size: float = 0.0
    tonnes: float = 0.0


NO_PLAN = Outcome(np.inf)


def relation(check: Relation) -> Relation:
    """Enter a relation among those tested."""
    RELATIONS[check.__name__] = check
    return check


def best(case: RandomCluster | Scenario) -> Outcome:
    """Return the outcome of the best plan, which passes its audit, or `NO_PLAN`."""
    scenario = case.scenario if isinstance(case, RandomCluster) else case
    try:
        plan = synergy.solve(scenario, gap=0.0, in_process=True)
    except InfeasibleError:
        return NO_PLAN
    money = float(plan.costs["cost"].abs().sum())
    tonnes = float(plan.emissions_table["amount"].abs().sum())
    size = sum(
        weight * {"cost": money, "emissions": tonnes}[name] for name, weight in scenario.objective.stages[0]
    )
    return Outcome(plan.objective, plan.emissions, plan.cost, size, tonnes)


def room(*outcomes: Outcome, least: float = 1e3) -> float:
    """Return how far apart two costs may lie that are the same."""
    return TOLERANCE * max(least, *(outcome.size for outcome in outcomes))


def unequal(before: Outcome, after: Outcome, factor: float = 1.0) -> str | None:
    """Return words if the second is not the first times a factor."""
    if before.reached == after.reached == np.inf:
        return None
    expected = replace(before, reached=before.reached * factor, size=before.size * factor)
    if abs(expected.reached - after.reached) <= room(expected, after, least=1e3 * factor):
        return None
    return f"{expected.reached!r} becomes {after.reached!r}"


def less(before: Outcome, after: Outcome) -> str | None:
    """Return words if the second is below the first."""
    if after.reached >= before.reached - room(before, after):
        return None
    return f"{before.reached!r} falls to {after.reached!r}"


def same(change: Callable[[RandomCluster], RandomCluster]) -> Relation:
    """Return the relation that a change leaves the optimum as it is."""

    def check(case: RandomCluster) -> str | None:
        return unequal(best(case), best(change(case)))

    return check


RELATIONS |= {
    "order_does_not_matter": same(lambda case: changes.shuffled(case, case.seed)),
    "names_do_not_matter": same(changes.renamed),
    "a_period_is_a_ring": same(changes.shifted),
    "a_period_may_be_given_as_two": same(changes.period_split),
    "a_number_is_a_flat_profile": same(changes.numbers_as_profiles),
    "a_detour_is_a_length": same(changes.without_detours),
    "who_gives_no_wacc_has_the_discount_rate": same(changes.with_every_wacc),
}


@relation
def a_step_may_be_given_as_two_without_stores(case: RandomCluster) -> str | None:
    """What runs or not, or flows one way at a time, may be better off with shorter steps, never worse."""
    bare = changes.without_kind(case, "storage")
    halved = best(changes.steps_doubled(bare))
    words = less(halved, best(bare))
    free = changes.lossless(bare)
    for fields in free.data["assets"].values():
        fields.pop("minimum_load", None)
    return words or unequal(best(free), best(changes.steps_doubled(free)))


@relation
def a_year_is_one_period_or_chained_ones_or_a_sequence(case: RandomCluster) -> str | None:
    year = best(changes.year_of(case, "period"))
    words = unequal(year, best(changes.year_of(case, "chained")))
    return words or unequal(year, best(changes.year_of(case, "sequence")))


@relation
def money_may_be_counted_in_any_unit(case: RandomCluster) -> str | None:
    case = changes.with_cost_as_objective(case)
    factor = (3.0, 1e-3)[case.seed % 2]
    return unequal(
        best(case), best(changes.scaled(case, lambda unit: factor ** changes.money_in(unit))), factor
    )


@relation
def carriers_may_be_counted_in_any_unit(case: RandomCluster) -> str | None:
    case = changes.with_cost_as_objective(case)
    factor = (1e3, 0.1)[case.seed % 2]
    return unequal(best(case), best(changes.scaled(case, lambda unit: factor ** changes.quantity_in(unit))))


@relation
def what_costs_more_than_it_can_save_changes_nothing(case: RandomCluster) -> str | None:
    case = changes.with_cost_as_objective(case)
    before = best(case)
    carrier = ("power", "steam", "hydrogen")[case.seed % 3]
    for_nothing = best(changes.with_source(case, carrier))
    if before.reached == np.inf:
        return None
    saving = before.reached - for_nothing.reached
    dear = best(changes.with_source(case, carrier, capex_fixed=max(2 * saving, 1e4)))
    return less(for_nothing, before) or unequal(before, dear)


@relation
def a_site_without_anything_changes_nothing(case: RandomCluster) -> str | None:
    more = case.copy()
    first = next(iter(more.data["sites"]))
    more.data["sites"]["empty"] = {}
    more.data["carriers"]["water"] = {"unit": "t"}
    more.data["owners"]["idle"] = {"wacc": 0.3}
    more.data["corridors"]["way"] = {"from": first, "to": "empty", "length": 1.0}
    more.data["assets"]["nobody"] = {"kind": "demand", "site": "empty", "carrier": "power", "demand": 0.0}
    more.data["assets"]["way-there"] = {
        "kind": "cable", "corridor": "way", "capacity_max": 10.0, "capex_fixed": 1e5,
    }  # fmt: skip
    return unequal(best(case), best(more))


@relation
def cost_over_the_carbon_price_is_concave_and_its_slope_is_emissions(case: RandomCluster) -> str | None:
    """So emissions never rise with the price; (p2-p1) E2 <= C2 - C1 <= (p2-p1) E1 by optimality of both."""
    low, high = 40.0, 110.0
    first, second = best(changes.priced(case, low)), best(changes.priced(case, high))
    if first.reached == np.inf or second.reached == np.inf:
        return unequal(first, second)
    slack = 2 * room(first, second)
    step = high - low
    rise = second.reached - first.reached
    if step * second.emissions - slack <= rise <= step * first.emissions + slack:
        return None
    return f"cost rises by {rise!r} where emissions are {first.emissions!r}, then {second.emissions!r}"


@relation
def a_tighter_cap_is_never_cheaper(case: RandomCluster) -> str | None:
    case = changes.with_cost_as_objective(changes.without_policies(case, "emission_cap"))
    free = best(case)
    if free.reached == np.inf:
        return None
    idle = best(changes.capped(case, free.emissions + 1e-6 * free.tonnes + 1e-3))
    tight = best(changes.capped(case, free.emissions - 0.1 * free.tonnes))
    tighter = best(changes.capped(case, free.emissions - 0.3 * free.tonnes))
    return unequal(free, idle) or less(idle, tight) or less(tight, tighter)


@relation
def a_decision_less_is_never_cheaper(case: RandomCluster) -> str | None:
    case = changes.with_cost_as_objective(case)
    choices = changes.buildable(case)
    if not choices:
        return None
    before = best(case)
    for key in choices[case.seed % len(choices) :: 4]:
        if changes.goes_with_its_costs(case, key):
            continue
        try:
            after = best(changes.not_to_be_built(case, key))
        except ScenarioError:  # nothing else can bring, or take, what must flow
            continue
        words = less(before, after)
        if words:
            return f"without {key} {words}"
    return None


@relation
def what_is_past_its_life_is_gone(case: RandomCluster) -> str | None:
    for key, fields in case.data["assets"].items():
        if fields.get("capacity_existing") and fields.get("capacity_max"):
            words = unequal(best(changes.retired(case, key)), best(changes.torn_down(case, key)))
            if words:
                return f"{key}: {words}"
    return None


@relation
def flows_of_the_plan_add_up_at_every_hub(case: RandomCluster) -> str | None:
    """The tables that people read, which the audit does not."""
    try:
        plan = synergy.solve(case.scenario, gap=0.0, in_process=True)
    except InfeasibleError:
        return None
    net = plan.flows.T.groupby(level=["site", "carrier"]).sum().T
    left = net.sub(plan.surplus.reindex(columns=net.columns, fill_value=0.0))
    worst = float(left.abs().to_numpy().max(initial=0.0))
    largest = float(plan.flows.abs().to_numpy().max(initial=1.0))
    return None if worst <= TOLERANCE * largest else f"misses a balance by {worst!r}"


@relation
def together_is_never_dearer_than_apart(case: RandomCluster) -> str | None:
    case = changes.with_cost_as_objective(changes.all_owned(case))
    scenario = case.scenario
    joint = best(scenario)
    apart = [alone(scenario, owner) for owner in scenario.cluster.owners]
    total = sum(outcome.reached for outcome in apart)
    return less(joint, replace(joint, reached=total, size=sum(outcome.size for outcome in apart)))


def alone(scenario: Scenario, owner: str) -> Outcome:
    """Return the outcome of an owner by itself; `NO_PLAN` where what it needs can not come."""
    try:
        part = scenario.restrict({owner})
    except ScenarioError as error:
        if all(fault.place == "sites" for fault in error.faults):
            return Outcome(0.0)  # it owns nothing
        if any(fault.why.startswith(("the demand can not", "surplus of")) for fault in error.faults):
            return NO_PLAN
        raise
    return best(part)


def _stage(case: RandomCluster, *, tight: bool = True, whole: bool = True) -> tuple[str, float | None]:
    """Return status and optimum of the first stage, with integers taken as they are or relaxed."""
    matrix = build(case.scenario, tight=tight).matrix()
    if not whole:
        matrix = replace(matrix, integer=np.zeros_like(matrix.integer))
    solution = solve_matrix(matrix, SolveOptions(gap=0.0), in_process=True)
    return solution.status, solution.objective


@relation
def the_relaxation_is_a_bound(case: RandomCluster) -> str | None:
    status, optimum = _stage(case)
    relaxed_status, relaxed = _stage(case, whole=False)
    if optimum is None or relaxed is None:
        return None if status == "infeasible" else f"{status}, relaxed {relaxed_status}"
    if relaxed <= optimum + TOLERANCE * max(1.0, abs(optimum)):
        return None
    return f"relaxed {relaxed!r} above {optimum!r}"


@relation
def limits_from_the_surroundings_cut_nothing_off(case: RandomCluster) -> str | None:
    (status, tight), (loose_status, loose) = _stage(case), _stage(case, tight=False)
    if status != loose_status:
        return f"{status}, but loose {loose_status}"
    if tight is None or loose is None or abs(tight - loose) <= TOLERANCE * max(1.0, abs(loose)):
        return None
    return f"tight {tight!r}, loose {loose!r}"


@relation
def stages_of_the_objective_begin_at_its_end_points(case: RandomCluster) -> str | None:
    found = {}
    for name, stages in (
        ("c", "cost"),
        ("e", "emissions"),
        ("ce", ["cost", "emissions"]),
        ("ec", ["emissions", "cost"]),
    ):
        made = case.copy()
        made.data["objective"] = stages
        found[name] = best(made)
    cost, clean = found["c"], found["e"]
    if cost.reached == np.inf:
        return None
    slack = 1e-5 * max(1.0, cost.tonnes, clean.tonnes)
    if found["ce"].emissions > cost.emissions + slack:
        return f"least emissions at least cost {found['ce'].emissions!r} above {cost.emissions!r}"
    if found["ec"].cost < cost.cost - room(cost):
        return f"least cost {cost.cost!r} above that at least emissions, {found['ec'].cost!r}"
    if found["ec"].cost > clean.cost + room(replace(cost, size=max(cost.size, abs(clean.cost)))):
        return f"least cost at least emissions, {found['ec'].cost!r}, above {clean.cost!r}"
    return unequal(cost, found["ce"]) or unequal(clean, found["ec"])


@relation
def a_weight_on_emissions_is_a_price_on_them(case: RandomCluster) -> str | None:
    price = 77.0
    weighted = changes.without_policies(case, "carbon_price", "emission_cap")
    weighted.data["objective"] = {"cost": 1.0, "emissions": price}
    return unequal(best(weighted), best(changes.priced(case, price)))


@relation
def a_corridor_may_be_cut_in_two(case: RandomCluster) -> str | None:
    case = changes.lossless(case)
    if not case.data["corridors"]:
        return None
    key = list(case.data["corridors"])[case.seed % len(case.data["corridors"])]
    for fields in case.data["assets"].values():
        if fields.get("corridor") == key:  # would be borne by one half, which could then do with another size
            fields.pop("capex_specific", None)
            fields.pop("opex_fixed", None)
    return unequal(best(case), best(changes.corridor_in_two(case, key)))


@relation
def a_site_may_be_two_with_open_doors(case: RandomCluster) -> str | None:
    case = changes.without_policies(case, "emission_cap")  # which may be about one site
    return unequal(best(case), best(changes.site_in_two(case)))


def with_stores(case: RandomCluster, exclusive: Any) -> RandomCluster:
    """Return the cluster with every store told whether it may charge and discharge at once."""
    made = case.copy()
    for fields in made.data["assets"].values():
        if fields["kind"] == "storage":
            fields["exclusive"] = exclusive
    return made


@relation
def a_lossless_store_need_not_be_kept_from_doing_both(case: RandomCluster) -> str | None:
    case = changes.lossless(case)
    return unequal(best(with_stores(case, True)), best(with_stores(case, False)))


@relation
def a_store_is_kept_from_doing_both_wherever_that_pays(case: RandomCluster) -> str | None:
    """Where the data say that waste can not pay there is no binary, and none is missed."""
    return unequal(best(with_stores(case, True)), best(with_stores(case, "auto")))


def chunks() -> list[Any]:
    slow = pytest.mark.slow
    return [
        pytest.param(first, marks=slow if first >= ALWAYS else ()) for first in range(0, CLUSTERS, AT_ONCE)
    ]


@pytest.mark.parametrize("first", chunks())
@pytest.mark.parametrize("name", RELATIONS)
def test_relation(name: str, first: int) -> None:
    offset = zlib.crc32(name.encode())  # each relation sees clusters of its own
    wrong = {}
    for seed in range(offset + first, offset + min(first + AT_ONCE, CLUSTERS)):
        words = RELATIONS[name](random_cluster(seed))
        if words is not None:
            wrong[seed] = words
    assert not wrong
