"""Small scenarios for every registered kind of policy; found by `kind_examples.examples_of`.

A function here holds examples because its name is that of a kind; the first one of each is its golden LP.
"""

from __future__ import annotations

from typing import Any

import factories
from factories import HOURS
from kind_examples import BUILT, GRID, LOAD, must_run, two_steps
from synergy.scenario import Scenario


def emitting(**policies: Any) -> Scenario:
    """Return a boiler and its gas, the grid, and biogenic CO2 that can be captured and stored."""
    capture = {
        "kind": "converter",
        "reference": "co2",
        "inputs": {"biogenic-flue-gas": 1.0, "power": 0.2},
        "outputs": {"co2": 1.0},
        "capex_specific": HOURS,
        "capacity_max": 8.0,
        "owner": "other",
    }
    assets = {
        "load": {**LOAD, "carrier": "heat"},
        "heat": factories.market(30.0, carrier="heat", impacts={"scope1": 0.25, "water": 0.5}),
        "grid": GRID,
        "kiln": must_run("biogenic-flue-gas"),
        "capture": capture,
        "store": {"kind": "disposal", "carrier": "co2", "tariff": 30.0, "owner": "other", **BUILT},
    }
    impacts, owners = {"water": {"unit": "m3"}}, {"one": {}, "other": {}}
    sites = {"here": {"owner": "one"}, "there": {}}
    return two_steps(assets, policies=policies, impacts=impacts, owners=owners, sites=sites)


def carbon_price() -> list[Scenario]:
    prices = {"scope1": 100.0, "scope2": 80.0, "removal": 90.0, "water": 2.0}
    return [emitting(price={"kind": "carbon_price", "prices": prices})]


def emission_cap() -> list[Scenario]:
    site = {"kind": "emission_cap", "limit": HOURS, "impacts": ["scope1"], "site": "here"}
    owner = {"kind": "emission_cap", "limit": 3.0 * HOURS, "impacts": ["biogenic"], "owner": "one"}
    return [emitting(net={"kind": "emission_cap", "limit": 0.5 * HOURS}, site=site, owner=owner)]


def budget() -> list[Scenario]:
    own = {"kind": "budget", "limit": 40.0 * HOURS, "owner": "other"}
    promised = {"kind": "budget", "minimum": 5.0 * HOURS, "asset_kinds": ["converter"]}
    return [
        emitting(all={"kind": "budget", "limit": 50.0 * HOURS}, own=own),
        emitting(promised=promised),
    ]


def valley(**policies: Any) -> Scenario:
    """Return hydrogen from wind and grid power, or from gas."""
    assets = {
        "load": {**LOAD, "carrier": "hydrogen"},
        "electrolyser": {
            "kind": "converter",
            "reference": "hydrogen",
            "inputs": {"power": 1.5},
            "outputs": {"hydrogen": 1.0},
            "owner": "other",
            "tags": ["electrolyser", "clean"],
            "lifetime": 20.0,
            "capacity_max": 20.0,
            "capex_fixed": 200.0 * HOURS,
            "capex_specific": 40.0 * HOURS,
        },
        "reformer": {
            "kind": "converter",
            "reference": "hydrogen",
            "inputs": {"gas": 1.3},
            "outputs": {"hydrogen": 1.0},
            "impacts": {"scope1": 0.26},
            "capacity_existing": 5.0,
            "capacity_max": 5.0,
            "capex_specific": 2.0 * HOURS,
            "tags": ["fossil"],
        },
        "wind": {
            "kind": "generator",
            "carrier": "power",
            "availability": {"profile": "up"},
            "tags": ["renewable"],
            "lifetime": 20.0,
            "capacity_max": 30.0,
            "capex_specific": 500.0 * HOURS,
        },
        "grid": GRID,
        "gas": factories.market(25.0, carrier="gas"),
    }
    owners = {"one": {}, "other": {"wacc": 0.08}}
    carbon = {"carbon": {"kind": "carbon_price", "prices": {"scope1": 80.0}}}
    sites = {"here": {"owner": "one"}, "there": {}}
    return two_steps(assets, policies={**carbon, **policies}, owners=owners, sites=sites)


def free_allocation() -> list[Scenario]:
    by_output = {
        "kind": "free_allocation",
        "assets": ["reformer"],
        "carrier": "hydrogen",
        "benchmark": 0.2,
        "factor": 0.9,
        "cbam_factor": 0.5,
        "carbon_price": "carbon",
    }
    fixed = {"kind": "free_allocation", "amounts": {"reformer": 3.0 * HOURS}, "price": 70.0}
    return [valley(allowances=by_output), valley(fixed=fixed)]


def contract_for_difference() -> list[Scenario]:
    stored = {
        "kind": "contract_for_difference",
        "assets": ["store"],
        "carrier": "co2",
        "strike": 150.0,
        "price": 60.0,
    }
    avoided = {
        "kind": "contract_for_difference",
        "tags": ["clean", "fossil"],
        "carrier": "hydrogen",
        "benchmark": 0.25,
        "strike": 130.0,
        "carbon_price": "carbon",
    }
    return [emitting(contract=stored), valley(contract=avoided)]


def grant() -> list[Scenario]:
    state = {"kind": "grant", "tags": ["clean", "renewable"], "share": 0.6, "ceiling": 800.0 * HOURS}
    union = {"kind": "grant", "tags": ["clean"], "share": 0.7, "ceiling": 300.0 * HOURS}
    return [valley(state=state, union=union), valley(all={"kind": "grant", "share": 0.3})]


def loan() -> list[Scenario]:
    lent = {"kind": "loan", "owner": "other", "share": 0.8, "interest": 0.02, "term": 10.0}
    given = {"kind": "grant", "tags": ["clean"], "share": 0.5}
    clean = {"kind": "quota", "carrier": "hydrogen", "tags": ["clean"], "share": 0.4}
    few = {**lent, "ceiling": 100.0 * HOURS}
    return [valley(bank=few, clean=clean), valley(bank=lent, state=given, clean=clean)]


def mandate() -> list[Scenario]:
    return [valley(clean={"kind": "mandate", "tags": ["clean", "fossil"], "capacity": 12.0})]


def ban() -> list[Scenario]:
    some = {"kind": "ban", "asset_kinds": ["generator"], "capacity": 2.0}
    return [valley(fossil={"kind": "ban", "tags": ["fossil"]}, some=some)]


def quota() -> list[Scenario]:
    clean = {"kind": "quota", "carrier": "hydrogen", "tags": ["clean"], "share": 0.4}
    return [valley(clean={**clean, "every": every}) for every in ("year", "step", "hour", "period")]


def matching() -> list[Scenario]:
    clean = {"kind": "quota", "carrier": "hydrogen", "tags": ["clean"], "share": 0.4}
    hourly = {
        "kind": "matching",
        "carrier": "power",
        "assets": ["electrolyser"],
        "supplier_tags": ["renewable"],
        "share": 0.9,
    }
    named = {**hourly, "suppliers": ["wind"], "supplier_tags": [], "every": "year"}
    return [valley(clean=clean, power=hourly), valley(clean=clean, power=named)]


def removal_certificate() -> list[Scenario]:
    some = {"kind": "removal_certificate", "price": 120.0, "volume_max": 3.0 * HOURS}
    rest = {"kind": "removal_certificate", "price": 90.0, "owner": "other", "site": "here"}
    return [emitting(some=some, rest=rest)]
