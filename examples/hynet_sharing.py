"""HyNet: what planning together is worth, who should pay what, and who would leave over a postage stamp."""

# Takes minutes: make nightly runs it.

# %% [markdown]
# # HyNet: who pays for the trunk?
#
# Twelve emitters share a CO2 trunk and a store. Alone hardly anybody could pay for them. What do they save
# together, which split keeps everybody, and would a postage stamp? Illustrative, on a coarse year.

# %%
from pathlib import Path

import synergy
from synergy import finance
from synergy.aggregation.coarsen import coarsen
from synergy.sharing.allocation import Allocation
from synergy.solver.options import SolveOptions
from synergy.study import share, value_of_synergy

output = Path("hynet-sharing")
output.mkdir(exist_ok=True)

# %% [markdown]
# Hundreds of coalitions ask for a model that is solved in a second: the mean day of each season.
# The network companies do not play: whoever joins may use what they build.

# %%
whole = synergy.examples.load("hynet")
seasons: dict[str, list[str]] = {}
for label in whole.time.periods:
    seasons.setdefault(label.split("-")[0], []).append(label)
scenario = coarsen(whole, hours=24, groups=seasons)
network = {"Liverpool-Bay", "Cadent"}
players = [owner for owner in scenario.cluster.owners if owner not in network]
options = SolveOptions(gap=2e-4, threads=1)

# %% [markdown]
# What planning together is worth, and where it comes from.

# %%
worth = value_of_synergy(scenario, players, options=options)
print(worth)
print((worth.parts["by category"].set_index("category") / 1e6).round(1).to_string())

# %% [markdown]
# A postage stamp: everybody pays the same for each tonne that the trunk takes.

# %%
plan = synergy.solve(scenario, options)
built = plan.costs.groupby("asset")["cost"].sum()
shared = [
    name
    for name, asset in scenario.cluster.assets.items()
    if scenario.cluster.owner_of(asset) in network
    and asset.reference_carrier == "co2"
    and built.get(name, 0) > 0
]
stamp = finance.tariff(plan, shared, "postage_stamp", carrier="co2", payers="givers")
distance = finance.tariff(plan, shared, "capacity_distance", carrier="co2", payers="givers")
print(stamp.table.to_string())

# %% [markdown]
# Power and steam that neighbours hand each other are paid at internal prices, before either tariff.

# %%
game = synergy.Game.from_cluster(scenario, players, options)
trade = finance.internal_transfers(plan, ["power", "steam"])
print({owner: round(amount / 1e6, 1) for owner, amount in trade.items() if abs(amount) > 5e4})
offers = []
for name, price in (("postage stamp", stamp), ("capacity x distance", distance)):
    payments = finance.payments_with_tariff(plan, price, game.players)
    offers.append(Allocation(name, {owner: paid + trade[owner] for owner, paid in payments.items()}))

# %% [markdown]
# Rules side by side: who pays what, who objects, and which to take.

# %%
rules = ["nucleolus", "nash", "equal_savings", "aca", "equal_nonseparable", "equal"]
split = share(scenario, [*rules, *offers], players, game=game)
print(split)
print(*split.parts["rules"]["rule"] + ": " + split.parts["rules"]["in_words"], sep="\n")
print((split.table.pivot(index="player", columns="rule", values="saves") / 1e6).round(1).to_string())
print("smallest grant that keeps everybody:", game.cost_of_stability().grant)

# %%
worth.plot().write_html(output / "value.html", include_plotlyjs="directory")
split.plot().write_html(output / "split.html", include_plotlyjs="directory")
split.save(output / "split.nc")
