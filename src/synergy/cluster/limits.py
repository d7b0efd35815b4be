r"""The most that can be of use of each size: what the hubs around an asset can give or take at once.

In every hub and step, what all activities put in equals what all of them take out and, where the carrier
allows one, a surplus. So with upper bounds :math:`\overline{x}_i` on activities, and :math:`\rho_{ih}` what a
unit of activity :math:`i` puts into hub :math:`h`,

.. math::

    \rho_{ih} x_i \le \sum_{j: \rho_{jh} < 0} |\rho_{jh}| \, \overline{x}_j \;\text{ if } \rho_{ih} > 0
    \text{ and surplus is forbidden}, \qquad
    |\rho_{ih}| x_i \le \sum_{j: \rho_{jh} > 0} \rho_{jh} \overline{x}_j \;\text{ if } \rho_{ih} < 0

Both are consequences of the balance, so bounds that start from the assets' own limits (infinite where there
are none) and are lowered by them again and again are valid after any number of rounds, also in rings of
conversions: a ring that nothing outside limits stays as it began.

Transport has rings of its own, two-way pipes above all, in which a flow could feed itself. Where running in
circles can not pay, some best plan has none, and its flows are made of simple paths from sources to sinks.
Through a link from :math:`u` to :math:`v` then passes no more than all sources that reach :math:`u` without
passing :math:`v` can give, and than all sinks that :math:`v` reaches without passing :math:`u` can take:

.. math::

    x_{uv} \le \sum_{s \to u \text{ in } G - v} \overline{g}_s, \qquad
    \kappa_{uv} x_{uv} \le \frac{1}{\eta} \sum_{v \to s \text{ in } G - u} \overline{d}_s

with :math:`\eta` no more than what arrives at the end of the lossiest simple path, 1 without losses.

A size only costs and only enables, so it is never of use beyond :math:`\max_t \overline{x}_t / \alpha_t`,
:math:`\alpha` being what a unit of it allows in a step. Steps are kept apart: peaks that do not coincide are
not added up. The content of a store is left alone: how much of it is of use depends on the order of steps. So
is a retrofit, which may pay for what it closes.

=======================  ========================================================  ==============
symbol                   meaning                                                   unit
=======================  ========================================================  ==============
:math:`\overline{x}`     upper bound on an activity, over periods and steps        MW or t/h
:math:`\overline{g}_s`   most that assets at site :math:`s` can put in             MW or t/h
:math:`\overline{d}_s`   most that assets at site :math:`s` can take               MW or t/h
:math:`\kappa`           share of what enters a link that leaves it                1
:math:`\alpha`           activity that a unit of size allows, e.g. availability    1
=======================  ========================================================  ==============
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from synergy.cluster.activity import Activity, Hub, Surroundings
from synergy.cluster.asset import Investment
from synergy.cluster.paths import Link, Network, networks
from synergy.time.series import FloatArray, Series

if TYPE_CHECKING:
    from collections.abc import Callable

    from synergy.cluster.cluster import Cluster
    from synergy.time.axis import TimeAxis

MOST_ROUNDS = 12
"""Chains of plants are short; a ring that loses something on each round is only followed so far."""
SETTLED = 1e-6
"""Bounds that fall by less than this share are left as they are."""
LEAST_KEPT = 1e-9
"""Where less than this share may arrive, sinks limit nothing."""
SMALLEST_CUT = 1e-3
"""In MW or t/h: no size is cut to less, for a solver's tolerances are close to less."""

Sizes = Mapping[tuple[str, str], float]
"""The most that is of use, by asset and name of the size."""


def useful_sizes(
    cluster: Cluster,
    values: Callable[[Series], FloatArray],
    time: TimeAxis,
    worthless: frozenset[str] = frozenset(),
) -> Sizes:
    """Return the most that can be of use of each size, by asset and name of the size.

    A size that is missing has no limit but its own. The limits are those of one year: a size that later years
    use as well is of use up to the largest of their limits.

    Parameters
    ----------
    cluster : Cluster
    values : callable
        Turns a series into its values, shape (periods, steps).
    time : TimeAxis
    worthless : frozenset of str
        Carriers that may be worth less than nothing.

    Examples
    --------
    >>> import synergy
    >>> s = synergy.examples.load("two-plants")
    >>> sizes = useful_sizes(s.cluster, s.values_of, s.time)
    >>> all(size >= 0 for size in sizes.values())
    True
    """
    bounds = _settled(cluster, values, time, worthless)
    sizes: dict[tuple[str, str], float] = {}
    for move in bounds.moves:
        asset = cluster.assets[move.asset]
        closes_another = isinstance(asset, Investment) and asset.retrofit_of is not None
        if move.activity.size and not closes_another:
            needed = _over(move.bound, np.asarray(move.activity.per_size, dtype=np.float64))
            key = (move.asset, move.activity.size)
            sizes[key] = max(sizes.get(key, 0.0), needed)
    return {key: max(size, SMALLEST_CUT) for key, size in sizes.items()}


def useful_flows(
    cluster: Cluster,
    values: Callable[[Series], FloatArray],
    time: TimeAxis,
    worthless: frozenset[str] = frozenset(),
) -> Mapping[tuple[str, Hub], tuple[FloatArray, FloatArray]]:
    """Return the most that each asset can usefully put into, and take out of, each hub that it touches.

    Both are over (periods, steps), or a single number; infinite where nothing limits them. What does nothing
    but give is of no use beyond what the hub's takers can take, even where surplus is free: only what may be
    worth less than nothing is put in to be wasted. Parameters are those of `useful_sizes`.
    """
    bounds = _settled(cluster, values, time, worthless)
    nothing: FloatArray = np.asarray(0.0)
    flows: dict[tuple[str, Hub], tuple[FloatArray, FloatArray]] = {}
    for move in bounds.moves:
        for hub, flow in move.activity.flows.items():
            put, taken = flows.get((move.asset, hub), (nothing, nothing))
            moved = (
                np.minimum(move.bound * np.abs(flow), bounds.of_use(move, hub)) if np.any(flow) else nothing
            )
            flows[move.asset, hub] = (put + moved, taken) if np.any(flow > 0) else (put, taken + moved)
    return flows


def _settled(
    cluster: Cluster,
    values: Callable[[Series], FloatArray],
    time: TimeAxis,
    worthless: frozenset[str],
) -> _Bounds:
    bounds = _Bounds.of(cluster, values, time, worthless)
    for _ in range(MOST_ROUNDS):
        if not bounds.lower():
            break
    return bounds


def _over(bound: FloatArray, allowed: FloatArray) -> float:
    """Return the size that a bound needs in the step that needs most of it."""
    bound, allowed = np.broadcast_arrays(bound, allowed)
    possible = allowed > 0
    return float((bound[possible] / allowed[possible]).max(initial=0.0))


@dataclass(eq=False)
class _Move:
    """An activity of an asset, with the bound on it so far."""

    asset: str
    activity: Activity
    bound: FloatArray


_Part = tuple[_Move, float | FloatArray]
"""An activity, with what a unit of it moves."""


def _per(amount: FloatArray, flow: float | FloatArray) -> FloatArray:
    """Return how much of an activity an amount allows; any where the activity moves nothing."""
    if isinstance(flow, float | int):
        return np.asarray(amount / flow)
    over, by = np.broadcast_arrays(amount, flow)
    allowed: FloatArray = np.full(over.shape, np.inf)
    np.divide(over, by, out=allowed, where=by > 0)
    return allowed


@dataclass(eq=False)
class _Bounds:
    """Bounds on all activities, and what they imply for hubs."""

    cluster: Cluster
    moves: list[_Move]
    unknown: tuple[set[Hub], set[Hub]]
    """Hubs into which, and out of which, assets of unknown proportions may move any amount."""
    networks: Mapping[str, Network]
    shape: tuple[int, ...]
    worthless: frozenset[str]

    def __post_init__(self) -> None:
        self._givers: dict[Hub, list[_Part]] = {}
        self._takers: dict[Hub, list[_Part]] = {}
        for move in self.moves:
            for hub, flow in move.activity.flows.items():
                if np.any(flow):
                    side = self._givers if np.any(flow > 0) else self._takers
                    side.setdefault(hub, []).append((move, np.abs(flow)))

    @classmethod
    def of(
        cls,
        cluster: Cluster,
        values: Callable[[Series], FloatArray],
        time: TimeAxis,
        worthless: frozenset[str],
    ) -> _Bounds:
        moves: list[_Move] = []
        into: set[Hub] = set()
        out: set[Hub] = set()
        for key, asset in cluster.assets.items():
            around = Surroundings(
                cluster.ends(asset),
                cluster.length_of(asset),
                values,
                time.hours_in_year,
                time.step_hours,
                time.chained,
                worthless,
                cluster.carriers,
            )
            activities = asset.activities(around)
            if activities is None:
                ports = cluster.ports[key]
                into |= {(port.site, port.carrier) for port in ports if port.gives or not port.takes}
                out |= {(port.site, port.carrier) for port in ports if port.takes or not port.gives}
            for activity in activities or ():
                moves.append(_Move(key, activity, np.asarray(activity.most, dtype=np.float64)))
        found = networks(_links(cluster, moves), worthless)
        return cls(cluster, moves, (into, out), found, time.shape, worthless)

    def lower(self) -> bool:
        """Lower all bounds by what the hubs imply, and return whether any of them fell."""
        into = {hub: self._sum(self._givers.get(hub, ()), hub in self.unknown[0]) for hub in self._takers}
        out = {hub: self._sum(self._takers.get(hub, ()), self._swallows(hub)) for hub in self._givers}
        through = self._through_links()
        fell = False
        for move in self.moves:
            bound = move.bound
            for hub, most in move.activity.flows.items():
                flow = move.activity.least.get(hub, most)
                if np.any(flow > 0):
                    bound = np.minimum(bound, _per(self._other(move, hub, out[hub], self._takers), flow))
                elif np.any(flow < 0):
                    bound = np.minimum(bound, _per(self._other(move, hub, into[hub], self._givers), -flow))
            if id(move) in through:
                bound = np.minimum(bound, through[id(move)])
            if np.any(bound < move.bound * (1.0 - SETTLED)):
                fell, move.bound = True, bound
        return fell

    def of_use(self, move: _Move, hub: Hub) -> FloatArray:
        """Return what the takers at a hub can take of an activity that does nothing but give there."""
        gives_alone = len(move.activity.flows) == 1 and np.any(move.activity.flows[hub] > 0)
        if not gives_alone or hub[1] in self.worthless:
            return np.asarray(np.inf)
        return self._sum(self._takers.get(hub, ()), hub in self.unknown[1])

    def _swallows(self, hub: Hub) -> bool:
        """Return whether any amount may leave the hub."""
        return hub in self.unknown[1] or self.cluster.carriers[hub[1]].surplus != "forbidden"

    def _sum(self, parts: Iterable[_Part], unlimited: bool) -> FloatArray:
        total: FloatArray = np.asarray(np.inf if unlimited else 0.0)
        for move, flow in parts:
            total = total + move.bound * flow
        return total

    def _other(self, move: _Move, hub: Hub, whole: FloatArray, side: Mapping[Hub, list[_Part]]) -> FloatArray:
        """Return the sum over a hub's other side, without the asset's own part if that stands still."""
        if not move.activity.alone or all(other.asset != move.asset for other, _ in side.get(hub, ())):
            return whole
        unlimited = hub in self.unknown[0] if side is self._givers else self._swallows(hub)
        return self._sum(((m, f) for m, f in side[hub] if m.asset != move.asset), unlimited)

    def _through_links(self) -> dict[int, FloatArray]:
        """Return what can pass each link, from all sources before it and all sinks behind it."""
        found: dict[int, FloatArray] = {}
        for carrier, network in self.networks.items():
            given = self._at_sites(network, carrier, self._givers, self.unknown[0])
            taken = self._at_sites(network, carrier, self._takers, self.unknown[1])
            closed = self.cluster.carriers[carrier].surplus == "forbidden"
            before = network.sum_over(network.before, given)
            behind = network.sum_over(network.behind, taken) if closed else np.full_like(before, np.inf)
            for number, link in enumerate(network.links):
                passing = before[number] / link.taken
                arriving = network.kept_behind[number] * link.given
                if arriving > LEAST_KEPT:
                    passing = np.minimum(passing, behind[number] / arriving)
                found[id(self.moves[link.move])] = passing.reshape(self.shape)
        return found

    def _at_sites(
        self,
        network: Network,
        carrier: str,
        side: Mapping[Hub, list[_Part]],
        unknown: set[Hub],
    ) -> FloatArray:
        """Return what all but the links can move at each site, shape (sites, periods * steps)."""
        linked = {id(self.moves[link.move]) for link in network.links}
        rows = []
        for site in network.sites:
            parts = ((m, f) for m, f in side.get((site, carrier), ()) if id(m) not in linked)
            total = self._sum(parts, (site, carrier) in unknown)
            rows.append(np.broadcast_to(total, self.shape).reshape(-1))
        return np.stack(rows)


def _links(cluster: Cluster, moves: list[_Move]) -> Iterator[Link]:
    """Yield every activity that takes a carrier at one site and puts no more of it in at another."""
    for number, move in enumerate(moves):
        if cluster.assets[move.asset].place != "corridor":
            continue
        carrier = cluster.assets[move.asset].reference_carrier
        constant = {hub: float(flow) for hub, flow in move.activity.flows.items() if np.ndim(flow) == 0}
        taken = {s: -flow for (s, c), flow in constant.items() if c == carrier and flow < 0}
        given = {s: flow for (s, c), flow in constant.items() if c == carrier and flow > 0}
        others = frozenset(c for _, c in move.activity.flows if c != carrier)
        if len(taken) == len(given) == 1:
            (start, put), (end, got) = *taken.items(), *given.items()
            if got <= put:
                yield Link(number, move.asset, carrier, start, end, put, got, others)
