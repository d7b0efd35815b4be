r"""A plant that shares only a cost curve: what it costs to deliver, or to take, at a constant rate.

A company may not want to tell its partners what its boilers cost. It runs its own scenario at home, for some
constant rates :math:`r` at which it gives a carrier to the cluster's hub (positive) or takes it from there
(negative), and tells only the yearly costs :math:`c(r)`. Of these points the lower convex envelope :math:`g`
is taken, and the cluster's scenario gets its pieces as tranches of a market that the company owns:

.. math::

    g(r) = \max \{ h(r) : h \text{ convex}, \; h(r_k) \le c(r_k) \; \forall k \}, \qquad
    p_k = \frac{g(r_{k + 1}) - g(r_k)}{H \, (r_{k + 1} - r_k)}

===========  ==================================================================  ==============
symbol       meaning                                                             unit
===========  ==================================================================  ==============
:math:`r`    rate given to the hub, taken from it if negative                    MW or t/h
:math:`c`    least yearly cost of the owner's own assets at that rate            EUR/a
:math:`p`    price of a tranche: ``buy_price`` above 0, ``sell_price`` below     EUR/MWh, EUR/t
:math:`H`    hours of the year                                                   h/a
===========  ==================================================================  ==============

Prices rise with the rate, so the cheapest tranche is bought first, and none is bought to be sold.

What the curve leaves out:

* **Fixed cost.** Where starting to deliver costs something, :math:`c` is not convex and :math:`g` lies below
  it. `CostCurve.error` is the largest :math:`c(r_k) - g(r_k)`: a coalition that takes a constant rate among
  the points costs no more with the data than with the curve and the errors of its members.
* **Rates between the points.** There :math:`g` is a straight line. `CostCurve.between` says by how much
  :math:`c` can lie below it if it is convex: it is above the lines through the points on either side. Finer
  rates make it small.
* **Rates that change.** The curve is that of constant rates. A cluster may take its tranches hour by hour;
  what a plant can do in calm hours and not in cold ones, its storage and its start-ups are not in it.
* **Emissions.** Carbon that the owner pays for is in its cost; the tonnes are not told.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Unpack

import numpy as np
import pandas as pd

from synergy.cluster.check import unknown
from synergy.errors import Fault, ScenarioError
from synergy.scenario import Scenario
from synergy.study.case import Case
from synergy.study.outcome import Running, must_count_cost, needed, options_of, solved
from synergy.time.series import FloatArray

PROBE = "cost-curve-rate"
"""Id of the asset that holds the rate while the plant's own cost is found."""
SAME_PRICE = 1e-6
"""Relative difference of prices below which two tranches are one: what is less is the solver's gap."""


@dataclass(frozen=True, eq=False)
class CostCurve:
    """Yearly cost of one owner against a constant rate at a hub.

    Parameters
    ----------
    owner, site, carrier : str
        Whose cost, and the hub where the rate is given or taken.
    rates : array of shape (points,)
        Rising; 0 is among them.
    costs : array of shape (points,)
        Least cost at each rate, money a year.
    hours : float
        Hours of the year.
    unit, currency : str
        Unit of rates, and the money.
    refused : tuple of float
        Rates at which the plant has no plan.

    Examples
    --------
    >>> rates, costs = np.array([0.0, 5.0, 10.0]), np.array([0.0, 80.0, 100.0])
    >>> curve = CostCurve("mill", "works", "co2", rates, costs, 10.0, "t/h", "EUR")
    >>> curve.error, curve.tranches["price"].tolist()
    (30.0, [1.0])
    """

    owner: str
    site: str
    carrier: str
    rates: FloatArray
    costs: FloatArray
    hours: float
    unit: str
    currency: str
    refused: tuple[float, ...] = ()

    @cached_property
    def corners(self) -> FloatArray:
        """Corners of the lower convex envelope, shape (corners, 2): rate and cost."""
        return lower_convex_envelope(self.rates, self.costs)

    @property
    def envelope(self) -> FloatArray:
        """The envelope at ``rates``, money a year."""
        return np.asarray(np.interp(self.rates, self.corners[:, 0], self.corners[:, 1]), dtype=np.float64)

    @property
    def fixed(self) -> float:
        """What the envelope costs at no rate at all: the owner's cost without the cluster, money a year."""
        return float(np.interp(0.0, self.corners[:, 0], self.corners[:, 1]))

    @property
    def error(self) -> float:
        """Largest cost above the envelope at ``rates``, money a year: 0 where the curve is convex."""
        return max(float((self.costs - self.envelope).max()), 0.0)

    @property
    def between(self) -> float:
        """Most that a convex cost can lie below the envelope between its points, money a year.

        Infinite where there are two points only.
        """
        on = self.costs - self.envelope <= SAME_PRICE * max(1.0, float(np.abs(self.costs).max()))
        rates, costs = self.rates[on], self.costs[on]
        if len(rates) < 3:
            return float("inf")
        slopes = np.diff(costs) / np.diff(rates)
        rise, run = np.diff(slopes), np.diff(rates)
        # Below an inner piece the lines from both sides meet; below the first and last there is one line.
        left, right = rise[:-1], rise[1:]
        bend = np.where(left + right > 0.0, left + right, 1.0)
        inner = run[1:-1] * left * right / bend
        return float(max(0.0, run[0] * rise[0], run[-1] * rise[-1], *inner))

    @property
    def tranches(self) -> pd.DataFrame:
        """Pieces of the envelope: ``from``, ``to`` (rates) and ``price`` (money per MWh or t)."""
        split = np.unique(np.append(self.corners[:, 0], 0.0))
        costs = np.interp(split, self.corners[:, 0], self.corners[:, 1])
        price = np.diff(costs) / np.diff(split) / self.hours
        return pd.DataFrame({"from": split[:-1], "to": split[1:], "price": price})

    @property
    def table(self) -> pd.DataFrame:
        """``rate``, ``cost`` and ``envelope``."""
        return pd.DataFrame({"rate": self.rates, "cost": self.costs, "envelope": self.envelope})


def cost_curve(
    scenario: Scenario,
    owner: str,
    site: str,
    carrier: str,
    rates: Iterable[float],
    **running: Unpack[Running],
) -> CostCurve:
    """Return what it costs an owner a year to give, or take, a carrier at constant rates.

    Only the owner's own assets at sites are there; no line, and nothing that belongs to others or to nobody.

    Parameters
    ----------
    scenario : Scenario
        The owner's own data; a whole cluster will do, of which only its own part is looked at.
    owner : str
    site, carrier : str
        The hub of the cluster at which the rate holds.
    rates : iterable of float
        MW or t/h: positive what is given to the hub, negative what is taken from it. 0 is added.
    **running
        ``options``, ``executor``, ``store``, ``on_event`` (see `synergy.study.outcome.Running`).

    Raises
    ------
    ScenarioError
        If a name is unknown, the owner has nothing there, a rate is no number, or there is no plan at rate 0.

    Examples
    --------
    >>> import synergy
    >>> curve = cost_curve(synergy.examples.load("two-plants"), "acid", "works", "steam", [4, 8], executor=0)
    >>> curve.costs.tolist(), curve.fixed
    ([0.0, 0.0, 0.0], 0.0)
    """
    whole = must_count_cost(scenario)
    points = sorted({0.0, *(float(rate) for rate in rates)})
    own = _own_part(whole, owner, site, carrier, points)
    cases = [
        Case(
            f"{carrier} at {rate:g}",
            _at(own, owner, site, carrier, rate),
            {"rate": rate},
            options_of(running),
        )
        for rate in points
    ]
    outcomes = solved(cases, running)
    for outcome, rate in zip(outcomes, points, strict=True):
        if outcome.result.status != "infeasible" or rate == 0.0:
            needed(outcome)
    found = [(rate, one.figure("cost")) for rate, one in zip(points, outcomes, strict=True) if one.solved]
    return CostCurve(
        owner,
        site,
        carrier,
        np.array([rate for rate, _ in found]),
        np.array([cost for _, cost in found]),
        float(whole.time.hours_in_year.sum()),
        whole.cluster.carriers[carrier].flow_unit,
        whole.currency,
        tuple(rate for rate, one in zip(points, outcomes, strict=True) if not one.solved),
    )


def curve_assets(curve: CostCurve) -> dict[str, dict[str, Any]]:
    """Return the curve as plain data of assets, by id, to complete a cluster's scenario with.

    The owner must be known there, and the site; its cost at no rate, `CostCurve.fixed`, is not among them, as
    it changes no saving: add it to what the owner pays.

    Parameters
    ----------
    curve : CostCurve

    Examples
    --------
    >>> points = np.array([-2.0, 0.0, 5.0]), np.array([-60.0, 0.0, 500.0])
    >>> for data in curve_assets(CostCurve("mill", "works", "heat", *points, 10.0, "MW", "EUR")).values():
    ...     print({key: value for key, value in data.items() if "_" in key})
    {'sell_price': 3.0, 'sell_max': 2.0}
    {'buy_price': 10.0, 'buy_max': 5.0}
    """
    place = {"kind": "market", "site": curve.site, "carrier": curve.carrier, "owner": curve.owner}
    assets: dict[str, dict[str, Any]] = {}
    for start, end, price in curve.tranches.itertuples(index=False, name=None):
        gives = start >= 0.0
        word = "buy" if gives else "sell"
        number = 1 + sum(f"{word}_price" in data for data in assets.values())
        key = f"{curve.owner}-{curve.carrier}-{'given' if gives else 'taken'}-{number}"
        assets[key] = {**place, f"{word}_price": float(price), f"{word}_max": float(end - start)}
    return assets


def lower_convex_envelope(rates: FloatArray, costs: FloatArray) -> FloatArray:
    """Return the corners of the lower convex envelope of points, shape (corners, 2).

    Parameters
    ----------
    rates : array of shape (points,)
        Rising.
    costs : array of shape (points,)

    Examples
    --------
    >>> lower_convex_envelope(np.array([0.0, 1.0, 2.0, 3.0]), np.array([0.0, 3.0, 2.0, 4.0])).tolist()
    [[0.0, 0.0], [2.0, 2.0], [3.0, 4.0]]
    """
    corners: list[tuple[float, float]] = []
    for rate, cost in zip(rates.tolist(), costs.tolist(), strict=True):
        while len(corners) > 1 and not _bends_up(corners[-2], corners[-1], (rate, cost)):
            corners.pop()
        corners.append((rate, cost))
    return np.array(corners)


def _bends_up(first: tuple[float, float], middle: tuple[float, float], last: tuple[float, float]) -> bool:
    before = (middle[1] - first[1]) / (middle[0] - first[0])
    after = (last[1] - middle[1]) / (last[0] - middle[0])
    return after - before > SAME_PRICE * max(abs(before), abs(after))


def _own_part(scenario: Scenario, owner: str, site: str, carrier: str, rates: list[float]) -> Scenario:
    cluster = scenario.cluster
    named = (
        ("owner", owner, cluster.owners),
        ("site", site, cluster.sites),
        ("carrier", carrier, cluster.carriers),
    )
    faults = [unknown(what, what, name, known) for what, name, known in named if name not in known]
    if not all(map(np.isfinite, rates)):
        faults.append(Fault("rates", f"{rates}", "a rate must be a number", "give MW or t/h"))
    elif len(rates) < 2:
        faults.append(Fault("rates", "none but 0", fix="give what is delivered or, below 0, taken"))
    own = [
        asset
        for asset in cluster.assets.values()
        if asset.place == "site" and cluster.owner_of(asset) == owner
    ]
    if owner in cluster.owners and not own:
        faults.append(Fault("owner", f"'{owner}' owns nothing at sites", "it has no cost", "name another"))
    if faults:
        raise ScenarioError(faults)
    return scenario.with_cluster(cluster.restrict({owner}).holding(own))


def _at(own: Scenario, owner: str, site: str, carrier: str, rate: float) -> Scenario:
    """Return the plant with a rate that the hub must hand over, or take in."""
    place = {"site": site, "carrier": carrier, "owner": owner}
    if rate > 0.0:
        return own.with_({f"assets.{PROBE}": {"kind": "demand", **place, "demand": rate}})
    taken = {"kind": "generator", **place, "must_run": True, "capacity_existing": -rate}
    return own if rate == 0.0 else own.with_({f"assets.{PROBE}": taken})
