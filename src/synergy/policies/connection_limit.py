"""Connection limit: the most that may pass at once between a site's hub and some assets together."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np
from pydantic import Field

from synergy.cluster.asset import Asset, Port
from synergy.cluster.check import unknown
from synergy.cluster.selection import Selection, nothing_counts
from synergy.errors import Fault, few
from synergy.formulation.affine import Affine, total
from synergy.record import described
from synergy.time.series import FloatArray, Series

if TYPE_CHECKING:
    from synergy.cluster.cluster import Cluster
    from synergy.formulation.policy_formulation import PolicyFormulation
    from synergy.plan.policy_audit import PolicyAudit

Direction = Literal["given", "taken", "each", "together", "net"]


class ConnectionLimit(Selection):
    r"""Limits what some assets may give to, and take from, a site's hub at once: they share one connection.

    A grid connection behind which an electrolyser, a boiler and a market lie, a jetty, a pipe bridge, a
    header. In every step, as ``direction`` says,

    .. math::

        \textit{given}: \; G_t \le \ell_t, \qquad
        \textit{taken}: \; T_t \le \ell_t, \qquad
        \textit{each}: \; G_t \le \ell_t, \; T_t \le \ell_t, \qquad
        \textit{together}: \; G_t + T_t \le \ell_t, \qquad
        \textit{net}: \; |G_t - T_t| \le \ell_t

    .. math::

        G_t = \sum_{a \in Q} \max(q_{a t}, 0), \qquad T_t = \sum_{a \in Q} \max(-q_{a t}, 0)

    An asset that does both (a market that buys and sells, a store, a cable) is counted by its net flow in a
    step. The greater of that and zero is a variable that is at least either, and what it takes is the same
    less its flow: as both are only limited from above, that takes no binary.

    =================  ==================================================================  =========
    symbol             field or variable                                                   unit
    =================  ==================================================================  =========
    :math:`q`          what an asset puts into the hub of the ``carrier`` at the ``site``  MW or t/h
    :math:`Q`          the assets meant: ``assets``, ``asset_kinds``, ``tags``, ``owner``
    :math:`G, T`       what they give and take, each added up by itself; of one that does  MW or t/h
                       both, by ``given_by_<asset>`` (variable)
    :math:`\ell`       ``limit``                                                           MW or t/h
    =================  ==================================================================  =========

    Where not all of the assets are there, as in a part of the cluster, those that are have the whole of it.

    Examples
    --------
    >>> ConnectionLimit(
    ...     id="substation", site="works", carrier="power", tags=["behind-meter"], limit="80 MW"
    ... ).direction
    'each'
    """

    series_ranges: ClassVar[Mapping[str, tuple[float, float]]] = {"limit": (0.0, math.inf)}

    site: str = Field(description="site at whose hub the connection is")
    carrier: str = Field(description="carrier that passes")
    limit: Series = described("{flow}", "most that may pass at once")
    direction: Direction = Field(
        default="each",
        description="what is limited: what is given to the hub, what is taken from it, each of the two by "
        "itself, both together, or the net of the two",
    )

    def check(self, cluster: Cluster) -> Iterable[Fault]:
        """Yield faults of names, and of assets that are not at the hub."""
        yield from super().check(cluster)
        if not self.selects:
            fix = "give assets, asset_kinds, tags or owner"
            at_hub = [key for key, asset in cluster.assets.items() if self._ports(asset, cluster)]
            there = f"; at this hub are {few(at_hub)}" if at_hub else ""
            yield Fault("", "means no asset", fix=f"{fix}{there}")
        known = True
        for place, name, names in (
            ("site", self.site, cluster.sites),
            ("carrier", self.carrier, cluster.carriers),
        ):
            if name not in names:
                known = False
                yield unknown(place, place, name, names)
        if not known:
            return
        for name in self.assets:
            if name in cluster.assets and not self._ports(cluster.assets[name], cluster):
                found = f"'{name}' neither gives nor takes {self.carrier} at site '{self.site}'"
                yield Fault("assets", found, fix="name what does")
        if not self.assets and self.chosen(cluster) and not self._behind(cluster):
            yield nothing_counts("", f"gives or takes {self.carrier} at site '{self.site}'")

    def pushes(self, cluster: Cluster) -> frozenset[str]:
        """Return the carrier where what is taken makes room for what is given, and the reverse."""
        return frozenset({self.carrier}) if self.direction == "net" else frozenset()

    def _ports(self, asset: Asset, cluster: Cluster) -> list[Port]:
        ports = cluster.ports[asset.id]
        return [port for port in ports if (port.site, port.carrier) == (self.site, self.carrier)]

    def _behind(self, cluster: Cluster) -> list[Asset]:
        """Return the assets that share the connection."""
        return [asset for asset in self.chosen(cluster) if self._ports(asset, cluster)]

    def _one_way(self, asset: Asset, cluster: Cluster) -> bool:
        """Return whether an asset does nothing but give at the hub, or nothing but take."""
        ways = {(port.gives, port.takes) for port in self._ports(asset, cluster)}
        return ways in ({(True, False)}, {(False, True)})

    def formulate(self, f: PolicyFormulation) -> None:
        """State the limit on what passes."""
        assets = self._behind(f.cluster)
        if not assets:
            return
        limit, time = f.series(self.limit), f.frame.time
        flows = {asset.id: f.given(asset, self.carrier, self.site) for asset in assets}
        if self.direction == "net":
            net = total(list(flows.values()), time)
            f.constraint("net_given", net <= limit)
            f.constraint("net_taken", -net <= limit)
            return
        parts = [self._parts(f, asset, flows[asset.id]) for asset in assets]
        given, taken = (total(flow, time) for flow in zip(*parts, strict=True))
        if self.direction == "together":
            f.constraint("given_and_taken", given + taken <= limit)
        for word, passing in (("given", given), ("taken", taken)):
            if self.direction in {word, "each"} and (passing.terms or passing.constant.any()):
                f.constraint(word, passing <= limit)

    def _parts(self, f: PolicyFormulation, asset: Asset, flow: Affine) -> tuple[Affine, Affine]:
        """Return what an asset gives and what it takes, or at least that."""
        if self._one_way(asset, f.cluster):
            gives = self._ports(asset, f.cluster)[0].gives
            return (flow, Affine.of(0.0)) if gives else (Affine.of(0.0), -flow)
        given = f.variable(f"given_by_{asset.id}", unit=f.cluster.carriers[self.carrier].flow_unit)
        f.constraint(f"given_at_least_by_{asset.id}", given >= flow)
        return given, given - flow

    def audit(self, a: PolicyAudit) -> None:
        """Recompute what passes."""
        given, taken = a.zeros, a.zeros
        for asset in self._behind(a.cluster):
            flow = a.given(asset, self.carrier, self.site)
            gives = np.maximum(flow, 0.0)
            if self.direction != "net" and not self._one_way(asset, a.cluster):
                stated = a.result(f"given_by_{asset.id}")
                a.at_most(f"given_by_{asset.id} at least what it gives", gives, stated, least=1.0)
                gives = np.maximum(gives, stated)
            given, taken = given + gives, taken + gives - flow
        passing: dict[Direction, list[FloatArray]] = {
            "given": [given],
            "taken": [taken],
            "each": [given, taken],
            "together": [given + taken],
            "net": [np.abs(given - taken)],
        }
        for flow in passing[self.direction]:
            a.at_most("what passes within the connection's limit", flow, a.series(self.limit), least=1.0)
