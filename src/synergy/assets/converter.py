"""Converter: any number of carriers in, any number out, in fixed ratios."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import Field

from synergy.cluster.activity import Activity, Surroundings
from synergy.cluster.asset import Investment, Port, SiteAsset
from synergy.cluster.carrier import BIOGENIC, REMOVAL, SCOPE1
from synergy.errors import Fault, did_you_mean
from synergy.formulation.affine import Affine
from synergy.formulation.investment import Sizing
from synergy.record import Factor, Ratio, described, quantity
from synergy.time.series import Series

if TYPE_CHECKING:
    from synergy.cluster.cluster import Cluster, Hub
    from synergy.formulation.asset_formulation import AssetFormulation
    from synergy.plan.asset_audit import AssetAudit

LARGEST_ENERGY_GAIN = 15.0
"""Energy out over energy in: a heat pump with source heat from the air reaches single digits."""


class Converter(SiteAsset, Investment):
    r"""A boiler, an electrolyser, a CHP plant, a capture unit, a heat pump: one activity, fixed ratios.

    .. math::

        q_{c t} = (\rho^{out}_c - \rho^{in}_c) x_t, \qquad 0 \le x_t \le \alpha_t K

    With a minimum load :math:`m`, a binary :math:`o_t` says whether it runs, and :math:`k_t` is the
    capacity that runs:

    .. math::

        m k_t \le x_t \le \alpha_t k_t, \qquad k_t \le K, \qquad k_t \le \overline{K} o_t, \qquad
        k_t \ge K - \overline{K} (1 - o_t)

    Costs and impacts, and the removal credited where biogenic CO2 is moved into a carrier of fossil CO2:

    .. math::

        C = v \sum_t w_t x_t, \qquad E_i = \sum_t w_t \epsilon_i x_t, \qquad
        E_{\text{removal}} = - r \sum_t w_t x_t, \quad
        r = \max(0, \min(\beta^{in} - \beta^{out}, \phi^{out} - \phi^{in}))

    =========================  ==================================================  ===================
    symbol                     field or variable                                   unit
    =========================  ==================================================  ===================
    :math:`x`                  ``activity``: flow of the ``reference`` carrier     MW or t/h
    :math:`\rho`               ``inputs``, ``outputs``                             MWh/MWh, t/MWh, ...
    :math:`\alpha`             ``availability``                                    1
    :math:`K, \overline K`     ``capacity`` in service, its largest value          MW or t/h
    :math:`m`                  ``minimum_load``                                    1
    :math:`o, k`               ``on``, ``running`` (variables)                     1, MW or t/h
    :math:`v`                  ``opex_variable``                                   EUR/MWh, EUR/t
    :math:`\epsilon_i`         ``impacts``                                         t/MWh, ...
    :math:`\beta, \phi`        t CO2 per unit of activity in carriers whose        t/MWh, t/t
                               release counts as biogenic, as scope 1
    :math:`w`                  hours of the year a step holds                      h/a
    =========================  ==================================================  ===================

    Examples
    --------
    >>> boiler = Converter(
    ...     id="boiler",
    ...     site="mill",
    ...     reference="steam",
    ...     inputs={"natural-gas": 1 / 0.93},
    ...     outputs={"steam": 1.0},
    ...     capacity_existing=50.0,
    ... )
    >>> [port.carrier for port in boiler.ports(("mill",))]
    ['natural-gas', 'steam']
    """

    series_ranges: ClassVar[Mapping[str, tuple[float, float]]] = {"availability": (0.0, 1.0)}

    reference: str = Field(description="carrier to whose flow capacity and costs refer; its ratio is 1")
    inputs: dict[str, Ratio] = described("{key}/{quantity}", "taken per unit of reference", default={})
    outputs: dict[str, Ratio] = described("{key}/{quantity}", "given per unit of reference", default={})
    minimum_load: float = quantity(
        "", "smallest load while running, as a share of capacity", default=0.0, ge=0, le=1
    )
    availability: Series = described("", "share of capacity that is available", default=1.0)
    impacts: dict[str, Factor] = described("{impact}/{quantity}", "impacts per unit of reference", default={})

    @classmethod
    def reference_carrier_in(cls, data: Mapping[str, Any]) -> str | None:
        """Return the reference carrier named in raw data."""
        reference = data.get("reference")
        return reference if isinstance(reference, str) else None

    @property
    def reference_carrier(self) -> str:
        """The carrier to whose flow capacity refers."""
        return self.reference

    @property
    def net_ratios(self) -> dict[str, float]:
        """What is given per unit of activity, less what is taken, by carrier."""
        carriers = dict.fromkeys([*self.inputs, *self.outputs])
        return {
            carrier: self.outputs.get(carrier, 0.0) - self.inputs.get(carrier, 0.0) for carrier in carriers
        }

    def check(self, cluster: Cluster) -> Iterable[Fault]:
        """Yield faults of ratios that can not be right."""
        if not self.inputs or not self.outputs:
            yield Fault(
                "inputs" if not self.inputs else "outputs",
                "empty",
                "a converter turns something into something",
                "give what it takes and what it gives; a source without input is a generator",
            )
            return
        given = self.inputs.get(self.reference, self.outputs.get(self.reference))
        if given is None:
            named = [*self.inputs, *self.outputs]
            yield Fault(
                "reference",
                f"'{self.reference}' is neither taken nor given{did_you_mean(self.reference, named)}",
                fix=f"use one of {', '.join(named)}",
            )
        elif 1.0 not in (self.inputs.get(self.reference), self.outputs.get(self.reference)):
            yield Fault(
                "reference",
                f"the ratio of '{self.reference}' is {given:g}",
                "ratios are per unit of reference",
                f"divide all ratios by {given:g}",
            )
        energy_in = sum(r for c, r in self.inputs.items() if cluster.carriers[c].unit == "MWh")
        energy_out = sum(r for c, r in self.outputs.items() if cluster.carriers[c].unit == "MWh")
        if energy_in > 0 and energy_out / energy_in > LARGEST_ENERGY_GAIN:
            yield Fault(
                "outputs",
                f"gives {energy_out / energy_in:.3g} times the energy that it takes",
                "efficiencies lie in (0, 1], a heat pump's COP in (0, 15]",
                "write efficiencies as shares, e.g. 0.95",
            )

    def ports(self, ends: tuple[str, ...]) -> tuple[Port, ...]:
        """Return the hubs of all carriers at its site."""
        carriers = dict.fromkeys([*self.inputs, *self.outputs])
        return tuple(Port(ends[0], c, gives=c in self.outputs, takes=c in self.inputs) for c in carriers)

    def pushes(self, carrier: str, worthless: frozenset[str]) -> bool:
        """Return whether it may give a carrier that nobody pays for, as a by-product or for a credit."""
        if carrier not in self.outputs:
            return False
        others = set(self.outputs) - {carrier}
        credited = any(factor < 0 for factor in self.impacts.values())
        return bool(others) or credited or self.minimum_load > 0 or bool(worthless & set(self.inputs))

    def activities(self, around: Surroundings) -> tuple[Activity, ...]:
        """Return its one activity."""
        flows = {(around.ends[0], carrier): ratio for carrier, ratio in self.net_ratios.items()}
        available = around.values(self.availability)
        return (Activity(flows, self.largest_capacity() * available, "capacity", available),)

    def gains(self, ends: tuple[str, ...], length: float) -> Iterator[tuple[Hub, Hub, float]]:
        """Yield what one unit of its only input becomes; several inputs limit one another."""
        if len(self.inputs) == 1:
            ((source, taken),) = self.inputs.items()
            for target, given in self.outputs.items():
                if target != source:
                    yield (ends[0], source), (ends[0], target), given / taken

    def removal(self, cluster: Cluster) -> float:
        """Return the t of biogenic CO2 that a unit of activity moves into carriers of fossil CO2."""

        def moved(impact: str) -> float:
            return sum(
                ratio * cluster.carriers[carrier].emission_factor
                for carrier, ratio in self.net_ratios.items()
                if cluster.carriers[carrier].released_as == impact
            )

        return max(0.0, min(-moved(BIOGENIC), moved(SCOPE1)))

    def formulate(self, f: AssetFormulation) -> None:
        """State the activity, its limits, and what it takes, gives, costs and emits."""
        sizing = f.capacity(self)
        available = f.upper(self.availability, 1.0)
        activity = f.variable("activity", upper=available * sizing.largest, unit=f.flow_unit(self.reference))
        if self.minimum_load > 0:
            running = self._running(f, sizing)
            f.constraint("within_capacity", activity <= running * f.series(self.availability))
            f.constraint("at_least_minimum_load", activity >= running * self.minimum_load)
        elif sizing.decided:
            f.constraint("within_capacity", activity <= sizing.in_service * f.series(self.availability))
        for carrier, ratio in self.net_ratios.items():
            f.inject(activity * ratio, carrier)
        yearly = f.yearly(activity)
        f.charge("variable operation", yearly * self.opex_variable)
        for impact, factor in self.impacts.items():
            f.emit(impact, yearly * factor)
        f.emit(REMOVAL, yearly * -self.removal(f.cluster))

    def _running(self, f: AssetFormulation, sizing: Sizing) -> Affine:
        """Return the capacity that runs in each step: all of it or none."""
        on = f.variable("on", upper=1.0, integer=True)
        if not sizing.decided:
            return on * sizing.largest
        running = f.variable("running", upper=sizing.largest, unit=f.flow_unit(self.reference))
        f.constraint("running_within_capacity", running <= sizing.in_service)
        f.constraint("running_only_if_on", running <= on * sizing.largest)
        f.constraint("running_all_if_on", running >= sizing.in_service - (1.0 - on) * sizing.largest)
        return running

    def audit(self, a: AssetAudit) -> None:
        """Recompute limits, flows, costs and impacts of the activity."""
        capacity = a.over_time(a.capacity(self))
        activity = a.result("activity")
        a.at_most("activity at least zero", 0.0, activity)
        a.at_most("activity within capacity", activity, capacity * a.series(self.availability))
        if self.minimum_load > 0:
            running = a.over_time(a.zeros) + (activity > a.tolerance)
            a.at_most("minimum load", running * capacity * self.minimum_load, activity)
        for carrier in dict.fromkeys([*self.inputs, *self.outputs]):
            given, taken = self.outputs.get(carrier, 0.0), self.inputs.get(carrier, 0.0)
            a.inject(given * activity - taken * activity, carrier)
        a.charge("variable operation", a.yearly(activity) * self.opex_variable)
        for impact, factor in self.impacts.items():
            a.emit(impact, a.yearly(activity) * factor)
        biogenic = fossil = 0.0
        for carrier, sign, ratios in (
            (c, s, r) for s, r in ((1, self.outputs), (-1, self.inputs)) for c in r
        ):
            factor = a.cluster.carriers[carrier].emission_factor
            released_as = a.cluster.carriers[carrier].released_as
            biogenic -= sign * ratios[carrier] * factor * (released_as == BIOGENIC)
            fossil += sign * ratios[carrier] * factor * (released_as == SCOPE1)
        a.emit(REMOVAL, -max(0.0, min(biogenic, fossil)) * a.yearly(activity))
