"""Indicators of the whole and by cluster, worked out by hand per average hour of the year."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pandas as pd
import pytest

import synergy
from factories import CARRIERS, HOURS, market, solve
from synergy.errors import ScenarioError
from synergy.io.results import summary_data, write_results
from synergy.pathway.pathway import Pathway
from synergy.plan.indicators import WHOLE
from synergy.scenario import Scenario

STACK = {"kind": "generator", "must_run": True}
PIPE = {"kind": "pipeline", "carrier": "co2", "capacity_max": 10.0, "lifetime": 1.0}


def capture(site: str, gas: str, capacity: float) -> dict[str, Any]:
    ratios = {"reference": "co2", "inputs": {gas: 1.0, "power": 0.1}, "outputs": {"co2": 1.0}}
    return {"kind": "converter", "site": site, **ratios, "capacity_existing": capacity}


def coast(name: str = "Coast", **clusters: str) -> Scenario:
    """Return 10 t/h of fossil and 5 t/h of biogenic CO2, two pipes to build, and a store at sea.

    CO2 at 100 EUR/t, power at 40 EUR/MWh, the store takes 10 EUR/t. The works can capture 8 of its 10 t/h:
    0.8 MW of power = 32 EUR/h, its pipe 8 EUR/h, 2 t/h left = 200 EUR/h. The farm captures its 5 t/h: 0.5 MW
    = 20 EUR/h, earns 500 EUR/h, its pipe costs 10 EUR/h. The store takes 13 t/h for 130 EUR/h.
    """
    named = clusters or {"works": "north", "farm": "south", "sea": "store", "works-sea": "north"}
    data = {
        "name": name,
        "discount_rate": 0.0,
        "carriers": CARRIERS,
        "owners": {"maker": {}},
        "sites": {site: {"cluster": named.get(site, "")} for site in ("works", "farm", "sea")},
        "corridors": {
            f"{site}-sea": {
                "from": site,
                "to": "sea",
                "length": 1.0,
                "cluster": named.get(f"{site}-sea", ""),
            }
            for site in ("works", "farm")
        },
        "assets": {
            "kiln": {
                **STACK,
                "site": "works",
                "owner": "maker",
                "carrier": "flue-gas",
                "capacity_existing": 10.0,
            },
            "works-capture": {**capture("works", "flue-gas", 8.0), "owner": "maker"},
            "works-grid": market(40.0, site="works"),
            "digester": {
                **STACK,
                "site": "farm",
                "carrier": "biogenic-flue-gas",
                "capacity_existing": 5.0,
            },
            "farm-capture": capture("farm", "biogenic-flue-gas", 5.0),
            "farm-grid": market(40.0, site="farm"),
            "works-pipe": {**PIPE, "corridor": "works-sea", "capex_specific": HOURS},
            "farm-pipe": {**PIPE, "corridor": "farm-sea", "capex_specific": 2 * HOURS},
            "field": {
                "kind": "disposal",
                "site": "sea",
                "carrier": "co2",
                "capacity_existing": 20.0,
                "tariff": 10.0,
            },
        },
        "time": {"steps": 1, "weights": {"year": HOURS}},
        "policies": {"carbon": {"kind": "carbon_price", "prices": {"scope1": 100.0, "removal": 100.0}}},
    }
    return Scenario.from_data(data)


def hourly(table: pd.DataFrame, row: str) -> dict[str, float]:
    return {name: table.loc[row, name] / HOURS for name in table if name != "unit"}


def test_every_indicator_by_cluster() -> None:
    plan = solve(coast())
    today = solve(coast().as_it_stands())
    table = plan.indicators(by="cluster", against=today)
    assert list(table) == ["unit", "north", "south", "store", "(shared)", WHOLE]
    for row, north, south, store, shared, whole in (
        ("cost", 240, -480, 130, 10, -100),
        ("cost without payments", 40, 20, 130, 10, 200),
        ("investment", 8, 0, 0, 10, 18),
        ("scope1", 2, 0, 0, 0, 2),
        ("removal", 0, -5, 0, 0, -5),
        ("net emissions", 2, -5, 0, 0, -3),
        ("CO2 captured", 8, 5, 0, 0, 13),
        ("CO2 stored", 0, 0, 13, 0, 13),
        ("power in", 0.8, 0.5, 0, 0, 1.3),
        ("avoided", 8, 5, 0, 0, 13),
        ("cost of avoiding", 40, 20, 130, 10, 200),
    ):
        expected = {"north": north, "south": south, "store": store, "(shared)": shared, WHOLE: whole}
        assert hourly(table, row) == pytest.approx(expected), row
    per_tonne = table.loc["cost per tonne avoided"]
    assert per_tonne[["north", "south", WHOLE]].tolist() == pytest.approx([40 / 8, 20 / 5, 200 / 13])
    assert per_tonne[["store", "(shared)"]].isna().all()
    assert per_tonne[WHOLE] == pytest.approx(plan.against(today).cost_per_tonne_avoided)
    assert table.loc[["cost", "investment", "CO2 stored", "power in"], "unit"].tolist() == [
        "EUR/a",
        "EUR",
        "t/a",
        "MWh/a",
    ]


def test_by_owner_and_by_site() -> None:
    plan = solve(coast())
    assert hourly(plan.indicators("owner"), "cost") == pytest.approx(
        # the maker owns kiln and capture; power, pipes and what is let go are nobody's in particular
        {"maker": 0.0, "(common)": -100.0, WHOLE: -100.0}
    )
    sites = hourly(plan.indicators("site"), "cost")
    assert sites == pytest.approx({"works": 232, "farm": -480, "sea": 130, "(shared)": 18, WHOLE: -100})


def test_sites_without_a_cluster_belong_to_the_scenarios_own() -> None:
    table = solve(coast(works="north")).indicators("cluster")
    assert list(table) == ["unit", "north", "Coast", "(shared)", WHOLE]
    assert hourly(table, "cost") == pytest.approx({"north": 232, "Coast": -340, "(shared)": 8, WHOLE: -100})
    assert "(own)" in solve(coast("", works="north")).indicators("cluster")


@pytest.mark.parametrize("example", ["two-plants", "hydrogen-valley"])
@pytest.mark.parametrize("by", ["cluster", "owner", "site"])
def test_groups_add_up_to_the_whole(example: str, by: Any) -> None:
    scenario = synergy.examples.load(example)
    plan, today = solve(scenario), solve(scenario.restrict(scenario.cluster.owners))
    table = plan.indicators(by, against=today).drop("cost per tonne avoided")
    alone = plan.indicators()
    groups = table.drop(columns=["unit", WHOLE]).to_numpy(dtype=float)
    np.testing.assert_allclose(groups.sum(axis=1), table[WHOLE].to_numpy(dtype=float), atol=1e-3)
    for row in alone.index:
        assert alone.loc[row, WHOLE] == pytest.approx(table.loc[row, WHOLE], abs=1e-3), row
    assert alone.loc["cost", WHOLE] == pytest.approx(plan.cost)
    assert alone.loc["net emissions", WHOLE] == pytest.approx(plan.emissions)


def test_what_corridors_bring_adds_up_to_what_they_lose() -> None:
    plan = solve(synergy.examples.load("two-plants"))
    received = plan.indicators("site").loc["steam received"]
    assert received["works"] < 0 < received["mill"]
    assert received[WHOLE] == pytest.approx(received["works"] + received["mill"])
    assert received["works"] * 0.05 < received[WHOLE] < 0


def test_summary_and_files_show_several_clusters(tmp_path: Any) -> None:
    plan = solve(coast())
    assert "By cluster" in plan.summary()
    assert "By cluster" in plan._repr_html_()
    assert "By cluster" not in solve(coast(works="one", farm="one", sea="one")).summary()
    write_results(plan, tmp_path)
    table = pd.read_csv(tmp_path / "indicators.csv", index_col="indicator")
    assert table.loc["cost", "north"] / HOURS == pytest.approx(240)
    stored = json.loads((tmp_path / "summary.json").read_text())["indicators"]["CO2 stored"]
    assert stored["unit"] == "t/a"
    assert stored["store"] / HOURS == pytest.approx(13)
    assert set(summary_data(solve(coast(works="one", farm="one", sea="one")))["indicators"]["cost"]) == {
        "unit",
        WHOLE,
    }


def test_a_cluster_can_be_looked_at_alone() -> None:
    scenario = coast()
    north = scenario.restrict(clusters=["north", "store"])
    assert set(north.cluster.sites) == {"works", "sea"}
    assert solve(north).cost / HOURS == pytest.approx(240 + 80)
    both = scenario.restrict(clusters=["store", "south"])
    assert "farm-pipe" in both.cluster.assets  # lies between the two and counts to nobody
    assert solve(both).cost / HOURS == pytest.approx(-480 + 10 + 50)


def test_names_that_stand_for_nothing_are_told() -> None:
    with pytest.raises(ScenarioError, match="no such cluster: 'nort'; did you mean 'north'"):
        coast().restrict(clusters=["nort"])
    with pytest.raises(ScenarioError, match="did you mean 'cluster'"):
        solve(coast()).indicators("clusters")  # type: ignore[arg-type]
    with pytest.raises(ScenarioError) as told:
        coast(works="north", **{"works-sea": "noth"})
    (fault,) = told.value.faults
    assert (fault.place, fault.fix) == ("corridors.works-sea.cluster", "use one of north")
    with pytest.raises(ScenarioError, match="is not an id"):
        coast(works="The North")


def test_a_pathway_writes_the_indicators_of_every_year(tmp_path: Any) -> None:
    years = Pathway.of(
        coast(),
        years=(2030, 2040),
        end=2050,
        discount_rate=0.0,
        changes={2040: {"policies.carbon.prices.scope1": 200.0}},
    )
    plan = synergy.solve(years, gap=0.0, in_process=True, prices=False)
    write_results(plan, tmp_path)
    table = pd.read_csv(tmp_path / "indicators.csv", index_col=["year", "indicator"])
    for year, price in ((2030, 100), (2040, 200)):
        scope1 = table.loc[(year, "scope1"), "north"]
        assert scope1 / HOURS == pytest.approx(2)
        payments = table.loc[(year, "cost"), "north"] - table.loc[(year, "cost without payments"), "north"]
        assert payments == pytest.approx(price * scope1)
    stored = json.loads((tmp_path / "summary.json").read_text())["years"]["2040"]["indicators"]["CO2 stored"]
    assert stored["(whole)"] / HOURS == pytest.approx(13)
