"""Scenarios that are solved: the packaged examples, and random networks of heat pipes."""

from __future__ import annotations

import numpy as np

import synergy
from synergy.assets.demand import Demand
from synergy.assets.generator import Generator
from synergy.assets.market import Market
from synergy.assets.pipeline import Pipeline
from synergy.cluster.asset import Asset
from synergy.cluster.candidates import candidate_corridors
from synergy.cluster.carrier import Carrier
from synergy.cluster.cluster import Cluster
from synergy.cluster.place import Site
from synergy.scenario import Scenario
from synergy.time.axis import TimeAxis
from synergy.time.series import Profile


def scenario_names() -> list[str]:
    """Return the packaged examples of one year; those of several years are in ``benchmarks.pathway``."""
    return [name for name in synergy.examples.names() if isinstance(synergy.examples.load(name), Scenario)]


def scenario_named(name: str) -> Scenario:
    """Return a packaged example, or ``network-SITES-SEED``."""
    if not name.startswith("network-"):
        example = synergy.examples.load(name)
        if not isinstance(example, Scenario):
            raise TypeError(f"{name} is a pathway")
        return example
    _, sites, seed = name.split("-")
    return random_network(int(sites), int(seed))


def random_network(number: int, seed: int) -> Scenario:
    """Return sites that need heat, some of which have waste heat, with candidate pipes in between.

    Pipes cost something to begin with and less by size, so which of them to build is the question;
    whoever is not joined buys fuel. Largest sizes are what a careful user would write: twice what all
    sites need together.
    """
    draw = np.random.default_rng(seed)
    place = draw.uniform(0.0, 1.0, (number, 2))
    sites = [
        Site(id=f"s{k}", latitude=53.2 + 0.25 * float(place[k, 0]), longitude=-3.0 + 0.4 * float(place[k, 1]))
        for k in range(number)
    ]
    steps = 12
    shape = 0.6 + 0.4 * np.sin(np.linspace(0.0, 2 * np.pi, steps, endpoint=False))
    peaks = np.round(draw.uniform(3.0, 30.0, number), 1)
    assets: list[Asset] = []
    for k in range(number):
        site = f"s{k}"
        assets.append(
            Demand(
                id=f"need-{k}",
                site=site,
                carrier="heat",
                demand=Profile(profile=f"shape-{k % 4}", scale=float(peaks[k])),
            )
        )
        price = float(np.round(draw.uniform(45.0, 75.0), 1))
        assets.append(Market(id=f"fuel-{k}", site=site, carrier="heat", buy_price=price))
        if k % 3 == 0:
            size = float(np.round(draw.uniform(20.0, 80.0), 1))
            assets.append(
                Generator(
                    id=f"waste-{k}", site=site, carrier="heat", capacity_existing=size, opex_variable=4.0
                )
            )
    corridors = candidate_corridors(sites, "gabriel")
    most = float(2 * peaks.sum())
    assets += [
        Pipeline(
            id=f"pipe-{corridor.id}",
            corridor=corridor.id,
            carrier="heat",
            two_way=True,
            capacity_max=most,
            capex_fixed_per_km=float(np.round(draw.uniform(6e5, 1.2e6), -3)),
            capex_specific_per_km=8e3,
            lifetime=30.0,
        )
        for corridor in corridors
    ]
    profiles = {f"shape-{k}": np.roll(shape, 3 * k)[None, :].repeat(2, axis=0) for k in range(4)}
    time = TimeAxis(steps=steps, hours=2.0, weights={"winter": 182.5, "summer": 182.5})
    cluster = Cluster(
        carriers=[Carrier(id="heat", unit="MWh")],
        sites=sites,
        corridors=corridors,
        assets=assets,
    )
    return Scenario(cluster, time, profiles)
