r"""What a plan brings the region and the initiative: jobs, value added, investment, tonnes.

Jobs and gross value added follow what is spent, by factors that the user gives together with their source;
none is built in, as they differ by country and industry. Building gives job-years and value added once,
operation jobs and value added year by year:

.. math:: J = \sum_a j_a S_a / 10^6, \qquad G = \sum_a g_a S_a

==============  =====================================================================  ===================
symbol          meaning                                                                unit
==============  =====================================================================  ===================
:math:`S`       investment in an asset, or its fixed and variable operation of a year  EUR, EUR/a
:math:`j`       ``jobs`` of the factor: job-years, or jobs, per million                1/MEUR, a/MEUR
:math:`g`       ``value_added``                                                        EUR/EUR
==============  =====================================================================  ===================

The initiative is *Transitioning Industrial Clusters* of the World Economic Forum. Its totals are what was
told at its launch event of 22 January 2025: potentials and sizes of the clusters that take part, not results.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from synergy.cluster.carrier import NET_EMISSIONS
from synergy.errors import Fault, ScenarioError, did_you_mean
from synergy.finance.outlays import outlays

if TYPE_CHECKING:
    from synergy.cluster.asset import Asset
    from synergy.plan.plan import Plan

Basis = Literal["investment", "operation"]
MILLION = 1e6
OPERATION = ("fixed operation", "variable operation", "starts", "shift")


@dataclass(frozen=True)
class Initiative:
    """Totals of the clusters that take part in an initiative.

    Parameters
    ----------
    clusters : int
    reduction : float
        Potential reduction, t CO2e.
    gross_domestic_product : float
        USD a year.
    jobs : float
    source : str
    """

    clusters: int
    reduction: float
    gross_domestic_product: float
    jobs: float
    source: str


INITIATIVE = Initiative(
    33,
    832e6,
    492e9,
    4.3e6,
    "World Economic Forum, Transitioning Industrial Clusters, January 2025, as reported by "
    "dunkerquelenergiecreative.fr and businesstoday.in (reports differ on whether the reduction is yearly)",
)


@dataclass(frozen=True)
class EffectFactor:
    """Jobs and value added by what is spent.

    Parameters
    ----------
    basis : {"investment", "operation"}
        What counts: capital spent on building, or fixed and variable operation of a year.
    source : str
        Where the figures come from.
    jobs : float
        Job-years per million invested, or jobs per million of operation a year.
    value_added : float
        Gross value added per unit of money spent.
    assets, kinds, tags : tuple of str
        Which assets are meant: those that everything given applies to; all if nothing is given.

    Examples
    --------
    >>> EffectFactor("investment", "national input-output table, table 3", jobs=9.0, tags=("pipes",)).jobs
    9.0
    """

    basis: Basis
    source: str
    jobs: float = 0.0
    value_added: float = 0.0
    assets: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        faults = []
        if self.basis not in ("investment", "operation"):
            faults.append(Fault("factor.basis", f"'{self.basis}'", fix="use investment or operation"))
        if not self.source.strip():
            why = "without one nobody can judge the figures"
            faults.append(Fault("factor.source", "empty", why, "say where the figures come from"))
        for name in ("jobs", "value_added"):
            if not 0 <= getattr(self, name) < np.inf:
                faults.append(Fault(f"factor.{name}", f"{getattr(self, name)}", fix="give 0 or more"))
        if faults:
            raise ScenarioError(faults)

    def means(self, asset: Asset) -> bool:
        """Return whether the factor is for an asset."""
        return (
            (not self.assets or asset.id in self.assets)
            and (not self.kinds or asset.kind in self.kinds)
            and (not self.tags or not set(self.tags).isdisjoint(asset.tags))
        )


def regional_effects(plan: Plan, factors: Iterable[EffectFactor]) -> pd.DataFrame:
    """Return jobs and gross value added by asset.

    Parameters
    ----------
    plan : Plan
    factors : iterable of EffectFactor
        Of those of one basis the first that means an asset counts; what none means brings nothing.

    Returns
    -------
    DataFrame
        A row for each asset and basis for which something is spent: ``asset``, ``owner``, ``basis``,
        ``spent`` and ``value_added`` in ``unit``, ``jobs`` in ``jobs_unit`` (job-years of building, jobs of
        operation), ``source``.

    Raises
    ------
    ScenarioError
        If a factor names an unknown asset.
    """
    cluster, money = plan.scenario.cluster, plan.scenario.currency
    given = list(factors)
    faults = [
        Fault("factor.assets", f"'{name}' is no asset{did_you_mean(name, cluster.assets)}")
        for factor in given
        for name in factor.assets
        if name not in cluster.assets
    ]
    if faults:
        raise ScenarioError(faults)
    spent = {("investment", each.asset, each.owner): each.capital for each in outlays(plan)}
    running = plan.costs[plan.costs["category"].isin(OPERATION)]
    for (asset, owner), cost in running.groupby(["asset", "owner"], sort=False)["cost"].sum().items():
        spent["operation", str(asset), str(owner)] = float(cost)
    rows = []
    for (basis, name, owner), amount in spent.items():
        if amount <= 0 or name not in cluster.assets:
            continue
        factor = next((f for f in given if f.basis == basis and f.means(cluster.assets[name])), None)
        once = basis == "investment"
        rows.append(
            {
                "asset": name,
                "owner": owner,
                "basis": basis,
                "spent": amount,
                "value_added": factor.value_added * amount if factor else 0.0,
                "unit": money if once else f"{money}/a",
                "jobs": factor.jobs * amount / MILLION if factor else 0.0,
                "jobs_unit": "job-years" if once else "jobs",
                "source": factor.source if factor else "",
            }
        )
    names = ["asset", "owner", "basis", "spent", "value_added", "unit", "jobs", "jobs_unit", "source"]
    return pd.DataFrame(rows, columns=names)


def cluster_contribution(
    plan: Plan,
    baseline: Plan,
    factors: Iterable[EffectFactor] = (),
    *,
    usd: float | None = None,
    initiative: Initiative = INITIATIVE,
) -> pd.DataFrame:
    """Return what a plan contributes, beside the totals of the initiative's clusters.

    Parameters
    ----------
    plan, baseline : Plan
        What is built, and what would be without it, e.g. ``plan.scenario.as_it_stands()`` solved.
    factors : iterable of EffectFactor
        For jobs and gross value added; without any, these rows are missing (NaN).
    usd : float, optional
        USD for one unit of the scenario's money, to compare value added with gross domestic product.
    initiative : Initiative

    Returns
    -------
    DataFrame
        By indicator: ``value``, ``unit``, ``initiative`` (the total in the same unit, where there is one) and
        ``share`` of it in %. Building counts once, operation year by year.

    Raises
    ------
    ScenarioError
        If the two plans count in different money, or a factor names an unknown asset.
    """
    compared, money = plan.against(baseline), plan.scenario.currency
    given = list(factors)
    effects = regional_effects(plan, given)
    table = {name: _amount(baseline, name) - _amount(plan, name) for name in NET_EMISSIONS}
    built = outlays(plan)
    rows = [("emissions avoided", compared.avoided, "t/a", initiative.reduction)]
    rows += [(f"of which {name}", amount, "t/a", np.nan) for name, amount in table.items()]
    granted = sum(each.granted for each in built)
    rows += [
        ("investment mobilised", sum(each.capital for each in built), money, np.nan),
        ("of which granted", granted, money, np.nan),
    ]
    by_basis = {basis: effects[effects["basis"] == basis] for basis in ("investment", "operation")}
    told = {basis: any(factor.basis == basis for factor in given) for basis in by_basis}
    for basis, word, unit, job_unit in (
        ("investment", "building", money, "job-years"),
        ("operation", "operation", f"{money}/a", "jobs"),
    ):
        jobs, added = (
            float(by_basis[basis][key].sum()) if told[basis] else np.nan for key in ("jobs", "value_added")
        )
        yearly = basis == "operation"
        product = initiative.gross_domestic_product / usd if usd and yearly else np.nan
        rows += [
            (f"jobs in {word}", jobs, job_unit, initiative.jobs if yearly else np.nan),
            (f"value added in {word}", added, unit, product),
        ]
    result = pd.DataFrame(rows, columns=["indicator", "value", "unit", "initiative"]).set_index("indicator")
    result["share"] = 100.0 * result["value"] / result["initiative"]
    return result


def _amount(plan: Plan, impact: str) -> float:
    table = plan.emissions_table
    return float(table.loc[table["impact"] == impact, "amount"].sum())
