"""Heat from a wood boiler that can not run below half its load, and a CHP plant of one size: yes or no."""

from __future__ import annotations

from typing import TYPE_CHECKING

from peers import with_oemof, with_pypsa, with_synergy
from peers.neutral import Answer, Technology, waves
from synergy.scenario import Scenario

if TYPE_CHECKING:
    from pypsa import Network

STEPS = 24
HOURS = (1.0,) * STEPS
RATE = 0.05
HEAT = waves(STEPS, 12.0, 8.5)
POWER = waves(STEPS, 9.0, 3.0, shift=4.0)
GRID_PRICE = waves(STEPS, 100.0, 45.0, shift=8.0)
WOOD_PRICE, GAS_PRICE = 24.0, 46.0
WOOD_BOILER, WOOD_EFFICIENCY, LEAST_LOAD, WOOD_VARIABLE = 14.0, 0.88, 0.5, 2.2
BOILER, BOILER_EFFICIENCY = Technology(58e3, 2e3, 20.0, 0.8), 0.94
CHP, CHP_SIZE, CHP_POWER, CHP_HEAT = Technology(1.05e6, 21e3, 25.0, 5.0), 4.5, 0.41, 0.43


def scenario() -> Scenario:
    heat = {"kind": "converter", "reference": "heat", "outputs": {"heat": 1.0}}
    assets = {
        "heat-load": {"kind": "demand", "carrier": "heat", "demand": HEAT},
        "power-load": {"kind": "demand", "carrier": "power", "demand": POWER},
        "grid": {"kind": "market", "carrier": "power", "buy_price": GRID_PRICE},
        "wood-store": {"kind": "market", "carrier": "wood", "buy_price": WOOD_PRICE},
        "gas-grid": {"kind": "market", "carrier": "gas", "buy_price": GAS_PRICE},
        "wood-boiler": {
            **heat,
            "inputs": {"wood": 1.0 / WOOD_EFFICIENCY},
            "capacity_existing": WOOD_BOILER,
            "minimum_load": LEAST_LOAD,
            "opex_variable": WOOD_VARIABLE,
        },
        "boiler": {
            **heat,
            "inputs": {"gas": 1.0 / BOILER_EFFICIENCY},
            "capacity_max": 50.0,
            **with_synergy.costs(BOILER),
        },
        "chp": {
            "kind": "converter",
            "reference": "power",
            "inputs": {"gas": 1.0 / CHP_POWER},
            "outputs": {"power": 1.0, "heat": CHP_HEAT / CHP_POWER},
            "capacity_min": CHP_SIZE,
            "capacity_max": CHP_SIZE,
            **with_synergy.costs(CHP),
        },
    }
    carriers = ("wood", "gas", "power", "heat")
    return with_synergy.scenario(assets, carriers=carriers, rate=RATE, hours=HOURS)


def by_synergy() -> Answer:
    return with_synergy.answer(scenario(), boiler="boiler capacity", chp="chp capacity")


def by_pypsa() -> Answer:
    n: Network = with_pypsa.network(HOURS, ("wood", "gas", "power", "heat"), {})
    n.add("Load", "heat-load", bus="heat", p_set=HEAT)
    n.add("Load", "power-load", bus="power", p_set=POWER)
    for carrier, price in (("power", GRID_PRICE), ("wood", WOOD_PRICE), ("gas", GAS_PRICE)):
        n.add("Generator", f"{carrier}-grid", bus=carrier, p_nom=1e3, marginal_cost=price)
    n.add(
        "Link",
        "wood-boiler",
        bus0="wood",
        bus1="heat",
        efficiency=WOOD_EFFICIENCY,
        p_nom=WOOD_BOILER / WOOD_EFFICIENCY,
        p_min_pu=LEAST_LOAD,
        committable=True,
        marginal_cost=WOOD_VARIABLE * WOOD_EFFICIENCY,
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
        p_nom_mod=CHP_SIZE / CHP_POWER,
        p_nom_max=CHP_SIZE / CHP_POWER,
        marginal_cost=CHP.variable * CHP_POWER,
        **with_pypsa.costs(CHP, RATE, CHP_POWER),
    )
    cost = with_pypsa.optimum(n)
    gives = {"boiler": BOILER_EFFICIENCY, "chp": CHP_POWER}
    return Answer(cost, {name: float(n.links.p_nom_opt[name]) * per for name, per in gives.items()})


def by_oemof() -> Answer:
    from oemof import solph
    from oemof.solph.components import Converter
    from oemof.solph.flows import Flow

    wood, gas, power, heat = (solph.buses.Bus(label=label) for label in ("wood", "gas", "power", "heat"))
    wood_boiler = Converter(
        label="wood-boiler",
        inputs={wood: Flow()},
        outputs={
            heat: Flow(
                nominal_capacity=WOOD_BOILER,
                minimum=LEAST_LOAD,
                variable_costs=WOOD_VARIABLE,
                nonconvex=solph.NonConvex(),
            )
        },
        conversion_factors={heat: WOOD_EFFICIENCY},
    )
    boiler = Converter(
        label="boiler",
        inputs={gas: Flow()},
        outputs={heat: with_oemof.built_flow(BOILER, RATE)},
        conversion_factors={heat: BOILER_EFFICIENCY},
    )
    one_size = solph.Investment(
        nonconvex=True, minimum=CHP_SIZE, maximum=CHP_SIZE, offset=CHP.yearly(RATE) * CHP_SIZE
    )
    chp = Converter(
        label="chp",
        inputs={gas: Flow()},
        outputs={power: Flow(nominal_capacity=one_size, variable_costs=CHP.variable), heat: Flow()},
        conversion_factors={power: CHP_POWER, heat: CHP_HEAT},
    )
    around = [
        with_oemof.demand(heat, HEAT),
        with_oemof.demand(power, POWER),
        *(with_oemof.bought(*one) for one in ((power, GRID_PRICE), (wood, WOOD_PRICE), (gas, GAS_PRICE))),
    ]
    stated = with_oemof.model(HOURS, [wood, gas, power, heat, wood_boiler, boiler, chp, *around])
    cost = with_oemof.optimum(stated)
    flows = {"boiler": (boiler, heat), "chp": (chp, power)}
    return Answer(cost, {name: with_oemof.built(stated, *ends) for name, ends in flows.items()})
