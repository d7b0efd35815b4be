"""Audit of what runs: on and off, starts, minimum times, ramps, outages and part load, in plain NumPy.

Nothing of the formulation is used: running capacity is taken from whether it is on, starts from what runs
more than before, minimum times from looking back hour by hour, part load from the curve itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count, pairwise
from typing import TYPE_CHECKING

import numpy as np

from synergy.cluster.carrier import BIOGENIC, REMOVAL, SCOPE1
from synergy.time.series import FloatArray

if TYPE_CHECKING:
    from synergy.assets.converter import Converter
    from synergy.plan.asset_audit import AssetAudit

LITTLE = 1e-9
"""Part below which a curve bends no more than by rounding, and hours that sums of steps may miss."""


def audit_running(a: AssetAudit, spec: Converter, capacity: FloatArray, activity: FloatArray) -> FloatArray:
    """Check what runs and all limits that follow, charge starts, and return the capacity that runs."""
    ready = capacity - _audit_outage(a, spec, capacity) if spec.planned_outage else capacity
    running = _running(a, spec, capacity, ready) if spec.least_load > 0 else ready
    a.at_most("activity within what runs", activity, running * a.series(spec.availability))
    a.at_most("minimum load", running * spec.least_load, activity)
    if spec.least_load == 0:
        _audit_ramps(a, spec, activity, (capacity, capacity, a.zeros))
        return running
    if spec.starts:
        _audit_starts(a, spec, capacity, running, activity)
    return running


def _audit_starts(
    a: AssetAudit, spec: Converter, capacity: FloatArray, running: FloatArray, activity: FloatArray
) -> None:
    """Check what starts and stops against minimum times and ramps, and charge it.

    More may start than runs more than before: other units stop as they start, or nothing rewards fewer
    starts because cost is not what is optimised. What is called a start is charged as one.
    """
    before = _earlier(a, running, 1)
    rise, started = np.maximum(running - before, 0.0), a.result("starting")
    a.at_most("what runs more than before is started", rise, started)
    a.charge("starts", a.yearly(started / a.step_hours) * spec.start_cost)
    if spec.ramps and spec.commitment == "whole":
        unit = spec.unit_size or float(capacity.max())
        a.equal("whole units start", started, unit * np.round(started / max(unit, LITTLE)))
    counted = started if spec.ramps else rise
    a.at_most("runs for its minimum up time", _within(a, counted, spec.minimum_up_time), running)
    stopped = counted - running + before
    recent = _within(a, stopped, spec.minimum_down_time)
    a.at_most("rests for its minimum down time", recent, capacity - running)
    _audit_ramps(a, spec, activity, (running, before, counted))


def audit_flows(a: AssetAudit, spec: Converter, running: FloatArray, activity: FloatArray) -> None:
    """Recompute what it takes, gives and removes from its curve, piece by piece."""
    curve = spec.curve
    loads = np.array(curve.loads)
    flows = {carrier: loads * curve.net(carrier) for carrier in curve.carriers}
    removals = loads * np.array([_removal(a, ratios) for ratios in curve.net_ratios])
    pieces = [(running, activity)]
    if any(_bends(loads, values).any() for values in (*flows.values(), removals)):
        pieces = _pieces(a, spec, loads)
        a.equal("pieces make up what runs", sum(k for k, _ in pieces), running)
        a.equal("pieces make up the activity", sum(x for _, x in pieces), activity)
        if spec.commitment == "whole":
            _audit_one_piece(a, spec, pieces, flows, removals)

    def over_pieces(values: FloatArray) -> FloatArray:
        if len(loads) == 1:
            return np.asarray(values[0] * activity, dtype=np.float64)
        parts = [_on_curve(loads, values, *piece) for piece in pieces]
        return np.asarray(sum(parts, a.zeros), dtype=np.float64)

    for carrier, values in flows.items():
        a.inject(over_pieces(values), carrier)
    a.emit(REMOVAL, -a.yearly(over_pieces(removals)))


def _removal(a: AssetAudit, net_ratios: Mapping[str, float]) -> float:
    """Return the t of biogenic CO2 that turn up in carriers of fossil CO2, per unit of activity."""
    biogenic = fossil = 0.0
    for carrier, net in net_ratios.items():
        spec = a.cluster.carriers[carrier]
        biogenic -= net * spec.emission_factor * (spec.released_as == BIOGENIC)
        fossil += net * spec.emission_factor * (spec.released_as == SCOPE1)
    return max(0.0, min(biogenic, fossil))


def _running(a: AssetAudit, spec: Converter, capacity: FloatArray, ready: FloatArray) -> FloatArray:
    """Return what runs, from whether it is on."""
    if spec.commitment == "relaxed":
        running = a.result("running")
        a.at_most("running at least zero", 0.0, running)
    else:
        on = a.result("on")
        a.equal("on or off, nothing between", on, np.round(on))
        a.at_most("on at least zero", 0.0, on)
        if not spec.unit_size:
            a.at_most("on once", on, 1.0)
        running = np.round(on) * (spec.unit_size or capacity)
    a.at_most("running within what is there", running, ready)
    return running


def _audit_ramps(
    a: AssetAudit, spec: Converter, activity: FloatArray, flows: tuple[FloatArray, FloatArray, FloatArray]
) -> None:
    running, before, started = flows
    hours = (_earlier(a, a.zeros + a.step_hours, 1) + a.step_hours) / 2.0
    stopped = started - running + before
    rise = activity - _earlier(a, activity, 1)
    for name, ramp, change, begins, ends in (
        ("ramp up", spec.ramp_up, rise, started, stopped),
        ("ramp down", spec.ramp_down, -rise, stopped, started),
    ):
        if ramp is not None:
            share = np.minimum(ramp * hours, 1.0)
            jump = np.maximum(share, spec.least_load)
            limit = (running - started) * share + begins * jump - ends * spec.least_load
            a.at_most(f"within {name}", change, limit)


def _audit_outage(a: AssetAudit, spec: Converter, capacity: FloatArray) -> FloatArray:
    """Check that all of the capacity is out once, in one stretch, and return what is out."""
    out = a.result("in_outage")
    a.at_most("in outage at least zero", 0.0, out)
    a.at_most("in outage within capacity", out, capacity)
    if spec.commitment == "whole":
        unit = spec.unit_size or float(capacity.max())
        a.equal("in outage as a whole", out, unit * np.round(out / max(unit, LITTLE)))
    largest = float(capacity.max())
    hours = a.step_hours
    a.at_most("in outage for its hours", spec.planned_outage * largest, (out * hours).sum())
    if np.ptp(hours) < LITTLE:
        length = np.ceil(spec.planned_outage / hours.max() - LITTLE) * hours.max()
        a.equal("in outage no longer than that", (out * hours).sum(), length * largest)
    a.at_most("in outage once", np.maximum(out - _earlier(a, out, 1), 0.0).sum(), largest)
    return out


def _pieces(a: AssetAudit, spec: Converter, loads: FloatArray) -> list[tuple[FloatArray, FloatArray]]:
    """Return what runs on each piece, and how much it does; checks its loads."""
    found, available = [], a.series(spec.availability)
    for number, (low, high) in enumerate(pairwise(loads.tolist()), start=1):
        running, activity = a.result(f"running_on_{number}"), a.result(f"activity_{number}")
        a.at_most(f"load on piece {number} at least {low:g}", running * low, activity)
        most = running * np.minimum(available, high)
        a.at_most(f"load on piece {number} at most {high:g} and what is available", activity, most)
        found.append((running, activity))
    return found


def _audit_one_piece(
    a: AssetAudit,
    spec: Converter,
    pieces: list[tuple[FloatArray, FloatArray]],
    flows: Mapping[str, FloatArray],
    removals: FloatArray,
) -> None:
    """Check that it stays on one piece wherever a chord of its curve might take less, or be worth more."""
    loads = np.array(spec.curve.loads)
    tempting = _bends(loads, removals).any() or any(
        _bends(loads, values).max() > 0 or (a.wasting_pays(carrier) and _bends(loads, values).any())
        for carrier, values in flows.items()
    )
    if not tempting:
        return
    amounts = np.stack([running for running, _ in pieces])
    if spec.unit_size:
        a.equal("whole units on each piece", amounts, spec.unit_size * np.round(amounts / spec.unit_size))
    else:
        a.at_most("on one piece of its curve at a time", np.sort(amounts, axis=0)[-2], a.tolerance)


def _on_curve(loads: FloatArray, values: FloatArray, running: FloatArray, activity: FloatArray) -> FloatArray:
    """Return the values at a load, in straight lines between points, times what runs."""
    some = running > LITTLE
    load = np.divide(activity, running, out=np.ones_like(running), where=some)
    return np.where(some, np.interp(load, loads, values) * running, 0.0)


def _bends(loads: FloatArray, values: FloatArray) -> FloatArray:
    """Return by how much slopes change at inner points; what is rounding is nothing."""
    bends = np.diff(np.diff(values) / np.diff(loads)) * np.diff(loads)[1:]
    return np.where(np.abs(bends) <= LITTLE * np.abs(values).max(initial=0.0), 0.0, bends)


def _earlier(a: AssetAudit, values: FloatArray, steps: int) -> FloatArray:
    """Return the values some steps before; the year, or each period, goes round."""
    if a.scenario.time.chained:
        return np.roll(values.reshape(len(values), -1), steps, axis=1).reshape(values.shape)
    return np.roll(values, steps, axis=2)


def _within(a: AssetAudit, values: FloatArray, hours: float) -> FloatArray:
    """Return the sum over steps that began less than some hours ago, each itself included, round by round."""
    summed, passed = values.copy(), a.zeros
    for back in count(1):
        passed = passed + _earlier(a, a.zeros + a.step_hours, back)
        inside = passed < hours - LITTLE
        if not inside.any():
            break
        summed = summed + inside * _earlier(a, values, back)
    return summed
