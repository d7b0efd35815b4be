"""Synergy's array layer: the same formulas on whole arrays over labelled axes, in a real Pyomo model."""

from __future__ import annotations

import highspy
import pyomo.environ as pyo

from benchmarks.ring import MONEY, FloatArray, Ring
from benchmarks.routes.matrices import load_matrix
from synergy.cluster.cluster import Cluster
from synergy.cluster.place import Site
from synergy.formulation.affine import Affine, total
from synergy.formulation.array_objective import ArrayObjective
from synergy.formulation.axes import Axes, Axis
from synergy.formulation.block import FormulationBlock, ModelFrame
from synergy.formulation.layout import Layout
from synergy.formulation.ledger import Ledger
from synergy.formulation.matrix import Matrix
from synergy.formulation.model import Model
from synergy.scenario import Scenario

NOWHERE = Scenario(Cluster(carriers=(), sites=[Site(id="ring")], assets=()))
"""A model knows its scenario; here the ring's formulas do not come from one."""


def state(ring: Ring) -> Model:
    """Return the model."""
    sites, periods, steps = ring.shape
    pyomo = pyo.ConcreteModel(name="ring")
    frame = ModelFrame(
        pyomo,
        Layout(),
        Axis("year", (2030,)),
        Axis("period", tuple(f"p{number}" for number in range(periods))),
        Axis("step", tuple(range(1, steps + 1))),
    )
    place = (Axis("site", tuple(f"s{number}" for number in range(sites))),)
    block = FormulationBlock(frame, pyomo)
    objective = total([part.sum(*(axis.name for axis in part.axes)) for part in _state(ring, block, place)])
    pyomo.objective = ArrayObjective(frame.layout, objective)
    return Model(NOWHERE, frame, Ledger(), {}, (objective,))


def _state(ring: Ring, b: FormulationBlock, place: Axes) -> list[Affine]:
    frame = b.frame
    over = (*place, frame.period, frame.step)

    def by_site(values: FloatArray) -> Affine:
        return Affine.data(values, place)

    def by_hour(values: FloatArray) -> Affine:
        return Affine.data(values, over)

    availability, rate = by_hour(ring.availability), by_site(ring.store_rate)
    buy = b.variable("buy", over, upper=ring.buy_most[:, None, None])
    give = b.variable("give", over, upper=ring.availability * ring.generator_most[:, None, None])
    level = b.variable("level", over, upper=ring.store_most[:, None, None])
    power = (ring.store_rate * ring.store_most)[:, None, None]
    charge = b.variable("charge", over, upper=power)
    discharge = b.variable("discharge", over, upper=power)
    flow = b.variable("flow", over, upper=ring.pipe_most[:, None, None])
    generator = b.variable("generator", place, upper=ring.generator_most)
    store = b.variable("store", place, upper=ring.store_most)
    pipe = b.variable("pipe", place, upper=ring.pipe_most)
    built = b.variable("built", place, upper=1.0, integer=True)

    b.constraint("within_available", give <= generator * availability)
    b.constraint(
        "level_balance",
        level == level.shift("step") * ring.kept + charge * ring.charged - discharge / ring.discharged,
    )
    b.constraint("level_within_store", level <= store)
    b.constraint("charge_within_power", charge <= store * rate)
    b.constraint("discharge_within_power", discharge <= store * rate)
    b.constraint("flow_within_pipe", flow <= pipe)
    b.constraint("pipe_only_if_built", pipe <= built * by_site(ring.pipe_most))
    b.constraint(
        "balance",
        buy + give + discharge - charge - flow + flow.shift("site") * ring.arrives == by_hour(ring.demand),
    )
    weights = Affine.data(ring.hours_in_year * MONEY, (frame.period, frame.step))
    return [
        buy * by_hour(ring.price) * weights,
        give * by_site(ring.generator_operation) * weights,
        discharge * by_site(ring.store_operation) * weights,
        flow * by_site(ring.pipe_operation) * weights,
        generator * by_site(ring.generator_cost * MONEY),
        store * by_site(ring.store_cost * MONEY),
        pipe * by_site(ring.pipe_cost * MONEY),
        built * by_site(ring.pipe_fixed * MONEY),
    ]


def assemble(model: Model) -> Matrix:
    """Return the matrix."""
    return model.matrix()


def load(matrix: Matrix) -> highspy.Highs:
    """Return HiGHS with the model in it."""
    return load_matrix(matrix)
