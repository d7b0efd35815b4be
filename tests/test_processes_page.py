"""Every snippet of the page on processes can be added to its park, and has an audited plan."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from factories import emitted, solve
from synergy.io.yaml_tree import parse_tree
from synergy.scenario import Scenario

PAGE = Path(__file__).parents[1] / "docs" / "processes.md"
SNIPPETS = dict(re.findall(r"```yaml\n# (\S+)\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL))


@cache
def park() -> Scenario:
    return Scenario.from_data(parse_tree(SNIPPETS["park"], "park").data)


def added(name: str) -> Scenario:
    """Return the park with a snippet added to it."""
    data: dict[str, Any] = park().to_data()
    for section, entries in parse_tree(SNIPPETS[name], "snippet").data.items():
        for key, fields in entries.items():
            data[section][key] = {**data[section].get(key, {}), **fields}
    return Scenario.from_data(data)


def test_the_park_is_sound() -> None:
    assert not park().warnings
    assert solve(park()).report.passed


@pytest.mark.parametrize("name", [name for name in SNIPPETS if name != "park"])
def test_a_snippet_has_an_audited_plan(name: str) -> None:
    scenario = added(name)
    told = [fault.found for fault in scenario.warnings]
    assert told == (["has no permit"] if name == "permits" else [])
    assert solve(scenario).report.passed


def test_what_the_page_says_happens() -> None:
    # Steel from hydrogen costs 2.1 * 80 + 0.9 * 70 + 120 + 9 = 360, the furnace's 171.5 + 150 + 171 = 492.5.
    assert solve(added("routes")).results["blast-furnace"]["capacity"].max() == pytest.approx(0.0, abs=1e-4)
    assert solve(added("heat")).results["heat-pump"]["capacity"].max() > 1.0
    # Half of the 20 t/h of CO2 is biogenic; nine tenths of what is captured of it is stored.
    assert emitted(solve(added("biogenic")), "removal") == pytest.approx(-9.0)
    without = solve(added("permits"))
    permitted = solve(added("permits").with_({"assets.slag-mill.permitted": True}))
    assert without.cost - permitted.cost == pytest.approx(15.0 * 0.3 * 100.0 * 8760.0)
    assert "slag-mill: left out" in str(without)
