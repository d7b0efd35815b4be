"""Demand: what a site must be given, in each step or at a time that can be chosen."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np
from pydantic import Field, model_validator

from synergy.assets.moved_in_time import movable, moved_too_far
from synergy.cluster.activity import Activity, Surroundings
from synergy.cluster.asset import Port, SeriesReader, SiteAsset
from synergy.errors import Fault
from synergy.formulation.affine import Affine
from synergy.record import described, quantity
from synergy.time.series import FloatArray, Series

if TYPE_CHECKING:
    from synergy.cluster.cluster import Cluster
    from synergy.formulation.asset_formulation import AssetFormulation
    from synergy.plan.asset_audit import AssetAudit
    from synergy.time.axis import TimeAxis


class Demand(SiteAsset):
    r"""A flow that a site needs: in every step, or moved in time; what may be left unserved has a price.

    .. math::

        q_{h t} = -s_t, \qquad s_t = d_t - u_t, \qquad 0 \le u_t \le \upsilon d_t, \qquad
        C = \pi \sum_t w_t u_t

    With a ``shift_window`` each unit may be served up to :math:`L` hours before or after it is due, but of
    each step no more than a share :math:`\sigma` of what is due:

    .. math::

        p_t = p_{t-1} + h_t (d_t - u_t - s_t), \qquad
        - \sigma \sum_{r > t, \; m_r - m_t \le L} h_r d_r \le p_t \le
        \sigma \sum_{r \le t, \; m_{t+1} - m_r \le L} h_r d_r, \qquad
        (1 - \sigma) d_t \le s_t + u_t

    with :math:`m` the middle of a step: what is served by :math:`L` hours after a step covers all that was
    due by then, and nothing is served more than :math:`L` hours before it is due. This is just what moving
    every unit by itself within its window comes to (the proof stands in `synergy.assets.moved_in_time`), with
    one variable and one row for each step. Before the first step of a period comes its last, or where periods
    are chained, the last of the period before. With a ``shift_cost``, what a step is served less than is due
    in it is charged: :math:`v_t \ge d_t - u_t - s_t`, :math:`v_t \ge 0`,
    :math:`C = \gamma \sum_t w_t v_t`.

    Where it is ``flexible``, all of a period, or all of the year, may be served whenever it suits:

    .. math::

        \sum_t h_t (s_t + u_t) = \sum_t h_t d_t \;\text{ in each period, or }\;
        \sum_t w_t (s_t + u_t) = \sum_t w_t d_t

    Either way :math:`\underline s_t \le s_t + u_t` and :math:`s_t \le \overline s_t`.

    =======================  =====================================  ===============
    symbol                   field or variable                      unit
    =======================  =====================================  ===============
    :math:`q`                flow put into the hub                  MW or t/h
    :math:`d`                ``demand``                             MW or t/h
    :math:`s`                ``served``                             MW or t/h
    :math:`u`                ``unserved`` (variable)                MW or t/h
    :math:`\upsilon`         ``unserved_max``                       1
    :math:`\pi`              ``unserved_price``                     EUR/MWh, EUR/t
    :math:`p`                ``postponed`` (variable, either sign)  MWh or t
    :math:`L`                ``shift_window``                       h
    :math:`\sigma`           ``shift_share``                        1
    :math:`v`                ``moved`` (variable)                   MW or t/h
    :math:`\gamma`           ``shift_cost``                         EUR/MWh, EUR/t
    :math:`\underline s`     ``served_min``                         MW or t/h
    :math:`\overline s`      ``served_max``                         MW or t/h
    :math:`h`                length of a step                       h
    :math:`w`                hours of the year a step holds         h/a
    =======================  =====================================  ===============

    Without ``unserved_price`` all of the demand must be met. A demand that is not moved has no variable but
    what is left unserved. What is left unserved of a demand that is moved counts in the step in which it
    would have been served.

    Examples
    --------
    >>> Demand(id="steam-load", site="mill", carrier="steam", demand=25.0).demand
    25.0
    >>> cooling = Demand(id="cooling", site="dairy", carrier="power", demand=2.0, shift_window=3.0)
    >>> cooling.moves
    True
    """

    can_fail: ClassVar[bool] = False
    series_ranges: ClassVar[Mapping[str, tuple[float, float]]] = {
        "demand": (0.0, math.inf),
        "served_min": (0.0, math.inf),
        "served_max": (0.0, math.inf),
    }

    carrier: str = Field(description="what is needed")
    demand: Series = described("{flow}", "flow that is needed")
    unserved_price: float | None = quantity(
        "EUR/{quantity}", "price of what is not served", default=None, ge=0
    )
    unserved_max: float = quantity(
        "", "largest share of the demand of a step that may be left unserved", default=1.0, ge=0, le=1
    )
    shift_window: float | None = quantity(
        "h", "how far a unit of the demand may be moved, earlier or later", default=None, gt=0, le=8784
    )
    shift_share: float = quantity(
        "", "largest share of the demand of a step that may be moved away", default=1.0, ge=0, le=1
    )
    shift_cost: float = quantity(
        "EUR/{quantity}", "price of what is not served in the step in which it is due", default=0.0, ge=0
    )
    flexible: Literal["period", "year"] | None = Field(
        default=None, description="stretch of time of which only the sum of the demand is fixed"
    )
    served_min: Series | None = described(
        "{flow}", "least that is served in a step of a demand that is moved in time", default=None
    )
    served_max: Series | None = described(
        "{flow}",
        "most that can be served in a step of a demand that is moved in time; default: what windows allow",
        default=None,
    )

    @model_validator(mode="after")
    def _one_way_to_move(self) -> Demand:
        if self.flexible and self.shift_window is not None:
            raise ValueError(
                f"both shift_window and flexible: {self.flexible} are given. Fix: give one of them"
            )
        if self.flexible and self.served_max is None:
            raise ValueError(
                f"flexible: {self.flexible} without served_max would serve all of it in one step. "
                "Fix: give the most that can be served in a step as served_max"
            )
        if self.unserved_price is None and self.unserved_max != 1.0:
            raise ValueError("unserved_max without unserved_price has no effect. Fix: give unserved_price")
        return self

    @model_validator(mode="after")
    def _nothing_without_effect(self) -> Demand:
        shifting = {"shift_share": self.shift_share != 1.0, "shift_cost": self.shift_cost != 0.0}
        for name, given in shifting.items():
            if given and self.shift_window is None:
                raise ValueError(f"{name} without shift_window has no effect. Fix: give shift_window")
        limits = {"served_min": self.served_min, "served_max": self.served_max}
        for name, value in limits.items():
            if value is not None and not self.moves:
                raise ValueError(
                    f"{name} of a demand that is not moved in time has no effect. "
                    "Fix: give shift_window or flexible"
                )
        return self

    @property
    def reference_carrier(self) -> str:
        """The carrier that is needed."""
        return self.carrier

    @property
    def moves(self) -> bool:
        """Whether it may be served at another time than it is due."""
        return self.flexible is not None or self.shift_window is not None

    @property
    def must_be_met(self) -> bool:
        """Whether something is needed that may not be left unserved."""
        return (self.unserved_price is None or self.unserved_max < 1.0) and self.demand != 0.0

    def ports(self, ends: tuple[str, ...]) -> tuple[Port, ...]:
        """Return the one hub that is drawn on."""
        return (Port(ends[0], self.carrier, gives=False, takes=True),)

    def check_values(self, cluster: Cluster, values: SeriesReader) -> Iterable[Fault]:
        """Yield faults of limits on what is served that leave no room."""
        if self.served_max is None:
            return
        most, least = values(self.served_max), self._least(values)
        short = least > most * (1.0 + 1e-9)
        if short.any() and (self.unserved_price is None or self.served_min is not None):
            at = np.unravel_index(int((least - most).argmax()), short.shape)
            yield Fault(
                "served_max",
                f"{most[at]:g}, where at least {least[at]:g} must be served",
                "there is no plan",
                "raise served_max, or lower served_min or raise shift_share",
            )
        needed = values(self.demand)
        if self.unserved_price is None and needed.any() and (most <= needed).all() and (most < needed).any():
            found = "never above the demand and below it in some steps: what is moved can not be made up for"
            yield Fault("served_max", found, "there is no plan", "raise served_max, or set unserved_price")

    def check_time(self, time: TimeAxis) -> Iterable[Fault]:
        """Yield a warning where no other step lies within the window."""
        if self.shift_window is None:
            return
        shortest = float(time.step_hours.min())
        if self.shift_window < shortest:
            found = f"{self.shift_window:g} h, and the shortest step has {shortest:g} h"
            fix = "give a window of a step or more, or shorter steps"
            yield Fault("shift_window", found, "nothing can be moved to another step", fix, warning=True)

    def _least(self, values: SeriesReader) -> FloatArray:
        """Return the least that is served or left unserved in each step, of a demand that is moved."""
        stays = values(self.demand) * (1.0 - self.shift_share) if self.shift_window is not None else 0.0
        asked = 0.0 if self.served_min is None else values(self.served_min)
        return np.maximum(np.zeros_like(values(self.demand)), np.maximum(stays, asked))

    def _most(self, values: SeriesReader, hours: FloatArray, chained: bool) -> FloatArray:
        """Return the most that can be served in each step, of a demand that is moved."""
        most: FloatArray = np.asarray(np.inf if self.served_max is None else values(self.served_max))
        if self.shift_window is None:
            return most
        demand = values(self.demand)
        arriving = movable(self.shift_share * demand * hours, hours, self.shift_window, chained).arriving
        return np.minimum(most, (1.0 - self.shift_share) * demand + arriving / hours)

    def activities(self, around: Surroundings) -> tuple[Activity, ...]:
        """Return that it takes what it needs, or what it can be served at most."""
        most = around.values(self.demand)
        if self.moves:
            most = self._most(around.values, around.step_hours, around.chained)
        return (Activity({(around.ends[0], self.carrier): -1.0}, most),)

    def formulate(self, f: AssetFormulation) -> None:
        """State the flow taken, and what is left unserved if that has a price."""
        unit = f.flow_unit(self.carrier)
        demand = f.over_time(f.series(self.demand))
        unserved = Affine.of(0.0)
        if self.unserved_price is not None:
            unserved = f.variable("unserved", upper=demand.constant * self.unserved_max, unit=unit)
            f.charge("unserved", f.yearly(unserved) * self.unserved_price)
        if self.moves:
            served = self._state_moved(f, demand, unserved)
        else:
            served = demand - unserved
            f.report("served", served, unit)
        f.inject(-served, self.carrier)

    def _state_moved(self, f: AssetFormulation, demand: Affine, unserved: Affine) -> Affine:
        """State when it is served, and return that."""
        time, unit = f.context.scenario.time, f.flow_unit(self.carrier)
        values = f.context.scenario.values_of
        least, most = self._least(values), self._most(values, time.step_hours, time.chained)
        gives_way = self.unserved_price is not None
        served = f.variable("served", lower=0.0 if gives_way else least, upper=most, unit=unit)
        met = served + unserved
        if gives_way and least.any():
            f.constraint("served_at_least", met >= Affine.data(least, f.steps))
        if self.shift_window is None:
            self._state_sum(f, demand - met)
            return served
        amount = self.shift_share * values(self.demand) * time.step_hours
        allowed = movable(amount, time.step_hours, self.shift_window, time.chained)
        content = f.cluster.carriers[self.carrier].unit
        postponed = f.variable("postponed", lower=-allowed.early, upper=allowed.late, unit=content)
        f.constraint("postponed_balance", postponed == f.previous(postponed) + f.hours * (demand - met))
        if self.shift_cost > 0:
            moved = f.variable("moved", upper=self.shift_share * demand.constant, unit=unit)
            f.constraint("moved_at_least", moved >= demand - met)
            f.charge("shift", f.yearly(moved) * self.shift_cost)
        return served

    def _state_sum(self, f: AssetFormulation, short: Affine) -> None:
        """State that over a period, or the year, what is short in some steps is made up for in others."""
        if self.flexible == "period":
            f.constraint("met_over_period", (f.hours * short).sum("step") == 0.0)
        else:  # as a mean over the year, so that the row holds numbers of the size of a flow
            f.constraint("met_over_year", f.yearly(short) * (1.0 / f.context.hours_in_year.sum()) == 0.0)

    def audit(self, a: AssetAudit) -> None:
        """Recompute what is served."""
        demand, served = a.series(self.demand), a.result("served")
        unserved = a.result("unserved") if self.unserved_price is not None else a.zeros
        a.at_most("unserved at least zero", 0.0, unserved)
        a.at_most("unserved within its share of the demand", unserved, self.unserved_max * demand)
        if self.moves:
            self._audit_moved(a, demand, served, unserved)
        else:
            a.equal("served is what is needed less what is not", served, demand - unserved)
        a.inject(-served, self.carrier)
        a.charge("unserved", a.yearly(unserved) * (self.unserved_price or 0.0))

    def _audit_moved(
        self, a: AssetAudit, demand: FloatArray, served: FloatArray, unserved: FloatArray
    ) -> None:
        """Recompute the order in which units are served, or their sum."""
        met, time = served + unserved, a.scenario.time
        a.at_most("served at least zero", 0.0, served)
        if self.served_min is not None:
            a.at_most("served and unserved at least the least", a.series(self.served_min), met)
        if self.served_max is not None:
            a.at_most("served within the most", served, a.series(self.served_max))
        hours = time.step_hours
        if self.shift_window is None:
            weights = time.hours_in_year if self.flexible == "year" else hours
            over = (-2, -1) if self.flexible == "year" else -1
            a.equal("all is met in the end", (weights * met).sum(over), (weights * demand).sum(over))
            return
        a.at_most("what may not be moved stays", (1.0 - self.shift_share) * demand, met)
        postponed = a.result("postponed")
        rounds = (1, -1) if time.chained else time.shape
        before = np.roll(postponed.reshape(rounds), 1, axis=-1).reshape(postponed.shape)
        a.equal("postponed is what was due and not met", postponed, before + hours * (demand - met))
        due = self.shift_share * demand * hours
        rows = zip(due.reshape(rounds), postponed.reshape(rounds), hours.reshape(rounds), strict=True)
        far = sum(moved_too_far(*row, self.shift_window) for row in rows)
        a.at_most("nothing is moved further than its window", due.sum() + far, due.sum())
        if self.shift_cost > 0:  # where cost is not what counts, more than need be may be called moved
            moved = a.result("moved")
            a.at_most("moved covers what a step is served less than is due", demand - met, moved)
            a.at_most("moved at least zero", 0.0, moved)
            a.charge("shift", a.yearly(moved) * self.shift_cost)
