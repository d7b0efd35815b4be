"""A steel works at Dunkirk from 2030 to 2060: which routes replace its blast furnaces, and when."""

# %% [markdown]
# # Steel at Dunkirk: when does which route come?
#
# Two lines of blast furnaces end their campaigns in 2033 and 2043. Each may be patched up, relined, relined
# with capture, or replaced by direct reduction, which runs on gas, on hydrogen or on both. Scrap is limited.
# A steam cracker burns hydrogen that the works could use. Illustrative: emissions are reported ones, costs
# come from the catalogue or are assumptions.

# %%
from pathlib import Path

import pandas as pd

import synergy
from synergy.pathway.plan import PathwayPlan

STEEL = 862.9 * 8760 / 1e6  # Mt/a
output = Path("dunkirk-steel")
output.mkdir(exist_ok=True)
pathway = synergy.examples.load("dunkirk-steel")
print(pathway)
plan = synergy.solve(pathway, gap=0.001)
print(plan.summary())

# %% [markdown]
# ## The routes by year, in Mt of steel, and what a tonne costs and emits
#
# The cost is all that the works pays, with carbon and less free allocation. CO2 is what leaves the works and
# its power station.


# %%
def routes(answer: PathwayPlan) -> pd.DataFrame:
    """Return Mt of steel a year by route."""
    flows = answer.plot.flows_data("steel") / 1e6
    return flows.loc[:, (flows > 1e-3).any()]


def per_tonne(answer: PathwayPlan) -> pd.DataFrame:
    """Return cost and emissions of a tonne of steel by year."""
    rows = {}
    for year in pathway.years:
        costs = answer[year].costs_by("owner", "category")["cost"].loc["works"] / 1e6 / STEEL
        emitted = answer[year].emissions_by("site", "impact")["amount"].loc["steelworks"] / 1e6 / STEEL
        support = costs.get("carbon", 0.0) + costs.get("free allocation", 0.0)
        rows[year] = {
            "EUR/t": costs.sum(),
            "of which carbon, net": support,
            "t CO2/t": emitted.get("scope1", 0.0),
            "with bought power": emitted.sum(),
        }
    return pd.DataFrame(rows).T


print(routes(plan).T.round(2).to_string())
print(per_tonne(plan).round(2).to_string())
hydrogen = plan.plot.flows_data("hydrogen") / 1e3
print("\nhydrogen, GWh/a\n" + hydrogen.T.round(0).to_string())

# %% [markdown]
# ## What does seeing one year at a time cost?
#
# Relining for twenty years has a smaller annuity than patching up for five, so who sees one year relines. A
# relined furnace keeps its place to the end of its campaign.

# %%
myopic = synergy.solve(pathway.with_({"pathway.foresight": "myopic"}), gap=0.001, prices=False)
print(routes(myopic).T.round(2).to_string())
print(per_tonne(myopic).round(2).to_string())
dearer = myopic.net_present_cost - plan.net_present_cost
print(
    f"one year seen: {dearer / 1e6:,.0f} MEUR dearer ({dearer / plan.net_present_cost:.1%}), "
    f"{(myopic.emissions - plan.emissions) / 1e6:+.0f} Mt CO2"
)

# %% [markdown]
# ## What is the cracker's hydrogen worth?
#
# The cracker burns natural gas in its place, and pays for gas and carbon. The year 2050 by itself, as if both
# lines were empty places, with and without it:

# %%
place = pathway.scenarios[2050]
offered = synergy.solve(place, gap=1e-5, prices=False)
alone = synergy.solve(place.with_({"assets.hydrogen-recovery.permitted": False}), gap=1e-5, prices=False)
given = (
    offered.yearly_flows()["given"]
    .xs("hydrogen-recovery", level="asset")
    .xs("hydrogen", level="carrier")
    .sum()
)
gains = (alone.costs_by("owner")["cost"] - offered.costs_by("owner")["cost"]) / given
print(f"the works would pay up to {gains['works']:.0f} EUR/MWh, the cracker asks {-gains['cracker']:.0f}")

# %% [markdown]
# ## At which prices do routes change?
#
# The same year, one price at a time: of carbon, and of as much hydrogen from the network as is wanted.


# %%


def shares(changes: dict[str, float]) -> dict[str, float]:
    """Return shares of steel by route in a single year, in per cent, and t CO2 per t."""
    answer = synergy.solve(place.with_(changes), gap=1e-5, prices=False)
    given = answer.yearly_flows()["given"].groupby(["asset", "carrier"]).sum() / 1e6 / STEEL
    made = given.xs("steel", level="carrier") * 100
    hydrogen = given.get(("hydrogen-reduction", "reducing-gas"), 0.0) * 100
    emitted = answer.emissions_by("site", "impact")["amount"].loc[("steelworks", "scope1")] / 1e6 / STEEL
    return {
        "blast furnace": made[made.index.str.match("relined|patched")].sum(),
        "with capture": made[made.index.str.match("captured")].sum(),
        "shaft, gas": made[made.index.str.match("shaft")].sum() - hydrogen,
        "shaft, hydrogen": hydrogen,
        "scrap": made.get("scrap-furnace", 0.0),
        "t CO2/t": emitted,
    }


carbon = {price: shares({"policies.carbon.prices.scope1": price}) for price in (60, 120, 130, 140)}
print("by carbon price, EUR/t\n" + pd.DataFrame(carbon).T.round(2).to_string())
unlimited = {"assets.hydrogen-import.buy_max": 1500}
network = {
    price: shares(unlimited | {"assets.hydrogen-import.buy_price": price}) for price in (100, 120, 140)
}
print("by price of hydrogen, EUR/MWh\n" + pd.DataFrame(network).T.round(2).to_string())

# %%
plan.plot.save(output)
plan.plot.flows("steel").write_html(output / "steel.html", include_plotlyjs="directory")
plan.save(output / "plan.nc")
