"""The steel works at Dunkirk starts from reported emissions, and changes its routes as its page says."""

from __future__ import annotations

from functools import cache

import pytest

import synergy
from synergy.pathway.pathway import Pathway
from synergy.pathway.plan import PathwayPlan

HOURS = 8760.0
STEEL = 862.9 * HOURS


@cache
def pathway() -> Pathway:
    """Return the example."""
    found = synergy.examples.load("dunkirk-steel")
    assert isinstance(found, Pathway)
    return found


@cache
def plan() -> PathwayPlan:
    """Return its plan."""
    return synergy.solve(pathway(), gap=1e-3, prices=False)


def test_today_it_emits_what_was_reported():
    """Of the works without what the gas of its furnaces becomes in the power station."""
    today = synergy.solve(pathway().scenarios[2030].as_it_stands(), prices=False)
    given = today.yearly_flows()["given"].groupby(["asset", "carrier"]).sum() / 1e3
    mill = sum(given[(key, "flue-gas")] for key in ("furnaces-2-3", "furnace-4"))
    assert mill == pytest.approx(7730.0, rel=3e-4)
    assert given[("cracker-furnaces", "flue-gas")] == pytest.approx(666.0, rel=3e-4)
    # 1.0226 t of the mill's own and 0.9205 MWh of gas at 0.936 t/MWh for each tonne of steel
    works = today.emissions_by("site", "impact")["amount"].loc[("steelworks", "scope1")]
    assert works / STEEL == pytest.approx(1.0226 + 0.9205 * 0.936, rel=1e-3)


@pytest.mark.parametrize("gas", ["gas", "hydrogen"])
def test_reducing_gas_and_shaft_are_together_the_route_of_the_catalogue(gas):
    scenario = pathway().scenarios[2035]
    shaft, reduction = (scenario.cluster.assets[key] for key in ("shaft-4", f"{gas}-reduction"))
    table = synergy.catalogue.technologies().set_index(["technology", "field"])["value"]
    figures = table.loc[f"steel-dri-eaf-{gas}"].to_dict()
    for way in ("inputs", "outputs"):
        both = dict(getattr(shaft, way))
        for carrier, ratio in getattr(reduction, way).items():
            both[carrier] = both.get(carrier, 0.0) + ratio
        del both["reducing-gas"]
        listed = {key.split(".")[1]: value for key, value in figures.items() if key.startswith(way)}
        assert both.keys() == listed.keys()
        for carrier, ratio in both.items():
            assert ratio == pytest.approx(float(str(listed[carrier]).split()[0]), abs=1e-4), carrier


def test_the_routes_of_the_plan():
    """Furnaces serve to 2035, one line patched up; then shafts on gas, from 2045 mostly on hydrogen."""
    answer = plan()
    assert answer.report.passed
    steel = answer.plot.flows_data("steel") / 1e6
    assert steel.loc[2035, ["furnace-4", "patched-2-3", "scrap-furnace"]].tolist() == pytest.approx(
        [3.24, 3.40, 0.92], abs=0.02
    )
    shafts = steel[["shaft-2-3", "shaft-4"]].sum(axis=1)
    assert shafts.tolist() == pytest.approx([0.0, 0.0, 6.64, 6.64, 6.64], abs=0.02)
    assert (steel.drop(columns="orders").sum(axis=1) + steel["orders"]).abs().max() < 1e-6
    reduced = answer.plot.flows_data("reducing-gas")
    shares = [reduced.loc[year, "hydrogen-reduction"] / 1e6 / shafts[year] for year in (2040, 2045, 2050)]
    assert shares == pytest.approx([0.04, 0.60, 0.89], abs=0.03)
    # a tonne of steel emits a tenth of today's, and the last of it is gas in the shafts and electrodes
    emitted = answer[2050].emissions_by("site", "impact")["amount"].loc[("steelworks", "scope1")]
    assert emitted / STEEL == pytest.approx(0.07, abs=0.02)


def test_who_sees_one_year_relines():
    myopic = synergy.solve(pathway().with_({"pathway.foresight": "myopic"}), gap=1e-3, prices=False)
    assert myopic.plot.flows_data("steel").loc[2050, "relined-2-3"] / 1e6 == pytest.approx(3.40, abs=0.02)
    assert (myopic.net_present_cost - plan().net_present_cost) / 1e6 == pytest.approx(1003, rel=0.1)


@pytest.mark.slow
def test_what_the_hydrogen_of_the_cracker_is_worth():
    without = pathway().with_({"assets.hydrogen-recovery.permitted": False})
    shared, alone = (synergy.solve(each, gap=1e-5, prices=False) for each in (pathway(), without))
    assert (alone.net_present_cost - shared.net_present_cost) / 1e6 == pytest.approx(42, abs=3)
    assert "hydrogen-pipe" not in alone.built["asset"].tolist()
