r"""The cheapest plan from which nobody has a reason to stay away, without payments between owners.

Where owners pay each other, any split of the core does that (`synergy.sharing`). Where they do not, the plan
itself must leave every owner, or every group, no dearer than alone:

.. math:: \sum_{i \in S} \mathrm{cost}_i(y) \le C(S) \qquad \text{for each group } S \text{ named}

with :math:`\mathrm{cost}_i` what the ledger charges to owner :math:`i`: its own assets, its carbon, what it
buys and sells outside. What owners hand each other inside the cluster has no price here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pyomo.environ as pyo

from synergy.cluster.check import unknown
from synergy.errors import Fault, InfeasibleError, ScenarioError
from synergy.formulation.affine import total
from synergy.formulation.block import FormulationBlock
from synergy.formulation.ledger import MONEY_SCALE
from synergy.formulation.model import Model
from synergy.plan.plan import Plan
from synergy.plan.solve import solve
from synergy.scenario import Scenario
from synergy.study.cluster_game import ClusterOracle
from synergy.study.outcome import STUDY_OPTIONS, must_count_cost

Group = str | tuple[str, ...]


def participation(
    scenario: Scenario,
    groups: Iterable[Group] | Mapping[Group, float] | None = None,
    **solving: Any,
) -> Plan:
    """Return the cheapest plan in which no owner, or no group, pays more than alone.

    Parameters
    ----------
    scenario : Scenario
    groups : iterable of owner or tuple of owners, or mapping to money a year, optional
        Who must not pay more than alone, or than a stated amount. By default every owner of something.
    **solving
        What `synergy.solve` takes.

    Raises
    ------
    ScenarioError
        If an owner is unknown.
    InfeasibleError
        If no plan suits everybody without payments.

    Examples
    --------
    >>> import synergy
    >>> scenario = synergy.examples.load("two-plants")
    >>> plan = participation(scenario)
    >>> plan.report.passed
    True
    """
    whole = must_count_cost(scenario)
    limits = _limits(whole, groups)

    def add(model: Model) -> None:
        block = FormulationBlock(model.frame, pyo.Block())
        model.pyomo.participation = block.block
        for number, (owners, most) in enumerate(limits.items(), 1):
            charges = [entry.amount for entry in model.ledger.charges if entry.owner in owners]
            paid = total(charges, (model.frame.year,))
            block.constraint(f"group_{number}", paid <= most * MONEY_SCALE, doc=", ".join(sorted(owners)))

    try:
        return solve(whole, extra=add, **{"options": STUDY_OPTIONS, **solving})
    except InfeasibleError:
        who = "; ".join(", ".join(sorted(owners)) for owners in limits)
        text = f"no plan leaves each of these no dearer than alone without payments between owners: {who}"
        raise InfeasibleError(f"{text}. Share the cost of the joint plan instead (synergy share).") from None


def _limits(
    scenario: Scenario, groups: Iterable[Group] | Mapping[Group, float] | None
) -> dict[frozenset[str], float]:
    if groups is None:
        groups = ClusterOracle(scenario).players
    named = {frozenset((one,) if isinstance(one, str) else one): one for one in groups}
    strangers = sorted(frozenset[str]().union(*named) - set(scenario.cluster.owners))
    if strangers:
        raise ScenarioError(
            [unknown("groups", "owner", owner, scenario.cluster.owners) for owner in strangers]
        )
    if isinstance(groups, Mapping):
        return {owners: float(groups[one]) for owners, one in named.items()}
    oracle = ClusterOracle(scenario)
    alone = dict(zip(named, oracle.costs(owners & set(oracle.players) for owners in named), strict=True))
    without = [owners for owners, cost in alone.items() if cost.upper == float("inf")]
    if without:
        why, fix = "alone it has no cost to compare with", "state what it may pay: {owner: money a year}"
        places = [", ".join(sorted(owners)) for owners in without]
        raise ScenarioError([Fault(f"groups.{place}", "has no plan alone", why, fix) for place in places])
    return {owners: cost.upper for owners, cost in alone.items()}
