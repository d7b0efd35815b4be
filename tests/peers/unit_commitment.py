"""Heat of a dairy from a wood boiler and a CHP plant with minimum times, ramps and costs of starting.

PyPSA's day does not go round. Both plants stand still around midnight, longer than they must rest, so that it
makes no difference. It counts a start once, whatever a snapshot weighs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from peers import with_pypsa, with_synergy
from peers.neutral import HOURS as HOURS_OF_YEAR
from peers.neutral import Answer, Technology, waves
from synergy.scenario import Scenario

if TYPE_CHECKING:
    from pypsa import Network

STEPS = 30
HOURS = (1.0,) * STEPS
RATE = 0.06
DAYS = HOURS_OF_YEAR / STEPS
HEAT = waves(STEPS, 13.0, 9.0, every=9.0)
POWER = waves(STEPS, 9.0, 3.0, every=15.0, shift=4.0)
GRID_PRICE = waves(STEPS, 105.0, 75.0, every=10.0, shift=3.0)
WOOD_PRICE, GAS_PRICE = 24.0, 44.0
OPEN = np.where((np.arange(STEPS) > 1) & (np.arange(STEPS) < STEPS - 3), 1.0, 0.0)
WOOD, WOOD_EFFICIENCY, WOOD_VARIABLE = 11.0, 0.87, 2.1
WOOD_RUNS = {"least": 0.55, "up": 6, "down": 3, "start": 9.0, "rises": 0.6, "falls": 0.65}
CHP, CHP_POWER, CHP_HEAT, CHP_VARIABLE = 6.5, 0.4, 0.45, 4.0
CHP_RUNS = {"least": 0.4, "up": 5, "down": 4, "start": 12.0, "rises": 0.45, "falls": 0.7}
BOILER, BOILER_EFFICIENCY = Technology(58e3, 2e3, 20.0, 0.8), 0.94


def scenario() -> Scenario:
    assets = {
        "heat-load": {"kind": "demand", "carrier": "heat", "demand": HEAT},
        "power-load": {"kind": "demand", "carrier": "power", "demand": POWER},
        "grid": {"kind": "market", "carrier": "power", "buy_price": GRID_PRICE},
        "wood-store": {"kind": "market", "carrier": "wood", "buy_price": WOOD_PRICE},
        "gas-grid": {"kind": "market", "carrier": "gas", "buy_price": GAS_PRICE},
        "wood-boiler": {
            "kind": "converter",
            "reference": "heat",
            "inputs": {"wood": 1.0 / WOOD_EFFICIENCY},
            "outputs": {"heat": 1.0},
            "capacity_existing": WOOD,
            "opex_variable": WOOD_VARIABLE,
            **_rules(WOOD_RUNS),
        },
        "chp": {
            "kind": "converter",
            "reference": "power",
            "inputs": {"gas": 1.0 / CHP_POWER},
            "outputs": {"power": 1.0, "heat": CHP_HEAT / CHP_POWER},
            "capacity_existing": CHP,
            "opex_variable": CHP_VARIABLE,
            **_rules(CHP_RUNS),
        },
        "boiler": {
            "kind": "converter",
            "reference": "heat",
            "inputs": {"gas": 1.0 / BOILER_EFFICIENCY},
            "outputs": {"heat": 1.0},
            "capacity_max": 50.0,
            **with_synergy.costs(BOILER),
        },
    }
    carriers = {"wood": {}, "gas": {}, "power": {"surplus": "free"}, "heat": {"surplus": "free"}}
    return with_synergy.scenario(assets, carriers=carriers, rate=RATE, hours=HOURS)


def _rules(runs: dict[str, float]) -> dict[str, Any]:
    return {
        "availability": OPEN,
        "minimum_load": runs["least"],
        "minimum_up_time": float(runs["up"]),
        "minimum_down_time": float(runs["down"]),
        "start_cost": runs["start"],
        "ramp_up": runs["rises"],
        "ramp_down": runs["falls"],
    }


def by_synergy() -> Answer:
    return with_synergy.answer(scenario(), boiler="boiler capacity")


def _committed(runs: dict[str, float], size: float) -> dict[str, Any]:
    return {
        "committable": True,
        "p_max_pu": OPEN,
        "p_min_pu": runs["least"],
        "min_up_time": runs["up"],
        "min_down_time": runs["down"],
        "up_time_before": 0,
        "down_time_before": STEPS,
        "start_up_cost": runs["start"] * size * DAYS,
        "ramp_limit_up": runs["rises"],
        "ramp_limit_start_up": runs["rises"],
        "ramp_limit_down": runs["falls"],
        "ramp_limit_shut_down": runs["falls"],
    }


def by_pypsa() -> Answer:
    n: Network = with_pypsa.network(HOURS, ("wood", "gas", "power", "heat"), {})
    n.add("Load", "heat-load", bus="heat", p_set=HEAT)
    n.add("Load", "power-load", bus="power", p_set=POWER)
    for carrier, price in (("power", GRID_PRICE), ("wood", WOOD_PRICE), ("gas", GAS_PRICE)):
        n.add("Generator", f"{carrier}-grid", bus=carrier, p_nom=1e3, marginal_cost=price)
    for carrier in ("power", "heat"):  # what is too much is let go
        n.add("Generator", f"{carrier}-surplus", bus=carrier, sign=-1.0, p_nom=1e3)
    n.add(
        "Link",
        "wood-boiler",
        bus0="wood",
        bus1="heat",
        efficiency=WOOD_EFFICIENCY,
        p_nom=WOOD / WOOD_EFFICIENCY,
        marginal_cost=WOOD_VARIABLE * WOOD_EFFICIENCY,
        **_committed(WOOD_RUNS, WOOD),
    )
    n.add(
        "Link",
        "chp",
        bus0="gas",
        bus1="power",
        bus2="heat",
        efficiency=CHP_POWER,
        efficiency2=CHP_HEAT,
        p_nom=CHP / CHP_POWER,
        marginal_cost=CHP_VARIABLE * CHP_POWER,
        **_committed(CHP_RUNS, CHP),
    )
    n.add(
        "Link",
        "boiler",
        bus0="gas",
        bus1="heat",
        efficiency=BOILER_EFFICIENCY,
        marginal_cost=BOILER.variable * BOILER_EFFICIENCY,
        **with_pypsa.costs(BOILER, RATE, BOILER_EFFICIENCY),
    )
    cost = with_pypsa.optimum(n)
    return Answer(cost, {"boiler": float(n.links.p_nom_opt["boiler"]) * BOILER_EFFICIENCY})
