"""The plots of a pathway's plan: each a plotly figure by year, each with the table that is drawn."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pandas as pd

from synergy.cluster.carrier import BUILT_IN_IMPACTS, NET_EMISSIONS
from synergy.errors import Fault, ScenarioError
from synergy.pathway.plan import PathwayPlan
from synergy.present.choice import chosen, only
from synergy.present.colours import numbered_colours
from synergy.present.pages import write_pages
from synergy.present.plots import IMPACT_COLOURS
from synergy.present.years_figure import years_figure

if TYPE_CHECKING:
    import plotly.graph_objects as go

Names = str | Iterable[str] | None
CostKey = Literal["category", "owner", "asset"]
EmissionKey = Literal["impact", "site", "owner", "asset"]


class PathwayPlots:
    """Plots of a pathway's plan, reached as ``plan.plot``; those of one year are at ``plan[2030].plot``.

    Each method returns a `plotly.graph_objects.Figure`; what it draws comes as a table, a row for each
    investment year, from the method of the same name with ``_data``.

    Parameters
    ----------
    plan : PathwayPlan

    Examples
    --------
    >>> import synergy
    >>> base = synergy.examples.load("two-plants")
    >>> plan = synergy.solve(synergy.Pathway.of(base, years=(2030, 2040), discount_rate=0.05))
    >>> plan.plot.capacities_data("steam-line").index.tolist()
    [2030, 2040]
    >>> plan.plot.emissions().layout.yaxis.title.text
    'kt a year'
    """

    def __init__(self, plan: PathwayPlan) -> None:
        self.plan = plan

    def capacities(self, assets: Names = None) -> go.Figure:
        """Return capacity in service, side by side for each year.

        Parameters
        ----------
        assets : str or iterable of str, optional
            Only these; all must have one unit. By default those that are built in some year and have the
            unit into which most is invested. Of more than can be told apart the largest are drawn, which the
            title says.
        """
        table = self.capacities_data(assets)
        unit = str(self._sizes()["unit"].get(table.columns[0], "")) if len(table.columns) else ""
        return years_figure(
            f"{self._name}: capacity in service", table, unit, numbered_colours(table.columns), rate=False
        )

    def capacities_data(self, assets: Names = None) -> pd.DataFrame:
        """Return capacity in service: a row for each year, a column for each asset.

        Raises
        ------
        ScenarioError
            If an asset has no capacity, or units differ.
        """
        sizes = self._sizes()
        if assets is None:
            built = sizes[sizes["capital"] > 0]
            unit = built.groupby("unit")["capital"].sum().idxmax() if len(built) else None
            names = tuple(map(str, built.index[built["unit"] == unit]))
        else:
            names = chosen("asset", assets, [str(name) for name in sizes.index])
        units = sizes.loc[list(names), "unit"].unique()
        if len(units) > 1:
            found = f"capacities in {' and '.join(map(str, units))} can not stand on one axis"
            raise ScenarioError([Fault("assets", found, fix="name assets of one unit")])
        table = self.plan.investments
        table = table[(table["quantity"] == "capacity") & table["asset"].isin(names)]
        wide = table.pivot_table(index="year", columns="asset", values="capacity", aggfunc="sum", sort=False)
        return wide.reindex(index=self._years, columns=list(names)).fillna(0.0)

    def flows(self, carrier: str | None = None) -> go.Figure:
        """Return what assets at sites give of a carrier in each year, and below zero what they take.

        Parameters
        ----------
        carrier : str
            May be left out where there is one.
        """
        carrier = only("carrier", carrier, self.plan.pathway.base.cluster.carriers)
        table = self.flows_data(carrier)
        unit = self.plan.pathway.base.cluster.carriers[carrier].unit
        given = [name for name in table.columns if table[name].max() > 0]
        return years_figure(
            f"{self._name}: {carrier} given and taken",
            table,
            unit,
            numbered_colours(table.columns),
            total="given",
            counted=given,
        )

    def flows_data(self, carrier: str | None = None) -> pd.DataFrame:
        """Return what assets at sites give of a carrier, or take (negative), in MWh or t a year."""
        carrier = only("carrier", carrier, self.plan.pathway.base.cluster.carriers)
        rows = {}
        for year, part in self.plan.plans.items():
            yearly = part.yearly_flows()
            assets = part.scenario.cluster.assets
            own = [of == carrier and assets[asset].place == "site" for asset, _, of in yearly.index]
            net = yearly.loc[own, "given"] - yearly.loc[own, "taken"]
            rows[year] = net.groupby(level="asset", sort=False).sum()
        table = pd.DataFrame(rows).T.reindex(index=self._years).fillna(0.0)
        known = [name for name in self.plan.pathway.base.cluster.assets if name in table.columns]
        return table[known]

    def costs(self, by: CostKey = "category") -> go.Figure:
        """Return yearly costs, by category, owner or asset."""
        table = self.costs_data(by)
        colours = numbered_colours(table.columns)
        currency = self.plan.pathway.base.currency
        return years_figure(f"{self._name}: cost", table, currency, colours, money=True, total="total")

    def costs_data(self, by: CostKey = "category") -> pd.DataFrame:
        """Return yearly costs in money, not discounted: a column for each category, owner or asset."""
        chosen("by", by, ("category", "owner", "asset"))
        table = self.plan.costs.pivot_table(
            index="year", columns=by, values="cost", aggfunc="sum", sort=False, observed=True
        )
        return table.reindex(index=self._years).fillna(0.0)

    def emissions(self, by: EmissionKey = "impact") -> go.Figure:
        """Return yearly CO2 by impact (fossil, bought, biogenic, removed), or net by site, owner, asset."""
        table = self.emissions_data(by)
        colours, counted = dict(numbered_colours(table.columns)), None
        if by == "impact":
            names = {impact.id: impact.name for impact in BUILT_IN_IMPACTS}
            table = table.rename(columns=names)
            colours = {names[impact]: colour for impact, colour in IMPACT_COLOURS.items()}
            counted = [names[impact] for impact in NET_EMISSIONS]
        return years_figure(f"{self._name}: CO2", table, "t", colours, total="net", counted=counted)

    def emissions_data(self, by: EmissionKey = "impact") -> pd.DataFrame:
        """Return yearly CO2 in t: a column for each impact, or the net sum of each site, owner or asset."""
        chosen("by", by, ("impact", "site", "owner", "asset"))
        table = self.plan.emissions_table
        impacts = [impact.id for impact in BUILT_IN_IMPACTS]
        table = table[table["impact"].isin(impacts if by == "impact" else NET_EMISSIONS)]
        wide = table.pivot_table(
            index="year", columns=by, values="amount", aggfunc="sum", sort=False, observed=True
        )
        columns = impacts if by == "impact" else list(wide.columns)
        return wide.reindex(index=self._years, columns=columns).fillna(0.0)

    def save(self, directory: str | Path) -> tuple[Path, ...]:
        """Write capacities, costs and emissions as pages that need no connection, and return the pages.

        Parameters
        ----------
        directory : str or Path
            Made if it does not exist.
        """
        figures = {"capacities": self.capacities(), "costs": self.costs(), "emissions": self.emissions()}
        return write_pages(Path(directory), figures)

    def _sizes(self) -> pd.DataFrame:
        """Return unit and capital of all years, by asset."""
        table = self.plan.investments
        own = table[table["quantity"] == "capacity"].groupby("asset", sort=False)
        return pd.DataFrame({"unit": own["unit"].first(), "capital": own["capital"].sum()})

    @property
    def _years(self) -> list[int]:
        return list(self.plan.plans)

    @property
    def _name(self) -> str:
        return self.plan.pathway.base.name or "Pathway"
