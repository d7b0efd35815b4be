"""Hydrogen from electrolysers that come in stacks: how many are built, and how many run in each hour."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from peers import with_pypsa, with_synergy
from peers.neutral import HOURS as HOURS_OF_YEAR
from peers.neutral import Answer, Technology, shares, waves
from synergy.scenario import Scenario

if TYPE_CHECKING:
    from pypsa import Network

STEPS = 18
HOURS = (1.0,) * STEPS
RATE = 0.07
DAYS = HOURS_OF_YEAR / STEPS
HYDROGEN = waves(STEPS, 9.0, 3.5, every=12.0)
GRID_PRICE = waves(STEPS, 78.0, 60.0, every=9.0, shift=2.0)
TRAILER_PRICE = 171.0
STACK, STACK_EFFICIENCY, LEAST_LOAD, START = Technology(8.6e5, 18e3, 20.0, 1.0), 0.67, 0.55, 60.0
STACK_SIZE, MOST_STACKS = 2.5, 9
WIND, WIND_AVAILABLE = Technology(1.5e6, 35e3, 25.0), shares(STEPS, 0.4, 0.35, every=14.0)
OPEN = np.asarray([1.0] * (STEPS - 1) + [0.0])


def scenario() -> Scenario:
    assets = {
        "hydrogen-load": {"kind": "demand", "carrier": "hydrogen", "demand": HYDROGEN},
        "trailers": {"kind": "market", "carrier": "hydrogen", "buy_price": TRAILER_PRICE},
        "grid": {"kind": "market", "carrier": "power", "buy_price": GRID_PRICE},
        "stacks": {
            "kind": "converter",
            "reference": "power",
            "inputs": {"power": 1.0},
            "outputs": {"hydrogen": STACK_EFFICIENCY},
            "unit_size": STACK_SIZE,
            "capacity_max": STACK_SIZE * MOST_STACKS,
            "minimum_load": LEAST_LOAD,
            "start_cost": START,
            "availability": OPEN,
            **with_synergy.costs(STACK),
        },
        "wind": {
            "kind": "generator",
            "carrier": "power",
            "availability": WIND_AVAILABLE,
            "capacity_max": 200.0,
            **with_synergy.costs(WIND),
        },
    }
    return with_synergy.scenario(assets, carriers=("power", "hydrogen"), rate=RATE, hours=HOURS)


def by_synergy() -> Answer:
    return with_synergy.answer(scenario(), stacks="stacks capacity", wind="wind capacity")


def by_pypsa() -> Answer:
    n: Network = with_pypsa.network(HOURS, ("power", "hydrogen"), {})
    n.add("Load", "hydrogen-load", bus="hydrogen", p_set=HYDROGEN)
    n.add("Generator", "trailers", bus="hydrogen", p_nom=1e3, marginal_cost=TRAILER_PRICE)
    n.add("Generator", "grid", bus="power", p_nom=1e3, marginal_cost=GRID_PRICE)
    n.add(
        "Link",
        "stacks",
        bus0="power",
        bus1="hydrogen",
        efficiency=STACK_EFFICIENCY,
        p_nom_mod=STACK_SIZE,
        p_nom_max=STACK_SIZE * MOST_STACKS,
        committable=True,
        p_min_pu=LEAST_LOAD,
        p_max_pu=OPEN,
        up_time_before=0,
        start_up_cost=START * STACK_SIZE * DAYS,
        marginal_cost=STACK.variable,
        **with_pypsa.costs(STACK, RATE),
    )
    n.add("Generator", "wind", bus="power", p_max_pu=WIND_AVAILABLE, **with_pypsa.costs(WIND, RATE))
    cost = with_pypsa.optimum(n)
    sizes = {
        "stacks": float(n.links.p_nom_opt["stacks"]),
        "wind": float(n.generators.p_nom_opt["wind"]),
    }
    return Answer(cost, sizes)
