"""HyNet North West from 2025 to 2050: when to build the CO2 trunk, and how much for those who join later."""

# Takes minutes: make nightly runs it.

# %% [markdown]
# # HyNet North West as a pathway: when to build, and for whom?
#
# The CO2 side of HyNet over 25 years. A few emitters can connect in 2030, most not before 2035, a power
# station brings CO2 in 2035 and again in 2040. The store takes 4.5 Mt a year at first and 10 later. Is the
# trunk laid for those who join first, or for all? Illustrative.

# %%
from pathlib import Path

import pandas as pd

import synergy
from synergy.pathway.plan import PathwayPlan

output = Path("hynet-pathway")
output.mkdir(exist_ok=True)
pathway = synergy.examples.load("hynet-pathway")
print(pathway)

# %% [markdown]
# Every decision sees all years: the plan, to within 0.5 % of the best possible.

# %%
plan = synergy.solve(pathway, gap=0.005)
print(plan.summary())

# %% [markdown]
# Every decision sees its own year only.

# %%
myopic = synergy.solve(pathway.with_({"pathway.foresight": "myopic"}), gap=0.005, prices=False)

# %% [markdown]
# Every decision sees all years, but what is built in 2030 must not be larger than what those who join first
# send through it. From 2035 on any size may be added.

# %%
SHARED = (
    "trunk-ince-stanlow",
    "trunk-stanlow-northop",
    "trunk-northop-flint",
    "trunk-reused",
    "offshore-line",
)
first = {key: float(plan[2030].results[key]["forward"].max()) for key in SHARED}
limits = {
    2030: {f"assets.{key}.capacity_max": size for key, size in first.items()},
    2035: {f"assets.{key}.capacity_max": pathway.base.cluster.assets[key].capacity_max for key in SHARED},
}
for_the_first = synergy.solve(pathway.with_({"pathway.changes": limits}), gap=0.005, prices=False)

# %% [markdown]
# Nothing is built at all: what everything is measured against.

# %%
nothing = synergy.solve(pathway.with_({"pathway.today": pathway.terms.last_year}), prices=False)

# %% [markdown]
# What oversizing and foresight are worth.


# %%
def stored(answer: PathwayPlan) -> pd.Series:
    """Return what the stores take in each year, in Mt a year."""
    flows = answer.plot.flows_data("co2")
    return flows[[key for key in flows.columns if key.startswith("store")]].sum(axis=1).abs() / 1e6


answers = {
    "all years seen": plan,
    "one year seen": myopic,
    "sized for the first": for_the_first,
    "nothing": nothing,
}
table = pd.DataFrame(
    {
        "net present cost, MEUR": {name: answer.net_present_cost / 1e6 for name, answer in answers.items()},
        "investment, MEUR": {
            name: answer.years["investment"].sum() / 1e6 for name, answer in answers.items()
        },
        "net emissions, Mt": {name: answer.emissions / 1e6 for name, answer in answers.items()},
    }
)
for year in pathway.years:
    table[f"stored {year}, Mt/a"] = [stored(answer).get(year, 0.0) for answer in answers.values()]
print(table.round(2).to_string())

# %% [markdown]
# Sizes of what is shared, in t/h, as built in each year.

# %%
for name, answer in answers.items():
    built = answer.built[answer.built["asset"].isin([*SHARED, "store", "store-phase-2"])]
    if len(built):
        sizes = built.pivot_table(index="asset", columns="year", values="size", sort=False)
        print(f"\n{name}\n{sizes.round(0).to_string(na_rep='')}")

# %% [markdown]
# Who sends CO2 when, in kt a year, and what a tonne avoided costs: the resources of a year, without carbon
# payments, over the net tonnes.

# %%
flows = plan.plot.flows_data("co2") / 1e3
print(flows.loc[:, (flows > 0).any()].T.round(0).to_string())

transport = plan.plot.costs_data("owner")["Liverpool-Bay"]
for year in pathway.years[1:]:
    change = plan[year].against(nothing[year])
    per_stored = transport[year] / 1e6 / stored(plan)[year]
    print(
        f"{year}: {change.avoided / 1e3:,.0f} kt avoided at {change.cost_per_tonne_avoided:.0f} EUR/t; "
        f"transport and storage {per_stored:.0f} EUR per tonne stored"
    )

# %%
plan.plot.save(output)
plan.plot.flows("co2").write_html(output / "co2.html", include_plotlyjs="directory")
plan.save(output / "plan.nc")
