"""Demand: what a site must be given."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from synergy.cluster.activity import Activity, Surroundings
from synergy.cluster.asset import Port, SiteAsset
from synergy.record import described, quantity
from synergy.time.series import Series

if TYPE_CHECKING:
    from synergy.formulation.asset_formulation import AssetFormulation
    from synergy.plan.asset_audit import AssetAudit


class Demand(SiteAsset):
    r"""A flow that a site needs in every step; what may be left unserved has a price.

    .. math::

        q_{h t} = -(d_t - u_t), \qquad 0 \le u_t \le d_t, \qquad
        C = \pi \sum_t w_t u_t

    ===========  ==============================  ==============
    symbol       field or variable               unit
    ===========  ==============================  ==============
    :math:`q`    flow put into the hub           MW or t/h
    :math:`d`    ``demand``                      MW or t/h
    :math:`u`    ``unserved`` (variable)         MW or t/h
    :math:`\pi`  ``unserved_price``              EUR/MWh, EUR/t
    :math:`w`    hours of the year a step holds  h/a
    ===========  ==============================  ==============

    Without ``unserved_price`` all of the demand must be met and there is no variable.

    Examples
    --------
    >>> Demand(id="steam-load", site="mill", carrier="steam", demand=25.0).demand
    25.0
    """

    can_fail: ClassVar[bool] = False
    series_ranges: ClassVar[Mapping[str, tuple[float, float]]] = {"demand": (0.0, math.inf)}

    carrier: str = Field(description="what is needed")
    demand: Series = described("{flow}", "flow that is needed")
    unserved_price: float | None = quantity(
        "EUR/{quantity}", "price of what is not served", default=None, ge=0
    )

    @property
    def reference_carrier(self) -> str:
        """The carrier that is needed."""
        return self.carrier

    @property
    def must_be_met(self) -> bool:
        """Whether something is needed and nothing of it may be left unserved."""
        return self.unserved_price is None and self.demand != 0.0

    def ports(self, ends: tuple[str, ...]) -> tuple[Port, ...]:
        """Return the one hub that is drawn on."""
        return (Port(ends[0], self.carrier, gives=False, takes=True),)

    def activities(self, around: Surroundings) -> tuple[Activity, ...]:
        """Return that it takes what it needs."""
        return (Activity({(around.ends[0], self.carrier): -1.0}, around.values(self.demand)),)

    def formulate(self, f: AssetFormulation) -> None:
        """State the flow taken, and what is left unserved if that has a price."""
        unit = f.flow_unit(self.carrier)
        served = f.over_time(f.series(self.demand))
        if self.unserved_price is not None:
            unserved = f.variable("unserved", upper=served.constant, unit=unit)
            f.charge("unserved", f.yearly(unserved) * self.unserved_price)
            served = served - unserved
        f.report("served", served, unit)
        f.inject(-served, self.carrier)

    def audit(self, a: AssetAudit) -> None:
        """Recompute what is served."""
        demand = a.series(self.demand)
        unserved = a.result("unserved") if self.unserved_price is not None else a.zeros
        a.at_most("unserved at least zero", 0.0, unserved)
        a.at_most("unserved within demand", unserved, demand)
        a.equal("served is what is needed less what is not", a.result("served"), demand - unserved)
        a.inject(unserved - demand, self.carrier)
        a.charge("unserved", a.yearly(unserved) * (self.unserved_price or 0.0))
