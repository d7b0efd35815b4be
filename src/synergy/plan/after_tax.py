"""What a plan costs its owners after corporate tax."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from synergy.cluster.asset import Investment
from synergy.cluster.cluster import COMMON
from synergy.cluster.vintage import GIFT, LESSON, supported
from synergy.economics import annuity_factor
from synergy.errors import Fault, ScenarioError
from synergy.plan.audit import account
from synergy.plan.findings import Findings

if TYPE_CHECKING:
    from synergy.cluster.cluster import Cluster
    from synergy.plan.plan import Plan

INVESTMENT = "investment"
COLUMNS = ("operation", "investment", "grants", "before_tax", "tax_saved", "after_tax")


def depreciation_value(wacc: float, years: float, life: float) -> float:
    """Return the present value of writing off one unit of capital in equal parts.

    Parameters
    ----------
    wacc : float
        At what is discounted, 1/a.
    years : float
        Over how many years it may be written off.
    life : float
        Life of the asset in years; what is left then is written off at once.

    Returns
    -------
    float

    Examples
    --------
    >>> round(depreciation_value(0.08, 10, 20), 4)
    0.671
    >>> depreciation_value(0.0, 10, 20)
    1.0
    """
    if years <= life:
        return 1.0 / (years * annuity_factor(wacc, years))
    rest = (1.0 - life / years) / float((1.0 + wacc) ** life)
    return 1.0 / (years * annuity_factor(wacc, life)) + rest


def after_tax(plan: Plan, rate: float, depreciation_years: float) -> pd.DataFrame:
    r"""Return yearly cost before and after corporate tax, a row for each owner.

    For each owner, with straight-line depreciation of what is built:

    .. math::

        C^{net} = (1 - \tau) \, O + \sum_a a(i, n_a) \, (I_a - g_a) \, (1 - \tau d_a), \qquad
        d_a = \frac{1}{N a(i, N)} \;\text{ for } N \le n_a

    =================  =============================================================  =====
    symbol             meaning                                                        unit
    =================  =============================================================  =====
    :math:`O`          all costs of a year but investment and grants                  EUR/a
    :math:`I, g`       investment in an asset, and what of it is granted              EUR
    :math:`a(i, n)`    annuity factor at the owner's WACC over the asset's life       1/a
    :math:`\tau`       corporate tax ``rate``                                         1
    :math:`N`          ``depreciation_years``                                         a
    :math:`d`          present value of the depreciation of a unit of capital         1
    =================  =============================================================  =====

    An asset that lives shorter than :math:`N` is written off in full in its last year:
    :math:`d = \frac{1}{N a(i, n)} + (1 - \frac{n}{N}) (1 + i)^{-n}`.

    Costs lower the tax of the year in which they arise, so the owner has other profits to set them against.
    The WACC is taken as it is, as one after tax. A grant lowers what can be written off; a loan below market,
    a contract for difference, free allowances and carbon prices count as ordinary income and cost. What stood
    already is taken as written off. The depreciation term is the tax shield of corporate finance, as in the
    after-tax revenue requirement of W. Short, D. J. Packey and T. Holt, "A Manual for the Economic Evaluation
    of Energy Efficiency and Renewable Energy Technologies", NREL/TP-462-5173 (1995).

    Parameters
    ----------
    plan : Plan
    rate : float
        Tax on profits, e.g. 0.25.
    depreciation_years : float
        Years over which what is built is written off in equal parts.

    Returns
    -------
    DataFrame
        By owner, in money a year: ``operation`` (all but investment and grants), ``investment``,
        ``grants`` (negative), ``before_tax``, ``tax_saved`` (negative where tax is paid), ``after_tax``.

    Raises
    ------
    ScenarioError
        If the rate or the years can not be meant.
    """
    if not 0 <= rate < 1 or not depreciation_years > 0:
        found = f"a tax rate of {rate:g} and depreciation over {depreciation_years:g} years"
        fix = "give a rate from 0 to 1, e.g. 0.25, and years above 0, e.g. 15"
        raise ScenarioError([Fault("after_tax", found, fix=fix)])
    book = account(plan.scenario, plan.results, Findings(), plan.history)
    cluster = plan.scenario.cluster
    names = ["before_tax", "investment", "grants", "written_off"]
    sums = {owner: dict.fromkeys(names, 0.0) for owner in plan.costs["owner"].unique()}
    for (asset, owner, category), amount in book.costs.items():
        own = sums.setdefault(owner, dict.fromkeys(names, 0.0))
        own["before_tax"] += float(np.sum(amount))
        if category == INVESTMENT:
            own["investment"] += float(np.sum(amount))
            own["written_off"] += float(np.sum(amount)) * _value(cluster, asset, depreciation_years)
    gifts = [(each.asset, each.worth * float(np.sum(each.amount))) for each in book.funding if each.gift]
    for one in supported(plan.history, plan.scenario.time.year):
        if one.quantity.startswith((GIFT, LESSON)) and one.asset in cluster.assets:
            gifts.append((one.asset, -one.annuity * one.capital))
    for asset, worth in gifts:
        own = sums[cluster.owner_of(cluster.assets[asset]) or COMMON]
        own["grants"] -= worth
        own["written_off"] -= worth * _value(cluster, asset, depreciation_years)
    table = pd.DataFrame.from_dict(sums, orient="index").rename_axis("owner")
    table["operation"] = table["before_tax"] - table["investment"] - table["grants"]
    table["tax_saved"] = rate * (table["operation"] + table["written_off"])
    table["after_tax"] = table["before_tax"] - table["tax_saved"]
    return table[list(COLUMNS)]


def _value(cluster: Cluster, asset: str, years: float) -> float:
    """Return the present value of writing off one unit of capital spent on an asset."""
    built = cluster.assets[asset]
    life = built.lifetime if isinstance(built, Investment) else years
    return depreciation_value(cluster.wacc_of(built), years, life)
