"""Every registered kind passes the public conformance suite, and has examples to be tried on."""

from __future__ import annotations

import pytest

from kind_examples import examples_of
from synergy.cluster.asset import ASSET_KINDS, Asset
from synergy.cluster.policy import POLICY_KINDS
from synergy.testing import ASSET_CHECKS, AssetCheck

KINDS = [*ASSET_KINDS.kinds, *POLICY_KINDS.kinds]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_an_example(kind: str) -> None:
    assert examples_of(kind), f"write examples of '{kind}' in tests/kind_examples.py: a function of that name"


@pytest.mark.parametrize("check", ASSET_CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("kind", ASSET_KINDS.kinds.values(), ids=lambda kind: kind.kind)
def test_conformance(kind: type[Asset], check: AssetCheck) -> None:
    check(kind, examples_of(kind.kind))
