"""An engine and a boiler whose efficiency depends on their load: one best in between, one worst there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from peers import with_pypsa, with_synergy
from peers.neutral import Answer, Technology, waves
from synergy.scenario import Scenario

if TYPE_CHECKING:
    from pypsa import Network

STEPS = 24
HOURS = (1.0,) * STEPS
RATE = 0.05
HEAT = waves(STEPS, 16.0, 11.0)
POWER = waves(STEPS, 12.0, 5.0, shift=5.0)
GRID_PRICE = waves(STEPS, 100.0, 50.0, shift=9.0)
GAS_PRICE, STRAW_PRICE = 39.0, 21.0
ENGINE, ENGINE_VARIABLE = 24.0, 1.7  # MW of gas
ENGINE_EFFICIENCY = {0.35: 0.33, 0.6: 0.395, 0.8: 0.41, 1.0: 0.4}
BOILER, BOILER_VARIABLE = 19.0, 0.9  # MW of straw
BOILER_EFFICIENCY = {0.3: 0.84, 0.65: 0.79, 1.0: 0.89}
PUMP, PUMP_COP = Technology(5.9e5, 6e3, 20.0, 1.1), 3.2


def scenario() -> Scenario:
    assets = {
        "heat-load": {"kind": "demand", "carrier": "heat", "demand": HEAT},
        "power-load": {"kind": "demand", "carrier": "power", "demand": POWER},
        "grid": {"kind": "market", "carrier": "power", "buy_price": GRID_PRICE},
        "gas-grid": {"kind": "market", "carrier": "gas", "buy_price": GAS_PRICE},
        "straw-barn": {"kind": "market", "carrier": "straw", "buy_price": STRAW_PRICE},
        "pump": {
            "kind": "converter",
            "reference": "heat",
            "inputs": {"power": 1.0 / PUMP_COP},
            "outputs": {"heat": 1.0},
            "capacity_max": 100.0,
            **with_synergy.costs(PUMP),
        },
    }
    for name, fuel, gives, size, variable, efficiencies in (
        ("engine", "gas", "power", ENGINE, ENGINE_VARIABLE, ENGINE_EFFICIENCY),
        ("boiler", "straw", "heat", BOILER, BOILER_VARIABLE, BOILER_EFFICIENCY),
    ):
        assets[name] = {
            "kind": "converter",
            "reference": fuel,
            "inputs": {fuel: 1.0},
            "outputs": {gives: efficiencies[1.0]},
            "part_load": [
                {"load": load, "outputs": {gives: efficiency}}
                for load, efficiency in efficiencies.items()
                if load < 1.0
            ],
            "capacity_existing": size,
            "opex_variable": variable,
        }
    return with_synergy.scenario(assets, carriers=("gas", "straw", "power", "heat"), rate=RATE, hours=HOURS)


def by_synergy() -> Answer:
    return with_synergy.answer(scenario(), pump="pump capacity")


def by_pypsa() -> Answer:
    n: Network = with_pypsa.network(HOURS, ("gas", "straw", "power", "heat"), {})
    n.add("Load", "heat-load", bus="heat", p_set=HEAT)
    n.add("Load", "power-load", bus="power", p_set=POWER)
    for carrier, price in (("power", GRID_PRICE), ("gas", GAS_PRICE), ("straw", STRAW_PRICE)):
        n.add("Generator", f"{carrier}-grid", bus=carrier, p_nom=1e3, marginal_cost=price)
    for name, fuel, gives, size, variable, efficiencies in (
        ("engine", "gas", "power", ENGINE, ENGINE_VARIABLE, ENGINE_EFFICIENCY),
        ("boiler", "straw", "heat", BOILER, BOILER_VARIABLE, BOILER_EFFICIENCY),
    ):
        n.add(
            "Link",
            name,
            bus0=fuel,
            bus1=gives,
            efficiency={0.0: 0.0, **efficiencies},
            p_nom=size,
            p_min_pu=min(efficiencies),
            committable=True,
            marginal_cost=variable,
        )
    n.add(
        "Link",
        "pump",
        bus0="power",
        bus1="heat",
        efficiency=PUMP_COP,
        marginal_cost=PUMP.variable * PUMP_COP,
        **with_pypsa.costs(PUMP, RATE, PUMP_COP),
    )
    cost = with_pypsa.optimum(n)
    return Answer(cost, {"pump": float(n.links.p_nom_opt["pump"]) * PUMP_COP})
