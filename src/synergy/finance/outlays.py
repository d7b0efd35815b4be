r"""What is invested, and when: outlays with dated replacement, and what is left at the end.

An asset that lives :math:`n` years is bought in year 0 and again after :math:`n, 2 n, \dots` years, at the
same real price and on the same terms, as long as the horizon :math:`H` is not reached. At the horizon what
stands is worth the payments still to come,

.. math:: V = I \, a(i, n) \, \frac{1 - (1 + i)^{-m}}{i},

with :math:`m` years of life left. So over any horizon the outlays are worth the same as the yearly payments
:math:`I \, a(i, n)` that the plan counts. A replacement in the course of a year stands at its end, with
interest.

==============  ================================================  ======
symbol          meaning                                           unit
==============  ================================================  ======
:math:`I`       investment, less what is granted                  EUR
:math:`i`       cost of capital of whoever pays for it            1/a
:math:`n`       life                                              a
:math:`a`       annuity factor                                    1/a
==============  ================================================  ======
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from synergy.cluster.asset import Investment
from synergy.cluster.cluster import COMMON
from synergy.cluster.vintage import LEARNING
from synergy.economics import annuity_factor, present_value_factor
from synergy.plan.audit import account
from synergy.plan.findings import Findings
from synergy.time.series import FloatArray

if TYPE_CHECKING:
    from synergy.plan.plan import Plan

WHOLE_YEARS = 1e-9
"""Years by which a time may miss a whole year."""
USUAL_LIFE = 25
"""Horizon in years where nothing is built."""


@dataclass(frozen=True)
class Outlay:
    """What one asset costs to build, and what of it is a gift.

    Parameters
    ----------
    asset, owner : str
    capital, granted : float
        Money.
    lifetime : float
        Years.
    wacc : float
        Cost of capital of its owner, 1/a.
    """

    asset: str
    owner: str
    capital: float
    granted: float
    lifetime: float
    wacc: float

    @property
    def net(self) -> float:
        """What the owner has to raise, money."""
        return self.capital - self.granted

    @property
    def annuity(self) -> float:
        """Yearly payment that repays it, money a year."""
        return self.net * annuity_factor(self.wacc, self.lifetime)


def outlays(plan: Plan) -> tuple[Outlay, ...]:
    """Return what a plan newly builds, asset by asset, with what is granted for it."""
    cluster = plan.scenario.cluster
    book = account(plan.scenario, plan.results, Findings(), plan.history)
    granted: dict[str, float] = {}
    learned: dict[str, float] = {}
    for each in book.funding:
        if each.category == LEARNING:
            learned[each.asset] = learned.get(each.asset, 0.0) + float(np.sum(each.amount))
        elif each.gift:
            granted[each.asset] = granted.get(each.asset, 0.0) + float(np.sum(each.amount))
    found = []
    for (name, owner), amount in book.capital.items():
        asset, capital = cluster.assets[name], float(np.sum(amount)) - learned.get(name, 0.0)
        if isinstance(asset, Investment) and capital > 0:
            gift = granted.get(name, 0.0)
            found.append(Outlay(name, owner or COMMON, capital, gift, asset.lifetime, cluster.wacc_of(asset)))
    return tuple(found)


def outlay_table(plan: Plan, made: Iterable[Outlay]) -> pd.DataFrame:
    """Return outlays as a table: ``capital`` and ``granted`` in money, ``annuity`` in money a year."""
    money = plan.scenario.currency
    rows = [
        (each.asset, each.owner, each.capital, each.granted, money, each.lifetime, each.wacc, each.annuity)
        for each in made
    ]
    names = ["asset", "owner", "capital", "granted", "unit", "lifetime", "wacc", "annuity"]
    return pd.DataFrame(rows, columns=names)


def longest_life(made: Iterable[Outlay]) -> int:
    """Return the longest life in whole years, or a usual one where nothing is built."""
    return max((math.ceil(each.lifetime - WHOLE_YEARS) for each in made), default=USUAL_LIFE)


def purchases(capital: float, lifetime: float, rate: float, horizon: int) -> tuple[FloatArray, float]:
    """Return what is bought by year from 0 to the horizon, and what is left of it at the end; money.

    Parameters
    ----------
    capital : float
        Money.
    lifetime : float
        Years.
    rate : float
        1/a.
    horizon : int
        Years.

    Examples
    --------
    Built in years 0 and 2, with one of its two years of life left after the third, without interest:

    >>> bought, left = purchases(100.0, 2.0, 0.0, 3)
    >>> bought.tolist(), left
    ([100.0, 0.0, 100.0, 0.0], 50.0)
    """
    bought, moment = np.zeros(horizon + 1), 0.0
    for number in range(math.ceil(horizon / lifetime - WHOLE_YEARS)):
        moment = number * lifetime
        year = math.ceil(moment - WHOLE_YEARS)
        bought[year] += capital * (1.0 + rate) ** (year - moment)
    remaining = max(moment + lifetime - horizon, 0.0)
    return bought, capital * annuity_factor(rate, lifetime) * present_value_factor(rate, remaining)


def dated(capital: float, lifetime: float, rate: float, horizon: int) -> FloatArray:
    """Return outlays by year from 0 to the horizon, less what is left at the end; as `purchases`."""
    flows, left = purchases(capital, lifetime, rate, horizon)
    flows[-1] -= left
    return flows
