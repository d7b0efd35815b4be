"""Why a scenario has no plan: which limit asks too much, by how much, or which demand can not be met."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import count
from typing import Any

import numpy as np

from synergy.cluster.asset import Asset
from synergy.cluster.cluster import Cluster
from synergy.cluster.policy import Policy
from synergy.errors import Fault
from synergy.formulation.build import build
from synergy.formulation.matrix import Matrix
from synergy.objective import Objective
from synergy.plan.solve import solve
from synergy.scenario import Scenario
from synergy.solver.highs import solve_matrix
from synergy.solver.options import SolveOptions
from synergy.time.series import FloatArray

LIMIT = "limit"
"""Name of the field, and of the row in the model, by which a policy limits something; in thousands there."""

UNSERVED_PRICE = 1e5
"""Dear enough that a demand is left unserved only where it must be, in money per MWh or t."""

RELIEF_PRICE = 2.0 * UNSERVED_PRICE
"""Of what comes from nowhere, or goes there, so that a duty is served; demands are left unserved first."""


def why_infeasible(scenario: Scenario, options: SolveOptions | None = None) -> tuple[Fault, ...]:
    """Return what keeps a scenario from having a plan, as far as it can be named.

    Outages are left out first: if a plan exists without them, those that no plan gets through are named, each
    by itself. Then policies that ask for something are lifted. If a plan exists then, each is looked at by
    itself: the least possible of what it limits is found, or that it can not be met at all; if none exists,
    what must be left unserved is found: demands, and what assets need, or can not get rid of, that have
    something to serve whatever it costs.

    Parameters
    ----------
    scenario : Scenario
        A scenario that was found infeasible.
    options : SolveOptions, optional
        Limits of each of the solves that this takes.

    Returns
    -------
    tuple of Fault
        Empty if nothing could be named.
    """
    chosen = options or SolveOptions()
    if scenario.time.outages:
        calm = scenario.with_({"time.outages": None})
        if _has_plan(calm, chosen):
            return tuple(_outages_to_blame(scenario, chosen))
        scenario = calm
    limits, others = _limits(scenario)
    lifted = replace(scenario, policies=others)
    if not _has_plan(lifted, chosen):
        return tuple(_shortages(lifted, chosen))
    found = [
        fault
        for policy in limits
        if (fault := _too_low(replace(scenario, policies=(*others, policy)), policy, chosen)) is not None
    ]
    if found or len(limits) < 2:
        return tuple(found)
    why = "each of them can be met by itself"
    return (Fault("policies", f"{_named(limits)} can not be met together", why, "ease one of them"),)


def _limits(scenario: Scenario) -> tuple[list[Policy], tuple[Policy, ...]]:
    """Return the policies that ask for something, and the others."""
    limits = [policy for policy in scenario.policies if policy.demands or hasattr(policy, LIMIT)]
    return limits, tuple(policy for policy in scenario.policies if policy not in limits)


def _named(policies: Iterable[Policy]) -> str:
    return " and ".join(f"'{policy.id}'" for policy in policies)


def _outages_to_blame(scenario: Scenario, options: SolveOptions) -> Iterator[Fault]:
    """Yield a fault for each outage that no plan gets through, of a scenario that has a plan without any."""
    outages = scenario.time.outages
    through = True
    for name in outages:
        alone = scenario.with_({f"time.outages.{other}": None for other in outages if other != name})
        if not _has_plan(alone, options):
            through = False
            yield _not_through(alone, name, options)
    if through:
        found = f"no plan gets through {' and '.join(outages)}"
        why = "there is a plan for each of them by itself"
        yield Fault("time.outages", found, why, "allow larger capacities, or leave one of them out")


def _not_through(scenario: Scenario, name: str, options: SolveOptions) -> Fault:
    """Return the fault of an outage that no plan gets through: what stays short in it, or what stands by."""
    found = f"no plan gets through outage {name}"
    fix = "allow what stands in for what is out, or give what may stay short an unserved_price"
    limits, others = _limits(scenario)
    lifted = replace(scenario, policies=others)
    if _has_plan(lifted, options):
        guilty = [
            policy
            for policy in limits
            if not _has_plan(replace(scenario, policies=(*others, policy)), options)
        ]
        found += (
            f" beside {'policy' if len(guilty or limits) == 1 else 'policies'} {_named(guilty or limits)}"
        )
        why = "there is a plan without the outage, and one without what is asked there"
        return Fault(f"time.outages.{name}", found, why, f"ease one of them, or {fix}")
    short = [f"{fault.place}: {fault.found}" for fault in _shortages(lifted, options)]
    if short:
        found += f": {'; '.join(short)}"
    return Fault(f"time.outages.{name}", found, "there is a plan without it", fix)


def _has_plan(scenario: Scenario, options: SolveOptions) -> bool:
    matrix = build(scenario).matrix()
    anything = replace(matrix, cost=np.zeros_like(matrix.cost), offset=0.0)
    return solve_matrix(anything, options, want_duals=False).values is not None


def _too_low(scenario: Scenario, policy: Policy, options: SolveOptions) -> Fault | None:
    """Return a fault if a policy limits something below what is possible, or asks for what can not be."""
    matrix = build(scenario).matrix()
    own = f"policies[{policy.id}]."
    rows = {span.name: span.start for span in matrix.rows if span.name.startswith(own)}
    row = rows.pop(own + LIMIT, None)
    fault = None if row is None else _least(matrix, row, policy, options)
    if fault is not None or not rows or _has_plan(scenario, options):
        return fault
    fix = "ask for less, or allow what would meet it"
    return Fault(f"policies.{policy.id}", f"no plan meets this {policy.kind}, even by itself", fix=fix)


def _least(matrix: Matrix, row: int, policy: Policy, options: SolveOptions) -> Fault | None:
    """Return a fault if a policy's limit, on a row, lies below the least possible of what it limits."""
    entries = slice(matrix.starts[row], matrix.starts[row + 1])
    cost = np.zeros_like(matrix.cost)
    cost[matrix.indices[entries]] = matrix.values[entries]
    upper = matrix.row_upper.copy()
    limit = float(getattr(policy, LIMIT))
    # What does not depend on any decision stands on the right of the row, taken from the limit.
    constant = limit * 1e-3 - upper[row]
    upper[row] = np.inf
    solution = solve_matrix(
        replace(matrix, cost=cost, offset=float(constant), row_upper=upper), options, want_duals=False
    )
    if solution.bound is None or solution.bound * 1e3 <= limit:
        return None
    least = solution.bound * 1e3
    found = f"{limit:,.6g} can not be met; the least possible is {least:,.6g}"
    return Fault(f"policies.{policy.id}.{LIMIT}", found, fix="raise it, or allow what would lower it")


def _shortages(scenario: Scenario, options: SolveOptions) -> Iterator[Fault]:
    """Yield a fault for each demand that can not be met in full, and each duty that can not be served."""
    cluster = scenario.cluster
    bound = [key for key, asset in cluster.assets.items() if getattr(asset, "must_be_met", False)]
    reliefs = _reliefs(cluster)
    if not bound and not reliefs:
        return
    may_lack = {key: _share_that_may_lack(cluster.assets[key]) for key in bound}
    changes: dict[str, Any] = {f"assets.{key}.unserved_price": UNSERVED_PRICE for key in bound}
    changes |= {f"assets.{key}.unserved_max": 1.0 for key, share in may_lack.items() if share > 0.0}
    changes |= {f"assets.{name}": relief for name, (_, relief) in reliefs.items()}
    elastic = replace(scenario.with_(changes), objective=Objective())
    if not _has_plan(elastic, options):
        return
    plan = solve(elastic, options, prices=False, audit=False)
    fix = "allow larger capacities or imports"
    for key in bound:
        unserved = plan.results[key]["unserved"][0]
        served = plan.results[key]["served"][0]
        unserved = np.maximum(unserved - may_lack[key] * (served + unserved), 0.0)
        if unserved.max() > 1e-6 * max(1.0, served.max()):
            unit = plan.result_units[key]["unserved"]
            found = f"up to {unserved.max():,.4g} {unit} can not be met ({_when(scenario, unserved)})"
            yield Fault(f"assets.{key}", found, fix=f"{fix}, or set unserved_price")
    for name, (key, relief) in reliefs.items():
        for word, told in (("buy", "it needs are missing"), ("sell", "it gives have nowhere to go")):
            flow = plan.results[name].get(word)
            if flow is None or flow[0].max() <= 1e-6:
                continue
            carrier = cluster.carriers[relief["carrier"]]
            found = f"up to {flow[0].max():,.6g} {carrier.flow_unit} of {carrier.id} that {told}"
            found += f" at {relief['site']} ({_when(scenario, flow[0])})"
            yield Fault(f"assets.{key}", found, fix=f"{fix}, or check the figures of what it has to serve")


def _reliefs(cluster: Cluster) -> dict[str, tuple[str, dict[str, Any]]]:
    """Return, by new ids, a market at each hub that duties depend on, and the asset that has the duty."""
    reliefs: dict[tuple[str, str], tuple[str, dict[str, Any]]] = {}
    for key, asset in cluster.assets.items():
        for port in cluster.ports[key] if asset.brings_duty else ():
            hub = (port.site, port.carrier)
            data = {"kind": "market", "site": port.site, "carrier": port.carrier}
            _, relief = reliefs.setdefault(hub, (key, data))
            if port.takes:
                relief["buy_price"] = RELIEF_PRICE
            if port.gives:
                relief["sell_price"] = -RELIEF_PRICE
    free = (name for number in count(1) if (name := f"relief-{number}") not in cluster.assets)
    return dict(zip(free, reliefs.values(), strict=False))


def _when(scenario: Scenario, short: FloatArray) -> str:
    """Return when most is short, and for how long anything is; shape of ``short``: (periods, steps)."""
    period, step = np.unravel_index(int(short.argmax()), short.shape)
    hours = float((short > 1e-6).astype(float).ravel() @ scenario.time.hours_in_year.ravel())
    return f"period {scenario.time.periods[int(period)]}, step {int(step) + 1}; {hours:,.0f} h a year"


def _share_that_may_lack(asset: Asset) -> float:
    """Return the share of a demand that may be left unserved anyway."""
    priced = getattr(asset, "unserved_price", None) is not None
    return float(getattr(asset, "unserved_max", 1.0)) if priced else 0.0
