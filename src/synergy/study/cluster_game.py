r"""What groups of owners would pay alone: one mixed-integer model answers for every coalition.

:math:`C(S)` is the least yearly cost at which the members of :math:`S` meet their own demands and
obligations, with their own assets and what nobody in particular owns, at the same prices; assets of others do
not exist, their ground stays as a place to pass. It is what `Scenario.restrict` describes. The model has a
binary :math:`z_i` for each player (`synergy.formulation.membership`): fixed, it gives :math:`C(S)`; free, it
finds the coalition that objects most to prices :math:`x`,

.. math:: \max_{z, y} \; \sum_i x_i z_i - \sigma \, \mathrm{cost}(y), \qquad 1 \le \sum_i z_i \le n - 1

A coalition outside the span of others, as the nucleolus asks for, has :math:`w_j z \ne 0` for one of the rows
:math:`w_j` of a basis of the null space; with binaries :math:`u^+_j, u^-_j` and
:math:`M_j = 1 + \sum_i |w_{ji}|`,

.. math::

    w_j z \ge 1 - M_j (1 - u^+_j), \qquad w_j z \le -1 + M_j (1 - u^-_j), \qquad
    \sum_j (u^+_j + u^-_j) \ge 1
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cached_property

import networkx as nx
import numpy as np

from synergy.cluster.cluster import Cluster
from synergy.errors import Fault, ScenarioError, SolverError
from synergy.formulation.build import build
from synergy.formulation.ledger import MONEY_SCALE
from synergy.formulation.matrix import Matrix
from synergy.formulation.membership import Players
from synergy.formulation.model import Model
from synergy.pathway.pathway import Pathway
from synergy.scenario import Scenario
from synergy.sharing.oracle import Coalition, CostInterval, FloatArray, IntArray, Objection, Separation
from synergy.solver.highs import solve_matrix
from synergy.solver.options import SMALL_MODEL_ROWS, SolveOptions
from synergy.solver.solution import Solution
from synergy.study.outcome import must_count_cost

GAME_GAP = 1e-6
"""Relative gap of each solve: splits live on differences of costs."""
NOTHING = 1e-6
"""Costs of nobody below this share of what everybody pays are tolerance."""


class ClusterOracle:
    """Costs of coalitions of owners.

    Parameters
    ----------
    scenario : Scenario or Cluster
    players : "owner", iterable of str, or mapping of str to owners
        ``"owner"``: everybody who owns something. Owners that are named by nobody, such as a network company,
        are there for every coalition: what they own may be built and used by all.
    options : SolveOptions, optional
        How coalitions are solved; the gap is 1e-6 if not given.

    Raises
    ------
    ScenarioError
        If the scenario minimises something else than cost, an owner is unknown, a policy binds several
        players together, or what belongs to no player costs something by itself.

    Examples
    --------
    >>> import synergy
    >>> oracle = ClusterOracle(synergy.examples.load("two-plants"))
    >>> oracle.players
    ('acid', 'paper')
    """

    def __init__(
        self,
        scenario: Scenario | Cluster,
        players: str | Iterable[str] | Mapping[str, Iterable[str]] = "owner",
        options: SolveOptions | None = None,
    ) -> None:
        whole = _whole(scenario)
        if isinstance(players, str):
            if players != "owner":
                found = f"'{players}'"
                raise ScenarioError([Fault("players", found, fix='write "owner", or name owners')])
            players = owners_of_something(whole.cluster)
        self.scenario = whole
        self.options = options or SolveOptions(gap=GAME_GAP)
        self.model: Model = build(whole, players=players)
        membership = self.model.membership
        assert membership is not None  # noqa: S101  # built with players
        self._membership = membership

    @property
    def players(self) -> tuple[str, ...]:
        """Everybody, in stated order."""
        return tuple(self.owners)

    @property
    def owners(self) -> Players:
        """The owners behind each player."""
        return self._membership.players

    @cached_property
    def components(self) -> tuple[Coalition, ...]:
        """Groups of players that share no hub, no common asset and no policy with each other."""
        cluster, membership = self.scenario.cluster, self._membership
        meets: nx.Graph[object] = nx.Graph()
        meets.add_nodes_from(self.players)
        for key, ports in cluster.ports.items():
            player = membership.player_of(cluster.owner_of(cluster.assets[key]))
            who: object = ("asset", key) if player is None else player
            meets.add_edges_from((who, ("hub", port.site, port.carrier)) for port in ports)
        for number, bond in enumerate(membership.bonds):
            meets.add_edges_from((player, ("policy", number)) for player in bond if player is not None)
        parts = (frozenset(part) & set(self.players) for part in nx.connected_components(meets))
        found = [frozenset(str(player) for player in part) for part in parts if part]
        return tuple(sorted(found, key=lambda part: min(self.players.index(player) for player in part)))

    def scenario_of(self, coalition: Coalition) -> Scenario:
        """Return what a coalition could do by itself, as a scenario to be solved and looked at."""
        playing = frozenset[str]().union(*self.owners.values())
        members = frozenset[str]().union(*(self.owners[player] for player in coalition))
        return self.scenario.restrict((set(self.scenario.cluster.owners) - playing) | members)

    def costs(self, coalitions: Iterable[Coalition]) -> list[CostInterval]:
        """Return what coalitions cost in a year, in their order; infinite where there is no plan."""
        _ = self._checked
        return [self._cost(coalition) for coalition in coalitions]

    def objection(self, asked: Separation) -> Objection | None:
        """Return the coalition that a separation looks for, or None where no coalition is admitted.

        Raises
        ------
        SolverError
            If a limit was met before any coalition was found.
        """
        _ = self._checked
        columns = self._columns
        if len(columns) < 2:
            return None
        cost = self._matrix.cost * asked.scale
        cost[columns] -= asked.prices * MONEY_SCALE
        lower, upper = self._matrix.column_lower.copy(), self._matrix.column_upper.copy()
        lower[columns] = [player in asked.members for player in self.players]
        upper[columns] = [player not in asked.outsiders for player in self.players]
        matrix = replace(
            self._matrix,
            cost=cost,
            offset=self._matrix.offset * asked.scale,
            column_lower=lower,
            column_upper=upper,
        )
        some = np.ones(len(columns))
        matrix = matrix.with_row(columns, some, 1.0, len(columns) - 1.0, "neither nobody nor everybody")
        if asked.outside_span is not None:
            matrix = _outside(matrix, columns, asked.outside_span)
        solution = self._solve(matrix)
        if solution.status == "infeasible":
            return None
        if solution.values is None or solution.objective is None:
            raise SolverError(f"no coalition was found: the solver stopped at its {solution.status}")
        return self._objection(asked, solution)

    def _objection(self, asked: Separation, solution: Solution) -> Objection:
        assert solution.values is not None  # noqa: S101  # its caller has looked
        inside = np.round(solution.values[self._columns]).astype(np.bool_)
        value = -(solution.objective or 0.0) / MONEY_SCALE
        bound = np.inf if solution.bound is None else -solution.bound / MONEY_SCALE
        paid = float(asked.prices[inside].sum())
        cost = CostInterval(-np.inf, np.inf)
        if asked.scale > 0:
            cost = CostInterval((paid - bound) / asked.scale, (paid - value) / asked.scale)
        coalition = frozenset(player for player, there in zip(self.players, inside, strict=True) if there)
        return Objection(coalition, value, max(bound, value), cost)

    @cached_property
    def _matrix(self) -> Matrix:
        return self.model.matrix(0)

    @cached_property
    def _columns(self) -> IntArray:
        columns = self._membership.columns
        return np.arange(columns.start, columns.stop, dtype=np.int64)

    @cached_property
    def _checked(self) -> bool:
        """Whether nobody costs nothing; otherwise no coalition has a cost of its own."""
        nobody = self._cost(frozenset()).upper
        if abs(nobody) > NOTHING * max(
            1.0, abs(self._cost(frozenset(self.players)).upper if nobody else 0.0)
        ):
            text = f"costs {nobody:,.0f} a year by itself" if nobody < np.inf else "has no plan"
            why = "nobody plays for it, so no coalition has a cost of its own"
            fix = "give these assets an owner who plays"
            raise ScenarioError([Fault("players", f"what belongs to no player {text}", why, fix)])
        return True

    def _cost(self, coalition: Coalition) -> CostInterval:
        there = np.array([float(player in coalition) for player in self.players])
        lower, upper = self._matrix.column_lower.copy(), self._matrix.column_upper.copy()
        lower[self._columns] = upper[self._columns] = there
        solution = self._solve(replace(self._matrix, column_lower=lower, column_upper=upper))
        if solution.status == "infeasible":
            return CostInterval(np.inf, np.inf)
        if solution.objective is None:
            who = ", ".join(sorted(coalition))
            raise SolverError(f"no plan was found for {who}: the solver stopped at its {solution.status}")
        bound = -np.inf if solution.bound is None else solution.bound
        return CostInterval(bound / MONEY_SCALE, solution.objective / MONEY_SCALE)

    def _solve(self, matrix: Matrix) -> Solution:
        small = matrix.shape[0] <= SMALL_MODEL_ROWS
        return solve_matrix(matrix, self.options, want_duals=False, in_process=small)


def _whole(given: object) -> Scenario:
    if isinstance(given, Cluster):
        return Scenario(given)
    if not isinstance(given, Scenario | Pathway):
        fix = "read it first: synergy.load(folder), or synergy.examples.load(name)"
        raise ScenarioError([Fault("scenario", f"{given!r} is no scenario", fix=fix)])
    return must_count_cost(given)


def owners_of_something(cluster: Cluster) -> tuple[str, ...]:
    """Return the owners of at least one asset, in stated order."""
    owning = {cluster.owner_of(asset) for asset in cluster.assets.values()}
    return tuple(owner for owner in cluster.owners if owner in owning)


def _outside(matrix: Matrix, columns: IntArray, basis: IntArray) -> Matrix:
    """Return the matrix with rows that keep out coalitions in the span that a basis is orthogonal to."""
    first = matrix.shape[1]
    matrix = matrix.with_binaries(2 * len(basis), "outside_span")
    for number, weights in enumerate(basis):
        present = np.flatnonzero(weights)
        own: FloatArray = weights[present].astype(np.float64)
        large = 1.0 + float(np.abs(own).sum())
        above, below = first + 2 * number, first + 2 * number + 1
        where = columns[present]
        matrix = matrix.with_row(
            np.append(where, above), np.append(own, -large), 1.0 - large, np.inf, f"above_{number + 1}"
        )
        matrix = matrix.with_row(
            np.append(where, below), np.append(own, large), -np.inf, large - 1.0, f"below_{number + 1}"
        )
    every = np.arange(first, first + 2 * len(basis))
    return matrix.with_row(every, np.ones(len(every)), 1.0, np.inf, "outside_of_one")
