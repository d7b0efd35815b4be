"""What a plot is to show, as the user names it."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from synergy.errors import Fault, ScenarioError, did_you_mean


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
    power, steam.
    """
    if wanted is None:
        return tuple(known)
    names = [wanted] if isinstance(wanted, str) else list(wanted)
    some = ", ".join(list(known)[:12]) + (", ..." if len(known) > 12 else "")
    faults = [
        Fault(what, f"'{name}' is not known here{did_you_mean(name, known)}", fix=f"use one of {some}")
        for name in names
        if name not in known
    ]
    if faults:
        raise ScenarioError(faults)
    return tuple(name for name in known if name in names)
