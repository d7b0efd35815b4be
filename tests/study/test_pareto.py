"""The front of cost and emissions: end points, shape, knee, and what nobody dominates."""

from __future__ import annotations

import numpy as np
import pytest

from factories import HOURS, market
from studied import NOW, hourly, studied
from synergy.errors import ScenarioError
from synergy.study.pareto_front import pareto

CHEAP_PANELS = {
    "more": {
        "roofs": {
            "kind": "generator",
            "carrier": "power",
            "capacity_max": 4.0,
            "capex_specific": 70.0 * HOURS,
        }
    }
}


def test_the_front_of_two_measures_bends_where_the_cheaper_one_is_used_up() -> None:
    # The first 4 t/h cost 70 - 50 = 20 EUR/t, the other 6 t/h 80 - 50 = 30 EUR/t; C from 500 to 760 EUR/h.
    study = pareto(studied(**CHEAP_PANELS), points=6, **NOW)
    table = study.table
    assert hourly(table["cost"].iloc[0]) == pytest.approx(500.0, abs=1e-3)
    assert hourly(table["cost"].iloc[-1]) == pytest.approx(760.0, abs=1e-3)
    assert table["emissions"].tolist() == pytest.approx(np.linspace(10, 0, 6) * HOURS, abs=1.0)
    assert table["abatement_cost"].tolist()[1:] == pytest.approx([20, 20, 30, 30, 30], rel=1e-3)
    assert table["knee"].tolist() == [False, False, True, False, False, False]
    steps = study.parts["steps"]
    sums = steps[steps["measure"] == "cost"].groupby("step", sort=False)["per_tonne"].sum()
    assert sums.tolist() == pytest.approx(table["abatement_cost"].tolist()[1:], rel=1e-3)
    first = steps[(steps["step"] == "1 to 2") & (steps["measure"] == "new capacity")]
    assert first[["asset", "change"]].values.tolist() == [["roofs", pytest.approx(2.0, abs=1e-3)]]


def test_fronts_are_monotone_and_convex_where_the_model_is_linear() -> None:
    table = pareto(studied(12.0, **CHEAP_PANELS), points=7, **NOW).table
    assert (table["cost"].diff().iloc[1:] > 0).all()
    assert (table["emissions"].diff().iloc[1:] < 0).all()
    assert (table["abatement_cost"].iloc[1:].diff().iloc[1:] > -1e-3).all()


def test_of_two_markets_with_one_price_the_cleaner_one_is_the_end_point() -> None:
    # Least cost alone leaves open which of the two is used; half a tonne is dominated by none.
    cleaner = {"more": {"green": market(50.0, impacts={"scope2": 0.5})}}
    table = pareto(studied(**cleaner), points=3, **NOW).table
    assert hourly(table["emissions"].iloc[0]) == pytest.approx(5.0, abs=1e-3)


def test_caps_between_two_plans_of_a_jump_find_nothing_new() -> None:
    # All 10 MW or nothing: every cap below 10 t/h asks for all of them.
    study = pareto(studied(panels={"capacity_min": 10.0}), points=5, **NOW)
    assert [hourly(cost) for cost in study.table["cost"]] == pytest.approx([500.0, 800.0], abs=1e-2)
    assert not study.table["knee"].any()
    assert len(study.results) == 5
    assert "2 of 5 points" in " ".join(study.notes)


def test_where_nothing_is_traded_off_there_is_one_point() -> None:
    study = pareto(studied(60.0), points=5, **NOW)  # at 60 EUR/t panels are cheapest, and cleanest
    assert len(study.table) == 1
    assert "nothing to trade off" in study.notes[0]


def test_what_makes_no_front_is_refused() -> None:
    with pytest.raises(ScenarioError, match="1 points make no front"):
        pareto(studied(), points=1, **NOW)
    with pytest.raises(ScenarioError, match="this study compares costs"):
        pareto(studied().with_({"objective": "emissions"}), **NOW)
