"""Ids: what they may hold, and that no two can be confused."""

from __future__ import annotations

import pytest

import synergy
from synergy.cluster.carrier import Carrier
from synergy.cluster.place import Owner, Site
from synergy.errors import ScenarioError


def test_ids_may_have_capitals() -> None:
    assert Owner(id="EET").id == "EET"


@pytest.mark.parametrize("word", ["", "-a", "a b", "a.b", "../a", "a" * 65, "ä", "=1+1", "<script>"])
def test_what_could_be_misread_is_no_id(word: str) -> None:
    with pytest.raises(ValueError, match="is not an id"):
        Owner(id=word)


def test_ids_that_differ_only_in_capitals_are_refused() -> None:
    with pytest.raises(ScenarioError, match=r"sites\.A: differs from 'a' only in capitals"):
        synergy.Cluster(carriers=[Carrier(id="power")], sites=[Site(id="a"), Site(id="A")], assets=[])


def test_the_real_cluster_can_be_restricted_to_some_of_its_owners() -> None:
    cluster = synergy.examples.load("hynet").cluster
    alone = cluster.restrict({"EET", "Viridor"})
    assert {alone.owner_of(asset) for asset in alone.assets.values()} <= {"EET", "Viridor", None}
    assert "stanlow" in alone.sites
    with pytest.raises(ScenarioError, match="did you mean 'Viridor'"):
        cluster.restrict({"Virodor"})
