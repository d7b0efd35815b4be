"""Demands that are moved in time, on the time axis of two steps that the examples of kinds use."""

from __future__ import annotations

from kind_examples import GRID, LOAD, two_steps
from synergy.scenario import Scenario


def demand_moved() -> list[Scenario]:
    moved = {"shift_window": 1.0, "shift_share": 0.5, "shift_cost": 2.0, "served_max": 7.0}
    return [two_steps({"load": {**LOAD, **moved}, "grid": GRID})]


def demand_flexible() -> list[Scenario]:
    flexible = {"flexible": "period", "served_min": 1.0, "served_max": 7.0, "unserved_max": 0.5}
    return [two_steps({"load": {**LOAD, **flexible}, "grid": GRID})]
