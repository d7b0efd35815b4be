"""What a plain scalar of YAML stands for, by the core schema of YAML 1.2."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from typing import Any

MAX_DIGITS = 400
_INTEGER = re.compile(r"[-+]?[0-9]+")
_LEADING_ZERO = re.compile(r"[-+]?0[0-9_]+")
_BASED = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_WORDS: dict[str, Any] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), float("inf")),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), float("-inf")),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
}


@dataclass(frozen=True)
class Unclear:
    """A plain scalar that readers of YAML understand differently, or that no number can hold."""

    found: str
    fix: str


def resolve(text: str) -> Any:
    """Return the text, number, boolean or None that a plain scalar stands for, or why that is unclear.

    Examples
    --------
    >>> [resolve(text) for text in ("NO", "12:30", "1e3", "3,5", "~", "true")]
    ['NO', '12:30', 1000.0, '3,5', None, True]
    >>> resolve("010").found
    '010 has a leading zero (some readers take it for octal)'
    """
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in "+-.0123456789":
        return text
    if _LEADING_ZERO.fullmatch(text):
        return Unclear(
            f"{text} has a leading zero (some readers take it for octal)",
            f'write "{text}" in quotes if it is text',
        )
    if len(text) > MAX_DIGITS and (_INTEGER.fullmatch(text) or _FLOAT.fullmatch(text)):
        return Unclear(f"a number of {len(text):,} characters", "give a number of at most 17 digits")
    if _INTEGER.fullmatch(text):
        number: float = int(text)
    elif _BASED.fullmatch(text):
        number = int(text, 0)
    elif _FLOAT.fullmatch(text):
        number = float(text)
    else:
        return text
    if abs(number) > sys.float_info.max:
        return Unclear(f"{text[:40]} is too large for a number", "give the real value")
    return number


def kind_of(value: Any) -> str:
    """Return the word for what a scalar was read as."""
    return "boolean" if isinstance(value, bool) else "null" if value is None else "number"
