"""Heat and power of a works under a budget of CO2 for all years and a cap on the emissions of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from peers import with_pypsa, with_synergy
from peers.neutral import Answer, Technology, present, shares, waves
from synergy.pathway.pathway import Pathway

if TYPE_CHECKING:
    from pypsa import Network

YEARS, END, DISCOUNT, WACC = (2030, 2034, 2042), 2050, 0.04, 0.07
STEPS = 24
HOURS = (1.0,) * STEPS
HEAT = waves(STEPS, 18.0, 6.0)
POWER = waves(STEPS, 10.0, 4.0, shift=6.0)
GRID_PRICE, GRID_CARBON = waves(STEPS, 75.0, 25.0, shift=4.0), 0.18
GAS_PRICE, GAS_CARBON = 29.0, 0.202
BUDGET = 165e3  # t over all years
CAPPED, CAP = 2042, 5.5e3  # t a year, in that year and after it
BOILER, BOILER_EFFICIENCY = Technology(6e4, 2e3, 25.0, 0.7), 0.93
PUMP, PUMP_COP = Technology(7.2e5, 6e3, 20.0, 1.0), 2.9
WIND, WIND_AVAILABLE = Technology(1.5e6, 38e3, 25.0), shares(STEPS, 0.4, 0.35, every=19.0)


def pathway() -> Pathway:
    heat = {"kind": "converter", "reference": "heat", "outputs": {"heat": 1.0}, "capacity_max": 200.0}
    assets = {
        "heat-load": {"kind": "demand", "carrier": "heat", "demand": HEAT},
        "power-load": {"kind": "demand", "carrier": "power", "demand": POWER},
        "grid": {
            "kind": "market",
            "carrier": "power",
            "buy_price": GRID_PRICE,
            "impacts": {"scope2": GRID_CARBON},
        },
        "gas-grid": {
            "kind": "market",
            "carrier": "gas",
            "buy_price": GAS_PRICE,
            "impacts": {"scope1": GAS_CARBON},
        },
        "boiler": {**heat, "inputs": {"gas": 1.0 / BOILER_EFFICIENCY}, **with_synergy.costs(BOILER)},
        "pump": {**heat, "inputs": {"power": 1.0 / PUMP_COP}, **with_synergy.costs(PUMP)},
        "wind": {
            "kind": "generator",
            "carrier": "power",
            "availability": WIND_AVAILABLE,
            "capacity_max": 300.0,
            **with_synergy.costs(WIND),
        },
    }
    base = with_synergy.scenario(
        assets,
        carriers=("gas", "power", "heat"),
        rate=DISCOUNT,
        hours=HOURS,
        year=YEARS[0],
        owners={"company": {"wacc": WACC}},
        policies={"cap": {"kind": "emission_cap", "limit": 1e6}},
    )
    return Pathway.of(
        base,
        years=YEARS,
        end=END,
        discount_rate=DISCOUNT,
        emission_budget=BUDGET,
        changes={CAPPED: {"policies.cap.limit": CAP}},
    )


def by_synergy() -> Answer:
    return with_synergy.pathway_answer(pathway(), "boiler", "pump", "wind")


def by_pypsa() -> Answer:
    counted = present(YEARS, END, DISCOUNT)
    n: Network = with_pypsa.network(HOURS, ("gas", "power", "heat"), counted)
    n.add("Carrier", ["boiler", "pump", "wind"])
    n.add("Carrier", ["gas", "bought power"], co2_emissions=[GAS_CARBON, GRID_CARBON])
    for bus, needed in (("heat", HEAT), ("power", POWER)):
        n.add("Load", f"{bus}-load", bus=bus, p_set=with_pypsa.over_years(n, dict.fromkeys(YEARS, needed)))
    price = with_pypsa.over_years(n, dict.fromkeys(YEARS, GRID_PRICE))
    n.add("Generator", "grid", bus="power", carrier="bought power", p_nom=1e3, marginal_cost=price)
    n.add("Generator", "gas-grid", bus="gas", carrier="gas", p_nom=1e4, marginal_cost=GAS_PRICE)
    for year in YEARS:
        for carrier, bus, technology, efficiency in (
            ("boiler", "gas", BOILER, BOILER_EFFICIENCY),
            ("pump", "power", PUMP, PUMP_COP),
        ):
            n.add(
                "Link",
                f"{carrier} {year}",
                bus0=bus,
                bus1="heat",
                carrier=carrier,
                build_year=year,
                efficiency=efficiency,
                marginal_cost=technology.variable * efficiency,
                **with_pypsa.costs(technology, WACC, efficiency),
            )
        n.add(
            "Generator",
            f"wind {year}",
            bus="power",
            carrier="wind",
            build_year=year,
            p_max_pu=with_pypsa.over_years(n, dict.fromkeys(YEARS, WIND_AVAILABLE)),
            **with_pypsa.costs(WIND, WACC),
        )
    limit = {"type": "primary_energy", "carrier_attribute": "co2_emissions", "sense": "<="}
    n.add("GlobalConstraint", "budget", constant=BUDGET, **limit)
    span = counted[CAPPED][1]  # PyPSA counts an investment year as often as it stands for years
    n.add("GlobalConstraint", "cap", investment_period=CAPPED, constant=CAP * span, **limit)
    cost = with_pypsa.optimum(n)
    return Answer(
        cost,
        {
            **with_pypsa.in_service(n.links, "boiler", YEARS, BOILER_EFFICIENCY),
            **with_pypsa.in_service(n.links, "pump", YEARS, PUMP_COP),
            **with_pypsa.in_service(n.generators, "wind", YEARS),
        },
    )
