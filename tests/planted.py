"""Faults planted into the package's own source, one at a time, in memory.

A fault is a snippet of one source file and what stands there instead. The file is compiled with the fault in
it, and the one function that holds the snippet gets the code of its faulty twin. Nothing is imported again:
every reference to the function, and every registry, sees the fault.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

import pytest

import synergy

PACKAGE = Path(synergy.__file__).parent


@dataclass(frozen=True)
class Fault:
    """A mistake that somebody could make.

    Parameters
    ----------
    name : str
    file : str
        Path below the package.
    snippet, instead : str
        What stands in the file, exactly once, and what is put in its place.
    """

    name: str
    file: str
    snippet: str
    instead: str

    def plant(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Let the function that holds the snippet run with the fault in it.

        Raises
        ------
        ValueError
            If the snippet does not stand in the file exactly once, in a function.
        """
        path = PACKAGE / self.file
        source = path.read_text(encoding="utf-8")
        found = source.count(self.snippet)
        if found != 1:
            raise ValueError(f"{self.name}: {self.file} holds {found} times {self.snippet!r}")
        line = source[: source.index(self.snippet)].count("\n") + 1
        faulty = compile(source.replace(self.snippet, self.instead), str(path), "exec")
        function, code = self._function(_holding(faulty, line))
        monkeypatch.setattr(function, "__code__", code)

    def _function(self, code: CodeType) -> tuple[FunctionType, CodeType]:
        module = importlib.import_module("synergy." + self.file.removesuffix(".py").replace("/", "."))
        found: Any = module
        for word in code.co_qualname.split("."):
            found = vars(found)[word]
        if isinstance(found, property):
            found = found.fget
        elif isinstance(found, cached_property):
            found = found.func
        elif isinstance(found, classmethod | staticmethod):
            found = found.__func__
        return found, code


def _holding(code: CodeType, line: int) -> CodeType:
    """Return the innermost function of a module, not within another, whose lines hold a line."""
    holders = [
        each
        for each in _functions(code)
        if each.co_firstlineno <= line <= max(number for *_, number in each.co_lines() if number is not None)
    ]
    if not holders:
        raise ValueError(f"line {line} of {code.co_filename} is in no function")
    return max(holders, key=lambda each: each.co_firstlineno)


def _functions(code: CodeType) -> Iterator[CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType) and "<" not in constant.co_qualname:
            is_class = (
                not constant.co_flags & 0x2
            )  # functions have their locals in slots, class bodies have not
            if is_class:
                yield from _functions(constant)
            else:
                yield constant
