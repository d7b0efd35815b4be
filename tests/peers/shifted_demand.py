"""Cold stores and a pulp mill whose loads can be moved by hours, with sun and wind to build.

PyPSA has no such load. It is told as what it is: for each hour a taker of its own, which must take just what
is due in that hour and may do so in the hours of its window, round the end of the day.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from peers import with_pypsa, with_synergy
from peers.neutral import HOURS as HOURS_OF_YEAR
from peers.neutral import Answer, Technology, shares, waves
from synergy.scenario import Scenario
from synergy.time.series import FloatArray

if TYPE_CHECKING:
    from pypsa import Network

STEPS = 24
HOURS = (1.0,) * STEPS
RATE = 0.06
OFFICE = waves(STEPS, 7.0, 3.0, shift=-6.0)
COLD, COLD_WINDOW, COLD_MOST = waves(STEPS, 5.0, 2.0, shift=3.0), 3, 9.5
PULP, PULP_WINDOW, PULP_SHARE = waves(STEPS, 11.0, 4.0, every=12.0), 5, 0.35
GRID_PRICE = waves(STEPS, 92.0, 44.0, shift=9.0)
SUN, SUN_AVAILABLE = Technology(6.4e5, 11e3, 25.0), shares(STEPS, 0.1, 0.75, shift=-6.0)
WIND, WIND_AVAILABLE = Technology(1.45e6, 33e3, 25.0), shares(STEPS, 0.38, 0.3, every=17.0)


def scenario() -> Scenario:
    power = {"carrier": "power"}
    built = {"kind": "generator", **power, "capacity_max": 200.0}
    assets = {
        "office": {"kind": "demand", **power, "demand": OFFICE},
        "cold": {
            "kind": "demand",
            **power,
            "demand": COLD,
            "shift_window": float(COLD_WINDOW),
            "served_max": COLD_MOST,
        },
        "pulp": {
            "kind": "demand",
            **power,
            "demand": PULP,
            "shift_window": float(PULP_WINDOW),
            "shift_share": PULP_SHARE,
        },
        "grid": {"kind": "market", **power, "buy_price": GRID_PRICE},
        "sun": {**built, "availability": SUN_AVAILABLE, **with_synergy.costs(SUN)},
        "wind": {**built, "availability": WIND_AVAILABLE, **with_synergy.costs(WIND)},
    }
    return with_synergy.scenario(assets, carriers=("power",), rate=RATE, hours=HOURS)


def by_synergy() -> Answer:
    return with_synergy.answer(scenario(), sun="sun capacity", wind="wind capacity")


def _takers(n: Network, name: str, bus: str, due: FloatArray, window: int) -> None:
    """Add a taker for each hour in which something is due."""
    steps = np.arange(STEPS)
    for step, amount in enumerate(due):
        apart = np.abs(steps - step)
        yearly = amount * HOURS_OF_YEAR / STEPS
        n.add(
            "Generator",
            f"{name} {step}",
            bus=bus,
            sign=-1.0,
            p_nom=1e3,
            p_max_pu=(np.minimum(apart, STEPS - apart) <= window).astype(float),
            e_sum_min=yearly,
            e_sum_max=yearly,
        )


def by_pypsa() -> Answer:
    n: Network = with_pypsa.network(HOURS, ("power", "cold"), {})
    n.add("Load", "office", bus="power", p_set=OFFICE)
    n.add("Load", "pulp", bus="power", p_set=(1.0 - PULP_SHARE) * PULP)
    n.add("Link", "compressors", bus0="power", bus1="cold", p_nom=COLD_MOST)
    _takers(n, "cold", "cold", COLD, COLD_WINDOW)
    _takers(n, "moved pulp", "power", PULP_SHARE * PULP, PULP_WINDOW)
    n.add("Generator", "grid", bus="power", p_nom=1e3, marginal_cost=GRID_PRICE)
    for name, technology, available in (("sun", SUN, SUN_AVAILABLE), ("wind", WIND, WIND_AVAILABLE)):
        n.add("Generator", name, bus="power", p_max_pu=available, **with_pypsa.costs(technology, RATE))
    cost = with_pypsa.optimum(n)
    return Answer(cost, {name: float(n.generators.p_nom_opt[name]) for name in ("sun", "wind")})
