"""Plain data built from the events of a YAML parser, with the position of every value and every fault."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from synergy.errors import Fault
from synergy.io.yaml_scalars import Unclear, kind_of, resolve

MAX_ALIASES = 1_000
MAX_ALIASED_VALUES = 100_000
MAX_DEPTH = 50
BY_YEAR, YEAR = "pathway", re.compile("[12][0-9]{3}")
"""Section in which keys may be years, and what those look like."""

TreePath = tuple[str | int, ...]
"""Keys and list indices from the top level down to a value."""

_CORE = "tag:yaml.org,2002:"
_TYPES: dict[str, type | tuple[type, ...]] = {
    "int": int,
    "float": (int, float),
    "bool": bool,
    "null": type(None),
}


def dotted(path: TreePath) -> str:
    """Return a path as text.

    Examples
    --------
    >>> dotted(("segments", 0, "capacity_max"))
    'segments.0.capacity_max'
    """
    return ".".join(map(str, path))


class Refused(Exception):  # noqa: N818 - never leaves the reader
    """The rest of the file cannot be read."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(str(fault))
        self.fault = fault


@dataclass
class _Frame:
    """A list or mapping that is being filled."""

    value: dict[str, Any] | list[Any]
    path: TreePath
    flow: bool
    anchor: str | None
    key: str | None = None
    previous: str = ""
    lines: dict[str, int] = field(default_factory=dict)


class TreeBuilder:
    """Builds plain data from events, without recursion."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[Fault] = []
        self.positions: dict[TreePath, tuple[int, int]] = {}
        self.root: Any = None
        self.documents = 0
        self.stack: list[_Frame] = []
        self.anchors: dict[str, tuple[Any, TreePath]] = {}
        self.aliases = 0
        self.aliased_values = 0

    def read(self, text: str) -> None:
        """Read the text to its end, or raise `Refused`."""
        for event in self._events(text):
            if isinstance(event, ScalarEvent):
                self._scalar(event)
            elif isinstance(event, MappingStartEvent | SequenceStartEvent):
                self._open(event)
            elif isinstance(event, MappingEndEvent | SequenceEndEvent):
                self._close()
            elif isinstance(event, AliasEvent):
                self._alias(event)
            elif isinstance(event, DocumentStartEvent):
                self._document(event)
        if self.documents == 0 or self.root is None:
            raise self._refused(
                "", "the file is empty", "start from an example: synergy new DIR --example NAME"
            )
        if not isinstance(self.root, dict):
            kind = "a list" if isinstance(self.root, list) else "a single value"
            raise self._refused(
                "", f"the file holds {kind} where fields are needed", "write 'name: value' lines", 1
            )

    def _events(self, text: str) -> Iterator[Any]:
        try:
            yield from YAML(typ="safe", pure=True).parse(text)
        except MarkedYAMLError as error:
            raise Refused(_syntax_fault(error, text, self.file)) from None
        except (
            YAMLError,
            ValueError,
            OverflowError,
            LookupError,
            AttributeError,
            TypeError,
            AssertionError,
        ) as error:
            # The parser's own slips on malformed text, e.g. an escape beyond Unicode.
            raise self._refused("", f"not YAML: {error}", "check the quotes and escapes") from None

    def _refused(self, place: str, found: str, fix: str, line: int | None = None) -> Refused:
        return Refused(Fault(place, found, fix=fix, file=self.file, line=line))

    def _complain(self, event: Any, path: TreePath, found: str, fix: str, why: str = "") -> None:
        self.faults.append(Fault(dotted(path), found, why, fix, self.file, event.start_mark.line + 1))

    def _document(self, event: Any) -> None:
        self.documents += 1
        if self.documents > 1:
            line = event.start_mark.line + 1
            raise self._refused(
                "", "a second document starts here ('---')", "keep one document in a file", line
            )
        if event.version not in (None, (1, 2)):
            self._complain(
                event, (), "a %YAML line asks for another version", "delete that line", "YAML 1.2 is read"
            )

    def _open(self, event: Any) -> None:
        path = self._path_of_value(
            event, f"a {'mapping' if isinstance(event, MappingStartEvent) else 'list'}"
        )
        if len(self.stack) >= MAX_DEPTH:
            line = event.start_mark.line + 1
            raise self._refused("", f"nesting deeper than {MAX_DEPTH}, refused", "write flatter data", line)
        is_mapping = isinstance(event, MappingStartEvent)
        if event.tag not in (None, "!", _CORE + ("map" if is_mapping else "seq")):
            self._refuse_tag(event, path)
        value: Any = {} if is_mapping else []
        self._place(value, event, path)
        self.stack.append(_Frame(value, path, bool(event.flow_style), event.anchor))

    def _close(self) -> None:
        frame = self.stack.pop()
        if frame.anchor is not None:
            self.anchors[frame.anchor] = (frame.value, frame.path)

    def _scalar(self, event: Any) -> None:
        frame = self.stack[-1] if self.stack else None
        if frame is not None and isinstance(frame.value, dict) and frame.key is None:
            self._key(event, frame)
            return
        path = self._path_of_value(event, "")
        value = self._resolved(event, path)
        if frame is not None and self._is_split_number(event, frame):
            return
        self._place(value, event, path)
        if event.anchor is not None:
            self.anchors[event.anchor] = (value, path)

    def _key(self, event: Any, frame: _Frame) -> None:
        key = str(event.value)
        line = event.start_mark.line + 1
        is_year = frame.path[:1] == (BY_YEAR,) and YEAR.fullmatch(key)
        if event.style is None and not is_year and not isinstance(resolve(key), str):
            kind = "empty" if key == "" else f"{key} is a {kind_of(resolve(key))}, not text"
            self._complain(event, frame.path, f"key {kind}", f'write "{key}" in quotes')
        elif event.style is None and key == "<<":
            self._complain(
                event, frame.path, "merge key '<<' is not part of YAML 1.2", "write the fields out"
            )
        if event.tag not in (None, "!", _CORE + "str"):
            self._refuse_tag(event, (*frame.path, key))
        if key in frame.lines:
            found = f"key '{key}' given twice (first on line {frame.lines[key]})"
            self._complain(event, frame.path, found, "delete one")
        else:
            self.positions.setdefault((*frame.path, key), (line, event.start_mark.column + 1))
        frame.lines.setdefault(key, line)
        frame.key = key

    def _path_of_value(self, event: Any, as_key: str) -> TreePath:
        if not self.stack:
            return ()
        frame = self.stack[-1]
        if isinstance(frame.value, list):
            return (*frame.path, len(frame.value))
        if frame.key is None:
            line = event.start_mark.line + 1
            raise self._refused(
                dotted(frame.path), f"{as_key} as a key", "write a name before the colon", line
            )
        return (*frame.path, frame.key)

    def _place(self, value: Any, event: Any, path: TreePath) -> None:
        if not self.stack:
            self.root = value
            return
        frame = self.stack[-1]
        if isinstance(frame.value, list):
            frame.value.append(value)
            self.positions.setdefault(path, (event.start_mark.line + 1, event.start_mark.column + 1))
        elif frame.key is not None:
            frame.value.setdefault(frame.key, value)
            frame.previous, frame.key = str(getattr(event, "value", "")), None

    def _resolved(self, event: Any, path: TreePath) -> Any:
        text = str(event.value)
        if event.tag in ("!", _CORE + "str") or (event.style is not None and event.tag is None):
            return text
        kind = (event.tag or "").removeprefix(_CORE)
        if event.tag is not None and kind not in _TYPES:
            self._refuse_tag(event, path)
            return text
        value = resolve(text)
        if isinstance(value, Unclear):
            self._complain(event, path, value.found, value.fix)
            return text
        if event.tag is not None and not isinstance(value, _TYPES[kind]):
            self._complain(event, path, f"'{text}' is tagged !!{kind} but is none", "delete the tag")
        return value

    def _refuse_tag(self, event: Any, path: TreePath) -> None:
        tag = "!!" + event.tag.removeprefix(_CORE) if event.tag.startswith(_CORE) else event.tag
        self._complain(event, path, f"tag '{tag}' refused", "delete the tag", "only plain data is read")

    def _is_split_number(self, event: Any, frame: _Frame) -> bool:
        """Say whether ``{share: 3,5}`` was read as two entries, and complain of it."""
        key = frame.key or ""
        nothing = frame.flow and event.style is None and event.value == ""
        if not (nothing and key[:1].isdigit() and frame.previous[-1:].isdigit()):
            return False
        if self.faults and self.faults[-1].found.startswith(f"key {key} is a number"):
            self.faults.pop()
        found = f"'{frame.previous},{key}' is read as two entries"
        why = "a comma inside braces separates entries"
        self._complain(event, frame.path, found, "write a decimal point, and no thousands separator", why)
        frame.key = None
        return True

    def _alias(self, event: Any) -> None:
        path = self._path_of_value(event, "an alias")
        line = event.start_mark.line + 1
        self.aliases += 1
        if self.aliases > MAX_ALIASES:
            raise self._refused(
                "", f"more than {MAX_ALIASES:,} aliases, refused", "write the values out", line
            )
        if event.anchor not in self.anchors:
            self._complain(
                event, path, f"alias '*{event.anchor}' names no anchor before it", "write the value out"
            )
            self._place(None, event, path)
            return
        value, source = self.anchors[event.anchor]
        self._place(self._copied(value, source, path, line), event, path)

    def _copied(self, value: Any, source: TreePath, path: TreePath, line: int) -> Any:
        self.aliased_values += 1
        if self.aliased_values > MAX_ALIASED_VALUES or len(path) > MAX_DEPTH:
            found = (
                f"aliases stand for more than {MAX_ALIASED_VALUES:,} values or {MAX_DEPTH} levels, refused"
            )
            raise self._refused("", found, "write the values out", line)
        if not isinstance(value, dict | list):
            return value
        items = list(value.items() if isinstance(value, dict) else enumerate(value))
        copies = {}
        for key, item in items:
            inner, origin = (*path, key), (*source, key)
            self.positions.setdefault(inner, self.positions.get(origin, (line, 1)))
            copies[key] = self._copied(item, origin, inner, line)
        return copies if isinstance(value, dict) else list(copies.values())


def _syntax_fault(error: MarkedYAMLError, text: str, file: str) -> Fault:
    mark = error.problem_mark or error.context_mark
    line = mark.line + 1 if mark is not None else None
    problem = " ".join(str(error.problem or error.context or "").split())
    start = error.context_mark.line + 1 if error.context_mark is not None else line
    lines = text.splitlines()
    shown = lines[line - 1] if line is not None and line <= len(lines) else ""
    if "\t" in shown[: len(shown) - len(shown.lstrip())]:
        return Fault("", "tab used for indentation", fix="use spaces", file=file, line=line)
    for words, found, fix in _EXPLANATIONS:
        if words in problem:
            return Fault("", found.format(start=start), fix=fix, file=file, line=line)
    return Fault(
        "", f"not YAML: {problem}", fix="check indentation, quotes and brackets", file=file, line=line
    )


_EXPLANATIONS = (
    ("'\\t' that cannot start", "a tab where spaces are needed", "use spaces"),
    (
        "mapping values are not allowed",
        "a second ': ' on the line, or wrong indentation",
        "indent, or put text in quotes",
    ),
    (
        "expected ',' or",
        "the bracket opened on line {start} is not closed, or a comma is missing",
        "close it",
    ),
    ("unexpected end of stream", "the quote opened on line {start} is not closed", "close it"),
    (
        "could not find expected ':'",
        "a line without 'name: value'",
        "write 'name: value', or indent it below its name",
    ),
    ("expected <block end>", "indented differently from the lines above", "indent it as its neighbours"),
)
