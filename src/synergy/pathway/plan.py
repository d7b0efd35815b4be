"""The plan of a pathway: a plan for each investment year, and what they cost together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from synergy.pathway.compare import PathwayComparison, compare_pathways
from synergy.pathway.indicators import pathway_indicators
from synergy.pathway.pathway import Pathway
from synergy.pathway.summary import pathway_html, pathway_summary, pathway_text
from synergy.plan.findings import AuditReport
from synergy.plan.indicators import Grouping
from synergy.plan.plan import NOT_AUDITED, Plan, StageRecord

if TYPE_CHECKING:
    from synergy.present.pathway_plots import PathwayPlots


@dataclass(frozen=True, eq=False)
class PathwayPlan:
    """A plan for each investment year, the pathway that they answer, and their audit.

    Parameters
    ----------
    pathway : Pathway
        The input.
    plans : mapping of int to Plan
        For each investment year an ordinary plan: its scenario is that year's, its ``history`` what earlier
        years built, its ``size`` what this year builds, its costs those of one year.
    stages : tuple of StageRecord
        How each stage of the objective was solved; with limited foresight those of every look ahead.
    seen : int
        How many investment years a decision saw.
    provenance : mapping
        Versions, options, ``foresight``, ``years_seen``; ``rows`` and ``columns`` of the largest model, times
        of all together, and ``looks`` with those of each decision.
    log : str
        The solver's log.
    report : AuditReport
        The audit of all years, and of what holds between them.
    """

    pathway: Pathway
    plans: Mapping[int, Plan]
    stages: tuple[StageRecord, ...]
    seen: int
    provenance: Mapping[str, Any] = field(default_factory=dict)
    log: str = ""
    report: AuditReport = NOT_AUDITED

    def __getitem__(self, year: int) -> Plan:
        return self.plans[year]

    @property
    def status(self) -> str:
        """``"optimal"``, or what stopped the search first."""
        return next((stage.status for stage in self.stages if stage.status != "optimal"), "optimal")

    @property
    def looks_ahead(self) -> bool:
        """Whether every decision saw the whole pathway."""
        return self.seen >= len(self.pathway.years)

    @property
    def objective(self) -> float:
        """What was reached: net present cost, or t CO2e over all years where only emissions count."""
        return self.stages[0].objective if self.looks_ahead else self.net_present_cost

    @property
    def bound(self) -> float | None:
        """What no plan can beat in the first stage; unknown with limited foresight."""
        return self.stages[0].bound if self.looks_ahead else None

    @property
    def gap(self) -> float | None:
        """Relative distance between objective and bound; unknown with limited foresight, as the bound is."""
        return self.stages[0].gap if self.looks_ahead else None

    @property
    def net_present_cost(self) -> float:
        """Cost of all years in present money of the first investment year."""
        costs = [plan.cost for plan in self.plans.values()]
        return float(sum(weight * cost for weight, cost in zip(self.pathway.weights, costs, strict=True)))

    @property
    def emissions(self) -> float:
        """Net emissions of all years together, in t CO2e."""
        yearly = [plan.emissions for plan in self.plans.values()]
        return float(sum(span * tonnes for span, tonnes in zip(self.pathway.durations, yearly, strict=True)))

    @property
    def investments(self) -> pd.DataFrame:
        """The investments of every year, with the column ``year``; sizes and capital are that year's."""
        return _joined({year: plan.investments for year, plan in self.plans.items()})

    @property
    def built(self) -> pd.DataFrame:
        """The rows of `investments` where something new is built."""
        table = self.investments
        return table[table["built"].astype(bool)]

    @property
    def capacities(self) -> pd.DataFrame:
        """Capacity in service: a row for each asset and quantity, a column for each year."""
        return self.investments.pivot_table(
            index=["asset", "quantity", "unit"], columns="year", values="capacity", aggfunc="sum", sort=False
        )

    @property
    def costs(self) -> pd.DataFrame:
        """``asset``, ``owner``, ``category``, ``year``, ``cost`` a year, and that in ``present`` money."""
        table = pd.concat([plan.costs for plan in self.plans.values()], ignore_index=True)
        weights = dict(zip(self.pathway.years, self.pathway.weights, strict=True))
        table["present"] = table["cost"] * table["year"].map(weights).astype(float)
        return table

    def costs_by(self, *keys: str) -> pd.DataFrame:
        """Return costs in present money, summed by ``"asset"``, ``"owner"``, ``"category"`` or ``"year"``."""
        table = self.costs.groupby(list(keys), sort=False)[["present"]].sum()
        return table.rename(columns={"present": "cost"})

    @property
    def emissions_table(self) -> pd.DataFrame:
        """``asset``, ``owner``, ``site``, ``impact``, ``year``, ``amount`` (a year), ``unit``."""
        return pd.concat([plan.emissions_table for plan in self.plans.values()], ignore_index=True)

    @property
    def years(self) -> pd.DataFrame:
        """A row for each investment year: duration, weight, cost, net emissions, investment."""
        rows = [
            {
                "year": year,
                "duration": float(span),
                "weight": float(weight),
                "cost": plan.cost,
                "emissions": plan.emissions,
                "investment": float(plan.investments["capital"].sum()),
            }
            for (year, plan), span, weight in zip(
                self.plans.items(), self.pathway.durations, self.pathway.weights, strict=True
            )
        ]
        return pd.DataFrame(rows).set_index("year")

    @property
    def plot(self) -> PathwayPlots:
        """Plots by year: ``.capacities()``, ``.flows()``, ``.costs()``, ``.emissions()``; plotly figures."""
        from synergy.present.pathway_plots import PathwayPlots

        return PathwayPlots(self)

    def summary(self) -> str:
        """Return the pathway in words and figures, for reading."""
        return pathway_summary(self)

    def against(self, baseline: PathwayPlan) -> PathwayComparison:
        """Return how the plan differs from another in cost and emissions, year by year and over all years.

        Parameters
        ----------
        baseline : PathwayPlan
            Of the same years, e.g. of ``Pathway(base.as_it_stands(), terms)``.

        Raises
        ------
        ScenarioError
            If the two count in different money, or different years.
        """
        return compare_pathways(self, baseline)

    def indicators(self, by: Grouping | None = None, against: PathwayPlan | None = None) -> pd.DataFrame:
        """Return cost, emissions, captured and stored CO2, investment and energy of every year and of all.

        Parameters
        ----------
        by : {"cluster", "owner", "site"}, optional
            A column for each of these, beside that of the whole.
        against : PathwayPlan, optional
            A baseline, for what is avoided and the cost per tonne.

        Returns
        -------
        DataFrame
            Rows (year, indicator), those of all years under ``(all years)``; `synergy.pathway.indicators`
            says how each is counted.

        Raises
        ------
        ScenarioError
            If ``by`` is none of these, or the baseline counts in other money or other years.
        """
        return pathway_indicators(self, by, against)

    def save(self, path: str | Path) -> None:
        """Write everything to one netCDF file, which `synergy.load` reads again; missing folders are made."""
        from synergy.pathway.store import save_pathway

        save_pathway(self, Path(path))

    def __repr__(self) -> str:
        return pathway_text(self)

    def _repr_html_(self) -> str:
        return pathway_html(self)


def _joined(tables: Mapping[int, pd.DataFrame]) -> pd.DataFrame:
    parts = []
    for year, table in tables.items():
        part = table.copy()
        part.insert(0, "year", year)
        parts.append(part)
    return pd.concat(parts, ignore_index=True)
