"""The best operation of a plant found by trying every schedule: on or off, and on which piece of its curve.

Nothing of the library's mathematics is used: minimum times are looked at start by start, each schedule is a
linear program of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations_with_replacement, product
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

Array = NDArray[np.float64]
Schedule = NDArray[np.int64]
OFF = -1


@dataclass(frozen=True)
class Around:
    """What surrounds the plant, over steps that go round; money and flows per hour.

    A heat demand that the plant, dearer heat or nobody meets; gas that is bought and power that is sold, all
    of both, at prices of either sign.
    """

    hours: Array
    heat_needed: Array
    gas_price: Array
    power_price: Array
    backup_price: float
    unserved_price: float
    gas_most: float
    heat_may_go: bool


@dataclass(frozen=True)
class Curve:
    """What an activity of 1 gives of each carrier, less what it takes, at rising loads; the last is 1."""

    loads: Array
    net: dict[str, Array]

    @classmethod
    def of(cls, plant: dict[str, Any]) -> Curve:
        points = [*plant.get("part_load", []), {"load": 1.0}]
        if not plant.get("part_load") and plant.get("minimum_load", 0.0) < 1.0:
            points.insert(0, {"load": plant.get("minimum_load", 0.0)})
        names = [*plant["inputs"], *plant["outputs"]]
        net = dict.fromkeys(names, np.zeros(len(points)))
        for side, sign in (("inputs", -1.0), ("outputs", 1.0)):
            for name in plant[side]:
                given = [{**plant[side], **point.get(side, {})}[name] for point in points]
                net[name] = net[name] + sign * np.array(given)
        return cls(np.array([point["load"] for point in points]), net)


def best_cost(plant: dict[str, Any], around: Around, available: Array) -> float:
    """Return the least cost of a period, of what is built as well, in money; infinite without a plan."""
    curve = Curve.of(plant)
    unit = plant.get("unit_size", 0.0)
    fewest = most = 1
    if unit:
        fewest = round(plant.get("capacity_existing", 0.0) / unit)
        most = fewest + round(plant.get("capacity_max", 0.0) / unit)
    ways = list(_schedules(plant, curve, around.hours))
    return min(
        _Program(plant, curve, around, available, number).best(several)
        for number in range(fewest, most + 1)
        for several in combinations_with_replacement(ways, number)
    )


def _within(hours: Array, first: int, length: float) -> list[int]:
    """Return the steps that begin less than a length after a step does, once round at most."""
    steps = [(first + later) % len(hours) for later in range(len(hours))]
    passed = np.concatenate([[0.0], np.cumsum(hours[steps])])[:-1]
    return [step for step, begins in zip(steps, passed, strict=True) if begins < length - 1e-9]


def _schedules(plant: dict[str, Any], curve: Curve, hours: Array) -> Iterator[Schedule]:
    """Yield for each step the piece on which it runs, or OFF, of all schedules that keep minimum times."""
    steps = len(hours)
    if curve.loads[0] == 0.0:
        yield np.zeros(steps, dtype=np.int64)
        return
    for pieces in product(range(OFF, max(len(curve.loads) - 1, 1)), repeat=steps):
        state = np.array(pieces)
        on = state != OFF
        fine = True
        for step in range(steps):
            if on[step] and not on[step - 1]:
                fine &= bool(on[_within(hours, step, plant.get("minimum_up_time", 0.0))].all())
            if not on[step] and on[step - 1]:
                fine &= not on[_within(hours, step, plant.get("minimum_down_time", 0.0))].any()
        if fine:
            yield state


NAMES = ("backup", "unserved", "gone", "gas", "power")
BALANCES = ("heat", "gas", "power")
ENTRIES = (("heat", 0, 1.0), ("heat", 1, 1.0), ("heat", 2, -1.0), ("gas", 3, 1.0), ("power", 4, -1.0))
"""What each of the names adds to which balance."""


class _Program:
    """The linear program of given schedules: size, activities of each unit, and what `NAMES` say, by step."""

    def __init__(
        self, plant: dict[str, Any], curve: Curve, around: Around, available: Array, units: int
    ) -> None:
        self.plant, self.curve, self.around, self.available = plant, curve, around, available
        steps = self.steps = len(around.hours)
        columns = 1 + (units + len(NAMES)) * steps
        self.cost, self.lower = np.zeros(columns), np.zeros(columns)
        self.upper = np.full(columns, np.inf)
        self.equal, self.meant = np.zeros((3 * steps, columns)), np.zeros(3 * steps)
        self.most: list[Array] = []
        place = [1 + (units + number) * steps + np.arange(steps) for number in range(len(NAMES))]
        self.rows = {name: np.arange(steps) + number * steps for number, name in enumerate(BALANCES)}
        for name, number, sign in ENTRIES:
            self.equal[self.rows[name], place[number]] = sign
        self.meant[self.rows["heat"]] = around.heat_needed
        prices = (around.backup_price, around.unserved_price, 0.0, around.gas_price, -around.power_price)
        for columns_of, price in zip(place, prices, strict=True):
            self.cost[columns_of] = price * around.hours
        self.upper[place[1]], self.upper[place[3]] = around.heat_needed, around.gas_most
        self.upper[place[2]] = np.inf if around.heat_may_go else 0.0
        unit, standing = plant.get("unit_size", 0.0), plant.get("capacity_existing", 0.0)
        slope = plant.get("capex_specific", 0.0) / 8760.0 * float(around.hours.sum())
        if unit:
            self.lower[0] = self.upper[0] = unit
            self.constant = slope * (units * unit - standing)
        else:
            self.lower[0], self.upper[0] = standing, standing + plant.get("capacity_max", 0.0)
            self.cost[0], self.constant = slope, -slope * standing

    def best(self, several: tuple[Schedule, ...]) -> float:
        """Return the least cost with given schedules of all units."""
        for number, state in enumerate(several):
            for step in range(self.steps):
                self._state(1 + number * self.steps, state, step)
        bounds = np.stack([self.lower, self.upper], axis=1)
        rows = (np.array(self.most), np.zeros(len(self.most))) if self.most else (None, None)
        found = linprog(self.cost, *rows, self.equal, self.meant, bounds)
        return float(found.fun) + self.constant if found.status == 0 else np.inf

    def _state(self, first: int, state: Schedule, step: int) -> None:
        """State what a unit does in a step, and how it gets there from the one before."""
        curve, x = self.curve, first + step
        before = step - 1 if step else self.steps - 1
        runs, ran = state[step] != OFF, state[before] != OFF
        self.cost[x] = self.plant.get("opex_variable", 0.0) * self.around.hours[step]
        if runs:
            piece, end = int(state[step]), min(int(state[step]) + 1, len(curve.loads) - 1)
            low, high = float(curve.loads[piece]), float(curve.loads[end])
            self._at_most({x: -1.0, 0: low})
            self._at_most({x: 1.0, 0: -min(high, float(self.available[step]))})
            for name, net in curve.net.items():
                slope = (high * net[end] - low * net[piece]) / (high - low) if high > low else net[piece]
                self.equal[self.rows[name][step], x] = slope
                self.equal[self.rows[name][step], 0] += low * (net[piece] - slope)
        else:
            self.upper[x] = 0.0
        if runs and not ran:
            self.cost[0] += self.plant.get("start_cost", 0.0)
        between = float(self.around.hours[step] + self.around.hours[before]) / 2.0
        for field, sign, turns in (("ramp_up", 1.0, runs and not ran), ("ramp_down", -1.0, ran and not runs)):
            if field in self.plant and x != first + before and (turns or (runs and ran)):
                share = min(self.plant[field] * between, 1.0)
                share = max(share, float(curve.loads[0])) if turns else share
                self._at_most({x: sign, first + before: -sign, 0: -share})

    def _at_most(self, entries: dict[int, float]) -> None:
        row = np.zeros(len(self.cost))
        for column, value in entries.items():
            row[column] += value
        self.most.append(row)
