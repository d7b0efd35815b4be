"""Samples, flips and alternatives against answers worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from factories import HOURS
from studied import NOW, PRICE, hourly, studied
from synergy.errors import ScenarioError
from synergy.study.distributions import Lognormal, Normal, Triangular, Uniform, read_distribution
from synergy.study.near_optimal import alternatives
from synergy.study.sampling import monte_carlo
from synergy.study.threshold import carbon_price_threshold


def test_a_latin_hypercube_draws_once_from_each_stratum() -> None:
    study = monte_carlo(studied(), {PRICE: "uniform(0, 60)"}, samples=12, **NOW)
    drawn = study.parts["samples"][PRICE].to_numpy()
    assert sorted((drawn / 5).astype(int)) == list(range(12))
    # Panels pay above 30: in exactly half of the strata.
    assert study.parts["built"]["probability"].tolist() == [0.5]
    costs = np.minimum(50 + drawn, 80) * 10
    assert study.parts["samples"]["cost"].to_numpy() / HOURS == pytest.approx(costs)
    table = study.table.set_index("figure")
    assert hourly(table.loc["cost", "p50"]) == pytest.approx(np.percentile(costs, 50))
    assert hourly(table.loc["cost", "mean"]) == pytest.approx(costs.mean())


def test_ranks_tell_what_drives_the_cost_and_what_does_not() -> None:
    inputs = {PRICE: Uniform(0, 25), "assets.panels.lifetime": Uniform(1, 2)}
    study = monte_carlo(studied(), inputs, samples=8, seed=3, method="random", **NOW)
    found = study.parts["correlation"].set_index(["input", "figure"])["rank_correlation"]
    assert found[PRICE, "cost"] == pytest.approx(1.0)  # below 30 the cost is 10 (50 + p)
    assert abs(found["assets.panels.lifetime", "cost"]) < 1
    assert np.isnan(found[PRICE, "emissions"])  # all grid power in every sample
    again = monte_carlo(studied(), inputs, samples=8, seed=3, method="random", **NOW)
    assert again.parts["samples"][PRICE].tolist() == study.parts["samples"][PRICE].tolist()


def test_samples_without_a_plan_are_counted() -> None:
    inputs = {"assets.grid.buy_max": "uniform(0, 4)"}
    study = monte_carlo(studied(panels={"capacity_max": 8.0}), inputs, samples=4, **NOW)
    assert "2 of 4 samples have no plan" in " ".join(study.notes)
    assert hourly(study.table.set_index("figure").loc["cost", "mean"]) > 500


def test_distributions_have_their_quantiles() -> None:
    shares = np.array([0.0, 0.5, 1.0])
    assert Uniform(10, 20).quantile(shares).tolist() == [10, 15, 20]
    # Half of the area of a right-angled triangle lies beyond 1 - sqrt(1/2) of its base.
    assert Triangular(0, 0, 1).quantile(shares).tolist() == pytest.approx([0, 1 - 0.5**0.5, 1])
    assert Normal(5, 2).quantile(np.array([0.5, 0.8413447])).tolist() == pytest.approx([5, 7], abs=1e-5)
    assert Lognormal(5, 2).quantile(np.array([0.5, 0.8413447])).tolist() == pytest.approx([5, 10], abs=1e-4)
    assert read_distribution(" normal( 5,2 ) EUR/t").unit == "EUR/t"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("unifrom(1, 2)", "did you mean 'uniform'"),
        ("uniform(1)", "does not fit"),
        ("uniform(2, 1)", "low must be below high"),
        ("triangular(1, 5, 2)", "must rise"),
        ("normal(1, 0)", "deviation must be above 0"),
        ("42", "is no distribution"),
    ],
)
def test_what_is_no_distribution_is_refused(text: str, told: str) -> None:
    with pytest.raises(ScenarioError, match=told) as caught:
        monte_carlo(studied(), {PRICE: text}, **NOW)
    assert PRICE in str(caught.value)


def test_the_price_at_which_the_plan_flips_is_found() -> None:
    study = carbon_price_threshold(studied(), 0, 100, path=PRICE, tolerance=0.1, **NOW)
    (row,) = study.table.to_dict("records")
    assert row["price_low"] <= 30 <= row["price_high"]  # panels: 80 = 50 + p
    assert row["price"] == pytest.approx(30, abs=0.1)
    assert (row["enters"], row["leaves"]) == ("panels", "")
    assert "panels enters" in study.notes[0]


def test_several_flips_are_told_apart() -> None:
    roofs = {"kind": "generator", "carrier": "power", "capacity_max": 4.0, "capex_specific": 60 * HOURS}
    study = carbon_price_threshold(studied(more={"roofs": roofs}), 0, 64, path=PRICE, tolerance=1, **NOW)
    assert study.table["enters"].tolist() == ["roofs", "panels"]  # at 10 and at 30 EUR/t
    assert study.table["price"].tolist() == pytest.approx([10, 30], abs=1)
    one = carbon_price_threshold(
        studied(more={"roofs": roofs}), 0, 64, path=PRICE, asset="panels", tolerance=4, **NOW
    )
    assert one.table["price"].tolist() == pytest.approx([30], abs=4)


def test_no_flip_is_an_answer_and_no_interval_is_not() -> None:
    study = carbon_price_threshold(studied(), 0, 20, path=PRICE, **NOW)
    assert not len(study.table)
    assert "the same assets are built" in study.notes[0]
    with pytest.raises(ScenarioError, match="no interval"):
        carbon_price_threshold(studied(), 20, 0, path=PRICE, **NOW)
    with pytest.raises(ScenarioError, match="no such asset"):
        carbon_price_threshold(studied(), path=PRICE, asset="pannels", **NOW)
    with pytest.raises(ScenarioError, match="the scenario has 0 carbon prices"):
        carbon_price_threshold(studied().with_({"policies.carbon": None}), **NOW)


def test_an_alternative_uses_the_budget_to_be_different() -> None:
    # 500 EUR/h by the grid; panels at 51 EUR/h cost 1 EUR/h more for each MW: 5 MW fit into 1 %.
    near = {"capex_specific": 51 * HOURS}
    study = alternatives(studied(panels=near), within=0.01, count=1, **NOW)
    assert [hourly(cost) for cost in study.table["cost"]] == pytest.approx([500, 505], rel=1e-5)
    assert study.table["builds"].tolist() == ["", "panels"]
    assert study.parts["assets"]["largest"].tolist() == pytest.approx([5.0], rel=1e-4)


def test_where_nothing_else_fits_the_budget_it_is_said() -> None:
    whole = {"capex_specific": 51 * HOURS, "capacity_min": 10.0}
    study = alternatives(studied(panels=whole), within=0.01, count=1, **NOW)
    assert len(study.table) == 1
    assert "0 of 1 alternatives" in study.notes[1]
    wider = alternatives(studied(panels=whole), within=0.021, count=1, **NOW)
    assert hourly(wider.table["cost"].iloc[1]) == pytest.approx(510)


def test_alternatives_need_a_choice() -> None:
    with pytest.raises(ScenarioError, match="nothing can be built"):
        alternatives(studied().as_it_stands(), **NOW)
    with pytest.raises(ScenarioError, match="give a share"):
        alternatives(studied(), within=0, **NOW)
