"""Jobs, value added and the initiative's figures, by hand."""

from __future__ import annotations

import math
from typing import Any

import pytest

from factories import demand, make_scenario, market, solve
from synergy.errors import ScenarioError
from synergy.finance import EffectFactor, cluster_contribution, regional_effects
from synergy.finance.contribution import INITIATIVE
from synergy.plan.plan import Plan


def plan_of(*, plant: bool) -> Plan:
    """10 MW bought at 50 with 0.4 t/MWh, or made by a plant of 2,000,000 that takes 300,000 a year to run."""
    assets: dict[str, Any] = {"load": demand(10.0), "grid": market(50.0, impacts={"scope2": 0.4})}
    if plant:
        assets["works"] = {
            "kind": "generator", "carrier": "power", "capacity_max": 10.0, "capex_fixed": 2e6,
            "opex_fixed": 30_000.0, "tags": ["wind"], "lifetime": 10.0,
        }  # fmt: skip
    return solve(make_scenario(assets))


@pytest.fixture(scope="module")
def plan() -> Plan:
    return plan_of(plant=True)


BUILDING = EffectFactor("investment", "table 3", jobs=8.0, value_added=0.5, tags=("wind",))
RUNNING = EffectFactor("operation", "table 4", jobs=5.0, value_added=0.7, kinds=("generator",))


def test_effects_by_hand(plan: Plan) -> None:
    table = regional_effects(plan, [BUILDING, RUNNING]).set_index("basis")
    # 2 million * 8 job-years, half of it value added; 0.3 million a year * 5 jobs.
    assert table.loc["investment", ["jobs", "value_added"]].tolist() == pytest.approx([16.0, 1e6])
    assert table.loc["operation", ["jobs", "value_added"]].tolist() == pytest.approx([1.5, 210_000.0])
    assert table["source"].tolist() == ["table 3", "table 4"]
    assert table["jobs_unit"].tolist() == ["job-years", "jobs"]


def test_the_first_factor_that_means_an_asset_counts(plan: Plan) -> None:
    everything = EffectFactor("investment", "rule of thumb", jobs=1.0)
    assert regional_effects(plan, [BUILDING, everything])["jobs"].sum() == pytest.approx(16.0)
    assert regional_effects(plan, [everything, BUILDING])["jobs"].sum() == pytest.approx(2.0)
    other = EffectFactor("investment", "rule of thumb", jobs=1.0, assets=("grid",))
    assert regional_effects(plan, [other])["jobs"].sum() == 0.0


def test_contribution_by_hand(plan: Plan) -> None:
    table = cluster_contribution(plan, plan_of(plant=False), [BUILDING, RUNNING], usd=1.1)
    # 87,600 MWh * 0.4 t/MWh are avoided: 35,040 of the 832 million t.
    assert table.loc["emissions avoided", "value"] == pytest.approx(35_040.0)
    assert table.loc["of which scope2", "value"] == pytest.approx(35_040.0)
    assert table.loc["emissions avoided", "share"] == pytest.approx(100 * 35_040 / 832e6)
    assert table.loc["investment mobilised", "value"] == pytest.approx(2e6)
    assert table.loc["jobs in building", "value"] == pytest.approx(16.0)
    assert table.loc["value added in operation", "share"] == pytest.approx(100 * 210_000 / (492e9 / 1.1))
    assert "2025" in INITIATIVE.source


def test_without_factors_nothing_is_made_up(plan: Plan) -> None:
    table = cluster_contribution(plan, plan_of(plant=False))
    assert math.isnan(table.loc["jobs in building", "value"])
    assert math.isnan(table.loc["value added in operation", "share"])


def test_what_is_refused(plan: Plan) -> None:
    with pytest.raises(ScenarioError) as caught:
        EffectFactor("buildings", " ", jobs=-1.0)  # type: ignore[arg-type]
    assert len(caught.value.faults) == 3
    with pytest.raises(ScenarioError, match="'work' is no asset; did you mean 'works'"):
        regional_effects(plan, [EffectFactor("investment", "table 3", assets=("work",))])
