"""A hydrogen valley, and what is built for 40 MW of hydrogen around the clock."""

# %% [markdown]
# # A hydrogen valley
#
# A steel works needs 40 MW of hydrogen around the clock. Wind, sun, an electrolyser, a tank, a pipe, the
# grid, or hydrogen by truck: what is built, and what does the hydrogen cost?

# %%
from pathlib import Path

import synergy

output = Path("hydrogen_valley")
output.mkdir(exist_ok=True)
scenario = synergy.examples.load("hydrogen-valley")
plan = synergy.solve(scenario)
print(plan.summary())

# %% [markdown]
# All that the valley costs, per MWh that the works takes (a year has 8,760 hours).

# %%
demand = 40.0 * 8760
print(f"hydrogen costs {plan.cost / demand:.0f} EUR/MWh, {plan.cost / demand * 33.33 / 1000:.2f} EUR/kg")
print(plan.yearly_flows().round(0).to_string())

# %% [markdown]
# Dearer electrolysers: the catalogue warns that sources differ by a factor of 2.7.

# %%
for factor in (1.0, 1.5, 2.0, 2.7):
    price = 550 * factor
    dearer = synergy.solve(
        scenario.with_({"assets.electrolyser.capex_specific": f"{price:.0f} EUR_2020/kW"}), prices=False
    )
    size = dearer.built.query("asset == 'electrolyser'")["size"].sum()
    print(
        f"{price:5.0f} EUR_2020/kW: electrolyser {size:4.0f} MW, hydrogen {dearer.cost / demand:4.0f} EUR/MWh"
    )

# %%
plan.plot.save(output)
plan.plot.dispatch("plain", "power").write_html(output / "dispatch.html", include_plotlyjs="directory")
plan.save(output / "plan.nc")
