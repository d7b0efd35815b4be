"""The packaged examples give what their pages say, and clusters start from reported emissions."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

import synergy
from synergy.economics import annuity_factor

NAEI_2022_KT = {
    "stanlow": 1859.8,
    "connahs-quay": 1374.0,
    "padeswood": 496.3,
    "rocksavage": 482.7,
    "runcorn": 442.4,
    "winnington": 342.0,
    "ince-glass": 204.5,
    "partington": 164.1,
    "greengate": 151.7,
    "lostock": 136.5,
    "south-wirral": 113.6,
}


HUMBER_2022_KT = {
    "drax": 123.0,
    "goole": 107.2,
    "keadby": 1192.8,
    "scunthorpe": 3977.2,
    "melton-ross": 238.7,
    "humber-refinery": 2010.8,
    "lindsey": 917.5,
    "immingham": 2297.6,
    "stallingborough": 171.6,
    "south-humber": 1492.6,
    "saltend": 2298.6,
    "saltend-park": 246.9,
    "easington": 221.8,
}
TEESSIDE_2022_KT = {
    "billingham": 690.2,
    "haverton-hill": 321.1,
    "wilton-waste": 169.4,
    "north-tees": 166.6,
    "greatham": 147.1,
    "wilton": 327.0,
}
SOUTH_WALES_2022_KT = {
    "pembroke": 5301.0,
    "refinery": 2389.4,
    "waterston": 118.4,
    "south-hook": 333.3,
    "port-talbot": 262.9,
    "bridgend": 87.4,
    "aberthaw": 358.1,
    "barry": 117.5,
    "cardiff": 180.2,
}
"""Without the 5,473.1 kt of Port Talbot that ended with its blast furnaces."""
REPORTED_KT = {
    "hynet": NAEI_2022_KT,
    "humber": HUMBER_2022_KT,
    "south-wales": SOUTH_WALES_2022_KT,
    "humber-teesside": TEESSIDE_2022_KT
    | {site: HUMBER_2022_KT[site] for site in ("drax", "scunthorpe", "immingham", "saltend")}
    | {"refineries": HUMBER_2022_KT["humber-refinery"] + HUMBER_2022_KT["lindsey"]},
}
NOT_REPORTED = {"hynet": {"protos"}, "humber": set(), "south-wales": set(), "humber-teesside": {"redcar"}}
"""Sites that emit in the model but were not in operation in 2022."""


@pytest.mark.parametrize("example", REPORTED_KT)
def test_without_investment_a_cluster_emits_what_was_reported(example):
    scenario = synergy.examples.load(example)
    today = synergy.solve(scenario.as_it_stands(), prices=False)
    emitted = today.emissions_by("site", "impact")["amount"].unstack("impact").fillna(0.0) / 1e3
    for site, reported in REPORTED_KT[example].items():
        assert emitted.loc[site, "scope1"] == pytest.approx(reported, rel=3e-4), site
    others = emitted["scope1"].drop(list(REPORTED_KT[example]))
    assert set(others[others > 0.01].index) == NOT_REPORTED[example]
    if "drax" in emitted.index:
        assert emitted.loc["drax", "biogenic"] == pytest.approx(11_500, rel=3e-4)


def test_hynet_offers_capture_at_every_emitter_and_a_way_to_the_store():
    cluster = synergy.examples.load("hynet").cluster
    for site in NAEI_2022_KT:
        assert any(key.endswith("-capture") for key in cluster.assets_in(site)), site
        assert (site, "co2") in cluster.hubs


def hynet_pathway() -> synergy.Pathway:
    pathway = synergy.examples.load("hynet-pathway")
    assert isinstance(pathway, synergy.Pathway)
    return pathway


def test_the_hynet_pathway_begins_with_what_was_reported():
    today = synergy.solve(hynet_pathway().scenarios[2025], prices=False)
    assert today.built.empty
    fossil = today.emissions_by("site", "impact")["amount"].unstack("impact")["scope1"] / 1e3
    for site, reported in NAEI_2022_KT.items():
        assert fossil[site] == pytest.approx(reported, rel=2e-4), site


def test_the_hynet_pathway_has_its_phases():
    pathway = hynet_pathway()
    stores, ways = {}, {}
    for year, scenario in pathway.scenarios.items():
        assets = scenario.cluster.assets
        own = [assets[key] for key in ("store", "store-phase-2") if key in assets]
        stores[year] = sum(store.disposal_max_yearly for store in own) / 1e6
        ways[year] = {key for key in assets if key.endswith("-capture")}
    assert stores == {2025: 0.0, 2030: 4.5, 2035: 10.0, 2040: 10.0}
    assert "padeswood-capture" in ways[2030]
    assert "stanlow-capture" not in ways[2030]
    assert "stanlow-capture" in ways[2035]
    assert ways[2035] - ways[2040] == {"rocksavage-capture"}
    by_2040 = pathway.scenarios[2040].cluster.assets["padeswood-capture"].capex_specific
    assert by_2040 == pytest.approx(
        2.14 / 2.53 * pathway.scenarios[2030].cluster.assets["padeswood-capture"].capex_specific
    )


@pytest.mark.slow
def test_the_trunk_of_the_hynet_pathway_is_laid_for_those_who_join_later():
    pathway = hynet_pathway()
    plan = synergy.solve(pathway, gap=0.01, prices=False)
    myopic = synergy.solve(pathway.with_({"pathway.foresight": "myopic"}), gap=0.01, prices=False)
    assert plan.report.passed
    trunk = "trunk-stanlow-northop"
    sizes = plan.capacities.xs(trunk, level="asset").iloc[0]
    assert sizes[2030] == pytest.approx(507.0, rel=0.02)
    assert plan[2030].results[trunk]["forward"].max() < 0.5 * sizes[2030]
    stored = -plan.plot.flows_data("co2")[["store", "store-phase-2"]].sum(axis=1) / 1e6
    assert stored.tolist() == pytest.approx([0.0, 2.25, 6.16, 7.36], rel=0.03, abs=1e-6)
    assert plan.net_present_cost == pytest.approx(12_864e6, rel=0.01)
    assert myopic.net_present_cost > 1.02 * plan.net_present_cost


def test_two_plants_share_steam():
    scenario = synergy.examples.load("two-plants")
    plan = synergy.solve(scenario)
    without = synergy.solve(scenario.with_({"assets.steam-line": None}))
    assert plan.built["asset"].tolist() == ["steam-line"]
    # about the most that 22 MW leave beside the works' own least demand; the very last of it comes too rarely
    spared = 22 - 8 * scenario.profiles["steam_load"].min()
    assert 0.99 * spared <= plan.built["size"].item() <= spared
    assert (without.cost - plan.cost) / 1e6 == pytest.approx(6.0, abs=0.05)


def test_hydrogen_valley_makes_its_own_hydrogen():
    plan = synergy.solve(synergy.examples.load("hydrogen-valley"))
    assert plan.cost / (40 * 8760) == pytest.approx(105.6, abs=1.0)
    assert plan.yearly_flows()["given"].xs("trucks", level="asset").sum() == pytest.approx(0.0, abs=1e-3)


@pytest.mark.slow
def test_the_humber_removes_captures_and_makes_hydrogen_with_support():
    plan = synergy.solve(synergy.examples.load("humber"), gap=0.01, prices=False)
    assert plan.report.passed
    assert plan.cost / 1e6 == pytest.approx(4157, rel=0.01)
    sites = plan.indicators("site")
    captured = sites.loc["CO2 captured"].drop("unit").astype(float) / 1e6
    assert captured["(whole)"] == pytest.approx(15.0, abs=0.2)  # the store is full
    assert captured["drax"] == pytest.approx(8.0, abs=0.1)
    assert captured["scunthorpe"] == pytest.approx(2.43, abs=0.1)
    assert captured["south-humber"] == captured["stallingborough"] == 0.0  # few hours; small and dilute
    assert sites.loc["removal", "(whole)"] == pytest.approx(-8.0e6, rel=0.02)
    built = plan.built.set_index("asset")["size"]
    assert built["saltend-blue-hydrogen"] == pytest.approx(600, rel=0.01)
    assert built["offshore-line"] == pytest.approx(1712, rel=0.02)
    assert "aldbrough-electrolyser" not in built.index


def test_two_clusters_share_a_store_and_their_indicators_add_up():
    scenario = synergy.examples.load("humber-teesside")
    assert scenario.cluster.cluster_names == ("humber", "teesside", "endurance")
    plan = synergy.solve(scenario, gap=1e-5, prices=False)
    assert plan.report.passed
    today = synergy.solve(scenario.as_it_stands(), prices=False)
    table = plan.indicators("cluster", against=today)
    whole = table["(whole)"].drop("cost per tonne avoided").astype(float)
    parts = table[["humber", "teesside", "endurance"]].drop("cost per tonne avoided").astype(float)
    assert parts.sum(axis=1).to_numpy() == pytest.approx(whole.to_numpy(), abs=1e-3)
    # the store is full, and both clusters use it: Drax and the steelworks here, waste and ammonia there
    assert whole["CO2 stored"] == pytest.approx(10e6, rel=1e-3)
    assert parts.loc["CO2 captured", "humber"] == pytest.approx(8.66e6, rel=0.03)
    assert parts.loc["CO2 captured", "teesside"] == pytest.approx(1.34e6, rel=0.15)
    assert whole["net emissions"] == pytest.approx(plan.emissions)
    assert 90 < table.loc["cost per tonne avoided", "(whole)"] < 140


def test_what_sharing_the_store_is_worth():
    """With half of the store each, Teesside leaves room that the Humber lacks, and both pay the fixed sum."""
    scenario = synergy.examples.load("humber-teesside")
    limit = "assets.store.disposal_max_yearly"
    together = synergy.solve(scenario, gap=0.001, prices=False)
    halves = [
        synergy.solve(
            scenario.restrict(clusters=[cluster, "endurance"]).with_({limit: "5 Mt/a"}),
            gap=0.001,
            prices=False,
        )
        for cluster in ("humber", "teesside")
    ]
    saving = sum(half.cost for half in halves) - together.cost
    assert saving / 1e6 == pytest.approx(154, abs=8)


def test_a_grant_whose_ceiling_binds_changes_nothing_but_who_pays(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    script = Path(__file__).resolve().parents[1] / "examples" / "hydrogen_support.py"
    plans = runpy.run_path(str(script))["plans"]
    green = {name: plan.yearly_flows()["given"].loc["electrolyser"].sum() for name, plan in plans.items()}
    assert green["nothing"] == green["carbon price"] == 0.0
    assert 0.0 < green["free allocation"] < green["contract"]
    assert green["grant"] == pytest.approx(green["contract"], rel=1e-4)
    support = {name: plan.costs_by("category")["cost"].get("support", 0.0) for name, plan in plans.items()}
    assert support["contract"] == pytest.approx(-0.27 * 30.0 * green["contract"], rel=1e-6)
    assert support["grant"] - support["contract"] == pytest.approx(
        -15e6 * annuity_factor(0.07, 25.0), rel=1e-3
    )


def test_south_wales_fills_whole_ships():
    scenario = synergy.examples.load("south-wales")
    plan = synergy.solve(scenario, prices=False)
    assert plan.report.passed
    size = plan.built.set_index(["asset", "quantity"])["size"]
    ships = size["ships-10000", "capacity"]
    # a round trip of 2 * 1,178 km at 28 km/h and a day at each end, 95 % of the year
    each = 10_000 / (2 * 1178 / 28 + 48) * 0.95
    loaded = plan.results["ships-10000"]["flow"]
    assert (ships - 1) * each < loaded.max() <= ships * each * 1.001
    whole = plan.indicators()["(whole)"]
    assert whole["CO2 captured"] == pytest.approx(whole["CO2 stored"], rel=1e-6)
    assert 6e6 < whole["CO2 stored"] < 6.7e6
    assert scenario.cluster.assets["ships-10000"].round_trip(1178.0) == pytest.approx(132.1, abs=0.1)
