"""Costs that a function tells."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property

import numpy as np

from synergy.errors import Fault, ScenarioError
from synergy.sharing.oracle import Coalition, CostInterval, Objection, Separation, TableOracle

MOST_ENUMERATED = 16
"""Players up to which a function without separation is asked for all coalitions."""


class FunctionOracle:
    """Costs by a function, and the coalition that objects most by another one or by asking for all costs.

    Parameters
    ----------
    players : tuple of str
        Everybody.
    function : callable
        Takes a coalition, returns what it costs or bounds of that.
    sign : float
        -1 where the function tells profits.
    separation : callable, optional
        Answers separations, on costs.
    """

    def __init__(
        self,
        players: tuple[str, ...],
        function: Callable[[Coalition], float | CostInterval],
        sign: float = 1.0,
        separation: Callable[[Separation], Objection | None] | None = None,
    ) -> None:
        if len(set(players)) < len(players) or not players:
            raise ScenarioError([Fault("players", f"{', '.join(players)}", fix="name each player once")])
        self.players = players
        self._function = function
        self._sign = sign
        self._separation = separation
        self._known: dict[Coalition, CostInterval] = {}

    def costs(self, coalitions: Iterable[Coalition]) -> list[CostInterval]:
        """Return what coalitions cost, in their order."""
        return [self._cost(coalition) for coalition in coalitions]

    def objection(self, asked: Separation) -> Objection | None:
        """Return the coalition that a separation looks for, or None where no coalition is admitted.

        Raises
        ------
        ScenarioError
            Where there is no separation and too many players to ask for all costs.
        """
        if self._separation is not None:
            return self._separation(asked)
        return self._table.objection(asked)

    @cached_property
    def _table(self) -> TableOracle:
        if len(self.players) > MOST_ENUMERATED:
            found = f"a function alone with {len(self.players)} players"
            why = f"all its coalitions can be asked for with up to {MOST_ENUMERATED}"
            raise ScenarioError([Fault("separation", found, why, "give a separation")])
        costs = [CostInterval(0.0, 0.0)]
        for number in range(1, 2 ** len(self.players)):
            costs.append(self._cost(frozenset(p for at, p in enumerate(self.players) if number >> at & 1)))
        upper = np.array([cost.upper for cost in costs])
        return TableOracle(self.players, upper, np.array([cost.lower for cost in costs]))

    def _cost(self, coalition: Coalition) -> CostInterval:
        if coalition not in self._known:
            told = self._function(coalition)
            cost = told if isinstance(told, CostInterval) else CostInterval(float(told), float(told))
            if self._sign < 0:
                cost = CostInterval(-cost.upper, -cost.lower)
            if np.isnan(cost.upper) or np.isnan(cost.lower):
                found = f"no number for {', '.join(sorted(coalition))}"
                raise ScenarioError(
                    [Fault("function", found, fix="return a cost, infinite where there is none")]
                )
            self._known[coalition] = cost
        return self._known[coalition]
