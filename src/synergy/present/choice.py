"""What a plot is to show, as the user names it."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from synergy.errors import Fault, ScenarioError, did_you_mean, few, nearest_first


def chosen(what: str, wanted: str | Iterable[str] | None, known: Collection[str]) -> tuple[str, ...]:
    """Return the names that are wanted, in the order in which they are known; all if none are named.

    Parameters
    ----------
    what : str
        What is chosen from, e.g. ``"site"``.
    wanted : str, iterable of str or None
    known : collection of str

    Raises
    ------
    ScenarioError
        With a fault for each name that is not known.

    Examples
    --------
    >>> chosen("carrier", "steam", ["power", "steam"])
    ('steam',)
    >>> chosen("carrier", ["steem"], ["power", "steam"])
    Traceback (most recent call last):
    ...
    synergy.errors.ScenarioError: carrier: 'steem' is not known here; did you mean 'steam'? Fix: use one of
    steam, power.
    """
    if wanted is None:
        return tuple(known)
    names = [wanted] if isinstance(wanted, str) else list(wanted)
    faults = [
        Fault(
            what,
            f"'{name}' is not known here{did_you_mean(name, known)}",
            fix=f"use one of {few(nearest_first(name, known), 12)}",
        )
        for name in names
        if name not in known
    ]
    if faults:
        raise ScenarioError(faults)
    return tuple(name for name in known if name in names)


def only(what: str, wanted: str | None, known: Collection[str]) -> str:
    """Return the name that is wanted, or the only one there is.

    Raises
    ------
    ScenarioError
        If there is no such name, or none is named and there are several.

    Examples
    --------
    >>> only("carrier", None, ["steam"])
    'steam'
    >>> only("carrier", None, ["power", "steam"])
    Traceback (most recent call last):
    ...
    synergy.errors.ScenarioError: carrier: missing. Fix: name one of power, steam.
    """
    if wanted is not None:
        return chosen(what, wanted, known)[0]
    if len(known) != 1:
        raise ScenarioError([Fault(what, "missing", fix=f"name one of {few(list(known), 12)}")])
    return next(iter(known))
