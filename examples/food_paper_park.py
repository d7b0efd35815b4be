"""A dairy, a brewery, a paper mill and greenhouses: pinch targets, then what is worth building together."""

# %% [markdown]
# # A food and paper park
#
# Four neighbours with gas boilers. How much heat does each need at least, what could they give each other,
# and what does a plan build that also looks at money, heat pumps and hours? Invented places.

# %%
from pathlib import Path

import pandas as pd

import synergy
from synergy import finance
from synergy.heat import streams_of, targets_of, total_site

output = Path("food_paper_park")
output.mkdir(exist_ok=True)
scenario = synergy.examples.load("food-paper-park")
assets = scenario.cluster.assets

# %% [markdown]
# ## How little heat is enough, site by site?

# %%
targets = targets_of(scenario)
for name, found in targets.items():
    print(
        f"{name:8s} streams need {found.hot_utility + found.recovered:5.1f} MW, "
        f"at least {found.hot_utility:5.1f} from outside; "
        f"{found.recovered:4.1f} recovered, {found.cold_utility:4.1f} left over, "
        f"pinch {', '.join(f'{at:g}' for at in found.pinches) or 'none'}"
    )
    if name != "growers":
        found.plot.composite().write_html(output / f"composite-{name}.html", include_plotlyjs="directory")
        found.plot.grand_composite().write_html(output / f"grand-{name}.html", include_plotlyjs="directory")

# %% [markdown]
# ## What could they exchange over mains of hot and of warm water?

# %%
site = total_site(streams_of(scenario), {"hot water": 80.0, "warm water": 50.0}, minimum_approach=4.0)
print(site)
site.plot.profiles().write_html(output / "total-site.html", include_plotlyjs="directory")

# %% [markdown]
# ## What is worth building?

# %%
GAP = 0.002
today = synergy.solve(scenario.as_it_stands(), gap=GAP)
plan = synergy.solve(scenario, gap=GAP)
print(plan.summary())
print(
    f"today {today.cost / 1e6:.2f} MEUR/a and {today.emissions / 1e3:.1f} kt/a, "
    f"plan {plan.cost / 1e6:.2f} and {plan.emissions / 1e3:.1f}"
)

# %% [markdown]
# ## Does the plan keep to the targets?
#
# At an hour in which a site runs at full load: what carriers give to its streams and take from them.

# %%
FULL_LOAD = {"dairy": ("between", 8), "brewery": ("summer", 8), "mill": ("winter-calm", 2)}


def utilities(name: str) -> dict[str, float]:
    """Return what carriers give to, and take from, the streams of a site at full load, in MW."""
    period, step = FULL_LOAD[name]
    at = list(scenario.time.periods).index(period)
    found = {}
    for key, values in plan.results[f"{name}-heat"].items():
        if key.startswith(("taken_", "given_")) or key == "recovered":
            found[key] = float(values.reshape(values.shape[-2:])[at, step - 1])
    return found


rows = {}
for name in FULL_LOAD:
    flows = utilities(name)
    rows[name] = {
        "target": targets[name].hot_utility,
        "hot in plan": sum(value for key, value in flows.items() if key.startswith("taken_")),
        "target, cold": targets[name].cold_utility,
        "cold in plan": sum(value for key, value in flows.items() if key.startswith("given_")),
        "recovered, target": targets[name].recovered,
        "recovered": flows["recovered"],
    }
    print(name, {key: round(value, 2) for key, value in flows.items() if value > 0.005})
beside = pd.DataFrame(rows).T.round(2)
print(beside.to_string())

# %% [markdown]
# ## What do the mains, the recompression and the heat pumps add?

# %%
pumps = [key for key, asset in assets.items() if asset.kind == "heat_pump" and asset.capacity_max > 0]
mains = [key for key, asset in assets.items() if asset.kind == "heat_pipe"]
steam_pump = "mill-steam-heat-pump"


def with_cop(share: float) -> dict[str, object]:
    """Return the changes that lower the COP of all new heat pumps (that which makes steam is left out)."""
    changes = {
        f"assets.{key}.efficiency": share * assets[key].efficiency for key in pumps if key != steam_pump
    }
    return {**changes, f"assets.{steam_pump}": None}


cases: dict[str, dict[str, object]] = {
    "no mains": {f"assets.{key}": None for key in mains},
    "no recompression": {"assets.dairy-recompression": None},
    "no heat pumps at all": {f"assets.{key}": None for key in pumps},
    "COP 20 % lower": with_cop(0.8),
    "COP 35 % lower": with_cop(0.65),
    "wood at 40 EUR/MWh": {"assets.mill-wood.buy_price": 40},
}
variants = {
    name: synergy.solve(scenario.with_(changes), gap=0.005, prices=False) for name, changes in cases.items()
}


def told(variant: synergy.Plan) -> dict[str, float]:
    """Return a line of the table."""
    built = variant.built.groupby("asset")["size"].sum()
    pumped = built[[key for key in built.index if key in pumps and key != "dairy-recompression"]].sum()
    return {
        "MEUR/a": variant.cost / 1e6,
        "kt/a": variant.emissions / 1e3,
        "recompression, MW": built.get("dairy-recompression", 0.0),
        "heat pumps, MW": pumped,
        "wood, MW": built.get("mill-biomass-boiler", 0.0),
        "electric boilers, MW": built.filter(like="electric-boiler").sum(),
        "main, MW": built.filter(items=mains).sum(),
    }


table = pd.DataFrame(
    {name: told(variant) for name, variant in {"today": today, "plan": plan, **variants}.items()}
).T
print(table.round(2).to_string())
worth = variants["no mains"].cost - plan.cost
print(f"the mains are worth {worth / 1e6:.2f} MEUR/a")

# %% [markdown]
# ## Who saves what?
#
# Power and warm water are paid at internal prices; the main itself stays with the utility.

# %%
own = pd.DataFrame({"today": today.costs_by("owner")["cost"], "plan": plan.costs_by("owner")["cost"]}).fillna(
    0.0
)
carriers = ["power", "warm-water"]
own["today"] += pd.Series(finance.internal_transfers(today, carriers)).reindex(own.index).fillna(0.0)
own["transfer"] = pd.Series(finance.internal_transfers(plan, carriers)).reindex(own.index).fillna(0.0)
own["pays"] = own["plan"] + own["transfer"]
own["saves"] = own["today"] - own["pays"]
print((own / 1e6).round(2).to_string())

# %%
plan.plot.save(output)
plan.save(output / "plan.nc")
