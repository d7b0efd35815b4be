"""Regret against answers worked out by hand: x MW of panels are regretted by 30 x, or by 30 (10 - x)."""

from __future__ import annotations

import math
from typing import Any

import pytest

from factories import HOURS
from studied import NOW, hourly, studied
from synergy.errors import InfeasibleError, ScenarioError
from synergy.study.case import Case, Search
from synergy.study.must_build import no_regret
from synergy.study.regrets import regret
from synergy.study.solve_case import solve_case
from synergy.study.study import Study

# With p = 0 the grid costs 50 and panels are regretted by 80 - 50 = 30 EUR/h for a MW; with p = 60 it costs
# 110, and each MW that is missing is regretted by 110 - 80 = 30.
FUTURES = {"cheap": 0.0, "dear": 60.0}


def futures(**parts: Any) -> dict[str, Any]:
    return {name: studied(price, **parts) for name, price in FUTURES.items()}


def regrets(study: Study) -> dict[tuple[str, str], float]:
    long = study.parts["regret"].set_index(["design", "scenario"])["regret"]
    return {key: value / HOURS for key, value in long.items()}


def test_the_minimax_design_lies_between_and_the_stochastic_one_follows_the_odds() -> None:
    study = regret(futures(), {"cheap": 0.75, "dear": 0.25}, **NOW)
    found = regrets(study)
    assert found["cheap", "cheap"] == found["dear", "dear"] == 0
    assert found["cheap", "dear"] == found["dear", "cheap"] == pytest.approx(300)
    # Minimax: 30 x = 30 (10 - x), so x = 5. Expected cost 0.75 (500 + 30 x) + 0.25 (1100 - 30 x): x = 0.
    sizes = study.parts["sizes"].set_index("design")["size"]
    assert sizes["minimax regret"] == pytest.approx(5.0, rel=1e-4)
    assert "stochastic" not in sizes.index
    table = study.table.set_index("design")
    assert hourly(table.loc["minimax regret", "largest_regret"]) == pytest.approx(150, rel=1e-4)
    assert hourly(table.loc["stochastic", "expected_cost"]) == pytest.approx(650)
    assert table["fits_all"].all()
    # Knowing beforehand: 0.75 x 500 + 0.25 x 800 = 575 instead of 650.
    assert f"would be worth {75 * HOURS:,.0f}" in " ".join(study.notes)


def test_no_regret_is_negative_and_nothing_beats_the_shared_designs() -> None:
    whole = futures(panels={"capacity_min": 4.0, "capex_fixed": 3 * HOURS})
    study = regret(whole, {"cheap": 0.4, "dear": 0.6}, **NOW)
    table = study.table.set_index("design")
    assert (study.parts["regret"]["regret"] >= 0).all()
    assert table.loc["stochastic", "expected_cost"] <= table["expected_cost"].min() * (1 + 1e-6)
    assert table.loc["minimax regret", "largest_regret"] <= table["largest_regret"].min() * (1 + 1e-6)


def test_a_design_that_can_not_be_run_is_told() -> None:
    scarce = futures()
    scarce["dear"] = scarce["dear"].with_({"assets.grid.buy_max": 6})  # without panels 4 MW are missing
    study = regret(scarce, {"cheap": 0.9, "dear": 0.1}, **NOW)
    table = study.table.set_index("design")
    assert table["fits_all"].to_dict() == {
        "cheap": False,
        "dear": True,
        "stochastic": True,
        "minimax regret": True,
    }
    assert math.isinf(regrets(study)["cheap", "dear"])
    sizes = study.parts["sizes"].set_index("design")["size"]
    assert sizes["stochastic"] == pytest.approx(4.0, rel=1e-4)  # no more than what is needed
    assert "design of 'cheap' can not be run" in " ".join(study.notes)


def test_where_no_design_serves_all_it_is_said() -> None:
    torn = futures()
    ban = {"kind": "ban", "assets": ["panels"]}
    torn["cheap"] = torn["cheap"].with_({"policies.ban": ban})
    torn["dear"] = torn["dear"].with_({"assets.grid.buy_max": 0})
    study = regret(torn, **NOW)
    assert study.table["design"].tolist() == ["cheap", "dear"]
    assert not study.table["fits_all"].any()
    assert "no design can be run in all scenarios" in " ".join(study.notes)


def test_what_can_not_share_a_design_is_refused() -> None:
    with pytest.raises(ScenarioError, match="give two or more"):
        regret({"one": studied()}, **NOW)
    with pytest.raises(ScenarioError, match="panels can be built only in"):
        regret({"one": studied(), "two": studied(panels={"capacity_max": 0.0})}, **NOW)
    with pytest.raises(ScenarioError, match=r"add up to 0\.9"):
        regret(futures(), {"cheap": 0.5, "dear": 0.4}, **NOW)
    with pytest.raises(ScenarioError, match="not of the same scenarios"):
        regret(futures(), {"cheap": 1.0}, **NOW)


def test_what_to_build_whatever_comes() -> None:
    both = no_regret(futures(), **NOW).table.iloc[0]
    assert (both["verdict"], both["built_in"], both["not_built_in"]) == ("depends", "dear", "cheap")
    assert hourly(both["regret_with"]) == pytest.approx(300, rel=1e-4)
    assert hourly(both["regret_without"]) == pytest.approx(300)
    always = no_regret({"some": studied(40.0), "much": studied(60.0)}, **NOW).table.iloc[0]
    assert always["verdict"] == "must build"
    assert hourly(always["regret_without"]) == pytest.approx(300)  # 100 and 300
    never = no_regret({"none": studied(), "little": studied(10.0)}, **NOW).table.iloc[0]
    assert never["verdict"] == "never"


def test_a_known_design_is_run_as_it_is() -> None:
    plan = solve_case(Case("four", studied(), design={("panels", "size"): 4.0}), in_process=True)
    assert hourly(plan.cost) == pytest.approx(4 * 80 + 6 * 50)
    with pytest.raises(InfeasibleError, match=r"'panels' can not have a size of 12 here"):
        solve_case(Case("twelve", studied(), design={("panels", "size"): 12.0}))
    with pytest.raises(ScenarioError, match="does not say its size"):
        solve_case(Case("none", studied(), design={}))


def test_a_search_spends_its_budget_and_no_more() -> None:
    # 30 EUR/h for each MW: 60 EUR/h more buy 2 MW.
    search = Search({("panels", "size"): -1.0}, cost_most=560 * HOURS)
    plan = solve_case(Case("most", studied(), search=search), in_process=True)
    assert plan.results["panels"]["size"][0] == pytest.approx(2.0, rel=1e-5)
    both = Case("both", studied(), search=search, design={("panels", "size"): 1.0})
    with pytest.raises(ScenarioError, match="one of the two"):
        solve_case(both)
