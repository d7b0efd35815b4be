"""Costs of coalitions as far as they are known, and what was asked to know them."""

from __future__ import annotations

import math
from collections.abc import Iterable

from synergy.errors import Fault, ScenarioError
from synergy.sharing.oracle import Coalition, CostInterval, CostOracle, Objection, Separation


class KnownCosts:
    """Costs asked once, and searches that teach some.

    Parameters
    ----------
    oracle : CostOracle
        Whoever knows costs. Where it has an attribute ``components`` (a tuple of disjoint frozensets that
        together hold all players), a coalition costs the sum over the components.
    """

    def __init__(self, oracle: CostOracle) -> None:
        self.oracle = oracle
        self.components: tuple[Coalition, ...] = _components(oracle)
        self.seen: dict[Coalition, CostInterval] = {}
        self.costs_asked = 0
        self.separations_asked = 0

    def costs(self, asked: list[Coalition]) -> list[CostInterval]:
        """Return what coalitions cost, in their order; the oracle is asked for those not seen before."""
        parts = [self._parts_of(coalition) for coalition in asked]
        unseen = list(dict.fromkeys(part for of in parts for part in of if part not in self.seen))
        if unseen:
            self.costs_asked += len(unseen)
            for part, cost in zip(unseen, self.oracle.costs(unseen), strict=True):
                self.seen[part] = cost
        found = []
        for coalition, of in zip(asked, parts, strict=True):
            if coalition and coalition not in self.seen:
                self.seen[coalition] = _sum(self.seen[part] for part in of)
            found.append(self.seen[coalition] if coalition else CostInterval(0.0, 0.0))
        return found

    def objection(self, asked: Separation) -> Objection | None:
        """Return the coalition that a separation looks for; what it costs is remembered."""
        self.separations_asked += 1
        found = self.oracle.objection(asked)
        if found is not None and found.cost.upper < math.inf:
            known = self.seen.get(found.coalition, found.cost)
            self.seen[found.coalition] = CostInterval(
                max(known.lower, found.cost.lower), min(known.upper, found.cost.upper)
            )
        return found

    def _parts_of(self, coalition: Coalition) -> list[Coalition]:
        if len(self.components) == 1 or coalition in self.seen:
            return [coalition] if coalition else []
        return [coalition & component for component in self.components if coalition & component]


def _sum(costs: Iterable[CostInterval]) -> CostInterval:
    parts = list(costs)
    return CostInterval(sum(part.lower for part in parts), sum(part.upper for part in parts))


def _components(oracle: CostOracle) -> tuple[Coalition, ...]:
    components: tuple[Coalition, ...] | None = getattr(oracle, "components", None)
    if components is None:
        return (frozenset(oracle.players),)
    if sorted(player for component in components for player in component) != sorted(oracle.players):
        fix = "let each player be in exactly one component"
        raise ScenarioError([Fault("components", "not a partition of the players", fix=fix)])
    return tuple(components)
