"""What owners would pay each other at internal prices."""

from __future__ import annotations

from dataclasses import replace

import pytest

import synergy
from synergy.errors import ScenarioError
from synergy.finance import internal_transfers


@pytest.fixture(scope="module")
def plan() -> synergy.Plan:
    return synergy.solve(synergy.examples.load("two-plants"))


def test_what_one_pays_the_others_get(plan: synergy.Plan) -> None:
    every = internal_transfers(plan)
    assert sum(every.values()) == pytest.approx(0.0, abs=1.0)
    steam = internal_transfers(plan, ["steam"])
    assert steam["acid"] == pytest.approx(-steam["paper"], abs=1.0)
    # The last MWh of steam at the mill comes from its own boiler, and that is the price there. What the works
    # gives of 192,720 MWh a year, less the 70,103 that it needs, is worth less by what the line loses.
    flows = plan.yearly_flows()
    sold = flows.loc["works-reaction"]["given"].sum() - flows.loc["works-steam"]["taken"].sum()
    assert 0.0 < -steam["acid"] / sold < plan.prices["mill", "steam"].max()


def test_faults_are_told_together(plan: synergy.Plan) -> None:
    with pytest.raises(ScenarioError) as error:
        internal_transfers(replace(plan, prices=plan.prices.iloc[:, :0]), ["steem"])
    assert [fault.place for fault in error.value.faults] == ["carriers", "prices"]
