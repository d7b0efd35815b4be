"""Two plans of pathways side by side: year by year, and over all years."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from synergy.cluster.summary import facts_html, facts_text
from synergy.errors import Fault, ScenarioError
from synergy.pathway.pathway import Pathway
from synergy.plan.amounts import amount_text, figures, scale_for
from synergy.plan.compare import LEAST_AVOIDED, Comparison, compare
from synergy.plan.listing import Sheet

if TYPE_CHECKING:
    from synergy.pathway.plan import PathwayPlan


@dataclass(frozen=True, eq=False)
class PathwayComparison:
    """How the plan of a pathway differs from another; differences are plan less baseline.

    Parameters
    ----------
    pathway : Pathway
        That of the plan: its weights and durations count the years of both.
    by_year : mapping of int to Comparison
        The two plans of each year, amounts a year.

    Examples
    --------
    >>> import synergy
    >>> base, terms = synergy.examples.load("two-plants"), {"years": (2030, 2040), "discount_rate": 0.05}
    >>> plan = synergy.solve(synergy.Pathway.of(base, **terms))
    >>> today = synergy.solve(synergy.Pathway.of(base.as_it_stands(), **terms))
    >>> comparison = plan.against(today)
    >>> comparison.avoided > 400_000, comparison[2030].avoided > 20_000
    (True, True)
    """

    pathway: Pathway
    by_year: Mapping[int, Comparison]

    def __getitem__(self, year: int) -> Comparison:
        return self.by_year[year]

    def _present(self, amount: Callable[[Comparison], float]) -> float:
        pairs = zip(self.by_year.values(), self.pathway.weights, strict=True)
        return sum(float(weight) * amount(one) for one, weight in pairs)

    @property
    def cost_difference(self) -> float:
        """What the plan costs more, payments under policies included, in present money of the first year."""
        return self._present(lambda one: one.cost_difference)

    @property
    def resource_cost_difference(self) -> float:
        """The same without payments under policies, which move money but use nothing up."""
        return self._present(lambda one: one.resource_cost_difference)

    @property
    def payments(self) -> frozenset[str]:
        """Categories of cost that are payments under policies in some year."""
        return frozenset().union(*(one.payments for one in self.by_year.values()))

    @property
    def avoided(self) -> float:
        """Net emissions that the plan avoids over all years, in t CO2e."""
        pairs = zip(self.by_year.values(), self.pathway.durations, strict=True)
        return sum(float(span) * one.avoided for one, span in pairs)

    @property
    def cost_per_tonne_avoided(self) -> float | None:
        """Present cost of the resources spent more, over tonnes avoided that are discounted alike.

        This is the level real carbon price, in money per t CO2e, at which avoiding breaks even. None where
        nothing is avoided.
        """
        avoided = self._present(lambda one: one.avoided)
        emitted = self._present(lambda one: abs(one.emissions[0]))
        return (
            None if avoided <= LEAST_AVOIDED * max(1.0, emitted) else self.resource_cost_difference / avoided
        )

    @property
    def costs_by_category(self) -> pd.DataFrame:
        """Columns ``baseline``, ``plan``, ``difference``, in present money."""
        return self._summed("costs_by_category")

    @property
    def costs_by_owner(self) -> pd.DataFrame:
        """Columns ``baseline``, ``plan``, ``difference``, in present money."""
        return self._summed("costs_by_owner")

    def _summed(self, name: str) -> pd.DataFrame:
        pairs = zip(self.by_year.values(), self.pathway.weights, strict=True)
        tables = [getattr(one, name) * float(weight) for one, weight in pairs]
        return pd.concat(tables).groupby(level=0, sort=False).sum()

    @property
    def years(self) -> pd.DataFrame:
        """A row for each year: what is spent more and avoided in one year of it, and the cost per tonne."""
        rows = {
            year: {
                "cost": one.cost_difference,
                "cost_without_payments": one.resource_cost_difference,
                "avoided": one.avoided,
                "cost_per_tonne_avoided": one.cost_per_tonne_avoided,
            }
            for year, one in self.by_year.items()
        }
        return pd.DataFrame.from_dict(rows, orient="index").rename_axis("year").astype(float)

    def headline(self) -> list[tuple[str, str]]:
        """Return what matters first, as (name, text) pairs."""
        money, each = self.pathway.base.currency, self.cost_per_tonne_avoided
        text = "nothing is avoided" if each is None else f"{each:,.1f} {money} per t CO2e avoided"
        lines = [("net present cost", _signed(self.cost_difference, money, money=True))]
        if self.payments:
            shown = _signed(self.resource_cost_difference, money, money=True)
            lines.append(("without payments", f"{shown} (policies such as carbon prices left out)"))
        return [
            *lines,
            ("net emissions", f"{_signed(-self.avoided, 't')} CO2e over all years"),
            ("cost per tonne", f"{text}{'' if each is None else ', both discounted'}"),
        ]

    def _sheets(self) -> list[Sheet]:
        return [self._year_sheet(), self._cost_sheet("category"), self._cost_sheet("owner")]

    def _year_sheet(self) -> Sheet:
        table, money = self.years, self.pathway.base.currency
        factor, unit = scale_for(float(table["cost"].abs().max()), money, money=True)
        tonnes, larger = scale_for(float(table["avoided"].abs().max()), "t")
        rows = [
            (
                str(row.Index),
                figures(row.cost / factor),
                figures(row.cost_without_payments / factor),
                figures(row.avoided / tonnes),
                "" if pd.isna(row.cost_per_tonne_avoided) else f"{row.cost_per_tonne_avoided:,.1f}",
            )
            for row in table.itertuples()
        ]
        heads = (
            "year",
            f"cost [{unit}/a]",
            "without payments",
            f"avoided [{larger}/a]",
            f"{money}/t avoided",
        )
        return Sheet("Plan less baseline, year by year", heads, rows)

    def _cost_sheet(self, key: str) -> Sheet:
        table = getattr(self, f"costs_by_{key}")
        table = pd.concat([table, table.sum().to_frame("total").T])
        factor, unit = scale_for(float(table.abs().to_numpy().max()), self.pathway.base.currency, money=True)
        rows = [
            (str(name), f"{row['baseline']:,.2f}", f"{row['plan']:,.2f}", f"{row['difference']:+,.2f}")
            for name, row in (table / factor).iterrows()
            if row.abs().max() >= 0.5e-2 or name == "total"
        ]
        return Sheet(f"Present cost by {key}, {unit}", (key, "baseline", "plan", "difference"), rows)

    def __repr__(self) -> str:
        head = facts_text(self._title, self.headline())
        return "\n\n".join([head, *(sheet.text() for sheet in self._sheets())])

    def _repr_html_(self) -> str:
        sheets = "".join(sheet.html() for sheet in self._sheets())
        return f"<div>{facts_html(self._title, self.headline())}{sheets}</div>"

    @property
    def _title(self) -> str:
        one = next(iter(self.by_year.values()))
        other = one.baseline_name if one.baseline_name != one.name else ""
        return f"Pathway {one.name or 'plan'} against {other or 'baseline'}"


def compare_pathways(plan: PathwayPlan, baseline: PathwayPlan) -> PathwayComparison:
    """Return how the plan of a pathway differs from another.

    Raises
    ------
    ScenarioError
        If the two count in different money, or different years.
    """
    check_comparable(plan, baseline)
    found = {year: compare(part, baseline[year]) for year, part in plan.plans.items()}
    return PathwayComparison(plan.pathway, found)


def check_comparable(plan: PathwayPlan, baseline: PathwayPlan) -> None:
    """Refuse two pathways whose years do not stand for the same, or count differently."""
    first, second = plan.pathway, baseline.pathway
    faults = []
    spans = [f"{', '.join(map(str, one.years))} to {one.terms.last_year}" for one in (first, second)]
    if spans[0] != spans[1]:
        found = f"the plan's years are {spans[0]}, the baseline's {spans[1]}"
        faults.append(Fault("pathway.years", found, fix="give both pathways the same years and end"))
    rates = [f"{one.discount_rate:.6g}" for one in (first, second)]
    if rates[0] != rates[1]:
        found = f"the plan discounts at {rates[0]} a year, the baseline at {rates[1]}"
        faults.append(Fault("pathway.discount_rate", found, fix="give both pathways the same rate"))
    if faults:
        raise ScenarioError(faults)


def _signed(value: float, unit: str, money: bool = False) -> str:
    return f"{'-' if value < 0 else '+'}{amount_text(abs(value), unit, money)}"
