"""The check of a full year at a glance: as text, as HTML, and as plain data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from synergy.cluster.summary import facts_html, facts_text
from synergy.plan.amounts import amount_text, figures
from synergy.plan.listing import Sheet

if TYPE_CHECKING:
    from synergy.plan.full_year import FullYearCheck

MOST_STEPS = 12
"""Steps with shortage that a summary shows; the check's table has them all."""


def check_text(check: FullYearCheck) -> str:
    """Return what it costs and where it falls short."""
    sheet = _hubs(check)
    head = facts_text("Full-year check", _facts(check))
    return f"{head}\n\n{sheet.text()}" if sheet.rows else head


def check_summary(check: FullYearCheck) -> str:
    """Return the same, and the steps in which most is not met."""
    sheet = _steps(check)
    return f"{check_text(check)}\n\n{sheet.text()}" if sheet.rows else check_text(check)


def check_html(check: FullYearCheck) -> str:
    """Return the summary as HTML."""
    sheets = "".join(sheet.html() for sheet in (_hubs(check), _steps(check)) if sheet.rows)
    return f"<div>{facts_html('Full-year check', _facts(check))}{sheets}</div>"


def check_data(check: FullYearCheck) -> dict[str, Any]:
    """Return cost, error and shortage as plain data; amounts in MWh or t a year, ``most`` in MW or t/h."""
    hubs = check.shortage_by_hub
    return {
        "status": check.dispatch.status,
        "cost": check.cost,
        "estimated_cost": check.estimated_cost,
        "cost_error": check.cost_error,
        "emissions": check.dispatch.emissions,
        "estimated_emissions": check.plan.emissions,
        "shortage_cost": check.shortage_cost,
        "shortage_price": check.shortage_price,
        "shortage": [
            {"site": site, "carrier": carrier, **row}
            for (site, carrier), row in zip(hubs.index, hubs.to_dict("records"), strict=True)
        ],
        "currency": check.plan.scenario.currency,
        "audit": check.dispatch.report.verdict,
    }


def outcome_text(check: FullYearCheck, tolerance: float, why_not: str) -> str:
    """Return how refining ended, in words; ``why_not`` is empty where the tolerance was reached."""
    wanted, rounds = f"{100 * tolerance:.4g} %", len(check.history)
    after = f"after {rounds} round{'s' * (rounds != 1)}"
    if not why_not:
        return f"all demand is met, and the cost is within {wanted} of what was said, {after}"
    misses = [f"cost error {_error(check)}"] if abs(check.cost_error) > tolerance else []
    if len(check.shortage_by_hub):
        misses.append("demand is not met")
    return f"missed the tolerance of {wanted} {after} ({', '.join(misses)}): {why_not}"


def _error(check: FullYearCheck) -> str:
    return f"{check.cost_error:+.2%}".replace("%", " %")


def _facts(check: FullYearCheck) -> list[tuple[str, str]]:
    money, hubs = check.plan.scenario.currency, len(check.shortage_by_hub)
    cost = amount_text(check.cost, money, money=True)
    estimated = amount_text(check.estimated_cost, money, money=True)
    emissions = [f"{amount_text(plan.emissions, 't')} CO2e/a" for plan in (check.dispatch, check.plan)]
    count = len(check.plan.scenario.time.periods)
    periods = f"{count} period{'s' * (count != 1)}"
    shown = f"shown at {check.shortage_price:,.6g} {money} a unit"
    return [
        ("cost", f"{cost}/a over the full year; {estimated}/a said by {periods} ({_error(check)})"),
        ("net emissions", f"{emissions[0]} over the full year; {emissions[1]} said"),
        ("shortage", f"at {hubs} hub{'s' * (hubs != 1)}, {shown}" if hubs else "none"),
        *([("refined", check.outcome)] if check.outcome else []),
        ("status", check.dispatch.status),
    ]


def _hubs(check: FullYearCheck) -> Sheet:
    rows = [
        (
            f"{carrier} at {site}",
            amount_text(row["amount"], row["unit"]),
            f"{row['hours']:,.0f}",
            figures(row["most"]),
        )
        for (site, carrier), row in check.shortage_by_hub.iterrows()
    ]
    return Sheet("Shortage", ("hub", "amount a year", "hours", "most at once"), rows)


def _steps(check: FullYearCheck) -> Sheet:
    table = check.shortage_by_step
    rows = [
        (f"{row.carrier} at {row.site}", str(row.period), str(row.step), f"{figures(row.amount)} {row.unit}")
        for row in table.head(MOST_STEPS).itertuples()
    ]
    if len(table) > MOST_STEPS:
        rows.append((f"... {len(table) - MOST_STEPS:,} more", "", "", ""))
    return Sheet("Most is not met in", ("hub", "period", "step", "amount"), rows)
