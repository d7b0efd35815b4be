"""What the sharing of a game tells: amounts by player, how stable they are, and what it took to find out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from synergy.sharing.oracle import Coalition

Kind = Literal["cost", "profit"]
"""Whether amounts are what players pay, or what they get."""


@dataclass(frozen=True)
class Interval:
    """A number of which only bounds are known.

    Examples
    --------
    >>> Interval(2.0, 5.0).width
    3.0
    """

    lower: float
    upper: float

    @property
    def width(self) -> float:
        """How far apart the bounds are; 0 where both are the same infinity."""
        return 0.0 if self.lower == self.upper else self.upper - self.lower


@dataclass(frozen=True)
class Counts:
    """What was asked to find an answer.

    Parameters
    ----------
    costs : int
        Coalitions whose cost the oracle was asked for.
    separations : int
        Searches for the coalition that objects most.
    programs : int
        Linear programs solved in between.
    """

    costs: int = 0
    separations: int = 0
    programs: int = 0

    def __sub__(self, other: Counts) -> Counts:
        return Counts(
            self.costs - other.costs,
            self.separations - other.separations,
            self.programs - other.programs,
        )

    def __str__(self) -> str:
        return f"{self.costs} costs, {self.separations} separations, {self.programs} linear programs"


@dataclass(frozen=True)
class Allocation:
    """Who pays what, or in a game of profits who gets what, by one rule.

    Parameters
    ----------
    rule : str
        Name of the rule.
    amounts : mapping of str to float
        By player, money.
    kind : {"cost", "profit"}
        Whether amounts are paid or received.
    notes : tuple of str
        What a reader must know to use the amounts.
    widths : mapping of str to float
        How wide the interval of each amount is, where the rule knows; empty otherwise.
    counts : Counts
        What the rule asked of the oracle.
    """

    rule: str
    amounts: Mapping[str, float]
    kind: Kind = "cost"
    notes: tuple[str, ...] = ()
    widths: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    counts: Counts = Counts()

    @property
    def total(self) -> float:
        """All amounts together."""
        return sum(self.amounts.values())


@dataclass(frozen=True)
class Stability:
    """Whether somebody would walk away from given amounts, and what they would gain by it.

    Parameters
    ----------
    coalition : frozenset of str or None
        Who would gain most by leaving together, or lose least; None where a game has one player.
    gain : float
        What they would gain by a plan of their own that is known; negative where they would lose.
    bound : float
        No coalition can gain more than this.
    tolerance : float
        Gains up to this are rounding, or the solver's gap of everybody's plan where that is small.
    missing : float
        Total cost less the amounts (in a game of profits amounts less the total profit): what nobody covers.
    """

    coalition: Coalition | None
    gain: float
    bound: float
    tolerance: float
    missing: float = 0.0

    @property
    def stable(self) -> bool | None:
        """True where nobody can gain, False where somebody would, None where bounds leave it open."""
        if self.bound <= self.tolerance:
            return True
        return False if self.gain > self.tolerance else None


@dataclass(frozen=True)
class LeastCore:
    """The smallest gain by leaving that must be left to somebody, and amounts that leave no more.

    Parameters
    ----------
    epsilon : Interval
        Bracket of that gain: money for ``"absolute"``, money per member for ``"per_capita"``, a share of the
        coalition's cost for ``"relative"``. Negative where everybody can be left better off inside.
    allocation : Allocation
        Amounts at which no coalition gains more than ``epsilon.upper``; there may be others.
    objecting : frozenset of str or None
        A coalition that gains ``epsilon.lower`` whatever the amounts of the least core.
    tolerance : float
        Differences up to this, in the unit of ``epsilon``, are rounding, or the solver's gap of everybody's
        plan where that is small.
    counts : Counts
        What was asked of the oracle.
    """

    epsilon: Interval
    allocation: Allocation
    objecting: Coalition | None
    tolerance: float
    counts: Counts

    @property
    def core_exists(self) -> bool | None:
        """Whether some split of the known plan's cost keeps everybody; None where bounds leave it open."""
        if self.epsilon.upper <= self.tolerance:
            return True
        return False if self.epsilon.lower > self.tolerance else None


@dataclass(frozen=True)
class CostOfStability:
    """The smallest grant from outside that makes everybody stay.

    Parameters
    ----------
    grant : Interval
        Money; both ends 0 where the game is stable without. The upper end is for the plan known of everybody,
        the lower end for the best there can be.
    allocation : Allocation
        What players pay (get) once the grant is in; a coalition gains at most the bracket's width by leaving.
    counts : Counts
        What was asked of the oracle.
    """

    grant: Interval
    allocation: Allocation
    counts: Counts
