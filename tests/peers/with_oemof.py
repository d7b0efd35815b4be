"""What the cases share when they are stated in oemof-solph, which is imported when one is."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from peers.neutral import HOURS, Technology
from synergy.time.series import FloatArray

if TYPE_CHECKING:
    from oemof import solph
    from oemof.network import Node


def model(hours: Sequence[float], nodes: Sequence[Node]) -> solph.Model:
    """Return the model of a period that is repeated until the year is full."""
    from oemof import solph

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of oemof about itself
        system = solph.EnergySystem(timeindex=np.cumsum([0.0, *hours]), infer_last_interval=False)
        system.add(*nodes)
        repeated = [length * HOURS / sum(hours) for length in hours]
        return solph.Model(system, objective_weighting=repeated)


def built_flow(technology: Technology, rate: float, **limits: Any) -> solph.flows.Flow:
    """Return a flow whose size is decided."""
    from oemof import solph

    return solph.flows.Flow(
        nominal_capacity=solph.Investment(ep_costs=technology.yearly(rate)),
        variable_costs=technology.variable,
        **limits,
    )


def demand(bus: solph.Bus, needed: FloatArray) -> solph.components.Sink:
    """Return what takes a fixed profile from a bus."""
    from oemof import solph

    flow = solph.flows.Flow(nominal_capacity=1.0, fix=needed)
    return solph.components.Sink(label=f"{bus.label}-load", inputs={bus: flow})


def bought(bus: solph.Bus, price: FloatArray | float) -> solph.components.Source:
    """Return what gives any amount to a bus at a price."""
    from oemof import solph

    return solph.components.Source(
        label=f"{bus.label}-grid", outputs={bus: solph.flows.Flow(variable_costs=price)}
    )


def optimum(stated: Any) -> float:
    """Solve to the very optimum and return it."""
    from pyomo.contrib.appsi.solvers import Highs

    solver = Highs()
    solver.highs_options = {"mip_rel_gap": 0.0}
    solver.config.stream_solver = False
    result = solver.solve(stated)
    assert result.termination_condition.name == "optimal"
    return float(result.best_feasible_objective)


def built(stated: Any, start: Node, end: Node) -> float:
    """Return how much was invested in a flow."""
    return float(stated.InvestmentFlowBlock.invest[start, end, 0].value)


def held(stated: Any, store: Node) -> float:
    """Return how much was invested in what a store holds."""
    return float(stated.GenericInvestmentStorageBlock.invest[store, 0].value)
