"""Two plans side by side: what one costs and emits more or less than the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from synergy.cluster.summary import facts_html, facts_text, html_beside
from synergy.cluster.vintage import SUPPORT, category_of, supported
from synergy.errors import Fault, ScenarioError
from synergy.plan.amounts import amount_text, figures, scale_for
from synergy.plan.listing import Sheet

if TYPE_CHECKING:
    from synergy.plan.plan import Plan

NOTHING = 1e-4
"""Yearly amounts of an impact that are not worth a line."""
LEAST_AVOIDED = 1e-6
"""Smaller differences, as a share of the emissions compared, are within the tolerance of a solver."""


@dataclass(frozen=True, eq=False)
class Comparison:
    """How a plan differs from another; differences are plan less baseline, all amounts a year.

    Parameters
    ----------
    name, baseline_name : str
        What the two scenarios are called.
    currency : str
        Money of both.
    costs_by_category, costs_by_owner : DataFrame
        Columns ``baseline``, ``plan``, ``difference``, in money a year.
    emissions_by_impact : DataFrame
        The same, in ``unit`` a year.
    payments : frozenset of str
        Categories of cost that are payments under policies, such as carbon prices.
    emissions : (float, float)
        Net emissions of baseline and plan, in t CO2e a year.

    Examples
    --------
    >>> import synergy
    >>> scenario = synergy.examples.load("two-plants")
    >>> plan, today = synergy.solve(scenario), synergy.solve(scenario.as_it_stands())
    >>> plan.against(today).avoided > 20_000
    True
    """

    name: str
    baseline_name: str
    currency: str
    costs_by_category: pd.DataFrame
    costs_by_owner: pd.DataFrame
    emissions_by_impact: pd.DataFrame
    payments: frozenset[str]
    emissions: tuple[float, float]

    @property
    def cost_difference(self) -> float:
        """What the plan costs more than the baseline, payments under policies included, in money a year."""
        return float(self.costs_by_category["difference"].sum())

    @property
    def resource_cost_difference(self) -> float:
        """The same without payments under policies, which move money but use nothing up."""
        table = self.costs_by_category
        return float(table.loc[~table.index.isin(self.payments), "difference"].sum())

    @property
    def avoided(self) -> float:
        """Net emissions that the plan avoids, in t CO2e a year."""
        return self.emissions[0] - self.emissions[1]

    @property
    def cost_per_tonne_avoided(self) -> float | None:
        """Cost of the resources spent more, over the net emissions avoided, in money per t CO2e.

        Payments under policies are left out, so that it can be held against a carbon price. None where
        nothing is avoided; negative where the plan saves money without any carbon price.
        """
        if self.avoided <= LEAST_AVOIDED * max(1.0, abs(self.emissions[0])):
            return None
        return self.resource_cost_difference / self.avoided

    def headline(self) -> list[tuple[str, str]]:
        """Return what matters first, as (name, text) pairs."""
        total = self.costs_by_category.sum()
        before, after = (amount_text(total[side], self.currency, money=True) for side in ("baseline", "plan"))
        lines = [("cost", f"{_signed(self.cost_difference, self.currency)}/a (from {before} to {after})")]
        if self.payments:
            shown = _signed(self.resource_cost_difference, self.currency)
            lines.append(("without payments", f"{shown}/a (policies such as carbon prices left out)"))
        before, after = (amount_text(value, "t") for value in self.emissions)
        change = f"{'-' if self.avoided > 0 else '+'}{amount_text(abs(self.avoided), 't')}"
        lines.append(("net emissions", f"{change} CO2e/a (from {before} to {after})"))
        each = self.cost_per_tonne_avoided
        text = "nothing is avoided" if each is None else f"{each:,.1f} {self.currency} per t CO2e avoided"
        return [*lines, ("cost per tonne", text)]

    @property
    def _title(self) -> str:
        other = self.baseline_name if self.baseline_name != self.name else ""
        return f"{self.name or 'Plan'} against {other or 'baseline'}"

    def _sheets(self) -> list[Sheet]:
        heads = ("baseline", "plan", "difference")
        costs = [
            self._cost_sheet(key, table)
            for key, table in (("category", self.costs_by_category), ("owner", self.costs_by_owner))
        ]
        rows = []
        for row in self.emissions_by_impact.itertuples():
            largest = max(abs(row.baseline), abs(row.plan))
            if largest < NOTHING:
                continue
            factor, unit = scale_for(largest, row.unit)
            amounts = (figures(value / factor) for value in (row.baseline, row.plan, row.difference))
            rows.append((str(row.Index), *amounts, f"{unit}/a"))
        return [*costs, Sheet("Emissions and impacts", ("impact", *heads, ""), rows)]

    def _cost_sheet(self, key: str, table: pd.DataFrame) -> Sheet:
        total = table.sum()
        largest = float(max(table.abs().to_numpy().max(initial=0.0), total.abs().max()))
        factor, unit = scale_for(largest, self.currency, money=True)
        shown = table[table.abs().max(axis=1) >= 0.5e-2 * factor]
        rows = [
            (str(name), f"{row['baseline']:,.2f}", f"{row['plan']:,.2f}", f"{row['difference']:+,.2f}")
            for name, row in (pd.concat([shown, total.to_frame("total").T]) / factor).iterrows()
        ]
        return Sheet(f"Cost by {key}, {unit}/a", (key, "baseline", "plan", "difference"), rows)

    def __repr__(self) -> str:
        head = facts_text(self._title, self.headline())
        return "\n\n".join([head, *(sheet.text() for sheet in self._sheets() if sheet.rows)])

    def _repr_html_(self) -> str:
        tables = html_beside(sheet.html() for sheet in self._sheets() if sheet.rows)
        return f"<div>{facts_html(self._title, self.headline())}{tables}</div>"


def compare(plan: Plan, baseline: Plan) -> Comparison:
    """Return how a plan differs from another.

    Raises
    ------
    ScenarioError
        If the two count in different money.
    """
    first, second = plan.scenario, baseline.scenario
    if (first.currency, first.price_year) != (second.currency, second.price_year):
        money = [f"{one.currency} of {one.price_year}" for one in (first, second)]
        found = f"the plan counts in {money[0]}, the baseline in {money[1]}"
        raise ScenarioError([Fault("", found, fix="give both scenarios one currency and price_year")])
    impacts = _side_by_side(plan.emissions_by("impact")["amount"], baseline.emissions_by("impact")["amount"])
    known = {**second.cluster.impacts, **first.cluster.impacts}
    impacts.insert(0, "unit", [known[impact].unit for impact in impacts.index])
    return Comparison(
        name=first.name,
        baseline_name=second.name,
        currency=first.currency,
        costs_by_category=_side_by_side(
            plan.costs_by("category")["cost"], baseline.costs_by("category")["cost"]
        ),
        costs_by_owner=_side_by_side(plan.costs_by("owner")["cost"], baseline.costs_by("owner")["cost"]),
        emissions_by_impact=impacts,
        payments=payments_of(plan) | payments_of(baseline),
        emissions=(baseline.emissions, plan.emissions),
    )


def payments_of(plan: Plan) -> frozenset[str]:
    """Return the categories of cost that are payments under policies, those of earlier years included."""
    own: frozenset[str] = frozenset().union(*(policy.payments for policy in plan.scenario.policies))
    earlier = supported(plan.history, plan.scenario.time.year)  # support outlives its policy
    return own | {SUPPORT} if any(category_of(one) == SUPPORT for one in earlier) else own


def _side_by_side(plan: pd.Series[float], baseline: pd.Series[float]) -> pd.DataFrame:
    table = pd.DataFrame({"baseline": baseline, "plan": plan}).fillna(0.0)
    order = [*plan.index, *(name for name in baseline.index if name not in plan.index)]
    return table.reindex(order).assign(difference=lambda both: both["plan"] - both["baseline"])


def _signed(value: float, currency: str) -> str:
    return f"{'-' if value < 0 else '+'}{amount_text(abs(value), currency, money=True)}"
