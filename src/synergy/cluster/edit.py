"""Changing plain data by dotted path."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from synergy.errors import Fault, ScenarioError, did_you_mean, few, nearest_first

SECTIONS_OF_FIELDS = ("objective", "time")
"""Sections that hold fields and no ids, so that already their own entries may be at their defaults."""
TAKEN_AS_NEW_BELOW = 2
"""Depth from which a path may name a field that the data leave at its default; ids above it must exist."""


def with_changes(data: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return a deep copy of nested data with some values replaced.

    Parameters
    ----------
    data : mapping
        Nested mappings and lists.
    changes : mapping of str to value
        Dotted paths and their new values; ``None`` takes an entry out.

    Raises
    ------
    ScenarioError
        If the path to a value does not exist.

    Examples
    --------
    >>> with_changes({"sites": {"a": {"latitude": 1.0}}}, {"sites.a.latitude": 2.0})
    {'sites': {'a': {'latitude': 2.0}}}
    """
    result = copy.deepcopy(dict(data))
    faults: list[Fault] = []
    for path, value in changes.items():
        _set(result, path, value, faults)
    if faults:
        raise ScenarioError(faults)
    return result


def _set(data: dict[str, Any], path: str, value: Any, faults: list[Fault]) -> None:
    *parents, last = path.split(".")
    target: Any = data
    new_below = 1 if parents and parents[0] in SECTIONS_OF_FIELDS else TAKEN_AS_NEW_BELOW
    for depth, part in enumerate(parents):
        if isinstance(target, list) and part.isdigit() and int(part) < len(target):
            target = target[int(part)]
        elif isinstance(target, dict) and part in target:
            target = target[part]
        elif isinstance(target, dict) and depth >= new_below:
            target = target.setdefault(part, {})
        else:
            known = target if isinstance(target, dict) else ()
            where = ".".join(parents[: depth + 1])
            faults.append(Fault(where, f"no such entry{did_you_mean(part, known)}", fix=_one_of(part, known)))
            return
    if isinstance(target, list) and last.isdigit() and int(last) < len(target):
        target[int(last)] = value
    elif not isinstance(target, dict):
        faults.append(Fault(path, "its parent holds a single value", fix="name the value itself"))
    elif value is None and last not in target and len(parents) < TAKEN_AS_NEW_BELOW:
        faults.append(Fault(path, f"no such entry{did_you_mean(last, target)}", fix=_one_of(last, target)))
    elif value is None:
        target.pop(last, None)
    else:
        target[last] = value


def _one_of(word: str, known: Any) -> str:
    return f"use one of {few(nearest_first(word, map(str, known)))}"
