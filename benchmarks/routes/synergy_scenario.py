"""Synergy as users meet it: assets in a scenario, `build`, matrix.

Describing the cluster and checking it is `prepare`, outside of what is compared: the other routes have
no counterpart.
"""

from __future__ import annotations

import highspy
import numpy as np

from benchmarks.ring import Ring
from benchmarks.routes.matrices import load_matrix
from synergy.assets.demand import Demand
from synergy.assets.generator import Generator
from synergy.assets.market import Market
from synergy.assets.pipeline import Pipeline
from synergy.assets.storage import Storage
from synergy.cluster.asset import Asset
from synergy.cluster.carrier import Carrier
from synergy.cluster.cluster import Cluster
from synergy.cluster.place import Corridor, Site
from synergy.formulation.build import build
from synergy.formulation.matrix import Matrix
from synergy.formulation.model import Model
from synergy.scenario import Scenario
from synergy.time.axis import TimeAxis
from synergy.time.series import Profile


def prepare(ring: Ring) -> Scenario:
    """Return the ring as a scenario."""
    sites, periods, steps = ring.shape
    assets: list[Asset] = []
    profiles: dict[str, np.ndarray] = {}
    for number in range(sites):
        for name, values in (
            ("demand", ring.demand),
            ("price", ring.price),
            ("availability", ring.availability),
        ):
            profiles[f"{name}-{number}"] = values[number]
        assets += _assets_of(ring, number)
    time = TimeAxis(
        steps=steps, weights={f"p{number}": float(ring.hours_in_year[number, 0]) for number in range(periods)}
    )
    cluster = Cluster(
        carriers=[Carrier(id="power", unit="MWh")],
        sites=[Site(id=f"s{number}") for number in range(sites)],
        corridors=[
            Corridor.model_validate(
                {"id": f"c{number}", "from": f"s{number}", "to": f"s{(number + 1) % sites}", "length": 1.0}
            )
            for number in range(sites)
        ],
        assets=assets,
        discount_rate=0.0,
    )
    return Scenario(cluster, time, profiles)


def _assets_of(ring: Ring, number: int) -> list[Asset]:
    site = f"s{number}"

    def of(values: np.ndarray) -> float:
        return float(values[number])

    return [
        Demand(id=f"demand-{number}", site=site, carrier="power", demand=Profile(profile=f"demand-{number}")),
        Market(
            id=f"market-{number}",
            site=site,
            carrier="power",
            buy_price=Profile(profile=f"price-{number}"),
            buy_max=of(ring.buy_most),
        ),
        Generator(
            id=f"generator-{number}",
            site=site,
            carrier="power",
            availability=Profile(profile=f"availability-{number}"),
            capacity_max=of(ring.generator_most),
            capex_specific=of(ring.generator_cost),
            opex_variable=of(ring.generator_operation),
            lifetime=1.0,
        ),
        Storage(
            id=f"store-{number}",
            site=site,
            carrier="power",
            capacity_max=of(ring.store_most),
            capex_specific=of(ring.store_cost),
            opex_variable=of(ring.store_operation),
            c_rate=of(ring.store_rate),
            standing_loss=1.0 - ring.kept,
            charge_efficiency=ring.charged,
            discharge_efficiency=ring.discharged,
            lifetime=1.0,
        ),
        Pipeline(
            id=f"pipe-{number}",
            corridor=f"c{number}",
            carrier="power",
            capacity_max=of(ring.pipe_most),
            capex_fixed=of(ring.pipe_fixed),
            capex_specific=of(ring.pipe_cost),
            opex_variable=of(ring.pipe_operation),
            loss_per_km=1.0 - ring.arrives,
            lifetime=1.0,
        ),
    ]


def state(scenario: Scenario) -> Model:
    """Return the model."""
    return build(scenario)


def assemble(model: Model) -> Matrix:
    """Return the matrix."""
    return model.matrix()


def load(matrix: Matrix) -> highspy.Highs:
    """Return HiGHS with the model in it."""
    return load_matrix(matrix)
