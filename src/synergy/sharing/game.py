r"""Cost games: players, what coalitions cost, and what follows for sharing.

Everything is a cost game inside. Profits :math:`v` become costs :math:`C = -v`, and amounts are told as what
players get, :math:`-x`.

| symbol | here | unit |
|---|---|---|
| :math:`N` | ``players``, ``everybody`` | |
| :math:`C(S)` | ``cost(S)`` | money |
| :math:`c_i = C(\{i\})` | ``alone`` | money |
| :math:`x_i` | amounts | money |
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from synergy.errors import Fault, ScenarioError
from synergy.sharing import core
from synergy.sharing.allocation import (
    Allocation,
    CostOfStability,
    Counts,
    Interval,
    Kind,
    LeastCore,
    Stability,
)
from synergy.sharing.costs import KnownCosts
from synergy.sharing.function_oracle import FunctionOracle
from synergy.sharing.nucleolus import nucleolus
from synergy.sharing.oracle import (
    Coalition,
    CostInterval,
    CostOracle,
    FloatArray,
    Objection,
    Separation,
    TableOracle,
)
from synergy.sharing.parts import PartOracle
from synergy.sharing.rows import Variant
from synergy.sharing.rule import rule_named
from synergy.sharing.superadditivity import Superadditivity, explain_superadditivity

if TYPE_CHECKING:
    from synergy.cluster.cluster import Cluster
    from synergy.scenario import Scenario
    from synergy.solver.options import SolveOptions


class Game:
    """A cost game over any oracle; what a coalition costs is asked once.

    Parameters
    ----------
    oracle : CostOracle
        Whoever knows costs. Where it has an attribute ``components`` (a tuple of disjoint frozensets that
        together hold all players), a coalition costs the sum over the components.
    kind : {"cost", "profit"}
        Whether amounts are told as what players pay, or get; the oracle's costs are then profits times -1.

    Examples
    --------
    >>> game = Game.from_table({("a",): 4.0, ("b",): 3.0, ("a", "b"): 5.0})
    >>> game.value_of_synergy()
    Interval(lower=2.0, upper=2.0)
    """

    def __init__(self, oracle: CostOracle, *, kind: Kind = "cost") -> None:
        self.oracle = oracle
        self.kind: Kind = kind
        self.players: tuple[str, ...] = tuple(oracle.players)
        self.everybody: Coalition = frozenset(self.players)
        self.position: Mapping[str, int] = {player: at for at, player in enumerate(self.players)}
        self._known = KnownCosts(oracle)
        self.components: tuple[Coalition, ...] = self._known.components
        self._programs = 0

    @classmethod
    def from_table(cls, values: Mapping[Iterable[str], float], kind: Kind = "cost") -> Game:
        """Return the game of stated costs, or profits, of all coalitions.

        Parameters
        ----------
        values : mapping of players to float
            Cost or profit of each coalition, members in any order; a missing coalition is a fault.
        kind : {"cost", "profit"}
            What the values are.

        Raises
        ------
        ScenarioError
            With every coalition that is missing or given twice.

        Examples
        --------
        >>> game = Game.from_table({("l",): 0.0, ("r",): 0.0, ("l", "r"): 6.0}, kind="profit")
        >>> game.value_of_synergy().upper
        6.0
        """
        sign = _sign(kind)
        costs: dict[Iterable[str], float] = {}
        faults = [] if values else [Fault("costs", "of nobody", fix="give the cost of every coalition")]
        for members, value in values.items():
            try:
                costs[members] = sign * float(value)
            except (TypeError, ValueError):
                who = ",".join(sorted(members))
                faults.append(
                    Fault(f"costs.{who}", f"{value!r} is not a number", fix="give money as a number")
                )
        if faults:
            raise ScenarioError(faults)
        return cls(TableOracle.from_mapping(costs), kind=kind)

    @classmethod
    def from_function(
        cls,
        players: Iterable[str],
        function: Callable[[Coalition], float | CostInterval],
        kind: Kind = "cost",
        separation: Callable[[Separation], Objection | None] | None = None,
    ) -> Game:
        """Return the game whose costs (profits) a function tells.

        Parameters
        ----------
        players : iterable of str
            Everybody, in the order of results.
        function : callable
            Takes a coalition, returns its cost or profit, or bounds of it.
        kind : {"cost", "profit"}
            What the function returns.
        separation : callable, optional
            Answers a :class:`~synergy.sharing.oracle.Separation` on costs. Without it, the function is asked
            for all coalitions where the one that objects most is wanted; up to 16 players allow that.

        Examples
        --------
        >>> game = Game.from_function("abc", lambda coalition: 3.0 + len(coalition))
        >>> game.value_of_synergy().upper
        6.0
        """
        return cls(FunctionOracle(tuple(players), function, _sign(kind), separation), kind=kind)

    @classmethod
    def from_cluster(
        cls,
        scenario: Scenario | Cluster,
        players: str | Iterable[str] | Mapping[str, Iterable[str]] = "owner",
        options: SolveOptions | None = None,
    ) -> Game:
        """Return the game of a cluster's owners (see `synergy.study.cluster_game.ClusterOracle`).

        Parameters
        ----------
        scenario : Scenario or Cluster
        players : "owner", iterable of str, or mapping of str to owners
            Who plays; owners left out are there for every coalition.
        options : SolveOptions, optional
            How coalitions are solved; the gap is 1e-6 if not given.

        Examples
        --------
        >>> import synergy
        >>> game = Game.from_cluster(synergy.examples.load("two-plants"))
        >>> game.value_of_synergy().lower > 1e6
        True
        """
        from synergy.study.cluster_game import ClusterOracle

        return cls(ClusterOracle(scenario, players, options))

    @cached_property
    def parts(self) -> tuple[Game, ...]:
        """The game within each component; the game itself where there is one component."""
        if len(self.components) == 1:
            return (self,)
        return tuple(self.within(component) for component in self.components)

    @property
    def sign(self) -> float:
        """What turns payments into amounts as they are told: 1 for costs, -1 for profits."""
        return _sign(self.kind)

    @property
    def seen(self) -> Mapping[Coalition, CostInterval]:
        """Costs known so far, by coalition."""
        return MappingProxyType(self._known.seen)

    @property
    def counts(self) -> Counts:
        """What was asked so far."""
        programs = self._programs + sum(part.counts.programs for part in self.parts if part is not self)
        return Counts(self._known.costs_asked, self._known.separations_asked, programs)

    @cached_property
    def alone(self) -> FloatArray:
        """What each player pays alone, shape (players,), in their order; infinite where one can not."""
        return np.array([cost.upper for cost in self.costs(frozenset({player}) for player in self.players)])

    @cached_property
    def total(self) -> CostInterval:
        """What everybody costs together; the upper end, that of the plan to be built, is what is shared.

        Raises
        ------
        ScenarioError
            Where no plan for everybody is known.
        """
        cost = self.cost(self.everybody)
        if not np.isfinite(cost.upper):
            fix = "give a case that everybody together can meet"
            raise ScenarioError([Fault("costs", "no plan for everybody together is known", fix=fix)])
        return cost

    def cost(self, coalition: Iterable[str]) -> CostInterval:
        """Return what a coalition costs.

        Raises
        ------
        ScenarioError
            With every member who is no player.
        """
        return self.costs([frozenset(coalition)])[0]

    def costs(self, coalitions: Iterable[Iterable[str]]) -> list[CostInterval]:
        """Return what coalitions cost, in their order; the oracle is asked for those not seen before."""
        asked = [frozenset(coalition) for coalition in coalitions]
        self._check({player for coalition in asked for player in coalition})
        return self._known.costs(asked)

    def objection(self, asked: Separation) -> Objection | None:
        """Return the coalition that a separation looks for, or None where no coalition is admitted.

        What it costs is remembered.
        """
        return self._known.objection(asked)

    def value_of_synergy(self) -> Interval:
        """Return what is saved by doing it together: costs alone less the total, from the bounds of both."""
        alone = self.costs(frozenset({player}) for player in self.players)
        total = self.total
        return Interval(
            sum(cost.lower for cost in alone) - total.upper, sum(cost.upper for cost in alone) - total.lower
        )

    def stability(self, amounts: Mapping[str, float]) -> Stability:
        """Return who would gain most by walking away from amounts of all players, and how much.

        Raises
        ------
        ScenarioError
            With every player without an amount.

        Examples
        --------
        >>> game = Game.from_table({("a",): 4.0, ("b",): 3.0, ("a", "b"): 5.0})
        >>> objecting = game.stability({"a": 1.0, "b": 4.0})
        >>> sorted(objecting.coalition), objecting.gain
        (['b'], 1.0)
        """
        return core.stability(self, amounts)

    def least_core(self, weights: Variant = "absolute") -> LeastCore:
        """Return the least core: amounts at which the largest gain by leaving is as small as can be.

        Parameters
        ----------
        weights : {"absolute", "per_capita", "relative"}
            Whether a coalition's gain counts in money, per member, or relative to what it costs.
        """
        return core.least_core(self, weights)

    def cost_of_stability(self) -> CostOfStability:
        """Return the smallest grant from outside that makes everybody stay, and the amounts with it."""
        return core.cost_of_stability(self)

    def nucleolus(self, variant: Variant = "absolute") -> Allocation:
        """Return the nucleolus: the worst gain by leaving as small as can be, then the second worst, ...

        Nobody pays more than alone.

        Parameters
        ----------
        variant : {"absolute", "per_capita", "relative"}
            Whether a coalition's gain counts in money, per member, or relative to what it costs.

        Raises
        ------
        ScenarioError
            Where everybody together costs more than all alone.

        Examples
        --------
        >>> estate = {(): 0, ("a",): 0, ("b",): 0, ("c",): 0, ("a", "b"): 0, ("a", "c"): 100, ("b", "c"): 200}
        >>> game = Game.from_table({**estate, ("a", "b", "c"): 300}, kind="profit")
        >>> {player: round(amount) for player, amount in game.nucleolus().amounts.items()}
        {'a': 50, 'b': 100, 'c': 150}
        """
        return nucleolus(self, variant, alone_at_most=True)

    def prenucleolus(self, variant: Variant = "absolute") -> Allocation:
        """Return the nucleolus without the limit that nobody pays more than alone.

        Parameters
        ----------
        variant : {"absolute", "per_capita", "relative"}
            Whether a coalition's gain counts in money, per member, or relative to what it costs.
        """
        return nucleolus(self, variant, alone_at_most=False)

    def share(self, rule: str, **options: Any) -> Allocation:
        """Return what a rule, e.g. ``"shapley"``, makes each player pay (get).

        :func:`synergy.sharing.rule.rules` holds all rules; options are those of the rule's own page.

        Raises
        ------
        ScenarioError
            If there is no such rule, or it says nothing on this game.

        Examples
        --------
        >>> dict(Game.from_table({("a",): 4.0, ("b",): 3.0, ("a", "b"): 5.0}).share("shapley").amounts)
        {'a': 3.0, 'b': 2.0}
        """
        return rule_named(rule)(self, **options)

    def explain_superadditivity(self, every: bool | None = None) -> Superadditivity:
        """Return which coalitions are cheaper apart than together, and the cheapest way to fall into groups.

        Parameters
        ----------
        every : bool, optional
            Whether to ask for the costs of all coalitions. Unless stated, tables of up to 12 players are
            looked at whole, other games by the coalitions seen so far.

        Raises
        ------
        ScenarioError
            Where there are too many players to ask for all coalitions.
        """
        return explain_superadditivity(self, every)

    def within(self, coalition: Iterable[str]) -> Game:
        """Return the game among some of the players, who share what they cost by themselves.

        Raises
        ------
        ScenarioError
            With every member who is no player, or where there is none.

        Examples
        --------
        >>> game = Game.from_function("abc", lambda coalition: 3.0 + len(coalition))
        >>> game.within("ab").total.upper
        5.0
        """
        members = frozenset(coalition)
        self._check(set(members))
        if not members:
            raise ScenarioError([Fault("players", "nobody", fix="name at least one player")])
        return Game(PartOracle(self, members), kind=self.kind)

    def count_programs(self, solved: int) -> None:
        """Count linear programs solved."""
        self._programs += solved

    def payments(self, amounts: Mapping[str, float]) -> FloatArray:
        """Return amounts as payments in the players' order, shape (players,).

        Raises
        ------
        ScenarioError
            With every player without an amount and every name that is no player.
        """
        self._check(set(amounts))
        missing = [player for player in self.players if player not in amounts]
        if missing:
            raise ScenarioError(
                Fault(f"amounts.{player}", "missing", fix="give an amount to each player")
                for player in missing
            )
        return self.sign * np.array([float(amounts[player]) for player in self.players])

    def allocation(
        self,
        rule: str,
        payments: FloatArray,
        *,
        notes: tuple[str, ...] = (),
        widths: FloatArray | None = None,
        counts: Counts | None = None,
    ) -> Allocation:
        """Return payments in the players' order, shape (players,), as amounts of a rule.

        Parameters
        ----------
        rule : str
            Name of the rule.
        payments : array of shape (players,)
            What each pays; negative where one receives.
        notes, widths, counts
            As in :class:`~synergy.sharing.allocation.Allocation`; widths of shape (players,).
        """
        told = self.sign * payments
        return Allocation(
            rule=rule,
            amounts={player: float(amount) for player, amount in zip(self.players, told, strict=True)},
            kind=self.kind,
            notes=notes,
            widths={} if widths is None else dict(zip(self.players, map(float, widths), strict=True)),
            counts=counts or Counts(),
        )

    def indicator(self, coalition: Iterable[str]) -> FloatArray:
        """Return 1 for members and 0 for others, shape (players,)."""
        inside = np.zeros(len(self.players))
        inside[[self.position[player] for player in coalition]] = 1.0
        return inside

    def _check(self, names: set[str]) -> None:
        strange = sorted(names - self.everybody)
        if strange:
            fix = f"name players: {', '.join(self.players[:20])}"
            raise ScenarioError(Fault("players", f"{name!r} is no player", fix=fix) for name in strange)


def _sign(kind: Kind) -> float:
    if kind not in ("cost", "profit"):
        raise ScenarioError([Fault("kind", f"{kind!r}", fix="write 'cost' or 'profit'")])
    return 1.0 if kind == "cost" else -1.0
