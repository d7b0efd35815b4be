"""Hydrogen for a filling station whose sum alone is fixed, a furnace likewise, a mill that may shed load.

Steps are of different lengths, and the connection to the grid is too small for all at once.
"""

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
HOURS = (1.0, 2.0, 1.0) * 6
RATE = 0.07
FILLING, FILLING_LEAST, FILLING_MOST = waves(STEPS, 4.0, 1.0), 1.5, 7.0
BATH, BATH_MOST = waves(STEPS, 3.0, 1.5, shift=2.0), waves(STEPS, 7.5, 1.5, every=9.0)
MILL, SHED_PRICE, SHED_MOST = waves(STEPS, 9.0, 3.0, every=11.0, shift=5.0), 60.0, 0.3
GRID_PRICE, GRID_MOST = waves(STEPS, 110.0, 60.0, every=18.0, shift=4.0), 19.0
ELECTROLYSER, ELECTROLYSER_EFFICIENCY = Technology(9.5e5, 19e3, 20.0, 1.2), 0.66
WIND, WIND_AVAILABLE = Technology(1.6e6, 36e3, 25.0), shares(STEPS, 0.4, 0.35, every=13.0)


def scenario() -> Scenario:
    power, hydrogen = {"carrier": "power"}, {"carrier": "hydrogen"}
    assets = {
        "filling": {
            "kind": "demand",
            **hydrogen,
            "demand": FILLING,
            "flexible": "period",
            "served_min": FILLING_LEAST,
            "served_max": FILLING_MOST,
        },
        "bath": {"kind": "demand", **power, "demand": BATH, "flexible": "year", "served_max": BATH_MOST},
        "mill": {
            "kind": "demand",
            **power,
            "demand": MILL,
            "unserved_price": SHED_PRICE,
            "unserved_max": SHED_MOST,
        },
        "grid": {"kind": "market", **power, "buy_price": GRID_PRICE, "buy_max": GRID_MOST},
        "electrolyser": {
            "kind": "converter",
            "reference": "power",
            "inputs": {"power": 1.0},
            "outputs": {"hydrogen": ELECTROLYSER_EFFICIENCY},
            "capacity_max": 60.0,
            **with_synergy.costs(ELECTROLYSER),
        },
        "wind": {
            "kind": "generator",
            **power,
            "availability": WIND_AVAILABLE,
            "capacity_max": 200.0,
            **with_synergy.costs(WIND),
        },
    }
    return with_synergy.scenario(assets, carriers=("power", "hydrogen"), rate=RATE, hours=HOURS)


def by_synergy() -> Answer:
    return with_synergy.answer(scenario(), electrolyser="electrolyser capacity", wind="wind capacity")


def by_pypsa() -> Answer:
    n: Network = with_pypsa.network(HOURS, ("power", "hydrogen"), {})
    counts = np.asarray(HOURS) * HOURS_OF_YEAR / sum(HOURS)
    yearly = float(counts @ FILLING)
    n.add(
        "Generator",
        "filling",
        bus="hydrogen",
        sign=-1.0,
        p_nom=FILLING_MOST,
        p_min_pu=FILLING_LEAST / FILLING_MOST,
        e_sum_min=yearly,
        e_sum_max=yearly,
    )
    yearly = float(counts @ BATH)
    n.add(
        "Generator",
        "bath",
        bus="power",
        sign=-1.0,
        p_nom=1.0,
        p_max_pu=BATH_MOST,
        e_sum_min=yearly,
        e_sum_max=yearly,
    )
    n.add("Load", "mill", bus="power", p_set=MILL)
    n.add("Generator", "shed", bus="power", p_nom=1.0, p_max_pu=SHED_MOST * MILL, marginal_cost=SHED_PRICE)
    n.add("Generator", "grid", bus="power", p_nom=GRID_MOST, marginal_cost=GRID_PRICE)
    n.add(
        "Link",
        "electrolyser",
        bus0="power",
        bus1="hydrogen",
        efficiency=ELECTROLYSER_EFFICIENCY,
        marginal_cost=ELECTROLYSER.variable,
        **with_pypsa.costs(ELECTROLYSER, RATE),
    )
    n.add("Generator", "wind", bus="power", p_max_pu=WIND_AVAILABLE, **with_pypsa.costs(WIND, RATE))
    cost = with_pypsa.optimum(n)
    sizes = {
        "electrolyser": float(n.links.p_nom_opt["electrolyser"]),
        "wind": float(n.generators.p_nom_opt["wind"]),
    }
    return Answer(cost, sizes)
