"""What is drawn adds up to the plan's own tables."""

from __future__ import annotations

import pytest

from drawn_plans import NAMES, plan_of
from factories import HOURS
from synergy.errors import ScenarioError
from synergy.present.sankey_data import LOST, hub_node

EXACT = {"rel": 1e-6, "abs": 1e-3}


@pytest.mark.parametrize("name", NAMES)
def test_what_enters_a_hub_leaves_it(name: str) -> None:
    plan = plan_of(name)
    links = plan.plot.sankey_data()
    entering, leaving = (links.groupby(end)["amount"].sum() for end in ("target", "source"))
    for site, carrier in plan.scenario.cluster.hubs:
        hub = hub_node(site, carrier)
        # Links below a millionth of the largest are left out.
        room = 1e-5 * links["amount"].max()
        assert entering.get(hub, 0.0) == pytest.approx(leaving.get(hub, 0.0), abs=room), hub


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("detail", ["site", "cluster"])
def test_sankey_links_add_up_to_yearly_flows(name: str, detail: str) -> None:
    plan = plan_of(name)
    links = plan.plot.sankey_data(detail=detail)
    yearly = plan.yearly_flows()
    cluster = plan.scenario.cluster
    standing = [cluster.assets[asset].place == "site" for asset, _, _ in yearly.index]
    for carrier in cluster.carriers:
        own = links[links["carrier"] == carrier]
        table = (
            yearly[standing].xs(carrier, level="carrier")
            if carrier in yearly.index.unique("carrier")
            else None
        )
        if table is None:
            continue
        hubs = {hub_node(site, carrier, detail) for site in cluster.sites}
        given = own.loc[own["target"].isin(hubs) & ~own["source"].isin(hubs), "amount"].sum()
        assert given == pytest.approx(table["given"].sum(), rel=1e-4, abs=1e-5 * links["amount"].max()), (
            carrier
        )


def test_a_sankey_diagram_can_show_a_part() -> None:
    plan = plan_of("two-plants")
    steam = plan.plot.sankey_data("steam", sites="mill")
    assert set(steam["carrier"]) == {"steam"}
    assert set(steam["source"]) == {"mill-boiler", "steam at works", "steam at mill"}


def test_losses_and_both_directions_of_a_pipe() -> None:
    # In each step 9 MW are needed at both sites, and one of them buys for both: 10 MW enter and 9 arrive.
    plan = plan_of("pipes")
    (line,) = plan.plot.network_data("hydrogen").query("asset == 'line'").to_dict("records")
    assert line["state"] == "existing"
    assert (line["forward"], line["backward"]) == pytest.approx((5 * HOURS, 5 * HOURS))
    assert line["utilisation"] == pytest.approx(0.5)
    links = (
        plan.plot.sankey_data("hydrogen").query("asset == 'line'").set_index(["source", "target"])["amount"]
    )
    here, there = hub_node("here", "hydrogen"), hub_node("there", "hydrogen")
    assert links[here, there] == links[there, here] == pytest.approx(4.5 * HOURS)
    assert links[here, LOST] == links[there, LOST] == pytest.approx(0.5 * HOURS)


def test_what_gives_and_takes_is_two_nodes() -> None:
    links = plan_of("pipes").plot.sankey_data("power")
    assert {"tank (gives)", "tank (takes)"} <= {*links["source"], *links["target"]}
    assert "tank" not in {*links["source"], *links["target"]}


def test_states_of_what_lies_in_corridors() -> None:
    states = plan_of("pipes").plot.network_data().set_index("asset")["state"]
    assert states.to_dict() == {"line": "existing", "spare": "not built"}
    assert plan_of("two-plants").plot.network_data()["state"].tolist() == ["built"]


@pytest.mark.parametrize("name", NAMES)
def test_network_tables_agree_with_the_plan(name: str) -> None:
    plan = plan_of(name)
    links, sites = plan.plot.network_data(), plan.plot.sites_data()
    pipes = plan.investments[plan.investments["asset"].isin(links["asset"])]
    assert links["capital"].sum() == pytest.approx(pipes["capital"].sum())
    assert (links["utilisation"].dropna() <= 1 + 1e-6).all()
    assert sites["net"].sum() == pytest.approx(plan.emissions, **EXACT)


@pytest.mark.parametrize("name", NAMES)
def test_every_hub_is_balanced_in_every_step(name: str) -> None:
    plan = plan_of(name)
    for site, carrier in plan.scenario.cluster.hubs:
        table = plan.plot.dispatch_data(site, carrier)
        room = 1e-4 * max(1.0, float(plan.flows.abs().to_numpy().max()))
        assert table.sum(axis=1).abs().max() < room, (site, carrier)


@pytest.mark.parametrize("name", NAMES)
def test_bars_add_up_to_cost_and_emissions(name: str) -> None:
    plan = plan_of(name)
    for by in ("category", "owner", "asset"):
        assert plan.plot.costs_data(by).to_numpy().sum() == pytest.approx(plan.cost), by
    for by in ("site", "owner", "asset"):
        table = plan.plot.emissions_data(by)
        net = table[["scope1", "scope2", "removal"]].to_numpy().sum()
        assert net == pytest.approx(plan.emissions, **EXACT), by


def test_prices_and_levels_are_those_of_the_plan() -> None:
    plan = plan_of("hydrogen-valley")
    prices = plan.plot.prices_data("power")
    assert list(prices.columns) == ["hill", "plain"]
    assert prices["plain"].equals(plan.prices["plain", "power"])
    assert plan.plot.levels_data("tank")["tank"].equals(plan.levels["tank"])


@pytest.mark.parametrize(
    ("draw", "told"),
    [
        (lambda plot: plot.dispatch("mil", "steam"), "site: 'mil' is not known here; did you mean 'mill'?"),
        (lambda plot: plot.dispatch("mill", "steem"), "did you mean 'steam'?"),
        (lambda plot: plot.dispatch("works", "power"), "'power' is not used at site 'works'."),
        (lambda plot: plot.dispatch("mill", "steam", "wnter"), "did you mean 'winter'?"),
        (lambda plot: plot.network("steem"), "did you mean 'steam'?"),
        (lambda plot: plot.sankey(["power", "steem"]), "did you mean 'steam'?"),
        (lambda plot: plot.sankey(sites="mil"), "did you mean 'mill'?"),
        (lambda plot: plot.sankey(detail="sites"), "did you mean 'site'?"),
        (lambda plot: plot.costs("owners"), "did you mean 'owner'?"),
        (lambda plot: plot.emissions("sites"), "did you mean 'site'?"),
        (lambda plot: plot.prices("steem"), "did you mean 'steam'?"),
        (lambda plot: plot.levels("tank"), "store: 'tank' is not known here"),
    ],
)  # fmt: skip
def test_an_unknown_name_is_told_with_the_nearest_known(draw, told: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        draw(plan_of("two-plants").plot)
    assert told in str(caught.value)
