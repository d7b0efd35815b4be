"""HyNet North West, who connects to its CO2 trunk, and what else is worth building."""

# %% [markdown]
# # HyNet North West: who connects to the CO2 trunk?
#
# Eleven emitters with their reported emissions of 2022, announced pipes and stores, costs of 2030.
# Illustrative.

# %%
from pathlib import Path

import synergy

output = Path("hynet")
output.mkdir(exist_ok=True)
scenario = synergy.examples.load("hynet")
print(scenario)

# %% [markdown]
# The plan, to within 1 % of the best possible.

# %%
plan = synergy.solve(scenario, gap=0.01)
print(plan.summary())

# %% [markdown]
# What it replaces: everything that may be built taken out, only what stands today runs on.

# %%
buildable = [key for key, asset in scenario.cluster.assets.items() if getattr(asset, "buildable", False)]
today = synergy.solve(scenario.with_({f"assets.{key}": None for key in buildable}), prices=False)
print(f"today {today.emissions / 1e3:,.0f} kt CO2e/a, planned {plan.emissions / 1e3:,.0f} kt CO2e/a")


# %% [markdown]
# Cost per tonne avoided: the resources spent, without carbon payments, over the net tonnes.


# %%
def resources(answer: synergy.Plan) -> float:
    """Return yearly cost without carbon payments."""
    return answer.cost - answer.costs_by("category").loc["carbon", "cost"]


avoided = today.emissions - plan.emissions
print(f"{(resources(plan) - resources(today)) / avoided:.0f} EUR per tonne avoided")
print(f"saves {(today.cost - plan.cost) / 1e6:.0f} MEUR/a at the carbon price of the scenario")

# %% [markdown]
# Captured, by site, and what transport and storage cost per tonne.

# %%
yearly = plan.yearly_flows()
captured = yearly.loc[
    [asset.endswith("-capture") and carrier == "co2" for asset, _, carrier in yearly.index], "given"
]
print((captured / 1e3).round(0).to_string())
transport = plan.costs_by("owner").loc["Liverpool-Bay", "cost"]
print(f"{captured.sum() / 1e6:.2f} Mt/a stored; transport and storage {transport / captured.sum():.0f} EUR/t")

# %%
plan.plot.save(output)
plan.plot.dispatch("stanlow", "steam").write_html(output / "dispatch.html", include_plotlyjs="directory")
plan.save(output / "plan.nc")
