r"""A company for shared assets: its cash flows, and the revenue that it needs.

Some assets of a plan are put into one company with its own debt and equity. Each purchase is paid for with
the share :math:`\delta` of debt, repaid in equal yearly payments of interest and principal over the tenor (or
what is left of the horizon), and the rest from equity. The company earns the same revenue :math:`R` each
year:

.. math::

    E_t = R - O - Z_t - B_t - T_t + \delta I_t - I_t + [t = H] V, \qquad
    T_t = \tau \max\big(0, R - O - Z_t - A_t - L_t\big), \qquad
    \text{DSCR}_t = \frac{R - O - T_t}{Z_t + B_t}

The revenue is the least for which equity earns its return, :math:`\sum_t E_t (1 + r_e)^{-t} = 0`: the tariff
at which the net present value is zero. ``revenue_at_wacc`` is that of the same assets without debt at the
weighted cost of capital; the two are the same where debt keeps its share, and differ as it is repaid.

==============  ====================================================================  =====
symbol          field or meaning                                                      unit
==============  ====================================================================  =====
:math:`I`       purchases net of grants, dated as in `synergy.finance.outlays`        EUR
:math:`V`       what is left at the horizon :math:`H`; its gain over book is taxed    EUR
:math:`O`       all other yearly costs of the assets in the plan                      EUR/a
:math:`Z, B`    interest and repayment                                                EUR/a
:math:`A, L`    straight-line depreciation; losses carried forward                    EUR/a
:math:`\delta`  ``debt_share``                                                        1
:math:`r_e`     ``equity_return``                                                     1/a
:math:`\tau`    ``tax``                                                               1
==============  ====================================================================  =====

Everything is real; give real rates (`synergy.economics.real_rate`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from synergy.economics import annuity_factor, net_present_value, weighted_cost_of_capital
from synergy.errors import Fault, ScenarioError, did_you_mean
from synergy.finance.outlays import Outlay, longest_life, outlay_table, outlays, purchases
from synergy.time.series import FloatArray

if TYPE_CHECKING:
    from synergy.plan.plan import Plan


@dataclass(frozen=True)
class CompanyTerms:
    """How a company is financed and taxed.

    Parameters
    ----------
    equity_return : float
        What equity has to earn, 1/a.
    debt_share : float
        Share of debt in what is bought, from 0 up to, but not including, 1.
    interest : float
        Of debt, 1/a.
    tenor : int, optional
        Years over which debt is repaid; by default the horizon.
    tax : float
        Tax on profits, from 0 up to, but not including, 1.
    depreciation_years : int, optional
        Years over which purchases are written off; by default each asset's life.
    horizon : int, optional
        Years looked at; by default the longest life of the assets.

    Raises
    ------
    ScenarioError
        With everything that can not be meant.
    """

    equity_return: float
    debt_share: float = 0.0
    interest: float = 0.0
    tenor: int | None = None
    tax: float = 0.0
    depreciation_years: int | None = None
    horizon: int | None = None

    def __post_init__(self) -> None:
        faults = [
            Fault(f"company.{name}", f"{getattr(self, name):g}", fix=fix)
            for name, wrong, fix in (
                ("equity_return", not -1 < self.equity_return < 10, "give a rate a year, e.g. 0.1"),
                ("debt_share", not 0 <= self.debt_share < 1, "give a share from 0 to less than 1"),
                ("interest", not 0 <= self.interest < 10, "give a rate a year, e.g. 0.05"),
                ("tax", not 0 <= self.tax < 1, "give a rate from 0 to less than 1"),
            )
            if wrong
        ]
        for name in ("tenor", "depreciation_years", "horizon"):
            years = getattr(self, name)
            if years is not None and years < 1:
                faults.append(Fault(f"company.{name}", f"{years} years", fix="give 1 or more"))
        if faults:
            raise ScenarioError(faults)

    @property
    def wacc(self) -> float:
        """Weighted cost of capital after tax, 1/a."""
        equity = 1.0 - self.debt_share
        return weighted_cost_of_capital(equity, self.debt_share, self.equity_return, self.interest, self.tax)


@dataclass(frozen=True, eq=False)
class Company:
    """A company for shared assets.

    Parameters
    ----------
    terms : CompanyTerms
    revenue : float
        What it has to earn each year for equity to earn its return, money a year.
    revenue_at_wacc : float
        The same without debt at the weighted cost of capital, money a year.
    operation : float
        Yearly cost of the assets but capital, money a year.
    investments : DataFrame
        What it buys first: ``asset``, ``capital``, ``granted``, ``unit``, ``lifetime``, ``wacc``,
        ``annuity``.
    cash_flows : DataFrame
        By year, in money: ``revenue``, ``operation``, ``purchases``, ``left`` at the end, ``debt drawn``,
        ``interest``, ``repayment``, ``debt``, ``depreciation``, ``tax``, ``to equity`` (negative: paid in),
        and ``coverage``, the debt service coverage ratio (missing where there is no debt to serve).
    """

    terms: CompanyTerms
    revenue: float
    revenue_at_wacc: float
    operation: float
    investments: pd.DataFrame
    cash_flows: pd.DataFrame

    @property
    def least_coverage(self) -> float:
        """Lowest debt service coverage ratio of all years; missing (NaN) without debt."""
        return float(self.cash_flows["coverage"].min())


def shared_company(plan: Plan, assets: Iterable[str], terms: CompanyTerms) -> Company:
    """Return a company that owns and runs some assets of a plan.

    Parameters
    ----------
    plan : Plan
    assets : iterable of str
        Ids of the assets.
    terms : CompanyTerms

    Returns
    -------
    Company

    Raises
    ------
    ScenarioError
        If assets are unknown or none is named.

    Examples
    --------
    >>> import synergy
    >>> from synergy.finance import CompanyTerms, shared_company, tariff
    >>> plan = synergy.solve(synergy.examples.load("hydrogen-valley"))
    >>> terms = CompanyTerms(equity_return=0.1, debt_share=0.6, interest=0.04, tenor=20, tax=0.22)
    >>> pipes = shared_company(plan, ["pipe"], terms)
    >>> price = tariff(plan, ["pipe"], revenue=pipes.revenue)
    >>> round(float(price.table.loc["steelworks", "tariff"]), 2), round(pipes.least_coverage, 2)
    (1.5, 1.71)
    """
    chosen = dict.fromkeys(assets)
    known = plan.scenario.cluster.assets
    faults = [
        Fault("assets", f"'{name}' is no asset{did_you_mean(name, known)}")
        for name in chosen
        if name not in known
    ]
    if not chosen:
        faults.append(Fault("assets", "none", fix="name the shared assets"))
    if faults:
        raise ScenarioError(faults)
    built = [each for each in outlays(plan) if each.asset in chosen]
    cost = float(plan.costs.loc[plan.costs["asset"].isin(list(chosen)), "cost"].sum())
    operation = cost - sum(each.annuity for each in built)
    own = [replace(each, wacc=terms.wacc) for each in built]
    books = _books(own, terms)
    unlevered = _books(own, replace(terms, equity_return=terms.wacc, debt_share=0.0))
    revenue = _needed(
        lambda earned: _flows(books, terms, operation, earned)["to equity"], terms.equity_return
    )
    at_wacc = _needed(lambda earned: _flows(unlevered, terms, operation, earned)["to equity"], terms.wacc)
    flows = _flows(books, terms, operation, revenue)
    return Company(terms, revenue, at_wacc, operation, outlay_table(plan, own).drop(columns="owner"), flows)


@dataclass(frozen=True, eq=False)
class _Books:
    """What does not depend on revenue, by year: purchases, debt service, depreciation, what remains."""

    bought: FloatArray
    drawn: FloatArray
    interest: FloatArray
    repaid: FloatArray
    written_off: FloatArray
    left: float

    @property
    def book_value(self) -> float:
        return float(self.bought.sum() - self.written_off.sum())


def _books(built: list[Outlay], terms: CompanyTerms) -> _Books:
    """Keep the books of purchases and of the debt that pays for them."""
    horizon = terms.horizon or longest_life(built)
    bought, interest, repaid, written_off = (np.zeros(horizon + 1) for _ in range(4))
    everything = 0.0
    for each in built:
        buys, left = purchases(each.net, each.lifetime, each.wacc, horizon)
        bought += buys
        everything += left
        life = terms.depreciation_years or math.ceil(each.lifetime)
        for year in np.flatnonzero(buys):
            written_off[year + 1 : year + 1 + life] += buys[year] / life
    for year in np.flatnonzero(bought[:-1]):
        years = min(terms.tenor or horizon, horizon - int(year))
        debt = terms.debt_share * float(bought[year])
        payment = debt * annuity_factor(terms.interest, years)
        for later in range(int(year) + 1, int(year) + 1 + years):
            interest[later] += debt * terms.interest
            repaid[later] += payment - debt * terms.interest
            debt -= payment - debt * terms.interest
    return _Books(bought, terms.debt_share * bought, interest, repaid, written_off, everything)


def _flows(books: _Books, terms: CompanyTerms, operation: float, revenue: float) -> pd.DataFrame:
    """Return all cash flows of the company at a revenue."""
    years = len(books.bought)
    running = (np.arange(years) > 0).astype(float)
    left = np.zeros(years)
    left[-1] = books.left
    earned = (revenue - operation) * running
    gain = np.zeros(years)
    gain[-1] = books.left - books.book_value
    tax = _tax(earned - books.interest - books.written_off + gain, terms.tax)
    service = books.interest + books.repaid
    to_equity = earned - service - tax + books.drawn - books.bought + left
    table = {
        "revenue": revenue * running,
        "operation": operation * running,
        "purchases": books.bought,
        "left": left,
        "debt drawn": books.drawn,
        "interest": books.interest,
        "repayment": books.repaid,
        "debt": np.cumsum(books.drawn - books.repaid),
        "depreciation": books.written_off,
        "tax": tax,
        "to equity": to_equity,
        "coverage": np.divide(earned - tax, service, out=np.full(years, np.nan), where=service > 0),
    }
    return pd.DataFrame(table).rename_axis("year")


def _tax(profits: FloatArray, rate: float) -> FloatArray:
    """Return the tax on profits by year, with losses carried forward."""
    paid, loss = np.zeros(len(profits)), 0.0
    for year, profit in enumerate(profits):
        taxed = float(profit) - loss
        loss = max(-taxed, 0.0)
        paid[year] = rate * max(taxed, 0.0)
    return paid


def _needed(flows: Callable[[float], pd.Series[float]], rate: float) -> float:
    """Return the revenue at which flows are worth nothing; more revenue is always worth more."""

    def worth(revenue: float) -> float:
        return net_present_value(rate, list(flows(revenue)))

    low, high = -1.0, 1.0
    while worth(low) > 0:
        low *= 2.0
    while worth(high) < 0:
        high *= 2.0
    while True:
        middle = (low + high) / 2.0
        if not low < middle < high:
            return middle
        low, high = (middle, high) if worth(middle) < 0 else (low, middle)
