"""The Humber: biogenic CO2 removed, fossil CO2 captured, and what it takes for hydrogen to be used."""

# %% [markdown]
# # The Humber: removal, capture, hydrogen
#
# Twelve emitters with their reported emissions of 2022, a power station that burns wood, a shared CO2 trunk
# under the estuary, hydrogen at Saltend. Illustrative.

# %%
from pathlib import Path

import synergy

output = Path("humber")
output.mkdir(exist_ok=True)
scenario = synergy.examples.load("humber")
print(scenario)

# %% [markdown]
# The plan, to within 1 % of the best possible, and what it replaces.

# %%
plan = synergy.solve(scenario, gap=0.01)
today = synergy.solve(scenario.as_it_stands(), prices=False)
print(plan.summary())
print(plan.against(today))

# %% [markdown]
# Who connects, and how much of it is removal.

# %%
sites = plan.indicators(by="site", against=today)
rows = ["net emissions", "removal", "CO2 captured", "avoided"]
kilotonnes = sites.loc[rows].drop(columns="unit").T.astype(float) / 1e3
print(kilotonnes[kilotonnes["avoided"].abs() > 1].round(0).to_string())

# %% [markdown]
# What transport and storage cost per tonne.

# %%
stored = sites.loc["CO2 stored", "(whole)"]
shared = plan.costs_by("owner").loc[["Humber-Pipelines", "Endurance"], "cost"].sum()
print(f"{stored / 1e6:.2f} Mt/a stored; transport and storage {shared / stored:.0f} EUR/t")

# %% [markdown]
# Without its support, is hydrogen still made?

# %%
unaided = synergy.solve(scenario.with_({"policies.hydrogen-support": None}), gap=0.01, prices=False)
for name, answer in (("with support", plan), ("without", unaided)):
    made = answer.yearly_flows()["given"].xs("hydrogen", level="carrier")
    made = made[[not asset.startswith("hydrogen-") for asset, _ in made.index]]  # pipes make none
    print(name, {asset: f"{amount / 1e3:,.0f} GWh/a" for (asset, _), amount in made.items() if amount > 1e3})

# %%
plan.plot.save(output)
plan.plot.dispatch("saltend", "hydrogen").write_html(output / "dispatch.html", include_plotlyjs="directory")
plan.save(output / "plan.nc")
