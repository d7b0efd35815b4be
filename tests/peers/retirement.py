"""Heat of a works whose plants age: one dies, one may be closed early; customers leave and join."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from peers import with_pypsa, with_synergy
from peers.neutral import Answer, Technology, present, waves
from synergy.pathway.pathway import Pathway

if TYPE_CHECKING:
    from pypsa import Network

YEARS, END, DISCOUNT, WACC = (2030, 2040, 2050), 2058, 0.035, 0.075
STEPS = 24
HOURS = (1.0,) * STEPS
STEAM = waves(STEPS, 30.0, 8.0)
LEAVES, LEAVING = 2040, waves(STEPS, 7.0, 3.0, shift=4.0)
JOINS, JOINING = 2050, waves(STEPS, 8.0, 3.0, shift=9.0)
GAS_PRICE = {2030: 38.0, 2040: 47.0, 2050: 61.0}
POWER_PRICE = waves(STEPS, 97.0, 30.0, shift=7.0)
OLD, OLD_EFFICIENCY, OLD_AGE = Technology(0.0, 3e3, 30.0, 0.8), 0.9, 12
OLD_SIZE = 25.0
OTHER, OTHER_EFFICIENCY, OTHER_AGE = Technology(0.0, 8e3, 80.0, 1.2), 0.87, 20
OTHER_SIZE = 45.0
BOILER, BOILER_EFFICIENCY = Technology(3.6e5, 2.5e3, 20.0, 0.9), 0.94
PUMP, PUMP_COP = Technology(1.25e6, 9e3, 20.0, 1.0), 2.4


def pathway() -> Pathway:
    heat = {"kind": "converter", "reference": "steam", "outputs": {"steam": 1.0}}
    steam = {"kind": "demand", "carrier": "steam"}
    assets = {
        "load": {**steam, "demand": STEAM},
        "leaving-load": {**steam, "demand": LEAVING, "closes": LEAVES},
        "joining-load": {**steam, "demand": JOINING, "opens": JOINS},
        "gas-grid": {"kind": "market", "carrier": "gas", "buy_price": GAS_PRICE[2030]},
        "grid": {"kind": "market", "carrier": "power", "buy_price": POWER_PRICE},
        "old-boiler": {
            **heat,
            "inputs": {"gas": 1.0 / OLD_EFFICIENCY},
            "capacity_existing": OLD_SIZE,
            "age": OLD_AGE,
            **with_synergy.costs(OLD),
        },
        "other-boiler": {
            **heat,
            "inputs": {"gas": 1.0 / OTHER_EFFICIENCY},
            "capacity_existing": OTHER_SIZE,
            "age": OTHER_AGE,
            "retirable": True,
            **with_synergy.costs(OTHER),
        },
        "boiler": {
            **heat,
            "inputs": {"gas": 1.0 / BOILER_EFFICIENCY},
            "capacity_max": 200.0,
            **with_synergy.costs(BOILER),
        },
        "pump": {
            **heat,
            "inputs": {"power": 1.0 / PUMP_COP},
            "capacity_max": 200.0,
            **with_synergy.costs(PUMP),
        },
    }
    base = with_synergy.scenario(
        assets,
        carriers=("gas", "power", "steam"),
        rate=DISCOUNT,
        hours=HOURS,
        year=YEARS[0],
        owners={"company": {"wacc": WACC}},
    )
    return Pathway.of(
        base,
        years=YEARS,
        end=END,
        discount_rate=DISCOUNT,
        changes={year: {"assets.gas-grid.buy_price": price} for year, price in GAS_PRICE.items()},
    )


def by_synergy() -> Answer:
    return with_synergy.pathway_answer(pathway(), "old-boiler", "other-boiler", "boiler", "pump")


def by_pypsa() -> Answer:
    n: Network = with_pypsa.network(HOURS, ("gas", "power", "steam"), present(YEARS, END, DISCOUNT))
    n.add("Carrier", ["old-boiler", "other-boiler", "boiler", "pump"])
    needed = {year: STEAM + LEAVING * (year < LEAVES) + JOINING * (year >= JOINS) for year in YEARS}
    n.add("Load", "load", bus="steam", p_set=with_pypsa.over_years(n, needed))
    gas = with_pypsa.over_years(n, {year: np.full(STEPS, price) for year, price in GAS_PRICE.items()})
    n.add("Generator", "gas-grid", bus="gas", p_nom=1e4, marginal_cost=gas)
    power = with_pypsa.over_years(n, dict.fromkeys(YEARS, POWER_PRICE))
    n.add("Generator", "grid", bus="power", p_nom=1e4, marginal_cost=power)

    def plant(name: str, carrier: str, technology: Technology, efficiency: float, **fields: Any) -> None:
        n.add(
            "Link",
            name,
            bus0="gas" if carrier != "pump" else "power",
            bus1="steam",
            carrier=carrier,
            efficiency=efficiency,
            marginal_cost=technology.variable * efficiency,
            **{**with_pypsa.costs(technology, WACC, efficiency), **fields},
        )

    old = OLD_SIZE / OLD_EFFICIENCY
    plant("old", "old-boiler", OLD, OLD_EFFICIENCY, build_year=2030 - OLD_AGE, p_nom_min=old, p_nom_max=old)
    # What is closed early: parts of it, each with the year from which on it is gone.
    for gone in (*YEARS[1:], END):
        life = {"build_year": 2030 - OTHER_AGE, "lifetime": gone - 2030 + OTHER_AGE}
        plant(f"other until {gone}", "other-boiler", OTHER, OTHER_EFFICIENCY, **life)
    for year in YEARS:
        plant(f"boiler {year}", "boiler", BOILER, BOILER_EFFICIENCY, build_year=year)
        plant(f"pump {year}", "pump", PUMP, PUMP_COP, build_year=year)
    n.add(
        "GlobalConstraint",
        "no more of the other boiler than stands",
        type="tech_capacity_expansion_limit",
        carrier_attribute="other-boiler",
        sense="<=",
        constant=OTHER_SIZE / OTHER_EFFICIENCY,
    )
    cost = with_pypsa.optimum(n)
    return Answer(
        cost,
        {
            **with_pypsa.in_service(n.links, "old-boiler", YEARS, OLD_EFFICIENCY),
            **with_pypsa.in_service(n.links, "other-boiler", YEARS, OTHER_EFFICIENCY),
            **with_pypsa.in_service(n.links, "boiler", YEARS, BOILER_EFFICIENCY),
            **with_pypsa.in_service(n.links, "pump", YEARS, PUMP_COP),
        },
    )
