"""A pathway's plan at a glance, as text and as HTML."""

from __future__ import annotations

from typing import TYPE_CHECKING

from synergy.cluster.summary import facts_html, facts_text
from synergy.plan.amounts import amount_text, figures, scale_for
from synergy.plan.listing import Sheet

if TYPE_CHECKING:
    from synergy.pathway.plan import PathwayPlan

MOST_ROWS = 15
"""Assets that a summary shows; the plan's table has them all."""


def headline(plan: PathwayPlan) -> list[tuple[str, str]]:
    """Return the figures that everybody asks for first, as (name, text) pairs."""
    base = plan.pathway.base
    money = base.currency
    gap = "" if plan.gap is None else f", within {plan.gap:.2%} of the best possible".replace("%", " %")
    if not plan.looks_ahead:
        gap = " for what each decision sees; no bound over all years"
    sight = "every decision sees all years" if plan.looks_ahead else f"a decision sees {plan.seen} of them"
    capital = float(plan.investments["capital"].sum())
    cost = amount_text(plan.net_present_cost, money, money=True)
    rate = f"{plan.pathway.discount_rate:.2%}".replace("%", " %")
    report = plan.report
    audit = (
        f"pass, {report.checks:,} checks, largest deviation {report.largest:.1e}"
        if report.passed
        else str(report)
    )
    return [
        ("status", f"{plan.status}{gap}"),
        (
            "years",
            f"{plan.pathway.years[0]} to {plan.pathway.terms.last_year}, {len(plan.plans)} stated; {sight}",
        ),
        ("net present cost", f"{cost} (real {money} of {base.price_year}, {rate} a year)"),
        ("net emissions", f"{amount_text(plan.emissions, 't')} CO2e over all years"),
        ("investment", f"{amount_text(capital, money, money=True)} over all years, not discounted"),
        ("audit", audit.removeprefix("audit: ") if report.checks else "not audited"),
    ]


def pathway_text(plan: PathwayPlan) -> str:
    """Return a text of a few lines."""
    return facts_text(_title(plan), headline(plan))


def pathway_summary(plan: PathwayPlan) -> str:
    """Return headline, the years beside each other, and what is built when."""
    sheets = [sheet.text() for sheet in _sheets(plan, MOST_ROWS) if sheet.rows]
    return "\n\n".join([pathway_text(plan), *sheets])


def pathway_html(plan: PathwayPlan) -> str:
    """Return the same as HTML."""
    sheets = "".join(sheet.html() for sheet in _sheets(plan, MOST_ROWS) if sheet.rows)
    return f"<div>{facts_html(_title(plan), headline(plan))}{sheets}</div>"


def _title(plan: PathwayPlan) -> str:
    name = plan.pathway.base.name
    return f"Plan of pathway '{name}'" if name else "Plan of a pathway"


def _sheets(plan: PathwayPlan, most: int) -> list[Sheet]:
    return [_years(plan), _built(plan, most), _owners(plan)]


def _years(plan: PathwayPlan) -> Sheet:
    table = plan.years
    money = plan.pathway.base.currency
    columns = [
        ("cost", f"{money}/a", scale_for(table["cost"].abs().max(), money, money=True)),
        ("net emissions", "t/a", scale_for(table["emissions"].abs().max(), "t")),
        ("investment", money, scale_for(table["investment"].abs().max(), money, money=True)),
    ]
    heads = ["year", "stands for"]
    for title, unit, (_, larger) in columns:
        heads.append(f"{title} [{larger}{'/a' if unit.endswith('/a') else ''}]")
    rows = [
        [
            str(year),
            f"{row.duration:.0f} a",
            figures(row.cost / columns[0][2][0]),
            figures(row.emissions / columns[1][2][0]),
            figures(row.investment / columns[2][2][0]),
        ]
        for year, row in zip(table.index, table.itertuples(), strict=True)
    ]
    return Sheet("Years", heads, rows)


def _owners(plan: PathwayPlan) -> Sheet:
    """Return the yearly cost of each owner in each year, and that of all years in present money."""
    table = plan.costs.pivot_table(index="owner", columns="year", values="cost", aggfunc="sum", sort=False)
    table = table.reindex(columns=list(plan.plans)).fillna(0.0)
    table.loc["total"] = table.sum()
    present = plan.costs_by("owner")["cost"]
    present.loc["total"] = plan.net_present_cost
    money = plan.pathway.base.currency
    yearly, each = scale_for(float(table.abs().to_numpy().max()), money, money=True)
    factor, unit = scale_for(float(present.abs().max()), money, money=True)
    rows = [
        (
            str(owner),
            *(f"{cost / yearly:,.2f}" for cost in table.loc[owner]),
            f"{present[owner] / factor:,.2f}",
        )
        for owner in table.index
        if owner == "total" or table.loc[owner].abs().max() >= 0.5e-2 * yearly
    ]
    heads = ("owner", *map(str, plan.plans), f"present [{unit}]")
    return Sheet(f"Cost by owner [{each}/a]", heads, rows)


def _built(plan: PathwayPlan, most: int) -> Sheet:
    table = plan.investments[plan.investments["quantity"] == "capacity"]
    spent = table.groupby("asset", sort=False)["capital"].sum().sort_values(ascending=False)
    spent = spent[spent > 0]
    if spent.empty:
        return Sheet("", (), ())
    years = list(plan.plans)
    factor, money = scale_for(float(spent.max()), plan.pathway.base.currency, money=True)
    sizes = {(row.asset, row.year): row for row in table.itertuples()}
    rows = []
    for asset in spent.index[:most]:
        own = [sizes.get((asset, year)) for year in years]
        unit = next(row.unit for row in own if row is not None)
        cells = ["" if row is None or not row.built else f"+{figures(row.size)}" for row in own]
        rows.append([str(asset), *cells, str(unit), figures(float(spent[asset]) / factor)])
    if len(spent) > most:
        rest = figures(float(spent.iloc[most:].sum()) / factor)
        rows.append([f"... {len(spent) - most} more", *("" for _ in years), "", rest])
    return Sheet("Built", ("asset", *map(str, years), "unit", money), rows)
