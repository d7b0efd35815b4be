"""The registry that every kind enters by being defined: nothing lists kinds by hand."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from importlib.metadata import entry_points
from types import MappingProxyType, ModuleType
from typing import Generic, TypeVar

Kind = TypeVar("Kind")


class Registry(Generic[Kind]):
    """Classes by the word that names their kind in files.

    Parameters
    ----------
    what : str
        What is registered, for messages, e.g. ``"asset"``.
    entry_point_group : str
        Group of entry points through which other packages bring kinds of their own.
    """

    def __init__(self, what: str, entry_point_group: str) -> None:
        self.what = what
        self._group = entry_point_group
        self._kinds: dict[str, type[Kind]] = {}

    def enter(self, kind: str, cls: type[Kind]) -> None:
        """Register a class; a later definition of the same kind replaces the earlier one."""
        self._kinds[kind] = cls

    def load_package(self, package: ModuleType) -> None:
        """Import every module of a package, and every kind that other packages declare."""
        for module in pkgutil.iter_modules(package.__path__):
            importlib.import_module(f"{package.__name__}.{module.name}")
        for point in entry_points(group=self._group):
            point.load()

    @property
    def kinds(self) -> Mapping[str, type[Kind]]:
        """All kinds by name, sorted."""
        return MappingProxyType(dict(sorted(self._kinds.items())))
