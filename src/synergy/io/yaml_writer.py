"""Plain data written as YAML that every reader, of version 1.1 or 1.2, takes for the same data."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

LINE_LENGTH = 100
_QUANTITY = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:e[-+]?[0-9]+)? [A-Za-z][A-Za-z/()]*[A-Za-z)]?")
"""A number with its unit, which no reader takes for anything but text."""
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_./()-]*(?: [A-Za-z0-9_./()-]+)*")
_OTHER_MEANING = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})
_ESCAPED = re.compile("[\x7f-\xa0\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")


def yaml_text(data: Mapping[str, Any]) -> str:
    """Return nested mappings, lists and scalars as YAML.

    What fits on a line is written in braces, everything else one entry a line. Numbers are written so that
    reading gives the same bits back.

    Parameters
    ----------
    data : mapping
        Nested mappings with text keys, lists, text, finite or infinite numbers, booleans and None.

    Examples
    --------
    >>> print(yaml_text({"sites": {"works": {"name": "NO", "latitude": 53.5}, "port": {}}}), end="")
    sites:
      works: {name: "NO", latitude: 53.5}
      port: {}
    """
    return "".join(f"{line}\n" for line in _block(data, 0))


def _block(data: Mapping[str, Any], depth: int) -> Iterator[str]:
    indent = "  " * depth
    for key, value in data.items():
        head = f"{indent}{_scalar(str(key))}:"
        line = f"{head} {_flow(value)}"
        if not _is_nested(value) or (depth > 0 and len(line) <= LINE_LENGTH) or not value:
            yield line
        elif isinstance(value, Mapping):
            yield head
            yield from _block(value, depth + 1)
        elif len(line) <= LINE_LENGTH:
            yield line
        else:
            yield head
            for item in value:
                yield f"{indent}  - {_flow(item)}"


def _is_nested(value: Any) -> bool:
    return isinstance(value, Mapping) or (isinstance(value, Sequence) and not isinstance(value, str))


def _flow(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_scalar(str(key))}: {_flow(item)}" for key, item in value.items()) + "}"
    if _is_nested(value):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return _scalar(value)


def _scalar(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return _number(value)
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no plain data")
    if _QUANTITY.fullmatch(value):
        return value
    if _PLAIN.fullmatch(value) and value.casefold() not in _OTHER_MEANING:
        return value
    quoted = json.dumps(value, ensure_ascii=False)
    return _ESCAPED.sub(lambda match: f"\\u{ord(match.group()):04X}", quoted)


def _number(value: float) -> str:
    text = repr(value)
    if text in {"inf", "-inf", "nan"}:
        return text.replace("inf", ".inf").replace("nan", ".nan")
    # Readers of YAML 1.1 take 1e-05 for text unless it has a point.
    return text if "." in text or "e" not in text else text.replace("e", ".0e")
