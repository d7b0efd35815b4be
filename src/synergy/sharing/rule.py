"""The register of rules: modules of ``synergy.sharing.rules`` enter theirs, nothing lists them by hand."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import wraps
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ParamSpec

import numpy as np

from synergy.errors import Fault, ScenarioError, did_you_mean
from synergy.sharing.allocation import Allocation
from synergy.sharing.oracle import Coalition, FloatArray

if TYPE_CHECKING:
    from synergy.sharing.game import Game

_PACKAGE = "synergy.sharing.rules"
_entered: dict[str, Rule] = {}

Options = ParamSpec("Options")


@dataclass(frozen=True)
class Rule:
    """A rule that says who pays what, and what is known of it for every game.

    Parameters
    ----------
    name : str
        The word that names it, e.g. ``"shapley"``.
    function : callable
        Takes a game and options, returns an :class:`~synergy.sharing.allocation.Allocation`.
    title : str
        What it does, in a few words.
    source : str
        Where the rule and what is known of it are published.
    additive : bool or None
        Whether sharing two games one by one gives what sharing their sum gives; None where no source says.
    monotone : bool or None
        Whether nobody pays less when the cost of some coalition with it in rises, all else as before.
    stable : bool or None
        Whether nobody gains by leaving, wherever there are amounts of which that is true.
    needs : tuple of str
        Options without which the rule says nothing.
    """

    name: str
    function: Callable[..., Allocation]
    title: str
    source: str
    additive: bool | None = None
    monotone: bool | None = None
    stable: bool | None = None
    needs: tuple[str, ...] = ()

    def __call__(self, game: Game, **options: Any) -> Allocation:
        """Return the allocation of a game."""
        return self.function(game, **options)


def rule(name: str, **known: Any) -> Callable[[Callable[Options, Allocation]], Callable[Options, Allocation]]:
    """Enter a function as the rule of a name; ``known`` are the other fields of :class:`Rule`.

    The function's allocations then also tell what was asked of the oracle.
    """

    def enter(function: Callable[Options, Allocation]) -> Callable[Options, Allocation]:
        @wraps(function)
        def counted(*arguments: Options.args, **options: Options.kwargs) -> Allocation:
            game = arguments[0] if arguments else options["game"]
            before = game.counts  # type: ignore[attr-defined]
            found = function(*arguments, **options)
            return replace(found, counts=game.counts - before)  # type: ignore[attr-defined]

        _entered[name] = Rule(name, counted, **known)
        return counted

    return enter


def rules() -> Mapping[str, Rule]:
    """Return all rules by name, sorted.

    Examples
    --------
    >>> "shapley" in rules()
    True
    """
    package = importlib.import_module(_PACKAGE)
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"{_PACKAGE}.{module.name}")
    return MappingProxyType(dict(sorted(_entered.items())))


def rule_named(name: str) -> Rule:
    """Return the rule of a name.

    Raises
    ------
    ScenarioError
        If there is none.

    Examples
    --------
    >>> rule_named("shapley").additive
    True
    """
    known = rules()
    if name not in known:
        found = f"no rule is called {name!r}{did_you_mean(name, known)}"
        raise ScenarioError([Fault("rule", found, fix=f"write one of {', '.join(known)}")])
    return known[name]


def upper_costs(game: Game, coalitions: Iterable[Coalition], name: str) -> FloatArray:
    """Return what coalitions can do it for, shape (coalitions,), for a rule that needs all of it finite.

    Raises
    ------
    ScenarioError
        With every coalition (up to 20) that has no plan of its own.
    """
    asked = list(coalitions)
    found = np.array([cost.upper for cost in game.costs(asked)])
    without = np.flatnonzero(~np.isfinite(found))[:20]
    if without.size:
        fix = "take nucleolus or another rule of the core, or give it a way of its own"
        raise ScenarioError(
            Fault(f"costs.{','.join(sorted(asked[at]))}", "no plan of its own", f"{name} needs one", fix)
            for at in without
        )
    return found


def alone_costs(game: Game, name: str) -> FloatArray:
    """Return what each player pays alone, shape (players,), for a rule that needs all of it finite."""
    return upper_costs(game, (frozenset({player}) for player in game.players), name)


def separable_costs(game: Game, name: str) -> FloatArray:
    r"""Return :math:`m_i = C(N) - C(N \setminus i)`, shape (players,): what is there because of one alone."""
    if len(game.players) == 1:
        return np.array([game.total.upper])
    others = (game.everybody - {player} for player in game.players)
    return game.total.upper - upper_costs(game, others, name)


def per_player(game: Game, given: Mapping[str, float] | None, place: str, default: float) -> FloatArray:
    """Return numbers given by player in the players' order, shape (players,).

    Raises
    ------
    ScenarioError
        With every name that is no player and every number that is not finite.
    """
    stated = {} if given is None else given
    faults = [
        Fault(f"{place}.{name}", "no player", fix=f"name players: {', '.join(game.players[:20])}")
        for name in stated
        if name not in game.everybody
    ]
    faults += [
        Fault(f"{place}.{name}", f"{number}", fix="give a finite number")
        for name, number in stated.items()
        if not np.isfinite(number)
    ]
    if faults:
        raise ScenarioError(faults)
    return np.array([float(stated.get(player, default)) for player in game.players])


def undefined(name: str, why: str, fix: str) -> ScenarioError:
    """Return the error of a rule that says nothing on a game."""
    return ScenarioError([Fault(f"rule.{name}", "not defined on this game", why, fix)])
