"""A works that runs on sun, wind and a hydrogen cavern: a full year told by a few days, and checked."""

# %% [markdown]
# # Seasonal storage on representative days
#
# A works needs power all year. Sun, wind, a battery, and hydrogen in a cavern can supply it, with a gas
# turbine for the rest. A cavern earns its money from season to season, so the order of the days matters.

# %%
import numpy as np

import synergy

HOURS, STEPS = 6.0, 4  # four steps a day
random = np.random.default_rng(2030)
season = np.cos(2 * np.pi * np.arange(365) / 365)[:, None]
hour = 2 * np.pi * (np.arange(STEPS) + 0.5)[None, :] / STEPS
bright, breeze = random.uniform(0.3, 1.0, (365, 1)), 0.15 * random.standard_normal((365, 1))
profiles = {
    "sun": np.clip(-np.cos(hour) * (0.6 - 0.35 * season) * bright, 0.0, 1.0),
    "wind": np.clip(0.4 + 0.15 * season + breeze, 0.0, 1.0) * np.ones(STEPS),
    "load": 1.0 - 0.15 * np.cos(hour) + 0.05 * season,
}


def plant(capex: str, limit: str, availability: object = 1.0, **fields: object) -> dict[str, object]:
    """Return a generator of power that may be built."""
    size = {"capacity_max": limit, "capex_specific": capex, "lifetime": "25 a"}
    return {
        "kind": "generator",
        "site": "works",
        "carrier": "power",
        "availability": availability,
        **size,
        **fields,
    }


def store(carrier: str, capex: str, limit: str, **fields: object) -> dict[str, object]:
    """Return a store that may be built."""
    return {
        "kind": "storage",
        "site": "works",
        "carrier": carrier,
        "capacity_max": limit,
        "capex_specific": capex,
        **fields,
    }


full = synergy.Scenario.from_data(
    {
        "name": "Works with a cavern",
        "time": synergy.TimeAxis.chain(365, STEPS, hours=HOURS).to_data(),
        "discount_rate": "6 %",
        "carriers": {"power": {"surplus": "free"}, "hydrogen": {}},
        "sites": {"works": {}},
        "assets": {
            "load": {
                "kind": "demand",
                "site": "works",
                "carrier": "power",
                "demand": {"profile": "load", "scale": "50 MW"},
            },
            "sun": plant("450 EUR/kW", "400 MW", {"profile": "sun"}),
            "wind": plant("1300 EUR/kW", "400 MW", {"profile": "wind"}),
            "turbine": plant(
                "500 EUR/kW", "100 MW", opex_variable="250 EUR/MWh", impacts={"scope1": "0.5 t/MWh"}
            ),
            "battery": store("power", "200 EUR/kWh", "2 GWh", c_rate=0.25, charge_efficiency=0.9),
            "electrolyser": {
                "kind": "converter",
                "site": "works",
                "reference": "power",
                "inputs": {"power": 1.0},
                "outputs": {"hydrogen": 0.68},
                "capacity_max": "200 MW",
                "capex_specific": "900 EUR/kW",
            },
            "fuel-cell": {
                "kind": "converter",
                "site": "works",
                "reference": "power",
                "inputs": {"hydrogen": 1.8},
                "outputs": {"power": 1.0},
                "capacity_max": "100 MW",
                "capex_specific": "900 EUR/kW",
            },
            "cavern": store("hydrogen", "0.5 EUR/kWh", "100 GWh", power_max="200 MW", lifetime="40 a"),
        },
    },
    profiles,
)
print(full)

# %% [markdown]
# Twelve days, the darkest and the one of highest demand among them, in the order of the year.

# %%
few = synergy.aggregate(full, periods=12)
print(few)

# %%
plan = synergy.solve(few.scenario)
print(plan.summary())

# %% [markdown]
# The cavern's content through the year: full after a windy winter, empty in autumn.

# %%
levels = plan.levels_over_year()["cavern"].groupby("place").last() / 1e3
for place in range(15, 365, 30):
    print(f"day {place:3d}: {levels[place]:6.1f} GWh")

# %% [markdown]
# What does this design cost in all 1,460 steps of the year, and is there enough at all times?

# %%
check = plan.verify_full_year(few)
print(check)

# %% [markdown]
# If not, add the days that cost most beyond what their like do, and solve again.

# %%
better = check.refine(rounds=2, worst=4, tolerance=0.02)
for one in (*better.history, better.round):
    costs = f"said {one.estimated_cost / 1e6:.2f} MEUR/a, is {one.cost / 1e6:.2f}"
    print(f"{one.periods} days: {costs}, short {one.shortage:,.0f} MWh")

# %% [markdown]
# How many days are enough? What counts is what the design costs in the full year, beside the best there is.

# %%
for periods in (6, 24, 48):
    design = synergy.solve(synergy.aggregate(full, periods).scenario, prices=False)
    truth = design.verify_full_year(full)
    costs = f"said {design.cost / 1e6:.2f} MEUR/a, is {truth.cost / 1e6:.2f}"
    print(f"{periods:3d} days: {costs}, short {truth.round.shortage:,.0f} MWh")
best = synergy.solve(full, prices=False)
print(f"365 days: {best.cost / 1e6:.2f} MEUR/a")
