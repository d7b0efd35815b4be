"""From a scenario to a Pyomo model."""

from __future__ import annotations

from collections.abc import Callable

import pyomo.environ as pyo

from synergy.cluster.carrier import NET_EMISSIONS
from synergy.cluster.cluster import COMMON, Cluster
from synergy.cluster.limits import transport_limits
from synergy.cluster.worth import possibly_worthless
from synergy.errors import Fault, ScenarioError
from synergy.formulation.affine import Affine, total
from synergy.formulation.array_objective import ArrayObjective
from synergy.formulation.asset_formulation import AssetFormulation, ModelContext
from synergy.formulation.axes import Axis
from synergy.formulation.block import FormulationBlock, ModelFrame
from synergy.formulation.layout import Layout
from synergy.formulation.ledger import ImpactEntry, Ledger
from synergy.formulation.model import Model
from synergy.formulation.policy_formulation import PolicyFormulation
from synergy.scenario import Scenario
from synergy.surplus import negative_prices, surplus_name


def build(
    scenario: Scenario | Cluster, extra: Callable[[Model], None] | None = None, *, tight: bool = True
) -> Model:
    """Return the model of a scenario.

    Parameters
    ----------
    scenario : Scenario or Cluster
        A cluster alone is taken with one step that lasts all year.
    extra : callable, optional
        Called with the model before it is used; may add ordinary Pyomo constraints to ``model.pyomo``.
    tight : bool
        Whether sizes are cut to what can flow at all. Turning it off gives the same optimum with a weaker
        relaxation; it is there to measure what tightness gains.

    Returns
    -------
    Model
        ``.pyomo`` is a real ``ConcreteModel``.

    Examples
    --------
    >>> import synergy
    >>> model = build(synergy.examples.load("two-plants"))
    >>> model.pyomo.is_constructed()
    True
    """
    whole = _whole(scenario)
    frame = _frame(whole)
    ledger = Ledger()
    results = _assets(whole, frame, ledger, tight)
    _hubs(whole, frame, ledger, results)
    _policies(whole, frame, ledger, results)
    stages = tuple(stage_expression(stage, ledger) for stage in whole.objective.stages)
    frame.pyomo.objective = ArrayObjective(frame.layout, stages[0], doc=str(whole.objective))
    model = Model(whole, frame, ledger, results, stages)
    if extra is not None:
        extra(model)
    return model


def _whole(given: object) -> Scenario:
    if isinstance(given, Cluster):
        return Scenario(given)
    if not isinstance(given, Scenario):
        fix = "read the folder first: scenario = synergy.load(folder)"
        raise ScenarioError([Fault("scenario", f"{given!r} is no scenario", fix=fix)])
    return given


def stage_expression(stage: tuple[tuple[str, float], ...], ledger: Ledger) -> Affine:
    """Return what a stage minimises, in thousands of money or of t CO2e."""
    parts = []
    for measure, weight in stage:
        if measure == "cost":
            parts += [entry.amount * weight for entry in ledger.charges]
        else:
            parts += [
                entry.amount * (weight * 1e-3) for entry in ledger.impacts if entry.impact in NET_EMISSIONS
            ]
    expression = total(parts)
    return expression.sum(*(axis.name for axis in expression.axes)) if expression.axes else expression


def _frame(scenario: Scenario) -> ModelFrame:
    time = scenario.time
    model = pyo.ConcreteModel(name=scenario.name or "cluster")
    frame = ModelFrame(
        model,
        Layout(),
        Axis("year", (time.year,)),
        Axis("period", time.periods),
        Axis("step", tuple(range(1, time.steps + 1))),
    )
    for axis in frame.time:
        frame.set_of(axis)
    model.assets = pyo.Block(list(scenario.cluster.assets))
    model.hubs = pyo.Block(list(scenario.cluster.hubs))
    model.policies = pyo.Block([policy.id for policy in scenario.policies])
    return frame


def _assets(
    scenario: Scenario, frame: ModelFrame, ledger: Ledger, tight: bool
) -> dict[str, FormulationBlock]:
    cluster = scenario.cluster
    limits = transport_limits(cluster, scenario.peaks) if tight else {}
    context = ModelContext(scenario, possibly_worthless(cluster, negative_prices(scenario)), limits, tight)
    blocks: dict[str, FormulationBlock] = {}
    for key, asset in cluster.assets.items():
        block = AssetFormulation(frame, frame.pyomo.assets[key], asset, context, ledger)
        asset.formulate(block)
        blocks[key] = block
    return blocks


def _hubs(
    scenario: Scenario, frame: ModelFrame, ledger: Ledger, results: dict[str, FormulationBlock]
) -> None:
    """State that what is put into each hub is taken out, but for a surplus where the carrier allows one."""
    cluster = scenario.cluster
    flows: dict[tuple[str, str], list[Affine]] = {hub: [] for hub in cluster.hubs}
    for entry in ledger.injections:
        flows[entry.site, entry.carrier].append(entry.flow)
    for site, carrier_id in cluster.hubs:
        carrier = cluster.carriers[carrier_id]
        block = FormulationBlock(frame, frame.pyomo.hubs[site, carrier_id])
        net = total(flows[site, carrier_id], frame.time)
        if carrier.surplus != "forbidden":
            surplus = block.variable("surplus", unit=carrier.flow_unit)
            net = net - surplus
            results[surplus_name(site, carrier_id)] = block
            if carrier.released_as is not None:
                weights = Affine.data(scenario.time.hours_in_year, (frame.period, frame.step))
                released = (surplus * weights).sum("period", "step") * carrier.emission_factor
                owner = cluster.sites[site].owner or COMMON
                name = surplus_name(site, carrier_id)
                ledger.impacts.append(ImpactEntry(name, owner, site, carrier.released_as, released))
        block.constraint("balance", net == 0.0)


def _policies(
    scenario: Scenario, frame: ModelFrame, ledger: Ledger, results: dict[str, FormulationBlock]
) -> None:
    for policy in scenario.policies:
        block = PolicyFormulation(frame, frame.pyomo.policies[policy.id], scenario, ledger)
        policy.formulate(block)
        results[f"policy {policy.id}"] = block
