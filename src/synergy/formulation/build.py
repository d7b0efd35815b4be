"""From a scenario to a Pyomo model."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pyomo.environ as pyo

from synergy.cluster.asset import Investment
from synergy.cluster.carrier import NET_EMISSIONS
from synergy.cluster.cluster import COMMON, Cluster
from synergy.cluster.limits import Sizes, useful_sizes
from synergy.cluster.retrofit import retrofits_first
from synergy.cluster.vintage import Vintage, category_of, quantity_of, supported
from synergy.cluster.worth import possibly_worthless
from synergy.errors import Fault, ScenarioError
from synergy.formulation.affine import Affine, total
from synergy.formulation.array_objective import ArrayObjective
from synergy.formulation.asset_formulation import AssetFormulation, ModelContext
from synergy.formulation.axes import Axis
from synergy.formulation.block import FormulationBlock, ModelFrame
from synergy.formulation.layout import Layout
from synergy.formulation.ledger import MONEY_SCALE, Charge, ImpactEntry, Ledger
from synergy.formulation.membership import Membership, players_of
from synergy.formulation.model import Model
from synergy.formulation.policy_formulation import PolicyFormulation
from synergy.formulation.settle import settle
from synergy.scenario import Scenario
from synergy.surplus import negative_prices, surplus_name


def build(
    scenario: Scenario | Cluster,
    extra: Callable[[Model], None] | None = None,
    *,
    tight: bool = True,
    history: Sequence[Vintage[float]] = (),
    players: Iterable[str] | Mapping[str, Iterable[str]] | None = None,
) -> Model:
    """Return the model of a scenario.

    Parameters
    ----------
    scenario : Scenario or Cluster
        A cluster alone is taken with one step that lasts all year.
    extra : callable, optional
        Called with the model before it is used; may add ordinary Pyomo constraints to ``model.pyomo``.
    tight : bool
        Whether sizes are cut to what can be of use. Turning it off gives the same optimum with a weaker
        relaxation; it is there to measure what tightness gains.
    history : sequence of Vintage
        What earlier years of a pathway built and closed.
    players : iterable of str, or mapping of str to owners, optional
        Owners, or groups of owners by name, that take part or not: each gets a binary
        (`synergy.formulation.membership`), and one model holds every coalition.

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
    limits = limits_of(whole) if tight else {}
    who = None if players is None else Membership(frame, players_of(whole.cluster.owners, players))
    stated = state_year(whole, frame, limits, tight, stated_history(history), who)
    stages = tuple(stage_expression(stage, stated.ledger) for stage in whole.objective.stages)
    frame.pyomo.objective = ArrayObjective(frame.layout, stages[0], doc=str(whole.objective))
    model = Model(whole, frame, stated.ledger, stated.blocks, stages, tuple(history), stated.vintages, who)
    if extra is not None:
        extra(model)
    return model


def stated_history(history: Sequence[Vintage[float]]) -> tuple[Vintage[Affine], ...]:
    """Return known vintages as constant expressions."""
    return tuple(one.counted_as(Affine.of(one.size), Affine.of(one.capital)) for one in history)


@dataclass(frozen=True, eq=False)
class StatedYear:
    """One year, stated: its ledger, its blocks by name, and what it builds and closes."""

    ledger: Ledger
    blocks: dict[str, FormulationBlock]
    vintages: tuple[Vintage[Affine], ...]


def state_year(
    scenario: Scenario,
    frame: ModelFrame,
    limits: Sizes,
    tight: bool,
    history: tuple[Vintage[Affine], ...],
    membership: Membership | None = None,
) -> StatedYear:
    """State assets, balances and policies of one year.

    Parameters
    ----------
    scenario : Scenario
        The year.
    frame : ModelFrame
        Axes of the year, and where its blocks land.
    limits : mapping of (asset, name of the size) to float
        The most that can be of use of each size.
    tight : bool
        Whether sizes are cut to these limits.
    history : tuple of Vintage
        What earlier years built and closed.
    membership : Membership, optional
        Who may take part or not.
    """
    cluster = scenario.cluster
    frame.pyomo.assets = pyo.Block(list(cluster.assets))
    frame.pyomo.hubs = pyo.Block(list(cluster.hubs))
    frame.pyomo.policies = pyo.Block([policy.id for policy in scenario.policies])
    ledger = Ledger()
    worthless = possibly_worthless(cluster, negative_prices(scenario))
    forced = frozenset[str]().union(*(policy.forces(cluster) for policy in scenario.policies))
    cut = {key: limit for key, limit in limits.items() if key[0] not in forced}
    context = ModelContext(scenario, worthless, cut, tight, history, membership=membership)
    blocks = _assets(context, frame, ledger)
    _hubs(context, frame, ledger, blocks)
    _policies(context, frame, ledger, blocks)
    _earlier_support(scenario, ledger, history)
    return StatedYear(ledger, blocks, (*context.stated, *_support(scenario, ledger)))


def limits_of(scenario: Scenario, cluster: Cluster | None = None) -> Sizes:
    """Return the most that can be of use of each size of a scenario, or of another cluster in its place."""
    chosen = cluster or scenario.cluster
    worthless = possibly_worthless(chosen, negative_prices(scenario))
    return useful_sizes(chosen, scenario.values_of, scenario.time, worthless)


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
    return frame


def _assets(context: ModelContext, frame: ModelFrame, ledger: Ledger) -> dict[str, FormulationBlock]:
    assets = context.scenario.cluster.assets
    blocks: dict[str, AssetFormulation] = {}
    for key in retrofits_first(assets):
        first = frame.layout.columns
        block = AssetFormulation(frame, frame.pyomo.assets[key], assets[key], context, ledger)
        assets[key].formulate(block)
        if context.membership is not None:
            player = context.membership.player_of(context.scenario.cluster.owner_of(assets[key]))
            context.membership.note(player, first, frame.layout.columns)
        blocks[key] = block
    if context.membership is not None:
        settle(context, frame, ledger, blocks)
    return {key: blocks[key] for key in assets}


def _hubs(
    context: ModelContext, frame: ModelFrame, ledger: Ledger, results: dict[str, FormulationBlock]
) -> None:
    """State that what is put into each hub is taken out, but for a surplus where the carrier allows one."""
    scenario = context.scenario
    cluster = scenario.cluster
    flows: dict[tuple[str, str], list[Affine]] = {hub: [] for hub in cluster.hubs}
    for entry in ledger.injections:
        flows[entry.site, entry.carrier].append(entry.flow)
    for site, carrier_id in cluster.hubs:
        carrier = cluster.carriers[carrier_id]
        block = FormulationBlock(frame, frame.pyomo.hubs[site, carrier_id])
        net = total(flows[site, carrier_id], frame.time)
        if carrier.surplus != "forbidden":
            first = frame.layout.columns
            surplus = block.variable("surplus", unit=carrier.flow_unit)
            if context.membership is not None:
                player = context.membership.player_of(cluster.sites[site].owner)
                context.membership.note(player, first, frame.layout.columns)
            net = net - surplus
            results[surplus_name(site, carrier_id)] = block
            if carrier.released_as is not None:
                weights = Affine.data(scenario.time.hours_in_year, (frame.period, frame.step))
                released = (surplus * weights).sum("period", "step") * carrier.emission_factor
                owner = cluster.sites[site].owner or COMMON
                name = surplus_name(site, carrier_id)
                ledger.impacts.append(
                    ImpactEntry(name, owner, site, carrier.released_as, released, carrier_id)
                )
        block.constraint("balance", net == 0.0)


def _policies(
    context: ModelContext, frame: ModelFrame, ledger: Ledger, results: dict[str, FormulationBlock]
) -> None:
    scenario = context.scenario
    for policy in scenario.policies:
        block = PolicyFormulation(
            frame,
            frame.pyomo.policies[policy.id],
            scenario,
            policy.id,
            ledger,
            results,
            context.membership,
            context.history,
        )
        policy.formulate(block)
        results[f"policy {policy.id}"] = block


def _earlier_support(scenario: Scenario, ledger: Ledger, history: Sequence[Vintage[Affine]]) -> None:
    """Credit owners with what earlier years gave or lent for what still serves."""
    cluster = scenario.cluster
    for one in supported(history, scenario.time.year):
        if one.asset in cluster.assets:
            owner = cluster.owner_of(cluster.assets[one.asset]) or COMMON
            amount = one.capital * (one.annuity * MONEY_SCALE)
            ledger.charges.append(Charge(one.asset, owner, category_of(one), amount))


def _support(scenario: Scenario, ledger: Ledger) -> Iterator[Vintage[Affine]]:
    """Yield what is given or lent for what this year builds, as later years know it."""
    year = scenario.time.year
    for entry in ledger.funding:
        built = scenario.cluster.assets[entry.asset]
        life = built.lifetime if isinstance(built, Investment) else 0.0
        quantity = quantity_of(entry.policy, entry.gift, entry.category)
        capital = entry.amount / MONEY_SCALE
        yield Vintage(
            entry.asset, quantity, year, year + life, Affine.of(0.0), capital, -entry.worth, 0.0, 0.0
        )
