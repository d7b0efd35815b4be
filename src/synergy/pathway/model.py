r"""Several investment years in one model.

Each year is stated by the same code as a scenario that stands alone, in a block of its own; what earlier
years built reaches it as vintages. Minimised is

.. math:: \sum_k D_k \, C_k \qquad \text{or} \qquad \sum_k L_k \, E_k

with yearly cost :math:`C_k` and net emissions :math:`E_k`; where both are weighed together, emissions are
priced and count :math:`D_k` as well. A budget of net emissions adds :math:`\sum_k L_k E_k \le \overline{E}`.

============================  ==========================================  ==========
symbol                        field                                       unit
============================  ==========================================  ==========
:math:`D_k, L_k`              see `synergy.pathway.terms.PathwayTerms`    1, a
:math:`\overline{E}`          ``emission_budget``                         t CO2e
============================  ==========================================  ==========
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import pyomo.environ as pyo

from synergy.cluster.asset import Investment
from synergy.cluster.limits import Sizes
from synergy.cluster.vintage import Vintage
from synergy.formulation.affine import Affine, total
from synergy.formulation.array_objective import ArrayObjective
from synergy.formulation.axes import Axis
from synergy.formulation.block import FormulationBlock, ModelFrame
from synergy.formulation.build import (
    StatedYear,
    limits_of,
    stage_expression,
    state_year,
    stated_history,
)
from synergy.formulation.layout import Layout
from synergy.formulation.ledger import Ledger
from synergy.formulation.model import Model
from synergy.pathway.pathway import Pathway
from synergy.scenario import Scenario

TONNES = 1e-3
"""Emissions inside the model are in thousands of t."""


@dataclass(eq=False, repr=False)
class PathwayModel(Model):
    """Investment years stated together.

    Parameters
    ----------
    years : mapping of int to Model
        Each year's part: its ledger and named results.
    """

    years: Mapping[int, Model] = field(default_factory=dict)


def state_pathway(
    pathway: Pathway,
    years: Sequence[int],
    history: Sequence[Vintage[float]] = (),
    *,
    budget: float | None = None,
    extra: Callable[[Model], None] | None = None,
    tight: bool = True,
) -> PathwayModel:
    """Return the model of some investment years of a pathway.

    Parameters
    ----------
    pathway : Pathway
    years : sequence of int
        The years that a decision sees, rising.
    history : sequence of Vintage
        What years before them built and closed.
    budget : float, optional
        Most net emissions of these years together, in t CO2e.
    extra : callable, optional
        Called with the model; may add ordinary Pyomo constraints. The blocks of a year are
        ``model.pyomo.years[2030].assets["boiler"]``.
    tight : bool
        Whether sizes are cut to what can be of use.
    """
    root = pyo.ConcreteModel(name=pathway.base.name or "pathway")
    root.years = pyo.Block(list(years))
    layout = Layout()
    scenarios = [pathway.scenarios[year] for year in years]
    limits = _limits(scenarios, history) if tight else {}
    vintages = stated_history(history)
    parts: dict[int, Model] = {}
    for year, scenario in zip(years, scenarios, strict=True):
        frame = _frame(root.years[year], layout, scenario)
        stated = state_year(scenario, frame, limits, tight, vintages)
        parts[year] = Model(scenario, frame, stated.ledger, stated.blocks, (), (), stated.vintages)
        vintages = (*vintages, *_carried(stated))
    model = _whole(pathway, root, layout, parts)
    if budget is not None:
        _hold_budget(model, pathway, budget)
    if extra is not None:
        extra(model)
    return model


def _frame(place: pyo.Block, layout: Layout, scenario: Scenario) -> ModelFrame:
    time = scenario.time
    year, period = Axis("year", (time.year,)), Axis("period", time.periods)
    frame = ModelFrame(place, layout, year, period, Axis("step", tuple(range(1, time.steps + 1))))
    for axis in frame.time:
        frame.set_of(axis)
    return frame


def _carried(stated: StatedYear) -> tuple[Vintage[Affine], ...]:
    """Return what a year builds as later years see it: without its own axis."""
    return tuple(one.counted_as(_plain(one.size), _plain(one.capital)) for one in stated.vintages)


def _plain(amount: Affine) -> Affine:
    return amount.sum("year") if amount.axes else amount


def _whole(
    pathway: Pathway, root: pyo.ConcreteModel, layout: Layout, parts: Mapping[int, Model]
) -> PathwayModel:
    counted = dict(zip(pathway.years, zip(pathway.weights, pathway.durations, strict=True), strict=True))
    stages = []
    for stage in pathway.base.objective.stages:
        emissions_alone = all(measure == "emissions" for measure, _ in stage)
        terms = [
            stage_expression(stage, part.ledger) * float(counted[year][emissions_alone])
            for year, part in parts.items()
        ]
        stages.append(total(terms))
    root.objective = ArrayObjective(layout, stages[0], doc=str(pathway.base.objective))
    first = next(iter(parts.values()))
    frame = ModelFrame(root, layout, Axis("year", tuple(parts)), first.frame.period, first.frame.step)
    blocks = {f"{year} {name}": block for year, part in parts.items() for name, block in part.blocks.items()}
    return PathwayModel(pathway.base, frame, Ledger(), blocks, tuple(stages), years=parts)


def _hold_budget(model: PathwayModel, pathway: Pathway, budget: float) -> None:
    durations = dict(zip(pathway.years, pathway.durations, strict=True))
    emitted = [
        stage_expression((("emissions", 1.0),), part.ledger) * float(durations[year])
        for year, part in model.years.items()
    ]
    FormulationBlock(model.frame, model.pyomo).constraint(
        "emission_budget", total(emitted, (Axis("budget", ("all years",)),)) <= budget * TONNES
    )


def _limits(scenarios: Sequence[Scenario], history: Sequence[Vintage[float]]) -> Sizes:
    """Return the most that can be of use of each size in any of the years, if every year has a limit."""
    most: dict[str, dict[str, float]] = {}
    for scenario in scenarios:
        for asset in scenario.cluster.assets.values():
            if isinstance(asset, Investment):
                known = most.setdefault(asset.id, {})
                for name, size in asset.largest_sizes().items():
                    if size > 0:
                        known[name] = known.get(name, 0.0) + size
    for vintage in history:
        name = f"{vintage.quantity}_existing"
        if name in most.get(vintage.asset, {}):
            most[vintage.asset][name] += vintage.ceiling
    found = []
    for scenario in scenarios:
        grown = scenario.cluster.holding(
            asset.model_copy(update={**most[asset.id], "age": 0.0}) if asset.id in most else asset
            for asset in scenario.cluster.assets.values()
        )
        found.append(limits_of(scenario, grown))
    return {
        (key, name): max(limits.get((key, name), 0.0) for limits in found)
        for key, name in set().union(*found)
        if all(
            (key, name) in limits or key not in scenario.cluster.assets
            for limits, scenario in zip(found, scenarios, strict=True)
        )
    }
