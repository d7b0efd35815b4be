r"""Indicators of a pathway: those of each year, and what they come to over all years.

Rows and groups are those of `synergy.plan.indicators`. Over all years

.. math::

    R = \sum_k D_k R_k, \qquad X = \sum_k L_k X_k, \qquad I = \sum_k I_k, \qquad
    c = \frac{R - R^0}{\sum_k D_k \, (E^0_k - E_k)}

====================  ========================================================================  ==========
symbol                meaning                                                                   unit
====================  ========================================================================  ==========
:math:`R_k`           cost of a year, with payments or without; :math:`R` in present money      money/a
:math:`X_k`           tonnes and energy of a year; :math:`X` those of all years                 t/a, MWh/a
:math:`I_k`           investment made in a year; :math:`I` their sum, not discounted            money
:math:`E_k`           net emissions of a year, :math:`E^0_k` those of the baseline              t CO2e/a
:math:`c`             cost per tonne avoided                                                    money/t
:math:`D_k, L_k`      see `synergy.pathway.terms.PathwayTerms`                                  1, a
====================  ========================================================================  ==========

Cost and tonnes are discounted alike in :math:`c`, so that it is the level real carbon price at which avoiding
breaks even.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from synergy.pathway.compare import check_comparable
from synergy.plan.compare import LEAST_AVOIDED
from synergy.plan.indicators import WHOLE, Grouping

if TYPE_CHECKING:
    from synergy.pathway.plan import PathwayPlan

ALL_YEARS = "(all years)"
"""Stands over what the years come to together."""
OF_MONEY = ("cost", "cost without payments", "cost of avoiding")
"""Indicators that are yearly money, and count in present money over all years."""
PER_TONNE = "cost per tonne avoided"


def pathway_indicators(
    plan: PathwayPlan, by: Grouping | None = None, against: PathwayPlan | None = None
) -> pd.DataFrame:
    """Return the indicators of every year, and of all years together.

    Parameters
    ----------
    plan : PathwayPlan
    by : {"cluster", "owner", "site"}, optional
        A column for each of these, beside that of the whole.
    against : PathwayPlan, optional
        A baseline of the same years, for what is avoided and the cost per tonne.

    Returns
    -------
    DataFrame
        Rows (year, indicator), the last of them under ``(all years)``; columns ``unit``, one for each group,
        and ``(whole)``.

    Raises
    ------
    ScenarioError
        If ``by`` is no such grouping, or the baseline counts in other money or other years.

    Examples
    --------
    >>> import synergy
    >>> base = synergy.examples.load("two-plants")
    >>> pathway = synergy.Pathway.of(base, years=(2030, 2040), discount_rate=0.05)
    >>> plan = synergy.solve(pathway, in_process=True)
    >>> table = pathway_indicators(plan, by="owner")
    >>> total = table.loc[(ALL_YEARS, "cost"), "(whole)"]
    >>> bool(abs(total - plan.net_present_cost) < 1e-6 * abs(total))
    True
    """
    if against is not None:
        check_comparable(plan, against)
    yearly = {
        year: part.indicators(by, None if against is None else against[year])
        for year, part in plan.plans.items()
    }
    units: dict[str, str] = {}
    for table in yearly.values():
        units.update(table["unit"])
    columns = list(dict.fromkeys(name for table in yearly.values() for name in table if name != "unit"))
    columns = [*(name for name in columns if name != WHOLE), WHOLE]
    values = {
        year: table.reindex(index=list(units), columns=columns).astype(float).fillna(0.0)
        for year, table in yearly.items()
    }
    together = _together(plan, values)
    if against is not None:
        together.loc[PER_TONNE] = _per_tonne(plan, values, against)
    together.insert(0, "unit", [unit.removesuffix("/a") for unit in units.values()])
    tables = [*(table.reindex(columns=["unit", *columns]) for table in yearly.values()), together]
    return pd.concat(tables, keys=[*yearly, ALL_YEARS], names=["year", "indicator"])


def _together(plan: PathwayPlan, values: dict[int, pd.DataFrame]) -> pd.DataFrame:
    pathway = plan.pathway
    together = []
    for table, weight, span in zip(values.values(), pathway.weights, pathway.durations, strict=True):
        factors = pd.Series(float(span), index=table.index)
        factors[factors.index.isin(OF_MONEY)] = float(weight)
        factors[factors.index == "investment"] = 1.0
        together.append(table.mul(factors, axis=0))
    return pd.DataFrame(sum(together[1:], together[0]))


def _present(plan: PathwayPlan, values: dict[int, pd.DataFrame], row: str) -> pd.Series[float]:
    """Return a row of all years with each year counted as its money is."""
    parts = [
        table.loc[row] * float(weight)
        for table, weight in zip(values.values(), plan.pathway.weights, strict=True)
    ]
    return pd.Series(sum(parts[1:], parts[0]), dtype=float)


def _per_tonne(plan: PathwayPlan, values: dict[int, pd.DataFrame], against: PathwayPlan) -> pd.Series[float]:
    avoided, spent = _present(plan, values, "avoided"), _present(plan, values, "cost of avoiding")
    weights = zip(against.plans.values(), plan.pathway.weights, strict=True)
    emitted = sum(abs(part.emissions) * float(weight) for part, weight in weights)
    least = LEAST_AVOIDED * max(1.0, emitted)
    return spent / avoided.where(avoided > least, np.nan)
