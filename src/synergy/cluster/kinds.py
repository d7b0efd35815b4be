"""The registry that every kind enters by being defined: nothing lists kinds by hand."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable, Mapping
from importlib.metadata import entry_points
from types import MappingProxyType
from typing import Any, Generic, TypeVar

Kind = TypeVar("Kind")


class Registry(Generic[Kind]):
    """Classes by the word that names their kind in files.

    Parameters
    ----------
    what : str
        What is registered, for messages, e.g. ``"asset"``.
    package : str
        Package whose modules each define a kind, loaded when somebody first asks; also the group of entry
        points through which other distributions bring kinds of their own.
    """

    def __init__(self, what: str, package: str) -> None:
        self.what = what
        self._package = package
        self._kinds: dict[str, type[Kind]] = {}
        self._loaded = False

    def enter(self, kind: str, cls: type[Kind]) -> None:
        """Register a class; a later definition of the same kind replaces the earlier one."""
        self._kinds[kind] = cls

    @property
    def kinds(self) -> Mapping[str, type[Kind]]:
        """All kinds by name, sorted."""
        if not self._loaded:
            self._loaded = True
            package = importlib.import_module(self._package)
            for module in pkgutil.iter_modules(package.__path__):
                importlib.import_module(f"{self._package}.{module.name}")
            for point in entry_points(group=self._package):
                point.load()
        return MappingProxyType(dict(sorted(self._kinds.items())))


def class_in(package: str, path: Iterable[str], name: str) -> type[Any]:
    """Return a class by its name from whichever module of a package defines it.

    Raises
    ------
    AttributeError
        If none does.
    """
    for module in pkgutil.iter_modules(path):
        found = getattr(importlib.import_module(f"{package}.{module.name}"), name, None)
        if isinstance(found, type):
            return found
    raise AttributeError(f"module {package!r} has no attribute {name!r}")
