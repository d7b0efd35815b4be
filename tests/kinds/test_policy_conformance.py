"""What every kind of policy must be: documented, strict, readable with units, seen through by its audit."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import pytest

import factories
from kind_examples import examples_of
from synergy.cluster.policy import POLICY_KINDS, Policy
from synergy.plan.audit import audit
from synergy.record import unit_of
from synergy.scenario import Scenario
from synergy.testing import check_fields

KINDS = list(POLICY_KINDS.kinds.values())
EVERY_KIND = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)


RESULTS_OF_ASSETS = ("built", "size", "capacity")


def stated(kind: type[Policy]) -> list[tuple[Scenario, Policy]]:
    """Return each example of a kind with each of its policies of that kind."""
    return [
        (scenario, policy)
        for scenario in examples_of(kind.kind)
        for policy in scenario.policies
        if type(policy) is kind
    ]


@EVERY_KIND
def test_mathematics_and_symbols_are_documented(kind: type[Policy]) -> None:
    text = kind.__doc__ or ""
    assert ".. math::" in text
    assert re.search(r"symbol +field.* +unit", text)
    table = text[text.index("symbol") :]
    named = re.findall(r"``([a-z][a-z0-9_]*)``", table[: table.rindex("==")])
    assert not [word for word in named if word not in {*kind.model_fields, *RESULTS_OF_ASSETS}]


@EVERY_KIND
def test_fields_are_described_and_have_units(kind: type[Policy]) -> None:
    check_fields(kind, [])  # type: ignore[arg-type]  # what it checks is no different for a policy


@EVERY_KIND
def test_it_comes_back_from_plain_data(kind: type[Policy]) -> None:
    for scenario, policy in stated(kind):
        data = json.loads(json.dumps(policy.to_data()))
        assert data.pop("kind") == kind.kind
        record, faults = kind.read(data, scenario.units, "policy")
        assert not faults
        assert record == policy


@EVERY_KIND
def test_unknown_fields_are_refused(kind: type[Policy]) -> None:
    for scenario, policy in stated(kind):
        data = {key: value for key, value in policy.to_data().items() if key != "kind"}
        record, faults = kind.read({**data, "no_such_field": 1.0}, scenario.units, "policy")
        assert record is None
        assert any("no_such_field" in fault.found for fault in faults)


@EVERY_KIND
def test_numbers_may_be_written_with_units(kind: type[Policy]) -> None:
    for scenario, policy in stated(kind):
        data = {key: value for key, value in policy.to_data().items() if key != "kind"}
        for name, value in data.items():
            unit = unit_of(kind.model_fields[name])
            if unit is not None and isinstance(value, float):
                units = scenario.units.candidates(unit, data.get("carrier"))
                data[name] = f"{value!r} {units[0]}".strip()
        record, faults = kind.read(data, scenario.units, "policy")
        assert not faults
        assert record == policy


@EVERY_KIND
def test_the_audit_passes_and_sees_wrong_results(kind: type[Policy]) -> None:
    for scenario, policy in stated(kind):
        plan = factories.solve(scenario, audit=False)
        assert audit(plan).passed, str(audit(plan))
        key = f"policy {policy.id}"
        for name, values in plan.results.get(key, {}).items():
            wrong: dict[str, Any] = {**plan.results[key], name: values * 1.01 + 1e3}
            assert not audit(replace(plan, results={**plan.results, key: wrong})).passed, name
            wrong.pop(name)
            missing = audit(replace(plan, results={**plan.results, key: wrong}))
            assert values.any() <= (not missing.passed), name
