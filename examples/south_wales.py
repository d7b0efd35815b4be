"""South Wales: a cluster without a store of its own ships its CO2 round Scotland."""

# %% [markdown]
# # South Wales ships its CO2
#
# No store below its own sea. CO2 is collected by pipe, truck or train, liquefied at a harbour and shipped
# 1,180 km to Peterhead. What is captured, what does each step cost, and what if the ships do not come?
# Illustrative.

# %%
from pathlib import Path

import synergy
from synergy import study

output = Path("south_wales")
output.mkdir(exist_ok=True)
scenario = synergy.examples.load("south-wales")
plan = synergy.solve(scenario)
print(plan.summary())

# %% [markdown]
# Cost of each step per tonne that it handles. Carbon on ships' fuel is shown with the ships; certificates for
# biogenic CO2 are left out.

# %%
EMITTERS = ("pembroke", "refinery", "aberthaw", "cardiff", "barry", "bridgend")
COLLECTING = ("pipe-", "spur-", "train-", "trucks-", "port-talbot-")


def captured(of: synergy.Plan) -> dict[str, float]:
    """Return the t a year that each emitter captures."""
    given = of.yearly_flows()["given"]
    return {site: float(given[f"{site}-capture", site, "co2"]) for site in EMITTERS}


def steps(of: synergy.Plan) -> dict[str, float]:
    """Return the cost per t of each step, of capture by emitter."""
    paid = of.costs[of.costs["category"] != "removal certificates"]
    cost = paid[~paid["asset"].str.startswith("surplus")].groupby("asset")["cost"].sum()
    tonnes = captured(of)
    found, sent = {}, sum(tonnes.values())
    liquefier = cost.index.str.endswith("-liquefier")
    collecting = cost.index.str.startswith(COLLECTING) | liquefier
    for site, own in tonnes.items():
        if own > 1:
            there = cost.index.str.startswith(f"{site}-") & ~liquefier
            found[f"capture at {site}"] = cost[there].sum() / own
    found["collecting (all)"] = cost[collecting].sum() / sent
    found["liquefaction"] = cost[cost.index.str.startswith(("liquefaction", "waterston-grid"))].sum() / sent
    found["ships, berths, tanks, fuel"] = cost[cost.index.str.startswith(("ships", "bunker"))].sum() / sent
    found["store"] = cost["store"] / sent
    return found


for step, each in steps(plan).items():
    print(f"{step:28s} {each:6.1f} EUR/t")

# %% [markdown]
# Who joins at which price of CO2, how it is collected, and how many ships that takes.


# %%
def variant(changes: dict[str, object], gap: float = 2e-3) -> synergy.Plan:
    """Return the plan of the scenario with some changes."""
    return synergy.solve(scenario.with_(changes), prices=False, gap=gap)


def told(of: synergy.Plan) -> str:
    """Return what is captured, and what carries it."""
    size = of.built.set_index("asset")["size"]
    where = [site for site, tonnes in captured(of).items() if tonnes > 1]
    ways = [key for key in size.index if key.startswith(("train", "trucks", "pipe-coast", "ships"))]
    carried = ", ".join(f"{key} {size[key]:.0f}" for key in ways)
    return f"{sum(captured(of).values()) / 1e6:4.2f} Mt/a from {', '.join(where) or 'nobody'}; {carried}"


for price in (165, 230):
    at = {"policies.carbon.prices.scope1": price, "policies.removals.price": price}
    print(f"{price} EUR/t: {told(variant(at))}")

# %% [markdown]
# Small ships only; and no trains: is it then the pipe, or trucks?

# %%
DECIDE = ("policies.one-size-milford-haven", "policies.one-size-port-talbot")
small = {"assets.ships-10000": None, "assets.ships-10000-port-talbot": None} | dict.fromkeys(DECIDE)
small["assets.ships-4000.unit_size"] = 0  # parts of a ship will do for this question
no_train = {"assets.train-cardiff": None, "assets.train-aberthaw": None}
questions = {"ships of 4,000 t only": small, "no trains": no_train}
for words, changes in questions.items():
    other = variant(changes, gap=5e-3 if changes is small else 2e-3)
    print(f"{words}: {(other.cost - plan.cost) / 1e6:+.1f} MEUR/a, {told(other)}")

# %% [markdown]
# Two synergies round the same cold: LNG that liquefies CO2, and the power station's cooling water that
# vaporises LNG.

# %%
cold, warm = {"assets.liquefaction-lng-cold": None}, {"assets.warm-water-haven": None}
without = {
    name: (variant(changes).cost - plan.cost) / 1e6
    for name, changes in {"LNG cold": cold, "warm water": warm, "both": cold | warm}.items()
}
print({f"without {name}": f"{loss:+.1f} MEUR/a" for name, loss in without.items()})

# %% [markdown]
# Two weeks without ships: CO2 is let go. One ship less lets go its share. What would it cost to be ready:
# tanks for two weeks, or a ship more?

# %%
HOURS = 336
outage = study.outages(plan, ["ships-10000", "pipe-haven", "train-cardiff"], hours=HOURS, executor=0)
print(outage.table[["asset", "cost", "cost_per_hour", "vented"]].to_string(float_format="{:,.0f}".format))
loss = float(outage.table["cost"].iloc[0]) / 1e6
built = plan.built[plan.built["asset"] == "ships-10000"].set_index("quantity")
ships = built.loc["capacity", "size"]
hourly = sum(captured(plan).values()) / 8760
INFLATION = 1.2237  # EUR of 2020 to EUR of 2025
tank = hourly * HOURS * 1400 * INFLATION * (synergy.economics.annuity_factor(0.08, 40) + 0.03) / 1e6
ship = 62 * INFLATION * (synergy.economics.annuity_factor(0.08, 40) + 0.05)
print(f"all ships: {loss:.1f} MEUR lost; tanks for {hourly * HOURS / 1e3:.0f} kt: {tank:.1f} MEUR/a")
print(f"one ship of {ships:.0f}: {loss / ships:.1f} MEUR lost; a ship more: {ship:.1f} MEUR/a")

# %% [markdown]
# How near would a store have to be for a pipe? Both ways have the same length and the same fee. Pipes at sea
# cost as in the example of Humber and Teesside.

# %%
PIPE = {
    "assets.pipe-to-store": {
        "kind": "pipeline",
        "corridor": "sea-milford-haven",
        "carrier": "co2",
        "capacity_max": "1000 t/h",
        "capex_fixed": "50 MEUR",
        "capex_fixed_per_km": "0.78 MEUR_2020/km",
        "capex_specific_per_km": "1.26 kEUR_2020/(t/h)/km",
        "opex_fixed_share": "0.5 %/a",
        "lifetime": "50 a",
    },
    "assets.store-by-pipe": {
        "kind": "disposal",
        "site": "peterhead",
        "carrier": "co2",
        "capacity_existing": "1000 t/h",
        "tariff": "30 EUR/t",
    },
}
way = "corridors.sea-milford-haven"
sea = {f"{way}.length": 1000, f"{way}.terrain_factor": 1.0, f"{way}.route": None}
chosen = set(variant(sea | PIPE).built["asset"])
print(f"a store at 1,000 km: {'pipe' if 'pipe-to-store' in chosen else 'ships'}")

# %%
plan.plot.save(output)
plan.save(output / "plan.nc")
