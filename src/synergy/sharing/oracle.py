r"""What a game asks of whoever knows the costs of coalitions.

A cost game has players :math:`N` and the least cost :math:`C(S)` at which each coalition
:math:`S \subseteq N` can meet its obligations by itself, :math:`C(\emptyset) = 0`. Costs may come from a
table, a function, or an optimisation that answers both questions asked here: what does a coalition cost, and
which coalition objects most to a price vector :math:`x`, by its excess
:math:`e(S, x) = \sum_{i \in S} x_i - C(S)`?
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from synergy.errors import Fault, ScenarioError

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]
Coalition = frozenset[str]

MOST_IN_A_TABLE = 24
"""Players beyond which no table of all coalitions is made."""


@dataclass(frozen=True)
class CostInterval:
    """What a coalition costs: no less than ``lower``, and a plan for ``upper`` is known.

    Both are infinite where the coalition can not meet its obligations at all.
    """

    lower: float
    upper: float

    @property
    def width(self) -> float:
        """How far apart the two are; 0 where both are infinite."""
        return 0.0 if self.lower == self.upper else self.upper - self.lower


@dataclass(frozen=True, eq=False)
class Separation:
    r"""The search for the coalition with the largest :math:`\sum_{i \in S} y_i - \sigma C(S)`.

    Neither nobody nor everybody is meant.

    Parameters
    ----------
    prices : array of shape (players,)
        :math:`y`, money per member.
    scale : float
        :math:`\sigma`.
    members, outsiders : frozenset of str
        Who must be in it, and who must not.
    outside_span : integer array of shape (k, players), optional
        Rows :math:`w`: for at least one of them :math:`\sum_{i \in S} w_i \ne 0` must hold.
    """

    prices: FloatArray
    scale: float = 1.0
    members: Coalition = frozenset()
    outsiders: Coalition = frozenset()
    outside_span: IntArray | None = None


@dataclass(frozen=True)
class Objection:
    """The answer to a separation: a coalition, its value, and what no coalition's value exceeds.

    ``value`` is reckoned with the upper end of ``cost``; ``bound`` is infinite where nothing was proven.
    """

    coalition: Coalition
    value: float
    bound: float
    cost: CostInterval


class CostOracle(Protocol):
    """Whoever knows what coalitions cost."""

    @property
    def players(self) -> tuple[str, ...]:
        """Everybody, in stated order."""

    def costs(self, coalitions: Iterable[Coalition]) -> list[CostInterval]:
        """Return what coalitions cost, in their order."""

    def objection(self, asked: Separation) -> Objection | None:
        """Return the coalition that a separation looks for, or None where no coalition is admitted."""


class TableOracle:
    """Costs of all coalitions in one array.

    Parameters
    ----------
    players : tuple of str
    costs : array of shape (2 ** players,)
        By the sum of ``2 ** position`` of the members; the first, that of nobody, is 0.
    lower : array of shape (2 ** players,), optional
        What coalitions cost at least, where ``costs`` are those of plans that may not be the best.

    Examples
    --------
    >>> oracle = TableOracle.from_mapping({("a",): 4.0, ("b",): 3.0, ("a", "b"): 5.0})
    >>> oracle.costs([frozenset({"a", "b"})])[0].upper
    5.0
    """

    def __init__(self, players: tuple[str, ...], costs: FloatArray, lower: FloatArray | None = None) -> None:
        if len(players) > MOST_IN_A_TABLE or len(costs) != 2 ** len(players) or costs[0] != 0.0:
            found = f"{len(costs)} costs for {len(players)} players"
            fix = "give one for each coalition, 0 for nobody"
            raise ScenarioError([Fault("costs", found, fix=fix)])
        self.players = players
        self.table = costs
        self.lower = costs if lower is None else lower
        self._bit = {player: 1 << position for position, player in enumerate(players)}

    @classmethod
    def from_mapping(cls, costs: Mapping[Iterable[str], float]) -> TableOracle:
        """Return the table of costs given by coalition, in any order of members.

        Raises
        ------
        ScenarioError
            With every coalition that is missing or stated twice.
        """
        stated = [(frozenset(members), float(cost)) for members, cost in costs.items()]
        players = tuple(dict.fromkeys(player for members in costs for player in members))
        if len(players) > MOST_IN_A_TABLE:
            found = f"{len(players)} players"
            raise ScenarioError([Fault("costs", found, fix=f"a table holds up to {MOST_IN_A_TABLE}")])
        bit = {player: 1 << position for position, player in enumerate(players)}
        table = np.full(2 ** len(players), np.nan)
        table[0] = 0.0
        faults = []
        for members, cost in stated:
            number = sum(bit[player] for player in members)
            if members and not np.isnan(table[number]):
                faults.append(Fault(f"costs.{_name(members)}", "given twice", fix="give it once"))
            table[number] = cost
        for number in np.flatnonzero(np.isnan(table))[:20]:
            who = [player for player in players if bit[player] & int(number)]
            faults.append(Fault(f"costs.{_name(who)}", "missing", fix="give the cost of every coalition"))
        if faults:
            raise ScenarioError(faults)
        return cls(players, table)

    def number(self, coalition: Coalition) -> int:
        """Return the position of a coalition in the table."""
        return sum(self._bit[player] for player in coalition)

    def coalition(self, number: int) -> Coalition:
        """Return the coalition at a position in the table."""
        return frozenset(player for player in self.players if self._bit[player] & number)

    def costs(self, coalitions: Iterable[Coalition]) -> list[CostInterval]:
        """Return what coalitions cost, in their order."""
        return [self._cost(self.number(coalition)) for coalition in coalitions]

    def objection(self, asked: Separation) -> Objection | None:
        """Return the coalition that a separation looks for, or None where no coalition is admitted."""
        admitted = np.isfinite(self.lower)
        admitted[[0, -1]] = False
        must, never = self.number(asked.members), self.number(asked.outsiders)
        if must or never:
            numbers = np.arange(len(self.table))
            admitted &= ((numbers & must) == must) & ((numbers & never) == 0)
        if asked.outside_span is not None:
            outside = np.zeros(len(self.table), dtype=bool)
            for row in asked.outside_span:
                outside |= sums_of_all(row) != 0
            admitted &= outside
        if not (admitted & np.isfinite(self.table)).any():
            return None
        prices = sums_of_all(asked.prices)
        values = np.where(admitted, prices - asked.scale * self.table, -np.inf)
        best = int(np.argmax(values))
        bound = float(np.max(np.where(admitted, prices - asked.scale * self.lower, -np.inf)))
        return Objection(self.coalition(best), float(values[best]), bound, self._cost(best))

    def _cost(self, number: int) -> CostInterval:
        return CostInterval(float(self.lower[number]), float(self.table[number]))


def sums_of_all(worths: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return the sum of the members' worths by coalition, shape (2 ** players,), in a table's order.

    Examples
    --------
    >>> sums_of_all(np.array([1, 10]))
    array([ 0,  1, 10, 11])
    """
    sums = np.zeros(1, dtype=worths.dtype)
    for worth in worths:
        sums = np.concatenate([sums, sums + worth])
    return sums


def members_of_all(players: int) -> BoolArray:
    """Return who is in each coalition, shape (2 ** players, players), in the order of a table."""
    numbers = np.arange(2**players)[:, None]
    found: BoolArray = (numbers >> np.arange(players)) & 1 == 1
    return found


def _name(members: Iterable[str]) -> str:
    return ",".join(sorted(members)) or "nobody"
