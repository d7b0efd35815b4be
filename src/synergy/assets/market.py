"""Market: buying and selling across the cluster's fence."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, ClassVar, Self

import numpy as np
from pydantic import Field

from synergy.cluster.activity import Activity, Surroundings
from synergy.cluster.asset import Investment, Port, SeriesReader, SiteAsset
from synergy.errors import Fault
from synergy.record import Factor, described, quantity
from synergy.time.series import FloatArray, Series

if TYPE_CHECKING:
    from synergy.cluster.cluster import Cluster
    from synergy.formulation.asset_formulation import AssetFormulation
    from synergy.plan.asset_audit import AssetAudit


class Market(SiteAsset, Investment):
    r"""A grid, a fuel supplier, a buyer of CO2: buys and sells at a price.

    .. math::

        q_t = b_t - s_t, \qquad 0 \le b_t \le \min(\overline{b}_t, K), \qquad
        0 \le s_t \le \min(\overline{s}_t, K)

        \sum_t w_t b_t \le B, \qquad \sum_t w_t s_t \le S, \qquad
        C = \sum_t w_t (p^b_t b_t - p^s_t s_t + v b_t), \qquad
        E_i = \sum_t w_t \epsilon_i b_t

    ===================  ==========================================  ==============
    symbol               field or variable                           unit
    ===================  ==========================================  ==============
    :math:`q`            flow put into the hub                       MW or t/h
    :math:`b, s`         ``buy``, ``sell`` (variables)               MW or t/h
    :math:`p^b, p^s`     ``buy_price``, ``sell_price``               EUR/MWh, EUR/t
    :math:`\overline b`  ``buy_max``                                 MW or t/h
    :math:`\overline s`  ``sell_max``                                MW or t/h
    :math:`B, S`         ``buy_max_yearly``, ``sell_max_yearly``     MWh/a or t/a
    :math:`K`            capacity of the connection, where one is    MW or t/h
                         described (existing or to be built)
    :math:`v`            ``opex_variable``                           EUR/MWh, EUR/t
    :math:`\epsilon_i`   ``impacts``                                 t/MWh, ...
    :math:`w`            hours of the year a step holds              h/a
    ===================  ==========================================  ==============

    Without ``buy_price`` nothing can be bought, without ``sell_price`` nothing sold. Bought power counts
    as scope 2, burnt fuel normally as scope 1 where it is burnt; ``impacts`` says which.

    Examples
    --------
    >>> Market(
    ...     id="grid", site="works", carrier="power", buy_price=70.0, impacts={"scope2": 0.2}
    ... ).sell_price is None
    True
    """

    series_ranges: ClassVar[Mapping[str, tuple[float, float]]] = {
        "buy_price": (-math.inf, math.inf),
        "sell_price": (-math.inf, math.inf),
        "buy_max": (0.0, math.inf),
        "sell_max": (0.0, math.inf),
    }

    carrier: str = Field(description="what is traded")
    buy_price: Series | None = described("EUR/{quantity}", "price at which the cluster buys", default=None)
    sell_price: Series | None = described("EUR/{quantity}", "price at which the cluster sells", default=None)
    buy_max: Series | None = described("{flow}", "most that can be bought at once", default=None)
    sell_max: Series | None = described("{flow}", "most that can be sold at once", default=None)
    buy_max_yearly: float | None = quantity(
        "{quantity}/a", "most that can be bought in a year", default=None, ge=0, le=1e12
    )
    sell_max_yearly: float | None = quantity(
        "{quantity}/a", "most that can be sold in a year", default=None, ge=0, le=1e12
    )
    impacts: dict[str, Factor] = described("{impact}/{quantity}", "impacts of what is bought", default={})

    @property
    def reference_carrier(self) -> str:
        """The carrier that is traded."""
        return self.carrier

    @property
    def has_connection(self) -> bool:
        """Whether a capacity limits buying and selling."""
        return self.capacity_existing > 0 or self.buildable

    @property
    def buy_limited(self) -> bool:
        """Whether anything limits what is bought."""
        return self.has_connection or self.buy_max is not None or self.buy_max_yearly is not None

    @property
    def sell_limited(self) -> bool:
        """Whether anything limits what is sold."""
        return self.has_connection or self.sell_max is not None or self.sell_max_yearly is not None

    def check(self, cluster: Cluster) -> Iterable[Fault]:
        """Yield a fault where the market does nothing."""
        if self.buy_price is None and self.sell_price is None:
            yield Fault("", "neither buys nor sells", fix="give buy_price, sell_price, or both")

    def check_values(self, cluster: Cluster, values: SeriesReader) -> Iterable[Fault]:
        """Yield faults of prices that would earn without end."""
        if self.buy_price is None or self.buy_limited:
            return
        buying = values(self.buy_price)
        if buying.min() < 0 and cluster.carriers[self.carrier].surplus == "free":
            yield Fault(
                "buy_price",
                f"{buying.min():g} per unit with no limit on buying, while surplus is free",
                "endless profit",
                "set buy_max",
            )
        for other in cluster.assets_in(self.site).values():
            if not isinstance(other, Market) or other.carrier != self.carrier or other.sell_price is None:
                continue
            gain = float((values(other.sell_price) - buying).max())
            if gain > 0 and not other.sell_limited:
                yield Fault(
                    "buy_price",
                    f"below the sell_price of '{other.id}' by up to {gain:g}, with no limit on either",
                    "endless profit",
                    "set buy_max or sell_max, or check the prices",
                )

    def pays_below_zero(self, values: SeriesReader) -> bool:
        """Return whether a price is negative in some step."""
        prices = [price for price in (self.buy_price, self.sell_price) if price is not None]
        return any(float(values(price).min()) < 0 for price in prices)

    def ports(self, ends: tuple[str, ...]) -> tuple[Port, ...]:
        """Return the one hub that is traded with."""
        return (
            Port(ends[0], self.carrier, gives=self.buy_price is not None, takes=self.sell_price is not None),
        )

    def as_it_stands(self) -> Self | None:
        """Return it with the connection that stands, or None if it needs one and none stands."""
        return super().as_it_stands() if self.has_connection else self

    def pushes(self, carrier: str, worthless: frozenset[str]) -> bool:
        """Return whether buying may pay for the sake of an impact that is credited."""
        credited = any(factor < 0 for factor in self.impacts.values())
        return carrier == self.carrier and self.buy_price is not None and credited

    def activities(self, around: Surroundings) -> tuple[Activity, ...]:
        """Return what can be bought, and what can be sold."""
        hub = (around.ends[0], self.carrier)
        size = "capacity" if self.has_connection else ""
        found = []
        for flow, price, most, yearly in (
            (1.0, self.buy_price, self.buy_max, self.buy_max_yearly),
            (-1.0, self.sell_price, self.sell_max, self.sell_max_yearly),
        ):
            if price is None:
                continue
            bound: float | FloatArray = self.largest_capacity() if self.has_connection else math.inf
            if most is not None:
                bound = np.minimum(bound, around.values(most))
            if yearly is not None:
                bound = np.minimum(bound, yearly / around.hours_in_year)
            found.append(Activity({hub: flow}, bound, size))
        return tuple(found)

    def formulate(self, f: AssetFormulation) -> None:
        """State what is bought and sold, its limits, its price and its impacts."""
        connection = f.capacity(self) if self.has_connection else None
        net = None
        for word, price, most, yearly, sign in (
            ("buy", self.buy_price, self.buy_max, self.buy_max_yearly, 1.0),
            ("sell", self.sell_price, self.sell_max, self.sell_max_yearly, -1.0),
        ):
            if price is None:
                continue
            largest = math.inf if connection is None else connection.largest
            upper = largest if most is None else f.upper(most, largest)
            flow = f.variable(word, upper=upper, unit=f.flow_unit(self.carrier))
            if connection is not None and connection.decided:
                f.constraint(f"{word}_within_connection", flow <= connection.in_service)
            if yearly is not None:
                f.constraint(f"{word}_within_year", f.yearly(flow) * 1e-3 <= yearly * 1e-3)
            f.charge("purchase" if sign > 0 else "sale", f.yearly(flow * f.series(price)) * sign)
            if sign > 0:
                f.charge("variable operation", f.yearly(flow) * self.opex_variable)
                for impact, factor in self.impacts.items():
                    f.emit(impact, f.yearly(flow) * factor)
            net = flow * sign if net is None else net + flow * sign
        if net is not None:
            f.inject(net, self.carrier)

    def audit(self, a: AssetAudit) -> None:
        """Recompute trade, its limits, its price and its impacts."""
        capacity = a.over_time(a.capacity(self)) if self.has_connection else math.inf
        buy = a.result("buy") if self.buy_price is not None else a.zeros
        sell = a.result("sell") if self.sell_price is not None else a.zeros
        for word, flow, most, yearly in (
            ("buy", buy, self.buy_max, self.buy_max_yearly),
            ("sell", sell, self.sell_max, self.sell_max_yearly),
        ):
            a.at_most(f"{word} at least zero", 0.0, flow)
            a.at_most(f"{word} within connection", flow, capacity)
            if most is not None:
                a.at_most(f"{word} within its limit", flow, a.series(most))
            if yearly is not None:
                a.at_most(f"{word} within its yearly limit", a.yearly(flow), yearly)
        a.inject(buy - sell, self.carrier)
        if self.buy_price is not None:
            a.charge("purchase", a.yearly(buy * a.series(self.buy_price)))
        if self.sell_price is not None:
            a.charge("sale", -a.yearly(sell * a.series(self.sell_price)))
        a.charge("variable operation", a.yearly(buy) * self.opex_variable)
        for impact, factor in self.impacts.items():
            a.emit(impact, a.yearly(buy) * factor)
