"""A plan at a glance, as text and as HTML."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from synergy.plan.plan import Plan

MILLION = 1e6


def headline(plan: Plan) -> list[tuple[str, str]]:
    """Return the figures that everybody asks for first, as (name, text) pairs."""
    money = plan.scenario.currency
    gap = "" if plan.gap is None else f", within {plan.gap:.2%} of the best possible"
    return [
        ("status", f"{plan.status}{gap}"),
        ("cost", f"{plan.cost / MILLION:,.2f} M{money}/a of {plan.scenario.price_year}"),
        ("net emissions", f"{plan.emissions / 1e3:,.1f} kt CO2e/a"),
        ("investment", f"{plan.investments['capital'].sum() / MILLION:,.1f} M{money}"),
        ("built", f"{len(plan.built)} of {_decisions(plan)} that may be built"),
        ("audit", str(plan.report).removeprefix("audit: ").split("\n")[0]),
    ]


def _decisions(plan: Plan) -> int:
    assets = plan.scenario.cluster.assets.values()
    return sum(bool(getattr(asset, "buildable", False)) for asset in assets)


def plan_text(plan: Plan) -> str:
    """Return a text of a few lines."""
    name = f" of '{plan.scenario.name}'" if plan.scenario.name else ""
    return "\n".join([f"Plan{name}", *(f"  {key:<14} {text}" for key, text in headline(plan))])


def plan_summary(plan: Plan) -> str:
    """Return headline, what is built, costs by category and owner, and emissions by site, as text."""
    money = plan.scenario.currency
    parts = [plan_text(plan)]
    built = plan.built
    if len(built):
        rows = [
            (row.asset, row.place, row.owner, f"{row.size:,.1f} {row.unit}", f"{row.capital / MILLION:,.1f}")
            for row in built.itertuples()
        ]
        parts.append(_table("What is built", ("asset", "where", "owner", "size", f"M{money}"), rows))
    for title, key in (("Cost by category", "category"), ("Cost by owner", "owner")):
        table = plan.costs_by(key)["cost"]
        rows = [
            (str(name), f"{value / MILLION:,.2f}")
            for name, value in table.items()
            if abs(value) >= 0.5e-2 * MILLION
        ]
        rows.append(("total", f"{plan.cost / MILLION:,.2f}"))
        parts.append(_table(title, (key, f"M{money}/a"), rows))
    emissions = plan.emissions_by("impact")["amount"]
    units = {impact: plan.scenario.cluster.impacts[impact].unit for impact in emissions.index}
    rows = [(str(name), f"{value / 1e3:,.1f}", f"k{units[name]}/a") for name, value in emissions.items()]
    if rows:
        parts.append(_table("Emissions and further impacts", ("impact", "amount", ""), rows))
    return "\n\n".join(parts)


def _table(title: str, heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [heads, *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(heads))]
    numeric = [
        all(line[column][:1] in "-0123456789" for line in lines[1:]) and len(lines) > 1
        for column in range(len(heads))
    ]

    def shown(line: tuple[str, ...]) -> str:
        cells = (
            text.rjust(width) if number else text.ljust(width)
            for text, width, number in zip(line, widths, numeric, strict=True)
        )
        return ("  " + "  ".join(cells)).rstrip()

    return "\n".join([title, *map(shown, lines)])


def plan_html(plan: Plan) -> str:
    """Return headline and what is built as HTML tables."""
    name = f" of {escape(plan.scenario.name)}" if plan.scenario.name else ""
    head = "".join(
        f"<tr><th style='text-align:left'>{escape(key)}</th><td style='text-align:left'>{escape(text)}</td></tr>"
        for key, text in headline(plan)
    )
    built = plan.built[["asset", "place", "owner", "size", "unit", "capital"]]
    table = (
        built.to_html(index=False, escape=True, float_format=lambda value: f"{value:,.1f}")
        if len(built)
        else ""
    )
    details = f"<details open><summary>What is built</summary>{table}</details>" if table else ""
    return f"<div><strong>Plan{name}</strong><table>{head}</table>{details}</div>"
