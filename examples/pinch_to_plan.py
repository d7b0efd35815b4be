"""From streams to a plan: pinch targets, what neighbours could exchange, and what is worth building."""

# %% [markdown]
# # From streams to a plan
#
# Four streams from a textbook, a hundred times as large: Kemp, "Pinch Analysis and Process Integration"
# (2007), Table 2.1. Prices and costs of this example are assumptions.

# %%
from pathlib import Path

import synergy
from synergy.heat import Stream, pinch, total_site

output = Path("pinch_to_plan")
output.mkdir(exist_ok=True)


def stream(name: str, supply: float, target: float, flow: str) -> Stream:
    return Stream(name=name, supply_temperature=supply, target_temperature=target, heat_capacity_flow=flow)


works = [
    stream("feed", 20.0, 135.0, "200 kW/K"),
    stream("product", 170.0, 60.0, "300 kW/K"),
    stream("reboiler feed", 80.0, 140.0, "400 kW/K"),
    stream("overhead", 150.0, 30.0, "150 kW/K"),
]

# %% [markdown]
# ## How little heat is enough?

# %%
targets = pinch(works, minimum_approach=10.0)
print(targets)
print(targets.cascade.to_string(index=False))
targets.plot.composite().write_html(output / "composite.html")
targets.plot.grand_composite().write_html(output / "grand_composite.html")

# %% [markdown]
# ## How much does a wider temperature difference cost in heat?

# %%
for approach in (5.0, 10.0, 20.0, 40.0):
    found = pinch(works, approach)
    hot, cold = found.hot_utility, found.cold_utility
    print(f"{approach:4.0f} K: {hot:5.2f} MW from outside, {cold:5.2f} MW taken away")

# %% [markdown]
# ## What could a neighbour do with what is left over?

# %%
neighbours = {
    "works": works,
    "greenhouse": [stream("air", 15.0, 45.0, "100 kW/K"), stream("water", 10.0, 60.0, "40 kW/K")],
}
site = total_site(neighbours, {"hot-water": 70.0}, minimum_approach=10.0)
print(site)
site.plot.profiles().write_html(output / "total_site.html")

# %% [markdown]
# ## What is worth building?
#
# Steam for 35 EUR/MWh, cooling water for nothing, exchangers for 250 EUR/kW of heat recovered, and a pipe of
# 3 km to the greenhouse, which has a boiler for 45 EUR/MWh.


# %%
def scenario(recovery: str) -> synergy.Scenario:
    """Return the scenario with recovery that is free, paid for, or none (sized, and nothing to build)."""
    plant = {"kind": "heat_recovery", "site": "works", "takes": ["steam"], "gives": ["hot-water", "cooling"]}
    plant |= {
        "streams": [one.to_data() for one in works],
        "recovery": "free" if recovery == "free" else "sized",
    }
    if recovery == "paid":
        plant |= {"capacity_max": "60 MW", "capex_specific": "250 EUR/kW", "lifetime": 20}
    greenhouse = {
        "kind": "heat_recovery",
        "site": "greenhouse",
        "takes": ["hot-water", "boiler-water"],
        "streams": [one.to_data() for one in neighbours["greenhouse"]],
    }
    pipe = {"kind": "heat_pipe", "corridor": "road", "carrier": "hot-water", "capacity_max": "10 MW"}
    pipe |= {
        "capex_fixed_per_km": "400 kEUR/km",
        "capex_specific_per_km": "40 kEUR/MW/km",
        "loss_per_km": 0.01,
    }
    return synergy.Scenario.from_data(
        {
            "name": f"works and greenhouse, recovery {recovery}",
            "carriers": {
                "steam": {"temperature": 180},
                "boiler-water": {"temperature": 90, "return_temperature": 60},
                "hot-water": {"temperature": 70, "return_temperature": 40},
                "cooling": {"temperature": 20, "return_temperature": 15, "surplus": "free"},
            },
            "sites": {"works": {}, "greenhouse": {}},
            "corridors": {"road": {"from": "works", "to": "greenhouse", "length": 3}},
            "assets": {
                "works-heat": plant,
                "greenhouse-heat": greenhouse,
                "steam": {"kind": "market", "site": "works", "carrier": "steam", "buy_price": 35},
                "boiler": {
                    "kind": "market",
                    "site": "greenhouse",
                    "carrier": "boiler-water",
                    "buy_price": 45,
                },
                "pipe": pipe,
            },
        }
    )


plans = {name: synergy.solve(scenario(name)) for name in ("none", "paid", "free")}
for name, plan in plans.items():
    heat = plan.results["works-heat"]
    amounts = {
        "from stream to stream": heat["recovered"].mean(),
        "of steam": heat["taken_steam"].mean(),
        "into hot water": heat["given_hot-water"].mean(),
        "into cooling water": heat["given_cooling"].mean(),
    }
    told = ", ".join(f"{amount:5.2f} MW {what}" for what, amount in amounts.items())
    print(f"recovery {name}: {plan.cost / 1e6:5.2f} MEUR/a, {told}")
print(plans["paid"].summary())
plans["paid"].save(output / "plan.nc")
