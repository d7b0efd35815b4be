"""A plan at a glance, as text and as HTML."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

from synergy.cluster.sketch import sketch
from synergy.cluster.summary import facts_html, facts_text, html_beside
from synergy.errors import few
from synergy.plan.amounts import amount_text, figures, scale_for
from synergy.plan.indicators import indicators
from synergy.plan.listing import Sheet, beside
from synergy.plan.overview import built_and_used, come_and_gone, exchanged

if TYPE_CHECKING:
    from synergy.plan.plan import Plan

MOST_ROWS = 15
"""Rows of what is built that a summary shows; the plan's table has them all."""
LEAST_SHARE = 1e-4
"""Amounts below this share of the largest beside them are not worth a mention."""
BY_CLUSTER = ("cost", "investment", "scope1", "removal", "net emissions", "CO2 captured", "CO2 stored")
"""Indicators that a summary shows for each of several clusters."""


def headline(plan: Plan) -> list[tuple[str, str]]:
    """Return the figures that everybody asks for first, as (name, text) pairs."""
    money = plan.scenario.currency
    gap = "" if plan.gap is None else f", within {plan.gap:.2%} of the best possible".replace("%", " %")
    capital = amount_text(float(plan.investments["capital"].sum()), money, money=True)
    largest = f"largest deviation {plan.report.largest:.1e}"
    audit = f"pass, {plan.report.checks:,} checks, {largest}" if plan.report.passed else str(plan.report)
    withheld = plan.scenario.cluster.withheld
    permits = [("no permit", f"{few(list(withheld))}: left out")] if withheld else []
    return [
        ("status", f"{plan.status}{gap}"),
        ("cost", f"{amount_text(plan.cost, money, money=True)}/a ({money} of {plan.scenario.price_year})"),
        ("net emissions", f"{amount_text(plan.emissions, 't')} CO2e/a"),
        ("investment", f"{capital} in {_built(plan)} of the {_decisions(plan)} assets that may be built"),
        *permits,
        ("audit", audit.removeprefix("audit: ") if plan.report.checks else "not audited"),
    ]


def _built(plan: Plan) -> int:
    return int(plan.built["asset"].nunique())


def _decisions(plan: Plan) -> int:
    assets = plan.scenario.cluster.assets.values()
    return sum(bool(getattr(asset, "buildable", False)) for asset in assets)


def plan_text(plan: Plan) -> str:
    """Return a text of a few lines."""
    return facts_text(_title(plan), headline(plan))


def plan_summary(plan: Plan) -> str:
    """Return headline, what is built, what flows between sites and through the fence, costs and emissions."""
    parts = [plan_text(plan)]
    parts += [sheet.text() for sheet in _upper_sheets(plan, MOST_ROWS) if sheet.rows]
    lower = [sheet.text() for sheet in _lower_sheets(plan) if sheet.rows]
    clusters = [sheet.text() for sheet in _cluster_sheets(plan)]
    return "\n\n".join([*parts, beside(lower), *clusters])


def plan_html(plan: Plan) -> str:
    """Return the same as HTML, with a sketch of what flows between the sites."""
    drawing = sketch(plan.scenario.cluster, _thickness(plan))
    built, *flows = _upper_sheets(plan, MOST_ROWS)
    tables = [sheet.html() for sheet in (built, *_lower_sheets(plan), *flows) if sheet.rows]
    tables += [sheet.html() for sheet in _cluster_sheets(plan)]
    return f"<div>{facts_html(_title(plan), headline(plan), drawing)}{html_beside(tables)}</div>"


def _title(plan: Plan) -> str:
    return f"Plan of '{plan.scenario.name}'" if plan.scenario.name else "Plan"


def _upper_sheets(plan: Plan, most: int) -> list[Sheet]:
    return [_built_sheet(plan, most), _exchange_sheet(plan), _fence_sheet(plan)]


def _lower_sheets(plan: Plan) -> list[Sheet]:
    return [_cost_sheet(plan, "category"), _cost_sheet(plan, "owner"), _impact_sheet(plan)]


def _built_sheet(plan: Plan, most: int) -> Sheet:
    money = plan.scenario.currency
    built = built_and_used(plan)
    factor, unit = scale_for(float(built["capital"].max()) if len(built) else 0.0, money, money=True)
    rows = [
        (
            row.asset,
            row.place,
            row.owner,
            f"{figures(row.size)} {row.unit}".rstrip()
            + (f" (+ {figures(row.existing)})" if row.existing > 0 else ""),
            f"{row.capital / factor:,.1f}",
            _use_text(row.use, row.use_unit),
        )
        for row in built.head(most).itertuples()
    ]
    if len(built) > most:
        rest = built.iloc[most:]["capital"]
        rows.append((f"... {len(rest)} more", "", "", "", f"{rest.sum() / factor:,.1f}", ""))
    return Sheet("Built", ("asset", "where", "owner", "size", unit, "use"), rows)


def _use_text(use: float, unit: str) -> str:
    if math.isnan(use):
        return ""
    return f"{use:,.0f} {unit}" if unit else f"{use:.0%}".replace("%", " %")


def _exchange_sheet(plan: Plan) -> Sheet:
    carriers, rows = plan.scenario.cluster.carriers, []
    amounts = exchanged(plan)["amount"]
    for carrier in amounts.index.unique("carrier"):
        own, unit = amounts[carrier], carriers[carrier].unit
        gives, gets = _named(own, unit), _named(-own, unit)
        if gives:
            rows.append((carrier, gives, gets))
    return Sheet("Between sites, per year", ("carrier", "given by", "got by"), rows)


def _fence_sheet(plan: Plan) -> Sheet:
    carriers, rows = plan.scenario.cluster.carriers, []
    table = come_and_gone(plan)
    for carrier in carriers:
        if carrier not in table.index.get_level_values("carrier"):
            continue
        own, unit = table.loc[carrier], carriers[carrier].unit
        comes, goes = _named(own["given"], unit), _named(own["taken"], unit)
        if comes or goes:
            rows.append((carrier, comes, goes))
    return Sheet("Into and out of the cluster, per year", ("carrier", "comes from", "goes to"), rows)


def _named(amounts: pd.Series[float], unit: str, most: int = 8) -> str:
    """Return names with their amounts, the largest first."""
    shown = amounts[amounts > LEAST_SHARE * max(float(amounts.abs().max()), 1.0)]
    shown = shown.sort_values(ascending=False, kind="stable")
    texts = [f"{str(name).replace('_', ' ')} {amount_text(value, unit)}" for name, value in shown.items()]
    more = f", {len(texts) - most} more {amount_text(float(shown.iloc[most:].sum()), unit)}"
    return ", ".join(texts[:most]) + (more if len(texts) > most else "")


def _cost_sheet(plan: Plan, key: str) -> Sheet:
    costs = plan.costs_by(key)["cost"]
    largest = max(float(costs.abs().max()) if len(costs) else 0.0, abs(plan.cost))
    factor, unit = scale_for(largest, plan.scenario.currency, money=True)
    decimals = 2 if largest / factor < 100 else 1
    rows = [
        (str(name), f"{value / factor:,.{decimals}f}")
        for name, value in costs.items()
        if abs(value) / factor >= 0.5 * 10.0**-decimals
    ]
    return Sheet(
        f"Cost by {key}", (key, f"{unit}/a"), [*rows, ("total", f"{plan.cost / factor:,.{decimals}f}")]
    )


def _impact_sheet(plan: Plan) -> Sheet:
    rows, amounts = [], plan.emissions_by("impact")["amount"]
    for name, impact in plan.scenario.cluster.impacts.items():
        value = float(amounts.get(name, 0.0))
        if abs(value) > LEAST_SHARE:
            factor, unit = scale_for(value, impact.unit)
            rows.append((name, figures(value / factor), f"{unit}/a"))
    return Sheet("Emissions and impacts", ("impact", "amount", ""), rows)


def _cluster_sheets(plan: Plan) -> list[Sheet]:
    """Return the clusters side by side, where there are several."""
    if len(plan.scenario.cluster.cluster_names) < 2:
        return []
    table, money = indicators(plan, "cluster"), plan.scenario.currency
    groups = [name for name in table if name != "unit"]
    rows = []
    for name in BY_CLUSTER:
        unit, *values = table.loc[name, ["unit", *groups]]
        bare = unit.removesuffix("/a")
        factor, larger = scale_for(max(map(abs, values)), bare, money=bare == money)
        shown = [figures(value / factor) for value in values]
        rows.append((name, *shown, f"{larger}/a" if unit != bare else larger))
    return [Sheet("By cluster", ("", *groups, ""), rows)]


def _thickness(plan: Plan) -> dict[str, float]:
    """Return, for each corridor in use, the largest flow in it against the largest of its carrier's unit."""
    cluster, yearly = plan.scenario.cluster, plan.yearly_flows()
    flows: dict[str, dict[str, float]] = {}
    for (asset, _, carrier), taken in yearly["taken"].items():
        record = cluster.assets[asset]
        if record.place == "corridor" and record.reference_carrier == carrier and taken > 0:
            own = flows.setdefault(cluster.carriers[carrier].unit, {})
            own[record.location] = max(own.get(record.location, 0.0), float(taken))
    found: dict[str, float] = {}
    for own in flows.values():
        for corridor, flow in own.items():
            found[corridor] = max(found.get(corridor, 0.0), flow / max(own.values()))
    return found
