"""The cluster that every route states: sites in a ring, with demand, market, generator and store each.

From site to site leads a one-way pipe that may be built. For each site and hour that makes 6 columns, 7
rows and 20 entries, with what real clusters have: series that vary over everything, sizes that vary
over sites only, a level that carries from hour to hour, flows that leave one hub and enter another, and
one binary for each pipe.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

HOURS_OF_A_YEAR = 8760.0
MONEY = 1e-3
"""Money is stated in thousands."""


@dataclass(frozen=True)
class Ring:
    """Numbers of a ring of sites; series have the shape (sites, periods, steps), sizes (sites,).

    Parameters
    ----------
    demand, price, availability : array
        What each site needs [MW], pays for what it buys [EUR/MWh], and can generate as a share of capacity.
    hours_in_year : array
        Hours of the year that each step stands for, shape (periods, steps).
    buy_most : array
        Most that a site buys at once [MW].
    generator_most, generator_cost, generator_operation : array
        Largest size [MW], its yearly cost [EUR/MW], and the cost of what it gives [EUR/MWh].
    store_most, store_cost, store_operation, store_rate : array
        Largest content [MWh], its yearly cost [EUR/MWh], cost of what it gives [EUR/MWh], power over
        content [1/h].
    kept, charged, discharged : float
        Share of a level that is there an hour later; efficiencies.
    pipe_most, pipe_fixed, pipe_cost, pipe_operation : array
        Largest size [MW], yearly cost of building at all [EUR] and per size [EUR/MW], and of what flows
        [EUR/MWh].
    arrives : float
        Share of a flow that arrives at the next site.
    """

    demand: FloatArray
    price: FloatArray
    availability: FloatArray
    hours_in_year: FloatArray
    buy_most: FloatArray
    generator_most: FloatArray
    generator_cost: FloatArray
    generator_operation: FloatArray
    store_most: FloatArray
    store_cost: FloatArray
    store_operation: FloatArray
    store_rate: FloatArray
    pipe_most: FloatArray
    pipe_fixed: FloatArray
    pipe_cost: FloatArray
    pipe_operation: FloatArray
    kept: float = 0.999
    charged: float = 0.95
    discharged: float = 0.93
    arrives: float = 0.99

    @property
    def shape(self) -> tuple[int, int, int]:
        """(sites, periods, steps)."""
        sites, periods, steps = self.demand.shape
        return sites, periods, steps


def make_ring(sites: int, periods: int, steps: int) -> Ring:
    """Return a ring of sites with numbers drawn from a fixed seed."""
    draw = np.random.default_rng(20261122)
    shape = (sites, periods, steps)
    weight = HOURS_OF_A_YEAR / (periods * steps)

    def sizes(low: float, high: float) -> FloatArray:
        return np.round(draw.uniform(low, high, sites), 2)

    demand = np.round(draw.uniform(5.0, 20.0, shape), 2)
    return Ring(
        demand=demand,
        price=np.round(draw.uniform(30.0, 120.0, shape), 2),
        availability=np.round(draw.uniform(0.05, 1.0, shape), 2),
        hours_in_year=np.full((periods, steps), weight),
        buy_most=np.full(sites, 50.0),
        generator_most=sizes(20.0, 40.0),
        generator_cost=sizes(4e4, 8e4),
        generator_operation=sizes(1.0, 3.0),
        store_most=sizes(20.0, 60.0),
        store_cost=sizes(3e3, 9e3),
        store_operation=sizes(0.2, 0.8),
        store_rate=np.full(sites, 0.25),
        pipe_most=sizes(5.0, 15.0),
        pipe_fixed=sizes(5e4, 2e5),
        pipe_cost=sizes(5e2, 5e3),
        pipe_operation=sizes(0.1, 0.4),
    )
