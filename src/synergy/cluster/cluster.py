"""The cluster: a graph of sites and corridors that carry typed assets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cached_property
from types import MappingProxyType
from typing import Any, TypeVar

import networkx as nx

from synergy.cluster.asset import Asset, Port
from synergy.cluster.carrier import BUILT_IN_IMPACTS, Carrier, Impact
from synergy.cluster.check import Examined, examined
from synergy.cluster.doubts import Doubts
from synergy.cluster.edit import with_changes
from synergy.cluster.permits import without_permit
from synergy.cluster.place import SHARED, Corridor, Owner, Site, great_circle_km
from synergy.cluster.read import read_cluster
from synergy.cluster.summary import cluster_html, cluster_text
from synergy.errors import Fault, ScenarioError
from synergy.record import Record
from synergy.units import Units

Hub = tuple[str, str]
"""(site, carrier): the place where one balance holds."""

DEFAULT_DISCOUNT_RATE = 0.07
COMMON = "(common)"
"""Stands in tables for the owner of what nobody in particular owns."""

SomeRecord = TypeVar("SomeRecord", bound=Record)


class Cluster:
    """Sites, corridors and assets as an immutable, validated graph.

    Parameters
    ----------
    carriers, sites : iterable
        What flows, and where things stand.
    assets : iterable of Asset
        What stands at sites or lies in corridors.
    corridors, owners, impacts : iterable, optional
        Routes between sites; who pays; what is counted besides money and CO2.
    discount_rate : float
        WACC per year of owners that give none.

    Attributes
    ----------
    assets, withheld : mapping of str to Asset
        What may be built and run, and what may not, for lack of a permit.

    Raises
    ------
    ScenarioError
        With every fault found.

    Examples
    --------
    >>> from synergy.assets.demand import Demand
    >>> from synergy.assets.market import Market
    >>> cluster = Cluster(
    ...     carriers=[Carrier(id="power")],
    ...     sites=[Site(id="works")],
    ...     assets=[
    ...         Demand(id="load", site="works", carrier="power", demand=10.0),
    ...         Market(id="grid", site="works", carrier="power", buy_price=60.0),
    ...     ],
    ... )
    >>> cluster.hubs
    (('works', 'power'),)
    """

    def __init__(
        self,
        *,
        carriers: Iterable[Carrier],
        sites: Iterable[Site],
        assets: Iterable[Asset],
        corridors: Iterable[Corridor] = (),
        owners: Iterable[Owner] = (),
        impacts: Iterable[Impact] = (),
        discount_rate: float = DEFAULT_DISCOUNT_RATE,
    ) -> None:
        faults = self._hold(carriers, sites, assets, corridors, owners, impacts, discount_rate)
        faults += examined(self).faults
        if faults:
            raise ScenarioError(faults)

    def _hold(
        self,
        carriers: Iterable[Carrier],
        sites: Iterable[Site],
        assets: Iterable[Asset],
        corridors: Iterable[Corridor] = (),
        owners: Iterable[Owner] = (),
        impacts: Iterable[Impact] = (),
        discount_rate: float = DEFAULT_DISCOUNT_RATE,
    ) -> list[Fault]:
        """Take the records in, and return the faults of their ids."""
        faults: list[Fault] = []
        self.carriers = _by_id("carriers", carriers, faults)
        self.sites = _by_id("sites", sites, faults)
        known = _by_id("assets", (asset.among(self.carriers) for asset in assets), faults)
        self.withheld = MappingProxyType(without_permit(known))
        self.assets = MappingProxyType({key: one for key, one in known.items() if key not in self.withheld})
        self.corridors = _by_id("corridors", corridors, faults)
        self.owners = _by_id("owners", owners, faults)
        self.further_impacts = _by_id("impacts", impacts, faults)
        self.discount_rate = discount_rate
        return faults

    @classmethod
    def unchecked(cls, **records: Any) -> Cluster:
        """Return a cluster of which nothing is checked yet; arguments as of `Cluster`."""
        cluster = cls.__new__(cls)
        cluster._hold(**records)
        return cluster

    @classmethod
    def from_graph(
        cls,
        graph: nx.Graph[Any],
        *,
        carriers: Iterable[Carrier] | None = None,
        owners: Iterable[Owner] | None = None,
        impacts: Iterable[Impact] | None = None,
        discount_rate: float | None = None,
    ) -> Cluster:
        """Return the cluster that a NetworkX graph describes.

        Nodes carry ``site`` (a `Site`, or a mapping of its fields, or nothing) and ``assets`` (objects, or
        mappings with their ``kind``); edges carry ``corridor`` and ``assets`` likewise. What a node or
        edge is called gives ids and places that are not stated. ``graph.graph`` may hold ``carriers``,
        ``owners``, ``impacts`` and ``discount_rate``.

        Raises
        ------
        ScenarioError
            With every fault found.
        """
        from synergy.cluster.graph import data_of_graph

        data = data_of_graph(graph)
        for key, records in (("carriers", carriers), ("owners", owners), ("impacts", impacts)):
            if records is not None:
                data[key] = {record.id: _without_id(record) for record in records}
        if discount_rate is not None:
            data["discount_rate"] = discount_rate
        return cls.from_data(data)

    @classmethod
    def from_data(cls, data: Mapping[str, Any], units: Units | None = None) -> Cluster:
        """Return the cluster that plain data describe (the cluster's part of a scenario file).

        Raises
        ------
        ScenarioError
            With every fault found.
        """
        cluster, found = cls.draft(data, units or Units())
        if found.faults:
            raise ScenarioError(found.faults)
        return cluster

    @classmethod
    def draft(cls, data: Mapping[str, Any], units: Units) -> tuple[Cluster, Examined]:
        """Return what can be read of a cluster, sound only where no fault is found, and what is wrong."""
        parts, faults = read_cluster(data, units)
        cluster = cls.__new__(cls)
        faults += cluster._hold(**parts)
        found = examined(cluster, Doubts().with_faults(faults))
        return cluster, replace(found, faults=(*faults, *found.faults))

    def to_data(self) -> dict[str, Any]:
        """Return plain data from which `from_data` builds an equal cluster."""
        data: dict[str, Any] = {"discount_rate": self.discount_rate}
        for name, records in (
            ("carriers", self.carriers),
            ("impacts", self.further_impacts),
            ("owners", self.owners),
            ("sites", self.sites),
            ("corridors", self.corridors),
            ("assets", {**self.assets, **self.withheld}),
        ):
            data[name] = {record.id: _without_id(record) for record in records.values()}
        return data

    def with_(self, changes: Mapping[str, Any]) -> Cluster:
        """Return a cluster with some values changed, by dotted path.

        Parameters
        ----------
        changes : mapping of str to value
            E.g. ``{"corridors.ince-hawarden.length": "10 km"}``; a value of ``None`` takes the entry out.

        Raises
        ------
        ScenarioError
            If a path does not exist or a value does not fit.
        """
        return Cluster.from_data(with_changes(self.to_data(), changes), self.units)

    def holding(self, assets: Iterable[Asset]) -> Cluster:
        """Return a cluster of the same sites, corridors and carriers with other assets.

        Raises
        ------
        ScenarioError
            With every fault found.
        """
        held = list(assets)
        named = {asset.id for asset in held}
        return Cluster(
            carriers=self.carriers.values(),
            sites=self.sites.values(),
            assets=[*held, *(asset for key, asset in self.withheld.items() if key not in named)],
            corridors=self.corridors.values(),
            owners=self.owners.values(),
            impacts=self.further_impacts.values(),
            discount_rate=self.discount_rate,
        )

    def restrict(
        self, owners: Iterable[str] | None = None, *, clusters: Iterable[str] | None = None
    ) -> Cluster:
        """Return what a group of owners, or some of the named clusters, could do by themselves.

        Of owners their assets stay, and what nobody in particular owns; sites and corridors that these need
        stay as ground to stand on, without the other owners' assets. Of clusters their sites and corridors
        stay with all that stands and lies there, and corridors that count to nobody where both ends stay.

        Parameters
        ----------
        owners : iterable of str, optional
            Ids of the owners that act together; everybody if not given.
        clusters : iterable of str, optional
            Names of the clusters that act together, as sites give them; all if not given.

        Raises
        ------
        ScenarioError
            If an owner or a cluster is unknown.
        """
        from synergy.cluster.restrict import restrict, restrict_to_clusters

        part = self if clusters is None else restrict_to_clusters(self, clusters)
        return part if owners is None else restrict(part, frozenset(owners))

    def as_it_stands(self) -> Cluster:
        """Return the cluster with nothing left to build.

        What stands already keeps its capacity; what does not is left out.

        Raises
        ------
        ScenarioError
            If what stands can not meet every demand.
        """
        standing = (asset.as_it_stands() for asset in self.assets.values())
        return self.holding(asset for asset in standing if asset is not None)

    @cached_property
    def graph(self) -> nx.MultiDiGraph[str]:
        """The frozen graph: ``site`` and ``assets`` on nodes, ``corridor`` and ``assets`` on keyed edges."""
        graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
        for site in self.sites.values():
            graph.add_node(site.id, site=site, assets=self.assets_in(site.id))
        for corridor in self.corridors.values():
            graph.add_edge(
                *corridor.ends,
                key=corridor.id,
                corridor=corridor,
                assets=self.assets_in(corridor.id, "corridor"),
            )
        return nx.freeze(graph)

    def assets_in(self, location: str, place: str = "site") -> Mapping[str, Asset]:
        """Return the assets at a site, or in a corridor."""
        found = {
            key: asset
            for key, asset in self.assets.items()
            if asset.place == place and asset.location == location
        }
        return MappingProxyType(found)

    @cached_property
    def ports(self) -> Mapping[str, tuple[Port, ...]]:
        """The hubs that each asset touches, by asset id."""
        return MappingProxyType({key: asset.ports(self.ends(asset)) for key, asset in self.assets.items()})

    @cached_property
    def hubs(self) -> tuple[Hub, ...]:
        """All (site, carrier) pairs where something may be put in or taken out, in stated order."""
        touched = {(port.site, port.carrier) for ports in self.ports.values() for port in ports}
        site_order = {site: number for number, site in enumerate(self.sites)}
        carrier_order = {carrier: number for number, carrier in enumerate(self.carriers)}
        return tuple(sorted(touched, key=lambda hub: (site_order[hub[0]], carrier_order[hub[1]])))

    @cached_property
    def impacts(self) -> Mapping[str, Impact]:
        """Built-in and further impacts by id."""
        built_in = {impact.id: impact for impact in BUILT_IN_IMPACTS}
        return MappingProxyType({**built_in, **self.further_impacts})

    @property
    def units(self) -> Units:
        """What the units of carriers and impacts are, for reading text."""
        return Units(
            carriers={carrier.id: carrier.unit for carrier in self.carriers.values()},
            impacts={impact.id: impact.unit for impact in self.further_impacts.values()},
        )

    def ends(self, asset: Asset) -> tuple[str, ...]:
        """Return the asset's site, or the two ends of its corridor."""
        return (asset.location,) if asset.place == "site" else self.corridors[asset.location].ends

    def length(self, corridor: str) -> float:
        """Return the real length of a corridor in km, terrain factor included."""
        record = self.corridors[corridor]
        crow = record.length
        if crow is None:
            first, second = (self.sites[end].coordinates for end in record.ends)
            if first is None or second is None:  # refused when the cluster was made
                raise ScenarioError([Fault(f"corridors.{corridor}.length", "missing")])
            crow = great_circle_km(first, second)
        return crow * record.terrain_factor

    def length_of(self, asset: Asset) -> float:
        """Return the length in km that an asset spans; 0 at a site."""
        return 0.0 if asset.place == "site" else self.length(asset.location)

    def cost_factor_of(self, asset: Asset) -> float:
        """Return what a km costs over a km of easy ground, where an asset lies; 1 at a site."""
        return 1.0 if asset.place == "site" else self.corridors[asset.location].cost_factor

    def owner_of(self, asset: Asset) -> str | None:
        """Return who pays for an asset: its own owner, or that of its site or corridor."""
        place: Site | Corridor = (self.sites if asset.place == "site" else self.corridors)[asset.location]
        return asset.owner or place.owner

    @cached_property
    def cluster_names(self) -> tuple[str, ...]:
        """The named clusters of its sites, in stated order; empty text for sites that name none."""
        return tuple(dict.fromkeys(site.cluster for site in self.sites.values()))

    def cluster_of_corridor(self, corridor: str) -> str:
        """Return the cluster to which a corridor counts: its own, or that of both its sites, or `SHARED`."""
        record = self.corridors[corridor]
        first, second = (self.sites[end].cluster for end in record.ends)
        return record.cluster or (first if first == second else SHARED)

    def cluster_of(self, asset: Asset) -> str:
        """Return the cluster to which an asset counts: that of its site or corridor."""
        if asset.place == "site":
            return self.sites[asset.location].cluster
        return self.cluster_of_corridor(asset.location)

    def wacc_of(self, asset: Asset) -> float:
        """Return the cost of capital of the asset's owner, 1/a."""
        owner = self.owners.get(self.owner_of(asset) or "")
        return self.discount_rate if owner is None or owner.wacc is None else owner.wacc

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Cluster) and self.to_data() == other.to_data()

    __hash__ = None  # type: ignore[assignment]  # equal by content, and the content is not hashable

    def __repr__(self) -> str:
        return cluster_text(self)

    def _repr_html_(self) -> str:
        return cluster_html(self)


def _by_id(what: str, records: Iterable[SomeRecord], faults: list[Fault]) -> Mapping[str, SomeRecord]:
    found: dict[str, SomeRecord] = {}
    spelt: dict[str, str] = {}
    for record in records:
        key = str(record.id)  # type: ignore[attr-defined]  # every record kept in a cluster has an id
        earlier = spelt.setdefault(key.lower(), key)
        if key in found:
            clash, why = "id given twice", "ids are unique"
        elif earlier != key:
            clash, why = f"differs from '{earlier}' only in capitals", "people and file systems confuse them"
        else:
            clash, why = "", ""
        if clash:
            faults.append(Fault(f"{what}.{key}", clash, why, "give one of them another id"))
        found[key] = record
    return MappingProxyType(found)


def _without_id(record: Record) -> dict[str, Any]:
    data = record.to_data()
    data.pop("id", None)
    return data
