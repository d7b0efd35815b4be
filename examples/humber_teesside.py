"""Humber and Teesside: two clusters, what sharing one store is worth, and who gets it if it is small."""

# %% [markdown]
# # Two clusters, one store
#
# Each has its own network on land and its own line at sea. The store between them takes 10 Mt a year.
# Illustrative.

# %%
from pathlib import Path

import synergy

output = Path("humber_teesside")
output.mkdir(exist_ok=True)
scenario = synergy.examples.load("humber-teesside")
print(scenario)

# %%
plan = synergy.solve(scenario, gap=1e-4)
today = synergy.solve(scenario.as_it_stands(), prices=False)
print(plan.summary())

# %% [markdown]
# Indicators by cluster: they add up to the whole, but for the cost per tonne. The store counts to neither.

# %%
print(plan.indicators(by="cluster", against=today).to_string(float_format="{:,.0f}".format))

# %% [markdown]
# Each cluster alone: its own sites and lines, and the store. Half of the store each, or a whole one each.

# %%
LIMIT = "assets.store.disposal_max_yearly"


def alone(cluster: str, million_tonnes: float) -> synergy.Plan:
    """Return the plan of a cluster that has a store of some size for itself."""
    own = scenario.restrict(clusters=[cluster, "endurance"])
    return synergy.solve(own.with_({LIMIT: f"{million_tonnes} Mt/a"}), gap=1e-4, prices=False)


for size, words in ((5.0, "half of the store each"), (10.0, "a store of this size each")):
    parts = [alone(cluster, size) for cluster in ("humber", "teesside")]
    saving = sum(part.cost for part in parts) - plan.cost
    stored = [part.indicators().loc["CO2 stored", "(whole)"] / 1e6 for part in parts]
    print(f"{words}: {stored[0]:.1f} + {stored[1]:.1f} Mt/a stored; sharing saves {saving / 1e6:,.0f} MEUR/a")

# %% [markdown]
# Who gets the store, if it is smaller or larger?

# %%
for size in (4, 10, 23):
    other = synergy.solve(scenario.with_({LIMIT: f"{size} Mt/a"}), gap=1e-4, prices=False)
    captured = other.indicators(by="cluster").loc["CO2 captured"].drop("unit") / 1e6
    print(f"{size:2d} Mt/a: Humber {captured['humber']:.2f}, Teesside {captured['teesside']:.2f} Mt/a")

# %%
plan.plot.save(output)
plan.save(output / "plan.nc")
