"""The Humber: what owners gain together, who should pay for pipe and store, and who would rather leave."""

# Takes minutes: make nightly runs it.

# %% [markdown]
# # The Humber: who pays for pipe and store
#
# What the plan of the cluster saves against everybody for themselves, how that may be shared, and whether
# simple tariffs for CO2 transport would keep everybody on board. Illustrative.

# %%
from itertools import combinations
from pathlib import Path

import numpy as np
from scipy.optimize import linprog

import synergy
from synergy import finance
from synergy.aggregation.coarsen import coarsen
from synergy.sharing.allocation import Allocation
from synergy.sharing.entry import anchors
from synergy.solver.options import SolveOptions
from synergy.study import share, value_of_synergy

output = Path("humber_sharing")
output.mkdir(exist_ok=True)

# %% [markdown]
# Coalitions are many, so each must be quick to solve: seasons by their means.

# %%
seasons = {
    "winter": ["winter-windy", "winter-calm"],
    "autumn": ["autumn-mixed"],
    "summer": ["summer-mixed"],
}
scenario = coarsen(synergy.examples.load("humber"), hours=24, groups=seasons)
network = ("Humber-Pipelines", "Endurance")
owners = [owner for owner in scenario.cluster.owners if owner not in network]
options = SolveOptions(gap=1e-4)

# %% [markdown]
# The value of synergy: everybody alone, building own pipes and an own store, or with nothing shared at all.

# %%
ways = ("self_build", "islanded")
running = {"options": options, "store": output / "cases"}
values = {way: value_of_synergy(scenario, owners, way, **running) for way in ways}
for way, value in values.items():
    print(f"{way}: {value.notes[0]}; {value.notes[1]}")
value = values["self_build"]
print((value.table.set_index("player") / 1e6).round(2).to_string())
for part in value.parts.values():
    print(part.set_index(part.columns[0]).div(1e6).round(1).to_string())

# %% [markdown]
# Whoever does something else in the joint plan than alone shares; the others pay what they pay alone.

# %%
costs = value.table.set_index("player")
alone = costs["alone"]
members = [owner for owner in owners if abs(costs.loc[owner, "own_share"] - alone[owner]) > 1e4]
print("taking part:", ", ".join(members))
part = scenario.restrict([*members, *network])
cluster = synergy.Game.from_cluster(part, members, options)
game = synergy.Game.from_function(members, cluster.cost)  # of six all 63 coalitions are soon solved
left = alone["together"] - game.total.upper - sum(alone[owner] for owner in owners if owner not in members)
print(f"the others change the joint cost by {left / 1e6:.3f} MEUR/a")

# %% [markdown]
# Tariffs: whoever hands over CO2 pays for pipes and store. Hydrogen and steam that one makes and another uses
# are sold at what they cost, and their pipes are paid for by whoever is served.

# %%
assets = scenario.cluster.assets
moved = {
    carrier: [name for name, asset in assets.items() if asset.kind == "pipeline" and asset.carrier == carrier]
    for carrier in ("co2", "hydrogen")
}
moved["co2"].append("store")
joint = synergy.solve(part, options=options, prices=False)
unit_costs = finance.levelised_costs(joint).hubs["cost"]
flows = joint.yearly_flows()
of_owner = joint.costs_by("owner")["cost"]
grid = joint.costs[joint.costs["asset"] == "killingholme-grid"]["cost"].sum()  # drives the hydrogen pipes
pipes = finance.tariff(joint, moved["hydrogen"])
pipes = finance.tariff(joint, moved["hydrogen"], revenue=pipes.revenue + grid)
used = pipes.table["amount"]  # hydrogen, MWh a year
steam = flows.loc[("steam-immingham-refinery", "immingham", "steam"), "taken"]


def payments(
    method: str, hydrogen_more: float = 0.0, steam_more: float = 0.0, steel_more: float = 0.0
) -> dict[str, float]:
    """Return what each pays in all: a tariff for CO2, hydrogen and steam, with so much on top of each.

    What the steelworks pays on top for its CO2 is taken off the bill of Drax.
    """
    paid = {owner: float(of_owner[owner]) for owner in members}
    for price in (finance.tariff(joint, moved["co2"], method), pipes):
        for user, amount in price.payments.items():
            paid[user] += amount
    for user, amount in used.items():
        bought = amount * (unit_costs["hydrogen", "saltend"] + hydrogen_more)
        paid[str(user)] += bought
        paid["SSE-Equinor"] -= bought
    bought = steam * (unit_costs["steam", "immingham"] + steam_more)
    paid["Phillips66"] += bought
    paid["VPI"] -= bought
    paid["British-Steel"] += steel_more
    paid["Drax"] -= steel_more
    return paid


stamp = finance.tariff(joint, moved["co2"])
print(f"CO2 {stamp.revenue / stamp.table['amount'].sum():.1f} EUR/t for transport and storage")
print(
    f"hydrogen {unit_costs['hydrogen', 'saltend']:.1f}, steam {unit_costs['steam', 'immingham']:.1f} EUR/MWh"
)
tariffs = ("postage_stamp", "capacity_distance", "throughput_per_asset")
print(finance.compare_tariffs(joint, moved["co2"])[[*tariffs]].div(1e6).round(1).to_string())

# %% [markdown]
# Six rules and three tariffs side by side: what each saves, who would rather leave, and by how much. In the
# last two columns hydrogen and steam are dearer than they cost to make; in the last the steelworks also pays
# 7 MEUR a year more for its CO2, and Drax less.

# %%
rules = ["nucleolus", "shapley", "equal_profit", "equal_savings", "aca", "stand_alone"]
named = [Allocation(method.replace("_", " "), payments(method)) for method in tariffs]
dearer = {"hydrogen_more": 13.0, "steam_more": 19.0}  # EUR/MWh
named.append(Allocation("stamp, dearer gases", payments("postage_stamp", **dearer)))
named.append(Allocation("stamp, mended", payments("postage_stamp", **dearer, steel_more=7e6)))
shares = share(part, [*rules, *named], members, game=game)
saves = shares.table.pivot(index="player", columns="rule", values="saves").div(1e6)
print(saves.loc[members, [*rules, *(one.rule for one in named)]].round(1).to_string())
judged = shares.parts["rules"].set_index("rule")
print(judged[["objecting", "gain", "gain_most"]].to_string())
print("\n".join(shares.notes))

# %% [markdown]
# The smallest grant a year that keeps everybody: with the best split, and with the tariffs as they are, where
# $\min \sum g_i$ such that $g(S) \ge x(S) - C(S)$ for all groups $S$. And who cannot be spared.

# %%
grant = 0.0 if game.least_core().core_exists else game.cost_of_stability().grant.upper
print(f"smallest stabilising grant with the best split: {grant / 1e6:.1f} MEUR/a")
groups = [frozenset(some) for size in range(1, 6) for some in combinations(members, size)]
inside = np.array([[member in group for member in members] for group in groups], dtype=float)
least = np.array([cost.upper for cost in game.costs(groups)])
for one in named:
    objections = inside @ [one.amounts[member] for member in members] - least
    found = linprog(np.ones(len(members)), -inside, -objections)
    who = {
        member: round(float(sum_) / 1e6, 1) for member, sum_ in zip(members, found.x, strict=True) if sum_ > 1
    }
    print(f"with {one.rule}: {found.fun / 1e6:.1f} MEUR/a {who}")
for leaving in anchors(game):
    print(leaving)

# %%
for name, study in (("value", value), ("share", shares)):
    study.save(output / f"{name}.nc")
    study.plot().write_html(output / f"{name}.html", include_plotlyjs="directory")
