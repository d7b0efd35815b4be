"""Public games with known answers, and random ones."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from pathlib import Path
from typing import Any, Literal

import numpy as np

from synergy.sharing.game import Game
from synergy.sharing.oracle import FloatArray, members_of_all

NAMES = (
    "talmud_E100",
    "talmud_E300",
    "bankruptcy_ferguson",
    "glove_1L_2R",
    "glove_2L_3R",
    "majority3",
    "airport_8_11_13_18",
    "mse_1108449",
    "ferguson_nucleolus",
    "tau_5_8",
    "gately_1974_savings",
    "gately_1974_cost",
    "fixed_tree_co2",
    "fixed_tree_co2_owen",
    "set_cover_empty_core",
    "coordination_cost",
    "veto_and_dummy",
    "milp_ufl_n6",
    "naive_nucleolus_trap",
)


@dataclass(frozen=True)
class PublicGame:
    """A game and what is known of it."""

    name: str
    kind: Literal["cost", "profit"]
    players: tuple[str, ...]
    values: Mapping[tuple[str, ...], float]
    known: Mapping[str, Any]
    programme: Mapping[str, Any]

    def game(self) -> Game:
        return Game.from_table(self.values, kind=self.kind)

    def amounts(self, answer: str) -> dict[str, float] | None:
        """Return a known allocation by player."""
        told = self.known.get(answer)
        if told is None:
            return None
        return dict(zip(self.players, (float(Fraction(amount)) for amount in told), strict=True))


def public_games(folder: Path) -> dict[str, PublicGame]:
    """Return all games of ``games.json`` that are given as tables, by name."""
    data = json.loads((folder / "games.json").read_text(encoding="utf-8"))
    tables = [game for game in data["games"] if isinstance(game["characteristic_function"], dict)]
    return {game["id"]: _game(game) for game in tables}


def _game(data: dict[str, Any]) -> PublicGame:
    values = {
        tuple(members.split(",")): float(Fraction(value))
        for members, value in data["characteristic_function"].items()
    }
    return PublicGame(
        name=data["id"],
        kind=data["type"],
        players=tuple(data["players"]),
        values=values,
        known=data["computed"],
        programme=data.get("milp", {}),
    )


def random_profits(rng: np.random.Generator, players: int, form: int) -> FloatArray:
    """Return profits of all coalitions in the order of a table, of games with many equal excesses.

    Forms: small whole numbers, a weighted majority, left and right gloves.
    """
    members = members_of_all(players)
    if form == 0:
        profits = rng.integers(0, 3, 2**players).astype(float)
    elif form == 1:
        votes = rng.integers(1, 6, players)
        profits = (members @ votes > votes.sum() / 2).astype(float)
    else:
        left = members[:, : players // 2].sum(axis=1)
        profits = np.minimum(left, members.sum(axis=1) - left).astype(float)
    profits[0] = 0.0
    return profits


def random_costs(rng: np.random.Generator, players: int, whole: bool) -> FloatArray:
    """Return random costs of all coalitions in the order of a table; whole numbers give many ties."""
    sizes = np.array([number.bit_count() for number in range(2**players)], dtype=float)
    costs = 10.0 * sizes**0.7 + rng.normal(0.0, 2.0, 2**players)
    costs = np.round(costs) if whole else costs
    costs[0] = 0.0
    return costs


def table(players: tuple[str, ...], costs: FloatArray) -> dict[tuple[str, ...], float]:
    """Return costs in the order of a table by coalition."""
    return {
        members: float(costs[sum(1 << players.index(member) for member in members)])
        for size in range(1, len(players) + 1)
        for members in combinations(players, size)
    }
