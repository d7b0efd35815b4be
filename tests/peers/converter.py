"""Heat and power of a works: boilers, CHP, a heat pump, gas with a price on its carbon, a power grid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from peers import with_oemof, with_pypsa, with_synergy
from peers.neutral import Answer, Technology, shares, waves
from synergy.scenario import Scenario

if TYPE_CHECKING:
    from pypsa import Network

STEPS = 24
HOURS = (1.0,) * STEPS
RATE = 0.07
HEAT = waves(STEPS, 22.0, 9.0)
POWER = waves(STEPS, 12.0, 4.0, shift=5.0)
GRID_PRICE = waves(STEPS, 95.0, 40.0, shift=10.0)
SALE_PRICE = GRID_PRICE - 12.0
GAS_PRICE, GAS_CARBON, CARBON_PRICE = 33.0, 0.202, 85.0
OLD_BOILER, OLD_EFFICIENCY, OLD_VARIABLE = 8.0, 0.84, 1.6
BOILER, BOILER_EFFICIENCY = Technology(62e3, 1.9e3, 20.0, 0.9), 0.93
CHP, CHP_POWER, CHP_HEAT = Technology(880e3, 17e3, 25.0, 4.3), 0.39, 0.44
PUMP, PUMP_COP = Technology(610e3, 5e3, 18.0, 1.1), 3.1
PUMP_AVAILABLE = shares(STEPS, 0.8, 0.2, shift=14.0)


def scenario() -> Scenario:
    heat = {"kind": "converter", "reference": "heat", "outputs": {"heat": 1.0}}
    assets = {
        "heat-load": {"kind": "demand", "carrier": "heat", "demand": HEAT},
        "power-load": {"kind": "demand", "carrier": "power", "demand": POWER},
        "grid": {"kind": "market", "carrier": "power", "buy_price": GRID_PRICE, "sell_price": SALE_PRICE},
        "gas-grid": {
            "kind": "market",
            "carrier": "gas",
            "buy_price": GAS_PRICE,
            "impacts": {"scope1": GAS_CARBON},
        },
        "old-boiler": {
            **heat,
            "inputs": {"gas": 1.0 / OLD_EFFICIENCY},
            "capacity_existing": OLD_BOILER,
            "opex_variable": OLD_VARIABLE,
        },
        "boiler": {
            **heat,
            "inputs": {"gas": 1.0 / BOILER_EFFICIENCY},
            "capacity_max": 100.0,
            **with_synergy.costs(BOILER),
        },
        "chp": {
            "kind": "converter",
            "reference": "power",
            "inputs": {"gas": 1.0 / CHP_POWER},
            "outputs": {"power": 1.0, "heat": CHP_HEAT / CHP_POWER},
            "capacity_max": 100.0,
            **with_synergy.costs(CHP),
        },
        "pump": {
            **heat,
            "inputs": {"power": 1.0 / PUMP_COP},
            "availability": PUMP_AVAILABLE,
            "capacity_max": 100.0,
            **with_synergy.costs(PUMP),
        },
    }
    return with_synergy.scenario(
        assets,
        carriers=("gas", "power", "heat"),
        rate=RATE,
        hours=HOURS,
        policies={"carbon": {"kind": "carbon_price", "prices": {"scope1": CARBON_PRICE}}},
    )


def by_synergy() -> Answer:
    return with_synergy.answer(scenario(), boiler="boiler capacity", chp="chp capacity", pump="pump capacity")


def by_pypsa() -> Answer:
    n: Network = with_pypsa.network(HOURS, ("gas", "power", "heat"), {})
    n.add("Load", "heat-load", bus="heat", p_set=HEAT)
    n.add("Load", "power-load", bus="power", p_set=POWER)
    n.add("Generator", "buy", bus="power", p_nom=1e3, marginal_cost=GRID_PRICE)
    n.add("Generator", "sell", bus="power", p_nom=1e3, sign=-1.0, marginal_cost=-SALE_PRICE)
    n.add("Generator", "gas-grid", bus="gas", p_nom=1e4, marginal_cost=GAS_PRICE + GAS_CARBON * CARBON_PRICE)
    n.add(
        "Link",
        "old-boiler",
        bus0="gas",
        bus1="heat",
        efficiency=OLD_EFFICIENCY,
        p_nom=OLD_BOILER / OLD_EFFICIENCY,
        marginal_cost=OLD_VARIABLE * OLD_EFFICIENCY,
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
    n.add(
        "Link",
        "chp",
        bus0="gas",
        bus1="power",
        bus2="heat",
        efficiency=CHP_POWER,
        efficiency2=CHP_HEAT,
        marginal_cost=CHP.variable * CHP_POWER,
        **with_pypsa.costs(CHP, RATE, CHP_POWER),
    )
    n.add(
        "Link",
        "pump",
        bus0="power",
        bus1="heat",
        efficiency=PUMP_COP,
        p_max_pu=PUMP_AVAILABLE,
        marginal_cost=PUMP.variable * PUMP_COP,
        **with_pypsa.costs(PUMP, RATE, PUMP_COP),
    )
    cost = with_pypsa.optimum(n)
    gives = {"boiler": BOILER_EFFICIENCY, "chp": CHP_POWER, "pump": PUMP_COP}
    return Answer(cost, {name: float(n.links.p_nom_opt[name]) * per for name, per in gives.items()})


def by_oemof() -> Answer:
    from oemof import solph
    from oemof.solph.components import Converter, Sink
    from oemof.solph.flows import Flow

    gas, power, heat = (solph.buses.Bus(label=label) for label in ("gas", "power", "heat"))
    boiler = Converter(
        label="boiler",
        inputs={gas: Flow()},
        outputs={heat: with_oemof.built_flow(BOILER, RATE)},
        conversion_factors={heat: BOILER_EFFICIENCY},
    )
    chp = Converter(
        label="chp",
        inputs={gas: Flow()},
        outputs={power: with_oemof.built_flow(CHP, RATE), heat: Flow()},
        conversion_factors={power: CHP_POWER, heat: CHP_HEAT},
    )
    pump = Converter(
        label="pump",
        inputs={power: Flow()},
        outputs={heat: with_oemof.built_flow(PUMP, RATE, maximum=PUMP_AVAILABLE)},
        conversion_factors={heat: PUMP_COP},
    )
    old = Converter(
        label="old-boiler",
        inputs={gas: Flow()},
        outputs={heat: Flow(nominal_capacity=OLD_BOILER, variable_costs=OLD_VARIABLE)},
        conversion_factors={heat: OLD_EFFICIENCY},
    )
    around = [
        with_oemof.demand(heat, HEAT),
        with_oemof.demand(power, POWER),
        with_oemof.bought(power, GRID_PRICE),
        with_oemof.bought(gas, GAS_PRICE + GAS_CARBON * CARBON_PRICE),
        Sink(label="sale", inputs={power: Flow(variable_costs=-SALE_PRICE)}),
    ]
    stated = with_oemof.model(HOURS, [gas, power, heat, boiler, chp, pump, old, *around])
    cost = with_oemof.optimum(stated)
    flows = {"boiler": (boiler, heat), "chp": (chp, power), "pump": (pump, heat)}
    return Answer(cost, {name: with_oemof.built(stated, *ends) for name, ends in flows.items()})
