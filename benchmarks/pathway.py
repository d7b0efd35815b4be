"""The HyNet pathway on more and more representative days: size, times, root gap, and how true the plan is.

Each number of days is aggregated from a full year, stated, relaxed and solved in a process of its own. Then
the design of every investment year is fixed and run through the full year: the aggregation error is the net
present cost that the plan promised, less what its design costs over the full year, over the latter.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import synergy
from benchmarks.clock import Clock
from benchmarks.isolated import ChildError, call
from benchmarks.pathway_year import full_year
from benchmarks.solving import relaxation
from benchmarks.tables import RESULTS, seconds, table, write_csv, write_page
from synergy.pathway.model import state_pathway
from synergy.pathway.pathway import Pathway
from synergy.plan.plan import Plan
from synergy.solver.highs import solve_matrix
from synergy.solver.options import SolveOptions

if TYPE_CHECKING:
    import plotly.graph_objects as go

PERIODS = (1, 2, 3, 4, 6, 8, 12, 16, 24)
QUICK = (1, 3)


def run(arguments: Sequence[str]) -> None:
    """Measure, and write ``pathway.csv``, ``pathway.md`` and the plot ``pathway.html``."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks pathway", description=__doc__)
    parser.add_argument("--periods", type=int, nargs="*", default=None, help="numbers of representative days")
    parser.add_argument("--gap", type=float, default=0.01)
    parser.add_argument("--seconds", type=float, default=900.0, help="time limit of a solve")
    parser.add_argument("--quick", action="store_true", help="few days, checked in the last year only")
    parser.add_argument("--out", type=Path, default=RESULTS)
    chosen = parser.parse_args(arguments)
    periods = chosen.periods or (QUICK if chosen.quick else PERIODS)
    records = list(_measured(periods, chosen.gap, chosen.seconds, chosen.quick))
    write_csv(chosen.out, "pathway", records)
    write_page(chosen.out, "pathway", "The HyNet pathway on representative days", _parts(records, chosen.gap))
    if records:
        figure(records).write_html(chosen.out / "pathway.html", include_plotlyjs=True)


def _measured(periods: Sequence[int], gap: float, limit: float, quick: bool) -> Iterator[dict[str, object]]:
    for number in periods:
        try:
            found = call(
                "benchmarks.pathway:measure",
                seconds=6 * limit + 600,
                periods=number,
                gap=gap,
                limit=limit,
                quick=quick,
            )
        except ChildError as error:
            print(error, flush=True)
            continue
        print(found, flush=True)
        yield found


def measure(periods: int, gap: float, limit: float, quick: bool) -> dict[str, object]:
    """Return sizes, times, gaps and errors of one number of days; to be run in a process of its own."""
    full = full_year()
    aggregation = synergy.aggregate(full.base, periods, extremes=())
    pathway = Pathway(aggregation.scenario, full.terms)
    clock = Clock()
    model = state_pathway(pathway, pathway.years)
    matrix = model.matrix()
    built = clock.seconds
    relaxed = solve_matrix(
        relaxation(matrix), SolveOptions(time_limit=limit), want_duals=False, in_process=True
    )
    options = SolveOptions(gap=gap, time_limit=limit)
    clock = Clock()
    plan = synergy.solve(pathway, options, prices=False, in_process=True)
    solved, processor = clock.seconds, clock.processor
    clock = Clock()
    years = full.years[-1:] if quick else full.years
    weights = dict(zip(full.years, full.weights, strict=True))
    true_cost, shortage = plan.net_present_cost, 0.0
    for year in years:
        check = plan[year].verify_full_year(aggregation, in_process=True)
        true_cost += float(weights[year]) * (check.cost - check.estimated_cost)
        shortage += float(check.shortage_by_hub["amount"].sum())
    objective = plan.stages[0].objective
    lowest = relaxed.objective
    return {
        "periods": periods,
        "rows": matrix.shape[0],
        "columns": matrix.shape[1],
        "entries": len(matrix.values),
        "integers": int(matrix.integer.sum()),
        "build": built,
        "solve": solved,
        "processor": processor,
        "status": plan.status,
        "root_gap": None if lowest is None else 1.0 - 1e3 * lowest / objective,
        "gap": plan.gap,
        "net_present_cost": plan.net_present_cost,
        "true_cost": true_cost,
        "error": (plan.net_present_cost - true_cost) / true_cost,
        "shortage": shortage,
        "checked_years": len(years),
        "check": clock.seconds,
        **{f"stored_{year}": float(_stored(plan[year])) for year in plan.plans},
    }


def _stored(plan: Plan) -> float:
    yearly = plan.yearly_flows()["taken"]
    return float(sum(amount for (asset, _, _), amount in yearly.items() if str(asset).startswith("store")))


def _parts(records: Sequence[dict[str, object]], gap: float) -> list[str]:
    text = (
        "Representative days of eight steps of three hours, by k-medoids from 365 days; years 2025, 2030, "
        f"2035, 2040 in one model, perfect foresight, relative gap {gap:g}. The root gap is the distance of "
        "the linear relaxation from the plan found. Error: net present cost as promised less what the design "
        "costs over the full year, over the latter. Stored: Mt CO2 in 2030, 2035 and 2040."
    )
    head = [
        "days",
        "rows",
        "columns",
        "binaries",
        "build [s]",
        "solve [s]",
        "processor [s]",
        "root gap",
        "gap",
    ]
    head += ["net present cost", "error", "check [s]", "stored"]
    return [text, table(head, [_row(record) for record in records])]


def _row(record: dict[str, object]) -> list[object]:
    def number(field: str) -> float:
        return float(str(record[field]))

    stored = [number(field) / 1e6 for field in record if field.startswith("stored_")][1:]
    return [
        record["periods"],
        f"{record['rows']:,}",
        f"{record['columns']:,}",
        record["integers"],
        *(seconds(number(field)) for field in ("build", "solve", "processor")),
        *("" if record[field] is None else f"{100 * number(field):.2f} %" for field in ("root_gap", "gap")),
        f"{number('net_present_cost') / 1e6:,.0f} MEUR",
        f"{100 * number('error'):+.2f} %",
        seconds(number("check")),
        ", ".join(f"{amount:.2f}" for amount in stored),
    ]


def figure(records: Sequence[dict[str, object]]) -> go.Figure:
    """Return solve time, root gap and aggregation error against the number of days."""
    from plotly.subplots import make_subplots

    from synergy.present.colours import PALETTE
    from synergy.present.figure import FONT

    days = [int(str(record["periods"])) for record in records]
    panels = {
        "build and solve [s]": {
            "build": "build",
            "solve": "solve",
            "processor": "processor time of the solve",
        },
        "root gap and gap [%]": {"root_gap": "root gap", "gap": "gap left"},
        "aggregation error [%]": {"error": "promised less true cost"},
    }
    drawn = make_subplots(rows=1, cols=3, subplot_titles=list(panels), horizontal_spacing=0.08)
    colours = iter(PALETTE)
    for column, (title, lines) in enumerate(panels.items(), start=1):
        factor = 100.0 if "%" in title else 1.0
        for field, name in lines.items():
            values = [None if r[field] is None else factor * float(str(r[field])) for r in records]
            drawn.add_scatter(
                x=days,
                y=values,
                name=name,
                mode="lines+markers",
                line={"color": next(colours)},
                row=1,
                col=column,
            )
    drawn.update_xaxes(title_text="representative days", rangemode="tozero")
    drawn.update_layout(
        template="plotly_white",
        width=1000,
        height=380,
        font={"family": FONT, "size": 12},
        margin={"l": 50, "r": 20, "t": 50, "b": 50},
        legend={"orientation": "h", "y": -0.22},
    )
    return drawn
