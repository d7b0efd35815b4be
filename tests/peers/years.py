"""Three investment years of a works that grows: wind gets cheaper, carbon dearer; early vintages die."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from peers import with_pypsa, with_synergy
from peers.neutral import Answer, Technology, present, shares, waves
from synergy.pathway.pathway import Pathway

if TYPE_CHECKING:
    from pypsa import Network

YEARS, END, DISCOUNT, WACC = (2030, 2035, 2045), 2055, 0.03, 0.08
STEPS = 24
HOURS = (1.0,) * STEPS
POWER = waves(STEPS, 20.0, 7.0)
GROWTH = {2030: 1.0, 2035: 1.3, 2045: 1.7}
GRID_PRICE = waves(STEPS, 112.0, 40.0, shift=6.0)
GRID_RISE = {2030: 1.0, 2035: 1.0, 2045: 1.15}
GAS_PRICE, GAS_CARBON = 32.0, 0.202
CARBON_PRICE = {2030: 70.0, 2050: 210.0}  # straight between
WIND, WIND_AVAILABLE, WIND_MOST = (
    Technology(1.9e6, 42e3, 15.0, 0.3),
    shares(STEPS, 0.45, 0.35, every=17.0, shift=9.0),
    55.0,
)
WIND_CAPEX = {2030: 1.9e6, 2045: 1.15e6}
ENGINE, ENGINE_EFFICIENCY = Technology(4.3e5, 9e3, 12.0, 2.0), 0.49
BATTERY, BATTERY_RATE = Technology(2.6e5, 2e3, 10.0, 0.6), 0.5
BATTERY_CAPEX = {2030: 2.6e5, 2040: 1.3e5}
BATTERY_IN, BATTERY_OUT = 0.96, 0.95


def by_year(values: dict[int, float]) -> dict[int, float]:
    """Return values in all investment years: straight between those given, level outside."""
    return {year: float(np.interp(year, list(values), list(values.values()))) for year in YEARS}


def _assets() -> dict[str, Any]:
    return {
        "load": {"kind": "demand", "carrier": "power", "demand": POWER},
        "grid": {"kind": "market", "carrier": "power", "buy_price": GRID_PRICE},
        "gas-grid": {
            "kind": "market",
            "carrier": "gas",
            "buy_price": GAS_PRICE,
            "impacts": {"scope1": GAS_CARBON},
        },
        "wind": {
            "kind": "generator",
            "carrier": "power",
            "availability": WIND_AVAILABLE,
            "capacity_max": WIND_MOST,
            **with_synergy.costs(WIND),
        },
        "engine": {
            "kind": "converter",
            "reference": "power",
            "inputs": {"gas": 1.0 / ENGINE_EFFICIENCY},
            "outputs": {"power": 1.0},
            "capacity_max": 200.0,
            **with_synergy.costs(ENGINE),
        },
        "battery": {
            "kind": "storage",
            "carrier": "power",
            "capacity_max": 1e3,
            "c_rate": BATTERY_RATE,
            "charge_efficiency": BATTERY_IN,
            "discharge_efficiency": BATTERY_OUT,
            **with_synergy.costs(BATTERY),
        },
    }


def pathway() -> Pathway:
    base = with_synergy.scenario(
        _assets(),
        carriers=("gas", "power"),
        rate=DISCOUNT,
        hours=HOURS,
        year=YEARS[0],
        owners={"company": {"wacc": WACC}},
        policies={"carbon": {"kind": "carbon_price", "prices": {"scope1": CARBON_PRICE[2030]}}},
    )
    return Pathway.of(
        base,
        years=YEARS,
        end=END,
        discount_rate=DISCOUNT,
        changes={
            year: {
                "assets.load.demand": {"profile": "load-demand", "scale": GROWTH[year]},
                "assets.grid.buy_price": {"profile": "grid-buy-price", "scale": GRID_RISE[year]},
            }
            for year in YEARS[1:]
        },
        paths={
            "policies.carbon.prices.scope1": CARBON_PRICE,
            "assets.wind.capex_specific": WIND_CAPEX,
            "assets.battery.capex_specific": BATTERY_CAPEX,
        },
    )


def by_synergy() -> Answer:
    return with_synergy.pathway_answer(pathway(), "wind", "engine", "battery")


def by_pypsa() -> Answer:
    n: Network = with_pypsa.network(HOURS, ("gas", "power"), present(YEARS, END, DISCOUNT))
    n.add("Carrier", ["wind", "engine", "battery"])
    carbon = by_year(CARBON_PRICE)
    n.add("Load", "load", bus="power", p_set=with_pypsa.over_years(n, {y: POWER * GROWTH[y] for y in YEARS}))
    price = with_pypsa.over_years(n, {year: GRID_PRICE * GRID_RISE[year] for year in YEARS})
    n.add("Generator", "grid", bus="power", p_nom=1e3, marginal_cost=price)
    gas = {year: np.full(STEPS, GAS_PRICE + GAS_CARBON * carbon[year]) for year in YEARS}
    n.add("Generator", "gas-grid", bus="gas", p_nom=1e4, marginal_cost=with_pypsa.over_years(n, gas))
    wind, battery = by_year(WIND_CAPEX), by_year(BATTERY_CAPEX)
    for year in YEARS:
        n.add(
            "Generator",
            f"wind {year}",
            bus="power",
            carrier="wind",
            build_year=year,
            p_max_pu=with_pypsa.over_years(n, dict.fromkeys(YEARS, WIND_AVAILABLE)),
            marginal_cost=WIND.variable,
            **with_pypsa.costs(replace(WIND, capex=wind[year]), WACC),
        )
        n.add(
            "Link",
            f"engine {year}",
            bus0="gas",
            bus1="power",
            carrier="engine",
            build_year=year,
            efficiency=ENGINE_EFFICIENCY,
            marginal_cost=ENGINE.variable * ENGINE_EFFICIENCY,
            **with_pypsa.costs(ENGINE, WACC, ENGINE_EFFICIENCY),
        )
        n.add(
            "StorageUnit",
            f"battery {year}",
            bus="power",
            carrier="battery",
            build_year=year,
            max_hours=1.0 / BATTERY_RATE,
            efficiency_store=BATTERY_IN,
            efficiency_dispatch=BATTERY_OUT,
            cyclic_state_of_charge_per_period=True,
            marginal_cost=BATTERY.variable,
            **with_pypsa.costs(replace(BATTERY, capex=battery[year]), WACC, 1.0 / BATTERY_RATE),
        )
    for year in YEARS:
        room = {"carrier_attribute": "wind", "investment_period": year, "sense": "<=", "constant": WIND_MOST}
        n.add("GlobalConstraint", f"room {year}", type="tech_capacity_expansion_limit", **room)
    cost = with_pypsa.optimum(n)
    return Answer(
        cost,
        {
            **with_pypsa.in_service(n.generators, "wind", YEARS),
            **with_pypsa.in_service(n.links, "engine", YEARS, ENGINE_EFFICIENCY),
            **with_pypsa.in_service(n.storage_units, "battery", YEARS, 1.0 / BATTERY_RATE),
        },
    )
