"""Plans to draw, each solved once: the packaged examples, and small ones that are hard to draw."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import synergy
from factories import demand, make_scenario, market
from synergy.plan.plan import Plan
from synergy.scenario import Scenario
from synergy.time.axis import TimeAxis

HOSTILE = "<img src=x onerror=alert(1)></script><script>alert(1)</script> %{x} $a$"
EXAMPLES = [name for name in synergy.examples.names() if isinstance(synergy.examples.load(name), Scenario)]
NAMES = (*EXAMPLES, "pipes", "hostile")


@cache
def plan_of(name: str) -> Plan:
    """Return the plan of a packaged example, a large one cut to a single period, or of a scenario here."""
    scenario = {"pipes": pipes, "hostile": hostile}.get(
        name, lambda: shortened(synergy.examples.load(name))
    )()
    return synergy.solve(scenario, gap=0.05, in_process=True)


def shortened(scenario: Scenario, most: int = 80) -> Scenario:
    """Return the scenario with its first period standing for all where it has more than some steps."""
    periods, steps = scenario.time.shape
    if periods * steps <= most:
        return scenario
    weights = {scenario.time.periods[0]: sum(scenario.time.weights.values())}
    time = TimeAxis(**{**scenario.time.to_data(), "weights": weights})
    profiles = {name: values[:1] for name, values in scenario.profiles.items()}
    return replace(scenario, time=time, profiles=profiles)


def pipes() -> Scenario:
    """Return two sites without coordinates that help each other out, each in one of two steps.

    ``line`` stands already, goes both ways and keeps 0.9 of what enters; ``spare`` is not built.
    """
    assets: dict[str, Any] = {
        "line": {"kind": "pipeline", "carrier": "hydrogen", "capacity_existing": 20.0, "two_way": True,
                 "loss_per_km": 0.1},
        "spare": {"kind": "pipeline", "carrier": "hydrogen", "capacity_max": 20.0, "capex_specific": 1e6},
        "first": market({"profile": "early"}, carrier="hydrogen"),
        "second": market({"profile": "late"}, carrier="hydrogen", site="there"),
        "load": demand(9.0, carrier="hydrogen"),
        "load-there": demand(9.0, carrier="hydrogen", site="there"),
        "tank": {"kind": "storage", "carrier": "power", "capacity_existing": 5.0, "c_rate": 1.0},
        "grid": market({"profile": "early"}),
        "lamp": demand({"profile": "lamp"}),
    }  # fmt: skip
    profiles = {"early": [10.0, 1000.0], "late": [1000.0, 10.0], "lamp": [0.0, 5.0]}
    return make_scenario(assets, steps=2, profiles=profiles)


def hostile() -> Scenario:
    """Return two plants whose names are attacks."""
    data = synergy.examples.load("two-plants").to_data()
    data["name"] = HOSTILE
    for section in ("carriers", "owners", "sites", "corridors", "assets"):
        for record in data[section].values():
            record["name"] = HOSTILE
    return Scenario.from_data(data, synergy.examples.load("two-plants").profiles)
