"""A chemicals site: steam at three levels, by-product hydrogen, capture, and who pays for what is shared."""

# %% [markdown]
# # A chemicals site
#
# A steam cracker, an ammonia plant and a chlor-alkali plant share a utility company. Who should burn which
# hydrogen, what makes the steam, which CO2 is worth catching, and who pays? Illustrative.

# %%
from pathlib import Path

import pandas as pd

import synergy
from synergy import catalogue
from synergy.aggregation.coarsen import coarsen
from synergy.economics import annuity_factor
from synergy.solver.options import SolveOptions
from synergy.study import share

output = Path("chemicals_site")
output.mkdir(exist_ok=True)
scenario = synergy.examples.load("chemicals-site")
today = synergy.solve(scenario.as_it_stands(), prices=False)
plan = synergy.solve(scenario)
print(plan.summary())
change = plan.against(today)
print(f"{change.avoided / 1e3:.0f} kt/a avoided at {change.cost_per_tonne_avoided:.0f} EUR/t")

# %% [markdown]
# Steam is dearer the higher its level: what falls through a turbine has given power on its way.

# %%
price = plan.prices.mul(plan.hours, axis=0).sum() / plan.hours.sum()
for level in ("steam-hp", "steam-mp", "steam-lp"):
    there = f"{price['utility', level]:.1f} at the utility, {price['cracker', level]:.1f} at the cracker"
    print(f"{level}, EUR/MWh: {there}")

# %% [markdown]
# The variants take the mean of each day, and any part of the cogeneration may run: each takes a moment.

# %%
quick = coarsen(scenario, hours=24).with_({"assets.chp.commitment": "relaxed"})
CARBON, PERMIT = "policies.carbon.prices.scope1", "assets.hydrogen-line-chlorine.permitted"
ALONE = {"assets.hydrogen-line-cracker": None, PERMIT: False}


def table(cases: dict[str, synergy.Plan], columns: dict[str, tuple[str, str]]) -> pd.DataFrame:
    """Return cost, emissions, and the yearly mean of what some assets take or give."""
    rows = {}
    for name, case in cases.items():
        flows = case.yearly_flows().groupby(["asset", "carrier"])["given"].sum() / 8760
        amounts = {column: flows.get(key, 0.0) for column, key in columns.items()}
        rows[name] = {"MEUR/a": case.cost / 1e6, "kt CO2/a": case.emissions / 1e3, **amounts}
    return pd.DataFrame(rows).T.round(1)


# %% [markdown]
# What hydrogen lines are worth: both, and that of the chlor-alkali plant, which needs a permit.

# %%
lines = {
    "hydrogen MW of cracker": ("pressure-swing", "hydrogen"),
    "of chlorine": ("hydrogen-drying", "hydrogen"),
    "of reformer": ("reformer", "hydrogen"),
    "CO2 t/h of ammonia": ("drying", "co2"),
    "of furnaces": ("furnace-capture", "co2"),
}
cases = {}
for carbon in (140, 200):
    for name, changes in {"no line": ALONE, "no permit": {PERMIT: False}, "both lines": {}}.items():
        if (carbon, name) == (200, "no line"):  # the cracker's is not used then, as the others show
            continue
        cases[f"{carbon} EUR/t, {name}"] = synergy.solve(
            quick.with_({CARBON: carbon, **changes}), prices=False
        )
hydrogen = table(cases, lines)
print(hydrogen.to_string())

# %% [markdown]
# What makes the steam, at the power price of the plan, at 60 % of it, and then with a wider substation.

# %%
six_hours = coarsen(scenario, hours=6).with_({"assets.chp.commitment": "relaxed"})
grid = {"assets.grid.buy_price": "power_price", "assets.grid.sell_price": "day_ahead"}
steam = {}
for factor, limit in ((1.0, 170), (0.6, 170), (0.6, 250)):
    prices = {field: {"profile": name, "scale": factor} for field, name in grid.items()}
    contract = {"assets.wind-contract.opex_variable": 75 * factor, "policies.substation.limit": limit}
    changes = {**prices, **contract}
    steam[f"power x {factor}, {limit} MW"] = synergy.solve(six_hours.with_(changes), prices=False)
makers = {
    "chp": "steam-hp",
    "boilers": "steam-hp",
    "electric-boiler": "steam-hp",
    "quench-heat-pump": "steam-lp",
}
boilers = table(steam, {maker: (maker, level) for maker, level in makers.items()})
print(boilers.to_string())

# %% [markdown]
# Steam that is N-1 secure: through a week of winter without the cogeneration, and one without the boilers.

# %%
week = {"hours": 168, "periods": ["winter-calm"]}
outages = {f"{name}-out": {"assets": [name], **week} for name in ("chp", "boilers")}
secure = synergy.solve(six_hours.with_({"time.outages": outages}), prices=False)
insecure = steam["power x 1.0, 170 MW"]
built = pd.DataFrame(
    {
        name: case.built.set_index("asset")["size"].reindex(
            ["boilers", "electric-boiler", "quench-heat-pump"]
        )
        for name, case in {"not secure": insecure, "secure": secure}.items()
    }
)
print(built.round(1).to_string())
print(f"security costs {(secure.cost - insecure.cost) / 1e6:.1f} MEUR/a")

# %% [markdown]
# What capture costs by the share of CO2 in the gas: catalogue figures, 8 % a year, 8,000 hours a year,
# without the fixed sum of a unit; steam and power at the plan's own prices.

# %%
figures = catalogue.technologies().query("technology == 'capture-amine'")
investment = scenario.cluster.assets["furnace-capture"].capex_specific  # at 8 %, in the scenario's money


def figure(field: str, at: int) -> float:
    """Return the catalogue's figure at a share of CO2 in percent."""
    return float(figures.query(f"field == '{field}' and at == 'co2_share={at} %'")["value"].item().split()[0])


yearly = annuity_factor(0.08, 25) + 0.03
rows = {}
for percent in (4, 8, 12, 20):
    capital = investment * figure("capex_specific", percent) / figure("capex_specific", 8) * yearly / 8000
    heat = figure("inputs.steam", percent) * price["cracker", "steam-lp"]
    drive = figure("inputs.power", 12 if percent < 20 else 20) * price["cracker", "power"]
    rows[f"{percent} %"] = {"plant": capital, "steam": heat, "power": drive, "EUR/t": capital + heat + drive}
capture = pd.DataFrame(rows).T
print(capture.round(1).to_string())

# %% [markdown]
# Who pays for what is shared: each group of the three works has the utility and the terminal for itself.

# %%
works = ["olefins", "fertiliser", "electrochemistry"]
game = synergy.Game.from_cluster(quick, works, SolveOptions(gap=1e-5))
shares = share(quick, ["shapley", "nucleolus", "equal_savings"], works, game=game)
saves = shares.table.pivot(index="player", columns="rule", values="saves") / 1e6
print(saves.loc[works].round(2).to_string())
print("\n".join(shares.notes))

# %%
plan.plot.sankey(("hydrogen", "hydrogen-fuel", "hydrogen-tail")).write_html(
    output / "hydrogen.html", include_plotlyjs="directory"
)
for level in ("steam-hp", "steam-mp", "steam-lp"):
    plan.plot.dispatch("cracker", level).write_html(
        output / f"cracker-{level}.html", include_plotlyjs="directory"
    )
plan.save(output / "plan.nc")
