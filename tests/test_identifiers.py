"""Ids: what they may hold, and that no two can be confused."""

from __future__ import annotations

import networkx as nx
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


def test_a_graph_may_hold_carriers_as_records_mappings_or_bare_ids() -> None:
    graph = nx.MultiDiGraph()
    graph.graph["carriers"] = [Carrier(id="power"), {"id": "steam", "surplus": "free"}, "gas"]
    buying = {"kind": "market", "id": "grid", "carrier": "gas", "buy_price": "30 EUR/MWh"}
    graph.add_node("works", assets=[buying])
    cluster = synergy.Cluster.from_graph(graph)
    assert list(cluster.carriers) == ["power", "steam", "gas"]
    assert cluster.carriers["steam"].surplus == "free"


def test_a_path_is_no_scenario() -> None:
    with pytest.raises(ScenarioError, match=r"synergy\.load"):
        synergy.solve("my-cluster")  # type: ignore[arg-type]
