r"""Indicators: what a plan costs, emits, captures and moves, for the whole and group by group.

Groups are the clusters that sites name, owners, or sites. Everything counts once, so that the groups add up
to the whole, but for the cost per tonne, which is a ratio:

.. math::

    c = \frac{(R - R^0)}{E^0 - E}, \qquad E = E_{\text{scope 1}} + E_{\text{scope 2}} + E_{\text{removal}}

=====================  ======================================================================  ==========
symbol or row          meaning                                                                 unit
=====================  ======================================================================  ==========
``cost``               all charges                                                             money/a
:math:`R`              ``cost without payments``: charges but those under policies             money/a
``investment``         capital of what is newly built                                          money
``scope1``, ...        each impact; removals count negative                                    t/a, ...
:math:`E`              ``net emissions``                                                       t CO2e/a
``CO2 captured``       :math:`\sum_a \sum_t w_t \max(0, q_{a t}) \epsilon` of what plants at   t/a
                       sites give into carriers of CO2 that disposals take
``CO2 stored``         the same of what disposals take                                         t/a
``power in``, ...      what comes over the fence: bought or generated                          MWh/a, t/a
``power out``, ...     what leaves over the fence: sold, or taken by demands and disposals     MWh/a, t/a
``power received``     what corridors bring less what they take away                           MWh/a, t/a
:math:`E^0 - E`        ``avoided``: net emissions of the baseline less the plan's              t CO2e/a
:math:`R - R^0`        ``cost of avoiding``                                                    money/a
:math:`c`              ``cost per tonne avoided``; nothing where nothing is avoided            money/t
=====================  ======================================================================  ==========

:math:`q_{at}` is the flow that asset :math:`a` puts into a hub, :math:`w_t` the hours of the year that step
:math:`t` stands for, :math:`\epsilon` the carrier's emission factor. Carriers whose release is an impact,
such as flue gas, are told by their impacts, not by what comes and goes. Surplus that is let go counts neither
as in nor as out. The whole receives less than nothing where corridors lose something.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from synergy.cluster.carrier import NET_EMISSIONS
from synergy.cluster.cluster import COMMON
from synergy.cluster.place import SHARED
from synergy.errors import Fault, ScenarioError, did_you_mean
from synergy.plan.compare import LEAST_AVOIDED, payments_of
from synergy.surplus import surplus_name

if TYPE_CHECKING:
    from synergy.cluster.asset import Asset
    from synergy.plan.plan import Plan
    from synergy.scenario import Scenario

Grouping = Literal["cluster", "owner", "site"]
GROUPINGS = ("cluster", "owner", "site")
WHOLE = "(whole)"
"""Stands over the sum of all groups."""
OWN = "(own)"
"""Stands for the scenario's own cluster where neither sites nor the scenario give it a name."""
Row = tuple[str, str]
"""Name and unit of an indicator."""
Rows = dict[Row, "pd.Series[float]"]


def indicators(plan: Plan, by: Grouping | None = None, against: Plan | None = None) -> pd.DataFrame:
    """Return the indicators of a plan, for the whole and, if asked for, group by group.

    Parameters
    ----------
    plan : Plan
    by : {"cluster", "owner", "site"}, optional
        What assets are grouped by. What lies in a corridor counts to the corridor's cluster; between
        clusters, where the corridor names none, to ``(shared)``, and by site always. What nobody owns counts
        to ``(common)``. Vented CO2 counts to the site where it leaves, and to that site's owner.
    against : Plan, optional
        A baseline, e.g. of ``plan.scenario.as_it_stands()``, for the cost per tonne avoided.

    Returns
    -------
    DataFrame
        A row for each indicator, by name; columns ``unit``, one for each group, and ``(whole)``, the sum of
        the groups but for ``cost per tonne avoided``.

    Raises
    ------
    ScenarioError
        If ``by`` is no such grouping, or the baseline counts in other money.

    Examples
    --------
    >>> import synergy
    >>> plan = synergy.solve(synergy.examples.load("two-plants"))
    >>> table = plan.indicators(by="owner")
    >>> bool(abs(table.loc["cost", "(whole)"] - plan.cost) < 1e-6 * plan.cost)
    True
    """
    if by is not None and by not in GROUPINGS:
        found = f"'{by}' is no grouping{did_you_mean(str(by), GROUPINGS)}"
        raise ScenarioError([Fault("by", found, fix=f"use one of {', '.join(GROUPINGS)}")])
    payments = payments_of(plan) | (payments_of(against) if against is not None else frozenset())
    table, units = _table(plan, by, payments)
    if against is not None:
        comparison = plan.against(against)
        before, _ = _table(against, by, payments)
        table, before = table.align(before, axis="columns", join="outer", fill_value=0.0)
        avoided = before.loc["net emissions"] - table.loc["net emissions"]
        spent = table.loc["cost without payments"] - before.loc["cost without payments"]
        worth_it = avoided > LEAST_AVOIDED * max(1.0, abs(comparison.emissions[0]))
        table.loc["avoided"], table.loc["cost of avoiding"] = avoided, spent
        table.loc["cost per tonne avoided"] = (spent / avoided.where(worth_it)).astype(float)
        money = plan.scenario.currency
        units |= {"avoided": "t/a", "cost of avoiding": f"{money}/a", "cost per tonne avoided": f"{money}/t"}
    shown = [*dict.fromkeys([*_groups(plan.scenario, by), *(name for name in table if name != WHOLE)])]
    kept = [name for name in shown if name in table and by is not None]
    result = table[[*kept, WHOLE]]
    result.insert(0, "unit", [units[name] for name in result.index], allow_duplicates=True)
    return result.rename_axis("indicator")


class Grouper:
    """Says to which group assets, hubs and entries of tables count.

    Parameters
    ----------
    scenario : Scenario
    by : {"cluster", "owner", "site"}, optional
        Everything counts to one group if not given.
    """

    def __init__(self, scenario: Scenario, by: Grouping | None) -> None:
        self.by = by
        self.own = scenario.name or OWN
        self.cluster = scenario.cluster
        self._surplus_sites = {surplus_name(*hub): hub[0] for hub in self.cluster.hubs}

    def of_site(self, site: str) -> str:
        """Return the group of what stands at a site."""
        record = self.cluster.sites[site]
        if self.by == "owner":
            return record.owner or COMMON
        if self.by == "cluster":
            return record.cluster or self.own
        return site if self.by == "site" else WHOLE

    def of_asset(self, asset: Asset) -> str:
        """Return the group of an asset."""
        if self.by == "owner":
            return self.cluster.owner_of(asset) or COMMON
        if asset.place == "site" or self.by is None:
            return self.of_site(asset.location if asset.place == "site" else self.cluster.ends(asset)[0])
        return SHARED if self.by == "site" else self.cluster.cluster_of(asset) or self.own

    def of_entry(self, name: str, owner: str) -> str:
        """Return the group of an entry of a table, which stands under an asset, a surplus or a policy."""
        if self.by == "owner":
            return owner
        if name in self.cluster.assets:
            return self.of_asset(self.cluster.assets[name])
        if name in self._surplus_sites:
            return self.of_site(self._surplus_sites[name])
        return WHOLE if self.by is None else SHARED

    def summed(self, table: pd.DataFrame, value: str) -> pd.Series[float]:
        """Return a column of a table with ``asset`` and ``owner``, summed by group."""
        keys = [
            self.of_entry(name, owner) for name, owner in zip(table["asset"], table["owner"], strict=True)
        ]
        return table[value].astype(float).groupby(np.array(keys, dtype=object), sort=False).sum()


def _groups(scenario: Scenario, by: Grouping | None) -> list[str]:
    """Return the groups in the order in which they are stated; those of nobody in particular come last."""
    grouper = Grouper(scenario, by)
    stated = [*scenario.cluster.owners] if by == "owner" else map(grouper.of_site, scenario.cluster.sites)
    return [name for name in dict.fromkeys(stated) if name not in (SHARED, COMMON)]


def _table(plan: Plan, by: Grouping | None, payments: frozenset[str]) -> tuple[pd.DataFrame, dict[str, str]]:
    """Return the indicators of a plan by group, with their sum, and their units."""
    grouper, money = Grouper(plan.scenario, by), plan.scenario.currency
    spent = plan.costs[~plan.costs["category"].isin(payments)]
    rows: Rows = {
        ("cost", f"{money}/a"): grouper.summed(plan.costs, "cost"),
        ("cost without payments", f"{money}/a"): grouper.summed(spent, "cost"),
        ("investment", money): grouper.summed(plan.investments, "capital"),
    }
    emissions = plan.emissions_table
    for name, impact in plan.scenario.cluster.impacts.items():
        rows[name, f"{impact.unit}/a"] = grouper.summed(emissions[emissions["impact"] == name], "amount")
    counted = emissions[emissions["impact"].isin(NET_EMISSIONS)]
    rows["net emissions", "t/a"] = grouper.summed(counted, "amount")
    rows |= _carbon_rows(plan, grouper) | _carrier_rows(plan, grouper)
    columns = [*_groups(plan.scenario, by), *(name for values in rows.values() for name in values.index)]
    table = pd.DataFrame(
        [values.reindex(dict.fromkeys(columns)).fillna(0.0) for values in rows.values()],
        index=[name for name, _ in rows],
    )
    whole = table if by is None else table.assign(**{WHOLE: table.sum(axis=1)})
    return whole, dict(rows.keys())


def _carbon_rows(plan: Plan, grouper: Grouper) -> Rows:
    """Return what is captured and stored, in t CO2 a year."""
    cluster, yearly = plan.scenario.cluster, plan.yearly_flows()
    kept = {asset.reference_carrier for asset in cluster.assets.values() if asset.kind == "disposal"}
    captured: dict[str, float] = {}
    stored: dict[str, float] = {}
    for (name, _, carrier), given, taken in zip(yearly.index, yearly["given"], yearly["taken"], strict=True):
        asset, record = cluster.assets[name], cluster.carriers[carrier]
        if carrier not in kept or record.released_as is None or asset.place != "site":
            continue
        group = grouper.of_asset(asset)
        if asset.kind == "disposal":
            stored[group] = stored.get(group, 0.0) + taken * record.emission_factor
        elif asset.kind != "market" and any(p.gives for p in cluster.ports[name] if p.carrier == carrier):
            captured[group] = captured.get(group, 0.0) + given * record.emission_factor
    return {
        ("CO2 captured", "t/a"): pd.Series(captured, dtype=float),
        ("CO2 stored", "t/a"): pd.Series(stored, dtype=float),
    }


def _carrier_rows(plan: Plan, grouper: Grouper) -> Rows:
    """Return what comes and goes of each carrier whose release is no impact, in MWh or t a year."""
    cluster, yearly = plan.scenario.cluster, plan.yearly_flows()
    found: dict[tuple[str, str], dict[str, float]] = {}

    def add(carrier: str, word: str, group: str, amount: float) -> None:
        own = found.setdefault((carrier, word), {})
        own[group] = own.get(group, 0.0) + amount

    for (name, site, carrier), given, taken in zip(
        yearly.index, yearly["given"], yearly["taken"], strict=True
    ):
        if cluster.carriers[carrier].released_as is not None:
            continue
        asset, ports = cluster.assets[name], cluster.ports[name]
        if asset.place == "corridor":
            if grouper.by in ("cluster", "site") and asset.reference_carrier == carrier:
                add(carrier, "received", grouper.of_site(site), given - taken)
        elif len(ports) == 1:
            group = grouper.of_asset(asset)
            if ports[0].gives:
                add(carrier, "in", group, given)
            if ports[0].takes:
                add(carrier, "out", group, taken)
    return {
        (f"{carrier} {word}", f"{record.unit}/a"): pd.Series(found[carrier, word], dtype=float)
        for carrier, record in cluster.carriers.items()
        for word in ("in", "out", "received")
        if (carrier, word) in found
    }
