r"""One asset out of service after the other, with a design that stays: what still runs, and at what cost.

Each case is the scenario with an outage (`synergy.time.outage`) of one asset and the design fixed; it is
compared with the same design in normal service. With :math:`h` hours of outage a year, an hour of it costs

.. math:: c_u = \frac{C(\text{design}, u \text{ out}) - C(\text{design})}{h}

Every demand that must be met may be left unserved here, at ``unserved_price`` where that is given. Where it
is not, a demand that can not be met is the answer, and the case has no cost.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Unpack

import numpy as np
import pandas as pd

from synergy.cluster.asset import Asset, Investment
from synergy.cluster.check import unknown
from synergy.cluster.cluster import Cluster
from synergy.errors import Fault, ScenarioError
from synergy.plan.full_year import NO_SHORTAGE, SHORTAGE_PRICE
from synergy.plan.plan import Plan
from synergy.plan.store import load_plan
from synergy.scenario import Scenario
from synergy.study.case import Case
from synergy.study.outcome import (
    Design,
    Outcome,
    Running,
    design_of,
    must_count_cost,
    needed,
    options_of,
    result_table,
    solved,
    title,
)
from synergy.study.study import Study
from synergy.surplus import surplus_name
from synergy.time.series import FloatArray

NORMAL = "normal service"
DESIGN = "the design"
OUT = "out"
"""Name of the outage in the scenario of a case."""
WEEK = 168.0
ALL_RUNS, SHED = "all runs", "something is not served"
UNMET, INFEASIBLE = "a demand can not be met", "nothing can be run"
OF_A_DEMAND = ("without", "demand", "carrier", "served", "unserved", "unit")


def outages(
    plan: Plan | Scenario,
    assets: Iterable[str] | None = None,
    hours: float = WEEK,
    *,
    periods: Iterable[str] = (),
    unserved_price: float | None = None,
    **running: Unpack[Running],
) -> Study:
    """Return what each asset's going out of service would cost, and what would still run.

    Parameters
    ----------
    plan : Plan or Scenario
        The design; of a scenario its best plan.
    assets : iterable of str, optional
        Assets that go out, one at a time; by default all that lie in corridors or join several owners.
    hours : float
        Hours of the year that an outage takes.
    periods : iterable of str
        Periods in which it may come; default: all.
    unserved_price : float, optional
        What is lost where a demand that has no ``unserved_price`` is not served (value of lost load), money
        per MWh or t. Without it such a demand must be met, or the answer is that it can not be.
    **running
        ``options``, ``executor``, ``store``, ``on_event`` (see `synergy.study.outcome.Running`).

    Returns
    -------
    Study
        ``table``: a row for each asset: ``asset``, ``owner``, ``answer`` (``"all runs"``, ``"something is not
        served"``, ``"a demand can not be met"`` or ``"nothing can be run"``), ``cost`` of the outage a year
        and ``cost_per_hour`` of it (NaN where a demand can not be met), ``unserved_cost`` in it,
        ``least_served`` (share of the demand that is hit most), ``vented`` in t, more than normally, and
        ``short``: which demands. ``parts["demands"]``: what each demand gets while each asset is out.

    Raises
    ------
    ScenarioError
        If an asset is not known, or periods stand in an order, which has no place for outages.
    InfeasibleError, UnboundedError
        If the scenario itself has no plan.

    Examples
    --------
    >>> import synergy
    >>> study = outages(synergy.examples.load("two-plants"), ["steam-line"], executor=0)
    >>> study.table["answer"].tolist(), bool(study.table["cost_per_hour"][0] > 0)
    (['all runs'], True)
    """
    scenario = _without_outages(must_count_cost(plan.scenario if isinstance(plan, Plan) else plan))
    named = None if assets is None else _known(scenario.cluster, assets)
    if named:
        out = {OUT: {"assets": named, "hours": hours, "periods": list(periods)}}
        scenario.with_({"time.outages": out})  # what can not go out, or not then, is told before solving
    first, design = _design(plan, scenario, running)
    chosen = _by_default(scenario.cluster, design) if named is None else named
    must = _must_be_met(scenario.cluster)
    price = SHORTAGE_PRICE if unserved_price is None else unserved_price
    priced = scenario.with_({f"assets.{key}.unserved_price": price for key in must})
    options = options_of(running)
    cases = [Case(NORMAL, priced, {}, options, design=design)]
    for key in chosen:
        out = {OUT: {"assets": [key], "hours": hours, "periods": list(periods)}}
        cases.append(
            Case(
                f"without {key}", priced.with_({"time.outages": out}), {"asset": key}, options, design=design
            )
        )
    outcomes = solved(cases, running)
    normal = needed(outcomes[0])
    firm = frozenset(must) if unserved_price is None else frozenset[str]()
    seen = [_look(one, normal, firm, hours) for one in outcomes[1:]]
    table = pd.DataFrame([row for row, _ in seen])
    table.insert(
        1, "owner", [scenario.cluster.owner_of(scenario.cluster.assets[key]) or "" for key in chosen]
    )
    money = scenario.currency
    return Study(
        "outages",
        title("one asset out of service", scenario),
        table,
        {"cost": f"{money}/a", "cost_per_hour": f"{money}/h", "unserved_cost": f"{money}/a", "vented": "t/a"},
        _notes(table),
        {"demands": pd.DataFrame([row for _, rows in seen for row in rows], columns=list(OF_A_DEMAND))},
        result_table([*first, *outcomes]),
    )


def _without_outages(scenario: Scenario) -> Scenario:
    return scenario.with_({"time.outages": None}) if scenario.time.outages else scenario


def _design(plan: Plan | Scenario, scenario: Scenario, running: Running) -> tuple[list[Outcome], Design]:
    """Return the design that is looked at, and the case that was solved to find it."""
    if isinstance(plan, Plan):
        if plan.history:
            found, fix = "is a year of a pathway that inherits from others", "look at a plan of a single year"
            raise ScenarioError([Fault("plan", found, fix=fix)])
        return [], design_of(plan)
    (first,) = solved([Case(DESIGN, scenario, {}, options_of(running))], running)
    return [first], needed(first).design


def _must_be_met(cluster: Cluster) -> list[str]:
    return [key for key, asset in cluster.assets.items() if getattr(asset, "must_be_met", False)]


def _known(cluster: Cluster, assets: Iterable[str]) -> list[str]:
    """Return named assets, each once."""
    chosen = list(dict.fromkeys(assets))
    faults = [unknown("assets", "asset", key, cluster.assets) for key in chosen if key not in cluster.assets]
    if faults or not chosen:
        raise ScenarioError(faults or [Fault("assets", "none is named", fix="name one, or leave it out")])
    return chosen


def _by_default(cluster: Cluster, design: Design) -> list[str]:
    """Return the assets that go out where none is named: those in corridors, or that join several owners."""
    there = [one for one in cluster.assets.values() if _in_service(one, design)]
    chosen = [one.id for one in there if one.place == "corridor" or _joins_owners(one, cluster)]
    if not chosen:
        found = "nothing in service lies in a corridor or joins several owners"
        raise ScenarioError([Fault("assets", found, fix="name the assets that may go out of service")])
    return chosen


def _in_service(asset: Asset, design: Design) -> bool:
    if not asset.can_fail:
        return False
    standing = asset.standing if isinstance(asset, Investment) else 0.0
    return design.get((asset.id, "capacity"), standing or 1.0) > NO_SHORTAGE


def _joins_owners(asset: Asset, cluster: Cluster) -> bool:
    """Return whether what an asset gives or takes is given or taken by another owner too, at its hubs."""
    hubs = {(port.site, port.carrier) for port in cluster.ports[asset.id]}
    owners = {
        cluster.owner_of(other)
        for key, other in cluster.assets.items()
        if not hubs.isdisjoint((port.site, port.carrier) for port in cluster.ports[key])
    }
    return len(owners - {None}) > 1


def _look(
    outcome: Outcome, normal: Outcome, firm: frozenset[str], hours: float
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return what a case says: a row of the table, and one for each demand."""
    name = str(outcome.case.labels["asset"])
    row: dict[str, Any] = {"asset": name, "answer": INFEASIBLE}
    row |= dict.fromkeys(("cost", "cost_per_hour", "unserved_cost", "least_served", "vented"), np.nan)
    if not outcome.solved:
        if outcome.result.status != "infeasible":
            needed(outcome)
        return {**row, "short": outcome.result.reason}, []
    plan = _plan_of(outcome)
    demands = _served(plan, name)
    short = [one for one in demands if one["unserved"] > NO_SHORTAGE * hours]
    unmet = [one for one in short if one["demand"] in firm]
    row["answer"] = UNMET if unmet else SHED if short else ALL_RUNS
    row["least_served"] = min((one["served"] for one in demands), default=1.0)
    row["vented"] = _vented(plan) - _vented(_plan_of(normal))
    row["short"] = ", ".join(f"{one['demand']} ({1.0 - one['served']:.0%})" for one in short)
    if not unmet:
        row["cost"] = outcome.figure("cost") - normal.figure("cost")
        row["cost_per_hour"] = row["cost"] / hours
        row["unserved_cost"] = _unserved_cost(plan) - _unserved_cost(_plan_of(normal))
    return row, demands


def _plan_of(outcome: Outcome) -> Plan:
    assert outcome.result.plan_file is not None  # noqa: S101  # it is solved
    return load_plan(outcome.result.plan_file)


def _served(plan: Plan, out: str) -> list[dict[str, Any]]:
    """Return what each demand gets while an asset is out: share, and MWh or t that are missing."""
    scenario, rows = plan.scenario, []
    struck = np.array([case is not None for case in scenario.time.cases])
    weights: FloatArray = scenario.time.hours_in_year * struck[:, None]
    for key, asset in scenario.cluster.assets.items():
        if asset.can_fail or "served" not in plan.results.get(key, {}):
            continue
        served = float((plan.results[key]["served"] * weights).sum())
        needed_amount = float((scenario.values_of(getattr(asset, "demand", 0.0)) * weights).sum())
        carrier = scenario.cluster.carriers[asset.reference_carrier]
        share = served / needed_amount if needed_amount > 0 else 1.0
        missing = max(0.0, needed_amount - served)
        rows.append(dict(zip(OF_A_DEMAND, (out, key, carrier.id, share, missing, carrier.unit), strict=True)))
    return rows


def _vented(plan: Plan) -> float:
    """Return t a year let go where a carrier that may be vented has nowhere to go."""
    cluster, hours = plan.scenario.cluster, plan.scenario.time.hours_in_year
    lost = 0.0
    for site, carrier in cluster.hubs:
        surplus = plan.results.get(surplus_name(site, carrier), {}).get("surplus")
        if surplus is not None and cluster.carriers[carrier].surplus == "vented":
            lost += float((surplus * hours).sum())
    return lost


def _unserved_cost(plan: Plan) -> float:
    return float(plan.costs.loc[plan.costs["category"] == "unserved", "cost"].sum())


def _notes(table: pd.DataFrame) -> tuple[str, ...]:
    notes = []
    for answer in (INFEASIBLE, UNMET, SHED, ALL_RUNS):
        own = table[table["answer"] == answer]
        told = [
            f"{row['asset']}" + (f": {row['short']}" if row["short"] else "") for _, row in own.iterrows()
        ]
        if told:
            notes.append(f"{answer} without {'; '.join(told)}")
    return tuple(notes)
