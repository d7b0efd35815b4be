"""Two plants that could share steam, and whether a line between them is worth its money."""

# %% [markdown]
# # Two plants that could share steam
#
# An acid works blows off steam; the paper mill next door burns gas to make it. Is a line worth its money?

# %%
from pathlib import Path

import synergy

output = Path("two_plants")
output.mkdir(exist_ok=True)
scenario = synergy.examples.load("two-plants")
print(scenario)

# %%
plan = synergy.solve(scenario)
print(plan.summary())

# %% [markdown]
# What is the line worth? Solve without it and compare.

# %%
without = synergy.solve(scenario.with_({"assets.steam-line": None}))
print(f"the steam line saves {(without.cost - plan.cost) / 1e6:.2f} MEUR/a")
print(f"and avoids {(without.emissions - plan.emissions) / 1e3:.1f} kt CO2e/a")

# %% [markdown]
# How far may the neighbour be?

# %%
for distance in (5, 10, 20, 40):
    farther = synergy.solve(scenario.with_({"corridors.works-mill.length": f"{distance} km"}), prices=False)
    line = farther.built.query("asset == 'steam-line'")
    size = f"{line['size'].iloc[0]:.1f} MW" if len(line) else "not built"
    print(f"{distance:3d} km: {size}, {farther.cost / 1e6:.2f} MEUR/a")

# %% [markdown]
# Plots, and the plan with all its tables, go to files.

# %%
plan.plot.save(output)
plan.plot.dispatch("mill", "steam").write_html(output / "dispatch.html", include_plotlyjs="directory")
plan.save(output / "plan.nc")
