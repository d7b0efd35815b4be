"""The independent audit: recomputes a plan from its input and its named results, never from the model."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from synergy.cluster.asset import Investment
from synergy.cluster.carrier import NET_EMISSIONS
from synergy.cluster.cluster import COMMON
from synergy.cluster.vintage import Vintage, category_of, quantity_of, supported
from synergy.cluster.worth import possibly_worthless
from synergy.plan.asset_audit import AssetAudit, AuditBook, AuditedImpact
from synergy.plan.findings import AuditReport, Findings
from synergy.plan.policy_audit import PolicyAudit
from synergy.scenario import Scenario
from synergy.surplus import negative_prices, surplus_name
from synergy.time.series import FloatArray

if TYPE_CHECKING:
    from synergy.plan.plan import Plan

Results = Mapping[str, Mapping[str, FloatArray]]


def audit(plan: Plan) -> AuditReport:
    """Return whether a plan holds.

    Every asset recomputes its limits, flows, costs and impacts; then every hub's balance, every policy,
    every line of the cost and emission tables, their sums, and the objective are compared with what the
    plan says.

    Parameters
    ----------
    plan : Plan

    Returns
    -------
    AuditReport
    """
    began = time.perf_counter()
    findings = Findings()
    book = account(plan.scenario, plan.results, findings, plan.history)
    _costs(plan, book, findings)
    _impacts(plan, book, findings)
    _objective(plan, book, findings)
    return AuditReport(findings.checks, tuple(findings.found), findings.largest, time.perf_counter() - began)


def account(
    scenario: Scenario, results: Results, findings: Findings, history: Sequence[Vintage[float]] = ()
) -> AuditBook:
    """Return the book of everything that a plan's results imply: of assets, hubs and policies."""
    book = recompute(scenario, results, findings, history)
    _balances(scenario, results, book, findings)
    for policy in scenario.policies:
        policy.audit(PolicyAudit(scenario, policy.id, results, book, findings, history))
    _support(scenario, book, history)
    return book


def _support(scenario: Scenario, book: AuditBook, history: Sequence[Vintage[float]]) -> None:
    """Enter what earlier years' support still pays, and note this year's for the years after it."""
    cluster, year = scenario.cluster, scenario.time.year
    for one in supported(history, year):
        if one.asset in cluster.assets:
            key = (one.asset, cluster.owner_of(cluster.assets[one.asset]) or COMMON, category_of(one))
            book.costs[key] = book.costs.get(key, np.zeros(1)) + one.annuity * one.capital
    for entry in book.funding:
        built = cluster.assets[entry.asset]
        until = year + (built.lifetime if isinstance(built, Investment) else 0.0)
        quantity = quantity_of(entry.policy, entry.gift, entry.category)
        capital = float(np.sum(entry.amount))
        book.vintages.append(
            Vintage(entry.asset, quantity, year, until, 0.0, capital, -entry.worth, 0.0, 0.0)
        )


def recompute(
    scenario: Scenario, results: Results, findings: Findings, history: Sequence[Vintage[float]] = ()
) -> AuditBook:
    """Let every asset recompute itself, and return the book of what their results imply."""
    book = AuditBook()
    worthless = possibly_worthless(scenario.cluster, negative_prices(scenario))
    for asset in scenario.cluster.assets.values():
        asset.audit(AssetAudit(scenario, asset, results, book, findings, worthless, history))
    return book


def _balances(scenario: Scenario, results: Results, book: AuditBook, findings: Findings) -> None:
    cluster, time_axis = scenario.cluster, scenario.time
    for site, carrier_id in cluster.hubs:
        carrier = cluster.carriers[carrier_id]
        net = book.flows.get((site, carrier_id), np.zeros((1, *time_axis.shape)))
        scale = book.magnitudes[site, carrier_id]
        place = f"{carrier_id} at {site}"
        if carrier.surplus == "forbidden":
            findings.compare(place, "what is put in is taken out", np.abs(net), scale)
            continue
        name = surplus_name(site, carrier_id)
        surplus = results.get(name, {}).get("surplus", np.zeros((1, *time_axis.shape)))
        findings.compare(place, "surplus at least zero", -surplus, scale)
        findings.compare(place, "surplus is what nobody takes", np.abs(net - surplus), scale)
        if carrier.released_as is not None:
            released = (net * time_axis.hours_in_year).sum(axis=(-2, -1)) * carrier.emission_factor
            owner = cluster.sites[site].owner or COMMON
            book.impacts.append(AuditedImpact(name, owner, site, carrier.released_as, released, carrier_id))


def _costs(plan: Plan, book: AuditBook, findings: Findings) -> None:
    said = plan.costs.groupby(["asset", "owner", "category"])["cost"].sum().to_dict()
    scale = max((abs(value) for value in said.values()), default=1.0)
    for key in {*said, *book.costs}:
        expected = float(np.sum(book.costs.get(key, np.zeros(1))))
        what = f"cost of {key[2]}"
        findings.compare(
            str(key[0]),
            what,
            np.array([abs(said.get(key, 0.0) - expected)]),
            max(abs(expected), 1e-3 * scale),
        )
    total = float(sum(np.sum(amount) for amount in book.costs.values()))
    findings.compare(
        "costs", "items add up to the plan's cost", np.array([abs(total - plan.cost)]), max(scale, abs(total))
    )


def _impacts(plan: Plan, book: AuditBook, findings: Findings) -> None:
    expected: dict[tuple[str, str], float] = {}
    for entry in book.impacts:
        key = (entry.asset, entry.impact)
        expected[key] = expected.get(key, 0.0) + float(np.sum(entry.amount))
    said = plan.emissions_table.groupby(["asset", "impact"])["amount"].sum().to_dict()
    scale = max((abs(value) for value in expected.values()), default=1.0)
    for key in {*said, *expected}:
        excess = np.array([abs(said.get(key, 0.0) - expected.get(key, 0.0))])
        findings.compare(
            str(key[0]), f"amount of {key[1]}", excess, max(abs(expected.get(key, 0.0)), 1e-3 * scale)
        )
    net = sum(value for (_, impact), value in expected.items() if impact in NET_EMISSIONS)
    findings.compare(
        "emissions", "entries add up to the plan's emissions", np.array([abs(net - plan.emissions)]), scale
    )


def _objective(plan: Plan, book: AuditBook, findings: Findings) -> None:
    if plan.own_objective:
        return
    cost = float(sum(np.sum(amount) for amount in book.costs.values()))
    net = sum(float(np.sum(entry.amount)) for entry in book.impacts if entry.impact in NET_EMISSIONS)
    measures = {"cost": cost, "emissions": net}
    for record, stage in zip(plan.stages, plan.scenario.objective.stages, strict=True):
        expected = sum(weight * measures[measure] for measure, weight in stage)
        last = record is plan.stages[-1]
        excess = (
            abs(record.objective - expected) if last else max(0.0, expected - record.objective - record.room)
        )
        findings.compare("objective", "follows from costs and emissions", np.array([excess]), abs(expected))
