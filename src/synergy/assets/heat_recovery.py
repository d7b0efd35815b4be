"""Heat recovery: a site's hot and cold streams on a temperature cascade, with carriers around them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Self

import numpy as np
from pydantic import Field, model_validator

from synergy.assets.heat_reach import of_no_use, out_of_reach, unfit_carriers
from synergy.cluster.activity import Activity, Surroundings
from synergy.cluster.asset import Investment, Port, SeriesReader, SiteAsset
from synergy.errors import Fault
from synergy.formulation.affine import Affine, total
from synergy.formulation.axes import Axis
from synergy.heat.ladder import Span, intervals, share_down_to, shares
from synergy.heat.stream import LARGEST_APPROACH, Stream
from synergy.record import Record, described, quantity
from synergy.time.series import FloatArray

if TYPE_CHECKING:
    from synergy.cluster.cluster import Cluster
    from synergy.formulation.asset_formulation import AssetFormulation
    from synergy.plan.asset_audit import AssetAudit

Approach = Annotated[float, Field(ge=0, le=LARGEST_APPROACH, allow_inf_nan=False)]

_OF_A_SIZE = (
    "capacity_existing",
    "capacity_min",
    "capacity_max",
    "capex_fixed",
    "capex_specific",
    "capex_reference",
    "opex_fixed",
    "opex_fixed_share",
)
"""Fields that mean nothing where any heat may pass."""


class HeatRecovery(SiteAsset, Investment):
    r"""Streams that must be cooled and heated, by each other as far as temperatures allow, and by carriers.

    All temperatures, of streams and of carriers, are shifted by their parts of the least temperature
    difference: what gives heat down, what takes heat up. They divide the site into intervals :math:`k = 1
    \dots K` from the hottest on. Heat that hot streams, or carriers, give in one is used there or flows down
    to the next, never up:

    .. math::

        R_{k-1, t} + h_{k t} = x_{k t} + \sum_{c \in G} \sigma_{c k} g_{c t} + R_{k t}, \qquad
        S_{k-1, t} + \sum_{c \in T} \sigma_{c k} u_{c t} + x_{k t} = d_{k t} + S_{k t}

    .. math::

        R, S, x, u, g \ge 0, \qquad R_{0 t} = R_{K t} = S_{0 t} = S_{K t} = 0, \qquad
        r_t = \sum_k x_{k t} \le K^{\text{rec}}_t \;\text{ where recovery is sized}

    The sum of both rows is the heat cascade of a pinch analysis: with one carrier that is hotter than every
    stream and one that is colder the least-cost plan takes and gives its targets (`synergy.heat.pinch`). They
    are two so that heat which passes from stream to stream, and needs exchangers, is told from heat of
    carriers; heat from a carrier never goes into another carrier here, which is the business of a converter
    or a heat pump.

    .. math::

        h_{k t} = \sum_{i \text{ hot}} \sigma_{i k} \alpha_{i t} Q_i, \qquad
        d_{k t} = \sum_{i \text{ cold}} \sigma_{i k} \alpha_{i t} Q_i, \qquad C = v \sum_t w_t r_t

    with :math:`\sigma_{i k}` the share of what a stream or a carrier gives or takes that lies in an interval:
    in proportion to temperature between supply and target, or between ``temperature`` and
    ``return_temperature`` of a carrier; all of it at one temperature where there is no second one.

    ============================  ====================================================  =======
    symbol                        field or variable                                     unit
    ============================  ====================================================  =======
    :math:`Q, \alpha`             ``streams``: heat at full load, share that runs       MW, 1
    :math:`T, u`                  ``takes``: carriers that heat, flow of each           MW
    :math:`G, g`                  ``gives``: carriers that are heated, flow of each     MW
    :math:`x`                     ``recovered_in`` an interval, from stream to stream   MW
    :math:`r`                     ``recovered``: the sum over all intervals             MW
    :math:`R`                     ``streams_residual``: what flows down of streams      MW
    :math:`S`                     ``carriers_residual``: what flows down of carriers    MW
    :math:`K^{\text{rec}}`        ``capacity`` in service                               MW
    :math:`v`                     ``opex_variable``                                     EUR/MWh
    :math:`w`                     hours of the year a step holds                        h/a
    ============================  ====================================================  =======

    Streams must be served whatever it costs. Cooling is a carrier as well: cooling water, given at 30 degC
    with a return of 20 degC, whose ``surplus`` is free or which a converter disposes of.

    References
    ----------
    S. A. Papoulias, I. E. Grossmann, "A structural optimization approach in process synthesis II: heat
    recovery networks", Computers & Chemical Engineering 7 (1983) 707-721.
    F. Marechal, B. Kalitventzeff, "Process integration: selection of the optimal utility system", Computers &
    Chemical Engineering 22 (1998) S149-S156.

    Examples
    --------
    >>> dryer = Stream(name="dryer", supply_temperature=20.0, target_temperature=135.0, load=2.3)
    >>> vapour = Stream(
    ...     name="vapour", supply_temperature=100.0, target_temperature=100.0, load=1.5, side="hot"
    ... )
    >>> mill = HeatRecovery(id="heat", site="mill", streams=[dryer, vapour], takes=["steam"], gives=["water"])
    >>> [(port.carrier, port.takes) for port in mill.ports(("mill",))]
    [('steam', True), ('water', False)]
    """

    nested_records: ClassVar[Mapping[str, type[Record]]] = {"streams": Stream}
    brings_duty: ClassVar[bool] = True
    can_fail: ClassVar[bool] = False  # with it the streams would go, which are what is needed
    used_by: ClassVar[str] = "recovered"

    streams: tuple[Stream, ...] = Field(description="what must be cooled and heated", min_length=1)
    takes: tuple[str, ...] = Field(default=(), description="carriers that may heat cold streams")
    gives: tuple[str, ...] = Field(default=(), description="carriers that hot streams may heat")
    minimum_approach: float = quantity(
        "K",
        "least temperature difference; half of it is the part of what gives none of its own",
        default=10.0,
        ge=0,
        le=LARGEST_APPROACH,
    )
    approaches: dict[str, Approach] = described(
        "K", "own parts of carriers in the least temperature difference", default={}
    )
    recovery: Literal["free", "sized"] = Field(
        default="free",
        description="whether any heat may pass between streams, or no more than a capacity that is paid for",
    )

    @model_validator(mode="after")
    def _names_fit(self) -> HeatRecovery:
        if not self.takes and not self.gives:
            raise ValueError(
                "takes and gives no carrier. Fix: name what heats cold streams, or cools hot ones"
            )
        for field in ("takes", "gives"):
            twice = {name for name in getattr(self, field) if getattr(self, field).count(name) > 1}
            if twice:
                raise ValueError(f"{field} names {', '.join(sorted(twice))} twice. Fix: name it once")
        unused = [name for name in self.approaches if name not in (*self.takes, *self.gives)]
        if unused:
            raise ValueError(f"approaches of {', '.join(unused)}, not taken or given. Fix: leave them out")
        return self

    @model_validator(mode="after")
    def _sized_or_free(self) -> HeatRecovery:
        given = [name for name in _OF_A_SIZE if getattr(self, name)]
        if self.recovery == "free" and given:
            raise ValueError(f"{given[0]} has no effect while recovery is free. Fix: write recovery: sized")
        return self

    @classmethod
    def reference_carrier_in(cls, data: Mapping[str, Any]) -> str | None:
        """Return the first carrier of raw data."""
        for field in ("takes", "gives"):
            names = data.get(field)
            if isinstance(names, list | tuple) and names and isinstance(names[0], str):
                return names[0]
        return None

    @property
    def reference_carrier(self) -> str:
        """The first carrier: a capacity is heat as it is."""
        return (*self.takes, *self.gives)[0]

    @property
    def gives_by_itself(self) -> bool:
        """Whether it gives carriers that hot streams heat, supplied with anything or not."""
        return any(stream.is_hot for stream in self.streams)

    def as_it_stands(self) -> Self | None:
        """Return it with the exchangers that stand; its streams are there in any case."""
        return self.model_copy(update={"capacity_min": 0.0, "capacity_max": 0.0})

    def ports(self, ends: tuple[str, ...]) -> tuple[Port, ...]:
        """Return the hubs of all carriers at its site."""
        carriers = dict.fromkeys([*self.takes, *self.gives])
        return tuple(Port(ends[0], c, gives=c in self.gives, takes=c in self.takes) for c in carriers)

    def pushes(self, carrier: str, worthless: frozenset[str]) -> bool:
        """Return whether it may give a carrier that nobody pays for: hot streams must be cooled."""
        return carrier in self.gives

    def activities(self, around: Surroundings) -> tuple[Activity, ...]:
        """Return what it may take, what it may give, and what may pass between streams."""
        zeros = np.zeros(around.hours_in_year.shape)
        hot, cold = (
            sum((one.duty * around.values(one.running) for one in self.streams if one.is_hot == side), zeros)
            for side in (True, False)
        )
        site = around.ends[0]
        taken = [Activity({(site, carrier): -1.0}, cold) for carrier in self.takes]
        given = [Activity({(site, carrier): 1.0}, hot) for carrier in self.gives]
        return (*taken, *given, Activity({}, np.minimum(hot, cold), "capacity"))

    def spans(self, cluster: Cluster) -> tuple[dict[str, Span], dict[str, Span]]:
        """Return the shifted temperatures of carriers that it takes, and of those that it gives."""

        def shifted(name: str, sign: float) -> Span:
            carrier = cluster.carriers[name]
            high = carrier.temperature or 0.0
            low = high if carrier.return_temperature is None else carrier.return_temperature
            shift = sign * self.approaches.get(name, self.minimum_approach / 2.0)
            return high + shift, low + shift

        return {name: shifted(name, -1.0) for name in self.takes}, {
            name: shifted(name, 1.0) for name in self.gives
        }

    def ladder(self, cluster: Cluster) -> FloatArray:
        """Return the temperature intervals from the top, shape (intervals, 2), in shifted degC."""
        taken, given = self.spans(cluster)
        own = [stream.shifted(self.minimum_approach) for stream in self.streams]
        return intervals([*own, *taken.values(), *given.values()])

    def check(self, cluster: Cluster) -> Iterable[Fault]:
        """Yield faults of carriers without temperature, and of streams that nothing could heat or cool."""
        unfit = list(unfit_carriers(self, cluster))
        yield from unfit or out_of_reach(self, cluster)

    def check_values(self, cluster: Cluster, values: SeriesReader) -> Iterable[Fault]:
        """Yield a warning for each carrier that could never be taken, or given."""
        return of_no_use(self, cluster)

    def formulate(self, f: AssetFormulation) -> None:
        """State the cascades of what streams and what carriers give, and what passes between streams."""
        sizing = f.capacity(self)
        ladder = self.ladder(f.cluster)
        interval = Axis("interval", tuple(range(1, len(ladder) + 1)))
        grid = (*f.frame.time, interval)
        hot, cold = self._loads(f, ladder)
        above, below = hot.cumsum(axis=-1), cold[..., ::-1].cumsum(axis=-1)[..., ::-1]
        under = np.concatenate([below[..., 1:], np.zeros_like(below[..., :1])], axis=-1)
        held = above.copy()
        held[..., -1] = 0.0
        # What flows down past the last interval is nothing, so shifting round is how both cascades begin.
        residual = f.variable("streams_residual", grid, upper=held, unit="MW")
        passed = f.variable("carriers_residual", grid, upper=under, unit="MW")
        recovered = f.variable("recovered_in", grid, upper=np.minimum(cold, above), unit="MW")
        spans = self.spans(f.cluster)
        given = self._flows(f, "given", spans[1], ladder, interval, above)
        taken = self._flows(f, "taken", spans[0], ladder, interval, below)
        f.constraint(
            "streams_cascade",
            residual.shift("interval") + Affine(grid, hot) == recovered + _spread(given) + residual,
        )
        f.constraint(
            "carriers_cascade",
            passed.shift("interval") + _spread(taken) + recovered == passed + Affine(grid, cold),
        )
        together = recovered.sum("interval")
        f.report("recovered", together, "MW")
        if self.recovery == "sized":
            f.constraint("within_capacity", together <= sizing.in_service)
        nothing = Affine(f.frame.time, f.zeros)
        for carrier in dict.fromkeys([*self.takes, *self.gives]):
            flow = given[carrier][0] if carrier in given else nothing
            f.inject(flow - taken[carrier][0] if carrier in taken else flow, carrier)
        f.charge("variable operation", f.yearly(together) * self.opex_variable)

    def _loads(self, f: AssetFormulation, ladder: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return what hot streams give and cold ones need, over year, period, step and interval, in MW."""
        loads = [np.zeros((*f.zeros.shape, len(ladder))) for _ in range(2)]
        for stream in self.streams:
            runs = f.upper(stream.running, 1.0) * stream.duty
            share = shares(stream.shifted(self.minimum_approach), ladder)
            loads[0 if stream.is_hot else 1] += runs[..., None] * share
        return loads[0], loads[1]

    def _flows(
        self,
        f: AssetFormulation,
        word: str,
        spans: Mapping[str, Span],
        ladder: FloatArray,
        interval: Axis,
        reach: FloatArray,
    ) -> dict[str, tuple[Affine, Affine]]:
        """State the flow of each carrier, and return it with its shares of the intervals.

        ``reach`` is the heat of streams that could go into a carrier that ends, or come from one that begins,
        in an interval.
        """
        flows = {}
        for carrier, span in spans.items():
            share = shares(span, ladder)
            where = np.flatnonzero(share)
            most = reach[..., where[-1] if word == "given" else where[0]]
            flow = f.variable(f"{word}_{carrier}", upper=most, unit="MW")
            flows[carrier] = (flow, Affine.data(share, (interval,)))
        return flows

    def audit(self, a: AssetAudit) -> None:
        """Recompute both cascades from temperatures, streams and flows."""
        capacity = a.over_time(a.capacity(self))
        ladder = self.ladder(a.cluster)
        grid = (*a.zeros.shape, len(ladder))
        given_by_streams, needed, taken, given = (np.zeros(grid) for _ in range(4))
        for stream in self.streams:
            heat = (a.zeros + stream.duty * a.series(stream.running))[..., None]
            down_to = heat * share_down_to(stream.shifted(self.minimum_approach), ladder)
            if stream.is_hot:
                given_by_streams += down_to
            else:
                needed += down_to
        spans = self.spans(a.cluster)
        for word, book, sign, carriers in (("taken", taken, -1.0, spans[0]), ("given", given, 1.0, spans[1])):
            for carrier, span in carriers.items():
                flow = a.result(f"{word}_{carrier}")
                a.at_most(f"{carrier} {word} at least zero", 0.0, flow)
                book += flow[..., None] * share_down_to(span, ladder)
                a.inject(sign * flow, carrier)
        inside = a.result("recovered_in")
        inside = inside if inside.shape == grid else np.zeros(grid)
        recovered = inside.cumsum(axis=-1)
        a.at_most("recovered at least zero", 0.0, inside)
        a.at_most("recovered within what cold streams need", inside, np.diff(needed, prepend=0.0, axis=-1))
        for word, result, residual in (
            ("hot streams", "streams_residual", given_by_streams - recovered - given),
            ("carriers", "carriers_residual", taken + recovered - needed),
        ):
            a.at_most(f"heat of {word} never flows uphill", 0.0, residual)
            a.equal(f"heat of {word} is all used", residual[..., -1], 0.0)
            a.equal(f"what flows down of {word}", a.result(result), residual)
        a.equal("recovered is the sum over all intervals", a.result("recovered"), recovered[..., -1])
        if self.recovery == "sized":
            a.at_most("recovered within capacity", recovered[..., -1], capacity)
        a.charge("variable operation", a.yearly(recovered[..., -1]) * self.opex_variable)


def _spread(flows: Mapping[str, tuple[Affine, Affine]]) -> Affine:
    """Return the sum of several flows, each spread over the intervals."""
    return total([flow * share for flow, share in flows.values()])
