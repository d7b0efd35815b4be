"""Storage: puts a carrier aside for later."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Literal, Self

import numpy as np
from pydantic import Field, model_validator

from synergy.assets.level_in_sequence import audit_level_in_sequence, level_at_places, state_level_in_sequence
from synergy.cluster.activity import Activity, Surroundings
from synergy.cluster.asset import Investment, Port, SiteAsset, SizeOption
from synergy.errors import Fault
from synergy.formulation.affine import Affine
from synergy.record import quantity

if TYPE_CHECKING:
    from synergy.cluster.carrier import Carrier
    from synergy.cluster.cluster import Cluster
    from synergy.formulation.asset_formulation import AssetFormulation
    from synergy.formulation.investment import Sizing
    from synergy.plan.asset_audit import AssetAudit
    from synergy.time.axis import TimeAxis
    from synergy.time.series import FloatArray


class Storage(SiteAsset, Investment):
    r"""A battery, a tank, a cavern: a level that carries from step to step, and comes back where it began.

    .. math::

        l_t = (1 - \sigma)^{h_t} \, l_{t-1} + h_t \left( \eta^+ c_t - \frac{d_t}{\eta^-} \right), \qquad
        0 \le l_t \le E, \qquad 0 \le c_t \le P, \qquad 0 \le d_t \le P

    :math:`l_t` is the level at the end of a step. What comes before the first step of a period is told by
    the time axis: where nothing is said of order, the last of the same period; where periods are chained,
    the last of the period before, and before the first of the year the last of the year. Where periods occur
    in a ``sequence``, the level at place :math:`i` of the year is what is left of its start and what happens
    inside its period :math:`p(i)`, told as if that began empty:

    .. math::

        L_{i+1} = K_{p(i), T} L_i + \lambda_{p(i), T}, \qquad
        0 \le K_{p(i), t} L_i + \lambda_{p(i), t} \le E, \qquad
        K_{p t} = (1 - \sigma)^{h_{p 1} + \dots + h_{p t}}

    Its bounds take two rows for each step of each period, whatever the number of places, by the least and the
    most that a period may be started with (:math:`\underline L_p \le L_i \le \overline L_p`):

    .. math::

        K_{p t} \underline L_p + \lambda_{p t} \ge 0, \qquad K_{p t} \overline L_p + \lambda_{p t} \le E

    The power :math:`P` is :math:`r E` where ``c_rate`` is given and a size of its own otherwise. Where losing
    some of the carrier could be worth something (a negative price, a plant that must run), a binary
    :math:`z_t` keeps it from charging and discharging at once:

    .. math:: c_t \le \overline{P} z_t, \qquad d_t \le \overline{P} (1 - z_t)

    =======================  ================================================  ==============
    symbol                   field or variable                                 unit
    =======================  ================================================  ==============
    :math:`l`                ``level`` (variable; its mean in a sequence)      MWh or t
    :math:`\lambda`          ``level_inside`` (variable, of either sign)       MWh or t
    :math:`L`                ``level_start`` (variable)                        MWh or t
    :math:`\underline L`     ``start_least`` (variable)                        MWh or t
    :math:`\overline L`      ``start_most`` (variable)                         MWh or t
    :math:`c, d`             ``charge``, ``discharge`` (variables)             MW or t/h
    :math:`z`                ``charging`` (variable)                           1
    :math:`E`                ``capacity`` in service                           MWh or t
    :math:`P, \overline P`   ``power`` in service, its largest value           MW or t/h
    :math:`r`                ``c_rate``                                        1/h
    :math:`\eta^+, \eta^-`   ``charge_efficiency``, ``discharge_efficiency``   1
    :math:`\sigma`           ``standing_loss``                                 1/h
    :math:`h`                length of a step                                  h
    =======================  ================================================  ==============

    ``opex_variable`` is charged on what is discharged. As the level comes back where it began, what goes
    in and not out is lost; of a carrier that is vented, such as CO2, it counts as released.

    Examples
    --------
    >>> Storage(id="tank", site="mill", carrier="steam", capacity_max=100.0, c_rate=0.25).buildable
    True
    """

    carrier: str = Field(description="what is stored")
    capacity_existing: float = quantity(
        "{quantity}", "content that a store standing already can hold", default=0.0, ge=0
    )
    capacity_min: float = quantity("{quantity}", "smallest store worth building", default=0.0, ge=0)
    capacity_max: float = quantity(
        "{quantity}", "largest store that may be built; 0: nothing may be built", default=0.0, ge=0
    )
    unit_size: float = quantity(
        "{quantity}", "content comes in whole units of this size; 0: in any size", default=0.0, ge=0
    )
    capex_specific: float = quantity(
        "EUR/{quantity}", "investment per unit of content", default=0.0, ge=0, le=1e12
    )
    capacity_reference: float | None = quantity(
        "{quantity}", "content that costs capex_reference", default=None, gt=0
    )
    opex_fixed: float = quantity(
        "EUR/{quantity}/a", "yearly operation per unit of content", default=0.0, ge=0
    )
    c_rate: float | None = quantity("1/h", "power per unit of content", default=None, gt=0)
    power_existing: float = quantity("{flow}", "power that stands already", default=0.0, ge=0)
    power_max: float = quantity("{flow}", "largest power that may be built", default=0.0, ge=0)
    capex_power: float = quantity("EUR/{flow}", "investment per unit of power", default=0.0, ge=0, le=1e12)
    opex_fixed_power: float = quantity(
        "EUR/{flow}/a", "yearly operation per unit of power", default=0.0, ge=0
    )
    charge_efficiency: float = quantity("", "stored over taken", default=1.0, gt=0, le=1)
    discharge_efficiency: float = quantity("", "given over taken from the store", default=1.0, gt=0, le=1)
    standing_loss: float = quantity(
        "1/h", "share of the content that is lost in an hour", default=0.0, ge=0, le=1
    )
    exclusive: Literal["auto"] | bool = Field(
        default="auto",
        description="whether a binary keeps it from charging and discharging at once; auto: where it may pay",
    )

    @model_validator(mode="after")
    def _one_way_to_size_power(self) -> Storage:
        own_power = self.power_existing > 0 or self.power_max > 0
        if self.c_rate is not None and (own_power or self.capex_power or self.opex_fixed_power):
            raise ValueError("both c_rate and a power of its own are given. Fix: give one of them")
        if self.c_rate is None and not own_power:
            raise ValueError(
                "nothing says how fast it charges. Fix: give c_rate, or power_existing or power_max"
            )
        return self

    @property
    def reference_carrier(self) -> str:
        """The carrier that is stored."""
        return self.carrier

    def size_unit(self, name: str, carrier: Carrier) -> str:
        """Return MWh or t for the content, MW or t/h for the power."""
        return carrier.unit if name == "capacity" else carrier.flow_unit

    def carries(self, name: str, length: float) -> float:
        """Return that its power is a flow, and its content is none."""
        return 0.0 if name == "capacity" else 1.0

    def check(self, cluster: Cluster) -> Iterable[Fault]:
        """Yield a fault where there is power without content."""
        if not self.capacity_existing and not self.capacity_max:
            yield Fault(
                "capacity_max",
                "missing, and nothing stands already",
                "it could hold nothing",
                "give capacity_max",
            )

    def ports(self, ends: tuple[str, ...]) -> tuple[Port, ...]:
        """Return the one hub that it evens out; it gives only what was put in."""
        return (Port(ends[0], self.carrier, gives=False, takes=False),)

    def activities(self, around: Surroundings) -> tuple[Activity, ...]:
        """Return charging and discharging, one at a time unless waste may pay and nothing forbids it."""
        both_may_pay = self.exclusive is False and self._loses() and self.carrier in around.worthless
        hub = (around.ends[0], self.carrier)
        most, size = self._power_standing + self.power_max, "power"
        if self.c_rate is not None:  # its content may be of use where its power is not
            most, size = self.c_rate * self.largest_capacity(), ""
        return tuple(Activity({hub: flow}, most, size, alone=not both_may_pay) for flow in (-1.0, 1.0))

    def largest_sizes(self) -> dict[str, float]:
        """Return the most content, and power where it is a size of its own."""
        own = {"power_existing": self._power_standing + self.power_max} if self.c_rate is None else {}
        return {**super().largest_sizes(), **own}

    def as_it_stands(self) -> Self | None:
        """Return it with the content and power that stand, or None if it could hold or move nothing."""
        standing = super().as_it_stands()
        if standing is None or (self.c_rate is None and self._power_standing <= 0):
            return None
        return standing.model_copy(update={"power_max": 0.0})

    @property
    def _power_standing(self) -> float:
        return self.power_existing if self.age < self.lifetime else 0.0

    def _loses(self) -> bool:
        return self.charge_efficiency * self.discharge_efficiency < 1

    def formulate(self, f: AssetFormulation) -> None:
        """State level, charging and discharging."""
        content = f.capacity(self)
        if self.c_rate is not None:
            power, most = content.in_service * self.c_rate, content.largest * self.c_rate
            f.report("power", power, f.flow_unit(self.carrier))
        else:
            options = (SizeOption("", 0.0, self.power_max, 0.0, self.capex_power),) if self.power_max else ()
            sizing = f.size("power", self._power_standing, options, self.opex_fixed_power, self)
            power, most = sizing.in_service, sizing.largest
        unit = f.flow_unit(self.carrier)
        charge = f.variable("charge", upper=most, unit=unit)
        discharge = f.variable("discharge", upper=most, unit=unit)
        kept = (1.0 - self.standing_loss) ** f.hours.constant
        gained = f.hours * (charge * self.charge_efficiency - discharge / self.discharge_efficiency)
        self._state_level(f, content, kept, gained)
        if not power.is_constant:
            f.constraint("charge_within_power", charge <= power)
            f.constraint("discharge_within_power", discharge <= power)
        exclusive = (
            self._loses() and f.wasting_pays(self.carrier) if self.exclusive == "auto" else self.exclusive
        )
        if exclusive:
            charging = f.variable("charging", upper=1.0, integer=True)
            f.constraint("charge_only_if_charging", charge <= charging * most)
            f.constraint("discharge_only_if_not_charging", discharge <= (1.0 - charging) * most)
        f.inject(discharge - charge, self.carrier)
        if self._loses() or self.standing_loss > 0:
            f.lose(self.carrier, charge - discharge)
        f.charge("variable operation", f.yearly(discharge) * self.opex_variable)

    def _state_level(self, f: AssetFormulation, content: Sizing, kept: FloatArray, gained: Affine) -> None:
        unit = f.cluster.carriers[self.carrier].unit
        if f.context.scenario.time.sequence:
            state_level_in_sequence(f, content, kept, gained, unit)
            return
        level = f.variable("level", upper=content.largest, unit=unit)
        f.constraint("level_balance", level == f.previous(level) * Affine.data(kept, f.steps) + gained)
        if content.decided:
            f.constraint("level_within_capacity", level <= content.in_service)

    def audit(self, a: AssetAudit) -> None:
        """Recompute the level from charging and discharging."""
        capacity = a.over_time(a.capacity(self))
        if self.c_rate is not None:
            power = capacity * self.c_rate
            a.equal("power follows from content", a.over_time(a.result("power")), power)
        else:
            options = (SizeOption("", 0.0, self.power_max, 0.0, self.capex_power),) if self.power_max else ()
            power = a.over_time(a.size("power", self._power_standing, options, self.opex_fixed_power, self))
        charge, discharge = a.result("charge"), a.result("discharge")
        for name, flow in (("charge", charge), ("discharge", discharge)):
            a.at_most(f"{name} at least zero", 0.0, flow)
            a.at_most(f"{name} within power", flow, power)
        stored = a.step_hours * charge * self.charge_efficiency
        drawn = a.step_hours * discharge / self.discharge_efficiency
        kept = (1.0 - self.standing_loss) ** a.step_hours
        if a.scenario.time.sequence:
            audit_level_in_sequence(a, capacity, kept, stored - drawn)
        else:
            self._audit_level(a, capacity, kept, stored - drawn)
        may_pay = self._loses() and a.wasting_pays(self.carrier)
        if may_pay if self.exclusive == "auto" else self.exclusive:
            a.at_most("never charging and discharging at once", a.smaller(charge, discharge), a.tolerance)
        a.inject(discharge - charge, self.carrier)
        a.lose(self.carrier, charge - discharge)
        a.charge("variable operation", a.yearly(discharge) * self.opex_variable)

    def level_over_year(self, results: Mapping[str, FloatArray], time: TimeAxis) -> FloatArray:
        """Return the level at the end of each step of the year in order, shape (years, places, steps).

        Parameters
        ----------
        results : mapping of str to array
            Its named results in a plan.
        time : TimeAxis
            With one period, chained periods, or a sequence.
        """
        if not time.sequence:
            return results["level"]
        kept = (1.0 - self.standing_loss) ** time.step_hours
        return level_at_places(results["level_start"], results["level_inside"], kept, time.order)

    def _audit_level(self, a: AssetAudit, capacity: FloatArray, kept: FloatArray, gained: FloatArray) -> None:
        level = a.result("level")
        a.at_most("level at least zero", 0.0, level)
        a.at_most("level within capacity", level, capacity)
        if a.scenario.time.chained:
            before = np.roll(level.reshape(len(level), -1), 1, axis=1).reshape(level.shape)
        else:
            before = level[:, :, [-1, *range(level.shape[2] - 1)]]
        a.equal("level follows from what goes in and out", level, before * kept + gained)
