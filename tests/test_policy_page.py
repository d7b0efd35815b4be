"""Every snippet of the page on policies can be added to the example that it names; small ones are solved."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import synergy
from synergy.cluster.policy import POLICY_KINDS
from synergy.io.yaml_tree import parse_tree
from synergy.scenario import Scenario

PAGE = Path(__file__).parents[1] / "docs" / "policies.md"
SNIPPETS = re.findall(r"```yaml\n# (\S+)\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
SMALL = "hydrogen-valley"


@cache
def example(name: str) -> Scenario:
    return synergy.examples.load(name)


def added(name: str, text: str) -> Scenario:
    """Return an example with a snippet added to it."""
    base = example(name)
    data: dict[str, Any] = base.to_data()
    for section, entries in parse_tree(text, "snippet").data.items():
        for key, fields in entries.items():
            data[section][key] = {**data[section].get(key, {}), **fields}
    return Scenario.from_data(data, base.profiles)


@pytest.mark.parametrize(("name", "text"), SNIPPETS)
def test_a_snippet_is_understood(name: str, text: str) -> None:
    scenario = added(name, text)
    assert scenario.warnings == example(name).warnings
    assert scenario.policies


@pytest.mark.parametrize("text", [text for name, text in SNIPPETS if name == SMALL])
def test_a_small_snippet_has_an_audited_plan(text: str) -> None:
    plan = synergy.solve(added(SMALL, text), gap=0.01, in_process=True, prices=False)
    assert plan.report.passed


def test_every_kind_has_a_snippet_and_a_row() -> None:
    page = PAGE.read_text(encoding="utf-8")
    shown = {word for _, text in SNIPPETS for word in re.findall(r"kind: (\w+)", text)}
    assert shown >= set(POLICY_KINDS.kinds)
    assert not [kind for kind in POLICY_KINDS.kinds if f"`{kind}`" not in page]
