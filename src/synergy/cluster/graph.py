"""From a user's NetworkX graph to plain cluster data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import networkx as nx

from synergy.errors import Fault, ScenarioError
from synergy.record import Record

PARTS = ("carriers", "owners", "impacts", "discount_rate")


def data_of_graph(graph: nx.Graph[Any]) -> dict[str, Any]:
    """Return cluster data for `Cluster.from_data`.

    Raises
    ------
    ScenarioError
        If nodes or edges carry anything but ``site``, ``corridor`` and ``assets``.
    """
    faults: list[Fault] = []
    data: dict[str, Any] = {name: _plain(graph.graph[name]) for name in PARTS if name in graph.graph}
    sites: dict[str, Any] = {}
    corridors: dict[str, Any] = {}
    assets: dict[str, Any] = {}
    for node, attributes in graph.nodes(data=True):
        site = str(node)
        sites[site] = _fields(attributes, "site", f"sites.{site}", faults)
        _add_assets(attributes, {"site": site}, f"sites.{site}", assets, faults)
    for edge in graph.edges(keys=True, data=True) if graph.is_multigraph() else _with_keys(graph):
        start, end, key, attributes = edge
        fields = _fields(attributes, "corridor", f"corridors.{start}-{end}", faults)
        corridor = str(
            fields.pop("id", key if isinstance(key, str) else _free_id(f"{start}-{end}", corridors))
        )
        corridors[corridor] = {"from": str(start), "to": str(end), **fields}
        _add_assets(attributes, {"corridor": corridor}, f"corridors.{corridor}", assets, faults)
    if faults:
        raise ScenarioError(faults)
    return {**data, "sites": sites, "corridors": corridors, "assets": assets}


def _with_keys(graph: nx.Graph[Any]) -> Iterable[tuple[Any, Any, None, dict[str, Any]]]:
    return ((start, end, None, attributes) for start, end, attributes in graph.edges(data=True))


def _free_id(wish: str, taken: Mapping[str, Any]) -> str:
    number, name = 2, wish
    while name in taken:
        name, number = f"{wish}-{number}", number + 1
    return name


def _plain(value: Any) -> Any:
    """Return records, mappings of their fields, or bare ids as data by id."""
    if isinstance(value, Mapping):
        return {key: _record_data(item) for key, item in value.items()}
    if not isinstance(value, Iterable) or isinstance(value, str):
        return value
    found: dict[str, Any] = {}
    for item in value:
        if isinstance(item, Mapping) and "id" in item:
            found[str(item["id"])] = {name: field for name, field in item.items() if name != "id"}
        elif isinstance(item, Record):
            found[str(getattr(item, "id", item))] = _record_data(item)
        else:
            found[str(item)] = {}
    return found


def _record_data(item: Any) -> Any:
    if not isinstance(item, Record):
        return item
    data = item.to_data()
    data.pop("id", None)
    return data


def _fields(attributes: Mapping[str, Any], key: str, place: str, faults: list[Fault]) -> dict[str, Any]:
    for name in attributes:
        if name not in {key, "assets"}:
            faults.append(
                Fault(
                    place,
                    f"loose attribute '{name}' in the graph",
                    "it would be ignored",
                    f"put it into {key}={key.capitalize()}(...) or assets=[...]",
                )
            )
    found = attributes.get(key, {})
    fields: dict[str, Any] = found.to_data() if isinstance(found, Record) else dict(found)
    if key == "site":
        fields.pop("id", None)
    else:
        fields.pop("from", None)
        fields.pop("to", None)
    return fields


def _add_assets(
    attributes: Mapping[str, Any],
    where: Mapping[str, str],
    place: str,
    assets: dict[str, Any],
    faults: list[Fault],
) -> None:
    found = attributes.get("assets", ())
    items = found.items() if isinstance(found, Mapping) else ((None, item) for item in found)
    for key, item in items:
        data = item.to_data() if isinstance(item, Record) else dict(item)
        name = data.pop("id", key)
        if name is None:
            faults.append(Fault(place, "an asset without id", fix="give it an id"))
            continue
        if name in assets:
            faults.append(
                Fault(f"assets.{name}", "id given twice", "ids are unique in a cluster", "rename one")
            )
        assets[str(name)] = {**where, **data}
