"""Wind at the coast, a works, a town: a lossy cable both ways, a hydrogen pipe that needs compression."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from peers import with_oemof, with_pypsa, with_synergy
from peers.neutral import Answer, Technology, shares, waves
from synergy.scenario import Scenario

if TYPE_CHECKING:
    from pypsa import Network

STEPS = 30
HOURS = (2.0,) * STEPS
RATE = 0.08
HYDROGEN = waves(STEPS, 9.0, 2.0, every=15.0)
WORKS_POWER = waves(STEPS, 16.0, 5.0, every=12.0, shift=2.0)
TOWN_POWER = waves(STEPS, 11.0, 6.0, every=12.0, shift=7.0)
WORKS_PRICE = waves(STEPS, 130.0, 55.0, every=12.0, shift=4.0)
TOWN_PRICE = waves(STEPS, 104.0, 55.0, every=12.0, shift=9.0)
WIND, WIND_AVAILABLE = Technology(1.5e6, 40e3, 25.0), shares(STEPS, 0.55, 0.4, every=25.0)
ELECTROLYSER, ELECTROLYSER_EFFICIENCY = Technology(1.1e6, 22e3, 20.0, 1.5), 0.68
TANK, TANK_POWER = Technology(1.2e4, 120.0, 30.0), Technology(3e4, 300.0, 30.0)  # of one life, as in synergy
COAST_LENGTH, TOWN_LENGTH = 42.0, 12.0
PIPE_LOSS, COMPRESSION, PIPE_VARIABLE = 3e-4, 0.035, 0.3
PIPE_ENDS, PIPE_PER_KM = 9e4, 2.1e3  # investment per MW
PIPE = Technology(PIPE_ENDS + COAST_LENGTH * PIPE_PER_KM, 800.0, 40.0, PIPE_VARIABLE)
CABLE_LOSS, STATION_LOSS = 9e-4, 0.012
STATIONS, CABLE_PER_KM = 1.1e5, 1.6e3  # investment per MW
COAST_CABLE = Technology(STATIONS + COAST_LENGTH * CABLE_PER_KM, 1.1e3, 40.0)
TOWN_CABLE = Technology(STATIONS + TOWN_LENGTH * CABLE_PER_KM, 1.1e3, 40.0, 0.5)
PIPE_KEEPS = (1.0 - PIPE_LOSS) ** COAST_LENGTH
COAST_KEEPS, TOWN_KEEPS = (
    (1.0 - CABLE_LOSS) ** km * (1.0 - STATION_LOSS) for km in (COAST_LENGTH, TOWN_LENGTH)
)


def _at_sites() -> dict[str, Any]:
    power, hydrogen = {"carrier": "power"}, {"carrier": "hydrogen"}
    return {
        "hydrogen-load": {"kind": "demand", **hydrogen, "demand": HYDROGEN},
        "works-load": {"kind": "demand", **power, "demand": WORKS_POWER},
        "town-load": {"kind": "demand", **power, "demand": TOWN_POWER, "site": "town"},
        "works-grid": {"kind": "market", **power, "buy_price": WORKS_PRICE},
        "town-grid": {"kind": "market", **power, "buy_price": TOWN_PRICE, "site": "town"},
        "wind": {
            "kind": "generator",
            **power,
            "site": "coast",
            "availability": WIND_AVAILABLE,
            "capacity_max": 300.0,
            **with_synergy.costs(WIND),
        },
        "electrolyser": {
            "kind": "converter",
            "site": "coast",
            "reference": "power",
            "inputs": {"power": 1.0},
            "outputs": {"hydrogen": ELECTROLYSER_EFFICIENCY},
            "capacity_max": 100.0,
            **with_synergy.costs(ELECTROLYSER),
        },
        "tank": {
            "kind": "storage",
            **hydrogen,
            "capacity_max": 1e4,
            "power_max": 1e2,
            "capex_power": TANK_POWER.capex,
            "opex_fixed_power": TANK_POWER.fixed,
            **with_synergy.costs(TANK),
        },
    }


def _in_corridors() -> dict[str, Any]:
    lossy = {"loss_per_km": CABLE_LOSS, "station_loss": STATION_LOSS, "capacity_max": 100.0}
    per_km = {"capex_specific": STATIONS, "capex_specific_per_km": CABLE_PER_KM}
    return {
        "pipe": {
            "kind": "pipeline",
            "carrier": "hydrogen",
            "corridor": "coast-works",
            "capacity_max": 100.0,
            "loss_per_km": PIPE_LOSS,
            "compression": COMPRESSION,
            **with_synergy.costs(PIPE),
            "capex_specific": PIPE_ENDS,
            "capex_specific_per_km": PIPE_PER_KM,
        },
        "coast-cable": {
            "kind": "cable",
            "corridor": "coast-works",
            "two_way": False,
            **lossy,
            **with_synergy.costs(COAST_CABLE),
            **per_km,
        },
        "town-cable": {
            "kind": "cable",
            "corridor": "works-town",
            **lossy,
            **with_synergy.costs(TOWN_CABLE),
            **per_km,
        },
    }


def scenario() -> Scenario:
    return with_synergy.scenario(
        _at_sites() | _in_corridors(),
        carriers=("power", "hydrogen"),
        sites=("coast", "works", "town"),
        corridors={
            "coast-works": {"from": "coast", "to": "works", "length": COAST_LENGTH},
            "works-town": {"from": "works", "to": "town", "length": TOWN_LENGTH},
        },
        rate=RATE,
        hours=HOURS,
    )


def by_synergy() -> Answer:
    names = ("wind", "electrolyser", "tank", "pipe", "coast-cable", "town-cable")
    return with_synergy.answer(scenario(), **{name: f"{name} capacity" for name in names})


def by_pypsa() -> Answer:
    buses = ("coast power", "works power", "town power", "coast hydrogen", "works hydrogen", "tank")
    n: Network = with_pypsa.network(HOURS, buses, {})
    n.add("Load", "hydrogen-load", bus="works hydrogen", p_set=HYDROGEN)
    for place, needed, price in (("works", WORKS_POWER, WORKS_PRICE), ("town", TOWN_POWER, TOWN_PRICE)):
        n.add("Load", f"{place}-load", bus=f"{place} power", p_set=needed)
        n.add("Generator", f"{place}-grid", bus=f"{place} power", p_nom=1e3, marginal_cost=price)
    n.add(
        "Generator",
        "wind",
        bus="coast power",
        p_max_pu=WIND_AVAILABLE,
        **with_pypsa.costs(WIND, RATE),
    )
    links: dict[str, tuple[Technology, dict[str, Any]]] = {
        "electrolyser": (
            ELECTROLYSER,
            {"bus0": "coast power", "bus1": "coast hydrogen", "efficiency": ELECTROLYSER_EFFICIENCY},
        ),
        "pipe": (
            PIPE,
            {
                "bus0": "coast hydrogen",
                "bus1": "works hydrogen",
                "bus2": "coast power",
                "efficiency": PIPE_KEEPS,
                "efficiency2": -COMPRESSION,
            },
        ),
        "coast-cable": (
            COAST_CABLE,
            {"bus0": "coast power", "bus1": "works power", "efficiency": COAST_KEEPS},
        ),
        "town-cable": (TOWN_CABLE, {"bus0": "works power", "bus1": "town power", "efficiency": TOWN_KEEPS}),
    }
    for name, (technology, fields) in links.items():
        costs = with_pypsa.costs(technology, RATE)
        n.add("Link", name, marginal_cost=technology.variable, **fields, **costs)
    n.add(
        "Link",
        "town-cable back",
        bus0="town power",
        bus1="works power",
        efficiency=TOWN_KEEPS,
        marginal_cost=TOWN_CABLE.variable,
        p_nom_extendable=True,
    )
    with_pypsa.add_store(n, "tank", "works hydrogen", (TANK, TANK_POWER), RATE, (1.0, 1.0), 0.0)
    cost = with_pypsa.optimum(n, _couple)
    names = ("electrolyser", "pipe", "coast-cable", "town-cable")
    sizes = {name: float(n.links.p_nom_opt[name]) for name in names}
    return Answer(
        cost,
        {**sizes, "wind": float(n.generators.p_nom_opt["wind"]), "tank": float(n.stores.e_nom_opt["tank"])},
    )


def _couple(n: Network) -> None:
    """Let both directions of the cable share what it can carry."""
    with_pypsa.one_power(n, "tank", 1.0)
    size, flow = n.model["Link-p_nom"], n.model["Link-p"]
    there, back = (flow.sel(name=name) for name in ("town-cable", "town-cable back"))
    n.model.add_constraints(there + back - size.sel(name="town-cable") <= 0.0, name="shared cable")


def by_oemof() -> Answer:
    from oemof import solph
    from oemof.solph.components import Converter, GenericStorage, Source
    from oemof.solph.flows import Flow
    from pyomo.environ import Constraint

    coast, works, town = (solph.buses.Bus(label=f"{place}-power") for place in ("coast", "works", "town"))
    made, used = (solph.buses.Bus(label=f"{place}-hydrogen") for place in ("coast", "works"))
    wind = Source(label="wind", outputs={coast: with_oemof.built_flow(WIND, RATE, maximum=WIND_AVAILABLE)})

    def line(label: str, start: solph.Bus, end: solph.Bus, taken: Flow, keeps: float) -> Converter:
        return Converter(
            label=label, inputs={start: taken}, outputs={end: Flow()}, conversion_factors={end: keeps}
        )

    invest = with_oemof.built_flow
    electrolyser = line("electrolyser", coast, made, invest(ELECTROLYSER, RATE), ELECTROLYSER_EFFICIENCY)
    coast_cable = line("coast-cable", coast, works, invest(COAST_CABLE, RATE), COAST_KEEPS)
    there = line("town-cable", works, town, invest(TOWN_CABLE, RATE), TOWN_KEEPS)
    back = line("town-cable-back", town, works, Flow(variable_costs=TOWN_CABLE.variable), TOWN_KEEPS)
    pipe = Converter(
        label="pipe",
        inputs={made: with_oemof.built_flow(PIPE, RATE), coast: Flow()},
        outputs={used: Flow()},
        conversion_factors={made: 1.0, coast: COMPRESSION, used: PIPE_KEEPS},
    )
    tank = GenericStorage(
        label="tank",
        nominal_capacity=solph.Investment(ep_costs=TANK.yearly(RATE)),
        inputs={used: with_oemof.built_flow(TANK_POWER, RATE)},
        outputs={used: Flow(nominal_capacity=solph.Investment())},
        invest_relation_input_output=1.0,
    )
    around = [
        with_oemof.demand(used, HYDROGEN),
        with_oemof.demand(works, WORKS_POWER),
        with_oemof.demand(town, TOWN_POWER),
        with_oemof.bought(works, WORKS_PRICE),
        with_oemof.bought(town, TOWN_PRICE),
    ]
    buses = [coast, works, town, made, used]
    stated: Any = with_oemof.model(
        HOURS, [*buses, wind, electrolyser, pipe, coast_cable, there, back, tank, *around]
    )
    carried = stated.InvestmentFlowBlock.invest[works, there, 0]
    stated.shared_cable = Constraint(
        range(STEPS),
        rule=lambda m, step: m.flow[works, there, step] + m.flow[town, back, step] <= carried,
    )
    cost = with_oemof.optimum(stated)
    flows = {
        "wind": (wind, coast),
        "electrolyser": (coast, electrolyser),
        "pipe": (made, pipe),
        "coast-cable": (coast, coast_cable),
        "town-cable": (works, there),
    }
    sizes = {name: with_oemof.built(stated, *ends) for name, ends in flows.items()}
    return Answer(cost, {**sizes, "tank": with_oemof.held(stated, tank)})
