"""What is drawn of a pathway adds up to its tables, and shows names as they stand."""

from __future__ import annotations

from functools import cache

import pandas as pd
import pytest

import synergy
from drawn_plans import HOSTILE
from factories import HOURS, demand, make_scenario, market
from synergy.errors import ScenarioError
from synergy.pathway.pathway import Pathway
from synergy.pathway.plan import PathwayPlan
from synergy.present.colours import numbered_colours
from synergy.present.years_figure import years_figure


@cache
def plan() -> PathwayPlan:
    """Return a plan in which 6 MW of wind are built in 2030 and 4 more in 2040, when 2 MW are bought."""
    wind = {"kind": "generator", "carrier": "power", "capacity_max": 10.0, "lifetime": 20.0}
    wind["capex_specific"] = 20.0 * 20.0 * HOURS
    assets = {
        "load": demand(4.0),
        "wind": wind,
        "heat-load": demand(1.0, carrier="heat"),
        "boiler": {
            "kind": "converter",
            "inputs": {"power": 1.0},
            "outputs": {"heat": 1.0},
            "reference": "heat",
            "capacity_existing": 2.0,
            "lifetime": 60.0,
        },
        "line": {"kind": "pipeline", "carrier": "power", "capacity_existing": 20.0, "lifetime": 60.0},
        "load-there": demand(1.0, site="there"),
        "grid": market(50.0, impacts={"scope1": 0.5, "scope2": 0.1}, buy_max=3.0),
    }
    changes = {2040: {"assets.load.demand": 10.0}}
    described = Pathway.of(
        make_scenario(assets, name=HOSTILE), years=(2030, 2040), end=2050, discount_rate=0.0, changes=changes
    )
    return synergy.solve(described, in_process=True, prices=False)


def test_capacities_are_those_of_the_plan() -> None:
    table = plan().plot.capacities_data()
    assert list(table.columns) == ["wind"]
    assert table["wind"].tolist() == pytest.approx([6.0, 10.0])
    assert plan().plot.capacities_data(["wind", "boiler"]).loc[2040].tolist() == pytest.approx([10.0, 2.0])


def test_capacities_of_two_units_are_refused() -> None:
    assets = {
        "load": demand(1.0, carrier="co2"),
        "source": {"kind": "generator", "carrier": "co2", "capacity_existing": 1.0},
        "wind": {"kind": "generator", "carrier": "power", "capacity_existing": 1.0},
        "light": demand(0.5),
    }
    parts = {"carriers": {"co2": {"unit": "t"}, "power": {"surplus": "free"}}}
    two = synergy.solve(Pathway.of(make_scenario(assets, **parts), years=(2030,)), in_process=True)
    with pytest.raises(ScenarioError, match="can not stand on one axis"):
        two.plot.capacities(["source", "wind"])
    with pytest.raises(ScenarioError, match="did you mean 'source'"):
        two.plot.capacities("sorce")
    assert len(two.plot.capacities().data) == 0


def test_flows_balance_but_for_what_corridors_carry() -> None:
    table = plan().plot.flows_data("power")
    assert "line" not in table.columns
    assert table.sum(axis=1).tolist() == pytest.approx([0.0, 0.0], abs=1.0)
    assert table.loc[2040, "load"] == pytest.approx(-10.0 * HOURS)
    assert table.loc[2030, "wind"] == pytest.approx(6.0 * HOURS)


@pytest.mark.parametrize("by", ["category", "owner", "asset"])
def test_costs_add_up_to_the_years(by: str) -> None:
    assert plan().plot.costs_data(by).sum(axis=1).tolist() == pytest.approx(plan().years["cost"].tolist())


@pytest.mark.parametrize("by", ["impact", "site", "owner", "asset"])
def test_emissions_add_up_to_the_years(by: str) -> None:
    table = plan().plot.emissions_data(by)
    net = table[["scope1", "scope2", "removal"]] if by == "impact" else table
    assert net.sum(axis=1).tolist() == pytest.approx(plan().years["emissions"].tolist(), abs=1e-6)
    assert net.loc[2040].sum() == pytest.approx(2.0 * 0.6 * HOURS)


def test_figures_say_the_sum_and_keep_names_from_acting() -> None:
    plot = plan().plot
    for figure in (plot.capacities(), plot.flows("power"), plot.costs(), plot.emissions()):
        html = figure.to_html(include_plotlyjs=False)
        assert "<img" not in html
        assert [str(label) for label in figure.data[0].x] == ["2030", "2040"]
    flows = plot.flows("power")
    assert flows.layout.barmode == "relative"
    assert plot.capacities().layout.barmode == "group"
    assert next(trace for trace in flows.data if trace.name == "given").y.tolist() == pytest.approx(
        [6.0 * HOURS / 1e3, 12.0 * HOURS / 1e3]
    )


def test_pages_share_one_script(tmp_path) -> None:
    pages = plan().plot.save(tmp_path)
    assert {page.name for page in pages} == {"capacities.html", "costs.html", "emissions.html"}
    assert (tmp_path / "plotly.min.js").exists()


def test_what_is_left_out_of_a_picture_is_said() -> None:
    table = pd.DataFrame(
        {f"asset-{number}": [float(number), 1.0] for number in range(1, 21)}, index=[2030, 2040]
    )
    figure = years_figure("Sizes", table, "MW", numbered_colours(table.columns), rate=False)
    assert "the 15 largest of 20" in figure.layout.title.text
    few_of_them = years_figure("Sizes", table.iloc[:, :3], "MW", numbered_colours(table.columns), rate=False)
    assert "largest" not in few_of_them.layout.title.text


def test_a_carrier_may_be_left_out_where_there_is_one() -> None:
    with pytest.raises(ScenarioError, match=r"carrier: missing\. Fix: name one of power, heat"):
        plan().plot.flows()
