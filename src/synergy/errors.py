"""What can go wrong, said in the user's words."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

MAX_FAULTS_SHOWN = 50


@dataclass(frozen=True)
class Fault:
    """One thing wrong with the input, on one line.

    Parameters
    ----------
    place : str
        Dotted path of the offending value, e.g. ``"assets.smr.capacity_max"``.
    found : str
        What was found there.
    why : str
        Why it matters; may be empty where it is evident.
    fix : str
        What to write instead.
    file, line
        Where it was read from, if it came from a file.
    warning : bool
        Whether it looks odd but can be solved.

    Examples
    --------
    >>> print(Fault("assets.smr.capacity_max", "unknown field 'capcity_max'", "", "write capacity_max"))
    assets.smr.capacity_max: unknown field 'capcity_max'. Fix: write capacity_max.
    """

    place: str
    found: str
    why: str = ""
    fix: str = ""
    file: str | None = None
    line: int | None = None
    warning: bool = False

    def __str__(self) -> str:
        where = ""
        if self.file is not None:
            where = self.file + (f":{self.line}" if self.line is not None else "") + "  "
        text = f"{where}{self.place}: {self.found}" if self.place else f"{where}{self.found}"
        if self.why:
            text += f"; {self.why}"
        if not text.endswith("?"):
            text = text if text.endswith("?") else text.rstrip(".") + "."
        if self.fix:
            text += f" Fix: {self.fix.rstrip('.')}."
        return " ".join(text.split())


class SynergyError(Exception):
    """Base of every error that synergy raises on purpose."""


class ScenarioError(SynergyError):
    """The input is wrong; carries every fault found.

    Parameters
    ----------
    faults : iterable of Fault
        All faults, in the order in which a reader would meet them.
    """

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults: tuple[Fault, ...] = tuple(faults)
        super().__init__(list_faults(self.faults))


class InfeasibleError(SynergyError):
    """No plan meets all requirements at once.

    Parameters
    ----------
    message : str
        What is known.
    faults : iterable of Fault
        What asks too much, where that was looked for.
    """

    def __init__(self, message: str, faults: Iterable[Fault] = ()) -> None:
        self.faults: tuple[Fault, ...] = tuple(faults)
        super().__init__(message)


class UnboundedError(SynergyError):
    """The model earns without end: a price or a limit must be wrong."""


class SolverError(SynergyError):
    """The solver failed, was refused, or died."""


class StoppedError(SolverError):
    """A limit or the user stopped the search before any plan was found.

    Parameters
    ----------
    status : str
        ``"time_limit"``, ``"limit"`` or ``"interrupted"``.
    """

    def __init__(self, status: str) -> None:
        word = status.replace("_", " ")
        super().__init__(f"stopped ({word}) before any plan was found. Give it more time.")
        self.status = status


class AuditError(SynergyError):
    """A plan does not hold when recomputed from the input."""


def list_faults(faults: Sequence[Fault], most: int = MAX_FAULTS_SHOWN) -> str:
    """Return the faults, one a line, saying how many more there are beyond ``most``."""
    lines = [str(fault) for fault in faults[:most]]
    if len(faults) > most:
        lines.append(f"... and {len(faults) - most} more faults.")
    return "\n".join(lines)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return ``"; did you mean 'x'?"`` for the nearest known word, or an empty string.

    Examples
    --------
    >>> did_you_mean("capcity_max", ["capacity_max", "age"])
    "; did you mean 'capacity_max'?"
    >>> did_you_mean("zzz", ["capacity_max"])
    ''
    """
    choices = list(known)
    near = difflib.get_close_matches(word, choices, n=1, cutoff=0.6)
    if not near:
        folded = {choice.casefold().strip(): choice for choice in choices}
        match = folded.get(word.casefold().strip())
        near = [match] if match is not None else []
    return f"; did you mean '{near[0]}'?" if near else ""


def nearest_first(word: str, known: Iterable[str]) -> list[str]:
    """Return the known words, those that look like the word first.

    Examples
    --------
    >>> nearest_first("gas-boler", ["cable", "gas-boiler"])
    ['gas-boiler', 'cable']
    """
    choices = list(known)
    near = difflib.get_close_matches(word, choices, n=3, cutoff=0.6)
    return [*near, *(choice for choice in choices if choice not in near)]


def few(words: Sequence[str], most: int = 8) -> str:
    """Return the first of some words, for a sentence."""
    return ", ".join(words[:most]) + (f" and {len(words) - most} more" if len(words) > most else "")
