"""The plots of a plan: each a plotly figure, each with the table that is drawn."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pandas as pd

from synergy.cluster.carrier import BIOGENIC, BUILT_IN_IMPACTS, NET_EMISSIONS, REMOVAL, SCOPE1, SCOPE2
from synergy.errors import Fault, ScenarioError, few
from synergy.plan.plan import Plan
from synergy.present.bar_figure import bar_figure
from synergy.present.choice import chosen, only
from synergy.present.colours import DARK, numbered_colours
from synergy.present.dispatch_data import dispatch_table
from synergy.present.dispatch_figure import dispatch_figure
from synergy.present.network_data import network_links, network_sites
from synergy.present.network_figure import network_figure
from synergy.present.pages import write_pages
from synergy.present.period_axis import PeriodAxis
from synergy.present.sankey_data import Detail, sankey_links
from synergy.present.sankey_figure import sankey_figure
from synergy.present.series_figure import series_figure

if TYPE_CHECKING:
    import plotly.graph_objects as go

Names = str | Iterable[str] | None
CostKey = Literal["category", "owner", "asset"]
EmissionKey = Literal["site", "owner", "asset"]

IMPACT_COLOURS = {SCOPE1: DARK, SCOPE2: "#E69F00", BIOGENIC: "#B2B66A", REMOVAL: "#009E73"}
MOST_HUBS = 25
"""With more hubs than these, a Sankey diagram of each of them is too much to be read on a page."""


class PlanPlots:
    """Plots of a plan, reached as ``plan.plot``.

    Each method returns a `plotly.graph_objects.Figure`, which a notebook shows and ``write_html`` saves; what
    it draws comes as a table from the method of the same name with ``_data``. Names of sites, carriers and
    periods may be left out for all of them.

    Parameters
    ----------
    plan : Plan

    Examples
    --------
    >>> import synergy
    >>> plan = synergy.solve(synergy.examples.load("two-plants"))
    >>> plan.plot.network_data()[["asset", "carrier", "state"]]
            asset carrier  state
    0  steam-line   steam  built
    >>> plan.plot.dispatch("mill", "steam").layout.yaxis.title.text
    'MW'
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan

    def network(self, carriers: Names = None) -> go.Figure:
        """Return the map of the network: pipes and cables by yearly flow, sites by net emissions.

        Parameters
        ----------
        carriers : str or iterable of str, optional
            Only what moves these.
        """
        return network_figure(self.plan, carriers)

    def network_data(self, carriers: Names = None) -> pd.DataFrame:
        """Return a row for each asset in a corridor: state, sizes, yearly flows (see `network_links`)."""
        return network_links(self.plan, carriers)

    def sites_data(self) -> pd.DataFrame:
        """Return a row for each site: where it is drawn, and what it emits (see `network_sites`)."""
        return network_sites(self.plan)

    def sankey(self, carriers: Names = None, sites: Names = None, detail: Detail = "site") -> go.Figure:
        """Return the Sankey diagram of yearly flows; energy and mass have diagrams of their own.

        Parameters
        ----------
        carriers, sites : str or iterable of str, optional
            Only what concerns these.
        detail : {"site", "cluster"}
            Whether every hub and asset is drawn, or what they add up to over all sites.
        """
        return sankey_figure(self.plan, carriers, sites, detail)

    def sankey_data(
        self, carriers: Names = None, sites: Names = None, detail: Detail = "site"
    ) -> pd.DataFrame:
        """Return the links of the Sankey diagram (see `sankey_links`)."""
        return sankey_links(self.plan, carriers, sites, detail)

    def dispatch(
        self, site: str | None = None, carrier: str | None = None, periods: Names = None
    ) -> go.Figure:
        """Return how a hub is balanced, step by step, and the price there.

        Parameters
        ----------
        site, carrier : str
            The hub; may be left out where there is one choice.
        periods : str or iterable of str, optional
            Only these.
        """
        return dispatch_figure(self.plan, *self._hub(site, carrier), periods)

    def dispatch_data(self, site: str | None = None, carrier: str | None = None) -> pd.DataFrame:
        """Return what each asset gives to a hub, or takes, in MW or t/h (see `dispatch_table`)."""
        return dispatch_table(self.plan, *self._hub(site, carrier))

    def costs(self, by: CostKey = "category") -> go.Figure:
        """Return yearly costs as bars, by category, owner or asset, the latter stacked by category."""
        table = self.costs_data(by)
        return bar_figure(
            f"{self._name}: cost by {by}",
            table,
            self.plan.scenario.currency,
            numbered_colours(table.columns),
            money=True,
        )

    def costs_data(self, by: CostKey = "category") -> pd.DataFrame:
        """Return yearly costs in money: a row for each category, or owners or assets by category."""
        chosen("by", by, ("category", "owner", "asset"))
        if by == "category":
            return self.plan.costs_by("category")
        table = self.plan.costs_by(by, "category")["cost"].unstack("category", fill_value=0.0)
        rows, columns = self.plan.costs[by].unique(), self.plan.costs["category"].unique()
        return table.reindex(index=pd.Index(rows, name=by), columns=pd.Index(columns, name="category"))

    def emissions(self, by: EmissionKey = "site") -> go.Figure:
        """Return yearly CO2 as bars, by site, owner or asset, stacked by scope."""
        names = {impact.id: impact.name for impact in BUILT_IN_IMPACTS}
        return bar_figure(
            f"{self._name}: CO2 by {by}",
            self.emissions_data(by).rename(columns=names),
            "t",
            {names[impact]: colour for impact, colour in IMPACT_COLOURS.items()},
            total="net (scope 1 and 2 less removals)",
            counted=[names[impact] for impact in NET_EMISSIONS],
        )

    def emissions_data(self, by: EmissionKey = "site") -> pd.DataFrame:
        """Return yearly CO2 in t: a row for each site, owner or asset, a column for each scope."""
        chosen("by", by, ("site", "owner", "asset"))
        impacts = [impact.id for impact in BUILT_IN_IMPACTS]
        table = self.plan.emissions_by(by, "impact")["amount"].unstack("impact", fill_value=0.0)
        rows = pd.Index(self.plan.emissions_table[by].unique(), name=by)
        return table.reindex(index=rows, columns=pd.Index(impacts, name="impact"), fill_value=0.0)

    def prices(self, carrier: str | None = None, sites: Names = None, periods: Names = None) -> go.Figure:
        """Return what one more unit of a carrier costs at each site, step by step.

        Parameters
        ----------
        carrier : str
            May be left out where there is one.
        sites, periods : str or iterable of str, optional
            Only these.
        """
        carrier = only("carrier", carrier, self.plan.scenario.cluster.carriers)
        table = self.prices_data(carrier, sites)
        scenario = self.plan.scenario
        unit = f"{scenario.currency}/{scenario.cluster.carriers[carrier].unit}"
        lines = {str(site): table[site] for site in table.columns}
        return series_figure(f"{self._name}: price of {carrier}", "By site", lines, unit, self._axis(periods))

    def prices_data(self, carrier: str | None = None, sites: Names = None) -> pd.DataFrame:
        """Return prices in money per MWh or t, by site; no columns where the plan has no prices."""
        cluster = self.plan.scenario.cluster
        carrier = only("carrier", carrier, cluster.carriers)
        here = chosen("site", sites, [site for site, of in cluster.hubs if of == carrier])
        columns = [(site, carrier) for site in here if (site, carrier) in self.plan.prices.columns]
        return self.plan.prices[columns].droplevel("carrier", axis=1)

    def levels(self, stores: Names = None, periods: Names = None) -> go.Figure:
        """Return the content of stores, step by step.

        Parameters
        ----------
        stores, periods : str or iterable of str, optional
            Only these.
        """
        table = self.levels_data(stores)
        cluster = self.plan.scenario.cluster
        units = {store: cluster.carriers[cluster.assets[store].reference_carrier].unit for store in table}
        lines = {f"{store}, {units[store]}": table[store] for store in table}
        common = " or ".join(dict.fromkeys(units.values()))
        return series_figure(
            f"{self._name}: content of stores", "At the end of each step", lines, common, self._axis(periods)
        )

    def levels_data(self, stores: Names = None) -> pd.DataFrame:
        """Return the content of each store at the end of each step, in MWh or t."""
        return self.plan.levels[list(chosen("store", stores, list(self.plan.levels.columns)))]

    def save(self, directory: str | Path) -> tuple[Path, ...]:
        """Write network, Sankey diagram, costs and emissions as pages that need no connection.

        Parameters
        ----------
        directory : str or Path
            Made if it does not exist; the pages share one copy of plotly's script, which is put beside them.

        Returns
        -------
        tuple of Path
            The pages.
        """
        many = len(self.plan.scenario.cluster.hubs) > MOST_HUBS
        return write_pages(
            Path(directory),
            {
                "network": self.network(),
                "sankey": self.sankey(detail="cluster" if many else "site"),
                "costs": self.costs("owner"),
                "emissions": self.emissions(),
            },
        )

    def _hub(self, site: str | None, carrier: str | None) -> tuple[str, str]:
        """Return the hub that is meant: what is left out has to have one choice."""
        cluster = self.plan.scenario.cluster
        chosen("site", site, cluster.sites)
        chosen("carrier", carrier, cluster.carriers)
        if site is not None and carrier is not None:
            return site, carrier
        hubs = [hub for hub in cluster.hubs if site in {None, hub[0]} and carrier in {None, hub[1]}]
        if len(hubs) == 1:
            return hubs[0]
        missing = [word for word, name in (("site", site), ("carrier", carrier)) if name is None]
        choices = ["/".join(hub) if len(missing) > 1 else hub[site is not None] for hub in hubs]
        raise ScenarioError([Fault(" and ".join(missing), "missing", fix=f"name one of {few(choices, 12)}")])

    @property
    def _name(self) -> str:
        return self.plan.scenario.name or "Plan"

    def _axis(self, periods: Names) -> PeriodAxis:
        time = self.plan.scenario.time
        return PeriodAxis(time, chosen("period", periods, time.periods))
