r"""What runs: on and off, starts, minimum times, ramps and planned outages, together with investment.

Everything is written in the capacity :math:`k_t` that runs, beside the capacity in service :math:`K`, so that
nothing depends on how large a plant could become:

.. math::

    m k_t \le x_t \le \alpha_t k_t, \qquad 0 \le k_t \le K

**Whole units.** With units of size :math:`u`, :math:`k_t = u \, o_t` where :math:`o_t` is the integer number
of units that run, at most the number in service. A plant in one piece runs with all of its capacity or
none, :math:`k_t \in \{0, K\}`. Of a capacity that stands that is :math:`k_t = K o_t`, :math:`o_t` binary; of
one to be decided it is the convex hull of both cases for :math:`0 \le K \le \overline K`:

.. math::

    k_t \le K, \qquad k_t \le \overline{K} o_t, \qquad k_t \ge K - \overline{K} (1 - o_t)

**Starts.** :math:`z_t` is the capacity that starts, and :math:`z_t - k_t + k_{t-1} \ge 0` what stops. What
was started within the minimum up time :math:`U` runs, and what was stopped within the minimum down time
:math:`D` does not, which is told by what was started in that time and ran before it, at :math:`t - D`:

.. math::

    z_t \ge k_t - k_{t-1}, \qquad \sum_{\tau \in (t - U, t]} z_\tau \le k_t, \qquad
    \sum_{\tau \in (t - D, t]} z_\tau + k_{t - D} \le K

For a given :math:`K` this is the convex hull of all schedules (Rajan and Takriti 2005), times :math:`K`.
Time goes round without end: minimum times longer than a round count the starts of rounds before again.

**Ramps.** What runs through may change by :math:`r h`, what starts may come to :math:`s = \max(m, r h)` and
comes to :math:`m` at least, what stops goes the same way back:

.. math::

    x_t - x_{t-1} &\le r^+ h \, (k_t - z_t) + s^+ z_t - m (z_t - k_t + k_{t-1}) \\
    x_{t-1} - x_t &\le r^- h \, (k_t - z_t) + s^- (z_t - k_t + k_{t-1}) - m z_t

with :math:`h` the hours between the middles of both steps. Without a minimum load all of it runs:
:math:`k_t = K, z_t = 0`.

**Planned outage.** The capacity whose outage has begun by a step, :math:`c_t`, grows from 0 to :math:`K` over
the year. What began within the length :math:`H` of an outage is out:

.. math::

    k_t \le K - (c_t - c_{t - H}), \qquad c_t \ge c_{t-1}

Units have outages one by one; a plant in one piece begins in one step,
:math:`c_t - c_{t-1} \le \overline K a_t`, :math:`\sum_t a_t = 1`, :math:`a_t` binary.

Relaxed, :math:`k_t`, :math:`z_t` and :math:`c_t` are any numbers within the rows above, and operation is a
linear program. Before the first step comes the last (`AssetFormulation.previous`).

===========================  ========================================================  ==============
symbol                       field or variable                                         unit
===========================  ========================================================  ==============
:math:`x`                    ``activity``                                              MW or t/h
:math:`K, \overline K`       ``capacity`` in service, its largest value                MW or t/h
:math:`k`                    ``running``: capacity that runs                           MW or t/h
:math:`o`                    ``on``: whether it runs, or how many units run            1
:math:`z`                    ``started``: what starts; ``starting``, as a capacity     MW or t/h, or 1
:math:`c`                    ``outage_begun``                                          MW or t/h, or 1
:math:`a`                    ``outage_begins``                                         1
:math:`m`                    ``minimum_load``                                          1
:math:`U, D`                 ``minimum_up_time``, ``minimum_down_time``                h
:math:`r^+, r^-`             ``ramp_up``, ``ramp_down``                                1/h
:math:`H`                    ``planned_outage``                                        h
===========================  ========================================================  ==============

References
----------
D. Rajan, S. Takriti, "Minimum up/down polytopes of the unit commitment problem with start-up costs", IBM
Research Report RC23628 (2005).

B. Palmintier, M. Webster, "Impact of unit commitment constraints on generation expansion planning with
renewables", IEEE PES General Meeting (2011): units of one kind counted instead of told apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from synergy.cluster.whole_units import most_units
from synergy.formulation.affine import Affine
from synergy.formulation.axes import Axis, count, sizes
from synergy.formulation.investment import Sizing
from synergy.time.series import Series
from synergy.time.windows import IntArray, steps_back, steps_within

if TYPE_CHECKING:
    from synergy.formulation.asset_formulation import AssetFormulation


@dataclass(frozen=True)
class RunningRules:
    """How an asset may run; fields as in the table above, ramps infinite where there is no limit.

    Parameters
    ----------
    minimum_load : float
        Without one there is nothing to switch on and off.
    relaxed : bool
        Whether any part of the capacity may run.
    """

    minimum_load: float = 0.0
    minimum_up_time: float = 0.0
    minimum_down_time: float = 0.0
    start_cost: float = 0.0
    ramp_up: float = np.inf
    ramp_down: float = np.inf
    planned_outage: float = 0.0
    relaxed: bool = False

    @property
    def ramps(self) -> bool:
        """Whether a ramp is limited."""
        return min(self.ramp_up, self.ramp_down) < np.inf

    @property
    def starts(self) -> bool:
        """Whether anything depends on when it starts."""
        return self.ramps or max(self.minimum_up_time, self.minimum_down_time, self.start_cost) > 0


@dataclass(frozen=True, eq=False)
class _Counting:
    """What counts as 1: all of a capacity that stands, a unit, or a MW or t/h.

    Parameters
    ----------
    full : Affine
        What there is, by year.
    most : float
        The most that there can be.
    each : float
        Capacity that 1 stands for.
    whole : bool
        Whether only whole numbers mean something; otherwise amounts are capacities.
    """

    full: Affine
    most: float
    each: float
    whole: bool

    @classmethod
    def of(cls, sizing: Sizing, relaxed: bool) -> _Counting:
        if sizing.module and not relaxed:
            most = float(most_units(sizing.largest, sizing.module))
            return cls(sizing.units, most, sizing.module, whole=True)
        if not sizing.decided and not relaxed:
            return cls(Affine.of(1.0), 1.0, sizing.largest, whole=True)
        return cls(sizing.in_service, sizing.largest, 1.0, whole=False)

    def unit(self, unit: str) -> str:
        """Return the unit of amounts."""
        return "" if self.whole else unit


@dataclass(frozen=True, eq=False)
class Running:
    """The capacity that runs.

    Parameters
    ----------
    amount : Affine
        What runs: a whole number (1 or 0, or units), or a capacity; over time.
    counting : _Counting
        What 1 of it stands for.
    on : Affine, optional
        What is whole of it: the amount itself, or the binary that says whether a capacity to be decided runs;
        None if relaxed.
    """

    amount: Affine
    counting: _Counting
    on: Affine | None = None

    @property
    def capacity(self) -> Affine:
        """The capacity that runs, in flow units, over time."""
        return self.amount * self.counting.each


def state_running(
    f: AssetFormulation,
    sizing: Sizing,
    activity: Affine,
    availability: Series,
    rules: RunningRules,
    unit: str,
) -> Running | None:
    """State what runs and the limits that follow for the activity; return None where all of it always runs.

    Parameters
    ----------
    f : AssetFormulation
    sizing : Sizing
        Capacity in service.
    activity : Affine
        At most availability times the largest capacity, over time.
    availability : number or profile
    rules : RunningRules
    unit : str
        Unit of the activity.
    """
    counting = _Counting.of(sizing, rules.relaxed)
    if rules.minimum_load == 0.0:
        ready = sizing.in_service
        if rules.planned_outage:
            ready = ready - _in_outage(f, sizing, counting, rules, unit)
        if sizing.decided or rules.planned_outage:
            f.constraint("within_capacity", activity <= ready * f.series(availability))
        _limit_ramps(f, activity, _Through(sizing.in_service), rules)
        return None
    running = _state_amount(f, sizing, counting, rules, unit)
    if rules.planned_outage:
        out = _in_outage(f, sizing, counting, rules, unit)
        f.constraint("running_unless_out", running.capacity <= sizing.in_service - out)
    f.constraint("within_capacity", activity <= running.capacity * f.series(availability))
    f.constraint("at_least_minimum_load", activity >= running.capacity * rules.minimum_load)
    if rules.starts:
        _state_starts(f, running, activity, rules, unit)
    return running


def _state_amount(
    f: AssetFormulation, sizing: Sizing, counting: _Counting, rules: RunningRules, unit: str
) -> Running:
    """State how much runs."""
    if rules.relaxed:
        running = f.variable("running", upper=sizing.largest, unit=unit)
        if sizing.decided:
            f.constraint("running_within_capacity", running <= sizing.in_service)
        return Running(running, counting)
    on = f.variable("on", upper=counting.most if counting.whole else 1.0, integer=True)
    if counting.whole:
        if sizing.decided:
            f.constraint("on_within_units", on <= counting.full)
        return Running(on, counting, on)
    running = f.variable("running", upper=sizing.largest, unit=unit)
    f.constraint("running_within_capacity", running <= sizing.in_service)
    f.constraint("running_only_if_on", running <= on * sizing.largest)
    f.constraint("running_all_if_on", running >= sizing.in_service - (1.0 - on) * sizing.largest)
    return Running(running, counting, on)


def _state_starts(
    f: AssetFormulation, running: Running, activity: Affine, rules: RunningRules, unit: str
) -> None:
    """State what starts, how long it then runs, what it costs, and how fast it may be."""
    amount, counting = running.amount, running.counting
    before = f.previous(amount)
    # Where nothing rewards a start beyond what runs more than before, starts are whole by themselves.
    whole = counting.whole and counting.most > 1.0 and rules.ramps
    started = f.variable("started", upper=counting.most, integer=whole, unit=counting.unit(unit))
    f.constraint("started_at_least", started >= amount - before)
    time = f.context.scenario.time
    if rules.minimum_up_time > 0 or rules.ramps:
        window = steps_within(time, rules.minimum_up_time)
        f.constraint("runs_once_started", _sum_back(f, started, window) <= amount)
    if rules.minimum_down_time > 0 or rules.ramps:
        window = steps_within(time, rules.minimum_down_time)
        rested = _sum_back(f, started, window) + _back(f, amount, window)
        f.constraint("rests_once_stopped", rested <= counting.full)
    starting = started * counting.each
    f.report("starting", starting, unit)
    f.charge("starts", f.yearly(starting / f.hours) * rules.start_cost)
    flows = _Through(amount * counting.each, before * counting.each, starting)
    _limit_ramps(f, activity, flows, rules)


def _sum_back(f: AssetFormulation, amount: Affine, window: IntArray) -> Affine:
    """Return the sum over as many steps back as a window says, each step itself included.

    A window longer than a round has the steps of earlier rounds in it again.
    """
    time = f.context.scenario.time
    around = time.step_hours.size if time.chained else time.steps
    lags = Axis("lag", tuple(range(min(int(window.max()), around))))
    lag = np.arange(len(lags))
    places = np.stack([steps_back(time, int(one)) for one in lag], axis=-1)
    often = np.ceil(np.maximum(window[..., None] - lag, 0) / around)
    axes = (*f.steps, lags)
    return (amount.gather(("period", "step"), places, axes) * Affine.data(often, axes)).sum("lag")


def _back(f: AssetFormulation, amount: Affine, window: IntArray) -> Affine:
    """Return the amount in the step before a window."""
    return amount.gather(("period", "step"), steps_back(f.context.scenario.time, window), f.steps)


@dataclass(frozen=True, eq=False)
class _Through:
    """Capacity that runs in a step and in the one before, and what starts; without these, all always runs."""

    now: Affine
    before: Affine | None = None
    started: Affine | None = None


def _limit_ramps(f: AssetFormulation, activity: Affine, flows: _Through, rules: RunningRules) -> None:
    """State how much faster or slower it may go from step to step."""
    hours = (f.hours + f.previous(f.hours)).constant / 2.0
    change = activity - f.previous(activity)
    for name, sign, ramp in (("ramp_up", 1.0, rules.ramp_up), ("ramp_down", -1.0, rules.ramp_down)):
        if not np.any(ramp * hours < 1.0):
            continue
        share = np.minimum(ramp * hours, 1.0)
        limit = flows.now * Affine.data(share, f.steps)
        if flows.started is not None and flows.before is not None:
            stopped = flows.started - flows.now + flows.before
            begins, ends = (flows.started, stopped) if sign > 0 else (stopped, flows.started)
            jump = Affine.data(np.maximum(share, rules.minimum_load), f.steps)
            through = flows.now - flows.started
            limit = through * Affine.data(share, f.steps) + begins * jump - ends * rules.minimum_load
        f.constraint(f"within_{name}", change * sign <= limit)


def _in_outage(
    f: AssetFormulation, sizing: Sizing, counting: _Counting, rules: RunningRules, unit: str
) -> Affine:
    """State one outage for all that is in service, and return the capacity that is out, over time."""
    time = f.context.scenario.time
    begun = f.variable("outage_begun", upper=counting.most, integer=counting.whole, unit=counting.unit(unit))
    places = np.arange(count(f.steps)).reshape(sizes(f.steps))
    later = Affine.data((places > 0).astype(np.float64), f.steps)
    begins = begun - f.previous(begun) * later
    f.constraint("outage_begun_grows", begins >= 0.0)
    last = begun.gather(("period", "step"), np.full((1,), places.max()), (Axis("last", ("last",)),))
    f.constraint("outage_begun_for_all", last.sum("last") == counting.full)
    if not counting.whole and not rules.relaxed:
        begins_here = f.variable("outage_begins", upper=1.0, integer=True)
        f.constraint("outage_begins_at_once", begins <= begins_here * sizing.largest)
        f.constraint("outage_begins_once", begins_here.sum("period", "step") == 1.0)
    window = np.minimum(steps_within(time, rules.planned_outage), places.size)
    wraps = Affine.data((window > places).astype(np.float64), f.steps)
    out = (begun - _back(f, begun, window) + counting.full * wraps) * counting.each
    f.report("in_outage", out, unit)
    return out
