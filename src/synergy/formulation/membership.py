r"""Who takes part: a binary for each player, with which one model holds every coalition.

What an asset states is :math:`A x \le b` with bounds :math:`l \le x \le u` and a cost :math:`c x + d`.
Times the binary :math:`z` of the player to whom it belongs,

.. math::

    A x \le b z, \qquad l z \le x \le u z, \qquad c x + d z

it is the asset where :math:`z = 1`, and nothing where :math:`z = 0`: no demand, no plant, no cost. Data
alone are multiplied, so everything stays linear, and the relaxation of the whole is as tight as that of its
assets: this is the perspective of each of them (Ceria and Soares 1999). What players do not own is there for
every coalition. A bound that follows from the rows of its asset, such as a flow within a capacity that is
nothing for :math:`z = 0`, needs no row of its own: rows are followed along until no bound falls any more.

======================  ==============================================  ====
symbol                  variable                                        unit
======================  ==============================================  ====
:math:`z`               ``membership.takes_part``, by player            1
:math:`x`               all variables of an asset                       any
:math:`b, l, u, d`      what its fields say                             any
======================  ==============================================  ====

References
----------
S. Ceria, J. Soares, "Convex programming for disjunctive convex optimization", Mathematical Programming 86
(1999).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pyomo.environ as pyo

from synergy.cluster.cluster import COMMON
from synergy.errors import Fault, ScenarioError, did_you_mean
from synergy.formulation.affine import Affine
from synergy.formulation.array_constraint import ArrayConstraint
from synergy.formulation.array_var import ArrayVar
from synergy.formulation.axes import Axis
from synergy.formulation.block import ModelFrame
from synergy.time.series import FloatArray

MOST_ROUNDS = 20
"""Rows are short chains: a flow, a capacity, a size, a decision to build."""
SAME = 1e-9
"""Relative difference up to which a bound that follows is as good as the one that is stated."""

Players = Mapping[str, frozenset[str]]
"""The owners behind each player."""


def players_of(owners: Iterable[str], players: Iterable[str] | Mapping[str, Iterable[str]]) -> Players:
    """Return the owners behind each player.

    Parameters
    ----------
    owners : iterable of str
        All owners of the cluster.
    players : iterable of str, or mapping of str to owners
        Owners that play each for itself, or players by name with the owners behind each.

    Raises
    ------
    ScenarioError
        With every owner that is unknown or plays twice.

    Examples
    --------
    >>> players_of(["a", "b", "c"], {"group": ["a", "b"], "c": ["c"]})["c"]
    frozenset({'c'})
    """
    known = list(owners)
    stated = players if isinstance(players, Mapping) else {name: [name] for name in players}
    found = {name: frozenset(members) for name, members in stated.items()}
    faults = []
    seen: dict[str, str] = {}
    for name, members in found.items():
        if not members:
            faults.append(Fault(f"players.{name}", "has no owner", fix="name the owners behind it"))
        for owner in sorted(members):
            if owner not in known:
                found_text = f"'{owner}' is no owner{did_you_mean(owner, known)}"
                faults.append(Fault(f"players.{name}", found_text, fix=f"use one of {', '.join(known)}"))
            elif owner in seen:
                text = f"'{owner}' stands behind '{seen[owner]}' too"
                faults.append(Fault(f"players.{name}", text, fix="name each owner once"))
            seen[owner] = name
    if not found:
        faults.append(Fault("players", "nobody", fix="name at least one owner"))
    if faults:
        raise ScenarioError(faults)
    return found


class Membership:
    """The binaries of a model, and whose each column is.

    Parameters
    ----------
    frame : ModelFrame
    players : mapping of str to owners

    Attributes
    ----------
    columns : slice
        Where the binaries stand among the model's columns, in the order of players.
    bonds : list of frozenset
        Players that meet in a row of a policy.
    """

    def __init__(self, frame: ModelFrame, players: Players) -> None:
        axis = Axis("player", tuple(players))
        block = frame.pyomo.membership = pyo.Block()
        made = ArrayVar(frame.index_sets((axis,)), (axis,), frame.layout, 0.0, 1.0, True)
        block.add_component("takes_part", made)
        self.players = players
        self.columns = slice(made.first_column, made.first_column + made.length)
        self._axis = axis
        self._takes_part = made.array
        self._player_of = {owner: player for player, owners in players.items() for owner in owners}
        self.bonds: list[frozenset[str | None]] = []
        self._ranges: list[tuple[int, int, str | None]] = []

    def player_of(self, owner: str | None) -> str | None:
        """Return the player behind an owner, or None for what everybody can use."""
        return None if owner in {None, COMMON} else self._player_of.get(str(owner))

    def of(self, player: str | None) -> Affine | None:
        """Return the binary of a player, or None for what is there in any case."""
        return None if player is None else self._takes_part.at("player", player)

    def note(self, player: str | None, first: int, last: int) -> None:
        """Note that columns, the last one not included, are a player's, or None for nobody's."""
        if last > first:
            self._ranges.append((first, last, player))

    def behind(self, expression: Affine) -> frozenset[str | None]:
        """Return the players whose columns occur in an expression; None stands for what is nobody's."""
        columns = [term.columns.reshape(-1) for term in expression.terms]
        used = np.unique(np.concatenate(columns)) if columns else np.zeros(0, dtype=np.int32)
        found = {player for first, last, player in self._ranges if np.any((used >= first) & (used < last))}
        own = used[(used >= self.columns.start) & (used < self.columns.stop)] - self.columns.start
        return frozenset(found | {str(self._axis.labels[int(number)]) for number in own})


def only_with(expression: Affine, member: Affine | None) -> Affine:
    """Return the expression with its constant times a binary."""
    if member is None or not np.any(expression.constant):
        return expression
    data = Affine(expression.axes, expression.constant)
    return Affine(expression.axes, np.zeros_like(expression.constant), expression.terms) + data * member


class Held:
    """Upper bounds of one asset's columns that follow from its rows, for a member; all are 0 for others.

    Parameters
    ----------
    member : Affine
        The binary.
    variables : sequence of ArrayVar
        The asset's own.
    constraints : sequence of ArrayConstraint
        The asset's own, with constants times the binary.
    """

    def __init__(self, member: Affine, variables: list[ArrayVar], constraints: list[ArrayConstraint]) -> None:
        used = [constraint.rows.columns for constraint in constraints]
        own = [np.arange(v.first_column, v.first_column + v.length) for v in variables]
        binary = member.terms[0].columns.reshape(-1)
        self._columns = np.unique(np.concatenate([binary, *own, *used])).astype(np.int64)
        self.upper = np.full(len(self._columns), np.inf)
        self._lower = np.full(len(self._columns), -np.inf)
        self._lower[self._at(binary)], self.upper[self._at(binary)] = 0.0, 1.0
        for variable in variables:
            self._lower[self._of(variable)] = variable.lower_bounds
        self._rows = _rows_at_most_zero(constraints, self._columns)

    def _at(self, columns: np.typing.NDArray[np.integer]) -> np.typing.NDArray[np.int64]:
        return np.searchsorted(self._columns, columns)

    def _of(self, variable: ArrayVar) -> slice:
        first = int(np.searchsorted(self._columns, variable.first_column))
        return slice(first, first + variable.length)

    def state(self, variable: ArrayVar, upper: FloatArray) -> None:
        """Note that a variable has got rows of its own."""
        self.upper[self._of(variable)] = np.minimum(self.upper[self._of(variable)], upper)

    def implied(self, variable: ArrayVar) -> FloatArray:
        """Return the upper bounds that follow for a variable."""
        return self.upper[self._of(variable)]

    def follow(self) -> None:
        """Lower all bounds by what the rows imply."""
        rows, places, weights = self._rows
        count = int(rows[-1]) + 1 if len(rows) else 0
        for _ in range(MOST_ROUNDS):
            least = np.where(weights > 0, self._lower[places], self.upper[places])
            endless = np.isinf(least)
            parts = np.where(endless, 0.0, weights * np.where(endless, 0.0, least))
            sums = np.bincount(rows, parts, count)
            unknown = np.bincount(rows, endless, count)
            others_known = unknown[rows] - endless == 0
            room = -(sums[rows] - parts)
            usable = (weights > 0) & others_known
            bound = np.full(len(rows), np.inf)
            bound[usable] = room[usable] / weights[usable]
            before = self.upper.copy()
            np.minimum.at(self.upper, places, bound)
            fell = self.upper < before
            gained = before[fell] - self.upper[fell]
            if not np.any(gained > SAME * np.maximum(1.0, np.abs(self.upper[fell]))):
                return


def _rows_at_most_zero(
    constraints: list[ArrayConstraint], columns: np.typing.NDArray[np.int64]
) -> tuple[np.typing.NDArray[np.int64], np.typing.NDArray[np.int64], FloatArray]:
    """Return row, place of the column and weight of every entry, with each row as at most zero."""
    rows, places, weights, first = [], [], [], 0
    for constraint in constraints:
        stated = constraint.rows
        number = np.repeat(np.arange(constraint.length), stated.counts)
        place = np.searchsorted(columns, stated.columns)
        for sign, bound in ((1.0, stated.upper), (-1.0, stated.lower)):
            if np.isfinite(bound).any():
                rows.append(number + first)
                places.append(place)
                weights.append(sign * stated.weights)
                first += constraint.length
    if not rows:
        nothing = np.zeros(0, dtype=np.int64)
        return nothing, nothing, np.zeros(0)
    return np.concatenate(rows), np.concatenate(places), np.concatenate(weights)
