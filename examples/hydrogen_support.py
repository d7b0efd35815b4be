"""A hydrogen valley against cheap grey hydrogen: what each kind of support changes, and who pays for it."""

# %% [markdown]
# # What support changes
#
# The works of the hydrogen valley can have grey hydrogen at 70 EUR/MWh, made from gas elsewhere with 0.3 t of
# CO2 a MWh, paid for by whoever uses it. Carbon price, free allocation, a contract for difference and a grant
# come one after the other.

# %%
from pathlib import Path

import pandas as pd

import synergy

output = Path("hydrogen_support")
output.mkdir(exist_ok=True)
base = synergy.examples.load("hydrogen-valley").with_(
    {
        "assets.trucks.name": "grey hydrogen",
        "assets.trucks.buy_price": "70 EUR/MWh",
        "assets.trucks.impacts": {"scope1": "0.3 t/MWh"},
    }
)
green = {"assets": ["electrolyser"], "carrier": "hydrogen"}
steps = {
    "carbon price": {"ets": {"kind": "carbon_price", "prices": {"scope1": "80 EUR/t"}}},
    "free allocation": {
        "allowances": {
            "kind": "free_allocation",
            **green,
            "benchmark": "0.205 t/MWh",
            "cbam_factor": "51.5 %",
            "carbon_price": "ets",
        }
    },
    "contract": {
        "contract": {
            "kind": "contract_for_difference",
            **green,
            "benchmark": "0.27 t/MWh",
            "strike": "110 EUR/t",
            "price": "80 EUR/t",
        }
    },
    "grant": {
        "grant": {"kind": "grant", "assets": ["electrolyser", "tank"], "share": "40 %", "ceiling": "15 MEUR"}
    },
}

# %% [markdown]
# Each line of the table has the support of the lines above as well.

# %%
plans = {"nothing": synergy.solve(base, prices=False)}
scenario = base
for name, policies in steps.items():
    scenario = scenario.with_({f"policies.{key}": policy for key, policy in policies.items()})
    plans[name] = synergy.solve(scenario, prices=False)

rows = {}
for name, plan in plans.items():
    given = plan.yearly_flows().groupby(["asset", "carrier"])["given"].sum()
    costs = plan.costs_by("category")["cost"] / 1e6
    built = plan.built.query("asset == 'electrolyser'")["size"].sum()
    against = plan.against(plans["nothing"])
    rows[name] = {
        "electrolyser MW": built,
        "green %": 100 * given["electrolyser", "hydrogen"] / (40 * 8760),
        "carbon MEUR/a": costs.get("carbon", 0.0),
        "allowances": costs.get("free allocation", 0.0),
        "support": costs.get("support", 0.0),
        "cost MEUR/a": plan.cost / 1e6,
        "kt CO2e/a": plan.emissions / 1e3,
        "EUR/t avoided": against.cost_per_tonne_avoided,
    }
print(pd.DataFrame(rows).T.astype(float).round(1).to_string())

# %% [markdown]
# Who gets what with everything in place, and what is left after tax at 25 %, written off over 15 years.

# %%
plan = plans["grant"]
print((plan.costs_by("owner", "category")["cost"] / 1e6).unstack("owner").round(2).to_string())
print((plan.after_tax(rate=0.25, depreciation_years=15) / 1e6).round(2).to_string())

# %% [markdown]
# Are the numbers of the model in a range that a solver can work with?

# %%
print(synergy.numerics(scenario))

# %%
plan.plot.save(output)
plan.save(output / "plan.nc")
