"""A works with wind and sun: a battery, a heat store with a power of its own; uneven steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from peers import with_oemof, with_pypsa, with_synergy
from peers.neutral import Answer, Technology, shares, waves
from synergy.scenario import Scenario

if TYPE_CHECKING:
    from pypsa import Network

STEPS = 36
HOURS = (1.0, 2.0, 3.0) * 12
RATE = 0.06
POWER = waves(STEPS, 14.0, 5.0, every=12.0, shift=3.0)
HEAT = waves(STEPS, 6.0, 3.0, every=12.0)
GRID_PRICE = waves(STEPS, 105.0, 55.0, every=12.0, shift=1.5)
WIND, WIND_AVAILABLE = Technology(1.35e6, 31e3, 25.0, 0.4), shares(STEPS, 0.38, 0.4, every=29.0)
SUN, SUN_AVAILABLE = Technology(5.4e5, 9e3, 30.0), shares(STEPS, 0.05, 0.7, every=12.0, shift=9.0)
HEATER, HEATER_EFFICIENCY = Technology(9e4, 1e3, 20.0), 0.98
BATTERY, BATTERY_RATE = Technology(1.9e5, 2.1e3, 15.0, 0.7), 0.25
BATTERY_IN, BATTERY_OUT, BATTERY_LOSS = 0.95, 0.94, 2e-4
TANK, TANK_POWER = Technology(1.1e4, 90.0, 30.0), Technology(2.4e4, 250.0, 30.0)  # of one life, as in synergy
TANK_IN, TANK_OUT, TANK_LOSS = 0.97, 0.98, 4e-3


def scenario() -> Scenario:
    source = {"kind": "generator", "carrier": "power", "capacity_max": 200.0}
    assets = {
        "power-load": {"kind": "demand", "carrier": "power", "demand": POWER},
        "heat-load": {"kind": "demand", "carrier": "heat", "demand": HEAT},
        "grid": {"kind": "market", "carrier": "power", "buy_price": GRID_PRICE},
        "wind": {**source, "availability": WIND_AVAILABLE, **with_synergy.costs(WIND)},
        "sun": {**source, "availability": SUN_AVAILABLE, **with_synergy.costs(SUN)},
        "heater": {
            "kind": "converter",
            "reference": "heat",
            "inputs": {"power": 1.0 / HEATER_EFFICIENCY},
            "outputs": {"heat": 1.0},
            "capacity_max": 100.0,
            **with_synergy.costs(HEATER),
        },
        "battery": {
            "kind": "storage",
            "carrier": "power",
            "capacity_max": 1e3,
            "c_rate": BATTERY_RATE,
            "charge_efficiency": BATTERY_IN,
            "discharge_efficiency": BATTERY_OUT,
            "standing_loss": BATTERY_LOSS,
            **with_synergy.costs(BATTERY),
        },
        "tank": {
            "kind": "storage",
            "carrier": "heat",
            "capacity_max": 1e3,
            "power_max": 1e2,
            "capex_power": TANK_POWER.capex,
            "opex_fixed_power": TANK_POWER.fixed,
            "charge_efficiency": TANK_IN,
            "discharge_efficiency": TANK_OUT,
            "standing_loss": TANK_LOSS,
            **with_synergy.costs(TANK),
        },
    }
    return with_synergy.scenario(assets, carriers=("power", "heat"), rate=RATE, hours=HOURS)


def by_synergy() -> Answer:
    sizes = {name: f"{name} capacity" for name in ("wind", "sun", "heater", "battery", "tank")}
    return with_synergy.answer(scenario(), **sizes, tank_power="tank power")


def by_pypsa() -> Answer:
    n: Network = with_pypsa.network(HOURS, ("power", "heat", "tank"), {})
    n.add("Load", "power-load", bus="power", p_set=POWER)
    n.add("Load", "heat-load", bus="heat", p_set=HEAT)
    n.add("Generator", "grid", bus="power", p_nom=1e3, marginal_cost=GRID_PRICE)
    for name, technology, available in (("wind", WIND, WIND_AVAILABLE), ("sun", SUN, SUN_AVAILABLE)):
        n.add(
            "Generator",
            name,
            bus="power",
            p_max_pu=available,
            marginal_cost=technology.variable,
            **with_pypsa.costs(technology, RATE),
        )
    n.add(
        "Link",
        "heater",
        bus0="power",
        bus1="heat",
        efficiency=HEATER_EFFICIENCY,
        **with_pypsa.costs(HEATER, RATE, HEATER_EFFICIENCY),
    )
    n.add(
        "StorageUnit",
        "battery",
        bus="power",
        max_hours=1.0 / BATTERY_RATE,
        efficiency_store=BATTERY_IN,
        efficiency_dispatch=BATTERY_OUT,
        standing_loss=BATTERY_LOSS,
        cyclic_state_of_charge=True,
        marginal_cost=BATTERY.variable,
        **with_pypsa.costs(BATTERY, RATE, 1.0 / BATTERY_RATE),
    )
    with_pypsa.add_store(n, "tank", "heat", (TANK, TANK_POWER), RATE, (TANK_IN, TANK_OUT), TANK_LOSS)
    cost = with_pypsa.optimum(n, lambda n: with_pypsa.one_power(n, "tank", TANK_OUT))
    sizes = {
        "wind": float(n.generators.p_nom_opt["wind"]),
        "sun": float(n.generators.p_nom_opt["sun"]),
        "heater": float(n.links.p_nom_opt["heater"]) * HEATER_EFFICIENCY,
        "battery": float(n.storage_units.p_nom_opt["battery"]) / BATTERY_RATE,
        "tank": float(n.stores.e_nom_opt["tank"]),
        "tank_power": float(n.links.p_nom_opt["tank in"]),
    }
    return Answer(cost, sizes)


def by_oemof() -> Answer:
    from oemof import solph
    from oemof.solph.components import Converter, GenericStorage, Source
    from oemof.solph.flows import Flow

    power, heat = (solph.buses.Bus(label=label) for label in ("power", "heat"))
    wind = Source(label="wind", outputs={power: with_oemof.built_flow(WIND, RATE, maximum=WIND_AVAILABLE)})
    sun = Source(label="sun", outputs={power: with_oemof.built_flow(SUN, RATE, maximum=SUN_AVAILABLE)})
    heater = Converter(
        label="heater",
        inputs={power: Flow()},
        outputs={heat: with_oemof.built_flow(HEATER, RATE)},
        conversion_factors={heat: HEATER_EFFICIENCY},
    )
    battery = GenericStorage(
        label="battery",
        nominal_capacity=solph.Investment(ep_costs=BATTERY.yearly(RATE)),
        inputs={power: Flow(nominal_capacity=solph.Investment())},
        outputs={power: Flow(nominal_capacity=solph.Investment(), variable_costs=BATTERY.variable)},
        invest_relation_input_capacity=BATTERY_RATE,
        invest_relation_output_capacity=BATTERY_RATE,
        inflow_conversion_factor=BATTERY_IN,
        outflow_conversion_factor=BATTERY_OUT,
        loss_rate=BATTERY_LOSS,
    )
    tank = GenericStorage(
        label="tank",
        nominal_capacity=solph.Investment(ep_costs=TANK.yearly(RATE)),
        inputs={heat: with_oemof.built_flow(TANK_POWER, RATE)},
        outputs={heat: Flow(nominal_capacity=solph.Investment())},
        invest_relation_input_output=1.0,
        inflow_conversion_factor=TANK_IN,
        outflow_conversion_factor=TANK_OUT,
        loss_rate=TANK_LOSS,
    )
    around = [
        with_oemof.demand(power, POWER),
        with_oemof.demand(heat, HEAT),
        with_oemof.bought(power, GRID_PRICE),
    ]
    stated = with_oemof.model(HOURS, [power, heat, wind, sun, heater, battery, tank, *around])
    cost = with_oemof.optimum(stated)
    sizes = {
        "wind": with_oemof.built(stated, wind, power),
        "sun": with_oemof.built(stated, sun, power),
        "heater": with_oemof.built(stated, heater, heat),
        "battery": with_oemof.held(stated, battery),
        "tank": with_oemof.held(stated, tank),
        "tank_power": with_oemof.built(stated, heat, tank),
    }
    return Answer(cost, sizes)
