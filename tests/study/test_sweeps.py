"""Sweeps, tornado and options against costs worked out by hand."""

from __future__ import annotations

import pytest

import synergy
from factories import HOURS
from studied import COST, NOW, PRICE, hourly, studied
from synergy.errors import ScenarioError
from synergy.study.sweeps import sweep, tornado
from synergy.study.what_ifs import Closes, Late, what_if


def test_a_sweep_gives_every_combination_or_goes_in_step() -> None:
    values = {PRICE: [0, 60], COST: [40 * HOURS, 80 * HOURS]}
    grid = sweep(studied(), values, **NOW)
    # min(50 + p, c) a MWh, for 10 MW
    assert [hourly(cost) for cost in grid.table["cost"]] == pytest.approx([400, 500, 400, 800])
    step = sweep(studied(), values, "zip", **NOW)
    assert [hourly(cost) for cost in step.table["cost"]] == pytest.approx([400, 800])
    assert step.parts["sizes"]["asset"].tolist() == ["panels", "panels"]


def test_values_may_be_text_with_a_unit() -> None:
    study = sweep(studied(), {PRICE: ["20 EUR/t", "0.01 EUR/kg"]}, **NOW)
    assert [hourly(cost) for cost in study.table["cost"]] == pytest.approx([700, 600])


def test_a_case_without_a_plan_is_told_not_hidden() -> None:
    study = sweep(studied(panels={"capacity_max": 4.0}), {"assets.grid.buy_max": [5, 10]}, **NOW)
    assert study.table["status"].tolist() == ["infeasible", "optimal"]
    assert "infeasible" in study.notes[0]


def test_all_faults_of_a_sweep_come_at_once() -> None:
    with pytest.raises(ScenarioError) as caught:
        sweep(studied(), {"policies.carbn.price": [1], "assets.load.demand": ["1 t"]}, "zip", **NOW)
    assert "did you mean 'carbon'" in str(caught.value)
    with pytest.raises(ScenarioError, match="lists of 1, 2 values"):
        sweep(studied(), {PRICE: [1], COST: [1, 2]}, "zip", **NOW)
    with pytest.raises(ScenarioError, match="has no list of values"):
        sweep(studied(), {PRICE: 60.0}, **NOW)  # type: ignore[dict-item]


def test_the_tornado_puts_the_larger_effect_first() -> None:
    # p = 10: 600 EUR/h. Price 0..60: 500 to 800. Panels at 40 EUR/h: 400, at 100: still 600.
    study = tornado(studied(10.0), {COST: (40 * HOURS, 100 * HOURS), PRICE: (0, 60)}, **NOW)
    assert study.table["input"].tolist() == [PRICE, COST]
    assert [hourly(effect) for effect in study.table["effect"]] == pytest.approx([300, 200])
    assert study.table["changes_what_is_built"].all()
    with pytest.raises(ScenarioError, match="no low and high"):
        tornado(studied(), {PRICE: (1, 2, 3)}, **NOW)  # type: ignore[dict-item]


def test_options_stand_beside_the_base() -> None:
    owned = {"owners": {"sun": {}, "works": {}}, "panels": {"owner": "sun"}}
    options = {"late": Late("panels", 2), "closes": Closes("sun"), "no price": {PRICE: 0}}
    study = what_if(studied(60.0, **owned), options, **NOW)
    # 80 EUR/MWh with panels; without them, or without the price, the grid: 110 or 50.
    assert [hourly(cost) for cost in study.table["cost"]] == pytest.approx([800, 1100, 1100, 500])
    assert study.table["no_longer_built"].tolist() == ["", "panels", "panels", "panels"]
    with pytest.raises(ScenarioError, match="later: no such asset"):
        what_if(studied(), {"later": Late("pannels", 2)}, **NOW)
    with pytest.raises(ScenarioError, match="no such owner"):
        what_if(studied(**owned), {"gone": Closes("moon")}, **NOW)


def test_late_in_a_pathway_means_some_years_without() -> None:
    pathway = synergy.Pathway.of(studied(60.0), years=(2030, 2040), discount_rate=0.0)
    study = what_if(pathway, {"ten years": Late("panels", 10)}, **NOW)
    # Ten years of 1,100 instead of 800 EUR/h.
    assert hourly(study.table["cost_change"].iloc[1]) == pytest.approx(3000.0)
