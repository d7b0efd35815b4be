"""A year of 365 chained days: hydrogen from summer's sun is kept in a cavern for the winter."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from peers import with_oemof, with_pypsa, with_synergy
from peers.neutral import Answer, Technology, waves
from synergy.scenario import Scenario

if TYPE_CHECKING:
    from pypsa import Network

DAYS = 365
STEPS = 2 * DAYS
HOURS = (12.0,) * STEPS
RATE = 0.06
SEASON = np.cos(2.0 * np.pi * (np.arange(STEPS) / STEPS - 0.04))  # 1 in winter, -1 in summer
HEAT = 9.0 + 6.0 * SEASON + waves(STEPS, 0.0, 1.1, every=2.0)
POWER = waves(STEPS, 10.0, 2.5, every=2.0, shift=0.5)
GRID_PRICE = 115.0 + 70.0 * SEASON + waves(STEPS, 0.0, 12.0, every=27.0)
SUN = Technology(4.8e5, 8e3, 30.0)
SUN_AVAILABLE = np.clip(np.tile([0.49, 0.01], DAYS) * (0.62 - 0.48 * SEASON), 0.0, 1.0)
ELECTROLYSER, ELECTROLYSER_EFFICIENCY = Technology(6.5e5, 13e3, 20.0), 0.7
CAVERN, CAVERN_POWER = (
    Technology(300.0, 3.0, 40.0),
    Technology(2.5e4, 500.0, 40.0),
)  # of one life, as in synergy
CAVERN_IN, CAVERN_OUT, CAVERN_LOSS = 0.98, 0.99, 1e-6
BURNER, BURNER_EFFICIENCY = Technology(7e4, 1.5e3, 20.0), 0.95
PUMP, PUMP_COP = Technology(7e5, 6e3, 20.0), 2.7


def scenario() -> Scenario:
    source = {"kind": "generator", "carrier": "power", "capacity_max": 1e3}
    heat = {"kind": "converter", "reference": "heat", "outputs": {"heat": 1.0}, "capacity_max": 100.0}
    assets = {
        "power-load": {"kind": "demand", "carrier": "power", "demand": POWER},
        "heat-load": {"kind": "demand", "carrier": "heat", "demand": HEAT},
        "grid": {"kind": "market", "carrier": "power", "buy_price": GRID_PRICE},
        "sun": {**source, "availability": SUN_AVAILABLE, **with_synergy.costs(SUN)},
        "electrolyser": {
            "kind": "converter",
            "reference": "power",
            "inputs": {"power": 1.0},
            "outputs": {"hydrogen": ELECTROLYSER_EFFICIENCY},
            "capacity_max": 300.0,
            **with_synergy.costs(ELECTROLYSER),
        },
        "cavern": {
            "kind": "storage",
            "carrier": "hydrogen",
            "capacity_max": 1e5,
            "power_max": 300.0,
            "capex_power": CAVERN_POWER.capex,
            "opex_fixed_power": CAVERN_POWER.fixed,
            "charge_efficiency": CAVERN_IN,
            "discharge_efficiency": CAVERN_OUT,
            "standing_loss": CAVERN_LOSS,
            **with_synergy.costs(CAVERN),
        },
        "burner": {**heat, "inputs": {"hydrogen": 1.0 / BURNER_EFFICIENCY}, **with_synergy.costs(BURNER)},
        "pump": {**heat, "inputs": {"power": 1.0 / PUMP_COP}, **with_synergy.costs(PUMP)},
    }
    return with_synergy.scenario(
        assets, carriers=("power", "heat", "hydrogen"), rate=RATE, hours=HOURS, periods=DAYS
    )


NAMES = ("sun", "electrolyser", "cavern", "burner", "pump")


def by_synergy() -> Answer:
    return with_synergy.answer(scenario(), **{name: f"{name} capacity" for name in NAMES})


def by_pypsa() -> Answer:
    n: Network = with_pypsa.network(HOURS, ("power", "heat", "hydrogen", "cavern"), {})
    n.add("Load", "power-load", bus="power", p_set=POWER)
    n.add("Load", "heat-load", bus="heat", p_set=HEAT)
    n.add("Generator", "grid", bus="power", p_nom=1e3, marginal_cost=GRID_PRICE)
    n.add("Generator", "sun", bus="power", p_max_pu=SUN_AVAILABLE, **with_pypsa.costs(SUN, RATE))
    n.add(
        "Link",
        "electrolyser",
        bus0="power",
        bus1="hydrogen",
        efficiency=ELECTROLYSER_EFFICIENCY,
        **with_pypsa.costs(ELECTROLYSER, RATE),
    )
    for name, bus, technology, efficiency in (
        ("burner", "hydrogen", BURNER, BURNER_EFFICIENCY),
        ("pump", "power", PUMP, PUMP_COP),
    ):
        costs = with_pypsa.costs(technology, RATE, efficiency)
        n.add("Link", name, bus0=bus, bus1="heat", efficiency=efficiency, **costs)
    with_pypsa.add_store(
        n, "cavern", "hydrogen", (CAVERN, CAVERN_POWER), RATE, (CAVERN_IN, CAVERN_OUT), CAVERN_LOSS
    )
    cost = with_pypsa.optimum(n, lambda n: with_pypsa.one_power(n, "cavern", CAVERN_OUT))
    sizes = {
        "sun": float(n.generators.p_nom_opt["sun"]),
        "electrolyser": float(n.links.p_nom_opt["electrolyser"]),
        "cavern": float(n.stores.e_nom_opt["cavern"]),
        "burner": float(n.links.p_nom_opt["burner"]) * BURNER_EFFICIENCY,
        "pump": float(n.links.p_nom_opt["pump"]) * PUMP_COP,
    }
    return Answer(cost, sizes)


def by_oemof() -> Answer:
    from oemof import solph
    from oemof.solph.components import Converter, GenericStorage, Source
    from oemof.solph.flows import Flow

    power, heat, hydrogen = (solph.buses.Bus(label=label) for label in ("power", "heat", "hydrogen"))
    sun = Source(label="sun", outputs={power: with_oemof.built_flow(SUN, RATE, maximum=SUN_AVAILABLE)})
    electrolyser = Converter(
        label="electrolyser",
        inputs={power: with_oemof.built_flow(ELECTROLYSER, RATE)},
        outputs={hydrogen: Flow()},
        conversion_factors={hydrogen: ELECTROLYSER_EFFICIENCY},
    )
    burner = Converter(
        label="burner",
        inputs={hydrogen: Flow()},
        outputs={heat: with_oemof.built_flow(BURNER, RATE)},
        conversion_factors={heat: BURNER_EFFICIENCY},
    )
    pump = Converter(
        label="pump",
        inputs={power: Flow()},
        outputs={heat: with_oemof.built_flow(PUMP, RATE)},
        conversion_factors={heat: PUMP_COP},
    )
    cavern = GenericStorage(
        label="cavern",
        nominal_capacity=solph.Investment(ep_costs=CAVERN.yearly(RATE)),
        inputs={hydrogen: with_oemof.built_flow(CAVERN_POWER, RATE)},
        outputs={hydrogen: Flow(nominal_capacity=solph.Investment())},
        invest_relation_input_output=1.0,
        inflow_conversion_factor=CAVERN_IN,
        outflow_conversion_factor=CAVERN_OUT,
        loss_rate=CAVERN_LOSS,
    )
    around = [
        with_oemof.demand(power, POWER),
        with_oemof.demand(heat, HEAT),
        with_oemof.bought(power, GRID_PRICE),
    ]
    stated = with_oemof.model(
        HOURS, [power, heat, hydrogen, sun, electrolyser, burner, pump, cavern, *around]
    )
    cost = with_oemof.optimum(stated)
    flows = {
        "sun": (sun, power),
        "electrolyser": (power, electrolyser),
        "burner": (burner, heat),
        "pump": (pump, heat),
    }
    sizes = {name: with_oemof.built(stated, *ends) for name, ends in flows.items()}
    return Answer(cost, {**sizes, "cavern": with_oemof.held(stated, cavern)})
